//! Report plans and the jobs that write their reports.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Change, Deployment, Entry, Framework, Ledger};
use crate::simulator::engine::later;
use crate::simulator::ids::Random;
use crate::simulator::request::Scope;
use crate::simulator::wire::{Epoch, Text};

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Daily reports are begun at a moment of their own in the first hours of the day, UTC.
const FIRST_HOURS: SignedDuration = SignedDuration::from_hours(4);

/// The report plans of an estate and all their jobs.
#[derive(Debug, Default)]
pub struct Reports {
    pub plans: BTreeMap<Text, ReportPlan>,
    pub jobs: Ledger<ReportJob>,
}

/// A report plan.
#[derive(Debug, Clone)]
pub struct ReportPlan {
    pub name: Text,
    pub arn: Text,
    pub description: Option<Text>,
    pub setting: ReportSetting,
    pub channel: ReportChannel,
    pub created: Timestamp,
    /// The token it was made with.
    pub token: Option<Text>,
    pub deployment: Deployment,
    /// Up to when its daily jobs have been made.
    pub reported_until: Timestamp,
}

/// `ReportSetting`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReportSetting {
    pub report_template: Text,
    #[serde(default)]
    pub framework_arns: Option<Vec<Text>>,
    #[serde(default)]
    pub number_of_frameworks: Option<usize>,
    #[serde(default)]
    pub accounts: Option<Vec<Text>>,
    #[serde(default)]
    pub organization_units: Option<Vec<Text>>,
    #[serde(default)]
    pub regions: Option<Vec<Text>>,
}

/// `ReportDeliveryChannel`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ReportChannel {
    pub s3_bucket_name: Text,
    #[serde(default)]
    pub s3_key_prefix: Option<Text>,
    #[serde(default)]
    pub formats: Option<Vec<Text>>,
}

/// A report job. Its whole course is known when it begins.
#[derive(Debug, Clone)]
pub struct ReportJob {
    pub id: Text,
    pub plan: Text,
    pub plan_arn: Text,
    pub template: Text,
    pub created: Timestamp,
    pub runs: Timestamp,
    pub ends: Timestamp,
    pub bucket: Text,
    pub keys: Vec<String>,
    /// Why it fails, if it does.
    pub failure: Option<String>,
}

impl Entry for ReportJob {
    fn id(&self) -> &Text {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

impl ReportJob {
    /// A job of a plan; `random` is its own, so that it is the same whenever it is looked at.
    pub fn new(
        scope: &Scope,
        plan: &ReportPlan,
        frameworks: &BTreeMap<Text, Framework>,
        created: Timestamp,
        random: &mut Random,
    ) -> Self {
        let secs = SignedDuration::from_secs;
        let runs = later(created, random.between(secs(5), secs(40)));
        let prefix = plan.channel.s3_key_prefix.as_deref().map(|prefix| prefix.trim_end_matches('/'));
        let folder = prefix.filter(|prefix| !prefix.is_empty()).map(|prefix| format!("{prefix}/"));
        let folder = folder.unwrap_or_default();
        let day = created.strftime("%Y/%m/%d");
        let name = format!("{}_{}", plan.name, created.strftime("%Y-%m-%dT%H-%M-%SZ"));
        let formats = plan.channel.formats.iter().flatten().map(|format| format.to_lowercase());
        Self {
            id: random.uuid().into(),
            plan: plan.name.clone(),
            plan_arn: plan.arn.clone(),
            template: plan.setting.report_template.clone(),
            created,
            runs,
            ends: later(runs, random.between(secs(40), secs(400))),
            failure: failure(plan, frameworks, created),
            bucket: plan.channel.s3_bucket_name.clone(),
            keys: formats
                .map(|format| format!("{folder}Backup/{}/{day}/{name}.{format}", scope.region))
                .collect(),
        }
    }

    /// `Status`.
    pub fn status(&self, now: Timestamp) -> &'static str {
        match now {
            now if now >= self.ends && self.failure.is_some() => "FAILED",
            now if now >= self.ends => "COMPLETED",
            now if now >= self.runs => "RUNNING",
            _ => "CREATED",
        }
    }
}

/// A report about frameworks none of which is left fails.
fn failure(plan: &ReportPlan, frameworks: &BTreeMap<Text, Framework>, at: Timestamp) -> Option<String> {
    let arns = plan.setting.framework_arns.as_deref().filter(|arns| !arns.is_empty())?;
    let is_left = |arn: &Text| {
        frameworks.values().any(|framework| framework.arn == **arn && !framework.deployment.is_gone(at))
    };
    let none = !arns.iter().any(is_left);
    none.then(|| format!("The frameworks of report plan {} no longer exist.", plan.name))
}

impl Reports {
    /// Makes the daily jobs that are due by `now`, each at its moment, and lets go of plans that are gone: they are
    /// returned.
    pub fn settle(
        &mut self,
        scope: &Scope,
        frameworks: &BTreeMap<Text, Framework>,
        now: Timestamp,
        seed: u64,
    ) -> Vec<Text> {
        for plan in self.plans.values_mut() {
            let since = std::mem::replace(&mut plan.reported_until, now);
            if plan.deployment.change == Change::Delete {
                continue;
            }
            let mut day = midnight(since);
            while day <= now {
                let mut random = Random::named(seed, &format!("report {} {day}", plan.arn));
                let at = later(day, random.between(SignedDuration::from_hours(1), FIRST_HOURS));
                if since < at && at <= now {
                    self.jobs.insert(ReportJob::new(scope, plan, frameworks, at, &mut random));
                }
                let Ok(next) = day.checked_add(DAY) else { break };
                day = next;
            }
        }
        self.jobs.settle();
        let gone: Vec<Text> = self
            .plans
            .values()
            .filter(|plan| plan.deployment.is_gone(now))
            .map(|plan| plan.name.clone())
            .collect();
        gone.iter().filter_map(|name| self.plans.remove(name)).map(|plan| plan.arn).collect()
    }

    /// When a plan's jobs last began, and last ended well.
    pub fn last_runs(&self, plan: &ReportPlan, now: Timestamp) -> (Option<Epoch>, Option<Epoch>) {
        let jobs = || self.jobs.iter().filter(|job| job.plan_arn == *plan.arn);
        let done = jobs().filter(|job| job.ends <= now && job.failure.is_none()).map(|job| job.ends).max();
        (jobs().map(|job| job.created).max().map(Epoch), done.map(Epoch))
    }
}

fn midnight(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(DAY.as_secs())).unwrap_or(at)
}
