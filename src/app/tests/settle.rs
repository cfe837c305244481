use super::*;
use crate::app::effect::Started;
use crate::domain::journal::{Actor, Begun, Entry, EntryId, EntryState, Intent};
use crate::domain::write::{BackupRequest, Write};

const MINUTES: fn(i64) -> SignedDuration = SignedDuration::from_mins;

fn backup() -> Write {
    Write::StartBackup(BackupRequest {
        resource: ORDERS.into(),
        vault: "prod-daily".into(),
        role: ROLE.into(),
        lifecycle: Lifecycle::default(),
        tags: vec![],
        token: "token-of-the-run-before".into(),
        then_copy: None,
    })
}

fn entry(write: Write, ago: SignedDuration) -> Entry {
    let actor = Actor { account: "123456789012".into(), region: "us-east-1".into(), ..Actor::default() };
    let intent = Intent { at: noon() - ago, actor, label: "orders-db".into(), write };
    let (job, answered, ended, note) = (None, None, None, None);
    Entry { id: EntryId(7), intent, state: EntryState::Sent, job, answered, ended, note }
}

/// What the console does about an entry of an earlier run.
fn claim(desk: &mut Desk, entry: Entry) -> Vec<Effect> {
    desk.send(Msg::Claimed(Ok(vec![entry])))
}

fn sent(effects: &[Effect]) -> Option<(RequestId, &Intent, Begun)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send { request, intent, begun, .. } => Some((*request, &**intent, *begun)),
        _ => None,
    })
}

fn noted(effects: &[Effect]) -> Option<EntryState> {
    effects.iter().find_map(|effect| match effect {
        Effect::Note(EntryId(7), news) => Some(news.state),
        _ => None,
    })
}

fn past(query: &Query) -> bool {
    matches!(query, Query::Jobs { kind: JobKind::Backup, before: Some(_), .. })
}

#[test]
fn a_fresh_one_is_repeated_with_its_token_and_followed() {
    let mut desk = Desk::settled();
    let effects = claim(&mut desk, entry(backup(), MINUTES(2)));
    let (request, intent, begun) = sent(&effects).expect("it is not repeated");
    assert_eq!(intent.write.token(), Some("token-of-the-run-before"));
    assert_eq!(begun, Begun::Again(EntryId(7)), "it is the same entry of the journal");
    let page = Page::Started(Started { job: "job-9".into(), recovery_point: None, created: None });
    desk.part(request, ScopeId(0), Part::Page(page));
    desk.part(request, ScopeId(0), Part::End(Stats::default()));
    let follow = desk.model.follows.last().unwrap();
    assert_eq!((follow.job.as_str(), follow.entry), ("job-9", Some(EntryId(7))));
    assert!(desk.model.unsettled.is_empty());
}

#[test]
fn one_that_was_planned_and_never_left_is_told_and_not_sent() {
    let mut desk = Desk::settled();
    let entry = Entry { state: EntryState::Planned, ..entry(backup(), MINUTES(2)) };
    assert_eq!(sent(&claim(&mut desk, entry)), None);
    let notice = desk.model.notice.as_ref().unwrap().text.clone();
    assert!(notice.contains("planned") && notice.contains("not sent"), "{notice}");
    assert!(desk.model.unsettled.is_empty());
    assert_eq!(sent(&desk.pass(60)), None);
}

#[test]
fn no_answer_is_tried_again_and_a_verdict_settles_it() {
    let mut desk = Desk::settled();
    let effects = claim(&mut desk, entry(backup(), MINUTES(2)));
    let (request, ..) = sent(&effects).unwrap();
    let fail = |desk: &mut Desk, request, kind| {
        let failure = Failure::new(kind, "StartBackupJob", "because");
        desk.part(request, ScopeId(0), Part::Failed(failure, Stats::default()))
    };
    assert_eq!(sent(&fail(&mut desk, request, FailureKind::Unreachable)), None, "not at once");
    let effects = desk.pass(21);
    let (request, ..) = sent(&effects).expect("it is not tried again");
    fail(&mut desk, request, FailureKind::Invalid);
    assert!(desk.model.unsettled.is_empty());
    assert_eq!(sent(&desk.pass(60)), None);
}

