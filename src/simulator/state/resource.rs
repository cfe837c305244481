//! Things that can be backed up.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Deserialize;

use super::Ending;
use crate::simulator::kinds::{Kind, name_in};
use crate::simulator::wire::Text;

/// What a resource that no scenario knows is taken to hold.
const UNKNOWN_SIZE: u64 = 8 << 30;

/// A thing that can be backed up.
#[derive(Debug, Clone)]
pub struct Resource {
    pub arn: Text,
    pub kind: &'static Kind,
    pub name: Text,
    pub size: u64,
    /// How long its backup takes where the scenario says so.
    pub takes: Option<SignedDuration>,
    pub tags: BTreeMap<String, String>,
    /// How on-demand backups end; none is completed.
    pub fate: Option<Ending>,
    /// ARNs of a composite's children.
    pub members: Vec<Text>,
    pub traits: Traits,
}

/// What makes backups and copies of a resource possible or not.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    pub key: SourceKey,
    pub condition: Condition,
}

/// What the resource itself is encrypted with; counts for types that AWS Backup does not fully manage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SourceKey {
    /// A key of the customer's that goes with the account; the ARN is made up.
    #[default]
    Own,
    /// A key of the customer's.
    Given(Text),
    /// The service's AWS managed key, such as `aws/ebs`.
    Managed,
    /// Not encrypted.
    None,
}

/// Whether a backup can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// Yes.
    #[default]
    Usable,
    /// It is stopped, offline or being changed.
    Unusable,
    /// It is gone, though plans may still name it.
    Deleted,
}

impl Resource {
    /// A resource that no scenario knows: whatever somebody names is taken to exist.
    pub fn presumed(arn: &str, kind: &'static Kind) -> Self {
        Self::new(arn, kind, name_in(arn), UNKNOWN_SIZE)
    }

    /// A resource without anything particular about it.
    pub fn new(arn: &str, kind: &'static Kind, name: &str, size: u64) -> Self {
        Self {
            arn: arn.into(),
            kind,
            name: name.into(),
            size,
            takes: None,
            tags: BTreeMap::new(),
            fate: None,
            members: Vec::new(),
            traits: Traits::default(),
        }
    }
}
