//! Writes from key to end: batches, retries, stops, the point that must be usable, the copy that follows.

use super::*;
use crate::app::effect::Started;
use crate::config::style::Role;
use crate::domain::journal::{Begun, EntryId, EntryState};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::write::Write;
use proptest::prelude::*;

fn sends(effects: &[Effect]) -> Vec<(RequestId, Write)> {
    let send = |effect: &Effect| match effect {
        Effect::Send { request, intent, .. } => Some((*request, intent.write.clone())),
        _ => None,
    };
    effects.iter().filter_map(send).collect()
}

fn start(desk: &mut Desk, request: RequestId, job: &str) -> Vec<Effect> {
    desk.part(request, ScopeId(0), Part::Page(Page::Noted(EntryId(1))));
    let started = Started { job: job.into(), recovery_point: None, created: None };
    let mut effects = desk.part(request, ScopeId(0), Part::Page(Page::Started(started)));
    effects.extend(desk.part(request, ScopeId(0), Part::End(Stats::default())));
    effects
}

/// Walks to the button, whatever the form has, and presses it.
fn confirm(desk: &mut Desk) -> Vec<Effect> {
    for _ in 0..40 {
        if desk.model.form().is_none_or(|form| form.focus() == crate::wizards::form::Focus::Do) {
            break;
        }
        let cancel =
            desk.model.form().is_some_and(|form| form.focus() == crate::wizards::form::Focus::Cancel);
        desk.press(if cancel { "left" } else { "down" });
    }
    desk.press("enter")
}

fn line(desk: &Desk) -> (Role, String) {
    desk.model.follows.last().unwrap().line(desk.now, &desk.model.options.zone)
}

fn of_job(id: &'static str) -> impl Fn(&Query) -> bool {
    move |query| matches!(query, Query::Job { id: job, .. } if job.as_str() == id)
}

fn of_point(query: &Query) -> bool {
    matches!(query, Query::Point { .. })
}

/// A backup whose job has ended well and made a point.
fn made(id: &str) -> Page {
    let mut job = job(ScopeId(0), id, JobState::Completed, 0);
    let facts = BackupFacts {
        vault: Some("prod-daily".into()),
        recovery_point: Some("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-9".into()),
        ..BackupFacts::default()
    };
    job.facts = JobFacts::Backup(Box::new(facts));
    Page::Job(Box::new(job))
}

fn point(status: PointStatus) -> Page {
    Page::Point(Box::new(RecoveryPoint { status, ..RecoveryPoint::default() }))
}

fn backed_up(desk: &mut Desk, keys: &str) {
    desk.press("2 b");
    if !keys.is_empty() {
        desk.press("down down down down");
        desk.send(Msg::Paste(keys.to_owned()));
    }
    let (request, _) = sends(&confirm(desk)).remove(0);
    start(desk, request, "job-9");
}

#[test]
fn go_is_said_only_when_the_recovery_point_is_usable() {
    for (status, role, word) in [
        (PointStatus::Completed, Role::Ok, "GO  orders-db: recovery point usable"),
        (PointStatus::Available, Role::Ok, "GO  orders-db: recovery point usable"),
        (PointStatus::Partial, Role::Critical, "NO-GO  orders-db: its recovery point is partial"),
        (PointStatus::Deleting, Role::Critical, "NO-GO  orders-db: its recovery point is deleting"),
    ] {
        let mut desk = Desk::settled();
        backed_up(&mut desk, "");
        desk.answer(of_job("job-9"), vec![made("job-9")]);
        assert_eq!(line(&desk).0, Role::Running, "the job's end is not enough");
        let effects = desk.answer(of_point, vec![point(PointStatus::Creating)]);
        assert!(!effects.contains(&Effect::Bell));
        desk.pass(5);
        let effects = desk.answer(of_point, vec![point(status)]);
        assert!(effects.contains(&Effect::Bell));
        assert_eq!(line(&desk).0, role);
        assert!(line(&desk).1.starts_with(word), "{}", line(&desk).1);
    }
}

#[test]
fn a_point_that_may_not_be_read_is_not_said_to_be_usable() {
    let mut desk = Desk::settled();
    backed_up(&mut desk, "");
    desk.answer(of_job("job-9"), vec![made("job-9")]);
    desk.fail(of_point, FailureKind::AccessDenied);
    assert_eq!(line(&desk).0, Role::Warning);
    assert!(line(&desk).1.contains("can't be read"), "{}", line(&desk).1);
}

const DR: &str = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr";

