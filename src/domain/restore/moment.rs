//! A moment of a continuous point (reference section 6.7).

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::form::Moment;
use super::origin::Origin;
use crate::text::Text;

/// What is typed for the latest moment that there is.
pub const LATEST: &str = "latest";
/// The longest that AWS Backup keeps a continuous point.
const DAYS: i64 = 35;

/// Moments that can be restored, as far as anybody tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The earliest; no earlier one can be.
    pub earliest: Timestamp,
    /// The latest; about this.
    pub latest: Timestamp,
    /// AWS Backup tells the range; otherwise the service decides within it.
    pub told: bool,
}

impl Range {
    /// The range of a point.
    pub fn of(moment: &Moment, origin: &Origin, now: Timestamp) -> Self {
        let ago = |length| now.checked_sub(length).unwrap_or(Timestamp::MIN);
        let given =
            |key: &Option<String>| key.as_ref().and_then(|key| origin.given(key)).and_then(parse_given);
        let limit = ago(SignedDuration::from_hours(24 * DAYS));
        let created = origin.created.filter(|_| moment.from_created);
        let earliest = given(&moment.earliest);
        let latest = given(&moment.last);
        Self {
            earliest: earliest.or(created).map_or(limit, |at| at.max(limit)),
            latest: latest.unwrap_or_else(|| ago(SignedDuration::from_mins(moment.trails_minutes))),
            told: (earliest.is_some() && latest.is_some()) || created.is_some(),
        }
    }

    /// The range in words, in UTC as the form takes it.
    pub fn words(&self) -> String {
        let (earliest, latest) = (shown(self.earliest), shown(self.latest));
        if self.told {
            format!("{earliest} to about {latest}")
        } else {
            format!("up to about {latest}, {DAYS} d at most; AWS Backup does not tell how far back")
        }
    }
}

/// What goes out for a typed moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// The latest that there is.
    Latest,
    /// This one, as AWS takes it.
    At(String),
}

/// Reads a typed moment and holds it against the range.
///
/// # Errors
/// It is no moment, or none of the range, in words.
pub fn choose(typed: &str, range: Range) -> Result<Chosen, String> {
    let text = typed.trim();
    if text.eq_ignore_ascii_case(LATEST) {
        return Ok(Chosen::Latest);
    }
    let at =
        parse(text).ok_or_else(|| format!("`{text}` is no time as 2026-11-21 02:14 (UTC), nor latest"))?;
    if at < range.earliest {
        return Err(format!("{} is before {}", shown(at), shown(range.earliest)));
    }
    if at > range.latest {
        return Err(format!("{} is after {}: write latest", shown(at), shown(range.latest)));
    }
    Ok(Chosen::At(sent(at)))
}

/// A time as AWS takes it: `2021-11-27T03:30:27Z`.
pub(super) fn sent(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn shown(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// With a zone as it says, without one UTC.
fn parse(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    let local = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    text.parse().ok().or_else(local)
}

/// What a point tells: a time, or milliseconds as SAP HANA does (reference section 6.6).
fn parse_given(value: &Text) -> Option<Timestamp> {
    let text = value.raw().trim();
    text.parse().ok().or_else(|| Timestamp::from_millisecond(text.parse().ok()?).ok())
}
