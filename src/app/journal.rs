//! The journal on the screen: read from the store for as long as it is looked at.

use jiff::{SignedDuration, Timestamp};

use super::effect::Effect;
use super::estate::Estate;
use super::gone::Deleted;
use super::model::Model;
use super::page::{Content, Described};
use super::remote::{Phase, Remote};
use super::{facts, settle};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::journal::Entry;
use crate::domain::scope::Scope;
use crate::domain::subject::Thing;
use crate::list::{List, Row as _};
use crate::text::Text;
use crate::views::journal::Line;

/// It is read again after so long: other consoles and scripts write into it, too.
const PACE: SignedDuration = SignedDuration::from_secs(2);
/// The newest so many entries are shown.
pub const NEWEST: u32 = 1000;

/// What is known of the journal.
#[derive(Debug, Default)]
pub struct Journal {
    /// Its newest entries.
    pub list: List<Line>,
    /// How far reading has come.
    pub remote: Remote<()>,
    reading: bool,
    reads: u64,
    due: Option<Timestamp>,
}

impl Journal {
    /// Whether it is being read just now.
    pub fn is_reading(&self) -> bool {
        self.reading
    }

    /// Whether it has been read, and so all jobs are known that it claims.
    pub(super) fn is_read(&self) -> bool {
        self.remote.at.is_some()
    }

    /// Jobs that its entries claim.
    pub(super) fn jobs(&self) -> impl Iterator<Item = &str> {
        self.list.rows().iter().filter_map(|line| line.entry.job.as_deref())
    }

    /// An entry by its number.
    pub(super) fn line(&self, id: &Text) -> Option<&Line> {
        self.list.rows().iter().find(|line| line.id().id == *id)
    }
}

/// Reads it when that is due and somebody looks.
pub(super) fn ask(model: &mut Model) -> Option<Effect> {
    let now = model.now;
    if !is_watched(model) || model.journal.reading || model.journal.due.is_some_and(|due| due > now) {
        return None;
    }
    let journal = &mut model.journal;
    journal.reading = true;
    if journal.remote.phase == Phase::NotAsked {
        journal.remote.begin();
    }
    Some(Effect::ReadJournal(NEWEST))
}

/// It has been read.
pub(super) fn read(model: &mut Model, entries: Result<Vec<Entry>, String>) {
    let now = model.now;
    let journal = &mut model.journal;
    journal.reading = false;
    journal.due = now.checked_add(PACE).ok();
    let entries = match entries {
        Ok(entries) => entries,
        Err(why) => {
            journal.remote.fail(Failure::new(FailureKind::JournalUnreadable, "journal", &why));
            gone(&model.scopes, &mut model.estate, &[], now);
            return;
        }
    };
    journal.reads += 1;
    gone(&model.scopes, &mut model.estate, &entries, now);
    let journal = &mut model.journal;
    let scopes = &model.scopes;
    let lines = entries.into_iter().map(|entry| Line { scope: settle::scope_of(scopes, &entry), entry });
    let lines: Vec<Line> = lines.collect();
    let kept: std::collections::HashSet<_> = lines.iter().map(Line::id).collect();
    journal.list.apply(lines, journal.reads);
    // An entry's scope may have become known only now, which makes it another row.
    journal.list.retain(|line| kept.contains(&line.id()));
    journal.remote.ready(now);
}

/// Recovery points that are missing, and were not deleted from here, are told.
fn gone(scopes: &[Scope], estate: &mut Estate, entries: &[Entry], now: Timestamp) {
    if !estate.gone.suspects() {
        return;
    }
    let placed = entries.iter().filter_map(|entry| Some((settle::scope_of(scopes, entry)?, entry)));
    let full = usize::try_from(NEWEST).is_ok_and(|most| entries.len() >= most);
    estate.gone.judge(&Deleted::of(placed, full));
    estate.heed(now);
}

/// It is to be read again now.
pub(super) fn refresh(model: &mut Model) {
    model.journal.due = None;
}

/// When it is to be read again.
pub(super) fn next_due(model: &Model) -> Option<Timestamp> {
    model.journal.due.filter(|_| is_watched(model) && !model.journal.reading)
}

/// The entry that the cursor, or the page, is about.
pub(super) fn at_cursor(model: &Model) -> Option<Line> {
    match &model.page().content {
        Content::Journal => model.journal.list.selected().cloned(),
        Content::Detail(detail) => match facts::described(model, detail)? {
            Described::Entry(line) => Some(*line),
            _ => None,
        },
        _ => None,
    }
}

fn is_watched(model: &Model) -> bool {
    // A job that another entry claims must not be taken for one that is looked for, nor a point that was deleted from here
    // for one that somebody else deleted.
    if settle::looks_for_jobs(model) || model.noting.is_some() || model.estate.gone.suspects() {
        return true;
    }
    match &model.page().content {
        Content::Journal => true,
        Content::Detail(detail) => matches!(detail.subject.thing, Thing::Entry(_)),
        _ => false,
    }
}
