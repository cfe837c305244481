//! Backup plans, with their rules, selections and next runs.

use aws_sdk_backup::operation::get_backup_plan::GetBackupPlanOutput;
use futures::{StreamExt, stream};
use jiff::Timestamp;

use super::tags;
use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::plan as convert;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::plan::PlanDocument;
use crate::text::Text;

/// Next runs asked for: the most that `GetBackupPlan` tells.
const NEXT_RUNS: i32 = 10;
/// Documents read at the same time.
const AT_ONCE: usize = 4;
/// Failures that are about one plan and not about its scope.
const ONE_PLANS: [FailureKind; 4] =
    [FailureKind::AccessDenied, FailureKind::NotFound, FailureKind::Invalid, FailureKind::Garbled];

/// The list first, so that names show at once; then each plan's document. Plans that started nothing since `idle` are asked
/// since when their version is in force: whether they should have started something.
pub(super) async fn list(caller: &Caller<'_>, idle: Timestamp, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let mut ids = Vec::new();
    let call =
        |token| caller.clients.backup.list_backup_plans().max_results(PAGE).set_next_token(token).send();
    caller
        .pages("ListBackupPlans", call, |page| {
            let plans: Vec<_> =
                page.backup_plans_list().iter().map(|raw| convert::listed(caller.scope, raw)).collect();
            ids.extend(plans.iter().map(|plan| (plan.id.clone(), plan.last_run.is_none_or(|at| at < idle))));
            sink(Page::Plans(plans));
            page.next_token
        })
        .await?;
    let read = |(id, idle)| async move { (document(caller, &id, idle).await, id) };
    let documents = stream::iter(ids).map(read);
    let mut documents = documents.buffer_unordered(AT_ONCE);
    while let Some((document, id)) = documents.next().await {
        sink(Page::PlanDocument { id, document: Box::new(document?) });
    }
    Ok(())
}

pub(super) async fn describe(caller: &Caller<'_>, id: &Text, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let answer = get(caller, id).await?;
    let mut document = convert::document(&answer);
    select(caller, id, &mut document).await?;
    let plan = convert::described(caller.scope, &answer, document);
    let arn = plan.arn.clone();
    sink(Page::Plan(Box::new(plan)));
    versions(caller, id, sink).await;
    tags::read(caller, &arn, sink).await;
    Ok(())
}

async fn document(caller: &Caller<'_>, id: &Text, idle: bool) -> Result<PlanDocument, Failure> {
    let mut missing = None;
    let Some(answer) = or_gap(get(caller, id).await, &mut missing)? else {
        return Ok(PlanDocument { missing, ..PlanDocument::default() });
    };
    let mut document = convert::document(&answer);
    select(caller, id, &mut document).await?;
    if idle {
        let current = |(id, _): &(Text, Option<Timestamp>)| Some(id.raw()) == answer.version_id();
        document.since = all_versions(caller, id).await.into_iter().find(current).and_then(|(_, made)| made);
    }
    Ok(document)
}

async fn get(caller: &Caller<'_>, id: &Text) -> Result<GetBackupPlanOutput, Failure> {
    let get = caller.clients.backup.get_backup_plan().backup_plan_id(id.raw());
    caller.once("GetBackupPlan", get.max_scheduled_runs_preview(NEXT_RUNS).send()).await
}

/// Puts the plan's selections into its document; what the list tells of one stays even when its body can't be read.
async fn select(caller: &Caller<'_>, plan: &Text, document: &mut PlanDocument) -> Result<(), Failure> {
    let mut listed = Vec::new();
    let call = |token| {
        let list = caller.clients.backup.list_backup_selections().backup_plan_id(plan.raw());
        list.max_results(PAGE).set_next_token(token).send()
    };
    let read = caller.pages("ListBackupSelections", call, |page| {
        listed.extend(page.backup_selections_list.unwrap_or_default());
        page.next_token
    });
    or_gap(read.await, &mut document.missing)?;
    for listed in &listed {
        let get = caller.clients.backup.get_backup_selection().backup_plan_id(plan.raw());
        let call = get.set_selection_id(listed.selection_id.clone()).send();
        let read = or_gap(caller.once("GetBackupSelection", call).await, &mut document.missing)?;
        let body = read.as_ref().and_then(|answer| answer.backup_selection());
        document.selections.push(convert::selection(listed, body));
    }
    Ok(())
}

/// Versions are a detail, as tags are.
async fn versions(caller: &Caller<'_>, id: &Text, sink: &mut Sink<'_>) {
    let versions = all_versions(caller, id).await;
    if !versions.is_empty() {
        sink(Page::Versions(versions));
    }
}

/// The versions of a plan; none where they can't be read.
async fn all_versions(caller: &Caller<'_>, id: &Text) -> Vec<(Text, Option<Timestamp>)> {
    let mut versions = Vec::new();
    let call = |token| {
        let list = caller.clients.backup.list_backup_plan_versions().backup_plan_id(id.raw());
        list.max_results(PAGE).set_next_token(token).send()
    };
    let read = caller.pages("ListBackupPlanVersions", call, |page| {
        versions.extend(page.backup_plan_versions_list().iter().map(convert::version));
        page.next_token
    });
    if let Err(failure) = read.await {
        tracing::debug!(plan = %id, why = failure.short(), "versions not read");
        return Vec::new();
    }
    versions
}

/// Some failures are about one plan, which then shows a gap. The others are about the whole scope, and waiting mends
/// them: they end the request, so that the next one fills what is missing.
#[expect(clippy::result_large_err, reason = "a failure ends the request, so it is moved but once")]
fn or_gap<T>(read: Result<T, Failure>, missing: &mut Option<Text>) -> Result<Option<T>, Failure> {
    match read {
        Ok(answer) => Ok(Some(answer)),
        Err(failure) if ONE_PLANS.contains(&failure.kind) => {
            *missing = Some(Text::new(&failure.sentence()));
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}
