//! Recovery points: what can be restored.

use jiff::Timestamp;

use super::job::Creator;
use super::lifecycle::{CalculatedLifecycle, Lifecycle};
use super::scope::ScopeId;
use crate::text::Text;

/// A recovery point (API shapes `RecoveryPointByBackupVault`, `RecoveryPointByResource`, `DescribeRecoveryPointOutput`).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RecoveryPoint {
    /// Where it was read.
    pub scope: ScopeId,
    /// Its ARN. EBS and EC2 ones carry no account, so it is unique only together with the scope.
    pub arn: Text,
    /// The vault's name; `None` for snapshots that AWS Backup does not manage.
    pub vault: Option<Text>,
    /// The vault's ARN.
    pub vault_arn: Option<Text>,
    /// What is backed up.
    pub resource: Option<Text>,
    /// Its type, as `EBS`.
    pub resource_type: Option<Text>,
    /// Its name, where AWS Backup knows it.
    pub resource_name: Option<Text>,
    /// The state.
    pub status: PointStatus,
    /// Why it is so.
    pub status_message: Option<Text>,
    /// The start of the backup job; copies inherit it. Retention counts from here.
    pub created: Option<Timestamp>,
    /// The job was initiated at.
    pub initiated: Option<Timestamp>,
    /// Finished at.
    pub completed: Option<Timestamp>,
    /// Bytes.
    pub size: Option<i64>,
    /// Lifecycle asked for.
    pub lifecycle: Option<Lifecycle>,
    /// When it acts.
    pub calculated: CalculatedLifecycle,
    /// The KMS key's ARN.
    pub key: Option<Text>,
    /// Whose key.
    pub key_type: Option<Text>,
    /// Encrypted or not; `None` where the list does not tell.
    pub encrypted: Option<bool>,
    /// `WARM`, `COLD`, `DELETED`; only Describe tells.
    pub storage_class: Option<Text>,
    /// Last restored at.
    pub last_restore: Option<Timestamp>,
    /// The composite point that it belongs to.
    pub parent: Option<Text>,
    /// Its logical name within the composite.
    pub composite_member: Option<Text>,
    /// Whether it is a composite.
    pub is_parent: bool,
    /// The vault that it was copied from.
    pub source_vault: Option<Text>,
    /// The role that made it.
    pub role: Option<Text>,
    /// The plan and rule that made it.
    pub creator: Option<Box<Creator>>,
    /// The vault's kind.
    pub vault_kind: Option<Text>,
    /// Search index state.
    pub index_status: Option<Text>,
    /// Why the index is so.
    pub index_message: Option<Text>,
    /// Malware findings or failed scans, in words.
    pub scan: Option<Text>,
}

/// The state of a recovery point (API enum `RecoveryPointStatus`).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointStatus {
    /// Its job still runs.
    Creating,
    /// Usable; what snapshots have always shown.
    #[default]
    Completed,
    /// Usable; what continuous points show.
    Available,
    /// Some nested points are missing.
    Partial,
    /// The continuous backup was interrupted; data up to then remains.
    Stopped,
    /// Past its retention, could not be deleted, still billed.
    Expired,
    /// Being deleted.
    Deleting,
    /// A status that this version does not know.
    Other(Text),
}

impl PointStatus {
    /// From the wire's word.
    pub fn from_wire(word: &str) -> Self {
        match word {
            "CREATING" => Self::Creating,
            "COMPLETED" => Self::Completed,
            "AVAILABLE" => Self::Available,
            "PARTIAL" => Self::Partial,
            "STOPPED" => Self::Stopped,
            "EXPIRED" => Self::Expired,
            "DELETING" => Self::Deleting,
            other => Self::Other(Text::new(other)),
        }
    }

    /// The status in words.
    pub fn word(&self) -> &str {
        match self {
            Self::Creating => "creating",
            Self::Completed => "completed",
            Self::Available => "available",
            Self::Partial => "partial",
            Self::Stopped => "stopped",
            Self::Expired => "expired",
            Self::Deleting => "deleting",
            Self::Other(other) => other.as_str(),
        }
    }

    /// Whether something is wrong with it.
    pub fn is_troubled(&self) -> bool {
        matches!(self, Self::Partial | Self::Stopped | Self::Expired)
    }
}

impl RecoveryPoint {
    /// Whether all of it can be restored.
    pub fn is_usable(&self) -> bool {
        matches!(self.status, PointStatus::Completed | PointStatus::Available)
    }

    /// Whether AWS's answer tells how long it is kept. Lists by resource do not (API shape `RecoveryPointByResource`), and
    /// leave out the vault's ARN too.
    pub fn tells_retention(&self) -> bool {
        self.lifecycle.is_some() || self.vault_arn.is_some()
    }

    /// Whether it is kept for ever: no lifecycle is for ever, where it would be told. Of a
    /// continuous point AWS gives no date of deletion, and a nested one goes with its composite.
    pub fn never_expires(&self) -> bool {
        let kept = self
            .lifecycle
            .is_none_or(|lifecycle| lifecycle.retention_days().is_none() && !lifecycle.delete_after_copy);
        let snapshot = self.parent.is_none() && self.is_continuous() != Some(true);
        self.tells_retention()
            && kept
            && snapshot
            && self.calculated.delete_at.is_none()
            && self.status == PointStatus::Completed
    }

    /// What the resource is called: its name, else the short form of its ARN.
    pub fn resource_label(&self) -> &str {
        super::resource::label(self.resource_name.as_ref(), self.resource.as_ref())
    }

    /// Whether it is a continuous one; `None` where neither its ARN nor its status tells for certain: `AVAILABLE` and
    /// `STOPPED` are documented for continuous points, and in the API's model for success in general.
    pub fn is_continuous(&self) -> Option<bool> {
        if self.arn.raw().contains(":recovery-point:continuous:") || self.is_of_bucket() {
            return Some(true);
        }
        match self.status {
            PointStatus::Available | PointStatus::Stopped => None,
            _ => Some(false),
        }
    }

    /// Continuous points of buckets may also be called `<bucket>-<8 hex>`, where periodic ones have a time before that
    /// (aws-backup-api.md section 5.3).
    fn is_of_bucket(&self) -> bool {
        let bucket = self.resource.as_ref().and_then(|arn| arn.raw().strip_prefix("arn:aws:s3:::"));
        let id = self.arn.raw().split_once(":recovery-point:").map(|(_, id)| id);
        let tail = id.zip(bucket).and_then(|(id, bucket)| id.strip_prefix(bucket)?.strip_prefix('-'));
        tail.is_some_and(|tail| tail.len() == 8 && tail.bytes().all(|byte| byte.is_ascii_hexdigit()))
    }

    /// The storage tier. Lists do not tell it, but a passed move date does.
    pub fn tier(&self, now: Timestamp) -> Option<&str> {
        match &self.storage_class {
            Some(class) if class.as_str() == "WARM" => Some("warm"),
            Some(class) if class.as_str() == "COLD" => Some("cold"),
            Some(class) if class.as_str() == "DELETED" => Some("deleted"),
            Some(class) => Some(class.as_str()),
            None => match self.calculated.cold_at {
                Some(at) if at <= now => Some("cold"),
                _ if self.lifecycle.is_some() => Some("warm"),
                _ => None,
            },
        }
    }
}
