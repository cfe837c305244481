//! The form of restore testing plans in a scenario.

use serde::Deserialize;

use super::format::Pairs;
use super::value::Offset;

/// A restore testing plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreTestingPlan {
    /// Letters, digits and underscores.
    pub name: String,
    pub account: Option<String>,
    pub region: Option<String>,
    /// As a rule's.
    pub schedule: String,
    pub timezone: Option<String>,
    /// Within what time its restores start; default `24h`.
    pub start_window: Option<Offset>,
    /// Any point of the window instead of the latest.
    #[serde(default)]
    pub random: bool,
    /// How old points may be; default 30.
    pub window_days: Option<i64>,
    /// Vaults by name; default all.
    #[serde(default)]
    pub vaults: Vec<String>,
    /// Continuous points only or snapshots only; default both.
    pub continuous: Option<bool>,
    pub selections: Vec<RestoreTestingSelection>,
}

/// A selection of such a plan, with how its tests go.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestoreTestingSelection {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// Resources by name; default all of the type.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Tags that a resource has to have.
    #[serde(default)]
    pub tags: Pairs,
    pub role: Option<String>,
    /// How long a restored resource waits for its validation; default none.
    pub validation_window: Option<Offset>,
    /// Restore metadata that take the place of the inferred ones.
    #[serde(default)]
    pub overrides: Pairs,
    /// What a validator says, `SUCCESSFUL` or `FAILED`; default nothing, so that it times out.
    pub validation: Option<String>,
    pub validation_message: Option<String>,
    /// How long after the restore it says so; default `10m`.
    pub validated_after: Option<Offset>,
    /// Why what was restored cannot be deleted.
    pub deletion_failure: Option<String>,
}
