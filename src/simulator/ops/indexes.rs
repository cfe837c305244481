//! Backup indexes of recovery points.

use serde::Serialize;
use serde_json::json;

use super::{listing, point_changes};
use crate::simulator::engine::{can_index, delete_index, start_index};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Index, IndexStatus, Point, PointStatus, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// `GetRecoveryPointIndexDetails`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let point = point_changes::find(state, request)?;
    let index = index_of(point).ok_or_else(|| {
        ApiError::not_found(format!("Recovery point {} has no backup index.", point.recovery_point_arn))
    })?;
    let active = index.index_status == IndexStatus::Active;
    Ok(Answer::ok(json!({
        "RecoveryPointArn": point.recovery_point_arn,
        "BackupVaultArn": point.backup_vault_arn,
        "SourceResourceArn": point.resource_arn,
        "IndexCreationDate": index.created,
        "IndexDeletionDate": index.deleted,
        "IndexCompletionDate": index.completed,
        "IndexStatus": index.index_status,
        "IndexStatusMessage": index.index_status_message,
        "TotalItemsIndexed": active.then_some(index.items),
    })))
}

fn index_of(point: &Point) -> Option<&Index> {
    point.rare.as_ref()?.index.as_ref()
}

/// `UpdateRecoveryPointIndexSettings`: ENABLED makes an index, DISABLED deletes it.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let wanted = members.required("Index")?;
    let role = members.text("IamRoleArn")?;
    let point = point_changes::find(state, request)?;
    let (arn, status) = (point.recovery_point_arn.clone(), index_of(point).map(|index| index.index_status));
    match (wanted, status) {
        ("ENABLED", Some(IndexStatus::Pending | IndexStatus::Active)) | ("DISABLED", None) => {}
        (_, Some(IndexStatus::Deleting)) => {
            return Err(ApiError::invalid_request(format!("The backup index of {arn} is being deleted.")));
        }
        ("ENABLED", _) => {
            check_can(point)?;
            let role = role.ok_or_else(|| ApiError::missing("IamRoleArn"))?;
            start_index(state, &request.scope, &arn, role);
        }
        ("DISABLED", Some(_)) => delete_index(state, &request.scope, &arn),
        _ => return Err(ApiError::invalid("Index", "must be ENABLED or DISABLED")),
    }
    let point = point_changes::find(state, request)?;
    Ok(Answer::ok(json!({
        "BackupVaultName": point.backup_vault_name,
        "RecoveryPointArn": point.recovery_point_arn,
        "IndexStatus": index_of(point).map(|index| index.index_status),
        "Index": wanted,
    })))
}

fn check_can(point: &Point) -> Result<(), ApiError> {
    if !can_index(point) {
        return Err(ApiError::invalid_request(format!(
            "A backup index is made of warm recovery points of EBS and S3 only, not of {}.",
            point.recovery_point_arn
        )));
    }
    if !matches!(point.status, PointStatus::Completed | PointStatus::Available) {
        return Err(ApiError::invalid_request(format!(
            "Recovery point {} cannot be indexed in its state.",
            point.recovery_point_arn
        )));
    }
    Ok(())
}

/// `IndexedRecoveryPoint`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Indexed<'a> {
    recovery_point_arn: &'a str,
    source_resource_arn: &'a str,
    iam_role_arn: &'a str,
    backup_creation_date: Epoch,
    resource_type: &'static str,
    index_creation_date: Epoch,
    index_status: IndexStatus,
    index_status_message: Option<&'a str>,
    backup_vault_arn: &'a str,
}

/// `ListIndexedRecoveryPoints`, the newest index first.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "indexes")?;
    let resource = request.query("sourceResourceArn");
    let kind = request.query("resourceType");
    let status = request.query("indexStatus");
    let (after, before) = (request.query_time("createdAfter")?, request.query_time("createdBefore")?);
    let estate = state.estate(&request.scope);
    let with_index = estate.indexed.iter().filter_map(|arn| {
        let point = estate.points.get(arn)?;
        Some((point, index_of(point)?))
    });
    let found = with_index.filter(|(point, index)| {
        resource.is_none_or(|arn| point.resource_arn == arn)
            && kind.is_none_or(|kind| point.resource_type == kind)
            && status.is_none_or(|status| index.index_status.as_str() == status)
            && after.is_none_or(|after| point.creation_date.0 > after)
            && before.is_none_or(|before| point.creation_date.0 < before)
    });
    let place = |(point, index): &(&Point, &Index)| {
        (-index.created.0.as_microsecond(), point.recovery_point_arn.clone())
    };
    let (page, token) = paging.by_place(found, place);
    Ok(listing("IndexedRecoveryPoints", page.into_iter().map(indexed), token))
}

fn indexed<'a>((point, index): (&'a Point, &'a Index)) -> Indexed<'a> {
    Indexed {
        recovery_point_arn: &point.recovery_point_arn,
        source_resource_arn: &point.resource_arn,
        iam_role_arn: &index.role,
        backup_creation_date: point.creation_date,
        resource_type: point.resource_type,
        index_creation_date: index.created,
        index_status: index.index_status,
        index_status_message: index.index_status_message.as_deref(),
        backup_vault_arn: &point.backup_vault_arn,
    }
}
