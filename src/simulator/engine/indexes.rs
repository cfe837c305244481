//! Backup indexes: made and deleted in the background.

use jiff::{SignedDuration, Timestamp};

use super::fate::later;
use super::{Scope, point_life};
use crate::simulator::state::{Index, IndexStatus, Point, State, StorageClass};
use crate::simulator::wire::{Epoch, Text};

/// The types that can be indexed.
const TYPES: [&str; 2] = ["EBS", "S3"];
/// What one item is taken to hold.
const ITEM_BYTES: u64 = 1 << 20;
/// Why an index cannot be made for want of permission.
const NOT_PERMITTED: &str = "The IAM role does not have the permissions needed to create a backup index.";

/// Whether a point can have an index: a warm one of a type that can be searched.
pub fn can_index(point: &Point) -> bool {
    TYPES.contains(&point.resource_type) && point.storage_class == StorageClass::Warm
}

/// Begins to index a point.
pub fn start(state: &mut State, scope: &Scope, arn: &Text, role: &str) {
    let now = state.now;
    let estate = state.estate(scope);
    let Some(point) = estate.points.get_mut(arn) else { return };
    let bytes = point.backup_size_in_bytes.unwrap_or_default();
    let takes = SignedDuration::from_secs(60 + i64::try_from(bytes >> 30).unwrap_or(0).min(1800));
    point.rare_mut().index = Some(Index {
        index_status: IndexStatus::Pending,
        index_status_message: None,
        role: role.into(),
        created: Epoch(now),
        completed: None,
        deleted: None,
        ends: Some(later(now, takes)),
        items: 0,
    });
    estate.indexed.insert(arn.clone());
    point_life::watch(state, scope, arn);
}

/// Begins to delete a point's index.
pub fn delete(state: &mut State, scope: &Scope, arn: &Text) {
    let now = state.now;
    let point = state.estate(scope).points.get_mut(arn);
    if let Some(index) = point.and_then(|point| point.rare.as_mut()?.index.as_mut()) {
        index.index_status = IndexStatus::Deleting;
        index.deleted = Some(Epoch(now));
        index.ends = Some(later(now, SignedDuration::from_secs(30)));
    }
    point_life::watch(state, scope, arn);
}

/// The end of making or deleting an index.
pub(super) fn settle(state: &mut State, scope: &Scope, arn: &Text, at: Timestamp) {
    let estate = state.estate(scope);
    let Some(point) = estate.points.get_mut(arn) else { return };
    let bytes = point.backup_size_in_bytes.unwrap_or_default();
    let Some(rare) = point.rare.as_mut() else { return };
    let Some(index) = rare.index.as_mut() else { return };
    index.ends = None;
    if index.index_status == IndexStatus::Deleting {
        rare.index = None;
        estate.indexed.remove(arn);
    } else if estate.roles_without_delete.contains(&index.role) {
        index.index_status = IndexStatus::Failed;
        index.index_status_message = Some(NOT_PERMITTED.into());
        index.completed = Some(Epoch(at));
    } else {
        index.index_status = IndexStatus::Active;
        index.completed = Some(Epoch(at));
        index.items = (bytes / ITEM_BYTES).max(1);
    }
}
