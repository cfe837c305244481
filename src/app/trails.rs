//! The newest jobs of each resource and the copies that jobs made of it, noted as jobs come: nothing walks the whole list.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::domain::holdings::Made;
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// A job, by when it was created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) scope: ScopeId,
    pub(super) id: Text,
    /// It is a part of another job.
    part: bool,
}

/// The newest job of one kind, and the newest that went well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Newest {
    pub(super) last: Option<Step>,
    pub(super) good: Option<Step>,
    /// Some are of the whole, as of a stack: its parts don't count.
    composite: bool,
}

/// What is noted of one resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Trail {
    pub(super) backup: Newest,
    pub(super) copy: Newest,
    /// Restores, of which a test is the one that counts where there is any.
    pub(super) restore: Newest,
    pub(super) test: Newest,
    /// The newest copy in each vault.
    pub(super) copies: Vec<Made>,
}

/// The trails of all resources, by ARN.
#[derive(Debug, Default)]
pub(super) struct Trails(HashMap<Text, Trail>);

impl Newest {
    fn note(&mut self, job: &Job, at: Timestamp) {
        let part = job.parent.is_some();
        if job.is_parent && !part && !std::mem::replace(&mut self.composite, true) {
            self.last.take_if(|step| step.part);
            self.good.take_if(|step| step.part);
        }
        if part && self.composite {
            return;
        }
        let step = || Some(Step { at, scope: job.scope, id: job.id.clone(), part });
        if self.last.as_ref().is_none_or(|last| last.at <= at) {
            self.last = step();
        }
        if is_good(job) && self.good.as_ref().is_none_or(|good| good.at <= at) {
            self.good = step();
        }
    }

    fn forget_scope(&mut self, scope: ScopeId) {
        for step in [&mut self.last, &mut self.good] {
            step.take_if(|step| step.scope == scope);
        }
    }
}

/// Whether it did what it was for.
fn is_good(job: &Job) -> bool {
    matches!(job.state, JobState::Completed | JobState::CompletedWithIssues) && !job.test_failed()
}

impl Trails {
    /// Notes a job that came; whether it made a copy.
    pub(super) fn note(&mut self, job: &Job) -> bool {
        let (Some(resource), Some(at)) = (&job.resource, job.created) else { return false };
        let trail = match self.0.get_mut(resource) {
            Some(trail) => trail,
            None => self.0.entry(resource.clone()).or_default(),
        };
        let newest = match (job.kind, &job.facts) {
            (JobKind::Backup, _) => &mut trail.backup,
            (JobKind::Copy, _) => &mut trail.copy,
            (JobKind::Restore, JobFacts::Restore(facts)) if facts.testing_plan.is_some() => &mut trail.test,
            (JobKind::Restore, _) => &mut trail.restore,
        };
        newest.note(job, at);
        match made(job, at) {
            Some(made) => trail.keep(made),
            None => false,
        }
    }

    /// What is noted of a resource.
    pub(super) fn of(&self, resource: &Text) -> Option<&Trail> {
        self.0.get(resource)
    }

    /// Forgets what a scope told.
    pub(super) fn forget_scope(&mut self, scope: ScopeId) {
        for trail in self.0.values_mut() {
            for newest in [&mut trail.backup, &mut trail.copy, &mut trail.restore, &mut trail.test] {
                newest.forget_scope(scope);
            }
            trail.copies.retain(|made| made.scope != scope);
        }
        self.0.retain(|_, trail| *trail != Trail::default());
    }
}

impl Trail {
    /// Keeps the newest copy of each vault; whether this is one.
    fn keep(&mut self, made: Made) -> bool {
        let known = self.copies.iter_mut().find(|known| known.vault == made.vault);
        match known {
            Some(known) if known.created > made.created || *known == made => return false,
            Some(known) => *known = made,
            None => self.copies.push(made),
        }
        true
    }
}

fn made(job: &Job, created: Timestamp) -> Option<Made> {
    let JobFacts::Copy(facts) = &job.facts else { return None };
    Some(Made {
        scope: job.scope,
        job: job.id.clone(),
        vault: facts.destination_vault.clone()?,
        created,
        completed: job.completed,
        backup_job: facts.backup_job.clone(),
        source: facts.source_point.clone(),
        lifecycle: facts.lifecycle,
    })
    .filter(|_| is_good(job))
}
