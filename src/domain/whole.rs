//! What has been read whole, and as of when. Only of this may anything be concluded from what is missing in it.

use std::collections::HashMap;

use jiff::Timestamp;

use super::job::JobKind;
use super::scope::ScopeId;

/// The jobs created within it are all known. Times are those at which AWS was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// From then on.
    pub from: Timestamp,
    /// Until then.
    pub until: Timestamp,
}

/// A list that AWS tells whole each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Listed {
    /// Plans, with their documents.
    Plans,
    /// Protected resources.
    Resources,
    /// Vaults.
    Vaults,
}

/// What has been read whole of each scope.
#[derive(Debug, Default)]
pub struct Whole {
    jobs: HashMap<(ScopeId, JobKind), Span>,
    lists: HashMap<(ScopeId, Listed), Timestamp>,
}

impl Whole {
    /// A look at jobs has come to its end: it was begun at `until` and asked for all that were created from `from` on.
    /// Looks follow each other without a gap.
    pub fn looked(&mut self, scope: ScopeId, kind: JobKind, from: Timestamp, until: Timestamp) {
        let span = self.jobs.entry((scope, kind)).or_insert(Span { from, until });
        span.until = until;
    }

    /// The older jobs have come, too.
    pub fn looked_back(&mut self, scope: ScopeId, kind: JobKind, from: Timestamp) {
        if let Some(span) = self.jobs.get_mut(&(scope, kind)) {
            span.from = span.from.min(from);
        }
    }

    /// A list has come whole, asked for at this time.
    pub fn read(&mut self, scope: ScopeId, list: Listed, at: Timestamp) {
        self.lists.insert((scope, list), at);
    }

    /// The span in which all jobs of a kind are known.
    pub fn jobs(&self, scope: ScopeId, kind: JobKind) -> Option<Span> {
        self.jobs.get(&(scope, kind)).copied()
    }

    /// As of when a list is known.
    pub fn list(&self, scope: ScopeId, list: Listed) -> Option<Timestamp> {
        self.lists.get(&(scope, list)).copied()
    }

    /// Forgets all of a scope.
    pub fn forget(&mut self, scope: ScopeId) {
        self.jobs.retain(|(of, _), _| *of != scope);
        self.lists.retain(|(of, _), _| *of != scope);
    }
}
