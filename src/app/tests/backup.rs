use super::*;
use crate::app::effect::Started;
use crate::config::style::Role;
use crate::domain::write::{BackupRequest, Write};
use crate::wizards::backup::VAULT;

const TO_START: &str = "enter enter enter enter enter enter";

fn sent(effects: &[Effect]) -> (RequestId, BackupRequest) {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Send { request, intent, .. } => match &intent.write {
                Write::StartBackup(backup) => Some((*request, backup.clone())),
                _ => None,
            },
            _ => None,
        })
        .expect("nothing was sent")
}

fn started(desk: &mut Desk, request: RequestId) {
    let started = Started { job: "job-9".into(), recovery_point: None, created: None };
    desk.part(request, ScopeId(0), Part::Page(Page::Started(started)));
    desk.part(request, ScopeId(0), Part::End(Stats::default()));
}

fn followed() -> impl Fn(&Query) -> bool {
    |query| matches!(query, Query::Job { kind: JobKind::Backup, id } if id.as_str() == "job-9")
}

fn last_line(desk: &Desk) -> (Role, String) {
    desk.model.follows.last().unwrap().line(desk.now, &desk.model.options.zone)
}

#[test]
fn the_form_is_filled_as_the_resources_plan_does() {
    let mut desk = Desk::settled();
    desk.press("2 b");
    let (_, request) = sent(&desk.press(TO_START));
    assert_eq!(request.resource, ORDERS);
    assert_eq!(request.vault, "prod-daily", "the rule's vault, not the last job's");
    assert_eq!(request.role, ROLE);
    assert_eq!(request.lifecycle.delete_after_days, Some(35));
    assert_eq!(request.tags, [("team".to_owned(), "orders".to_owned())]);
}

#[test]
fn a_resource_without_jobs_takes_the_configurations_defaults() {
    let mut desk = Desk::settled();
    desk.send(Msg::Key(Key::char(':')));
    desk.send(Msg::Paste("arn:aws:s3:::media-assets".into()));
    desk.press("enter");
    let (_, request) = sent(&desk.press(TO_START));
    assert_eq!((request.vault.as_str(), request.lifecycle.delete_after_days), ("Default", Some(35)));
    assert_eq!(request.role, "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole");
}

#[test]
fn a_started_backup_is_followed_to_a_final_word_and_a_bell() {
    for (state, role, word) in [
        (JobState::Completed, Role::Ok, "GO  orders-db: recovery point usable"),
        (JobState::CompletedWithIssues, Role::Warning, "GO WITH ISSUES  orders-db"),
        (JobState::Failed, Role::Critical, "NO-GO  orders-db: failed: key is pending deletion"),
        (JobState::Expired, Role::Critical, "NO-GO  orders-db: expired"),
        (JobState::Aborted, Role::Critical, "NO-GO  orders-db: stopped"),
    ] {
        let mut desk = Desk::settled();
        let earlier = |id, minutes| job(ScopeId(0), id, JobState::Completed, minutes);
        let jobs = vec![earlier("job-3", 1_500), earlier("job-4", 3_000)];
        desk.model.estate.apply(ScopeId(0), Page::Jobs(jobs), 1_000);
        desk.press("2 b");
        let (request, _) = sent(&desk.press(TO_START));
        started(&mut desk, request);
        assert!(desk.model.modal.is_none());
        assert_eq!(
            last_line(&desk),
            (Role::Running, "WAIT  orders-db asked for, usually 9 m 00 s, <1 m so far".into())
        );
        let mut running = job(ScopeId(0), "job-9", JobState::Running, 0);
        running.percent = Some(71.0);
        let effects = desk.answer(followed(), vec![Page::Job(Box::new(running))]);
        assert!(!effects.contains(&Effect::Bell));
        assert!(last_line(&desk).1.starts_with("WAIT  orders-db 71 %"));
        assert_eq!(desk.find(followed()), None, "not before five seconds have passed");
        desk.pass(5);
        let effects =
            desk.answer(followed(), vec![Page::Job(Box::new(job(ScopeId(0), "job-9", state.clone(), 0)))]);
        assert!(effects.contains(&Effect::Bell), "{state:?}");
        assert_eq!(last_line(&desk).0, role);
        assert!(last_line(&desk).1.starts_with(word), "{}", last_line(&desk).1);
        desk.pass(60);
        assert_eq!(desk.find(followed()), None, "an ended job is not asked for again");
    }
}

#[test]
fn the_state_shown_is_the_last_seen_while_aws_does_not_answer() {
    let mut desk = Desk::settled();
    desk.press("2 b");
    let (request, _) = sent(&desk.press(TO_START));
    started(&mut desk, request);
    desk.fail(followed(), FailureKind::Unreachable);
    assert!(last_line(&desk).1.ends_with("no answer from AWS: state as last seen"));
    desk.pass(10);
    assert!(desk.find(followed()).is_some(), "it is tried again");
}

