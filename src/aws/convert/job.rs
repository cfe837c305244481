//! Backup, copy and restore jobs.

use std::collections::HashMap;

use aws_sdk_backup::operation::describe_backup_job::DescribeBackupJobOutput;
use aws_sdk_backup::operation::describe_restore_job::DescribeRestoreJobOutput;
use aws_sdk_backup::types::{BackupJob, CopyJob, RestoreJobsListMember};

use super::{creator, lifecycle, pairs, required, text, time};
use crate::domain::job::{BackupFacts, Children, CopyFacts, Job, JobFacts, JobKind, JobState, RestoreFacts};
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// List members and Describe outputs are two SDK types with the same members: one body serves both.
macro_rules! backup_job {
    ($scope:expr, $raw:expr) => {
        Job {
            scope: $scope,
            kind: JobKind::Backup,
            id: required($raw.backup_job_id.as_ref()),
            state: state($raw.state.as_ref(), $raw.message_category.as_deref()),
            account: text($raw.account_id.as_ref()),
            resource: text($raw.resource_arn.as_ref()),
            resource_type: text($raw.resource_type.as_ref()),
            resource_name: text($raw.resource_name.as_ref()),
            created: time($raw.creation_date.as_ref()),
            completed: time($raw.completion_date.as_ref()),
            percent: percent($raw.percent_done.as_deref()),
            size: $raw.backup_size_in_bytes,
            message: text($raw.status_message.as_ref()),
            category: text($raw.message_category.as_ref()),
            role: text($raw.iam_role_arn.as_ref()),
            creator: $raw.created_by.as_ref().map(creator),
            is_parent: $raw.is_parent,
            parent: text($raw.parent_job_id.as_ref()),
            children: None,
            noted: None,
            facts: JobFacts::Backup(Box::new(BackupFacts {
                vault: text($raw.backup_vault_name.as_ref()),
                vault_arn: text($raw.backup_vault_arn.as_ref()),
                vault_type: text($raw.vault_type.as_ref()),
                vault_lock: text($raw.vault_lock_state.as_ref()),
                recovery_point: text($raw.recovery_point_arn.as_ref()),
                lifecycle: $raw.recovery_point_lifecycle.as_ref().map(lifecycle),
                key: text($raw.encryption_key_arn.as_ref()),
                encrypted: Some($raw.is_encrypted),
                transferred: $raw.bytes_transferred,
                expected: time($raw.expected_completion_date.as_ref()),
                start_by: time($raw.start_by.as_ref()),
                initiated: time($raw.initiation_date.as_ref()),
                options: pairs($raw.backup_options.as_ref()),
                backup_type: text($raw.backup_type.as_ref()),
            })),
        }
    };
}

/// As for [`backup_job`].
macro_rules! restore_job {
    ($scope:expr, $raw:expr) => {
        Job {
            scope: $scope,
            kind: JobKind::Restore,
            id: required($raw.restore_job_id.as_ref()),
            state: state($raw.status.as_ref(), None),
            account: text($raw.account_id.as_ref()),
            resource: text($raw.source_resource_arn.as_ref()),
            resource_type: text($raw.resource_type.as_ref()),
            resource_name: None,
            created: time($raw.creation_date.as_ref()),
            completed: time($raw.completion_date.as_ref()),
            percent: percent($raw.percent_done.as_deref()),
            size: $raw.backup_size_in_bytes,
            message: text($raw.status_message.as_ref()),
            category: None,
            role: text($raw.iam_role_arn.as_ref()),
            creator: None,
            is_parent: $raw.is_parent,
            parent: text($raw.parent_job_id.as_ref()),
            children: None,
            noted: None,
            facts: JobFacts::Restore(Box::new(RestoreFacts {
                recovery_point: text($raw.recovery_point_arn.as_ref()),
                vault_arn: text($raw.backup_vault_arn.as_ref()),
                created_resource: text($raw.created_resource_arn.as_ref()),
                expected_minutes: $raw.expected_completion_time_minutes,
                point_created: time($raw.recovery_point_creation_date.as_ref()),
                testing_plan: text(
                    $raw.created_by.as_ref().and_then(|by| by.restore_testing_plan_arn.as_ref()),
                ),
                validation: text($raw.validation_status.as_ref()),
                validation_message: text($raw.validation_status_message.as_ref()),
                deletion: text($raw.deletion_status.as_ref()),
                deletion_message: text($raw.deletion_status_message.as_ref()),
            })),
        }
    };
}

