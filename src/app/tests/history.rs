use super::*;
use crate::domain::history::{Ended, Outcome, Place};

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
