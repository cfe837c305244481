//! A vault's notifications.

use crate::text::Text;

/// Where a vault's events go (API operation `GetBackupVaultNotifications`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notifications {
    /// The SNS topic's ARN.
    pub topic: Text,
    /// Events, as `BACKUP_JOB_FAILED`.
    pub events: Vec<Text>,
}
