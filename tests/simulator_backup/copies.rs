//! Copies on the manual clock: who may copy what to where, and what comes of it on both sides.

use aws_sdk_backup::Client;
use aws_sdk_backup::operation::start_copy_job::StartCopyJobOutput;
use aws_sdk_backup::types::{CopyJob, Lifecycle};
use vaultdeck::simulator::{Scenario, Simulator};

use crate::support::{
    ACCOUNT, ROLE, VOLUME, backup, client, client_of, empty, pass, refusal, role_for, simulator, vault,
};

const OTHER: &str = "210987654321";
const KEY: &str = "arn:aws:kms:us-east-1:210987654321:key/9c1f7a52-5d0e-4b0a-8f5e-2d1c7f3b6a90";

fn vault_arn(account: &str, region: &str, name: &str) -> String {
    format!("arn:aws:backup:{region}:{account}:backup-vault:{name}")
}

/// A finished backup of `resource` in the vault `nightly`.
async fn backed_up(simulator: &Simulator, client: &Client, resource: &str) -> String {
    let id = backup(client, "nightly", resource).await;
    pass(simulator, 1200);
    let job = client.describe_backup_job().backup_job_id(id).send().await.unwrap();
    assert_eq!(job.state().unwrap().as_str(), "COMPLETED", "{job:?}");
    job.recovery_point_arn.unwrap()
}

async fn start(
    client: &Client,
    point: &str,
    to: &str,
    lifecycle: Option<Lifecycle>,
) -> Result<
    StartCopyJobOutput,
    aws_sdk_backup::error::SdkError<aws_sdk_backup::operation::start_copy_job::StartCopyJobError>,
> {
    let call = client.start_copy_job().recovery_point_arn(point).source_backup_vault_name("nightly");
    let call = call.destination_backup_vault_arn(to).iam_role_arn(ROLE).set_lifecycle(lifecycle);
    call.send().await
}

async fn described(client: &Client, id: &str) -> CopyJob {
    client.describe_copy_job().copy_job_id(id).send().await.unwrap().copy_job.unwrap()
}

/// The state and message of a copy after it had time to end.
async fn outcome(simulator: &Simulator, client: &Client, point: &str, to: &str) -> (String, String) {
    let id = start(client, point, to, None).await.unwrap().copy_job_id.unwrap();
    pass(simulator, 3600);
    let job = described(client, &id).await;
    (job.state().unwrap().as_str().to_owned(), job.status_message().unwrap_or_default().to_owned())
}

fn keep(days: i64) -> Lifecycle {
    Lifecycle::builder().delete_after_days(days).build()
}

/// Another account's vault `shared` with its own key and a policy, and the policy's text.
async fn shared(simulator: &Simulator, condition: &str) -> Client {
    let other = client_of(simulator, OTHER, "us-east-1");
    other.create_backup_vault().backup_vault_name("shared").encryption_key_arn(KEY).send().await.unwrap();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"{condition}}}]}}"#
    );
    let put = other.put_backup_vault_access_policy().backup_vault_name("shared").policy(policy);
    put.send().await.unwrap();
    other
}

#[tokio::test]
async fn a_copy_goes_created_running_completed_and_both_sides_see_it() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let west = client_of(&simulator, ACCOUNT, "us-west-2");
    vault(&west, "dr").await;
    let point = backed_up(&simulator, &client, VOLUME).await;
    let to = vault_arn(ACCOUNT, "us-west-2", "dr");
    let started = start(&client, &point, &to, Some(keep(90))).await.unwrap();
    let id = started.copy_job_id().unwrap();
    let mut states = Vec::new();
    for _ in 0..100 {
        let state = described(&client, id).await.state().unwrap().as_str().to_owned();
        if states.last() != Some(&state) {
            states.push(state);
        }
        pass(&simulator, 2);
    }
    assert_eq!(states, ["CREATED", "RUNNING", "COMPLETED"]);
    let job = described(&client, id).await;
    let source = client.describe_recovery_point().backup_vault_name("nightly").recovery_point_arn(&point);
    let source = source.send().await.unwrap();
    let arn = job.destination_recovery_point_arn().unwrap();
    let copy = west.describe_recovery_point().backup_vault_name("dr").recovery_point_arn(arn);
    let copy = copy.send().await.unwrap();
    assert_eq!(copy.creation_date(), source.creation_date(), "retention counts from the backup");
    assert_eq!(copy.source_backup_vault_arn(), source.backup_vault_arn());
    assert_eq!(copy.lifecycle().unwrap().delete_after_days(), Some(90));
    assert!(west.list_copy_jobs().send().await.unwrap().copy_jobs().is_empty(), "it is listed at the source");
}

