//! What happens as the clock runs: schedules start jobs, jobs go their course, retention ends.
//!
//! Everything happens at its planned moment, however late it is looked at, so that a clock which jumps a month gives
//! the same account as one that ticks through it. A scenario's history is just that: the clock run over the past.

mod backup;
mod continuous;
mod copy;
mod fate;
mod indexes;
mod plan_runs;
mod plans;
mod point_life;
mod queue;
mod restore;
mod restore_testing;
mod selection;
mod settle;

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

pub use backup::{Order, place as start_backup, stop as stop_backup};
pub use continuous::interrupt;
pub use copy::{CopyOrder, cross_account_copies, kind_of, place as start_copy, split_vault_arn, unsupported};
pub use fate::{Fate, later, usual_duration};
pub use indexes::{can_index, delete as delete_index, start as start_index};
pub use plan_runs::{PlanRuns, schedule_of};
pub use point_life::{delete as delete_point, watch};
pub use queue::{Event, Queue};
pub use restore::{RestoreOrder, children, inferred, nested, place as start_restore};
pub use restore_testing::{plan_next as plan_next_test, start_deletion};
pub use selection::chosen;

use super::request::Scope;
use super::scenario::JobKind;
use super::state::{Course, State};
use super::wire::Text;

/// Work in progress.
#[derive(Debug)]
pub struct Engine {
    /// Up to when the plans' schedules have been run.
    pub scheduled_until: Timestamp,
    /// How certain runs of certain rules go, by what the scenario says.
    pub fates: HashMap<Run, Fate>,
    /// Copies that are never begun, by what the scenario says.
    pub omitted: HashSet<Run>,
    /// What happens later.
    pub queue: Queue,
    active: Vec<Active>,
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
        Self {
            scheduled_until: now,
            fates: HashMap::new(),
            omitted: HashSet::new(),
            queue: Queue::default(),
            active: Vec::new(),
        }
    }

    /// Takes on a job that has a course.
    pub fn follow(&mut self, scope: &Scope, kind: JobKind, id: &Text, course: &Course) {
        self.active.push(Active { scope: scope.clone(), kind, id: id.clone() });
        self.look(scope, kind, id, course.pending);
    }

    /// Looks at a job at a moment: what its course says is due then happens.
    pub fn look(&mut self, scope: &Scope, kind: JobKind, id: &Text, at: Timestamp) {
        self.queue.at(at, Event::Job { scope: scope.clone(), kind, id: id.clone() });
    }
}

/// Lets everything happen that is due by `now`, one after the other, each at its own moment.
pub fn advance(state: &mut State, now: Timestamp) {
    let mut runs = plans::due(state, now).into_iter().peekable();
    loop {
        let run_at = runs.peek().map(|run| run.at);
        let event_at = state.engine.queue.next_at().filter(|at| *at <= now);
        if run_at.is_some_and(|run| event_at.is_none_or(|event| run <= event)) {
            let Some(run) = runs.next() else { break };
            state.now = state.now.max(run.at);
            plans::start(state, &run);
        } else if event_at.is_some() {
            let Some((at, event)) = state.engine.queue.pop() else { break };
            state.now = state.now.max(at);
            happen(state, event, at);
        } else {
            break;
        }
    }
    state.now = now;
    refresh(state, now);
}

fn happen(state: &mut State, event: Event, at: Timestamp) {
    match event {
        Event::Job { scope, kind, id } => {
            if let Some(next) = progress(state, kind, &scope, &id, at) {
                state.engine.look(&scope, kind, &id, next.max(at));
            }
        }
        Event::TestRun(run) => restore_testing::run(state, &run, at),
        Event::Test(test) => restore_testing::start(state, &test, at),
        Event::Point { scope, arn } => point_life::happen(state, &scope, &arn, at),
        Event::Vault { scope, name } => settle::vault(state, &scope, &name),
        Event::Interruption { scope, resource, why } => {
            continuous::interrupt_resource(state, &scope, &resource, &why);
        }
        Event::Hold { scope, id } => settle::hold(state, &scope, &id, at),
        Event::Copy(order) => {
            copy::place(state, *order);
        }
    }
}

/// Brings up to date what moves by itself while jobs run. Decides and draws nothing: it happens at any moment.
fn refresh(state: &mut State, now: Timestamp) {
    let mut active = std::mem::take(&mut state.engine.active);
    active.retain(|job| progress(state, job.kind, &job.scope, &job.id, now).is_some());
    state.engine.active = active;
}

/// Moves a job on; says when it moves next, or nothing once it is over.
fn progress(state: &mut State, kind: JobKind, scope: &Scope, id: &Text, at: Timestamp) -> Option<Timestamp> {
    match kind {
        JobKind::Backup => backup::progress(state, scope, id, at),
        JobKind::Copy => copy::progress(state, scope, id, at),
        JobKind::Restore => restore::progress(state, scope, id, at),
    }
}
