//! What is shown of each thing: the columns of its list and, in [`detail`], the facts of its page.

mod alerts;
pub mod detail;
mod jobs;
pub mod journal;
mod members;
mod plans;
mod points;
mod resources;
mod timeline;
mod vaults;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use crate::list::{Cell, Look};
use crate::text::{self, Text, time};

/// A bare time of day means the last, or the next, 24 hours.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A past time in five columns: the time of day within the last 24 hours, which stands still, else a coarse age.
fn recent(at: Timestamp, look: &Look<'_>) -> String {
    if look.now.duration_since(at) < DAY { time_of_day(at, look) } else { time::age(at, look.now) }
}

/// The time of day, without the date.
fn time_of_day(at: Timestamp, look: &Look<'_>) -> String {
    time::clock(at, at, look.zone)
}

/// A time to come: the time of day within the next 24 hours, else with its date.
fn upcoming(at: Timestamp, look: &Look<'_>) -> String {
    if at.duration_since(look.now) < DAY {
        time_of_day(at, look)
    } else {
        time::clock(at, look.now, look.zone)
    }
}

/// Bytes, where known.
fn size<'a>(bytes: Option<i64>, look: &Look<'_>) -> Cell<'a> {
    Cell::or_nothing(bytes.and_then(|bytes| u64::try_from(bytes).ok()).map(text::bytes), look)
}

/// A count, where known.
fn count<'a>(count: Option<i64>, look: &Look<'_>) -> Cell<'a> {
    Cell::or_nothing(count.and_then(|count| u64::try_from(count).ok()).map(text::count), look)
}

/// A text that may be missing, for cells.
fn shown<'a>(text: Option<&'a Text>, look: &Look<'_>) -> Cell<'a> {
    Cell::or_nothing(text.map(Text::as_str).filter(|text| !text.is_empty()), look)
}

/// A text that may be missing, for filters.
fn searched(text: Option<&Text>) -> Cow<'_, str> {
    text.map_or("", Text::as_str).into()
}

/// What is unknown comes after what is known.
fn unknown_last<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// The newest first, and the unknown after the oldest.
fn newest_first(a: Option<Timestamp>, b: Option<Timestamp>) -> Ordering {
    unknown_last(a.map(std::cmp::Reverse), b.map(std::cmp::Reverse))
}

/// A word of the API as people write it: `AWS_OWNED_KMS_KEY` becomes `AWS owned KMS key`.
fn words(wire: &str) -> String {
    let is_wire = wire.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if !is_wire {
        return wire.to_owned();
    }
    let word = |word: &str| match word {
        "AWS" | "KMS" => word.to_owned(),
        _ => word.to_ascii_lowercase(),
    };
    wire.split('_').map(word).collect::<Vec<_>>().join(" ")
}
