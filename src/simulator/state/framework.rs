//! Audit frameworks.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Deployment;
use crate::simulator::wire::Text;

/// A framework.
#[derive(Debug, Clone)]
pub struct Framework {
    pub name: Text,
    pub arn: Text,
    pub description: Option<Text>,
    pub controls: Vec<Control>,
    pub created: Timestamp,
    /// The token of the last change.
    pub token: Option<Text>,
    pub deployment: Deployment,
}

/// `FrameworkControl`.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Control {
    pub control_name: Text,
    #[serde(default)]
    pub control_input_parameters: Option<Vec<ControlParameter>>,
    #[serde(default)]
    pub control_scope: Option<ControlScope>,
}

/// `ControlInputParameter`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ControlParameter {
    #[serde(default)]
    pub parameter_name: Option<Text>,
    #[serde(default)]
    pub parameter_value: Option<Text>,
}

/// `ControlScope`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ControlScope {
    #[serde(default)]
    pub compliance_resource_ids: Option<Vec<Text>>,
    #[serde(default)]
    pub compliance_resource_types: Option<Vec<Text>>,
    #[serde(default)]
    pub tags: Option<BTreeMap<String, String>>,
}
