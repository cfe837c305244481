//! What keeps a copy from being made: Region, key, type, storage class, other copies.

use std::fmt::Write;

use aws_sdk_backup::Client;
use aws_sdk_backup::error::SdkError;
use aws_sdk_backup::operation::start_copy_job::{StartCopyJobError, StartCopyJobOutput};
use aws_sdk_backup::types::CopyJob;
use vaultdeck::simulator::Simulator;

use crate::support::{ACCOUNT, ROLE, client, client_of, pass, point_in, refusal, scenario};

const OTHER: &str = "210987654321";
const OPEN: &str = r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"backup:CopyIntoBackupVault","Resource":"*"}]}"#;
const REGIONS: [&str; 3] = ["us-east-1", "us-west-2", "eu-south-1"];

/// Everywhere there are `open`, which takes copies from all and has a key of its own, and `plain` with the service's
/// key. Each thing, of a type and with more lines, has a point in a vault of its own name in each Region.
async fn estate(things: &[(&str, &str, &str)]) -> Simulator {
    let mut text = format!("account = \"{ACCOUNT}\"\nregion = \"us-east-1\"\n");
    for region in REGIONS {
        for account in [ACCOUNT, OTHER] {
            let place = format!("account = \"{account}\"\nregion = \"{region}\"\npolicy = '{OPEN}'\n");
            let key = "key = \"9c1f7a52-5d0e-4b0a-8f5e-2d1c7f3b6a90\"";
            write!(text, "[[vaults]]\nname = \"open\"\n{key}\n{place}[[vaults]]\nname = \"plain\"\n{place}")
                .unwrap();
        }
        for (name, kind, more) in things {
            let (more, of_point) = more.split_once('|').unwrap_or((more, ""));
            let size = if more.contains("size") { "" } else { "size = \"1 GiB\"\n" };
            write!(
                text,
                "[[vaults]]\nname = \"{name}\"\nregion = \"{region}\"\n\
                 [[resources]]\ntype = \"{kind}\"\nname = \"{name}\"\nregion = \"{region}\"\n{size}{more}\n\
                 [[points]]\nresource = \"{name}\"\nvault = \"{name}\"\nregion = \"{region}\"\ncreated = \"-2d\"\n\
                 {of_point}\n"
            )
            .unwrap();
        }
    }
    scenario(&text).await
}

async fn start(
    client: &Client,
    thing: &str,
    to: &str,
) -> Result<StartCopyJobOutput, SdkError<StartCopyJobError>> {
    let point = point_in(client, thing).await;
    let call = client.start_copy_job().recovery_point_arn(point).source_backup_vault_name(thing);
    call.destination_backup_vault_arn(to).iam_role_arn(ROLE).send().await
}

async fn described(client: &Client, id: &str) -> CopyJob {
    client.describe_copy_job().copy_job_id(id).send().await.unwrap().copy_job.unwrap()
}

fn vault(account: &str, region: &str, name: &str) -> String {
    format!("arn:aws:backup:{region}:{account}:backup-vault:{name}")
}

