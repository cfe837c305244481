//! Vaults.

use aws_sdk_backup::operation::describe_backup_vault::DescribeBackupVaultOutput;
use aws_sdk_backup::types::{BackupVaultListMember, VaultType};

use super::{required, text, time};
use crate::domain::scope::ScopeId;
use crate::domain::vault::{Lock, LockMode, Vault, VaultKind};
use crate::text::Text;

/// List members and Describe outputs are two SDK types with the same members: one body serves both.
macro_rules! vault {
    ($scope:expr, $raw:expr) => {{
        let kind = kind($raw.vault_type.as_ref());
        Vault {
            scope: $scope,
            name: required($raw.backup_vault_name.as_ref()),
            arn: required($raw.backup_vault_arn.as_ref()),
            state: text($raw.vault_state.as_ref()),
            created: time($raw.creation_date.as_ref()),
            key: text($raw.encryption_key_arn.as_ref()),
            key_type: text($raw.encryption_key_type.as_ref()),
            points: Some($raw.number_of_recovery_points),
            lock: Lock {
                mode: mode(&kind, $raw.locked == Some(true), $raw.lock_date.is_some()),
                min_days: $raw.min_retention_days,
                max_days: $raw.max_retention_days,
                date: time($raw.lock_date.as_ref()),
            },
            creator_request: text($raw.creator_request_id.as_ref()),
            kind,
            ..Vault::default()
        }
    }};
}

/// A vault of a list.
pub(in crate::aws) fn listed(scope: ScopeId, raw: &BackupVaultListMember) -> Vault {
    vault!(scope, raw)
}

/// A described vault.
pub(in crate::aws) fn described(scope: ScopeId, raw: &DescribeBackupVaultOutput) -> Vault {
    Vault {
        source: text(raw.source_backup_vault_arn.as_ref()),
        approval_team: text(raw.mpa_approval_team_arn.as_ref()),
        ..vault!(scope, raw)
    }
}

fn kind(raw: Option<&VaultType>) -> VaultKind {
    match raw {
        None | Some(VaultType::BackupVault) => VaultKind::Standard,
        Some(VaultType::LogicallyAirGappedBackupVault) => VaultKind::AirGapped,
        Some(VaultType::RestoreAccessBackupVault) => VaultKind::RestoreAccess,
        Some(other) => VaultKind::Other(Text::new(other.as_str())),
    }
}

/// Only compliance mode has a date; logically air-gapped vaults behave like it (aws-backup-api.md sections 1.17 and
/// 6.1).
fn mode(kind: &VaultKind, locked: bool, dated: bool) -> LockMode {
    match (kind, locked, dated) {
        (VaultKind::AirGapped, ..) | (_, true, true) => LockMode::Compliance,
        (_, true, false) => LockMode::Governance,
        (_, false, _) => LockMode::None,
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_types::DateTime;

    use super::*;

    #[test]
    fn a_vault_of_which_nothing_is_told_is_still_a_vault() {
        let vault = listed(ScopeId(3), &BackupVaultListMember::builder().build());
        assert_eq!(vault, Vault { scope: ScopeId(3), points: Some(0), ..Vault::default() });
    }

    #[test]
    fn the_lock_mode_follows_from_lock_date_and_kind() {
        let member = BackupVaultListMember::builder;
        let date = DateTime::from_secs(1_800_000_000);
        for (raw, mode) in [
            (member(), LockMode::None),
            (member().locked(false), LockMode::None),
            (member().locked(true), LockMode::Governance),
            (member().locked(true).lock_date(date), LockMode::Compliance),
            (member().vault_type(VaultType::LogicallyAirGappedBackupVault), LockMode::Compliance),
        ] {
            assert_eq!(listed(ScopeId(0), &raw.build()).lock.mode, mode);
        }
    }

    #[test]
    fn kinds_and_names_that_nobody_foresaw_survive() {
        let raw = BackupVaultListMember::builder()
            .backup_vault_name("aws/efs/automatic-backup-vault\u{7}")
            .vault_type(VaultType::from("QUANTUM_VAULT"))
            .build();
        let vault = listed(ScopeId(0), &raw);
        assert_eq!(vault.kind, VaultKind::Other(Text::new("QUANTUM_VAULT")));
        assert_eq!(vault.name.as_str(), "aws/efs/automatic-backup-vault^G");
    }

    #[test]
    fn describe_tells_the_source_and_the_approval_team_besides() {
        let raw = DescribeBackupVaultOutput::builder()
            .backup_vault_name("shared")
            .vault_type(VaultType::RestoreAccessBackupVault)
            .source_backup_vault_arn("arn:aws:backup:us-east-1:111122223333:backup-vault:source")
            .mpa_approval_team_arn("arn:aws:mpa:us-east-1:111122223333:approval-team/t")
            .min_retention_days(7)
            .build();
        let vault = described(ScopeId(0), &raw);
        assert_eq!((vault.kind, vault.lock.min_days), (VaultKind::RestoreAccess, Some(7)));
        assert!(vault.source.is_some() && vault.approval_team.is_some());
    }
}
