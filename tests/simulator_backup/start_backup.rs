//! What `StartBackupJob` takes and refuses, and how windows, air-gapped vaults and composites go.

use std::collections::HashMap;

use aws_sdk_backup::Client;
use aws_sdk_backup::operation::describe_backup_job::DescribeBackupJobOutput;
use aws_sdk_backup::operation::start_backup_job::builders::StartBackupJobFluentBuilder;
use aws_sdk_backup::types::{Index, Lifecycle, LifecycleDeleteAfterEvent};
use vaultdeck::simulator::Scenario;

use crate::support::{ACCOUNT, ROLE, VOLUME, backup, client, empty, pass, refusal, simulator, small, vault};

const INSTANCE: &str = "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0";
const TABLE: &str = "arn:aws:dynamodb:us-east-1:123456789012:table/carts";

fn start(client: &Client, vault: &str, resource: &str) -> StartBackupJobFluentBuilder {
    client.start_backup_job().backup_vault_name(vault).resource_arn(resource).iam_role_arn(ROLE)
}

async fn job(client: &Client, id: &str) -> DescribeBackupJobOutput {
    client.describe_backup_job().backup_job_id(id).send().await.unwrap()
}

fn state(job: &DescribeBackupJobOutput) -> &str {
    job.state().unwrap().as_str()
}

#[tokio::test]
async fn each_type_knows_its_own_options() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let with = |resource: &str, option: &str| {
        let options = HashMap::from([(option.to_owned(), "disabled".to_owned())]);
        start(&client, "nightly", resource).set_backup_options(Some(options)).send()
    };
    with(INSTANCE, "WindowsVSS").await.unwrap();
    with("arn:aws:s3:::media", "BackupACLs").await.unwrap();
    for (resource, option) in [(VOLUME, "WindowsVSS"), (INSTANCE, "BackupACLs"), (INSTANCE, "Colour")] {
        let (code, message) = refusal(with(resource, option).await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains("BackupOptions") && message.contains(option), "{message}");
    }
    let index = async |resource: &str| start(&client, "nightly", resource).index(Index::Enabled).send().await;
    index(VOLUME).await.unwrap();
    assert!(refusal(index(INSTANCE).await).1.contains("Index"));
}

#[tokio::test]
async fn roles_and_resources_are_looked_at() {
    let (_simulator, client) = small().await;
    for (resource, role, words) in [
        (VOLUME, "arn:aws:iam::123456789012:role/NotAssumableRole", "cannot be assumed by AWS Backup"),
        (VOLUME, "arn:aws:iam::210987654321:role/Theirs", "cannot be assumed by AWS Backup"),
        ("arn:aws:lambda:us-east-1:123456789012:function:x", ROLE, "unsupported resource type"),
        (
            "arn:aws:ec2:eu-west-1:123456789012:volume/vol-1",
            ROLE,
            "does not belong to this account and Region",
        ),
    ] {
        let (code, message) = refusal(start(&client, "Default", resource).iam_role_arn(role).send().await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(words), "{message}");
    }
    let event = Lifecycle::builder().delete_after_event(LifecycleDeleteAfterEvent::DeleteAfterCopy).build();
    let (code, message) = refusal(start(&client, "Default", VOLUME).lifecycle(event).send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("DeleteAfterEvent"), "{message}");
}

#[tokio::test]
async fn a_token_with_other_parameters_is_refused() {
    let (_simulator, client) = empty().await;
    vault(&client, "nightly").await;
    start(&client, "nightly", VOLUME).idempotency_token("t1").send().await.unwrap();
    let again = start(&client, "nightly", INSTANCE).idempotency_token("t1").send().await;
    let (code, message) = refusal(again);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("IdempotencyToken"), "{message}");
    assert_eq!(client.list_backup_jobs().send().await.unwrap().backup_jobs().len(), 1);
}

#[tokio::test]
async fn a_job_that_is_not_done_in_its_window_expires_while_it_runs() {
    let path = std::env::temp_dir().join(format!("vaultdeck-window-{}.toml", std::process::id()));
    let text = format!(
        "account = \"{ACCOUNT}\"\nregion = \"us-east-1\"\n[[vaults]]\nname = \"nightly\"\n[[resources]]\ntype = \
         \"EFS\"\nname = \"huge\"\nid = \"fs-1\"\nsize = \"40 TiB\"\ntakes = \"5h\"\n"
    );
    std::fs::write(&path, text).unwrap();
    let simulator = simulator(Scenario::File(path.clone())).await;
    std::fs::remove_file(path).unwrap();
    let client = client(&simulator);
    let files = "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-1";
    let begin =
        || start(&client, "nightly", files).start_window_minutes(60).complete_window_minutes(120).send();
    let first = begin().await.unwrap().backup_job_id.unwrap();
    pass(&simulator, 60);
    let second = begin().await.unwrap().backup_job_id.unwrap();
    pass(&simulator, 118 * 60);
    assert_eq!(state(&job(&client, &first).await), "RUNNING");
    let waited = job(&client, &second).await;
    assert_eq!(state(&waited), "EXPIRED", "its start window was over before the resource was free");
    assert!(waited.status_message().unwrap().contains("running job for the same resource"));
    assert_eq!(waited.completion_date(), waited.start_by());
    pass(&simulator, 120);
    let expired = job(&client, &first).await;
    assert_eq!(
        (state(&expired), expired.status_message()),
        ("EXPIRED", Some("Backup job expired before completion."))
    );
    let took = expired.completion_date().unwrap().secs() - expired.creation_date().unwrap().secs();
    assert_eq!(took, 7200);
    assert!(expired.recovery_point_arn().is_none());
}

