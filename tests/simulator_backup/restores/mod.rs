//! Restores through the SDK: metadata, jobs and what they leave behind.

mod composites;
mod fates;
mod life;
mod testing;
mod types;

use std::collections::HashMap;

use aws_sdk_backup::Client;
use aws_sdk_backup::operation::describe_restore_job::DescribeRestoreJobOutput;
use vaultdeck::simulator::{Scenario, Simulator};

use crate::support::{ROLE, client, simulator};

/// One resource of each type with a recovery point.
pub async fn types() -> (Simulator, Client) {
    let simulator = simulator(Scenario::File("tests/simulator_backup/restores/types.toml".into())).await;
    let client = client(&simulator);
    (simulator, client)
}

/// Metadata of pairs.
pub fn metadata(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The ARN of the newest point of a resource by its name; `continuous` points are told by their ARN.
pub async fn point(client: &Client, name: &str, continuous: bool) -> String {
    let points =
        client.list_recovery_points_by_backup_vault().backup_vault_name("main").send().await.unwrap();
    let fits = |arn: &str| arn.contains(":continuous:") == continuous;
    let mut found = points.recovery_points().iter().filter(|point| point.resource_name() == Some(name));
    let found = found.find(|point| fits(point.recovery_point_arn().unwrap()));
    found.unwrap().recovery_point_arn().unwrap().to_owned()
}

/// A restore on its way to being sent.
pub fn restore(
    client: &Client,
    point: &str,
    metadata: &HashMap<String, String>,
) -> aws_sdk_backup::operation::start_restore_job::builders::StartRestoreJobFluentBuilder {
    client
        .start_restore_job()
        .recovery_point_arn(point)
        .iam_role_arn(ROLE)
        .set_metadata(Some(metadata.clone()))
}

/// Starts a restore that is taken; returns the job's id.
pub async fn started(client: &Client, point: &str, metadata: &HashMap<String, String>) -> String {
    restore(client, point, metadata).send().await.unwrap().restore_job_id.unwrap()
}

/// A restore job as it is now.
pub async fn job(client: &Client, id: &str) -> DescribeRestoreJobOutput {
    client.describe_restore_job().restore_job_id(id).send().await.unwrap()
}

/// Its status.
pub fn status(job: &DescribeRestoreJobOutput) -> &str {
    job.status().unwrap().as_str()
}
