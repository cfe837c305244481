//! Each signal where it must appear, and the like of it where it must not: the healthy account with one thing added.

use std::fs;

use jiff::SignedDuration;
use vaultdeck::app::model::Options;
use vaultdeck::simulator::Scenario;

use crate::support::{Seat, Setup};
use crate::{HEALTHY, alerts};

/// The console on the healthy account with these tables added, and these entries in its lists of vaults and resources.
pub async fn with(entries: &[(&str, &str)], tables: &str, options: Options) -> Seat {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    let mut account = HEALTHY.to_owned();
    for (list, entry) in entries {
        let head = format!("\n{list} = [\n");
        assert!(account.contains(&head), "no list of {list}");
        account = account.replacen(&head, &format!("{head}  {entry},\n"), 1);
    }
    fs::write(&file, format!("{account}\n{tables}")).unwrap();
    Seat::settled(Setup { scenario: Scenario::File(file), options, ..Setup::default() }).await
}

/// One signal: what is added to the healthy account, after how long, and what the alerts say. No words: nothing is wrong.
pub struct Case {
    entries: Vec<(&'static str, &'static str)>,
    tables: String,
    minutes: i64,
    says: &'static [&'static str],
}

pub fn case(minutes: i64, tables: impl Into<String>, says: &'static [&'static str]) -> Case {
    Case { entries: Vec::new(), tables: tables.into(), minutes, says }
}

impl Case {
    /// The alerts say this.
    pub fn says(self, says: &'static [&'static str]) -> Self {
        Self { says, ..self }
    }

    /// With an entry more in the account's list of vaults or resources.
    pub fn and(mut self, list: &'static str, entry: &'static str) -> Self {
        self.entries.push((list, entry));
        self
    }
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
    for Case { entries, tables, minutes, says } in cases {
        let mut seat = with(&entries, &tables, Options::default()).await;
        // As a console that stands open: a look every few minutes, the last one a minute before it is asked.
        let mut left = minutes;
        while left > 0 {
            let step = (left - 1).clamp(1, 4);
            seat.pass(SignedDuration::from_mins(step));
            seat.settle().await;
            left -= step;
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
        case(
            1,
            backup("state = 'PARTIAL'\nmessage = 'One of the parts failed.'"),
            &["warning: backup of invoices partial"],
        ),
        case(1, backup("state = 'ABORTED'\nmessage = 3"), &["warning: backup of invoices: "]),
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
    let alarm = |name: &str, state: &str| {
        format!(
            "[[alarms]]\nname = '{name}'\nstate = '{state}'\nsince = '-2h'\nmetrics = [{{ name = 'NumberOfCopyJobsFailed' }}]\nthreshold = 1\n"
        )
    };
    hold(vec![
        case(
            0,
            alarm("copies-failed", "ALARM") + &alarm("copies-blind", "INSUFFICIENT_DATA"),
            &["critical: alarm copies-failed", "warning: alarm copies-blind", "critical: vault broken failed"],
        )
        .and("vaults", "{ name = 'broken', air_gapped = true, state = 'failed', lock = { mode = 'compliance', min_days = 7, max_days = 400 } }"),
        case(0, alarm("copies-failed", "OK"), &[]).and(
            "vaults",
            "{ name = 'broken', air_gapped = true, state = 'creating', created = '-1m', lock = { mode = 'compliance', min_days = 7, max_days = 400 } }",
        ),
    ])
    .await;
}