#[tokio::test]
async fn a_table_is_backed_up_plainly_while_full_management_is_off() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let settings = HashMap::from([("DynamoDB".to_owned(), false)]);
    let call = client.update_region_settings().set_resource_type_management_preference(Some(settings));
    call.send().await.unwrap();
    let started = start(&client, "nightly", TABLE).send().await.unwrap();
    assert!(started.recovery_point_arn().is_none());
    pass(&simulator, 600);
    let arn = job(&client, started.backup_job_id().unwrap()).await.recovery_point_arn.unwrap();
    assert!(arn.starts_with("arn:aws:dynamodb:us-east-1:123456789012:table/carts/backup/"), "{arn}");
}

#[tokio::test]
async fn a_point_on_its_way_to_an_air_gapped_vault_is_temporary() {
    let (simulator, client) = small().await;
    let sealed = "arn:aws:backup:us-east-1:123456789012:backup-vault:sealed";
    let begin = async |resource: &str| {
        let call = start(&client, "Default", resource).logically_air_gapped_backup_vault_arn(sealed);
        let call = call.lifecycle(Lifecycle::builder().delete_after_days(30).build());
        call.send().await.unwrap().backup_job_id.unwrap()
    };
    let id = begin(VOLUME).await;
    let unsupported = begin("arn:aws:redshift:us-east-1:123456789012:cluster:warehouse").await;
    pass(&simulator, 45);
    let first = job(&client, &id).await;
    let event = first.recovery_point_lifecycle().unwrap().delete_after_event().unwrap();
    assert_eq!(event.as_str(), "DELETE_AFTER_COPY");
    pass(&simulator, 900);
    let gone = client.describe_recovery_point().backup_vault_name("Default");
    let gone = gone.recovery_point_arn(job(&client, &id).await.recovery_point_arn.unwrap()).send().await;
    assert_eq!(refusal(gone).0, "ResourceNotFoundException");
    let there = client.list_recovery_points_by_backup_vault().backup_vault_name("sealed");
    let there = there.by_resource_arn(VOLUME).send().await.unwrap();
    assert_eq!(there.recovery_points()[0].lifecycle().unwrap().delete_after_days(), Some(30));
    let plain = job(&client, &unsupported).await;
    assert_eq!(
        (state(&plain), plain.message_category()),
        ("COMPLETED", Some("LOGICALLY_AIR_GAPPED_BACKUP_VAULT_NOT_SUPPORTED"))
    );
}

#[tokio::test]
async fn what_is_copied_to_an_air_gapped_vault_without_a_lifecycle_is_not_temporary_there() {
    let (simulator, client) = small().await;
    let sealed = "arn:aws:backup:us-east-1:123456789012:backup-vault:sealed";
    let call = start(&client, "Default", VOLUME).logically_air_gapped_backup_vault_arn(sealed);
    let id = call.send().await.unwrap().backup_job_id.unwrap();
    pass(&simulator, 1200);
    assert_eq!(state(&job(&client, &id).await), "COMPLETED");
    let copies = client.list_copy_jobs().by_resource_arn(VOLUME).by_destination_vault_arn(sealed);
    let copies = copies.send().await.unwrap().copy_jobs.unwrap();
    assert!(copies[0].destination_recovery_point_lifecycle().is_none(), "{copies:?}");
}

#[tokio::test]
async fn a_stopped_composite_stops_its_members() {
    let (simulator, client) = small().await;
    let id = backup(&client, "Default", "arn:aws:eks:us-east-1:123456789012:cluster/shop").await;
    pass(&simulator, 12);
    let parent = job(&client, &id).await;
    assert_eq!((parent.is_parent(), parent.number_of_child_jobs()), (true, Some(1)));
    client.stop_backup_job().backup_job_id(&id).send().await.unwrap();
    pass(&simulator, 30);
    assert_eq!(state(&job(&client, &id).await), "ABORTED");
    let children = client.list_backup_jobs().by_parent_job_id(&id).send().await.unwrap();
    assert!(children.backup_jobs().iter().all(|child| child.state().unwrap().as_str() == "ABORTED"));
}

#[tokio::test]
async fn the_state_of_a_cluster_is_not_copied_alone() {
    let (simulator, client) = small().await;
    let id = backup(&client, "Default", "arn:aws:eks:us-east-1:123456789012:cluster/shop").await;
    pass(&simulator, 1200);
    let composite = job(&client, &id).await.recovery_point_arn.unwrap();
    assert!(composite.contains(":recovery-point:composite:eks/shop-"), "{composite}");
    let points = client.list_recovery_points_by_backup_vault().backup_vault_name("Default");
    let points = points.by_parent_recovery_point_arn(&composite).send().await.unwrap();
    let [piece] = points.recovery_points() else { panic!("{points:?}") };
    let arn = piece.recovery_point_arn().unwrap();
    assert!(arn.contains(":recovery-point:eks/shop-"), "{arn}");
    let copy = client.start_copy_job().recovery_point_arn(arn).source_backup_vault_name("Default");
    let copy =
        copy.destination_backup_vault_arn("arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault");
    assert_eq!(refusal(copy.iam_role_arn(ROLE).send().await).0, "InvalidRequestException");
}
