//! What users do to recovery points: new retention, deletion, disassociation.

use serde_json::json;

use super::plans;
use crate::simulator::engine::{delete_point, interrupt, watch};
use crate::simulator::request::Request;
use crate::simulator::state::{Key, Lifecycle, Point, PointStatus, State, StorageClass};
use crate::simulator::wire::{Answer, ApiError, Outcome, Text};

/// AWS's words for a point in a locked vault.
const LOCKED: &str = "RecoveryPoint cannot be deleted or updated (Backup vault configured with Lock)";
/// AWS's words for a point on hold.
const HELD: &str = "The recovery point cannot be deleted because it has active legal hold(s)";
/// Days that a point stays in cold storage at least.
const COLD_DAYS: i64 = 90;
/// The part of a cluster's backup that lives and goes with it.
const CLUSTER_STATE: &str = ":recovery-point:eks/";

/// The point of a request, by vault and ARN.
pub(super) fn find<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Point, ApiError> {
    let (vault, arn) = (request.label(0), request.label(1));
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let point = estate.points.get_mut(arn).filter(|point| point.backup_vault_name == vault);
    point.ok_or_else(|| ApiError::not_found(format!("Cannot find recovery point: {arn}")))
}

fn check_unlocked(state: &mut State, request: &Request) -> Result<(), ApiError> {
    let locked = state.estate(&request.scope).vault(request.label(0))?.locked;
    if locked { Err(ApiError::invalid_request(LOCKED)) } else { Ok(()) }
}

/// `UpdateRecoveryPointLifecycle`. It replaces retention as a whole; none is for ever.
pub fn update_lifecycle(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let given: Option<serde_json::Value> = members.parsed("Lifecycle")?;
    if given.as_ref().is_some_and(|given| !given["DeleteAfterEvent"].is_null()) {
        return Err(ApiError::invalid("Lifecycle", "DeleteAfterEvent is not valid as an input"));
    }
    let lifecycle: Option<Lifecycle> = members.parsed("Lifecycle")?;
    lifecycle.as_ref().map(plans::check_lifecycle).transpose()?;
    find(state, request)?;
    check_unlocked(state, request)?;
    let point = find(state, request)?;
    check_change(point, lifecycle.as_ref())?;
    point.keep(lifecycle);
    let answer = Answer::ok(json!({
        "BackupVaultArn": point.backup_vault_arn,
        "RecoveryPointArn": point.recovery_point_arn,
        "Lifecycle": point.lifecycle,
        "CalculatedLifecycle": point.calculated_lifecycle,
    }));
    let arn = point.recovery_point_arn.clone();
    watch(state, &request.scope, &arn);
    Ok(answer)
}

fn check_change(point: &Point, lifecycle: Option<&Lifecycle>) -> Result<(), ApiError> {
    if point.continuous {
        return Err(ApiError::invalid_request(
            "The lifecycle of a continuous recovery point cannot be updated.",
        ));
    }
    if matches!(point.status, PointStatus::Creating | PointStatus::Deleting) {
        return Err(ApiError::invalid_request(busy(point)));
    }
    let cold_days = |lifecycle: Option<&Lifecycle>| {
        lifecycle.and_then(|lifecycle| lifecycle.move_to_cold_storage_after_days).filter(|days| *days > 0)
    };
    let moved = cold_days(point.lifecycle.as_ref()).filter(|_| point.storage_class == StorageClass::Cold);
    let Some(moved) = moved else { return Ok(()) };
    if cold_days(lifecycle) != Some(moved) {
        return Err(ApiError::invalid(
            "MoveToColdStorageAfterDays",
            "cannot be changed after a recovery point was moved to cold storage",
        ));
    }
    let keep = lifecycle.and_then(Lifecycle::keep_days);
    if keep.is_some_and(|days| days < moved + COLD_DAYS) {
        return Err(ApiError::invalid(
            "DeleteAfterDays",
            "must be 90 days after the move to cold storage or later",
        ));
    }
    Ok(())
}

fn busy(point: &Point) -> String {
    let doing = if point.status == PointStatus::Deleting { "deleted" } else { "created" };
    format!("Recovery point {} is being {doing}.", point.recovery_point_arn)
}

fn check_idle(point: &Point) -> Result<(), ApiError> {
    if matches!(point.status, PointStatus::Creating | PointStatus::Deleting) {
        return Err(ApiError::invalid_state(busy(point)));
    }
    Ok(())
}

/// The cluster-state part of an EKS backup is copied, deleted and disassociated with the whole only.
fn check_own_life(point: &Point) -> Result<(), ApiError> {
    if point.parent_recovery_point_arn.is_some() && point.recovery_point_arn.contains(CLUSTER_STATE) {
        return Err(ApiError::invalid_request(
            "An EKS cluster state recovery point cannot be deleted or disassociated on its own.",
        ));
    }
    Ok(())
}

/// `DeleteRecoveryPoint`: the point is DELETING, then gone, or EXPIRED when its service refuses.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let arn = checked(state, request)?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    if estate.points.get(&arn).is_some_and(|point| estate.is_held(point, now)) {
        return Err(ApiError::invalid_request(HELD));
    }
    let is_state = |point: &&Point| point.recovery_point_arn.contains(CLUSTER_STATE);
    let nested: Vec<_> = estate.points.find(Key::Parent(arn.clone())).collect();
    if nested.iter().any(|point| point.status != PointStatus::Deleting && !is_state(point)) {
        return Err(ApiError::invalid_request(
            "The composite recovery point has nested recovery points, which must be deleted first.",
        ));
    }
    let parts: Vec<_> = nested.into_iter().filter(is_state).map(arn_of).collect();
    for part in parts.into_iter().chain([arn]) {
        delete_point(state, &request.scope, &part);
    }
    Ok(Answer::empty())
}

fn arn_of(point: &Point) -> Text {
    point.recovery_point_arn.clone()
}

/// The ARN of a point that is idle, of its own and in no locked vault.
fn checked(state: &mut State, request: &Request) -> Result<Text, ApiError> {
    find(state, request)?;
    check_unlocked(state, request)?;
    let point = find(state, request)?;
    check_own_life(point)?;
    check_idle(point)?;
    Ok(point.recovery_point_arn.clone())
}

/// `DisassociateRecoveryPoint`: the source service goes on by itself. Points of RDS and Aurora leave the vault, others stay
/// STOPPED.
pub fn disassociate(state: &mut State, request: &Request) -> Outcome {
    let arn = checked(state, request)?;
    let point = find(state, request)?;
    if !point.continuous {
        return Err(ApiError::invalid_request("Only continuous recovery points can be disassociated."));
    }
    if point.status == PointStatus::Stopped {
        return Err(ApiError::invalid_request(format!("Recovery point {arn} is disassociated already.")));
    }
    if matches!(point.resource_type, "RDS" | "Aurora") {
        let estate = state.estate(&request.scope);
        estate.points.remove(&arn);
        estate.tags.remove(&arn);
    } else {
        interrupt(state, &request.scope, &arn, "Continuous backup was disassociated.");
    }
    Ok(Answer::empty())
}

/// `DisassociateRecoveryPointFromParent`.
pub fn disassociate_from_parent(state: &mut State, request: &Request) -> Outcome {
    let point = find(state, request)?;
    if point.parent_recovery_point_arn.is_none() {
        return Err(ApiError::invalid_request(format!(
            "Recovery point {} does not belong to a composite recovery point.",
            point.recovery_point_arn
        )));
    }
    check_own_life(point)?;
    point.parent_recovery_point_arn = None;
    point.composite_member_identifier = None;
    Ok(Answer::empty())
}
