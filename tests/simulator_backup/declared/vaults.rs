//! Vaults of the three types, lock, policy, notifications.

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::refusal;

/// Fact 6 of the service.
const UNKNOWN: &str = "a vault that is not there answers AccessDenied";
const NO_SUCH_NAME: &str =
    "the model does not say what a name is here; one that no vault has answers AccessDenied";
const POLICY: &str = r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint",
    "Resource": "*"}}"#;

pub const GROUP: Group = Group {
    refusals: refusals! {
        "CreateBackupVault" "AlreadyExistsException" => name_taken;
        "CreateBackupVault" "LimitExceededException" => too_many;
        "CreateLogicallyAirGappedBackupVault" "AlreadyExistsException" => sealed_name_taken;
        "CreateLogicallyAirGappedBackupVault" "InvalidRequestException" => key_elsewhere;
        "CreateLogicallyAirGappedBackupVault" "LimitExceededException" => too_many_for_sealed;
        "DeleteBackupVault" "InvalidRequestException" => not_empty;
        "DeleteBackupVaultLockConfiguration" "InvalidRequestException" => lock_is_final;
        "GetBackupVaultAccessPolicy" "ResourceNotFoundException" => no_policy;
        "GetBackupVaultNotifications" "ResourceNotFoundException" => no_notifications;
        "PutBackupVaultLockConfiguration" "InvalidRequestException" => lock_is_final_to_put;
    },
    never: &[
        ("DeleteBackupVault", "InvalidParameterValueException", NO_SUCH_NAME),
        ("DeleteBackupVault", "ResourceNotFoundException", UNKNOWN),
        ("DeleteBackupVaultAccessPolicy", "ResourceNotFoundException", UNKNOWN),
        ("DeleteBackupVaultLockConfiguration", "ResourceNotFoundException", UNKNOWN),
        ("DeleteBackupVaultNotifications", "ResourceNotFoundException", UNKNOWN),
        ("DescribeBackupVault", "InvalidParameterValueException", NO_SUCH_NAME),
        ("DescribeBackupVault", "ResourceNotFoundException", UNKNOWN),
        ("ListBackupVaults", "ResourceNotFoundException", "an account without vaults has an empty list"),
        ("PutBackupVaultAccessPolicy", "ResourceNotFoundException", UNKNOWN),
        ("PutBackupVaultLockConfiguration", "ResourceNotFoundException", UNKNOWN),
        ("PutBackupVaultNotifications", "ResourceNotFoundException", UNKNOWN),
    ],
    not_yet: &[],
    calls: calls! {
        "CreateBackupVault" => create;
        "CreateLogicallyAirGappedBackupVault" => create_sealed;
        "DeleteBackupVault" => delete;
        "DeleteBackupVaultAccessPolicy" => delete_policy;
        "DeleteBackupVaultLockConfiguration" => delete_lock;
        "DeleteBackupVaultNotifications" => delete_notifications;
        "DescribeBackupVault" => describe;
        "GetBackupVaultAccessPolicy" => get_policy;
        "GetBackupVaultNotifications" => get_notifications;
        "ListBackupVaults" => list;
        "PutBackupVaultAccessPolicy" => put_policy;
        "PutBackupVaultLockConfiguration" => put_lock;
        "PutBackupVaultNotifications" => put_notifications;
    },
    not_called_yet: &[],
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

async fn too_many(at: Fresh) -> Refused {
    loop {
        let name = format!("vault-{}", at.simulator.calls().count("CreateBackupVault"));
        let created = at.client.create_backup_vault().backup_vault_name(name).send().await;
        if created.is_err() {
            return refusal(created);
        }
    }
}

async fn lock_is_final(at: Fresh) -> Refused {
    let delete = at.client.delete_backup_vault_lock_configuration().backup_vault_name("prod-daily");
    refusal(delete.send().await)
}

async fn lock_is_final_to_put(at: Fresh) -> Refused {
    let put = at.client.put_backup_vault_lock_configuration().backup_vault_name("prod-daily");
    refusal(put.min_retention_days(1).send().await)
}

async fn no_policy(at: Fresh) -> Refused {
    refusal(at.client.get_backup_vault_access_policy().backup_vault_name("prod-daily").send().await)
}

async fn no_notifications(at: Fresh) -> Refused {
    refusal(at.client.get_backup_vault_notifications().backup_vault_name("prod-daily").send().await)
}

async fn put_lock(at: Fresh) {
    let put = at.client.put_backup_vault_lock_configuration().backup_vault_name("Default");
    put.min_retention_days(7).send().await.unwrap();
}

async fn delete_lock(at: Fresh) {
    put_lock(at.clone()).await;
    let delete = at.client.delete_backup_vault_lock_configuration().backup_vault_name("Default");
    delete.send().await.unwrap();
}

async fn put_policy(at: Fresh) {
    let put = at.client.put_backup_vault_access_policy().backup_vault_name("Default");
    put.policy(POLICY).send().await.unwrap();
}

async fn get_policy(at: Fresh) {
    at.client.get_backup_vault_access_policy().backup_vault_name("Default").send().await.unwrap();
}

async fn delete_policy(at: Fresh) {
    at.client.delete_backup_vault_access_policy().backup_vault_name("Default").send().await.unwrap();
}

async fn put_notifications(at: Fresh) {
    let put = at.client.put_backup_vault_notifications().backup_vault_name("Default");
    let put = put.sns_topic_arn("arn:aws:sns:us-east-1:123456789012:backups");
    put.backup_vault_events("COPY_JOB_FAILED".into()).send().await.unwrap();
}

async fn get_notifications(at: Fresh) {
    at.client.get_backup_vault_notifications().backup_vault_name("Default").send().await.unwrap();
}

async fn delete_notifications(at: Fresh) {
    at.client.delete_backup_vault_notifications().backup_vault_name("Default").send().await.unwrap();
}

async fn sealed_name_taken(at: Fresh) -> Refused {
    let create = at.client.create_logically_air_gapped_backup_vault().backup_vault_name("prod-daily");
    refusal(create.min_retention_days(7).max_retention_days(30).send().await)
}

async fn key_elsewhere(at: Fresh) -> Refused {
    let create = at.client.create_logically_air_gapped_backup_vault().backup_vault_name("new");
    let create = create.min_retention_days(7).max_retention_days(30);
    refusal(create.encryption_key_arn("arn:aws:kms:eu-west-1:123456789012:key/k1").send().await)
}

async fn too_many_for_sealed(at: Fresh) -> Refused {
    too_many(at.clone()).await;
    let create = at.client.create_logically_air_gapped_backup_vault().backup_vault_name("new");
    refusal(create.min_retention_days(7).max_retention_days(30).send().await)
}

async fn create_sealed(at: Fresh) {
    let create = at.client.create_logically_air_gapped_backup_vault().backup_vault_name("new");
    create.min_retention_days(7).max_retention_days(30).send().await.unwrap();
}