/// State and message of a copy after its end.
async fn outcome(simulator: &Simulator, client: &Client, thing: &str, to: &str) -> (String, String) {
    let id = start(client, thing, to).await.unwrap().copy_job_id.unwrap();
    pass(simulator, 3600);
    let job = described(client, &id).await;
    (job.state().unwrap().as_str().to_owned(), job.status_message().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn some_types_do_not_go_to_or_in_opt_in_regions() {
    let simulator = estate(&[
        ("docs", "DocumentDB", ""),
        ("graph", "Neptune", ""),
        ("series", "Timestream", ""),
        ("shares", "FSx", ""),
        ("disk", "EBS", ""),
    ])
    .await;
    let (same, other) = (ACCOUNT, OTHER);
    for (thing, from, (account, to), possible) in [
        ("docs", "us-east-1", (same, "us-west-2"), true),
        ("docs", "us-east-1", (other, "us-east-1"), true),
        ("docs", "us-east-1", (same, "eu-south-1"), false),
        ("docs", "eu-south-1", (same, "us-east-1"), false),
        ("docs", "eu-south-1", (other, "eu-south-1"), false),
        ("docs", "eu-south-1", (same, "eu-south-1"), true),
        ("graph", "us-east-1", (same, "eu-south-1"), true),
        ("graph", "us-east-1", (other, "us-east-1"), true),
        ("graph", "eu-south-1", (other, "eu-south-1"), false),
        ("series", "us-east-1", (same, "eu-south-1"), true),
        ("series", "eu-south-1", (other, "eu-south-1"), false),
        ("shares", "us-east-1", (same, "us-west-2"), true),
        ("shares", "us-east-1", (same, "eu-south-1"), false),
        ("shares", "eu-south-1", (other, "eu-south-1"), true),
        ("disk", "us-east-1", (same, "eu-south-1"), true),
        ("disk", "eu-south-1", (other, "us-west-2"), true),
    ] {
        let client = client_of(&simulator, ACCOUNT, from);
        let (state, words) = outcome(&simulator, &client, thing, &vault(account, to, "open")).await;
        let what = format!("{thing} from {from} to {to} of {account}: {words}");
        assert_eq!(state, if possible { "COMPLETED" } else { "FAILED" }, "{what}");
        let begin = format!("Copy job from {from} to {to} cannot be initiated for ");
        assert_eq!(words.starts_with(&begin), !possible, "{what}");
        assert_eq!(
            words.ends_with("Feature is not supported for provided resource type."),
            !possible,
            "{what}"
        );
    }
}

#[tokio::test]
async fn keys_on_either_side_keep_copies_from_other_accounts() {
    let simulator = estate(&[
        ("own", "EBS", ""),
        ("aws", "EBS", "key = \"aws\""),
        ("bare", "EBS", "key = \"none\""),
        ("files", "EFS", "key = \"aws\""),
        ("gateway", "Storage Gateway", ""),
    ])
    .await;
    let client = client(&simulator);
    let own = "the destination Backup vault is encrypted with the default Backup service managed key";
    let managed = "Snapshots encrypted with the AWS managed key can't be shared. Specify another snapshot.";
    let gateway = "Storage Gateway backup copies require a user-created backup vault and key at destination.";
    for (thing, account, to, words) in [
        ("own", OTHER, "open", ""),
        ("own", OTHER, "plain", own),
        ("own", ACCOUNT, "plain", ""),
        ("bare", OTHER, "open", ""),
        ("bare", OTHER, "plain", own),
        ("aws", OTHER, "open", managed),
        ("aws", OTHER, "plain", managed),
        ("aws", ACCOUNT, "open", ""),
        ("files", OTHER, "open", ""),
        ("files", OTHER, "plain", ""),
        ("gateway", OTHER, "open", ""),
        ("gateway", OTHER, "plain", gateway),
        ("gateway", ACCOUNT, "plain", ""),
    ] {
        let (state, said) = outcome(&simulator, &client, thing, &vault(account, "us-east-1", to)).await;
        assert_eq!(state, if words.is_empty() { "COMPLETED" } else { "FAILED" }, "{thing} {account} {to}");
        assert!(said.contains(words), "{thing} {account} {to}: {said}");
    }
}

#[tokio::test]
async fn a_cold_point_is_not_copied() {
    let simulator = estate(&[("warm", "EFS", ""), ("cold", "EFS", "|storage = \"COLD\"")]).await;
    let client = client(&simulator);
    let to = vault(ACCOUNT, "us-west-2", "open");
    let (code, message) = refusal(start(&client, "cold", &to).await);
    assert_eq!(code, "InvalidRequestException");
    assert!(message.contains("cold storage"), "{message}");
    assert!(client.list_copy_jobs().send().await.unwrap().copy_jobs().is_empty());
    assert_eq!(outcome(&simulator, &client, "warm", &to).await.0, "COMPLETED");
}

#[tokio::test]
async fn volumes_of_openzfs_are_copied_and_those_of_ontap_are_not() {
    let simulator = estate(&[
        ("data", "FSx", "variant = \"openzfs\""),
        ("fast", "FSx", "variant = \"lustre\""),
        ("vol", "FSx", "variant = \"ontap\""),
        ("shares", "FSx", ""),
    ])
    .await;
    let client = client(&simulator);
    for (thing, kind, copied) in [
        ("data", "OPENZFS", true),
        ("fast", "LUSTRE", true),
        ("vol", "ONTAP", false),
        ("shares", "WINDOWS", true),
    ] {
        let metadata = client.get_recovery_point_restore_metadata().backup_vault_name(thing);
        let metadata = metadata.recovery_point_arn(point_in(&client, thing).await).send().await.unwrap();
        let told = metadata.restore_metadata().unwrap();
        assert_eq!(told["FileSystemType"], kind, "restores see the same kind");
        for to in [vault(ACCOUNT, "us-west-2", "open"), vault(OTHER, "us-east-1", "open")] {
            if copied {
                assert_eq!(outcome(&simulator, &client, thing, &to).await.0, "COMPLETED", "{thing}");
            } else {
                let (code, message) = refusal(start(&client, thing, &to).await);
                assert_eq!(code, "InvalidRequestException");
                assert!(message.contains("Feature is not supported"), "{message}");
            }
        }
    }
    // A copy of a copy is of the same kind still.
    let west = client_of(&simulator, ACCOUNT, "us-west-2");
    let listed = west.list_recovery_points_by_backup_vault().backup_vault_name("open").send().await.unwrap();
    let arn = |thing| {
        let mut points = listed.recovery_points().iter();
        let point = points.find(|point| point.resource_name() == Some(thing)).unwrap();
        point.recovery_point_arn().unwrap()
    };
    let metadata = west.get_recovery_point_restore_metadata().backup_vault_name("open");
    let metadata = metadata.recovery_point_arn(arn("data")).send().await.unwrap();
    assert_eq!(metadata.restore_metadata().unwrap()["FileSystemType"], "OPENZFS");
}

#[tokio::test]
async fn a_copy_that_waited_two_hours_for_others_fails() {
    let simulator = estate(&[("huge", "EBS", "size = \"16 TiB\"")]).await;
    let client = client(&simulator);
    let to = vault(ACCOUNT, "us-west-2", "open");
    let mut ids = Vec::new();
    // Each takes half an hour, so that the last ones do not get their turn in two hours.
    for _ in 0..7 {
        ids.push(start(&client, "huge", &to).await.unwrap().copy_job_id.unwrap());
        pass(&simulator, 10);
    }
    let words = Some("There are too many copy jobs running for resource.");
    pass(&simulator, 7200 - 300);
    let mut waiting = 0;
    for id in &ids {
        let job = described(&client, id).await;
        let waits = job.state().unwrap().as_str() == "CREATED";
        waiting += usize::from(waits);
        assert_eq!(job.status_message(), words.filter(|_| waits));
    }
    assert!(waiting > 1, "{waiting} wait still");
    pass(&simulator, 4 * 3600);
    let mut failed = 0;
    for id in &ids {
        let job = described(&client, id).await;
        if job.state().unwrap().as_str() == "COMPLETED" {
            assert_eq!(job.status_message(), None);
            continue;
        }
        failed += 1;
        assert_eq!((job.state().unwrap().as_str(), job.status_message()), ("FAILED", words));
        let waited = job.completion_date().unwrap().secs() - job.creation_date().unwrap().secs();
        assert_eq!(waited, 7200);
        assert!(job.destination_recovery_point_arn().is_none());
    }
    assert_eq!(failed, waiting, "none of these got its turn");
    let there = client_of(&simulator, ACCOUNT, "us-west-2");
    let there = there.list_recovery_points_by_backup_vault().backup_vault_name("open").send().await.unwrap();
    assert_eq!(there.recovery_points().len(), 7 - failed, "what failed left nothing");
}
