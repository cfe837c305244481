//! The life of a backup job on the manual clock.

use aws_sdk_backup::Client;
use aws_sdk_backup::operation::describe_backup_job::DescribeBackupJobOutput;
use aws_sdk_backup::types::Lifecycle;

use crate::support::{ROLE, VOLUME, backup, empty, pass, refusal, small, vault};

const DATABASE: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";

async fn job(client: &Client, id: &str) -> DescribeBackupJobOutput {
    client.describe_backup_job().backup_job_id(id).send().await.unwrap()
}

fn state(job: &DescribeBackupJobOutput) -> &str {
    job.state().unwrap().as_str()
}

#[tokio::test]
async fn a_backup_goes_created_pending_running_completed() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let id = backup(&client, "nightly", VOLUME).await;
    let mut states = Vec::new();
    let mut percents: Vec<f64> = Vec::new();
    for _ in 0..120 {
        let job = job(&client, &id).await;
        if states.last().map(String::as_str) != Some(state(&job)) {
            states.push(state(&job).to_owned());
        }
        percents.push(job.percent_done().unwrap().parse().unwrap());
        if state(&job) == "RUNNING" {
            assert!(job.expected_completion_date().is_some() && job.bytes_transferred().is_some());
            let point = job.recovery_point_arn().unwrap();
            let point = client
                .describe_recovery_point()
                .backup_vault_name("nightly")
                .recovery_point_arn(point)
                .send()
                .await;
            assert_eq!(point.unwrap().status().unwrap().as_str(), "CREATING");
        }
        pass(&simulator, 1);
    }
    assert_eq!(states, ["CREATED", "PENDING", "RUNNING", "COMPLETED"]);
    assert!(percents.is_sorted());
    let done = job(&client, &id).await;
    assert_eq!((done.percent_done(), done.message_category()), (Some("100.0"), Some("SUCCESS")));
    let took = done.completion_date().unwrap().secs() - done.creation_date().unwrap().secs();
    assert!((15..60).contains(&took), "a small backup takes well under a minute, not {took} s");
}

#[tokio::test]
async fn the_end_comes_at_its_moment_however_late_it_is_looked_at() {
    let completion = async |step: i64| {
        let (simulator, client) = empty().await;
        vault(&client, "nightly").await;
        let id = backup(&client, "nightly", VOLUME).await;
        for _ in 0..(3600 / step) {
            pass(&simulator, step);
            job(&client, &id).await;
        }
        job(&client, &id).await.completion_date().unwrap().as_secs_f64()
    };
    assert!((completion(10).await - completion(3600).await).abs() < 0.001);
}

#[tokio::test]
async fn a_token_starts_one_job_only() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let start = |token: &str| {
        client
            .start_backup_job()
            .backup_vault_name("nightly")
            .resource_arn(VOLUME)
            .iam_role_arn(ROLE)
            .idempotency_token(token)
            .send()
    };
    let first = start("t1").await.unwrap();
    pass(&simulator, 300);
    let again = start("t1").await.unwrap();
    assert_eq!(
        (again.backup_job_id(), again.creation_date()),
        (first.backup_job_id(), first.creation_date())
    );
    assert_ne!(start("t2").await.unwrap().backup_job_id(), first.backup_job_id());
    assert_eq!(client.list_backup_jobs().send().await.unwrap().backup_jobs().len(), 2);
}

#[tokio::test]
async fn a_second_backup_of_a_busy_resource_waits_and_says_why() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let first = backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 10);
    let second = backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 6);
    let waiting = job(&client, &second).await;
    assert_eq!(
        (state(&waiting), waiting.status_message()),
        ("CREATED", Some("Backup job failed because there was a running job for the same resource."))
    );
    pass(&simulator, 300);
    assert_eq!(state(&job(&client, &first).await), "COMPLETED");
    assert_eq!(state(&job(&client, &second).await), "CREATED", "the next try is after ten minutes");
    pass(&simulator, 400);
    let done = job(&client, &second).await;
    assert_eq!((state(&done), done.status_message()), ("COMPLETED", None));
}

