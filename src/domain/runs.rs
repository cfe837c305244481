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

/// So many runs of a rule are known, by when they began.
const MARKS: usize = 8;

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
    /// The creation of each resource's newest backup job, whoever asked for it.
    resources: HashMap<(ScopeId, Text), Timestamp>,
}

/// What a rule has started.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OfRule {
    run: Run,
    /// Creations of its newest jobs, the newest first, half an hour or more apart.
    marks: Vec<Timestamp>,
    /// The creation of its newest job for each resource.
    resources: HashMap<Text, Timestamp>,
}

#[derive(Debug, Default)]
struct OfPlan {
    /// What the jobs call it.
    name: Option<Text>,
    /// By rule id; AWS does not always tell it.
    rules: HashMap<Option<Text>, OfRule>,
    /// The creation of the earliest job of each version.
    versions: HashMap<Text, Timestamp>,
    /// The version in the list of plans, and when it was first seen there.
    seen: Option<(Text, Timestamp)>,
}

impl Runs {
    /// Notes a job that came.
    pub fn note(&mut self, job: &Job) {
        let Some(created) = job.created else { return };
        if job.kind != JobKind::Backup || job.parent.is_some() {
            return;
        }
        if let Some(resource) = &job.resource {
            let newest = self.resources.entry((job.scope, resource.clone())).or_insert(created);
            *newest = created.max(*newest);
        }
        let Some(creator) = &job.creator else { return };
        let Some(plan) = creator.plan_id.clone() else { return };
        let plan = self.plans.entry((job.scope, plan)).or_default();
        if creator.plan_name.is_some() {
            plan.name.clone_from(&creator.plan_name);
        }
        if let Some(version) = creator.plan_version.clone() {
            let earliest = plan.versions.entry(version).or_insert(created);
            *earliest = created.min(*earliest);
        }
        let new = || Run { first: created, last: created, resources: HashSet::new() };
        let rule = plan.rules.entry(creator.rule_id.clone()).or_insert_with(|| OfRule {
            run: new(),
            marks: Vec::new(),
            resources: HashMap::new(),
        });
        rule.mark(created);
        if let Some(resource) = &job.resource {
            match rule.resources.get_mut(resource) {
                Some(newest) => *newest = created.max(*newest),
                None => {
                    rule.resources.insert(resource.clone(), created);
                }
            }
        }
        let run = &mut rule.run;
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
        self.plans.get(&(scope, plan.clone()))?.rules.get(&rule.cloned()).map(|of| &of.run)
    }

    /// Whether a rule created a job from `from` on and before `until`, as far as its newest runs tell.
    pub fn ran_in(
        &self,
        scope: ScopeId,
        plan: &Text,
        rule: Option<&Text>,
        from: Timestamp,
        until: Timestamp,
    ) -> bool {
        let of = self.plans.get(&(scope, plan.clone())).and_then(|of| of.rules.get(&rule.cloned()));
        of.is_some_and(|of| of.marks.iter().any(|at| from <= *at && *at < until))
    }

    /// The resources that a rule has backed up, and its newest job for each.
    pub fn resources_of(
        &self,
        scope: ScopeId,
        plan: &Text,
        rule: Option<&Text>,
    ) -> impl Iterator<Item = (&Text, Timestamp)> {
        let of = self.plans.get(&(scope, plan.clone())).and_then(|of| of.rules.get(&rule.cloned()));
        of.into_iter().flat_map(|of| of.resources.iter().map(|(resource, at)| (resource, *at)))
    }

    /// The creation of a resource's newest backup job.
    pub fn newest_for(&self, scope: ScopeId, resource: &Text) -> Option<Timestamp> {
        self.resources.get(&(scope, resource.clone())).copied()
    }

    /// All plans that have started something: scope, id, name, last creation of a job.
    pub fn plans(&self) -> impl Iterator<Item = (ScopeId, &Text, Option<&Text>, Timestamp)> {
        self.plans.iter().filter_map(|((scope, id), of)| {
            let newest = of.rules.values().map(|rule| rule.run.last).max()?;
            Some((*scope, id, of.name.as_ref(), newest))
        })
    }

    /// What the newest runs of a plan's rules have backed up.
    pub fn last_resources(&self, scope: ScopeId, plan: &Text) -> impl Iterator<Item = &Text> {
        let of = self.plans.get(&(scope, plan.clone()));
        of.into_iter().flat_map(|of| of.rules.values()).flat_map(|rule| &rule.run.resources)
    }

    /// The last creation of a job by any rule of a plan.
    pub fn newest_of(&self, scope: ScopeId, plan: &Text) -> Option<Timestamp> {
        self.plans.get(&(scope, plan.clone()))?.rules.values().map(|rule| rule.run.last).max()
    }

    /// Forgets runs from before `oldest`.
    pub fn forget_before(&mut self, oldest: Timestamp) {
        for plan in self.plans.values_mut() {
            plan.rules.retain(|_, rule| rule.run.last >= oldest);
            for rule in plan.rules.values_mut() {
                rule.resources.retain(|_, at| *at >= oldest);
            }
        }
        self.resources.retain(|_, at| *at >= oldest);
    }

    /// Forgets all of a scope.
    pub fn forget_scope(&mut self, scope: ScopeId) {
        self.plans.retain(|(of, _), _| *of != scope);
        self.resources.retain(|(of, _), _| *of != scope);
    }
}

impl OfRule {
    /// Notes the creation of a job, in whatever order they come.
    fn mark(&mut self, created: Timestamp) {
        let known = self.marks.iter().any(|at| at.duration_since(created).abs() <= TOGETHER);
        let old = self.marks.len() >= MARKS && self.marks.last().is_some_and(|last| created < *last);
        if known || old {
            return;
        }
        let place = self.marks.partition_point(|at| *at > created);
        self.marks.insert(place, created);
        self.marks.truncate(MARKS);
    }
}
