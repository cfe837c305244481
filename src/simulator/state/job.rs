//! Backup, copy and restore jobs, and the course that an active one takes.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};

use super::{Creator, Entry, Key, Lifecycle, Resource, VaultKind};
use crate::simulator::wire::{Epoch, Text};

/// The states of all kinds of job; each kind uses some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobState {
    /// Waiting in its start window.
    Created,
    /// About to run.
    Pending,
    /// Running.
    Running,
    /// Told to stop.
    Aborting,
    /// Stopped by a user.
    Aborted,
    /// Done, perhaps with issues.
    Completed,
    /// Failed.
    Failed,
    /// Did not start or end within its windows.
    Expired,
    /// A composite some of whose children failed.
    Partial,
}

/// Each state with its name on the wire.
const STATES: [(JobState, &str); 9] = [
    (JobState::Created, "CREATED"),
    (JobState::Pending, "PENDING"),
    (JobState::Running, "RUNNING"),
    (JobState::Aborting, "ABORTING"),
    (JobState::Aborted, "ABORTED"),
    (JobState::Completed, "COMPLETED"),
    (JobState::Failed, "FAILED"),
    (JobState::Expired, "EXPIRED"),
    (JobState::Partial, "PARTIAL"),
];

impl JobState {
    /// Its name on the wire.
    pub fn as_str(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    /// The state of a name on the wire.
    pub fn named(text: &str) -> Option<Self> {
        STATES.iter().find(|(_, name)| *name == text).map(|(state, _)| *state)
    }

    /// Whether a text names a state.
    pub fn is_known(text: &str) -> bool {
        Self::named(text).is_some()
    }

    /// Whether a job in this state is over.
    pub fn is_terminal(self) -> bool {
        self > Self::Aborting
    }
}

impl Serialize for JobState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for JobState {
    /// From lower or upper case.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?.to_ascii_uppercase();
        Self::named(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a job state")))
    }
}

/// How a job ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    pub state: JobState,
    pub message: Option<Text>,
    pub category: Option<Text>,
}

impl Ending {
    /// Completed without issues.
    pub fn completed() -> Self {
        Self { state: JobState::Completed, message: None, category: Some("SUCCESS".into()) }
    }

    /// A state with AWS's words for why.
    pub fn because(state: JobState, message: &str, category: &str) -> Self {
        Self { state, message: Some(message.into()), category: Some(category.into()) }
    }

    /// Whether a usable recovery point comes out of it.
    pub fn makes_a_point(&self) -> bool {
        matches!(self.state, JobState::Completed | JobState::Partial)
    }
}

/// What lies ahead of an active job.
#[derive(Debug, Clone)]
pub struct Course {
    /// When it leaves CREATED.
    pub pending: Timestamp,
    /// When it starts to run.
    pub running: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// It gets no further than this many per cent.
    pub stalls_at: Option<f64>,
    /// When AWS says that it ends, where that is not when it does.
    pub expected: Option<Timestamp>,
    pub ending: Ending,
}

/// Whether a job may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It has to try, and what becomes of it is decided by rules then.
    Closed,
    /// It has to try; what becomes of it then is told by the scenario.
    Told,
    /// It has started, or never will.
    Open,
}

impl Course {
    /// Puts everything off.
    pub fn shift(&mut self, by: SignedDuration) {
        let moments = [&mut self.pending, &mut self.running, &mut self.end];
        for moment in moments.into_iter().chain(&mut self.expected) {
            *moment = moment.saturating_add(by).unwrap_or(Timestamp::MAX);
        }
    }

    /// The state at `now`, before the end.
    pub fn state(&self, now: Timestamp) -> JobState {
        if now < self.pending {
            JobState::Created
        } else if now < self.running {
            JobState::Pending
        } else {
            JobState::Running
        }
    }

    /// When it moves next, seen from `now`.
    pub fn next(&self, now: Timestamp) -> Timestamp {
        [self.pending, self.running].into_iter().find(|at| *at > now).unwrap_or(self.end)
    }

    /// How far it is at `now`, 0 to 99.9 per cent.
    pub fn percent(&self, now: Timestamp) -> f64 {
        let total = seconds(self.end.duration_since(self.running)).max(0.001);
        let part = (seconds(now.duration_since(self.running)) / total * 100.0).clamp(0.0, 99.9);
        self.stalls_at.map_or(part, |stall| part.min(stall))
    }
}

