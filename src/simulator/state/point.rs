//! Recovery points.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Creator, Entry, Key, Lifecycle, Rare, VaultKind};
use crate::simulator::wire::{Epoch, Text};

/// A recovery point with the members of `RecoveryPointByBackupVault`; its description has some more.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Point {
    pub recovery_point_arn: Text,
    pub backup_vault_name: Text,
    pub backup_vault_arn: Text,
    pub vault_type: VaultKind,
    pub source_backup_vault_arn: Option<Text>,
    pub resource_arn: Text,
    pub resource_type: &'static str,
    pub resource_name: Text,
    pub created_by: Option<Creator>,
    pub iam_role_arn: Text,
    pub status: PointStatus,
    pub status_message: Option<Text>,
    /// The start of the backup job; copies inherit it.
    pub creation_date: Epoch,
    pub initiation_date: Epoch,
    pub completion_date: Option<Epoch>,
    pub backup_size_in_bytes: Option<u64>,
    pub lifecycle: Option<Lifecycle>,
    pub calculated_lifecycle: Option<CalculatedLifecycle>,
    pub encryption_key_arn: Option<Text>,
    pub encryption_key_type: &'static str,
    pub is_encrypted: bool,
    #[serde(skip)]
    pub storage_class: StorageClass,
    pub last_restore_time: Option<Epoch>,
    pub parent_recovery_point_arn: Option<Text>,
    pub composite_member_identifier: Option<Text>,
    pub is_parent: bool,
    /// Whether it can be restored to any moment of a range.
    #[serde(skip)]
    pub continuous: bool,
    /// What few points have.
    #[serde(flatten)]
    pub rare: Option<Box<Rare>>,
}

/// The status of a recovery point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PointStatus {
    /// Its job still runs.
    Creating,
    /// Usable: a snapshot.
    Completed,
    /// Usable: a continuous point.
    Available,
    /// A composite some of whose points are missing.
    Partial,
    /// A continuous point that was interrupted.
    Stopped,
    /// Past its retention, and could not be deleted.
    Expired,
    /// Being deleted.
    Deleting,
}

/// Where a point is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StorageClass {
    /// Warm storage.
    Warm,
    /// Cold storage.
    Cold,
}

/// When a point moves to cold storage and when it goes.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CalculatedLifecycle {
    pub move_to_cold_storage_at: Option<Epoch>,
    pub delete_at: Option<Epoch>,
}

/// Types whose points move to cold storage without more ado.
const COLD_TYPES: [&str; 5] =
    ["CloudFormation", "EFS", "SAP HANA on Amazon EC2", "Timestream", "VirtualMachine"];

impl Point {
    /// What few points have, to change it.
    pub fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    /// Sets retention and what follows from it.
    pub fn keep(&mut self, lifecycle: Option<Lifecycle>) {
        let created = self.creation_date.0;
        self.calculated_lifecycle = lifecycle.as_ref().map(|lifecycle| CalculatedLifecycle {
            move_to_cold_storage_at: lifecycle
                .move_to_cold_storage_after_days
                .filter(|days| *days > 0 && self.goes_cold(lifecycle))
                .map(|days| after_days(created, days)),
            delete_at: lifecycle.keep_days().map(|days| after_days(created, days)),
        });
        self.lifecycle = lifecycle;
    }

    /// Whether it is of a type that can move to cold storage; AWS Backup ignores the wish for others.
    fn goes_cold(&self, lifecycle: &Lifecycle) -> bool {
        match self.resource_type {
            "EBS" => lifecycle.opt_in_to_archive_for_supported_resources == Some(true),
            "DynamoDB" => self.recovery_point_arn.contains(":recovery-point:"),
            kind => COLD_TYPES.contains(&kind),
        }
    }

    /// When retention ends, if ever.
    pub fn delete_at(&self) -> Option<Timestamp> {
        self.calculated_lifecycle?.delete_at.map(|at| at.0)
    }
}

fn after_days(created: Timestamp, days: i64) -> Epoch {
    let days = SignedDuration::from_hours(days.saturating_mul(24).min(100_000_000));
    Epoch(created.saturating_add(days).unwrap_or(Timestamp::MAX))
}

impl Entry for Point {
    fn id(&self) -> &Text {
        &self.recovery_point_arn
    }

    fn created(&self) -> Timestamp {
        self.creation_date.0
    }

    fn keys(&self) -> Vec<Key> {
        let (vault, resource) = (&self.backup_vault_name, &self.resource_arn);
        let mut keys = vec![
            Key::Vault(vault.clone()),
            Key::VaultResource(vault.clone(), resource.clone()),
            Key::Resource(resource.clone()),
        ];
        keys.extend(self.parent_recovery_point_arn.clone().map(Key::Parent));
        keys
    }
}
