//! Restore jobs and restore metadata.

use aws_sdk_backup::types::RestoreValidationStatus;

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{ROLE, VOLUME, backup, pass, refusal};

const ID: &str = "the model does not say what an id is; one that no job has is not found";
const EMPTY: &str = "nothing found is an empty list";

pub const GROUP: Group = Group {
    refusals: refusals! {
        "DescribeRestoreJob" "ResourceNotFoundException" => describe_unknown;
        "GetRecoveryPointRestoreMetadata" "ResourceNotFoundException" => metadata_of_unknown;
        "GetRestoreJobMetadata" "ResourceNotFoundException" => job_metadata_of_unknown;
        "PutRestoreValidationResult" "InvalidRequestException" => not_validating;
        "PutRestoreValidationResult" "ResourceNotFoundException" => validate_unknown;
        "StartRestoreJob" "InvalidRequestException" => composite;
        "StartRestoreJob" "ResourceNotFoundException" => unknown_point;
    },
    never: &[
        ("DescribeRestoreJob", "InvalidParameterValueException", ID),
        ("GetRestoreJobMetadata", "InvalidParameterValueException", ID),
        ("ListRestoreJobs", "ResourceNotFoundException", EMPTY),
        ("ListRestoreJobsByProtectedResource", "ResourceNotFoundException", EMPTY),
    ],
    not_yet: &[],
    calls: calls! {
        "DescribeRestoreJob" => describe;
        "GetRecoveryPointRestoreMetadata" => metadata;
        "GetRestoreJobMetadata" => job_metadata;
        "ListRestoreJobs" => list;
        "ListRestoreJobsByProtectedResource" => list_by_resource;
        "PutRestoreValidationResult" => validate;
        "StartRestoreJob" => start;
    },
    not_called_yet: &[],
};

const DATABASE: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";

async fn describe_unknown(at: Fresh) -> Refused {
    refusal(at.client.describe_restore_job().restore_job_id("none").send().await)
}

async fn metadata_of_unknown(at: Fresh) -> Refused {
    let call = at.client.get_recovery_point_restore_metadata().backup_vault_name("prod-daily");
    refusal(call.recovery_point_arn("arn:aws:ec2:us-east-1::snapshot/snap-0").send().await)
}

async fn job_metadata_of_unknown(at: Fresh) -> Refused {
    refusal(at.client.get_restore_job_metadata().restore_job_id("none").send().await)
}

async fn not_validating(at: Fresh) -> Refused {
    let id = restored(&at).await;
    let call = at.client.put_restore_validation_result().restore_job_id(id);
    refusal(call.validation_status(RestoreValidationStatus::Successful).send().await)
}

async fn validate_unknown(at: Fresh) -> Refused {
    let call = at.client.put_restore_validation_result().restore_job_id("none");
    refusal(call.validation_status(RestoreValidationStatus::Successful).send().await)
}

async fn composite(at: Fresh) -> Refused {
    let points = at.client.list_recovery_points_by_backup_vault().backup_vault_name("Default");
    let points = points.by_resource_type("CloudFormation").send().await.unwrap();
    let point = points.recovery_points().iter().find(|point| point.is_parent()).unwrap();
    let call = at.client.start_restore_job().recovery_point_arn(point.recovery_point_arn().unwrap());
    refusal(call.iam_role_arn(ROLE).metadata("StackName", "billing-2").send().await)
}

async fn unknown_point(at: Fresh) -> Refused {
    let call = at.client.start_restore_job().recovery_point_arn("arn:aws:ec2:us-east-1::snapshot/snap-0");
    refusal(call.iam_role_arn(ROLE).metadata("availabilityZone", "us-east-1a").send().await)
}

/// A volume is backed up and restored; the job's id.
async fn restored(at: &Fresh) -> String {
    let job = backup(&at.client, "Default", VOLUME).await;
    pass(&at.simulator, 300);
    let done = at.client.describe_backup_job().backup_job_id(job).send().await.unwrap();
    let call = at.client.start_restore_job().recovery_point_arn(done.recovery_point_arn().unwrap());
    let call = call.iam_role_arn(ROLE).metadata("availabilityZone", "us-east-1a");
    call.send().await.unwrap().restore_job_id.unwrap()
}

async fn start(at: Fresh) {
    restored(&at).await;
}

async fn describe(at: Fresh) {
    let id = restored(&at).await;
    at.client.describe_restore_job().restore_job_id(id).send().await.unwrap();
}

async fn metadata(at: Fresh) {
    let points = at.client.list_recovery_points_by_resource().resource_arn(DATABASE).send().await.unwrap();
    let usable = points.recovery_points().iter().find(|point| point.recovery_point_arn().is_some()).unwrap();
    let call = at.client.get_recovery_point_restore_metadata();
    let call = call.backup_vault_name(usable.backup_vault_name().unwrap());
    let given = call.recovery_point_arn(usable.recovery_point_arn().unwrap()).send().await.unwrap();
    assert!(given.restore_metadata().unwrap().contains_key("DBInstanceIdentifier"));
}

async fn job_metadata(at: Fresh) {
    let id = restored(&at).await;
    let given = at.client.get_restore_job_metadata().restore_job_id(id).send().await.unwrap();
    assert!(given.metadata().unwrap().contains_key("availabilityZone"));
}

async fn list(at: Fresh) {
    restored(&at).await;
    assert!(!at.client.list_restore_jobs().send().await.unwrap().restore_jobs().is_empty());
}

async fn list_by_resource(at: Fresh) {
    restored(&at).await;
    let found = at.client.list_restore_jobs_by_protected_resource().resource_arn(VOLUME).send().await;
    assert_eq!(found.unwrap().restore_jobs().len(), 1);
}

/// The scenario's restore testing plan runs within a month; its validator takes 20 minutes.
async fn validate(at: Fresh) {
    pass(&at.simulator, 20 * 86_400);
    for _ in 0..4 * 24 * 12 {
        pass(&at.simulator, 300);
        let jobs = at.client.list_restore_jobs().by_resource_type("RDS").max_results(1).send().await.unwrap();
        let waits = |job: &&aws_sdk_backup::types::RestoreJobsListMember| {
            job.validation_status() == Some(&RestoreValidationStatus::Validating)
        };
        if let Some(job) = jobs.restore_jobs().iter().find(waits) {
            let call = at.client.put_restore_validation_result();
            let call = call.restore_job_id(job.restore_job_id().unwrap());
            call.validation_status(RestoreValidationStatus::Successful).send().await.unwrap();
            return;
        }
    }
    panic!("no restore waits for a validation");
}
