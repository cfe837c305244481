//! How alarms change: metric alarms follow the jobs that were counted, composite alarms follow other alarms.
//!
//! An alarm is looked at only when somebody asks, and then at the end of each of its periods that passed meanwhile. What
//! it counts are beginnings and ends of jobs, whose moments never change, so that asking late or often is the same.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::alarm::{Alarm, Metric, Source, State, Threshold, Watch};
use super::series::{BUCKET, Event, NAMESPACE, floor};
use super::{events, formula, reason};
use crate::simulator::request::Scope;
use crate::simulator::state::Estate;

/// What metrics that an alarm follows end with.
const FOLLOWED: [&str; 5] = ["JobsCreated", "JobsCompleted", "JobsFailed", "JobsExpired", "JobsAborted"];

/// Sums of metrics by the start of their periods, in the order of an alarm's metrics.
type Sums = Vec<BTreeMap<i64, f64>>;

/// Brings all alarms of an estate to `now`.
pub(super) fn settle(estate: &mut Estate, now: Timestamp) {
    let mut alarms = std::mem::take(&mut estate.alarms);
    let due = alarms.iter().filter_map(|alarm| Some((alarm, followed(alarm)?)));
    let due: Vec<_> =
        due.filter(|(alarm, (period, _))| next_end(alarm.looked, *period) <= now.as_second()).collect();
    if !due.is_empty() {
        let from = due.iter().map(|(alarm, (period, _))| first_needed(alarm, *period)).min().unwrap_or(0);
        let events: Vec<_> = events::of_jobs(estate).filter(|event| event.at.as_second() >= from).collect();
        let names: BTreeSet<String> = due.iter().map(|(alarm, _)| alarm.name.clone()).collect();
        let mut changed = BTreeSet::new();
        for alarm in alarms.iter_mut().filter(|alarm| names.contains(&alarm.name)) {
            changed.extend(follow(alarm, &events, now, &estate.scope));
        }
        for at in changed {
            follow_children(&mut alarms, at, &estate.scope);
        }
    }
    estate.alarms = alarms;
}

/// The period and the metrics of an alarm that can be followed.
fn followed(alarm: &Alarm) -> Option<(i64, Vec<&Metric>)> {
    let metrics: Vec<_> = match &alarm.watch {
        Watch::Metric(metric, _) => vec![metric],
        Watch::Math(queries, _) => {
            let inputs = queries.iter().filter_map(|query| match &query.source {
                Source::Metric(metric) => Some(metric),
                Source::Expression(_) => None,
            });
            inputs.collect()
        }
        Watch::Composite(_) => return None,
    };
    let period = metrics.first()?.period;
    let fits = |metric: &&Metric| {
        metric.namespace == NAMESPACE
            && metric.stat == "Sum"
            && metric.period == period
            && FOLLOWED.iter().any(|end| metric.name.ends_with(end))
    };
    (period >= BUCKET && period % BUCKET == 0 && metrics.iter().all(fits)).then_some((period, metrics))
}

/// The first end of a period after a moment.
fn next_end(after: Timestamp, period: i64) -> i64 {
    floor(after.as_second(), period) + period
}

/// The start of the first period that the next look at an alarm needs.
fn first_needed(alarm: &Alarm, period: i64) -> i64 {
    let periods = threshold(alarm).map_or(1, |threshold| threshold.periods);
    next_end(alarm.looked, period) - periods * period
}

fn threshold(alarm: &Alarm) -> Option<&Threshold> {
    match &alarm.watch {
        Watch::Metric(_, threshold) | Watch::Math(_, threshold) => Some(threshold),
        Watch::Composite(_) => None,
    }
}

