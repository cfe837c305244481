//! The awsJson1.0 body: what botocore and the AWS CLI speak.

use serde_json::{Error, Map, Number, Value as Json};

use super::value::{Value, to_seconds};

/// Reads a request body. No bytes mean no members.
pub(super) fn decode(body: &[u8]) -> Result<Value, Error> {
    if body.is_empty() {
        return Ok(Value::record());
    }
    serde_json::from_slice(body).map(|json| from_json(json).unwrap_or_else(Value::record))
}

/// Writes an answer: moments as epoch seconds.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    to_json(value).to_string().into_bytes()
}

/// `None` for null, which stands for an absent member.
fn from_json(json: Json) -> Option<Value> {
    Some(match json {
        Json::Null => return None,
        Json::Bool(truth) => Value::Bool(truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Int(whole),
            None => Value::Float(number.as_f64()?),
        },
        Json::String(text) => Value::Text(text),
        Json::Array(items) => Value::List(items.into_iter().filter_map(from_json).collect()),
        Json::Object(members) => Value::Map(
            members.into_iter().filter_map(|(name, member)| Some((name, from_json(member)?))).collect(),
        ),
    })
}

fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Int(whole) => Json::from(*whole),
        Value::Float(number) => float(*number),
        Value::Text(text) => Json::String(text.clone()),
        Value::Time(time) => float(to_seconds(*time)),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(members) => Json::Object(
            members.iter().map(|(name, member)| (name.clone(), to_json(member))).collect::<Map<_, _>>(),
        ),
    }
}

fn float(number: f64) -> Json {
    Number::from_f64(number).map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn moments_are_epoch_seconds_both_ways() {
        let time = Timestamp::from_millisecond(1_700_000_000_500).unwrap();
        let bytes = encode(&Value::record().with("StartTime", time));
        assert_eq!(bytes, br#"{"StartTime":1700000000.5}"#);
        assert_eq!(decode(&bytes).unwrap().time("StartTime"), Some(time));
    }

    #[test]
    fn a_whole_second_may_come_without_its_fraction() {
        let request = decode(br#"{"StartTime":1700000000,"NextToken":null}"#).unwrap();
        assert_eq!(request.time("StartTime"), Timestamp::from_second(1_700_000_000).ok());
        assert_eq!(request.get("NextToken"), None);
    }

    #[test]
    fn no_bytes_mean_no_members_and_broken_text_is_refused() {
        assert_eq!(decode(b"").unwrap(), Value::record());
        assert!(decode(b"{").is_err());
    }
}
