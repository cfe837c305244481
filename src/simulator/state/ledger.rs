//! Records in the order lists give them, newest first, with look-up by id.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use jiff::Timestamp;

use crate::simulator::wire::Text;

/// A record that a ledger can keep.
pub trait Entry {
    /// Its id, unique in its ledger.
    fn id(&self) -> &Text;
    /// When it was created; never changes.
    fn created(&self) -> Timestamp;
}

/// A place in the order: newest first, then by id.
pub type Place = (i64, Text);

/// Records newest first.
#[derive(Debug)]
pub struct Ledger<T> {
    records: BTreeMap<Place, T>,
    places: HashMap<Text, i64>,
}

impl<T> Default for Ledger<T> {
    fn default() -> Self {
        Self { records: BTreeMap::new(), places: HashMap::new() }
    }
}

impl<T: Entry> Ledger<T> {
    /// Adds a record; one with the same id is replaced.
    pub fn insert(&mut self, record: T) {
        let id = record.id().clone();
        let rank = -record.created().as_microsecond();
        if let Some(old) = self.places.insert(id.clone(), rank) {
            self.records.remove(&(old, id.clone()));
        }
        self.records.insert((rank, id), record);
    }

    /// The record of an id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.records.get(&self.place(id)?)
    }

    /// The record of an id, to change. Its id and creation time must stay.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        let place = self.place(id)?;
        self.records.get_mut(&place)
    }

    /// Takes a record out.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        let place = self.place(id)?;
        self.places.remove(id);
        self.records.remove(&place)
    }

    /// All records, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.records.values()
    }

    /// The records behind a place, with theirs: what the next page starts with. No place means from the start.
    pub fn after(&self, place: Option<&Place>) -> impl Iterator<Item = (&Place, &T)> {
        let start = place.map_or(Bound::Unbounded, |place| Bound::Excluded(place.clone()));
        self.records.range((start, Bound::Unbounded))
    }

    fn place(&self, id: &str) -> Option<Place> {
        let (id, rank) = self.places.get_key_value(id)?;
        Some((*rank, id.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Record(Text, i64);

    impl Entry for Record {
        fn id(&self) -> &Text {
            &self.0
        }

        fn created(&self) -> Timestamp {
            Timestamp::from_second(self.1).unwrap()
        }
    }

    fn ledger() -> Ledger<Record> {
        let mut ledger = Ledger::default();
        for (id, at) in [("b", 20), ("a", 10), ("c", 30)] {
            ledger.insert(Record(id.into(), at));
        }
        ledger
    }

    #[test]
    fn the_newest_comes_first() {
        let ledger = ledger();
        let ids: Vec<_> = ledger.iter().map(|record| record.0.to_string()).collect();
        assert_eq!(ids, ["c", "b", "a"]);
    }

    #[test]
    fn a_page_continues_behind_its_place_even_when_that_record_is_gone() {
        let mut ledger = ledger();
        let place = ledger.after(None).next().map(|(place, _)| place.clone()).unwrap();
        ledger.remove("c");
        let next = ledger.after(Some(&place)).next().map(|(_, record)| record.0.to_string());
        assert_eq!(next.as_deref(), Some("b"));
    }

    #[test]
    fn a_record_is_found_replaced_and_removed_by_id() {
        let mut ledger = ledger();
        ledger.insert(Record("b".into(), 40));
        assert_eq!(ledger.iter().count(), 3);
        assert_eq!(ledger.get("b").map(|record| record.1), Some(40));
        assert_eq!(ledger.remove("b").map(|record| record.1), Some(40));
        assert!(ledger.get("b").is_none());
    }
}
