//! Protected resources as rows.

use std::cmp::Ordering;

use super::{shown, unknown_last};
use crate::config::style::Role;
use crate::domain::arn;
use crate::domain::holdings::{Rule, Sighting};
use crate::domain::resource::Resource;
use crate::domain::rpo::Band;
use crate::domain::subject::{Subject, Thing};
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::time;
use crate::ui::glyphs::Glyphs;

type Col = Column<Resource>;

static COLUMNS: [Col; 9] = [
    Col::new("name", "Resource", Width::Grow { min: 14, max: 50 }, |resource, _| {
        Cell::plain(resource.label())
    })
    .ordered(|a, b| a.label().cmp(b.label()))
    .searched(|resource| resource.label().into()),
    Col::new("type", "Type", Width::Grow { min: 8, max: 22 }, |resource, look| {
        shown(Some(&resource.kind), look)
    })
    .ordered(|a, b| a.kind.cmp(&b.kind))
    .searched(|resource| resource.kind.as_str().into()),
    Col::new("last", "Last backup", Width::Fixed(12), |resource, look| {
        Cell::or_nothing(resource.last_backup.map(|at| time::clock(at, look.now, look.zone)), look)
    })
    .ordered(|a, b| unknown_last(a.last_backup, b.last_backup)),
    Col::new("age", "Age", Width::Right(7), |resource, look| match resource.newest_backup() {
        Some(_) if resource.holdings.continuous => aged(resource.band(look.now), "cont.", look),
        Some(at) => aged(resource.band(look.now), &time::age(at, look.now), look),
        None => aged(resource.band(look.now), "none", look),
    })
    .ordered(|a, b| unknown_last(a.newest_backup(), b.newest_backup())),
    Col::new("rpo", "RPO", Width::Right(6), |resource, look| {
        if resource.unpromised.is_some() {
            return Cell::dim("?");
        }
        let rpo = resource.objective.as_ref().map(|objective| time::span(objective.rpo));
        Cell::or_nothing(rpo, look)
    })
    .ordered(|a, b| {
        let rpo = |resource: &Resource| resource.objective.as_ref().map(|objective| objective.rpo);
        unknown_last(rpo(a), rpo(b))
    }),
    Col::new("copy", "Copy", Width::Right(5), |resource, look| match resource.holdings.copy {
        Sighting::At(at) => Cell::plain(time::age(at, look.now)),
        Sighting::None => Cell::new("none", Role::Warning),
        Sighting::Unknown => Cell::dim("?"),
    })
    .ordered(|a, b| unknown_last(a.holdings.copy.at(), b.holdings.copy.at()))
    .searched(|resource| if resource.holdings.copy == Sighting::None { "none".into() } else { "".into() }),
    Col::new("rule", "3-2-1", Width::Fixed(5), |resource, _| {
        let rule = resource.holdings.rule;
        let role = if rule.missing().is_empty() { Role::Text } else { Role::Warning };
        Cell::new(marks(rule), role)
    })
    .from(84)
    .ordered(|a, b| b.holdings.rule.missing().len().cmp(&a.holdings.rule.missing().len())),
    Col::new("vault", "Last vault", Width::Grow { min: 10, max: 36 }, |resource, look| {
        Cell::or_nothing(vault(resource), look)
    })
    .from(70)
    .ordered(|a, b| unknown_last(vault(a), vault(b)))
    .searched(|resource| vault(resource).unwrap_or_default().into()),
    Col::new("arn", "ARN", Width::Grow { min: 24, max: 120 }, |resource, _| Cell::dim(resource.arn.as_str()))
        .from(100)
        .ordered(|a, b| a.arn.cmp(&b.arn))
        .searched(|resource| resource.arn.as_str().into()),
];

impl Row for Resource {
    fn id(&self) -> Id {
        Id { scope: self.scope, id: self.arn.clone() }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    fn natural_order(&self, other: &Self) -> Ordering {
        self.label().cmp(other.label())
    }

    /// Past what was promised for it, when that was last looked at.
    fn is_troubled(&self) -> bool {
        self.past
    }

    fn subject(&self) -> Subject {
        Subject::new(self.scope, Thing::Resource(self.arn.clone()))
    }
}

/// A digit of 3-2-1 that holds, `x` for one that does not, `?` for one that is not known.
pub(super) fn marks(rule: Rule) -> String {
    let parts = [("3", rule.copies), ("2", rule.places), ("1", rule.elsewhere)];
    let mark = |(digit, holds): &(&'static str, Option<bool>)| match holds {
        Some(true) => *digit,
        Some(false) => "x",
        None => "?",
    };
    parts.iter().map(mark).collect::<Vec<_>>().join(" ")
}

/// An age with what it means for the objective: a glyph, never colour alone.
fn aged<'a>(band: Option<Band>, age: &str, look: &Look<'_>) -> Cell<'a> {
    let glyphs = Glyphs::new(look.ascii);
    match band {
        None | Some(Band::Met) => Cell::plain(age.to_owned()),
        Some(Band::Past) => Cell::new(format!("{} {age}", glyphs.warning), Role::Warning),
        Some(Band::FarPast | Band::Lost) => Cell::new(format!("{} {age}", glyphs.critical), Role::Critical),
    }
}

fn vault(resource: &Resource) -> Option<&str> {
    resource.last_vault_arn.as_ref().map(|arn| arn::vault_name(arn.as_str()))
}
