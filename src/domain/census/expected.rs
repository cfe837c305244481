//! Recovery points that have to be there: a job made them, and their retention has not passed.

use jiff::{SignedDuration, Timestamp};

use crate::domain::arn::Arn;
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::resource;
use crate::text::Text;

/// No lifecycle keeps a point for less (API shape `Lifecycle`: `DeleteAfterDays` is 1 at least), counted from its creation.
const LEAST: SignedDuration = SignedDuration::from_hours(24);

/// A recovery point that a backup job made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its ARN.
    pub point: Text,
    /// The vault's name.
    pub vault: Text,
    /// What it holds, by ARN.
    pub resource: Text,
    /// What that is called.
    pub label: String,
    /// The job's id.
    pub job: Text,
    /// The job's end.
    pub completed: Timestamp,
    /// To be kept until then, by the job's own lifecycle; `None` for ever.
    pub until: Option<Timestamp>,
    /// Whether a plan made it. What was made on demand may be deleted on demand.
    pub planned: bool,
}

impl Expected {
    /// What a job made and has to be in its vault; `None` where that is not certain. Left out are parts of composites, which go
    /// with them; points on their way to an air-gapped vault; and what restore tests restored, which comes and goes.
    pub fn of(job: &Job) -> Option<Self> {
        let JobFacts::Backup(facts) = &job.facts else { return None };
        let done = matches!(job.state, JobState::Completed | JobState::CompletedWithIssues);
        if job.kind != JobKind::Backup || !done || job.parent.is_some() {
            return None;
        }
        // A vault that another account shares is not in this one's list.
        let of_vault = Arn::parse(facts.vault_arn.as_ref()?.raw())?.account;
        if job.account.as_ref()?.raw() != of_vault {
            return None;
        }
        let resource = job.resource.as_ref().filter(|arn| !resource::is_of_restore_test(arn))?;
        let days = match &facts.lifecycle {
            Some(lifecycle) if lifecycle.delete_after_copy => return None,
            Some(lifecycle) => lifecycle.retention_days(),
            // Not told: what no lifecycle goes below is certain.
            None => Some(1),
        };
        let created = job.created?;
        let until = match days {
            Some(days) => {
                let kept = SignedDuration::from_hours(days.checked_mul(24)?).max(LEAST);
                Some(created.checked_add(kept).ok()?)
            }
            None => None,
        };
        Some(Self {
            point: facts.recovery_point.clone()?,
            vault: facts.vault.clone()?,
            resource: resource.clone(),
            label: job.resource_label().to_owned(),
            job: job.id.clone(),
            completed: job.completed?,
            until,
            planned: job.creator.is_some(),
        })
    }

    /// Whether its retention goes on after a time.
    pub fn is_kept_at(&self, at: Timestamp) -> bool {
        self.until.is_none_or(|until| until > at)
    }

    /// Whether it is to be kept for longer than another.
    pub fn outlasts(&self, other: &Self) -> bool {
        match (self.until, other.until) {
            (None, Some(_)) => true,
            (Some(_), None) => false,
            // Of two that end together the newer one.
            (mine, theirs) => (mine, self.completed) > (theirs, other.completed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::{BackupFacts, Creator};
    use crate::domain::lifecycle::Lifecycle;
    use crate::domain::scope::ScopeId;

    fn facts(job: &mut Job) -> &mut BackupFacts {
        match &mut job.facts {
            JobFacts::Backup(facts) => facts,
            _ => unreachable!("a backup"),
        }
    }

    fn job() -> Job {
        let mut job = Job {
            account: Some("1".into()),
            resource: Some("arn:aws:rds:us-east-1:1:db:orders-db".into()),
            created: "2026-11-20T03:00:00Z".parse().ok(),
            completed: "2026-11-20T03:30:00Z".parse().ok(),
            creator: Some(Box::new(Creator::default())),
            ..Job::bare(ScopeId(0), JobKind::Backup, "j", JobState::Completed)
        };
        *facts(&mut job) = BackupFacts {
            vault: Some("daily".into()),
            vault_arn: Some("arn:aws:backup:us-east-1:1:backup-vault:daily".into()),
            recovery_point: Some("arn:aws:rds:us-east-1:1:snapshot:awsbackup:j".into()),
            lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
            ..BackupFacts::default()
        };
        job
    }

    #[test]
    fn what_a_job_made_is_there_as_long_as_its_lifecycle_says() {
        let until = |days: Option<Lifecycle>| {
            let mut job = job();
            facts(&mut job).lifecycle = days;
            Expected::of(&job).map(|made| made.until.map(|until| until.to_string()))
        };
        let days = |days| Some(Lifecycle { delete_after_days: days, ..Lifecycle::default() });
        assert_eq!(until(days(Some(35))), Some(Some("2026-12-25T03:00:00Z".into())));
        assert_eq!(until(days(None)), Some(None), "for ever");
        assert_eq!(until(days(Some(-1))), Some(None), "for ever");
        assert_eq!(until(None), Some(Some("2026-11-21T03:00:00Z".into())), "not told: the least there is");
        assert_eq!(until(Some(Lifecycle { delete_after_copy: true, ..Lifecycle::default() })), None);
    }

    #[test]
    fn nothing_is_expected_of_what_may_be_elsewhere_or_go_with_something_else() {
        type Change = fn(&mut Job);
        assert!(Expected::of(&job()).is_some());
        let cases: [(&str, Change); 9] = [
            ("it failed", |job| job.state = JobState::Failed),
            ("some parts failed", |job| job.state = JobState::Partial),
            ("it is part of a stack", |job| job.parent = Some("p".into())),
            ("its account is not known", |job| job.account = None),
            ("the vault is another account's", |job| job.account = Some("2".into())),
            ("no vault is told", |job| facts(job).vault = None),
            ("no point is told", |job| facts(job).recovery_point = None),
            ("its end is not told", |job| job.completed = None),
            ("a restore test made the resource", |job| {
                job.resource = Some("arn:aws:rds:us-east-1:1:db:awsbackup-restore-test-d1".into());
            }),
        ];
        for (why, change) in cases {
            let mut job = job();
            change(&mut job);
            assert_eq!(Expected::of(&job), None, "{why}");
        }
    }

    #[test]
    fn the_one_that_is_kept_for_longer_counts() {
        let made = Expected::of(&job()).unwrap();
        let for_ever = Expected { until: None, ..made.clone() };
        let newer = Expected { completed: made.completed + LEAST, ..made.clone() };
        for (one, other, longer) in [
            (&for_ever, &made, true),
            (&made, &for_ever, false),
            (&newer, &made, true),
            (&made, &made, false),
        ] {
            assert_eq!(one.outlasts(other), longer, "{one:?} {other:?}");
        }
    }
}