fn seconds(duration: SignedDuration) -> f64 {
    duration.as_secs_f64()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn one_decimal<S: Serializer>(percent: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{percent:.1}"))
}

/// A backup job with the members that `DescribeBackupJob` gives.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct BackupJob {
    pub account_id: Text,
    pub backup_job_id: Text,
    pub backup_vault_name: Text,
    pub backup_vault_arn: Text,
    pub vault_type: VaultKind,
    pub vault_lock_state: &'static str,
    pub recovery_point_arn: Option<Text>,
    pub recovery_point_lifecycle: Option<Lifecycle>,
    pub encryption_key_arn: Option<Text>,
    pub is_encrypted: bool,
    pub resource_arn: Text,
    pub resource_type: &'static str,
    pub resource_name: Text,
    pub creation_date: Epoch,
    pub initiation_date: Epoch,
    pub start_by: Epoch,
    pub expected_completion_date: Option<Epoch>,
    pub completion_date: Option<Epoch>,
    pub state: JobState,
    pub status_message: Option<Text>,
    pub message_category: Option<Text>,
    #[serde(serialize_with = "one_decimal")]
    pub percent_done: f64,
    pub backup_size_in_bytes: u64,
    pub bytes_transferred: Option<u64>,
    pub iam_role_arn: Text,
    pub created_by: Option<Creator>,
    pub backup_options: BTreeMap<String, String>,
    pub backup_type: &'static str,
    pub parent_job_id: Option<Text>,
    pub is_parent: bool,
    /// What lies ahead; none once it is over.
    #[serde(skip)]
    pub course: Option<Course>,
    /// Whether it has started.
    #[serde(skip)]
    pub gate: Gate,
    /// How it ends in place of a plain success.
    #[serde(skip)]
    pub issue: Option<Ending>,
    /// The jobs of a composite's members.
    #[serde(skip)]
    pub children: Vec<Text>,
    #[serde(skip)]
    pub resource: Arc<Resource>,
    /// By when it has to be done, for types that have a completion window.
    #[serde(skip)]
    pub complete_by: Option<Timestamp>,
    /// The ARN its recovery point gets.
    #[serde(skip)]
    pub point_arn: Text,
    /// The recovery point of the composite it belongs to.
    #[serde(skip)]
    pub parent_point_arn: Option<Text>,
    /// When its rule was due, to find what the scenario says about this run.
    #[serde(skip)]
    pub due: Option<Timestamp>,
    /// Tags for the recovery point.
    #[serde(skip)]
    pub point_tags: BTreeMap<String, String>,
    /// Copies to start once the recovery point is there.
    #[serde(skip)]
    pub copies: Vec<super::CopyAction>,
    /// Whether the point is to be indexed.
    #[serde(skip)]
    pub index: bool,
}

/// A copy job.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyJob {
    pub account_id: Text,
    pub copy_job_id: Text,
    pub source_backup_vault_arn: Text,
    pub source_recovery_point_arn: Text,
    pub destination_backup_vault_arn: Text,
    pub destination_vault_type: VaultKind,
    pub destination_vault_lock_state: &'static str,
    pub destination_recovery_point_arn: Option<Text>,
    pub destination_encryption_key_arn: Option<Text>,
    pub destination_recovery_point_lifecycle: Option<Lifecycle>,
    pub resource_arn: Text,
    pub resource_type: &'static str,
    pub resource_name: Text,
    pub creation_date: Epoch,
    pub completion_date: Option<Epoch>,
    pub state: JobState,
    pub status_message: Option<Text>,
    pub message_category: Option<Text>,
    pub backup_size_in_bytes: u64,
    pub iam_role_arn: Text,
    pub created_by: Option<Creator>,
    pub created_by_backup_job_id: Option<Text>,
    pub parent_job_id: Option<Text>,
    pub is_parent: bool,
    pub composite_member_identifier: Option<Text>,
    #[serde(skip)]
    pub course: Option<Course>,
    /// Whether it has started.
    #[serde(skip)]
    pub gate: Gate,
    /// The jobs of a composite's members.
    #[serde(skip)]
    pub children: Vec<Text>,
    /// When its rule was due.
    #[serde(skip)]
    pub due: Option<Timestamp>,
    /// The ARN the copy gets.
    #[serde(skip)]
    pub point_arn: Text,
    /// The composite that the copy belongs to.
    #[serde(skip)]
    pub parent_point_arn: Option<Text>,
}

