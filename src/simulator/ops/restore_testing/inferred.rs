//! `GetRestoreTestingInferredMetadata`: the least metadata with which a point can be restored.

use std::sync::Arc;

use serde_json::json;

use crate::simulator::engine::inferred;
use crate::simulator::request::Request;
use crate::simulator::state::State;
use crate::simulator::wire::{Answer, ApiError, Outcome};

/// `GetRestoreTestingInferredMetadata`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let required = |name: &str| request.query(name).ok_or_else(|| ApiError::missing(name));
    let (vault, arn) = (required("BackupVaultName")?, required("RecoveryPointArn")?);
    if request.query("BackupVaultAccountId").is_some_and(|account| *request.scope.account != *account) {
        return Err(ApiError::insufficient_privileges());
    }
    let (forms, seed, now) = (Arc::clone(&state.forms), state.seed, state.now);
    let fresh = format!("awsbackup-restore-test-{}", state.random.hex(12));
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let point = estate.points.get(arn).filter(|point| point.backup_vault_name == vault);
    let point = point.ok_or_else(|| ApiError::not_found(format!("Cannot find recovery point: {arn}")))?;
    if !forms.testable(point.resource_type) {
        let why = format!("restore testing does not support {}", point.resource_type);
        return Err(ApiError::invalid("RecoveryPointArn", why));
    }
    let metadata = inferred(&forms, &request.scope, seed, point, now, &fresh);
    Ok(Answer::ok(json!({ "InferredMetadata": metadata })))
}
