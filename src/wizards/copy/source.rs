//! What is copied, and what the form is filled with: what the resource's last copy did, else its plan, else its point.

use jiff::Timestamp;

use crate::domain::job::{Job, JobFacts, JobKind};
use crate::domain::plan::Plan;
use crate::domain::preflight::{Known, Need};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::write::words::role_arn;
use crate::text::Text;

/// One recovery point to copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// In this scope.
    pub scope: ScopeId,
    /// The scope's Region; empty while it is not known.
    pub region: String,
    /// The account; empty while it is not known.
    pub account: String,
    /// The vault's name.
    pub vault: Text,
    /// The point as a list or a job told it.
    pub listed: RecoveryPoint,
    /// What its resource is called.
    pub label: String,
    /// Into this vault (ARN); empty where nothing suggests one.
    pub to: String,
    /// As this role (ARN).
    pub role: String,
    /// "as its last copy did".
    pub because: String,
    /// A copy of the resource's points that runs now: its job id.
    pub copying: Option<Text>,
}

impl Source {
    /// Fills the form for a point from its resource's jobs (newest first) and plan. `None` where the vault is not known:
    /// what AWS Backup does not manage, it does not copy.
    pub fn fill(
        scope: &Scope,
        point: RecoveryPoint,
        jobs: &[&Job],
        plan: impl Fn(&Text) -> Option<Plan>,
        default_role: &str,
    ) -> Option<Self> {
        let vault = point.vault.clone()?;
        let account = scope.account().unwrap_or_default().to_owned();
        let role = point.role.as_ref().or_else(|| jobs.iter().find_map(|job| job.role.as_ref()));
        let role = role.map(|role| role.raw().to_owned());
        let role = role.or_else(|| role_arn(default_role, &account).ok());
        let name = jobs.iter().find_map(|job| job.resource_name.as_ref());
        let label = match (&point.resource_name, name) {
            (None, Some(name)) => name.to_string(),
            _ => point.resource_label().to_owned(),
        };
        let copies = || jobs.iter().filter(|job| job.kind == JobKind::Copy);
        let mut source = Self {
            scope: scope.id,
            region: scope.region.clone(),
            account,
            vault,
            label,
            to: String::new(),
            role: role.unwrap_or_else(|| default_role.to_owned()),
            because: String::new(),
            copying: copies().find(|job| job.state.is_active()).map(|job| job.id.clone()),
            listed: point,
        };
        let last = copies().find_map(|job| match &job.facts {
            JobFacts::Copy(facts) => Some((facts.destination_vault.as_ref()?, job.role.as_ref())),
            _ => None,
        });
        let planned = || {
            let creator = jobs.iter().find_map(|job| job.creator.as_ref())?;
            let plan = plan(creator.plan_id.as_ref()?)?;
            let mut rules = plan.document.as_ref()?.rules.iter();
            let (to, _) = rules.find(|rule| rule.id == creator.rule_id)?.copies.first()?;
            Some((to.raw().to_owned(), format!("as its plan {} does", plan.name)))
        };
        if let Some((to, role)) = last {
            to.raw().clone_into(&mut source.to);
            if let Some(role) = role {
                role.raw().clone_into(&mut source.role);
            }
            "as its last copy did".clone_into(&mut source.because);
        } else if let Some((to, because)) = planned() {
            (source.to, source.because) = (to, because);
        }
        Some(source)
    }

    /// What is to be read of the point.
    pub fn need(&self) -> Need {
        Need::Point { vault: self.vault.clone(), arn: self.listed.arn.clone() }
    }

    /// The point as far as it is known.
    pub fn point<'a>(&'a self, known: &'a Known) -> &'a RecoveryPoint {
        let told = known.point(self.scope, &self.vault, &self.listed.arn);
        told.known().copied().unwrap_or(&self.listed)
    }

    /// "made 2026-11-20 02:00 UTC in prod-daily, kept 35 days".
    pub fn words(&self, known: &Known) -> String {
        let point = self.point(known);
        let made = point.created.map_or_else(String::new, |at| format!("made {}, ", moment(at)));
        let keep = point.lifecycle.map_or_else(String::new, |keep| format!(", kept {}", keep.words()));
        format!("{made}in vault {}{keep}", self.vault)
    }
}

/// A moment in words.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}
