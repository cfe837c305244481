//! How long a recovery point is kept, and where.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A lifecycle as asked for (API shape `Lifecycle`). Days count from the point's creation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lifecycle {
    /// Days until cold storage; `None` never.
    pub cold_after_days: Option<i64>,
    /// Days until deletion; `None` or -1 keeps for ever.
    pub delete_after_days: Option<i64>,
    /// EBS snapshots go to the archive tier where supported.
    pub archive_opt_in: bool,
    /// The point is temporary, on its way to a logically air-gapped vault (`DELETE_AFTER_COPY`).
    pub delete_after_copy: bool,
}

impl Lifecycle {
    /// Days of retention; `None` is for ever.
    pub fn retention_days(&self) -> Option<i64> {
        self.delete_after_days.filter(|days| *days > 0)
    }

    /// The lifecycle in words: "35 days", "cold after 30 days, deleted after 365 days", "for ever".
    pub fn words(&self) -> String {
        let keep = match self.retention_days() {
            Some(1) => "1 day".to_owned(),
            Some(days) => format!("{days} days"),
            None if self.delete_after_copy => return "until copied".to_owned(),
            None => "for ever".to_owned(),
        };
        match self.cold_after_days.filter(|days| *days > 0) {
            Some(cold) => format!("{keep}, cold after {cold}"),
            None => keep,
        }
    }
}

/// When the lifecycle acts on one point (API shape `CalculatedLifecycle`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CalculatedLifecycle {
    /// Moves to cold storage at.
    pub cold_at: Option<Timestamp>,
    /// Deleted at, or up to 8 hours later.
    pub delete_at: Option<Timestamp>,
}