/// A restore job with the members that `DescribeRestoreJob` gives.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RestoreJob {
    pub account_id: Text,
    pub restore_job_id: Text,
    pub recovery_point_arn: Text,
    pub source_resource_arn: Text,
    pub backup_vault_arn: Text,
    pub creation_date: Epoch,
    pub completion_date: Option<Epoch>,
    pub status: JobState,
    pub status_message: Option<Text>,
    #[serde(serialize_with = "one_decimal")]
    pub percent_done: f64,
    pub backup_size_in_bytes: u64,
    pub iam_role_arn: Text,
    pub expected_completion_time_minutes: i64,
    pub created_resource_arn: Option<Text>,
    pub resource_type: &'static str,
    pub recovery_point_creation_date: Epoch,
    pub created_by: Option<RestoreCreator>,
    pub validation_status: Option<Text>,
    pub validation_status_message: Option<Text>,
    pub deletion_status: Option<Text>,
    pub deletion_status_message: Option<Text>,
    pub is_parent: bool,
    pub parent_job_id: Option<Text>,
    #[serde(skip)]
    pub course: Option<Course>,
    /// The ARN of what it restores to.
    #[serde(skip)]
    pub target_arn: Text,
    /// What else it works with.
    #[serde(skip)]
    pub work: Box<RestoreWork>,
}

/// What a restore job works with and does not show.
#[derive(Debug, Clone, Default)]
pub struct RestoreWork {
    /// The metadata it was started with.
    pub metadata: BTreeMap<String, String>,
    /// What exists once it is completed; none when it restores into something that is there.
    pub makes: Option<Arc<Resource>>,
    /// What restore testing does with the result.
    pub test: Option<Box<super::RestoreTest>>,
}

/// The restore testing plan that started a restore.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RestoreCreator {
    pub restore_testing_plan_arn: Text,
}

impl BackupJob {
    /// Whether it keeps a continuous recovery point going.
    pub fn is_continuous(&self) -> bool {
        self.backup_type == "CONTINUOUS"
    }
}

impl Entry for BackupJob {
    fn id(&self) -> &Text {
        &self.backup_job_id
    }

    fn created(&self) -> Timestamp {
        self.creation_date.0
    }

    fn keys(&self) -> Vec<Key> {
        let mut keys = keys(&self.resource_arn, self.state, self.resource_type, self.parent_job_id.as_ref());
        keys.push(Key::Vault(self.backup_vault_name.clone()));
        keys.extend(self.message_category.clone().map(Key::Category));
        keys
    }
}

impl Entry for CopyJob {
    fn id(&self) -> &Text {
        &self.copy_job_id
    }

    fn created(&self) -> Timestamp {
        self.creation_date.0
    }

    fn keys(&self) -> Vec<Key> {
        let mut keys = keys(&self.resource_arn, self.state, self.resource_type, self.parent_job_id.as_ref());
        keys.push(Key::Vault(self.destination_backup_vault_arn.clone()));
        keys.extend(self.message_category.clone().map(Key::Category));
        keys.push(Key::Source(self.source_recovery_point_arn.clone()));
        keys
    }
}

impl Entry for RestoreJob {
    fn id(&self) -> &Text {
        &self.restore_job_id
    }

    fn created(&self) -> Timestamp {
        self.creation_date.0
    }

    fn keys(&self) -> Vec<Key> {
        keys(&self.source_resource_arn, self.status, self.resource_type, self.parent_job_id.as_ref())
    }
}

/// What jobs of all kinds are found by.
fn keys(resource: &Text, state: JobState, kind: &'static str, parent: Option<&Text>) -> Vec<Key> {
    let mut keys = vec![Key::Resource(resource.clone()), Key::State(state), Key::Kind(kind)];
    keys.extend(parent.cloned().map(Key::Parent));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(stalls_at: Option<f64>) -> Course {
        let at = |second| Timestamp::from_second(second).unwrap();
        Course {
            pending: at(10),
            running: at(20),
            end: at(120),
            stalls_at,
            expected: None,
            ending: Ending::completed(),
        }
    }

    #[test]
    fn a_course_goes_created_pending_running() {
        let at = |second| course(None).state(Timestamp::from_second(second).unwrap());
        assert_eq!(
            [at(0), at(10), at(20), at(119)],
            [JobState::Created, JobState::Pending, JobState::Running, JobState::Running]
        );
    }

    #[test]
    fn a_stalled_course_gets_no_further() {
        let at = |course: Course, second| course.percent(Timestamp::from_second(second).unwrap());
        assert!((at(course(None), 62) - 42.0).abs() < 0.01);
        assert!((at(course(Some(18.0)), 62) - 18.0).abs() < 0.01);
    }
}
