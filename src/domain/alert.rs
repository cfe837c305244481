//! What needs attention now: alarms that fire and jobs that went wrong in the last day.

use jiff::{SignedDuration, Timestamp};

use super::alarm::{Alarm, AlarmState};
use super::cause;
use super::job::{Job, JobState};
use super::scope::ScopeId;
use super::subject::{Subject, Thing};
use crate::text::Text;

/// How bad it is; worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Data is not protected as it should be.
    Critical,
    /// Somebody should look.
    Warning,
}

impl Severity {
    /// The severity in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

/// One thing that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Where.
    pub scope: ScopeId,
    /// How bad.
    pub severity: Severity,
    /// What happened, in words: "backup of orders-db failed".
    pub what: String,
    /// Why, where AWS told.
    pub reason: Option<Text>,
    /// Since when.
    pub since: Option<Timestamp>,
    /// The cause: alerts of one cause have the same.
    pub cause: String,
    /// What it is about.
    pub subject: Subject,
    /// The resource concerned, for `b`.
    pub resource: Option<Text>,
}

/// Alerts look back this far over jobs.
pub const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24);

/// All alerts of these alarms and jobs.
pub fn collect<'a>(
    alarms: impl Iterator<Item = &'a Alarm>,
    jobs: impl Iterator<Item = &'a Job>,
    now: Timestamp,
) -> Vec<Alert> {
    alarms.filter_map(of_alarm).chain(jobs.filter_map(|job| of_job(job, now))).collect()
}

fn of_alarm(alarm: &Alarm) -> Option<Alert> {
    let severity = match alarm.state {
        AlarmState::Alarm => Severity::Critical,
        AlarmState::InsufficientData => Severity::Warning,
        AlarmState::Ok | AlarmState::Other(_) => return None,
    };
    Some(Alert {
        scope: alarm.scope,
        severity,
        what: format!("alarm {} {}", alarm.name, alarm.state.word()),
        reason: alarm.reason.clone(),
        since: alarm.since.or(alarm.updated),
        cause: cause::of_alarm(alarm)?.key,
        subject: Subject::new(alarm.scope, Thing::Alarm(alarm.name.clone())),
        resource: None,
    })
}

fn of_job(job: &Job, now: Timestamp) -> Option<Alert> {
    if !job.needs_attention() || job.last_event().is_none_or(|at| now.duration_since(at) > LOOK_BACK) {
        return None;
    }
    let severity = match job.state {
        JobState::Failed | JobState::Expired => Severity::Critical,
        _ => Severity::Warning,
    };
    let outcome = if job.test_failed() { "test failed" } else { job.state.word() };
    let kind = job.kind.word();
    Some(Alert {
        scope: job.scope,
        severity,
        what: format!("{kind} of {} {outcome}", job.resource_label()),
        reason: job.reason().cloned(),
        since: job.last_event(),
        cause: cause::of_job(job)?.key,
        subject: Subject::new(job.scope, Thing::Job { kind: job.kind, id: job.id.clone() }),
        resource: job.resource.clone(),
    })
}
