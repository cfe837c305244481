//! Backup plans, with their rules, selections and next runs.

use aws_sdk_backup::operation::get_backup_plan::GetBackupPlanOutput;
use aws_sdk_backup::types::BackupSelectionsListMember;
use futures::{StreamExt, TryStreamExt, stream};

use super::tags;
use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::plan as convert;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::plan::{PlanDocument, Selection};
use crate::text::Text;

/// Next runs asked for: the most that `GetBackupPlan` tells.
const NEXT_RUNS: i32 = 10;
/// Documents read at the same time.
const AT_ONCE: usize = 4;

/// The list first, so that names show at once; then each plan's document.
pub(super) async fn list(caller: &Caller<'_>, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let mut ids = Vec::new();
    let call =
        |token| caller.clients.backup.list_backup_plans().max_results(PAGE).set_next_token(token).send();
    caller
        .pages("ListBackupPlans", call, |page| {
            let plans: Vec<_> =
                page.backup_plans_list().iter().map(|raw| convert::listed(caller.scope, raw)).collect();
            ids.extend(plans.iter().map(|plan| plan.id.clone()));
            sink(Page::Plans(plans));
            page.next_token
        })
        .await?;
    let documents = stream::iter(ids).map(|id| async move { (document(caller, &id).await, id) });
    let mut documents = documents.buffer_unordered(AT_ONCE);
    while let Some((document, id)) = documents.next().await {
        sink(Page::PlanDocument { id, document: Box::new(document?) });
    }
    Ok(())
}

pub(super) async fn describe(caller: &Caller<'_>, id: &Text, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let answer = get(caller, id).await?;
    let document = with_selections(caller, id, convert::document(&answer)).await?;
    let plan = convert::described(caller.scope, &answer, document);
    let arn = plan.arn.clone();
    sink(Page::Plan(Box::new(plan)));
    versions(caller, id, sink).await;
    tags::read(caller, &arn, sink).await;
    Ok(())
}

/// A plan that cannot be read has a document all the same, which says why it is empty.
async fn document(caller: &Caller<'_>, id: &Text) -> Result<PlanDocument, Failure> {
    match get(caller, id).await {
        Ok(answer) => with_selections(caller, id, convert::document(&answer)).await,
        Err(failure) => match gap(&failure) {
            Some(missing) => Ok(PlanDocument { missing: Some(missing), ..PlanDocument::default() }),
            None => Err(failure),
        },
    }
}

async fn get(caller: &Caller<'_>, id: &Text) -> Result<GetBackupPlanOutput, Failure> {
    let get = caller.clients.backup.get_backup_plan().backup_plan_id(id.raw());
    caller.once("GetBackupPlan", get.max_scheduled_runs_preview(NEXT_RUNS).send()).await
}

async fn with_selections(
    caller: &Caller<'_>,
    id: &Text,
    document: PlanDocument,
) -> Result<PlanDocument, Failure> {
    match selections(caller, id).await {
        Ok(selections) => Ok(PlanDocument { selections, ..document }),
        Err(failure) => match gap(&failure) {
            Some(missing) => Ok(PlanDocument { missing: Some(missing), ..document }),
            None => Err(failure),
        },
    }
}

async fn selections(caller: &Caller<'_>, plan: &Text) -> Result<Vec<Selection>, Failure> {
    let mut listed = Vec::new();
    let call = |token| {
        let list = caller.clients.backup.list_backup_selections().backup_plan_id(plan.raw());
        list.max_results(PAGE).set_next_token(token).send()
    };
    caller
        .pages("ListBackupSelections", call, |page| {
            listed.extend(page.backup_selections_list.unwrap_or_default());
            page.next_token
        })
        .await?;
    stream::iter(&listed).then(|listed| selection(caller, plan, listed)).try_collect().await
}

async fn selection(
    caller: &Caller<'_>,
    plan: &Text,
    listed: &BackupSelectionsListMember,
) -> Result<Selection, Failure> {
    let get = caller.clients.backup.get_backup_selection().backup_plan_id(plan.raw());
    let call = get.set_selection_id(listed.selection_id.clone()).send();
    let answer = caller.once("GetBackupSelection", call).await?;
    Ok(convert::selection(listed, answer.backup_selection()))
}

/// Versions are a detail, as tags are.
async fn versions(caller: &Caller<'_>, id: &Text, sink: &mut Sink<'_>) {
    let mut versions = Vec::new();
    let call = |token| {
        let list = caller.clients.backup.list_backup_plan_versions().backup_plan_id(id.raw());
        list.max_results(PAGE).set_next_token(token).send()
    };
    let read = caller.pages("ListBackupPlanVersions", call, |page| {
        versions.extend(page.backup_plan_versions_list().iter().map(convert::version));
        page.next_token
    });
    match read.await {
        Ok(()) => sink(Page::Versions(versions)),
        Err(failure) => tracing::debug!(plan = %id, why = failure.short(), "versions not read"),
    }
}

/// Some failures are about one plan, which then shows a gap. The others are about the whole scope, and waiting mends them:
/// they end the request, so that the next one fills what is missing.
fn gap(failure: &Failure) -> Option<Text> {
    let one_plans = matches!(
        failure.kind,
        FailureKind::AccessDenied | FailureKind::NotFound | FailureKind::Invalid | FailureKind::Garbled
    );
    one_plans.then(|| Text::new(&failure.sentence()))
}
