//! Restore metadata: those that a recovery point gives, and those that a job was started with.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use crate::simulator::engine::inferred;
use crate::simulator::request::Request;
use crate::simulator::restore::{Facts, Metadata};
use crate::simulator::state::{Point, State};
use crate::simulator::wire::{Answer, ApiError, Outcome, Text};

/// The body of `GetRecoveryPointRestoreMetadata`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Given<'a> {
    backup_vault_arn: &'a Text,
    recovery_point_arn: &'a Text,
    resource_type: &'a str,
    restore_metadata: BTreeMap<&'a str, Option<String>>,
}

/// `GetRecoveryPointRestoreMetadata`: the configuration that the backup was made with. Some values are null.
pub fn of_point(state: &mut State, request: &Request) -> Outcome {
    let forms = Arc::clone(&state.forms);
    let (seed, now) = (state.seed, state.now);
    let (vault, arn) = (request.label(0), request.label(1));
    if request.query("backupVaultAccountId").is_some_and(|account| *request.scope.account != *account) {
        return Err(ApiError::insufficient_privileges());
    }
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let point = find(estate.points.get(arn).filter(|point| point.backup_vault_name == vault), arn)?;
    let fresh = format!("{}", point.creation_date.0);
    let facts = Facts { point, scope: &request.scope, seed, now, fresh: &fresh };
    let mut metadata = BTreeMap::new();
    if let Some(form) = forms.usual(point.resource_type, &facts) {
        let fill = |(key, text): (&String, &String)| (key.clone(), facts.fill(text, &Metadata::new()));
        let filled: Vec<_> = form.given.iter().map(fill).collect();
        metadata.extend(form.nulls.iter().map(|key| (key.clone(), None)));
        metadata.extend(filled.into_iter().map(|(key, value)| (key, Some(value))));
    }
    let body = Given {
        backup_vault_arn: &point.backup_vault_arn,
        recovery_point_arn: &point.recovery_point_arn,
        resource_type: point.resource_type,
        restore_metadata: metadata.iter().map(|(key, value)| (key.as_str(), value.clone())).collect(),
    };
    // Absent members are left out elsewhere; the nulls in this map are AWS Backup's own.
    let mut answer = Answer::ok(json!({}));
    answer.body = serde_json::to_vec(&body).unwrap_or_default();
    Ok(answer)
}

fn find<'a>(point: Option<&'a Point>, arn: &str) -> Result<&'a Point, ApiError> {
    point.ok_or_else(|| ApiError::not_found(format!("Cannot find recovery point: {arn}")))
}

/// `GetRestoreJobMetadata`: what a job was started with. Jobs of a scenario were started with the least that works.
pub fn of_job(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let (forms, seed) = (Arc::clone(&state.forms), state.seed);
    let estate = state.estate(&request.scope);
    let job = estate.restore_jobs.get(id);
    let job = job.ok_or_else(|| ApiError::not_found(format!("Restore job {id} does not exist")))?;
    let mut metadata = job.work.metadata.clone();
    if let Some(point) = estate.points.get(&job.recovery_point_arn).filter(|_| metadata.is_empty()) {
        metadata = inferred(&forms, &request.scope, seed, point, job.creation_date.0, id);
    }
    Ok(Answer::ok(json!({ "RestoreJobId": job.restore_job_id, "Metadata": metadata })))
}
