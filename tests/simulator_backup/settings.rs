use crate::support::{empty, refusal, small, vault};

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
    let many = (0..51).map(|number| (number.to_string(), String::new())).collect();
    vault(&client, "nightly").await;
    let nightly = "arn:aws:backup:us-east-1:123456789012:backup-vault:nightly";
    let call = client.tag_resource().resource_arn(nightly).set_tags(Some(many));
    assert_eq!(refusal(call.send().await).0, "InvalidParameterValueException");
}
