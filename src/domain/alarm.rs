//! CloudWatch alarms that watch AWS Backup.

use jiff::Timestamp;

use super::job::JobKind;
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
    /// The kinds of job that its metrics count, by their names (developer guide, "CloudWatch": `NumberOfCopyJobsFailed`).
    pub fn counts(&self, kind: JobKind) -> bool {
        let metric = match kind {
            JobKind::Backup => "OfBackupJobs",
            JobKind::Copy => "OfCopyJobs",
            JobKind::Restore => "OfRestoreJobs",
        };
        self.watches.iter().any(|watched| watched.as_str().contains(metric))
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
