//! When a rule of a backup plan runs: its cron expression in its time zone.
//!
//! AWS Backup takes the expressions of `EventBridge`: `cron(minute hour day-of-month month day-of-week year)`, days of the week 1
//! to 7 from Sunday, with `? L W #` and names. croner reads the fields and knows the days; the clock changes are ours: a
//! local time that is skipped has no run, and of one that comes twice the first counts. AWS says only that such runs may be
//! skipped or repeated (developer guide, "Creating a backup plan"). What is not certain to be read as AWS does has no
//! schedule here: unknown, never wrong.

use std::collections::HashMap;

use croner::CronPattern;
use croner::Weekday;
use croner::parser::{CronParser, Seconds, Year};
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::plan::Rule;
use crate::text::Text;

/// The expression of a rule that names none (API shape `BackupRule`).
const DEFAULT: &str = "cron(0 5 ? * * *)";
/// Nothing is looked for over a longer span.
const LONGEST: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A schedule in its time zone.
#[derive(Debug, Clone)]
pub struct Schedule {
    days: Box<CronPattern>,
    /// Hours and minutes of a day, in order.
    times: Vec<(i8, i8)>,
    zone: TimeZone,
}

impl Schedule {
    /// The schedule of a rule; `None` is unknown.
    pub fn of(rule: &Rule) -> Option<Self> {
        let raw = |text: &Option<Text>| text.as_ref().map(|text| text.raw().to_owned());
        Self::new(raw(&rule.schedule).as_deref(), raw(&rule.timezone).as_deref())
    }

    /// The schedule of an expression in a zone, each AWS's default where it is not given; `None` is unknown.
    pub fn new(expression: Option<&str>, zone: Option<&str>) -> Option<Self> {
        let zone = match zone.unwrap_or("Etc/UTC") {
            "Etc/UTC" | "UTC" => TimeZone::UTC,
            name => TimeZone::get(name).ok()?,
        };
        let fields = fields(expression.unwrap_or(DEFAULT))?;
        let parser = CronParser::builder()
            .seconds(Seconds::Required)
            .year(Year::Required)
            .alternative_weekdays(true)
            .sloppy_ranges(true)
            .build();
        let days = Box::new(parser.parse(&format!("0 {fields}")).ok()?.pattern);
        let (hours, minutes) = (days.hours.values(), days.minutes.values());
        let small = |value: &u16| i8::try_from(*value).ok();
        let hours = hours.iter().filter_map(small);
        let times = hours.flat_map(|hour| minutes.iter().filter_map(small).map(move |minute| (hour, minute)));
        Some(Self { times: times.collect(), days, zone })
    }

    /// The runs from `from` on and before `until`, in order. Of a span over 400 days only the first 400.
    pub fn runs(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = Timestamp> {
        let until = until.min(from.checked_add(LONGEST).unwrap_or(until));
        let first = self.zone.to_datetime(from).date();
        let last = self.zone.to_datetime(until).date();
        std::iter::successors(Some(first), |day| day.tomorrow().ok())
            .take_while(move |day| *day <= last)
            .filter(|day| self.runs_on(*day))
            .flat_map(move |day| self.times.iter().filter_map(move |time| self.instant(day, *time)))
            .filter(move |at| from <= *at && *at < until)
    }

    /// The last run from `from` on and before `until`. Of a span over 400 days only the last 400.
    pub fn last(&self, from: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let from = from.max(until.checked_sub(LONGEST).unwrap_or(from));
        let first = self.zone.to_datetime(from).date();
        let last = self.zone.to_datetime(until).date();
        std::iter::successors(Some(last), |day| day.yesterday().ok())
            .take_while(|day| *day >= first)
            .filter(|day| self.runs_on(*day))
            .flat_map(move |day| self.times.iter().rev().filter_map(move |time| self.instant(day, *time)))
            .find(|at| from <= *at && *at < until)
    }

    fn runs_on(&self, day: Date) -> bool {
        let part = |part: i8| u32::try_from(part).unwrap_or(0);
        let weekday = Weekday::from_days_from_sunday(part(day.weekday().to_sunday_zero_offset()));
        let (year, month) = (i32::from(day.year()), part(day.month()));
        self.days.year_match(year).unwrap_or(false)
            && self.days.month_match(month).unwrap_or(false)
            && self.days.day_match(year, month, part(day.day()), weekday).unwrap_or(false)
    }

    /// The moment of a local time, the first where there are two; none where the clock skips it.
    fn instant(&self, day: Date, (hour, minute): (i8, i8)) -> Option<Timestamp> {
        let local = self.zone.to_ambiguous_timestamp(day.at(hour, minute, 0, 0));
        match local.offset() {
            AmbiguousOffset::Gap { .. } => None,
            AmbiguousOffset::Fold { .. } | AmbiguousOffset::Unambiguous { .. } => local.earlier().ok(),
        }
    }
}

/// The schedules of all rules, read once: few differ.
#[derive(Debug, Default)]
pub struct Schedules(HashMap<(Option<Text>, Option<Text>), Option<Schedule>>);

impl Schedules {
    /// Reads the schedule of a rule, unless it is known.
    pub fn learn(&mut self, rule: &Rule) {
        self.0.entry(key(rule)).or_insert_with(|| Schedule::of(rule));
    }

