//! The operations, a file a group. Each is a function from state and request to an answer.

pub mod access;
pub mod air_gapped;
pub mod backup_jobs;
pub mod copy_jobs;
pub mod frameworks;
pub mod global_settings;
pub mod indexes;
mod jobs;
pub mod legal_holds;
mod once;
pub mod plans;
pub mod point_changes;
pub mod points;
pub mod report_jobs;
pub mod reports;
pub mod resources;
pub mod restore_jobs;
pub mod restore_metadata;
pub mod restore_start;
pub mod restore_testing;
pub mod selections;
pub mod settings;
pub mod summaries;
pub mod tags;
pub mod tiering;
pub mod unused;
pub mod vault_lock;
pub mod vault_settings;
pub mod vaults;

use std::collections::BTreeMap;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::request::Members;
use super::wire::{Answer, ApiError, Text};

/// A record's members for the wire.
fn record(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// One page of a list, with the token of the next. The members go straight from record to bytes.
fn listing<T: Serialize>(
    name: &'static str,
    members: impl IntoIterator<Item = T>,
    token: Option<String>,
) -> Answer {
    Answer::ok(Listing { name, members: members.into_iter().collect(), token })
}

/// The body of a list.
struct Listing<T> {
    name: &'static str,
    members: Vec<T>,
    token: Option<String>,
}

impl<T: Serialize> Serialize for Listing<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(Some(2))?;
        body.serialize_entry(self.name, &self.members)?;
        body.serialize_entry("NextToken", &self.token)?;
        body.end()
    }
}

/// Checks the form of tags: at most 50, keys of 1 to 128 characters, values of up to 256.
fn check_tags(member: &str, tags: &BTreeMap<String, String>) -> Result<(), ApiError> {
    if tags.len() > 50 {
        return Err(ApiError::invalid(member, "at most 50 tags are allowed"));
    }
    if let Some(key) = tags.keys().find(|key| key.starts_with("aws:")) {
        return Err(ApiError::invalid(member, format!("tag {key}: keys that start with aws: are AWS's own")));
    }
    let length = |text: &str| text.chars().count();
    match tags.iter().find(|(key, value)| key.is_empty() || length(key) > 128 || length(value) > 256) {
        Some((key, _)) => Err(ApiError::invalid(member, format!("tag {key} is too long or empty"))),
        None => Ok(()),
    }
}

/// `CreatorRequestId`: 1 to 50 letters, digits, or -_.
fn check_creator_request_id(members: &Members) -> Result<Option<Text>, ApiError> {
    let name = "CreatorRequestId";
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    match members.text(name)? {
        Some(id) if !(1..=50).contains(&id.len()) || !id.bytes().all(allowed) => {
            Err(ApiError::invalid(name, "must be 1 to 50 letters, digits, or -_."))
        }
        id => Ok(id.map(text)),
    }
}

/// Text for a member that is always there.
fn text(value: &str) -> Text {
    value.into()
}
