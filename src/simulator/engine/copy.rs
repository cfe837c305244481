//! Copy jobs: listed where the source is, with a recovery point where the destination is.

use jiff::{SignedDuration, Timestamp};

use super::fate::{Fate, Windows, later, usual_duration};
use super::point_life::watch;
use super::{Run, Scope};
use crate::simulator::kinds::{Kind, Making};
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{
    CopyJob, Creator, Ending, JobState, Lifecycle, Point, PointStatus, State, StorageClass, Vault,
};
use crate::simulator::wire::{Epoch, Text};

/// A copy to be made.
#[derive(Debug, Clone)]
pub struct CopyOrder {
    /// Where the source is.
    pub scope: Scope,
    /// The recovery point to copy.
    pub point_arn: Text,
    /// The destination vault's ARN.
    pub destination: Text,
    pub role: Text,
    pub created: Timestamp,
    pub lifecycle: Option<Lifecycle>,
    pub creator: Option<Creator>,
    pub backup_job_id: Option<Text>,
    /// When the rule was due.
    pub due: Option<Timestamp>,
    /// What is to become of it; none is decided by rules.
    pub fate: Option<Fate>,
}

/// Makes the job; returns its id, or nothing when the source is gone.
pub fn place(state: &mut State, order: CopyOrder) -> Option<Text> {
    let point = state.estate(&order.scope).points.get(&order.point_arn)?.clone();
    let id: Text = state.random.uuid().to_ascii_uppercase().into();
    let (home, name) = split_vault_arn(&order.destination)?;
    let vault = state.estates.get(&home).and_then(|estate| estate.vaults.get(name)).cloned();
    let fate = order.fate.clone().unwrap_or_else(|| fate(state, &order, &point, vault.as_ref()));
    let size = point.backup_size_in_bytes.unwrap_or_default();
    let running = later(order.created, SignedDuration::from_secs(5));
    let course = fate.course(&Windows {
        pending: running,
        running,
        start_by: later(order.created, SignedDuration::from_hours(2)),
        complete_by: later(order.created, SignedDuration::from_hours(7 * 24)),
        usual: usual_duration(size) * 2,
    });
    let made = Making {
        scope: &home,
        resource_arn: &point.resource_arn,
        air_gapped: vault.as_ref().is_some_and(Vault::is_air_gapped),
        job_id: &id,
        is_copy: true,
        at: point.creation_date.0,
    };
    let kind = Kind::named(point.resource_type)?;
    let copied = kind.point_arn(&made, &mut state.random);
    let job = CopyJob {
        account_id: order.scope.account.clone(),
        copy_job_id: id.clone(),
        source_backup_vault_arn: point.backup_vault_arn.clone(),
        source_recovery_point_arn: point.recovery_point_arn.clone(),
        destination_backup_vault_arn: order.destination,
        destination_vault_type: Vault::kind(vault.as_ref()),
        destination_vault_lock_state: Vault::lock_state(vault.as_ref()),
        destination_recovery_point_arn: None,
        destination_encryption_key_arn: vault.and_then(|vault| vault.encryption_key_arn),
        destination_recovery_point_lifecycle: order.lifecycle,
        resource_arn: point.resource_arn,
        resource_type: point.resource_type,
        resource_name: point.resource_name,
        creation_date: Epoch(order.created),
        completion_date: None,
        state: JobState::Created,
        status_message: None,
        message_category: None,
        backup_size_in_bytes: size,
        iam_role_arn: order.role,
        created_by: order.creator,
        created_by_backup_job_id: order.backup_job_id,
        parent_job_id: None,
        is_parent: point.is_parent,
        course: Some(course.clone()),
        point_arn: copied,
    };
    state.estate(&order.scope).copy_jobs.insert(job);
    state.engine.follow(&order.scope, JobKind::Copy, &id, &course);
    Some(id)
}

fn fate(state: &State, order: &CopyOrder, point: &Point, vault: Option<&Vault>) -> Fate {
    let rule_id = order.creator.as_ref().map(|creator| creator.backup_rule_id.clone());
    let run = rule_id.zip(order.due).map(|(rule_id, due)| Run {
        kind: JobKind::Copy,
        rule_id,
        resource_arn: point.resource_arn.clone(),
        due,
    });
    if let Some(fate) = run.and_then(|run| state.engine.fates.get(&run)) {
        return fate.clone();
    }
    let keep = order.lifecycle.as_ref().and_then(Lifecycle::keep_days);
    Fate::of(match vault {
        None => state.messages.ending(52),
        Some(vault) if !vault.admits(keep) => state.messages.ending(58),
        Some(_) => Ending::completed(),
    })
}

/// Moves a job on; says when it moves next, or nothing once it is over.
pub(super) fn progress(state: &mut State, scope: &Scope, id: &Text, now: Timestamp) -> Option<Timestamp> {
    let job = state.estate(scope).copy_jobs.get_mut(id)?;
    let course = job.course.clone()?;
    let over = now >= course.end;
    let next = (!over).then(|| course.next(now));
    let copies = if over { course.ending.makes_a_point() } else { course.state(now) == JobState::Running };
    if over {
        job.course = None;
        job.state = course.ending.state;
        job.completion_date = Some(Epoch(course.end));
        job.status_message = course.ending.message;
        job.message_category = course.ending.category;
    } else {
        job.state = course.state(now);
    }
    job.destination_recovery_point_arn = copies.then(|| job.point_arn.clone());
    let job = job.clone();
    if copies {
        add_point(state, scope, &job);
    } else if over {
        drop_point(state, &job);
    }
    next
}

fn add_point(state: &mut State, scope: &Scope, job: &CopyJob) {
    let Some((home, name)) = split_vault_arn(&job.destination_backup_vault_arn) else { return };
    let status = if job.completion_date.is_some() { PointStatus::Completed } else { PointStatus::Creating };
    if let Some(point) = state.estate(&home).points.get_mut(&job.point_arn) {
        point.status = status;
        point.completion_date = job.completion_date;
        return;
    }
    let Some(source) = state.estate(scope).points.get(&job.source_recovery_point_arn).cloned() else {
        return;
    };
    let estate = state.estate(&home);
    let vault = estate.vaults.get(name);
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
        encryption_key_type: Vault::key_type(vault),
        storage_class: StorageClass::Warm,
        last_restore_time: None,
        continuous: false,
        rare: None,
        ..source
    };
    point.keep(job.destination_recovery_point_lifecycle.clone());
    estate.points.insert(point);
    watch(state, &home, &job.point_arn);
}

fn drop_point(state: &mut State, job: &CopyJob) {
    if let Some((home, _)) = split_vault_arn(&job.destination_backup_vault_arn) {
        state.estate(&home).points.remove(&job.point_arn);
    }
}

/// The scope and name in `arn:aws:backup:region:account:backup-vault:name`.
pub(super) fn split_vault_arn(arn: &str) -> Option<(Scope, &str)> {
    let mut parts = arn.splitn(7, ':').skip(3);
    let (region, account) = (parts.next()?, parts.next()?);
    let name = parts.nth(1)?;
    Some((Scope::new(account, region), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_arn_has_scope_and_name() {
        let arn = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault";
        assert_eq!(split_vault_arn(arn), Some((Scope::new("123456789012", "us-west-2"), "dr-vault")));
        assert_eq!(split_vault_arn("dr-vault"), None);
    }
}