    /// The schedule of a rule; `None` is unknown.
    pub fn of(&self, rule: &Rule) -> Option<&Schedule> {
        self.0.get(&key(rule))?.as_ref()
    }
}

fn key(rule: &Rule) -> (Option<Text>, Option<Text>) {
    (rule.schedule.clone(), rule.timezone.clone())
}

/// The six fields of an expression, in croner's words; `None` where croner is known to read them otherwise than AWS.
fn fields(expression: &str) -> Option<String> {
    let inner = expression.trim().strip_prefix("cron(")?.strip_suffix(')')?.to_ascii_uppercase();
    let fields: Vec<&str> = inner.split_whitespace().collect();
    let [minute, hour, month_day, month, week_day, year] = fields.as_slice() else { return None };
    let known = |field: &&str| field.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-#?".contains(c));
    // Exactly one of the two days is left open.
    let open = fields.iter().filter(|field| field.contains('?')).count();
    if !fields.iter().all(known) || open != 1 || (*month_day == "?") == (*week_day == "?") {
        return None;
    }
    // Of a list with `L` or `W` croner makes "the last weekday".
    if month_day.contains(['L', 'W']) && month_day.contains([',', '-', '/']) {
        return None;
    }
    // There is but one `#`, and no eighth day of the week.
    let day = |part: &str| part.split(['/', '#']).next().unwrap_or_default().trim_end_matches('L').to_owned();
    let is_day = |part: &str| day(part).parse().is_ok_and(|number: u32| !(1..=7).contains(&number));
    if week_day.matches('#').count() > 1 || week_day.split([',', '-']).any(is_day) {
        return None;
    }
    // A bare `L` is the last day of the week, which croner never finds.
    let week_day = if *week_day == "L" { "7" } else { week_day };
    Some(format!("{minute} {hour} {month_day} {month} {week_day} {year}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The first run after a time.
    fn first(expression: &str, zone: Option<&str>, after: &str) -> Option<String> {
        let schedule = Schedule::new(Some(expression), zone).unwrap();
        schedule.runs(at(after), Timestamp::MAX).next().map(|run| run.to_string())
    }

    #[test]
    fn expressions_are_read_as_aws_reads_them() {
        for (expression, run) in [
            ("cron(0 5 ? * * *)", "2026-02-01T05:00:00Z"),
            ("cron(15 * ? * * *)", "2026-02-01T00:15:00Z"),
            ("cron(0 12 * * ? *)", "2026-02-01T12:00:00Z"),
            ("cron(0/15 0 ? * * *)", "2026-02-01T00:00:00Z"),
            ("cron(10/20 1 ? * * 2027-2028)", "2027-01-01T01:10:00Z"),
            ("cron(0 1 L * ? *)", "2026-02-28T01:00:00Z"),
            ("cron(0 1 LW * ? *)", "2026-02-27T01:00:00Z"),
            ("cron(0 1 1W * ? *)", "2026-02-02T01:00:00Z"),
            ("cron(0 1 15W * ? *)", "2026-02-16T01:00:00Z"),
            ("cron(0 1 ? * 3#2 *)", "2026-02-10T01:00:00Z"),
            ("cron(0 1 ? * TUE#2 *)", "2026-02-10T01:00:00Z"),
            ("cron(0 1 ? * 6L *)", "2026-02-27T01:00:00Z"),
            ("cron(0 1 ? * L *)", "2026-02-07T01:00:00Z"),
            ("cron(0 1 ? * 1 *)", "2026-02-01T01:00:00Z"),
            ("cron(0 1 ? * 2-6 *)", "2026-02-02T01:00:00Z"),
            ("cron(0 1 ? mar-apr mon *)", "2026-03-02T01:00:00Z"),
        ] {
            assert_eq!(first(expression, None, "2026-02-01T00:00:00Z").as_deref(), Some(run), "{expression}");
        }
        assert_eq!(
            Schedule::new(None, None).unwrap().runs(at("2026-02-01T05:00:00Z"), Timestamp::MAX).next(),
            Some(at("2026-02-01T05:00:00Z")),
            "the default, from its own moment on"
        );
        assert_eq!(first("cron(0 5 30 2 ? *)", None, "2026-01-01T00:00:00Z"), None, "a day that never comes");
    }

    #[test]
    fn what_cannot_be_read_for_certain_is_unknown() {
        for text in [
            "",
            "rate(1 day)",
            "at(2026-02-01T05:00:00)",
            "0 5 ? * * *",
            "cron(0 5 ? * *)",
            "cron(0 5 * * * *)",
            "cron(0 5 ? * ? *)",
            "cron(0 5 1 * MON *)",
            "cron(? 5 1 * * *)",
            "cron(60 5 ? * * *)",
            "cron(0 24 ? * * *)",
            "cron(0 5 ? * 2#1,4#3 *)",
            "cron(0 5 ? * 8 *)",
            "cron(0 5 ? * 0 *)",
            "cron(0 5 ? * +MON *)",
            "cron(0 5 L,15W * ? *)",
            "cron(0 5 L-3 * ? *)",
            "cron(@daily ? * * * *)",
        ] {
            assert!(Schedule::new(Some(text), None).is_none(), "{text}");
        }
        assert!(Schedule::new(None, Some("Mars/Olympus")).is_none());
    }

    #[test]
    fn a_skipped_local_time_has_no_run_and_a_doubled_one_has_one() {
        let zone = Some("America/New_York");
        let of = |expression: &str, from: &str, until: &str| {
            let schedule = Schedule::new(Some(expression), zone).unwrap();
            schedule.runs(at(from), at(until)).map(|run| run.to_string()).collect::<Vec<_>>()
        };
        let skipped = of("cron(30 2 ? * * *)", "2026-03-07T12:00:00Z", "2026-03-10T00:00:00Z");
        assert_eq!(skipped, ["2026-03-09T06:30:00Z"]);
        let doubled = of("cron(30 1 ? * * *)", "2026-10-31T12:00:00Z", "2026-11-02T12:00:00Z");
        assert_eq!(doubled, ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]);
        let hourly = of("cron(0 * ? * * *)", "2026-03-08T05:00:00Z", "2026-03-08T08:30:00Z");
        assert_eq!(hourly.len(), 4, "{hourly:?}");
    }

    #[test]
    fn spans_take_their_beginning_in_and_leave_their_end_out() {
        let schedule = Schedule::new(None, None).unwrap();
        let (from, until) = (at("2026-02-01T05:00:00Z"), at("2026-02-03T05:00:00Z"));
        assert_eq!(schedule.runs(from, until).count(), 2);
        assert_eq!(schedule.last(from, until), Some(at("2026-02-02T05:00:00Z")));
        assert_eq!(schedule.last(from, from), None);
        assert_eq!(schedule.runs(until, from).count(), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        /// An account may hold any text: nothing panics or hangs, and runs come in order.
        #[test]
        fn any_text_is_a_schedule_or_none(text in "cron\\([0-9*/,LW#?A-Z -]{0,20}\\)|.{0,30}", day in 0_i64..20_000) {
            if let Some(schedule) = Schedule::new(Some(&text), Some("Europe/Berlin")) {
                let from = Timestamp::from_second(day * 86_400).unwrap();
                let until = from + SignedDuration::from_hours(40 * 24);
                let runs: Vec<Timestamp> = schedule.runs(from, until).collect();
                prop_assert!(runs.is_sorted());
                prop_assert_eq!(schedule.last(from, until), runs.last().copied());
            }
        }
    }
}
