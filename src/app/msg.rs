//! Everything that can happen to the model. Keys, pages of answers, signals and timers stand in one queue.

use super::effect::{Page, RequestId};
use crate::domain::failure::Failure;
use crate::domain::handled::Handled;
use crate::domain::journal::{Entry, EntryId};
use crate::domain::scope::ScopeId;
use crate::domain::trend::Trends;
use crate::ui::key::Key;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size, in cells.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The time that `Effect::WakeAt` asked for has come.
    Wake,
    /// Go on with the work that `Effect::Continue` put off.
    Continue,
    /// The program was continued after a stop; the terminal is ours again.
    Resumed,
    /// A signal asks for the end (TERM, HUP, INT).
    Terminate,
    /// Ctrl-Z or SIGTSTP asks for a stop.
    Stop,
    /// The terminal could not do what was asked of it, and says why.
    Refused(String),
    /// What earlier runs left open in the journal and this one now answers for, or why it could not be read.
    Claimed(Result<Vec<Entry>, String>),
    /// The journal's entries of the writes that a form planned, in their order, or why none may leave.
    Planned {
        /// Number of the form.
        form: u64,
        /// Its entries.
        entries: Result<Vec<EntryId>, String>,
    },
    /// The journal's newest entries, or why it could not be read.
    Journal(Result<Vec<Entry>, String>),
    /// What was done about alerts in earlier runs, or why it could not be read.
    Handled(Result<Vec<Handled>, String>),
    /// How many of the jobs that were to be kept are new, or why they could not be kept.
    Kept(Result<usize, String>),
    /// What is kept of a page's subject, or why it could not be read.
    History {
        /// Number of the page.
        page: u64,
        /// What is kept.
        trends: Result<Trends, String>,
    },
    /// Part of an answer to a request.
    Answer {
        /// The request.
        request: RequestId,
        /// Its scope.
        scope: ScopeId,
        /// The part.
        part: Part,
    },
}

/// Part of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A page of it.
    Page(Page),
    /// The end of it; all pages have come.
    End(Stats),
    /// It failed; pages that came before stand.
    Failed(Failure, Stats),
}

/// What a request cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// API calls made.
    pub calls: u32,
    /// Milliseconds from asking to the end.
    pub millis: u32,
    /// By how many seconds AWS's clock is ahead of this machine's, as its answers' `Date` tells; below 0, it is behind.
    pub skew: Option<i64>,
}
