//! Protected resources.

use jiff::Timestamp;

use super::arn;
use super::holdings::{Holdings, Sighting};
use super::rpo::{Band, Objective};
use super::scope::ScopeId;
use crate::text::Text;

/// A resource with at least one recovery point (API shapes `ProtectedResource`, `DescribeProtectedResourceOutput`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// Where it was read.
    pub scope: ScopeId,
    /// Its ARN.
    pub arn: Text,
    /// Its type, as `RDS`.
    pub kind: Text,
    /// Its name, where AWS Backup knows it.
    pub name: Option<Text>,
    /// Last backed up at.
    pub last_backup: Option<Timestamp>,
    /// The vault of the last backup.
    pub last_vault_arn: Option<Text>,
    /// The point of the last backup.
    pub last_point: Option<Text>,
    /// Minutes that the latest restore took (only Describe tells).
    pub latest_restore_minutes: Option<i64>,
    /// The latest restore job began at.
    pub latest_restore: Option<Timestamp>,
    /// The point that was restored was made at.
    pub latest_restore_point: Option<Timestamp>,
    /// What was promised for it, worked out by the console; `None` where nobody says.
    pub objective: Option<Objective>,
    /// Why it is not known what was promised for it, where that is so.
    pub unpromised: Option<String>,
    /// What there is to restore it from, worked out by the console.
    pub holdings: Holdings,
    /// It was past that when the console last looked.
    pub past: bool,
}

impl Resource {
    /// How far it is past what was promised; `None` where nothing was.
    pub fn band(&self, now: Timestamp) -> Option<Band> {
        self.objective.as_ref().map(|objective| self.against(objective, now))
    }

    /// How far it is past an objective. A usable continuous point keeps any: it reaches up to shortly ago, whenever it was counted.
    pub fn against(&self, objective: &Objective, now: Timestamp) -> Band {
        if self.holdings.continuous { Band::Met } else { objective.band(self.newest_backup(), now) }
    }

    /// What its age counts from: its newest usable recovery point where all points have been counted, else the last backup.
    pub fn newest_backup(&self) -> Option<Timestamp> {
        match self.holdings.newest {
            Sighting::Unknown => self.last_backup,
            known => known.at(),
        }
    }

    /// Whether restore testing made it.
    pub fn is_of_restore_test(&self) -> bool {
        is_of_restore_test(&self.arn)
    }

    /// Its name, else the short form of its ARN.
    pub fn label(&self) -> &str {
        label(self.name.as_ref(), Some(&self.arn))
    }
}

/// Whether restore testing made a resource: it is deleted within hours, however a plan selects it by its tags (developer guide,
/// "Restore testing": what it restores is named `awsbackup-restore-test-…`).
pub fn is_of_restore_test(arn: &Text) -> bool {
    arn::short(arn.as_str()).contains("awsbackup-restore-test-")
}

/// What a person calls a resource: its name, else the short form of its ARN.
pub fn label<'a>(name: Option<&'a Text>, arn: Option<&'a Text>) -> &'a str {
    match (name.filter(|name| !name.as_str().is_empty()), arn) {
        (Some(name), _) => name.as_str(),
        (None, Some(arn)) => arn::short(arn.as_str()),
        (None, None) => "unknown resource",
    }
}
