//! Frameworks and report plans are deployed: for a while after each change they are neither old nor new.

use jiff::Timestamp;

/// A change that is under way, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deployment {
    pub change: Change,
    pub until: Timestamp,
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is being made.
    Create,
    /// It is being replaced.
    Update,
    /// It is going.
    Delete,
}

impl Deployment {
    /// Whether it is still under way.
    pub fn is_open(self, now: Timestamp) -> bool {
        now < self.until
    }

    /// Whether nothing is left of its subject.
    pub fn is_gone(self, now: Timestamp) -> bool {
        self.change == Change::Delete && !self.is_open(now)
    }

    /// `DeploymentStatus`.
    pub fn status(self, now: Timestamp) -> &'static str {
        match self.change {
            _ if !self.is_open(now) => "COMPLETED",
            Change::Create => "CREATE_IN_PROGRESS",
            Change::Update => "UPDATE_IN_PROGRESS",
            Change::Delete => "DELETE_IN_PROGRESS",
        }
    }
}
