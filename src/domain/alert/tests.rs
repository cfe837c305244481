//! Tables of what raises an alert and what does not.

use super::*;
use crate::domain::alarm::AlarmState;
use crate::domain::job::{JobFacts, JobState, RestoreFacts};
use crate::domain::outlook::Noted;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_000_000_000 + minute * 60).unwrap()
}

fn job(id: &str, state: JobState, minute: i64, message: &str) -> Job {
    Job {
        resource: Some(format!("arn:aws:rds:us-east-1:1:db:{id}").into()),
        created: Some(at(minute)),
        completed: Some(at(minute)),
        message: Some(message.into()),
        ..Job::bare(ScopeId(0), JobKind::Backup, id, state)
    }
}

fn of(jobs: &[Job]) -> Vec<Alert> {
    collect(
        &Sources { jobs: jobs.iter().collect(), now: at(100), ..Sources::default() },
        &mut Causes::default(),
    )
}

#[test]
fn one_cause_is_one_alert_with_its_first_and_last_time_and_its_worst_severity() {
    let jobs = [
        job("a", JobState::CompletedWithIssues, 90, "Moon 1 is full"),
        job("b", JobState::Failed, 50, "Moon 23 is full"),
        job("c", JobState::CompletedWithIssues, 10, "Moon 4 is full"),
        job("d", JobState::Failed, 60, "Token expired. Try again."),
        Job { kind: JobKind::Copy, ..job("e", JobState::Failed, 60, "Moon 4 is full") },
        Job { scope: ScopeId(1), ..job("f", JobState::Failed, 60, "Moon 4 is full") },
    ];
    let alerts = of(&jobs);
    assert_eq!(alerts.len(), 4, "{alerts:?}");
    let moon = alerts.iter().find(|alert| alert.count() == 3).unwrap();
    assert_eq!((moon.first, moon.last, moon.severity), (Some(at(10)), Some(at(90)), Severity::Critical));
    assert_eq!(moon.what, "backup completed with issues: Moon <n> is full");
    assert!(matches!(moon.subject().thing, Thing::Cause { kind: Some(JobKind::Backup), .. }));
    let token = alerts.iter().find(|alert| alert.what.contains("credentials")).unwrap();
    assert_eq!(token.what, "backup of d: AWS Backup's credentials ran out during the job");
    assert_eq!(token.subject().thing, Thing::Job { kind: JobKind::Backup, id: "d".into() });
}

#[test]
fn an_alert_keeps_its_name_while_its_members_come_and_go() {
    let one = of(&[job("a", JobState::Failed, 10, "Moon 1 is full")]);
    let more = of(&[
        job("b", JobState::Failed, 20, "Moon 2 is full"),
        job("c", JobState::Failed, 30, "Moon 3 is full"),
    ]);
    assert_eq!(one[0].id, more[0].id);
}

#[test]
fn what_went_well_what_this_console_stopped_and_what_is_old_is_no_alert() {
    let old = Job {
        completed: Some(at(100) - LOOK_BACK - SignedDuration::from_mins(1)),
        ..job("o", JobState::Failed, 0, "x")
    };
    let fine = Job { message: None, ..job("f", JobState::Completed, 90, "") };
    let stopped = job("s", JobState::Aborted, 90, "Backup job was stopped by user.");
    assert_eq!(of(std::slice::from_ref(&stopped))[0].severity, Severity::Warning);
    let here = Job { noted: Some(Box::new(Noted { stopped_here: true, ..Noted::default() })), ..stopped };
    assert_eq!(of(&[fine, here, old]), []);
    let quiet = Alarm { state: AlarmState::Ok, ..Alarm::default() };
    let good = Vault { state: Some("AVAILABLE".into()), ..Vault::default() };
    let bad = Vault { state: Some("FAILED".into()), name: "v".into(), ..Vault::default() };
    let sources = Sources { alarms: vec![&quiet], vaults: vec![&good, &bad], ..Sources::default() };
    let alerts = collect(&sources, &mut Causes::default());
    assert_eq!(alerts.len(), 1);
    assert_eq!(
        (alerts[0].severity, alerts[0].what.as_str()),
        (Severity::Critical, "vault v failed: it takes no backups")
    );
}

#[test]
fn what_went_well_since_says_so_and_is_less_severe_once_all_of_it_did() {
    let failed = |id, minute, over: bool| Job {
        noted: over.then(|| Box::new(Noted { well_since: Some(at(95)), ..Noted::default() })),
        ..job(id, JobState::Failed, minute, "Token expired. Try again.")
    };
    let told = |jobs: &[Job]| {
        let alert = of(jobs).remove(0);
        (alert.severity, alert.what, alert.last)
    };
    let cause = "AWS Backup's credentials ran out during the job";
    for (jobs, severity, what) in [
        (vec![failed("a", 50, true)], Severity::Warning, format!("went well since: backup of a: {cause}")),
        (
            vec![failed("a", 50, true), failed("b", 40, true)],
            Severity::Warning,
            format!("went well since: backup: {cause}"),
        ),
        (
            vec![failed("a", 50, true), failed("b", 40, false)],
            Severity::Critical,
            format!("backup: {cause}; since then 1 of 2 went well"),
        ),
        (vec![failed("a", 50, false)], Severity::Critical, format!("backup of a: {cause}")),
    ] {
        assert_eq!(told(&jobs), (severity, what, Some(at(50))));
    }
    let members = of(&[failed("a", 50, true), failed("b", 40, false)]).remove(0).members;
    let details: Vec<_> = members.iter().map(|member| member.detail.as_str()).collect();
    assert_eq!(details, ["later one went well", ""]);
}

#[test]
fn a_restore_test_says_which_part_of_it_failed() {
    let test = |validation: &str, deletion: &str| Job {
        kind: JobKind::Restore,
        message: None,
        facts: JobFacts::Restore(Box::new(RestoreFacts {
            testing_plan: Some("weekly".into()),
            validation: Some(validation.into()),
            deletion: Some(deletion.into()),
            ..RestoreFacts::default()
        })),
        ..job("orders-db", JobState::Completed, 90, "")
    };
    for (validation, deletion, what) in [
        ("FAILED", "SUCCESSFUL", "restore test of orders-db: the validation failed"),
        ("TIMED_OUT", "SUCCESSFUL", "restore test of orders-db: the validation timed out"),
        ("SUCCESSFUL", "FAILED", "restore test of orders-db: restored copy not deleted, still billed"),
        ("FAILED", "FAILED", "restore test of orders-db: the validation failed"),
    ] {
        assert_eq!(of(&[test(validation, deletion)])[0].what, what);
    }
    for (validation, deletion) in [("SUCCESSFUL", "SUCCESSFUL"), ("VALIDATING", "DELETING")] {
        assert_eq!(of(&[test(validation, deletion)]), []);
    }
}

#[test]
fn what_the_console_found_is_not_put_into_awss_mouth() {
    let alert =
        |signal| Alert { signal, ..of(&[job("a", JobState::Failed, 50, "Moon 1 is full")]).remove(0) };
    let words = |signal| {
        let alert = alert(signal);
        (alert.said().is_some(), alert.found().is_some())
    };
    assert_eq!(words(None), (true, false));
    assert_eq!(words(Some("job-slow")), (true, false));
    assert_eq!(words(Some("point-stopped")), (true, false));
    assert_eq!(words(Some("points-gone")), (false, true));
    assert_eq!(words(Some("run-started-nothing")), (false, true));
}
