//! What is not there: a run that starts nothing, a copy that is never begun, a vault that a rule names; and how soon what did happen is seen.

use std::collections::BTreeSet;

use aws_sdk_backup::Client;
use aws_sdk_backup::types::{BackupPlanInput, BackupRuleInput, BackupSelection};
use jiff::SignedDuration;
use vaultdeck::app::model::Options;
use vaultdeck::config::{Alerts, Span};

use crate::alerts;
use crate::gone::somebody;
use crate::signals::with;
use crate::support::Seat;

/// Opts a resource type of the account in or out.
async fn opt(seat: &Seat, kind: &str, is_in: bool) {
    let call = somebody(&seat.simulator).update_region_settings();
    call.resource_type_opt_in_preference(kind, is_in).send().await.unwrap();
}

async fn pass(seat: &mut Seat, minutes: i64) -> BTreeSet<String> {
    seat.pass(SignedDuration::from_mins(minutes));
    seat.settle().await;
    alerts(seat)
}

fn silent(alerts: &BTreeSet<String>) -> Vec<&String> {
    alerts.iter().filter(|alert| alert.contains("started nothing")).collect()
}

/// It is 02:14; `orders-hourly` runs at half past and backs up one database.
#[tokio::test]
async fn a_plan_that_ran_before_and_then_starts_nothing() {
    let mut seat = with(&[], "", Options::default()).await;
    opt(&seat, "FSx", false).await;
    let found = pass(&mut seat, 65).await;
    assert!(found.is_empty(), "it ran at 02:30, and what is opted out was not due: {found:#?}");
    opt(&seat, "RDS", false).await;
    // It is 03:19; the run is due at 03:30, and has an hour.
    let found = pass(&mut seat, 70).await;
    assert!(silent(&found).is_empty(), "04:29: {found:#?}");
    let found = pass(&mut seat, 2).await;
    let told = silent(&found);
    assert!(
        matches!(told.as_slice(), [one] if one.starts_with("critical: plan orders-hourly was due 03:30, started nothing")),
        "04:31: {found:#?}"
    );
    opt(&seat, "RDS", true).await;
    let found = pass(&mut seat, 61).await;
    assert!(silent(&found).is_empty(), "05:32, and it ran: {found:#?}");
}

#[tokio::test]
async fn a_copy_that_is_never_begun() {
    let omission = "[[omissions]]\nresource = 'invoices'\nrule = 'prod-daily/nightly'\n";
    let seat = with(&[], omission, Options::default()).await;
    let found: Vec<String> = alerts(&seat).into_iter().collect();
    assert!(
        matches!(found.as_slice(), [one] if one.starts_with("critical: invoices: backed up, but not copied to dr-vault us-west-2 (1x")),
        "{found:#?}"
    );
    // Its backup ended three hours ago.
    let alerts_of =
        |hours| Alerts { copy_after: Span(SignedDuration::from_hours(hours)), ..Alerts::default() };
    let options = Options { alerts: alerts_of(4), ..Options::default() };
    let mut seat = with(&[], omission, options).await;
    assert!(alerts(&seat).is_empty(), "it may yet begin: {:#?}", alerts(&seat));
    let found = pass(&mut seat, 65).await;
    assert_eq!(found.len(), 1, "{found:#?}");
}

#[tokio::test]
async fn a_backup_that_fails_is_told_of_by_the_next_look() {
    let id = "vol-0a1b2c3d4e5f60718";
    let broken = format!(
        "{{ type = 'EBS', name = 'scratch', id = '{id}', size = '10 GiB', fate = {{ state = 'FAILED', message = 21 }} }}"
    );
    let mut seat = with(&[("resources", &broken)], "", Options::default()).await;
    let client = somebody(&seat.simulator);
    let started = client
        .start_backup_job()
        .backup_vault_name("Default")
        .resource_arn(format!("arn:aws:ec2:us-east-1:123456789012:volume/{id}"))
        .iam_role_arn("arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole")
        .send()
        .await
        .unwrap();
    let job = started.backup_job_id().unwrap();
    for _ in 0..60 {
        let told = client.describe_backup_job().backup_job_id(job).send().await.unwrap();
        if told.state().is_some_and(|state| state.as_str() == "FAILED") {
            break;
        }
        assert!(alerts(&seat).is_empty(), "{:#?}", alerts(&seat));
        seat.pass(SignedDuration::from_secs(5));
        seat.settle().await;
    }
    // Recent jobs are asked for every 30 s.
    seat.pass(SignedDuration::from_secs(30));
    seat.settle().await;
    let found = alerts(&seat);
    assert!(found.iter().any(|alert| alert.starts_with("critical: backup of scratch: ")), "{found:#?}");
}

/// A plan that backs up the file systems of the account each morning.
async fn plan_into(client: &Client, vault: &str) {
    let rule = BackupRuleInput::builder().rule_name("morning").target_backup_vault_name(vault);
    let rule = rule.schedule_expression("cron(0 9 ? * * *)").build().unwrap();
    let plan =
        BackupPlanInput::builder().backup_plan_name(format!("into-{vault}")).rules(rule).build().unwrap();
    let made = client.create_backup_plan().backup_plan(plan).send().await.unwrap();
    let selection = BackupSelection::builder()
        .selection_name("shares")
        .iam_role_arn("arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole")
        .resources("arn:aws:elasticfilesystem:*:*:file-system/*")
        .build()
        .unwrap();
    let id = made.backup_plan_id().unwrap();
    client.create_backup_selection().backup_plan_id(id).backup_selection(selection).send().await.unwrap();
}

#[tokio::test]
async fn a_rule_that_names_a_vault_that_is_not_there() {
    let mut seat = with(&[], "", Options::default()).await;
    let client = somebody(&seat.simulator);
    plan_into(&client, "Default").await;
    plan_into(&client, "nowhere").await;
    // Plans are asked for every ten minutes.
    let found: Vec<String> = pass(&mut seat, 11).await.into_iter().collect();
    let said = "warning: plan into-nowhere backs up into vault nowhere, which does not exist: the run of ";
    assert!(matches!(found.as_slice(), [one] if one.starts_with(said)), "{found:#?}");
}
