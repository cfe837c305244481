use crate::support::{client_of, empty, pass, refusal, small, vault};

#[tokio::test]
async fn region_settings_are_changed_type_by_type() {
    let (_simulator, client) = small().await;
    let opt_in = async || {
        let settings = client.describe_region_settings().send().await.unwrap();
        settings.resource_type_opt_in_preference().unwrap().clone()
    };
    assert_eq!((opt_in().await["Timestream"], opt_in().await["RDS"]), (false, true));
    client.update_region_settings().resource_type_opt_in_preference("RDS", false).send().await.unwrap();
    assert_eq!((opt_in().await["RDS"], opt_in().await["EBS"]), (false, true));
    let odd = client.update_region_settings().resource_type_opt_in_preference("Abacus", true);
    assert_eq!(refusal(odd.send().await).0, "InvalidParameterValueException");
    let fixed = client.update_region_settings().resource_type_management_preference("RDS", true);
    assert_eq!(refusal(fixed.send().await).0, "InvalidParameterValueException");
}

#[tokio::test]
async fn global_settings_and_supported_types_are_told() {
    let (_simulator, client) = empty().await;
    let global = client.describe_global_settings().send().await.unwrap();
    assert_eq!(global.global_settings().unwrap()["isCrossAccountBackupEnabled"], "false");
    let (_simulator, client) = small().await;
    let global = client.describe_global_settings().send().await.unwrap();
    assert_eq!(global.global_settings().unwrap()["isCrossAccountBackupEnabled"], "true");
    let types = client.get_supported_resource_types().send().await.unwrap();
    assert!(types.resource_types().iter().any(|kind| kind == "SAP HANA on Amazon EC2"));
}

#[tokio::test]
async fn tags_are_added_listed_and_taken_away() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let arn = "arn:aws:backup:us-east-1:123456789012:backup-vault:nightly";
    client.tag_resource().resource_arn(arn).tags("team", "platform").tags("tier", "1").send().await.unwrap();
    client.untag_resource().resource_arn(arn).tag_key_list("tier").send().await.unwrap();
    let tags = client.list_tags().resource_arn(arn).send().await.unwrap();
    assert_eq!(tags.tags().unwrap().keys().collect::<Vec<_>>(), ["team"]);
}

#[tokio::test]
async fn tags_of_what_is_not_there_or_not_ours_are_refused() {
    let (_simulator, client) = empty().await;
    let gone = "arn:aws:backup:us-east-1:123456789012:backup-vault:gone";
    assert_eq!(refusal(client.list_tags().resource_arn(gone).send().await).0, "ResourceNotFoundException");
    let snapshot = "arn:aws:ec2:us-east-1::snapshot/snap-1";
    assert_eq!(
        refusal(client.list_tags().resource_arn(snapshot).send().await).0,
        "InvalidParameterValueException"
    );
    vault(&client, "nightly").await;
    let nightly = "arn:aws:backup:us-east-1:123456789012:backup-vault:nightly";
    let tag = |pairs: Vec<(String, String)>| {
        client.tag_resource().resource_arn(nightly).set_tags(Some(pairs.into_iter().collect())).send()
    };
    let many =
        |from: usize, to: usize| (from..to).map(|number| (number.to_string(), String::new())).collect();
    for key in ["aws:owner", &"k".repeat(129)] {
        let refused = refusal(tag(vec![(key.to_owned(), "x".to_owned())]).await);
        assert_eq!(refused.0, "InvalidParameterValueException");
    }
    tag(many(0, 50)).await.unwrap();
    tag(many(0, 50)).await.unwrap();
    assert_eq!(refusal(tag(many(50, 51)).await).0, "LimitExceededException");
    let listed = client.list_tags().resource_arn(nightly).max_results(20).send().await.unwrap();
    assert_eq!((listed.tags().unwrap().len(), listed.next_token().is_some()), (20, true));
}

#[tokio::test]
async fn whatever_has_a_backup_arn_is_tagged() {
    let (simulator, client) = small().await;
    let plan = client.list_backup_plans().send().await.unwrap();
    let plan = plan.backup_plans_list()[0].backup_plan_arn().unwrap().to_owned();
    let points = client.list_recovery_points_by_backup_vault().backup_vault_name("prod-daily");
    let points = points.by_resource_type("S3").send().await.unwrap();
    let point = points.recovery_points()[0].recovery_point_arn().unwrap().to_owned();
    let control = crate::audit::control("BACKUP_RECOVERY_POINT_ENCRYPTED");
    let framework = client.create_framework().framework_name("audit").framework_controls(control);
    let framework = framework.framework_tags("made", "with").send().await.unwrap().framework_arn.unwrap();
    let report = client.create_report_plan().report_plan_name("daily").report_plan_tags("made", "with");
    let report = report.report_delivery_channel(crate::audit::channel());
    let report = report.report_setting(crate::audit::setting("BACKUP_JOB_REPORT")).send().await.unwrap();
    let tiering = crate::tiering::input("cheap", "*", vec![crate::tiering::selection("*")]);
    let tiering = client.create_tiering_configuration().tiering_configuration(tiering);
    let tiering = tiering.tiering_configuration_tags("made", "with").send().await.unwrap();
    let made =
        [framework.clone(), report.report_plan_arn.unwrap(), tiering.tiering_configuration_arn.unwrap()];
    for arn in [vec![plan, point], made.to_vec()].concat() {
        client.tag_resource().resource_arn(&arn).tags("team", "platform").send().await.unwrap();
        let tags = client.list_tags().resource_arn(&arn).send().await.unwrap().tags.unwrap();
        assert_eq!(tags["team"], "platform", "{arn}");
        assert_eq!(tags.contains_key("made"), made.contains(&arn), "{arn}");
        client.untag_resource().resource_arn(&arn).tag_key_list("team").send().await.unwrap();
    }
    pass(&simulator, 300);
    client.delete_framework().framework_name("audit").send().await.unwrap();
    pass(&simulator, 300);
    let gone = client.list_tags().resource_arn(framework).send().await;
    assert_eq!(refusal(gone).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn the_management_account_changes_what_all_accounts_and_regions_read() {
    let (simulator, client) = small().await;
    let member = client_of(&simulator, "210987654321", "eu-west-1");
    let before = member.describe_global_settings().send().await.unwrap();
    assert_eq!((before.last_update_time(), before.global_settings().unwrap().len()), (None, 3));
    let set = |client: &aws_sdk_backup::Client, name: &str, value: &str| {
        client.update_global_settings().global_settings(name, value).send()
    };
    assert_eq!(refusal(set(&member, "isMpaEnabled", "true").await).0, "InvalidRequestException");
    assert_eq!(refusal(set(&client, "isMpaEnabled", "yes").await).0, "InvalidParameterValueException");
    assert_eq!(refusal(set(&client, "isFun", "true").await).0, "InvalidParameterValueException");
    set(&client, "isCrossAccountBackupEnabled", "false").await.unwrap();
    let after = member.describe_global_settings().send().await.unwrap();
    assert_eq!(after.global_settings().unwrap()["isCrossAccountBackupEnabled"], "false");
    assert_eq!(after.global_settings().unwrap()["isMpaEnabled"], "false");
    assert_eq!(after.last_update_time().unwrap().to_string(), "2026-11-21T02:14:00Z");
}
