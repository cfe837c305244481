//! The three job lists: whose jobs they show, and filters together.

use std::fmt::Write;

use aws_sdk_backup::Client;
use aws_sdk_backup::primitives::DateTime;
use aws_sdk_backup::types::{BackupJob, CopyJob, RestoreJobsListMember};
use vaultdeck::simulator::Simulator;

use crate::support::{client, client_of, refusal, scenario, small};

const DELEGATED: &str = "111122223333";
const MEMBER: &str = "210987654321";
const STRANGER: &str = "444455556666";

/// Each account has one job of every kind; the stranger is not of the organization.
async fn organization() -> Simulator {
    let mut text = format!(
        "account = \"123456789012\"\nregion = \"us-east-1\"\n[history]\ndays = 1\n\
         [organization]\nmembers = [\"{DELEGATED}\", \"{MEMBER}\"]\ndelegated = [\"{DELEGATED}\"]\n"
    );
    for account in ["123456789012", DELEGATED, MEMBER, STRANGER] {
        let own = format!("account = \"{account}\"\n");
        write!(text, "[[vaults]]\nname = \"a\"\n{own}[[vaults]]\nname = \"b\"\n{own}").unwrap();
        write!(text, "[[resources]]\ntype = \"EBS\"\nname = \"disk\"\nsize = \"8 GiB\"\n{own}").unwrap();
        write!(text, "[[plans]]\nname = \"daily\"\n{own}[[plans.rules]]\nname = \"daily\"\nvault = \"a\"\n")
            .unwrap();
        text += "schedule = \"daily -9h\"\ncopies = [{ vault = \"b\" }]\n";
        text += "[[plans.selections]]\nname = \"disk\"\nresources = [\"disk\"]\n";
        write!(text, "[[jobs]]\nkind = \"restore\"\nresource = \"disk\"\nvault = \"a\"\n{own}").unwrap();
        text += "state = \"completed\"\nstarted = \"-4h\"\ntook = \"5m\"\n";
    }
    scenario(&text).await
}

/// The accounts of the jobs in each list, or the code with which all three refuse.
async fn seen(client: &Client, account: Option<&str>) -> Result<Vec<Vec<String>>, String> {
    let account = account.map(str::to_owned);
    let backups = client.list_backup_jobs().set_by_account_id(account.clone()).send().await;
    let copies = client.list_copy_jobs().set_by_account_id(account.clone()).send().await;
    let restores = client.list_restore_jobs().set_by_account_id(account).send().await;
    if backups.is_err() {
        let codes = [refusal(backups).0, refusal(copies).0, refusal(restores).0];
        assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
        return Err(codes[0].clone());
    }
    let sorted = |accounts: Vec<Option<&str>>| {
        let mut accounts: Vec<_> = accounts.into_iter().map(|account| account.unwrap().to_owned()).collect();
        accounts.sort();
        accounts
    };
    Ok(vec![
        sorted(backups.unwrap().backup_jobs().iter().map(BackupJob::account_id).collect()),
        sorted(copies.unwrap().copy_jobs().iter().map(CopyJob::account_id).collect()),
        sorted(restores.unwrap().restore_jobs().iter().map(RestoreJobsListMember::account_id).collect()),
    ])
}

#[tokio::test]
async fn management_and_delegated_administrators_see_the_jobs_of_the_organization() {
    let simulator = organization().await;
    for overseer in ["123456789012", DELEGATED] {
        let client = client_of(&simulator, overseer, "us-east-1");
        let all = seen(&client, Some("*")).await.unwrap();
        assert_eq!(all, vec![vec![DELEGATED, "123456789012", MEMBER]; 3], "{overseer}");
        assert_eq!(seen(&client, Some(MEMBER)).await.unwrap(), vec![vec![MEMBER]; 3]);
        let none: [&str; 0] = [];
        assert_eq!(seen(&client, Some(STRANGER)).await.unwrap(), vec![none; 3], "not a member");
        assert_eq!(seen(&client, None).await.unwrap(), vec![vec![overseer]; 3], "its own without accountId");
    }
}

