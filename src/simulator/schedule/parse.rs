//! The parser of the dialect.

use std::ops::RangeInclusive;

use jiff::tz::TimeZone;

use super::{Days, LAST_YEAR, MonthDay, Schedule, ScheduleError, WeekDay, Years};

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// One of the six fields.
struct Field {
    name: &'static str,
    range: RangeInclusive<i16>,
    names: &'static [&'static str],
}

const MINUTE: Field = Field { name: "minute", range: 0..=59, names: &[] };
const HOUR: Field = Field { name: "hour", range: 0..=23, names: &[] };
const DAY_OF_MONTH: Field = Field { name: "day of month", range: 1..=31, names: &[] };
const MONTH: Field = Field { name: "month", range: 1..=12, names: &MONTHS };
const DAY_OF_WEEK: Field = Field { name: "day of week", range: 1..=7, names: &WEEKDAYS };
const YEAR: Field = Field { name: "year", range: 1970..=LAST_YEAR, names: &[] };

/// Parses `cron(…)`.
pub(super) fn expression(text: &str, zone: TimeZone) -> Result<Schedule, ScheduleError> {
    let inner = text.trim().strip_prefix("cron(").and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.ok_or_else(|| ScheduleError(format!("{text} is not of the form cron(…)")))?;
    let fields: Vec<&str> = inner.split_whitespace().collect();
    let [minute, hour, month_day, month, week_day, year] = fields[..] else {
        return Err(ScheduleError(format!("{text} needs six fields")));
    };
    Ok(Schedule {
        minutes: MINUTE.set(minute)?,
        hours: HOUR.set(hour)?,
        days: days(month_day, week_day)?,
        months: MONTH.set(month)?,
        years: years(year)?,
        zone,
    })
}

fn days(month_day: &str, week_day: &str) -> Result<Days, ScheduleError> {
    match (month_day, week_day) {
        ("?", "?") => Err(ScheduleError("only one of day of month and day of week can be ?".to_owned())),
        (days, "?") => days.split(',').map(month_day_item).collect::<Result<_, _>>().map(Days::OfMonth),
        ("?", days) if days.matches('#').count() > 1 => {
            Err(ScheduleError("day of week can have one # only".to_owned()))
        }
        ("?", days) => days.split(',').map(week_day_item).collect::<Result<_, _>>().map(Days::OfWeek),
        _ => Err(ScheduleError("one of day of month and day of week must be ?".to_owned())),
    }
}

fn month_day_item(item: &str) -> Result<MonthDay, ScheduleError> {
    match item {
        "L" => Ok(MonthDay::Last),
        "LW" => Ok(MonthDay::LastWeekday),
        _ => match item.strip_suffix('W') {
            Some(day) => DAY_OF_MONTH.small(day).map(MonthDay::Nearest),
            None => DAY_OF_MONTH.items(item).map(MonthDay::Set),
        },
    }
}

fn week_day_item(item: &str) -> Result<WeekDay, ScheduleError> {
    if let Some((day, nth)) = item.split_once('#') {
        let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth));
        let nth = nth.ok_or_else(|| ScheduleError(format!("{item}: after # comes 1 to 5")))?;
        return Ok(WeekDay::Nth(DAY_OF_WEEK.small(day)?, nth));
    }
    match item.strip_suffix('L') {
        Some("") => Ok(WeekDay::Set(1 << 7)),
        Some(day) => DAY_OF_WEEK.small(day).map(WeekDay::Last),
        None => DAY_OF_WEEK.items(item).map(WeekDay::Set),
    }
}

fn years(text: &str) -> Result<Years, ScheduleError> {
    if text == "*" {
        return Ok(Years::All);
    }
    let lists: Result<Vec<Vec<i16>>, _> = text.split(',').map(|item| YEAR.item(item)).collect();
    Ok(Years::Listed(lists?.concat()))
}

impl Field {
    /// A field of numbers only, as bits.
    fn set(&self, text: &str) -> Result<u64, ScheduleError> {
        text.split(',').try_fold(0, |set, item| Ok(set | self.items(item)?))
    }

    fn items(&self, item: &str) -> Result<u64, ScheduleError> {
        Ok(self.item(item)?.into_iter().fold(0, |set, value| set | 1 << value))
    }

    /// `*`, `a`, `a-b`, each perhaps with `/step`.
    fn item(&self, item: &str) -> Result<Vec<i16>, ScheduleError> {
        let (base, step) = item.split_once('/').map_or((item, None), |(base, step)| (base, Some(step)));
        let (first, last) = match (base, base.split_once('-')) {
            ("*", _) => (*self.range.start(), *self.range.end()),
            (_, Some((first, last))) => (self.value(first)?, self.value(last)?),
            _ if step.is_some() => (self.value(base)?, *self.range.end()),
            _ => (self.value(base)?, self.value(base)?),
        };
        let step = match step {
            None => 1,
            Some(step) => step.parse().ok().filter(|step| *step > 0).ok_or_else(|| self.error(item))?,
        };
        if first > last {
            return Err(self.error(item));
        }
        Ok((first..=last).step_by(step).collect())
    }

    fn value(&self, text: &str) -> Result<i16, ScheduleError> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let value = match named {
            Some(index) => i16::try_from(index + 1).ok(),
            None => text.parse().ok().filter(|_| plain),
        };
        value.filter(|value| self.range.contains(value)).ok_or_else(|| self.error(text))
    }

    fn small(&self, text: &str) -> Result<i8, ScheduleError> {
        i8::try_from(self.value(text)?).map_err(|_| self.error(text))
    }

    fn error(&self, text: &str) -> ScheduleError {
        ScheduleError(format!("{text} is not a {}", self.name))
    }
}
