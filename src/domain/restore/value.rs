//! One value of a form: how it is typed, what it has to look like, how it travels.

use serde_json::Value;

use super::form::{KeySpec, ValueKind};

/// A value of the wire as it would be typed: lists with commas between.
pub(super) fn typed(kind: ValueKind, wire: &str) -> String {
    if kind == ValueKind::List
        && let Ok(items) = json_items(wire)
        && items.iter().all(|item| !item.contains(',') && item.trim() == item)
    {
        return items.join(", ");
    }
    // Empty is not sent (reference section 6.6).
    if kind == ValueKind::Json && matches!(wire.trim(), "[]" | "{}") {
        return String::new();
    }
    wire.to_owned()
}

/// A form of a value in which two that mean the same are the same.
pub(super) fn normal(kind: ValueKind, typed: &str) -> String {
    let json = |text: &str| serde_json::from_str::<Value>(text).map(|value| value.to_string());
    match kind {
        ValueKind::List => items(typed).unwrap_or_default().join(","),
        ValueKind::Json => json(typed).unwrap_or_else(|_| typed.trim().to_owned()),
        ValueKind::Bool => typed.trim().to_lowercase(),
        _ => typed.trim().to_owned(),
    }
}

/// The items of a list, from JSON or with commas between.
///
/// # Errors
/// It begins as JSON and is none, in words.
pub(super) fn items(typed: &str) -> Result<Vec<String>, String> {
    let text = typed.trim();
    if text.starts_with('[') {
        return json_items(text);
    }
    Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
}

fn json_items(text: &str) -> Result<Vec<String>, String> {
    serde_json::from_str(text).map_err(|_| "it is no JSON list of texts".to_owned())
}

/// A default: `{name}` filled in so that the whole is what the kind takes.
pub(super) fn fitted(kind: ValueKind, template: &str, name: &str) -> String {
    let (allowed, most): (fn(char) -> bool, usize) = match kind {
        ValueKind::Identifier => (|c| c.is_ascii_alphanumeric() || c == '-', 63),
        ValueKind::Bucket => (|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-', 63),
        ValueKind::Volume => (|c| c.is_ascii_alphanumeric() || c == '_', 203),
        _ => (|c| !c.is_control(), 255),
    };
    let lower = name.to_lowercase();
    let name = if kind == ValueKind::Bucket { &lower } else { name };
    let place = |c: char| if kind == ValueKind::Volume { '_' } else { c };
    let fit = |text: &str| -> String {
        text.chars().map(|c| if c == '-' { place(c) } else { c }).filter(|c| allowed(*c)).collect()
    };
    let around = fit(&template.replace("{name}", "")).len();
    let mut name: String = fit(name).chars().take(most.saturating_sub(around)).collect();
    if kind == ValueKind::Identifier {
        while name.contains("--") {
            name = name.replace("--", "-");
        }
        name = name.trim_matches('-').to_owned();
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            name = format!("r{name}");
        }
    }
    fit(&template.replace("{name}", &name))
}

/// What goes out for a typed value, which is not empty.
///
/// # Errors
/// The value is not what the key takes, in words.
pub(super) fn wire(spec: &KeySpec, typed: &str, region: &str) -> Result<String, String> {
    let text = typed.trim();
    match spec.kind {
        ValueKind::Number => number(spec, text)?,
        ValueKind::Bool => {
            let lower = text.to_lowercase();
            return match lower.as_str() {
                "true" | "yes" => Ok("true".to_owned()),
                "false" | "no" => Ok("false".to_owned()),
                _ => Err(format!("`{text}` is neither true nor false")),
            };
        }
        ValueKind::Choice if !spec.values.iter().any(|value| value == text) => {
            return Err(format!("`{text}` is none of {}", spec.values.join(", ")));
        }
        ValueKind::List => return list(spec, text),
        ValueKind::Json => json(spec, text)?,
        ValueKind::Zone => zone(text, region)?,
        ValueKind::Arn if crate::domain::arn::Arn::parse(text).is_none() => {
            return Err(format!("`{text}` is no ARN"));
        }
        ValueKind::Identifier => identifier(text)?,
        ValueKind::Bucket => bucket(text)?,
        ValueKind::Versions if text != "all" && !text.parse::<u32>().is_ok_and(|number| number > 0) => {
            return Err(format!("`{text}` is neither a number from 1 nor all"));
        }
        _ => {}
    }
    like(spec, text)?;
    Ok(text.to_owned())
}

fn number(spec: &KeySpec, text: &str) -> Result<(), String> {
    let number: i64 = text.parse().map_err(|_| format!("`{text}` is no whole number"))?;
    match (spec.min, spec.max) {
        (Some(min), Some(max)) if !(min..=max).contains(&number) => {
            Err(format!("{number} is not from {min} to {max}"))
        }
        (Some(min), _) if number < min => Err(format!("{number} is less than {min}")),
        (_, Some(max)) if number > max => Err(format!("{number} is more than {max}")),
        _ => Ok(()),
    }
}

fn list(spec: &KeySpec, text: &str) -> Result<String, String> {
    let items = items(text)?;
    if let Some(most) = spec.most.filter(|most| items.len() > *most) {
        return Err(format!("{} items: AWS takes {most} at most", items.len()));
    }
    items.iter().try_for_each(|item| like(spec, item))?;
    Ok(Value::from(items).to_string())
}

fn json(spec: &KeySpec, text: &str) -> Result<(), String> {
    let value: Value = serde_json::from_str(text).map_err(|why| format!("it is no JSON: {why}"))?;
    let objects: Vec<&Value> = match &value {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let lacks = |member: &&String| objects.iter().any(|object| object.get(member.as_str()).is_none());
    match spec.members.iter().find(lacks) {
        Some(member) => Err(format!("{member} is missing in it")),
        None => Ok(()),
    }
}

fn zone(text: &str, region: &str) -> Result<(), String> {
    if region.is_empty() {
        return Ok(());
    }
    let letter = text.strip_prefix(region).unwrap_or_default();
    // Local and Wavelength Zones go on with a hyphen: `us-west-2-lax-1a`.
    let is_zone = matches!(letter.as_bytes(), [b'a'..=b'z']) || letter.starts_with('-');
    if is_zone { Ok(()) } else { Err(format!("`{text}` is no zone of {region}, as {region}a is")) }
}

fn identifier(text: &str) -> Result<(), String> {
    let made = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if text.len() <= 63 && made && starts && !text.ends_with('-') && !text.contains("--") {
        Ok(())
    } else {
        Err("letters, digits and single hyphens, a letter first, 63 at most".to_owned())
    }
}

fn bucket(text: &str) -> Result<(), String> {
    let made = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.');
    if (3..=63).contains(&text.len()) && made {
        Ok(())
    } else {
        Err("small letters, digits, hyphens and dots, 3 to 63 of them".to_owned())
    }
}

fn like(spec: &KeySpec, text: &str) -> Result<(), String> {
    match &spec.like {
        Some(pattern) if !matches(pattern, text) => Err(format!("`{text}` does not look like {pattern}")),
        _ => Ok(()),
    }
}

/// Whether a text is like a pattern in which `*` is anything.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}
