//! Backup, copy and restore jobs: three kinds, one list.

use jiff::{SignedDuration, Timestamp};

use super::lifecycle::Lifecycle;
use super::outlook::Noted;
use super::scope::ScopeId;
use super::{arn, resource};
use crate::text::Text;

/// Which of AWS Backup's job lists a job stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// A backup job.
    Backup,
    /// A copy job.
    Copy,
    /// A restore job.
    Restore,
}

impl JobKind {
    /// All three, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::Backup, Self::Copy, Self::Restore];

    /// The kind in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::Copy => "copy",
            Self::Restore => "restore",
        }
    }
}

/// The state of a job of any kind, as an operator tells them apart. "Completed with issues" is no state of the API: it is
/// `COMPLETED` with a message category other than `SUCCESS` (developer guide, "Monitoring").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// Waiting in its start window.
    Created,
    /// About to run.
    Pending,
    /// Running.
    Running,
    /// A stop was asked for.
    Aborting,
    /// Stopped by a user.
    Aborted,
    /// Done.
    Completed,
    /// Done, and AWS has something to say about it.
    CompletedWithIssues,
    /// Failed; AWS does not retry it.
    Failed,
    /// Not started or not finished within its windows.
    Expired,
    /// A composite some of whose children failed.
    Partial,
    /// A state that this version does not know.
    Other(Text),
}

impl JobState {
    /// From the wire's state and message category.
    pub fn from_wire(state: &str, category: Option<&str>) -> Self {
        let fine =
            category.is_none_or(|category| category.is_empty() || category.eq_ignore_ascii_case("SUCCESS"));
        match state {
            "CREATED" => Self::Created,
            "PENDING" => Self::Pending,
            "RUNNING" => Self::Running,
            "ABORTING" => Self::Aborting,
            "ABORTED" => Self::Aborted,
            "COMPLETED" if fine => Self::Completed,
            "COMPLETED" => Self::CompletedWithIssues,
            "FAILED" => Self::Failed,
            "EXPIRED" => Self::Expired,
            "PARTIAL" => Self::Partial,
            other => Self::Other(Text::new(other)),
        }
    }

    /// The state in words.
    pub fn word(&self) -> &str {
        match self {
            Self::Created => "waiting",
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Aborting => "stopping",
            Self::Aborted => "stopped",
            Self::Completed => "completed",
            Self::CompletedWithIssues => "completed with issues",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Partial => "partial",
            Self::Other(other) => other.as_str(),
        }
    }

    /// Whether AWS may still change it.
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Created | Self::Pending | Self::Running | Self::Aborting)
    }
}

/// A job of any kind (API shapes `BackupJob`, `CopyJob`, `RestoreJobsListMember` and their Describe outputs).
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Where it was read.
    pub scope: ScopeId,
    /// Its kind.
    pub kind: JobKind,
    /// Its id, as AWS spells it.
    pub id: Text,
    /// Its state.
    pub state: JobState,
    /// The account that owns it.
    pub account: Option<Text>,
    /// What it works on: the protected resource's ARN.
    pub resource: Option<Text>,
    /// The resource's type.
    pub resource_type: Option<Text>,
    /// The resource's name, where AWS Backup knows it.
    pub resource_name: Option<Text>,
    /// Created at.
    pub created: Option<Timestamp>,
    /// Ended at.
    pub completed: Option<Timestamp>,
    /// Done, 0 to 100. Copy jobs tell none.
    pub percent: Option<f32>,
    /// Bytes of the backup.
    pub size: Option<i64>,
    /// AWS's message.
    pub message: Option<Text>,
    /// AWS's message category; an open set.
    pub category: Option<Text>,
    /// The role that it runs as.
    pub role: Option<Text>,
    /// The plan and rule that started it.
    pub creator: Option<Box<Creator>>,
    /// Whether it has children.
    pub is_parent: bool,
    /// Its parent job.
    pub parent: Option<Text>,
    /// Counts of children by state, where told.
    pub children: Option<Box<Children>>,
    /// What only its kind has.
    pub facts: JobFacts,
    /// What the console noted of it by itself.
    pub noted: Option<Box<Noted>>,
}

/// The plan and rule behind a job or point (API shape `RecoveryPointCreator`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Creator {
    /// Plan id.
    pub plan_id: Option<Text>,
    /// Plan ARN.
    pub plan_arn: Option<Text>,
    /// Plan name.
    pub plan_name: Option<Text>,
    /// Plan version.
    pub plan_version: Option<Text>,
    /// Rule id.
    pub rule_id: Option<Text>,
    /// Rule name.
    pub rule_name: Option<Text>,
    /// The rule's schedule.
    pub rule_cron: Option<Text>,
    /// The schedule's time zone.
    pub rule_timezone: Option<Text>,
}