#[tokio::test]
async fn other_accounts_see_their_own_jobs_only() {
    let simulator = organization().await;
    for account in [MEMBER, STRANGER] {
        let client = client_of(&simulator, account, "us-east-1");
        for others in ["*", DELEGATED, "123456789012"] {
            assert_eq!(seen(&client, Some(others)).await.unwrap_err(), "AccessDeniedException", "{others}");
        }
        for own in [Some(account), None] {
            assert_eq!(seen(&client, own).await.unwrap(), vec![vec![account]; 3]);
        }
    }
}

type Cut = (i64, i64);

/// Two pairs of cuts, of the times of creation and of completion: in the first pair only the first moment of creation
/// and the last one of completion matter, in the second pair the other two.
fn cuts(created: impl Iterator<Item = i64>, completed: impl Iterator<Item = i64>) -> [(Cut, Cut); 2] {
    let (mut created, mut completed): (Vec<_>, Vec<_>) = (created.collect(), completed.collect());
    created.sort_unstable();
    completed.sort_unstable();
    let cut = |times: &[i64], low: usize, high: usize| {
        (times[times.len() * low / 10], times[times.len() - 1 - times.len() * high / 10])
    };
    [(cut(&created, 3, 1), cut(&completed, 1, 3)), (cut(&created, 1, 3), cut(&completed, 3, 1))]
}

fn between(time: Option<&DateTime>, (after, before): (i64, i64)) -> bool {
    time.is_some_and(|time| *time > at(after) && *time < at(before))
}

fn at(second: i64) -> DateTime {
    DateTime::from_secs(second)
}

#[tokio::test]
async fn backup_filters_hold_together() {
    let (_simulator, client) = small().await;
    let all = client.list_backup_jobs().send().await.unwrap().backup_jobs.unwrap();
    let done: Vec<_> = all.iter().filter(|job| job.completion_date().is_some()).collect();
    let cuts = cuts(
        done.iter().map(|job| job.creation_date().unwrap().secs()),
        done.iter().map(|job| job.completion_date().unwrap().secs()),
    );
    let mut found = 0;
    for (model, (created, completed)) in all.iter().flat_map(|model| cuts.map(|cut| (model, cut))) {
        let state = model.state().unwrap();
        let (kind, vault) = (model.resource_type().unwrap(), model.backup_vault_name().unwrap());
        let call = client.list_backup_jobs().by_state(state.as_str().into()).by_resource_type(kind);
        let call = call.by_backup_vault_name(vault).set_by_message_category(model.message_category.clone());
        let call = call.by_created_after(at(created.0)).by_created_before(at(created.1));
        let call = call.by_complete_after(at(completed.0)).by_complete_before(at(completed.1));
        let listed = call.send().await.unwrap().backup_jobs.unwrap();
        let wanted: Vec<_> = all
            .iter()
            .filter(|job| {
                job.state() == Some(state)
                    && job.resource_type() == Some(kind)
                    && job.backup_vault_name() == Some(vault)
                    && (model.message_category.is_none() || job.message_category == model.message_category)
                    && between(job.creation_date(), created)
                    && between(job.completion_date(), completed)
            })
            .cloned()
            .collect();
        assert_eq!(listed, wanted);
        found = found.max(wanted.len());
        assert!(wanted.len() < all.len());
    }
    assert!(found > 0, "the cuts leave something");
}

