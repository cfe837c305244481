//! `vaultdeck backup`: filled as the console's form is, by what the resource's plan or last job used.

use std::borrow::Cow;
use std::collections::BTreeMap;

use clap::Args;

use super::args::{Retain, Sending, Where, retain};
use super::exit::Refusal;
use super::plan::Planned;
use super::resolve::{self, Found};
use super::run::Run;
use super::sheet::{self, Sheet};
use crate::app::effect::{Page, Query};
use crate::app::follow::usual;
use crate::domain::job::Job;
use crate::domain::plan::Plan;
use crate::domain::preflight::{Known, role};
use crate::domain::write::words;
use crate::text::Text;
use crate::wizards::backup::{Backup, COPY, Draft};

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct BackupArgs {
    /// An ARN, a name that AWS Backup knows, or tag:KEY=VALUE: all protected resources whose newest recovery point has
    /// that tag.
    #[arg(value_name = "RESOURCE", required = true)]
    resources: Vec<String>,
    /// Into this vault.
    #[arg(long, value_name = "NAME")]
    vault: Option<String>,
    /// As this role: an ARN or a name.
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Keep it so many days, or forever.
    #[arg(long, value_name = "DAYS", value_parser = retain)]
    retain: Option<Retain>,
    /// A tag for the recovery point; as often as needed.
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = words::tag)]
    tags: Vec<(String, String)>,
    /// When the backup is usable, copy it to this vault (ARN) and wait for the copy too.
    #[arg(long, value_name = "VAULT_ARN", requires = "wait")]
    copy_to: Option<String>,
    /// With tag:, leave out the resources whose tags AWS Backup cannot tell.
    #[arg(long)]
    skip_unknown: bool,
    #[command(flatten)]
    pub(super) sending: Sending,
    #[command(flatten)]
    pub(super) place: Where,
}

impl BackupArgs {
    /// The vault that it reaches into besides.
    pub(super) fn reaches(&self) -> Option<&str> {
        self.copy_to.as_deref()
    }

    pub(super) async fn plan(&self, run: &Run) -> Result<Vec<Planned>, Refusal> {
        let found = resolve::resources(run, &self.resources, self.skip_unknown).await?;
        let known = sheet::known(run).await?;
        let (mut plans, mut planned) = (BTreeMap::new(), Vec::new());
        for one in &found {
            planned.push(self.plan_one(run, one, &known, &mut plans).await?);
        }
        Ok(planned)
    }

    async fn plan_one(
        &self,
        run: &Run,
        found: &Found,
        known: &Known,
        plans: &mut BTreeMap<Text, Option<Plan>>,
    ) -> Result<Planned, Refusal> {
        let jobs = jobs(run, &found.arn).await?;
        let plan = jobs.iter().find_map(|job| job.creator.as_ref()?.plan_id.clone());
        if let Some(plan) = plan.filter(|plan| !plans.contains_key(plan)) {
            let read = read_plan(run, &plan).await?;
            plans.insert(plan, read);
        }
        let newest: Vec<&Job> = jobs.iter().collect();
        let plan = |id: &Text| plans.get(id).cloned().flatten();
        let mut draft = Draft::fill(&run.desk.scope, &found.arn, &newest, plan, &run.defaults);
        if let Some(name) = &found.name {
            name.as_str().clone_into(&mut draft.label);
        }
        self.over(&mut draft);
        let mut known = known.clone();
        known.roles = role::seen(jobs.iter(), plans.values().flatten());
        let running = jobs.iter().filter(|job| job.state.is_active());
        known.running = running.map(|job| (found.arn.clone(), job.id.clone())).collect();
        let source = draft.source.clone();
        let given = self.copy_to.iter().map(|vault| (Cow::Borrowed(COPY), vault.clone())).collect();
        let Some(task) = Backup::new(vec![draft], false) else {
            return Err(Refusal::usage("there is nothing to back up"));
        };
        let sheet = Sheet::fill(run, Box::new(task), known, given).await?;
        let (label, write) = sheet.write()?;
        Ok(Planned {
            label,
            write,
            checks: sheet.checks(),
            source: Some(source),
            usual: usual(&newest),
            word: sheet.word(run),
        })
    }

    /// Flags beat what the resource's plan or last job used.
    fn over(&self, draft: &mut Draft) {
        if let Some(vault) = &self.vault {
            draft.vault.clone_from(vault);
        }
        if let Some(role) = &self.role {
            draft.role.clone_from(role);
        }
        if let Some(Retain(days)) = self.retain {
            draft.lifecycle.delete_after_days = days;
            if days.is_none() {
                draft.lifecycle.cold_after_days = None;
            }
        }
        for (key, value) in &self.tags {
            draft.tags.retain(|(known, _)| known != key);
            draft.tags.push((key.clone(), value.clone()));
        }
    }
}

/// The resource's backups of the 30 days that AWS keeps, newest first.
pub(super) async fn jobs(run: &Run, resource: &Text) -> Result<Vec<Job>, Refusal> {
    let pages = run.ask(&Query::BackupsOf(resource.clone())).await?;
    let rows = |page| match page {
        Page::Jobs(jobs) => jobs,
        _ => Vec::new(),
    };
    let mut jobs: Vec<Job> = pages.into_iter().flat_map(rows).collect();
    jobs.sort_by_key(|job| std::cmp::Reverse(job.created));
    Ok(jobs)
}

/// A plan with its rules; one that is gone or may not be read leaves the form to the last job.
pub(super) async fn read_plan(run: &Run, id: &Text) -> Result<Option<Plan>, Refusal> {
    let pages = match run.read(run.desk.ask(&Query::Plan(id.clone()))).await? {
        Ok(pages) => pages,
        Err(failure) if failure.may_pass() || failure.is_about_credentials() => return Err(failure.into()),
        Err(_) => return Ok(None),
    };
    let mut plan = None;
    for page in pages {
        match (page, &mut plan) {
            (Page::Plan(read), _) => plan = Some(*read),
            (Page::PlanDocument { document, .. }, Some(plan)) => plan.document = Some(document),
            _ => {}
        }
    }
    Ok(plan)
}
