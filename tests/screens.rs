//! Every view in its states, as an operator sees it, at 80x24, 120x40 and in a window too small to hold it.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test --test screens`, then read the difference.

#[path = "screens/note.rs"]
mod note;
#[path = "screens/status.rs"]
mod status;
mod support;

use jiff::SignedDuration;
use support::{Seat, Setup};
use vaultdeck::app::model::Options;
use vaultdeck::domain::journal::{Actor, Intent};
use vaultdeck::domain::write::Write;
use vaultdeck::simulator::{ANY, Fault, Scenario};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 10)];

/// Compares the screen at each size with the one kept under `name`.
fn compare(seat: &mut Seat, name: &str) {
    for (width, height) in SIZES {
        seat.resize(width, height);
        let screen = seat.screen();
        insta::with_settings!({ omit_expression => true, filters => [
            // Tokens differ from run to run, and times that AWS took are not ours to hold.
            (r"vaultdeck-[0-9a-f]{16}-\d+", "vaultdeck-[token]"),
            (r" +\d+ ms ", " [time] ms "),
        ] }, {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), screen);
        });
    }
    seat.resize(120, 40);
}

/// The demo after `keys`, with everything answered.
async fn at(keys: &str) -> Seat {
    let mut seat = Seat::settled(Setup::default()).await;
    for key in keys.split(' ').filter(|key| !key.is_empty()) {
        match key.strip_prefix("paste:") {
            Some(text) => seat.paste(&text.replace('_', " ")),
            None => seat.press(key),
        }
        seat.settle().await;
    }
    seat
}

macro_rules! screens {
    ($($name:ident: $keys:expr;)*) => {$(
        #[tokio::test]
        async fn $name() {
            compare(&mut at($keys).await, stringify!($name));
        }
    )*};
}

screens! {
    overview: "";
    alerts: "1 z";
    alerts_acknowledged: "1 z j j j a paste:CHG-4711 enter esc";
    acknowledging: "1 z j j j a tab paste:CHG-4711";
    alerts_of_one_cause: "1 z / paste:kms enter enter";
    jobs: "2 z";
    jobs_of_one_kind: "2 z K K";
    jobs_filtered: "2 z / paste:state:failed";
    jobs_sorted: "2 z s s";
    jobs_troubled: "2 z !";
    jobs_troubled_of_one_kind: "2 z ! K";
    jobs_nothing_found: "2 z / paste:zebra enter";
    jobs_marked: "2 z space space space j space / paste:kind:backup enter";
    vaults: "3 z";
    points_of_a_vault: "3 z / paste:prod-daily enter p";
    points_of_a_resource: "5 / paste:orders-db enter p";
    plans: "4 z";
    resources: "5";
    timeline: "6";
    backup_job: "2 z / paste:kind:backup_state:failed enter enter";
    copy_job: "2 z / paste:kind:copy enter enter";
    restore_job: "2 z / paste:kind:restore enter enter";
    vault: "3 z / paste:prod-daily enter enter";
    recovery_point: "3 z / paste:prod-daily enter p enter";
    plan: "4 z / paste:prod-daily enter enter";
    resource: "5 / paste:orders-db enter enter";
    alarm: "1 z / paste:alarm enter enter";
    why: "2 z / paste:kms enter w";
    why_denied: "2 z / paste:encoded enter w";
    why_of_an_alarm: "1 z / paste:alarm enter w";
    why_of_a_point: "3 z / paste:prod-weekly enter p ! w";
    help: "?";
    palette: ": paste:vault";
    palette_with_an_arn: ": paste:arn:aws:s3:::media-assets";
    backup_form: "5 / paste:orders-db enter b";
    bulk_backup_form: "5 space space space space b";
    retry_form: "2 z / paste:state:failed_kind:backup enter * t";
    stop_form: "2 z / paste:state:running_kind:backup_type:EBS enter x";
    restore_of_a_database: "5 / paste:orders-db enter r";
    restore_of_a_volume: "3 z / paste:prod-daily enter p / paste:orders-wal enter r";
    restore_of_a_cluster: "5 / paste:catalog-cluster enter r";
    copy_form: "5 / paste:shared-config enter c";
    copy_form_of_many: "3 / paste:prod-daily enter p / paste:type:ebs enter * c right";
    keep_form: "3 z / paste:finance-records enter p e";
    deletion_form: "3 z / paste:finance-records enter p space space space D";
    disassociation_form: "3 z / paste:prod-daily enter p / paste:status:available enter X";
    tags_form: "3 z / paste:prod-daily enter T";
    tags_of_points_form: "3 z / paste:finance-records enter p * T";
    notifications_form: "3 z / paste:finance-records enter N";
    scopes: "P";
    metrics: "M";
}

#[tokio::test]
async fn loading() {
    let mut seat = Seat::take(Setup::default()).await;
    compare(&mut seat, "loading");
}

