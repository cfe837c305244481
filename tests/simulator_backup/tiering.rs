//! Tiering configurations.

use aws_sdk_backup::types::{
    ResourceSelection, TieringConfigurationInputForCreate, TieringConfigurationInputForUpdate,
};

use crate::support::{empty, pass, refusal, vault};

pub fn selection(resource: &str) -> ResourceSelection {
    let selection = ResourceSelection::builder().resource_type("S3").tiering_down_settings_in_days(60);
    selection.resources(resource).build().unwrap()
}

pub fn input(
    name: &str,
    vault: &str,
    selections: Vec<ResourceSelection>,
) -> TieringConfigurationInputForCreate {
    TieringConfigurationInputForCreate::builder()
        .tiering_configuration_name(name)
        .backup_vault_name(vault)
        .set_resource_selection(Some(selections))
        .build()
        .unwrap()
}

pub fn change(vault: &str) -> TieringConfigurationInputForUpdate {
    let change = TieringConfigurationInputForUpdate::builder().backup_vault_name(vault);
    change.resource_selection(selection("arn:aws:s3:::media")).build().unwrap()
}

#[tokio::test]
async fn a_configuration_is_made_read_changed_and_deleted() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let create = || {
        let input = input("cheap", "*", vec![selection("*")]);
        client.create_tiering_configuration().tiering_configuration(input).creator_request_id("t1").send()
    };
    let made = create().await.unwrap();
    assert_eq!(made.tiering_configuration_arn(), create().await.unwrap().tiering_configuration_arn());
    pass(&simulator, 60);
    let update = client.update_tiering_configuration().tiering_configuration_name("cheap");
    let updated = update.tiering_configuration(change("nightly")).send().await.unwrap();
    assert_eq!(updated.last_updated_time().unwrap().secs() - updated.creation_time().unwrap().secs(), 60);
    let got = client.get_tiering_configuration().tiering_configuration_name("cheap").send().await.unwrap();
    let tiering = got.tiering_configuration().unwrap();
    assert_eq!(tiering.backup_vault_name(), "nightly");
    assert_eq!(tiering.resource_selection(), [selection("arn:aws:s3:::media")]);
    assert_eq!(tiering.creator_request_id(), Some("t1"));
    let listed = client.list_tiering_configurations().send().await.unwrap();
    assert_eq!(listed.tiering_configurations()[0].tiering_configuration_name(), Some("cheap"));
    let delete = || client.delete_tiering_configuration().tiering_configuration_name("cheap").send();
    delete().await.unwrap();
    assert_eq!(refusal(delete().await).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_vault_has_one_configuration_of_its_own() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    vault(&client, "weekly").await;
    let create = |name: &str, vault: &str| {
        let input = input(name, vault, vec![selection("*")]);
        client.create_tiering_configuration().tiering_configuration(input).send()
    };
    create("all", "*").await.unwrap();
    create("night", "nightly").await.unwrap();
    create("week", "weekly").await.unwrap();
    assert_eq!(refusal(create("other", "nightly").await).0, "ConflictException");
    assert_eq!(refusal(create("night", "*").await).0, "AlreadyExistsException");
    assert_eq!(refusal(create("gone", "gone").await).0, "InvalidParameterValueException");
    let update = |vault: &str| {
        let update = client.update_tiering_configuration().tiering_configuration_name("night");
        update.tiering_configuration(change(vault)).send()
    };
    assert_eq!(refusal(update("weekly").await).0, "ConflictException");
    update("nightly").await.unwrap();
}

#[tokio::test]
async fn only_buckets_are_tiered_and_not_too_many() {
    let (_simulator, client) = empty().await;
    let create = |selections| {
        let input = input("cheap", "*", selections);
        client.create_tiering_configuration().tiering_configuration(input).send()
    };
    let mut files = selection("*");
    files.resource_type = "EFS".to_owned();
    for (selections, code) in [
        (vec![files], "InvalidParameterValueException"),
        (vec![selection("media")], "InvalidParameterValueException"),
        (vec![], "InvalidParameterValueException"),
        (vec![selection("*"); 6], "LimitExceededException"),
    ] {
        assert_eq!(refusal(create(selections).await).0, code);
    }
    let mut many = selection("*");
    many.resources = vec!["arn:aws:s3:::media".to_owned(); 101];
    assert_eq!(refusal(create(vec![many]).await).0, "LimitExceededException");
    create(vec![selection("*"); 5]).await.unwrap();
}
