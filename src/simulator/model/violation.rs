//! What is wrong with one value, in AWS's own words.

use std::fmt;

use serde_json::Value;

/// More of a value than this is not repeated.
const QUOTED: usize = 1000;

/// A value that the model does not allow.
#[derive(Debug)]
pub(super) struct Violation {
    path: String,
    value: Option<String>,
    constraint: String,
    /// The value is not there at all.
    pub(super) missing: bool,
}

impl Violation {
    /// A required member that is absent.
    pub(super) fn missing(path: &str) -> Self {
        let constraint = "Member must not be null".to_owned();
        Self { path: path.to_owned(), value: None, constraint, missing: true }
    }

    /// A value that is there and wrong; `value` is none when it is not to be repeated.
    pub(super) fn wrong(path: &str, value: Option<String>, constraint: String) -> Self {
        let value = value.map(|value| value.chars().take(QUOTED).collect());
        Self { path: path.to_owned(), value, constraint, missing: false }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value ")?;
        if let Some(value) = &self.value {
            write!(f, "'{value}' ")?;
        }
        write!(f, "at '{}' failed to satisfy constraint: {}", self.path, self.constraint)
    }
}

/// All of them in one message.
pub(super) fn message(violations: &[Violation]) -> String {
    let plural = if violations.len() == 1 { "" } else { "s" };
    let each: Vec<_> = violations.iter().map(Violation::to_string).collect();
    format!("{} validation error{plural} detected: {}", violations.len(), each.join("; "))
}

/// A value as AWS's messages show it: text as it is, lists and maps in Java's form.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let pair = |(key, value): (&String, &Value)| format!("{key}={}", shown(value));
            format!("{{{}}}", members.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A member's name as the messages spell it.
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
