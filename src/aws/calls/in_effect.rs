//! Whether a write of which nobody knows what came is in effect: AWS is asked for what it would have changed.
//!
//! Only for writes without a token: those with one are repeated with it, or their job is looked for.

use std::collections::BTreeSet;

use aws_sdk_backup::operation::describe_recovery_point::DescribeRecoveryPointOutput;
use aws_sdk_backup::types::{BackupJobState, RecoveryPointStatus};

use super::facts::there;
use crate::aws::call::{Caller, PAGE};
use crate::domain::failure::Failure;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::write::{PointName, Write};

/// Whether what the write asks for is so; `None` where that can't be told.
pub(in crate::aws) async fn is_in_effect(
    caller: &Caller<'_>,
    write: &Write,
) -> Result<Option<bool>, Failure> {
    match write {
        Write::StartBackup(_) | Write::StartCopy(_) | Write::StartRestore(_) => Ok(None),
        Write::StopBackup { job } => stopped(caller, job).await,
        // A deleted point goes by DELETING (API notes, section 4.3).
        Write::DeletePoint(name) => {
            let point = point(caller, name).await?;
            Ok(Some(point.is_none_or(|point| point.status == Some(RecoveryPointStatus::Deleting))))
        }
        // RDS and Aurora take the point out of the vault, S3 leaves it there, stopped (API notes, section 4.3).
        Write::DisassociatePoint(name) => {
            let point = point(caller, name).await?;
            Ok(Some(point.is_none_or(|point| point.status == Some(RecoveryPointStatus::Stopped))))
        }
        Write::KeepPoint { point: name, lifecycle } => {
            Ok(point(caller, name).await?.map(|point| is_kept(&point, *lifecycle)))
        }
        Write::Tag { arn, tags } => {
            let there = tags_of(caller, arn).await?;
            Ok(there.map(|there| tags.iter().all(|tag| there.contains(tag))))
        }
        Write::Untag { arn, keys } => {
            let there = tags_of(caller, arn).await?;
            Ok(there.map(|there| there.iter().all(|(key, _)| !keys.contains(key))))
        }
        Write::Notify { vault, topic, events } => {
            let wanted: BTreeSet<&str> = events.iter().map(String::as_str).collect();
            let there = notifications(caller, vault).await?;
            Ok(Some(there.is_some_and(|(to, told)| {
                to.as_ref() == Some(topic)
                    && told.iter().map(String::as_str).collect::<BTreeSet<_>>() == wanted
            })))
        }
        Write::Silence { vault } => Ok(Some(notifications(caller, vault).await?.is_none())),
    }
}

async fn stopped(caller: &Caller<'_>, job: &str) -> Result<Option<bool>, Failure> {
    let call = caller.clients.backup.describe_backup_job().backup_job_id(job).send();
    let job = there(caller.once("DescribeBackupJob", call).await)?;
    let is_stopped = |state| matches!(state, BackupJobState::Aborting | BackupJobState::Aborted);
    Ok(job.map(|job| job.state.is_some_and(is_stopped)))
}

async fn point(
    caller: &Caller<'_>,
    PointName { vault, point }: &PointName,
) -> Result<Option<DescribeRecoveryPointOutput>, Failure> {
    let call =
        caller.clients.backup.describe_recovery_point().backup_vault_name(vault).recovery_point_arn(point);
    there(caller.once("DescribeRecoveryPoint", call.send()).await)
}

/// AWS gives a point that is kept for ever no days, or -1.
fn is_kept(point: &DescribeRecoveryPointOutput, wanted: Lifecycle) -> bool {
    let days = |days: Option<i64>| days.filter(|days| *days > 0);
    let kept = point.lifecycle.as_ref();
    days(kept.and_then(|kept| kept.delete_after_days)) == days(wanted.delete_after_days)
        && days(kept.and_then(|kept| kept.move_to_cold_storage_after_days)) == days(wanted.cold_after_days)
}

async fn tags_of(caller: &Caller<'_>, arn: &str) -> Result<Option<Vec<(String, String)>>, Failure> {
    let mut tags = Vec::new();
    let call = |token| {
        caller.clients.backup.list_tags().resource_arn(arn).max_results(PAGE).set_next_token(token).send()
    };
    let read = caller.pages("ListTags", call, |page| {
        tags.extend(page.tags.unwrap_or_default());
        page.next_token
    });
    Ok(there(read.await)?.map(|()| tags))
}

/// The vault's topic and events, if it has any.
async fn notifications(
    caller: &Caller<'_>,
    vault: &str,
) -> Result<Option<(Option<String>, Vec<String>)>, Failure> {
    let call = caller.clients.backup.get_backup_vault_notifications().backup_vault_name(vault).send();
    let answer = there(caller.once("GetBackupVaultNotifications", call).await)?;
    Ok(answer.map(|answer| {
        let events = answer.backup_vault_events.unwrap_or_default();
        (answer.sns_topic_arn, events.iter().map(|event| event.as_str().to_owned()).collect())
    }))
}
