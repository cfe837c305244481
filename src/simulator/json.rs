//! Records straight to JSON bytes, absent members left out on the way.
//!
//! Any record will do that serializes; no tree of values stands in between. A member whose value is null is absent, at
//! every level, as AWS Backup leaves out what it has no value for. Nulls in arrays stay.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The formatter's word to the output that a member's name follows. JSON has no such byte: text escapes it.
const MEMBER: &[u8] = &[1];
/// The formatter's word to the output that the member just named is absent.
const ABSENT: &[u8] = &[0];

/// The JSON of a record without its null members.
pub(super) fn to_bytes(record: &(impl Serialize + ?Sized)) -> serde_json::Result<Vec<u8>> {
    let output = Output { bytes: Vec::with_capacity(256), member: 0 };
    let mut serializer = Serializer::with_formatter(output, WithoutNulls::default());
    record.serialize(&mut serializer)?;
    Ok(serializer.into_inner().bytes)
}

/// Tells the output where members begin and which are absent.
#[derive(Debug, Default)]
struct WithoutNulls {
    /// Whether the value to come is a member's.
    in_member: bool,
}

impl Formatter for WithoutNulls {
    fn write_null<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.in_member { ABSENT } else { b"null" })
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.in_member = false;
        if first { Ok(()) } else { writer.write_all(b",") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, _first: bool) -> io::Result<()> {
        writer.write_all(MEMBER)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_member = true;
        writer.write_all(b":")
    }
}

/// The bytes so far, and where the last member begins.
#[derive(Debug)]
struct Output {
    bytes: Vec<u8>,
    member: usize,
}

impl Write for Output {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        self.write_all(part)?;
        Ok(part.len())
    }

    fn write_all(&mut self, part: &[u8]) -> io::Result<()> {
        match part {
            MEMBER => {
                self.member = self.bytes.len();
                if self.bytes.last() != Some(&b'{') {
                    self.bytes.push(b',');
                }
            }
            ABSENT => self.bytes.truncate(self.member),
            _ => self.bytes.extend_from_slice(part),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn text(record: &impl Serialize) -> String {
        String::from_utf8(to_bytes(record).unwrap()).unwrap()
    }

    #[test]
    fn absent_members_are_left_out_wherever_they_stand() {
        assert_eq!(text(&json!({ "a": null, "b": 1, "c": null })), r#"{"b":1}"#);
        assert_eq!(
            text(&json!({ "a": { "b": null }, "c": [{ "d": null }, null] })),
            r#"{"a":{},"c":[{},null]}"#
        );
        assert_eq!(text(&json!({ "a": null })), "{}");
        assert_eq!(text(&Value::Null), "null");
    }

    #[test]
    fn control_bytes_in_names_and_texts_are_not_taken_for_marks() {
        let found: Value =
            serde_json::from_str(&text(&json!({ "\u{1}": "\u{0}", "null": "null", "{": "{" }))).unwrap();
        assert_eq!(found, json!({ "\u{1}": "\u{0}", "null": "null", "{": "{" }));
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn strip(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let present = members.into_iter().filter(|(_, value)| !value.is_null());
                present.map(|(name, value)| (name, strip(value))).collect()
            }
            Value::Array(items) => items.into_iter().map(strip).collect(),
            other => other,
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_the_record_without_its_nulls(tree in tree()) {
            let read: Value = serde_json::from_slice(&to_bytes(&tree).unwrap()).unwrap();
            prop_assert_eq!(read, strip(tree));
        }
    }
}
