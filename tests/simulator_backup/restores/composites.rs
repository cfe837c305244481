//! Restores of composites and of their parts.

use std::collections::HashMap;

use aws_sdk_backup::Client;
use aws_sdk_backup::types::{RecoveryPointByBackupVault, RestoreJobsListMember};
use vaultdeck::simulator::Simulator;

use super::{job, metadata, restore, started, status, types};
use crate::support::{backup, pass, refusal};

const CLUSTER: &str = "arn:aws:eks:us-east-1:123456789012:cluster/shop";
const STACK: &str =
    "arn:aws:cloudformation:us-east-1:123456789012:stack/billing/00000000-0000-4000-8000-000000000001";

/// A fresh composite backup: its point's ARN, and its members.
async fn composite(resource: &str) -> (Simulator, Client, String, Vec<RecoveryPointByBackupVault>) {
    let (simulator, client) = types().await;
    let id = backup(&client, "main", resource).await;
    pass(&simulator, 2 * 3600);
    let backup = client.describe_backup_job().backup_job_id(id).send().await.unwrap();
    assert_eq!(backup.state().unwrap().as_str(), "COMPLETED", "{backup:?}");
    let arn = backup.recovery_point_arn.unwrap();
    let list = client.list_recovery_points_by_backup_vault().backup_vault_name("main");
    let members = list.by_parent_recovery_point_arn(&arn).send().await.unwrap().recovery_points.unwrap();
    (simulator, client, arn, members)
}

fn arn_of(members: &[RecoveryPointByBackupVault], kind: &str) -> String {
    let found = members.iter().find(|point| point.resource_type() == Some(kind));
    found.unwrap().recovery_point_arn().unwrap().to_owned()
}

async fn children(client: &Client, id: &str) -> Vec<RestoreJobsListMember> {
    let list = client.list_restore_jobs().by_parent_job_id(id);
    list.send().await.unwrap().restore_jobs.unwrap()
}

/// The restore of a type among the children.
fn child<'a>(jobs: &'a [RestoreJobsListMember], kind: &str) -> &'a RestoreJobsListMember {
    jobs.iter().find(|job| job.resource_type() == Some(kind)).unwrap()
}

/// Into a cluster that is there.
fn into_shop(more: &[(&str, &str)]) -> HashMap<String, String> {
    let mut given = metadata(&[("clusterName", "shop"), ("newCluster", "false")]);
    given.extend(metadata(more));
    given
}

/// Metadata of a nested restore: JSON text in JSON text.
fn nested(arn: &str, given: &HashMap<String, String>) -> String {
    serde_json::json!({ arn: serde_json::to_string(given).unwrap() }).to_string()
}

#[tokio::test]
async fn a_cluster_is_restored_with_its_children_and_ends_after_the_last() {
    let (simulator, client, arn, members) = composite(CLUSTER).await;
    assert_eq!(members.len(), 3, "state, volume and file system");
    let volume = arn_of(&members, "EBS");
    let told = metadata(&[("availabilityZone", "us-east-1f"), ("volumeType", "gp3")]);
    let given = into_shop(&[("nestedRestoreJobs", &nested(&volume, &told))]);
    let id = started(&client, &arn, &given).await;
    let jobs = children(&client, &id).await;
    let mut kinds: Vec<_> = jobs.iter().filter_map(|job| job.resource_type()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["EBS", "EFS", "EKS"]);
    assert!(jobs.iter().all(|job| job.parent_job_id() == Some(&*id) && !job.is_parent()));
    pass(&simulator, 4 * 3600);
    let parent = job(&client, &id).await;
    assert_eq!((status(&parent), parent.is_parent()), ("COMPLETED", true));
    assert_eq!(parent.created_resource_arn(), Some(CLUSTER));
    for made in children(&client, &id).await {
        assert_eq!(made.status().unwrap().as_str(), "COMPLETED", "{made:?}");
        assert!(parent.completion_date().unwrap() > made.completion_date().unwrap(), "{made:?}");
    }
    let kept = async |kind: &str| {
        let id = child(&jobs, kind).restore_job_id().unwrap();
        client.get_restore_job_metadata().restore_job_id(id).send().await.unwrap().metadata.unwrap()
    };
    assert_eq!(kept("EBS").await, told);
    assert_eq!(kept("EFS").await["newFileSystem"], "true", "what nobody tells is inferred");
    assert_eq!(kept("EKS").await["clusterName"], "shop", "the state goes where the cluster goes");
}

#[tokio::test]
async fn a_child_that_fails_fails_the_whole() {
    let (simulator, client, arn, members) = composite(CLUSTER).await;
    let foreign = "arn:aws:kms:eu-west-1:123456789012:key/9c1f7a52-5d0e-4b0a-8f5e-2d1c7f3b6a90";
    let told = metadata(&[("availabilityZone", "us-east-1a"), ("encrypted", "true"), ("kmsKeyId", foreign)]);
    let given = into_shop(&[("nestedRestoreJobs", &nested(&arn_of(&members, "EBS"), &told))]);
    let id = started(&client, &arn, &given).await;
    pass(&simulator, 4 * 3600);
    let jobs = children(&client, &id).await;
    assert_eq!(child(&jobs, "EBS").status().unwrap().as_str(), "FAILED");
    assert_eq!(child(&jobs, "EFS").status().unwrap().as_str(), "COMPLETED");
    let parent = job(&client, &id).await;
    assert_eq!(status(&parent), "FAILED");
    assert!(parent.status_message().unwrap().contains("nested restore jobs"), "{parent:?}");
}

