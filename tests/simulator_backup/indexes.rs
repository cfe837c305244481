use aws_sdk_backup::Client;
use aws_sdk_backup::types::{Index, IndexStatus};

use crate::support::{ROLE, VOLUME, backup, client, empty, pass, point_in, refusal, scenario, vault};

const DATABASE: &str = "arn:aws:rds:us-east-1:123456789012:db:orders";

async fn set(client: &Client, arn: &str, index: Index) -> Result<Option<IndexStatus>, (String, String)> {
    let set = client.update_recovery_point_index_settings().backup_vault_name("nightly");
    match set.recovery_point_arn(arn).index(index).iam_role_arn(ROLE).send().await {
        Ok(answer) => Ok(answer.index_status().cloned()),
        refused => Err(refusal(refused)),
    }
}

async fn listed(client: &Client, status: IndexStatus) -> usize {
    let list = client.list_indexed_recovery_points().index_status(status).send().await.unwrap();
    list.indexed_recovery_points().len()
}

#[tokio::test]
async fn an_index_is_pending_then_active_then_deleted() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 900);
    let arn = point_in(&client, "nightly").await;
    let details = || {
        client.get_recovery_point_index_details().backup_vault_name("nightly").recovery_point_arn(&arn).send()
    };
    assert_eq!(refusal(details().await).0, "ResourceNotFoundException");
    assert_eq!(set(&client, &arn, Index::Enabled).await, Ok(Some(IndexStatus::Pending)));
    assert_eq!(listed(&client, IndexStatus::Pending).await, 1);
    pass(&simulator, 3600);
    let found = details().await.unwrap();
    assert_eq!(found.index_status(), Some(&IndexStatus::Active));
    assert!(found.index_completion_date() > found.index_creation_date());
    assert!(found.total_items_indexed().unwrap() > 0);
    assert_eq!(found.source_resource_arn(), Some(VOLUME));
    let describe = client.describe_recovery_point().backup_vault_name("nightly").recovery_point_arn(&arn);
    assert_eq!(describe.send().await.unwrap().index_status(), Some(&IndexStatus::Active));
    assert_eq!(listed(&client, IndexStatus::Active).await, 1);
    assert_eq!(set(&client, &arn, Index::Disabled).await, Ok(Some(IndexStatus::Deleting)));
    assert!(details().await.unwrap().index_deletion_date().is_some());
    assert_eq!(set(&client, &arn, Index::Enabled).await.unwrap_err().0, "InvalidRequestException");
    pass(&simulator, 60);
    assert_eq!(refusal(details().await).0, "ResourceNotFoundException");
    assert_eq!(listed(&client, IndexStatus::Active).await, 0);
}

#[tokio::test]
async fn only_volumes_and_buckets_are_indexed() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    backup(&client, "nightly", DATABASE).await;
    pass(&simulator, 3600);
    let arn = point_in(&client, "nightly").await;
    assert_eq!(set(&client, &arn, Index::Enabled).await.unwrap_err().0, "InvalidRequestException");
    assert_eq!(set(&client, &arn, Index::Disabled).await, Ok(None));
    assert_eq!(set(&client, "arn:none", Index::Enabled).await.unwrap_err().0, "ResourceNotFoundException");
}

#[tokio::test]
async fn indexes_are_filtered_and_fail_without_permission() {
    let simulator = scenario(
        r#"
        account = "123456789012"
        region = "us-east-1"
        roles_without_delete = ["AWSBackupDefaultServiceRole"]
        vaults = [{ name = "nightly" }]
        resources = [{ type = "EBS", name = "data", size = "1 GiB" }, { type = "S3", name = "media", size = "1 GiB" }]
        points = [
          { resource = "data", vault = "nightly", created = "-2d", index = "pending" },
          { resource = "media", vault = "nightly", created = "-1d", index = "active" },
        ]
        "#,
    )
    .await;
    let client = client(&simulator);
    pass(&simulator, 600);
    assert_eq!(listed(&client, IndexStatus::Failed).await, 1);
    let buckets = client.list_indexed_recovery_points().resource_type("S3").send().await.unwrap();
    let [bucket] = buckets.indexed_recovery_points() else { panic!("{buckets:?}") };
    assert_eq!((bucket.index_status(), bucket.iam_role_arn()), (Some(&IndexStatus::Active), Some(ROLE)));
    let of_bucket = client.list_indexed_recovery_points().source_resource_arn("arn:aws:s3:::media");
    assert_eq!(of_bucket.send().await.unwrap().indexed_recovery_points().len(), 1);
}
