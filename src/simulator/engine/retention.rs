//! The end of retention.

use jiff::{SignedDuration, Timestamp};

use super::fate::later;
use crate::simulator::ids::Random;
use crate::simulator::state::{Point, PointStatus, State};

/// How often retention is looked at.
const EVERY: SignedDuration = SignedDuration::from_mins(5);
/// AWS deletes at a random moment within 8 hours after the end of retention.
const DELAY_SECONDS: u64 = 8 * 3600;

/// Deletes what is past its retention; says when to look again.
pub(super) fn sweep(state: &mut State, now: Timestamp) -> Timestamp {
    let seed = state.seed;
    for estate in state.estates.values_mut() {
        let gone: Vec<_> = estate.points.iter().filter(|point| is_due(point, seed, now)).map(id).collect();
        for arn in gone {
            estate.points.remove(&arn);
            estate.tags.remove(&arn);
        }
    }
    later(now, EVERY)
}

fn id(point: &Point) -> crate::simulator::wire::Text {
    point.recovery_point_arn.clone()
}

/// A point that could not be deleted shows as EXPIRED and stays.
fn is_due(point: &Point, seed: u64, now: Timestamp) -> bool {
    let Some(at) = point.delete_at().filter(|at| *at <= now) else { return false };
    let delay = Random::named(seed, &point.recovery_point_arn).below(DELAY_SECONDS);
    point.status != PointStatus::Expired
        && later(at, SignedDuration::from_secs(i64::try_from(delay).unwrap_or(0))) <= now
}
