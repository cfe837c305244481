//! What people type for a write, in a form's field or behind a flag: days, tags, roles.

use super::{Pairs, default_role};
use crate::domain::arn::Arn;

/// Days of retention: empty is for ever (API reference, `Lifecycle`: 1 to 36,500).
///
/// # Errors
/// It is no such number, in words.
pub fn days(line: &str) -> Result<Option<i64>, String> {
    let line = line.trim();
    let number = line.strip_suffix("days").or(line.strip_suffix('d')).unwrap_or(line).trim();
    if number.is_empty() {
        return Ok(None);
    }
    match number.parse() {
        Ok(days @ 1..=36_500) => Ok(Some(days)),
        _ => Err(format!("`{line}` is no number of days from 1 to 36500; empty keeps it for ever")),
    }
}

/// Tags as they are typed.
pub fn tags_line(tags: &[(String, String)]) -> String {
    let tags: Vec<String> = tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
    tags.join(", ")
}

/// Tags as `key=value`, comma between; at most 10 (developer guide, quotas).
///
/// # Errors
/// The first that is none, in words.
pub fn tags(line: &str) -> Result<Pairs, String> {
    let tags: Pairs =
        line.split(',').map(str::trim).filter(|tag| !tag.is_empty()).map(tag).collect::<Result<_, _>>()?;
    match tags.len() {
        0..=10 => Ok(tags),
        more => Err(format!("{more} tags: AWS Backup takes 10 at most")),
    }
}

/// One tag, as `key=value`.
///
/// # Errors
/// It is none, in words.
pub fn tag(word: &str) -> Result<(String, String), String> {
    match word.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err(format!("`{word}` is no tag: write key=value, with commas between")),
    }
}

/// A role's ARN from its ARN or name.
///
/// # Errors
/// It is neither, or a name in an account that is not known, in words.
pub fn role_arn(role: &str, account: &str) -> Result<String, String> {
    if role.is_empty() {
        return Err("name a role that AWS Backup may assume".to_owned());
    }
    if role.starts_with("arn:") {
        return match Arn::parse(role) {
            Some(arn) if arn.service == "iam" && arn.resource.starts_with("role/") => Ok(role.to_owned()),
            _ => Err(format!("`{role}` is no ARN of an IAM role")),
        };
    }
    if account.is_empty() {
        return Err("the account is not known yet: give the role's full ARN".to_owned());
    }
    Ok(match role {
        "AWSBackupDefaultServiceRole" => default_role(account),
        name => format!("arn:aws:iam::{account}:role/{name}"),
    })
}
