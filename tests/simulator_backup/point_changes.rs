use aws_sdk_backup::Client;
use aws_sdk_backup::types::Lifecycle;
use vaultdeck::simulator::Simulator;

use crate::support::{ROLE, VOLUME, backup, empty, pass, point_in, refusal, scenario, small, vault};

const DAY: i64 = 86_400;
const FILES: &str = "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0123456789abcdef0";
const LOCKED: &str = "RecoveryPoint cannot be deleted or updated (Backup vault configured with Lock)";

/// A finished backup of a resource in a new vault `nightly`; its ARN.
async fn made(simulator: &Simulator, client: &Client, resource: &str) -> String {
    vault(client, "nightly").await;
    backup(client, "nightly", resource).await;
    pass(simulator, 900);
    point_in(client, "nightly").await
}

fn lifecycle(delete: Option<i64>, cold: Option<i64>) -> Lifecycle {
    Lifecycle::builder().set_delete_after_days(delete).set_move_to_cold_storage_after_days(cold).build()
}

async fn update(
    client: &Client,
    arn: &str,
    lifecycle: Lifecycle,
) -> Result<
    aws_sdk_backup::operation::update_recovery_point_lifecycle::UpdateRecoveryPointLifecycleOutput,
    aws_sdk_backup::error::SdkError<
        aws_sdk_backup::operation::update_recovery_point_lifecycle::UpdateRecoveryPointLifecycleError,
    >,
> {
    let update = client.update_recovery_point_lifecycle().backup_vault_name("nightly");
    update.recovery_point_arn(arn).lifecycle(lifecycle).send().await
}

async fn status(client: &Client, vault: &str, arn: &str) -> Option<String> {
    let describe = client.describe_recovery_point().backup_vault_name(vault).recovery_point_arn(arn);
    Some(describe.send().await.ok()?.status()?.as_str().to_owned())
}

async fn storage(client: &Client, arn: &str) -> String {
    let describe = client.describe_recovery_point().backup_vault_name("nightly").recovery_point_arn(arn);
    describe.send().await.unwrap().storage_class().unwrap().as_str().to_owned()
}

#[tokio::test]
async fn new_retention_counts_from_the_creation_and_is_kept_to() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client, VOLUME).await;
    let updated = update(&client, &arn, lifecycle(Some(3), None)).await.unwrap();
    let delete_at = updated.calculated_lifecycle().unwrap().delete_at().unwrap().secs();
    pass(&simulator, 3 * DAY - 900 - 1);
    let now = crate::support::start().as_second() + 3 * DAY - 1;
    assert_eq!((delete_at - now, status(&client, "nightly", &arn).await.as_deref()), (1, Some("COMPLETED")));
    pass(&simulator, 8 * 3600 + 1);
    assert_eq!(status(&client, "nightly", &arn).await, None);
}

#[tokio::test]
async fn a_point_moves_to_cold_storage_at_its_time_and_stays_there_90_days() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client, FILES).await;
    let (code, message) = refusal(update(&client, &arn, lifecycle(Some(97), Some(8))).await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("DeleteAfterDays"), "{message}");
    let updated = update(&client, &arn, lifecycle(Some(98), Some(8))).await.unwrap();
    assert!(updated.calculated_lifecycle().unwrap().move_to_cold_storage_at().is_some());
    assert_eq!(storage(&client, &arn).await, "WARM");
    pass(&simulator, 8 * DAY + 4 * 3600);
    assert_eq!(storage(&client, &arn).await, "COLD");
    let (code, message) = refusal(update(&client, &arn, lifecycle(Some(200), Some(9))).await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("MoveToColdStorageAfterDays"), "{message}");
    update(&client, &arn, lifecycle(Some(200), Some(8))).await.unwrap();
}

#[tokio::test]
async fn a_type_without_cold_storage_ignores_the_wish_and_a_volume_needs_its_consent() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client, VOLUME).await;
    let moves = async |consent: Option<bool>| {
        let lifecycle = Lifecycle::builder().delete_after_days(100).move_to_cold_storage_after_days(8);
        let lifecycle = lifecycle.set_opt_in_to_archive_for_supported_resources(consent).build();
        let updated = update(&client, &arn, lifecycle).await.unwrap();
        updated.calculated_lifecycle().unwrap().move_to_cold_storage_at().is_some()
    };
    assert!(!moves(None).await);
    assert!(moves(Some(true)).await);
    pass(&simulator, 8 * DAY + 4 * 3600);
    assert_eq!(storage(&client, &arn).await, "COLD");
}

