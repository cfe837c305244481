//! Reading plans and their versions.

use serde_json::Value;

use super::{document, find, preview, unknown};
use crate::simulator::ops::{listing, record};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Plan, PlanMember, PlanVersion, State};
use crate::simulator::wire::{Answer, Epoch, Outcome};

/// `GetBackupPlan`. Of a deleted plan only a version can be asked for.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let count = request.query_number("MaxScheduledRunsPreview")?.unwrap_or(0);
    let now = state.now;
    let estate = state.estate(&request.scope);
    let (plan, version) = if let Some(id) = request.query("versionId") {
        let plan = estate.plans.get(request.label(0)).ok_or_else(unknown)?;
        (plan, plan.versions.iter().find(|version| version.id == id))
    } else {
        let plan = find(estate, request.label(0))?;
        (plan, plan.current())
    };
    let version = version.ok_or_else(unknown)?;
    let mut members = record(&member(plan, version));
    members.remove("BackupPlanName");
    members.insert("BackupPlan".to_owned(), document::view(version));
    if count > 0 {
        let runs = match plan.deleted {
            Some(_) => Vec::new(),
            None => preview::runs(estate, plan, version, now, usize::try_from(count).unwrap_or(0)),
        };
        members.insert("ScheduledRunsPreview".to_owned(), Value::Array(runs));
    }
    Ok(Answer::ok(members))
}

/// `ListBackupPlans`, with the deleted ones if asked for.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "plans")?;
    let deleted_too = request.query_flag("includeDeleted");
    let keep = |plan: &Plan| deleted_too || plan.deleted.is_none();
    let (page, token) = paging.page(&state.estate(&request.scope).plans, keep);
    let view = |plan: &Plan| plan.current().map(|version| record(&member(plan, version)));
    Ok(listing("BackupPlansList", page.into_iter().filter_map(view), token))
}

/// `ListBackupPlanVersions`, newest first; those of a deleted plan are still there.
pub fn versions(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let paging = Paging::read(request, &format!("versions/{id}"))?;
    let plan = state.estate(&request.scope).plans.get(id).ok_or_else(unknown)?;
    // Versions are added at the end, and none ever goes.
    let (page, token) = paging.by_place((0_i64..).zip(&plan.versions), |(at, _)| (-at, "".into()));
    Ok(listing(
        "BackupPlanVersionsList",
        page.into_iter().map(|(_, version)| record(&member(plan, version))),
        token,
    ))
}

fn member<'a>(plan: &'a Plan, version: &'a PlanVersion) -> PlanMember<'a> {
    PlanMember {
        backup_plan_arn: &plan.arn,
        backup_plan_id: &plan.id,
        creation_date: Epoch(version.created.max(plan.created)),
        deletion_date: plan.deleted.map(Epoch),
        version_id: &version.id,
        backup_plan_name: &version.name,
        creator_request_id: &plan.creator_request_id,
        last_execution_date: plan.last_execution.map(Epoch),
        advanced_backup_settings: Some(version.advanced.as_slice()).filter(|settings| !settings.is_empty()),
    }
}
