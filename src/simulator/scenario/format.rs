//! The scenario file's form. Unknown keys are refused.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::alarm::Alarm;
pub use super::holds::{Hold, Interruption, Omission};
use super::organization;
use super::restore_testing::RestoreTestingPlan;
use super::value::{Offset, Size};
use crate::simulator::faults::FaultRule;
use crate::simulator::request::{DEFAULT_ACCOUNT, DEFAULT_REGION};
use crate::simulator::state::{
    Condition, IndexStatus, JobState, PointStatus, ScanOutcome, StorageClass, VaultState,
};

/// Tags or options by name.
pub type Pairs = BTreeMap<String, String>;

/// A whole scenario file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    /// Account of every entry that names none; 12 digits. Default 123456789012.
    #[serde(default = "default_account")]
    pub account: String,
    /// Region of every entry that names none. Default us-east-1.
    #[serde(default = "default_region")]
    pub region: String,
    /// The role jobs and selections use when they name none: a role name or an ARN.
    pub role: String,
    /// The past to make up.
    pub history: History,
    /// Region settings: resource types that are not opted in.
    pub opted_out: Vec<String>,
    /// The organization that the accounts form.
    pub organization: organization::Given,
    /// Roles that AWS Backup cannot assume, by name or ARN.
    pub unassumable_roles: Vec<String>,
    /// Vaults.
    pub vaults: Vec<Vault>,
    /// Things that can be backed up.
    pub resources: Vec<Resource>,
    /// Backup plans with rules and selections.
    pub plans: Vec<Plan>,
    /// Jobs that went another way than planned, or that no plan started.
    pub jobs: Vec<Job>,
    /// Recovery points that no job of the history explains.
    pub points: Vec<Point>,
    /// Legal holds.
    pub holds: Vec<Hold>,
    /// Continuous backups that are interrupted.
    pub interruptions: Vec<Interruption>,
    /// Names or ARNs of roles that may not delete recovery points or make indexes: what they made ends as EXPIRED or FAILED.
    pub roles_without_delete: Vec<String>,
    /// Copies that a rule asks for and AWS Backup never begins.
    pub omissions: Vec<Omission>,
    /// Restore testing plans.
    pub restore_testing_plans: Vec<RestoreTestingPlan>,
    /// There is no default VPC that a restore could go to without being told.
    pub no_default_vpc: bool,
    /// CloudWatch alarms.
    pub alarms: Vec<Alarm>,
    /// What encoded authorization messages say.
    pub denials: Vec<Denial>,
    /// What goes wrong from the start, in the form of the control path (docs/simulator.md).
    pub faults: Vec<FaultRule>,
}

/// What clients are that do not say otherwise.
fn default_account() -> String {
    DEFAULT_ACCOUNT.to_owned()
}

fn default_region() -> String {
    DEFAULT_REGION.to_owned()
}

/// The past to make up by running the plans.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// How many days back the plans have been running.
    pub days: u16,
}

/// A vault.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vault {
    pub name: String,
    pub account: Option<String>,
    pub region: Option<String>,
    /// Standard (default) or logically air-gapped.
    #[serde(default)]
    pub air_gapped: bool,
    /// Restore access to the air-gapped vault of this ARN.
    pub restore_access_to: Option<String>,
    /// `available` (default), `creating` or `failed`.
    #[serde(default)]
    pub state: VaultState,
    /// Its access policy, as JSON text.
    pub policy: Option<String>,
    pub notifications: Option<Notifications>,
    /// `aws` (default: the AWS owned or managed key), or a customer key's id or ARN.
    pub key: Option<String>,
    pub lock: Option<Lock>,
    /// When it was made; default `-400d`.
    pub created: Option<Offset>,
    #[serde(default)]
    pub tags: Pairs,
}

/// Where a vault's events go.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notifications {
    /// A topic's ARN, or the name of one of the same account and Region.
    pub topic: String,
    /// Such as `COPY_JOB_FAILED`.
    pub events: Vec<String>,
}

