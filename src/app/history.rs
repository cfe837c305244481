//! Jobs that have ended are kept for longer than the 30 days for which AWS tells them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::effect::Effect;
use super::model::Model;
use crate::config::style::Role;
use crate::domain::cause::Causes;
use crate::domain::history::{Ended, Outcome};
use crate::domain::job::Job;
use crate::domain::scope::ScopeId;

/// What is too old goes once in so long.
const PRUNING: SignedDuration = SignedDuration::from_hours(24);
/// So many jobs of a scope wait for its account to be known; the rest is asked for again.
const MOST_WAITING: usize = 50_000;

/// Jobs that came ended and are still to be handed to the store.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    on: bool,
    waiting: BTreeMap<ScopeId, Vec<Ended>>,
    /// Scopes of which there were too many to wait.
    lost: BTreeSet<ScopeId>,
}

impl Outbox {
    /// An outbox; one that is not on takes nothing.
    pub(super) fn new(on: bool) -> Self {
        Self { on, ..Self::default() }
    }

    /// Notes a job that came; `known` is what was known of it.
    pub(super) fn note(&mut self, job: &Job, known: Option<&Job>, causes: &mut Causes) {
        if !self.on || job.state.is_active() || known.is_some_and(|known| is_same(known, job)) {
            return;
        }
        let well = Outcome::of(&job.state) == Some(Outcome::Well) && !job.needs_attention();
        let cause = if well { None } else { causes.of_job(job).map(|diagnosis| diagnosis.key) };
        let Some(ended) = Ended::of(job, cause) else { return };
        let waiting = self.waiting.entry(job.scope).or_default();
        if waiting.len() < MOST_WAITING {
            waiting.push(ended);
        } else {
            self.lost.insert(job.scope);
        }
    }

    /// Forgets all of a scope.
    pub(super) fn forget_scope(&mut self, scope: ScopeId) {
        self.waiting.remove(&scope);
        self.lost.remove(&scope);
    }
}

/// Whether nothing changed of what is kept.
fn is_same(known: &Job, job: &Job) -> bool {
    (&known.state, known.completed, known.size) == (&job.state, job.completed, job.size)
        && known.test_failed() == job.test_failed()
        && known.reason() == job.reason()
}

/// How keeping goes.
#[derive(Debug, Default)]
pub struct History {
    /// Batches that the store has not taken yet.
    keeping: usize,
    /// How often the store has said that it learned something.
    changes: u64,
    /// Why jobs are not kept.
    pub failure: Option<String>,
    pruned: Option<Timestamp>,
}

impl History {
    /// Whether the store has not yet taken all that it was given.
    pub fn is_busy(&self) -> bool {
        self.keeping > 0
    }
}

/// Hands over what came, as soon as it is known whose it is.
pub(super) fn keep(model: &mut Model) -> Vec<Effect> {
    let mut effects: Vec<Effect> = prune(model).into_iter().collect();
    let waiting: Vec<ScopeId> = model.estate.ended.waiting.keys().copied().collect();
    for scope in waiting {
        let Some(place) = model.estate.memory.place_of(scope) else { continue };
        let Some(jobs) = model.estate.ended.waiting.remove(&scope) else { continue };
        model.history.keeping += 1;
        effects.push(Effect::Keep(place, jobs));
        if model.estate.ended.lost.remove(&scope) {
            model.poll.look_again(scope, model.now);
        }
    }
    effects
}

/// Forgets what is older than it is kept for: not before AWS has answered, which it does not where our clock is wrong.
fn prune(model: &mut Model) -> Option<Effect> {
    let now = model.now;
    let due = model.history.pruned.is_none_or(|at| now.duration_since(at) >= PRUNING);
    let answered = || model.scopes.iter().any(|scope| model.estate.memory.place_of(scope.id).is_some());
    if !due || !answered() {
        return None;
    }
    model.history.pruned = Some(now);
    let kept = SignedDuration::from_hours(24 * i64::from(model.options.history_days));
    now.checked_sub(kept).ok().map(Effect::ForgetHistory)
}

/// The store has taken a batch, or could not.
pub(super) fn kept(model: &mut Model, outcome: Result<usize, String>) {
    let history = &mut model.history;
    history.keeping = history.keeping.saturating_sub(1);
    match outcome {
        Ok(news) => {
            history.changes += u64::from(news > 0);
            history.failure = None;
        }
        Err(why) => {
            let first = history.failure.replace(why.clone()).is_none();
            if first {
                model.say(Role::Warning, format!("jobs are not kept for trends: {why}"));
            }
        }
    }
}