#[test]
fn the_copy_asked_for_with_a_backup_begins_when_the_point_is_usable_and_ends_the_wait() {
    let mut desk = Desk::settled();
    backed_up(&mut desk, DR);
    desk.answer(of_job("job-9"), vec![made("job-9")]);
    let effects = desk.answer(of_point, vec![point(PointStatus::Completed)]);
    let (request, write) = sends(&effects).remove(0);
    let Write::StartCopy(copy) = &write else { panic!("{write:?}") };
    assert_eq!(copy.destination, DR);
    assert!(copy.token.ends_with("-copy"));
    let effects = start(&mut desk, request, "copy-1");
    let noted = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Note(_, news) if news.state == EntryState::Done));
    assert!(noted, "the backup is done");
    assert_eq!(desk.model.follows.len(), 1);
    assert!(
        line(&desk).1.starts_with("WAIT  orders-db > dr recovery point usable, copy"),
        "{}",
        line(&desk).1
    );
    let mut done = job(ScopeId(0), "copy-1", JobState::Completed, 0);
    (done.kind, done.facts) = (JobKind::Copy, JobFacts::Copy(Box::default()));
    desk.answer(of_job("copy-1"), vec![Page::Job(Box::new(done))]);
    assert!(
        line(&desk).1.starts_with("GO  orders-db > dr: recovery point and its copy usable"),
        "{}",
        line(&desk).1
    );
}

#[test]
fn a_copy_without_an_answer_is_asked_for_again_as_the_same_entry_and_a_refused_one_is_told() {
    for (kind, again) in [(FailureKind::Unreachable, true), (FailureKind::Invalid, false)] {
        let mut desk = Desk::settled();
        backed_up(&mut desk, DR);
        desk.answer(of_job("job-9"), vec![made("job-9")]);
        let effects = desk.answer(of_point, vec![point(PointStatus::Completed)]);
        let (request, first) = sends(&effects).remove(0);
        desk.part(request, ScopeId(0), Part::Page(Page::Noted(EntryId(5))));
        desk.part(
            request,
            ScopeId(0),
            Part::Failed(Failure::new(kind, "StartCopyJob", "no"), Stats::default()),
        );
        let effects = desk.pass(20);
        let repeated = effects.iter().find_map(|effect| match effect {
            Effect::Send { intent, begun, .. } => Some((intent.write.clone(), *begun)),
            _ => None,
        });
        assert_eq!(repeated, again.then_some((first, Begun::Again(EntryId(5)))));
        if !again {
            assert_eq!(line(&desk).0, Role::Critical);
            assert!(line(&desk).1.contains("its copy was not started"), "{}", line(&desk).1);
        }
    }
}

#[test]
fn a_failed_backup_is_tried_again_as_its_job_had_it() {
    let mut desk = Desk::settled();
    desk.press("2 g t");
    let planned = desk.model.form().expect("no form").plan().unwrap().remove(0);
    let Write::StartBackup(request) = planned.write else { panic!("{planned:?}") };
    assert_eq!((request.vault.as_str(), request.role.as_str()), ("old-vault", ROLE), "not the plan's");
    // A job does not tell them.
    assert_eq!(request.tags, [("team".to_owned(), "orders".to_owned())], "its rule's tags");
    let mut desk = Desk::settled();
    desk.press("2 G t");
    let selected = desk.model.estate.jobs.selected().unwrap().state.clone();
    assert_eq!(
        desk.model.form().is_some(),
        selected == JobState::Failed,
        "what ended well is not tried again"
    );
}

#[test]
fn marked_resources_are_one_batch_with_one_line() {
    let mut desk = Desk::settled();
    let mut jobs = Vec::new();
    for number in 0..7 {
        let mut one = job(ScopeId(0), &format!("old-{number}"), JobState::Failed, number);
        one.resource = Some(format!("arn:aws:rds:us-east-1:123456789012:db:db-{number}").as_str().into());
        one.resource_name = Some(format!("db-{number}").as_str().into());
        if let JobFacts::Backup(facts) = &mut one.facts {
            facts.vault = Some("prod-daily".into());
        }
        jobs.push(one);
    }
    desk.pass(31);
    desk.answer(|query| matches!(query, Query::Jobs { kind: JobKind::Backup, .. }), vec![Page::Jobs(jobs)]);
    desk.press("2 z / d b - enter *");
    desk.press("t");
    let effects = confirm(&mut desk);
    assert!(sends(&effects).is_empty(), "nothing leaves before the journal has all");
    let planned = effects.iter().find_map(|effect| match effect {
        Effect::Plan { form, intents } => Some((*form, intents.len())),
        _ => None,
    });
    let Some((form, 7)) = planned else { panic!("{planned:?}") };
    let entries = Ok((10..17).map(EntryId).collect());
    let first = sends(&desk.send(Msg::Planned { form, entries }));
    assert_eq!(first.len(), 5, "five at a time");
    let mut all: Vec<(RequestId, Write)> = first;
    let mut at = 0;
    while at < all.len() {
        let effects = start(&mut desk, all[at].0, &format!("new-{at}"));
        all.extend(sends(&effects));
        at += 1;
    }
    assert_eq!(all.len(), 7);
    let tokens: std::collections::HashSet<_> = all.iter().map(|(_, write)| write.token().unwrap()).collect();
    assert_eq!(tokens.len(), 7, "each has a token of its own");
    assert!(desk.model.modal.is_none());
    let lines = crate::app::follow::lines(&desk.model.follows, desk.now, &desk.model.options.zone);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].1.starts_with("WAIT  7 backups: 0 done, 7 to go"), "{}", lines[0].1);
    assert_eq!(desk.model.list().unwrap().marks().all, 0, "what was acted on is not marked any more");
}