#[tokio::test]
async fn empty() {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Empty, ..Setup::default() }).await;
    compare(&mut seat, "empty");
}

#[tokio::test]
async fn nothing_may_be_read() {
    compare(&mut denied().await, "denied");
}

/// A console none of whose calls is allowed.
async fn denied() -> Seat {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Empty, ..Setup::default() }).await;
    seat.simulator.faults().set(ANY, Fault::Deny);
    seat.pass(SignedDuration::from_mins(11));
    seat.settle().await;
    seat
}

#[tokio::test]
async fn stale() {
    let mut seat = Seat::settled(Setup::default()).await;
    seat.simulator.faults().set(ANY, Fault::ExpiredToken);
    seat.pass(SignedDuration::from_mins(11));
    seat.settle().await;
    compare(&mut seat, "stale");
}

#[tokio::test]
async fn read_only() {
    let options = Options { read_only: true, ..Options::default() };
    let mut seat = Seat::settled(Setup { options, ..Setup::default() }).await;
    seat.press("5 b");
    compare(&mut seat, "read_only");
}

#[tokio::test]
async fn in_ascii() {
    let options = Options { ascii: true, ..Options::default() };
    let mut seat = Seat::settled(Setup { options, ..Setup::default() }).await;
    assert!(seat.screen().is_ascii(), "{}", seat.screen());
    compare(&mut seat, "ascii");
}

#[tokio::test]
async fn a_restore_refused_by_aws() {
    let mut seat =
        at("3 z / paste:prod-daily enter p / paste:orders-wal enter r pgup pgup down down down paste:1")
            .await;
    seat.press("pgdn pgdn left enter");
    seat.settle().await;
    compare(&mut seat, "restore_refused");
}

#[tokio::test]
async fn two_scopes() {
    let regions = vec!["us-east-1", "us-west-2"];
    let mut seat = Seat::settled(Setup { regions, ..Setup::default() }).await;
    seat.press("3 z");
    compare(&mut seat, "two_scopes");
}

#[tokio::test]
async fn a_followed_backup() {
    let mut seat = at("5 / paste:orders-db enter b enter enter enter enter enter enter").await;
    compare(&mut seat, "followed");
}

#[tokio::test]
async fn the_journal() {
    let mut seat = at("5 / paste:orders-db enter b enter enter enter enter enter enter").await;
    let intent = |label: &str, job: &str| Intent {
        at: seat.simulator.clock().now() - SignedDuration::from_hours(30),
        actor: Actor { account: "123456789012".into(), region: "us-east-1".into(), ..Actor::default() },
        label: label.into(),
        write: Write::StopBackup { job: job.into() },
    };
    seat.store.plan(vec![intent("web-1", "1111-AAAA"), intent("web-2", "2222-BBBB")]).await.unwrap();
    seat.press("J");
    seat.settle().await;
    compare(&mut seat, "journal");
    seat.press("G enter");
    compare(&mut seat, "journal_entry");
}

#[tokio::test]
async fn a_refused_backup() {
    let mut seat = at("5 / paste:orders-db enter b").await;
    seat.simulator.faults().set("StartBackupJob", Fault::Deny);
    seat.press("enter enter enter enter enter enter");
    seat.settle().await;
    compare(&mut seat, "refused");
}

#[tokio::test]
async fn a_refused_deletion() {
    let mut seat = at("3 z / paste:finance-records enter p space space D").await;
    seat.simulator.faults().set_for("DeleteRecoveryPoint", Fault::Deny, 1);
    seat.press("up up");
    seat.paste("delete 2 points");
    seat.press("enter enter");
    seat.settle().await;
    compare(&mut seat, "refused_deletion");
}

#[tokio::test]
async fn every_size_down_to_nothing_is_drawn() {
    let mut seat = at("").await;
    for keys in ["1", "2 z", "2 enter", "?", "esc :", "esc 5 b"] {
        seat.press(keys);
        for (width, height) in [(1, 1), (2, 3), (59, 15), (60, 16), (61, 17), (99, 29), (100, 30), (200, 60)]
        {
            seat.resize(width, height);
            let _ = seat.screen();
        }
    }
}

#[tokio::test]
async fn a_batch_some_of_which_was_refused() {
    let mut seat = at("5 space space space space space space space b").await;
    seat.simulator.faults().set_for("StartBackupJob", Fault::Deny, 3);
    seat.press("enter enter enter enter enter enter");
    seat.settle().await;
    compare(&mut seat, "batch");
    seat.press("left enter");
    seat.settle().await;
    compare(&mut seat, "batch_followed");
}

#[tokio::test]
async fn production_is_red_and_wants_a_word() {
    let options = Options { guard: vec!["shop-*".into()], ..Options::default() };
    let mut seat = Seat::settled(Setup { options, ..Setup::default() }).await;
    seat.press("2 z /");
    seat.paste("state:running kind:backup type:EBS");
    seat.press("enter x");
    seat.settle().await;
    compare(&mut seat, "production");
}
