//! What the form is filled with: what this resource's plan or last job used, else the configuration's defaults.

use crate::config::BackupDefaults;
use crate::domain::arn;
use crate::domain::job::{Job, JobFacts, JobKind};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::plan::Plan;
use crate::domain::resource;
use crate::domain::scope::ScopeId;
use crate::domain::vault::{Lock, Vault, VaultKind};
use crate::domain::write::words::role_arn;
use crate::text::Text;

/// The form's first content, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// In this scope.
    pub scope: ScopeId,
    /// The account, where known.
    pub account: String,
    /// The resource's ARN.
    pub resource: Text,
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
    /// "as its plan prod-daily does".
    pub source: String,
}

/// What the console knows that bears on the form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known {
    /// The scope's Region; empty while it is not known.
    pub region: String,
    /// Vaults that a backup can go into; empty where they could not be read.
    pub vaults: Vec<VaultChoice>,
    /// A backup of this resource runs now: its job id.
    pub running: Option<Text>,
    /// The scope's vaults have been read.
    pub vaults_read: bool,
}

/// A vault to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultChoice {
    /// Its name, raw.
    pub name: String,
    /// Its lock.
    pub lock: Lock,
    /// Its state says that it can't be used.
    pub unusable: bool,
}

impl Draft {
    /// Fills the form for a resource from its newest backup job (`jobs`, newest first) and that job's plan.
    pub fn fill(
        scope: ScopeId,
        account: Option<&str>,
        resource: &Text,
        jobs: &[&Job],
        plan: impl Fn(&Text) -> Option<Plan>,
        defaults: &BackupDefaults,
    ) -> Self {
        let account = account.map(str::to_owned).or_else(|| account_of(resource)).unwrap_or_default();
        let role =
            role_arn(&defaults.default_role, &account).unwrap_or_else(|_| defaults.default_role.clone());
        let name = jobs.iter().find_map(|job| job.resource_name.as_ref());
        let mut draft = Self {
            scope,
            account,
            label: resource::label(name, Some(resource)).to_owned(),
            resource: resource.clone(),
            vault: defaults.default_vault.clone(),
            role,
            lifecycle: Lifecycle {
                delete_after_days: Some(i64::from(defaults.retention_days.get())),
                ..Lifecycle::default()
            },
            tags: Vec::new(),
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
        let Some(creator) = &job.creator else { return };
        let plan = creator.plan_id.as_ref().and_then(plan);
        let document = plan.as_ref().and_then(|plan| plan.document.as_ref());
        let rule =
            document.and_then(|document| document.rules.iter().find(|rule| rule.id == creator.rule_id));
        let (Some(plan), Some(rule)) = (&plan, rule) else { return };
        self.source = format!("as its plan {} does", plan.name);
        rule.vault.raw().clone_into(&mut self.vault);
        // A continuous rule keeps 35 days at most; on-demand backups are snapshots and may keep the same.
        self.lifecycle = rule.lifecycle.unwrap_or_default();
        self.tags =
            rule.tags.iter().map(|(key, value)| (key.raw().to_owned(), value.raw().to_owned())).collect();
        if let Some(role) = &job.role {
            role.raw().clone_into(&mut self.role);
        }
    }
}

impl VaultChoice {
    /// The vaults that take on-demand backups: not air-gapped ones, which need a second vault besides, and not those that
    /// only give access to restores.
    pub fn among<'a>(vaults: impl Iterator<Item = &'a Vault>) -> Vec<Self> {
        let mut choices: Vec<Self> = vaults
            .filter(|vault| matches!(vault.kind, VaultKind::Standard | VaultKind::Other(_)))
            .map(|vault| Self {
                name: vault.name.raw().to_owned(),
                lock: vault.lock.clone(),
                unusable: vault.state.as_ref().is_some_and(|state| state.as_str() != "AVAILABLE"),
            })
            .collect();
        choices.sort_by(|a, b| a.name.cmp(&b.name));
        choices
    }
}

fn account_of(resource: &Text) -> Option<String> {
    let arn = arn::Arn::parse(resource.raw())?;
    (!arn.account.is_empty()).then(|| arn.account.to_owned())
}
