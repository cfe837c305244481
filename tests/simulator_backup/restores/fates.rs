//! How restores end that AWS Backup, the account or the target service does not let through.

use std::collections::HashMap;

use aws_sdk_backup::Client;
use vaultdeck::simulator::Simulator;

use super::{job, metadata, restore, started, status};
use crate::support::{ROLE, client, pass, point_in, refusal, scenario};

const HOUR: i64 = 3600;

/// An account with one recovery point of one resource, and something more to say about the account and the resource.
async fn one(kind: &str, account: &str, resource: &str) -> (Simulator, Client, String) {
    let simulator = scenario(&format!(
        r#"
        account = "123456789012"
        region = "us-east-1"
        {account}
        [[vaults]]
        name = "main"
        [[resources]]
        type = "{kind}"
        name = "thing"
        size = "4 GiB"
        {resource}
        [[points]]
        resource = "thing"
        vault = "main"
        created = "-1d"
        "#
    ))
    .await;
    let client = client(&simulator);
    let arn = point_in(&client, "main").await;
    (simulator, client, arn)
}

/// Metadata with which a type is restored when nothing stands in the way.
fn plain(kind: &str) -> HashMap<String, String> {
    metadata(match kind {
        "EC2" => &[("InstanceType", "m6i.large")],
        "RDS" => &[("DBInstanceIdentifier", "thing-2")],
        "Aurora" => &[("dbClusterIdentifier", "thing-2"), ("engine", "aurora-mysql")],
        "S3" => &[("DestinationBucketName", "thing-2"), ("NewBucket", "true")],
        _ => &[("aws:backup:TargetDatabaseArn", "arn:aws:ssm-sap:us-east-1:123456789012:HANA/thing/DB/HDB")],
    })
}

