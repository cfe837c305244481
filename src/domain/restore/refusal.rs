//! What a refusal or a failed restore is about.

use super::fill::Filled;
use super::form::{Change, ValueKind};
use super::send::{MORE, split};

/// The key of the form that a message of AWS is about, where it tells: it names the key, or says what it lacks
/// (reference section 8.4). [`MORE`] for a key that was typed beyond the form (`more`).
pub fn blamed<'a>(filled: &'a Filled, more: &str, message: &str) -> Option<&'a str> {
    let message = message.to_lowercase();
    let keys = || filled.lines.iter().map(|line| line.key.as_str());
    let named = keys().filter_map(|key| word_at(&message, &key.to_lowercase()).map(|at| (at, key)));
    if let Some((_, key)) = named.min() {
        return Some(key);
    }
    let typed = split(more).unwrap_or_default();
    if typed.iter().any(|(key, _)| word_at(&message, &key.to_lowercase()).is_some()) {
        return Some(MORE);
    }
    let ending = |tail: &str| keys().find(|key| key.to_lowercase().ends_with(tail));
    let fresh = || filled.lines.iter().find(|line| line.spec.is_some_and(|spec| spec.change == Change::Must));
    let keyed = || filled.lines.iter().find(|line| line.kind() == ValueKind::Key);
    if message.contains("subnet") || message.contains("default vpc") {
        ending("subnetgroupname").or_else(|| ending("subnetid")).or_else(|| ending("subnetids"))
    } else if message.contains("kms") {
        keyed().map(|line| line.key.as_str())
    } else if message.contains("already exist") || message.contains("alreadyexist") {
        fresh().map(|line| line.key.as_str())
    } else if message.contains("instance profile") {
        ending("iaminstanceprofilename")
    } else if message.contains("access control list") {
        ending("restoreacls")
    } else {
        None
    }
}

/// Where a word stands in a text as a word of its own.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}
