//! What happens as the clock runs: schedules start jobs, jobs go their course, retention ends.
//!
//! Everything happens at its planned moment, however late it is looked at, so that a clock which jumps a month gives
//! the same account as one that ticks through it. A scenario's history is just that: the clock run over the past.

mod backup;
mod copy;
mod fate;
mod plans;
mod restore;
mod retention;

use std::collections::HashMap;

use jiff::Timestamp;

pub use backup::{Order, place as start_backup};
pub use copy::{CopyOrder, place as start_copy};
pub use fate::{Fate, Windows, later, usual_duration};
pub use plans::schedule_of;

use super::request::Scope;
use super::scenario::JobKind;
use super::state::State;
use super::wire::Text;

/// Work in progress.
#[derive(Debug)]
pub struct Engine {
    /// Up to when the plans' schedules have been run.
    pub scheduled_until: Timestamp,
    /// How certain runs of certain rules go, by what the scenario says.
    pub fates: HashMap<Run, Fate>,
    active: Vec<Active>,
    next_sweep: Timestamp,
}

/// One run of a rule for one resource.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Run {
    /// The backup, or the copy that follows it.
    pub kind: JobKind,
    pub rule_id: Text,
    pub resource_arn: Text,
    /// When the rule was due.
    pub due: Timestamp,
}

/// A job that is not over.
#[derive(Debug, Clone)]
struct Active {
    scope: Scope,
    kind: JobKind,
    id: Text,
}

impl Engine {
    /// Nothing to do as of `now`.
    pub fn new(now: Timestamp) -> Self {
        Self { scheduled_until: now, fates: HashMap::new(), active: Vec::new(), next_sweep: now }
    }

    /// Takes on a job that has a course.
    pub fn follow(&mut self, scope: &Scope, kind: JobKind, id: &Text) {
        self.active.push(Active { scope: scope.clone(), kind, id: id.clone() });
    }
}

/// Lets everything happen that is due by `now`.
pub fn advance(state: &mut State, now: Timestamp) {
    state.now = now;
    plans::run_schedules(state, now);
    progress_all(state, now);
    if now >= state.engine.next_sweep {
        state.engine.next_sweep = retention::sweep(state, now);
    }
}

/// Moves all jobs on; those that a finished job starts move on as well.
fn progress_all(state: &mut State, now: Timestamp) {
    let mut kept = Vec::new();
    while !state.engine.active.is_empty() {
        for job in std::mem::take(&mut state.engine.active) {
            let goes_on = match job.kind {
                JobKind::Backup => backup::progress(state, &job.scope, &job.id, now),
                JobKind::Copy => copy::progress(state, &job.scope, &job.id, now),
                JobKind::Restore => restore::progress(state, &job.scope, &job.id, now),
            };
            if goes_on {
                kept.push(job);
            }
        }
    }
    state.engine.active = kept;
}
