//! Recovery points as rows.

use std::cmp::Ordering;

use super::{newest_first, searched, shown, size, unknown_last};
use crate::config::style::Role;
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::subject::{Subject, Thing};
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::{Text, time};
use crate::ui::glyphs::Glyphs;

type Col = Column<RecoveryPoint>;

static COLUMNS: [Col; 13] = [
    Col::new("status", "Status", Width::Fixed(12), |point, look| {
        let (glyph, role) = sign(&point.status, Glyphs::new(look.ascii));
        Cell::new(format!("{glyph} {}", point.status.word()), role)
    })
    .ordered(|a, b| a.status.cmp(&b.status))
    .searched(|point| point.status.word().into()),
    Col::new("resource", "Resource", Width::Grow { min: 10, max: 40 }, |point, _| {
        Cell::plain(point.resource_label())
    })
    .ordered(|a, b| a.resource_label().cmp(b.resource_label()))
    .searched(|point| point.resource_label().into()),
    Col::new("type", "Type", Width::Fixed(8), |point, look| shown(point.resource_type.as_ref(), look))
        .from(100)
        .ordered(|a, b| unknown_last(a.resource_type.as_ref(), b.resource_type.as_ref()))
        .searched(|point| searched(point.resource_type.as_ref())),
    Col::new("created", "Created", Width::Fixed(12), |point, look| {
        Cell::or_nothing(point.created.map(|at| time::clock(at, look.now, look.zone)), look)
    })
    .from(66)
    .ordered(|a, b| unknown_last(a.created, b.created)),
    Col::new("age", "Age", Width::Right(5), |point, look| {
        Cell::or_nothing(point.created.map(|at| time::age(at, look.now)), look)
    }),
    Col::new("size", "Size", Width::Right(8), |point, look| size(point.size, look))
        .ordered(|a, b| unknown_last(a.size, b.size)),
    Col::new("tier", "Tier", Width::Fixed(4), |point, look| match point.tier(look.now) {
        Some("deleted") => Cell::dim("gone"),
        None if !point.tells_retention() => Cell::dim("?"),
        tier => Cell::or_nothing(tier, look),
    })
    .from(70),
    Col::new("expires", "Expires", Width::Right(7), expires)
        .ordered(|a, b| unknown_last(a.calculated.delete_at, b.calculated.delete_at)),
    Col::new("encrypted", "Encrypted", Width::Fixed(9), |point, look| match point.encrypted {
        Some(true) => Cell::plain("yes"),
        Some(false) => Cell::new("no", Role::Warning),
        None => Cell::dim(look.nothing()),
    })
    .from(70)
    .searched(|point| point.encrypted.map_or("", |yes| if yes { "yes" } else { "no" }).into()),
    Col::new("vault", "Vault", Width::Grow { min: 10, max: 40 }, |point, look| {
        shown(point.vault.as_ref(), look)
    })
    .from(100)
    .ordered(|a, b| unknown_last(a.vault.as_ref(), b.vault.as_ref()))
    .searched(|point| searched(point.vault.as_ref())),
    Col::new("plan", "Plan", Width::Grow { min: 9, max: 30 }, |point, look| shown(plan(point), look))
        .from(116)
        .ordered(|a, b| unknown_last(plan(a), plan(b)))
        .searched(|point| searched(plan(point))),
    Col::new("reason", "Reason", Width::Grow { min: 10, max: 400 }, |point, _| {
        Cell::plain(point.status_message.as_ref().map_or("", Text::as_str))
    })
    .from(140)
    .searched(|point| searched(point.status_message.as_ref())),
    Col::hidden("arn", |point| point.arn.as_str().into()),
];

impl Row for RecoveryPoint {
    fn id(&self) -> Id {
        Id { scope: self.scope, id: self.arn.clone() }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    /// The newest first: the one to restore from.
    fn natural_order(&self, other: &Self) -> Ordering {
        newest_first(self.created, other.created)
    }

    fn is_troubled(&self) -> bool {
        self.status.is_troubled()
    }

    fn subject(&self) -> Subject {
        let vault = self.vault.clone().unwrap_or_default();
        Subject::new(self.scope, Thing::Point { vault, arn: self.arn.clone() })
    }
}

/// The glyph and the meaning of a status.
pub(super) fn sign(status: &PointStatus, glyphs: &'static Glyphs) -> (&'static str, Role) {
    match status {
        PointStatus::Completed | PointStatus::Available => (glyphs.ok, Role::Ok),
        PointStatus::Creating | PointStatus::Deleting => (glyphs.running, Role::Running),
        PointStatus::Partial | PointStatus::Stopped => (glyphs.issues, Role::Warning),
        PointStatus::Expired => (glyphs.critical, Role::Critical),
        PointStatus::Other(_) => (glyphs.unknown, Role::Text),
    }
}

/// How long it still is kept.
fn expires<'a>(point: &RecoveryPoint, look: &Look<'_>) -> Cell<'a> {
    match (point.calculated.delete_at, point.lifecycle) {
        (Some(at), _) if at <= look.now => Cell::new("overdue", Role::Warning),
        (Some(at), _) => Cell::plain(time::countdown(at, look.now)),
        (None, Some(lifecycle)) if lifecycle.delete_after_copy => Cell::plain("copied"),
        (None, Some(lifecycle)) if lifecycle.retention_days().is_none() => Cell::plain("never"),
        (None, _) if point.never_expires() => Cell::plain("never"),
        // The list of a resource's points does not tell it; their pages do.
        (None, _) if !point.tells_retention() => Cell::dim("?"),
        (None, _) => Cell::dim(look.nothing()),
    }
}

fn plan(point: &RecoveryPoint) -> Option<&Text> {
    let creator = point.creator.as_deref()?;
    creator.plan_name.as_ref().or(creator.plan_id.as_ref())
}
