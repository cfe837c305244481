//! Inputs built from the model alone: one with every member, and all the ways to break it.

use regex_lite::Regex;
use serde_json::{Map, Value, json};

use crate::api;

/// What is wrong with an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// A required member is absent.
    Missing,
    /// A value is outside of its limits.
    Invalid,
    /// A value is of another JSON type.
    Misread,
}

/// An input with one thing wrong, and the member it is wrong at as messages spell it.
#[derive(Debug)]
pub struct Broken {
    pub value: Value,
    pub path: String,
    pub kind: Break,
}

/// Texts of which one fits each shape.
const TEXTS: [&str; 5] = [
    "some_name",
    "123456789012",
    "arn:aws:backup:us-east-1:123456789012:recovery-point:one",
    "arn:aws:backup:us-east-1:123456789012:accesspoint/one",
    "one",
];

/// Whether the model takes this text.
fn fits(shape: &Value, text: &str) -> bool {
    let length = i64::try_from(text.chars().count()).unwrap();
    let matches = |pattern: &str| Regex::new(&format!("^(?:{pattern})$")).unwrap().is_match(text);
    shape["pattern"].as_str().is_none_or(matches)
        && shape["min"].as_i64().is_none_or(|min| length >= min)
        && shape["max"].as_i64().is_none_or(|max| length <= max)
        && shape["enum"].as_array().is_none_or(|known| known.iter().any(|known| known == text))
}

/// A value of a shape with everything in it.
pub fn full(name: &str) -> Value {
    let shape = api::shape(name);
    let of = |part: &str| full(shape[part].as_str().unwrap());
    match shape["type"].as_str().unwrap() {
        "structure" => members(shape).map(|(name, member)| (name.clone(), whole(member))).collect(),
        "list" => json!([of("member")]),
        "map" => Value::Object(Map::from_iter([(of("key").as_str().unwrap().to_owned(), of("value"))])),
        "boolean" => json!(true),
        "timestamp" => json!(1_700_000_000),
        "integer" | "long" => shape.get("min").cloned().unwrap_or_else(|| json!(100)),
        _ => shape["enum"].get(0).cloned().unwrap_or_else(|| {
            TEXTS.iter().find(|text| fits(shape, text)).unwrap_or_else(|| panic!("{name}")).to_owned().into()
        }),
    }
}

/// A member's value; a time in a query is text.
fn whole(member: &Value) -> Value {
    let shape = member["shape"].as_str().unwrap();
    let is_time = api::shape(shape)["type"] == "timestamp";
    if is_time && is_outside(member) { json!("2026-11-21T02:14:00Z") } else { full(shape) }
}

fn members(shape: &'static Value) -> impl Iterator<Item = (&'static String, &'static Value)> {
    shape["members"].as_object().into_iter().flatten()
}

/// Whether a member travels in path or query.
fn is_outside(member: &Value) -> bool {
    member.get("in").is_some()
}

/// Every way to break a full value of this shape.
pub fn broken(name: &str, good: &Value) -> Vec<Broken> {
    let shape = api::shape(name);
    match shape["type"].as_str().unwrap() {
        "structure" => of_structure(shape, good),
        "list" => {
            let mut all = of_number_of_items(shape, |count| vec![good[0].clone(); count].into());
            all.extend(within(shape["member"].as_str().unwrap(), &good[0], "1.member", |item| json!([item])));
            all.push(misread(json!("text")));
            all
        }
        "map" => of_map(shape, good.as_object().unwrap()),
        "boolean" | "timestamp" => vec![misread(json!([]))],
        "integer" | "long" => {
            let mut all = vec![misread(json!("text")), misread(json!(1.5))];
            all.extend(shape["max"].as_i64().map(|max| invalid(json!(max + 1))));
            all.extend(shape["min"].as_i64().map(|min| invalid(json!(min - 1))));
            all
        }
        _ => {
            let mut all: Vec<_> = bad_texts(shape).into_iter().map(|text| invalid(json!(text))).collect();
            all.push(misread(json!(1)));
            all
        }
    }
}

