//! A new order over all rows, built in slices so that no key ever waits for it: slices are filtered and sorted into runs,
//! runs are merged two by two.

use std::cmp::Ordering;
use std::collections::VecDeque;

/// Rows looked at, or compared, in one slice: about a millisecond or two.
const SLICE: usize = 8_192;

/// An order being built over rows `0..total`.
#[derive(Debug)]
pub(super) struct Build {
    next: u32,
    total: u32,
    runs: VecDeque<Vec<u32>>,
    merging: Option<Merge>,
}

/// Two runs on their way to one.
#[derive(Debug)]
struct Merge {
    left: Vec<u32>,
    right: Vec<u32>,
    taken: (usize, usize),
    merged: Vec<u32>,
}

impl Build {
    pub(super) fn new(total: usize) -> Self {
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Self { next: 0, total, runs: VecDeque::new(), merging: None }
    }

    /// Percent of the rows looked at.
    pub(super) fn percent(&self) -> u8 {
        let percent = u64::from(self.next) * 100 / u64::from(self.total.max(1));
        u8::try_from(percent).unwrap_or(100)
    }

    /// Takes out rows that changed: a run must not hold rows out of their order.
    pub(super) fn forget(&mut self, changed: &[bool]) {
        let stays = |row: &u32| !changed.get(*row as usize).copied().unwrap_or(false);
        self.runs.iter_mut().for_each(|run| run.retain(stays));
        if let Some(merge) = &mut self.merging {
            merge.left.drain(..merge.taken.0);
            merge.right.drain(..merge.taken.1);
            merge.taken = (0, 0);
            for run in [&mut merge.left, &mut merge.right, &mut merge.merged] {
                run.retain(stays);
            }
        }
    }

    /// Does one slice; the finished order when there is nothing left to do.
    pub(super) fn step(
        &mut self,
        keep: impl Fn(u32) -> bool,
        order: impl Fn(u32, u32) -> Ordering,
    ) -> Option<Vec<u32>> {
        if self.next < self.total {
            let end = self.total.min(self.next.saturating_add(u32::try_from(SLICE).unwrap_or(u32::MAX)));
            let mut run: Vec<u32> = (self.next..end).filter(|row| keep(*row)).collect();
            run.sort_unstable_by(|a, b| order(*a, *b));
            self.runs.push_back(run);
            self.next = end;
        } else if let Some(merge) = &mut self.merging {
            if merge.step(SLICE, &order) {
                self.runs.extend(self.merging.take().map(|merge| merge.merged));
            }
        } else if self.runs.len() >= 2 {
            self.merging =
                self.runs.pop_front().zip(self.runs.pop_front()).map(|(left, right)| Merge::new(left, right));
        }
        let done = self.next == self.total && self.merging.is_none() && self.runs.len() <= 1;
        done.then(|| self.runs.pop_front().unwrap_or_default())
    }
}

impl Merge {
    fn new(left: Vec<u32>, right: Vec<u32>) -> Self {
        let merged = Vec::with_capacity(left.len() + right.len());
        Self { left, right, taken: (0, 0), merged }
    }

    /// Moves up to `budget` rows; true when both runs are used up.
    fn step(&mut self, budget: usize, order: impl Fn(u32, u32) -> Ordering) -> bool {
        for _ in 0..budget {
            match (self.left.get(self.taken.0), self.right.get(self.taken.1)) {
                (Some(&a), Some(&b)) if order(b, a) == Ordering::Less => self.take_right(b),
                (Some(&a), _) => {
                    self.merged.push(a);
                    self.taken.0 += 1;
                }
                (None, Some(&b)) => self.take_right(b),
                (None, None) => return true,
            }
        }
        self.taken == (self.left.len(), self.right.len())
    }

    fn take_right(&mut self, row: u32) {
        self.merged.push(row);
        self.taken.1 += 1;
    }
}

/// Merges sorted `extra` into sorted `order`: few comparisons, one pass of copying.
pub(super) fn merge_in(into: &mut Vec<u32>, extra: &[u32], order: impl Fn(u32, u32) -> Ordering) {
    if extra.is_empty() {
        return;
    }
    let mut merged = Vec::with_capacity(into.len() + extra.len());
    let mut rest = into.as_slice();
    for &row in extra {
        let before = rest.partition_point(|old| order(*old, row) == Ordering::Less);
        merged.extend_from_slice(&rest[..before]);
        merged.push(row);
        rest = &rest[before..];
    }
    merged.extend_from_slice(rest);
    *into = merged;
}
