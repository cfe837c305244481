//! Times as an operator reads them. Every function is given `now`; none reads a clock.
//!
//! Ages and countdowns are coarse on purpose: a text that changes every second would repaint an idle screen. Where a text
//! does change by itself, a `next_*` function tells when, so that the screen can sleep until then.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, Zoned};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The zone that times are shown in.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Zone {
    /// UTC, which is what AWS and most runbooks speak.
    #[default]
    Utc,
    /// The operator's own zone, or any other.
    Local(TimeZone),
}

impl Zone {
    fn at(&self, at: Timestamp) -> Zoned {
        at.to_zoned(match self {
            Self::Utc => TimeZone::UTC,
            Self::Local(zone) => zone.clone(),
        })
    }
}

/// `02:14` today, `Nov 21 02:14` on another day of this year, else `Nov 21 2025`: at most 12 columns.
pub fn clock(at: Timestamp, now: Timestamp, zone: &Zone) -> String {
    let (at, now) = (zone.at(at), zone.at(now));
    let form = if at.date() == now.date() {
        "%H:%M"
    } else if at.year() == now.year() {
        "%b %d %H:%M"
    } else {
        "%b %d %Y"
    };
    at.strftime(form).to_string()
}

/// The header's clock, which names its zone: `02:14 UTC`.
pub fn clock_with_zone(now: Timestamp, zone: &Zone) -> String {
    zone.at(now).strftime("%H:%M %Z").to_string()
}

/// All of it, for details: `2026-11-21 02:14:07 UTC`.
pub fn stamp(at: Timestamp, zone: &Zone) -> String {
    zone.at(at).strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
}

/// The time of day to the second, for logs: `02:14:07`.
pub fn clock_with_seconds(at: Timestamp, zone: &Zone) -> String {
    zone.at(at).strftime("%H:%M:%S").to_string()
}

/// When a text made by [`clock`] or [`clock_with_zone`] may next change: the start of the next minute.
pub fn next_minute(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    at_second(second - second.rem_euclid(MINUTE) + MINUTE)
}

/// When the last `count` days began in the zone, today the last, and when today ends.
pub fn days(now: Timestamp, count: usize, zone: &Zone) -> Vec<Timestamp> {
    let today = zone.at(now);
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    let start = |back: i32| {
        let date = today.date().checked_sub(Span::new().try_days(back).ok()?).ok()?;
        Some(date.to_zoned(today.time_zone().clone()).ok()?.timestamp())
    };
    (-1..count).rev().filter_map(start).collect()
}

/// How long ago: `<1 m`, `31 m`, `7 h`, `3 d`. A time still to come (another machine's clock is ahead) counts as just now.
pub fn age(since: Timestamp, now: Timestamp) -> String {
    coarse(now.duration_since(since))
}

/// When the [`age`] of `since` next reads otherwise.
pub fn next_age_change(since: Timestamp, now: Timestamp) -> Timestamp {
    let elapsed = now.duration_since(since);
    let whole = elapsed.as_secs().max(0);
    let unit = unit_of(whole);
    since.checked_add(SignedDuration::from_secs((whole / unit + 1) * unit)).unwrap_or(Timestamp::MAX)
}

/// How long still: `46 m`, `7 h`, `<1 m`, and `now` once it is due. It never says more than there is.
pub fn countdown(until: Timestamp, now: Timestamp) -> String {
    if until <= now { "now".to_owned() } else { coarse(until.duration_since(now)) }
}

/// When the [`countdown`] to `until` next reads otherwise; none once it is due.
pub fn next_countdown_change(until: Timestamp, now: Timestamp) -> Option<Timestamp> {
    if until <= now {
        return None;
    }
    let left = until.duration_since(now).as_secs();
    let unit = unit_of(left);
    let shown = left / unit * unit;
    // "46 m" holds for exactly 46 minutes left; it changes just after. The last minute ends when it is due.
    let just_after = SignedDuration::from_nanos(i64::from(shown > 0));
    until.checked_sub(SignedDuration::from_secs(shown)).and_then(|edge| edge.checked_add(just_after)).ok()
}

/// A length in its two largest units: `45 s`, `9 m 12 s`, `2 h 05 m`, `3 d 4 h`. Below zero counts as none.
pub fn duration(length: SignedDuration) -> String {
    let seconds = length.as_secs().max(0);
    match seconds {
        0..MINUTE => format!("{seconds} s"),
        MINUTE..HOUR => format!("{} m {:02} s", seconds / MINUTE, seconds % MINUTE),
        HOUR..DAY => format!("{} h {:02} m", seconds / HOUR, seconds % HOUR / MINUTE),
        _ => format!("{} d {} h", seconds / DAY, seconds % DAY / HOUR),
    }
}

/// A length in its largest unit, for narrow places: `31 m`, `25 h`, `7 d`.
pub fn span(length: SignedDuration) -> String {
    coarse(length)
}

/// The unit that a coarse text of `seconds` counts in: minutes under 2 h, hours under 3 d, then days.
fn unit_of(seconds: i64) -> i64 {
    match seconds {
        ..7_200 => MINUTE,
        7_200..259_200 => HOUR,
        _ => DAY,
    }
}

