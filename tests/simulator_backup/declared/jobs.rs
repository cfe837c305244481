//! Backup and copy jobs.

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{VOLUME, backup, refusal};

pub const GROUP: Group = Group {
    refusals: refusals! {
        "DescribeBackupJob" "ResourceNotFoundException" => describe_unknown;
        "DescribeCopyJob" "ResourceNotFoundException" => describe_unknown_copy;
        "StopBackupJob" "InvalidRequestException" => stop_what_has_ended;
        "StopBackupJob" "ResourceNotFoundException" => stop_unknown;
    },
    never: &[
        ("DescribeBackupJob", "InvalidParameterValueException", "the model takes every text as an id"),
        ("DescribeCopyJob", "InvalidParameterValueException", "the model takes every text as an id"),
        ("StopBackupJob", "InvalidParameterValueException", "the model takes every text as an id"),
    ],
    not_yet: &[
        ("StartBackupJob", "InvalidRequestException"),
        ("StartBackupJob", "LimitExceededException"),
        ("StartBackupJob", "ResourceNotFoundException"),
        ("StartCopyJob", "InvalidRequestException"),
        ("StartCopyJob", "LimitExceededException"),
        ("StartCopyJob", "ResourceNotFoundException"),
    ],
    calls: calls! {
        "DescribeBackupJob" => describe;
        "DescribeCopyJob" => describe_copy;
        "ListBackupJobs" => list;
        "ListCopyJobs" => list_copies;
        "StartBackupJob" => start;
        "StopBackupJob" => stop;
    },
    not_called_yet: &["StartCopyJob"],
};

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
