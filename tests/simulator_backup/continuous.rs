use aws_sdk_backup::Client;

use crate::support::{client, pass, refusal, scenario};

const DAY: i64 = 86_400;
const BUCKET: &str = "arn:aws:s3:::media-assets";
const DATABASE: &str = "arn:aws:rds:us-east-1:123456789012:db:orders";
const SCENARIO: &str = r#"
account = "123456789012"
region = "us-east-1"
history = { days = 2 }
vaults = [{ name = "pitr" }]
resources = [
  { type = "S3", name = "media-assets", size = "40 GiB" },
  { type = "RDS", name = "orders", size = "40 GiB" },
]
[[plans]]
name = "continuous"
rules = [{ name = "pitr", vault = "pitr", schedule = "daily -3h", keep_days = 14, continuous = true }]
selections = [{ name = "all", resources = ["media-assets", "orders"] }]
"#;

/// Status, message and ARN of a resource's points, newest first.
async fn points(client: &Client, resource: &str) -> Vec<(String, String, String)> {
    let listed = client.list_recovery_points_by_resource().resource_arn(resource).send().await.unwrap();
    let shown = |point: &aws_sdk_backup::types::RecoveryPointByResource| {
        let message = point.status_message().unwrap_or_default().to_owned();
        let arn = point.recovery_point_arn().unwrap().to_owned();
        (point.status().unwrap().as_str().to_owned(), message, arn)
    };
    listed.recovery_points().iter().map(shown).collect()
}

async fn disassociate(client: &Client, arn: &str) -> Result<(), (String, String)> {
    let call = client.disassociate_recovery_point().backup_vault_name("pitr").recovery_point_arn(arn);
    match call.send().await {
        Ok(_) => Ok(()),
        refused => Err(refusal(refused)),
    }
}

#[tokio::test]
async fn a_disassociated_database_leaves_the_vault_and_a_bucket_stays_stopped() {
    let simulator = scenario(SCENARIO).await;
    let client = client(&simulator);
    let database = points(&client, DATABASE).await[0].2.clone();
    disassociate(&client, &database).await.unwrap();
    assert_eq!(points(&client, DATABASE).await, []);
    assert_eq!(disassociate(&client, &database).await.unwrap_err().0, "ResourceNotFoundException");
    let bucket = points(&client, BUCKET).await[0].2.clone();
    disassociate(&client, &bucket).await.unwrap();
    assert_eq!(points(&client, BUCKET).await[0].0, "STOPPED");
    assert_eq!(disassociate(&client, &bucket).await.unwrap_err().0, "InvalidRequestException");
}

#[tokio::test]
async fn a_stopped_point_is_followed_by_a_new_one_and_goes_with_its_retention() {
    let simulator = scenario(SCENARIO).await;
    let client = client(&simulator);
    let bucket = points(&client, BUCKET).await[0].2.clone();
    disassociate(&client, &bucket).await.unwrap();
    pass(&simulator, DAY);
    let found = points(&client, BUCKET).await;
    assert_eq!(found.iter().map(|point| &*point.0).collect::<Vec<_>>(), ["AVAILABLE", "STOPPED"]);
    assert_ne!(found[0].2, bucket);
    pass(&simulator, 14 * DAY);
    let found = points(&client, BUCKET).await;
    assert_eq!(found.iter().map(|point| &*point.0).collect::<Vec<_>>(), ["AVAILABLE"]);
}

#[tokio::test]
async fn an_interruption_stops_a_point_at_its_moment() {
    let simulator = scenario(&format!(
        "{SCENARIO}\n[[interruptions]]\nresource = \"media-assets\"\nat = \"+1h\"\nmessage = \"Versioning is off.\""
    ))
    .await;
    let client = client(&simulator);
    pass(&simulator, 3599);
    assert_eq!(points(&client, BUCKET).await[0].0, "AVAILABLE");
    pass(&simulator, 1);
    let (status, message, _) = points(&client, BUCKET).await[0].clone();
    assert_eq!((&*status, &*message), ("STOPPED", "Versioning is off."));
}

#[tokio::test]
async fn a_continuous_point_has_no_lifecycle_of_its_own_and_a_snapshot_is_not_disassociated() {
    let simulator = scenario(SCENARIO).await;
    let client = client(&simulator);
    let bucket = points(&client, BUCKET).await[0].2.clone();
    let update =
        client.update_recovery_point_lifecycle().backup_vault_name("pitr").recovery_point_arn(bucket);
    let lifecycle = aws_sdk_backup::types::Lifecycle::builder().delete_after_days(20).build();
    assert_eq!(refusal(update.lifecycle(lifecycle).send().await).0, "InvalidRequestException");
    crate::support::backup(&client, "pitr", BUCKET).await;
    pass(&simulator, 900);
    let snapshot = points(&client, BUCKET).await[0].2.clone();
    assert_eq!(disassociate(&client, &snapshot).await.unwrap_err().0, "InvalidRequestException");
}