#[test]
fn a_refusal_comes_back_into_the_form_and_nothing_typed_is_lost() {
    let mut desk = Desk::settled();
    desk.press("2 b ctrl-u");
    desk.type_text("Default");
    let (request, _) = sent(&desk.press(TO_START));
    let failure = Failure::new(FailureKind::AccessDenied, "StartBackupJob", "no");
    desk.part(request, ScopeId(0), Part::Failed(failure, Stats::default()));
    assert_eq!(desk.model.form().expect("the form is gone").lines().text(VAULT), "Default");
}

#[test]
fn a_form_that_was_left_while_aws_was_asked_is_followed_all_the_same() {
    let mut desk = Desk::settled();
    desk.press("2 b");
    let (request, _) = sent(&desk.press(TO_START));
    desk.press("esc");
    started(&mut desk, request);
    assert_eq!(desk.model.follows.len(), 1);
}

#[test]
fn every_request_has_a_token_of_its_own() {
    let mut desk = Desk::settled();
    let tokens: Vec<String> = (0..3)
        .map(|_| {
            desk.press("2 b");
            let (request, backup) = sent(&desk.press(TO_START));
            started(&mut desk, request);
            backup.token
        })
        .collect();
    assert_ne!(tokens[0], tokens[1]);
    assert_ne!(tokens[1], tokens[2]);
}

#[test]
fn read_only_opens_no_form_and_sends_nothing() {
    let mut desk = Desk::with(Options { read_only: true, ..Options::default() }, 1);
    desk.answer_all();
    for keys in ["2 b", "5 b"] {
        let effects = desk.press(keys);
        assert!(
            desk.model.modal.is_none() && !effects.iter().any(|effect| matches!(effect, Effect::Send { .. }))
        );
        assert!(desk.model.notice.as_ref().unwrap().text.starts_with("read-only"));
    }
    desk.press(":");
    desk.send(Msg::Paste("arn:aws:s3:::media-assets".into()));
    desk.press("enter");
    assert!(desk.model.modal.is_none(), "nor does the palette");
}

#[test]
fn what_may_have_started_is_not_said_to_have_not() {
    for (kind, said) in [
        (FailureKind::AccessDenied, "back up orders-db: not done"),
        (FailureKind::Unreachable, "back up orders-db: it may have been done"),
    ] {
        let mut desk = Desk::settled();
        desk.press("2 b");
        let (request, _) = sent(&desk.press(TO_START));
        let failure = Failure::new(kind, "StartBackupJob", "no");
        desk.part(request, ScopeId(0), Part::Failed(failure, Stats::default()));
        let notice = &desk.model.notice.as_ref().unwrap().text;
        assert!(notice.starts_with(said), "{notice}");
    }
}

#[test]
fn a_backup_that_may_have_started_is_asked_for_again_with_the_same_token_only() {
    // The form was left before the answer, after it, or for another one.
    for (before, after) in [("esc :", "esc"), ("tab", "esc"), ("esc", "esc")] {
        let mut desk = Desk::settled();
        desk.press("2 b");
        let (request, first) = sent(&desk.press(TO_START));
        desk.press(before);
        let doubt = Failure::new(FailureKind::Unreachable, "StartBackupJob", "no");
        desk.part(request, ScopeId(0), Part::Failed(doubt, Stats::default()));
        desk.press(after);
        desk.send(Msg::Key("esc".parse().unwrap()));
        desk.press("2 b");
        assert!(desk.model.form().expect("no form").is_locked());
        let (_, second) = sent(&desk.press("enter"));
        assert_eq!(first, second);
    }
}

#[test]
fn a_form_whose_call_is_out_comes_back_instead_of_a_second_one() {
    let mut desk = Desk::settled();
    desk.press("2 b");
    let (request, _) = sent(&desk.press(TO_START));
    let effects = desk.press("esc b enter enter enter enter enter enter enter");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Send { .. })));
    started(&mut desk, request);
    assert!(desk.model.modal.is_none());
    assert_eq!(desk.model.follows.len(), 1);
}

#[test]
fn a_followed_job_is_told_of_as_the_list_tells_of_it() {
    let mut desk = Desk::settled();
    desk.press("2 b");
    let (request, _) = sent(&desk.press(TO_START));
    started(&mut desk, request);
    let mut seen = job(ScopeId(0), "job-9", JobState::Running, 0);
    seen.percent = Some(53.0);
    desk.answer(
        |query| matches!(query, Query::Jobs { kind: JobKind::Backup, .. }),
        vec![Page::Jobs(vec![seen])],
    );
    assert!(last_line(&desk).1.starts_with("WAIT  orders-db 53 %"), "{}", last_line(&desk).1);
}