#[tokio::test]
async fn without_a_default_vpc_a_restore_has_to_be_told_where_to_go() {
    let groups = r#"["sg-1"]"#;
    for (kind, more, words) in [
        ("EC2", None, "No subnets found for the default VPC. Please specify a subnet."),
        (
            "EC2",
            Some(("SecurityGroupIds", groups)),
            "No default VPC for this user. GroupName is only supported",
        ),
        ("EC2", Some(("SubnetId", "subnet-1")), ""),
        ("RDS", None, "No default subnet detected in VPC."),
        ("RDS", Some(("DBSubnetGroupName", "internal")), ""),
        ("Aurora", None, "No default subnet detected in VPC."),
    ] {
        let (simulator, client, arn) = one(kind, "no_default_vpc = true", "").await;
        let mut given = plain(kind);
        given.extend(more.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let id = started(&client, &arn, &given).await;
        pass(&simulator, HOUR);
        let ended = job(&client, &id).await;
        let expected = if words.is_empty() { "COMPLETED" } else { "FAILED" };
        assert_eq!(status(&ended), expected, "{kind} {more:?}");
        assert!(ended.status_message().unwrap_or_default().starts_with(words), "{kind} {more:?}: {ended:?}");
        assert_eq!(ended.created_resource_arn().is_some(), words.is_empty());
    }
}

#[tokio::test]
async fn a_restore_ends_as_the_scenario_foretells() {
    for (kind, state, message, words) in [
        ("EC2", "failed", "67", "Encoded authorization failure message: 4Hs8pWqT"),
        ("RDS", "failed", "73", "is not authorized to perform: rds:RestoreDBInstanceFromDBSnapshot"),
        ("S3", "failed", "74", "Access denied performing s3:CreateBucket on the destination bucket"),
        ("S3", "failed", "76", "No objects were restored from the recovery point"),
        ("S3", "completed", "\"some-objects-not-restored\"", "One or more objects failed to be restored"),
        ("SAP HANA on Amazon EC2", "failed", "82", "current restore job status is: CANCELLED"),
        ("SAP HANA on Amazon EC2", "failed", "\"hana-recovery-strategy\"", "recovery strategy could not be"),
        ("S3", "failed", "\"The bucket is on fire.\"", "The bucket is on fire."),
    ] {
        let fate = format!("restore_fate = {{ state = \"{state}\", message = {message} }}");
        let (simulator, client, arn) = one(kind, "", &fate).await;
        let id = started(&client, &arn, &plain(kind)).await;
        pass(&simulator, HOUR);
        let ended = job(&client, &id).await;
        assert_eq!(status(&ended).to_lowercase(), state, "{message}");
        assert!(ended.status_message().unwrap().contains(words), "{message}: {ended:?}");
        assert_eq!(ended.created_resource_arn().is_some(), state == "completed", "{message}");
        assert!(ended.completion_date().is_some());
    }
}

#[tokio::test]
async fn what_the_target_service_refuses_comes_before_what_the_scenario_foretells() {
    let fate = "restore_fate = { state = \"completed\", message = 77 }";
    let (simulator, client, arn) = one("S3", "", fate).await;
    let taken = metadata(&[("DestinationBucketName", "thing"), ("NewBucket", "true")]);
    let id = started(&client, &arn, &taken).await;
    pass(&simulator, HOUR);
    assert_eq!(status(&job(&client, &id).await), "FAILED");
}

#[tokio::test]
async fn a_restore_that_does_not_start_waits_out_its_window() {
    let (simulator, client, arn) =
        one("RDS", "", "restore_fate = { state = \"failed\", message = 79 }").await;
    let id = started(&client, &arn, &plain("RDS")).await;
    pass(&simulator, 8 * HOUR - 1);
    let waiting = job(&client, &id).await;
    assert_eq!((status(&waiting), waiting.status_message()), ("PENDING", None));
    pass(&simulator, 1);
    let ended = job(&client, &id).await;
    assert_eq!(status(&ended), "FAILED");
    assert!(ended.status_message().unwrap().contains("Try increasing your start window"), "{ended:?}");
    assert_eq!(ended.completion_date().unwrap().secs() - ended.creation_date().unwrap().secs(), 8 * HOUR);
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_refused_and_fails_what_restore_testing_starts() {
    for role in ["arn:aws:iam::123456789012:role/Fresh", ROLE] {
        let testing = format!(
            r#"
            unassumable_roles = ["Fresh"]
            [[restore_testing_plans]]
            name = "nightly"
            schedule = "cron(0 3 ? * * *)"
            selections = [{{ name = "all", type = "RDS", role = "{role}" }}]
            "#
        );
        let (simulator, client, arn) = one("RDS", &testing, "").await;
        let start = restore(&client, &arn, &plain("RDS")).iam_role_arn(role).send().await;
        if role == ROLE {
            start.unwrap();
        } else {
            let (code, message) = refusal(start);
            assert_eq!(code, "InvalidParameterValueException");
            assert!(message.contains(role) && message.contains("cannot be assumed"), "{message}");
        }
        pass(&simulator, 12 * HOUR);
        let jobs = client.list_restore_jobs().send().await.unwrap().restore_jobs.unwrap();
        let tests: Vec<_> = jobs.iter().filter(|job| job.created_by().is_some()).collect();
        let [test] = tests[..] else { panic!("{jobs:?}") };
        let words = (role != ROLE).then_some("IAM Role cannot be assumed by AWS Backup.");
        assert_eq!(test.status_message(), words);
        assert_eq!(test.status().unwrap().as_str(), if role == ROLE { "COMPLETED" } else { "FAILED" });
    }
}

#[tokio::test]
async fn a_vault_can_deny_restores_from_it_as_the_automatic_vault_of_efs_does() {
    let vault = "aws/efs/automatic-backup-vault";
    let simulator = scenario(&format!(
        r#"
        account = "123456789012"
        region = "us-east-1"
        resources = [{{ type = "EFS", name = "home", size = "1 GiB" }}]
        points = [{{ resource = "home", vault = "{vault}", created = "-1d" }}]
        [[vaults]]
        name = "{vault}"
        policy = '''{{"Statement": [{{"Effect": "Deny", "Principal": {{"AWS": "*"}}, "Resource": "*", "Action":
            ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:StartRestoreJob"]}}]}}'''
        "#
    ))
    .await;
    let client = client(&simulator);
    let arn = point_in(&client, vault).await;
    let given = metadata(&[
        ("newFileSystem", "true"),
        ("file-system-id", "fs-0aaaaaaaaaaaaaaaa"),
        ("Encrypted", "true"),
        ("PerformanceMode", "generalPurpose"),
        ("CreationToken", "t"),
    ]);
    let start = || restore(&client, &arn, &given).idempotency_token("one").send();
    let (code, message) = refusal(start().await);
    assert_eq!(code, "AccessDeniedException");
    assert!(message.contains("backup:StartRestoreJob") && message.contains(&*arn), "{message}");
    assert!(client.list_restore_jobs().send().await.unwrap().restore_jobs().is_empty());
    let delete = client.delete_recovery_point().backup_vault_name(vault).recovery_point_arn(&arn).send();
    assert_eq!(refusal(delete.await).0, "AccessDeniedException");
    client.delete_backup_vault_access_policy().backup_vault_name(vault).send().await.unwrap();
    start().await.unwrap();
}
