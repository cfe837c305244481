//! Something that AWS holds: not asked, on its way, here, or failed; what was here before stays.

use jiff::Timestamp;

use crate::domain::failure::Failure;

/// A value that comes from AWS, with the time of its last full answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Remote<T> {
    /// The newest value there is, also while a newer one is on its way or has failed.
    pub value: Option<T>,
    /// When the last full answer came.
    pub at: Option<Timestamp>,
    /// What goes on.
    pub phase: Phase,
}

/// What goes on with a remote value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Phase {
    /// Nobody has asked yet.
    #[default]
    NotAsked,
    /// Asked; so many rows have come.
    Loading {
        /// Rows so far.
        rows: usize,
    },
    /// Answered.
    Ready,
    /// The last try failed.
    Failed(Failure),
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self { value: None, at: None, phase: Phase::NotAsked }
    }
}

impl<T> Remote<T> {
    /// Asked.
    pub fn begin(&mut self) {
        self.phase = Phase::Loading { rows: 0 };
    }

    /// A page of so many rows came.
    pub fn page(&mut self, count: usize) {
        if let Phase::Loading { rows } = &mut self.phase {
            *rows += count;
        }
    }

    /// Fully answered.
    pub fn ready(&mut self, now: Timestamp) {
        self.at = Some(now);
        self.phase = Phase::Ready;
    }

    /// Failed.
    pub fn fail(&mut self, failure: Failure) {
        self.phase = Phase::Failed(failure);
    }

    /// Whether an answer is on its way.
    pub fn is_loading(&self) -> bool {
        matches!(self.phase, Phase::Loading { .. })
    }

    /// Why the last try failed.
    pub fn failure(&self) -> Option<&Failure> {
        match &self.phase {
            Phase::Failed(failure) => Some(failure),
            _ => None,
        }
    }
}
