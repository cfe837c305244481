//! What the console knows of all scopes: the lists that views show, and what is derived from them.

mod derive;
mod find;

pub use find::ClockOff;

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::app::census::Censuses;
use crate::app::dataset::{Dataset, FIRST_LOOK, KEPT};
use crate::app::effect::{Page, PointOf};
use crate::app::gone::Gone;
use crate::app::history::Outbox;
use crate::app::inbox::Memory;
use crate::app::job_notes::JobNotes;
use crate::app::job_times::JobTimes;
use crate::app::point_tags::PointTags;
use crate::app::trails::Trails;
use crate::domain::alarm::Alarm;
use crate::domain::alert::{Alert, Patience};
use crate::domain::cause::Causes;
use crate::domain::census::VaultCount;
use crate::domain::failure::Failure;
use crate::domain::job::{Job, JobKind};
use crate::domain::metrics::Metrics;
use crate::domain::outlook::Noted;
use crate::domain::plan::{Plan, PlanDocument};
use crate::domain::resource::Resource;
use crate::domain::rhythm::Rhythms;
use crate::domain::rpo;
use crate::domain::runs::Runs;
use crate::domain::schedule::Schedules;
use crate::domain::scope::ScopeId;
use crate::domain::vault::Vault;
use crate::domain::way_back::Barred;
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
    pub(in crate::app) census: Censuses,
    /// Recovery points that are missing.
    pub(in crate::app) gone: Gone,
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
    pub(in crate::app) trails: Trails,
    /// Counts, copies or resources changed since it was worked out what there is of each.
    unheld: bool,
    /// Objectives of the configuration.
    rules: Vec<rpo::Rule>,
    /// The scopes that hold all that they are about; none where that is not certain.
    pub(in crate::app) all_scopes: Vec<ScopeId>,
    /// The tags that they ask for.
    tags: PointTags,
    /// By how many seconds AWS's clock is ahead of this machine's.
    skews: HashMap<ScopeId, i64>,
    /// How far looks at recent jobs have come.
    newest: HashMap<(ScopeId, JobKind), Newest>,
    causes: Causes,
    /// Keys that can't be used just now.
    barred: HashMap<ScopeId, Barred>,
    /// What was done about alerts.
    pub(in crate::app) memory: Memory,
    /// Jobs that have ended and are still to be kept.
    pub(in crate::app) ended: Outbox,
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
                    (resource.objective, resource.unpromised) = self.objective(resource);
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
            Dataset::Resources => {
                self.resources.sweep(scope, mark);
                let rows = self.resources.rows();
                self.tags.forget_gone(|scope, resource| {
                    rows.number(&Id { scope, id: resource.clone() }).is_some()
                });
            }
            Dataset::Alarms => {
                self.alarms
                    .retain(|(alarm_scope, _), (alarm_mark, _)| *alarm_scope != scope || *alarm_mark >= mark);
                self.stale = true;
            }
            _ => {}
        }
    }

    /// Time has passed: alerts may have run out, and AWS forgets jobs after 30 days.
    pub fn age(&mut self, now: Timestamp) {
        self.stale = true;
        if let Ok(oldest) = now.checked_sub(KEPT + SignedDuration::from_hours(24)) {
            self.jobs.retain(|job| job.created.is_none_or(|at| at >= oldest));
            self.notes.forget_before(oldest);
            self.runs.forget_before(oldest);
            self.gone.forget_before(oldest);
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
        self.skews.remove(&scope);
        self.barred.remove(&scope);
        self.census.forget(scope);
        self.runs.forget_scope(scope);
        self.gone.forget_scope(scope);
        self.whole.forget(scope);
        self.times.forget_scope(scope);
        self.trails.forget_scope(scope);
        self.tags.forget_scope(scope);
        self.unheld = true;
        self.stale = true;
    }

    /// By how many seconds AWS's clock is ahead of this machine's, as the answers' `Date` tells.
    pub(in crate::app) fn set_skew(&mut self, scope: ScopeId, seconds: i64) {
        self.skews.insert(scope, seconds);
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
            Dataset::Vaults => self.whole.read(scope, Listed::Vaults, begun),
            _ => return,
        }
        self.stale = true;
    }

    /// Notes what was counted of a vault's points, all of them listed.
    pub fn set_vault_count(&mut self, scope: ScopeId, name: &Text, count: VaultCount) {
        if let Some(vault) = self.vault(scope, name) {
            let size = i64::try_from(count.all.bytes).ok();
            let vault = Vault { size, count: Some(Box::new(count)), ..vault.clone() };
            self.vaults.amend([vault]);
        }
    }

    /// A page of a count of all points has come; how many points it had.
    pub(in crate::app) fn count_on(
        &mut self,
        scope: ScopeId,
        page: Page,
        mark: u64,
        now: Timestamp,
    ) -> usize {
        if self.census.begins(scope, mark) {
            let lately = self.notes.lately(self.jobs.rows(), now);
            let awaited = self.gone.awaited(scope, &lately, |job| self.stays(job), now);
            self.census.begin(scope, mark, awaited, now);
        }
        self.census.page(scope, page)
    }

    /// Whether a plan's job made a point that stays in its vault: one with an air-gapped target goes on into that.
    fn stays(&self, job: &Job) -> bool {
        let rule = job.creator.as_ref().and_then(|creator| {
            let plan = self.plan(job.scope, creator.plan_id.as_ref()?)?;
            let rules = &plan.document.as_ref()?.rules;
            rules.iter().find(|rule| rule.id.is_some() && rule.id == creator.rule_id)
        });
        rule.is_some_and(|rule| rule.air_gapped_vault.is_none())
    }

    /// All points of a scope have been counted.
    pub fn counted(&mut self, scope: ScopeId) {
        let Some((before, census)) = self.census.end(scope) else { return };
        self.gone.counted(scope, before.as_ref(), census);
        let counts: Vec<_> =
            census.vaults.iter().map(|(name, count)| (name.clone(), count.clone())).collect();
        for (name, count) in counts {
            self.set_vault_count(scope, &name, count);
        }
        (self.stale, self.unheld) = (true, true);
    }

    fn set_document(&mut self, scope: ScopeId, id: &Text, document: Box<PlanDocument>) {
        if let Some(plan) = self.plan(scope, id) {
            let plan = Plan { document: Some(document), ..plan.clone() };
            self.plans.amend([plan]);
        }
    }

    /// AWS has told the tags of a resource's newest point, or why it does not.
    pub(in crate::app) fn told_tags(
        &mut self,
        scope: ScopeId,
        of: PointOf,
        tags: Result<Vec<(Text, Text)>, Box<Failure>>,
        now: Timestamp,
    ) {
        self.tags.tell(scope, of, tags, &self.rules, now);
        self.stale = true;
    }

    /// Tags are asked for again, though the points are the same: somebody may have changed them.
    pub(in crate::app) fn ask_tags_again(&mut self, now: Timestamp) {
        self.tags.ask_again(now);
    }

    /// Tags were asked for, and all have come but where that failed.
    pub(in crate::app) fn asked_tags(&mut self, scope: ScopeId, failure: Option<&Failure>) {
        self.tags.ended(scope, failure);
        self.stale = true;
    }

    /// AWS tells of jobs just now: the console's own look at their progress.
    pub fn watch(&mut self, jobs: &[Job], now: Timestamp) {
        self.times.watch(jobs, now);
    }

    /// AWS took a request of this console's to stop a backup.
    pub(in crate::app) fn stopped(&mut self, scope: ScopeId, job: &str) {
        self.times.stopped(scope, Text::new(job));
    }

    /// Puts what the console itself knows to a job, also what is usual of one that has ended.
    pub(in crate::app) fn annotate(&self, job: &mut Job) {
        let noted = self.times.noted(job, self.complete_by(job)).as_deref().copied().unwrap_or_default();
        job.noted = Some(Box::new(Noted { usual: self.times.usual(job), ..noted }));
    }

    fn note_jobs(&mut self, jobs: &mut [Job]) {
        self.stale |= !jobs.is_empty();
        for job in jobs.iter_mut() {
            self.notes.note(job);
            self.unheld |= self.trails.note(job);
            let known = self.jobs.rows().find(&Id { scope: job.scope, id: job.id.clone() });
            self.ended.note(job, known, &mut self.causes);
            self.runs.note(job);
            self.gone.note(job);
            self.times.note(job);
            job.noted = self.times.noted(job, self.complete_by(job));
        }
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
