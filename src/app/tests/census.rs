use super::*;
use crate::app::dataset::Dataset;

fn counts(query: &Query) -> bool {
    matches!(query, Query::AllPoints)
}

fn point(id: &str, size: i64) -> RecoveryPoint {
    RecoveryPoint { arn: id.into(), size: Some(size), ..snapshot() }
}

fn size(desk: &Desk) -> Option<i64> {
    desk.model.estate.vault(ScopeId(0), &"prod-daily".into()).and_then(|vault| vault.size)
}

fn vaults() -> Page {
    Page::Vaults(vec![vault(ScopeId(0), "Default"), vault(ScopeId(0), "prod-daily")])
}

/// Answers all but the count of points, which is then out.
fn all_but_points(desk: &mut Desk) {
    while let Some((request, scope)) = desk.find(|query| !counts(query)) {
        let query = desk.asked.iter().find(|(asked, ..)| *asked == request).unwrap().2.clone();
        desk.asked.retain(|(asked, ..)| *asked != request);
        for page in account(scope, &query) {
            desk.part(request, scope, Part::Page(page));
        }
        desk.part(request, scope, Part::End(Stats::default()));
    }
}

#[test]
fn points_are_counted_when_all_else_was_answered_or_refused() {
    let mut desk = Desk::new();
    desk.fail(|query| matches!(query, Query::Alarms), FailureKind::AccessDenied);
    let copies = |query: &Query| matches!(query, Query::Jobs { kind: JobKind::Copy, .. });
    desk.fail(copies, FailureKind::AccessDenied);
    while let Some((request, scope)) = desk.find(|query| !counts(query)) {
        assert_eq!(desk.find(counts), None, "{:?}", desk.asked);
        desk.asked.retain(|(asked, ..)| *asked != request);
        desk.part(request, scope, Part::End(Stats::default()));
    }
    assert!(desk.find(counts).is_some());
}

#[test]
fn a_count_that_breaks_off_leaves_the_last_one_and_the_next_begins_anew() {
    let mut desk = Desk::new();
    all_but_points(&mut desk);
    desk.answer(counts, vec![vaults(), Page::Points(vec![point("a", 5), point("b", 7)])]);
    assert_eq!(size(&desk), Some(12));
    assert_eq!(desk.model.estate.vault(ScopeId(0), &"Default".into()).and_then(|vault| vault.size), Some(0));
    desk.pass(1801);
    all_but_points(&mut desk);
    let (request, scope) = desk.take(counts);
    desk.part(request, scope, Part::Page(Page::Points(vec![point("c", 100)])));
    desk.part(
        request,
        scope,
        Part::Failed(
            Failure::new(FailureKind::Unreachable, "ListRecoveryPointsByBackupVault", "no"),
            Stats::default(),
        ),
    );
    assert_eq!(size(&desk), Some(12), "a part is no count");
    desk.pass(121);
    all_but_points(&mut desk);
    desk.answer(counts, vec![vaults(), Page::Points(vec![point("a", 5)]), Page::Points(vec![point("c", 3)])]);
    assert_eq!(size(&desk), Some(8), "what the broken one brought does not count");
}

#[test]
fn a_refused_count_waits_longer_than_any_other() {
    let mut desk = Desk::new();
    all_but_points(&mut desk);
    desk.fail(counts, FailureKind::AccessDenied);
    desk.pass(599);
    assert_eq!(desk.find(counts), None);
    desk.pass(2);
    assert!(desk.find(counts).is_some());
}

#[test]
fn a_refresh_counts_anew_where_the_count_is_shown() {
    for (keys, asked) in [("R", false), ("1 z R", false), ("3 z R", true), ("5 R", true)] {
        let mut desk = Desk::settled();
        desk.press(keys);
        assert_eq!(desk.find(counts).is_some(), asked, "{keys}");
    }
}

#[test]
fn what_another_account_counted_is_forgotten() {
    let mut desk = Desk::new();
    all_but_points(&mut desk);
    desk.answer(counts, vec![vaults(), Page::Points(vec![point("a", 5)])]);
    desk.model.estate.forget(ScopeId(0));
    assert!(desk.model.estate.census.of(ScopeId(0)).is_none());
    let source = desk.model.poll.source(ScopeId(0), Dataset::Points);
    assert!(source.is_some_and(|source| source.remote.at.is_some()));
}