fn of_structure(shape: &'static Value, good: &Value) -> Vec<Broken> {
    let mut all = Vec::new();
    let required = shape["required"].as_array().map_or(&[][..], Vec::as_slice);
    for (name, member) in members(shape) {
        let put = |value: Value| {
            let mut members = good.clone();
            members[name] = value;
            members
        };
        let path = lower_first(name);
        if required.iter().any(|required| required == name) {
            all.push(Broken { value: put(Value::Null), path: path.clone(), kind: Break::Missing });
        }
        if is_outside(member) {
            all.extend(
                of_text(member)
                    .into_iter()
                    .map(|text| Broken { path: path.clone(), ..invalid(put(text.into())) }),
            );
        } else {
            all.extend(within(member["shape"].as_str().unwrap(), &good[name], &path, put));
        }
    }
    all
}

/// What must not stand in path or query.
fn of_text(member: &Value) -> Vec<String> {
    let shape = api::shape(member["shape"].as_str().unwrap());
    match shape["type"].as_str().unwrap() {
        "boolean" | "timestamp" => vec!["perhaps".to_owned()],
        "integer" | "long" => {
            let limits = [shape["max"].as_i64().map(|max| max + 1), shape["min"].as_i64().map(|min| min - 1)];
            limits.iter().flatten().map(i64::to_string).chain(["many".to_owned()]).collect()
        }
        _ => bad_texts(shape).into_iter().filter(|text| !text.is_empty()).collect(),
    }
}

fn of_map(shape: &'static Value, good: &Map<String, Value>) -> Vec<Broken> {
    let (key, value) = good.iter().next().unwrap();
    let (of_key, of_value) = (shape["key"].as_str().unwrap(), shape["value"].as_str().unwrap());
    let one = |key: &str, value: Value| Value::Object(Map::from_iter([(key.to_owned(), value)]));
    let many = |count: usize| (0..count).map(|number| (format!("{key}{number}"), value.clone())).collect();
    let mut all = of_number_of_items(shape, many);
    all.extend(
        bad_texts(api::shape(of_key))
            .iter()
            .map(|text| Broken { path: format!("{text}.key"), ..invalid(one(text, value.clone())) }),
    );
    all.extend(within(of_value, value, &format!("{key}.value"), |value| one(key, value)));
    all.push(misread(json!([])));
    all
}

fn of_number_of_items(shape: &Value, make: impl Fn(usize) -> Value) -> Vec<Broken> {
    let limits =
        [shape["max"].as_u64().map(|max| max + 1), shape["min"].as_u64().and_then(|min| min.checked_sub(1))];
    limits.iter().flatten().map(|count| invalid(make(usize::try_from(*count).unwrap()))).collect()
}

/// The ways to break a part, each put back into the whole.
fn within(name: &str, good: &Value, path: &str, put: impl Fn(Value) -> Value) -> Vec<Broken> {
    let join = |inner: String| if inner.is_empty() { path.to_owned() } else { format!("{path}.{inner}") };
    let all = broken(name, good).into_iter();
    all.map(|part| Broken { value: put(part.value), path: join(part.path), ..part }).collect()
}

fn bad_texts(shape: &Value) -> Vec<String> {
    let max = shape["max"].as_u64().and_then(|max| usize::try_from(max).ok());
    let candidates =
        [String::new(), "!!".to_owned(), "NO_SUCH".to_owned(), "x".repeat(max.unwrap_or(1000) + 1)];
    candidates.into_iter().filter(|text| !fits(shape, text)).collect()
}

fn invalid(value: Value) -> Broken {
    Broken { value, path: String::new(), kind: Break::Invalid }
}

fn misread(value: Value) -> Broken {
    Broken { value, path: String::new(), kind: Break::Misread }
}

fn lower_first(name: &str) -> String {
    name[..1].to_lowercase() + &name[1..]
}