#[test]
fn an_old_one_is_looked_up_and_never_repeated() {
    let own =
        Job { creator: None, role: Some(ROLE.into()), ..job(ScopeId(0), "job-9", JobState::Running, 600) };
    let own = Job {
        facts: JobFacts::Backup(Box::new(BackupFacts {
            vault: Some("prod-daily".into()),
            ..BackupFacts::default()
        })),
        ..own
    };
    let of_a_plan = Job { creator: Some(Box::default()), ..own.clone() };
    for (found, state, followed) in
        [(own, EntryState::Accepted, true), (of_a_plan, EntryState::Refused, false)]
    {
        let mut desk = Desk::settled();
        let effects = claim(&mut desk, entry(backup(), MINUTES(600)));
        assert_eq!(sent(&effects), None);
        assert_eq!(desk.find(past), None, "first it is read which jobs other entries claim");
        desk.send(Msg::Journal(Ok(vec![entry(backup(), MINUTES(600))])));
        let effects = desk.answer(past, vec![Page::Jobs(vec![found])]);
        assert_eq!(noted(&effects), Some(state));
        assert_eq!(desk.model.follows.len(), usize::from(followed));
    }
}

/// A job that the write of [`backup`] may have started, so long before noon.
fn own(id: &str, ago: i64) -> Job {
    let facts = BackupFacts { vault: Some("prod-daily".into()), ..BackupFacts::default() };
    Job {
        creator: None,
        role: Some(ROLE.into()),
        facts: JobFacts::Backup(Box::new(facts)),
        ..job(ScopeId(0), id, JobState::Running, ago)
    }
}

#[test]
fn a_job_that_another_entry_claims_is_not_taken_for_its_own() {
    for (mine, theirs) in [("job-8", "job-9"), ("job-9", "job-8")] {
        let mut desk = Desk::settled();
        claim(&mut desk, entry(backup(), MINUTES(600)));
        let other = Entry { id: EntryId(6), job: Some(theirs.into()), ..entry(backup(), MINUTES(600)) };
        desk.send(Msg::Journal(Ok(vec![other])));
        desk.answer(past, vec![Page::Jobs(vec![own("job-8", 599), own("job-9", 598)])]);
        let follow = desk.model.follows.last().unwrap();
        assert_eq!(follow.job.as_str(), mine);
    }
}

#[test]
fn two_that_ask_for_the_same_get_a_job_each() {
    let mut desk = Desk::settled();
    let other = Entry { id: EntryId(8), ..entry(backup(), MINUTES(599)) };
    desk.send(Msg::Claimed(Ok(vec![entry(backup(), MINUTES(600)), other])));
    desk.send(Msg::Journal(Ok(vec![])));
    for _ in 0..2 {
        desk.answer(past, vec![Page::Jobs(vec![own("job-8", 600), own("job-9", 599)])]);
    }
    let mut jobs: Vec<_> =
        desk.model.follows.iter().map(|follow| (follow.entry, follow.job.as_str())).collect();
    jobs.sort_unstable();
    assert_eq!(jobs, [(Some(EntryId(7)), "job-8"), (Some(EntryId(8)), "job-9")]);
}

#[test]
fn an_old_one_that_starts_no_job_is_not_repeated_but_looked_at() {
    let mut desk = Desk::settled();
    let effects = claim(&mut desk, entry(Write::StopBackup { job: "job-1".into() }, MINUTES(600)));
    let (request, _, begun) = sent(&effects).unwrap();
    assert_eq!(begun, Begun::Look(EntryId(7)));
    desk.part(request, ScopeId(0), Part::Page(Page::Done));
    let effects = desk.part(request, ScopeId(0), Part::End(Stats::default()));
    assert_eq!((noted(&effects), desk.model.unsettled.len()), (None, 0), "the road has noted it");
}

#[test]
fn one_of_another_account_or_region_waits_for_a_console_that_is_there() {
    for (account, region) in [("999999999999", "us-east-1"), ("123456789012", "eu-west-1")] {
        let mut desk = Desk::settled();
        let mut foreign = entry(backup(), MINUTES(2));
        (foreign.intent.actor.account, foreign.intent.actor.region) = (account.into(), region.into());
        assert_eq!(sent(&claim(&mut desk, foreign)), None, "{account} {region}");
        assert_eq!(desk.model.unsettled.len(), 1);
    }
}

#[test]
fn a_job_that_went_on_without_a_console_is_followed_to_its_end() {
    let mut desk = Desk::settled();
    let accepted =
        Entry { state: EntryState::Accepted, job: Some("job-9".into()), ..entry(backup(), MINUTES(600)) };
    claim(&mut desk, accepted);
    let ended = Job { completed: Some(noon()), ..job(ScopeId(0), "job-9", JobState::Completed, 600) };
    let page = Page::Job(Box::new(ended));
    let effects = desk.answer(|query| matches!(query, Query::Job { .. }), vec![page]);
    assert_eq!(noted(&effects), Some(EntryState::Done));
}

#[test]
fn read_only_settles_nothing() {
    let mut desk = Desk::with(Options { read_only: true, ..Options::default() }, 1);
    desk.answer_all();
    assert_eq!(sent(&claim(&mut desk, entry(backup(), MINUTES(2)))), None);
}
