//! Records in the order lists give them, newest first, with look-up by id and by what they have in common.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use jiff::Timestamp;

use super::index::{Index, Key, Places};
use crate::simulator::wire::Text;

/// A record that a ledger can keep.
pub trait Entry {
    /// Its id, unique in its ledger.
    fn id(&self) -> &Text;
    /// When it was created; never changes.
    fn created(&self) -> Timestamp;
    /// What else it can be found by. Its vault and resource never change.
    fn keys(&self) -> Vec<Key> {
        Vec::new()
    }
}

/// A place in the order: newest first, then by id.
pub type Place = (i64, Text);

/// Where a record is kept.
pub(super) type Slot = u32;

/// Which part of a ledger is asked for. What it lets through may still have to be filtered.
#[derive(Debug, Default, Clone)]
pub struct Reach {
    /// Only records that have all of these.
    pub keys: Vec<Key>,
    /// Only those created at or before this.
    pub newest: Option<Timestamp>,
    /// Only those created at or after this.
    pub oldest: Option<Timestamp>,
}

/// Records newest first.
#[derive(Debug)]
pub struct Ledger<T> {
    /// Each in a box of its own, so that a million of them never have to move.
    records: Vec<Option<Box<T>>>,
    free: Vec<Slot>,
    ids: HashMap<Text, Slot>,
    order: Places,
    index: Index,
    /// The record lent out last to be changed, with the keys it had before.
    lent: Option<(Slot, Vec<Key>)>,
}

impl<T> Default for Ledger<T> {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            free: Vec::new(),
            ids: HashMap::new(),
            order: BTreeMap::new(),
            index: Index::default(),
            lent: None,
        }
    }
}

impl<T: Entry> Ledger<T> {
    /// Adds a record; one with the same id is replaced.
    pub fn insert(&mut self, record: T) {
        self.remove(&record.id().clone());
        let slot = self.free.pop().unwrap_or_else(|| {
            self.records.push(None);
            Slot::try_from(self.records.len() - 1).unwrap_or(Slot::MAX)
        });
        let place = place(&record);
        self.ids.insert(place.1.clone(), slot);
        for key in record.keys() {
            self.index.add(key, place.clone(), slot);
        }
        self.order.insert(place, slot);
        if let Some(kept) = self.records.get_mut(slot as usize) {
            *kept = Some(Box::new(record));
        }
    }

    /// The record of an id.
    pub fn get(&self, id: &str) -> Option<&T> {
        self.at(*self.ids.get(id)?)
    }

    /// The record of an id, to change. Its id, creation time, vault and resource must stay.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut T> {
        self.settle();
        let slot = *self.ids.get(id)?;
        let record = self.records.get_mut(slot as usize)?.as_deref_mut()?;
        self.lent = Some((slot, record.keys()));
        Some(record)
    }

    /// Takes a record out.
    pub fn remove(&mut self, id: &str) -> Option<T> {
        self.settle();
        let slot = self.ids.remove(id)?;
        let record = self.records.get_mut(slot as usize)?.take()?;
        let place = place(&*record);
        self.order.remove(&place);
        for key in record.keys() {
            self.index.remove(&key, &place);
        }
        self.free.push(slot);
        Some(*record)
    }

    /// Brings the index up to date with the last change. Lists that come before are right, but walk over everything.
    pub fn settle(&mut self) {
        let Some((slot, before)) = self.lent.take() else { return };
        let Some(record) = self.records.get(slot as usize).and_then(Option::as_ref) else { return };
        let (place, now) = (place(&**record), record.keys());
        for key in before.iter().filter(|key| !now.contains(key)) {
            self.index.remove(key, &place);
        }
        for key in now.into_iter().filter(|key| !before.contains(key)) {
            self.index.add(key, place.clone(), slot);
        }
    }

    /// All records, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.order.values().filter_map(|slot| self.at(*slot))
    }

    /// The records that have a key, newest first.
    pub fn find(&self, key: Key) -> impl Iterator<Item = &T> {
        let reach = Reach { keys: vec![key.clone()], ..Reach::default() };
        let records = self.walk(&reach, None).map(|(_, record)| record);
        // Before a change is settled the walk is over all of them.
        let all = self.lent.is_some();
        records.filter(move |record| !all || record.keys().contains(&key))
    }

    /// How many records have a key.
    pub fn count(&self, key: &Key) -> usize {
        let counted = self.index.get(key).map_or(0, Places::len);
        let Some((slot, before)) = &self.lent else { return counted };
        let now = self.at(*slot).is_some_and(|record| record.keys().contains(key));
        counted + usize::from(now) - usize::from(before.contains(key))
    }

    /// The records within reach behind a place, each with its own: what the next page starts with. No place means from
    /// the start.
    pub fn walk<'a>(
        &'a self,
        reach: &Reach,
        after: Option<&Place>,
    ) -> impl Iterator<Item = (&'a Place, &'a T)> + use<'a, T> {
        let rank = |at: Timestamp| -at.as_microsecond();
        let newest = reach.newest.map(|newest| (rank(newest), Text::from("")));
        let start = match (after, newest) {
            (Some(after), Some(newest)) if *after < newest => Bound::Included(newest),
            (Some(after), _) => Bound::Excluded(after.clone()),
            (None, Some(newest)) => Bound::Included(newest),
            (None, None) => Bound::Unbounded,
        };
        let end = reach.oldest.map_or(i64::MAX, rank);
        let places = self.places(&reach.keys).map(|places| places.range((start, Bound::Unbounded)));
        let within = places.into_iter().flatten().take_while(move |((rank, _), _)| *rank <= end);
        within.filter_map(|(place, slot)| Some((place, self.at(*slot)?)))
    }

    /// The resources behind one, by ARN, that have points here or in one of the vaults, each with its points.
    pub fn resources<'a>(
        &'a self,
        vault: Option<&str>,
        after: &str,
    ) -> impl Iterator<Item = (&'a Text, impl Iterator<Item = &'a T>)> {
        let vault = vault.map(Text::from);
        let first = match &vault {
            Some(vault) => Key::VaultResource(vault.clone(), after.into()),
            None => Key::Resource(after.into()),
        };
        let keys = self.index.behind(first).map_while(move |(key, places)| match (key, &vault) {
            (Key::VaultResource(of, arn), Some(vault)) if of == vault => Some((arn, places)),
            (Key::Resource(arn), None) => Some((arn, places)),
            _ => None,
        });
        keys.map(|(arn, places)| (arn, places.values().filter_map(|slot| self.at(*slot))))
    }

    /// The fewest places in which all records with these keys are.
    fn places(&self, keys: &[Key]) -> Option<&Places> {
        if self.lent.is_some() || keys.is_empty() {
            return Some(&self.order);
        }
        let found: Option<Vec<_>> = keys.iter().map(|key| self.index.get(key)).collect();
        found?.into_iter().min_by_key(|places| places.len())
    }

    fn at(&self, slot: Slot) -> Option<&T> {
        self.records.get(slot as usize)?.as_deref()
    }
}

