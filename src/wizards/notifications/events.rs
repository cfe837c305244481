//! The events that a vault can tell of (API enum `BackupVaultEvent`; aws-backup-api.md section 2.4).

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// As `BACKUP_JOB_FAILED`.
    pub name: &'static str,
    /// In words.
    pub words: &'static str,
    /// AWS's guide lists it no more for new subscriptions.
    pub old: bool,
}

const fn event(name: &'static str, words: &'static str) -> Event {
    Event { name, words, old: false }
}

const fn old(name: &'static str, words: &'static str) -> Event {
    Event { name, words, old: true }
}

/// Every event: those of the guide first, the rest after them.
#[rustfmt::skip]
pub const EVENTS: [Event; 30] = [
    event("BACKUP_JOB_COMPLETED", "Backup job ended"),
    event("COPY_JOB_FAILED", "Copy job failed"),
    event("RESTORE_JOB_COMPLETED", "Restore job ended"),
    event("CONTINUOUS_BACKUP_INTERRUPTED", "Continuous backup broken"),
    event("S3_BACKUP_OBJECT_FAILED", "S3 object not backed up"),
    event("S3_RESTORE_OBJECT_FAILED", "S3 object not restored"),
    event("EKS_BACKUP_OBJECT_FAILED", "EKS object not backed up"),
    event("EKS_RESTORE_OBJECT_FAILED", "EKS object not restored"),
    event("EKS_RESTORE_OBJECT_SKIPPED", "EKS object skipped"),
    event("RECOVERY_POINT_MODIFIED", "Recovery point changed"),
    event("RECOVERY_POINT_INDEXING_FAILED", "Index failed"),
    event("RECOVERY_POINT_INDEX_COMPLETED", "Index made"),
    event("RECOVERY_POINT_INDEX_DELETED", "Index deleted"),
    event("BACKUP_JOB_STARTED", "Backup job started"),
    event("COPY_JOB_STARTED", "Copy job started"),
    event("COPY_JOB_SUCCESSFUL", "Copy job went well"),
    event("RESTORE_JOB_STARTED", "Restore job started"),
    old("BACKUP_JOB_FAILED", "Backup job failed"),
    old("BACKUP_JOB_EXPIRED", "Backup job expired"),
    old("BACKUP_JOB_SUCCESSFUL", "Backup job went well"),
    old("RESTORE_JOB_FAILED", "Restore job failed"),
    old("RESTORE_JOB_SUCCESSFUL", "Restore job went well"),
    old("BACKUP_PLAN_CREATED", "Plan made"),
    old("BACKUP_PLAN_MODIFIED", "Plan changed"),
    old("ACCESS_POINT_AVAILABLE", "Access point made"),
    old("ACCESS_POINT_CREATION_FAILED", "Access point not made"),
    old("ACCESS_POINT_DELETED", "Access point deleted"),
    old("ACCESS_POINT_DELETION_FAILED", "Access point not deleted"),
    old("ACCESS_POINT_EXPIRED", "Access point expired"),
    old("ACCESS_POINT_DISASSOCIATED", "Access point taken off"),
];
