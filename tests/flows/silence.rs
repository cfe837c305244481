//! Plans that were due and started nothing: found where it is so, and nowhere else.

use jiff::SignedDuration;
use vaultdeck::app::model::Options;
use vaultdeck::config::{Alerts, Span};
use vaultdeck::domain::alert::Alert;
use vaultdeck::simulator::{Fault, Scenario};

use super::support::{Seat, Setup};

fn setup() -> Setup {
    Setup { scenario: Scenario::File("tests/data/silence.toml".into()), ..Setup::default() }
}

fn silences(seat: &Seat) -> Vec<&Alert> {
    let alerts = seat.model.estate.alerts.rows().iter();
    let mut silences: Vec<&Alert> =
        alerts.filter(|alert| alert.signal == Some("run-started-nothing")).collect();
    silences.sort_by(|a, b| a.what.cmp(&b.what));
    silences
}

fn words(seat: &Seat) -> Vec<&str> {
    silences(seat).iter().map(|alert| alert.what.as_str()).collect()
}

#[tokio::test]
async fn a_plan_that_starts_nothing_is_found_at_once_and_says_why() {
    let mut seat = Seat::settled(setup()).await;
    assert_eq!(
        words(&seat),
        [
            "plan empty started nothing in 30 runs, last due Nov 20 23:10",
            "plan nothing-matches started nothing in 30 runs, last due 00:10",
        ]
    );
    let reasons: Vec<String> =
        silences(&seat).iter().map(|alert| alert.reason.as_ref().unwrap().to_string()).collect();
    assert!(
        reasons[0].starts_with("it selects nothing") && reasons[1].contains("match nothing"),
        "{reasons:?}"
    );
    seat.press("1 w");
    seat.settle().await;
    let screen = seat.screen();
    assert!(screen.contains("Why: plan") && screen.contains("list-backup-selections"), "{screen}");
    // The new plan's first run is due at 23:10, and missed when its grace is over.
    for (hours, alerts) in [(20, 2), (2, 3)] {
        seat.pass(SignedDuration::from_hours(hours));
        seat.settle().await;
        assert_eq!(silences(&seat).len(), alerts, "{:?}", words(&seat));
    }
}

#[tokio::test]
async fn nothing_is_missed_while_jobs_may_not_be_listed_or_the_grace_lasts() {
    let mut seat = Seat::take(setup()).await;
    seat.simulator.faults().set("ListBackupJobs", Fault::Deny);
    seat.settle().await;
    assert_eq!(words(&seat), Vec::<&str>::new());
    let alerts = Alerts { silence_after: Span(SignedDuration::from_hours(20)), ..Alerts::default() };
    let options = Options { alerts, ..Options::default() };
    let mut seat = Seat::settled(Setup { options, ..setup() }).await;
    seat.press("1");
    let found = words(&seat);
    // A grace does not outlast the start window.
    assert_eq!(found.len(), 2, "{found:?}");
}
