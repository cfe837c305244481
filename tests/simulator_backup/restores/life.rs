//! The life of a restore job, and what it leaves behind.

use super::{job, metadata, point, restore, started, status, types};
use crate::support::{ROLE, pass, refusal};

const TABLE: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/invoices";

#[tokio::test]
async fn a_restore_goes_pending_running_completed_and_is_remembered() {
    let (simulator, client) = types().await;
    let arn = point(&client, "invoices", false).await;
    let id = started(&client, &arn, &metadata(&[("targetTableName", "invoices-2")])).await;
    let mut seen = Vec::new();
    for _ in 0..200 {
        let job = job(&client, &id).await;
        if seen.last().map(String::as_str) != Some(status(&job)) {
            seen.push(status(&job).to_owned());
        }
        assert_eq!(job.created_resource_arn().is_some(), status(&job) == "COMPLETED");
        pass(&simulator, 1);
    }
    assert_eq!(seen, ["PENDING", "RUNNING", "COMPLETED"]);
    let done = job(&client, &id).await;
    assert_eq!(done.percent_done(), Some("100.0"));
    assert_eq!(
        (done.source_resource_arn(), done.recovery_point_arn(), done.resource_type()),
        (Some(TABLE), Some(&*arn), Some("DynamoDB"))
    );
    assert!(done.expected_completion_time_minutes().unwrap() > 0 && done.backup_size_in_bytes().unwrap() > 0);
    let described = client
        .describe_recovery_point()
        .backup_vault_name("main")
        .recovery_point_arn(&arn)
        .send()
        .await
        .unwrap();
    assert_eq!(described.last_restore_time(), done.completion_date());
    let resource = client.describe_protected_resource().resource_arn(TABLE).send().await.unwrap();
    assert_eq!(resource.latest_restore_job_creation_date(), done.creation_date());
    assert_eq!(resource.latest_restore_recovery_point_creation_date(), described.creation_date());
    assert!(resource.latest_restore_execution_time_minutes().is_some());
}

#[tokio::test]
async fn the_end_comes_at_its_moment_however_late_it_is_looked_at() {
    let completion = async |step: i64| {
        let (simulator, client) = types().await;
        let arn = point(&client, "invoices", false).await;
        let id = started(&client, &arn, &metadata(&[("targetTableName", "invoices-2")])).await;
        for _ in 0..(7200 / step) {
            pass(&simulator, step);
            job(&client, &id).await;
        }
        job(&client, &id).await.completion_date().unwrap().as_secs_f64()
    };
    assert!((completion(30).await - completion(7200).await).abs() < 0.001);
}

#[tokio::test]
async fn a_target_that_exists_fails_the_job_in_the_words_of_its_service() {
    for (name, given, words) in [
        ("invoices", metadata(&[("targetTableName", "invoices")]), "Table already exists: invoices"),
        ("orders-db", metadata(&[("DBInstanceIdentifier", "orders-db")]), "DBInstanceAlreadyExists"),
        (
            "profiles",
            metadata(&[("dbClusterIdentifier", "graph"), ("engine", "docdb")]),
            "DBClusterAlreadyExistsFault",
        ),
        (
            "contracts",
            metadata(&[("DestinationBucketName", "media-assets"), ("NewBucket", "true")]),
            "BucketAlreadyOwnedByYou",
        ),
    ] {
        let (simulator, client) = types().await;
        let id = started(&client, &point(&client, name, false).await, &given).await;
        pass(&simulator, 7200);
        let failed = job(&client, &id).await;
        assert_eq!(status(&failed), "FAILED", "{name}");
        assert!(failed.status_message().unwrap().contains(words), "{:?}", failed.status_message());
        assert_eq!(failed.created_resource_arn(), None);
    }
}

