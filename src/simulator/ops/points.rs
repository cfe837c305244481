//! Recovery points: list by vault and by resource, describe.

use serde::Serialize;

use super::listing;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{
    AggregatedScanResult, IndexStatus, Key, Point, PointStatus, Reach, Scan, ScanResult, State, StorageClass,
    VaultKind,
};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

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
    let keys = match resource {
        Some(arn) => vec![Key::VaultResource(vault.into(), arn.into())],
        None => vec![Key::Vault(vault.into())],
    };
    let keys = keys.into_iter().chain(parent.map(|arn| Key::Parent(arn.into()))).collect();
    let (page, token) =
        paging.walk(std::iter::once(&estate.points), &Reach { keys, newest: before, oldest: after }, keep);
    Ok(listing("RecoveryPoints", page.into_iter().map(by_vault), token))
}

/// `ListRecoveryPointsByResource`.
pub fn list_by_resource(state: &mut State, request: &Request) -> Outcome {
    let resource = request.label(0);
    let paging = Paging::read(request, &format!("points/{resource}"))?;
    let estate = state.estate(&request.scope);
    let reach = Reach { keys: vec![Key::Resource(resource.into())], ..Reach::default() };
    let (page, token) =
        paging.walk(std::iter::once(&estate.points), &reach, |point| point.resource_arn == resource);
    Ok(listing("RecoveryPoints", page.into_iter().map(by_resource), token))
}

/// `DescribeRecoveryPoint`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let (vault, arn) = (request.label(0), request.label(1));
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let point = estate.points.get(arn).filter(|point| point.backup_vault_name == vault);
    let point = point.ok_or_else(|| ApiError::not_found(format!("Cannot find recovery point: {arn}")))?;
    let scan_results = scan_of(point).map(|scan| [scan.result()]);
    Ok(Answer::ok(Description { point, storage_class: point.storage_class, scan_results }))
}

fn scan_of(point: &Point) -> Option<Scan> {
    point.rare.as_ref()?.scan
}

/// `RecoveryPointByBackupVault`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ByVault<'a> {
    #[serde(flatten)]
    point: &'a Point,
    aggregated_scan_result: Option<AggregatedScanResult>,
}

fn by_vault(point: &Point) -> ByVault<'_> {
    ByVault { point, aggregated_scan_result: scan_of(point).map(Scan::aggregated) }
}

/// What only the description has.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Description<'a> {
    #[serde(flatten)]
    point: &'a Point,
    storage_class: StorageClass,
    scan_results: Option<[ScanResult; 1]>,
}

/// `RecoveryPointByResource`: fewer members, and its own name for the size.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ByResource<'a> {
    recovery_point_arn: &'a str,
    creation_date: Epoch,
    status: PointStatus,
    status_message: Option<&'a str>,
    encryption_key_arn: Option<&'a str>,
    backup_size_bytes: Option<u64>,
    backup_vault_name: &'a str,
    is_parent: bool,
    parent_recovery_point_arn: Option<&'a str>,
    resource_name: &'a str,
    vault_type: VaultKind,
    encryption_key_type: &'static str,
    index_status: Option<IndexStatus>,
    index_status_message: Option<&'a str>,
    aggregated_scan_result: Option<AggregatedScanResult>,
}

fn by_resource(point: &Point) -> ByResource<'_> {
    let index = point.rare.as_ref().and_then(|rare| rare.index.as_ref());
    ByResource {
        recovery_point_arn: &point.recovery_point_arn,
        creation_date: point.creation_date,
        status: point.status,
        status_message: point.status_message.as_deref(),
        encryption_key_arn: point.encryption_key_arn.as_deref(),
        backup_size_bytes: point.backup_size_in_bytes,
        backup_vault_name: &point.backup_vault_name,
        is_parent: point.is_parent,
        parent_recovery_point_arn: point.parent_recovery_point_arn.as_deref(),
        resource_name: &point.resource_name,
        vault_type: point.vault_type,
        encryption_key_type: point.encryption_key_type,
        index_status: index.map(|index| index.index_status),
        index_status_message: index.and_then(|index| index.index_status_message.as_deref()),
        aggregated_scan_result: scan_of(point).map(Scan::aggregated),
    }
}