/// A vault lock.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    pub mode: LockMode,
    pub min_days: Option<i64>,
    pub max_days: Option<i64>,
    /// Compliance mode: when it became (or becomes) unchangeable; default `-90d`.
    pub since: Option<Offset>,
}

/// The two modes of a vault lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LockMode {
    /// Removable by those who may.
    Governance,
    /// Final after its date.
    Compliance,
}

/// A thing that can be backed up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// The `ResourceType` as AWS spells it: `RDS`, `EBS`, `SAP HANA on Amazon EC2` …
    #[serde(rename = "type")]
    pub kind: String,
    /// A particular kind of the type: `ontap` of `FSx`, `multi-az-cluster` of `RDS`.
    pub variant: Option<String>,
    /// Its name; entries refer to it by this.
    pub name: String,
    pub account: Option<String>,
    pub region: Option<String>,
    /// The id in its ARN where that is not the name (`vol-…`, `i-…`); made up from the seed when absent.
    pub id: Option<String>,
    pub size: Size,
    /// How long a backup takes; made up from type and size when absent.
    pub takes: Option<Offset>,
    /// Selections match on these.
    #[serde(default)]
    pub tags: Pairs,
    /// How the backups end that a user starts from now on; default: completed.
    pub fate: Option<Fate>,
    /// How restores of it end that a user starts; default: as their metadata deserve.
    pub restore_fate: Option<Fate>,
    /// What it is encrypted with: `own` (default: a key of the customer's), `aws` (the service's AWS managed key),
    /// `none`, or a key's id or ARN.
    pub key: Option<String>,
    /// `usable` (default), `unusable` (stopped, offline) or `deleted`.
    #[serde(default)]
    pub condition: Condition,
    /// A composite's children (`CloudFormation`, EKS), by name.
    #[serde(default)]
    pub members: Vec<String>,
}

/// How a job ends.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fate {
    pub state: JobState,
    /// A number or a name of the message catalogue (`messages.toml`), or the text itself.
    pub message: Option<MessageRef>,
    /// `MessageCategory`; default: the catalogue's, SUCCESS for a completed job without a message.
    pub category: Option<String>,
}

/// A status message by number, by name or as text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum MessageRef {
    /// Number in the catalogue.
    Number(u16),
    /// A name in the catalogue, or literal text.
    Text(String),
}

/// A backup plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub name: String,
    pub account: Option<String>,
    pub region: Option<String>,
    /// When it was made; default `-300d`.
    pub created: Option<Offset>,
    /// How many versions it has; default 1.
    pub versions: Option<u8>,
    #[serde(default)]
    pub tags: Pairs,
    pub rules: Vec<Rule>,
    pub selections: Vec<Selection>,
}

/// A rule of a plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub name: String,
    /// The target vault's name.
    pub vault: String,
    /// `cron(0 5 ? * * *)`; or relative to now, rounded to five minutes so that the story always happens at the same
    /// distance: `hourly -15m`, `daily -2h15m`, `weekly -1d3h`, `monthly -9d` name the last run.
    pub schedule: String,
    pub timezone: Option<String>,
    pub start_window: Option<Offset>,
    pub complete_window: Option<Offset>,
    pub keep_days: Option<i64>,
    pub cold_after_days: Option<i64>,
    /// Point-in-time backups where the type can.
    #[serde(default)]
    pub continuous: bool,
    #[serde(default)]
    pub copies: Vec<Copy>,
    /// Tags that its recovery points get.
    #[serde(default)]
    pub point_tags: Pairs,
}

/// A copy that a rule makes of each of its recovery points.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copy {
    /// The destination vault's name.
    pub vault: String,
    pub account: Option<String>,
    pub region: Option<String>,
    pub keep_days: Option<i64>,
}

