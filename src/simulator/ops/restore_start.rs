//! `StartRestoreJob` and `PutRestoreValidationResult`.

use std::sync::Arc;

use serde_json::json;

use super::jobs::check_assumed;
use super::{access, selections};
use crate::simulator::engine::{RestoreOrder, children, nested, start_deletion, start_restore};
use crate::simulator::kinds::Kind;
use crate::simulator::request::{Members, Request};
use crate::simulator::restore::{Facts, Forms, Metadata, check, refusal};
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{Estate, Point, PointStatus, State, StorageClass};
use crate::simulator::wire::{Answer, ApiError, Outcome, Text};

/// `StartRestoreJob`. The same token gives the same job; a token with which metadata were refused stays refused.
pub fn start(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let token = members.text("IdempotencyToken")?;
    if let Some(before) = token.and_then(|token| state.estate(&request.scope).restore_tokens.get(token)) {
        return before.clone().map(|id| started(&id));
    }
    let order = read(state, request, &members)?;
    let outcome = check_order(state, &order).and_then(|()| {
        start_restore(state, order).ok_or_else(|| ApiError::not_found("Cannot find recovery point."))
    });
    if let Some(token) = token {
        state.estate(&request.scope).restore_tokens.insert(token.to_owned(), outcome.clone());
    }
    outcome.map(|id| started(&id))
}

fn started(id: &Text) -> Answer {
    Answer::ok(json!({ "RestoreJobId": id }))
}

/// What is asked for, if the point can be restored at all.
fn read(state: &mut State, request: &Request, members: &Members) -> Result<RestoreOrder, ApiError> {
    let arn = members.required("RecoveryPointArn")?;
    let metadata: Metadata = members.parsed("Metadata")?.ok_or_else(|| ApiError::missing("Metadata"))?;
    let role = members.required("IamRoleArn")?;
    selections::check_role(role)?;
    check_assumed(state, request, role)?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    let point = estate.points.get(arn);
    let point = point.ok_or_else(|| ApiError::not_found(format!("Cannot find recovery point: {arn}")))?;
    if let Some(vault) = estate.vaults.get(&point.backup_vault_name) {
        access::ask(vault, &request.scope, "StartRestoreJob", arn)?;
    }
    let kind = kind(point, members.text("ResourceType")?)?;
    check_point(point, kind)?;
    let copies_tags: Option<bool> = members.parsed("CopySourceTagsToRestoredResource")?;
    Ok(RestoreOrder {
        kind,
        metadata,
        copies_tags: copies_tags.unwrap_or(false),
        ..RestoreOrder::new(&request.scope, point, role.into(), now)
    })
}

/// What the point is to be restored as: its own type, or a volume of the other kind.
fn kind(point: &Point, given: Option<&str>) -> Result<&'static str, ApiError> {
    let Some(given) = given else { return Ok(point.resource_type) };
    let wrong = |why: &str| ApiError::invalid("ResourceType", format!("{given} {why}"));
    let spelled = |kind: &&Kind| kind.name.replace(' ', "") == given.replace(' ', "");
    let kind =
        crate::simulator::kinds::KINDS.iter().find(spelled).ok_or_else(|| wrong("is not a resource type"))?;
    let volume = |name: &str| matches!(name, "EBS" | "Storage Gateway");
    let cold = point.storage_class == StorageClass::Cold;
    match kind.name {
        own if own == point.resource_type => Ok(own),
        other if volume(other) && volume(point.resource_type) && !cold => Ok(other),
        _ => Err(wrong("is not what the recovery point can be restored as")),
    }
}

fn check_point(point: &Point, kind: &str) -> Result<(), ApiError> {
    if matches!(point.status, PointStatus::Creating | PointStatus::Deleting) {
        return Err(ApiError::invalid_request(format!(
            "Recovery point {} is not in a state in which it can be restored.",
            point.recovery_point_arn
        )));
    }
    if point.is_parent && kind == "CloudFormation" {
        return Err(ApiError::invalid_request(
            "A composite recovery point of CloudFormation cannot be restored. Restore its nested recovery points.",
        ));
    }
    Ok(())
}

/// Refuses metadata: the point's own, and those for the children of a composite.
fn check_order(state: &mut State, order: &RestoreOrder) -> Result<(), ApiError> {
    let forms = Arc::clone(&state.forms);
    let (seed, now) = (state.seed, state.now);
    let estate = state.estate(&order.scope);
    let Some(point) = estate.points.get(&order.point_arn) else { return Ok(()) };
    check_metadata(&forms, order, (point, order.kind), &order.metadata, (seed, now))?;
    check_nested(&forms, estate, order, point, (seed, now))
}

fn check_metadata(
    forms: &Forms,
    order: &RestoreOrder,
    (point, kind): (&Point, &str),
    metadata: &Metadata,
    (seed, now): (u64, jiff::Timestamp),
) -> Result<(), ApiError> {
    let facts = Facts { point, scope: &order.scope, seed, now, fresh: "" };
    match forms.meant(kind, &facts, metadata) {
        Some(form) => check(forms, form, &facts, metadata),
        None => Err(ApiError::invalid_request(format!("Restoring {kind} is not supported."))),
    }
}

fn check_nested(
    forms: &Forms,
    estate: &Estate,
    order: &RestoreOrder,
    parent: &Point,
    at: (u64, jiff::Timestamp),
) -> Result<(), ApiError> {
    let nested = nested(&order.metadata);
    if nested.is_empty() {
        return Ok(());
    }
    let children = children(estate, parent);
    for (arn, metadata) in &nested {
        let child = children.iter().find(|child| child.recovery_point_arn == arn.as_str());
        let child = child.ok_or_else(|| {
            refusal(&format!(
                "Invalid value for key nestedRestoreJobs : {arn} is not one of its recovery points"
            ))
        })?;
        check_metadata(forms, order, (child, child.resource_type), metadata, at)?;
    }
    Ok(())
}

/// `PutRestoreValidationResult`: the caller's verdict, once, while it is waited for.
pub fn validate(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let members = request.members()?;
    let status = members.required("ValidationStatus")?;
    if !matches!(status, "SUCCESSFUL" | "FAILED" | "TIMED_OUT") {
        return Err(ApiError::invalid(
            "ValidationStatus",
            format!("{status} is not the result of a validation"),
        ));
    }
    let message = members.text("ValidationStatusMessage")?;
    let (seed, now) = (state.seed, state.now);
    let job = state.estate(&request.scope).restore_jobs.get_mut(id);
    let job = job.ok_or_else(|| ApiError::not_found(format!("Restore job {id} does not exist")))?;
    if job.validation_status.as_deref() != Some("VALIDATING") {
        return Err(ApiError::invalid_request(format!(
            "Restore job {id} is not waiting for a validation result."
        )));
    }
    job.validation_status = Some(status.into());
    job.validation_status_message = message.map(Text::from);
    let next = start_deletion(job, now, seed);
    let id = job.restore_job_id.clone();
    if let Some(next) = next {
        state.engine.look(&request.scope, JobKind::Restore, &id, next);
    }
    Ok(Answer::empty())
}
