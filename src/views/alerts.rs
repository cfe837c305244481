//! Alerts as rows.

use std::cmp::Ordering;

use super::{newest_first, recent, searched, shown, unknown_last};
use crate::config::style::Role;
use crate::domain::alert::{Alert, Severity};
use crate::domain::handled::{Acknowledged, Standing};
use crate::domain::subject::Subject;
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::{Text, clean, time};
use crate::ui::glyphs::Glyphs;

type Col = Column<Alert>;

static COLUMNS: [Col; 8] = [
    Col::new("severity", "Severity", Width::Fixed(8), |alert, _| {
        Cell::new(alert.severity.word(), shade(alert))
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
        let known = if alert.standing == Standing::Quiet { ", acknowledged" } else { "" };
        Cell::new(format!("{glyph} {count}{}{known}", alert.what), shade(alert))
    })
    .ordered(|a, b| a.what.cmp(&b.what))
    .searched(|alert| alert.what.as_str().into()),
    Col::new("reason", "Reason", Width::Grow { min: 12, max: 400 }, |alert, look| {
        match alert.acknowledged.as_ref().filter(|_| alert.standing == Standing::Quiet) {
            Some(known) => Cell::dim(told(known, look)),
            None => shown(alert.reason.as_ref(), look),
        }
    })
    // What happened tells the cause: AWS's own words may wait for room.
    .from(100)
    .ordered(|a, b| unknown_last(a.reason.as_ref(), b.reason.as_ref()))
    .searched(|alert| searched(alert.reason.as_ref())),
    Col::new("new", "New", Width::Fixed(3), |alert, _| {
        if alert.standing == Standing::New { Cell::new("new", Role::Key) } else { Cell::plain("") }
    })
    .from(100)
    .ordered(|a, b| a.standing.cmp(&b.standing))
    .searched(|alert| if alert.standing == Standing::New { "new".into() } else { "".into() }),
    // Where there is no room for the word.
    Col::new("mark", "", Width::Fixed(1), |alert, _| {
        if alert.standing == Standing::New { Cell::new("*", Role::Key) } else { Cell::plain("") }
    })
    .until(100),
    Col::new("first", "First", Width::Right(5), |alert, look| {
        Cell::or_nothing(alert.first.map(|at| recent(at, look)), look)
    })
    .from(70)
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

    /// The worst first, then the newest; what is acknowledged comes last.
    fn natural_order(&self, other: &Self) -> Ordering {
        let quiet = |alert: &Self| alert.standing == Standing::Quiet;
        let rank = quiet(self).cmp(&quiet(other)).then(self.severity.cmp(&other.severity));
        // What can still be rescued comes before what is over.
        let rank = rank.then(other.is_pressing().cmp(&self.is_pressing()));
        rank.then_with(|| newest_first(self.last, other.last))
    }

    fn is_troubled(&self) -> bool {
        self.standing != Standing::Quiet
    }

    fn subject(&self) -> Subject {
        self.subject()
    }
}

/// What is acknowledged does not shout.
fn shade(alert: &Alert) -> Role {
    if alert.standing == Standing::Quiet { Role::Dim } else { role(alert.severity) }
}

/// "CHG-4711, since Nov 20 02:14 until 10:14": the note first, for the rest may be cut.
pub(super) fn told(known: &Acknowledged, look: &Look<'_>) -> String {
    let clock = |at| time::clock(at, look.now, look.zone);
    let until = known.until.map(|until| format!(" until {}", clock(until))).unwrap_or_default();
    let note = if known.note.is_empty() { String::new() } else { format!("{}, ", clean(&known.note)) };
    format!("{note}since {}{until}", clock(known.at))
}

/// What a severity means.
pub(super) fn role(severity: Severity) -> Role {
    match severity {
        Severity::Critical => Role::Critical,
        Severity::Warning => Role::Warning,
    }
}
