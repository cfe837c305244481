use super::*;
use crate::app::page::Content;
use crate::domain::history::{Ended, Of, Outcome, Place};
use crate::domain::trend::Trends;

/// The batches that are to be kept.
fn kept(effects: &[Effect]) -> Vec<(Place, Vec<Ended>)> {
    let batch = |effect: &Effect| match effect {
        Effect::Keep(place, jobs) => Some((place.clone(), jobs.clone())),
        _ => None,
    };
    effects.iter().filter_map(batch).collect()
}

fn is_identity(query: &Query) -> bool {
    matches!(query, Query::Identity)
}

fn recent(query: &Query) -> bool {
    matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. })
}

fn backups(jobs: &[(&str, JobState)]) -> Vec<Page> {
    vec![Page::Jobs(jobs.iter().map(|(id, state)| job(ScopeId(0), id, state.clone(), 30)).collect())]
}

#[test]
fn jobs_are_kept_when_they_have_ended_and_their_account_is_known() {
    let mut desk = Desk::new();
    let jobs =
        backups(&[("j-1", JobState::Completed), ("j-2", JobState::Failed), ("j-3", JobState::Running)]);
    assert_eq!(kept(&desk.answer(recent, jobs)), [], "nobody knows whose they are");
    let effects = desk.answer(is_identity, account(ScopeId(0), &Query::Identity));
    let [(place, jobs)] = kept(&effects).try_into().unwrap();
    assert_eq!(place, Place { account: "123456789012".into(), region: "us-east-1".into() });
    let jobs: Vec<_> = jobs.iter().map(|job| (job.id.raw(), job.outcome, job.cause.is_some())).collect();
    assert_eq!(jobs, [("j-1", Outcome::Well, false), ("j-2", Outcome::Failed, true)]);
}

#[test]
fn what_was_handed_over_is_handed_over_again_only_when_it_changed() {
    let mut desk = Desk::new();
    desk.answer(is_identity, account(ScopeId(0), &Query::Identity));
    let first = desk.answer(recent, backups(&[("j-1", JobState::Completed), ("j-2", JobState::Running)]));
    assert_eq!(kept(&first).len(), 1);
    desk.pass(31);
    assert_eq!(kept(&desk.answer(recent, backups(&[("j-1", JobState::Completed)]))), []);
    desk.pass(31);
    let ended = desk.answer(recent, backups(&[("j-1", JobState::Completed), ("j-2", JobState::Expired)]));
    let [(_, jobs)] = kept(&ended).try_into().unwrap();
    assert_eq!(jobs.iter().map(|job| job.id.raw()).collect::<Vec<_>>(), ["j-2"]);
}

#[test]
fn nothing_is_kept_where_that_is_switched_off() {
    let mut desk = Desk::with(Options { history_days: 0, ..Options::default() }, 1);
    let identity = desk.answer(is_identity, account(ScopeId(0), &Query::Identity));
    assert!(identity.contains(&Effect::ForgetHistory(noon())), "what was kept goes");
    assert_eq!(kept(&desk.answer(recent, backups(&[("j-1", JobState::Completed)]))), []);
}

#[test]
fn what_is_too_old_is_forgotten_once_a_day() {
    let mut desk = Desk::new();
    let forgets =
        |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::ForgetHistory(_)));
    let identity = desk.answer(is_identity, account(ScopeId(0), &Query::Identity));
    let oldest = noon() - SignedDuration::from_hours(400 * 24);
    assert!(identity.contains(&Effect::ForgetHistory(oldest)));
    assert!(!forgets(&desk.pass(3600)));
    assert!(forgets(&desk.pass(23 * 3600)));
}

#[test]
fn another_account_s_jobs_are_not_kept_under_the_new_one() {
    let mut desk = Desk::new();
    desk.answer(is_identity, account(ScopeId(0), &Query::Identity));
    desk.answer(recent, backups(&[("j-1", JobState::Completed)]));
    let (request, scope) = (
        desk.model.requests.begin(
            ScopeId(0),
            super::super::requests::Purpose::Poll(super::super::dataset::Dataset::Identity),
        ),
        ScopeId(0),
    );
    let other =
        Identity { account: "999999999999".into(), region: "us-east-1".into(), ..Identity::default() };
    let effects = desk.part(request, scope, Part::Page(Page::Identity(other)));
    assert_eq!(kept(&effects), []);
    let [(place, _)] =
        kept(&desk.answer(recent, backups(&[("j-9", JobState::Completed)]))).try_into().unwrap();
    assert_eq!(place.account, "999999999999");
}

#[test]
fn that_jobs_cannot_be_kept_is_said_once() {
    let mut desk = Desk::settled();
    desk.send(Msg::Kept(Err("disk full".into())));
    assert!(desk.model.notice.take().unwrap().text.contains("disk full"));
    desk.send(Msg::Kept(Err("disk full".into())));
    assert_eq!(desk.model.notice, None);
    assert_eq!(desk.model.history.failure.as_deref(), Some("disk full"));
    desk.send(Msg::Kept(Ok(1)));
    assert_eq!(desk.model.history.failure, None);
}

/// What is asked of the store: page, subject, and how many days.
fn asked(effects: &[Effect]) -> Vec<(u64, Of, usize)> {
    let read = |effect: &Effect| match effect {
        Effect::ReadHistory { page, of, days, .. } => Some((*page, of.clone(), days.len() - 1)),
        _ => None,
    };
    effects.iter().filter_map(read).collect()
}