#[tokio::test]
async fn the_lock_is_checked_when_the_job_runs_and_not_before() {
    let (simulator, client) = small().await;
    let started = client
        .start_backup_job()
        .backup_vault_name("prod-daily")
        .resource_arn(VOLUME)
        .iam_role_arn(ROLE)
        .lifecycle(Lifecycle::builder().delete_after_days(2).build())
        .send()
        .await
        .unwrap();
    pass(&simulator, 300);
    let refused = job(&client, started.backup_job_id().unwrap()).await;
    assert_eq!(
        (state(&refused), refused.status_message()),
        (
            "FAILED",
            Some("Backup job failed because the lifecycle is outside the valid range for backup vault.")
        )
    );
    assert_eq!(refused.vault_lock_state(), Some("LOCKED"));
}

#[tokio::test]
async fn a_stopped_backup_aborts_and_leaves_no_point() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let id = backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 15);
    assert_eq!(state(&job(&client, &id).await), "RUNNING");
    client.stop_backup_job().backup_job_id(&id).send().await.unwrap();
    assert_eq!(state(&job(&client, &id).await), "ABORTING");
    pass(&simulator, 10);
    let stopped = job(&client, &id).await;
    assert_eq!(
        (state(&stopped), stopped.status_message()),
        ("ABORTED", Some("Backup job was stopped by user."))
    );
    let points =
        client.list_recovery_points_by_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert!(points.recovery_points().is_empty());
    assert_eq!(
        refusal(client.stop_backup_job().backup_job_id(&id).send().await).0,
        "InvalidRequestException"
    );
}

#[tokio::test]
async fn a_database_backup_cannot_be_stopped() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let id = backup(&client, "nightly", DATABASE).await;
    pass(&simulator, 15);
    assert_eq!(
        refusal(client.stop_backup_job().backup_job_id(&id).send().await).0,
        "InvalidRequestException"
    );
    assert_eq!(
        refusal(client.stop_backup_job().backup_job_id("none").send().await).0,
        "ResourceNotFoundException"
    );
    pass(&simulator, 300);
    let arn = job(&client, &id).await.recovery_point_arn().unwrap().to_owned();
    assert_eq!(arn, format!("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-{id}"));
}

#[tokio::test]
async fn only_some_types_name_their_point_at_once() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let point = async |resource: &str| {
        let call =
            client.start_backup_job().backup_vault_name("nightly").resource_arn(resource).iam_role_arn(ROLE);
        call.send().await.unwrap().recovery_point_arn
    };
    assert!(point(VOLUME).await.is_none());
    let table = point("arn:aws:dynamodb:us-east-1:123456789012:table/invoices").await.unwrap();
    assert!(table.starts_with("arn:aws:backup:us-east-1:123456789012:recovery-point:"));
}

#[tokio::test]
async fn an_air_gapped_vault_gives_backup_arns() {
    let (simulator, client) = small().await;
    let call = client.start_backup_job().backup_vault_name("sealed").resource_arn(VOLUME).iam_role_arn(ROLE);
    let call = call.lifecycle(Lifecycle::builder().delete_after_days(30).build());
    let id = call.send().await.unwrap().backup_job_id.unwrap();
    pass(&simulator, 300);
    let arn = job(&client, &id).await.recovery_point_arn().unwrap().to_owned();
    assert!(arn.starts_with("arn:aws:backup:us-east-1:123456789012:recovery-point:"), "{arn}");
}

#[tokio::test]
async fn a_backup_for_an_air_gapped_vault_goes_there_at_once_or_by_copy() {
    let (simulator, client) = small().await;
    let sealed = "arn:aws:backup:us-east-1:123456789012:backup-vault:sealed";
    let start = async |resource: &str, sealed: &str| {
        let call =
            client.start_backup_job().backup_vault_name("Default").resource_arn(resource).iam_role_arn(ROLE);
        let call = call.lifecycle(Lifecycle::builder().delete_after_days(30).build());
        call.logically_air_gapped_backup_vault_arn(sealed).send().await
    };
    let managed = start("arn:aws:s3:::contracts", sealed).await.unwrap();
    start(VOLUME, sealed).await.unwrap();
    pass(&simulator, 600);
    assert_eq!(job(&client, managed.backup_job_id().unwrap()).await.backup_vault_name(), Some("sealed"));
    let copies = client.list_copy_jobs().by_resource_arn(VOLUME).send().await.unwrap();
    let [copy] = copies.copy_jobs() else { panic!("{copies:?}") };
    assert_eq!(
        (copy.destination_backup_vault_arn(), copy.state().unwrap().as_str()),
        (Some(sealed), "COMPLETED")
    );
    let refused = refusal(start(VOLUME, "arn:aws:backup:us-east-1:123456789012:backup-vault:Default").await);
    assert!(refused.1.contains("LogicallyAirGappedBackupVaultArn"), "{}", refused.1);
}

