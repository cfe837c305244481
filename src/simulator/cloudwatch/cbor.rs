//! The rpc-v2-cbor body: what the Rust SDK speaks.

use minicbor::data::{IanaTag, Tag, Type};
use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decoder, Encode, Encoder};

use super::value::{Value, from_seconds, to_seconds};

/// Structures of the API nest six deep; anything far beyond is not a request.
const DEEPEST: usize = 32;

/// Reads a request body. No bytes mean no members, as for JSON.
pub(super) fn decode(body: &[u8]) -> Result<Value, DecodeError> {
    if body.is_empty() {
        return Ok(Value::record());
    }
    Ok(item(&mut Decoder::new(body), 0)?.unwrap_or_else(Value::record))
}

/// Writes an answer: definite lists, moments as tag 1 with a double.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    // Writing into memory cannot fail: the error type only exists for other writers.
    minicbor::to_vec(value).unwrap_or_default()
}

impl<C> Encode<C> for Value {
    fn encode<W: Write>(&self, to: &mut Encoder<W>, context: &mut C) -> Result<(), EncodeError<W::Error>> {
        match self {
            Self::Bool(truth) => to.bool(*truth)?.ok(),
            Self::Int(number) => to.i64(*number)?.ok(),
            Self::Float(number) => to.f64(*number)?.ok(),
            Self::Text(text) => to.str(text)?.ok(),
            Self::Time(time) => to.tag(IanaTag::Timestamp)?.f64(to_seconds(*time))?.ok(),
            Self::List(items) => {
                to.array(items.len() as u64)?;
                items.iter().try_for_each(|item| item.encode(to, context))
            }
            Self::Map(members) => {
                to.map(members.len() as u64)?;
                members.iter().try_for_each(|(name, member)| member.encode(to.str(name)?, context))
            }
        }
    }
}

/// One item; `None` for null, which stands for an absent member.
fn item(from: &mut Decoder<'_>, depth: usize) -> Result<Option<Value>, DecodeError> {
    if depth > DEEPEST {
        return Err(DecodeError::message("nested too deep"));
    }
    Ok(Some(match from.datatype()? {
        Type::Null | Type::Undefined => {
            from.skip()?;
            return Ok(None);
        }
        Type::Bool => Value::Bool(from.bool()?),
        Type::F32 | Type::F64 => Value::Float(from.f64()?),
        Type::String | Type::StringIndef => Value::Text(from.str_iter()?.collect::<Result<String, _>>()?),
        Type::Array | Type::ArrayIndef => list(from, depth)?,
        Type::Map | Type::MapIndef => map(from, depth)?,
        Type::Tag => moment(from)?,
        _ => Value::Int(from.i64()?),
    }))
}

fn list(from: &mut Decoder<'_>, depth: usize) -> Result<Value, DecodeError> {
    let mut left = from.array()?;
    let mut items = Vec::new();
    while more(from, &mut left)? {
        items.extend(item(from, depth + 1)?);
    }
    Ok(Value::List(items))
}

fn map(from: &mut Decoder<'_>, depth: usize) -> Result<Value, DecodeError> {
    let mut left = from.map()?;
    let mut members = Vec::new();
    while more(from, &mut left)? {
        let name = from.str()?.to_owned();
        members.extend(item(from, depth + 1)?.map(|value| (name, value)));
    }
    Ok(Value::Map(members))
}

/// Whether a container goes on: by its count, or until its break byte.
fn more(from: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, DecodeError> {
    match left {
        Some(0) => Ok(false),
        Some(count) => {
            *count -= 1;
            Ok(true)
        }
        None if from.datatype()? == Type::Break => {
            from.skip()?;
            Ok(false)
        }
        None => Ok(true),
    }
}

#[expect(clippy::cast_precision_loss, reason = "epoch seconds fit a double's 53 bits")]
fn moment(from: &mut Decoder<'_>) -> Result<Value, DecodeError> {
    if from.tag()? != Tag::from(IanaTag::Timestamp) {
        return Err(DecodeError::message("only the timestamp tag is known"));
    }
    let seconds = match from.datatype()? {
        Type::F32 | Type::F64 => from.f64()?,
        _ => from.i64()? as f64,
    };
    from_seconds(seconds).map(Value::Time).ok_or_else(|| DecodeError::message("timestamp out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn reads_the_body_that_the_rust_sdk_sends() {
        let body = b"\xbf\x6aStateValue\x65ALARM\x6aMaxRecords\x05\xff";
        let request = decode(body).unwrap();
        assert_eq!(request.text("StateValue"), Some("ALARM"));
        assert_eq!(request.int("MaxRecords"), Some(5));
    }

    #[test]
    fn a_moment_is_tag_one_with_a_double() {
        let time = Timestamp::from_millisecond(1_700_000_000_500).unwrap();
        let bytes = encode(&Value::Time(time));
        assert_eq!(bytes[..2], [0xc1, 0xfb]);
        assert_eq!(decode(&bytes).unwrap(), Value::Time(time));
    }

    #[test]
    fn a_tree_comes_back_as_it_went() {
        let tree = Value::record()
            .with("Flag", true)
            .with("Count", 300)
            .with("Threshold", 0.5)
            .with("Names", ["a", "b"].into_iter().collect::<Value>())
            .with("Inner", Value::record().with("Below", -7));
        assert_eq!(decode(&encode(&tree)).unwrap(), tree);
    }

    #[test]
    fn no_bytes_and_null_members_mean_absent() {
        assert_eq!(decode(b"").unwrap(), Value::record());
        assert_eq!(decode(b"\xa1\x61a\xf6").unwrap(), Value::record());
    }

    #[test]
    fn broken_and_bottomless_bodies_are_refused() {
        assert!(decode(b"\xbf\x6aState").is_err());
        assert!(decode(&[0x81; 100]).is_err());
    }
}
