//! What a plan's document may say, and what the service adds to it.

use aws_sdk_backup::types::builders::BackupRuleInputBuilder;
use aws_sdk_backup::types::{AdvancedBackupSetting, BackupRuleInput, CopyAction, IndexAction, Lifecycle};

use super::{create, plan, rule};
use crate::support::{empty, refusal};

const VAULT_ARN: &str = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr";

fn bare() -> BackupRuleInputBuilder {
    BackupRuleInput::builder().rule_name("r").target_backup_vault_name("Default")
}

#[tokio::test]
async fn a_bare_rule_gets_the_defaults_of_the_service() {
    let (_simulator, client) = empty().await;
    let input = plan("bare", vec![bare().build().unwrap()]);
    let created = client.create_backup_plan().backup_plan(input).send().await.unwrap();
    let id = created.backup_plan_id().unwrap();
    let got = client.get_backup_plan().backup_plan_id(id).send().await.unwrap();
    let rule = &got.backup_plan().unwrap().rules()[0];
    assert_eq!(rule.schedule_expression(), Some("cron(0 5 ? * * *)"));
    assert_eq!(rule.schedule_expression_timezone(), Some("Etc/UTC"));
    assert_eq!((rule.start_window_minutes(), rule.completion_window_minutes()), (Some(480), Some(10_080)));
    assert_eq!(rule.enable_continuous_backup(), Some(false));
}

#[tokio::test]
async fn what_a_rule_cannot_be_is_refused_by_its_member() {
    let (_simulator, client) = empty().await;
    let index = |kind: &str| IndexAction::builder().resource_types(kind).build();
    let copy = CopyAction::builder().destination_backup_vault_arn("dr").build().unwrap();
    let keep = |delete: i64, cold: i64| {
        Lifecycle::builder().delete_after_days(delete).move_to_cold_storage_after_days(cold).build()
    };
    let tags = (0..11).fold(bare(), |rule, tag| rule.recovery_point_tags(tag.to_string(), "x"));
    let cases = [
        (bare().schedule_expression("cron(0/30 5 ? * * *)"), "ScheduleExpression"),
        (bare().schedule_expression_timezone("Mars/Olympus"), "ScheduleExpression"),
        (bare().completion_window_minutes(60).start_window_minutes(120), "CompletionWindowMinutes"),
        (bare().copy_actions(copy), "DestinationBackupVaultArn"),
        (bare().target_logically_air_gapped_backup_vault_arn("vault"), "TargetLogicallyAirGapped"),
        (bare().index_actions(index("RDS")), "IndexActions"),
        (bare().index_actions(index("S3")).index_actions(index("EBS")), "IndexActions"),
        (bare().enable_continuous_backup(true), "Lifecycle"),
        (tags, "RecoveryPointTags"),
        (bare().recovery_point_tags("aws:owner", "x"), "RecoveryPointTags"),
        (
            bare().lifecycle(keep(100, 20)),
            "Invalid lifecycle. DeleteAfterDays cannot be less than 90 days apart",
        ),
        (bare().lifecycle(keep(0, -1)), "Invalid lifecycle. DeleteAfterDays cannot be less than 1 or more"),
    ];
    for (rule, member) in cases {
        let input = plan("prod", vec![rule.build().unwrap()]);
        let (code, message) = refusal(client.create_backup_plan().backup_plan(input).send().await);
        assert_eq!(code, "InvalidParameterValueException", "{member}");
        assert!(message.contains(member), "{member}: {message}");
        assert!(message.starts_with("Error in rule r : "), "{message}");
    }
    let twice = plan("prod", vec![bare().build().unwrap(), bare().build().unwrap()]);
    let (code, message) = refusal(client.create_backup_plan().backup_plan(twice).send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.starts_with("Error in rule r : ") && message.contains("RuleName"), "{message}");
    for (kind, key, value) in
        [("EC2", "WindowsVSS", "on"), ("RDS", "WindowsVSS", "enabled"), ("Abacus", "x", "y")]
    {
        let mut input = plan("prod", vec![rule("cron(0 5 ? * * *)")]);
        let setting = AdvancedBackupSetting::builder().resource_type(kind).backup_options(key, value).build();
        input.advanced_backup_settings = Some(vec![setting]);
        let (code, _) = refusal(client.create_backup_plan().backup_plan(input).send().await);
        assert_eq!(code, "InvalidParameterValueException", "{kind} {key}");
    }
}

#[tokio::test]
async fn a_plan_has_ten_rules_and_a_rule_five_copies_at_most() {
    let (_simulator, client) = empty().await;
    let eleven = plan("prod", vec![rule("cron(0 5 ? * * *)"); 11]);
    let (code, _) = refusal(client.create_backup_plan().backup_plan(eleven).send().await);
    assert_eq!(code, "LimitExceededException");
    let copy = CopyAction::builder()
        .destination_backup_vault_arn(VAULT_ARN)
        .lifecycle(Lifecycle::builder().delete_after_days(90).build())
        .build()
        .unwrap();
    let six = bare().set_copy_actions(Some(vec![copy.clone(); 6])).build().unwrap();
    let (code, _) = refusal(client.create_backup_plan().backup_plan(plan("prod", vec![six])).send().await);
    assert_eq!(code, "LimitExceededException");
    let five = bare().set_copy_actions(Some(vec![copy; 5])).build().unwrap();
    client.create_backup_plan().backup_plan(plan("prod", vec![five])).send().await.unwrap();
}

#[tokio::test]
async fn an_account_has_three_hundred_plans_at_most() {
    let (_simulator, client) = empty().await;
    let mut last = String::new();
    for number in 0..300 {
        last = create(&client, &format!("plan-{number}"), "cron(0 5 ? * * *)").await;
    }
    let input = || plan("one-more", vec![rule("cron(0 5 ? * * *)")]);
    let (code, _) = refusal(client.create_backup_plan().backup_plan(input()).send().await);
    assert_eq!(code, "LimitExceededException");
    client.delete_backup_plan().backup_plan_id(last).send().await.unwrap();
    client.create_backup_plan().backup_plan(input()).send().await.unwrap();
}

#[tokio::test]
async fn a_request_sent_twice_makes_one_plan() {
    let (_simulator, client) = empty().await;
    let create = |token: &str, name: &str| {
        let input = plan(name, vec![rule("cron(0 5 ? * * *)")]);
        client.create_backup_plan().backup_plan(input).creator_request_id(token).send()
    };
    let first = create("request-1", "prod").await.unwrap();
    let second = create("request-1", "prod").await.unwrap();
    assert_eq!(first.backup_plan_id(), second.backup_plan_id());
    assert_eq!(client.list_backup_plans().send().await.unwrap().backup_plans_list().len(), 1);
    let got = client.get_backup_plan().backup_plan_id(first.backup_plan_id().unwrap()).send().await.unwrap();
    assert_eq!(got.creator_request_id(), Some("request-1"));
    assert_eq!(refusal(create("request-2", "prod").await).0, "AlreadyExistsException");
    assert_eq!(refusal(create("not a token", "other").await).0, "InvalidParameterValueException");
}