#[tokio::test]
async fn a_deleted_point_is_deleting_and_then_gone() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client, VOLUME).await;
    let delete =
        || client.delete_recovery_point().backup_vault_name("nightly").recovery_point_arn(&arn).send();
    delete().await.unwrap();
    assert_eq!(status(&client, "nightly", &arn).await.as_deref(), Some("DELETING"));
    assert_eq!(refusal(delete().await).0, "InvalidResourceStateException");
    let changed = update(&client, &arn, lifecycle(Some(9), None)).await;
    assert_eq!(refusal(changed).0, "InvalidRequestException");
    let (code, _) = refusal(client.delete_backup_vault().backup_vault_name("nightly").send().await);
    assert_eq!(code, "InvalidRequestException");
    pass(&simulator, 61);
    assert_eq!(refusal(delete().await).0, "ResourceNotFoundException");
    client.delete_backup_vault().backup_vault_name("nightly").send().await.unwrap();
}

#[tokio::test]
async fn what_a_role_may_not_delete_ends_as_expired() {
    let simulator = scenario(
        "roles_without_delete = [\"AWSBackupDefaultServiceRole\"]\n[[vaults]]\nname = \"other\"\n\
        account = \"123456789012\"\nregion = \"us-east-1\"",
    )
    .await;
    let client = crate::support::client(&simulator);
    let arn = made(&simulator, &client, VOLUME).await;
    client
        .delete_recovery_point()
        .backup_vault_name("nightly")
        .recovery_point_arn(&arn)
        .send()
        .await
        .unwrap();
    pass(&simulator, 61);
    let describe = client.describe_recovery_point().backup_vault_name("nightly").recovery_point_arn(&arn);
    let point = describe.send().await.unwrap();
    assert_eq!(point.status().unwrap().as_str(), "EXPIRED");
    assert!(point.status_message().unwrap().contains("not authorized"), "{point:?}");
}

#[tokio::test]
async fn a_locked_vault_lets_no_point_be_deleted_or_changed_also_during_grace() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client, VOLUME).await;
    let lock = client.put_backup_vault_lock_configuration().backup_vault_name("nightly");
    lock.changeable_for_days(3).send().await.unwrap();
    let expected = ("InvalidRequestException".to_owned(), LOCKED.to_owned());
    let delete =
        || client.delete_recovery_point().backup_vault_name("nightly").recovery_point_arn(&arn).send();
    assert_eq!(refusal(delete().await), expected);
    assert_eq!(refusal(update(&client, &arn, lifecycle(Some(9), None)).await), expected);
    client.delete_backup_vault_lock_configuration().backup_vault_name("nightly").send().await.unwrap();
    delete().await.unwrap();
}

#[tokio::test]
async fn an_access_policy_keeps_points_from_being_deleted() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client, VOLUME).await;
    let policy = r#"{"Statement": [{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action":
        ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"], "Resource": "*"}]}"#;
    client.put_backup_vault_access_policy().backup_vault_name("nightly").policy(policy).send().await.unwrap();
    let delete = client.delete_recovery_point().backup_vault_name("nightly").recovery_point_arn(&arn);
    assert_eq!(refusal(delete.send().await).0, "AccessDeniedException");
    assert_eq!(refusal(update(&client, &arn, lifecycle(None, None)).await).0, "AccessDeniedException");
    assert_eq!(status(&client, "nightly", &arn).await.as_deref(), Some("COMPLETED"));
}

#[tokio::test]
async fn nested_points_go_before_their_composite_or_leave_it() {
    let (simulator, client) = small().await;
    let stack = "arn:aws:cloudformation:us-east-1:123456789012:stack/billing";
    client
        .start_backup_job()
        .backup_vault_name("Default")
        .resource_arn(stack)
        .iam_role_arn(ROLE)
        .send()
        .await
        .unwrap();
    pass(&simulator, 3600);
    let list = client.list_recovery_points_by_backup_vault().backup_vault_name("Default");
    let listed = list.send().await.unwrap();
    let nested: Vec<_> = listed
        .recovery_points()
        .iter()
        .filter_map(|point| Some((point.recovery_point_arn()?, point.parent_recovery_point_arn()?)))
        .collect();
    let parent = nested[0].1;
    let delete = |arn: &str| {
        client.delete_recovery_point().backup_vault_name("Default").recovery_point_arn(arn).send()
    };
    let leave = |arn: &str| {
        let leave = client.disassociate_recovery_point_from_parent().backup_vault_name("Default");
        leave.recovery_point_arn(arn).send()
    };
    let (code, message) = refusal(delete(parent).await);
    assert_eq!(code, "InvalidRequestException");
    assert!(message.contains("nested"), "{message}");
    let (first, others) = nested.split_first().unwrap();
    leave(first.0).await.unwrap();
    assert_eq!(refusal(leave(first.0).await).0, "InvalidRequestException");
    for (arn, _) in others {
        delete(arn).await.unwrap();
    }
    delete(parent).await.unwrap();
    pass(&simulator, 61);
    assert_eq!(status(&client, "Default", parent).await, None);
    assert_eq!(status(&client, "Default", first.0).await.as_deref(), Some("COMPLETED"));
}
