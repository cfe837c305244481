//! An on-demand backup.

use serde::{Deserialize, Serialize};

use super::Pairs;
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
}

/// The role that the AWS web console makes for AWS Backup (developer guide, "Default service role").
pub fn default_role(account: &str) -> String {
    format!("arn:aws:iam::{account}:role/service-role/AWSBackupDefaultServiceRole")
}
