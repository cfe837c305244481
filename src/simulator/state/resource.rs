//! Things that can be backed up.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::Ending;
use crate::simulator::kinds::Kind;
use crate::simulator::wire::Text;

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
}
