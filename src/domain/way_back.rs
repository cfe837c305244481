//! The way back: which of a resource's recovery points can be restored, and which only look so.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::cause::Diagnosis;
use super::job::{Job, JobFacts, JobState};
use super::recovery_point::{PointStatus, RecoveryPoint};
use crate::text::Text;

/// Keys that can't be used just now, as backups tell that failed for them: what they encrypt can't be restored either.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Barred {
    /// Keys of which the newest word is a failure.
    keys: BTreeSet<Text>,
    /// Keys of which it is one for a resource, though backups of others went well with it since: a service may use a key of
    /// its own besides the one that the job names.
    of: BTreeSet<(Text, Text)>,
}

/// The newest failure for a key, and the newest success.
#[derive(Debug, Default)]
struct Words {
    bad: Option<Timestamp>,
    good: Option<Timestamp>,
}

impl Words {
    fn add(&mut self, is_good: bool, at: Option<Timestamp>) {
        let word = if is_good { &mut self.good } else { &mut self.bad };
        *word = (*word).max(at);
    }

    fn is_bad(&self) -> bool {
        self.bad > self.good
    }
}

impl Barred {
    /// The keys for which a backup failed, and none went well since. `why` tells why a job failed.
    pub fn by<'a>(
        jobs: impl Iterator<Item = &'a Job>,
        mut why: impl FnMut(&Job) -> Option<Diagnosis>,
    ) -> Self {
        let mut keys: BTreeMap<&Text, Words> = BTreeMap::new();
        let mut of: BTreeMap<(&Text, &Text), Words> = BTreeMap::new();
        for job in jobs {
            let (JobFacts::Backup(facts), Some(resource)) = (&job.facts, &job.resource) else { continue };
            let Some(key) = &facts.key else { continue };
            let is_good = match job.state {
                JobState::Completed | JobState::CompletedWithIssues => true,
                _ if job.needs_attention() && why(job).is_some_and(|why| is_about_key(&why)) => false,
                _ => continue,
            };
            keys.entry(key).or_default().add(is_good, job.created);
            of.entry((resource, key)).or_default().add(is_good, job.created);
        }
        let bad_of = of.into_iter().filter(|(_, words)| words.is_bad());
        Self {
            keys: keys.into_iter().filter(|(_, words)| words.is_bad()).map(|(key, _)| key.clone()).collect(),
            of: bad_of.map(|((resource, key), _)| (resource.clone(), key.clone())).collect(),
        }
    }

    /// With one more.
    #[must_use]
    pub fn and(mut self, key: Option<Text>) -> Self {
        self.keys.extend(key);
        self
    }

    /// Whether a point of this resource (ARN) under this key (ARN) can't be restored just now.
    pub fn bars(&self, resource: Option<&Text>, key: Option<&Text>) -> bool {
        let Some(key) = key else { return false };
        let of_it = |resource: &Text| self.of.contains(&(resource.clone(), key.clone()));
        self.keys.contains(key) || resource.is_some_and(of_it)
    }

    /// Whether a recovery point can't.
    pub fn bars_point(&self, point: &RecoveryPoint) -> bool {
        self.bars(point.resource.as_ref(), point.key.as_ref())
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
        let (shut, open): (Vec<_>, Vec<_>) = usable.partition(|point| barred.bars_point(point));
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
    use crate::domain::job::{BackupFacts, JobKind};
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
        let says = "KMS key is either disabled or pending deletion or access to KMS key is denied";
        let of = |resource: &str, state, second, message: &str| Job {
            resource: Some(resource.into()),
            ..job("k", state, second, message)
        };
        let failed = of("r", JobState::Failed, 10, says);
        let well = |resource, second| of(resource, JobState::Completed, second, "");
        assert!(cause::of_job(&failed).is_some_and(|why| is_about_key(&why)));
        let bars = |jobs: &[Job], resource: &str| {
            Barred::by(jobs.iter(), cause::of_job).bars(Some(&resource.into()), Some(&"k".into()))
        };
        assert!(bars(std::slice::from_ref(&failed), "r") && bars(std::slice::from_ref(&failed), "other"));
        assert!(bars(&[well("r", 5), failed.clone()], "other"));
        assert!(!bars(&[failed.clone(), well("r", 20)], "r"), "it can be used again");
        let others = [failed.clone(), well("other", 20)];
        assert!(bars(&others, "r"), "this one still failed");
        assert!(!bars(&others, "other"));
        assert!(!bars(&[of("r", JobState::Failed, 10, "Token expired. Try again.")], "r"));
        let copy = JobFacts::Copy(Box::default());
        assert!(!bars(&[Job { kind: JobKind::Copy, facts: copy, ..failed.clone() }], "r"));
        assert!(!Barred::by([failed].iter(), cause::of_job).bars(None, Some(&"another key".into())));
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