/// A parent job's children.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Children {
    /// How many.
    pub total: i64,
    /// State and count.
    pub by_state: Vec<(Text, i64)>,
}

/// What only one kind of job has.
#[derive(Debug, Clone, PartialEq)]
pub enum JobFacts {
    /// Of a backup job.
    Backup(Box<BackupFacts>),
    /// Of a copy job.
    Copy(Box<CopyFacts>),
    /// Of a restore job.
    Restore(Box<RestoreFacts>),
}

/// What only backup jobs have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BackupFacts {
    /// Vault name.
    pub vault: Option<Text>,
    /// Vault ARN.
    pub vault_arn: Option<Text>,
    /// Vault kind.
    pub vault_type: Option<Text>,
    /// `LOCKED` or `UNLOCKED`.
    pub vault_lock: Option<Text>,
    /// The recovery point that it makes.
    pub recovery_point: Option<Text>,
    /// The point's lifecycle.
    pub lifecycle: Option<Lifecycle>,
    /// KMS key ARN.
    pub key: Option<Text>,
    /// Encrypted or not.
    pub encrypted: Option<bool>,
    /// Bytes moved so far.
    pub transferred: Option<i64>,
    /// AWS's estimate of the end.
    pub expected: Option<Timestamp>,
    /// Expires unless started by.
    pub start_by: Option<Timestamp>,
    /// Initiated at.
    pub initiated: Option<Timestamp>,
    /// Backup options, as `WindowsVSS`.
    pub options: Vec<(Text, Text)>,
    /// Backup type.
    pub backup_type: Option<Text>,
}

/// What only copy jobs have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CopyFacts {
    /// From this vault (ARN).
    pub source_vault: Option<Text>,
    /// This point.
    pub source_point: Option<Text>,
    /// Into this vault (ARN).
    pub destination_vault: Option<Text>,
    /// Kind of the destination.
    pub destination_type: Option<Text>,
    /// Lock state of the destination.
    pub destination_lock: Option<Text>,
    /// The point made.
    pub destination_point: Option<Text>,
    /// The destination's key.
    pub destination_key: Option<Text>,
    /// The copy's lifecycle.
    pub lifecycle: Option<Lifecycle>,
    /// The backup job that asked for the copy.
    pub backup_job: Option<Text>,
    /// Logical name within a composite.
    pub composite_member: Option<Text>,
}

/// What only restore jobs have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RestoreFacts {
    /// From this point.
    pub recovery_point: Option<Text>,
    /// In this vault (ARN).
    pub vault_arn: Option<Text>,
    /// What was made.
    pub created_resource: Option<Text>,
    /// AWS's estimate, minutes.
    pub expected_minutes: Option<i64>,
    /// The point was made at.
    pub point_created: Option<Timestamp>,
    /// The restore testing plan that asked for it.
    pub testing_plan: Option<Text>,
    /// Validation of a restore test.
    pub validation: Option<Text>,
    /// What the validation says.
    pub validation_message: Option<Text>,
    /// Clean-up of a restore test.
    pub deletion: Option<Text>,
    /// What the clean-up says.
    pub deletion_message: Option<Text>,
}

impl CopyFacts {
    /// The name of the vault that it copies into, with the Region where that is not the source's.
    pub fn destination(&self) -> String {
        let source = self.source_vault.as_ref().map_or("", Text::as_str);
        let destination = self.destination_vault.as_ref().map_or("", Text::as_str);
        let name = arn::vault_name(destination);
        match arn::region(destination) {
            Some(region) if arn::region(source) != Some(region) => format!("{name} {region}"),
            _ => name.to_owned(),
        }
    }
}

impl Job {
    /// A job of which nothing is known but what it is.
    #[cfg(test)]
    pub fn bare(scope: ScopeId, kind: JobKind, id: &str, state: JobState) -> Self {
        let facts = match kind {
            JobKind::Backup => JobFacts::Backup(Box::default()),
            JobKind::Copy => JobFacts::Copy(Box::default()),
            JobKind::Restore => JobFacts::Restore(Box::default()),
        };
        Self {
            scope,
            kind,
            id: id.into(),
            state,
            account: None,
            resource: None,
            resource_type: None,
            resource_name: None,
            created: None,
            completed: None,
            percent: None,
            size: None,
            message: None,
            category: None,
            role: None,
            creator: None,
            is_parent: false,
            parent: None,
            children: None,
            facts,
            noted: None,
        }
    }

    /// What the resource is called.
    pub fn resource_label(&self) -> &str {
        resource::label(self.resource_name.as_ref(), self.resource.as_ref())
    }

