//! The calls that change something: one for each [`Write`].

use aws_sdk_backup::types::{self, BackupVaultEvent};

use crate::app::effect::{Page, Started};
use crate::aws::call::Caller;
use crate::aws::convert::{required, text, time};
use crate::domain::failure::Failure;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::write::{BackupRequest, CopyRequest, PointName, RestoreRequest, Write};

/// Carries out a write.
pub(in crate::aws) async fn send(caller: &Caller<'_>, write: &Write) -> Result<Page, Failure> {
    let backup = &caller.clients.backup;
    match write {
        Write::StartBackup(request) => return start_backup(caller, request).await,
        Write::StartCopy(request) => return start_copy(caller, request).await,
        Write::StartRestore(request) => return start_restore(caller, request).await,
        Write::StopBackup { job } => {
            caller.once("StopBackupJob", backup.stop_backup_job().backup_job_id(job).send()).await?;
        }
        Write::KeepPoint { point, lifecycle: keep } => {
            let PointName { vault, point } = point;
            let call = backup.update_recovery_point_lifecycle().backup_vault_name(vault);
            let call = call.recovery_point_arn(point).lifecycle(asked(*keep)).send();
            caller.once("UpdateRecoveryPointLifecycle", call).await?;
        }
        Write::DeletePoint(PointName { vault, point }) => {
            let call = backup.delete_recovery_point().backup_vault_name(vault).recovery_point_arn(point);
            caller.once("DeleteRecoveryPoint", call.send()).await?;
        }
        Write::DisassociatePoint(PointName { vault, point }) => {
            let call = backup.disassociate_recovery_point().backup_vault_name(vault);
            caller.once("DisassociateRecoveryPoint", call.recovery_point_arn(point).send()).await?;
        }
        Write::Tag { arn, tags } => {
            let tags = Some(tags.iter().cloned().collect());
            caller.once("TagResource", backup.tag_resource().resource_arn(arn).set_tags(tags).send()).await?;
        }
        Write::Untag { arn, keys } => {
            let call = backup.untag_resource().resource_arn(arn).set_tag_key_list(Some(keys.clone()));
            caller.once("UntagResource", call.send()).await?;
        }
        Write::Notify { vault, topic, events } => {
            let events = events.iter().map(|event| BackupVaultEvent::from(event.as_str())).collect();
            let call = backup.put_backup_vault_notifications().backup_vault_name(vault);
            let call = call.sns_topic_arn(topic).set_backup_vault_events(Some(events)).send();
            caller.once("PutBackupVaultNotifications", call).await?;
        }
        Write::Silence { vault } => {
            let call = backup.delete_backup_vault_notifications().backup_vault_name(vault).send();
            caller.once("DeleteBackupVaultNotifications", call).await?;
        }
    }
    Ok(Page::Done)
}

async fn start_backup(caller: &Caller<'_>, request: &BackupRequest) -> Result<Page, Failure> {
    let tags = request.tags.iter().cloned().collect();
    let call = caller
        .clients
        .backup
        .start_backup_job()
        .backup_vault_name(&request.vault)
        .resource_arn(&request.resource)
        .iam_role_arn(&request.role)
        .idempotency_token(&request.token)
        .set_lifecycle(lifecycle(request.lifecycle))
        .set_recovery_point_tags((!request.tags.is_empty()).then_some(tags))
        .send();
    let answer = caller.once("StartBackupJob", call).await?;
    Ok(Page::Started(Started {
        job: required(answer.backup_job_id.as_ref()),
        recovery_point: text(answer.recovery_point_arn.as_ref()),
        created: time(answer.creation_date.as_ref()),
    }))
}

async fn start_copy(caller: &Caller<'_>, request: &CopyRequest) -> Result<Page, Failure> {
    let call = caller
        .clients
        .backup
        .start_copy_job()
        .recovery_point_arn(&request.point.point)
        .source_backup_vault_name(&request.point.vault)
        .destination_backup_vault_arn(&request.destination)
        .iam_role_arn(&request.role)
        .idempotency_token(&request.token)
        .set_lifecycle(lifecycle(request.lifecycle))
        .send();
    let answer = caller.once("StartCopyJob", call).await?;
    Ok(Page::Started(Started {
        job: required(answer.copy_job_id.as_ref()),
        recovery_point: None,
        created: time(answer.creation_date.as_ref()),
    }))
}

async fn start_restore(caller: &Caller<'_>, request: &RestoreRequest) -> Result<Page, Failure> {
    let call = caller
        .clients
        .backup
        .start_restore_job()
        .recovery_point_arn(&request.point.point)
        .set_metadata(Some(request.metadata.iter().cloned().collect()))
        .iam_role_arn(&request.role)
        .resource_type(&request.resource_type)
        .set_copy_source_tags_to_restored_resource(request.copy_tags.then_some(true))
        .idempotency_token(&request.token)
        .send();
    let answer = caller.once("StartRestoreJob", call).await?;
    let job = required(answer.restore_job_id.as_ref());
    Ok(Page::Started(Started { job, recovery_point: None, created: None }))
}

/// Nothing at all where nothing is asked for: AWS then keeps the point for ever, and a copy as long as its source.
fn lifecycle(keep: Lifecycle) -> Option<types::Lifecycle> {
    (keep.cold_after_days.is_some() || keep.delete_after_days.is_some()).then(|| asked(keep))
}

fn asked(keep: Lifecycle) -> types::Lifecycle {
    types::Lifecycle::builder()
        .set_move_to_cold_storage_after_days(keep.cold_after_days)
        .set_delete_after_days(keep.delete_after_days)
        .set_opt_in_to_archive_for_supported_resources(keep.archive_opt_in.then_some(true))
        .build()
}
