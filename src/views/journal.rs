//! The journal's entries as rows: everything that was changed at AWS from here, and what came of it.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{recent, unknown_last};
use crate::config::style::Role;
use crate::domain::journal::{Entry, EntryState};
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::{Text, clean};
use crate::ui::glyphs::Glyphs;

/// Stands for the scope of an entry that none of this console's scopes is: another account's, or another run's.
const ELSEWHERE: ScopeId = ScopeId(u16::MAX);

/// One entry, and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The entry.
    pub entry: Entry,
    /// The scope of this console in which it was sent, if there is one.
    pub scope: Option<ScopeId>,
}

impl Line {
    /// What its target is called.
    pub fn label(&self) -> &str {
        let intent = &self.entry.intent;
        if intent.label.is_empty() { intent.write.target() } else { &intent.label }
    }

    /// Its job, where that can be opened from here.
    pub fn job(&self) -> Option<Subject> {
        let (kind, id) = (self.entry.intent.write.starts()?, self.entry.job.as_deref()?);
        Some(Subject::new(self.scope?, Thing::Job { kind, id: Text::new(id) }))
    }
}

type Col = Column<Line>;

static COLUMNS: [Col; 10] = [
    Col::new("state", "State", Width::Fixed(10), |line, look| {
        let state = line.entry.state;
        Cell::new(format!("{} {}", glyph(state, Glyphs::new(look.ascii)), state.word()), role(state))
    })
    .ordered(|a, b| a.entry.state.cmp(&b.entry.state))
    .searched(|line| line.entry.state.word().into()),
    Col::new("when", "When", Width::Right(5), |line, look| Cell::plain(recent(line.entry.intent.at, look)))
        .ordered(|a, b| a.entry.intent.at.cmp(&b.entry.intent.at)),
    Col::new("what", "What", Width::First { min: 7, max: 16 }, |line, _| {
        Cell::plain(line.entry.intent.write.words())
    })
    .ordered(|a, b| a.entry.intent.write.words().cmp(b.entry.intent.write.words()))
    .searched(|line| line.entry.intent.write.words().into()),
    Col::new("label", "To what", Width::Grow { min: 14, max: 40 }, |line, _| {
        Cell::plain(clean(line.label()))
    })
    .ordered(|a, b| a.label().cmp(b.label()))
    .searched(|line| line.label().into()),
    Col::new("where", "Where", Width::First { min: 9, max: 28 }, |line, look| {
        Cell::or_nothing(Some(place(line)).filter(|place| !place.is_empty()), look)
    })
    .from(100)
    .ordered(|a, b| place(a).cmp(&place(b)))
    .searched(place),
    Col::new("job", "Job", Width::Grow { min: 12, max: 36 }, |line, look| {
        some(line.entry.job.as_ref(), look)
    })
    .from(110)
    .ordered(|a, b| unknown_last(a.entry.job.as_ref(), b.entry.job.as_ref()))
    .searched(|line| searched(line.entry.job.as_ref())),
    Col::new("note", "Note", Width::Grow { min: 16, max: 400 }, |line, look| {
        some(line.entry.note.as_ref(), look)
    })
    .ordered(|a, b| unknown_last(a.entry.note.as_ref(), b.entry.note.as_ref()))
    .searched(|line| searched(line.entry.note.as_ref())),
    Col::hidden("target", |line| line.entry.intent.write.target().into()),
    Col::hidden("operation", |line| line.entry.intent.write.operation().into()),
    Col::hidden("caller", |line| searched(line.entry.intent.actor.caller.as_ref())),
];

impl Row for Line {
    fn id(&self) -> Id {
        Id { scope: self.scope.unwrap_or(ELSEWHERE), id: Text::from(self.entry.id.0.to_string()) }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    /// The newest first.
    fn natural_order(&self, other: &Self) -> Ordering {
        other.entry.id.cmp(&self.entry.id)
    }

    fn is_troubled(&self) -> bool {
        matches!(self.entry.state, EntryState::Failed | EntryState::Refused | EntryState::Unknown)
    }

    fn subject(&self) -> Subject {
        Subject::new(self.id().scope, Thing::Entry(self.id().id))
    }
}

/// The glyph of an entry's state.
pub(super) fn glyph(state: EntryState, glyphs: &'static Glyphs) -> &'static str {
    match state {
        EntryState::Planned => glyphs.waiting,
        EntryState::Sent | EntryState::Accepted => glyphs.running,
        EntryState::Done => glyphs.ok,
        EntryState::Failed => glyphs.critical,
        EntryState::Refused => glyphs.issues,
        EntryState::Unknown => glyphs.unknown,
    }
}

/// What an entry's state means.
pub(super) fn role(state: EntryState) -> Role {
    match state {
        EntryState::Planned => Role::Waiting,
        EntryState::Sent | EntryState::Accepted => Role::Running,
        EntryState::Done => Role::Ok,
        EntryState::Failed => Role::Critical,
        EntryState::Refused | EntryState::Unknown => Role::Warning,
    }
}

/// Account and Region.
fn place(line: &Line) -> Cow<'_, str> {
    let actor = &line.entry.intent.actor;
    clean(&format!("{} {}", actor.account, actor.region)).trim().to_owned().into()
}

fn some<'a>(text: Option<&'a String>, look: &Look<'_>) -> Cell<'a> {
    Cell::or_nothing(text.map(|text| clean(text)), look)
}

fn searched(text: Option<&String>) -> Cow<'_, str> {
    text.map_or("", String::as_str).into()
}
