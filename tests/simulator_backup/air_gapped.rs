use aws_sdk_backup::Client;
use aws_sdk_backup::types::VaultState;

use crate::support::{empty, pass, refusal, vault};

async fn state(client: &Client, name: &str) -> VaultState {
    let vault = client.describe_backup_vault().backup_vault_name(name).send().await.unwrap();
    vault.vault_state().unwrap().clone()
}

#[tokio::test]
async fn an_air_gapped_vault_is_made_in_a_minute_or_two_and_locked_from_the_start() {
    let (simulator, client) = empty().await;
    let create = client.create_logically_air_gapped_backup_vault().backup_vault_name("sealed");
    let create = create.min_retention_days(7).max_retention_days(60).backup_vault_tags("team", "dr");
    let created = create.send().await.unwrap();
    assert_eq!(created.vault_state(), Some(&VaultState::Creating));
    pass(&simulator, 30);
    assert_eq!(state(&client, "sealed").await, VaultState::Creating);
    pass(&simulator, 90);
    assert_eq!(state(&client, "sealed").await, VaultState::Available);
    let vault = client.describe_backup_vault().backup_vault_name("sealed").send().await.unwrap();
    assert_eq!(vault.vault_type().unwrap().as_str(), "LOGICALLY_AIR_GAPPED_BACKUP_VAULT");
    assert_eq!((vault.locked(), vault.lock_date()), (Some(true), created.creation_date()));
    assert_eq!((vault.min_retention_days(), vault.max_retention_days()), (Some(7), Some(60)));
    assert_eq!(vault.encryption_key_type().unwrap().as_str(), "AWS_OWNED_KMS_KEY");
    let unlock = client.delete_backup_vault_lock_configuration().backup_vault_name("sealed").send().await;
    assert_eq!(refusal(unlock).0, "InvalidRequestException");
    client.delete_backup_vault().backup_vault_name("sealed").send().await.unwrap();
}

#[tokio::test]
async fn a_key_that_lets_no_grants_be_made_fails_the_vault() {
    let (simulator, client) = empty().await;
    let create = |key: &str| {
        let create = client.create_logically_air_gapped_backup_vault().backup_vault_name("sealed");
        create.min_retention_days(7).max_retention_days(60).encryption_key_arn(key).send()
    };
    let elsewhere = create("arn:aws:kms:eu-west-1:123456789012:key/k1").await;
    assert_eq!(refusal(elsewhere).0, "InvalidRequestException");
    create("arn:aws:kms:us-east-1:123456789012:key/no-create-grant").await.unwrap();
    pass(&simulator, 120);
    assert_eq!(state(&client, "sealed").await, VaultState::Failed);
}

#[tokio::test]
async fn an_air_gapped_vault_out_of_range_or_of_a_taken_name_is_refused() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let create = |name: &str, min, max, token: &str| {
        let create = client.create_logically_air_gapped_backup_vault().backup_vault_name(name);
        create.min_retention_days(min).max_retention_days(max).creator_request_id(token).send()
    };
    for (min, max, member) in [(6, 60, "MinRetentionDays"), (8, 7, "MaxRetentionDays")] {
        let (code, message) = refusal(create("sealed", min, max, "a").await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(member), "{message}");
    }
    assert_eq!(refusal(create("nightly", 7, 60, "a").await).0, "AlreadyExistsException");
    let first = create("sealed", 7, 60, "a").await.unwrap();
    assert_eq!(create("sealed", 7, 60, "a").await.unwrap().creation_date(), first.creation_date());
    assert_eq!(refusal(create("sealed", 7, 60, "b").await).0, "AlreadyExistsException");
}
