//! Plans that are gone, leave something out, or are bound to fail.

use aws_sdk_backup::Client;
use aws_sdk_backup::types::BackupSelection;
use jiff::SignedDuration;

use crate::gone::{seat_on, somebody};
use crate::signals::{case, hold};
use crate::support::Seat;
use crate::{HEALTHY, alerts};

const ROLE: &str = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";

/// A plan of today that keeps for so many days, in a vault whose lock asks for 7 to 400, and whose first run is to come.
fn young(days: u32) -> String {
    format!(
        "[[plans]]\nname = 'young'\ncreated = '-1h'\nrules = [{{ name = 'nightly', vault = 'prod-daily', schedule = 'daily -3h', start_window = '1h', complete_window = '4h', keep_days = {days} }}]\nselections = [{{ name = 'shares', resources = ['win-shares'] }}]\n"
    )
}

#[tokio::test]
async fn a_rule_that_its_vaults_lock_will_refuse() {
    hold(vec![
        case(
            0,
            young(5),
            &["warning: plan young keeps for 5 d, the lock of vault prod-daily asks for at least 7 d: the run of "],
        ),
        case(0, young(7), &[]),
    ])
    .await;
}

/// The id of a plan of this name.
fn plan(seat: &Seat, name: &str) -> String {
    let plan = seat.model.estate.plans.rows().iter().find(|plan| plan.name.as_str() == name).unwrap();
    plan.id.raw().to_owned()
}

async fn without_selections(client: &Client, plan: &str) {
    let selections = client.list_backup_selections().backup_plan_id(plan).send().await.unwrap();
    for selection in selections.backup_selections_list() {
        let id = selection.selection_id().unwrap();
        client.delete_backup_selection().backup_plan_id(plan).selection_id(id).send().await.unwrap();
    }
}

#[tokio::test]
async fn a_plan_that_somebody_deletes_and_a_resource_that_a_selection_loses() {
    // Two resources by the hour, so that one can be lost.
    let two = HEALTHY.replace(
        r#"name = "auth-db", size = "38 GiB", tags = { backup = "daily" }"#,
        r#"name = "auth-db", size = "38 GiB", tags = { backup = "daily", hourly = "yes" }"#,
    );
    let mut seat = seat_on(&two).await;
    assert!(alerts(&seat).is_empty(), "{:#?}", alerts(&seat));
    let client = somebody(&seat.simulator);
    let (finance, hourly) = (plan(&seat, "finance"), plan(&seat, "orders-hourly"));
    without_selections(&client, &finance).await;
    client.delete_backup_plan().backup_plan_id(&finance).send().await.unwrap();
    without_selections(&client, &hourly).await;
    let orders = seat.model.estate.resources.rows().iter().find(|row| row.label() == "orders-db").unwrap();
    let only =
        BackupSelection::builder().selection_name("only").iam_role_arn(ROLE).resources(orders.arn.raw());
    let create = client.create_backup_selection().backup_plan_id(&hourly);
    create.backup_selection(only.build().unwrap()).send().await.unwrap();

    seat.pass(SignedDuration::from_mins(11));
    seat.settle().await;
    let gone = "warning: plan finance is gone: win-shares is backed up by no other plan";
    let found = alerts(&seat);
    assert!(found.len() == 1 && found.iter().all(|alert| alert.starts_with(gone)), "{found:#?}");

    for _ in 0..8 {
        seat.pass(SignedDuration::from_mins(29));
        seat.settle().await;
    }
    let left =
        "warning: auth-db: left out of the last 2 runs of orders-hourly: deleted, or no longer selected";
    let found = alerts(&seat);
    assert!(found.len() == 2 && found.iter().any(|alert| alert.starts_with(left)), "{found:#?}");
    assert!(found.iter().any(|alert| alert.starts_with(gone)), "{found:#?}");
}
