//! Templates of the service, and plans as JSON.

use aws_sdk_backup::types::Lifecycle;

use super::{create, plan};
use crate::support::{empty, refusal};

#[tokio::test]
async fn the_templates_of_the_service_are_plans_that_can_be_created() {
    let (_simulator, client) = empty().await;
    let listed = client.list_backup_plan_templates().send().await.unwrap();
    let names: Vec<_> =
        listed.backup_plan_templates_list().iter().filter_map(|t| t.backup_plan_template_name()).collect();
    assert_eq!(
        names,
        [
            "Daily-35day-Retention",
            "Daily-Monthly-1yr-Retention",
            "Daily-Weekly-Monthly-5yr-Retention",
            "Daily-Weekly-Monthly-7yr-Retention"
        ]
    );
    for template in listed.backup_plan_templates_list() {
        let id = template.backup_plan_template_id().unwrap();
        let got = client.get_backup_plan_from_template().backup_plan_template_id(id).send().await.unwrap();
        let document = got.backup_plan_document().unwrap();
        assert_eq!(Some(document.backup_plan_name()), template.backup_plan_template_name());
        let rules = document.rules().iter().map(|rule| {
            aws_sdk_backup::types::BackupRuleInput::builder()
                .rule_name(rule.rule_name())
                .target_backup_vault_name(rule.target_backup_vault_name())
                .set_schedule_expression(rule.schedule_expression().map(Into::into))
                .set_lifecycle(rule.lifecycle().cloned())
                .build()
                .unwrap()
        });
        let input = plan(document.backup_plan_name(), rules.collect());
        client.create_backup_plan().backup_plan(input).send().await.unwrap();
    }
    let first = listed.backup_plan_templates_list()[0].backup_plan_template_id().unwrap();
    let got = client.get_backup_plan_from_template().backup_plan_template_id(first).send().await.unwrap();
    let lifecycle = Lifecycle::builder().delete_after_days(35).build();
    assert_eq!(got.backup_plan_document().unwrap().rules()[0].lifecycle(), Some(&lifecycle));
    let unknown = client.get_backup_plan_from_template().backup_plan_template_id("none").send().await;
    assert_eq!(refusal(unknown).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn templates_page_to_the_end() {
    let (_simulator, client) = empty().await;
    let mut pages = client.list_backup_plan_templates().max_results(3).into_paginator().send();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().backup_plan_templates_list().len());
    }
    assert_eq!(sizes, [3, 1]);
}

#[tokio::test]
async fn an_exported_plan_is_read_back_as_it_was() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let exported = client.export_backup_plan_template().backup_plan_id(&id).send().await.unwrap();
    let json = exported.backup_plan_template_json().unwrap();
    let read = client.get_backup_plan_from_json().backup_plan_template_json(json).send().await.unwrap();
    let got = client.get_backup_plan().backup_plan_id(&id).send().await.unwrap();
    let (read, got) = (read.backup_plan().unwrap(), got.backup_plan().unwrap());
    assert_eq!(read.backup_plan_name(), got.backup_plan_name());
    assert_eq!(read.rules()[0].schedule_expression(), got.rules()[0].schedule_expression());
    assert_eq!(read.rules()[0].lifecycle(), got.rules()[0].lifecycle());
    let unknown = client.export_backup_plan_template().backup_plan_id("none").send().await;
    assert_eq!(refusal(unknown).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn json_that_is_no_plan_is_refused() {
    let (_simulator, client) = empty().await;
    let read = |json: &str| client.get_backup_plan_from_json().backup_plan_template_json(json).send();
    assert_eq!(refusal(read("{").await).0, "InvalidRequestException");
    assert_eq!(refusal(read("[]").await).0, "InvalidParameterValueException");
    assert_eq!(
        refusal(read(r#"{"BackupPlanName":"x","Rules":[]}"#).await).0,
        "MissingParameterValueException"
    );
    let rule = r#"{"RuleName":"r","TargetBackupVaultName":"Default"}"#;
    let rules = |count: usize| vec![rule; count].join(",");
    let plan = |count| format!(r#"{{"BackupPlanName":"x","Rules":[{}]}}"#, rules(count));
    assert_eq!(refusal(read(&plan(11)).await).0, "LimitExceededException");
    let got = read(&plan(1)).await.unwrap();
    assert_eq!(got.backup_plan().unwrap().rules()[0].start_window_minutes(), Some(480));
}
