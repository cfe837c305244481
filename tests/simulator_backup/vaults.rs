use crate::support::{VOLUME, backup, empty, pass, refusal, small, vault};

#[tokio::test]
async fn a_vault_is_created_described_listed_and_deleted() {
    let (_simulator, client) = empty().await;
    let created = client
        .create_backup_vault()
        .backup_vault_name("nightly")
        .backup_vault_tags("team", "platform")
        .encryption_key_arn("arn:aws:kms:us-east-1:123456789012:key/k1")
        .send()
        .await
        .unwrap();
    let arn = created.backup_vault_arn().unwrap();
    assert_eq!(arn, "arn:aws:backup:us-east-1:123456789012:backup-vault:nightly");
    let described = client.describe_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert_eq!(described.encryption_key_type().unwrap().as_str(), "CUSTOMER_MANAGED_KMS_KEY");
    assert_eq!(described.number_of_recovery_points(), 0);
    assert_eq!(described.locked(), Some(false));
    let tags = client.list_tags().resource_arn(arn).send().await.unwrap();
    assert_eq!(tags.tags().unwrap()["team"], "platform");
    client.delete_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert!(client.list_backup_vaults().send().await.unwrap().backup_vault_list().is_empty());
}

#[tokio::test]
async fn a_key_is_named_by_its_arn_and_a_vault_without_one_has_awss_own() {
    let (_simulator, client) = empty().await;
    for (key, words) in [
        ("foo", "not the ARN of a KMS key"),
        ("9c1f7a52-5d0e-4b0a-8f5e-2d1c7f3b6a90", "not the ARN of a KMS key"),
        ("arn:aws:s3:us-east-1:123456789012:key/k1", "not the ARN of a KMS key"),
        ("arn:aws:kms:us-east-1:123456789012:key/", "not the ARN of a KMS key"),
        ("alias/mine", "must specify its ARN, not its alias"),
        ("arn:aws:kms:us-east-1:123456789012:alias/mine", "must specify its ARN, not its alias"),
    ] {
        let create = client.create_backup_vault().backup_vault_name("nightly").encryption_key_arn(key);
        let (code, message) = refusal(create.send().await);
        assert_eq!(code, "InvalidParameterValueException", "{key}");
        assert!(message.contains("EncryptionKeyArn") && message.contains(words), "{message}");
        let sealed = client.create_logically_air_gapped_backup_vault().backup_vault_name("sealed");
        let sealed = sealed.min_retention_days(7).max_retention_days(60).encryption_key_arn(key);
        assert_eq!(refusal(sealed.send().await), (code, message));
    }
    vault(&client, "nightly").await;
    let described = client.describe_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert_eq!(described.encryption_key_type().unwrap().as_str(), "AWS_OWNED_KMS_KEY");
    let key = described.encryption_key_arn().unwrap();
    let id = key.strip_prefix("arn:aws:kms:us-east-1:123456789012:key/").unwrap();
    assert_eq!(id.len(), 36, "{key}");
}

#[tokio::test]
async fn a_taken_name_is_refused_but_the_same_request_again_is_not() {
    let (_simulator, client) = empty().await;
    let create = |token: &'static str| {
        client.create_backup_vault().backup_vault_name("nightly").creator_request_id(token).send()
    };
    let first = create("a").await.unwrap();
    assert_eq!(create("a").await.unwrap().creation_date(), first.creation_date());
    let error = create("b").await.unwrap_err().into_service_error();
    let aws_sdk_backup::operation::create_backup_vault::CreateBackupVaultError::AlreadyExistsException(error) =
        error
    else {
        panic!("{error:?}")
    };
    assert_eq!(error.arn(), first.backup_vault_arn());
    assert_eq!(error.creator_request_id(), Some("a"));
}

#[tokio::test]
async fn a_bad_name_is_refused_by_its_member() {
    let (_simulator, client) = empty().await;
    let (code, message) = refusal(client.create_backup_vault().backup_vault_name("no spaces").send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("'backupVaultName'"), "{message}");
}

#[tokio::test]
async fn an_unknown_vault_answers_access_denied() {
    let (_simulator, client) = empty().await;
    let expected =
        ("AccessDeniedException".to_owned(), "Insufficient privileges to perform this action.".to_owned());
    assert_eq!(refusal(client.describe_backup_vault().backup_vault_name("none").send().await), expected);
    assert_eq!(refusal(client.delete_backup_vault().backup_vault_name("none").send().await), expected);
}

#[tokio::test]
async fn a_vault_with_points_is_not_deleted() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 600);
    let (code, _) = refusal(client.delete_backup_vault().backup_vault_name("nightly").send().await);
    assert_eq!(code, "InvalidRequestException");
}

#[tokio::test]
async fn locks_types_and_keys_are_shown() {
    let (_simulator, client) = small().await;
    let listed = client.list_backup_vaults().send().await.unwrap();
    let vault = |name: &str| {
        listed.backup_vault_list().iter().find(|vault| vault.backup_vault_name() == Some(name)).unwrap()
    };
    let daily = vault("prod-daily");
    assert_eq!((daily.locked(), daily.min_retention_days()), (Some(true), Some(7)));
    assert!(daily.lock_date().is_some() && daily.number_of_recovery_points() > 0);
    let sealed = listed_of_type(&client, "LOGICALLY_AIR_GAPPED_BACKUP_VAULT").await;
    assert_eq!(sealed, ["sealed"]);
    assert_eq!(listed_of_type(&client, "RESTORE_ACCESS_BACKUP_VAULT").await, ["shared-with-us"]);
    let described = client.describe_backup_vault().backup_vault_name("shared-with-us").send().await.unwrap();
    assert!(described.source_backup_vault_arn().unwrap().ends_with(":backup-vault:theirs"));
}

#[tokio::test]
async fn another_accounts_vault_is_not_shared() {
    let (_simulator, client) = small().await;
    let describe = |account: &str| {
        let describe = client.describe_backup_vault().backup_vault_name("Default");
        describe.backup_vault_account_id(account).send()
    };
    describe(crate::support::ACCOUNT).await.unwrap();
    assert_eq!(refusal(describe("210987654321").await).0, "AccessDeniedException");
    let shared = client.list_backup_vaults().by_shared(true).send().await.unwrap();
    assert!(shared.backup_vault_list().is_empty());
}

#[tokio::test]
async fn a_region_holds_three_hundred_vaults() {
    let (_simulator, client) = empty().await;
    for number in 0..300 {
        vault(&client, &format!("vault-{number}")).await;
    }
    let (code, message) = refusal(client.create_backup_vault().backup_vault_name("one-more").send().await);
    assert_eq!(code, "LimitExceededException");
    assert!(message.contains("300"), "{message}");
}

async fn listed_of_type(client: &aws_sdk_backup::Client, kind: &str) -> Vec<String> {
    let listed = client.list_backup_vaults().by_vault_type(kind.into()).send().await.unwrap();
    listed.backup_vault_list().iter().map(|vault| vault.backup_vault_name().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn vaults_page_to_the_end() {
    let (_simulator, client) = empty().await;
    for number in 0..7 {
        vault(&client, &format!("vault-{number}")).await;
    }
    let pages: Vec<_> = client
        .list_backup_vaults()
        .max_results(3)
        .into_paginator()
        .send()
        .collect::<Result<_, _>>()
        .await
        .unwrap();
    let sizes: Vec<_> = pages.iter().map(|page| page.backup_vault_list().len()).collect();
    assert_eq!(sizes, [3, 3, 1]);
}