/// The value of the fact with this label on the page on top.
fn fact(desk: &Desk, label: &str) -> Option<String> {
    let facts = crate::app::facts::on_page(&desk.model).0;
    facts.into_iter().find(|fact| fact.group == "Trend" && fact.label == label).map(|fact| fact.value)
}

#[test]
fn a_page_reads_the_history_of_its_thing_once_and_again_when_more_is_kept() {
    let mut desk = Desk::settled();
    let [(page, of, days)] = asked(&desk.press("5 enter")).try_into().unwrap();
    assert_eq!((of, days), (Of::Resource(ORDERS.into()), 30));
    assert_eq!(fact(&desk, "Jobs known").as_deref(), Some("being read"));
    assert_eq!(asked(&desk.pass(60)), [], "one read at a time");
    desk.send(Msg::History { page, trends: Ok(Trends::default()) });
    assert_eq!(fact(&desk, "Jobs known").as_deref(), Some("none that has ended"));
    assert_eq!(asked(&desk.pass(60)), [], "nothing has come");
    desk.send(Msg::Kept(Ok(0)));
    assert_eq!(asked(&desk.pass(1)), [], "nothing new");
    assert_eq!(asked(&desk.send(Msg::Kept(Ok(1)))).len(), 1);
    desk.send(Msg::History { page, trends: Err("disk full".into()) });
    assert_eq!(fact(&desk, "Jobs known").as_deref(), Some("could not be read: disk full"));
    assert_eq!(asked(&desk.send(Msg::Kept(Ok(1)))), [], "not all the time");
    assert_eq!(asked(&desk.pass(5)).len(), 1);
}

#[test]
fn plans_and_vaults_have_a_history_and_jobs_have_none() {
    for (keys, of) in [("4 enter", Of::Plan("plan-1".into())), ("3 enter", Of::Vault("Default".into()))] {
        let mut desk = Desk::settled();
        let asked = asked(&desk.press(keys));
        assert_eq!(asked.iter().map(|(_, of, _)| of).collect::<Vec<_>>(), [&of]);
        assert!(!asked.is_empty() && fact(&desk, "Jobs known").is_some(), "{of:?}");
    }
    let mut desk = Desk::settled();
    assert_eq!(asked(&desk.press("2 enter")), []);
    assert_eq!(fact(&desk, "Jobs known"), None);
}

#[test]
fn the_next_day_is_another_trend() {
    let mut desk = Desk::settled();
    let [(page, ..)] = asked(&desk.press("5 enter")).try_into().unwrap();
    desk.send(Msg::History { page, trends: Ok(Trends::default()) });
    assert_eq!(asked(&desk.pass(11 * 3600)), [], "it is 23:00");
    assert_eq!(asked(&desk.pass(3600)).len(), 1);
}

#[test]
fn an_answer_for_a_page_that_is_closed_changes_no_other() {
    let mut desk = Desk::settled();
    let [(first, ..)] = asked(&desk.press("5 enter")).try_into().unwrap();
    assert_eq!(asked(&desk.press("esc enter")).len(), 1);
    desk.send(Msg::History { page: first, trends: Ok(Trends::default()) });
    assert_eq!(fact(&desk, "Jobs known").as_deref(), Some("being read"));
}

#[test]
fn what_is_under_the_cursor_stays_there_when_the_trend_comes() {
    let mut desk = Desk::settled();
    let [(page, ..)] = asked(&desk.press("5 enter")).try_into().unwrap();
    desk.press("G");
    let before = crate::app::facts::at_cursor(&desk.model).unwrap();
    let since = Some(noon());
    let kinds = vec![crate::domain::trend::Trend {
        kind: JobKind::Backup,
        days: vec![None; 30],
        outcomes: vec![(Outcome::Failed, 2)],
        usual: None,
        slow: None,
        size: None,
        growth: None,
    }];
    desk.send(Msg::History { page, trends: Ok(Trends { since, kinds, before: Vec::new() }) });
    assert!(fact(&desk, "Backups").unwrap().ends_with("30 d: 0 of 2 went well, 2 failed"));
    assert_eq!(crate::app::facts::at_cursor(&desk.model), Some(before));
}

#[test]
fn a_history_that_is_switched_off_is_not_read_and_says_so() {
    let mut desk = Desk::with(Options { history_days: 0, ..Options::default() }, 1);
    desk.answer_all();
    assert_eq!(asked(&desk.press("5 enter")), []);
    assert!(fact(&desk, "Jobs known").unwrap().contains("history.days is 0"));
    assert!(matches!(desk.model.page().content, Content::Detail(_)));
}

#[test]
fn a_stack_s_template_is_no_run_of_the_stack_and_its_volume_is_one_of_the_volume() {
    use crate::domain::history::Part;
    let of = |kind: &str, parent: Option<&str>, is_parent| {
        let kind = Some(kind.into());
        let job = Job {
            resource_type: kind,
            parent: parent.map(Text::new),
            is_parent,
            ..job(ScopeId(0), "j", JobState::Completed, 9)
        };
        Ended::of(&job, None).unwrap().part
    };
    for (kind, parent, is_parent, part) in [
        ("CloudFormation", None, true, Part::Whole),
        ("CloudFormation", Some("p"), false, Part::Piece),
        ("CloudFormation", Some("p"), true, Part::Member),
        ("EBS", Some("p"), false, Part::Member),
        ("EBS", None, false, Part::Whole),
    ] {
        assert_eq!(of(kind, parent, is_parent), part, "{kind} {parent:?}");
    }
}
