//! Backup plans, their rules and selections.

use jiff::Timestamp;

use super::lifecycle::Lifecycle;
use super::scope::ScopeId;
use crate::text::Text;

/// A backup plan (API shapes `BackupPlansListMember`, `GetBackupPlanOutput`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Where it was read.
    pub scope: ScopeId,
    /// Its id.
    pub id: Text,
    /// Its ARN.
    pub arn: Text,
    /// Its name.
    pub name: Text,
    /// Its version.
    pub version: Option<Text>,
    /// Created at.
    pub created: Option<Timestamp>,
    /// Deleted at.
    pub deleted: Option<Timestamp>,
    /// It last started jobs at.
    pub last_run: Option<Timestamp>,
    /// The idempotency token of its creation.
    pub creator_request: Option<Text>,
    /// Rules, selections and next runs, once read.
    pub document: Option<Box<PlanDocument>>,
    /// What its jobs did, counted by the console; `None` until jobs have been read.
    pub activity: Option<Activity>,
}

/// What a plan's backup and copy jobs did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Activity {
    /// Completed in the last 24 h.
    pub completed: u32,
    /// Need attention, of the last 24 h.
    pub troubled: u32,
    /// Active now.
    pub active: u32,
    /// Different resources that its jobs of the last 30 days worked on.
    pub resources: u32,
}

/// What `GetBackupPlan` and the selections tell beyond the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlanDocument {
    /// Its rules.
    pub rules: Vec<Rule>,
    /// Its selections.
    pub selections: Vec<Selection>,
    /// The next runs, soonest first (`ScheduledRunsPreview`).
    pub next_runs: Vec<NextRun>,
    /// Advanced settings: resource type and its options.
    pub advanced: Vec<(Text, Vec<(Text, Text)>)>,
    /// Why rules or selections are missing, when they could not be read.
    pub missing: Option<Text>,
    /// Since when this version is in force, where that was asked: of plans that started nothing in the last day.
    pub since: Option<Timestamp>,
}

/// One rule (API shape `BackupRule`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rule {
    /// Its id.
    pub id: Option<Text>,
    /// Its name.
    pub name: Text,
    /// The vault that it backs up into.
    pub vault: Text,
    /// A logically air-gapped vault besides.
    pub air_gapped_vault: Option<Text>,
    /// Schedule, as `cron(0 5 ? * * *)`.
    pub schedule: Option<Text>,
    /// The schedule's IANA zone.
    pub timezone: Option<Text>,
    /// Minutes to start in.
    pub start_window: Option<i64>,
    /// Minutes to finish in.
    pub completion_window: Option<i64>,
    /// Lifecycle of its points.
    pub lifecycle: Option<Lifecycle>,
    /// Continuous backup, for point-in-time restores.
    pub continuous: bool,
    /// Copies: destination vault ARN and lifecycle.
    pub copies: Vec<(Text, Option<Lifecycle>)>,
    /// Tags put on its points.
    pub tags: Vec<(Text, Text)>,
    /// Resource types indexed for search.
    pub indexed: Vec<Text>,
    /// Malware scans asked for, in words.
    pub scans: Vec<Text>,
}

/// One selection (API shapes `BackupSelectionsListMember`, `BackupSelection`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Its id.
    pub id: Text,
    /// Its name.
    pub name: Text,
    /// The role that its jobs run as.
    pub role: Option<Text>,
    /// Created at.
    pub created: Option<Timestamp>,
    /// ARNs and wildcards taken in.
    pub resources: Vec<Text>,
    /// ARNs and wildcards left out.
    pub not_resources: Vec<Text>,
    /// Tag conditions in words: `aws:ResourceTag/tier equals gold`.
    pub conditions: Vec<Text>,
}

/// A run to come (API shape `ScheduledPlanExecutionMember`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextRun {
    /// When.
    pub at: Timestamp,
    /// Which rule.
    pub rule_id: Option<Text>,
    /// Snapshots, continuous, or both.
    pub kind: Option<Text>,
}

impl Plan {
    /// The soonest run, where known.
    pub fn next_run(&self, now: Timestamp) -> Option<&NextRun> {
        self.document.as_ref()?.next_runs.iter().find(|run| run.at >= now)
    }
}
