//! What the count of all recovery points finds: each signal where it must appear, and the point like it that is well.

use jiff::SignedDuration;
use vaultdeck::app::model::Options;

use crate::alerts;
use crate::signals::{case, hold, with};

/// Backed up by no plan.
const OLD: (&str, &str) = ("resources", "{ type = 'EFS', name = 'old-share', size = '20 GiB' }");

fn point(resource: &str, said: &str) -> String {
    format!("[[points]]\nresource = '{resource}'\nvault = 'Default'\n{said}\n")
}

fn interrupted(at: &str) -> String {
    format!("[[interruptions]]\nresource = 'media-assets'\nat = '{at}'\n")
}

#[tokio::test]
async fn points_that_expired_stopped_or_lack_parts_and_a_resource_that_has_no_others() {
    let expired =
        point("old-share", "created = '-90d'\nkeep_days = 30\nundeletable = true\nstatus = 'EXPIRED'");
    // Its last whole one is of four days ago.
    let lacks = |created: &str| point("win-shares", &format!("created = '{created}'\nstatus = 'PARTIAL'"));
    let wrong = expired.clone() + &lacks("-30h") + &interrupted("-2h");
    let well = expired
        + &point("old-share", "created = '-5d'")
        + &lacks("-23h")
        // There is a whole one since.
        + &point("ledger-data", "created = '-30h'\nstatus = 'PARTIAL'")
        // The plan began a new continuous point since.
        + &interrupted("-1d");
    let (list, entry) = OLD;
    hold(vec![
        case(
            0,
            wrong,
            &[
                "warning: expired recovery point of old-share still billed",
                "critical: old-share has no usable recovery point: 1 expired",
                "warning: the newest recovery point of win-shares lacks parts",
                "warning: continuous backup of media-assets was interrupted",
            ],
        )
        .and(list, entry),
        case(0, well, &["warning: expired recovery point of old-share still billed"]).and(list, entry),
    ])
    .await;
}

#[tokio::test]
async fn what_happens_to_a_point_is_found_by_the_next_count_and_is_over_when_the_plan_goes_on() {
    let mut seat = with(&[], &interrupted("10m"), Options::default()).await;
    let told = |seat: &_| alerts(seat).iter().any(|alert| alert.contains("media-assets was interrupted"));
    assert!(!told(&seat));
    // Points are counted every half an hour.
    seat.pass(SignedDuration::from_mins(31));
    seat.settle().await;
    assert!(told(&seat), "{:#?}", alerts(&seat));
    // The plan's next run, 7 h 25 m short of a day from the start, begins another one.
    seat.pass(SignedDuration::from_mins(17 * 60));
    seat.settle().await;
    assert!(!told(&seat), "{:#?}", alerts(&seat));
}
