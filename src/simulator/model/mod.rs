//! AWS Backup's own model: what each operation takes and answers. `check` holds requests against it.
//!
//! `assets/simulator/api.json` is made by `tests/conformance/model.py` from the model that botocore ships.

mod check;
mod violation;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use regex_lite::Regex;
use serde::Deserialize;

use super::request::Request;
use super::wire::Answer;

pub(super) use check::check;

/// The whole model.
#[derive(Debug, Default, Deserialize)]
struct Model {
    operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Shape>,
}

/// A test holds that the file can be read.
static MODEL: LazyLock<Model> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/simulator/api.json")).unwrap_or_default()
});

/// One operation.
#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    /// The HTTP method.
    #[cfg(test)]
    pub(super) method: String,
    /// The path with its labels in braces, for example `/backup-vaults/{backupVaultName}`.
    pub(super) path: String,
    /// The status of a success.
    pub(super) code: u16,
    input: Option<String>,
    output: Option<String>,
    /// The declared errors.
    pub(super) errors: Vec<String>,
}

impl Operation {
    /// The shape of what it takes.
    pub(super) fn input(&self) -> Option<&'static Shape> {
        self.input.as_deref().and_then(shape)
    }

    /// The shape of what it answers.
    pub(super) fn output(&self) -> Option<&'static Shape> {
        self.output.as_deref().and_then(shape)
    }
}

/// What kind of value a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// Text.
    String,
    /// True or false.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A point in time.
    Timestamp,
    /// Values of one shape.
    List,
    /// Values by names.
    Map,
    /// Members of their own shapes.
    Structure,
}

/// One shape.
#[derive(Debug, Deserialize)]
pub(super) struct Shape {
    /// What kind of value it is.
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    /// The members that must be there.
    #[serde(default)]
    pub(super) required: Vec<String>,
    /// The members of a structure.
    #[serde(default)]
    pub(super) members: BTreeMap<String, Member>,
    /// The least value, length or number of items.
    min: Option<i64>,
    /// The greatest value, length or number of items.
    max: Option<i64>,
    pattern: Option<String>,
    /// The pattern, ready to use.
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
    /// What a text must not end with.
    #[serde(default)]
    not_suffix: Vec<String>,
    /// The only values allowed; any if there are none.
    #[serde(default, rename = "enum")]
    pub(super) values: Vec<String>,
    /// Not to be repeated in a message.
    #[serde(default)]
    sensitive: bool,
    member: Option<String>,
    key: Option<String>,
    value: Option<String>,
}

impl Shape {
    /// The shape of what a list or map holds.
    pub(super) fn item(&self) -> Option<&'static Shape> {
        self.member.as_deref().or(self.value.as_deref()).and_then(shape)
    }

    /// The pattern, which must fit a whole text.
    fn regex(&self) -> Option<&Regex> {
        let compile = || Regex::new(&format!("^(?:{})$", self.pattern.as_deref()?)).ok();
        self.compiled.get_or_init(compile).as_ref()
    }
}

/// Where a member travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Location {
    /// In the JSON body.
    #[default]
    Body,
    /// In the path.
    Uri,
    /// In the query string.
    QueryString,
}

/// One member of a structure.
#[derive(Debug, Deserialize)]
pub(super) struct Member {
    shape: String,
    /// Where it travels.
    #[serde(default, rename = "in")]
    pub(super) location: Location,
    /// Its name in path or query; in a body it has its own.
    name: Option<String>,
}

impl Member {
    /// Its shape.
    pub(super) fn shape(&self) -> Option<&'static Shape> {
        shape(&self.shape)
    }
}

/// The names of all operations, in order.
#[cfg(test)]
pub(super) fn operations() -> impl Iterator<Item = &'static str> {
    MODEL.operations.keys().map(String::as_str)
}

/// An operation by its name.
pub(super) fn operation(name: &str) -> Option<&'static Operation> {
    MODEL.operations.get(name)
}

/// A success with the status that the model gives it.
pub(super) fn coded(name: &str, answer: Answer) -> Answer {
    match operation(name).map_or(200, |operation| operation.code) {
        204 => Answer { status: 204, ..Answer::empty() },
        status => Answer { status, ..answer },
    }
}

/// Whether a request has what the path of this operation asks for in the query string, such as `?delete`.
pub(super) fn tells_apart(name: &str, request: &Request) -> bool {
    let constant = operation(name).and_then(|operation| operation.path.split_once('?'));
    constant.is_none_or(|(_, wanted)| request.query.iter().any(|(name, _)| name == wanted))
}

/// A shape by its name.
fn shape(name: &str) -> Option<&'static Shape> {
    MODEL.shapes.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_model_can_be_read() {
        assert_eq!((MODEL.operations.len(), MODEL.shapes.len()), (115, 452));
        for operation in MODEL.operations.values() {
            assert_eq!(operation.input.is_some(), operation.input().is_some());
        }
        for (name, shape) in &MODEL.shapes {
            assert!(shape.members.values().all(|member| member.shape().is_some()), "{name}");
        }
    }

    #[test]
    fn every_pattern_is_understood() {
        for (name, shape) in &MODEL.shapes {
            assert_eq!(shape.pattern.is_some(), shape.regex().is_some(), "{name}");
        }
    }
}