#[tokio::test]
async fn a_token_copies_once_and_only_for_the_same_request() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    vault(&client, "second").await;
    let point = backed_up(&simulator, &client, VOLUME).await;
    let to = vault_arn(ACCOUNT, "us-east-1", "second");
    let call = |days: i64| {
        let call = client.start_copy_job().recovery_point_arn(&point).source_backup_vault_name("nightly");
        let call = call.destination_backup_vault_arn(&to).iam_role_arn(ROLE).lifecycle(keep(days));
        call.idempotency_token("t1").send()
    };
    let first = call(30).await.unwrap();
    assert_eq!(call(30).await.unwrap().copy_job_id(), first.copy_job_id());
    let (code, message) = refusal(call(31).await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("IdempotencyToken"), "{message}");
}

#[tokio::test]
async fn retention_is_inherited_unless_the_copy_has_its_own() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    vault(&client, "second").await;
    let call = client.start_backup_job().backup_vault_name("nightly").resource_arn(VOLUME).iam_role_arn(ROLE);
    let id = call.lifecycle(keep(35)).send().await.unwrap().backup_job_id.unwrap();
    pass(&simulator, 600);
    let job = client.describe_backup_job().backup_job_id(id).send().await.unwrap();
    let point = job.recovery_point_arn().unwrap();
    let to = vault_arn(ACCOUNT, "us-east-1", "second");
    for (given, kept) in [(None, 35), (Some(keep(-1)), 35), (Some(keep(7)), 7)] {
        let id = start(&client, point, &to, given).await.unwrap().copy_job_id.unwrap();
        pass(&simulator, 900);
        let job = described(&client, &id).await;
        let lifecycle = job.destination_recovery_point_lifecycle().unwrap();
        assert_eq!(lifecycle.delete_after_days(), Some(kept));
    }
}

#[tokio::test]
async fn one_copy_of_a_resource_runs_and_the_next_one_waits() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    vault(&client, "second").await;
    let point = backed_up(&simulator, &client, VOLUME).await;
    let to = vault_arn(ACCOUNT, "us-east-1", "second");
    start(&client, &point, &to, None).await.unwrap();
    pass(&simulator, 6);
    let second = start(&client, &point, &to, None).await.unwrap().copy_job_id.unwrap();
    pass(&simulator, 6);
    let waiting = described(&client, &second).await;
    assert_eq!(waiting.state().unwrap().as_str(), "CREATED");
    assert_eq!(waiting.status_message(), Some("There are too many copy jobs running for resource."));
    pass(&simulator, 900);
    assert_eq!(described(&client, &second).await.state().unwrap().as_str(), "COMPLETED");
}