/// A backup job of a list.
pub(in crate::aws) fn backup(scope: ScopeId, raw: &BackupJob) -> Job {
    backup_job!(scope, raw)
}

/// A described backup job: only here AWS counts the children.
pub(in crate::aws) fn backup_described(scope: ScopeId, raw: &DescribeBackupJobOutput) -> Job {
    Job {
        children: children(raw.number_of_child_jobs, raw.child_jobs_in_state.as_ref()),
        ..backup_job!(scope, raw)
    }
}

/// A copy job, of a list or described.
pub(in crate::aws) fn copy(scope: ScopeId, raw: &CopyJob) -> Job {
    Job {
        scope,
        kind: JobKind::Copy,
        id: required(raw.copy_job_id.as_ref()),
        state: state(raw.state.as_ref(), raw.message_category.as_deref()),
        account: text(raw.account_id.as_ref()),
        resource: text(raw.resource_arn.as_ref()),
        resource_type: text(raw.resource_type.as_ref()),
        resource_name: text(raw.resource_name.as_ref()),
        created: time(raw.creation_date.as_ref()),
        completed: time(raw.completion_date.as_ref()),
        percent: None,
        size: raw.backup_size_in_bytes,
        message: text(raw.status_message.as_ref()),
        category: text(raw.message_category.as_ref()),
        role: text(raw.iam_role_arn.as_ref()),
        creator: raw.created_by.as_ref().map(creator),
        is_parent: raw.is_parent,
        parent: text(raw.parent_job_id.as_ref()),
        children: children(raw.number_of_child_jobs, raw.child_jobs_in_state.as_ref()),
        noted: None,
        facts: JobFacts::Copy(Box::new(CopyFacts {
            source_vault: text(raw.source_backup_vault_arn.as_ref()),
            source_point: text(raw.source_recovery_point_arn.as_ref()),
            destination_vault: text(raw.destination_backup_vault_arn.as_ref()),
            destination_type: text(raw.destination_vault_type.as_ref()),
            destination_lock: text(raw.destination_vault_lock_state.as_ref()),
            destination_point: text(raw.destination_recovery_point_arn.as_ref()),
            destination_key: text(raw.destination_encryption_key_arn.as_ref()),
            lifecycle: raw.destination_recovery_point_lifecycle.as_ref().map(lifecycle),
            backup_job: text(raw.created_by_backup_job_id.as_ref()),
            composite_member: text(raw.composite_member_identifier.as_ref()),
        })),
    }
}

/// A restore job of a list.
pub(in crate::aws) fn restore(scope: ScopeId, raw: &RestoreJobsListMember) -> Job {
    restore_job!(scope, raw)
}

/// A described restore job.
pub(in crate::aws) fn restore_described(scope: ScopeId, raw: &DescribeRestoreJobOutput) -> Job {
    restore_job!(scope, raw)
}

fn state(raw: Option<&impl AsRef<str>>, category: Option<&str>) -> JobState {
    JobState::from_wire(raw.map_or("", AsRef::as_ref), category)
}

/// AWS sends the percentage as a text, such as `"100.0"`.
fn percent(raw: Option<&str>) -> Option<f32> {
    let percent: f32 = raw?.trim().trim_end_matches('%').parse().ok()?;
    percent.is_finite().then(|| percent.clamp(0.0, 100.0))
}

fn children<S: AsRef<str>>(total: Option<i64>, by_state: Option<&HashMap<S, i64>>) -> Option<Box<Children>> {
    if total.is_none() && by_state.is_none() {
        return None;
    }
    let mut by_state: Vec<_> = by_state
        .into_iter()
        .flatten()
        .map(|(state, count)| (Text::new(state.as_ref()), *count))
        .filter(|(_, count)| *count > 0)
        .collect();
    by_state.sort_unstable();
    let total = total.unwrap_or_else(|| by_state.iter().map(|(_, count)| *count).sum());
    Some(Box::new(Children { total, by_state }))
}