#[tokio::test]
async fn nested_metadata_are_checked_before_anything_starts() {
    let (_simulator, client, arn, members) = composite(CLUSTER).await;
    let volume = arn_of(&members, "EBS");
    let good = metadata(&[("availabilityZone", "us-east-1a")]);
    let bad = metadata(&[("availabilityZone", "us-east-1a"), ("volumeType", "fast")]);
    for (nested, named) in [
        (nested(&volume, &bad), "volumeType"),
        (nested("arn:aws:ec2:us-east-1::snapshot/snap-0", &good), "nestedRestoreJobs"),
        ("[]".to_owned(), "nestedRestoreJobs"),
    ] {
        let given = into_shop(&[("nestedRestoreJobs", &nested)]);
        let (code, message) = refusal(restore(&client, &arn, &given).send().await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(named), "{message}");
    }
    assert!(client.list_restore_jobs().send().await.unwrap().restore_jobs().is_empty());
}

#[tokio::test]
async fn only_the_state_is_restored_when_manifests_only_are_asked_for() {
    let (_simulator, client, arn, _) = composite(CLUSTER).await;
    let id = started(&client, &arn, &into_shop(&[("restoreKubernetesManifestsOnly", "true")])).await;
    let jobs = children(&client, &id).await;
    let kinds: Vec<_> = jobs.iter().filter_map(|job| job.resource_type()).collect();
    assert_eq!(kinds, ["EKS"]);
}

#[tokio::test]
async fn a_refused_composite_restores_no_children() {
    let (simulator, client, arn, _) = composite(CLUSTER).await;
    let network = r#"{"vpcId":"vpc-1","subnetIds":["subnet-1"],"securityGroupIds":["sg-1"]}"#;
    let taken = metadata(&[
        ("clusterName", "shop"),
        ("newCluster", "true"),
        ("eksClusterVersion", "1.33"),
        ("clusterRole", "arn:aws:iam::123456789012:role/eks"),
        ("clusterVpcConfig", network),
    ]);
    let id = started(&client, &arn, &taken).await;
    pass(&simulator, 3600);
    assert_eq!(status(&job(&client, &id).await), "FAILED");
    assert_eq!(children(&client, &id).await, []);
}

#[tokio::test]
async fn the_template_of_a_stack_is_restored_as_a_change_set_of_a_stack() {
    let (simulator, client, _, members) = composite(STACK).await;
    let template = arn_of(&members, "CloudFormation");
    let given = metadata(&[("StackName", "billing-2"), ("ChangeSetName", "restored")]);
    let id = started(&client, &template, &given).await;
    pass(&simulator, 3600);
    let done = job(&client, &id).await;
    assert_eq!((status(&done), done.is_parent()), ("COMPLETED", false));
    let made = done.created_resource_arn().unwrap();
    assert!(made.starts_with("arn:aws:cloudformation:us-east-1:123456789012:stack/billing-2/"), "{made}");
    let table = arn_of(&members, "DynamoDB");
    let id = started(&client, &table, &metadata(&[("targetTableName", "invoices-2")])).await;
    pass(&simulator, 3600);
    assert_eq!(status(&job(&client, &id).await), "COMPLETED");
}

#[tokio::test]
async fn the_state_of_a_cluster_goes_with_the_whole_and_only_with_it() {
    let (simulator, client, arn, members) = composite(CLUSTER).await;
    let state = arn_of(&members, "EKS");
    let delete =
        |arn: &str| client.delete_recovery_point().backup_vault_name("main").recovery_point_arn(arn).send();
    let leave = client.disassociate_recovery_point_from_parent().backup_vault_name("main");
    assert_eq!(refusal(leave.recovery_point_arn(&state).send().await).0, "InvalidRequestException");
    assert_eq!(refusal(delete(&state).await).0, "InvalidRequestException");
    assert_eq!(refusal(delete(&arn).await).0, "InvalidRequestException", "volume and file system are there");
    for kind in ["EBS", "EFS"] {
        delete(&arn_of(&members, kind)).await.unwrap();
    }
    delete(&arn).await.unwrap();
    let describe =
        |arn: &str| client.describe_recovery_point().backup_vault_name("main").recovery_point_arn(arn).send();
    assert_eq!(describe(&state).await.unwrap().status().unwrap().as_str(), "DELETING");
    pass(&simulator, 61);
    for gone in [&arn, &state] {
        assert_eq!(refusal(describe(gone).await).0, "ResourceNotFoundException");
    }
}
