//! Protected resources: those that have at least one recovery point.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::listing;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, JobState, Point, PointStatus, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// `ListProtectedResources`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "resources")?;
    Ok(answer(&paging, state.estate(&request.scope), |_| true))
}

/// `ListProtectedResourcesByBackupVault`.
pub fn list_by_vault(state: &mut State, request: &Request) -> Outcome {
    let vault = request.label(0);
    let paging = Paging::read(request, &format!("resources/{vault}"))?;
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    Ok(answer(&paging, estate, |point| point.backup_vault_name == vault))
}

/// `DescribeProtectedResource`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let estate = state.estate(&request.scope);
    let point = estate.points.iter().find(|point| point.resource_arn == arn && is_backup(point));
    let mut members = member(point.ok_or_else(|| ApiError::not_found(format!("Resource not found: {arn}")))?);
    let restored = estate
        .restore_jobs
        .iter()
        .find(|job| job.source_resource_arn == arn && job.status == JobState::Completed);
    if let Some(job) = restored {
        let took = job.completion_date.map(|end| end.0.duration_since(job.creation_date.0).as_mins());
        members["LatestRestoreExecutionTimeMinutes"] = json!(took);
        members["LatestRestoreJobCreationDate"] = json!(job.creation_date);
        members["LatestRestoreRecoveryPointCreationDate"] = json!(job.recovery_point_creation_date);
    }
    Ok(Answer::ok(members))
}

fn answer(paging: &Paging, estate: &Estate, keep: impl Fn(&Point) -> bool) -> Answer {
    let mut latest: BTreeMap<&str, &Point> = BTreeMap::new();
    for point in estate.points.iter().filter(|point| is_backup(point) && keep(point)) {
        latest.entry(&point.resource_arn).or_insert(point);
    }
    let (page, token) = paging.slice(latest.into_values().collect());
    listing("Results", page.into_iter().map(member), token)
}

/// A point that is still being made protects nothing yet.
fn is_backup(point: &Point) -> bool {
    point.status != PointStatus::Creating
}

fn member(point: &Point) -> Value {
    json!({
        "ResourceArn": point.resource_arn,
        "ResourceType": point.resource_type,
        "ResourceName": point.resource_name,
        "LastBackupTime": point.completion_date.unwrap_or(Epoch(point.creation_date.0)),
        "LastBackupVaultArn": point.backup_vault_arn,
        "LastRecoveryPointArn": point.recovery_point_arn,
    })
}