#[test]
fn a_running_backup_is_stopped_and_what_cant_be_says_why() {
    let mut desk = Desk::settled();
    let mut running = job(ScopeId(0), "job-7", JobState::Running, 0);
    running.resource_type = Some("EBS".into());
    desk.pass(31);
    desk.answer(
        |query| matches!(query, Query::Jobs { kind: JobKind::Backup, .. }),
        vec![Page::Jobs(vec![running])],
    );
    desk.press("2 g x");
    assert!(sends(&desk.press("enter")).is_empty(), "the focus waits on Cancel");
    desk.press("x");
    let writes = sends(&confirm(&mut desk));
    assert_eq!(writes[0].1, Write::StopBackup { job: "job-7".into() });
    desk.part(writes[0].0, ScopeId(0), Part::Page(Page::Done));
    assert!(desk.model.modal.is_none());
    desk.press("esc G x");
    assert!(desk.model.modal.is_none());
    assert!(desk.model.notice.as_ref().unwrap().text.starts_with("can't be stopped"));
}

#[test]
fn production_wants_a_word_for_what_costs() {
    let options = Options { guard: vec!["shop-*".into()], ..Options::default() };
    let mut desk = Desk::with(options, 1);
    desk.answer_all();
    let mut running = job(ScopeId(0), "job-7", JobState::Running, 0);
    running.resource_type = Some("EBS".into());
    desk.pass(31);
    desk.answer(
        |query| matches!(query, Query::Jobs { kind: JobKind::Backup, .. }),
        vec![Page::Jobs(vec![running])],
    );
    desk.press("2 g x");
    assert!(sends(&confirm(&mut desk)).is_empty());
    desk.type_text("production");
    assert_eq!(sends(&confirm(&mut desk)).len(), 1);
}

const KEYS: [&str; 34] = [
    "enter", "esc", "tab", "backtab", "up", "down", "left", "right", "space", "a", "b", "c", "r", "t", "x",
    "d", "D", "e", "T", "N", "y", "Y", "ctrl-y", "ctrl-u", "1", "2", "3", "4", "5", "p", "*", "z", ":", "J",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// A write leaves only by the key `enter` on a form's button, and never in read-only mode.
    #[test]
    fn no_keys_send_a_write_without_its_confirm(codes in prop::collection::vec(0usize..KEYS.len(), 0..60), read_only: bool) {
        use crate::wizards::form::Focus;
        let mut desk = Desk::with(Options { read_only, ..Options::default() }, 1);
        desk.answer_all();
        for code in codes {
            let on_button = desk.model.form().is_some_and(|form| form.focus() == Focus::Do);
            let sent = sends(&desk.press(KEYS[code]));
            // What forms ask for is there when the next key comes.
            desk.answer_all();
            if !sent.is_empty() {
                prop_assert!(!read_only);
                prop_assert!(KEYS[code] == "enter" && on_button, "{} sent {sent:?}", KEYS[code]);
            }
        }
    }
}

#[test]
fn a_doubt_whose_form_was_left_is_asked_for_again_by_itself_as_the_same_entry() {
    let mut desk = Desk::settled();
    desk.press("2 b");
    let (request, first) = sends(&confirm(&mut desk)).remove(0);
    desk.part(request, ScopeId(0), Part::Page(Page::Noted(EntryId(5))));
    let doubt =
        || Part::Failed(Failure::new(FailureKind::Unreachable, "StartBackupJob", "no"), Stats::default());
    desk.part(request, ScopeId(0), doubt());
    assert!(sends(&desk.pass(60)).is_empty(), "while the form is open the operator decides");
    let effects = desk.press("esc");
    let again = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Send { request, intent, begun, .. } => Some((*request, intent.write.clone(), *begun)),
            _ => None,
        })
    };
    let (request, write, begun) = again(&effects).expect("nothing was asked for again");
    assert_eq!((write, begun), (first, Begun::Again(EntryId(5))));
    desk.part(request, ScopeId(0), doubt());
    desk.press("esc esc");
    desk.pass(660);
    assert!(again(&desk.pass(60)).is_none(), "an old token may start a second job");
}

#[test]
fn a_batch_of_which_some_never_began_is_no_go() {
    let mut desk = Desk::settled();
    backed_up(&mut desk, "");
    let follow = desk.model.follows.last_mut().unwrap();
    (follow.group, follow.missing) = (Some(9), 2);
    let line =
        |desk: &Desk| crate::app::follow::lines(&desk.model.follows, desk.now, &desk.model.options.zone);
    assert!(
        line(&desk)[0].1.starts_with("WAIT  3 backups: 0 done, 2 not begun, 1 to go"),
        "{:?}",
        line(&desk)
    );
    desk.answer(of_job("job-9"), vec![Page::Job(Box::new(job(ScopeId(0), "job-9", JobState::Completed, 0)))]);
    let expected = (Role::Critical, "NO-GO  1 of 3 backups done, 2 not begun: J shows them".to_owned());
    assert_eq!(line(&desk), [expected]);
}
