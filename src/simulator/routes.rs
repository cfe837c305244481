//! Every operation of the AWS Backup model with its method and path, and its handler.
//!
//! Matching works on the raw path: segments are split first and decoded afterwards, because ARNs and names travel
//! encoded inside one segment. A trailing slash makes no difference (SDKs disagree about it). A label may be empty only
//! where no other operation fits: the request is then refused for what is missing.

use super::ops;
use super::request::{Request, percent_decode};
use super::state::State;
use super::wire::Outcome;

/// What answers an operation.
pub(super) type Handler = fn(&mut State, &Request) -> Outcome;

/// One operation of the model.
#[derive(Debug)]
pub(super) struct Route {
    method: &'static str,
    path: &'static str,
    /// The operation's name, such as `ListBackupJobs`.
    pub(super) operation: &'static str,
    /// What answers it.
    pub(super) handler: Handler,
}

const fn served(
    method: &'static str,
    path: &'static str,
    operation: &'static str,
    handler: Handler,
) -> Route {
    Route { method, path, operation, handler }
}

/// Whether an operation's path starts with a vault's name.
pub(super) fn names_vault(operation: &str) -> bool {
    ROUTES.iter().any(|route| route.operation == operation && route.path.starts_with("backup-vaults/{}"))
}

/// The names of all operations.
pub(super) fn operations() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|route| route.operation)
}

