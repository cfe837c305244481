//! CloudWatch alarms that watch AWS Backup.

use jiff::Timestamp;

use super::arn;
use super::job::{Job, JobFacts, JobKind, JobState};
use super::scope::ScopeId;
use crate::text::Text;

/// An alarm (CloudWatch shapes `MetricAlarm`, `CompositeAlarm`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alarm {
    /// Where it was read.
    pub scope: ScopeId,
    /// Its name.
    pub name: Text,
    /// Its ARN.
    pub arn: Text,
    /// What its owner says of it.
    pub description: Option<Text>,
    /// Its state.
    pub state: AlarmState,
    /// Why it is in it.
    pub reason: Option<Text>,
    /// In this state since.
    pub since: Option<Timestamp>,
    /// Last evaluated to a change at.
    pub updated: Option<Timestamp>,
    /// Single metric, metric math or composite.
    pub kind: AlarmKind,
    /// What it watches, in words: metric and dimensions, expressions or the rule.
    pub watches: Vec<Text>,
    /// Condition in words: `Sum > 0 in 3 of 3 periods of 300 s`.
    pub condition: Option<Text>,
    /// How it treats missing data.
    pub missing_data: Option<Text>,
    /// Whether its actions are on.
    pub actions_enabled: Option<bool>,
}

impl Alarm {
    /// Whether one of its metrics counts this job: kind and end by the metric's name, vault and type by its dimensions
    /// (developer guide, "CloudWatch": `NumberOfCopyJobsFailed` with `ResourceType` and `BackupVaultName`).
    pub fn counts(&self, job: &Job) -> bool {
        let kind = match job.kind {
            JobKind::Backup => "NumberOfBackupJobs",
            JobKind::Copy => "NumberOfCopyJobs",
            JobKind::Restore => "NumberOfRestoreJobs",
        };
        let end = match job.state {
            JobState::Failed => "Failed",
            JobState::Expired => "Expired",
            JobState::Aborted => "Aborted",
            _ => return false,
        };
        let metric = format!("{kind}{end}");
        let vault = match &job.facts {
            JobFacts::Backup(facts) => facts.vault.as_ref(),
            JobFacts::Copy(facts) => facts.destination_vault.as_ref(),
            JobFacts::Restore(_) => None,
        };
        let vault = vault.map(|vault| arn::vault_name(vault.as_str()));
        let kind = job.resource_type.as_ref().map(Text::as_str);
        let fits = |word: &str| match word.split_once('=') {
            Some(("ResourceType", wanted)) => kind == Some(wanted),
            Some(("BackupVaultName", wanted)) => vault == Some(wanted),
            _ => true,
        };
        let parts = |watched: &Text| watched.as_str().replace([',', '(', ')'], " ");
        let counts = |watched: &Text| {
            let words = parts(watched);
            words.split_whitespace().any(|word| word == metric) && words.split_whitespace().all(fits)
        };
        self.watches.iter().any(counts)
    }
}

/// An alarm's state (CloudWatch enum `StateValue`).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmState {
    /// `ALARM`.
    Alarm,
    /// `INSUFFICIENT_DATA`.
    #[default]
    InsufficientData,
    /// `OK`.
    Ok,
    /// A state that this version does not know.
    Other(Text),
}

/// How an alarm is built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AlarmKind {
    /// One metric.
    #[default]
    Metric,
    /// Metric math.
    Math,
    /// A rule over other alarms.
    Composite,
}

impl AlarmState {
    /// From the wire's word.
    pub fn from_wire(word: &str) -> Self {
        match word {
            "ALARM" => Self::Alarm,
            "INSUFFICIENT_DATA" => Self::InsufficientData,
            "OK" => Self::Ok,
            other => Self::Other(Text::new(other)),
        }
    }

    /// The state in words; `ALARM` keeps CloudWatch's capitals, which operators look for.
    pub fn word(&self) -> &str {
        match self {
            Self::Alarm => "in ALARM",
            Self::InsufficientData => "insufficient data",
            Self::Ok => "OK",
            Self::Other(other) => other.as_str(),
        }
    }
}

impl AlarmKind {
    /// The kind in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Metric => "metric alarm",
            Self::Math => "metric math alarm",
            Self::Composite => "composite alarm",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::BackupFacts;

    #[test]
    fn an_alarm_counts_jobs_by_kind_end_type_and_vault() {
        let job = |state| Job {
            resource_type: Some("RDS".into()),
            facts: JobFacts::Backup(Box::new(BackupFacts {
                vault: Some("prod-daily".into()),
                ..BackupFacts::default()
            })),
            ..Job::bare(ScopeId(0), JobKind::Backup, "j", state)
        };
        for (watched, state, counts) in [
            ("NumberOfBackupJobsFailed", JobState::Failed, true),
            ("NumberOfBackupJobsFailed", JobState::Expired, false),
            ("NumberOfBackupJobsExpired", JobState::Expired, true),
            ("NumberOfCopyJobsFailed", JobState::Failed, false),
            ("NumberOfBackupJobsFailed ResourceType=RDS BackupVaultName=prod-daily", JobState::Failed, true),
            ("NumberOfBackupJobsFailed ResourceType=EBS", JobState::Failed, false),
            ("NumberOfBackupJobsFailed BackupVaultName=finance", JobState::Failed, false),
            ("m1: Sum of NumberOfBackupJobsFailed ResourceType=RDS", JobState::Failed, true),
            ("NumberOfBackupJobsCompleted", JobState::Completed, false),
        ] {
            let alarm = Alarm { watches: vec![watched.into()], ..Alarm::default() };
            assert_eq!(alarm.counts(&job(state.clone())), counts, "{watched} {state:?}");
        }
    }
}
