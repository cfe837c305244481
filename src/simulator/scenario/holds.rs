//! Legal holds, interruptions and omissions in a scenario file.

use serde::Deserialize;

use super::format::Pairs;
use super::value::Offset;

/// A legal hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    pub title: String,
    pub description: Option<String>,
    pub account: Option<String>,
    pub region: Option<String>,
    /// When it was put on.
    pub created: Offset,
    /// Names of vaults.
    #[serde(default)]
    pub vaults: Vec<String>,
    /// Names of resources.
    #[serde(default)]
    pub resources: Vec<String>,
    /// Only recovery points created from then on …
    pub from: Option<Offset>,
    /// … and up to then.
    pub to: Option<Offset>,
    /// When it was cancelled, and why.
    pub canceled: Option<Offset>,
    pub cancel_description: Option<String>,
    #[serde(default)]
    pub tags: Pairs,
}

/// A continuous backup that is interrupted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interruption {
    /// The resource's name.
    pub resource: String,
    pub account: Option<String>,
    pub region: Option<String>,
    /// When; may lie ahead.
    pub at: Offset,
    /// The status message of its recovery point.
    pub message: Option<String>,
}

/// Copies that a rule asks for and that are never begun: no job tells of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Omission {
    /// The resource's name.
    pub resource: String,
    /// As `plan/rule`.
    pub rule: String,
    /// Which run of that rule: 1, the default, is the last one.
    pub run: Option<u32>,
    pub account: Option<String>,
    pub region: Option<String>,
}
