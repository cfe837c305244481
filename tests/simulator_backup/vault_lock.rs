use aws_sdk_backup::Client;

use crate::support::{empty, pass, refusal, small, vault};

const DAY: i64 = 86_400;

async fn lock_date(client: &Client) -> Option<i64> {
    let vault = client.describe_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert_eq!(vault.locked(), Some(true));
    vault.lock_date().map(aws_sdk_backup::primitives::DateTime::secs)
}

#[tokio::test]
async fn a_governance_lock_is_put_changed_and_deleted() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let put = || client.put_backup_vault_lock_configuration().backup_vault_name("nightly");
    put().min_retention_days(7).max_retention_days(30).send().await.unwrap();
    assert_eq!(lock_date(&client).await, None);
    put().min_retention_days(9).send().await.unwrap();
    let described = client.describe_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert_eq!((described.min_retention_days(), described.max_retention_days()), (Some(9), None));
    client.delete_backup_vault_lock_configuration().backup_vault_name("nightly").send().await.unwrap();
    let described = client.describe_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert_eq!((described.locked(), described.min_retention_days()), (Some(false), None));
}

#[tokio::test]
async fn a_compliance_lock_is_final_from_its_lock_date_on() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let put = || client.put_backup_vault_lock_configuration().backup_vault_name("nightly");
    put().changeable_for_days(3).min_retention_days(7).send().await.unwrap();
    let first = lock_date(&client).await.unwrap();
    pass(&simulator, 2 * DAY);
    put().changeable_for_days(4).min_retention_days(8).send().await.unwrap();
    assert_eq!(lock_date(&client).await.unwrap() - first, 3 * DAY, "the grace time starts anew");
    pass(&simulator, 4 * DAY - 1);
    put().changeable_for_days(3).send().await.unwrap();
    pass(&simulator, 3 * DAY);
    let (code, message) = refusal(put().min_retention_days(1).send().await);
    assert_eq!(code, "InvalidRequestException");
    assert!(message.contains("immutable"), "{message}");
    let deleted = client.delete_backup_vault_lock_configuration().backup_vault_name("nightly").send().await;
    assert_eq!(refusal(deleted).0, "InvalidRequestException");
}

#[tokio::test]
async fn a_lock_out_of_range_is_refused_by_its_member() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let put = || client.put_backup_vault_lock_configuration().backup_vault_name("nightly");
    for (refused, member) in [
        (put().changeable_for_days(2), "ChangeableForDays"),
        (put().changeable_for_days(36_501), "ChangeableForDays"),
        (put().min_retention_days(0), "MinRetentionDays"),
        (put().max_retention_days(36_501), "MaxRetentionDays"),
        (put().min_retention_days(8).max_retention_days(7), "MaxRetentionDays"),
    ] {
        let (code, message) = refusal(refused.send().await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(member), "{message}");
    }
}

#[tokio::test]
async fn locks_of_a_vault_that_is_not_there_or_air_gapped_are_refused() {
    let (_simulator, client) = small().await;
    let put = |name: &str| client.put_backup_vault_lock_configuration().backup_vault_name(name).send();
    let delete = |name: &str| client.delete_backup_vault_lock_configuration().backup_vault_name(name).send();
    assert_eq!(refusal(put("none").await).0, "AccessDeniedException");
    assert_eq!(refusal(delete("none").await).0, "AccessDeniedException");
    assert_eq!(refusal(put("sealed").await).0, "InvalidRequestException");
    assert_eq!(refusal(delete("sealed").await).0, "InvalidRequestException");
}
