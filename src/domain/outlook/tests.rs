//! Tables of what is said of an active job, each with its opposite: the moment before it, or the job that is like it but well.

use super::*;
use crate::domain::job::{BackupFacts, CopyFacts, JobKind};
use crate::domain::scope::ScopeId;

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// A running backup of a volume that began so many minutes ago.
fn running(began: i64) -> Job {
    Job {
        resource: Some("arn:aws:ec2:us-east-1:1:volume/vol-1".into()),
        resource_type: Some("EBS".into()),
        created: Some(now() - minutes(began)),
        ..Job::bare(ScopeId(0), JobKind::Backup, "job", JobState::Running)
    }
}

fn noting(job: Job, noted: Noted) -> Job {
    Job { noted: Some(Box::new(noted)), ..job }
}

fn backup(job: Job, change: impl FnOnce(&mut BackupFacts)) -> Job {
    let mut facts = BackupFacts::default();
    change(&mut facts);
    Job { facts: JobFacts::Backup(Box::new(facts)), ..job }
}

/// A backup that waits and has to start in so many minutes.
fn waiting(state: JobState, left: i64) -> Job {
    backup(Job { state, ..running(46) }, |facts| facts.start_by = Some(now() + minutes(left)))
}

/// A running backup whose end AWS expects in so many minutes, or expected so many ago.
fn expected(began: i64, end: i64) -> Job {
    backup(running(began), |facts| facts.expected = Some(now() + minutes(end)))
}

#[expect(clippy::unnecessary_wraps, reason = "what is usual may be unknown")]
fn usual(median: i64, p90: i64) -> Option<Usual> {
    Some(Usual { median: minutes(median), p90: minutes(p90), of: 12 })
}

fn used_to(job: Job, median: i64, p90: i64) -> Job {
    noting(job, Noted { usual: usual(median, p90), ..Noted::default() })
}

fn signal(job: &Job) -> Option<Signal> {
    Signal::of(job, now())
}

#[test]
fn a_backup_that_waits_is_about_to_expire_when_one_try_is_left_at_most() {
    for (state, left, outlook, alert) in [
        (JobState::Created, 46, Outlook::Starts(now() + minutes(46)), None),
        (JobState::Created, 30, Outlook::Starts(now() + minutes(30)), None),
        (JobState::Created, 29, Outlook::Expires(now() + minutes(29), Window::Start), None),
        (JobState::Created, 15, Outlook::Expires(now() + minutes(15), Window::Start), None),
        (JobState::Created, 14, Outlook::Expires(now() + minutes(14), Window::Start), Some(Signal::Expiring)),
        (JobState::Created, 0, Outlook::Missed(now()), Some(Signal::Expiring)),
        (JobState::Pending, 14, Outlook::Expires(now() + minutes(14), Window::Start), None),
        (JobState::Pending, -1, Outlook::Missed(now() - minutes(1)), None),
    ] {
        let job = waiting(state, left);
        assert_eq!((Outlook::of(&job, now()), signal(&job)), (outlook, alert), "{left} {:?}", job.state);
    }
}

#[test]
fn a_running_backup_is_about_to_expire_unless_aws_expects_it_to_end_in_time() {
    let by =
        |job: Job, left| noting(job, Noted { complete_by: Some(now() + minutes(left)), ..Noted::default() });
    for (job, alert) in [
        (by(running(100), 14), Some(Signal::Expiring)),
        (by(running(100), 16), None),
        // Which of two moments the window counts from AWS does not say: when it is over nothing is certain.
        (by(running(100), 0), None),
        (by(expected(100, 10), 14), None),
        (by(expected(100, 20), 14), Some(Signal::Expiring)),
        (by(expected(100, -1), 14), Some(Signal::Expiring)),
        // What is wrong with it already stays an alert while the window comes near.
        (by(expected(100, -30), 31), Some(Signal::Late)),
        (by(expected(100, -30), 20), Some(Signal::Late)),
    ] {
        assert_eq!(signal(&job), alert, "{job:?}");
    }
}

#[test]
fn slow_is_more_than_twice_what_nine_of_ten_take_and_more_by_a_quarter_of_an_hour() {
    for (so_far, median, p90, alert) in [
        (40, 9, 14, Some(Signal::Slow)),
        (28, 9, 14, None),
        (29, 9, 14, Some(Signal::Slow)),
        (10, 1, 2, None),
        (16, 1, 2, None),
        (17, 1, 2, Some(Signal::Slow)),
        (119, 50, 60, None),
    ] {
        assert_eq!(signal(&used_to(running(so_far), median, p90)), alert, "{so_far} of {p90}");
    }
    assert_eq!(signal(&running(4000)), None, "of a resource without a past nothing is usual");
    let copy = Job { kind: JobKind::Copy, facts: JobFacts::Copy(Box::<CopyFacts>::default()), ..running(40) };
    assert_eq!(signal(&used_to(copy, 9, 14)), Some(Signal::Slow), "copies tell no progress but may be slow");
}

