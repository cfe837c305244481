use aws_sdk_backup::types::BackupVaultEvent;

use crate::support::{empty, refusal, small, vault};

const DENIAL: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*",
    "Action": ["backup:DeleteBackupVault", "backup:DeleteRecoveryPoint"], "Resource": "*"}]}"#;
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:backups";

#[tokio::test]
async fn an_access_policy_is_put_given_back_and_deleted() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let get = || client.get_backup_vault_access_policy().backup_vault_name("nightly").send();
    assert_eq!(refusal(get().await).0, "ResourceNotFoundException");
    client.put_backup_vault_access_policy().backup_vault_name("nightly").policy(DENIAL).send().await.unwrap();
    let given = get().await.unwrap();
    assert_eq!(given.policy(), Some(DENIAL));
    assert_eq!(given.backup_vault_name(), Some("nightly"));
    assert!(given.backup_vault_arn().unwrap().ends_with(":backup-vault:nightly"));
    client.delete_backup_vault_access_policy().backup_vault_name("nightly").send().await.unwrap();
    assert_eq!(refusal(get().await).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn what_an_access_policy_denies_is_refused() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    client.put_backup_vault_access_policy().backup_vault_name("nightly").policy(DENIAL).send().await.unwrap();
    let delete = || client.delete_backup_vault().backup_vault_name("nightly").send();
    let (code, message) = refusal(delete().await);
    assert_eq!(code, "AccessDeniedException");
    assert!(message.contains("backup:DeleteBackupVault"), "{message}");
    assert!(message.ends_with("with an explicit deny in a resource-based policy"), "{message}");
    client.describe_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    client.delete_backup_vault_access_policy().backup_vault_name("nightly").send().await.unwrap();
    delete().await.unwrap();
}

#[tokio::test]
async fn a_policy_that_is_none_is_refused() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let put = || client.put_backup_vault_access_policy().backup_vault_name("nightly");
    for policy in ["{", "{}", r#"{"Statement": [{"Effect": "Deny"}]}"#] {
        let (code, message) = refusal(put().policy(policy).send().await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains("Policy"), "{message}");
    }
    assert_eq!(refusal(put().send().await).0, "MissingParameterValueException");
}

#[tokio::test]
async fn notifications_are_put_given_back_and_deleted() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let get = || client.get_backup_vault_notifications().backup_vault_name("nightly").send();
    assert_eq!(refusal(get().await).0, "ResourceNotFoundException");
    client
        .put_backup_vault_notifications()
        .backup_vault_name("nightly")
        .sns_topic_arn(TOPIC)
        .backup_vault_events(BackupVaultEvent::CopyJobFailed)
        .backup_vault_events(BackupVaultEvent::ContinuousBackupInterrupted)
        .send()
        .await
        .unwrap();
    let given = get().await.unwrap();
    assert_eq!(given.sns_topic_arn(), Some(TOPIC));
    assert_eq!(
        given.backup_vault_events(),
        [BackupVaultEvent::CopyJobFailed, BackupVaultEvent::ContinuousBackupInterrupted]
    );
    client.delete_backup_vault_notifications().backup_vault_name("nightly").send().await.unwrap();
    assert_eq!(refusal(get().await).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn notifications_go_to_a_standard_topic_of_the_same_account() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let put = |topic: &str, event: &str| {
        client
            .put_backup_vault_notifications()
            .backup_vault_name("nightly")
            .sns_topic_arn(topic)
            .backup_vault_events(event.into())
            .send()
    };
    for topic in ["backups", "arn:aws:sns:us-east-1:111122223333:backups", &format!("{TOPIC}.fifo")] {
        let (code, message) = refusal(put(topic, "COPY_JOB_FAILED").await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains("SNSTopicArn"), "{message}");
    }
    let (code, message) = refusal(put(TOPIC, "COPY_JOB_FORGOTTEN").await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.to_lowercase().contains("backupvaultevents"), "{message}");
}

#[tokio::test]
async fn a_scenario_gives_policy_and_notifications() {
    let (_simulator, client) = small().await;
    let policy = client.get_backup_vault_access_policy().backup_vault_name("Default").send().await.unwrap();
    assert!(policy.policy().unwrap().contains("backup:DeleteBackupVault"));
    let given = client.get_backup_vault_notifications().backup_vault_name("Default").send().await.unwrap();
    assert_eq!(given.backup_vault_events().len(), 2);
}

#[tokio::test]
async fn settings_of_an_unknown_vault_are_refused() {
    let (_simulator, client) = empty().await;
    let policy = client.get_backup_vault_access_policy().backup_vault_name("none").send().await;
    assert_eq!(refusal(policy).0, "AccessDeniedException");
    let put = client.put_backup_vault_access_policy().backup_vault_name("none").policy(DENIAL).send().await;
    assert_eq!(refusal(put).0, "AccessDeniedException");
    let notifications = client.get_backup_vault_notifications().backup_vault_name("none").send().await;
    assert_eq!(refusal(notifications).0, "AccessDeniedException");
}
