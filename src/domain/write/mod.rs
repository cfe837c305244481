//! Every change that the console can make at AWS, whole: what is sent, what the journal keeps, and the `aws` command that
//! does the same.
//!
//! A [`Write`] is data. Serialized it is what the journal holds, so that a write whose answer never came can be settled
//! by another run of the program. Values are raw, as AWS is to get them; credentials are not among them.

mod backup;
mod command;
pub mod words;

use serde::{Deserialize, Serialize};

pub use backup::{BackupRequest, ThenCopy, default_role};
pub use command::quote;

use super::job::JobKind;
use super::lifecycle::Lifecycle;

/// Keys and values, in the order in which they were given.
pub type Pairs = Vec<(String, String)>;

/// One change at AWS. The serialized form is kept in journals: a name, once given, stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation")]
pub enum Write {
    /// `StartBackupJob`.
    #[serde(rename = "StartBackupJob")]
    StartBackup(BackupRequest),
    /// `StartCopyJob`.
    #[serde(rename = "StartCopyJob")]
    StartCopy(CopyRequest),
    /// `StartRestoreJob`.
    #[serde(rename = "StartRestoreJob")]
    StartRestore(RestoreRequest),
    /// `StopBackupJob`.
    #[serde(rename = "StopBackupJob")]
    StopBackup {
        /// The job's id.
        job: String,
    },
    /// `UpdateRecoveryPointLifecycle`.
    #[serde(rename = "UpdateRecoveryPointLifecycle")]
    KeepPoint {
        /// The point.
        #[serde(flatten)]
        point: PointName,
        /// Keep it so long, from its creation.
        lifecycle: Lifecycle,
    },
    /// `DeleteRecoveryPoint`.
    #[serde(rename = "DeleteRecoveryPoint")]
    DeletePoint(PointName),
    /// `DisassociateRecoveryPoint`: a continuous point goes back into the hands of the service it comes from.
    #[serde(rename = "DisassociateRecoveryPoint")]
    DisassociatePoint(PointName),
    /// `TagResource`.
    #[serde(rename = "TagResource")]
    Tag {
        /// The vault's, plan's or point's ARN.
        arn: String,
        /// Set these.
        tags: Pairs,
    },
    /// `UntagResource`.
    #[serde(rename = "UntagResource")]
    Untag {
        /// The vault's, plan's or point's ARN.
        arn: String,
        /// Remove these.
        keys: Vec<String>,
    },
    /// `PutBackupVaultNotifications`.
    #[serde(rename = "PutBackupVaultNotifications")]
    Notify {
        /// The vault's name.
        vault: String,
        /// The SNS topic's ARN.
        topic: String,
        /// `BACKUP_JOB_FAILED` and the like.
        events: Vec<String>,
    },
    /// `DeleteBackupVaultNotifications`.
    #[serde(rename = "DeleteBackupVaultNotifications")]
    Silence {
        /// The vault's name.
        vault: String,
    },
}

/// A recovery point where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointName {
    /// The vault's name.
    pub vault: String,
    /// The point's ARN.
    pub point: String,
}

/// A `StartCopyJob` request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyRequest {
    /// The point to copy.
    #[serde(flatten)]
    pub point: PointName,
    /// Into this vault (ARN), in any account and Region.
    pub destination: String,
    /// As this role (ARN).
    pub role: String,
    /// Keep the copy so long; nothing inherits what the source has.
    pub lifecycle: Lifecycle,
    /// Repeating the request with the same token starts nothing twice.
    pub token: String,
}

/// A `StartRestoreJob` request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreRequest {
    /// The point to restore.
    #[serde(flatten)]
    pub point: PointName,
    /// What to make of it, key by key (API: `Metadata`).
    pub metadata: Pairs,
    /// As this role (ARN).
    pub role: String,
    /// `ResourceType` as AWS spells it.
    pub resource_type: String,
    /// Whether the new resource gets the tags of the old one.
    pub copy_tags: bool,
    /// Repeating the request with the same token starts nothing twice; a refused one is used up (API notes, fact 17).
    pub token: String,
}

