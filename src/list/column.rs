//! A column as data: its title, its width, and how a row becomes a cell, an order and a text to search.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::Timestamp;

use crate::config::style::Role;
use crate::domain::scope::Scope;
use crate::text::Zone;

/// One column of a list of `R`.
#[derive(Debug)]
pub struct Column<R> {
    /// Its name in filters and in the title ("sorted by name").
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Its width.
    pub width: Width,
    /// Shown where the table has at least so many columns of the terminal.
    pub from: u16,
    /// And fewer than so many.
    pub until: u16,
    /// Makes the cell.
    pub cell: for<'a> fn(&'a R, &Look<'_>) -> Cell<'a>,
    /// Sorts by it; `None` cannot.
    pub order: Option<fn(&R, &R) -> Ordering>,
    /// The text that filters look at; `None` is not searched.
    pub search: Option<for<'a> fn(&'a R) -> Cow<'a, str>>,
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Exactly so wide, text at the left.
    Fixed(u16),
    /// Exactly so wide, text at the right: for numbers and ages.
    Right(u16),
    /// At least `min`, and all that the rows in sight need up to `max`, before others grow.
    First {
        /// The least.
        min: u16,
        /// The most.
        max: u16,
    },
    /// At least `min`, and a share of what is left up to `max`.
    Grow {
        /// The least.
        min: u16,
        /// The most.
        max: u16,
    },
}

/// What cells need to know besides their row.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Now.
    pub now: Timestamp,
    /// Zone for times.
    pub zone: &'a Zone,
    /// The scopes, for the scope column.
    pub scopes: &'a [Scope],
    /// Glyphs are ASCII.
    pub ascii: bool,
    /// Columns of the table that the cell stands in; 0 on pages that are no tables.
    pub columns: u16,
}

/// The content of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<'a> {
    /// Its text.
    pub text: Cow<'a, str>,
    /// What it means, which becomes a colour.
    pub role: Role,
    /// A bar drawn before the text, 0 to 100.
    pub bar: Option<f32>,
}

impl<R> Column<R> {
    /// A column that neither sorts nor is searched.
    pub const fn new(
        name: &'static str,
        title: &'static str,
        width: Width,
        cell: for<'a> fn(&'a R, &Look<'_>) -> Cell<'a>,
    ) -> Self {
        Self { name, title, width, from: 0, until: u16::MAX, cell, order: None, search: None }
    }

    /// A column that is only searched, and never shown.
    pub const fn hidden(name: &'static str, search: for<'a> fn(&'a R) -> Cow<'a, str>) -> Self {
        Self::new(name, "", Width::Fixed(0), |_, _| Cell::plain("")).from(u16::MAX).searched(search)
    }

    /// Shown only where the table has so many columns of the terminal.
    #[must_use]
    pub const fn from(mut self, columns: u16) -> Self {
        self.from = columns;
        self
    }

    /// Shown only where the table has fewer columns of the terminal.
    #[must_use]
    pub const fn until(mut self, columns: u16) -> Self {
        self.until = columns;
        self
    }

    /// Sorts.
    #[must_use]
    pub const fn ordered(mut self, order: fn(&R, &R) -> Ordering) -> Self {
        self.order = Some(order);
        self
    }

    /// Is searched.
    #[must_use]
    pub const fn searched(mut self, search: for<'a> fn(&'a R) -> Cow<'a, str>) -> Self {
        self.search = Some(search);
        self
    }
}

impl Look<'_> {
    /// The arrow between source and destination.
    pub fn arrow(&self) -> &'static str {
        if self.ascii { ">" } else { "›" }
    }

    /// What stands for "unknown" or "none".
    pub fn nothing(&self) -> &'static str {
        if self.ascii { "-" } else { "–" }
    }
}

impl<'a> Cell<'a> {
    /// A cell of this text and meaning.
    pub fn new(text: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self { text: text.into(), role, bar: None }
    }

    /// An ordinary cell.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(text, Role::Text)
    }

    /// A cell of less weight.
    pub fn dim(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(text, Role::Dim)
    }

    /// The text, or the sign for unknown.
    pub fn or_nothing(text: Option<impl Into<Cow<'a, str>>>, look: &Look<'_>) -> Self {
        text.map_or_else(|| Self::dim(look.nothing()), Self::plain)
    }

    /// With a bar before the text.
    #[must_use]
    pub fn with_bar(mut self, percent: f32) -> Self {
        self.bar = Some(percent);
        self
    }
}
