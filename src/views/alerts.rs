//! Alerts as rows.

use std::cmp::Ordering;

use super::{newest_first, recent, searched, shown, unknown_last};
use crate::config::style::Role;
use crate::domain::alert::{Alert, Severity};
use crate::domain::subject::Subject;
use crate::list::{Cell, Column, Id, Row, Width};
use crate::text::Text;
use crate::ui::glyphs::Glyphs;

type Col = Column<Alert>;

static COLUMNS: [Col; 6] = [
    Col::new("severity", "Severity", Width::Fixed(8), |alert, _| {
        Cell::new(alert.severity.word(), role(alert.severity))
    })
    .from(100)
    .ordered(|a, b| a.severity.cmp(&b.severity))
    .searched(|alert| alert.severity.word().into()),
    Col::new("what", "What happened", Width::First { min: 24, max: 72 }, |alert, look| {
        let glyphs = Glyphs::new(look.ascii);
        let glyph = match alert.severity {
            Severity::Critical => glyphs.critical,
            Severity::Warning => glyphs.warning,
        };
        let count = match alert.count() {
            0 | 1 => String::new(),
            count => format!("{count}{} ", glyphs.times),
        };
        Cell::new(format!("{glyph} {count}{}", alert.what), role(alert.severity))
    })
    .ordered(|a, b| a.what.cmp(&b.what))
    .searched(|alert| alert.what.as_str().into()),
    Col::new("reason", "Reason", Width::Grow { min: 12, max: 400 }, |alert, look| {
        shown(alert.reason.as_ref(), look)
    })
    // What happened tells the cause: AWS's own words may wait for room.
    .from(100)
    .ordered(|a, b| unknown_last(a.reason.as_ref(), b.reason.as_ref()))
    .searched(|alert| searched(alert.reason.as_ref())),
    Col::new("first", "First", Width::Right(5), |alert, look| {
        Cell::or_nothing(alert.first.map(|at| recent(at, look)), look)
    })
    .from(100)
    .ordered(|a, b| newest_first(a.first, b.first)),
    Col::new("last", "Last", Width::Right(5), |alert, look| {
        Cell::or_nothing(alert.last.map(|at| recent(at, look)), look)
    })
    .ordered(|a, b| newest_first(a.last, b.last)),
    Col::hidden("resource", |alert| {
        let arns = alert.resources().into_iter().map(Text::as_str);
        let members: Vec<&str> =
            alert.members.iter().map(|member| member.label.as_str()).chain(arns).collect();
        members.join(" ").into()
    }),
];

impl Row for Alert {
    fn id(&self) -> Id {
        Id { scope: self.scope, id: self.id.clone() }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    /// The worst first, then the newest.
    fn natural_order(&self, other: &Self) -> Ordering {
        self.severity.cmp(&other.severity).then_with(|| newest_first(self.last, other.last))
    }

    fn is_troubled(&self) -> bool {
        true
    }

    fn subject(&self) -> Subject {
        self.subject()
    }
}

/// What a severity means.
pub(super) fn role(severity: Severity) -> Role {
    match severity {
        Severity::Critical => Role::Critical,
        Severity::Warning => Role::Warning,
    }
}
