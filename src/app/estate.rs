//! What the console knows of all scopes: the lists that views show, and what is derived from them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::census::Censuses;
use super::dataset::{Dataset, FIRST_LOOK, KEPT};
use super::effect::Page;
use super::history::Outbox;
use super::holdings;
use super::inbox::Memory;
use super::job_notes::JobNotes;
use super::job_times::JobTimes;
use super::trails::Trails;
use crate::domain::alarm::Alarm;
use crate::domain::alert::{self, Alert, Patience};
use crate::domain::cause::Causes;
use crate::domain::census::VaultCount;
use crate::domain::job::{Job, JobKind, JobState};
use crate::domain::metrics::Metrics;
use crate::domain::outlook::Noted;
use crate::domain::plan::{Plan, PlanDocument};
use crate::domain::preflight::role::{self, Seen};
use crate::domain::resource::Resource;
use crate::domain::rhythm::Rhythms;
use crate::domain::rpo;
use crate::domain::runs::Runs;
use crate::domain::schedule::Schedules;
use crate::domain::scope::ScopeId;
use crate::domain::timeline::{self, Slot};
use crate::domain::usual::Usual;
use crate::domain::vault::Vault;
use crate::domain::whole::{Listed, Whole};
use crate::list::{Id, List};
use crate::text::{Text, Zone};

/// Creation of the newest job that looks at recent jobs have brought.
#[derive(Debug, Default)]
struct Newest {
    /// By looks that came to their end: all jobs created before it are known.
    whole: Option<Timestamp>,
    /// By the look under way, whose older jobs may still be to come.
    under_way: Option<Timestamp>,
}

/// Clocks may differ by so much: jobs are told by the second, answers take a while.
const SKEW: SignedDuration = SignedDuration::from_secs(90);
/// Roles are looked for in so many jobs: a form opens at once, however long the list is.
const ROLES_FROM: usize = 5_000;

/// A run of a plan has created all its jobs within this.
const ONE_RUN: SignedDuration = SignedDuration::from_hours(2);

/// All lists.
#[derive(Debug, Default)]
pub struct Estate {
    /// Alerts, derived from alarms and jobs.
    pub alerts: List<Alert>,
    /// Jobs of all kinds.
    pub jobs: List<Job>,
    /// Vaults.
    pub vaults: List<Vault>,
    /// Plans.
    pub plans: List<Plan>,
    /// Protected resources.
    pub resources: List<Resource>,
    /// Alarms, each with the request that brought it.
    alarms: BTreeMap<(ScopeId, Text), (u64, Alarm)>,
    /// What `CloudWatch` counted.
    metrics: HashMap<ScopeId, Metrics>,
    notes: JobNotes,
    /// Counts of all recovery points.
    pub(super) census: Censuses,
    /// What rules have started.
    runs: Runs,
    /// When they run.
    schedules: Schedules,
    /// How often they back up.
    rhythms: Rhythms,
    /// What has been read whole.
    whole: Whole,
    /// How long is waited before something is missed.
    patience: Patience,
    /// The zone of times in alerts.
    zone: Zone,
    times: JobTimes,
    /// The newest jobs of each resource, and its copies.
    pub(super) trails: Trails,
    /// Counts, copies or resources changed since it was worked out what there is of each.
    unheld: bool,
    /// Objectives of the configuration.
    rules: Vec<rpo::Rule>,
    /// How far looks at recent jobs have come.
    newest: HashMap<(ScopeId, JobKind), Newest>,
    causes: Causes,
    /// What was done about alerts.
    pub(super) memory: Memory,
    /// Jobs that have ended and are still to be kept.
    pub(super) ended: Outbox,
    /// How often alerts were derived.
    derived: u64,
    /// Jobs, vaults or alarms changed since alerts were derived.
    stale: bool,
}

impl Estate {
    /// An estate of which nothing is known but what was promised for it.
    pub fn new(rules: Vec<rpo::Rule>, patience: Patience, zone: Zone) -> Self {
        Self { patience, zone, rules, ..Self::default() }
    }