#[tokio::test]
async fn another_account_takes_copies_only_where_its_policy_says_so() {
    let (simulator, client) = empty().await;
    client
        .update_global_settings()
        .global_settings("isCrossAccountBackupEnabled", "true")
        .send()
        .await
        .unwrap();
    vault(&client, "nightly").await;
    let point = backed_up(&simulator, &client, VOLUME).await;
    let to = vault_arn(OTHER, "us-east-1", "shared");
    let denied = ("FAILED".to_owned(), "Access Denied trying to call AWS Backup service".to_owned());
    assert_eq!(outcome(&simulator, &client, &point, &to).await, denied, "there is no such vault");
    let wrong = r#","Condition":{"StringEquals":{"aws:PrincipalOrgID":["o-other00000"]}}"#;
    let other = shared(&simulator, wrong).await;
    assert_eq!(
        outcome(&simulator, &client, &point, &to).await,
        denied,
        "the policy names another organization"
    );
    other.delete_backup_vault_access_policy().backup_vault_name("shared").send().await.unwrap();
    assert_eq!(outcome(&simulator, &client, &point, &to).await, denied, "there is no policy");
    let policy = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":["o-a1b2c3d4e5"]}}}]}"#;
    other.put_backup_vault_access_policy().backup_vault_name("shared").policy(policy).send().await.unwrap();
    assert_eq!(outcome(&simulator, &client, &point, &to).await.0, "COMPLETED");
    let points = other.list_recovery_points_by_backup_vault().backup_vault_name("shared");
    assert_eq!(points.send().await.unwrap().recovery_points().len(), 1);
}

#[tokio::test]
async fn organization_and_keys_are_looked_at_when_the_copy_runs() {
    for (scenario, message) in [
        ("[organization]\nmembers = [\"111122223333\"]", "member of the same organization"),
        ("[organization]\ncross_account_backup = false", "Cross-account copy feature is not enabled"),
        ("unassumable_roles = []", ""),
    ] {
        let path = std::env::temp_dir().join(format!(
            "vaultdeck-copies-{}-{}.toml",
            std::process::id(),
            message.len()
        ));
        std::fs::write(&path, format!("account = \"{ACCOUNT}\"\nregion = \"us-east-1\"\n{scenario}\n"))
            .unwrap();
        let simulator = simulator(Scenario::File(path.clone())).await;
        std::fs::remove_file(path).unwrap();
        let client = client(&simulator);
        vault(&client, "nightly").await;
        let point = backed_up(&simulator, &client, VOLUME).await;
        shared(&simulator, "").await;
        let (state, words) =
            outcome(&simulator, &client, &point, &vault_arn(OTHER, "us-east-1", "shared")).await;
        assert_eq!(state, if message.is_empty() { "COMPLETED" } else { "FAILED" });
        assert!(words.contains(message), "{words}");
    }
}

#[tokio::test]
async fn a_vault_with_the_service_key_takes_no_snapshots_of_other_accounts() {
    let (simulator, client) = empty().await;
    client
        .update_global_settings()
        .global_settings("isCrossAccountBackupEnabled", "true")
        .send()
        .await
        .unwrap();
    vault(&client, "nightly").await;
    let other = shared(&simulator, "").await;
    vault(&other, "plain").await;
    let policy = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"backup:*","Resource":"*"}]}"#;
    other.put_backup_vault_access_policy().backup_vault_name("plain").policy(policy).send().await.unwrap();
    let volume = backed_up(&simulator, &client, VOLUME).await;
    let files = "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-1";
    let files = backed_up(&simulator, &client, files).await;
    let to = vault_arn(OTHER, "us-east-1", "plain");
    let refused = outcome(&simulator, &client, &volume, &to).await;
    assert!(refused.1.contains("encrypted with the default Backup service managed key"), "{refused:?}");
    assert_eq!(outcome(&simulator, &client, &files, &to).await.0, "COMPLETED", "fully managed");
}

