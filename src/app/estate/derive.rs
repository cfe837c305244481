//! What follows from the lists: alerts, activity of plans, objectives, what is noted of jobs.

use std::collections::{BTreeSet, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::Estate;
use crate::app::holdings;
use crate::domain::alert;
use crate::domain::history::Place;
use crate::domain::job::{Job, JobKind, JobState};
use crate::domain::plan::Plan;
use crate::domain::resource::Resource;
use crate::domain::rpo;
use crate::domain::scope::ScopeId;
use crate::domain::timeline::{self, Slot};
use crate::domain::way_back::Barred;
use crate::domain::whole::Listed;
use crate::list::Id;

/// A run of a plan has created all its jobs within this.
const ONE_RUN: SignedDuration = SignedDuration::from_hours(2);

impl Estate {
    /// Derives alerts and the plans' activity, if what they stand on has changed.
    pub fn derive(&mut self, now: Timestamp) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.note_again(now);
        if std::mem::take(&mut self.unheld) {
            let changed = holdings::of_all(self, now);
            self.resources.amend(changed);
        }
        self.derived += 1;
        for rule in
            self.plans.rows().iter().filter_map(|plan| plan.document.as_ref()).flat_map(|read| &read.rules)
        {
            self.schedules.learn(rule);
        }
        for plan in self.plans.rows().iter() {
            self.rhythms.learn(plan, &self.schedules, now);
        }
        self.promise(now);
        let lately = self.notes.lately(self.jobs.rows(), now);
        let idle = self.idle_rules();
        let sources = alert::Sources {
            alarms: self.alarms.values().map(|(_, alarm)| alarm).collect(),
            jobs: lately.clone(),
            vaults: self.vaults.rows().iter().collect(),
            plans: self.plans.rows().iter().collect(),
            counts: self.census.all().collect(),
            losses: self.gone.told().collect(),
            resources: self.resources.rows().iter().collect(),
            whole: Some(&self.whole),
            idle_rules: idle.iter().map(|(scope, rule)| (*scope, rule)).collect(),
            runs: Some(&self.runs),
            regions: self.memory.regions(),
            schedules: Some(&self.schedules),
            patience: self.patience,
            zone: self.zone.clone(),
            now,
        };
        let mut alerts = alert::collect(&sources, &mut self.causes);
        for alert in &mut alerts {
            self.memory.judge(alert, now);
        }
        let scopes: BTreeSet<ScopeId> = lately.iter().map(|job| job.scope).collect();
        let causes = &mut self.causes;
        let barred = scopes.into_iter().map(|scope| {
            let jobs = lately.iter().copied().filter(|job| job.scope == scope);
            (scope, Barred::by(jobs, |job| causes.of_job(job)))
        });
        self.barred = barred.collect();
        let mut activity = self.notes.activity(&lately, now);
        let kept: HashSet<Id> = alerts.iter().map(crate::list::Row::id).collect();
        self.alerts.apply(alerts, 0);
        self.alerts.retain(|alert| kept.contains(&crate::list::Row::id(alert)));
        let plans: Vec<Plan> = self
            .plans
            .rows()
            .iter()
            .map(|plan| {
                let activity = activity.remove(&(plan.scope, plan.id.clone())).unwrap_or_default();
                Plan { activity: Some(activity), ..plan.clone() }
            })
            .collect();
        self.plans.amend(plans);
    }

    /// What was done about alerts has changed.
    pub(in crate::app) fn heed(&mut self, now: Timestamp) {
        self.stale = true;
        self.derive(now);
    }

    /// Jobs have come, and plans: what is noted of those that are active or of the last day may be different now.
    pub(super) fn note_again(&mut self, now: Timestamp) {
        let changed = self.notes.lately(self.jobs.rows(), now).into_iter().filter_map(|job| {
            let noted = self.times.noted(job, self.complete_by(job));
            (noted != job.noted).then(|| Job { noted, ..job.clone() })
        });
        let changed: Vec<Job> = changed.collect();
        self.jobs.amend(changed);
    }

    /// When a running job's rule has it ended. The window counts from the scheduled time or from the job's start: AWS's
    /// documentation says both (aws-backup-api: 7.2). `None` where the plan has another version now.
    pub(super) fn complete_by(&self, job: &Job) -> Option<Timestamp> {
        let creator = job.creator.as_ref().filter(|_| job.state == JobState::Running)?;
        let plan = self.plan(job.scope, creator.plan_id.as_ref()?)?;
        if job.kind != JobKind::Backup || plan.version != creator.plan_version {
            return None;
        }
        let rules = &plan.document.as_ref()?.rules;
        let rule = rules.iter().find(|rule| rule.id.is_some() && rule.id == creator.rule_id)?;
        let minutes = rule.completion_window.filter(|minutes| *minutes > 0)?;
        job.began()?.checked_add(SignedDuration::from_mins(minutes)).ok()
    }

    /// What was promised for each resource, before alerts are made of it.
    fn promise(&mut self, now: Timestamp) {
        let promised = |resource: &Resource| {
            let (objective, unpromised) = self.objective(resource);
            let band = objective.as_ref().map(|objective| resource.against(objective, now));
            let past = band.is_some_and(|band| band != rpo::Band::Met);
            let same = (&objective, &unpromised) == (&resource.objective, &resource.unpromised);
            (!same || past != resource.past).then(|| Resource {
                objective,
                unpromised,
                past,
                ..resource.clone()
            })
        };
        let changed: Vec<Resource> = self.resources.rows().iter().filter_map(promised).collect();
        self.resources.amend(changed);
    }

    /// The rules of the configuration that fit no protected resource, once every scope's list has come whole.
    fn idle_rules(&self) -> Vec<(ScopeId, rpo::Rule)> {
        let watched = |scope: &ScopeId| {
            self.whole.list(*scope, Listed::Resources)?;
            let Place { account, region } = self.memory.place_of(*scope)?;
            Some(rpo::Watched { scope: *scope, account, region })
        };
        let watched: Option<Vec<rpo::Watched>> = self.all_scopes.iter().map(watched).collect();
        let Some(watched) = watched.filter(|_| !self.rules.is_empty()) else { return Vec::new() };
        let resources: Vec<&Resource> = self.resources.rows().iter().collect();
        let idle = rpo::idle(&self.rules, &resources, |resource| self.tags.of(resource), &watched);
        idle.into_iter().map(|(scope, rule)| (scope, rule.clone())).collect()
    }

    /// What was promised for a resource, or why that is not known.
    pub(super) fn objective(&self, resource: &Resource) -> (Option<rpo::Objective>, Option<String>) {
        let plans = self.notes.plans_of(resource.scope, &resource.arn);
        let promises = plans.filter_map(|(id, jobs)| {
            let plan = self.plan(resource.scope, id)?;
            // A plan that went on without it promises it nothing any more: it was deleted, or is not selected.
            let ran = self.runs.newest_of(resource.scope, id)?;
            let still = ran.duration_since(jobs.newest) < ONE_RUN;
            let since = self.runs.in_force(plan)?.max(jobs.first);
            Some(rpo::Promise { plan, pause: self.rhythms.of(plan)?, since }).filter(|_| still)
        });
        match rpo::objective(resource, &self.rules, || self.tags.of(resource), promises) {
            Ok(objective) => (objective, None),
            Err(why) => (None, Some(why)),
        }
    }

    /// The runs of the next twelve hours and the backups that run now, and how many rules can't be read.
    pub(in crate::app) fn timeline(&self, now: Timestamp) -> (Vec<Slot>, usize) {
        let scopes: BTreeSet<ScopeId> = self
            .plans
            .rows()
            .iter()
            .map(|plan| plan.scope)
            .chain(self.newest.keys().map(|(scope, _)| *scope))
            .collect();
        let active = scopes.into_iter().flat_map(|scope| {
            let ids = self.notes.active(scope, JobKind::Backup);
            ids.filter_map(move |id| self.job(scope, id))
        });
        let sources = timeline::Sources { schedules: &self.schedules, runs: &self.runs, now };
        timeline::slots(self.plans.rows().iter(), active, &sources)
    }
}
