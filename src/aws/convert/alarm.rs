//! CloudWatch alarms, and which of them watch AWS Backup: CloudWatch has no filter for that.

use std::collections::HashSet;

use aws_sdk_cloudwatch::types::{
    ComparisonOperator, CompositeAlarm, Dimension, Metric, MetricAlarm, MetricDataQuery, Statistic,
};

use super::{required, text, time};
use crate::domain::alarm::{Alarm, AlarmKind, AlarmState};
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// The namespace of AWS Backup's metrics.
const NAMESPACE: &str = "AWS/Backup";

/// The words of an alarm rule that take an alarm's name or ARN.
const STATES: [&str; 3] = ["ALARM", "OK", "INSUFFICIENT_DATA"];

/// A metric or metric math alarm; `None` when it does not watch AWS Backup.
pub(in crate::aws) fn metric(scope: ScopeId, raw: &MetricAlarm) -> Option<Alarm> {
    let math = raw.metrics.as_deref().unwrap_or_default();
    let watching = raw.namespace.as_deref() == Some(NAMESPACE) || math.iter().any(watches_backup);
    watching.then(|| Alarm {
        scope,
        name: required(raw.alarm_name.as_ref()),
        arn: required(raw.alarm_arn.as_ref()),
        description: text(raw.alarm_description.as_ref()),
        state: AlarmState::from_wire(raw.state_value.as_ref().map_or("", |state| state.as_str())),
        reason: text(raw.state_reason.as_ref()),
        since: time(raw.state_transitioned_timestamp.as_ref()),
        updated: time(raw.state_updated_timestamp.as_ref()),
        kind: if math.is_empty() { AlarmKind::Metric } else { AlarmKind::Math },
        watches: if math.is_empty() {
            let name = raw.metric_name.as_deref();
            vec![Text::new(&series(name, raw.dimensions.as_deref()))]
        } else {
            math.iter().map(|query| Text::new(&query_words(query))).collect()
        },
        condition: condition(raw),
        missing_data: text(raw.treat_missing_data.as_ref()),
        actions_enabled: raw.actions_enabled,
    })
}

/// The composite alarms whose rule names one of `watching` (alarm names), directly or through another composite.
pub(in crate::aws) fn composites(
    scope: ScopeId,
    mut raw: Vec<CompositeAlarm>,
    mut watching: HashSet<String>,
) -> Vec<Alarm> {
    let mut kept = Vec::new();
    loop {
        let (found, rest): (Vec<_>, Vec<_>) = raw.into_iter().partition(|alarm| {
            named_in(alarm.alarm_rule.as_deref().unwrap_or_default())
                .iter()
                .any(|name| watching.contains(name))
        });
        if found.is_empty() {
            return kept;
        }
        watching.extend(found.iter().filter_map(|alarm| alarm.alarm_name.clone()));
        kept.extend(found.iter().map(|alarm| composite(scope, alarm)));
        raw = rest;
    }
}

fn composite(scope: ScopeId, raw: &CompositeAlarm) -> Alarm {
    Alarm {
        scope,
        name: required(raw.alarm_name.as_ref()),
        arn: required(raw.alarm_arn.as_ref()),
        description: text(raw.alarm_description.as_ref()),
        state: AlarmState::from_wire(raw.state_value.as_ref().map_or("", |state| state.as_str())),
        reason: text(raw.state_reason.as_ref()),
        since: time(raw.state_transitioned_timestamp.as_ref()),
        updated: time(raw.state_updated_timestamp.as_ref()),
        kind: AlarmKind::Composite,
        watches: text(raw.alarm_rule.as_ref()).into_iter().collect(),
        condition: None,
        missing_data: None,
        actions_enabled: raw.actions_enabled,
    }
}