fn coarse(length: SignedDuration) -> String {
    let seconds = length.as_secs();
    let unit = unit_of(seconds);
    match (seconds / unit, unit) {
        (..=0, _) => "<1 m".to_owned(),
        (n, MINUTE) => format!("{n} m"),
        (n, HOUR) => format!("{n} h"),
        (n, _) => format!("{n} d"),
    }
}

fn at_second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn now() -> Timestamp {
        at("2026-11-21T02:14:07Z")
    }

    fn ago(seconds: i64) -> Timestamp {
        now() - SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_clock_says_the_day_only_when_it_is_another() {
        for (time, shown) in [
            ("2026-11-21T00:00:00Z", "00:00"),
            ("2026-11-20T23:59:59Z", "Nov 20 23:59"),
            ("2026-11-22T03:00:00Z", "Nov 22 03:00"),
            ("2025-12-31T23:00:00Z", "Dec 31 2025"),
        ] {
            assert_eq!(clock(at(time), now(), &Zone::Utc), shown);
        }
    }

    #[test]
    fn the_day_turns_in_the_zone_that_is_shown() {
        let berlin = Zone::Local(TimeZone::get("Europe/Berlin").unwrap());
        assert_eq!(clock(at("2026-11-20T23:30:00Z"), now(), &berlin), "00:30");
        assert_eq!(clock_with_zone(now(), &berlin), "03:14 CET");
        assert_eq!(stamp(now(), &Zone::Utc), "2026-11-21 02:14:07 UTC");
    }

    #[test]
    fn ages_are_coarse() {
        for (seconds, shown) in [
            (-5, "<1 m"),
            (0, "<1 m"),
            (59, "<1 m"),
            (60, "1 m"),
            (31 * MINUTE + 50, "31 m"),
            (2 * HOUR - 1, "119 m"),
            (2 * HOUR, "2 h"),
            (31 * HOUR, "31 h"),
            (3 * DAY - 1, "71 h"),
            (3 * DAY, "3 d"),
            (400 * DAY, "400 d"),
        ] {
            assert_eq!(age(ago(seconds), now()), shown, "{seconds} s");
        }
    }

    #[test]
    fn a_countdown_never_says_more_than_there_is() {
        for (seconds, shown) in
            [(0, "now"), (-9, "now"), (1, "<1 m"), (119, "1 m"), (2 * HOUR, "2 h"), (DAY, "24 h")]
        {
            assert_eq!(countdown(ago(-seconds), now()), shown, "{seconds} s");
        }
        assert_eq!(next_countdown_change(now(), now()), None);
    }

    #[test]
    fn durations_have_two_units() {
        for (seconds, shown) in [
            (-1, "0 s"),
            (45, "45 s"),
            (552, "9 m 12 s"),
            (2 * HOUR + 5 * MINUTE + 59, "2 h 05 m"),
            (3 * DAY + 4 * HOUR, "3 d 4 h"),
        ] {
            assert_eq!(duration(SignedDuration::from_secs(seconds)), shown);
        }
    }

    #[test]
    fn the_minute_turns_on_the_minute() {
        assert_eq!(next_minute(now()), at("2026-11-21T02:15:00Z"));
        assert_eq!(next_minute(at("2026-11-21T02:15:00Z")), at("2026-11-21T02:16:00Z"));
    }

    /// A length in milliseconds, often near the edges of minutes, hours and days.
    fn length() -> impl Strategy<Value = i64> {
        let near = (0_i64..200, prop::sample::select(vec![MINUTE, HOUR, DAY]), -2_i64..3);
        prop_oneof![0_i64..40 * DAY * 1000, near.prop_map(|(n, unit, off)| (n * unit * 1000 + off).max(0))]
    }

    proptest! {
        #[test]
        fn an_age_holds_until_its_next_change_and_not_longer(millis in length()) {
            let since = now() - SignedDuration::from_millis(millis);
            let next = next_age_change(since, now());
            prop_assert!(next > now());
            prop_assert_eq!(age(since, next - SignedDuration::from_nanos(1)), age(since, now()));
            prop_assert_ne!(age(since, next), age(since, now()));
        }

        #[test]
        fn a_countdown_holds_until_its_next_change_and_not_longer(millis in length()) {
            let until = now() + SignedDuration::from_millis(millis + 1);
            let next = next_countdown_change(until, now()).unwrap();
            prop_assert!(next > now());
            prop_assert_eq!(countdown(until, next - SignedDuration::from_nanos(1)), countdown(until, now()));
            prop_assert_ne!(countdown(until, next), countdown(until, now()));
        }
    }

    #[test]
    fn days_begin_at_midnight_of_the_zone_also_where_one_has_23_hours() {
        let zone = Zone::Local(TimeZone::get("Europe/Berlin").unwrap());
        let starts = days("2026-03-30T12:00:00Z".parse().unwrap(), 2, &zone);
        let wanted = ["2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"];
        assert_eq!(starts, wanted.map(|at| at.parse::<Timestamp>().unwrap()));
        assert_eq!(days(starts[0], 30, &Zone::Utc).len(), 31);
    }
}
