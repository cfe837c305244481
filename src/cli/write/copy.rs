//! `vaultdeck copy`, and the copy that follows a backup.

use std::borrow::Cow;
use std::collections::BTreeMap;

use clap::Args;

use super::args::{Retain, Sending, Where, retain};
use super::backup::read_plan;
use super::exit::Refusal;
use super::item::Item;
use super::plan::Planned;
use super::run::Run;
use super::send::send;
use super::sheet::{self, Sheet};
use super::{backup, points};
use crate::app::effect::{Page, Query};
use crate::domain::job::Job;
use crate::domain::journal::Begun;
use crate::domain::plan::Plan;
use crate::domain::preflight::{Known, role};
use crate::domain::write::Write;
use crate::text::Text;
use crate::wizards::copy::{Copy, KEEP, ROLE, Source, TO};

/// For ever, as AWS takes it for a copy: less is its source's (API notes, section 6.3).
const FOR_EVER: i64 = 36_500;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct CopyArgs {
    /// ARNs of recovery points.
    #[arg(value_name = "POINT_ARN", required = true)]
    points: Vec<String>,
    /// Into this vault (ARN), of any Region and account.
    #[arg(long, value_name = "VAULT_ARN")]
    to: String,
    /// The points are in this vault; else each vault here is asked.
    #[arg(long, value_name = "NAME")]
    vault: Option<String>,
    /// As this role: an ARN or a name.
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Keep the copy so many days, or forever; else as long as its source.
    #[arg(long, value_name = "DAYS", value_parser = retain)]
    retain: Option<Retain>,
    #[command(flatten)]
    pub(super) sending: Sending,
    #[command(flatten)]
    pub(super) place: Where,
}

impl CopyArgs {
    /// The vault that it reaches into.
    pub(super) fn reaches(&self) -> &str {
        &self.to
    }

    pub(super) async fn plan(&self, run: &Run) -> Result<Vec<Planned>, Refusal> {
        let known = sheet::known(run).await?;
        let mut planned: Vec<Planned> = Vec::new();
        for arn in &self.points {
            if planned.iter().all(|one| one.write.target() != arn) {
                planned.push(self.plan_one(run, arn, &known).await?);
            }
        }
        Ok(planned)
    }

    async fn plan_one(&self, run: &Run, arn: &str, known: &Known) -> Result<Planned, Refusal> {
        let point = points::find(run, arn, self.vault.as_deref()).await?;
        let mut jobs = match &point.resource {
            Some(resource) => backup::jobs(run, resource).await?,
            None => Vec::new(),
        };
        let mut plans: BTreeMap<Text, Option<Plan>> = BTreeMap::new();
        if let Some(plan) = jobs.iter().find_map(|job| job.creator.as_ref()?.plan_id.clone()) {
            let read = read_plan(run, &plan).await?;
            plans.insert(plan, read);
        }
        if let Some(resource) = &point.resource {
            jobs.extend(copies(run, resource).await?);
            jobs.sort_by_key(|job| std::cmp::Reverse(job.created));
        }
        let newest: Vec<&Job> = jobs.iter().collect();
        let plan = |id: &Text| plans.get(id).cloned().flatten();
        let source = Source::fill(&run.desk.scope, point, &newest, plan, &run.defaults.default_role);
        let task = source.and_then(|source| Copy::new(vec![source], run.desk.now()));
        let Some(task) = task else {
            return Err(Refusal::usage(format!("AWS Backup does not manage {}", Text::new(arn))));
        };
        let mut given: Vec<(Cow<'static, str>, String)> = vec![(Cow::Borrowed(TO), self.to.clone())];
        given.extend(self.role.clone().map(|role| (Cow::Borrowed(ROLE), role)));
        let keep = self.retain.map(|Retain(days)| days.unwrap_or(FOR_EVER).to_string());
        given.extend(keep.map(|days| (Cow::Borrowed(KEEP), days)));
        let mut known = known.clone();
        known.roles = role::seen(jobs.iter(), plans.values().flatten());
        let sheet = Sheet::fill(run, Box::new(task), known, given).await?;
        let (label, write) = sheet.write()?;
        Ok(Planned { label, write, checks: sheet.checks(), source: None, usual: None, word: sheet.word(run) })
    }
}

/// The resource's copies of the last 30 days.
async fn copies(run: &Run, resource: &Text) -> Result<Vec<Job>, Refusal> {
    let pages = run.ask(&Query::CopiesOf(resource.clone())).await?;
    let rows = |page| match page {
        Page::Jobs(jobs) => jobs,
        _ => Vec::new(),
    };
    Ok(pages.into_iter().flat_map(rows).collect())
}

/// Starts the copy of a backup that has become usable.
pub(super) async fn of_backup(run: &Run, item: &mut Item) {
    let Some(backup) = item.backup.take() else { return };
    let point = item.tracks.last().and_then(|track| track.point.as_ref());
    let Some(copy) = point.and_then(|point| backup.copy_of(point.arn.raw())) else { return };
    send(run, item, Write::StartCopy(copy), Begun::Anew, true).await;
}
