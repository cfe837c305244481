//! What `StartRestoreJob` refuses: keys that a form does not take, values that a key does not take, keys that are
//! missing. The message names the key.

use jiff::Timestamp;
use serde_json::Value;

use super::form::{Accepts, Limits, Rule, hold};
use super::{Facts, Form, Forms, Metadata, value};
use crate::simulator::wire::ApiError;

/// AWS Backup's own limit.
const MAX_BYTES: usize = 200 * 1024;
/// What keys that only tell something start with.
const INFORMATION: &str = "InformationalOnly:";

/// Refuses metadata that a form does not take. What the point itself gives is taken: callers send it back whole.
pub fn check(forms: &Forms, form: &Form, facts: &Facts<'_>, metadata: &Metadata) -> Result<(), ApiError> {
    let usual = forms.usual(facts.point.resource_type, facts);
    if metadata.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > MAX_BYTES {
        return Err(refusal("The metadata are larger than 200 KB"));
    }
    for (key, value) in metadata {
        let Some((name, accepts)) = form.spelling(key) else {
            if key.starts_with(INFORMATION) || usual.is_some_and(|usual| usual.gives(key)) {
                continue;
            }
            return Err(refusal(&format!("Unrecognized key : {key}")));
        };
        check_value(accepts, facts, value)
            .map_err(|why| refusal(&format!("Invalid value for key {name} : {why}")))?;
    }
    let missing = form.required.iter().find(|key| value(metadata, key).is_none());
    if let Some(key) = missing {
        return Err(refusal(&format!("Missing required key : {key}")));
    }
    let unmet = form.one_of.iter().find(|keys| keys.iter().all(|key| value(metadata, key).is_none()));
    if let Some(keys) = unmet {
        return Err(refusal(&format!("Missing required key : {}", keys.join(" or "))));
    }
    form.rules.iter().try_for_each(|rule| check_rule(rule, facts, metadata))
}

/// How `AWS Backup` refuses metadata.
pub fn refusal(why: &str) -> ApiError {
    ApiError::new("InvalidParameterValueException", 400, format!("Invalid restore metadata. {why}"))
}

fn check_rule(rule: &Rule, facts: &Facts<'_>, metadata: &Metadata) -> Result<(), ApiError> {
    if !hold(&rule.when, facts, metadata) {
        return Ok(());
    }
    let given = |key: &str| value(metadata, key);
    if let Some(key) = rule.needs.iter().find(|key| given(key).is_none()) {
        return Err(refusal(&format!("Missing required key : {key}")));
    }
    if let Some(key) = rule.without.iter().find(|key| given(key).is_some()) {
        return Err(refusal(&format!("Key {key} cannot be given together with the others")));
    }
    if let Some((key, wanted)) = rule.wants.iter().find(|(key, wanted)| given(key) != Some(wanted.as_str())) {
        return Err(refusal(&format!("Invalid value for key {key} : it has to be {wanted} here")));
    }
    if let Some((key, unwanted)) =
        rule.excludes.iter().find(|(key, value)| given(key) == Some(value.as_str()))
    {
        return Err(refusal(&format!("Invalid value for key {key} : it cannot be {unwanted} here")));
    }
    match rule.refuses.iter().next() {
        Some((key, why)) => Err(refusal(&format!("Invalid value for key {key} : {why}"))),
        None => Ok(()),
    }
}

fn check_value(accepts: &Accepts, facts: &Facts<'_>, value: &str) -> Result<(), String> {
    match accepts {
        Accepts::Values(values) if values.iter().any(|known| known == value) => Ok(()),
        Accepts::Values(values) => Err(format!("{value} is not one of {}", values.join(", "))),
        Accepts::Kind(kind) => check_kind(kind, None, facts, value),
        Accepts::Limited(limits) => check_kind(&limits.kind, Some(limits), facts, value),
    }
}

fn check_kind(kind: &str, limits: Option<&Limits>, facts: &Facts<'_>, value: &str) -> Result<(), String> {
    if kind == "any" {
        return Ok(());
    }
    if value.trim().is_empty() {
        return Err("the value is empty".to_owned());
    }
    let is = |good: bool, what: &str| if good { Ok(()) } else { Err(format!("{value} is not {what}")) };
    match kind {
        "flag" => is(matches!(value, "true" | "false"), "true or false"),
        "encryption" if value == "false" && facts.point.is_encrypted => {
            Err("an encrypted recovery point cannot be restored unencrypted".to_owned())
        }
        "encryption" => is(matches!(value, "true" | "false"), "true or false"),
        "number" => number(value, limits, facts),
        "millis" => {
            moment(value.parse().ok().and_then(|millis| Timestamp::from_millisecond(millis).ok()), facts)
        }
        "time" => moment(value.parse().ok(), facts),
        "list" | "object" | "objects" | "json" => json(kind, limits, value),
        "zone" => {
            let letter = value.strip_prefix(&*facts.scope.region).unwrap_or_default();
            let known = matches!(letter.as_bytes(), [b'a'..=b'f']);
            is(known, &format!("an Availability Zone of {}", facts.scope.region))
        }
        "key" => is(is_key(value), "a key's id, alias or ARN"),
        "arn" => is(value.starts_with("arn:aws") && value.split(':').count() > 5, "an ARN")
            .and_then(|()| text(value, limits)),
        "identifier" => is(
            value.len() <= 63
                && value.starts_with(|first: char| first.is_ascii_alphabetic())
                && made_of(value, "-")
                && !value.contains("--")
                && !value.ends_with('-'),
            "an identifier of up to 63 letters, digits and hyphens that starts with a letter",
        ),
        "cluster" | "name" => is(
            value.len() <= 128
                && value.starts_with(|first: char| first.is_ascii_alphanumeric())
                && made_of(value, "-_"),
            "a name of letters, digits and hyphens",
        ),
        "table" => is(
            (3..=256).contains(&value.len()) && made_of(value, "-_."),
            "a name of 3 or more letters, digits, hyphens, underscores and dots",
        ),
        "bucket" => is(
            (3..=63).contains(&value.len())
                && value.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.')),
            "a bucket name",
        ),
        "instance-type" => is(
            value
                .split_once('.')
                .is_some_and(|(family, size)| !family.is_empty() && !size.is_empty() && made_of(value, "-.")),
            "an instance type",
        ),
        "versions" => {
            is(value == "all" || value.parse().is_ok_and(|count: u32| count > 0), "a number or all")
        }
        _ => text(value, limits),
    }
}

