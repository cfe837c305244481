//! What is true of a restore, most telling first.

use super::choice::Chosen;
use super::{Of, Restore};
use crate::domain::arn;
use crate::domain::preflight::Known;
use crate::domain::restore;
use crate::wizards::form::Lines;

/// The lines below the title.
pub(super) fn lines(restore: &Restore, lines: Lines<'_>, known: &Known) -> Vec<String> {
    let subject = match (restore.point(lines, known), &restore.of) {
        (Some(point), _) => point.arn,
        (None, Of::Resource(resource)) => resource.clone(),
        (None, Of::Point(point)) => point.arn.clone(),
    };
    let Some(chosen) = restore.chosen(lines, known) else { return vec![subject.to_string()] };
    let mut about = restore::notes(chosen.filled.form, &chosen.origin, restore.now);
    about.push(subject.to_string());
    about.extend(told(&chosen));
    about.extend(left_out(&chosen));
    about
}

/// What AWS tells of the original and nobody sends.
fn told(chosen: &Chosen) -> Option<String> {
    let one = |(key, value): &(crate::text::Text, crate::text::Text)| {
        let key = key.as_str();
        let key = key.strip_prefix("InformationalOnly:").unwrap_or(key);
        format!("{key} {}", arn::short(value.as_str()))
    };
    let told: Vec<String> = chosen.filled.told.iter().map(one).collect();
    (!told.is_empty()).then(|| format!("it was: {}", told.join(", ")))
}

/// What AWS gives and is not sent.
fn left_out(chosen: &Chosen) -> Option<String> {
    let key = |line: &String| line.split_once(':').map(|(key, _)| key.to_owned());
    let keys: Vec<String> = chosen.filled.left_out.iter().filter_map(key).collect();
    (!keys.is_empty()).then(|| format!("not sent of what AWS gives: {}", keys.join(", ")))
}
