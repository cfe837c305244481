//! The way back: which of a resource's recovery points can be restored, and which only look so.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::cause::Diagnosis;
use super::job::{Job, JobFacts, JobKind, JobState};
use super::recovery_point::{PointStatus, RecoveryPoint};
use crate::text::Text;

/// Keys that can't be used just now, as backups tell that failed for them: what they encrypt can't be restored either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Barred(BTreeSet<Text>);

impl Barred {
    /// The keys for which a backup failed, and none went well since. `why` tells why a job failed.
    pub fn by<'a>(
        jobs: impl Iterator<Item = &'a Job>,
        mut why: impl FnMut(&Job) -> Option<Diagnosis>,
    ) -> Self {
        let mut keys: BTreeMap<&Text, (Option<Timestamp>, Option<Timestamp>)> = BTreeMap::new();
        for job in jobs.filter(|job| job.kind == JobKind::Backup) {
            let JobFacts::Backup(facts) = &job.facts else { continue };
            let Some(key) = &facts.key else { continue };
            let (bad, good) = keys.entry(key).or_default();
            match job.state {
                JobState::Completed | JobState::CompletedWithIssues => *good = (*good).max(job.created),
                _ if job.needs_attention() && why(job).is_some_and(|why| is_about_key(&why)) => {
                    *bad = (*bad).max(job.created);
                }
                _ => {}
            }
        }
        Self(keys.into_iter().filter(|(_, (bad, good))| bad > good).map(|(key, _)| key.clone()).collect())
    }

    /// With one more.
    #[must_use]
    pub fn and(mut self, key: Option<Text>) -> Self {
        self.0.extend(key);
        self
    }

    /// Whether this key (ARN) is one.
    pub fn bars(&self, key: Option<&Text>) -> bool {
        key.is_some_and(|key| self.0.contains(key))
    }
}

/// Whether a failure is about a key.
pub fn is_about_key(why: &Diagnosis) -> bool {
    why.known.entry().is_some_and(|cause| [&cause.class, &cause.id].iter().any(|class| *class == "key"))
}

/// What there is to restore a resource from.
#[derive(Debug, Clone, Copy, Default)]
pub struct WayBack<'a> {
    /// The newest that can be restored, and is no continuous one.
    pub newest: Option<&'a RecoveryPoint>,
    /// A continuous one that can be.
    pub continuous: Option<&'a RecoveryPoint>,
    /// The newest that only its key bars.
    pub shut: Option<&'a RecoveryPoint>,
}

impl<'a> WayBack<'a> {
    /// Among all points of the resource.
    pub fn among(points: &'a [RecoveryPoint], barred: &Barred) -> Self {
        let usable = points.iter().filter(|point| point.is_usable() && is_whole(point, points));
        let (shut, open): (Vec<_>, Vec<_>) = usable.partition(|point| barred.bars(point.key.as_ref()));
        let of = |status: PointStatus| open.iter().filter(move |point| point.status == status).copied();
        Self {
            newest: of(PointStatus::Completed).min_by_key(|point| Reverse(point.created)),
            continuous: of(PointStatus::Available).max_by_key(|point| point.created),
            shut: shut.into_iter().max_by_key(|point| point.created),
        }
    }
}

/// Where there are points of the whole, as of a stack, a part of one is no way back.
pub fn is_whole(point: &RecoveryPoint, all: &[RecoveryPoint]) -> bool {
    point.parent.is_none() || !all.iter().any(|other| other.is_parent && other.parent.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cause;
    use crate::domain::job::BackupFacts;
    use crate::domain::scope::ScopeId;

    fn at(second: i64) -> Option<Timestamp> {
        Timestamp::from_second(second).ok()
    }

    fn job(key: &str, state: JobState, second: i64, message: &str) -> Job {
        let facts = BackupFacts { key: Some(key.into()), ..BackupFacts::default() };
        Job {
            created: at(second),
            message: Some(message.into()),
            facts: JobFacts::Backup(Box::new(facts)),
            ..Job::bare(ScopeId(0), JobKind::Backup, "j", state)
        }
    }

    #[test]
    fn a_key_is_barred_while_the_newest_word_of_it_is_a_failure() {
        let key = job(
            "k",
            JobState::Failed,
            10,
            "KMS key is either disabled or pending deletion or access to KMS key is denied",
        );
        assert!(cause::of_job(&key).is_some_and(|why| is_about_key(&why)));
        let bars = |jobs: &[Job]| Barred::by(jobs.iter(), cause::of_job).bars(Some(&"k".into()));
        let well = |second| job("k", JobState::Completed, second, "");
        assert!(bars(std::slice::from_ref(&key)));
        assert!(bars(&[well(5), key.clone()]));
        assert!(!bars(&[key.clone(), well(20)]), "it can be used again");
        assert!(!bars(&[job("k", JobState::Failed, 10, "Token expired. Try again.")]));
        assert!(!bars(&[Job { kind: JobKind::Copy, ..key.clone() }]));
        assert!(!Barred::by([key].iter(), cause::of_job).bars(Some(&"other".into())));
    }

    #[test]
    fn the_newest_whole_point_whose_key_can_be_used_is_the_way_back() {
        let point = |arn: &str, second, key: &str| RecoveryPoint {
            arn: arn.into(),
            created: at(second),
            status: PointStatus::Completed,
            key: Some(key.into()),
            ..RecoveryPoint::default()
        };
        let barred = Barred::default().and(Some("bad".into()));
        let points = [point("old", 1, "good"), point("new", 2, "good"), point("shut", 3, "bad")];
        let way = WayBack::among(&points, &barred);
        let arn = |point: Option<&RecoveryPoint>| point.map(|point| point.arn.to_string());
        assert_eq!((arn(way.newest), arn(way.shut)), (Some("new".into()), Some("shut".into())));
        assert!(way.continuous.is_none());
        let stack = [
            RecoveryPoint { is_parent: true, ..point("stack", 1, "good") },
            RecoveryPoint { parent: Some("p".into()), ..point("template", 2, "good") },
            RecoveryPoint { status: PointStatus::Partial, is_parent: true, ..point("p", 2, "good") },
        ];
        assert_eq!(arn(WayBack::among(&stack, &barred).newest), Some("stack".into()));
        let part = &stack[1..2];
        assert_eq!(arn(WayBack::among(part, &barred).newest), Some("template".into()), "a volume of a stack");
        let live = [RecoveryPoint { status: PointStatus::Available, ..point("c", 1, "good") }];
        assert_eq!(arn(WayBack::among(&live, &barred).continuous), Some("c".into()));
    }
}
