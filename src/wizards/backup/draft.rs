//! What the form is filled with: what this resource's plan or last job used, else the configuration's defaults.

use crate::config::BackupDefaults;
use crate::domain::arn;
use crate::domain::job::{Job, JobFacts, JobKind};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::plan::{Plan, Rule};
use crate::domain::resource;
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::write::words::role_arn;
use crate::text::Text;

/// The form's first content, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// In this scope.
    pub scope: ScopeId,
    /// The scope's Region; empty while it is not known.
    pub region: String,
    /// The account, where known.
    pub account: String,
    /// The resource's ARN.
    pub resource: Text,
    /// Its type, as `RDS`; `None` where it is not known.
    pub kind: Option<String>,
    /// What it is called.
    pub label: String,
    /// Vault name.
    pub vault: String,
    /// Role ARN.
    pub role: String,
    /// Lifecycle.
    pub lifecycle: Lifecycle,
    /// Tags.
    pub tags: Vec<(String, String)>,
    /// Where its plan copies the points to (vault ARNs).
    pub copies: Vec<String>,
    /// "as its plan prod-daily does".
    pub source: String,
}

impl Draft {
    /// Fills the form for a resource from its newest backup job (`jobs`, newest first) and that job's plan.
    pub fn fill(
        scope: &Scope,
        resource: &Text,
        jobs: &[&Job],
        plan: impl Fn(&Text) -> Option<Plan>,
        defaults: &BackupDefaults,
    ) -> Self {
        let account = scope.account().map(str::to_owned).or_else(|| account_of(resource)).unwrap_or_default();
        let role =
            role_arn(&defaults.default_role, &account).unwrap_or_else(|_| defaults.default_role.clone());
        let name = jobs.iter().find_map(|job| job.resource_name.as_ref());
        let mut draft = Self {
            scope: scope.id,
            region: scope.region.clone(),
            account,
            kind: kind_of(jobs.iter().copied(), resource),
            label: resource::label(name, Some(resource)).to_owned(),
            resource: resource.clone(),
            vault: defaults.default_vault.clone(),
            role,
            lifecycle: Lifecycle {
                delete_after_days: Some(i64::from(defaults.retention_days.get())),
                ..Lifecycle::default()
            },
            tags: Vec::new(),
            copies: Vec::new(),
            source: "from the configuration's defaults".to_owned(),
        };
        if let Some(job) = jobs.iter().find(|job| job.kind == JobKind::Backup && job.role.is_some()) {
            draft.follow_job(job);
            let planned = jobs.iter().find(|job| job.kind == JobKind::Backup && job.creator.is_some());
            if let Some(job) = planned {
                draft.follow_plan(job, plan);
            }
        }
        draft
    }

    /// Fills the form as a job had it, to do it again.
    pub fn again(
        scope: &Scope,
        job: &Job,
        plan: impl Fn(&Text) -> Option<Plan>,
        defaults: &BackupDefaults,
    ) -> Option<Self> {
        let mut draft = Self::fill(scope, job.resource.as_ref()?, &[], |_| None, defaults);
        resource::label(job.resource_name.as_ref(), job.resource.as_ref()).clone_into(&mut draft.label);
        draft.kind = kind_of(std::iter::once(job), job.resource.as_ref()?);
        draft.follow_job(job);
        // A job does not tell the tags of its point: those come from its rule.
        if let Some((_, rule)) = rule_of(job, plan) {
            draft.follow_rule(&rule);
        }
        "as the failed job did".clone_into(&mut draft.source);
        Some(draft)
    }

    fn follow_job(&mut self, job: &Job) {
        let JobFacts::Backup(facts) = &job.facts else { return };
        "as its last backup did".clone_into(&mut self.source);
        if let Some(vault) = &facts.vault {
            vault.raw().clone_into(&mut self.vault);
        }
        if let Some(role) = &job.role {
            role.raw().clone_into(&mut self.role);
        }
        if let Some(lifecycle) = facts.lifecycle {
            self.lifecycle = lifecycle;
        }
    }

    fn follow_plan(&mut self, job: &Job, plan: impl Fn(&Text) -> Option<Plan>) {
        let Some((plan, rule)) = rule_of(job, plan) else { return };
        self.source = format!("as its plan {plan} does");
        rule.vault.raw().clone_into(&mut self.vault);
        // A continuous rule keeps 35 days at most; on-demand backups are snapshots and may keep the same.
        self.lifecycle = rule.lifecycle.unwrap_or_default();
        self.follow_rule(&rule);
        if let Some(role) = &job.role {
            role.raw().clone_into(&mut self.role);
        }
    }

    /// What only the plan tells, not the job.
    fn follow_rule(&mut self, rule: &Rule) {
        self.tags =
            rule.tags.iter().map(|(key, value)| (key.raw().to_owned(), value.raw().to_owned())).collect();
        self.copies = rule.copies.iter().map(|(vault, _)| vault.raw().to_owned()).collect();
    }
}

/// The rule that made a job, with the name of its plan.
fn rule_of(job: &Job, plan: impl Fn(&Text) -> Option<Plan>) -> Option<(Text, Rule)> {
    let creator = job.creator.as_ref()?;
    let plan = plan(creator.plan_id.as_ref()?)?;
    let rule = plan.document?.rules.into_iter().find(|rule| rule.id == creator.rule_id)?;
    Some((plan.name, rule))
}

/// The type that a job tells, else the one that the ARN tells: a cluster's ARN may be of three types.
fn kind_of<'a>(mut jobs: impl Iterator<Item = &'a Job>, resource: &Text) -> Option<String> {
    let told = jobs.find_map(|job| job.resource_type.as_ref()).map(|kind| kind.raw().to_owned());
    let read = || arn::Arn::parse(resource.raw())?.resource_type().map(str::to_owned);
    told.or_else(read)
}

fn account_of(resource: &Text) -> Option<String> {
    let arn = arn::Arn::parse(resource.raw())?;
    (!arn.account.is_empty()).then(|| arn.account.to_owned())
}
