//! What a ledger can be asked for without a walk over all of it.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::JobState;
use super::ledger::{Place, Slot};
use crate::simulator::wire::Text;

/// Something that records have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Points of a vault, backup jobs into a vault, both by its name; copy jobs into a vault by its ARN.
    Vault(Text),
    /// Points of a resource in a vault, by name and ARN.
    VaultResource(Text, Text),
    /// Of a resource, by ARN.
    Resource(Text),
    /// Points of a composite by its ARN, jobs of a parent by its id.
    Parent(Text),
    /// Copies of a recovery point, by ARN.
    Source(Text),
    /// Jobs in a state.
    State(JobState),
    /// Jobs for a type of resource.
    Kind(&'static str),
    /// Jobs with a message category.
    Category(Text),
}

/// Some records of a ledger, in its order.
pub(super) type Places = BTreeMap<Place, Slot>;

/// The places of all records by each of their keys.
#[derive(Debug, Default)]
pub(super) struct Index(BTreeMap<Key, Places>);

impl Index {
    pub(super) fn add(&mut self, key: Key, place: Place, slot: Slot) {
        self.0.entry(key).or_default().insert(place, slot);
    }

    /// Takes a record out; nothing is kept of a key without records.
    pub(super) fn remove(&mut self, key: &Key, place: &Place) {
        if let Some(places) = self.0.get_mut(key) {
            places.remove(place);
            if places.is_empty() {
                self.0.remove(key);
            }
        }
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Places> {
        self.0.get(key)
    }

    /// Each key behind another one, in order.
    pub(super) fn behind(&self, key: Key) -> impl Iterator<Item = (&Key, &Places)> {
        self.0.range((Bound::Excluded(key), Bound::Unbounded))
    }
}
