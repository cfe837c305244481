//! What `CloudWatch` counts of jobs: the metrics of `AWS/Backup`, hour by hour over the last fortnight.
//!
//! It is another source than the lists of jobs, and counts otherwise: what completed with issues is completed to it. The two are
//! never mixed.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::history::Outcome;
use super::job::JobKind;

/// The counts look back so far.
pub const FORTNIGHT: SignedDuration = SignedDuration::from_hours(14 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Seconds of one count.
pub const PERIOD: i64 = 3600;

/// One metric that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Of these jobs.
    pub kind: JobKind,
    /// Those that ended so.
    pub outcome: Outcome,
    /// Its name in the namespace AWS/Backup.
    pub name: &'static str,
}

const fn counted(kind: JobKind, outcome: Outcome, name: &'static str) -> Counted {
    Counted { kind, outcome, name }
}

/// The metrics that tell how jobs ended (developer guide, "Monitoring AWS Backup metrics with CloudWatch"). There is none
/// for copies and restores that expired or were stopped.
pub const COUNTED: [Counted; 8] = [
    counted(JobKind::Backup, Outcome::Well, "NumberOfBackupJobsCompleted"),
    counted(JobKind::Backup, Outcome::Failed, "NumberOfBackupJobsFailed"),
    counted(JobKind::Backup, Outcome::Expired, "NumberOfBackupJobsExpired"),
    counted(JobKind::Backup, Outcome::Stopped, "NumberOfBackupJobsAborted"),
    counted(JobKind::Copy, Outcome::Well, "NumberOfCopyJobsCompleted"),
    counted(JobKind::Copy, Outcome::Failed, "NumberOfCopyJobsFailed"),
    counted(JobKind::Restore, Outcome::Well, "NumberOfRestoreJobsCompleted"),
    counted(JobKind::Restore, Outcome::Failed, "NumberOfRestoreJobsFailed"),
];

/// The counts of one account and Region. An hour that is not told is none: `CloudWatch` has no value where nothing happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metrics {
    hours: BTreeMap<(JobKind, Outcome), BTreeMap<Timestamp, u64>>,
}

impl Metrics {
    /// Adds a count to an hour, which the counts of several resource types share.
    pub fn add(&mut self, of: Counted, at: Timestamp, count: u64) {
        let hour = self.hours.entry((of.kind, of.outcome)).or_default().entry(at).or_default();
        *hour = hour.saturating_add(count);
    }

    /// Whether nothing was counted at all.
    pub fn is_empty(&self) -> bool {
        self.hours.is_empty()
    }

    /// How many were counted within `from..to`.
    pub fn sum(&self, kind: JobKind, outcome: Outcome, from: Timestamp, to: Timestamp) -> u64 {
        let hours = self.hours.get(&(kind, outcome));
        hours.into_iter().flat_map(|hours| hours.range(from..to.max(from))).map(|(_, count)| count).sum()
    }
}

/// What is asked for at `now`: whole hours, the one that runs included.
pub fn range(now: Timestamp) -> (Timestamp, Timestamp) {
    let hour = hour_of(now);
    let from = hour.checked_sub(FORTNIGHT).unwrap_or(Timestamp::MIN);
    (from, hour.checked_add(SignedDuration::from_secs(PERIOD)).unwrap_or(Timestamp::MAX))
}

/// Where the last day begins: 24 whole hours before the one that runs.
pub fn day_before(now: Timestamp) -> Timestamp {
    hour_of(now).checked_sub(DAY).unwrap_or(Timestamp::MIN)
}

fn hour_of(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second - second.rem_euclid(PERIOD)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn counts_of_one_hour_add_up_and_others_stay_apart() {
        let [completed, failed, ..] = COUNTED;
        let mut metrics = Metrics::default();
        assert!(metrics.is_empty());
        metrics.add(completed, at("2026-11-20T02:00:00Z"), 3);
        metrics.add(completed, at("2026-11-20T02:00:00Z"), 4);
        metrics.add(completed, at("2026-11-21T02:00:00Z"), 5);
        metrics.add(failed, at("2026-11-20T02:00:00Z"), 1);
        let sum = |outcome, from, to| metrics.sum(JobKind::Backup, outcome, at(from), at(to));
        assert_eq!(sum(Outcome::Well, "2026-11-20T00:00:00Z", "2026-11-21T02:00:00Z"), 7);
        assert_eq!(sum(Outcome::Well, "2026-11-20T02:00:00Z", "2026-11-22T00:00:00Z"), 12);
        assert_eq!(sum(Outcome::Failed, "2026-11-20T03:00:00Z", "2026-11-22T00:00:00Z"), 0);
        assert_eq!(sum(Outcome::Expired, "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"), 0);
        assert_eq!(sum(Outcome::Well, "2026-11-22T00:00:00Z", "2026-11-20T00:00:00Z"), 0, "no time at all");
    }

    #[test]
    fn whole_hours_are_asked_for_with_the_one_that_runs() {
        let now = at("2026-11-21T02:14:07Z");
        assert_eq!(range(now), (at("2026-11-07T02:00:00Z"), at("2026-11-21T03:00:00Z")));
        assert_eq!(day_before(now), at("2026-11-20T02:00:00Z"));
    }
}