/// What a plan backs up: resources by name or by tag (any of them).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    pub name: String,
    pub role: Option<String>,
    #[serde(default)]
    pub tags: Pairs,
    #[serde(default)]
    pub resources: Vec<String>,
}

/// The three kinds of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    /// A backup job.
    #[default]
    Backup,
    /// A copy job.
    Copy,
    /// A restore job.
    Restore,
}

/// A job that went another way than planned (`run`), or that stands on its own (`started`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    #[serde(default)]
    pub kind: JobKind,
    /// The resource's name.
    pub resource: String,
    /// A name by which `parent` of other jobs can refer to it.
    pub label: Option<String>,
    /// The label of the composite job it belongs to.
    pub parent: Option<String>,
    /// Plan and rule it belongs to, as `plan/rule`.
    pub rule: Option<String>,
    /// Which run of that rule it is: 1 is the last one, 2 the one before. Then `started` and `vault` are the rule's; a
    /// copy is the one that the rule makes of that run's recovery point.
    pub run: Option<u32>,
    /// The backup's vault, a copy's or restore's source vault.
    pub vault: Option<String>,
    /// A copy's destination.
    pub to: Option<Copy>,
    pub account: Option<String>,
    pub region: Option<String>,
    pub started: Option<Offset>,
    /// How long it took, or takes.
    pub took: Option<Offset>,
    /// Its state now.
    pub state: JobState,
    pub message: Option<MessageRef>,
    pub category: Option<String>,
    /// Running: how far it is now; its end follows from that.
    pub percent: Option<f64>,
    /// Running: it gets no further.
    #[serde(default)]
    pub stalled: bool,
    /// A backup that runs: how long AWS says that it takes; default: as long as it does.
    pub expected: Option<Offset>,
    /// Active: how it will end; default completed, or expired when it is stalled or never starts.
    pub then: Option<Fate>,
    pub start_window: Option<Offset>,
    pub complete_window: Option<Offset>,
    pub keep_days: Option<i64>,
    pub role: Option<String>,
    /// Backup options, such as `WindowsVSS = "enabled"`.
    #[serde(default)]
    pub options: Pairs,
    /// Restore: the restore testing plan that started it.
    pub testing_plan: Option<String>,
    /// Restore: `VALIDATING`, `SUCCESSFUL`, `FAILED`, `TIMED_OUT`.
    pub validation: Option<String>,
    pub validation_message: Option<String>,
    /// Restore: `DELETING`, `SUCCESSFUL`, `FAILED`.
    pub deletion: Option<String>,
    pub deletion_message: Option<String>,
}

/// A recovery point of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub resource: String,
    pub vault: String,
    pub account: Option<String>,
    pub region: Option<String>,
    pub created: Offset,
    /// Default `COMPLETED`.
    pub status: Option<PointStatus>,
    pub message: Option<String>,
    pub keep_days: Option<i64>,
    /// Default `WARM`.
    pub storage: Option<StorageClass>,
    #[serde(default)]
    pub continuous: bool,
    /// With `status = "STOPPED"`: since when; default now.
    pub stopped: Option<Offset>,
    pub cold_after_days: Option<i64>,
    /// Whether a deletion is refused, so that it ends as EXPIRED.
    #[serde(default)]
    pub undeletable: bool,
    /// It has a backup index: `pending`, `active`, `failed` or `deleting`.
    pub index: Option<IndexStatus>,
    /// A malware scan's outcome: `clean`, `malware` or `failed`.
    pub scan: Option<ScanOutcome>,
    #[serde(default)]
    pub tags: Pairs,
}

/// A refusal whose encoded message STS can decode.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    pub account: Option<String>,
    pub region: Option<String>,
    /// The text after "Encoded authorization failure message: ".
    pub encoded: String,
    /// What was refused, such as `ec2:CreateTags`.
    pub action: String,
    /// The ARN on which it was refused.
    pub resource: String,
    /// The ARN of the role session that asked.
    pub principal: String,
}
