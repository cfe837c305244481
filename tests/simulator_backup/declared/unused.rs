//! What an account that never used the feature answers: restore access vaults, approval teams, scans, access points.

use aws_sdk_backup::primitives::DateTime;
use aws_sdk_backup::types::{MalwareScanner, ScanMode};

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{ROLE, refusal};

/// Begins to use a feature, which is refused: `(operation, why)`.
pub const NEVER_CALLED: &[(&str, &str)] = &[
    ("AssociateBackupVaultMpaApprovalTeam", "there is no approval team"),
    ("CreateBackupAccessPoint", "access points are not enabled"),
    ("CreateRestoreAccessBackupVault", "it needs an approval team"),
    ("DeleteBackupAccessPoint", "there is no access point"),
    ("DescribeBackupAccessPoint", "there is no access point"),
    ("DescribeScanJob", "there is no scan job"),
    ("DisassociateBackupVaultMpaApprovalTeam", "there is no approval team"),
    ("GetPITRMalwareScanResults", "nothing was scanned"),
    ("RevokeRestoreAccessBackupVault", "there is no restore access vault"),
    ("StartScanJob", "malware scanning is not enabled"),
];

pub const GROUP: Group = Group {
    refusals: refusals! {
        "AssociateBackupVaultMpaApprovalTeam" "InvalidRequestException" => team_of_a_standard_vault;
        "AssociateBackupVaultMpaApprovalTeam" "ResourceNotFoundException" => unknown_team;
        "CreateBackupAccessPoint" "InvalidRequestException" => access_point;
        "CreateBackupAccessPoint" "ResourceNotFoundException" => access_to_nothing;
        "CreateRestoreAccessBackupVault" "AlreadyExistsException" => restore_access_by_a_taken_name;
        "CreateRestoreAccessBackupVault" "InvalidRequestException" => restore_access_without_a_team;
        "CreateRestoreAccessBackupVault" "ResourceNotFoundException" => restore_access_to_nothing;
        "DeleteBackupAccessPoint" "ResourceNotFoundException" => delete_access_point;
        "DescribeBackupAccessPoint" "ResourceNotFoundException" => describe_access_point;
        "DescribeScanJob" "ResourceNotFoundException" => describe_scan;
        "DisassociateBackupVaultMpaApprovalTeam" "InvalidRequestException" => no_team_of_a_standard_vault;
        "DisassociateBackupVaultMpaApprovalTeam" "ResourceNotFoundException" => no_team;
        "GetPITRMalwareScanResults" "ResourceNotFoundException" => scan_results;
        "ListRestoreAccessBackupVaults" "ResourceNotFoundException" => restore_access_of_a_standard_vault;
        "RevokeRestoreAccessBackupVault" "InvalidRequestException" => revoke_a_standard_vault;
        "RevokeRestoreAccessBackupVault" "ResourceNotFoundException" => revoke_nothing;
        "StartScanJob" "InvalidRequestException" => scan;
        "StartScanJob" "ResourceNotFoundException" => scan_nothing;
    },
    never: &[
        ("CreateBackupAccessPoint", "AlreadyExistsException", "there is no access point"),
        ("CreateBackupAccessPoint", "ConflictException", "there is no access point"),
        ("CreateBackupAccessPoint", "LimitExceededException", "there is no access point"),
        ("CreateRestoreAccessBackupVault", "LimitExceededException", "there is no restore access vault"),
        ("DeleteBackupAccessPoint", "InvalidRequestException", "there is no access point"),
        ("DescribeBackupAccessPoint", "InvalidRequestException", "there is no access point"),
        ("DescribeScanJob", "InvalidParameterValueException", "the model takes every text as an id"),
        ("StartScanJob", "LimitExceededException", "there is no scan job"),
    ],
    not_yet: &[],
    calls: calls! {
        "ListBackupAccessPoints" => list_access_points;
        "ListBackupAccessPointsByRecoveryPoint" => list_access_points_of_a_point;
        "ListBackupAccessPointsByResource" => list_access_points_of_a_resource;
        "ListRestoreAccessBackupVaults" => list_restore_access;
        "ListScanJobSummaries" => summaries;
        "ListScanJobs" => list_scans;
    },
    not_called_yet: &[],
};

const SEALED: &str = "arn:aws:backup:us-east-1:123456789012:backup-vault:sealed";
const NOTHING: &str =
    "arn:aws:backup:us-east-1:123456789012:recovery-point:00000000-0000-0000-0000-000000000000";
const ACCESS_POINT: &str = "arn:aws:backup:us-east-1:123456789012:accesspoint/reports";
const TEAM: &str = "arn:aws:mpa:us-east-1:123456789012:approval-team/keepers";

/// A recovery point of the scenario.
async fn a_point(at: &Fresh) -> String {
    let listed =
        at.client.list_recovery_points_by_backup_vault().backup_vault_name("prod-daily").send().await;
    listed.unwrap().recovery_points()[0].recovery_point_arn().unwrap().to_owned()
}

async fn associate(at: Fresh, vault: &str) -> Refused {
    let call = at.client.associate_backup_vault_mpa_approval_team().backup_vault_name(vault);
    refusal(call.mpa_approval_team_arn(TEAM).send().await)
}

