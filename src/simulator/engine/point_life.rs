//! What happens to a recovery point by itself: index, cold storage, end of retention, deletion.

use jiff::{SignedDuration, Timestamp};

use super::fate::later;
use super::queue::Event;
use super::{Scope, indexes};
use crate::simulator::ids::Random;
use crate::simulator::state::{Point, PointStatus, State, StorageClass};
use crate::simulator::wire::Text;

/// AWS deletes at a random moment within 8 hours after the end of retention.
const DELETION_DELAY_SECONDS: u64 = 8 * 3600;
/// The move to cold storage starts within hours.
const MOVE_DELAY_SECONDS: u64 = 4 * 3600;
/// How soon a point is looked at again that was still being made when its retention ended.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// Why a deletion is refused for want of permission.
const NOT_PERMITTED: &str = "You are not authorized to perform this operation.";

/// The next moment at which something happens to a point by itself.
pub fn next(point: &Point, seed: u64) -> Option<Timestamp> {
    let rare = point.rare.as_ref();
    let index = rare.and_then(|rare| rare.index.as_ref()?.ends);
    let deletion = rare.and_then(|rare| rare.deletion_ends);
    [index, deletion, cold_at(point, seed), expires_at(point, seed)].into_iter().flatten().min()
}

/// When it moves to cold storage, if it will.
fn cold_at(point: &Point, seed: u64) -> Option<Timestamp> {
    let usable =
        matches!(point.status, PointStatus::Creating | PointStatus::Completed | PointStatus::Partial);
    let at = point.calculated_lifecycle?.move_to_cold_storage_at?;
    (usable && point.storage_class == StorageClass::Warm)
        .then(|| later(at.0, delay(point, seed, "cold", MOVE_DELAY_SECONDS)))
}

/// When it is deleted at the end of its retention. One that could not be deleted is not tried again.
fn expires_at(point: &Point, seed: u64) -> Option<Timestamp> {
    let over = matches!(point.status, PointStatus::Expired | PointStatus::Deleting);
    let at = point.delete_at().filter(|_| !over)?;
    Some(later(at, delay(point, seed, "", DELETION_DELAY_SECONDS)))
}

fn delay(point: &Point, seed: u64, what: &str, most: u64) -> SignedDuration {
    let mut random = Random::named(seed, &format!("{what}{}", point.recovery_point_arn));
    SignedDuration::from_secs(i64::try_from(random.below(most)).unwrap_or(0))
}

/// Notes when something next happens to a point. To be called whenever one came or its dates changed.
pub fn watch(state: &mut State, scope: &Scope, arn: &Text) {
    let seed = state.seed;
    let next = state.estates.get(scope).and_then(|estate| next(estate.points.get(arn)?, seed));
    if let Some(next) = next {
        state.engine.queue.at(next, Event::Point { scope: scope.clone(), arn: arn.clone() });
    }
}

/// Lets happen what is due for a point.
pub(super) fn happen(state: &mut State, scope: &Scope, arn: &Text, at: Timestamp) {
    // An event asked for too late happens now: holds and all else count as they are now.
    let (seed, at) = (state.seed, at.max(state.now));
    let due = |moment: Option<Timestamp>| moment.is_some_and(|moment| moment <= at);
    let Some(point) = state.estates.get(scope).and_then(|estate| estate.points.get(arn)) else { return };
    let rare = point.rare.as_ref();
    if due(rare.and_then(|rare| rare.deletion_ends)) {
        end_deletion(state, scope, arn);
    } else if due(expires_at(point, seed)) {
        expire(state, scope, arn, at);
        return;
    } else if due(cold_at(point, seed)) {
        if let Some(point) = state.estate(scope).points.get_mut(arn) {
            point.storage_class = StorageClass::Cold;
        }
    } else if due(rare.and_then(|rare| rare.index.as_ref()?.ends)) {
        indexes::settle(state, scope, arn, at);
    } else {
        return;
    }
    watch(state, scope, arn);
}

/// The end of retention. A point on hold stays; [`super::settle`] looks again when the hold is off.
fn expire(state: &mut State, scope: &Scope, arn: &Text, at: Timestamp) {
    let estate = state.estate(scope);
    let Some(point) = estate.points.get(arn) else { return };
    if point.status == PointStatus::Creating {
        let event = Event::Point { scope: scope.clone(), arn: arn.clone() };
        state.engine.queue.at(later(at, AGAIN), event);
    } else if !estate.is_held(point, at) {
        end_deletion(state, scope, arn);
    }
}

/// Takes a point away, or shows it as EXPIRED where that is refused.
fn end_deletion(state: &mut State, scope: &Scope, arn: &Text) {
    let estate = state.estate(scope);
    let refused = estate.points.get(arn).is_some_and(|point| {
        estate.roles_without_delete.contains(&point.iam_role_arn)
            || point.rare.as_ref().is_some_and(|rare| rare.undeletable)
    });
    if !refused {
        estate.points.remove(arn);
        estate.tags.remove(arn);
        estate.indexed.remove(arn);
        return;
    }
    if let Some(point) = estate.points.get_mut(arn) {
        point.status = PointStatus::Expired;
        point.status_message.get_or_insert_with(|| NOT_PERMITTED.into());
        point.rare_mut().deletion_ends = None;
    }
}

/// Begins to delete a point.
pub fn delete(state: &mut State, scope: &Scope, arn: &Text) {
    let (now, seed) = (state.now, state.seed);
    if let Some(point) = state.estate(scope).points.get_mut(arn) {
        let takes = SignedDuration::from_secs(10) + delay(point, seed, "deletion", 50);
        point.status = PointStatus::Deleting;
        point.rare_mut().deletion_ends = Some(later(now, takes));
    }
    watch(state, scope, arn);
}
