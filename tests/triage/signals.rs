//! Each signal where it must appear, and the like of it where it must not: the healthy account with one thing added.

use std::fs;

use jiff::SignedDuration;
use vaultdeck::simulator::Scenario;

use crate::support::{Seat, Setup};
use crate::{HEALTHY, alerts};

/// The console on the healthy account with these tables added, and these keys before its tables.
async fn with(top: &str, tables: &str) -> Seat {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    fs::write(&file, format!("{top}\n{HEALTHY}\n{tables}")).unwrap();
    Seat::settled(Setup { scenario: Scenario::File(file), ..Setup::default() }).await
}

/// One signal: what is added to the healthy account, after how long, and what the alerts say. No words: nothing is wrong.
pub struct Case {
    top: &'static str,
    tables: String,
    minutes: i64,
    says: &'static [&'static str],
}

pub fn case(minutes: i64, tables: impl Into<String>, says: &'static [&'static str]) -> Case {
    Case { top: "", tables: tables.into(), minutes, says }
}

/// A backup of `invoices` that began two hours ago and took five minutes, of which this is said besides.
fn backup(said: &str) -> String {
    format!("[[jobs]]\nresource = 'invoices'\nvault = 'Default'\nstarted = '-2h'\ntook = '5m'\n{said}\n")
}

/// The copy of the nightly backup of `invoices`.
fn copy(said: &str) -> String {
    format!("[[jobs]]\nkind = 'copy'\nresource = 'invoices'\nrule = 'prod-daily/nightly'\nrun = 1\n{said}\n")
}

/// A restore of `orders-db` that ended hours ago.
fn restore(said: &str) -> String {
    format!("[[jobs]]\nkind = 'restore'\nresource = 'orders-db'\nstarted = '-5h'\ntook = '22m'\n{said}\n")
}

/// Every alert that is there says one of the words, and each of them is said.
pub async fn hold(cases: Vec<Case>) {
    for Case { top, tables, minutes, says } in cases {
        let mut seat = with(top, &tables).await;
        // As a console that stands open: a look every minute.
        for _ in 0..minutes {
            seat.pass(SignedDuration::from_secs(60));
            seat.settle().await;
        }
        let found = alerts(&seat);
        for said in says {
            assert!(
                found.iter().any(|alert| alert.contains(said)),
                "{said:?} is missing of {found:#?}\n{tables}"
            );
        }
        for alert in &found {
            assert!(says.iter().any(|said| alert.contains(said)), "{alert:?} is too much for\n{tables}");
        }
    }
}

#[tokio::test]
async fn backups_that_went_wrong() {
    hold(vec![
        case(1, backup("state = 'FAILED'\nmessage = 21"), &["critical: backup of invoices: "]),
        case(1, backup("state = 'EXPIRED'\nmessage = 2"), &["critical: backup of invoices: "]),
        case(1, backup("state = 'COMPLETED'\nmessage = 30"), &["warning: backup of invoices: "]),
        case(1, backup("state = 'COMPLETED'"), &[]),
        // What failed longer ago than a day has had its night.
        case(1, backup("state = 'FAILED'\nmessage = 21").replace("-2h", "-26h"), &[]),
    ])
    .await;
}

#[tokio::test]
async fn copies_and_restores_that_went_wrong() {
    hold(vec![
        case(1, copy("state = 'FAILED'\nmessage = 54"), &["critical: copy of invoices: "]),
        case(
            1,
            copy("state = 'COMPLETED'\nmessage = 'The copy is complete, but its tags were not copied.'"),
            &["warning: copy of invoices"],
        ),
        case(1, copy("state = 'COMPLETED'"), &[]),
        case(1, restore("state = 'FAILED'\nmessage = 72"), &["critical: restore of orders-db: "]),
        case(1, restore("state = 'ABORTED'"), &["warning: restore of orders-db"]),
        case(1, restore("state = 'COMPLETED'"), &[]),
    ])
    .await;
}

#[tokio::test]
async fn restore_tests_that_failed_or_were_left_behind() {
    let test = |validation: &str, deletion: &str| {
        restore(&format!(
            "state = 'COMPLETED'\ntesting_plan = 'weekly_restore_test'\nvalidation = '{validation}'\ndeletion = '{deletion}'"
        ))
    };
    hold(vec![
        case(1, test("FAILED", "SUCCESSFUL"), &["warning: restore"]),
        case(1, test("TIMED_OUT", "SUCCESSFUL"), &["warning: restore"]),
        case(1, test("SUCCESSFUL", "FAILED"), &["warning: restore"]),
        case(1, test("SUCCESSFUL", "SUCCESSFUL"), &[]),
    ])
    .await;
}

#[tokio::test]
async fn vaults_and_alarms() {
    hold(vec![
        case(0, "[[alarms]]\nname = 'copies-failed'\nstate = 'ALARM'\nsince = '-2h'\nmetrics = [{ name = 'NumberOfCopyJobsFailed' }]\nthreshold = 1", &["critical: alarm copies-failed"]),
        case(0, "[[alarms]]\nname = 'copies-blind'\nstate = 'INSUFFICIENT_DATA'\nsince = '-2h'\nmetrics = [{ name = 'NumberOfCopyJobsFailed' }]\nthreshold = 1", &["warning: alarm copies-blind"]),
    ])
    .await;
}