    /// Takes in a page of a dataset; `mark` names the request. How many rows it had.
    pub fn apply(&mut self, scope: ScopeId, page: Page, mark: u64) -> usize {
        match page {
            Page::Vaults(mut vaults) => {
                // Counts are ours, not AWS's: they outlive the refresh.
                for vault in &mut vaults {
                    if let Some(known) = self.vault(vault.scope, &vault.name) {
                        (vault.size, vault.count) = (known.size, known.count.clone());
                    }
                }
                self.stale = true;
                count(vaults, |vaults| self.vaults.apply(vaults, mark))
            }
            Page::Plans(mut plans) => {
                for plan in &mut plans {
                    if let Some(known) = self.plan(scope, &plan.id) {
                        plan.document = plan.document.take().or_else(|| known.document.clone());
                        plan.activity = known.activity;
                    }
                }
                self.stale = true;
                count(plans, |plans| self.plans.apply(plans, mark))
            }
            Page::PlanDocument { id, document } => {
                self.set_document(scope, &id, document);
                self.stale = true;
                0
            }
            Page::Resources(mut resources) => {
                for resource in &mut resources {
                    resource.objective = self.objective(resource);
                    let known = self.resource(scope, &resource.arn);
                    resource.holdings = known.map(|known| known.holdings).unwrap_or_default();
                }
                self.stale = true;
                self.unheld = true;
                count(resources, |resources| self.resources.apply(resources, mark))
            }
            Page::Alarms(alarms) => {
                self.stale = true;
                count(alarms, |alarms| {
                    self.alarms
                        .extend(alarms.into_iter().map(|alarm| ((scope, alarm.name.clone()), (mark, alarm))));
                })
            }
            Page::Jobs(mut jobs) => {
                self.note_jobs(&mut jobs);
                count(jobs, |jobs| self.jobs.apply(jobs, mark))
            }
            Page::Job(mut job) => {
                self.note_jobs(std::slice::from_mut(&mut job));
                self.jobs.apply([*job], mark);
                1
            }
            Page::Metrics(metrics) => {
                self.metrics.insert(scope, *metrics);
                0
            }
            Page::JobGone { kind, id } => {
                self.jobs.retain(|job| (job.scope, job.kind, &job.id) != (scope, kind, &id));
                self.notes.forget_gone(self.jobs.rows());
                self.forget_motions();
                self.stale = true;
                0
            }
            _ => 0,
        }
    }

    /// A whole list has come: rows of the scope that it did not bring are gone.
    pub fn sweep(&mut self, scope: ScopeId, dataset: Dataset, mark: u64) {
        match dataset {
            Dataset::Vaults => {
                self.vaults.sweep(scope, mark);
                self.stale = true;
            }
            Dataset::Plans => self.plans.sweep(scope, mark),
            Dataset::Resources => self.resources.sweep(scope, mark),
            Dataset::Alarms => {
                self.alarms
                    .retain(|(alarm_scope, _), (alarm_mark, _)| *alarm_scope != scope || *alarm_mark >= mark);
                self.stale = true;
            }
            _ => {}
        }
    }

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
        let lately = self.notes.lately(self.jobs.rows(), now);
        self.derived += 1;
        for rule in
            self.plans.rows().iter().filter_map(|plan| plan.document.as_ref()).flat_map(|read| &read.rules)
        {
            self.schedules.learn(rule);
        }
        for plan in self.plans.rows().iter() {
            self.rhythms.learn(plan, &self.schedules, now);
        }
        let sources = alert::Sources {
            alarms: self.alarms.values().map(|(_, alarm)| alarm).collect(),
            jobs: lately.clone(),
            vaults: self.vaults.rows().iter().collect(),
            plans: self.plans.rows().iter().collect(),
            counts: self.census.all().collect(),
            resources: self.resources.rows().iter().collect(),
            whole: Some(&self.whole),
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
        let promised = |resource: &Resource| {
            let objective = self.objective(resource);
            let band = objective.as_ref().map(|objective| objective.band(resource.newest_backup(), now));
            let past = band.is_some_and(|band| band != rpo::Band::Met);
            let same = objective == resource.objective && past == resource.past;
            (!same).then(|| Resource { objective, past, ..resource.clone() })
        };
        let changed: Vec<Resource> = self.resources.rows().iter().filter_map(promised).collect();
        self.resources.amend(changed);
    }

