//! What the checks ask AWS for besides what the console reads anyway, and what AWS says.

use super::Answer;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::legal_hold::Hold;
use crate::domain::notification::Notifications;
use crate::domain::policy::Policy;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::restore::Metadata;
use crate::domain::settings::{GlobalSettings, RegionSettings};
use crate::domain::vault::Vault;
use crate::text::Text;

/// One thing to ask AWS for, in one scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// `DescribeRecoveryPoint`.
    Point {
        /// The vault's name.
        vault: Text,
        /// Its ARN.
        arn: Text,
    },
    /// How a point can be restored: `GetRecoveryPointRestoreMetadata` and `GetRestoreTestingInferredMetadata`.
    RestoreMetadata {
        /// The vault's name.
        vault: Text,
        /// The point's ARN.
        arn: Text,
    },
    /// `ListRecoveryPointsByResource` of the resource of this ARN.
    Points(Text),
    /// `DescribeBackupVault` of the vault of this name.
    Vault(Text),
    /// `GetSupportedResourceTypes`.
    Supported,
    /// `DescribeRegionSettings`.
    OptIn,
    /// `DescribeGlobalSettings`.
    GlobalSettings,
    /// `GetBackupVaultAccessPolicy` of the vault of this name.
    VaultPolicy(Text),
    /// `GetBackupVaultNotifications` of the vault of this name.
    Notifications(Text),
    /// `ListTags` of the vault, plan or recovery point of this ARN.
    Tags(Text),
    /// `ListLegalHolds`, and `GetLegalHold` of each that is in force.
    Holds,
}

/// What AWS says to a [`Need`].
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A recovery point.
    Point(Box<RecoveryPoint>),
    /// How a point can be restored.
    RestoreMetadata(Box<Metadata>),
    /// Recovery points, in AWS's order.
    Points(Vec<RecoveryPoint>),
    /// A vault.
    Vault(Box<Vault>),
    /// Types that this Region backs up.
    Supported(Vec<Text>),
    /// Settings of account and Region.
    OptIn(RegionSettings),
    /// Settings of the organization.
    GlobalSettings(GlobalSettings),
    /// The vault's policy; `None` where none is set.
    VaultPolicy(Option<Policy>),
    /// Where the vault's events go; `None` where none is set.
    Notifications(Option<Notifications>),
    /// Tags: keys and values.
    Tags(Vec<(Text, Text)>),
    /// Legal holds in force.
    Holds(Vec<Hold>),
}

impl Need {
    /// The first API operation that it calls.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Point { .. } => "DescribeRecoveryPoint",
            Self::RestoreMetadata { .. } => "GetRecoveryPointRestoreMetadata",
            Self::Points(_) => "ListRecoveryPointsByResource",
            Self::Vault(_) => "DescribeBackupVault",
            Self::Supported => "GetSupportedResourceTypes",
            Self::OptIn => "DescribeRegionSettings",
            Self::GlobalSettings => "DescribeGlobalSettings",
            Self::VaultPolicy(_) => "GetBackupVaultAccessPolicy",
            Self::Notifications(_) => "GetBackupVaultNotifications",
            Self::Tags(_) => "ListTags",
            Self::Holds => "ListLegalHolds",
        }
    }
}

impl<T> From<&Failure> for Answer<T> {
    /// A refusal keeps the action that is missing, since that is what mends it.
    fn from(failure: &Failure) -> Self {
        match (failure.kind, &failure.action) {
            (FailureKind::AccessDenied, Some(action)) => Self::Denied(action.to_string()),
            _ => Self::Failed(failure.sentence()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_question_names_the_action_that_is_missing() {
        let mut failure = Failure::new(FailureKind::AccessDenied, Need::Holds.operation(), "no");
        failure.action = Some("backup:ListLegalHolds".into());
        assert_eq!(Answer::<()>::from(&failure).why_not(), "lacks backup:ListLegalHolds");
        let failure = Failure::new(FailureKind::Unreachable, Need::Supported.operation(), "timed out");
        assert_eq!(Answer::<()>::from(&failure).why_not(), "no answer from AWS to GetSupportedResourceTypes");
    }
}