#[test]
fn late_is_said_at_once_and_is_an_alert_when_it_is_long_past() {
    for (job, late, alert) in [
        (expected(60, 1), false, None),
        (expected(60, -1), true, None),
        (expected(60, -14), true, None),
        (expected(60, -15), true, Some(Signal::Late)),
        // AWS gave it four hours: a quarter of them is an hour.
        (expected(299, -59), true, None),
        (expected(300, -60), true, Some(Signal::Late)),
        // AWS was wrong, not the job: nine of ten took as long.
        (used_to(expected(60, -20), 50, 60), true, None),
        (used_to(expected(60, -20), 50, 59), true, Some(Signal::Late)),
    ] {
        let said = matches!(Outlook::of(&job, now()), Outlook::Late(_));
        assert_eq!((said, signal(&job)), (late, alert), "{job:?}");
    }
}

#[test]
fn what_threatens_most_is_said_first() {
    let since = now() - minutes(22);
    let all = Noted {
        usual: usual(9, 14),
        complete_by: Some(now() + minutes(5)),
        still: Some(since),
        ..Noted::default()
    };
    let late = expected(60, -20);
    let said = |noted| signal(&noting(late.clone(), noted)).unwrap();
    assert_eq!(said(all), Signal::Expiring);
    assert_eq!(said(Noted { complete_by: None, ..all }), Signal::Stalled);
    assert_eq!(said(Noted { complete_by: None, still: None, ..all }), Signal::Slow);
    assert_eq!(said(Noted::default()), Signal::Late);
    let stopping = Job { state: JobState::Aborting, ..noting(late.clone(), all) };
    assert_eq!(signal(&stopping), None, "somebody has seen to it");
    let ended = Job { state: JobState::Completed, ..noting(late, all) };
    assert_eq!(signal(&ended), None);
}

#[test]
fn an_end_that_the_progress_does_not_bear_out_is_not_told_as_true() {
    let at = |percent: f32, began, end| {
        Outlook::of(&Job { percent: Some(percent), ..expected(began, end) }, now())
    };
    let doubtful = Outlook::Doubtful { began: now() - minutes(180), expected: now() + minutes(10) };
    assert_eq!(at(18.0, 180, 10), doubtful);
    assert_eq!(at(90.0, 180, 10), Outlook::Ends(now() + minutes(10)));
    assert_eq!(at(1.0, 5, 10), Outlook::Ends(now() + minutes(10)), "it has hardly begun");
}

#[test]
fn what_goes_as_usual_is_held_against_it() {
    let began = now() - minutes(9);
    assert_eq!(
        Outlook::of(&used_to(running(9), 12, 14), now()),
        Outlook::AsUsual(began, usual(12, 14).unwrap())
    );
    assert_eq!(Outlook::of(&running(9), now()), Outlook::Since(began));
    assert_eq!(Outlook::of(&Job { created: None, ..running(9) }, now()), Outlook::Unknown);
}

#[test]
fn patience_fits_the_type_and_what_is_usual() {
    let of = |kind: &str, is_parent, usual| {
        patience(&Job { resource_type: Some(kind.into()), is_parent, ..running(1) }, usual).as_mins()
    };
    for (kind, is_parent, usual, wanted) in [
        ("EBS", false, None, 30),
        ("EBS", false, usual(9, 14), 15),
        ("EBS", false, usual(60, 90), 30),
        ("RDS", false, None, 60),
        ("RDS", false, usual(9, 14), 60),
        ("Aurora", false, usual(60, 90), 90),
        ("CloudFormation", true, None, 60),
    ] {
        assert_eq!(of(kind, is_parent, usual), wanted, "{kind} {usual:?}");
    }
}

#[test]
fn copies_and_jobs_that_do_not_run_tell_no_progress() {
    let running = Job { percent: Some(18.0), ..running(10) };
    assert_eq!(progress(&running), Some((Some(18.0), None)));
    assert_eq!(progress(&Job { state: JobState::Created, ..running.clone() }), None);
    let copy = Job { percent: None, facts: JobFacts::Copy(Box::<CopyFacts>::default()), ..running };
    assert_eq!(progress(&copy), None);
}