    /// What was promised for a resource.
    fn objective(&self, resource: &Resource) -> Option<rpo::Objective> {
        let plans = self.notes.plans_of(resource.scope, &resource.arn);
        let promises = plans.filter_map(|(id, jobs)| {
            let plan = self.plan(resource.scope, id)?;
            // A plan that went on without it promises it nothing any more: it was deleted, or is not selected.
            let ran = self.runs.newest_of(resource.scope, id)?;
            let still = ran.duration_since(jobs.newest) < ONE_RUN;
            let since = self.runs.in_force(plan)?.max(jobs.first);
            Some(rpo::Promise { plan, pause: self.rhythms.of(plan)?, since }).filter(|_| still)
        });
        rpo::objective(resource, &self.rules, promises)
    }

    /// The runs of the next twelve hours and the backups that run now, and how many rules can't be read.
    pub(super) fn timeline(&self, now: Timestamp) -> (Vec<Slot>, usize) {
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

    /// What was done about alerts has changed.
    pub(super) fn heed(&mut self, now: Timestamp) {
        self.stale = true;
        self.derive(now);
    }

    /// Time has passed: alerts may have run out, and AWS forgets jobs after 30 days.
    pub fn age(&mut self, now: Timestamp) {
        self.stale = true;
        if let Ok(oldest) = now.checked_sub(KEPT + SignedDuration::from_hours(24)) {
            self.jobs.retain(|job| job.created.is_none_or(|at| at >= oldest));
            self.notes.forget_before(oldest);
            self.runs.forget_before(oldest);
            self.notes.forget_gone(self.jobs.rows());
            self.times.forget_before(oldest);
            self.forget_motions();
        }
    }

    /// Forgets all that a scope told: its credentials are another account's now.
    pub fn forget(&mut self, scope: ScopeId) {
        self.jobs.retain(|job| job.scope != scope);
        self.vaults.retain(|vault| vault.scope != scope);
        self.plans.retain(|plan| plan.scope != scope);
        self.resources.retain(|resource| resource.scope != scope);
        self.alarms.retain(|(of, _), _| *of != scope);
        self.newest.retain(|(of, _), _| *of != scope);
        self.notes.forget_scope(scope);
        self.ended.forget_scope(scope);
        self.metrics.remove(&scope);
        self.census.forget(scope);
        self.runs.forget_scope(scope);
        self.whole.forget(scope);
        self.times.forget_scope(scope);
        self.trails.forget_scope(scope);
        self.unheld = true;
        self.stale = true;
    }

    /// A number that changes when alerts are derived anew.
    pub fn derived(&self) -> u64 {
        self.derived
    }

    /// Ids of the jobs of a kind that were active when last seen.
    pub fn active_jobs(&self, scope: ScopeId, kind: JobKind) -> Vec<Text> {
        let mut known: Vec<Text> = self.notes.active(scope, kind).cloned().collect();
        known.sort();
        known
    }

    /// Jobs of all scopes and kinds that were active when last seen.
    pub fn active_count(&self) -> usize {
        self.notes.active_count()
    }

    /// Creation of the newest job before which none is missing, by AWS's clock.
    pub fn newest_job(&self, scope: ScopeId, kind: JobKind) -> Option<Timestamp> {
        self.newest.get(&(scope, kind))?.whole
    }

    /// How far this machine's clock is behind AWS's, as jobs tell that were created in what is its future. One that is ahead
    /// can't be told this way.
    pub fn behind(&self, now: Timestamp) -> Option<SignedDuration> {
        let newest =
            self.newest.values().flat_map(|newest| [newest.whole, newest.under_way]).flatten().max()?;
        Some(newest.duration_since(now)).filter(|behind| *behind > SKEW)
    }

    /// A page of a look at recent jobs has come.
    pub fn look_on(&mut self, scope: ScopeId, kind: JobKind, jobs: &[Job]) {
        let newest = self.newest.entry((scope, kind)).or_default();
        newest.under_way = jobs.iter().filter_map(|job| job.created).chain(newest.under_way).max();
    }

    /// A look at recent jobs has ended. One that broke off counts for nothing: AWS lists the newest first, so the jobs that
    /// it did not bring are older than those that it did. `since` is where the first look began, should it have found none.
    pub fn look_ended(&mut self, scope: ScopeId, kind: JobKind, whole: bool, since: Option<Timestamp>) {
        let newest = self.newest.entry((scope, kind)).or_default();
        let seen = newest.under_way.take();
        if whole {
            newest.whole = newest.whole.max(seen).or(since);
        }
    }

    /// A dataset that was asked for at `begun` has come whole.
    pub fn answered(&mut self, scope: ScopeId, dataset: Dataset, begun: Timestamp) {
        let back = |span| begun.checked_sub(span).unwrap_or(begun);
        match dataset {
            Dataset::Jobs(kind) => self.whole.looked(scope, kind, back(FIRST_LOOK), begun),
            Dataset::History(kind) => {
                self.whole.looked_back(scope, kind, back(KEPT));
                self.unheld = true;
            }
            Dataset::Plans => {
                self.whole.read(scope, Listed::Plans, begun);
                for plan in self.plans.rows().iter().filter(|plan| plan.scope == scope) {
                    self.runs.see(plan, begun);
                }
            }
            Dataset::Resources => self.whole.read(scope, Listed::Resources, begun),
            _ => return,
        }
        self.stale = true;
    }

    /// A vault by name.
    pub fn vault(&self, scope: ScopeId, name: &Text) -> Option<&Vault> {
        self.vaults.rows().find(&Id { scope, id: name.clone() })
    }

    /// A plan by id.
    pub fn plan(&self, scope: ScopeId, id: &Text) -> Option<&Plan> {
        self.plans.rows().find(&Id { scope, id: id.clone() })
    }

    /// A job by id.
    pub fn job(&self, scope: ScopeId, id: &Text) -> Option<&Job> {
        self.jobs.rows().find(&Id { scope, id: id.clone() })
    }

    /// A protected resource by ARN.
    pub fn resource(&self, scope: ScopeId, arn: &Text) -> Option<&Resource> {
        self.resources.rows().find(&Id { scope, id: arn.clone() })
    }

    /// An alarm by name.
    pub fn alarm(&self, scope: ScopeId, name: &Text) -> Option<&Alarm> {
        self.alarms.get(&(scope, name.clone())).map(|(_, alarm)| alarm)
    }

    /// The jobs of a resource, newest first.
    pub fn jobs_of(&self, scope: ScopeId, resource: &Text) -> Vec<&Job> {
        let of_it = |job: &&Job| job.scope == scope && job.resource.as_ref() == Some(resource);
        let mut jobs: Vec<&Job> = self.jobs.rows().iter().filter(of_it).collect();
        jobs.sort_by_key(|job| std::cmp::Reverse(job.created));
        jobs
    }

    /// The backups of a scope that run now: resource and job.
    pub fn running_backups(&self, scope: ScopeId) -> Vec<(Text, Text)> {
        let ids = self.notes.active(scope, JobKind::Backup);
        let jobs = ids.filter_map(|id| self.job(scope, id));
        jobs.filter_map(|job| Some((job.resource.clone()?, job.id.clone()))).collect()
    }

    /// What `CloudWatch` counted of a scope's jobs.
    pub fn metrics(&self, scope: ScopeId) -> Option<&Metrics> {
        self.metrics.get(&scope)
    }

    /// What has been seen of the roles of a scope (ARNs), in its jobs and plans.
    pub fn roles(&self, scope: ScopeId) -> BTreeMap<String, Seen> {
        let of_scope = self.jobs.rows().iter().filter(|job| job.scope == scope);
        let mut jobs: Vec<&Job> = of_scope.take(ROLES_FROM).collect();
        jobs.sort_by_key(|job| std::cmp::Reverse(job.created));
        let plans = self.plans.rows().iter().filter(|plan| plan.scope == scope);
        role::seen(jobs.into_iter(), plans)
    }

    /// Notes what was counted of a vault's points, all of them listed.
    pub fn set_vault_count(&mut self, scope: ScopeId, name: &Text, count: VaultCount) {
        if let Some(vault) = self.vault(scope, name) {
            let size = i64::try_from(count.all.bytes).ok();
            let vault = Vault { size, count: Some(Box::new(count)), ..vault.clone() };
            self.vaults.amend([vault]);
        }
    }

    /// All points of a scope have been counted.
    pub fn counted(&mut self, scope: ScopeId) {
        let Some(census) = self.census.end(scope) else { return };
        let counts: Vec<_> =
            census.vaults.iter().map(|(name, count)| (name.clone(), count.clone())).collect();
        for (name, count) in counts {
            self.set_vault_count(scope, &name, count);
        }
        (self.stale, self.unheld) = (true, true);
    }

    /// Whether all copy jobs of a scope that AWS tells are known.
    pub(super) fn knows_copies(&self, scope: ScopeId) -> bool {
        let span = self.whole.jobs(scope, JobKind::Copy);
        span.is_some_and(|span| span.until.duration_since(span.from) >= KEPT - SignedDuration::from_hours(24))
    }

    fn set_document(&mut self, scope: ScopeId, id: &Text, document: Box<PlanDocument>) {
        if let Some(plan) = self.plan(scope, id) {
            let plan = Plan { document: Some(document), ..plan.clone() };
            self.plans.amend([plan]);
        }
    }

    /// AWS tells of jobs just now: the console's own look at their progress.
    pub fn watch(&mut self, jobs: &[Job], now: Timestamp) {
        self.times.watch(jobs, now);
    }

    /// AWS took a request of this console's to stop a backup.
    pub(super) fn stopped(&mut self, scope: ScopeId, job: &str) {
        self.times.stopped(scope, Text::new(job));
    }

    /// Puts what the console itself knows to a job, also what is usual of one that has ended.
    pub(super) fn annotate(&self, job: &mut Job) {
        let noted = self.times.noted(job, self.complete_by(job)).as_deref().copied().unwrap_or_default();
        job.noted = Some(Box::new(Noted { usual: self.times.usual(job), ..noted }));
    }

    /// How long backups of a resource usually take.
    pub(super) fn usual_backup(&self, scope: ScopeId, resource: &Text, now: Timestamp) -> Option<Usual> {
        self.times.usual_backup(scope, resource, now)
    }

    fn note_jobs(&mut self, jobs: &mut [Job]) {
        self.stale |= !jobs.is_empty();
        for job in jobs.iter_mut() {
            self.notes.note(job);
            self.unheld |= self.trails.note(job);
            let known = self.jobs.rows().find(&Id { scope: job.scope, id: job.id.clone() });
            self.ended.note(job, known, &mut self.causes);
            self.runs.note(job);
            self.times.note(job);
            job.noted = self.times.noted(job, self.complete_by(job));
        }
    }

    /// Jobs have come, and plans: what is noted of those that are active or of the last day may be different now.
    fn note_again(&mut self, now: Timestamp) {
        let changed = self.notes.lately(self.jobs.rows(), now).into_iter().filter_map(|job| {
            let noted = self.times.noted(job, self.complete_by(job));
            (noted != job.noted).then(|| Job { noted, ..job.clone() })
        });
        let changed: Vec<Job> = changed.collect();
        self.jobs.amend(changed);
    }

    /// When a running job's rule has it ended. The window counts from the scheduled time or from the job's start: AWS's
    /// documentation says both (aws-backup-api: 7.2). `None` where the plan has another version now.
    fn complete_by(&self, job: &Job) -> Option<Timestamp> {
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

    fn forget_motions(&mut self) {
        let jobs = self.jobs.rows();
        self.times.forget_gone(|id| jobs.number(id).is_some());
    }
}

fn count<R>(rows: Vec<R>, apply: impl FnOnce(Vec<R>)) -> usize {
    let count = rows.len();
    apply(rows);
    count
}
