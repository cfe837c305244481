//! AWS's cron dialect: when a backup rule runs.
//!
//! `cron(minute hour day-of-month month day-of-week year)`, day of week 1 to 7 from Sunday, with `? L W #` and names, as
//! the EventBridge reference describes it. A local time that a clock change skips has no run; of one that happens
//! twice the first counts.

mod parse;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The expression of a rule that names none.
pub const DEFAULT_EXPRESSION: &str = "cron(0 5 ? * * *)";
/// The last year an expression can name.
const LAST_YEAR: i16 = 2199;

/// Why an expression means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ScheduleError(String);

/// A parsed schedule in its time zone.
#[derive(Debug, Clone)]
pub struct Schedule {
    minutes: u64,
    hours: u64,
    days: Days,
    months: u64,
    years: Years,
    zone: TimeZone,
}

/// The day fields, one of which is always `?`.
#[derive(Debug, Clone)]
enum Days {
    OfMonth(Vec<MonthDay>),
    OfWeek(Vec<WeekDay>),
}

#[derive(Debug, Clone, Copy)]
enum MonthDay {
    /// Bit n: the n-th.
    Set(u64),
    /// `L`.
    Last,
    /// `LW`.
    LastWeekday,
    /// `nW`.
    Nearest(i8),
}

#[derive(Debug, Clone, Copy)]
enum WeekDay {
    /// Bit n: 1 is Sunday.
    Set(u64),
    /// `nL`: the last of its kind in the month.
    Last(i8),
    /// `n#k`: the k-th of its kind in the month.
    Nth(i8, i8),
}

#[derive(Debug, Clone)]
enum Years {
    All,
    Listed(Vec<i16>),
}

impl Schedule {
    /// Parses `cron(…)` for a time zone (`Etc/UTC` when none is named).
    pub fn new(expression: &str, zone: Option<&str>) -> Result<Self, ScheduleError> {
        let zone = match zone.unwrap_or("Etc/UTC") {
            "Etc/UTC" | "UTC" => TimeZone::UTC,
            name => TimeZone::get(name).map_err(|_| ScheduleError(format!("{name} is not a time zone")))?,
        };
        parse::expression(expression, zone)
    }

    /// Whether two runs can be less than an hour apart.
    pub fn is_within_the_hour(&self) -> bool {
        self.minutes.count_ones() > 1
    }

    /// The first run later than `after`, if there ever is one.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let mut date = self.zone.to_datetime(after).date();
        while date.year() <= LAST_YEAR {
            if !self.years.contains(date.year()) {
                date = Date::new(date.year() + 1, 1, 1).ok()?;
            } else if self.months >> date.month() & 1 == 0 {
                date = date.last_of_month().tomorrow().ok()?;
            } else {
                let run = self.days.contain(date).then(|| self.first_on(date, after)).flatten();
                if run.is_some() {
                    return run;
                }
                date = date.tomorrow().ok()?;
            }
        }
        None
    }

    /// All runs later than `after` and no later than `until`.
    pub fn between(&self, after: Timestamp, until: Timestamp) -> impl Iterator<Item = Timestamp> {
        std::iter::successors(self.next(after), |run| self.next(*run)).take_while(move |run| *run <= until)
    }

    fn first_on(&self, date: Date, after: Timestamp) -> Option<Timestamp> {
        let times = bits(self.hours).flat_map(|hour| bits(self.minutes).map(move |minute| (hour, minute)));
        times
            .map(|(hour, minute)| date.at(hour, minute, 0, 0))
            .filter_map(|at| self.instant(at))
            .find(|at| *at > after)
    }

    fn instant(&self, local: DateTime) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => None,
            _ => ambiguous.earlier().ok(),
        }
    }
}

impl Years {
    fn contains(&self, year: i16) -> bool {
        match self {
            Self::All => true,
            Self::Listed(years) => years.contains(&year),
        }
    }
}

impl Days {
    fn contain(&self, date: Date) -> bool {
        match self {
            Self::OfMonth(days) => days.iter().any(|day| day.contains(date)),
            Self::OfWeek(days) => days.iter().any(|day| day.contains(date)),
        }
    }
}

impl MonthDay {
    fn contains(self, date: Date) -> bool {
        match self {
            Self::Set(days) => days >> date.day() & 1 == 1,
            Self::Last => date.day() == date.days_in_month(),
            Self::LastWeekday => nearest_weekday(date, date.days_in_month()) == date.day(),
            Self::Nearest(day) => day <= date.days_in_month() && nearest_weekday(date, day) == date.day(),
        }
    }
}

impl WeekDay {
    fn contains(self, date: Date) -> bool {
        let today = weekday(date);
        match self {
            Self::Set(days) => days >> today & 1 == 1,
            Self::Last(day) => day == today && date.day() + 7 > date.days_in_month(),
            Self::Nth(day, nth) => day == today && (date.day() - 1) / 7 + 1 == nth,
        }
    }
}

/// Monday to Friday nearest to a day of the month, without leaving the month.
fn nearest_weekday(month: Date, day: i8) -> i8 {
    let Ok(date) = Date::new(month.year(), month.month(), day) else { return 0 };
    match weekday(date) {
        7 if day == 1 => 3,
        7 => day - 1,
        1 if day == month.days_in_month() => day - 2,
        1 => day + 1,
        _ => day,
    }
}

/// 1 to 7 from Sunday.
fn weekday(date: Date) -> i8 {
    date.weekday().to_sunday_one_offset()
}

/// The numbers whose bits are set.
fn bits(set: u64) -> impl Iterator<Item = i8> + Clone {
    (0..64_i8).filter(move |bit| set >> bit & 1 == 1)
}
