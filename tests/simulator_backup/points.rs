use aws_sdk_backup::primitives::DateTime;

use crate::support::{VOLUME, backup, client_of, empty, pass, refusal, small, start, vault};

#[tokio::test]
async fn a_finished_backup_is_found_by_vault_by_resource_and_by_arn() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 600);
    let listed =
        client.list_recovery_points_by_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    let [point] = listed.recovery_points() else { panic!("{listed:?}") };
    let arn = point.recovery_point_arn().unwrap();
    assert!(arn.starts_with("arn:aws:ec2:us-east-1::snapshot/snap-"), "{arn}");
    assert_eq!(point.status().unwrap().as_str(), "COMPLETED");
    let described = client
        .describe_recovery_point()
        .backup_vault_name("nightly")
        .recovery_point_arn(arn)
        .send()
        .await
        .unwrap();
    assert_eq!(described.storage_class().unwrap().as_str(), "WARM");
    assert_eq!(described.backup_size_in_bytes(), point.backup_size_in_bytes());
    let by_resource = client.list_recovery_points_by_resource().resource_arn(VOLUME).send().await.unwrap();
    let [same] = by_resource.recovery_points() else { panic!("{by_resource:?}") };
    assert_eq!(same.backup_size_bytes(), point.backup_size_in_bytes());
    let (code, _) = refusal(
        client
            .describe_recovery_point()
            .backup_vault_name("nightly")
            .recovery_point_arn("arn:none")
            .send()
            .await,
    );
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(
        refusal(client.list_recovery_points_by_backup_vault().backup_vault_name("none").send().await).0,
        "AccessDeniedException"
    );
}

#[tokio::test]
async fn points_are_filtered_by_type_resource_and_time() {
    let (_simulator, client) = small().await;
    let list = || client.list_recovery_points_by_backup_vault().backup_vault_name("prod-daily");
    let all = list().send().await.unwrap();
    let ebs = list().by_resource_type("EBS").send().await.unwrap();
    assert!(!ebs.recovery_points().is_empty());
    assert!(ebs.recovery_points().len() < all.recovery_points().len());
    assert!(ebs.recovery_points().iter().all(|point| point.resource_type() == Some("EBS")));
    let arn = ebs.recovery_points()[0].resource_arn().unwrap();
    let same = list().by_resource_arn(arn).send().await.unwrap();
    assert_eq!(same.recovery_points().len(), ebs.recovery_points().len());
    let day_ago = DateTime::from_secs(start().as_second() - 86_400);
    let newer = list().by_created_after(day_ago).send().await.unwrap().recovery_points().len();
    let older = list().by_created_before(day_ago).send().await.unwrap().recovery_points().len();
    assert_eq!(newer + older, all.recovery_points().len());
    assert!(newer > 0 && older > 0);
}

#[tokio::test]
async fn points_of_a_plan_carry_its_mark_retention_and_tags() {
    let (_simulator, client) = small().await;
    let listed = client
        .list_recovery_points_by_backup_vault()
        .backup_vault_name("prod-daily")
        .by_resource_type("DynamoDB")
        .send()
        .await
        .unwrap();
    let point = &listed.recovery_points()[0];
    assert_eq!(point.created_by().unwrap().backup_rule_name(), Some("daily"));
    assert_eq!(point.lifecycle().unwrap().delete_after_days(), Some(35));
    let delete_at = point.calculated_lifecycle().unwrap().delete_at().unwrap().secs();
    assert_eq!(delete_at - point.creation_date().unwrap().secs(), 35 * 86_400);
    let tags = client.list_tags().resource_arn(point.recovery_point_arn().unwrap()).send().await.unwrap();
    assert_eq!(tags.tags().unwrap()["origin"], "plan");
}

#[tokio::test]
async fn copies_stand_in_the_other_region_with_the_age_of_their_source() {
    let (simulator, _) = small().await;
    let west = client_of(&simulator, "AKIAIOSFODNN7EXAMPLE", "us-west-2");
    let listed =
        west.list_recovery_points_by_backup_vault().backup_vault_name("dr-vault").send().await.unwrap();
    let copy = listed.recovery_points().iter().find(|point| point.resource_type() == Some("RDS")).unwrap();
    assert!(
        copy.recovery_point_arn().unwrap().contains("us-west-2:123456789012:snapshot:awsbackup:copyjob-")
    );
    assert_eq!(
        copy.source_backup_vault_arn(),
        Some("arn:aws:backup:us-east-1:123456789012:backup-vault:prod-daily")
    );
    assert!(copy.creation_date() < copy.initiation_date());
}

#[tokio::test]
async fn a_continuous_point_is_one_for_all_runs() {
    let (_simulator, client) = small().await;
    let listed = client
        .list_recovery_points_by_resource()
        .resource_arn("arn:aws:s3:::media-assets")
        .send()
        .await
        .unwrap();
    let [point] = listed.recovery_points() else { panic!("{listed:?}") };
    assert_eq!(point.status().unwrap().as_str(), "AVAILABLE");
    assert!(point.recovery_point_arn().unwrap().contains(":recovery-point:continuous:media-assets-"));
}

#[tokio::test]
async fn points_go_when_their_retention_ends_unless_they_cannot() {
    let (simulator, client) = small().await;
    let statuses = async |vault: &str| -> Vec<String> {
        let listed =
            client.list_recovery_points_by_backup_vault().backup_vault_name(vault).send().await.unwrap();
        let status = |point: &aws_sdk_backup::types::RecoveryPointByBackupVault| {
            point.status().unwrap().as_str().to_owned()
        };
        listed.recovery_points().iter().map(status).collect()
    };
    assert!(statuses("Default").await.contains(&"EXPIRED".to_owned()));
    let before = statuses("prod-daily").await.len();
    pass(&simulator, 34 * 86_400);
    assert!(statuses("prod-daily").await.len() > before, "the plans go on");
    pass(&simulator, 86_400 * 10);
    assert!(statuses("prod-daily").await.len() < 45 * 4, "old points are gone");
    assert!(statuses("Default").await.contains(&"EXPIRED".to_owned()));
}

#[tokio::test]
async fn protected_resources_are_those_with_points() {
    let (_simulator, client) = small().await;
    let listed = client.list_protected_resources().send().await.unwrap();
    let names: Vec<_> = listed.results().iter().filter_map(|resource| resource.resource_name()).collect();
    assert!(names.contains(&"orders-db") && names.contains(&"media-assets"), "{names:?}");
    let by_vault =
        client.list_protected_resources_by_backup_vault().backup_vault_name("Default").send().await.unwrap();
    assert!(by_vault.results().len() < listed.results().len());
    let orders =
        listed.results().iter().find(|resource| resource.resource_name() == Some("orders-db")).unwrap();
    let described = client
        .describe_protected_resource()
        .resource_arn(orders.resource_arn().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(described.last_recovery_point_arn(), orders.last_recovery_point_arn());
    assert_eq!(described.latest_restore_execution_time_minutes(), Some(22));
    let (code, _) = refusal(client.describe_protected_resource().resource_arn(VOLUME).send().await);
    assert_eq!(code, "ResourceNotFoundException");
}
