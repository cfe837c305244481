//! Tiering configurations.

use serde::{Deserialize, Serialize};

use crate::simulator::wire::{Epoch, Text};

/// `TieringConfiguration`.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tiering {
    pub tiering_configuration_name: Text,
    pub tiering_configuration_arn: Text,
    /// `*` for all vaults.
    pub backup_vault_name: Text,
    pub resource_selection: Vec<TieringSelection>,
    pub creator_request_id: Option<Text>,
    pub creation_time: Epoch,
    pub last_updated_time: Option<Epoch>,
}

/// `ResourceSelection`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TieringSelection {
    pub resources: Vec<Text>,
    pub tiering_down_settings_in_days: i64,
    pub resource_type: Text,
}
