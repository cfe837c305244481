//! The organization that the simulated accounts form, and the roles that AWS Backup can assume in them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::simulator::wire::Text;

/// The account that manages the organization when no scenario says so.
const DEFAULT_MANAGEMENT: &str = "123456789012";
/// A role with this in its name cannot be assumed, whatever the scenario.
const CANNOT_BE_ASSUMED: &str = "NotAssumable";

/// An organization of AWS accounts with what AWS Backup keeps for it.
#[derive(Debug, Clone)]
pub struct Organization {
    /// Its id, as in `aws:PrincipalOrgID`.
    pub id: Text,
    /// The management account.
    pub management: Text,
    /// The accounts besides that; none is every account.
    pub members: Option<BTreeSet<Text>>,
    /// Accounts that are delegated administrators of AWS Backup.
    pub delegated: BTreeSet<Text>,
    /// AWS Backup's global settings.
    pub settings: BTreeMap<String, String>,
    /// When those were changed last.
    pub updated: Option<Timestamp>,
    /// Roles that AWS Backup cannot assume, by ARN or name.
    pub unassumable: BTreeSet<Text>,
}

impl Default for Organization {
    fn default() -> Self {
        let settings = [
            ("isCrossAccountBackupEnabled", "false"),
            ("isDelegatedAdministratorEnabled", "false"),
            ("isMpaEnabled", "false"),
        ];
        Self {
            id: "o-a1b2c3d4e5".into(),
            management: DEFAULT_MANAGEMENT.into(),
            members: None,
            delegated: BTreeSet::new(),
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            updated: None,
            unassumable: BTreeSet::new(),
        }
    }
}

impl Organization {
    /// Whether an account belongs to it.
    pub fn has(&self, account: &str) -> bool {
        self.management == account || self.members.as_ref().is_none_or(|members| members.contains(account))
    }

    /// Whether an account sees the jobs of all others: management, or delegated administrator.
    pub fn oversees(&self, account: &str) -> bool {
        self.management == account || self.delegated.contains(account)
    }

    /// Whether copies may go from account to account.
    pub fn shares_backups(&self) -> bool {
        self.settings.get("isCrossAccountBackupEnabled").is_some_and(|value| value == "true")
    }

    /// Whether AWS Backup can assume a role for an account: one of the account's own with the right trust.
    pub fn assumes(&self, role: &str, account: &str) -> bool {
        let name = role.rsplit('/').next().unwrap_or(role);
        role.split(':').nth(4) == Some(account)
            && !name.contains(CANNOT_BE_ASSUMED)
            && !self.unassumable.contains(role)
            && !self.unassumable.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_is_a_member_until_a_scenario_lists_them() {
        let mut organization = Organization::default();
        assert!(organization.has("210987654321") && !organization.oversees("210987654321"));
        organization.members = Some(["111122223333".into()].into());
        assert!(!organization.has("210987654321") && organization.has(DEFAULT_MANAGEMENT));
    }

    #[test]
    fn a_role_is_assumed_only_in_its_own_account_and_with_trust() {
        let mut organization = Organization::default();
        let assumes = |organization: &Organization, name: &str| {
            organization.assumes(&format!("arn:aws:iam::123456789012:role/{name}"), "123456789012")
        };
        assert!(assumes(&organization, "service-role/AWSBackupDefaultServiceRole"));
        assert!(!assumes(&organization, "NotAssumableRole"));
        organization.unassumable.insert("fresh".into());
        assert!(!assumes(&organization, "fresh"));
        assert!(!organization.assumes("arn:aws:iam::210987654321:role/x", "123456789012"));
    }
}
