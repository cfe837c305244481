//! A vault's access policy and notifications: put, get, delete.

use serde_json::json;

use super::record;
use crate::simulator::request::Request;
use crate::simulator::state::{Notifications, Policy, State, Vault};
use crate::simulator::wire::{Answer, ApiError, Outcome};

/// The events that a vault can tell of.
pub(in crate::simulator) const EVENTS: [&str; 30] = [
    "BACKUP_JOB_STARTED",
    "BACKUP_JOB_COMPLETED",
    "BACKUP_JOB_SUCCESSFUL",
    "BACKUP_JOB_FAILED",
    "BACKUP_JOB_EXPIRED",
    "RESTORE_JOB_STARTED",
    "RESTORE_JOB_COMPLETED",
    "RESTORE_JOB_SUCCESSFUL",
    "RESTORE_JOB_FAILED",
    "COPY_JOB_STARTED",
    "COPY_JOB_SUCCESSFUL",
    "COPY_JOB_FAILED",
    "RECOVERY_POINT_MODIFIED",
    "BACKUP_PLAN_CREATED",
    "BACKUP_PLAN_MODIFIED",
    "S3_BACKUP_OBJECT_FAILED",
    "S3_RESTORE_OBJECT_FAILED",
    "CONTINUOUS_BACKUP_INTERRUPTED",
    "RECOVERY_POINT_INDEX_COMPLETED",
    "RECOVERY_POINT_INDEX_DELETED",
    "RECOVERY_POINT_INDEXING_FAILED",
    "EKS_RESTORE_OBJECT_FAILED",
    "EKS_RESTORE_OBJECT_SKIPPED",
    "EKS_BACKUP_OBJECT_FAILED",
    "ACCESS_POINT_AVAILABLE",
    "ACCESS_POINT_CREATION_FAILED",
    "ACCESS_POINT_DELETED",
    "ACCESS_POINT_DELETION_FAILED",
    "ACCESS_POINT_EXPIRED",
    "ACCESS_POINT_DISASSOCIATED",
];

/// `PutBackupVaultAccessPolicy`.
pub fn put_policy(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let text = members.required("Policy")?;
    let policy = Policy::parse(text).map_err(|why| ApiError::invalid("Policy", why))?;
    state.estate(&request.scope).vault_mut(request.label(0))?.settings.policy = Some(policy);
    Ok(Answer::empty())
}

/// `GetBackupVaultAccessPolicy`.
pub fn get_policy(state: &mut State, request: &Request) -> Outcome {
    let vault = state.estate(&request.scope).vault(request.label(0))?;
    let policy = vault.settings.policy.as_ref().ok_or_else(|| not_set(vault, "access policy"))?;
    Ok(Answer::ok(json!({
        "BackupVaultName": vault.backup_vault_name,
        "BackupVaultArn": vault.backup_vault_arn,
        "Policy": policy.text,
    })))
}

/// `DeleteBackupVaultAccessPolicy`; one that is not there is deleted too.
pub fn delete_policy(state: &mut State, request: &Request) -> Outcome {
    state.estate(&request.scope).vault_mut(request.label(0))?.settings.policy = None;
    Ok(Answer::empty())
}

/// `PutBackupVaultNotifications`.
pub fn put_notifications(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let topic = members.required("SNSTopicArn")?;
    let events: Vec<String> =
        members.parsed("BackupVaultEvents")?.ok_or_else(|| ApiError::missing("BackupVaultEvents"))?;
    if let Some(event) = events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
        return Err(ApiError::invalid("BackupVaultEvents", format!("{event} is not a backup vault event")));
    }
    if events.is_empty() {
        return Err(ApiError::invalid("BackupVaultEvents", "at least one event is needed"));
    }
    check_topic(request, topic)?;
    let notifications = Notifications {
        sns_topic_arn: topic.into(),
        backup_vault_events: events.into_iter().map(Into::into).collect(),
    };
    state.estate(&request.scope).vault_mut(request.label(0))?.settings.notifications = Some(notifications);
    Ok(Answer::empty())
}

/// Only standard topics of the same account will do.
fn check_topic(request: &Request, arn: &str) -> Result<(), ApiError> {
    let parts: Vec<&str> = arn.split(':').collect();
    let topic = match parts.as_slice() {
        ["arn", _, "sns", _, account, topic] if **account == *request.scope.account => Some(*topic),
        _ => None,
    };
    if topic.is_some_and(|topic| !topic.is_empty() && topic.rsplit('.').next() != Some("fifo")) {
        return Ok(());
    }
    Err(ApiError::invalid("SNSTopicArn", format!("{arn} is not a standard SNS topic of this account")))
}

/// `GetBackupVaultNotifications`.
pub fn get_notifications(state: &mut State, request: &Request) -> Outcome {
    let vault = state.estate(&request.scope).vault(request.label(0))?;
    let notifications =
        vault.settings.notifications.as_ref().ok_or_else(|| not_set(vault, "notifications"))?;
    let mut members = record(notifications);
    members.insert("BackupVaultName".to_owned(), json!(vault.backup_vault_name));
    members.insert("BackupVaultArn".to_owned(), json!(vault.backup_vault_arn));
    Ok(Answer::ok(members))
}

/// `DeleteBackupVaultNotifications`; those that are not there are deleted too.
pub fn delete_notifications(state: &mut State, request: &Request) -> Outcome {
    state.estate(&request.scope).vault_mut(request.label(0))?.settings.notifications = None;
    Ok(Answer::empty())
}

fn not_set(vault: &Vault, what: &str) -> ApiError {
    ApiError::not_found(format!("Backup vault {} has no {what}.", vault.backup_vault_name))
}
