//! Backup vaults.

use jiff::Timestamp;

use super::census::VaultCount;
use super::scope::ScopeId;
use crate::text::Text;

/// A backup vault (API shapes `BackupVaultListMember`, `DescribeBackupVaultOutput`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vault {
    /// Where it was read.
    pub scope: ScopeId,
    /// Its name; AWS-made ones contain slashes.
    pub name: Text,
    /// Its ARN.
    pub arn: Text,
    /// Standard, logically air-gapped or restore-access.
    pub kind: VaultKind,
    /// `CREATING`, `AVAILABLE` or `FAILED`; absent for standard vaults of old.
    pub state: Option<Text>,
    /// Made at.
    pub created: Option<Timestamp>,
    /// The KMS key's ARN.
    pub key: Option<Text>,
    /// `AWS_OWNED_KMS_KEY` or `CUSTOMER_MANAGED_KMS_KEY`.
    pub key_type: Option<Text>,
    /// Recovery points in it; AWS calls the number approximate.
    pub points: Option<i64>,
    /// Bytes of its recovery points. AWS does not tell: known once its points have been listed to the end.
    pub size: Option<i64>,
    /// What was counted of its points, when last all of them were listed.
    pub count: Option<Box<VaultCount>>,
    /// Its lock.
    pub lock: Lock,
    /// The idempotency token of its creation.
    pub creator_request: Option<Text>,
    /// The vault that a restore-access vault gives access to.
    pub source: Option<Text>,
    /// The multi-party approval team.
    pub approval_team: Option<Text>,
}

/// What kind of vault it is (API enum `VaultType`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum VaultKind {
    /// `BACKUP_VAULT`.
    #[default]
    Standard,
    /// `LOGICALLY_AIR_GAPPED_BACKUP_VAULT`.
    AirGapped,
    /// `RESTORE_ACCESS_BACKUP_VAULT`.
    RestoreAccess,
    /// A kind that this version does not know.
    Other(Text),
}

/// A vault's lock and the retention that it asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// The mode now.
    pub mode: LockMode,
    /// Shortest retention allowed, days.
    pub min_days: Option<i64>,
    /// Longest retention allowed, days.
    pub max_days: Option<i64>,
    /// Compliance mode can't be changed any more from here on.
    pub date: Option<Timestamp>,
}

/// Vault lock modes (developer guide, "AWS Backup Vault Lock").
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockMode {
    /// Not locked.
    #[default]
    None,
    /// Removable by those who have the permission.
    Governance,
    /// Final at the lock's date, or already.
    Compliance,
}

impl VaultKind {
    /// The kind in words.
    pub fn word(&self) -> &str {
        match self {
            Self::Standard => "standard",
            Self::AirGapped => "air-gapped",
            Self::RestoreAccess => "restore access",
            Self::Other(other) => other.as_str(),
        }
    }
}

impl LockMode {
    /// The mode in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "not locked",
            Self::Governance => "governance",
            Self::Compliance => "compliance",
        }
    }
}

impl Lock {
    /// "compliance, 30–365 d", "governance", "not locked".
    pub fn words(&self) -> String {
        let range = match (self.min_days, self.max_days) {
            (Some(min), Some(max)) => format!(", {min}-{max} d"),
            (Some(min), None) => format!(", at least {min} d"),
            (None, Some(max)) => format!(", at most {max} d"),
            (None, None) => String::new(),
        };
        format!("{}{range}", self.mode.word())
    }

    /// Whether a retention fits; `None` days is for ever. AWS checks only when the job runs, so the console asks first.
    pub fn admits(&self, days: Option<i64>) -> bool {
        match days {
            Some(days) => {
                self.min_days.is_none_or(|min| days >= min) && self.max_days.is_none_or(|max| days <= max)
            }
            None => self.max_days.is_none(),
        }
    }
}

impl Vault {
    /// Whose key encrypts it, in words.
    pub fn key_words(&self) -> &'static str {
        match self.key_type.as_ref().map(Text::as_str) {
            Some("CUSTOMER_MANAGED_KMS_KEY") => "customer key",
            Some("AWS_OWNED_KMS_KEY") => "AWS owned key",
            _ if self.key.is_some() => "AWS managed or customer key",
            _ => "unknown",
        }
    }

    /// `FAILED` vaults take no backups.
    pub fn is_troubled(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.as_str() == "FAILED")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_admits_only_what_lies_in_its_range() {
        let lock = Lock { mode: LockMode::Compliance, min_days: Some(30), max_days: Some(365), date: None };
        for (days, fits) in
            [(Some(29), false), (Some(30), true), (Some(365), true), (Some(366), false), (None, false)]
        {
            assert_eq!(lock.admits(days), fits, "{days:?}");
        }
        assert!(Lock::default().admits(None));
        assert!(Lock { min_days: Some(7), ..Lock::default() }.admits(None));
    }
}
