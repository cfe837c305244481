//! What the console notes of time, by a clock that moves: what is usual, what stands still, what went well since.

use super::*;
use crate::domain::job::{CopyFacts, RestoreFacts};
use crate::domain::outlook::{Noted, Outlook, Signal};

fn is_recent(query: &Query) -> bool {
    matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. })
}

fn is_active(query: &Query) -> bool {
    matches!(query, Query::ActiveJobs { kind: JobKind::Backup, .. })
}

/// A volume's backup at so many percent.
fn volume(percent: f32) -> Job {
    let job = job(ScopeId(0), "vol", JobState::Running, 5);
    Job { percent: Some(percent), resource_type: Some("EBS".into()), resource: Some("vol".into()), ..job }
}

fn noted(desk: &Desk, id: &str) -> Noted {
    desk.model.estate.job(ScopeId(0), &id.into()).unwrap().noted()
}

/// A desk to which the first look at jobs brought these.
fn desk(jobs: Vec<Job>) -> Desk {
    let mut desk = Desk::new();
    desk.answer(is_recent, vec![Page::Jobs(jobs)]);
    desk.answer_all();
    desk
}

/// Lets minutes pass, in each of which AWS tells of the job as it is.
fn polled(desk: &mut Desk, minutes: i64, job: &Job) {
    for _ in 0..minutes {
        desk.pass(60);
        desk.answer(is_active, vec![Page::Jobs(vec![job.clone()])]);
    }
}

#[test]
fn progress_that_stands_still_is_a_stall_until_it_moves_again() {
    let mut desk = desk(vec![volume(18.0)]);
    let since = desk.now;
    polled(&mut desk, 29, &volume(18.0));
    assert_eq!(noted(&desk, "vol").signal, None);
    polled(&mut desk, 1, &volume(18.0));
    assert_eq!((noted(&desk, "vol").signal, noted(&desk, "vol").still), (Some(Signal::Stalled), Some(since)));
    let job = desk.model.estate.job(ScopeId(0), &"vol".into()).unwrap();
    assert_eq!(Outlook::of(job, desk.now), Outlook::Stalled(since));
    polled(&mut desk, 1, &volume(18.5));
    let moved = Noted { seen: Some(desk.now), ..Noted::default() };
    assert_eq!(noted(&desk, "vol"), moved, "it moves again");
}

#[test]
fn what_aws_did_not_tell_of_meanwhile_has_not_stood_still() {
    let mut desk = desk(vec![volume(18.0)]);
    // The machine slept, or AWS did not answer.
    desk.pass(3 * 3600);
    assert_eq!(noted(&desk, "vol").signal, None);
    desk.answer(is_active, vec![Page::Jobs(vec![volume(60.0)])]);
    assert_eq!(noted(&desk, "vol").signal, None);
}

#[test]
fn bytes_that_move_are_progress_too() {
    let moved = |bytes| {
        let facts = BackupFacts { transferred: Some(bytes), ..BackupFacts::default() };
        Job { facts: JobFacts::Backup(Box::new(facts)), ..volume(1.0) }
    };
    let mut desk = desk(vec![moved(0)]);
    for minute in 1..40 {
        polled(&mut desk, 1, &moved(minute << 20));
    }
    assert_eq!(noted(&desk, "vol").signal, None);
}

/// Completed backups of orders-db, one a day, which took so many minutes.
fn past(minutes: &[i64]) -> Vec<Job> {
    let done = |(day, minutes): (i64, &i64)| {
        let job = job(ScopeId(0), &format!("past-{day}"), JobState::Completed, day * 24 * 60);
        Job { completed: job.created.map(|at| at + SignedDuration::from_mins(*minutes)), ..job }
    };
    (1..).zip(minutes).map(done).collect()
}