#[tokio::test]
async fn a_resource_with_a_bad_fate_meets_it() {
    let (simulator, client) = small().await;
    let id = backup(&client, "Default", "arn:aws:dynamodb:us-east-1:123456789012:table/invoices").await;
    pass(&simulator, 600);
    let failed = job(&client, &id).await;
    assert_eq!(state(&failed), "FAILED");
    assert_eq!(failed.message_category(), Some("KMS_KEY_ERROR"));
}

#[tokio::test]
async fn a_job_that_waits_expires_with_its_window() {
    let (simulator, client) = small().await;
    let waiting = client.list_backup_jobs().by_state("CREATED".into()).send().await.unwrap();
    let [waiting] = waiting.backup_jobs() else { panic!("{waiting:?}") };
    assert_eq!(waiting.resource_name(), Some("build-1"));
    pass(&simulator, 15 * 60);
    let expired = job(&client, waiting.backup_job_id().unwrap()).await;
    assert_eq!(
        (state(&expired), expired.status_message()),
        ("EXPIRED", Some("Backup job expired before completion."))
    );
    assert_eq!(expired.completion_date(), expired.start_by());
}

#[tokio::test]
async fn a_running_job_of_a_scenario_is_as_far_as_it_says_and_then_completes() {
    let (simulator, client) = small().await;
    let running = client.list_backup_jobs().by_state("RUNNING".into()).send().await.unwrap();
    let [running] = running.backup_jobs() else { panic!("{running:?}") };
    assert_eq!(running.percent_done(), Some("71.0"));
    pass(&simulator, 3600);
    assert_eq!(state(&job(&client, running.backup_job_id().unwrap()).await), "COMPLETED");
}

#[tokio::test]
async fn a_bad_request_names_its_member() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let good =
        || client.start_backup_job().backup_vault_name("nightly").resource_arn(VOLUME).iam_role_arn(ROLE);
    let short = Lifecycle::builder().delete_after_days(0).build();
    for (call, code, member) in [
        (client.start_backup_job().resource_arn(VOLUME), "MissingParameterValueException", "backupVaultName"),
        (
            client.start_backup_job().backup_vault_name("nightly"),
            "MissingParameterValueException",
            "resourceArn",
        ),
        (good().set_iam_role_arn(None), "MissingParameterValueException", "iamRoleArn"),
        (good().iam_role_arn("admin"), "InvalidParameterValueException", "IamRoleArn"),
        (good().resource_arn("arn:aws:iam::1:user/x"), "InvalidParameterValueException", "ResourceArn"),
        (
            good().resource_arn(VOLUME.replace("east", "west")),
            "InvalidParameterValueException",
            "ResourceArn",
        ),
        (good().start_window_minutes(5), "InvalidParameterValueException", "StartWindowMinutes"),
        (good().complete_window_minutes(0), "InvalidParameterValueException", "CompleteWindowMinutes"),
        (good().lifecycle(short), "InvalidParameterValueException", "DeleteAfterDays"),
        (good().backup_options("Speed", "enabled"), "InvalidParameterValueException", "BackupOptions"),
    ] {
        let refused = refusal(call.send().await);
        assert_eq!(refused.0, code, "{member}");
        assert!(refused.1.contains(member), "{}", refused.1);
    }
    let elsewhere = good().backup_vault_name("none");
    assert_eq!(refusal(elsewhere.send().await).0, "AccessDeniedException");
}
