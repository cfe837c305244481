//! Recovery points: list by vault and by resource, describe.

use serde_json::{Map, Value};

use super::{listing, record};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Point, State};
use crate::simulator::wire::{Answer, ApiError, Outcome};

/// `ListRecoveryPointsByBackupVault`.
pub fn list_by_vault(state: &mut State, request: &Request) -> Outcome {
    let vault = request.label(0);
    let paging = Paging::read(request, &format!("points/{vault}"))?;
    let after = request.query_time("createdAfter")?;
    let before = request.query_time("createdBefore")?;
    let resource = request.query("resourceArn");
    let kind = request.query("resourceType");
    let plan = request.query("backupPlanId");
    let parent = request.query("parentRecoveryPointArn");
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let keep = |point: &Point| {
        point.backup_vault_name == vault
            && resource.is_none_or(|arn| point.resource_arn == arn)
            && kind.is_none_or(|kind| point.resource_type == kind)
            && plan.is_none_or(|id| point.created_by.as_ref().is_some_and(|by| by.backup_plan_id == id))
            && parent.is_none_or(|arn| point.parent_recovery_point_arn.as_deref() == Some(arn))
            && after.is_none_or(|after| point.creation_date.0 > after)
            && before.is_none_or(|before| point.creation_date.0 < before)
    };
    let (page, token) = paging.page(&estate.points, keep);
    Ok(listing("RecoveryPoints", page.into_iter().map(by_vault), token))
}

/// `ListRecoveryPointsByResource`.
pub fn list_by_resource(state: &mut State, request: &Request) -> Outcome {
    let resource = request.label(0);
    let paging = Paging::read(request, &format!("points/{resource}"))?;
    let estate = state.estate(&request.scope);
    let (page, token) = paging.page(&estate.points, |point| point.resource_arn == resource);
    Ok(listing("RecoveryPoints", page.into_iter().map(by_resource), token))
}

/// `DescribeRecoveryPoint`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let (vault, arn) = (request.label(0), request.label(1));
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let point = estate.points.get(arn).filter(|point| point.backup_vault_name == vault);
    let point = point.ok_or_else(|| ApiError::not_found(format!("Cannot find recovery point: {arn}")))?;
    Ok(Answer::ok(record(point)))
}

/// The list leaves out what only the description has.
fn by_vault(point: &Point) -> Map<String, Value> {
    let mut members = record(point);
    members.remove("StorageClass");
    members
}

/// This list has fewer members, and its own name for the size.
fn by_resource(point: &Point) -> Map<String, Value> {
    const KEPT: [&str; 9] = [
        "RecoveryPointArn",
        "CreationDate",
        "Status",
        "StatusMessage",
        "EncryptionKeyArn",
        "BackupVaultName",
        "IsParent",
        "ParentRecoveryPointArn",
        "ResourceName",
    ];
    let mut all = record(point);
    let mut members: Map<_, _> = KEPT.iter().filter_map(|name| all.remove_entry(*name)).collect();
    for (name, from) in [
        ("BackupSizeBytes", "BackupSizeInBytes"),
        ("VaultType", "VaultType"),
        ("EncryptionKeyType", "EncryptionKeyType"),
    ] {
        members.extend(all.remove(from).map(|value| (name.to_owned(), value)));
    }
    members
}
