//! Which IAM actions the console's calls need (AWS Backup's API reference and service authorization reference).
//!
//! A refusal names its missing action from here, and docs/iam.md is written from here.

/// One IAM action that one API operation asks of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission {
    /// The API operation, as `ListBackupVaults`.
    pub operation: &'static str,
    /// The IAM action, as `backup:ListBackupVaults`.
    pub action: &'static str,
    /// What the console cannot do without it.
    pub purpose: &'static str,
    /// Who needs it.
    pub access: Access,
}

/// Who needs a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody who looks.
    Read,
    /// Only who starts backups.
    Operate,
}

const fn read(operation: &'static str, action: &'static str, purpose: &'static str) -> Permission {
    Permission { operation, action, purpose, access: Access::Read }
}

const fn operate(operation: &'static str, action: &'static str, purpose: &'static str) -> Permission {
    Permission { operation, action, purpose, access: Access::Operate }
}

/// Every call of the console. The first line of an operation is the action of that operation itself.
#[rustfmt::skip]
pub const PERMISSIONS: &[Permission] = &[
    read("GetCallerIdentity", "sts:GetCallerIdentity", "the account in the header (AWS answers it without a policy too)"),
    read("ListBackupJobs", "backup:ListBackupJobs", "backup jobs in the list"),
    read("DescribeBackupJob", "backup:DescribeBackupJob", "a backup job's page, and following one to its end"),
    read("ListCopyJobs", "backup:ListCopyJobs", "copy jobs in the list"),
    read("DescribeCopyJob", "backup:DescribeCopyJob", "a copy job's page"),
    read("ListRestoreJobs", "backup:ListRestoreJobs", "restore jobs in the list"),
    read("DescribeRestoreJob", "backup:DescribeRestoreJob", "a restore job's page"),
    read("ListBackupVaults", "backup:ListBackupVaults", "the list of vaults"),
    read("DescribeBackupVault", "backup:DescribeBackupVault", "a vault's page"),
    read("ListRecoveryPointsByBackupVault", "backup:ListRecoveryPointsByBackupVault", "a vault's recovery points, and the count of all of them"),
    read("ListRecoveryPointsByResource", "backup:ListRecoveryPointsByResource", "a resource's recovery points"),
    read("DescribeRecoveryPoint", "backup:DescribeRecoveryPoint", "a recovery point's page"),
    read("ListBackupPlans", "backup:ListBackupPlans", "the list of backup plans"),
    read("GetBackupPlan", "backup:GetBackupPlan", "rules and next runs of a plan"),
    read("ListBackupPlanVersions", "backup:ListBackupPlanVersions", "versions on a plan's page; since when a plan that started nothing is in force"),
    read("ListBackupSelections", "backup:ListBackupSelections", "selections of a plan"),
    read("GetBackupSelection", "backup:GetBackupSelection", "what a selection selects, and its role"),
    read("ListProtectedResources", "backup:ListProtectedResources", "the list of protected resources"),
    read("DescribeProtectedResource", "backup:DescribeProtectedResource", "a resource's page"),
    read("ListTags", "backup:ListTags", "tags of vaults, plans and recovery points; which `[[rpo]]` by `tag` holds for a resource"),
    read("GetSupportedResourceTypes", "backup:GetSupportedResourceTypes", "the check before a backup that this Region backs the type up"),
    read("DescribeRegionSettings", "backup:DescribeRegionSettings", "the check before a backup or copy which types are opted in and fully managed"),
    read("DescribeGlobalSettings", "backup:DescribeGlobalSettings", "the check before a copy that copies between accounts are switched on"),
    read("GetBackupVaultAccessPolicy", "backup:GetBackupVaultAccessPolicy", "a vault's page; the check before a copy that the destination takes it"),
    read("GetBackupVaultNotifications", "backup:GetBackupVaultNotifications", "a vault's notifications"),
    read("ListLegalHolds", "backup:ListLegalHolds", "the pages of vaults and points; the check before a deletion for legal holds"),
    read("GetLegalHold", "backup:GetLegalHold", "the pages of vaults and points; the check before a deletion which points a legal hold keeps"),
    read("DecodeAuthorizationMessage", "sts:DecodeAuthorizationMessage", "what an encoded authorization failure says, on the page that explains it"),
    read("DescribeAlarms", "cloudwatch:DescribeAlarms", "alarms that watch AWS Backup"),
    read("GetMetricData", "cloudwatch:GetMetricData", "how many jobs CloudWatch counted in the last day and fortnight"),
    operate("StartBackupJob", "backup:StartBackupJob", "starting a backup, on the vault it goes to"),
    operate("StartBackupJob", "iam:PassRole", "handing AWS Backup the role that reads the resource"),
    operate("StartBackupJob", "backup:TagResource", "tags on the new recovery point, when the form has any"),
    operate("GetRecoveryPointRestoreMetadata", "backup:GetRecoveryPointRestoreMetadata", "a restore form that starts with what the point was"),
    operate("GetRestoreTestingInferredMetadata", "backup:GetRestoreTestingInferredMetadata", "what AWS itself would restore a point with, in the form"),
    operate("StartRestoreJob", "backup:StartRestoreJob", "starting a restore, on the recovery point"),
    operate("StartRestoreJob", "iam:PassRole", "handing AWS Backup the role that makes the new resource"),
    operate("StartCopyJob", "backup:StartCopyJob", "copying a recovery point, on the point and on the vault it goes to"),
    operate("StartCopyJob", "backup:CopyFromBackupVault", "copying a recovery point, on the vault that it is in"),
    operate("UpdateRecoveryPointLifecycle", "backup:UpdateRecoveryPointLifecycle", "changing how long a recovery point is kept"),
    operate("DeleteRecoveryPoint", "backup:DeleteRecoveryPoint", "deleting a recovery point"),
    operate("DisassociateRecoveryPoint", "backup:DisassociateRecoveryPoint", "ending the continuous backup of a recovery point"),
    operate("TagResource", "backup:TagResource", "adding and changing tags of vaults, plans and recovery points"),
    operate("UntagResource", "backup:UntagResource", "removing their tags"),
    operate("PutBackupVaultNotifications", "backup:PutBackupVaultNotifications", "setting a vault's notifications"),
    operate("DeleteBackupVaultNotifications", "backup:DeleteBackupVaultNotifications", "ending a vault's notifications"),
    operate("StopBackupJob", "backup:StopBackupJob", "stopping a backup job"),
];

