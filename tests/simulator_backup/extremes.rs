//! Values at the edge of what can be said, and calls that come again when the world has moved on.

use std::collections::HashMap;

use aws_sdk_backup::types::{BackupPlanInput, BackupRuleInput};
use jiff::SignedDuration;

use super::support::{ROLE, VOLUME, backup, empty, pass, point_in, raw, refusal, vault};

#[tokio::test]
async fn windows_longer_than_any_calendar_are_refused() {
    let (_simulator, client) = empty().await;
    vault(&client, "daily").await;
    let start = client.start_backup_job().backup_vault_name("daily").resource_arn(VOLUME).iam_role_arn(ROLE);
    let (code, message) = refusal(start.complete_window_minutes(i64::MAX).send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("CompleteWindowMinutes"), "{message}");
    let rule = BackupRuleInput::builder()
        .rule_name("r")
        .target_backup_vault_name("daily")
        .completion_window_minutes(i64::MAX)
        .build();
    let plan = BackupPlanInput::builder().backup_plan_name("p").rules(rule.unwrap()).build().unwrap();
    let (_, message) = refusal(client.create_backup_plan().backup_plan(plan).send().await);
    assert!(message.contains("CompletionWindowMinutes"), "{message}");
}

#[tokio::test]
async fn tags_are_as_long_as_their_characters_are_many() {
    let (_simulator, client) = empty().await;
    let create = |name: &str, value: String| {
        client.create_backup_vault().backup_vault_name(name).backup_vault_tags("mood", value).send()
    };
    create("glad", "\u{1f600}".repeat(256)).await.unwrap();
    let (code, _) = refusal(create("sad", "\u{1f622}".repeat(257)).await);
    assert_eq!(code, "InvalidParameterValueException");
}

#[tokio::test]
async fn a_restore_asked_for_again_is_the_same_though_its_point_is_gone() {
    let (simulator, client) = empty().await;
    vault(&client, "daily").await;
    backup(&client, "daily", VOLUME).await;
    pass(&simulator, 3600);
    let arn = point_in(&client, "daily").await;
    let metadata = HashMap::from([("availabilityZone".to_owned(), "us-east-1a".to_owned())]);
    let restore = |role: &str| {
        let start = client.start_restore_job().recovery_point_arn(&arn).iam_role_arn(role);
        start.set_metadata(Some(metadata.clone()))
    };
    let first = restore(ROLE).idempotency_token("once").send().await.unwrap();
    client.delete_recovery_point().backup_vault_name("daily").recovery_point_arn(&arn).send().await.unwrap();
    pass(&simulator, 3600);
    let again = restore(ROLE).idempotency_token("once").send().await.unwrap();
    assert_eq!(again.restore_job_id(), first.restore_job_id());
    let (code, _) = refusal(restore(ROLE).idempotency_token("twice").send().await);
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_restore_needs_a_role_that_can_be_assumed() {
    let (simulator, client) = empty().await;
    vault(&client, "daily").await;
    backup(&client, "daily", VOLUME).await;
    pass(&simulator, 3600);
    let start = client.start_restore_job().recovery_point_arn(point_in(&client, "daily").await);
    let role = "arn:aws:iam::123456789012:role/NotAssumableRole";
    let (code, message) =
        refusal(start.iam_role_arn(role).metadata("availabilityZone", "us-east-1a").send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert_eq!(message, format!("IAM Role {role} cannot be assumed by AWS Backup"));
}

#[tokio::test]
async fn a_policy_of_stars_only_costs_nothing() {
    let (_simulator, client) = empty().await;
    vault(&client, "daily").await;
    let stars = "*".repeat(500_000);
    let policy = format!(
        r#"{{"Statement": {{"Effect": "Deny", "Principal": "*", "Action": "backup:Describe*", "Resource": "{stars}x"}}}}"#
    );
    client.put_backup_vault_access_policy().backup_vault_name("daily").policy(policy).send().await.unwrap();
    client.describe_backup_vault().backup_vault_name("daily").send().await.unwrap();
}

#[tokio::test]
async fn the_clock_ends_and_the_account_with_it() {
    let (simulator, client) = empty().await;
    vault(&client, "daily").await;
    let answer = raw(&simulator, "POST", "/_simulator/clock", r#"{"to":"9999-01-01T00:00:00Z"}"#).await;
    assert_eq!((answer.status, answer.body["member"].as_str()), (400, Some("to")));
    simulator.clock().advance(SignedDuration::MAX);
    backup(&client, "daily", VOLUME).await;
    let listed = client.list_backup_jobs().send().await.unwrap();
    assert_eq!(listed.backup_jobs().len(), 1);
}

#[tokio::test]
async fn a_hold_of_another_region_has_no_tags_here() {
    let (_simulator, client) = empty().await;
    let hold = client.create_legal_hold().title("case").description("d").send().await.unwrap();
    let arn = hold.legal_hold_arn().unwrap();
    client.tag_resource().resource_arn(arn).tags("a", "b").send().await.unwrap();
    let elsewhere = arn.replace("us-east-1", "eu-west-1");
    let (code, _) = refusal(client.tag_resource().resource_arn(elsewhere).tags("a", "b").send().await);
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn jobs_older_than_a_month_are_not_listed_but_described() {
    let (simulator, client) = empty().await;
    vault(&client, "daily").await;
    let old = backup(&client, "daily", VOLUME).await;
    pass(&simulator, 29 * 86_400);
    let young = backup(&client, "daily", VOLUME).await;
    let ids = async || {
        let listed = client.list_backup_jobs().send().await.unwrap();
        listed.backup_jobs().iter().map(|job| job.backup_job_id().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids().await, [young.clone(), old.clone()]);
    pass(&simulator, 2 * 86_400);
    assert_eq!(ids().await, [young]);
    client.describe_backup_job().backup_job_id(old).send().await.unwrap();
}
