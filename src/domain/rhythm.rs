//! How often a plan backs up: the longest pause that its rules leave, all together.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::plan::{Plan, PlanDocument, Rule};
use super::schedule::Schedules;
use super::scope::ScopeId;
use crate::text::Text;

/// AWS's default start window in minutes (API shape `BackupRule`).
pub const START_WINDOW: i64 = 480;
/// AWS's default completion window in minutes (the same).
const COMPLETION_WINDOW: i64 = 7 * 24 * 60;
/// Pauses are looked for this far back, so that last night's change of the clock counts, and this far ahead.
const BACK: SignedDuration = SignedDuration::from_hours(35 * 24);
const AHEAD: SignedDuration = SignedDuration::from_hours(65 * 24);
/// Where there are no two runs in that, as of a quarterly rule, this far both ways.
const FAR: SignedDuration = SignedDuration::from_hours(190 * 24);
/// Worked out anew so often.
const LASTS: SignedDuration = SignedDuration::from_hours(24);

impl Rule {
    /// Minutes in which a job of the rule has to start.
    pub fn starts_within(&self) -> i64 {
        self.start_window.filter(|minutes| *minutes > 0).unwrap_or(START_WINDOW)
    }

    /// Days that it keeps its points; without an end, the most there are.
    pub fn keeps(&self) -> i64 {
        self.lifecycle.and_then(|lifecycle| lifecycle.retention_days()).unwrap_or(i64::MAX)
    }
}

/// How often plans back up, worked out once a day and when their rules change: it takes a walk over months of runs.
#[derive(Debug, Default)]
pub struct Rhythms(HashMap<(ScopeId, Text), Known>);

#[derive(Debug)]
struct Known {
    at: Timestamp,
    rules: Vec<Rule>,
    pause: Option<SignedDuration>,
}

impl Rhythms {
    /// Works out what is not known of a plan.
    pub fn learn(&mut self, plan: &Plan, schedules: &Schedules, now: Timestamp) {
        let Some(document) = plan.document.as_deref() else { return };
        let key = (plan.scope, plan.id.clone());
        let fresh =
            |known: &Known| known.rules == document.rules && now.duration_since(known.at).abs() < LASTS;
        if !self.0.get(&key).is_some_and(fresh) {
            let pause = pause(document, schedules, now);
            self.0.insert(key, Known { at: now, rules: document.rules.clone(), pause });
        }
    }

    /// The longest pause between two backups of a plan that goes as it should: between two runs, and the time that a backup may
    /// take within its window, up to a quarter more. `None` is unknown: a rule that can't be read, or only continuous ones.
    pub fn of(&self, plan: &Plan) -> Option<SignedDuration> {
        self.0.get(&(plan.scope, plan.id.clone()))?.pause
    }
}

/// Rules that follow their schedule, with snapshots; the others make no point of their own at each run.
fn snapshots(document: &PlanDocument) -> impl Iterator<Item = &Rule> {
    document.rules.iter().filter(|rule| !rule.continuous)
}

fn pause(document: &PlanDocument, schedules: &Schedules, now: Timestamp) -> Option<SignedDuration> {
    let longest = longest(document, schedules, now, BACK, AHEAD)
        .or_else(|| longest(document, schedules, now, FAR, FAR))
        .filter(SignedDuration::is_positive)?;
    let windows = snapshots(document).map(|rule| rule.completion_window.unwrap_or(COMPLETION_WINDOW));
    let window = windows.max().unwrap_or_default().clamp(0, 24 * 60);
    Some(longest + SignedDuration::from_mins(window.min(longest.as_mins() / 4)))
}

