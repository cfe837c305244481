//! The recovery point that a copy job makes at its destination.

use super::super::Scope;
use super::super::point_life::watch;
use super::{kind_of, split_vault_arn};
use crate::simulator::state::{CopyJob, Point, PointStatus, State, StorageClass, Vault};

/// Adds the copy, or brings it up to date.
pub(super) fn add(state: &mut State, scope: &Scope, job: &CopyJob, status: PointStatus) {
    let Some((home, name)) = split_vault_arn(&job.destination_backup_vault_arn) else { return };
    if let Some(point) = state.estate(&home).points.get_mut(&job.point_arn) {
        point.status = status;
        point.completion_date = job.completion_date;
        return;
    }
    let Some(source) = state.estate(scope).points.get(&job.source_recovery_point_arn).cloned() else {
        return;
    };
    let tags = state.estate(scope).tags.get(&job.source_recovery_point_arn).cloned();
    let estate = state.estate(&home);
    let Some(vault) = estate.vaults.get(name) else { return };
    let vault_key = vault.is_air_gapped() || kind_of(&source).is_none_or(|kind| kind.fully_managed);
    let mut point = Point {
        recovery_point_arn: job.point_arn.clone(),
        backup_vault_name: name.into(),
        backup_vault_arn: job.destination_backup_vault_arn.clone(),
        vault_type: job.destination_vault_type,
        source_backup_vault_arn: Some(source.backup_vault_arn.clone()),
        status,
        status_message: None,
        initiation_date: job.creation_date,
        completion_date: job.completion_date,
        encryption_key_arn: job.destination_encryption_key_arn.clone(),
        encryption_key_type: Vault::key_type(Some(vault)),
        is_encrypted: source.is_encrypted || vault_key,
        storage_class: StorageClass::Warm,
        last_restore_time: None,
        parent_recovery_point_arn: job.parent_point_arn.clone(),
        continuous: false,
        rare: None,
        iam_role_arn: job.iam_role_arn.clone(),
        created_by: job.created_by.clone(),
        ..source
    };
    point.keep(job.destination_recovery_point_lifecycle.clone());
    if let Some(tags) = tags {
        estate.tags.insert(job.point_arn.clone(), tags);
    }
    estate.points.insert(point);
    watch(state, &home, &job.point_arn);
}

/// Takes away what a failed copy began.
pub(super) fn drop_unfinished(state: &mut State, job: &CopyJob) {
    if let Some((home, _)) = split_vault_arn(&job.destination_backup_vault_arn) {
        state.estate(&home).points.remove(&job.point_arn);
    }
}

/// Takes away the point that only was there to be copied to an air-gapped vault.
pub(super) fn drop_temporary(state: &mut State, scope: &Scope, job: &CopyJob) {
    let estate = state.estate(scope);
    let source = estate.points.get(&job.source_recovery_point_arn);
    let lifecycle = source.and_then(|point| point.lifecycle.as_ref());
    if lifecycle.is_some_and(|lifecycle| lifecycle.delete_after_event.is_some()) {
        estate.points.remove(&job.source_recovery_point_arn);
        estate.tags.remove(&job.source_recovery_point_arn);
    }
}