/// The names of the alarms that a rule speaks of: `ALARM("a") OR NOT OK(arn:aws:cloudwatch:…:alarm:b)`.
fn named_in(rule: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = rule;
    while let Some(open) = rest.find('(') {
        let (before, inside) = (rest[..open].trim_end(), rest[open + 1..].trim_start());
        let is_state = STATES.iter().any(|state| before.ends_with(state));
        let (argument, after) = match inside.chars().next() {
            _ if !is_state => ("", inside),
            Some(quote @ ('"' | '\'')) => inside[1..].split_once(quote).unwrap_or((inside, "")),
            _ => inside.split_once(')').unwrap_or((inside, "")),
        };
        if is_state {
            names.push(argument.rsplit_once(":alarm:").map_or(argument, |(_, name)| name).trim().to_owned());
        }
        rest = after;
    }
    names
}

fn watches_backup(query: &MetricDataQuery) -> bool {
    let metric = query.metric_stat.as_ref().and_then(|stat| stat.metric.as_ref());
    metric.and_then(|metric| metric.namespace.as_deref()) == Some(NAMESPACE)
        || query.expression.as_deref().is_some_and(|expression| expression.contains(NAMESPACE))
}

/// A metric with its dimensions: `NumberOfBackupJobsFailed ResourceType=RDS`.
fn series(name: Option<&str>, dimensions: Option<&[Dimension]>) -> String {
    let mut words = vec![name.unwrap_or_default().to_owned()];
    for dimension in dimensions.unwrap_or_default() {
        let [name, value] =
            [&dimension.name, &dimension.value].map(|part| part.as_deref().unwrap_or_default());
        words.push(format!("{name}={value}"));
    }
    words.join(" ")
}

/// One line of metric math: `m1: Sum of NumberOfBackupJobsFailed`, `rate: m1 / m2`.
fn query_words(query: &MetricDataQuery) -> String {
    let id = query.id.as_deref().unwrap_or_default();
    match (&query.expression, &query.metric_stat) {
        (Some(expression), _) => format!("{id}: {expression}"),
        (None, Some(stat)) => {
            let metric = stat.metric.as_ref();
            let name = metric.and_then(|metric: &Metric| metric.metric_name.as_deref());
            let series = series(name, metric.and_then(|metric| metric.dimensions.as_deref()));
            format!("{id}: {} of {series}", stat.stat.as_deref().unwrap_or("value"))
        }
        (None, None) => id.to_owned(),
    }
}

/// `Sum > 0 in 3 of 3 periods of 300 s`.
fn condition(raw: &MetricAlarm) -> Option<Text> {
    let statistic = raw.statistic.as_ref().map(Statistic::as_str);
    let math = raw.metrics.iter().flatten().find(|query| query.return_data == Some(true));
    let what = statistic
        .or(raw.extended_statistic.as_deref())
        .or_else(|| math.and_then(|query| query.label.as_deref().or(query.id.as_deref())))
        .unwrap_or("value");
    let operator = operator(raw.comparison_operator.as_ref()?);
    let against = match (raw.threshold, &raw.threshold_metric_id) {
        (Some(threshold), _) => threshold.to_string(),
        (None, Some(band)) => band.clone(),
        (None, None) => return None,
    };
    let periods = raw.evaluation_periods.unwrap_or(1);
    let points = raw.datapoints_to_alarm.unwrap_or(periods);
    let length = raw.period.map(|seconds| format!(" of {seconds} s")).unwrap_or_default();
    Some(Text::new(&format!("{what} {operator} {against} in {points} of {periods} periods{length}")))
}

