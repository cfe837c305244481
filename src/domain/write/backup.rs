//! An on-demand backup.

use serde::{Deserialize, Serialize};

use super::{CopyRequest, Pairs, PointName};
use crate::domain::lifecycle::Lifecycle;

/// A `StartBackupJob` request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRequest {
    /// Back up this resource (ARN).
    pub resource: String,
    /// Into this vault (name).
    pub vault: String,
    /// As this role (ARN).
    pub role: String,
    /// Keep it so long.
    pub lifecycle: Lifecycle,
    /// Tags for the recovery point.
    pub tags: Pairs,
    /// Repeating the request with the same token starts nothing twice.
    pub token: String,
    /// Copy the new point when it is usable. No part of AWS's request: a run of the program that finds it in the journal
    /// goes on with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then_copy: Option<ThenCopy>,
}

/// The copy that follows a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThenCopy {
    /// Into this vault (ARN).
    pub destination: String,
    /// Keep it so long; nothing asked for keeps it as long as its source.
    pub lifecycle: Lifecycle,
}

impl BackupRequest {
    /// The copy of the point that it made. Its token follows from the backup's, so that whoever goes on with it asks for
    /// the same copy.
    pub fn copy_of(&self, point: &str) -> Option<CopyRequest> {
        let then = self.then_copy.as_ref()?;
        Some(CopyRequest {
            point: PointName { vault: self.vault.clone(), point: point.to_owned() },
            destination: then.destination.clone(),
            role: self.role.clone(),
            lifecycle: then.lifecycle,
            token: format!("{}-copy", self.token),
        })
    }
}

/// The role that the AWS web console makes for AWS Backup (developer guide, "Default service role").
pub fn default_role(account: &str) -> String {
    format!("arn:aws:iam::{account}:role/service-role/AWSBackupDefaultServiceRole")
}