impl Write {
    /// The API operation that it calls.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::StartBackup(_) => "StartBackupJob",
            Self::StartCopy(_) => "StartCopyJob",
            Self::StartRestore(_) => "StartRestoreJob",
            Self::StopBackup { .. } => "StopBackupJob",
            Self::KeepPoint { .. } => "UpdateRecoveryPointLifecycle",
            Self::DeletePoint(_) => "DeleteRecoveryPoint",
            Self::DisassociatePoint(_) => "DisassociateRecoveryPoint",
            Self::Tag { .. } => "TagResource",
            Self::Untag { .. } => "UntagResource",
            Self::Notify { .. } => "PutBackupVaultNotifications",
            Self::Silence { .. } => "DeleteBackupVaultNotifications",
        }
    }

    /// What it is done to: an ARN, a job's id or a vault's name. For a restore and a copy, the recovery point.
    pub fn target(&self) -> &str {
        match self {
            Self::StartBackup(request) => &request.resource,
            Self::StartCopy(CopyRequest { point, .. })
            | Self::StartRestore(RestoreRequest { point, .. })
            | Self::KeepPoint { point, .. }
            | Self::DeletePoint(point)
            | Self::DisassociatePoint(point) => &point.point,
            Self::StopBackup { job } => job,
            Self::Tag { arn, .. } | Self::Untag { arn, .. } => arn,
            Self::Notify { vault, .. } | Self::Silence { vault } => vault,
        }
    }

    /// Its idempotency token, where the operation has one. The others come to the same when they are repeated.
    pub fn token(&self) -> Option<&str> {
        match self {
            Self::StartBackup(request) => Some(&request.token),
            Self::StartCopy(request) => Some(&request.token),
            Self::StartRestore(request) => Some(&request.token),
            _ => None,
        }
    }

    /// Gives it another token, where the operation has one: the next try is a request of its own.
    pub fn set_token(&mut self, fresh: &str) {
        match self {
            Self::StartBackup(request) => fresh.clone_into(&mut request.token),
            Self::StartCopy(request) => fresh.clone_into(&mut request.token),
            Self::StartRestore(request) => fresh.clone_into(&mut request.token),
            _ => {}
        }
    }

    /// The kind of job that it starts, if any.
    pub fn starts(&self) -> Option<JobKind> {
        match self {
            Self::StartBackup(_) => Some(JobKind::Backup),
            Self::StartCopy(_) => Some(JobKind::Copy),
            Self::StartRestore(_) => Some(JobKind::Restore),
            _ => None,
        }
    }

    /// What is done, in words that a line of the journal begins with.
    pub fn words(&self) -> &'static str {
        match self {
            Self::StartBackup(_) => "back up",
            Self::StartCopy(_) => "copy",
            Self::StartRestore(_) => "restore",
            Self::StopBackup { .. } => "stop",
            Self::KeepPoint { .. } => "change retention",
            Self::DeletePoint(_) => "delete",
            Self::DisassociatePoint(_) => "disassociate",
            Self::Tag { .. } => "tag",
            Self::Untag { .. } => "untag",
            Self::Notify { .. } => "notify",
            Self::Silence { .. } => "stop notifying",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn point() -> PointName {
        PointName { vault: "prod-daily".into(), point: "arn:aws:ec2:us-east-1::snapshot/snap-1".into() }
    }

    /// One of each.
    pub(super) fn all() -> Vec<Write> {
        let lifecycle = Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() };
        let role = default_role("123456789012");
        vec![
            Write::StartBackup(BackupRequest {
                resource: "arn:aws:rds:us-east-1:123456789012:db:orders-db".into(),
                vault: "prod-daily".into(),
                role: role.clone(),
                lifecycle,
                tags: vec![("change".into(), "it's CHG-1".into())],
                token: "vd-1".into(),
                then_copy: None,
            }),
            Write::StartCopy(CopyRequest {
                point: point(),
                destination: "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault".into(),
                role: role.clone(),
                lifecycle,
                token: "vd-2".into(),
            }),
            Write::StartRestore(RestoreRequest {
                point: point(),
                metadata: vec![("availabilityZone".into(), "us-east-1a".into())],
                role,
                resource_type: "EBS".into(),
                copy_tags: true,
                token: "vd-3".into(),
            }),
            Write::StopBackup { job: "j-1".into() },
            Write::KeepPoint { point: point(), lifecycle },
            Write::DeletePoint(point()),
            Write::DisassociatePoint(point()),
            Write::Tag { arn: point().point, tags: vec![("team".into(), "shop".into())] },
            Write::Untag { arn: point().point, keys: vec!["team".into(), "a b".into()] },
            Write::Notify {
                vault: "prod-daily".into(),
                topic: "arn:aws:sns:us-east-1:123456789012:ops".into(),
                events: vec!["BACKUP_JOB_FAILED".into(), "COPY_JOB_FAILED".into()],
            },
            Write::Silence { vault: "prod-daily".into() },
        ]
    }

    #[test]
    fn what_the_journal_kept_is_the_same_write_again() {
        for write in all() {
            let kept = serde_json::to_string(&write).unwrap();
            assert_eq!(serde_json::from_str::<Write>(&kept).unwrap(), write, "{kept}");
            assert!(kept.contains(write.operation()), "{kept}");
        }
    }

    #[test]
    fn only_the_starts_have_a_token() {
        let tokens: Vec<_> = all().iter().filter_map(|write| write.token().map(str::to_owned)).collect();
        assert_eq!(tokens, ["vd-1", "vd-2", "vd-3"]);
    }
}