/// The longest pause between runs of any rule. A rule does not run inside the start window of one that keeps for longer
/// (aws-backup-api 7.2): an hourly rule beside a daily one rests for hours.
fn longest(
    document: &PlanDocument,
    schedules: &Schedules,
    now: Timestamp,
    back: SignedDuration,
    ahead: SignedDuration,
) -> Option<SignedDuration> {
    let (from, until) = (now.checked_sub(back).ok()?, now.checked_add(ahead).ok()?);
    let mut runs = Vec::new();
    for rule in snapshots(document) {
        let keeps_longer = |other: &&Rule| other.keeps() > rule.keeps();
        let longer: Vec<&Rule> = snapshots(document).filter(keeps_longer).collect();
        let schedule = schedules.of(rule)?;
        let displaced = |run: Timestamp| {
            longer.iter().any(|other| {
                let window = SignedDuration::from_mins(other.starts_within());
                let since = run.checked_sub(window).unwrap_or(run);
                // What is due in the same minute is in the span.
                let end = run.checked_add(SignedDuration::from_secs(1)).unwrap_or(run);
                schedules.of(other).is_some_and(|other| other.last(since, end).is_some())
            })
        };
        runs.extend(schedule.runs(from, until).filter(|run| !displaced(*run)));
    }
    runs.sort_unstable();
    runs.windows(2).map(|pair| pair[1].duration_since(pair[0])).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lifecycle::Lifecycle;

    fn rule(cron: &str, days: i64) -> Rule {
        Rule {
            schedule: Some(format!("cron({cron})").as_str().into()),
            start_window: Some(60),
            completion_window: Some(120),
            lifecycle: Some(Lifecycle { delete_after_days: Some(days), ..Lifecycle::default() }),
            ..Rule::default()
        }
    }

    /// Minutes of the longest pause, seen from a time.
    fn minutes(rules: Vec<Rule>, now: &str) -> Option<i64> {
        let mut schedules = Schedules::default();
        for rule in &rules {
            schedules.learn(rule);
        }
        let document = PlanDocument { rules, ..PlanDocument::default() };
        let plan = Plan { document: Some(Box::new(document)), ..Plan::default() };
        let mut rhythms = Rhythms::default();
        rhythms.learn(&plan, &schedules, now.parse().unwrap());
        rhythms.of(&plan).map(|pause| pause.as_mins())
    }

    #[test]
    fn a_plan_promises_no_more_than_its_longest_pause() {
        let of = |rules: Vec<Rule>| minutes(rules, "2026-11-21T12:00:00Z");
        let hours = |count: i64| Some(count * 60);
        let daily = || rule("0 5 ? * * *", 35);
        assert_eq!(of(vec![daily()]), hours(24 + 2), "a day, and the window in which it may end");
        assert_eq!(of(vec![rule("0 * ? * * *", 7)]), Some(60 + 15), "or a quarter, where that is less");
        assert_eq!(of(vec![rule("0 5 ? * MON-FRI *", 35)]), hours(72 + 2), "it rests on weekends");
        assert_eq!(of(vec![rule("0 8-18 ? * MON-FRI *", 35)]), hours(62 + 2));
        assert_eq!(of(vec![rule("0 5 1 * ? *", 35)]), hours(31 * 24 + 2));
        assert_eq!(of(vec![rule("0 5 1 1/3 ? *", 35)]), hours(92 * 24 + 2), "by the quarter");
        assert_eq!(of(vec![rule("0 5 1 1 ? *", 35)]), None, "a single run in a year tells no pause");
        assert_eq!(
            of(vec![daily(), rule("0 4 ? * SUN *", 400), rule("0 4 1 * ? *", 999)]),
            hours(25 + 2),
            "all together"
        );
    }

    #[test]
    fn a_rule_rests_in_the_start_window_of_one_that_keeps_for_longer() {
        let now = "2026-11-21T12:00:00Z";
        let hourly = || rule("0 * ? * * *", 7);
        let daily = Rule { start_window: None, ..rule("30 4 ? * * *", 35) };
        assert_eq!(
            minutes(vec![hourly(), daily], now),
            Some(8 * 60 + 30 + 120),
            "eight hours, AWS's default"
        );
        assert_eq!(minutes(vec![hourly(), rule("30 4 ? * * *", 35)], now), Some(90 + 22));
        assert_eq!(
            minutes(vec![hourly(), rule("30 4 ? * * *", 7)], now),
            Some(60 + 15),
            "it keeps no longer"
        );
    }

    #[test]
    fn a_night_with_an_hour_more_counts_before_and_after_it() {
        let daily = || vec![Rule { timezone: Some("Europe/Berlin".into()), ..rule("0 5 ? * * *", 35) }];
        for now in ["2026-10-24T12:00:00Z", "2026-10-25T05:00:00Z", "2026-10-26T12:00:00Z"] {
            assert_eq!(minutes(daily(), now), Some((25 + 2) * 60), "{now}");
        }
        assert_eq!(minutes(daily(), "2026-06-01T12:00:00Z"), Some((24 + 2) * 60));
    }

    #[test]
    fn what_is_continuous_or_cannot_be_read_promises_nothing() {
        let now = "2026-11-21T12:00:00Z";
        let continuous = || Rule { continuous: true, ..rule("0 5 ? * * *", 35) };
        assert_eq!(minutes(vec![continuous()], now), None);
        assert_eq!(minutes(vec![continuous(), rule("0 5 ? * SUN *", 35)], now), Some((7 * 24 + 2) * 60));
        let strange = Rule { schedule: Some("rate(1 day)".into()), ..rule("", 35) };
        assert_eq!(minutes(vec![strange, rule("0 5 ? * SUN *", 35)], now), None, "it may run in between");
    }
}