/// The route of a method and a raw path, with its decoded labels.
pub(super) fn find(method: &str, raw_path: &str) -> Option<(&'static Route, Vec<String>)> {
    let path = raw_path.strip_prefix('/').unwrap_or(raw_path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let of_method = || ROUTES.iter().filter(|route| route.method == method);
    let full = of_method().find_map(|route| {
        let labels = labels(route.path, path)?;
        labels.iter().all(|label| !label.is_empty()).then_some((route, labels))
    });
    full.or_else(|| of_method().find_map(|route| Some((route, labels(route.path, path)?))))
}

fn labels(pattern: &str, path: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut given = path.split('/');
    for part in pattern.split('/') {
        let segment = given.next()?;
        match part {
            "{}" => found.push(percent_decode(segment)),
            literal if literal == segment => {}
            _ => return None,
        }
    }
    given.next().is_none().then_some(found)
}

/// The 115 operations of the model 2018-11-15. Of two that match, the first wins.
#[rustfmt::skip]
const ROUTES: &[Route] = &[
    served("PUT", "backup-vaults/{}", "CreateBackupVault", ops::vaults::create),
    served("GET", "backup-vaults/{}", "DescribeBackupVault", ops::vaults::describe),
    served("GET", "backup-vaults", "ListBackupVaults", ops::vaults::list),
    served("DELETE", "backup-vaults/{}", "DeleteBackupVault", ops::vaults::delete),
    served("PUT", "logically-air-gapped-backup-vaults/{}", "CreateLogicallyAirGappedBackupVault", ops::air_gapped::create),
    served("PUT", "restore-access-backup-vaults", "CreateRestoreAccessBackupVault", ops::unused::create_restore_access),
    served("GET", "logically-air-gapped-backup-vaults/{}/restore-access-backup-vaults", "ListRestoreAccessBackupVaults", ops::unused::list_restore_access),
    served("DELETE", "logically-air-gapped-backup-vaults/{}/restore-access-backup-vaults/{}", "RevokeRestoreAccessBackupVault", ops::unused::revoke_restore_access),
    served("PUT", "backup-vaults/{}/mpaApprovalTeam", "AssociateBackupVaultMpaApprovalTeam", ops::unused::associate_team),
    served("POST", "backup-vaults/{}/mpaApprovalTeam", "DisassociateBackupVaultMpaApprovalTeam", ops::unused::disassociate_team),
    served("PUT", "backup-vaults/{}/vault-lock", "PutBackupVaultLockConfiguration", ops::vault_lock::put),
    served("DELETE", "backup-vaults/{}/vault-lock", "DeleteBackupVaultLockConfiguration", ops::vault_lock::delete),
    served("PUT", "backup-vaults/{}/access-policy", "PutBackupVaultAccessPolicy", ops::vault_settings::put_policy),
    served("GET", "backup-vaults/{}/access-policy", "GetBackupVaultAccessPolicy", ops::vault_settings::get_policy),
    served("DELETE", "backup-vaults/{}/access-policy", "DeleteBackupVaultAccessPolicy", ops::vault_settings::delete_policy),
    served("PUT", "backup-vaults/{}/notification-configuration", "PutBackupVaultNotifications", ops::vault_settings::put_notifications),
    served("GET", "backup-vaults/{}/notification-configuration", "GetBackupVaultNotifications", ops::vault_settings::get_notifications),
    served("DELETE", "backup-vaults/{}/notification-configuration", "DeleteBackupVaultNotifications", ops::vault_settings::delete_notifications),
    served("GET", "backup-vaults/{}/recovery-points", "ListRecoveryPointsByBackupVault", ops::points::list_by_vault),
    served("GET", "resources/{}/recovery-points", "ListRecoveryPointsByResource", ops::points::list_by_resource),
    served("GET", "backup-vaults/{}/recovery-points/{}", "DescribeRecoveryPoint", ops::points::describe),
    served("GET", "backup-vaults/{}/recovery-points/{}/restore-metadata", "GetRecoveryPointRestoreMetadata", ops::restore_metadata::of_point),
    served("DELETE", "backup-vaults/{}/recovery-points/{}", "DeleteRecoveryPoint", ops::point_changes::delete),
    served("POST", "backup-vaults/{}/recovery-points/{}", "UpdateRecoveryPointLifecycle", ops::point_changes::update_lifecycle),
    served("POST", "backup-vaults/{}/recovery-points/{}/disassociate", "DisassociateRecoveryPoint", ops::point_changes::disassociate),
    served("DELETE", "backup-vaults/{}/recovery-points/{}/parentAssociation", "DisassociateRecoveryPointFromParent", ops::point_changes::disassociate_from_parent),
    served("GET", "backup-vaults/{}/recovery-points/{}/index", "GetRecoveryPointIndexDetails", ops::indexes::get),
    served("POST", "backup-vaults/{}/recovery-points/{}/index", "UpdateRecoveryPointIndexSettings", ops::indexes::update),
    served("GET", "indexes/recovery-point", "ListIndexedRecoveryPoints", ops::indexes::list),
    served("GET", "resources", "ListProtectedResources", ops::resources::list),
    served("GET", "backup-vaults/{}/resources", "ListProtectedResourcesByBackupVault", ops::resources::list_by_vault),
    served("GET", "resources/{}", "DescribeProtectedResource", ops::resources::describe),
    served("PUT", "backup/plans", "CreateBackupPlan", ops::plans::create),
    served("GET", "backup/plans/{}", "GetBackupPlan", ops::plans::get),
    served("POST", "backup/plans/{}", "UpdateBackupPlan", ops::plans::update),
    served("DELETE", "backup/plans/{}", "DeleteBackupPlan", ops::plans::delete),
    served("GET", "backup/plans", "ListBackupPlans", ops::plans::list),
    served("GET", "backup/plans/{}/versions", "ListBackupPlanVersions", ops::plans::versions),
    served("GET", "backup/plans/{}/toTemplate", "ExportBackupPlanTemplate", ops::plans::templates::export),
    served("POST", "backup/template/json/toPlan", "GetBackupPlanFromJSON", ops::plans::templates::from_json),
    served("GET", "backup/template/plans/{}/toPlan", "GetBackupPlanFromTemplate", ops::plans::templates::from_template),
    served("GET", "backup/template/plans", "ListBackupPlanTemplates", ops::plans::templates::list),
    served("PUT", "backup/plans/{}/selections", "CreateBackupSelection", ops::selections::create),
    served("GET", "backup/plans/{}/selections/{}", "GetBackupSelection", ops::selections::get),
    served("DELETE", "backup/plans/{}/selections/{}", "DeleteBackupSelection", ops::selections::delete),
    served("GET", "backup/plans/{}/selections", "ListBackupSelections", ops::selections::list),
    served("PUT", "backup-jobs", "StartBackupJob", ops::backup_jobs::start),
    served("GET", "backup-jobs/{}", "DescribeBackupJob", ops::backup_jobs::describe),
    served("GET", "backup-jobs", "ListBackupJobs", ops::backup_jobs::list),
    served("POST", "backup-jobs/{}", "StopBackupJob", ops::backup_jobs::stop),
    served("PUT", "copy-jobs", "StartCopyJob", ops::copy_jobs::start),
    served("GET", "copy-jobs/{}", "DescribeCopyJob", ops::copy_jobs::describe),
    served("GET", "copy-jobs", "ListCopyJobs", ops::copy_jobs::list),
    served("PUT", "restore-jobs", "StartRestoreJob", ops::restore_start::start),
    served("GET", "restore-jobs/{}", "DescribeRestoreJob", ops::restore_jobs::describe),
    served("GET", "restore-jobs", "ListRestoreJobs", ops::restore_jobs::list),
    served("GET", "resources/{}/restore-jobs", "ListRestoreJobsByProtectedResource", ops::restore_jobs::list_by_resource),
    served("GET", "restore-jobs/{}/metadata", "GetRestoreJobMetadata", ops::restore_metadata::of_job),
    served("PUT", "restore-jobs/{}/validations", "PutRestoreValidationResult", ops::restore_start::validate),
    served("PUT", "scan/job", "StartScanJob", ops::unused::start_scan),
    served("GET", "scan/jobs/{}", "DescribeScanJob", ops::unused::describe_scan),
    served("GET", "scan/jobs", "ListScanJobs", ops::unused::list_scans),
    served("GET", "scan/pitr-malware-scan-results", "GetPITRMalwareScanResults", ops::unused::scan_results),
    served("GET", "audit/backup-job-summaries", "ListBackupJobSummaries", ops::summaries::backup),
    served("GET", "audit/copy-job-summaries", "ListCopyJobSummaries", ops::summaries::copy),
    served("GET", "audit/restore-job-summaries", "ListRestoreJobSummaries", ops::summaries::restore),
    served("GET", "audit/scan-job-summaries", "ListScanJobSummaries", ops::unused::scan_summaries),
    served("PUT", "restore-testing/plans", "CreateRestoreTestingPlan", ops::restore_testing::create),
    served("GET", "restore-testing/plans/{}", "GetRestoreTestingPlan", ops::restore_testing::get),
    served("GET", "restore-testing/plans", "ListRestoreTestingPlans", ops::restore_testing::list),
    served("PUT", "restore-testing/plans/{}", "UpdateRestoreTestingPlan", ops::restore_testing::update),
    served("DELETE", "restore-testing/plans/{}", "DeleteRestoreTestingPlan", ops::restore_testing::delete),
    served("PUT", "restore-testing/plans/{}/selections", "CreateRestoreTestingSelection", ops::restore_testing::selections::create),
    served("GET", "restore-testing/plans/{}/selections/{}", "GetRestoreTestingSelection", ops::restore_testing::selections::get),
    served("GET", "restore-testing/plans/{}/selections", "ListRestoreTestingSelections", ops::restore_testing::selections::list),
    served("PUT", "restore-testing/plans/{}/selections/{}", "UpdateRestoreTestingSelection", ops::restore_testing::selections::update),
    served("DELETE", "restore-testing/plans/{}/selections/{}", "DeleteRestoreTestingSelection", ops::restore_testing::selections::delete),
    served("GET", "restore-testing/inferred-metadata", "GetRestoreTestingInferredMetadata", ops::restore_testing::inferred::get),
    served("POST", "legal-holds", "CreateLegalHold", ops::legal_holds::create),
    served("GET", "legal-holds/{}", "GetLegalHold", ops::legal_holds::get),
    served("GET", "legal-holds", "ListLegalHolds", ops::legal_holds::list),
    served("GET", "legal-holds/{}/recovery-points", "ListRecoveryPointsByLegalHold", ops::legal_holds::list_points),
    served("DELETE", "legal-holds/{}", "CancelLegalHold", ops::legal_holds::cancel),
    served("POST", "audit/frameworks", "CreateFramework", ops::frameworks::create),
    served("GET", "audit/frameworks/{}", "DescribeFramework", ops::frameworks::describe),
    served("GET", "audit/frameworks", "ListFrameworks", ops::frameworks::list),
    served("PUT", "audit/frameworks/{}", "UpdateFramework", ops::frameworks::update),
    served("DELETE", "audit/frameworks/{}", "DeleteFramework", ops::frameworks::delete),
    served("POST", "audit/report-plans", "CreateReportPlan", ops::reports::create),
    served("GET", "audit/report-plans/{}", "DescribeReportPlan", ops::reports::describe),
    served("GET", "audit/report-plans", "ListReportPlans", ops::reports::list),
    served("PUT", "audit/report-plans/{}", "UpdateReportPlan", ops::reports::update),
    served("DELETE", "audit/report-plans/{}", "DeleteReportPlan", ops::reports::delete),
    served("POST", "audit/report-jobs/{}", "StartReportJob", ops::report_jobs::start),
    served("GET", "audit/report-jobs/{}", "DescribeReportJob", ops::report_jobs::describe),
    served("GET", "audit/report-jobs", "ListReportJobs", ops::report_jobs::list),
    served("GET", "global-settings", "DescribeGlobalSettings", ops::global_settings::describe),
    served("PUT", "global-settings", "UpdateGlobalSettings", ops::global_settings::update),
    served("GET", "account-settings", "DescribeRegionSettings", ops::settings::describe_region),
    served("PUT", "account-settings", "UpdateRegionSettings", ops::settings::update_region),
    served("GET", "supported-resource-types", "GetSupportedResourceTypes", ops::settings::supported_types),
    served("GET", "tags/{}", "ListTags", ops::tags::list),
    served("POST", "tags/{}", "TagResource", ops::tags::tag),
    served("POST", "untag/{}", "UntagResource", ops::tags::untag),
    served("PUT", "tiering-configurations", "CreateTieringConfiguration", ops::tiering::create),
    served("GET", "tiering-configurations/{}", "GetTieringConfiguration", ops::tiering::get),
    served("GET", "tiering-configurations", "ListTieringConfigurations", ops::tiering::list),
    served("PUT", "tiering-configurations/{}", "UpdateTieringConfiguration", ops::tiering::update),
    served("DELETE", "tiering-configurations/{}", "DeleteTieringConfiguration", ops::tiering::delete),
    served("PUT", "backup-access-point/create", "CreateBackupAccessPoint", ops::unused::create_access_point),
    served("GET", "backup-access-point/{}", "DescribeBackupAccessPoint", ops::unused::access_point),
    served("DELETE", "backup-access-point/delete/{}", "DeleteBackupAccessPoint", ops::unused::access_point),
    served("GET", "backup-access-point", "ListBackupAccessPoints", ops::unused::list_access_points),
    served("POST", "backup-access-point/recovery-point/{}", "ListBackupAccessPointsByRecoveryPoint", ops::unused::list_access_points),
    served("POST", "backup-access-point/resource/{}", "ListBackupAccessPointsByResource", ops::unused::list_access_points),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::model;

    fn operation(method: &str, path: &str) -> Option<&'static str> {
        find(method, path).map(|(route, _)| route.operation)
    }

    #[test]
    fn the_table_is_the_model() {
        let mut routed: Vec<_> = ROUTES.iter().map(|route| route.operation).collect();
        routed.sort_unstable();
        assert_eq!(routed, model::operations().collect::<Vec<_>>());
        for route in ROUTES {
            let modelled = model::operation(route.operation).unwrap();
            let path = modelled.path.split('?').next().unwrap().trim_matches('/');
            let blank = |part: &'static str| if part.starts_with('{') { "{}" } else { part };
            let path: Vec<_> = path.split('/').map(blank).collect();
            assert_eq!((route.method, route.path), (modelled.method.as_str(), path.join("/").as_str()));
        }
    }

    #[test]
    fn an_empty_label_finds_what_it_leaves_incomplete() {
        assert_eq!(
            operation("GET", "/backup-vaults//recovery-points"),
            Some("ListRecoveryPointsByBackupVault")
        );
        assert_eq!(operation("GET", "/backup-jobs//"), Some("DescribeBackupJob"));
        assert_eq!(operation("GET", "/tags//"), Some("ListTags"));
    }

    #[test]
    fn a_trailing_slash_makes_no_difference() {
        assert_eq!(operation("GET", "/backup-jobs/"), Some("ListBackupJobs"));
        assert_eq!(operation("GET", "/backup-jobs"), Some("ListBackupJobs"));
        assert_eq!(operation("GET", "/backup/plans/p1/"), Some("GetBackupPlan"));
        assert_eq!(operation("GET", "/backup/plans/p1"), Some("GetBackupPlan"));
    }

    #[test]
    fn an_encoded_slash_stays_inside_its_label() {
        let (route, labels) =
            find("GET", "/backup-vaults/aws%2Fefs%2Fautomatic-backup-vault/recovery-points/").unwrap();
        assert_eq!(route.operation, "ListRecoveryPointsByBackupVault");
        assert_eq!(labels, ["aws/efs/automatic-backup-vault"]);
    }

    #[test]
    fn every_route_is_reached_by_its_own_path() {
        for route in ROUTES {
            let path = format!("/{}", route.path.replace("{}", "some%2Fvalue"));
            let alike =
                ROUTES.iter().find(|other| other.method == route.method && other.path == route.path).unwrap();
            assert_eq!(operation(route.method, &path), Some(alike.operation), "{path}");
        }
    }

    #[test]
    fn an_unknown_path_has_no_route() {
        assert_eq!(operation("GET", "/nonsense"), None);
        assert_eq!(operation("PATCH", "/backup-jobs"), None);
    }
}