fn text(value: &str, limits: Option<&Limits>) -> Result<(), String> {
    let wanted = limits.and_then(|limits| limits.starts.as_ref());
    if let Some(start) = wanted.filter(|start| !value.starts_with(start.as_str())) {
        return Err(format!("{value} does not start with {start}"));
    }
    let wanted = limits.and_then(|limits| limits.contains.as_ref());
    match wanted.filter(|part| !value.contains(part.as_str())) {
        Some(part) => Err(format!("{value} does not contain {part}")),
        None => Ok(()),
    }
}

fn number(value: &str, limits: Option<&Limits>, facts: &Facts<'_>) -> Result<(), String> {
    let number: i64 = value.parse().map_err(|_| format!("{value} is not a number"))?;
    let Some(limits) = limits else { return Ok(()) };
    let (min, max) = (limits.min.unwrap_or(i64::MIN), limits.max.unwrap_or(i64::MAX));
    if !(min..=max).contains(&number) {
        return Err(format!("{value} is not between {min} and {max}"));
    }
    let holds = limits.holds.as_ref().map(|unit| (unit, facts.size_in(unit)));
    match holds.filter(|(_, size)| u64::try_from(number).unwrap_or(0) < *size) {
        Some((unit, size)) => Err(format!("{value} is less than the {size} {unit} of the recovery point")),
        None => Ok(()),
    }
}

/// A moment that the point can be restored to.
fn moment(at: Option<Timestamp>, facts: &Facts<'_>) -> Result<(), String> {
    let (first, last) = facts.range();
    let shown = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    match at {
        None => Err("it is not a time such as 2021-11-27T03:30:27Z".to_owned()),
        Some(at) if at.as_second() < first.as_second() || at > last => Err(format!(
            "{} is not within the restorable range {} to {}",
            shown(at),
            shown(first),
            shown(last)
        )),
        Some(_) => Ok(()),
    }
}

fn json(kind: &str, limits: Option<&Limits>, value: &str) -> Result<(), String> {
    let parsed: Value = serde_json::from_str(value).map_err(|_| "the value is not JSON text".to_owned())?;
    let needs = limits.map(|limits| limits.needs.as_slice()).unwrap_or_default();
    let lacks = |object: &Value| match object.as_object() {
        None => Err("the value is not a JSON object".to_owned()),
        Some(members) => match needs.iter().find(|name| !members.contains_key(name.as_str())) {
            Some(name) => Err(format!("{name} is missing")),
            None => Ok(()),
        },
    };
    match (kind, &parsed) {
        ("json", _) => Ok(()),
        ("object", object) => lacks(object),
        ("objects", Value::Array(items)) => items.iter().try_for_each(lacks),
        ("list", Value::Array(items)) if items.iter().all(Value::is_string) => list(items, limits),
        _ => Err("the value is not a JSON list".to_owned()),
    }
}

fn list(items: &[Value], limits: Option<&Limits>) -> Result<(), String> {
    let Some(limits) = limits else { return Ok(()) };
    if limits.max_items.is_some_and(|max| items.is_empty() || items.len() > max) {
        return Err(format!("1 to {} items are possible", limits.max_items.unwrap_or_default()));
    }
    let long = |item: &&Value| {
        let bytes = item.as_str().map_or(0, str::len);
        limits.item_bytes.is_some_and(|max| bytes > max)
    };
    match items.iter().find(long) {
        Some(_) => Err("a path is too long".to_owned()),
        None => Ok(()),
    }
}

fn is_key(value: &str) -> bool {
    let is_id = |id: &str| id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let multi_region = |id: &str| id.starts_with("mrk-");
    match value.strip_prefix("arn:aws") {
        Some(rest) => rest.contains(":kms:") && (rest.contains(":key/") || rest.contains(":alias/")),
        None => value.starts_with("alias/") || is_id(value) || multi_region(value),
    }
}

fn made_of(value: &str, besides: &str) -> bool {
    value.chars().all(|sign| sign.is_ascii_alphanumeric() || besides.contains(sign))
}
