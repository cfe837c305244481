//! Lists that stay quick with a million rows: rows by id, columns as data, filters, and an order built in slices.
//!
//! Pure. [`List`] is what a view holds: its [`Rows`] in domain form and a [`Table`] with the filtered, sorted index over
//! them. Only the visible rows are ever turned into cells.

mod build;
mod column;
mod filter;
mod rows;
mod table;

#[cfg(test)]
mod tests;

pub use column::{Cell, Column, Look, Width};
pub use filter::{Filter, Term};
pub use rows::{Id, Rows};
pub use table::{Sort, Table};

use std::cmp::Ordering;

use crate::domain::scope::ScopeId;
use crate::domain::subject::Subject;

/// Something that stands in a list.
pub trait Row: PartialEq + Sized + 'static {
    /// Its scope and id: what the cursor holds on to.
    fn id(&self) -> Id;
    /// Its columns, in the order of the screen.
    fn columns() -> &'static [Column<Self>];
    /// The order of the list when none is asked for.
    fn natural_order(&self, other: &Self) -> Ordering;
    /// Whether `!` keeps it.
    fn is_troubled(&self) -> bool;
    /// What `enter` opens.
    fn subject(&self) -> Subject;
}

/// How a row of the window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Under the cursor.
    pub cursor: bool,
    /// Marked by the operator.
    pub marked: bool,
}

/// How many rows the operator has marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marked {
    /// All of them.
    pub all: usize,
    /// Of these, those that the filter hides.
    pub hidden: usize,
}

/// Rows and the table over them.
#[derive(Debug)]
pub struct List<R> {
    rows: Rows<R>,
    table: Table,
}

impl<R> Default for List<R> {
    fn default() -> Self {
        Self { rows: Rows::default(), table: Table::default() }
    }
}

impl<R: Row> List<R> {
    /// All rows, shown or not.
    pub fn rows(&self) -> &Rows<R> {
        &self.rows
    }

    /// Order, filter and cursor.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows of the window, from the table's top, with how each stands.
    pub fn window(&self, height: usize) -> impl Iterator<Item = (&R, Standing)> {
        let cursor = self.table.position();
        self.table.window(height).filter_map(move |(position, row)| {
            let standing = Standing { cursor: position == cursor, marked: self.rows.is_marked(row) };
            Some((self.rows.get(row)?, standing))
        })
    }

    /// The marked rows in the list's order, also those that the filter hides. A mark belongs to the row, not to its
    /// place: it stays through a refresh, a filter and another order, and goes with the row.
    pub fn marked(&self) -> impl Iterator<Item = &R> {
        let mut numbers: Vec<u32> = self.rows.marked().collect();
        self.table.arrange(&self.rows, &mut numbers);
        numbers.into_iter().filter_map(|row| self.rows.get(row))
    }

    /// The row under the cursor.
    pub fn selected(&self) -> Option<&R> {
        self.rows.get(self.table.selected()?)
    }

    /// Takes in a page: new rows appear, known ones are replaced. `mark` names the request, for [`List::sweep`].
    pub fn apply(&mut self, page: impl IntoIterator<Item = R>, mark: u64) {
        let touched = self.rows.upsert(page, Some(mark));
        self.table.absorb(&self.rows, touched);
    }

    /// Changes rows that are there by what the console worked out itself: no request has brought them.
    pub fn amend(&mut self, rows: impl IntoIterator<Item = R>) {
        let touched = self.rows.upsert(rows, None);
        self.table.absorb(&self.rows, touched);
    }

    /// Drops the rows of a scope that the request `mark` did not bring: they are gone at AWS.
    pub fn sweep(&mut self, scope: ScopeId, mark: u64) {
        if let Some(moved) = self.rows.sweep(|row_mark, row: &R| row.id().scope != scope || row_mark >= mark)
        {
            self.table.renumber(&self.rows, &moved);
        }
    }