#[tokio::test]
async fn metadata_that_the_target_service_does_not_like_fail_the_job() {
    let interface = r#"[{"DeviceIndex":0,"Groups":["sg-1"]}]"#;
    let foreign = "arn:aws:kms:eu-west-1:123456789012:key/9c1f7a52-5d0e-4b0a-8f5e-2d1c7f3b6a90";
    for (name, given, words) in [
        (
            "build-1",
            metadata(&[("IamInstanceProfileName", "my-profile")]),
            "does not permit attaching a new instance profile to an EC2 instance. Please restore using the backed up",
        ),
        (
            "build-1",
            metadata(&[("NetworkInterfaces", interface), ("SubnetId", "subnet-1")]),
            "Network interfaces and an instance-level subnet ID",
        ),
        (
            "build-1",
            metadata(&[("InstanceType", "t2.micro"), ("CpuOptions", r#"{"CoreCount":1}"#)]),
            "does not support specifying CpuOptions",
        ),
        (
            "orders-db",
            metadata(&[
                ("DBInstanceIdentifier", "o2"),
                ("MultiAZ", "true"),
                ("AvailabilityZone", "us-east-1a"),
            ]),
            "not valid for Multi-AZ instances",
        ),
        (
            "ledger-data",
            metadata(&[("availabilityZone", "us-east-1a"), ("encrypted", "true"), ("kmsKeyId", foreign)]),
            "AWS KMS key ARN does not exist",
        ),
    ] {
        let (simulator, client) = types().await;
        let id = started(&client, &point(&client, name, false).await, &given).await;
        pass(&simulator, 7200);
        let failed = job(&client, &id).await;
        assert_eq!(status(&failed), "FAILED", "{name}");
        assert!(failed.status_message().unwrap().contains(words), "{:?}", failed.status_message());
    }
}

#[tokio::test]
async fn an_instance_keeps_the_profile_that_it_was_backed_up_with() {
    for (profile, interfaces) in [("build-1-profile", "[]"), ("UseBackedUpValue", "[]")] {
        let (simulator, client) = types().await;
        let given = metadata(&[
            ("IamInstanceProfileName", profile),
            ("NetworkInterfaces", interfaces),
            ("CpuOptions", "{}"),
            ("InstanceType", "t3.micro"),
            ("SubnetId", "subnet-1"),
            ("SecurityGroupIds", r#"["sg-1"]"#),
        ]);
        let id = started(&client, &point(&client, "build-1", false).await, &given).await;
        pass(&simulator, 7200);
        let done = job(&client, &id).await;
        assert_eq!(status(&done), "COMPLETED", "{profile}: {:?}", done.status_message());
    }
}

#[tokio::test]
async fn a_wildcard_among_items_matches_no_object() {
    let (simulator, client) = types().await;
    let given = metadata(&[("DestinationBucketName", "contracts"), ("ItemsToRestore", r#"["2026/*"]"#)]);
    let id = started(&client, &point(&client, "contracts", false).await, &given).await;
    pass(&simulator, 7200);
    let done = job(&client, &id).await;
    assert_eq!(status(&done), "COMPLETED");
    assert!(done.status_message().unwrap().contains("no objects that match"));
}

#[tokio::test]
async fn access_control_lists_that_were_left_out_cannot_be_restored() {
    let (simulator, client) = types().await;
    let bucket = "arn:aws:s3:::letters";
    let start = client.start_backup_job().backup_vault_name("main").resource_arn(bucket).iam_role_arn(ROLE);
    let backup = start.backup_options("BackupACLs", "disabled").send().await.unwrap();
    pass(&simulator, 600);
    let backup = client.describe_backup_job().backup_job_id(backup.backup_job_id().unwrap()).send().await;
    let arn = backup.unwrap().recovery_point_arn.unwrap();
    let given = metadata(&[("DestinationBucketName", "letters"), ("RestoreACLs", "true")]);
    let id = started(&client, &arn, &given).await;
    pass(&simulator, 600);
    let failed = job(&client, &id).await;
    assert_eq!(status(&failed), "FAILED");
    assert!(failed.status_message().unwrap().starts_with("Unable to restore Access Control Lists"));
}

#[tokio::test]
async fn an_archived_snapshot_takes_a_day_or_more() {
    let (simulator, client) = types().await;
    let given = metadata(&[
        ("temporaryRestoreDays", "0"),
        ("availabilityZone", "us-east-1b"),
        ("volumeType", "gp2"),
        ("volumeSize", "10"),
    ]);
    let id = started(&client, &point(&client, "old-ledger", false).await, &given).await;
    pass(&simulator, 23 * 3600);
    assert_eq!(status(&job(&client, &id).await), "RUNNING");
    pass(&simulator, 50 * 3600);
    assert_eq!(status(&job(&client, &id).await), "COMPLETED");
}

#[tokio::test]
async fn source_tags_come_along_where_they_can() {
    let (simulator, client) = types().await;
    let refused = restore(
        &client,
        &point(&client, "invoices", false).await,
        &metadata(&[("targetTableName", "invoices-2")]),
    );
    let refused = refused.copy_source_tags_to_restored_resource(true).send().await.unwrap();
    pass(&simulator, 7200);
    let refused = job(&client, refused.restore_job_id().unwrap()).await;
    assert_eq!(status(&refused), "FAILED");
    assert!(refused.status_message().unwrap().contains("tags"), "{:?}", refused.status_message());
    let copied = restore(
        &client,
        &point(&client, "ledger-data", false).await,
        &metadata(&[("availabilityZone", "us-east-1a")]),
    );
    let copied = copied.copy_source_tags_to_restored_resource(true).send().await.unwrap();
    let bare = started(
        &client,
        &point(&client, "ledger-data", false).await,
        &metadata(&[("availabilityZone", "us-east-1a")]),
    )
    .await;
    pass(&simulator, 7200);
    let copied = job(&client, copied.restore_job_id().unwrap()).await;
    let bare = job(&client, &bare).await;
    let backed_up = backed_up_by_tag(&simulator, &client).await;
    assert!(backed_up.contains(&copied.created_resource_arn().unwrap().to_owned()), "{backed_up:?}");
    assert!(!backed_up.contains(&bare.created_resource_arn().unwrap().to_owned()));
}

/// What a plan that selects by the tag of all test resources backs up.
async fn backed_up_by_tag(
    simulator: &vaultdeck::simulator::Simulator,
    client: &aws_sdk_backup::Client,
) -> Vec<String> {
    use aws_sdk_backup::types::{
        BackupPlanInput, BackupRuleInput, BackupSelection, Condition, ConditionType,
    };
    let rule = BackupRuleInput::builder()
        .rule_name("hourly")
        .target_backup_vault_name("main")
        .schedule_expression("cron(30 * ? * * *)")
        .build()
        .unwrap();
    let plan = BackupPlanInput::builder().backup_plan_name("tagged").rules(rule).build().unwrap();
    let plan = client.create_backup_plan().backup_plan(plan).send().await.unwrap();
    let tag = Condition::builder()
        .condition_type(ConditionType::Stringequals)
        .condition_key("team")
        .condition_value("platform")
        .build()
        .unwrap();
    let selection = BackupSelection::builder()
        .selection_name("tagged")
        .iam_role_arn(ROLE)
        .list_of_tags(tag)
        .build()
        .unwrap();
    let call = client.create_backup_selection().backup_plan_id(plan.backup_plan_id().unwrap());
    call.backup_selection(selection).send().await.unwrap();
    pass(simulator, 3600);
    let jobs = client.list_backup_jobs().send().await.unwrap();
    jobs.backup_jobs().iter().map(|job| job.resource_arn().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn lists_know_status_type_and_the_age_of_the_point() {
    let (simulator, client) = types().await;
    let snapshot = point(&client, "orders-db", false).await;
    let continuous = point(&client, "orders-db", true).await;
    let first = started(&client, &snapshot, &metadata(&[("DBInstanceIdentifier", "o2")])).await;
    let second = started(
        &client,
        &continuous,
        &metadata(&[
            ("DBInstanceIdentifier", "o3"),
            ("Engine", "mysql"),
            ("UseLatestRestorableTime", "true"),
        ]),
    )
    .await;
    let database = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
    let of_resource = || client.list_restore_jobs_by_protected_resource().resource_arn(database);
    let ids = |jobs: &[aws_sdk_backup::types::RestoreJobsListMember]| {
        jobs.iter().map(|job| job.restore_job_id().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let day = |text: &str| {
        let at: jiff::Timestamp = text.parse().unwrap();
        aws_sdk_backup::primitives::DateTime::from_secs(at.as_second())
    };
    let border = day("2026-11-15T00:00:00Z");
    let young = of_resource().by_recovery_point_creation_date_after(border).send().await.unwrap();
    assert_eq!(ids(young.restore_jobs()), [first]);
    let old = of_resource().by_recovery_point_creation_date_before(border).send().await.unwrap();
    assert_eq!(ids(old.restore_jobs()), [second]);
    let none = of_resource().by_status("COMPLETED".into()).send().await.unwrap();
    assert!(none.restore_jobs().is_empty());
    pass(&simulator, 7200);
    let done = of_resource().by_status("COMPLETED".into()).send().await.unwrap();
    assert_eq!(done.restore_jobs().len(), 2);
    let listed = client.list_restore_jobs().by_resource_type("EBS").send().await.unwrap();
    assert!(listed.restore_jobs().is_empty());
    let listed = client.list_restore_jobs().by_resource_type("RDS").send().await.unwrap();
    assert_eq!(listed.restore_jobs().len(), 2);
}

#[tokio::test]
async fn a_point_that_is_being_made_cannot_be_restored() {
    let (simulator, client) = types().await;
    let volume = "arn:aws:ec2:us-east-1:123456789012:volume/vol-0123456789abcdef0";
    let id = crate::support::backup(&client, "main", volume).await;
    pass(&simulator, 12);
    let backup = client.describe_backup_job().backup_job_id(&id).send().await.unwrap();
    let arn = backup.recovery_point_arn().unwrap().to_owned();
    let given = metadata(&[("availabilityZone", "us-east-1a")]);
    let call = async || restore(&client, &arn, &given).idempotency_token("t").send().await;
    assert_eq!(refusal(call().await).0, "InvalidRequestException");
    pass(&simulator, 600);
    // Only metadata use a token up.
    assert!(call().await.is_ok());
}
