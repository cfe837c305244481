//! What a vault holds, in sums.

use jiff::Timestamp;

use crate::domain::recovery_point::{PointStatus, RecoveryPoint};

/// How many points, and how many bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Points.
    pub points: u64,
    /// Bytes of those that tell a size.
    pub bytes: u64,
}

impl Sum {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { points: self.points + other.points, bytes: self.bytes.saturating_add(other.bytes) }
    }

    fn add(&mut self, point: &RecoveryPoint) {
        let bytes = point.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
        *self = self.and(Self { points: 1, bytes });
    }
}

/// The points of one vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VaultCount {
    /// When they were counted.
    pub at: Option<Timestamp>,
    /// All of them.
    pub all: Sum,
    /// Those that tell no size.
    pub unsized_points: u64,
    /// Past their retention and still there, and so billed.
    pub expired: Sum,
    /// Kept for ever, as nothing says when they end.
    pub never: Sum,
    /// In cold storage by their lifecycle.
    pub cold: Sum,
    /// That say themselves that they are not encrypted.
    pub unencrypted: u64,
    /// Some parts are missing.
    pub partial: u64,
    /// Continuous ones that were interrupted.
    pub stopped: u64,
    /// Creation of the oldest.
    pub oldest: Option<Timestamp>,
    /// Creation of the newest.
    pub newest: Option<Timestamp>,
}

impl VaultCount {
    /// The points of a vault, listed to the end.
    pub fn of<'a>(points: impl Iterator<Item = &'a RecoveryPoint>, now: Timestamp) -> Self {
        let mut count = Self { at: Some(now), ..Self::default() };
        points.for_each(|point| count.add(point, now));
        count
    }

    /// Counts one more.
    pub(super) fn add(&mut self, point: &RecoveryPoint, now: Timestamp) {
        self.all.add(point);
        self.unsized_points += u64::from(point.size.is_none());
        if point.never_expires() {
            self.never.add(point);
        }
        if point.tier(now) == Some("cold") {
            self.cold.add(point);
        }
        self.unencrypted += u64::from(point.encrypted == Some(false));
        match point.status {
            PointStatus::Expired => self.expired.add(point),
            PointStatus::Partial => self.partial += 1,
            PointStatus::Stopped => self.stopped += 1,
            _ => {}
        }
        self.oldest = self.oldest.into_iter().chain(point.created).min();
        self.newest = self.newest.max(point.created);
    }
}
