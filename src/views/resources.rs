//! Protected resources as rows.

use std::cmp::Ordering;

use super::{shown, unknown_last};
use crate::domain::arn;
use crate::domain::resource::Resource;
use crate::domain::subject::{Subject, Thing};
use crate::list::{Cell, Column, Id, Row, Width};
use crate::text::time;

type Col = Column<Resource>;

static COLUMNS: [Col; 6] = [
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
    Col::new("age", "Age", Width::Right(5), |resource, look| {
        Cell::or_nothing(resource.last_backup.map(|at| time::age(at, look.now)), look)
    }),
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

    /// AWS tells nothing of a resource that would be trouble by itself.
    fn is_troubled(&self) -> bool {
        false
    }

    fn subject(&self) -> Subject {
        Subject::new(self.scope, Thing::Resource(self.arn.clone()))
    }
}

fn vault(resource: &Resource) -> Option<&str> {
    resource.last_vault_arn.as_ref().map(|arn| arn::vault_name(arn.as_str()))
}