/// The IAM action of an operation itself; `None` for one that the console never calls.
pub fn action_of(operation: &str) -> Option<&'static str> {
    PERMISSIONS
        .iter()
        .find(|permission| permission.operation == operation)
        .map(|permission| permission.action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_allowed_by_the_action_of_its_own_name() {
        for permission in PERMISSIONS {
            let action = action_of(permission.operation).unwrap();
            assert!(action.ends_with(&format!(":{}", permission.operation)), "{action}");
        }
        assert_eq!(action_of("DescribeAlarms"), Some("cloudwatch:DescribeAlarms"));
        assert_eq!(action_of("DeleteBackupVault"), None);
    }

    #[test]
    fn no_permission_is_listed_twice() {
        let same = |a: &Permission, b: &Permission| (a.operation, a.action) == (b.operation, b.action);
        for (index, one) in PERMISSIONS.iter().enumerate() {
            assert!(!PERMISSIONS[..index].iter().any(|other| same(other, one)), "{}", one.action);
        }
    }

    #[test]
    fn reading_changes_nothing_at_aws() {
        for permission in PERMISSIONS.iter().filter(|permission| permission.access == Access::Read) {
            let verb = ["List", "Get", "Describe", "Decode"]
                .iter()
                .any(|verb| permission.operation.starts_with(verb));
            assert!(verb, "{}", permission.operation);
        }
    }
}
