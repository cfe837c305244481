//! No false alarm: an account in which nothing is wrong, for a month.

use jiff::SignedDuration;
use vaultdeck::app::model::Options;
use vaultdeck::config::Polling;
use vaultdeck::domain::job::JobKind;
use vaultdeck::simulator::Scenario;

use crate::alerts;
use crate::support::{Seat, Setup};

/// At the healthy account. `CloudWatch`'s counts raise no alert, so they are not asked for.
async fn seat(regions: Vec<&'static str>) -> Seat {
    let polling = Polling { metrics: 0, ..Polling::default() };
    let options = Options { polling, ..Options::default() };
    Seat::settled(Setup { scenario: Scenario::Healthy, regions, options, ..Setup::default() }).await
}

fn look(seat: &Seat) {
    let wrong = alerts(seat);
    let now = seat.simulator.clock().now();
    assert!(wrong.is_empty(), "at {now} nothing is wrong, and yet: {wrong:#?}");
}

/// Lets so many days pass in such steps, and looks at each; at the Region that copies go to, too.
async fn quiet_for(days: i64, step: SignedDuration) {
    let mut seat = seat(vec!["us-east-1", "us-west-2"]).await;
    let end = seat.simulator.clock().now() + SignedDuration::from_hours(24 * days);
    look(&seat);
    while seat.simulator.clock().now() < end {
        seat.pass(step);
        seat.settle().await;
        look(&seat);
    }
    let ran = |kind| seat.model.estate.jobs.rows().iter().filter(|job| job.kind == kind).count();
    assert!(JobKind::ALL.map(ran).iter().all(|jobs| *jobs > 3), "{:?}", JobKind::ALL.map(ran));
    assert_eq!(seat.bells, 0);
}

/// Of no length that has a divisor in common with a day, so that it comes by at every minute of one hour or another.
#[tokio::test]
async fn thirty_healthy_days_raise_no_alert() {
    quiet_for(30, SignedDuration::from_mins(187)).await;
}

/// As a console that is never asleep sees it: every minute while a job is under way, else every fifth.
#[tokio::test]
async fn twelve_healthy_hours_seen_minute_by_minute_raise_no_alert() {
    let mut seat = seat(vec!["us-east-1"]).await;
    let end = seat.simulator.clock().now() + SignedDuration::from_hours(12);
    let mut looks = 0;
    while seat.simulator.clock().now() < end {
        let idle = seat.model.estate.active_count() == 0;
        seat.pass(SignedDuration::from_mins(if idle { 5 } else { 1 }));
        seat.settle().await;
        look(&seat);
        looks += 1;
    }
    assert!(looks > 12 * 60 / 4, "only {looks} looks: what ran?");
}

/// As many steps as a console that stands open takes; minutes of real time.
#[tokio::test]
#[ignore = "takes minutes"]
async fn thirty_healthy_days_seen_every_seven_minutes_raise_no_alert() {
    quiet_for(30, SignedDuration::from_mins(7)).await;
}
