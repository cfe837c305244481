//! Opening the form that sends what the journal has as planned.

use crate::app::effect::Effect;
use crate::app::forms;
use crate::app::journal;
use crate::app::model::Model;
use crate::app::page::Content;
use crate::domain::journal::{Entry, EntryState};
use crate::domain::scope::ScopeId;
use crate::views::journal::Line;
use crate::wizards::resume::Resume;

/// The planned entries that are marked, else the one under the cursor or of the page; those of scopes that are watched.
pub(in crate::app) fn entries(model: &Model) -> Vec<(ScopeId, Entry)> {
    let marked: Vec<Line> = match model.page().content {
        Content::Journal => model.journal.list.marked().cloned().collect(),
        _ => Vec::new(),
    };
    let lines = if marked.is_empty() { Vec::from_iter(journal::at_cursor(model)) } else { marked };
    let planned = |line: Line| {
        let scope = line.scope.filter(|_| line.entry.state == EntryState::Planned)?;
        Some((scope, line.entry))
    };
    let mut entries: Vec<_> = lines.into_iter().filter_map(planned).collect();
    // As they were planned: the oldest first.
    entries.sort_by_key(|(_, entry)| entry.id);
    entries
}

/// The form for them.
pub(in crate::app) fn at_cursor(model: &mut Model) -> Vec<Effect> {
    match Resume::new(entries(model)) {
        Some(resume) => forms::open(model, Box::new(resume)),
        None => Vec::new(),
    }
}
