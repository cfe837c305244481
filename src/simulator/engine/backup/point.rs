//! The recovery point that a backup job makes.

use super::super::Scope;
use super::super::point_life::watch;
use crate::simulator::kinds::Kind;
use crate::simulator::state::{BackupJob, Point, PointStatus, State, StorageClass};

/// Takes the unfinished point of a failed job away; a continuous point stays.
pub(super) fn drop_unfinished(state: &mut State, scope: &Scope, job: &BackupJob) {
    let points = &mut state.estate(scope).points;
    if points.get(&job.point_arn).is_some_and(|point| point.status == PointStatus::Creating) {
        points.remove(&job.point_arn);
    }
}

/// Adds the job's recovery point, or brings it up to date.
pub(super) fn add(state: &mut State, scope: &Scope, job: &BackupJob, status: PointStatus) {
    let estate = state.estate(scope);
    let completed = job.completion_date;
    if let Some(point) = estate.points.get_mut(&job.point_arn) {
        if status != PointStatus::Creating {
            point.status = status;
            point.completion_date = completed;
        }
        return;
    }
    let Some(vault) = estate.vaults.get(&job.backup_vault_name) else { return };
    let kind = if job.is_parent {
        Kind::named(job.resource_type)
    } else {
        Kind::of_point(job.resource_type, &job.point_arn, &job.resource_arn, &job.resource_name)
    };
    let vault_key = kind.is_none_or(|kind| kind.fully_managed) || vault.is_air_gapped();
    let mut point = Point {
        recovery_point_arn: job.point_arn.clone(),
        backup_vault_name: job.backup_vault_name.clone(),
        backup_vault_arn: job.backup_vault_arn.clone(),
        vault_type: job.vault_type,
        source_backup_vault_arn: None,
        resource_arn: job.resource_arn.clone(),
        resource_type: job.resource_type,
        resource_name: job.resource_name.clone(),
        created_by: job.created_by.clone(),
        iam_role_arn: job.iam_role_arn.clone(),
        status,
        status_message: None,
        creation_date: job.creation_date,
        initiation_date: job.initiation_date,
        completion_date: completed,
        backup_size_in_bytes: Some(job.backup_size_in_bytes),
        lifecycle: None,
        calculated_lifecycle: None,
        encryption_key_arn: job.encryption_key_arn.clone(),
        encryption_key_type: if vault_key { vault.encryption_key_type } else { "CUSTOMER_MANAGED_KMS_KEY" },
        is_encrypted: job.is_encrypted,
        storage_class: StorageClass::Warm,
        last_restore_time: None,
        parent_recovery_point_arn: job.parent_point_arn.clone(),
        composite_member_identifier: job.parent_point_arn.as_ref().map(|_| job.resource_name.clone()),
        is_parent: job.is_parent,
        continuous: job.is_continuous(),
        rare: None,
    };
    let lifecycle = job.recovery_point_lifecycle.clone();
    point
        .keep(lifecycle.map(|lifecycle| {
            kind.map_or_else(|| lifecycle.clone(), |kind| lifecycle.clone().for_kind(kind))
        }));
    if job.is_continuous() {
        // A continuous point lives on as long as its rule: only the window behind it moves.
        point.calculated_lifecycle = None;
    }
    // The resource's own tags are copied; those of the rule or the call are added (developer guide, "Tags").
    let resource = estate.resources.get(&job.resource_arn);
    let mut tags = resource.map(|resource| resource.tags.clone()).unwrap_or_default();
    tags.extend(job.point_tags.clone());
    if !tags.is_empty() {
        estate.tags.insert(job.point_arn.clone(), tags);
    }
    estate.points.insert(point);
    watch(state, scope, &job.point_arn);
}
