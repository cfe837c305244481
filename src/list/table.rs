//! Filter, order and cursor over the rows of a list.

use std::cmp::Ordering;

use super::build::{Build, merge_in};
use super::rows::Touched;
use super::{Filter, Id, Row, Rows};

/// The filtered, sorted index over rows, and the cursor in it. Once it is moved, the cursor holds on to its row's id, so a
/// refresh never moves it to another thing.
#[derive(Debug, Default)]
pub struct Table {
    line: String,
    filter: Filter,
    troubled: bool,
    sort: Option<Sort>,
    order: Vec<u32>,
    building: Option<Build>,
    /// Rows that changed while an order was being built.
    late: Vec<u32>,
    cursor: Option<Id>,
    position: usize,
    top: usize,
    height: usize,
}

/// Sorted by a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column's number.
    pub column: usize,
    /// The other way round.
    pub reversed: bool,
}

impl Table {
    /// The filter line as typed.
    pub fn filter_line(&self) -> &str {
        &self.line
    }

    /// The filter.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether only troubled rows are shown.
    pub fn is_troubled_only(&self) -> bool {
        self.troubled
    }

    /// The column sorted by, if not the list's own order.
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }

    /// Rows shown.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The cursor's place among the rows shown.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The first row of the window.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Percent done of a new order that is being built.
    pub fn building(&self) -> Option<u8> {
        self.building.as_ref().map(Build::percent)
    }

    pub(super) fn window(&self, height: usize) -> impl Iterator<Item = (usize, u32)> {
        self.order.iter().copied().enumerate().skip(self.top).take(height)
    }

    pub(super) fn selected(&self) -> Option<u32> {
        self.order.get(self.position).copied()
    }

    /// Numbers of the rows shown.
    pub(super) fn shown(&self) -> impl Iterator<Item = u32> {
        self.order.iter().copied()
    }

    /// Puts rows into the list's order, whether they are shown or not.
    pub(super) fn arrange<R: Row>(&self, rows: &Rows<R>, numbers: &mut [u32]) {
        numbers.sort_unstable_by(|a, b| self.compare(rows, *a, *b));
    }

    pub(super) fn set_filter<R: Row>(&mut self, rows: &Rows<R>, line: &str) {
        line.clone_into(&mut self.line);
        let filter = Filter::parse::<R>(line);
        if filter != self.filter {
            self.filter = filter;
            self.rebuild(rows);
        }
    }

    pub(super) fn set_troubled<R: Row>(&mut self, rows: &Rows<R>, on: bool) {
        if on != self.troubled {
            self.troubled = on;
            self.rebuild(rows);
        }
    }

    pub(super) fn next_sort<R: Row>(&mut self, rows: &Rows<R>) {
        let from = self.sort.map_or(0, |sort| sort.column + 1);
        let mut columns = R::columns().iter().enumerate().skip(from);
        self.sort = columns
            .find(|(_, column)| column.order.is_some())
            .map(|(column, _)| Sort { column, reversed: false });
        self.rebuild(rows);
    }

    pub(super) fn reverse_sort<R: Row>(&mut self, rows: &Rows<R>) {
        if let Some(sort) = &mut self.sort {
            sort.reversed = !sort.reversed;
            self.rebuild(rows);
        }
    }

    fn rebuild<R: Row>(&mut self, rows: &Rows<R>) {
        self.building = Some(Build::new(rows.len()));
        self.late.clear();
    }

    /// Does a slice of a build; true while there is more to do.
    pub(super) fn work<R: Row>(&mut self, rows: &Rows<R>) -> bool {
        let Some(mut build) = self.building.take() else { return false };
        let Some(order) = build.step(|row| self.admits(rows, row), |a, b| self.compare(rows, a, b)) else {
            self.building = Some(build);
            return true;
        };
        self.order = order;
        let changed = std::mem::take(&mut self.late);
        self.absorb(rows, Touched { changed, fresh: Vec::new() });
        false
    }

    /// Takes in rows that are new or changed.
    pub(super) fn absorb<R: Row>(&mut self, rows: &Rows<R>, touched: Touched) {
        let Touched { changed, fresh } = touched;
        if !changed.is_empty() {
            let mut moved = vec![false; rows.len()];
            for row in &changed {
                moved[*row as usize] = true;
            }
            self.order.retain(|row| !moved[*row as usize]);
            if let Some(build) = &mut self.building {
                build.forget(&moved);
            }
        }
        let mut extra: Vec<u32> =
            changed.into_iter().chain(fresh).filter(|row| self.admits(rows, *row)).collect();
        if self.building.is_some() {
            // They may have been looked at already, as they were: the finished order takes them in once more.
            self.late.extend_from_slice(&extra);
        }
        extra.sort_unstable_by(|a, b| self.compare(rows, *a, *b));
        extra.dedup();
        let mut order = std::mem::take(&mut self.order);
        merge_in(&mut order, &extra, |a, b| self.compare(rows, a, b));
        self.order = order;
        self.follow_cursor(rows);
    }

    /// Rows were dropped: `moved` gives each old number's new one.
    pub(super) fn renumber<R: Row>(&mut self, rows: &Rows<R>, moved: &[Option<u32>]) {
        let new = |row: &u32| moved.get(*row as usize).copied().flatten();
        self.order = self.order.iter().filter_map(new).collect();
        if self.building.is_some() {
            self.rebuild(rows);
        }
        self.follow_cursor(rows);
    }

    pub(super) fn move_by<R: Row>(&mut self, rows: &Rows<R>, by: isize) {
        self.move_to(rows, self.position.saturating_add_signed(by));
    }

    pub(super) fn move_to<R: Row>(&mut self, rows: &Rows<R>, position: usize) {
        self.position = position.min(self.order.len().saturating_sub(1));
        self.hold(rows);
        self.scroll();
    }

    /// Back to the first row, whichever it is: where the cursor stands until it is moved.
    pub(super) fn release(&mut self) {
        self.cursor = None;
        self.position = 0;
        self.scroll();
    }

    /// The cursor takes hold of the row that it is on.
    fn hold<R: Row>(&mut self, rows: &Rows<R>) {
        self.cursor = self.selected().and_then(|row| rows.get(row)).map(Row::id);
    }

    /// Tells the height of the window.
    pub(super) fn fit(&mut self, height: usize) {
        self.height = height;
        self.scroll();
    }

    fn scroll(&mut self) {
        let last_top = self.order.len().saturating_sub(self.height.max(1));
        let lowest = self.position.saturating_sub(self.height.saturating_sub(1));
        self.top = self.top.clamp(lowest, self.position.max(lowest)).min(last_top);
    }

    /// After the order changed: the cursor goes where its row went, or stays at its place when the row is gone.
    fn follow_cursor<R: Row>(&mut self, rows: &Rows<R>) {
        let wanted = self.cursor.as_ref().and_then(|id| rows.number(id));
        let found = wanted.and_then(|row| {
            let place = self.order.binary_search_by(|other| self.compare(rows, *other, row)).ok()?;
            (self.order[place] == row).then_some(place)
        });
        let place = found.unwrap_or(if self.cursor.is_some() { self.position } else { 0 });
        self.position = place.min(self.order.len().saturating_sub(1));
        self.scroll();
    }

    fn admits<R: Row>(&self, rows: &Rows<R>, row: u32) -> bool {
        rows.get(row).is_some_and(|row| (!self.troubled || row.is_troubled()) && self.filter.admits(row))
    }

    /// A total order: the column, then the list's own order, then the id.
    fn compare<R: Row>(&self, rows: &Rows<R>, a: u32, b: u32) -> Ordering {
        let (Some(one), Some(other)) = (rows.get(a), rows.get(b)) else { return a.cmp(&b) };
        let by_column = self.sort.and_then(|sort| {
            let ordering = R::columns().get(sort.column)?.order?(one, other);
            Some(if sort.reversed { ordering.reverse() } else { ordering })
        });
        by_column
            .unwrap_or(Ordering::Equal)
            .then_with(|| one.natural_order(other))
            .then_with(|| one.id().cmp(&other.id()))
    }
}
