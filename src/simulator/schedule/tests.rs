use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::Schedule;

fn runs(expression: &str, zone: Option<&str>, after: &str, count: usize) -> Vec<String> {
    let schedule = Schedule::new(expression, zone).unwrap();
    std::iter::successors(schedule.next(after.parse().unwrap()), |run| schedule.next(*run))
        .take(count)
        .map(|run| run.to_string())
        .collect()
}

#[test]
fn the_default_expression_runs_daily_at_five() {
    assert_eq!(
        runs(super::DEFAULT_EXPRESSION, None, "2026-02-27T05:00:00Z", 2),
        ["2026-02-28T05:00:00Z", "2026-03-01T05:00:00Z"]
    );
}

#[test]
fn last_days_nearest_weekdays_and_nth_weekdays_are_found() {
    let first = |expression: &str| runs(expression, None, "2026-02-01T00:00:00Z", 1).remove(0);
    assert_eq!(first("cron(0 1 L * ? *)"), "2026-02-28T01:00:00Z");
    assert_eq!(first("cron(0 1 LW * ? *)"), "2026-02-27T01:00:00Z");
    assert_eq!(first("cron(0 1 1W * ? *)"), "2026-02-02T01:00:00Z");
    assert_eq!(first("cron(0 1 15W * ? *)"), "2026-02-16T01:00:00Z");
    assert_eq!(first("cron(0 1 ? * 3#2 *)"), "2026-02-10T01:00:00Z");
    assert_eq!(first("cron(0 1 ? * 6L *)"), "2026-02-27T01:00:00Z");
    assert_eq!(first("cron(0 1 ? * L *)"), "2026-02-07T01:00:00Z");
    assert_eq!(first("cron(0 1 ? mar-apr mon *)"), "2026-03-02T01:00:00Z");
    assert_eq!(first("cron(5/20 1 ? * * 2027-2028)"), "2027-01-01T01:05:00Z");
}

#[test]
fn a_skipped_local_time_has_no_run_and_a_doubled_one_has_one() {
    let zone = Some("America/New_York");
    assert_eq!(runs("cron(30 2 ? * * *)", zone, "2026-03-07T12:00:00Z", 1), ["2026-03-09T06:30:00Z"]);
    assert_eq!(
        runs("cron(30 1 ? * * *)", zone, "2026-10-31T12:00:00Z", 2),
        ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]
    );
}

#[test]
fn what_aws_refuses_is_refused() {
    for text in [
        "rate(1 day)",
        "0 5 ? * * *",
        "cron(0 5 ? * *)",
        "cron(0 5 * * * *)",
        "cron(0 5 ? * ? *)",
        "cron(0 5 1 * MON *)",
        "cron(60 5 ? * * *)",
        "cron(0 24 ? * * *)",
        "cron(0 5 ? * 2#1,4#3 *)",
        "cron(0 5 ? * 8 *)",
        "cron(0 5 ? * +MON *)",
        "cron(0 5 ? * * 2200)",
        "cron(0/0 5 ? * * *)",
        "cron(0 5 ? * SAT-SUN *)",
    ] {
        assert!(Schedule::new(text, None).is_err(), "{text}");
    }
    assert!(Schedule::new("cron(0 5 ? * * *)", Some("Mars/Olympus")).is_err());
}

#[test]
fn a_day_that_never_comes_has_no_run() {
    assert!(runs("cron(0 5 30 2 ? *)", None, "2026-01-01T00:00:00Z", 1).is_empty());
}

fn set(low: u8, high: u8) -> impl Strategy<Value = String> {
    prop_oneof![
        Just("*".to_owned()),
        (low..=high).prop_map(|value| value.to_string()),
        (low..=high, 1..=high).prop_map(|(from, step)| format!("{from}/{step}")),
        (low..=high, low..=high).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        prop::collection::vec(low..=high, 1..4).prop_map(|values| values
            .iter()
            .map(u8::to_string)
            .collect::<Vec<_>>()
            .join(",")),
    ]
}

fn days() -> impl Strategy<Value = (String, String)> {
    let of_month = prop_oneof![
        set(1, 28),
        Just("L".to_owned()),
        Just("LW".to_owned()),
        (1..=28u8).prop_map(|day| format!("{day}W"))
    ];
    let of_week = prop_oneof![
        set(1, 7),
        (1..=7u8).prop_map(|day| format!("{day}L")),
        (1..=7u8, 1..=4u8).prop_map(|(day, nth)| format!("{day}#{nth}")),
    ];
    prop_oneof![
        of_month.prop_map(|days| (days, "?".to_owned())),
        of_week.prop_map(|days| ("?".to_owned(), days)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// croner is an evaluator by other people; on the common ground of the dialects it must agree.
    #[test]
    fn it_agrees_with_croner(
        minute in set(0, 59),
        hour in set(0, 23),
        (month_day, week_day) in days(),
        month in set(1, 12),
        start in 1_700_000_000_i64..1_900_000_000,
    ) {
        let fields = format!("{minute} {hour} {month_day} {month} {week_day} *");
        let ours = Schedule::new(&format!("cron({fields})"), None).unwrap();
        let parser = CronParser::builder()
            .seconds(Seconds::Required)
            .year(Year::Required)
            .alternative_weekdays(true)
            .sloppy_ranges(true)
            .build();
        let oracle = parser.parse(&format!("0 {fields}")).unwrap();
        let start = Timestamp::from_second(start).unwrap();
        let expected = oracle.find_next_occurrence(&start.to_zoned(TimeZone::UTC), false).unwrap();
        prop_assert_eq!(ours.next(start), Some(expected.timestamp()), "{}", fields);
    }
}