async fn team_of_a_standard_vault(at: Fresh) -> Refused {
    associate(at, "prod-daily").await
}

async fn unknown_team(at: Fresh) -> Refused {
    associate(at, "sealed").await
}

async fn no_team_of_a_standard_vault(at: Fresh) -> Refused {
    let call = at.client.disassociate_backup_vault_mpa_approval_team().backup_vault_name("prod-daily");
    refusal(call.send().await)
}

async fn no_team(at: Fresh) -> Refused {
    refusal(at.client.disassociate_backup_vault_mpa_approval_team().backup_vault_name("sealed").send().await)
}

async fn access_point(at: Fresh) -> Refused {
    let point = a_point(&at).await;
    refusal(at.client.create_backup_access_point().name("reports").recovery_point_arn(point).send().await)
}

async fn access_to_nothing(at: Fresh) -> Refused {
    refusal(at.client.create_backup_access_point().name("reports").recovery_point_arn(NOTHING).send().await)
}

async fn delete_access_point(at: Fresh) -> Refused {
    refusal(at.client.delete_backup_access_point().access_point_arn(ACCESS_POINT).send().await)
}

async fn describe_access_point(at: Fresh) -> Refused {
    refusal(at.client.describe_backup_access_point().access_point_arn(ACCESS_POINT).send().await)
}

async fn restore_access_by_a_taken_name(at: Fresh) -> Refused {
    let call = at.client.create_restore_access_backup_vault().source_backup_vault_arn(SEALED);
    refusal(call.backup_vault_name("prod-daily").send().await)
}

async fn restore_access_without_a_team(at: Fresh) -> Refused {
    refusal(at.client.create_restore_access_backup_vault().source_backup_vault_arn(SEALED).send().await)
}

async fn restore_access_to_nothing(at: Fresh) -> Refused {
    let source = SEALED.replace("sealed", "none");
    refusal(at.client.create_restore_access_backup_vault().source_backup_vault_arn(source).send().await)
}

async fn restore_access_of_a_standard_vault(at: Fresh) -> Refused {
    refusal(at.client.list_restore_access_backup_vaults().backup_vault_name("prod-daily").send().await)
}

async fn revoke(at: Fresh, arn: String) -> Refused {
    let call = at.client.revoke_restore_access_backup_vault().backup_vault_name("sealed");
    refusal(call.restore_access_backup_vault_arn(arn).send().await)
}

async fn revoke_a_standard_vault(at: Fresh) -> Refused {
    revoke(at, SEALED.replace("sealed", "prod-daily")).await
}

async fn revoke_nothing(at: Fresh) -> Refused {
    revoke(at, SEALED.replace("sealed", "none")).await
}

async fn start_scan(at: Fresh, point: String) -> Refused {
    let call = at.client.start_scan_job().backup_vault_name("prod-daily").recovery_point_arn(point);
    let call = call.iam_role_arn(ROLE).scanner_role_arn(ROLE).malware_scanner(MalwareScanner::Guardduty);
    refusal(call.scan_mode(ScanMode::FullScan).send().await)
}

async fn scan(at: Fresh) -> Refused {
    let point = a_point(&at).await;
    start_scan(at, point).await
}

async fn scan_nothing(at: Fresh) -> Refused {
    start_scan(at, NOTHING.to_owned()).await
}

async fn describe_scan(at: Fresh) -> Refused {
    refusal(at.client.describe_scan_job().scan_job_id("none").send().await)
}

async fn scan_results(at: Fresh) -> Refused {
    let point = a_point(&at).await;
    let call =
        at.client.get_pitr_malware_scan_results().backup_vault_name("prod-daily").recovery_point_arn(point);
    let call =
        call.malware_scanner(MalwareScanner::Guardduty).scan_end_time(DateTime::from_secs(1_700_000_000));
    refusal(call.send().await)
}

async fn list_access_points(at: Fresh) {
    let listed = at.client.list_backup_access_points().max_results(100).send().await.unwrap();
    assert_eq!(listed.backup_access_points(), []);
}

async fn list_access_points_of_a_point(at: Fresh) {
    let call = at.client.list_backup_access_points_by_recovery_point().recovery_point_arn(NOTHING);
    assert_eq!(call.send().await.unwrap().backup_access_points(), []);
}

async fn list_access_points_of_a_resource(at: Fresh) {
    let call = at.client.list_backup_access_points_by_resource().resource_arn("arn:aws:s3:::media-assets");
    assert_eq!(call.send().await.unwrap().backup_access_points(), []);
}

async fn list_restore_access(at: Fresh) {
    let listed =
        at.client.list_restore_access_backup_vaults().backup_vault_name("sealed").send().await.unwrap();
    assert_eq!(listed.restore_access_backup_vaults(), []);
}

async fn summaries(at: Fresh) {
    let listed = at.client.list_scan_job_summaries().send().await.unwrap();
    assert_eq!(listed.scan_job_summaries(), []);
    assert_eq!(listed.aggregation_period(), Some("FOURTEEN_DAYS"));
}

async fn list_scans(at: Fresh) {
    assert_eq!(at.client.list_scan_jobs().send().await.unwrap().scan_jobs(), []);
}
