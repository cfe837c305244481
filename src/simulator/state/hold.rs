//! Legal holds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Entry, Key, Point, Reach};
use crate::simulator::wire::{Epoch, Text};

/// A legal hold with the members of `ListLegalHolds`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Hold {
    pub title: Text,
    pub status: HoldStatus,
    pub description: Text,
    pub legal_hold_id: Text,
    pub legal_hold_arn: Text,
    pub creation_date: Epoch,
    pub cancellation_date: Option<Epoch>,
    #[serde(skip)]
    pub cancel_description: Option<Text>,
    /// Until when the record of a cancelled hold is kept; none is for ever.
    #[serde(skip)]
    pub retain_record_until: Option<Epoch>,
    /// `RecoveryPointSelection` as it was given.
    #[serde(skip)]
    pub given: Option<Value>,
    #[serde(skip)]
    pub selection: HoldSelection,
    /// When its status changes by itself.
    #[serde(skip)]
    pub settles: Option<Timestamp>,
}

/// How far a hold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HoldStatus {
    /// Being put on its recovery points.
    Creating,
    /// In force.
    Active,
    /// Being taken off its recovery points.
    Canceling,
    /// No longer in force.
    Canceled,
}

/// What a hold is put on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HoldSelection {
    pub vaults: Vec<Text>,
    pub resources: Vec<Text>,
    /// First and last moment at which a recovery point may have been created.
    pub range: Option<(Timestamp, Timestamp)>,
}

/// `RecoveryPointSelection` as it comes over the wire.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GivenSelection {
    pub vault_names: Vec<Text>,
    pub resource_identifiers: Vec<Text>,
    pub date_range: Option<GivenRange>,
}

/// `DateRange` as it comes over the wire: epoch seconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GivenRange {
    pub from_date: f64,
    pub to_date: f64,
}

impl Hold {
    /// Whether it holds anything at a moment.
    pub fn is_in_force(&self, at: Timestamp) -> bool {
        self.status != HoldStatus::Canceled && self.creation_date.0 <= at
    }

    /// Where its recovery points can be.
    pub fn reach(&self) -> Reach {
        let HoldSelection { vaults, resources, range } = &self.selection;
        let keys = match (vaults.as_slice(), resources.as_slice()) {
            ([vault], [resource]) if resource.starts_with("arn:") => {
                vec![Key::VaultResource(vault.clone(), resource.clone())]
            }
            (_, [resource]) if resource.starts_with("arn:") => vec![Key::Resource(resource.clone())],
            ([vault], _) => vec![Key::Vault(vault.clone())],
            _ => Vec::new(),
        };
        Reach { keys, newest: range.map(|(_, to)| to), oldest: range.map(|(from, _)| from) }
    }

    /// Whether a recovery point is of those that it was put on: there when it was made, and not continuous.
    pub fn covers(&self, point: &Point) -> bool {
        let HoldSelection { vaults, resources, range } = &self.selection;
        let named = |resource: &Text| *resource == point.resource_arn || *resource == point.resource_type;
        let holds_nothing = vaults.is_empty() && resources.is_empty() && range.is_none();
        !(holds_nothing || point.continuous)
            && point.initiation_date < self.creation_date
            && (vaults.is_empty() || vaults.contains(&point.backup_vault_name))
            && (resources.is_empty() || resources.iter().any(named))
            && range.is_none_or(|(from, to)| (from..=to).contains(&point.creation_date.0))
    }
}

impl Entry for Hold {
    fn id(&self) -> &Text {
        &self.legal_hold_id
    }

    fn created(&self) -> Timestamp {
        self.creation_date.0
    }
}
