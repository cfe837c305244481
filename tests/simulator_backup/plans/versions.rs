//! Plans that change and go.

use aws_sdk_backup::types::{AdvancedBackupSetting, MalwareScanner, ScanSetting};

use super::{create, plan, rule, selection};
use crate::support::{empty, pass, refusal, small};

#[tokio::test]
async fn an_update_replaces_the_document_and_keeps_the_old_version() {
    let (simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let before = client.get_backup_plan().backup_plan_id(&id).send().await.unwrap();
    pass(&simulator, 60);
    let mut other = rule("cron(0 6 ? * * *)");
    other.rule_name = "weekly".to_owned();
    let updated = client
        .update_backup_plan()
        .backup_plan_id(&id)
        .backup_plan(plan("prod", vec![rule("cron(0 4 ? * * *)"), other]))
        .send()
        .await
        .unwrap();
    assert_ne!(updated.version_id(), before.version_id());
    let after = client.get_backup_plan().backup_plan_id(&id).send().await.unwrap();
    assert_eq!(after.version_id(), updated.version_id());
    let [nightly, weekly] = after.backup_plan().unwrap().rules() else { panic!("{after:?}") };
    assert_eq!(nightly.schedule_expression(), Some("cron(0 4 ? * * *)"));
    let kept = before.backup_plan().unwrap().rules()[0].rule_id();
    assert_eq!(nightly.rule_id(), kept);
    assert_ne!(weekly.rule_id(), kept);
    let versions = client.list_backup_plan_versions().backup_plan_id(&id).send().await.unwrap();
    let ids: Vec<_> =
        versions.backup_plan_versions_list().iter().map(|version| version.version_id()).collect();
    assert_eq!(ids, [updated.version_id(), before.version_id()]);
    let old = before.version_id().unwrap();
    let old = client.get_backup_plan().backup_plan_id(&id).version_id(old).send().await.unwrap();
    assert_eq!(old.backup_plan(), before.backup_plan());
}

#[tokio::test]
async fn a_bad_update_changes_nothing() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let update = |id: &str, rules| {
        client.update_backup_plan().backup_plan_id(id).backup_plan(plan("prod", rules)).send()
    };
    assert_eq!(refusal(update("none", vec![rule("cron(0 4 ? * * *)")]).await).0, "ResourceNotFoundException");
    assert_eq!(
        refusal(update(&id, vec![rule("cron(0 5 * * * *)")]).await).0,
        "InvalidParameterValueException"
    );
    assert_eq!(refusal(update(&id, vec![]).await).0, "MissingParameterValueException");
    let eleven = vec![rule("cron(0 4 ? * * *)"); 11];
    assert_eq!(refusal(update(&id, eleven).await).0, "InvalidParameterValueException");
    let versions = client.list_backup_plan_versions().backup_plan_id(&id).send().await.unwrap();
    assert_eq!(versions.backup_plan_versions_list().len(), 1);
}

#[tokio::test]
async fn a_deleted_plan_is_listed_only_when_asked_for_and_read_by_version() {
    let (simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let kept = create(&client, "kept", "cron(0 3 ? * * *)").await;
    pass(&simulator, 60);
    let deleted = client.delete_backup_plan().backup_plan_id(&id).send().await.unwrap();
    assert_eq!(deleted.backup_plan_id(), Some(id.as_str()));
    assert_eq!(deleted.deletion_date().unwrap().to_string(), "2026-11-21T02:15:00Z");
    let list = async |deleted| {
        let listed = client.list_backup_plans().include_deleted(deleted).send().await.unwrap();
        let member = |plan: &aws_sdk_backup::types::BackupPlansListMember| {
            (plan.backup_plan_id().unwrap().to_owned(), plan.deletion_date().copied())
        };
        listed.backup_plans_list().iter().map(member).collect::<Vec<_>>()
    };
    assert_eq!(list(false).await, [(kept.clone(), None)]);
    assert!(list(true).await.contains(&(id.clone(), deleted.deletion_date().copied())));
    let (code, _) = refusal(client.get_backup_plan().backup_plan_id(&id).send().await);
    assert_eq!(code, "ResourceNotFoundException");
    let version = deleted.version_id().unwrap();
    let got = client.get_backup_plan().backup_plan_id(&id).version_id(version).send().await.unwrap();
    assert_eq!(got.deletion_date(), deleted.deletion_date());
    let (code, _) = refusal(client.delete_backup_plan().backup_plan_id(&id).send().await);
    assert_eq!(code, "ResourceNotFoundException");
    let again = create(&client, "prod", "cron(0 3 ? * * *)").await;
    assert_ne!(again, id);
}

#[tokio::test]
async fn a_plan_with_selections_is_not_deleted() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let selected = client
        .create_backup_selection()
        .backup_plan_id(&id)
        .backup_selection(selection("volumes"))
        .send()
        .await;
    let (code, message) = refusal(client.delete_backup_plan().backup_plan_id(&id).send().await);
    assert_eq!(code, "InvalidRequestException");
    assert_eq!(message, "Related backup plan selections must be deleted prior to backup plan deletion");
    let selection = selected.unwrap().selection_id.unwrap();
    client.delete_backup_selection().backup_plan_id(&id).selection_id(&selection).send().await.unwrap();
    let again = client.delete_backup_selection().backup_plan_id(&id).selection_id(&selection).send().await;
    assert_eq!(refusal(again).0, "ResourceNotFoundException");
    client.delete_backup_plan().backup_plan_id(&id).send().await.unwrap();
}

#[tokio::test]
async fn settings_that_a_plan_carries_come_back() {
    let (_simulator, client) = empty().await;
    let setting = || {
        AdvancedBackupSetting::builder().resource_type("EC2").backup_options("WindowsVSS", "enabled").build()
    };
    let scan =
        || ScanSetting::builder().malware_scanner(MalwareScanner::Guardduty).resource_types("EBS").build();
    let mut input = plan("prod", vec![rule("cron(0 3 ? * * *)")]);
    input.advanced_backup_settings = Some(vec![setting()]);
    input.scan_settings = Some(vec![scan()]);
    let created = client.create_backup_plan().backup_plan(input.clone()).send().await.unwrap();
    assert_eq!(created.advanced_backup_settings(), [setting()]);
    let id = created.backup_plan_id().unwrap();
    let got = client.get_backup_plan().backup_plan_id(id).send().await.unwrap();
    assert_eq!(got.advanced_backup_settings(), [setting()]);
    assert_eq!(got.backup_plan().unwrap().scan_settings(), [scan()]);
    let updated = client.update_backup_plan().backup_plan_id(id).backup_plan(input).send().await.unwrap();
    assert_eq!(updated.scan_settings(), [scan()]);
    assert_eq!(updated.advanced_backup_settings(), [setting()]);
}

#[tokio::test]
async fn a_plan_has_two_thousand_versions_at_most() {
    let (_simulator, client) = small().await;
    let id = create(&client, "many", "cron(0 3 ? * * *)").await;
    let update = || {
        let input = plan("many", vec![rule("cron(0 4 ? * * *)")]);
        client.update_backup_plan().backup_plan_id(&id).backup_plan(input).send()
    };
    for _ in 1..2000 {
        update().await.unwrap();
    }
    let (code, message) = refusal(update().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("2000 versions"), "{message}");
}