fn place(record: &impl Entry) -> Place {
    (-record.created().as_microsecond(), record.id().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Id, second of creation, parent.
    #[derive(Debug, Clone, PartialEq)]
    struct Record(Text, i64, Option<Text>);

    impl Entry for Record {
        fn id(&self) -> &Text {
            &self.0
        }

        fn created(&self) -> Timestamp {
            Timestamp::from_second(self.1).unwrap()
        }

        fn keys(&self) -> Vec<Key> {
            let resource = Key::Resource(format!("r{}", self.1 % 3).into());
            self.2.clone().map(Key::Parent).into_iter().chain([resource]).collect()
        }
    }

    fn ledger() -> Ledger<Record> {
        let mut ledger = Ledger::default();
        for (id, at) in [("b", 20), ("a", 10), ("c", 30)] {
            ledger.insert(Record(id.into(), at, None));
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
        let all = Reach::default();
        let place = ledger.walk(&all, None).next().map(|(place, _)| place.clone()).unwrap();
        ledger.remove("c");
        let next = ledger.walk(&all, Some(&place)).next().map(|(_, record)| record.0.to_string());
        assert_eq!(next.as_deref(), Some("b"));
    }

    #[test]
    fn a_record_is_found_replaced_and_removed_by_id() {
        let mut ledger = ledger();
        ledger.insert(Record("b".into(), 40, None));
        assert_eq!(ledger.iter().count(), 3);
        assert_eq!(ledger.get("b").map(|record| record.1), Some(40));
        assert_eq!(ledger.remove("b").map(|record| record.1), Some(40));
        assert!(ledger.get("b").is_none());
    }

    #[derive(Debug, Clone)]
    enum Step {
        Insert(u8, i64, Option<u8>),
        Change(u8, Option<u8>),
        Remove(u8),
        Settle,
    }

    fn step() -> impl Strategy<Value = Step> {
        let parent = || prop::option::of(0..3_u8);
        prop_oneof![
            4 => (0..20_u8, 0..9_i64, parent()).prop_map(|(id, at, parent)| Step::Insert(id, at, parent)),
            3 => (0..20_u8, parent()).prop_map(|(id, parent)| Step::Change(id, parent)),
            1 => (0..20_u8).prop_map(Step::Remove),
            1 => Just(Step::Settle),
        ]
    }

    fn parent(number: u8) -> Text {
        format!("p{number}").into()
    }

    proptest! {
        #[test]
        fn what_the_index_finds_is_what_a_look_at_every_record_finds(
            steps in prop::collection::vec(step(), 0..60),
            (oldest, newest) in (0..9_i64, 0..9_i64),
        ) {
            let mut ledger = Ledger::default();
            for step in steps {
                match step {
                    Step::Insert(id, at, of) => ledger.insert(Record(format!("{id}").into(), at, of.map(parent))),
                    Step::Change(id, of) => {
                        if let Some(record) = ledger.get_mut(&id.to_string()) {
                            record.2 = of.map(parent);
                        }
                    }
                    Step::Remove(id) => {
                        ledger.remove(&id.to_string());
                    }
                    Step::Settle => ledger.settle(),
                }
                for key in (0..3).map(|number| Key::Parent(parent(number))).chain([Key::Resource("r1".into())]) {
                    let looked: Vec<_> = ledger.iter().filter(|record| record.keys().contains(&key)).cloned().collect();
                    prop_assert_eq!(ledger.count(&key), looked.len());
                    prop_assert_eq!(ledger.find(key.clone()).cloned().collect::<Vec<_>>(), looked);
                }
            }
            let at = |second| Timestamp::from_second(second).ok();
            let reach = Reach { newest: at(newest), oldest: at(oldest), ..Reach::default() };
            let within: Vec<_> = ledger.walk(&reach, None).map(|(_, record)| record.clone()).collect();
            let looked: Vec<_> = ledger.iter().filter(|record| (oldest..=newest).contains(&record.1)).cloned().collect();
            prop_assert_eq!(within, looked);
        }
    }
}
