//! Vaults.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Entry, Policy};
use crate::simulator::wire::{Epoch, Text};

/// A vault in the form of the API's list member.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Vault {
    pub backup_vault_name: Text,
    pub backup_vault_arn: Text,
    pub vault_type: VaultKind,
    pub vault_state: VaultState,
    pub creation_date: Epoch,
    pub encryption_key_arn: Option<Text>,
    pub encryption_key_type: &'static str,
    pub creator_request_id: Option<Text>,
    pub locked: bool,
    pub min_retention_days: Option<i64>,
    pub max_retention_days: Option<i64>,
    pub lock_date: Option<Epoch>,
    /// What the list and the description do not show.
    #[serde(skip)]
    pub settings: VaultSettings,
}

/// What belongs to a vault and has operations of its own.
#[derive(Debug, Clone, Default)]
pub struct VaultSettings {
    pub policy: Option<Policy>,
    pub notifications: Option<Notifications>,
    /// A restore-access vault's source.
    pub source: Option<Text>,
}

/// Where a vault's events go.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Notifications {
    #[serde(rename = "SNSTopicArn")]
    pub sns_topic_arn: Text,
    pub backup_vault_events: Vec<Text>,
}

/// How far a vault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all(serialize = "SCREAMING_SNAKE_CASE", deserialize = "kebab-case"))]
pub enum VaultState {
    /// An air-gapped vault that is being made.
    Creating,
    /// Usable.
    #[default]
    Available,
    /// An air-gapped vault that could not be made.
    Failed,
}

/// The types of vault.
#[expect(clippy::enum_variant_names, reason = "AWS's own names")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum VaultKind {
    /// A standard vault.
    BackupVault,
    /// A logically air-gapped vault.
    LogicallyAirGappedBackupVault,
    /// Restore access to another account's air-gapped vault.
    RestoreAccessBackupVault,
}

impl VaultKind {
    /// The type as AWS spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BackupVault => "BACKUP_VAULT",
            Self::LogicallyAirGappedBackupVault => "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
            Self::RestoreAccessBackupVault => "RESTORE_ACCESS_BACKUP_VAULT",
        }
    }
}

impl Vault {
    /// Whether the lock lets a point be kept for this long; none is for ever.
    pub fn admits(&self, keep_days: Option<i64>) -> bool {
        let days = keep_days.unwrap_or(i64::MAX);
        !self.locked
            || (self.min_retention_days.is_none_or(|min| days >= min)
                && self.max_retention_days.is_none_or(|max| days <= max))
    }

    /// How job records put its lock.
    pub fn lock_state(vault: Option<&Self>) -> &'static str {
        if vault.is_some_and(|vault| vault.locked) { "LOCKED" } else { "UNLOCKED" }
    }

    /// How job records put its type; one that is not there counts as a standard one.
    pub fn kind(vault: Option<&Self>) -> VaultKind {
        vault.map_or(VaultKind::BackupVault, |vault| vault.vault_type)
    }

    /// Whose key it encrypts with.
    pub fn key_type(vault: Option<&Self>) -> &'static str {
        vault.map_or("AWS_OWNED_KMS_KEY", |vault| vault.encryption_key_type)
    }

    /// Whether the lock can no longer be changed. That of an air-gapped vault never can.
    pub fn is_sealed(&self, now: Timestamp) -> bool {
        self.is_air_gapped() || self.locked && self.lock_date.is_some_and(|date| date.0 <= now)
    }

    /// Whether points get `backup` ARNs here whatever their type.
    pub fn is_air_gapped(&self) -> bool {
        self.vault_type == VaultKind::LogicallyAirGappedBackupVault
    }
}

impl Entry for Vault {
    fn id(&self) -> &Text {
        &self.backup_vault_name
    }

    fn created(&self) -> Timestamp {
        self.creation_date.0
    }
}
