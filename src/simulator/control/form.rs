//! Reading what a control request says, strictly.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Refusal;
use crate::simulator::names::nearest;

/// The members of a request body, read one by one.
pub(super) struct Form(Map<String, Value>);

impl Form {
    /// Reads a body that may have these members only.
    pub(super) fn read(body: &[u8], known: &[&str]) -> Result<Self, Refusal> {
        let body = if body.is_empty() { b"{}" } else { body };
        let value: Value =
            serde_json::from_slice(body).map_err(|error| Refusal::new(400, format!("not JSON: {error}")))?;
        let Value::Object(members) = value else {
            return Err(Refusal::new(400, "the body must be a JSON object"));
        };
        only(members.keys().map(String::as_str), known)?;
        Ok(Self(members))
    }

    /// A member that may be absent. `wanted` says in words what it must be.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &str, wanted: &str) -> Result<Option<T>, Refusal> {
        let given = self.0.get(name).filter(|value| !value.is_null());
        let read =
            |value: &Value| T::deserialize(value).map_err(|_| Refusal::of(name, format!("must be {wanted}")));
        given.map(read).transpose()
    }
}

/// Refuses names that are not known.
pub(super) fn only<'a>(mut given: impl Iterator<Item = &'a str>, known: &[&str]) -> Result<(), Refusal> {
    given
        .find(|name| !known.contains(name))
        .map_or(Ok(()), |name| Err(Refusal::of(name, unknown(name, known))))
}

/// What to say of a name that is not known.
fn unknown(name: &str, known: &[&str]) -> String {
    match nearest(name, known) {
        Some(near) => format!("unknown: did you mean {near}?"),
        None if known.is_empty() => "unknown: none are taken here".to_owned(),
        None => format!("unknown: expected {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_member_is_named() {
        let form = Form::read(br#"{"speed":"fast"}"#, &["speed"]).ok().unwrap();
        let refusal = form.get::<f64>("speed", "a number").unwrap_err();
        assert_eq!((refusal.message.as_str(), refusal.status), ("speed: must be a number", 400));
        let refusal = Form::read(br#"{"sped":1}"#, &["speed"]).err().unwrap();
        assert_eq!(refusal.message, "sped: unknown: did you mean speed?");
        assert_eq!(Form::read(b"[]", &[]).err().unwrap().message, "the body must be a JSON object");
    }
}
