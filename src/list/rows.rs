//! Rows in domain form, by id.

use std::collections::HashMap;

use super::Row;
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// A row's identity: its scope and its id within.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// Where it was read.
    pub scope: ScopeId,
    /// Its id or ARN.
    pub id: Text,
}

/// All rows of a list, in the order of their arrival. A row's number changes only in a sweep.
#[derive(Debug)]
pub struct Rows<R> {
    items: Vec<R>,
    /// For each row, the last request that brought it.
    marks: Vec<u64>,
    /// For each row, whether the operator has marked it.
    marked: Vec<bool>,
    index: HashMap<Id, u32>,
}

/// Numbers of the rows that a page touched.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// There before, and different now.
    pub(super) changed: Vec<u32>,
    /// Not there before.
    pub(super) fresh: Vec<u32>,
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self { items: Vec::new(), marks: Vec::new(), marked: Vec::new(), index: HashMap::new() }
    }
}

impl<R: Row> Rows<R> {
    /// How many.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// A row by number.
    pub fn get(&self, row: u32) -> Option<&R> {
        self.items.get(row as usize)
    }

    /// A row by id.
    pub fn find(&self, id: &Id) -> Option<&R> {
        self.get(self.number(id)?)
    }

    /// A row's number.
    pub fn number(&self, id: &Id) -> Option<u32> {
        self.index.get(id).copied()
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.items.iter()
    }

    /// Whether the operator has marked a row.
    pub fn is_marked(&self, row: u32) -> bool {
        self.marked.get(row as usize).is_some_and(|marked| *marked)
    }

    /// Numbers of the marked rows.
    pub(super) fn marked(&self) -> impl Iterator<Item = u32> {
        let numbered = (0..).zip(&self.marked);
        numbered.filter(|(_, marked)| **marked).map(|(number, _)| number)
    }

    /// Marks a row, or takes its mark away.
    pub(super) fn set_marked(&mut self, row: u32, on: bool) {
        if let Some(marked) = self.marked.get_mut(row as usize) {
            *marked = on;
        }
    }

    /// Takes all marks away.
    pub(super) fn clear_marked(&mut self) {
        self.marked.fill(false);
    }

    /// Puts each row of a page in place of the one with its id, or at the end. No mark leaves the row's mark as it was.
    pub(super) fn upsert(&mut self, page: impl IntoIterator<Item = R>, mark: Option<u64>) -> Touched {
        let mut touched = Touched::default();
        for row in page {
            let id = row.id();
            if let Some(&number) = self.index.get(&id) {
                let slot = number as usize;
                self.marks[slot] = mark.unwrap_or(self.marks[slot]);
                if self.items[slot] != row {
                    self.items[slot] = row;
                    touched.changed.push(number);
                }
            } else if let Ok(number) = u32::try_from(self.items.len()) {
                // More rows than a `u32` counts are not a list that anybody reads.
                self.index.insert(id, number);
                self.items.push(row);
                self.marks.push(mark.unwrap_or(0));
                self.marked.push(false);
                touched.fresh.push(number);
            }
        }
        touched
    }

    /// Drops rows for which `keep(mark, row)` does not hold. Each old number's new one, if any row went.
    pub(super) fn sweep(&mut self, keep: impl Fn(u64, &R) -> bool) -> Option<Vec<Option<u32>>> {
        let kept: Vec<bool> =
            self.items.iter().zip(&self.marks).map(|(row, mark)| keep(*mark, row)).collect();
        if kept.iter().all(|kept| *kept) {
            return None;
        }
        let mut next = 0;
        let moved: Vec<Option<u32>> = kept
            .iter()
            .map(|kept| {
                kept.then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let mut flags = kept.iter();
        self.items.retain(|_| flags.next() == Some(&true));
        let mut flags = kept.iter();
        self.marks.retain(|_| flags.next() == Some(&true));
        let mut flags = kept.iter();
        self.marked.retain(|_| flags.next() == Some(&true));
        self.index.retain(|_, number| match moved.get(*number as usize).copied().flatten() {
            Some(new) => {
                *number = new;
                true
            }
            None => false,
        });
        Some(moved)
    }
}
