//! The account in which nothing is wrong: whatever alarms there is a false alarm.

use super::support::{Seat, Setup};
use jiff::SignedDuration;
use vaultdeck::domain::job::JobKind;
use vaultdeck::simulator::Scenario;

#[tokio::test]
async fn nothing_alarms_in_a_month_of_an_account_in_which_nothing_is_wrong() {
    let regions = vec!["us-east-1", "us-west-2"];
    let mut seat = Seat::settled(Setup { scenario: Scenario::Healthy, regions, ..Setup::default() }).await;
    for third in 0..90 {
        let alerts: Vec<_> = seat.model.estate.alerts.rows().iter().map(|alert| &alert.what).collect();
        assert_eq!(alerts, Vec::<&String>::new(), "after {} h", third * 8);
        seat.pass(SignedDuration::from_hours(8));
        seat.settle().await;
    }
    let ran = |kind| seat.model.estate.jobs.rows().iter().filter(|job| job.kind == kind).count();
    assert!(JobKind::ALL.map(ran).iter().all(|jobs| *jobs > 3), "{:?}", JobKind::ALL.map(ran));
}