#[tokio::test]
async fn copy_filters_hold_together() {
    let (_simulator, client) = small().await;
    let all = client.list_copy_jobs().send().await.unwrap().copy_jobs.unwrap();
    let cuts = cuts(
        all.iter().map(|job| job.creation_date().unwrap().secs()),
        all.iter().map(|job| job.completion_date().unwrap().secs()),
    );
    let mut found = 0;
    for (model, (created, completed)) in all.iter().flat_map(|model| cuts.map(|cut| (model, cut))) {
        let state = model.state().unwrap();
        let (kind, vault) = (model.resource_type().unwrap(), model.destination_backup_vault_arn().unwrap());
        let call = client.list_copy_jobs().by_state(state.as_str().into()).by_resource_type(kind);
        let call =
            call.by_destination_vault_arn(vault).set_by_message_category(model.message_category.clone());
        let call = call.by_created_after(at(created.0)).by_created_before(at(created.1));
        let call = call.by_complete_after(at(completed.0)).by_complete_before(at(completed.1));
        let listed = call.send().await.unwrap().copy_jobs.unwrap();
        let wanted: Vec<_> = all
            .iter()
            .filter(|job| {
                job.state() == Some(state)
                    && job.resource_type() == Some(kind)
                    && job.destination_backup_vault_arn() == Some(vault)
                    && job.message_category == model.message_category
                    && between(job.creation_date(), created)
                    && between(job.completion_date(), completed)
            })
            .cloned()
            .collect();
        assert_eq!(listed, wanted);
        found = found.max(wanted.len());
        assert!(wanted.len() < all.len());
    }
    assert!(found > 0, "the cuts leave something");
}

#[tokio::test]
async fn restore_filters_hold_together() {
    let mut text = "account = \"123456789012\"\nregion = \"us-east-1\"\n[history]\ndays = 1\n\
                    [[vaults]]\nname = \"a\"\n"
        .to_owned();
    for (kind, name) in [("EBS", "disk"), ("DynamoDB", "table")] {
        write!(text, "[[resources]]\ntype = \"{kind}\"\nname = \"{name}\"\nsize = \"8 GiB\"\n").unwrap();
    }
    text += "[[plans]]\nname = \"daily\"\n[[plans.rules]]\nname = \"daily\"\nvault = \"a\"\n\
             schedule = \"daily -20h\"\n[[plans.selections]]\nname = \"all\"\nresources = [\"disk\", \"table\"]\n";
    for hours in 1..=10 {
        for (name, state, message) in [("disk", "completed", ""), ("table", "failed", "message = 72\n")] {
            write!(
                text,
                "[[jobs]]\nkind = \"restore\"\nresource = \"{name}\"\nvault = \"a\"\nstate = \"{state}\"\n\
                 {message}started = \"-{hours}h\"\ntook = \"{hours}m\"\n"
            )
            .unwrap();
        }
    }
    let simulator = scenario(&text).await;
    let client = client(&simulator);
    let all = client.list_restore_jobs().send().await.unwrap().restore_jobs.unwrap();
    assert_eq!(all.len(), 20);
    let cuts = cuts(
        all.iter().map(|job| job.creation_date().unwrap().secs()),
        all.iter().map(|job| job.completion_date().unwrap().secs()),
    );
    let kinds = [("COMPLETED", "EBS", true), ("FAILED", "DynamoDB", true), ("FAILED", "EBS", false)];
    for ((status, kind, some), (created, completed)) in
        kinds.iter().flat_map(|kind| cuts.map(|cut| (*kind, cut)))
    {
        let call = client.list_restore_jobs().by_status(status.into()).by_resource_type(kind);
        let call = call.by_created_after(at(created.0)).by_created_before(at(created.1));
        let call = call.by_complete_after(at(completed.0)).by_complete_before(at(completed.1));
        let listed = call.send().await.unwrap().restore_jobs.unwrap();
        let wanted: Vec<_> = all
            .iter()
            .filter(|job| {
                job.status().unwrap().as_str() == status
                    && job.resource_type() == Some(kind)
                    && between(job.creation_date(), created)
                    && between(job.completion_date(), completed)
            })
            .cloned()
            .collect();
        assert_eq!(listed, wanted);
        assert_eq!(!wanted.is_empty(), some, "{status} {kind}");
        assert!(wanted.len() < 10, "the cuts leave some out");
    }
}