#[cfg(test)]
mod tests {
    use aws_sdk_backup::types::{
        BackupJobState, CopyJobState, RecoveryPointCreator, RestoreJobCreator, RestoreJobStatus,
        RestoreValidationStatus,
    };
    use aws_smithy_types::DateTime;
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn jobs_of_which_nothing_is_told_are_still_jobs() {
        let nothing = [
            backup(ScopeId(0), &BackupJob::builder().build()),
            backup_described(ScopeId(0), &DescribeBackupJobOutput::builder().build()),
            copy(ScopeId(0), &CopyJob::builder().build()),
            restore(ScopeId(0), &RestoreJobsListMember::builder().build()),
            restore_described(ScopeId(0), &DescribeRestoreJobOutput::builder().build()),
        ];
        for job in nothing {
            assert_eq!(job.state, JobState::Other(Text::default()));
            assert_eq!((job.percent, job.created, job.message, job.children), (None, None, None, None));
        }
    }

    #[test]
    fn percentages_are_read_from_text_and_kept_in_range() {
        for (raw, percent_done) in [
            ("100.0", Some(100.0)),
            ("42", Some(42.0)),
            (" 7.5% ", Some(7.5)),
            ("250", Some(100.0)),
            ("-1", Some(0.0)),
            ("NaN", None),
            ("inf", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(percent(Some(raw)), percent_done, "{raw}");
        }
        assert_eq!(percent(None), None);
    }

    #[test]
    fn a_completed_backup_with_a_category_has_issues() {
        let raw = BackupJob::builder()
            .backup_job_id("0F3A")
            .state(BackupJobState::Completed)
            .message_category("VSS")
            .status_message("Windows VSS Backup \x1b[31mJob Error")
            .resource_name("ledger-ec2")
            .created_by(RecoveryPointCreator::builder().backup_plan_name("prod-daily").build())
            .build();
        let job = backup(ScopeId(0), &raw);
        assert_eq!(job.state, JobState::CompletedWithIssues);
        assert_eq!(job.reason().unwrap().as_str(), "Windows VSS Backup ^[[31mJob Error");
        assert_eq!(job.creator.unwrap().plan_name, Some(Text::new("prod-daily")));
    }

    #[test]
    fn states_that_nobody_foresaw_survive() {
        let raw = BackupJob::builder().state(BackupJobState::from("HOVERING")).build();
        assert_eq!(backup(ScopeId(0), &raw).state, JobState::Other(Text::new("HOVERING")));
    }

    #[test]
    fn describe_counts_the_children_that_there_are() {
        let raw = DescribeBackupJobOutput::builder()
            .is_parent(true)
            .number_of_child_jobs(4)
            .child_jobs_in_state(BackupJobState::Failed, 1)
            .child_jobs_in_state(BackupJobState::Completed, 3)
            .child_jobs_in_state(BackupJobState::Running, 0)
            .build();
        let children = backup_described(ScopeId(0), &raw).children.unwrap();
        assert_eq!(children.total, 4);
        assert_eq!(children.by_state, [(Text::new("COMPLETED"), 3), (Text::new("FAILED"), 1)]);
    }

    #[test]
    fn a_copy_tells_both_of_its_vaults() {
        let raw = CopyJob::builder()
            .source_backup_vault_arn("arn:aws:backup:us-east-1:123456789012:backup-vault:prod-daily")
            .destination_backup_vault_arn("arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault")
            .state(CopyJobState::Running)
            .build();
        let job = copy(ScopeId(0), &raw);
        assert_eq!(job.place(">"), "prod-daily > dr-vault us-west-2");
        assert!(job.state.is_active());
    }

    #[test]
    fn a_restore_tests_failed_validation_is_seen() {
        let raw = RestoreJobsListMember::builder()
            .status(RestoreJobStatus::Completed)
            .created_by(RestoreJobCreator::builder().restore_testing_plan_arn("arn:plan").build())
            .validation_status(RestoreValidationStatus::Failed)
            .validation_status_message("row count is 0")
            .creation_date(DateTime::from_secs(60))
            .expected_completion_time_minutes(2)
            .build();
        let job = restore(ScopeId(0), &raw);
        assert!(job.test_failed() && job.needs_attention());
        assert_eq!(job.reason().unwrap().as_str(), "row count is 0");
        assert_eq!(job.expected_end().map(Timestamp::as_second), Some(180));
    }
}