#[test]
fn what_is_usual_comes_from_the_resources_own_month_however_often_its_jobs_are_seen() {
    let running = job(ScopeId(0), "now", JobState::Running, 2);
    let mut desk = desk([past(&[9, 30]), vec![running.clone()]].concat());
    desk.pass(60);
    desk.answer(is_recent, vec![Page::Jobs(past(&[9, 30]))]);
    assert_eq!(noted(&desk, "now").usual, None, "two jobs tell nothing, seen twice as they are");
    desk.pass(60);
    // The third is a day old when it comes; the one of 31 days ago counts no more.
    let mut jobs = past(&[9, 30, 12]);
    let old = job(ScopeId(0), "old", JobState::Completed, 31 * 24 * 60);
    jobs.push(Job { completed: old.created.map(|at| at + SignedDuration::from_mins(600)), ..old });
    desk.answer(is_recent, vec![Page::Jobs(jobs)]);
    let usual = noted(&desk, "now").usual.unwrap();
    assert_eq!((usual.median.as_mins(), usual.p90.as_mins(), usual.of), (12, 30, 3));
}

#[test]
fn only_the_newest_lengths_are_kept() {
    let many: Vec<i64> = (1..=40).map(|day| if day <= 32 { 5 } else { 30 }).collect();
    let hourly = past(&many).into_iter().map(|job| {
        let ago = SignedDuration::from_secs(noon().duration_since(job.created.unwrap()).as_secs() / 24);
        let took = job.completed.unwrap().duration_since(job.created.unwrap());
        Job { created: Some(noon() - ago), completed: Some(noon() - ago + took), ..job }
    });
    let mut jobs: Vec<Job> = hourly.collect();
    jobs.push(job(ScopeId(0), "now", JobState::Running, 2));
    let usual = noted(&desk(jobs), "now").usual.unwrap();
    assert_eq!((usual.p90.as_mins(), usual.of), (5, 32));
}

#[test]
fn a_slow_job_is_told_by_the_past_of_its_resource() {
    let running = Job { percent: Some(50.0), ..job(ScopeId(0), "now", JobState::Running, 5) };
    let mut desk = desk([past(&[9, 9, 9]), vec![running]].concat());
    let signal = |desk: &mut Desk, minutes: i64| {
        for minute in 0..minutes {
            let percent = 51.0 + f32::from(u8::try_from(minute).unwrap()) / 2.0;
            polled(desk, 1, &Job { percent: Some(percent), ..job(ScopeId(0), "now", JobState::Running, 5) });
        }
        noted(desk, "now").signal
    };
    assert_eq!(signal(&mut desk, 18), None, "23 minutes");
    assert_eq!(signal(&mut desk, 1), Some(Signal::Slow), "24 minutes");
}

/// A job of orders-db that ended: its kind and what is particular about it.
fn ended(id: &str, state: JobState, minutes: i64, facts: JobFacts) -> Job {
    let kind = match &facts {
        JobFacts::Backup(_) => JobKind::Backup,
        JobFacts::Copy(_) => JobKind::Copy,
        JobFacts::Restore(_) => JobKind::Restore,
    };
    Job { kind, facts, ..job(ScopeId(0), id, state, minutes) }
}

fn into_vault(vault: &str) -> JobFacts {
    JobFacts::Backup(Box::new(BackupFacts { vault: Some(vault.into()), ..BackupFacts::default() }))
}

fn copied_to(vault: &str) -> JobFacts {
    JobFacts::Copy(Box::new(CopyFacts { destination_vault: Some(vault.into()), ..CopyFacts::default() }))
}

fn test_of(plan: Option<&str>, validation: &str, deletion: &str) -> JobFacts {
    JobFacts::Restore(Box::new(RestoreFacts {
        testing_plan: plan.map(Text::new),
        validation: Some(validation.into()),
        deletion: Some(deletion.into()),
        ..RestoreFacts::default()
    }))
}

