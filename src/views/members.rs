//! What one cause has befallen, as rows: the things of an alert that is not about jobs.

use std::cmp::Ordering;

use super::{newest_first, recent};
use crate::domain::alert::Member;
use crate::domain::subject::Subject;
use crate::list::{Cell, Column, Id, Row, Width};

type Col = Column<Member>;

static COLUMNS: [Col; 5] = [
    Col::new("what", "What", Width::Grow { min: 14, max: 48 }, |member, _| {
        Cell::plain(member.label.as_str())
    })
    .ordered(|a, b| a.label.cmp(&b.label))
    .searched(|member| member.label.as_str().into()),
    Col::new("kind", "Kind", Width::Fixed(18), |member, _| Cell::plain(member.subject.thing.word()))
        .from(100)
        .ordered(|a, b| a.subject.thing.word().cmp(b.subject.thing.word()))
        .searched(|member| member.subject.thing.word().into()),
    Col::new("since", "Since", Width::Right(5), |member, look| {
        Cell::or_nothing(member.at.map(|at| recent(at, look)), look)
    })
    .ordered(|a, b| newest_first(a.at, b.at)),
    Col::new("detail", "What is wrong with it", Width::Grow { min: 21, max: 400 }, |member, look| {
        Cell::or_nothing(Some(member.detail.as_str()).filter(|detail| !detail.is_empty()), look)
    })
    .ordered(|a, b| a.detail.cmp(&b.detail))
    .searched(|member| member.detail.as_str().into()),
    Col::hidden("id", |member| member.subject.thing.id().as_str().into()),
];

impl Row for Member {
    fn id(&self) -> Id {
        Id { scope: self.subject.scope, id: self.subject.thing.id().clone() }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    fn natural_order(&self, other: &Self) -> Ordering {
        newest_first(self.at, other.at).then_with(|| self.label.cmp(&other.label))
    }

    fn is_troubled(&self) -> bool {
        true
    }

    fn subject(&self) -> Subject {
        self.subject.clone()
    }
}