/// Lets a metric alarm go through the ends of periods until `now`; returns when its state changed.
fn follow(alarm: &mut Alarm, events: &[Event<'_>], now: Timestamp, scope: &Scope) -> Vec<Timestamp> {
    let (Some((period, metrics)), Some(threshold)) = (followed(alarm), threshold(alarm)) else {
        return Vec::new();
    };
    let sums: Sums = metrics.iter().map(|metric| sum(metric, events)).collect();
    let starts: BTreeSet<i64> = sums.iter().flat_map(BTreeMap::keys).copied().collect();
    let span = threshold.periods * period;
    let (mut end, last) = (next_end(alarm.looked, period), floor(now.as_second(), period));
    let mut present = alarm.state().map(|state| state.value.clone()).unwrap_or_default();
    let mut changes = Vec::new();
    while end <= last {
        let points: Vec<_> = (1..=threshold.periods)
            .filter_map(|back| value(&alarm.watch, &sums, end - back * period))
            .collect();
        let verdict = threshold.verdict(&points);
        if let Some(value) = verdict.filter(|value| *value != present)
            && let Ok(since) = Timestamp::from_second(end)
        {
            let datapoint = points.first().copied();
            let reason = reason::of(&alarm.watch, value, datapoint, since, scope);
            changes.push(State { value: value.to_owned(), since, reason, datapoint });
            value.clone_into(&mut present);
        }
        // Nothing changes while nothing is counted: on to the end of the next period that has something.
        let quiet = starts.range(end - span..end).next().is_none();
        let next = starts.range(end..).next().map_or(last + period, |start| start + period);
        end = if quiet { next.max(end + period) } else { end + period };
    }
    alarm.looked = now;
    let moments = changes.iter().map(|state| state.since).collect();
    alarm.states.extend(changes);
    moments
}

fn sum(metric: &Metric, events: &[Event<'_>]) -> BTreeMap<i64, f64> {
    let mut sums = BTreeMap::new();
    let fits = |event: &&Event<'_>| {
        event.metric == metric.name
            && !metric.dimensions.is_empty()
            && metric.dimensions.iter().all(|(name, value)| match name.as_str() {
                "BackupVaultName" => event.vault == value,
                "ResourceType" => event.resource_type == value,
                _ => false,
            })
    };
    for event in events.iter().filter(fits) {
        *sums.entry(floor(event.at.as_second(), metric.period)).or_default() += 1.0;
    }
    sums
}

/// What an alarm looks at had this value in the period that starts then.
fn value(watch: &Watch, sums: &Sums, start: i64) -> Option<f64> {
    match watch {
        Watch::Metric(..) => sums.first()?.get(&start).copied(),
        Watch::Math(queries, _) => {
            let inputs: Vec<_> =
                queries.iter().filter(|query| matches!(query.source, Source::Metric(_))).collect();
            let input = |name: &str| {
                let at = inputs.iter().position(|query| query.id == name)?;
                sums.get(at)?.get(&start).copied()
            };
            queries.iter().find(|query| query.watched).and_then(|query| match &query.source {
                Source::Expression(text) => formula::math(text, &input),
                Source::Metric(_) => input(&query.id),
            })
        }
        Watch::Composite(_) => None,
    }
}

impl Threshold {
    /// The state that the values of the last periods mean, those without any left out; none where it stays.
    fn verdict(&self, points: &[f64]) -> Option<&'static str> {
        let bad = |value: &&f64| match self.comparison.as_str() {
            "GreaterThanThreshold" => **value > self.value,
            "LessThanThreshold" => **value < self.value,
            "LessThanOrEqualToThreshold" => **value <= self.value,
            _ => **value >= self.value,
        };
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        let missing = self.periods - count(points.len());
        let bad = count(points.iter().filter(bad).count());
        let bad = if self.missing == "breaching" { bad + missing } else { bad };
        match self.missing.as_str() {
            _ if bad >= self.datapoints => Some("ALARM"),
            "missing" if points.is_empty() => Some("INSUFFICIENT_DATA"),
            "ignore" if points.is_empty() => None,
            _ => Some("OK"),
        }
    }
}

/// Lets composite alarms follow a change of others at a moment, and each other.
fn follow_children(alarms: &mut [Alarm], at: Timestamp, scope: &Scope) {
    for _ in 0..alarms.len() {
        let state = |name: &str| {
            let alarm = alarms.iter().find(|alarm| alarm.name == name)?;
            alarm.states.iter().rev().find(|state| state.since <= at).map(|state| state.value.clone())
        };
        let changes: Vec<_> = alarms
            .iter()
            .enumerate()
            .filter_map(|(place, alarm)| {
                let Watch::Composite(rule) = &alarm.watch else { return None };
                let value = if formula::rule(rule, &state)? { "ALARM" } else { "OK" };
                let reason = reason::of(&alarm.watch, value, None, at, scope);
                let new = State { value: value.to_owned(), since: at, reason, datapoint: None };
                (alarm.state().is_none_or(|state| state.value != value)).then_some((place, new))
            })
            .collect();
        if changes.is_empty() {
            return;
        }
        for (place, new) in changes {
            if let Some(alarm) = alarms.get_mut(place) {
                alarm.states.push(new);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_count_as_the_alarm_says() {
        let verdict = |missing: &str, points: &[f64]| {
            let comparison = "GreaterThanOrEqualToThreshold".to_owned();
            let (periods, datapoints) = (2, 2);
            Threshold { value: 2.0, comparison, periods, datapoints, missing: missing.to_owned() }
                .verdict(points)
        };
        assert_eq!(verdict("notBreaching", &[3.0, 2.0]), Some("ALARM"));
        assert_eq!(verdict("notBreaching", &[3.0]), Some("OK"));
        assert_eq!(verdict("breaching", &[3.0]), Some("ALARM"));
        assert_eq!(verdict("missing", &[]), Some("INSUFFICIENT_DATA"));
        assert_eq!(verdict("missing", &[1.0]), Some("OK"));
        assert_eq!(verdict("ignore", &[]), None);
    }

    #[test]
    fn a_composite_alarm_follows_its_children_at_the_moment_of_their_change() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let alarm = |name: &str, rule: &str, states: &[(&str, i64)]| Alarm {
            name: name.to_owned(),
            description: None,
            actions: Vec::new(),
            created: at(0),
            looked: at(0),
            states: states
                .iter()
                .map(|(value, since)| State {
                    value: (*value).to_owned(),
                    since: at(*since),
                    reason: String::new(),
                    datapoint: None,
                })
                .collect(),
            watch: Watch::Composite(rule.to_owned()),
        };
        let mut alarms = [
            alarm("child", "", &[("OK", 0), ("ALARM", 60), ("OK", 120)]),
            alarm("parent", "ALARM(child)", &[("OK", 0)]),
            alarm("grandparent", "NOT OK(parent)", &[("OK", 0)]),
        ];
        let scope = Scope::new("123456789012", "us-east-1");
        follow_children(&mut alarms, at(60), &scope);
        follow_children(&mut alarms, at(120), &scope);
        for alarm in &alarms[1..] {
            let states: Vec<_> =
                alarm.states.iter().map(|state| (state.value.as_str(), state.since.as_second())).collect();
            assert_eq!(states, [("OK", 0), ("ALARM", 60), ("OK", 120)], "{}", alarm.name);
        }
    }
}
