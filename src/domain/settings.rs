//! Settings of AWS Backup: of an account in a Region, and of an organization.

use crate::text::Text;

/// Which types AWS Backup looks after in a Region (API operation `DescribeRegionSettings`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegionSettings {
    /// Types with whether they are opted in. Opt-in counts for what plans select by tag; what is named is backed up
    /// regardless (developer guide, "Service opt-in").
    pub opted_in: Vec<(Text, bool)>,
    /// Types with whether AWS Backup manages them fully; only those that can be switched.
    pub managed: Vec<(Text, bool)>,
}

/// Settings of the organization (API operation `DescribeGlobalSettings`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GlobalSettings {
    /// Names and values, as `isCrossAccountBackupEnabled` and `true`.
    pub values: Vec<(Text, Text)>,
}

impl RegionSettings {
    /// Whether a type is opted in; `None` where AWS does not list it.
    pub fn is_opted_in(&self, kind: &str) -> Option<bool> {
        find(&self.opted_in, kind)
    }

    /// Whether AWS Backup manages a type fully; `None` where that can't be switched.
    pub fn is_managed(&self, kind: &str) -> Option<bool> {
        find(&self.managed, kind)
    }
}

fn find(settings: &[(Text, bool)], kind: &str) -> Option<bool> {
    settings.iter().find(|(name, _)| name.raw() == kind).map(|(_, value)| *value)
}

impl GlobalSettings {
    /// Whether backups may be copied between accounts; `None` where AWS does not tell.
    pub fn copies_between_accounts(&self) -> Option<bool> {
        let value = self.values.iter().find(|(name, _)| name.raw() == "isCrossAccountBackupEnabled");
        value.map(|(_, value)| value.raw() == "true")
    }
}
