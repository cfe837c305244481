//! A count of all recovery points of a scope: sums per vault and per resource, and some of the points that are in trouble. The
//! points themselves are not kept: there may be a million.

mod expected;
mod held;
mod loss;
mod vault;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

pub use expected::Expected;
pub use held::{Held, Longest, Place, Sound};
pub use loss::{Keeping, Losses, LostPoints, LostResource, MANY_LOST};
pub use vault::{Sum, VaultCount};

use super::recovery_point::{PointStatus, RecoveryPoint};
use crate::text::Text;

/// Points in trouble that are kept, of each kind of trouble; all of them are counted.
pub const MOST: usize = 500;

/// What was counted in one scope.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Census {
    /// The count began at: points made since may be missing.
    pub began: Timestamp,
    /// Each vault's points, by the vault's name; an empty vault has none.
    pub vaults: BTreeMap<Text, VaultCount>,
    /// Each resource's points, by its ARN.
    pub resources: HashMap<Text, Held>,
    /// Points past their retention that are still there.
    pub expired: Vec<RecoveryPoint>,
    /// Continuous points that were interrupted.
    pub stopped: Vec<RecoveryPoint>,
    /// Points parts of which are missing.
    pub partial: Vec<RecoveryPoint>,
    /// Vaults that could not be read, and why.
    pub unread: Vec<(Text, String)>,
    /// The count before it began at, where there was one.
    pub since: Option<Timestamp>,
    /// The points of each vault that are to be kept.
    pub keeping: BTreeMap<Text, Keeping>,
    /// Points that jobs made, by ARN, and that no vault has shown yet; at its end: those that are missing.
    pub awaited: HashMap<Text, Expected>,
}

impl Census {
    /// A count that begins.
    pub fn begin(now: Timestamp) -> Self {
        Self { began: now, ..Self::default() }
    }

    /// The same, after a count that began at `since`, and looking for these points.
    #[must_use]
    pub fn after(self, since: Option<Timestamp>, awaited: Vec<Expected>) -> Self {
        let awaited = awaited.into_iter().map(|one| (one.point.clone(), one)).collect();
        Self { since, awaited, ..self }
    }

    /// These vaults are there.
    pub fn vaults(&mut self, names: impl Iterator<Item = Text>) {
        for name in names {
            self.vaults.entry(name).or_default();
        }
    }

    /// A page of points of vaults.
    pub fn page(&mut self, points: Vec<RecoveryPoint>) {
        for point in points {
            self.point(point);
        }
    }

    fn point(&mut self, point: RecoveryPoint) {
        self.awaited.remove(&point.arn);
        if let Some(vault) = &point.vault {
            self.vaults.entry(vault.clone()).or_default().add(&point, self.began);
            self.keeping.entry(vault.clone()).or_default().add(&point, self.began, self.since);
        }
        if let Some(resource) = &point.resource {
            match self.resources.get_mut(resource) {
                Some(held) => held.add(&point),
                None => self.resources.entry(resource.clone()).or_default().add(&point),
            }
        }
        let kept = match point.status {
            PointStatus::Expired => &mut self.expired,
            PointStatus::Stopped => &mut self.stopped,
            PointStatus::Partial => &mut self.partial,
            _ => return,
        };
        if kept.len() < MOST {
            kept.push(point);
        }
    }

    /// All points have come.
    pub fn settle(&mut self) {
        self.resources.values_mut().for_each(Held::settle);
    }

    /// A vault could not be read.
    pub fn miss(&mut self, vault: Text, why: String) {
        self.vaults.remove(&vault);
        self.keeping.remove(&vault);
        self.unread.push((vault, why));
    }

    /// Whether every vault was read: only then does it say something that no point is there.
    pub fn is_whole(&self) -> bool {
        self.unread.is_empty()
    }

    /// Whether a vault's points were all seen: also one that is not there any more has shown all that it has.
    pub fn was_read(&self, vault: &Text) -> bool {
        !self.unread.iter().any(|(name, _)| name == vault)
    }

    /// Sum of all vaults' expired points.
    pub fn all_expired(&self) -> Sum {
        self.vaults.values().fold(Sum::default(), |sum, vault| sum.and(vault.expired))
    }
}