fn operator(raw: &ComparisonOperator) -> &str {
    match raw {
        ComparisonOperator::GreaterThanThreshold => ">",
        ComparisonOperator::GreaterThanOrEqualToThreshold => ">=",
        ComparisonOperator::LessThanThreshold => "<",
        ComparisonOperator::LessThanOrEqualToThreshold => "<=",
        ComparisonOperator::GreaterThanUpperThreshold => "above the band",
        ComparisonOperator::LessThanLowerThreshold => "below the band",
        ComparisonOperator::LessThanLowerOrGreaterThanUpperThreshold => "outside the band",
        other => other.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_cloudwatch::types::{MetricStat, StateValue};

    use super::*;

    fn failed() -> Metric {
        Metric::builder().namespace(NAMESPACE).metric_name("NumberOfBackupJobsFailed").build()
    }

    fn rule(name: &str, rule: &str) -> CompositeAlarm {
        CompositeAlarm::builder().alarm_name(name).alarm_rule(rule).build()
    }

    #[test]
    fn a_metric_alarm_tells_what_it_watches_and_when_it_fires() {
        let raw = MetricAlarm::builder()
            .alarm_name("backup-failures-prod")
            .namespace(NAMESPACE)
            .metric_name("NumberOfBackupJobsFailed")
            .dimensions(Dimension::builder().name("ResourceType").value("RDS").build())
            .state_value(StateValue::Alarm)
            .statistic(Statistic::Sum)
            .comparison_operator(ComparisonOperator::GreaterThanThreshold)
            .threshold(0.0)
            .evaluation_periods(3)
            .period(300)
            .build();
        let alarm = metric(ScopeId(0), &raw).unwrap();
        assert_eq!((alarm.kind, alarm.state), (AlarmKind::Metric, AlarmState::Alarm));
        assert_eq!(alarm.watches, [Text::new("NumberOfBackupJobsFailed ResourceType=RDS")]);
        assert_eq!(alarm.condition.unwrap().as_str(), "Sum > 0 in 3 of 3 periods of 300 s");
    }

    #[test]
    fn metric_math_is_kept_when_any_part_of_it_watches_backup() {
        let part = MetricDataQuery::builder().id("m1");
        let stat = part.clone().metric_stat(MetricStat::builder().metric(failed()).stat("Sum").build());
        let search = part
            .expression("SUM(SEARCH('{AWS/Backup,ResourceType} MetricName=\"x\"', 'Sum', 300))")
            .return_data(true);
        for query in [stat.build(), search.build()] {
            let raw = MetricAlarm::builder().alarm_name("math").metrics(query).build();
            assert_eq!(metric(ScopeId(0), &raw).unwrap().kind, AlarmKind::Math);
        }
        let words = query_words(
            &MetricDataQuery::builder()
                .id("m1")
                .metric_stat(MetricStat::builder().metric(failed()).stat("Sum").build())
                .build(),
        );
        assert_eq!(words, "m1: Sum of NumberOfBackupJobsFailed");
    }

    #[test]
    fn alarms_on_other_services_are_left_out() {
        let lambda = MetricAlarm::builder().alarm_name("l").namespace("AWS/Lambda").build();
        assert_eq!(metric(ScopeId(0), &lambda), None);
        assert_eq!(metric(ScopeId(0), &MetricAlarm::builder().build()), None);
    }

    #[test]
    fn a_rule_names_alarms_in_every_spelling() {
        for (rule, names) in [
            (r#"ALARM("a b") OR ALARM('c')"#, vec!["a b", "c"]),
            ("ALARM(a) AND NOT OK ( b )", vec!["a", "b"]),
            (
                "(ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:x) OR INSUFFICIENT_DATA(y))",
                vec!["x", "y"],
            ),
            (r#"ALARM("p(1)") AND TRUE"#, vec!["p(1)"]),
            ("TRUE", vec![]),
            ("ALARM(", vec![""]),
            ("ALARM(\"open", vec!["\"open"]),
        ] {
            assert_eq!(named_in(rule), names, "{rule}");
        }
    }

    #[test]
    fn composites_are_kept_through_each_other() {
        let raw = vec![
            rule("top", "ALARM(middle)"),
            rule("middle", r#"ALARM("leaf") OR ALARM("other")"#),
            rule("elsewhere", "ALARM(lambda)"),
        ];
        let kept = composites(ScopeId(0), raw, HashSet::from(["leaf".to_owned()]));
        let names: Vec<_> = kept.iter().map(|alarm| alarm.name.as_str()).collect();
        assert_eq!(names, ["middle", "top"]);
        assert!(kept.iter().all(|alarm| alarm.kind == AlarmKind::Composite));
    }

    proptest::proptest! {
        #[test]
        fn no_rule_breaks_the_parser(rule in "(ALARM|OK|\\(|\\)|\"|'|é|:alarm:| ){0,20}") {
            let _ = named_in(&rule);
        }
    }
}
