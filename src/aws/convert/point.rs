//! Recovery points.

use aws_sdk_backup::operation::describe_recovery_point::DescribeRecoveryPointOutput;
use aws_sdk_backup::types::{
    AggregatedScanResult, RecoveryPointByBackupVault, RecoveryPointByResource, RecoveryPointStatus,
    ScanFinding, ScanResult,
};

use super::{calculated, creator, lifecycle, required, text, time};
use crate::domain::arn::Arn;
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// The vault's list and Describe are two SDK types with the same members: one body serves both.
macro_rules! point {
    ($scope:expr, $raw:expr) => {
        RecoveryPoint {
            scope: $scope,
            arn: required($raw.recovery_point_arn.as_ref()),
            vault: text($raw.backup_vault_name.as_ref()),
            vault_arn: text($raw.backup_vault_arn.as_ref()),
            resource: text($raw.resource_arn.as_ref()),
            resource_type: text($raw.resource_type.as_ref()),
            resource_name: text($raw.resource_name.as_ref()),
            status: status($raw.status.as_ref()),
            status_message: text($raw.status_message.as_ref()),
            created: time($raw.creation_date.as_ref()),
            initiated: time($raw.initiation_date.as_ref()),
            completed: time($raw.completion_date.as_ref()),
            size: $raw.backup_size_in_bytes,
            lifecycle: $raw.lifecycle.as_ref().map(lifecycle),
            calculated: calculated($raw.calculated_lifecycle.as_ref()),
            key: text($raw.encryption_key_arn.as_ref()),
            key_type: text($raw.encryption_key_type.as_ref()),
            encrypted: Some($raw.is_encrypted),
            storage_class: None,
            last_restore: time($raw.last_restore_time.as_ref()),
            parent: text($raw.parent_recovery_point_arn.as_ref()),
            composite_member: text($raw.composite_member_identifier.as_ref()),
            is_parent: $raw.is_parent,
            source_vault: text($raw.source_backup_vault_arn.as_ref()),
            role: text($raw.iam_role_arn.as_ref()),
            creator: $raw.created_by.as_ref().map(creator),
            vault_kind: text($raw.vault_type.as_ref()),
            index_status: text($raw.index_status.as_ref()),
            index_message: text($raw.index_status_message.as_ref()),
            scan: None,
        }
    };
}

/// A point of a vault's list.
pub(in crate::aws) fn in_vault(scope: ScopeId, raw: &RecoveryPointByBackupVault) -> RecoveryPoint {
    RecoveryPoint { scan: raw.aggregated_scan_result.as_ref().map(aggregated), ..point!(scope, raw) }
}

/// A described point.
pub(in crate::aws) fn described(scope: ScopeId, raw: &DescribeRecoveryPointOutput) -> RecoveryPoint {
    RecoveryPoint {
        storage_class: text(raw.storage_class.as_ref()),
        scan: scans(raw.scan_results.as_deref().unwrap_or_default()),
        ..point!(scope, raw)
    }
}

/// A point of a resource's list, which tells less: the resource is the one that was asked for, and only a key's
/// presence says that the point is encrypted.
pub(in crate::aws) fn of_resource(
    scope: ScopeId,
    resource: &Text,
    raw: &RecoveryPointByResource,
) -> RecoveryPoint {
    let key = text(raw.encryption_key_arn.as_ref());
    RecoveryPoint {
        scope,
        arn: required(raw.recovery_point_arn.as_ref()),
        vault: text(raw.backup_vault_name.as_ref()),
        resource: Some(resource.clone()),
        resource_type: text(Arn::parse(resource.raw()).and_then(|arn| arn.resource_type())),
        resource_name: text(raw.resource_name.as_ref()),
        status: status(raw.status.as_ref()),
        status_message: text(raw.status_message.as_ref()),
        created: time(raw.creation_date.as_ref()),
        size: raw.backup_size_bytes,
        encrypted: key.is_some().then_some(true),
        key,
        key_type: text(raw.encryption_key_type.as_ref()),
        parent: text(raw.parent_recovery_point_arn.as_ref()),
        is_parent: raw.is_parent,
        vault_kind: text(raw.vault_type.as_ref()),
        index_status: text(raw.index_status.as_ref()),
        index_message: text(raw.index_status_message.as_ref()),
        scan: raw.aggregated_scan_result.as_ref().map(aggregated),
        ..RecoveryPoint::default()
    }
}

