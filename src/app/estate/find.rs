//! Look-ups: a thing by its name, jobs by what they are about.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::Estate;
use crate::app::dataset::KEPT;
use crate::app::effect::PointOf;
use crate::domain::alarm::Alarm;
use crate::domain::job::{Job, JobKind};
use crate::domain::metrics::Metrics;
use crate::domain::plan::Plan;
use crate::domain::preflight::role::{self, Seen};
use crate::domain::resource::Resource;
use crate::domain::rpo;
use crate::domain::scope::ScopeId;
use crate::domain::usual::Usual;
use crate::domain::vault::Vault;
use crate::domain::way_back::Barred;
use crate::list::Id;
use crate::text::{Text, time};

/// Clocks may differ by so much: jobs are told by the second, answers take a while.
const SKEW: SignedDuration = SignedDuration::from_secs(90);
/// Roles are looked for in so many jobs: a form opens at once, however long the list is.
const ROLES_FROM: usize = 5_000;

/// How this machine's clock stands to AWS's, when it is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockOff {
    /// It is behind by so much.
    Behind(SignedDuration),
    /// It is ahead.
    Ahead(SignedDuration),
}

impl ClockOff {
    /// "10 m behind AWS's".
    pub fn words(self) -> String {
        match self {
            Self::Behind(by) => format!("{} behind AWS's", time::span(by)),
            Self::Ahead(by) => format!("{} ahead of AWS's", time::span(by)),
        }
    }
}

impl Estate {
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

    /// How far this machine's clock is off: as the `Date` of AWS's answers tells, else as jobs do that were created in what is
    /// its future.
    pub fn clock_is_off(&self, now: Timestamp) -> Option<ClockOff> {
        let told = self.skews.values().copied().max_by_key(|skew| skew.unsigned_abs());
        let told = SignedDuration::from_secs(told.unwrap_or_default());
        if told > SKEW {
            return Some(ClockOff::Behind(told));
        }
        if told < -SKEW {
            return Some(ClockOff::Ahead(-told));
        }
        let newest =
            self.newest.values().flat_map(|newest| [newest.whole, newest.under_way]).flatten().max()?;
        Some(newest.duration_since(now)).filter(|behind| *behind > SKEW).map(ClockOff::Behind)
    }

    /// Keys of a scope that can't be used just now.
    pub fn barred(&self, scope: ScopeId) -> Barred {
        self.barred.get(&scope).cloned().unwrap_or_default()
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

    /// How long backups of a resource usually take.
    pub(in crate::app) fn usual_backup(
        &self,
        scope: ScopeId,
        resource: &Text,
        now: Timestamp,
    ) -> Option<Usual> {
        self.times.usual_backup(scope, resource, now)
    }

    /// Whether all copy jobs of a scope that AWS tells are known.
    pub(in crate::app) fn knows_copies(&self, scope: ScopeId) -> bool {
        let span = self.whole.jobs(scope, JobKind::Copy);
        span.is_some_and(|span| span.until.duration_since(span.from) >= KEPT - SignedDuration::from_hours(24))
    }

    /// Resources of a scope whose tags decide what was promised for them and are to be asked for, each with its newest recovery
    /// point.
    pub(in crate::app) fn tags_wanted(&self, scope: ScopeId, now: Timestamp) -> Vec<PointOf> {
        let rows = self.resources.rows().iter().filter(|row| row.scope == scope);
        self.tags.wanted(rows.filter(|row| rpo::needs_tags(row, &self.rules)), now)
    }

    /// A number that changes when alerts are derived anew.
    pub fn derived(&self) -> u64 {
        self.derived
    }
}
