//! JSON Schema, as much of it as the schemas of docs use: a keyword that is not known here fails, so that nothing is left unchecked.
//! Stricter than the standard in one thing: a member that the schema does not describe is wrong.

use jiff::Timestamp;
use serde_json::Value;

/// All that is wrong with a document, a line each.
pub fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, document, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let mut wrong = |said: String| faults.push(format!("{at}: {said}: {value}"));
    let mut deeper = Vec::new();
    for (keyword, wanted) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$ref" => {
                deeper.push((root.pointer(&wanted.as_str().unwrap()[1..]).unwrap(), value, at.to_owned()));
            }
            "type" => {
                let types: Vec<&str> = match wanted {
                    Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
                    one => one.as_str().into_iter().collect(),
                };
                if !types.iter().any(|wanted| is(value, wanted)) {
                    wrong(format!("not {types:?}"));
                }
            }
            "const" if value != wanted => wrong(format!("not {wanted}")),
            "enum" if !wanted.as_array().unwrap().contains(value) => wrong(format!("not one of {wanted}")),
            "minimum" | "maximum" => {
                let edge = wanted.as_f64().unwrap();
                let out = |number: f64| if keyword == "minimum" { number < edge } else { number > edge };
                if value.as_f64().is_some_and(out) {
                    wrong(format!("beyond {keyword} {wanted}"));
                }
            }
            "format" => {
                assert_eq!(wanted, "date-time");
                if value
                    .as_str()
                    .is_some_and(|time| time.parse::<Timestamp>().is_err() || !time.ends_with('Z'))
                {
                    wrong("no time in UTC".to_owned());
                }
            }
            "required" => {
                let missing = wanted.as_array().unwrap().iter().filter_map(Value::as_str);
                for missing in missing.filter(|name| value.is_object() && value.get(name).is_none()) {
                    wrong(format!("{missing} is missing"));
                }
            }
            // Fulfilled, judged beside, or no rule at all.
            "properties"
            | "additionalProperties"
            | "const"
            | "enum"
            | "$schema"
            | "$defs"
            | "title"
            | "description" => {}
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                deeper.extend(items.map(|(number, item)| (wanted, item, format!("{at}[{number}]"))));
            }
            "anyOf" => {
                let fits = |schema: &Value| {
                    let mut faults = Vec::new();
                    check(root, schema, value, at, &mut faults);
                    faults.is_empty()
                };
                let schemas = wanted.as_array().unwrap();
                if !schemas.iter().any(fits) {
                    wrong("fits none of anyOf".to_owned());
                }
            }
            other => wrong(format!("the schema's {other} is not known here")),
        }
    }
    if let (Some(members), true) = (value.as_object(), schema["type"] == "object") {
        for (name, member) in members {
            match schema["properties"].get(name).or(schema.get("additionalProperties")) {
                Some(schema) => deeper.push((schema, member, format!("{at}.{name}"))),
                None => wrong(format!("{name} is not described")),
            }
        }
    }
    for (schema, value, at) in deeper {
        check(root, schema, value, &at, faults);
    }
}

fn is(value: &Value, wanted: &str) -> bool {
    match wanted {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => false,
    }
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["a"],
        "properties": {
            "a": { "type": ["integer", "null"], "minimum": 0 },
            "b": { "anyOf": [{ "$ref": "#/$defs/time" }, { "type": "null" }] },
            "c": { "type": "array", "items": { "enum": ["x"] } },
            "d": { "type": "object", "additionalProperties": { "type": "boolean" } },
        },
        "$defs": { "time": { "type": "string", "format": "date-time" } },
    });
    let good = serde_json::json!({ "a": 1, "b": "2026-11-21T02:14:00Z", "c": ["x"], "d": { "e": true } });
    assert_eq!(faults(&schema, &good), Vec::<String>::new());
    for bad in [
        serde_json::json!({ "b": null }),
        serde_json::json!({ "a": -1 }),
        serde_json::json!({ "a": "1" }),
        serde_json::json!({ "a": null, "b": "today" }),
        serde_json::json!({ "a": null, "b": "2026-11-21T02:14:00+01:00" }),
        serde_json::json!({ "a": 1, "c": ["y"] }),
        serde_json::json!({ "a": 1, "d": { "e": 1 } }),
        serde_json::json!({ "a": 1, "f": 1 }),
        serde_json::json!([]),
    ] {
        assert_eq!(faults(&schema, &bad).len(), 1, "{bad}: {:?}", faults(&schema, &bad));
    }
}
