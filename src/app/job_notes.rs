//! What is noted of jobs as they come, so that nothing walks the whole list: it may be a million jobs long, and a walk would
//! stand between a key and its frame.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use crate::domain::alert::LOOK_BACK;
use crate::domain::job::{Job, JobKind, JobState};
use crate::domain::plan::Activity;
use crate::domain::scope::ScopeId;
use crate::list::{Id, Row as _, Rows};
use crate::text::Text;

/// A plan of a scope.
type PlanKey = (ScopeId, Text);

/// A plan's jobs for a resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jobs {
    /// Creation of the first.
    pub(super) first: Timestamp,
    /// Creation of the newest.
    pub(super) newest: Timestamp,
}

/// Notes about all jobs.
#[derive(Debug, Default)]
pub(super) struct JobNotes {
    active: HashMap<(ScopeId, JobKind), HashSet<Text>>,
    /// Jobs that are active or of the last day, and some that no longer are.
    lately: HashSet<Id>,
    /// The resources of each plan's jobs.
    resources: HashMap<PlanKey, HashMap<Text, Jobs>>,
    /// The plans of each resource's jobs.
    plans: HashMap<(ScopeId, Text), BTreeSet<Text>>,
}

impl JobNotes {
    /// Notes a job that came.
    pub(super) fn note(&mut self, job: &Job) {
        self.lately.insert(job.id());
        let active = self.active.entry((job.scope, job.kind)).or_default();
        if job.state.is_active() {
            active.insert(job.id.clone());
        } else {
            active.remove(&job.id);
        }
        if let (Some(plan), Some(resource), Some(created)) = (plan_of(job), &job.resource, job.created) {
            self.plans.entry((job.scope, resource.clone())).or_default().insert(plan.1.clone());
            let resources = self.resources.entry(plan).or_default();
            let jobs = resources.entry(resource.clone()).or_insert(Jobs { first: created, newest: created });
            *jobs = Jobs { first: created.min(jobs.first), newest: created.max(jobs.newest) };
        }
    }

    /// The plans whose jobs worked on a resource, and when they did.
    pub(super) fn plans_of(&self, scope: ScopeId, resource: &Text) -> impl Iterator<Item = (&Text, Jobs)> {
        let plans = self.plans.get(&(scope, resource.clone())).into_iter().flatten();
        plans
            .filter_map(move |plan| Some((plan, *self.resources.get(&(scope, plan.clone()))?.get(resource)?)))
    }

    /// Forgets what only jobs from before `oldest` tell.
    pub(super) fn forget_before(&mut self, oldest: Timestamp) {
        for ((scope, plan), resources) in &mut self.resources {
            resources.retain(|resource, jobs| {
                let kept = jobs.newest >= oldest;
                if !kept && let Some(plans) = self.plans.get_mut(&(*scope, resource.clone())) {
                    plans.remove(plan);
                }
                kept
            });
        }
    }

    /// Forgets all of a scope.
    pub(super) fn forget_scope(&mut self, scope: ScopeId) {
        self.active.retain(|(of, _), _| *of != scope);
        self.lately.retain(|id| id.scope != scope);
        self.resources.retain(|(of, _), _| *of != scope);
        self.plans.retain(|(of, _), _| *of != scope);
    }

    /// Forgets active jobs that are no longer in the list.
    pub(super) fn forget_gone(&mut self, jobs: &Rows<Job>) {
        for ((scope, _), ids) in &mut self.active {
            ids.retain(|id| jobs.number(&Id { scope: *scope, id: id.clone() }).is_some());
        }
    }

    /// Ids of the jobs of a kind that were active when last seen.
    pub(super) fn active(&self, scope: ScopeId, kind: JobKind) -> impl Iterator<Item = &Text> {
        self.active.get(&(scope, kind)).into_iter().flatten()
    }

    /// How many jobs were active when last seen.
    pub(super) fn active_count(&self) -> usize {
        self.active.values().map(HashSet::len).sum()
    }

    /// The jobs that are active or of the last day.
    pub(super) fn lately<'a>(&mut self, jobs: &'a Rows<Job>, now: Timestamp) -> Vec<&'a Job> {
        let is_late = |job: &&Job| job.state.is_active() || is_recent(job, now);
        let mut lately = Vec::new();
        self.lately.retain(|id| {
            let job = jobs.find(id).filter(is_late);
            lately.extend(job);
            job.is_some()
        });
        // The first look at a month of jobs leaves room for all of them.
        self.lately.shrink_to(2 * self.lately.len());
        lately
    }

    /// What each plan's jobs did, given those of [`JobNotes::lately`].
    pub(super) fn activity(&self, lately: &[&Job], now: Timestamp) -> HashMap<PlanKey, Activity> {
        let mut activity: HashMap<PlanKey, Activity> = HashMap::new();
        for (plan, resources) in &self.resources {
            let resources = u32::try_from(resources.len()).unwrap_or(u32::MAX);
            activity.insert(plan.clone(), Activity { resources, ..Activity::default() });
        }
        for job in lately {
            let Some(plan) = plan_of(job) else { continue };
            let (counts, recent) = (activity.entry(plan).or_default(), is_recent(job, now));
            counts.active += u32::from(job.state.is_active());
            counts.completed += u32::from(recent && job.state == JobState::Completed);
            counts.troubled += u32::from(recent && job.needs_attention());
        }
        activity
    }
}

fn plan_of(job: &Job) -> Option<PlanKey> {
    Some((job.scope, job.creator.as_ref()?.plan_id.clone()?))
}

fn is_recent(job: &Job, now: Timestamp) -> bool {
    job.last_event().is_some_and(|at| now.duration_since(at) <= LOOK_BACK)
}
