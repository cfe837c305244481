use super::*;
use crate::domain::alert::Severity;
use crate::domain::journal::{Actor, Entry, EntryId, EntryState, Intent};
use crate::domain::write::{PointName, Write};

fn counts(query: &Query) -> bool {
    matches!(query, Query::AllPoints)
}

fn point() -> Text {
    "arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-1".into()
}

/// A desk on which orders-db was backed up an hour ago, and a count of all points finds these.
fn counted(points: Vec<RecoveryPoint>) -> Desk {
    let mut desk = Desk::new();
    let mut backup = job(ScopeId(0), "job-1", JobState::Completed, 60);
    backup.account = Some("123456789012".into());
    backup.facts = JobFacts::Backup(Box::new(BackupFacts {
        vault: Some("prod-daily".into()),
        vault_arn: Some("arn:aws:backup:us-east-1:123456789012:backup-vault:prod-daily".into()),
        recovery_point: Some(point()),
        lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
        ..BackupFacts::default()
    }));
    while let Some((request, scope)) = desk.find(|query| !counts(query)) {
        let query = desk.asked.iter().find(|(asked, ..)| *asked == request).unwrap().2.clone();
        desk.asked.retain(|(asked, ..)| *asked != request);
        let pages = match query {
            Query::Jobs { kind: JobKind::Backup, before: None, .. } => vec![Page::Jobs(vec![backup.clone()])],
            Query::Alarms => Vec::new(),
            query => account(scope, &query),
        };
        for page in pages {
            desk.part(request, scope, Part::Page(page));
        }
        desk.part(request, scope, Part::End(Stats::default()));
    }
    count(&mut desk, points);
    desk
}

/// Answers the count that is out. Whether the journal is then read.
fn count(desk: &mut Desk, points: Vec<RecoveryPoint>) -> bool {
    let vaults = Page::Vaults(vec![vault(ScopeId(0), "Default"), vault(ScopeId(0), "prod-daily")]);
    let effects = desk.answer(counts, vec![vaults, Page::Points(points)]);
    effects.iter().any(|effect| matches!(effect, Effect::ReadJournal(_)))
}

fn told(desk: &Desk) -> Vec<(String, Severity)> {
    let rows = desk.model.estate.alerts.rows().iter();
    let gone = rows.filter(|alert| alert.signal.is_some_and(|signal| signal.starts_with("points-")));
    gone.map(|alert| (alert.what.clone(), alert.severity)).collect()
}

fn deletion(state: EntryState, point: &str) -> Entry {
    let actor = Actor { account: "123456789012".into(), region: "us-east-1".into(), ..Actor::default() };
    let write = Write::DeletePoint(PointName { vault: "prod-daily".into(), point: point.to_owned() });
    Entry {
        id: EntryId(1),
        intent: Intent { at: noon(), actor, label: "orders-db".into(), write },
        state,
        job: None,
        answered: None,
        ended: None,
        note: None,
    }
}

#[test]
fn a_resource_that_was_backed_up_and_has_no_point_is_told_once_the_journal_does_not_explain_it() {
    let said = "orders-db has no recovery point left: backed up 11:09, to be kept until Dec 26 11:00";
    let found = vec![(said.to_owned(), Severity::Critical)];
    for (entries, expected) in [
        (Ok(vec![]), found.clone()),
        (Err("disk".to_owned()), found.clone()),
        (Ok(vec![deletion(EntryState::Done, "another")]), found.clone()),
        (Ok(vec![deletion(EntryState::Refused, point().raw())]), found.clone()),
        (Ok(vec![deletion(EntryState::Planned, point().raw())]), found),
        (Ok(vec![deletion(EntryState::Done, point().raw())]), vec![]),
        (Ok(vec![deletion(EntryState::Sent, point().raw())]), vec![]),
    ] {
        let mut desk = counted(Vec::new());
        assert!(desk.model.suspects_loss());
        assert_eq!(told(&desk), [], "the journal comes first");
        desk.send(Msg::Journal(entries.clone()));
        assert_eq!(told(&desk), expected, "{entries:?}");
    }
    let here = RecoveryPoint { arn: point(), ..snapshot() };
    let desk = counted(vec![here]);
    assert!(!desk.model.suspects_loss() && told(&desk).is_empty());
}

#[test]
fn it_stays_one_event_from_count_to_count_and_is_over_when_there_is_a_point_again() {
    let mut desk = counted(Vec::new());
    desk.send(Msg::Journal(Ok(vec![])));
    let last = |desk: &Desk| {
        let rows = desk.model.estate.alerts.rows().iter();
        rows.filter(|alert| alert.signal == Some("points-gone")).find_map(|alert| alert.last)
    };
    let first = last(&desk);
    assert_eq!(first, Some(noon()));
    for _ in 0..2 {
        desk.pass(1860);
        assert!(count(&mut desk, Vec::new()), "the journal is read after each count that lacks something");
        assert_eq!(last(&desk), first, "it is still told, and not as news");
        desk.send(Msg::Journal(Ok(vec![])));
        assert_eq!(last(&desk), first);
    }
    desk.pass(1860);
    assert!(!count(&mut desk, vec![RecoveryPoint { arn: "new".into(), ..snapshot() }]));
    assert_eq!(told(&desk), []);
}
