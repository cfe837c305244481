//! Jobs that have not ended and that time tells something of: about to expire, stalled, slow, late.
//!
//! What is wrong with a job is judged when AWS tells of it ([`Signal::of`]) and stands in its row. An alert is named by kind and
//! signal alone, so that it neither flickers nor multiplies; a job that moves again leaves it.

use jiff::Timestamp;

use super::{Finding, Member, Severity, Sources};
use crate::domain::job::{Job, JobState};
use crate::domain::outlook::Signal;
use crate::domain::subject::{Subject, Thing};
use crate::text::time;

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    sources.jobs.iter().filter_map(|job| finding(job, sources.now)).collect()
}

fn finding(job: &Job, now: Timestamp) -> Option<Finding> {
    let signal = job.noted().signal.filter(|_| job.state.is_active())?;
    let (kind, detail) = (job.kind.word(), detail(job, signal, now));
    Some(Finding {
        signal: signal.cause(),
        group: String::new(),
        severity: if signal == Signal::Expiring { Severity::Critical } else { Severity::Warning },
        alone: format!("{kind} of {}: {detail}", job.resource_label()),
        together: format!("{kind} jobs {}", signal.word()),
        reason: job.reason().cloned(),
        kind: Some(job.kind),
        member: Member {
            subject: Subject::new(job.scope, Thing::Job { kind: job.kind, id: job.id.clone() }),
            label: job.resource_label().to_owned(),
            resource: job.resource.clone(),
            at: since(job, signal),
            detail,
        },
    })
}

/// Since when it is so: what does not move while it is.
fn since(job: &Job, signal: Signal) -> Option<Timestamp> {
    match signal {
        Signal::Stalled => job.noted().still,
        Signal::Late => job.expected_end(),
        Signal::Slow | Signal::Expiring => job.began(),
    }
}

/// "stalled 22 m at 18 %".
fn detail(job: &Job, signal: Signal, now: Timestamp) -> String {
    let (noted, so_far) = (job.noted(), since(job, signal).map_or_else(String::new, |at| time::age(at, now)));
    let percent = job.percent.map(|percent| format!("{:.0} %", percent.floor()));
    match signal {
        Signal::Expiring if job.state == JobState::Running => {
            let left = noted.complete_by.map_or_else(String::new, |by| time::countdown(by, now));
            format!("expires in {left}, {} done", percent.as_deref().unwrap_or("not"))
        }
        Signal::Expiring => match job.start_by() {
            Some(by) if by > now => format!("expires in {}, not started", time::countdown(by, now)),
            _ => "start window over, not started".to_owned(),
        },
        Signal::Stalled => {
            let at = percent.map(|percent| format!(" at {percent}")).unwrap_or_default();
            format!("stalled {so_far}{at}")
        }
        Signal::Slow => {
            let usual = noted.usual.map_or_else(String::new, |usual| time::span(usual.median));
            format!("slow, {so_far} instead of {usual}")
        }
        Signal::Late => format!("late by {so_far}"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::super::{Alert, collect};
    use super::*;
    use crate::domain::cause::Causes;
    use crate::domain::job::{BackupFacts, JobFacts, JobKind};
    use crate::domain::outlook::Noted;
    use crate::domain::scope::ScopeId;
    use crate::domain::usual::Usual;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn ago(minutes: i64) -> Timestamp {
        now() - SignedDuration::from_mins(minutes)
    }

    fn job(id: &str, state: JobState, signal: Option<Signal>) -> Job {
        let minutes = SignedDuration::from_mins;
        let usual = Usual { median: minutes(9), p90: minutes(14), of: 12 };
        Job {
            resource: Some(format!("arn:aws:ec2:us-east-1:1:volume/{id}").into()),
            resource_name: Some(id.into()),
            created: Some(ago(46)),
            percent: Some(18.4),
            noted: Some(Box::new(Noted {
                usual: Some(usual),
                complete_by: Some(ago(-12)),
                still: Some(ago(22)),
                signal,
                ..Noted::default()
            })),
            facts: JobFacts::Backup(Box::new(BackupFacts {
                start_by: Some(ago(-14)),
                expected: Some(ago(20)),
                ..BackupFacts::default()
            })),
            ..Job::bare(ScopeId(0), JobKind::Backup, id, state)
        }
    }

    fn of(jobs: &[Job], now: Timestamp) -> Vec<Alert> {
        let sources = Sources { jobs: jobs.iter().collect(), now, ..Sources::default() };
        collect(&sources, &mut Causes::default())
    }

    #[test]
    fn each_signal_says_what_is_wrong_and_since_when() {
        let (running, created) = (JobState::Running, JobState::Created);
        for (state, signal, severity, what, since) in [
            (&created, Signal::Expiring, Severity::Critical, "expires in 14 m, not started", 46),
            (&running, Signal::Expiring, Severity::Critical, "expires in 12 m, 18 % done", 46),
            (&running, Signal::Stalled, Severity::Warning, "stalled 22 m at 18 %", 22),
            (&running, Signal::Slow, Severity::Warning, "slow, 46 m instead of 9 m", 46),
            (&running, Signal::Late, Severity::Warning, "late by 20 m", 20),
        ] {
            let alerts = of(&[job("vol", state.clone(), Some(signal))], now());
            let [alert] = alerts.as_slice() else { panic!("{alerts:?}") };
            assert_eq!(
                (alert.severity, alert.what.as_str()),
                (severity, format!("backup of vol: {what}").as_str())
            );
            assert_eq!(alert.last, Some(ago(since)), "{what}");
        }
        let fine = [job("vol", running, None), job("done", JobState::Completed, Some(Signal::Late))];
        assert_eq!(of(&fine, now()), []);
    }

    #[test]
    fn an_alert_keeps_its_name_and_time_while_minutes_pass_and_others_join() {
        let stalled = |id| job(id, JobState::Running, Some(Signal::Stalled));
        let one = of(&[stalled("a")], now());
        let more = of(&[stalled("a"), stalled("b")], now() + SignedDuration::from_mins(5));
        assert_eq!((&one[0].id, one[0].last), (&more[0].id, more[0].last));
        assert_eq!((more[0].what.as_str(), more[0].count()), ("backup jobs stalled", 2));
        assert!(one[0].id != of(&[job("a", JobState::Running, Some(Signal::Slow))], now())[0].id);
    }
}
