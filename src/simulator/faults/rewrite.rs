//! Answers rewritten in ways that the protocol allows and clients must bear: exponents, nulls, the unknown.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::kind::UNKNOWN_ENUM;
use crate::simulator::model::{self, Kind, Shape};

/// The member that no model knows.
const UNKNOWN_MEMBER: &str = "MemberOfALaterModel";

/// How an answer is rewritten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four faults that can be on together")]
pub(in crate::simulator) struct Garble {
    pub(super) exponents: bool,
    pub(super) nulls: bool,
    pub(super) unknown_members: bool,
    pub(super) unknown_enums: bool,
}

/// Rewrites the JSON body of an operation's answer. What is no JSON, or of no known shape, stays as it is.
pub(in crate::simulator) fn rewrite(garble: Garble, operation: &str, body: &mut Vec<u8>) {
    if garble == Garble::default() {
        return;
    }
    let output = model::operation(operation).and_then(model::Operation::output);
    if let (Some(output), Ok(value)) = (output, serde_json::from_slice::<Value>(body)) {
        let mut text = String::with_capacity(body.len() * 2);
        put(garble, &value, Some(output), &mut text);
        *body = text.into_bytes();
    }
}

fn put(garble: Garble, value: &Value, shape: Option<&'static Shape>, out: &mut String) {
    let kind = shape.map(|shape| shape.kind);
    match value {
        Value::Number(number) if garble.exponents && kind == Some(Kind::Timestamp) => {
            // Writing to a String cannot fail.
            let _ = match number.as_f64() {
                Some(seconds) => write!(out, "{seconds:E}"),
                None => write!(out, "{number}"),
            };
        }
        Value::Object(given) => {
            let structure = shape.filter(|shape| shape.kind == Kind::Structure);
            let of_name = |name: &String| match structure {
                Some(shape) => shape.members.get(name).and_then(model::Member::shape),
                None => shape.and_then(Shape::item),
            };
            let mut members: Vec<(&str, Value, Option<&'static Shape>)> =
                given.iter().map(|(name, value)| (name.as_str(), value.clone(), of_name(name))).collect();
            if let Some(shape) = structure.filter(|_| garble.nulls) {
                let absent = shape.members.keys().filter(|name| !given.contains_key(*name));
                members.extend(absent.map(|name| (name.as_str(), Value::Null, None)));
            }
            if structure.is_some() && garble.unknown_members {
                members.push((UNKNOWN_MEMBER, json!({ "Since": 2030, "Values": ["a", null, 1.5] }), None));
            }
            list(out, ['{', '}'], members, |(name, value, shape), out| {
                out.push_str(&json!(name).to_string());
                out.push(':');
                put(garble, &value, shape, out);
            });
        }
        Value::Array(items) => {
            let of = shape.and_then(Shape::item);
            list(out, ['[', ']'], items.iter().collect(), |item, out| put(garble, item, of, out));
        }
        Value::String(_) if garble.unknown_enums && shape.is_some_and(|shape| !shape.values.is_empty()) => {
            out.push_str(&json!(UNKNOWN_ENUM).to_string());
        }
        other => out.push_str(&other.to_string()),
    }
}

fn list<T>(out: &mut String, [open, close]: [char; 2], items: Vec<T>, mut one: impl FnMut(T, &mut String)) {
    out.push(open);
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        one(item, out);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(garble: Garble, body: &Value) -> String {
        let mut bytes = body.to_string().into_bytes();
        rewrite(garble, "DescribeBackupJob", &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn timestamps_and_only_they_get_exponents() {
        let garble = Garble { exponents: true, ..Garble::default() };
        let body = json!({ "CreationDate": 1_576_492_491.322, "BackupSizeInBytes": 12 });
        assert_eq!(rewritten(garble, &body), r#"{"BackupSizeInBytes":12,"CreationDate":1.576492491322E9}"#);
    }

    #[test]
    fn nulls_and_unknown_members_stand_beside_what_is_known() {
        let garble = Garble { nulls: true, unknown_members: true, ..Garble::default() };
        let body = json!({ "BackupJobId": "a", "CreatedBy": { "BackupPlanId": "p" } });
        let found: Value = serde_json::from_str(&rewritten(garble, &body)).unwrap();
        assert_eq!((&found["BackupJobId"], found.get("StatusMessage")), (&json!("a"), Some(&Value::Null)));
        assert_eq!(found["CreatedBy"].get("BackupRuleId"), Some(&Value::Null));
        assert!(found[UNKNOWN_MEMBER].is_object() && found["CreatedBy"][UNKNOWN_MEMBER].is_object());
    }

    #[test]
    fn enumerations_and_no_other_texts_get_unknown_values() {
        let garble = Garble { unknown_enums: true, ..Garble::default() };
        let body = json!({ "State": "RUNNING", "ResourceArn": "RUNNING" });
        let found: Value = serde_json::from_str(&rewritten(garble, &body)).unwrap();
        assert_eq!((&found["State"], &found["ResourceArn"]), (&json!(UNKNOWN_ENUM), &json!("RUNNING")));
    }
}