    /// The vault's name, or "source > destination" for a copy, with the Region where it differs.
    pub fn place(&self, arrow: &str) -> String {
        match &self.facts {
            JobFacts::Backup(facts) => facts.vault.as_ref().map(Text::to_string).unwrap_or_default(),
            JobFacts::Copy(facts) => {
                let source = facts.source_vault.as_ref().map_or("", Text::as_str);
                format!("{} {arrow} {}", arn::vault_name(source), facts.destination())
            }
            JobFacts::Restore(facts) => facts
                .vault_arn
                .as_ref()
                .map(|vault| arn::vault_name(vault.as_str()).to_owned())
                .unwrap_or_default(),
        }
    }

    /// The recovery point that it makes or reads.
    pub fn recovery_point(&self) -> Option<&Text> {
        match &self.facts {
            JobFacts::Backup(facts) => facts.recovery_point.as_ref(),
            JobFacts::Copy(facts) => facts.source_point.as_ref(),
            JobFacts::Restore(facts) => facts.recovery_point.as_ref(),
        }
    }

    /// AWS's estimate of the end, for jobs that run.
    pub fn expected_end(&self) -> Option<Timestamp> {
        match &self.facts {
            JobFacts::Backup(facts) => facts.expected,
            JobFacts::Copy(_) => None,
            JobFacts::Restore(facts) => {
                let minutes = facts.expected_minutes.filter(|minutes| *minutes > 0)?;
                self.created?.checked_add(SignedDuration::from_mins(minutes)).ok()
            }
        }
    }

    /// Expires unless started by, for backups that wait.
    pub fn start_by(&self) -> Option<Timestamp> {
        match &self.facts {
            JobFacts::Backup(facts) => facts.start_by,
            _ => None,
        }
    }

    /// When it began: what it took is counted from here, for all jobs alike.
    pub fn began(&self) -> Option<Timestamp> {
        match &self.facts {
            JobFacts::Backup(facts) => facts.initiated.or(self.created),
            _ => self.created,
        }
    }

    /// What the console noted of it by itself.
    pub fn noted(&self) -> Noted {
        self.noted.as_deref().copied().unwrap_or_default()
    }

    /// How long it ran.
    pub fn took(&self) -> Option<SignedDuration> {
        Some(self.completed?.duration_since(self.created?))
    }

    /// Whether a restore test's validation or clean-up failed.
    pub fn test_failed(&self) -> bool {
        let JobFacts::Restore(facts) = &self.facts else { return false };
        let bad = |status: &Option<Text>, words: &[&str]| {
            status.as_ref().is_some_and(|status| words.contains(&status.as_str()))
        };
        bad(&facts.validation, &["FAILED", "TIMED_OUT"]) || bad(&facts.deletion, &["FAILED"])
    }

    /// Whether a restore test was not cleaned up: what it restored is still there, and billed.
    pub fn left_behind(&self) -> bool {
        let JobFacts::Restore(facts) = &self.facts else { return false };
        facts.deletion.as_ref().is_some_and(|status| status.as_str() == "FAILED")
    }

    /// Whether somebody should look at it (aws-backup-api: operator grouping by kind). One that was stopped made nothing: who
    /// relies on it has to hear of that.
    pub fn needs_attention(&self) -> bool {
        match self.state {
            JobState::Failed
            | JobState::Expired
            | JobState::Partial
            | JobState::CompletedWithIssues
            | JobState::Aborted => !self.noted().stopped_here,
            _ => self.test_failed(),
        }
    }

    /// Why it is as it is: AWS's message, else what a restore test says.
    pub fn reason(&self) -> Option<&Text> {
        let said = self.message.as_ref().filter(|message| !message.as_str().is_empty());
        match &self.facts {
            JobFacts::Restore(facts) if self.test_failed() => {
                said.or(facts.validation_message.as_ref()).or(facts.deletion_message.as_ref())
            }
            _ => said,
        }
    }

    /// The moment that matters for sorting and for "in the last day": the end, else the creation.
    pub fn last_event(&self) -> Option<Timestamp> {
        self.completed.or(self.created)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completed_with_issues_is_a_state_of_its_own() {
        for (state, category, wanted) in [
            ("COMPLETED", Some("SUCCESS"), JobState::Completed),
            ("COMPLETED", Some("Success"), JobState::Completed),
            ("COMPLETED", None, JobState::Completed),
            ("COMPLETED", Some("AccessDenied"), JobState::CompletedWithIssues),
            ("FAILED", Some("SUCCESS"), JobState::Failed),
            ("HOVERING", None, JobState::Other(Text::new("HOVERING"))),
        ] {
            assert_eq!(JobState::from_wire(state, category), wanted, "{state} {category:?}");
        }
    }
}
