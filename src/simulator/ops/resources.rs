//! Protected resources: those that have at least one recovery point.

use serde::Serialize;
use serde_json::json;

use super::{listing, record};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, JobState, Key, Point, PointStatus, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// `ListProtectedResources`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "resources")?;
    Ok(answer(&paging, state.estate(&request.scope), None))
}

/// `ListProtectedResourcesByBackupVault`.
pub fn list_by_vault(state: &mut State, request: &Request) -> Outcome {
    let vault = request.label(0);
    let paging = Paging::read(request, &format!("resources/{vault}"))?;
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    Ok(answer(&paging, estate, Some(vault)))
}

/// `DescribeProtectedResource`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let estate = state.estate(&request.scope);
    let point = estate.points.find(Key::Resource(arn.into())).find(|point| is_backup(point));
    let point = point.ok_or_else(|| ApiError::not_found(format!("Resource not found: {arn}")))?;
    let mut members = record(&member(point));
    let restored =
        estate.restore_jobs.find(Key::Resource(arn.into())).find(|job| job.status == JobState::Completed);
    if let Some(job) = restored {
        let took = job.completion_date.map(|end| end.0.duration_since(job.creation_date.0).as_mins());
        members.insert("LatestRestoreExecutionTimeMinutes".to_owned(), json!(took));
        members.insert("LatestRestoreJobCreationDate".to_owned(), json!(job.creation_date));
        members.insert(
            "LatestRestoreRecoveryPointCreationDate".to_owned(),
            json!(job.recovery_point_creation_date),
        );
    }
    Ok(Answer::ok(members))
}

/// One page of the resources with points, by ARN, each with its newest point there.
fn answer(paging: &Paging, estate: &Estate, vault: Option<&str>) -> Answer {
    let resources = estate.points.resources(vault, paging.after());
    let newest =
        resources.filter_map(|(arn, mut points)| Some((arn, points.find(|point| is_backup(point))?)));
    let (page, token) = paging.by_name(newest);
    listing("Results", page.into_iter().map(member), token)
}

/// A point that is still being made protects nothing yet.
fn is_backup(point: &Point) -> bool {
    point.status != PointStatus::Creating
}

/// A protected resource, known by its newest point.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Member<'a> {
    resource_arn: &'a str,
    resource_type: &'static str,
    resource_name: &'a str,
    last_backup_time: Epoch,
    last_backup_vault_arn: &'a str,
    last_recovery_point_arn: &'a str,
}

fn member(point: &Point) -> Member<'_> {
    Member {
        resource_arn: &point.resource_arn,
        resource_type: point.resource_type,
        resource_name: &point.resource_name,
        last_backup_time: point.completion_date.unwrap_or(point.creation_date),
        last_backup_vault_arn: &point.backup_vault_arn,
        last_recovery_point_arn: &point.recovery_point_arn,
    }
}
