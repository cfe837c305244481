//! What the rules of plans have started, noted as jobs come: the newest run of each rule, and since when a version of a plan is
//! in force.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::job::{Job, JobKind};
use super::plan::Plan;
use super::scope::ScopeId;
use crate::text::Text;

/// The jobs of one run are created within this of each other.
const TOGETHER: SignedDuration = SignedDuration::from_mins(30);

/// The newest run of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its first job was created at.
    pub first: Timestamp,
    /// Its last.
    pub last: Timestamp,
    /// What its jobs back up.
    pub resources: HashSet<Text>,
}

/// The runs of all plans.
#[derive(Debug, Default)]
pub struct Runs {
    plans: HashMap<(ScopeId, Text), OfPlan>,
}

#[derive(Debug, Default)]
struct OfPlan {
    /// By rule id; AWS does not always tell it.
    rules: HashMap<Option<Text>, Run>,
    /// The creation of the earliest job of each version.
    versions: HashMap<Text, Timestamp>,
    /// The version in the list of plans, and when it was first seen there.
    seen: Option<(Text, Timestamp)>,
}

impl Runs {
    /// Notes a job that came.
    pub fn note(&mut self, job: &Job) {
        let (Some(creator), Some(created)) = (&job.creator, job.created) else { return };
        let Some(plan) = creator.plan_id.clone() else { return };
        if job.kind != JobKind::Backup || job.parent.is_some() {
            return;
        }
        let plan = self.plans.entry((job.scope, plan)).or_default();
        if let Some(version) = creator.plan_version.clone() {
            let earliest = plan.versions.entry(version).or_insert(created);
            *earliest = created.min(*earliest);
        }
        let new = || Run { first: created, last: created, resources: HashSet::new() };
        let run = plan.rules.entry(creator.rule_id.clone()).or_insert_with(new);
        if created > run.last && created.duration_since(run.last) > TOGETHER {
            *run = new();
        }
        if run.first.duration_since(created) <= TOGETHER {
            (run.first, run.last) = (run.first.min(created), run.last.max(created));
            run.resources.extend(job.resource.clone());
        }
    }

    /// The list of plans, asked for at this time, has a plan in this version.
    pub fn see(&mut self, plan: &Plan, at: Timestamp) {
        let of = self.plans.entry((plan.scope, plan.id.clone())).or_default();
        let known = of.seen.as_ref().is_some_and(|(version, _)| Some(version) == plan.version.as_ref());
        if !known {
            of.seen = plan.version.clone().map(|version| (version, at));
        }
    }

    /// Since when at the latest a plan's version is in force: as AWS tells it, else as its jobs and the list show.
    pub fn in_force(&self, plan: &Plan) -> Option<Timestamp> {
        let version = plan.version.as_ref()?;
        let of = self.plans.get(&(plan.scope, plan.id.clone()));
        let by_job = of.and_then(|of| of.versions.get(version)).copied();
        let by_list =
            of.and_then(|of| of.seen.as_ref()).filter(|(seen, _)| seen == version).map(|(_, at)| *at);
        let told = plan.document.as_ref().and_then(|document| document.since);
        [by_job, by_list, told].into_iter().flatten().min()
    }

    /// The newest run of a rule.
    pub fn newest(&self, scope: ScopeId, plan: &Text, rule: Option<&Text>) -> Option<&Run> {
        self.plans.get(&(scope, plan.clone()))?.rules.get(&rule.cloned())
    }

    /// The last creation of a job by any rule of a plan.
    pub fn newest_of(&self, scope: ScopeId, plan: &Text) -> Option<Timestamp> {
        self.plans.get(&(scope, plan.clone()))?.rules.values().map(|run| run.last).max()
    }

    /// Forgets runs from before `oldest`.
    pub fn forget_before(&mut self, oldest: Timestamp) {
        for plan in self.plans.values_mut() {
            plan.rules.retain(|_, run| run.last >= oldest);
        }
    }

    /// Forgets all of a scope.
    pub fn forget_scope(&mut self, scope: ScopeId) {
        self.plans.retain(|(of, _), _| *of != scope);
    }
}