    /// Keeps only rows for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&R) -> bool) {
        if let Some(moved) = self.rows.sweep(|_, row| keep(row)) {
            self.table.renumber(&self.rows, &moved);
        }
    }
}

/// What can be done to any list, whatever its rows.
pub trait AnyList {
    /// Moves the cursor by rows.
    fn move_by(&mut self, rows: isize);
    /// Moves to the first row.
    fn first(&mut self);
    /// Moves to the last row.
    fn last(&mut self);
    /// Changes the filter. The new order comes in slices: see [`AnyList::work`].
    fn set_filter(&mut self, filter: &str);
    /// Shows troubled rows only, or all.
    fn set_troubled(&mut self, on: bool);
    /// Sorts by the next column, then by none.
    fn next_sort(&mut self);
    /// Sorts the other way round.
    fn reverse_sort(&mut self);
    /// Tells how many rows the screen shows, so that the cursor stays in sight.
    fn fit(&mut self, height: usize);
    /// Does a slice of the work that a new filter or order needs; true while there is more.
    fn work(&mut self) -> bool;
    /// Order, filter and cursor.
    fn state(&self) -> &Table;
    /// Rows that there are, shown or not.
    fn total(&self) -> usize;
    /// What `enter` opens.
    fn selected_subject(&self) -> Option<Subject>;
    /// The column that sorts, and whether downwards.
    fn sorted_by(&self) -> Option<(&'static str, bool)>;
    /// Names that `name:value` knows in a filter.
    fn fields(&self) -> Vec<&'static str>;
    /// Marks the row under the cursor, or takes its mark away.
    fn toggle_mark(&mut self);
    /// Marks all rows shown; where all of them are marked, takes their marks away.
    fn mark_shown(&mut self);
    /// Takes all marks away.
    fn clear_marks(&mut self);
    /// How many rows are marked.
    fn marks(&self) -> Marked;
}

impl<R: Row> AnyList for List<R> {
    fn move_by(&mut self, rows: isize) {
        self.table.move_by(&self.rows, rows);
    }

    fn first(&mut self) {
        self.table.release();
    }

    fn last(&mut self) {
        self.table.move_to(&self.rows, usize::MAX);
    }

    fn set_filter(&mut self, filter: &str) {
        self.table.set_filter(&self.rows, filter);
    }

    fn set_troubled(&mut self, on: bool) {
        self.table.set_troubled(&self.rows, on);
    }

    fn next_sort(&mut self) {
        self.table.next_sort(&self.rows);
    }

    fn reverse_sort(&mut self) {
        self.table.reverse_sort(&self.rows);
    }

    fn fit(&mut self, height: usize) {
        self.table.fit(height);
    }

    fn work(&mut self) -> bool {
        self.table.work(&self.rows)
    }

    fn state(&self) -> &Table {
        &self.table
    }

    fn total(&self) -> usize {
        self.rows.len()
    }

    fn selected_subject(&self) -> Option<Subject> {
        self.selected().map(Row::subject)
    }

    fn sorted_by(&self) -> Option<(&'static str, bool)> {
        let sort = self.table.sort()?;
        Some((R::columns().get(sort.column)?.name, sort.reversed))
    }

    fn fields(&self) -> Vec<&'static str> {
        R::columns().iter().filter(|column| column.search.is_some()).map(|column| column.name).collect()
    }

    fn toggle_mark(&mut self) {
        if let Some(row) = self.table.selected() {
            let on = !self.rows.is_marked(row);
            self.rows.set_marked(row, on);
        }
    }

    fn mark_shown(&mut self) {
        let on = !self.table.shown().all(|row| self.rows.is_marked(row));
        for row in self.table.shown() {
            self.rows.set_marked(row, on);
        }
    }

    fn clear_marks(&mut self) {
        self.rows.clear_marked();
    }

    fn marks(&self) -> Marked {
        let all = self.rows.marked().count();
        let shown =
            if all == 0 { 0 } else { self.table.shown().filter(|row| self.rows.is_marked(*row)).count() };
        Marked { all, hidden: all - shown }
    }
}
