//! No false alarm: an account in which nothing is wrong, for a month.

use jiff::SignedDuration;
use vaultdeck::simulator::Scenario;

use crate::alerts;
use crate::support::{Seat, Setup};

/// Lets so many days pass in such steps, and looks at each.
async fn quiet_for(days: i64, step: SignedDuration) {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Healthy, ..Setup::default() }).await;
    let end = seat.simulator.clock().now() + SignedDuration::from_hours(24 * days);
    loop {
        let now = seat.simulator.clock().now();
        let wrong = alerts(&seat);
        assert!(wrong.is_empty(), "at {now} nothing is wrong, and yet: {wrong:#?}");
        if now >= end {
            break;
        }
        seat.pass(step);
        seat.settle().await;
    }
    assert!(seat.model.estate.jobs.rows().len() > 100, "nothing ran");
    assert_eq!(seat.bells, 0);
}

/// Of no length that divides an hour, so that it comes by at every minute of one.
#[tokio::test]
async fn thirty_healthy_days_raise_no_alert() {
    quiet_for(30, SignedDuration::from_mins(97)).await;
}

/// As a console that is never asleep sees it.
#[tokio::test]
async fn twelve_healthy_hours_seen_minute_by_minute_raise_no_alert() {
    let mut seat = Seat::settled(Setup { scenario: Scenario::Healthy, ..Setup::default() }).await;
    for _ in 0..12 * 60 {
        let wrong = alerts(&seat);
        assert!(wrong.is_empty(), "nothing is wrong, and yet: {wrong:#?}");
        seat.pass(SignedDuration::from_secs(60));
        seat.settle().await;
    }
}

/// As many steps as a console that stands open takes; minutes of real time.
#[tokio::test]
#[ignore = "takes minutes"]
async fn thirty_healthy_days_seen_every_seven_minutes_raise_no_alert() {
    quiet_for(30, SignedDuration::from_mins(7)).await;
}