fn status(raw: Option<&RecoveryPointStatus>) -> PointStatus {
    PointStatus::from_wire(raw.map_or("", RecoveryPointStatus::as_str))
}

fn aggregated(raw: &AggregatedScanResult) -> Text {
    let failed = if raw.failed_scan == Some(true) { "a scan failed, " } else { "" };
    Text::new(&format!("{failed}{}", findings(raw.findings.as_deref().unwrap_or_default())))
}

fn scans(raw: &[ScanResult]) -> Option<Text> {
    let words: Vec<String> = raw
        .iter()
        .map(|scan| {
            let scanner = scan.malware_scanner.as_ref().map_or("scan", |scanner| scanner.as_str());
            let state = scan.scan_job_state.as_ref().map_or("", |state| state.as_str());
            format!("{scanner} {state}: {}", findings(scan.findings.as_deref().unwrap_or_default()))
        })
        .collect();
    text(Some(words.join("; ")))
}

fn findings(raw: &[ScanFinding]) -> String {
    match raw {
        [] => "nothing found".to_owned(),
        some => {
            let words: Vec<_> = some.iter().map(ScanFinding::as_str).collect();
            format!("found {}", words.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_backup::types::{Lifecycle, MalwareScanner, ScanJobState, StorageClass};
    use aws_smithy_types::DateTime;

    use super::*;

    #[test]
    fn a_point_of_which_nothing_is_told_claims_nothing() {
        let point = in_vault(ScopeId(0), &RecoveryPointByBackupVault::builder().build());
        assert_eq!(point.status, PointStatus::Other(Text::default()));
        assert_eq!((point.size, point.created, point.lifecycle), (None, None, None));
    }

    #[test]
    fn the_vaults_list_and_describe_agree() {
        let at = DateTime::from_secs(1_700_000_000);
        let keep = Lifecycle::builder().delete_after_days(35).build();
        let listed = RecoveryPointByBackupVault::builder()
            .recovery_point_arn("arn:aws:ec2:us-east-1::snapshot/snap-1")
            .status(RecoveryPointStatus::Available)
            .creation_date(at)
            .lifecycle(keep.clone())
            .is_encrypted(true)
            .build();
        let described_raw = DescribeRecoveryPointOutput::builder()
            .recovery_point_arn("arn:aws:ec2:us-east-1::snapshot/snap-1")
            .status(RecoveryPointStatus::Available)
            .creation_date(at)
            .lifecycle(keep)
            .is_encrypted(true)
            .storage_class(StorageClass::Cold)
            .build();
        let (listed, mut described) = (in_vault(ScopeId(0), &listed), described(ScopeId(0), &described_raw));
        assert_eq!(described.storage_class.take(), Some(Text::new("COLD")));
        assert_eq!(listed, described);
    }

    #[test]
    fn a_resources_list_knows_the_resource_that_was_asked_for() {
        let resource = Text::new("arn:aws:rds:us-east-1:123456789012:db:orders-db");
        let raw = RecoveryPointByResource::builder()
            .backup_size_bytes(5)
            .status(RecoveryPointStatus::from("HOVERING"))
            .build();
        let point = of_resource(ScopeId(0), &resource, &raw);
        assert_eq!((point.resource_label(), point.size, point.encrypted), ("orders-db", Some(5), None));
        assert_eq!(point.resource_type, Some(Text::new("RDS")));
        assert_eq!(point.status, PointStatus::Other(Text::new("HOVERING")));
    }

    #[test]
    fn scans_come_in_words() {
        let bad = AggregatedScanResult::builder().failed_scan(true).findings(ScanFinding::Malware).build();
        assert_eq!(aggregated(&bad).as_str(), "a scan failed, found MALWARE");
        let fine = ScanResult::builder()
            .malware_scanner(MalwareScanner::Guardduty)
            .scan_job_state(ScanJobState::Completed)
            .build();
        assert_eq!(scans(&[fine]).unwrap().as_str(), "GUARDDUTY COMPLETED: nothing found");
        assert_eq!(scans(&[]), None);
    }
}
