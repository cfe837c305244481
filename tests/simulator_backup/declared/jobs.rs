//! Backup and copy jobs.

use aws_sdk_backup::operation::start_backup_job::builders::StartBackupJobFluentBuilder;
use aws_sdk_backup::operation::start_copy_job::builders::StartCopyJobFluentBuilder;

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{ROLE, VOLUME, backup, refusal};

pub const GROUP: Group = Group {
    refusals: refusals! {
        "DescribeBackupJob" "ResourceNotFoundException" => describe_unknown;
        "DescribeCopyJob" "ResourceNotFoundException" => describe_unknown_copy;
        "StartBackupJob" "InvalidRequestException" => start_of_a_type_not_opted_in;
        "StartBackupJob" "LimitExceededException" => start_with_too_many_tags;
        "StartBackupJob" "ResourceNotFoundException" => start_for_what_is_gone;
        "StartCopyJob" "InvalidRequestException" => copy_to_anothers_default_vault;
        "StartCopyJob" "LimitExceededException" => copy_too_often_to_another_account;
        "StartCopyJob" "ResourceNotFoundException" => copy_what_is_not_there;
        "StopBackupJob" "InvalidRequestException" => stop_what_has_ended;
        "StopBackupJob" "ResourceNotFoundException" => stop_unknown;
    },
    never: &[
        ("DescribeBackupJob", "InvalidParameterValueException", "the model takes every text as an id"),
        ("DescribeCopyJob", "InvalidParameterValueException", "the model takes every text as an id"),
        ("StopBackupJob", "InvalidParameterValueException", "the model takes every text as an id"),
    ],
    not_yet: &[],
    calls: calls! {
        "DescribeBackupJob" => describe;
        "DescribeCopyJob" => describe_copy;
        "ListBackupJobs" => list;
        "ListCopyJobs" => list_copies;
        "StartBackupJob" => start;
        "StartCopyJob" => copy;
        "StopBackupJob" => stop;
    },
    not_called_yet: &[],
};

fn start_call(at: &Fresh, resource: &str) -> StartBackupJobFluentBuilder {
    at.client.start_backup_job().backup_vault_name("Default").resource_arn(resource).iam_role_arn(ROLE)
}

async fn start_of_a_type_not_opted_in(at: Fresh) -> Refused {
    let table = "arn:aws:timestream:us-east-1:123456789012:database/metrics";
    refusal(start_call(&at, table).send().await)
}

async fn start_with_too_many_tags(at: Fresh) -> Refused {
    let tags = (0..11).map(|number| (format!("tag{number}"), "x".to_owned())).collect();
    refusal(start_call(&at, VOLUME).set_recovery_point_tags(Some(tags)).send().await)
}

async fn start_for_what_is_gone(at: Fresh) -> Refused {
    refusal(start_call(&at, "arn:aws:dynamodb:us-east-1:123456789012:table/retired").send().await)
}

/// A copy of a backup of the last nights to a vault.
async fn copy_call(at: &Fresh, to: &str) -> StartCopyJobFluentBuilder {
    let points = at.client.list_recovery_points_by_backup_vault().backup_vault_name("prod-daily");
    let points = points.by_resource_type("EBS").send().await.unwrap();
    let point = points.recovery_points()[0].recovery_point_arn().unwrap();
    let call = at.client.start_copy_job().source_backup_vault_name("prod-daily").recovery_point_arn(point);
    call.destination_backup_vault_arn(to).iam_role_arn(ROLE)
}

async fn copy(at: Fresh) {
    let to = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault";
    copy_call(&at, to).await.send().await.unwrap();
}

async fn copy_to_anothers_default_vault(at: Fresh) -> Refused {
    let to = "arn:aws:backup:us-east-1:210987654321:backup-vault:Default";
    refusal(copy_call(&at, to).await.send().await)
}

async fn copy_too_often_to_another_account(at: Fresh) -> Refused {
    let to = "arn:aws:backup:us-east-1:210987654321:backup-vault:shared";
    for _ in 0..30 {
        copy_call(&at, to).await.send().await.unwrap();
    }
    refusal(copy_call(&at, to).await.send().await)
}

async fn copy_what_is_not_there(at: Fresh) -> Refused {
    let to = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault";
    let call = copy_call(&at, to).await.recovery_point_arn("arn:aws:ec2:us-east-1::snapshot/snap-0");
    refusal(call.send().await)
}

async fn describe_unknown(at: Fresh) -> Refused {
    refusal(at.client.describe_backup_job().backup_job_id("none").send().await)
}

async fn describe_unknown_copy(at: Fresh) -> Refused {
    refusal(at.client.describe_copy_job().copy_job_id("none").send().await)
}

async fn stop_what_has_ended(at: Fresh) -> Refused {
    let failed = at.client.list_backup_jobs().by_state("FAILED".into()).send().await.unwrap();
    let id = failed.backup_jobs()[0].backup_job_id().unwrap();
    refusal(at.client.stop_backup_job().backup_job_id(id).send().await)
}

async fn stop_unknown(at: Fresh) -> Refused {
    refusal(at.client.stop_backup_job().backup_job_id("none").send().await)
}

/// Starts a backup; the job's id.
async fn started(at: &Fresh) -> String {
    let listed = at.client.list_protected_resources().send().await.unwrap();
    let volume = listed.results().iter().find(|resource| resource.resource_type() == Some("EBS"));
    backup(&at.client, "Default", volume.and_then(|volume| volume.resource_arn()).unwrap_or(VOLUME)).await
}

async fn start(at: Fresh) {
    started(&at).await;
}

async fn stop(at: Fresh) {
    let id = started(&at).await;
    at.client.stop_backup_job().backup_job_id(id).send().await.unwrap();
}

async fn describe(at: Fresh) {
    let id = started(&at).await;
    let job = at.client.describe_backup_job().backup_job_id(&id).send().await.unwrap();
    assert_eq!(job.backup_job_id(), Some(id.as_str()));
}

async fn list(at: Fresh) {
    assert!(!at.client.list_backup_jobs().send().await.unwrap().backup_jobs().is_empty());
}

async fn list_copies(at: Fresh) {
    assert!(!at.client.list_copy_jobs().send().await.unwrap().copy_jobs().is_empty());
}

async fn describe_copy(at: Fresh) {
    let listed = at.client.list_copy_jobs().send().await.unwrap();
    let id = listed.copy_jobs()[0].copy_job_id().unwrap();
    let described = at.client.describe_copy_job().copy_job_id(id).send().await.unwrap();
    assert_eq!(described.copy_job().unwrap().copy_job_id(), Some(id));
}