#[tokio::test]
async fn what_cannot_be_copied_is_refused_at_once() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    vault(&client, "second").await;
    let to = vault_arn(ACCOUNT, "us-east-1", "second");
    for resource in [
        "arn:aws:redshift:us-east-1:123456789012:cluster:warehouse",
        "arn:aws:fsx:us-east-1:123456789012:volume/fs-1/fsvol-1",
    ] {
        let point = backed_up(&simulator, &client, resource).await;
        let (code, message) = refusal(start(&client, &point, &to, None).await);
        assert_eq!(code, "InvalidRequestException");
        assert!(message.contains("Feature is not supported for provided resource type"), "{message}");
    }
    let point = backed_up(&simulator, &client, VOLUME).await;
    let refuse = async |to: &str| refusal(start(&client, &point, to, None).await).0;
    assert_eq!(refuse(&vault_arn(OTHER, "us-east-1", "Default")).await, "InvalidRequestException");
    assert_eq!(refuse(&vault_arn(ACCOUNT, "us-east-1", "nightly")).await, "InvalidParameterValueException");
    assert_eq!(
        refusal(start(&client, "arn:aws:ec2:us-east-1::snapshot/snap-0", &to, None).await).0,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn a_stack_is_copied_with_all_its_members() {
    let simulator = simulator(Scenario::File("assets/scenarios/small.toml".into())).await;
    let client = client(&simulator);
    vault(&client, "nightly").await;
    vault(&client, "second").await;
    let point = {
        let known = client.list_protected_resources().send().await.unwrap();
        let stack = known.results().iter().find(|resource| resource.resource_name() == Some("billing"));
        let id = backup(&client, "nightly", stack.unwrap().resource_arn().unwrap()).await;
        pass(&simulator, 1200);
        let job = client.describe_backup_job().backup_job_id(id).send().await.unwrap();
        // The table's key is disabled in this scenario.
        assert_eq!(job.state().unwrap().as_str(), "PARTIAL");
        assert_eq!(job.number_of_child_jobs(), Some(3));
        job.recovery_point_arn.unwrap()
    };
    let started = start(&client, &point, &vault_arn(ACCOUNT, "us-east-1", "second"), None).await.unwrap();
    assert!(started.is_parent());
    pass(&simulator, 3600);
    let job = described(&client, started.copy_job_id().unwrap()).await;
    assert_eq!((job.state().unwrap().as_str(), job.number_of_child_jobs()), ("COMPLETED", Some(2)));
    let children = client.list_copy_jobs().by_parent_job_id(job.copy_job_id().unwrap()).send().await.unwrap();
    assert_eq!(children.copy_jobs().len(), 2);
    let there = client.list_recovery_points_by_backup_vault().backup_vault_name("second");
    let there = there.by_parent_recovery_point_arn(job.destination_recovery_point_arn().unwrap());
    assert_eq!(there.send().await.unwrap().recovery_points().len(), 2);
}

#[tokio::test]
async fn records_of_copies_go_thirty_days_after_their_end() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    vault(&client, "second").await;
    let point = backed_up(&simulator, &client, VOLUME).await;
    let to = vault_arn(ACCOUNT, "us-east-1", "second");
    let id = start(&client, &point, &to, None).await.unwrap().copy_job_id.unwrap();
    pass(&simulator, 600);
    let listed = async || client.list_copy_jobs().send().await.unwrap().copy_jobs().len();
    pass(&simulator, 30 * 86_400 - 700);
    assert_eq!(listed().await, 1);
    pass(&simulator, 900);
    assert_eq!(listed().await, 0);
    assert_eq!(
        described(&client, &id).await.state().unwrap().as_str(),
        "COMPLETED",
        "by its id it can still be read"
    );
    assert_eq!(role_for(VOLUME), ROLE);
}

#[tokio::test]
async fn a_copy_that_is_refused_leaves_no_trace_at_its_destination() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let point = backed_up(&simulator, &client, VOLUME).await;
    let other = client_of(&simulator, OTHER, "us-east-1");
    vault(&other, "closed").await;
    let to = vault_arn(OTHER, "us-east-1", "closed");
    let id = start(&client, &point, &to, None).await.unwrap().copy_job_id.unwrap();
    pass(&simulator, 7);
    let job = described(&client, &id).await;
    assert_eq!((job.state().unwrap().as_str(), job.destination_recovery_point_arn()), ("RUNNING", None));
    let seen = other.list_recovery_points_by_backup_vault().backup_vault_name("closed").send().await.unwrap();
    assert!(seen.recovery_points().is_empty(), "{seen:?}");
}
