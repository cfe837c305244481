//! Vaults of the three types, lock, policy, notifications.

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::refusal;

pub const GROUP: Group = Group {
    refusals: refusals! {
        "CreateBackupVault" "AlreadyExistsException" => name_taken;
        "DeleteBackupVault" "InvalidRequestException" => not_empty;
    },
    never: &[],
    not_yet: &[
        ("CreateBackupVault", "LimitExceededException"),
        ("CreateLogicallyAirGappedBackupVault", "AlreadyExistsException"),
        ("CreateLogicallyAirGappedBackupVault", "InvalidRequestException"),
        ("CreateLogicallyAirGappedBackupVault", "LimitExceededException"),
        ("DeleteBackupVault", "InvalidParameterValueException"),
        ("DeleteBackupVault", "ResourceNotFoundException"),
        ("DeleteBackupVaultAccessPolicy", "ResourceNotFoundException"),
        ("DeleteBackupVaultLockConfiguration", "InvalidRequestException"),
        ("DeleteBackupVaultLockConfiguration", "ResourceNotFoundException"),
        ("DeleteBackupVaultNotifications", "ResourceNotFoundException"),
        ("DescribeBackupVault", "InvalidParameterValueException"),
        ("DescribeBackupVault", "ResourceNotFoundException"),
        ("GetBackupVaultAccessPolicy", "ResourceNotFoundException"),
        ("GetBackupVaultNotifications", "ResourceNotFoundException"),
        ("ListBackupVaults", "ResourceNotFoundException"),
        ("PutBackupVaultAccessPolicy", "ResourceNotFoundException"),
        ("PutBackupVaultLockConfiguration", "InvalidRequestException"),
        ("PutBackupVaultLockConfiguration", "ResourceNotFoundException"),
        ("PutBackupVaultNotifications", "ResourceNotFoundException"),
    ],
    calls: calls! {
        "CreateBackupVault" => create;
        "DeleteBackupVault" => delete;
        "DescribeBackupVault" => describe;
        "ListBackupVaults" => list;
    },
    not_called_yet: &[
        "CreateLogicallyAirGappedBackupVault",
        "DeleteBackupVaultAccessPolicy",
        "DeleteBackupVaultLockConfiguration",
        "DeleteBackupVaultNotifications",
        "GetBackupVaultAccessPolicy",
        "GetBackupVaultNotifications",
        "PutBackupVaultAccessPolicy",
        "PutBackupVaultLockConfiguration",
        "PutBackupVaultNotifications",
    ],
};

async fn name_taken(at: Fresh) -> Refused {
    refusal(at.client.create_backup_vault().backup_vault_name("prod-daily").send().await)
}

async fn not_empty(at: Fresh) -> Refused {
    refusal(at.client.delete_backup_vault().backup_vault_name("prod-daily").send().await)
}

async fn create(at: Fresh) {
    at.client.create_backup_vault().backup_vault_name("new").send().await.unwrap();
}

async fn delete(at: Fresh) {
    create(at.clone()).await;
    at.client.delete_backup_vault().backup_vault_name("new").send().await.unwrap();
}

async fn describe(at: Fresh) {
    at.client.describe_backup_vault().backup_vault_name("prod-daily").send().await.unwrap();
}

async fn list(at: Fresh) {
    at.client.list_backup_vaults().send().await.unwrap();
}