#[test]
fn a_failure_is_over_when_one_like_it_that_began_later_went_well() {
    let (failed, done) = (JobState::Failed, JobState::Completed);
    let on_demand = |job: Job| Job { creator: None, ..job };
    let bad = |facts| ended("bad", failed.clone(), 60, facts);
    let good = |minutes, facts| ended("good", done.clone(), minutes, facts);
    for (what, bad, good, over) in [
        ("into the same vault", bad(into_vault("a")), good(30, into_vault("a")), true),
        ("before it", bad(into_vault("a")), good(90, into_vault("a")), false),
        ("another rule's, into another vault", bad(into_vault("a")), good(30, into_vault("b")), false),
        ("a person's, into another vault", bad(into_vault("a")), on_demand(good(30, into_vault("b"))), true),
        ("a copy to the same vault", bad(copied_to("a")), good(30, copied_to("a")), true),
        ("a copy to another vault", bad(copied_to("a")), good(30, copied_to("b")), false),
        ("a copy is no backup", bad(into_vault("a")), good(30, copied_to("a")), false),
        (
            "a part of the whole",
            bad(into_vault("a")),
            Job { parent: Some("stack".into()), ..good(30, into_vault("a")) },
            false,
        ),
        (
            "with issues",
            bad(into_vault("a")),
            ended("good", JobState::CompletedWithIssues, 30, into_vault("a")),
            false,
        ),
        (
            "the next test",
            ended("bad", done.clone(), 60, test_of(Some("t"), "FAILED", "SUCCESSFUL")),
            good(30, test_of(Some("t"), "SUCCESSFUL", "SUCCESSFUL")),
            true,
        ),
        (
            "a restore that tests nothing",
            ended("bad", done.clone(), 60, test_of(Some("t"), "FAILED", "SUCCESSFUL")),
            good(30, test_of(None, "", "")),
            false,
        ),
        (
            "what was left behind is still there",
            ended("bad", done.clone(), 60, test_of(Some("t"), "SUCCESSFUL", "FAILED")),
            good(30, test_of(Some("t"), "SUCCESSFUL", "SUCCESSFUL")),
            false,
        ),
    ] {
        let began = good.created.filter(|_| over);
        let desk = desk(vec![bad, good]);
        assert_eq!(noted(&desk, "bad").well_since, began, "{what}");
        assert_eq!(noted(&desk, "good").well_since, None, "{what}");
    }
}

#[test]
fn another_account_has_another_past() {
    let running = job(ScopeId(0), "now", JobState::Running, 2);
    let mut desk = desk([past(&[9, 9, 9]), vec![running.clone()]].concat());
    desk.model.estate.forget(ScopeId(0));
    desk.model.estate.apply(ScopeId(0), Page::Jobs(vec![running]), 1_000);
    assert_eq!(noted(&desk, "now").usual, None);
}

#[test]
fn a_backup_stopped_from_here_is_no_alert_and_one_stopped_elsewhere_is() {
    let alerts = |desk: &Desk| {
        let rows = desk.model.estate.alerts.rows().iter();
        rows.filter(|alert| alert.what.contains("stopped"))
            .map(crate::domain::alert::Alert::count)
            .sum::<usize>()
    };
    let mut desk = desk(vec![volume(18.0), job(ScopeId(0), "other", JobState::Running, 5)]);
    desk.model.estate.stopped(ScopeId(0), "vol");
    desk.pass(60);
    let aborted = |job: Job| Job {
        state: JobState::Aborted,
        completed: Some(noon()),
        message: Some("Backup job was stopped by user.".into()),
        ..job
    };
    desk.answer(is_active, vec![Page::Jobs(vec![aborted(volume(18.0))])]);
    assert_eq!(alerts(&desk), 0);
    desk.pass(60);
    let other = aborted(job(ScopeId(0), "other", JobState::Running, 5));
    desk.answer(is_recent, vec![Page::Jobs(vec![other])]);
    assert_eq!(alerts(&desk), 1);
}

#[test]
fn w_on_a_job_that_stands_still_says_what_to_do_and_its_alert_goes_when_it_moves() {
    let mut desk = desk(vec![volume(18.0)]);
    let stalled = |desk: &Desk| {
        desk.model.estate.alerts.rows().iter().filter(|alert| alert.signal == Some("job-stalled")).count()
    };
    polled(&mut desk, 31, &volume(18.0));
    assert_eq!(stalled(&desk), 1);
    desk.press("2 g w");
    let (facts, _) = crate::app::facts::on_page(&desk.model);
    let page: Vec<&str> = facts.iter().map(|fact| fact.value.as_str()).collect();
    assert!(page.iter().any(|fact| fact.contains("stop-backup-job --backup-job-id vol")), "{page:#?}");
    desk.press("esc");
    polled(&mut desk, 1, &volume(19.0));
    assert_eq!(stalled(&desk), 0);
}
