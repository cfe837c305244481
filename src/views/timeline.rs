//! The next twelve hours as rows: what runs now, then each run that is due.

use std::cmp::Ordering;

use super::unknown_last;
use crate::config::style::Role;
use crate::domain::subject::Subject;
use crate::domain::timeline::{Hour, Slot, What};
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::{Text, time};
use crate::ui::glyphs::Glyphs;

type Col = Column<Slot>;

static COLUMNS: [Col; 9] = [
    Col::new("at", "When", Width::Fixed(12), |slot, look| match slot.what {
        What::Now { .. } => Cell::new("now", Role::Running),
        _ => Cell::plain(time::clock(slot.at, look.now, look.zone)),
    })
    .ordered(Slot::natural_order),
    Col::new("in", "In", Width::Right(5), |slot, look| match slot.what {
        What::Now { .. } => Cell::plain(""),
        _ => Cell::plain(time::countdown(slot.at, look.now)),
    }),
    Col::new("plan", "Plan", Width::First { min: 10, max: 30 }, |slot, _| Cell::plain(slot.name.as_str()))
        .ordered(|a, b| a.name.cmp(&b.name))
        .searched(|slot| slot.name.as_str().into()),
    Col::new("rule", "Rule", Width::Grow { min: 7, max: 24 }, |slot, look| {
        Cell::or_nothing(Some(slot.rule.as_str()).filter(|rule| !rule.is_empty()), look)
    })
    .ordered(|a, b| a.rule.cmp(&b.rule))
    .searched(|slot| slot.rule.as_str().into()),
    Col::new("resources", "Backs up", Width::Fixed(15), backs_up),
    Col::new("hours", "Next 12 h", Width::Fixed(12), hours),
    Col::new("start", "Starts by", Width::Fixed(9), |slot, look| {
        Cell::or_nothing(slot.start_by.map(|at| super::time_of_day(at, look)), look)
    })
    .from(100)
    .ordered(|a, b| unknown_last(a.start_by, b.start_by)),
    Col::new("end", "Ends by", Width::Fixed(12), |slot, look| {
        Cell::or_nothing(slot.end_by.map(|at| time::clock(at, look.now, look.zone)), look)
    })
    .from(100)
    .ordered(|a, b| unknown_last(a.end_by, b.end_by)),
    Col::new("copies", "Copies to", Width::Grow { min: 9, max: 60 }, |slot, look| {
        Cell::or_nothing(Some(slot.copies.join(", ")).filter(|copies| !copies.is_empty()), look)
    })
    .from(100)
    .ordered(|a, b| a.copies.cmp(&b.copies))
    .searched(|slot| slot.copies.join(" ").into()),
];

/// A sign an hour: the hours in which its jobs begin, those in which they may still run, and the free ones.
fn hours<'a>(slot: &Slot, look: &Look<'_>) -> Cell<'a> {
    let glyphs = Glyphs::new(look.ascii);
    let signs = slot.hours(look.now).into_iter().map(|hour| match hour {
        Hour::Begins => glyphs.bar_done,
        Hour::MayRun => glyphs.bar_left,
        Hour::Free => glyphs.spark_gap,
    });
    let role = if matches!(slot.what, What::Now { .. }) { Role::Running } else { Role::Text };
    Cell::new(signs.collect::<String>(), role)
}

fn backs_up<'a>(slot: &Slot, look: &Look<'_>) -> Cell<'a> {
    match slot.what {
        What::Now { running, waiting } => {
            let glyph = Glyphs::new(look.ascii).running;
            match (running, waiting) {
                (0, waiting) => Cell::new(format!("{waiting} waiting"), Role::Waiting),
                (running, 0) => Cell::new(format!("{glyph} {running} running"), Role::Running),
                (running, waiting) => {
                    Cell::new(format!("{glyph} {running}, {waiting} waiting"), Role::Running)
                }
            }
        }
        What::Nothing => Cell::new("selects nothing", Role::Warning),
        What::Due(Some(1)) => Cell::plain("1 last time"),
        What::Due(Some(count)) => Cell::plain(format!("{count} last time")),
        What::Due(None) => Cell::dim(look.nothing()),
    }
}

impl Row for Slot {
    fn id(&self) -> Id {
        let plan = self.subject.thing.id().raw();
        let rule = self.rule_id.as_ref().map_or(self.rule.raw(), |rule| rule.raw());
        let at = match self.what {
            What::Now { .. } => "now".to_owned(),
            _ => self.at.to_string(),
        };
        Id { scope: self.scope, id: Text::new(&format!("{plan} {rule} {at}")) }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    /// What runs now, then what comes, in order.
    fn natural_order(&self, other: &Self) -> Ordering {
        let later = |slot: &Self| !matches!(slot.what, What::Now { .. });
        later(self).cmp(&later(other)).then(self.at.cmp(&other.at)).then_with(|| self.name.cmp(&other.name))
    }

    fn is_troubled(&self) -> bool {
        self.what == What::Nothing
    }

    fn subject(&self) -> Subject {
        self.subject.clone()
    }
}
