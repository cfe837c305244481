//! The journal's words: what was intended, what came of it.

use jiff::Timestamp;

use super::failure::Failure;
use super::write::Write;

/// Names one entry of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub i64);

/// Who acts, and where. Never credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actor {
    /// The profile of the AWS configuration; `None` is the ambient one.
    pub profile: Option<String>,
    /// The 12-digit account; empty where STS has not told.
    pub account: String,
    /// The Region.
    pub region: String,
    /// The caller's ARN, where STS has told.
    pub caller: Option<String>,
}

/// A write that is about to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// Decided at; once one that was planned has left, that time.
    pub at: Timestamp,
    /// Who, and where.
    pub actor: Actor,
    /// What its target is called.
    pub label: String,
    /// The write, whole.
    pub write: Write,
}

/// How far the journal has come with a write that is to be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It is not in the journal yet.
    Anew,
    /// It was planned, and has never left.
    Planned(EntryId),
    /// The very same request was sent before, and it is not known what came of it.
    Again(EntryId),
    /// The same, so long ago that it must not be sent again: AWS is asked whether it is in effect.
    Look(EntryId),
}

/// What has become of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryState {
    /// Decided together with others, and still to leave: AWS has never heard of it.
    Planned,
    /// It may have left, and no answer has come: to be settled.
    Sent,
    /// AWS took it, and its job goes on.
    Accepted,
    /// It came to its end: the job completed, or the change was made.
    Done,
    /// Its job ended, and not well.
    Failed,
    /// AWS refused it, or it never got there: nothing was changed.
    Refused,
    /// Nobody can tell whether it took effect: a person has to look.
    Unknown,
}

/// News of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Heard at.
    pub at: Timestamp,
    /// The state it has now.
    pub state: EntryState,
    /// The job that it started, where that is news.
    pub job: Option<String>,
    /// Why, where there is something to say.
    pub note: Option<String>,
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// What was intended.
    pub intent: Intent,
    /// What has become of it.
    pub state: EntryState,
    /// The job that it started.
    pub job: Option<String>,
    /// Answered at.
    pub answered: Option<Timestamp>,
    /// Its job ended at.
    pub ended: Option<Timestamp>,
    /// Why, where there is something to say: AWS's words, or how it was settled.
    pub note: Option<String>,
}

impl EntryState {
    /// All.
    pub const ALL: [Self; 7] =
        [Self::Planned, Self::Sent, Self::Accepted, Self::Done, Self::Failed, Self::Refused, Self::Unknown];

    /// The word on the screen, in the file and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }

    /// The state of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// The state after a call that failed. `in_doubt`: an earlier try of the same request may have taken effect, and only
    /// AWS's word on the request itself tells that it did not; where no token ties the tries together, not even that.
    pub fn after(write: &Write, failure: &Failure, in_doubt: bool) -> Self {
        let unsettled = if in_doubt { !failure.is_verdict() } else { failure.leaves_doubt() };
        match () {
            () if unsettled => Self::Sent,
            () if in_doubt && write.token().is_none() => Self::Unknown,
            () => Self::Refused,
        }
    }

    /// Whether something is still to come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Sent | Self::Accepted)
    }
}
