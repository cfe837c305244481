//! Recovery points that somebody deletes, past this console: found by the next count, and by a console that comes after it.

use std::fs;

use aws_sdk_backup::Client;
use aws_sdk_backup::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_backup::types::RecoveryPointByBackupVault;
use jiff::SignedDuration;
use vaultdeck::app::report::board;
use vaultdeck::domain::journal::{Actor, EntryState, Intent, News};
use vaultdeck::domain::report::Verdict;
use vaultdeck::domain::write::{PointName, Write};
use vaultdeck::simulator::{Scenario, Simulator};
use vaultdeck::store::Store;

use crate::support::{Seat, Setup};
use crate::{HEALTHY, alerts};

/// Somebody else, with a client of their own.
pub fn somebody(simulator: &Simulator) -> Client {
    let config = aws_sdk_backup::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(simulator.url())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("123456789012", "simulated", None, None, "tests"))
        .build();
    Client::from_conf(config)
}

/// A console on an account that is written out.
pub async fn seat_on(scenario: &str) -> Seat {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    fs::write(&file, scenario).unwrap();
    Seat::settled(Setup { scenario: Scenario::File(file), ..Setup::default() }).await
}

/// Deletes all points of a vault; their ARNs.
async fn delete_all(simulator: &Simulator, vault: &str) -> Vec<String> {
    let client = somebody(simulator);
    let listed = client.list_recovery_points_by_backup_vault().backup_vault_name(vault).max_results(1000);
    let listed = listed.send().await.unwrap();
    let points = listed.recovery_points().iter().filter_map(RecoveryPointByBackupVault::recovery_point_arn);
    let points: Vec<String> = points.map(str::to_owned).collect();
    for point in &points {
        let delete = client.delete_recovery_point().backup_vault_name(vault).recovery_point_arn(point);
        delete.send().await.unwrap();
    }
    points
}

#[tokio::test]
async fn points_that_somebody_deletes_are_missed_by_who_was_there_and_by_who_comes_later() {
    // What no other vault has copies of.
    let alone = HEALTHY.replace(r#", copies = [{ vault = "air-gapped", keep_days = 90 }]"#, "");
    let mut seat = seat_on(&alone).await;
    assert!(alerts(&seat).is_empty());
    let points = delete_all(&seat.simulator, "prod-weekly").await;
    assert!(points.len() > 20, "{}", points.len());
    seat.pass(SignedDuration::from_mins(31));
    seat.settle().await;
    let found = alerts(&seat);
    let said = [
        "critical: win-shares has no recovery point left: backed up ".to_owned(),
        format!("critical: {} recovery points of vault prod-weekly gone before their time", points.len()),
    ];
    for said in &said {
        assert!(found.iter().any(|alert| alert.contains(said)), "{said:?} is missing of {found:#?}");
    }
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(seat.bells > 0, "it calls");

    // Who comes later has no count to hold against: the jobs tell.
    let Seat { simulator, .. } = seat;
    let seat = Seat::at(simulator, Setup::default());
    let seat = settled(seat).await;
    let found = alerts(&seat);
    assert!(found.iter().any(|alert| alert.starts_with(&said[0])) && found.len() == 1, "{found:#?}");
    let report = board(&seat.model, SignedDuration::from_hours(24), 8, Vec::new());
    assert_eq!(report.verdict, Verdict::Attention);

    // Deleted from this machine, as its journal tells: no news.
    let store = Store::temporary();
    for point in points {
        let write = Write::DeletePoint(PointName { vault: "prod-weekly".to_owned(), point });
        let actor =
            Actor { account: "123456789012".to_owned(), region: "us-east-1".to_owned(), ..Actor::default() };
        let at = seat.model.now;
        let entry = store.begin(Intent { at, actor, label: String::new(), write }).await.unwrap();
        let news = News { at, state: EntryState::Done, job: None, note: None };
        store.settle(entry, news).await.unwrap();
    }
    let Seat { simulator, .. } = seat;
    let seat = settled(Seat::at(simulator, Setup { store, ..Setup::default() })).await;
    assert_eq!(alerts(&seat), std::collections::BTreeSet::new());
}

async fn settled(mut seat: Seat) -> Seat {
    seat.settle().await;
    seat
}
