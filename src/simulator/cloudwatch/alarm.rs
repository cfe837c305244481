//! An alarm and how the service shows it.

use jiff::Timestamp;
use serde_json::json;

use super::value::Value;
use crate::simulator::request::Scope;

/// An alarm with its whole life so far.
#[derive(Debug, Clone)]
pub struct Alarm {
    /// Unique in its account and region.
    pub name: String,
    /// Its owner's words.
    pub description: Option<String>,
    /// What it does on entering ALARM: SNS topics mostly.
    pub actions: Vec<String>,
    /// When it was made.
    pub created: Timestamp,
    /// Up to when what it watches was looked at.
    pub looked: Timestamp,
    /// Its states, oldest first; never empty, the last one is the present one.
    pub states: Vec<State>,
    /// What it looks at.
    pub watch: Watch,
}

/// A state and since when.
#[derive(Debug, Clone)]
pub struct State {
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub value: String,
    /// When the alarm changed to it.
    pub since: Timestamp,
    /// The service's sentence.
    pub reason: String,
    /// The measured value that crossed the threshold.
    pub datapoint: Option<f64>,
}

/// What an alarm looks at.
#[derive(Debug, Clone)]
pub enum Watch {
    /// One metric against a threshold.
    Metric(Metric, Threshold),
    /// An expression over metrics against a threshold.
    Math(Vec<Query>, Threshold),
    /// The states of other alarms.
    Composite(String),
}

/// A metric with its full dimension set.
#[derive(Debug, Clone)]
pub struct Metric {
    /// `AWS/Backup` or another service's.
    pub namespace: String,
    /// The metric's name.
    pub name: String,
    /// Names and values of its dimensions.
    pub dimensions: Vec<(String, String)>,
    /// `Sum`, `Average` and so on.
    pub stat: String,
    /// Seconds of one evaluated point.
    pub period: i64,
}

/// One line of a metric-math alarm.
#[derive(Debug, Clone)]
pub struct Query {
    /// Its name within the expression.
    pub id: String,
    /// What people read.
    pub label: Option<String>,
    /// A metric, or an expression over the others.
    pub source: Source,
    /// Whether the threshold applies to this line.
    pub watched: bool,
}

/// Where a line of metric math takes its values from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A metric.
    Metric(Metric),
    /// Metric math.
    Expression(String),
}

/// When a value is bad.
#[derive(Debug, Clone)]
pub struct Threshold {
    /// The limit.
    pub value: f64,
    /// `GreaterThanThreshold` and so on.
    pub comparison: String,
    /// How many points are looked at.
    pub periods: i64,
    /// How many of them must be bad.
    pub datapoints: i64,
    /// `notBreaching`, `missing` and so on.
    pub missing: String,
}

impl Alarm {
    /// Whether it watches other alarms.
    pub(super) fn is_composite(&self) -> bool {
        matches!(self.watch, Watch::Composite(_))
    }

    /// `MetricAlarm` or `CompositeAlarm`.
    pub(super) fn kind(&self) -> &'static str {
        if self.is_composite() { "CompositeAlarm" } else { "MetricAlarm" }
    }

    /// The present state.
    pub(super) fn state(&self) -> Option<&State> {
        self.states.last()
    }

    /// The alarms that a composite alarm's rule names.
    pub(super) fn children(&self) -> Vec<&str> {
        let Watch::Composite(rule) = &self.watch else { return Vec::new() };
        ["OK(", "ALARM(", "INSUFFICIENT_DATA("]
            .into_iter()
            .flat_map(|function| rule.split(function).skip(1))
            .filter_map(|rest| rest.split_once(')'))
            .map(|(name, _)| name.trim().trim_matches('"'))
            .collect()
    }

    /// The alarm as `DescribeAlarms` answers it.
    pub(super) fn describe(&self, scope: &Scope) -> Value {
        let common = Value::record()
            .with("AlarmName", &self.name)
            .with("AlarmArn", arn(scope, &self.name))
            .with_some("AlarmDescription", self.description.as_ref())
            .with("AlarmConfigurationUpdatedTimestamp", self.created)
            .with("ActionsEnabled", true)
            .with("OKActions", Value::List(Vec::new()))
            .with("AlarmActions", self.actions.iter().collect::<Value>())
            .with("InsufficientDataActions", Value::List(Vec::new()));
        let common = self.state().into_iter().fold(common, |alarm, state| {
            alarm
                .with("StateValue", &state.value)
                .with("StateReason", &state.reason)
                .with("StateReasonData", self.reason_data(scope, state))
                .with("StateUpdatedTimestamp", state.since)
                .with("StateTransitionedTimestamp", state.since)
        });
        match &self.watch {
            Watch::Metric(metric, threshold) => threshold.describe(metric.describe_flat(common)),
            Watch::Math(queries, threshold) => threshold
                .describe(common.with("Metrics", queries.iter().map(Query::describe).collect::<Value>())),
            Watch::Composite(rule) => common.with("AlarmRule", rule),
        }
    }

    /// The JSON text that explains a state to programs.
    pub(super) fn reason_data(&self, scope: &Scope, state: &State) -> String {
        let at = json_time(state.since);
        match &self.watch {
            Watch::Metric(metric, threshold) => json!({
                "version": "1.0", "queryDate": at, "statistic": metric.stat, "period": metric.period,
                "recentDatapoints": Vec::from_iter(state.datapoint), "threshold": threshold.value,
            }),
            Watch::Math(_, threshold) => json!({
                "version": "1.0", "queryDate": at,
                "recentDatapoints": Vec::from_iter(state.datapoint), "threshold": threshold.value,
            }),
            Watch::Composite(_) => json!({"triggeringAlarms": self.children().iter().map(|name| json!({
                "arn": arn(scope, name), "state": {"value": state.value, "timestamp": at},
            })).collect::<Vec<_>>()}),
        }
        .to_string()
    }
}

fn arn(scope: &Scope, alarm: &str) -> String {
    format!("arn:aws:cloudwatch:{}:{}:alarm:{alarm}", scope.region, scope.account)
}

impl Metric {
    /// The members that a plain metric alarm carries at its top level.
    fn describe_flat(&self, alarm: Value) -> Value {
        alarm
            .with("Namespace", &self.namespace)
            .with("MetricName", &self.name)
            .with("Dimensions", self.dimensions())
            .with("Statistic", &self.stat)
            .with("Period", self.period)
    }

    fn describe(&self) -> Value {
        let metric = Value::record()
            .with("Namespace", &self.namespace)
            .with("MetricName", &self.name)
            .with("Dimensions", self.dimensions());
        Value::record().with("Metric", metric).with("Period", self.period).with("Stat", &self.stat)
    }

    fn dimensions(&self) -> Value {
        self.dimensions
            .iter()
            .map(|(name, value)| Value::record().with("Name", name).with("Value", value))
            .collect()
    }
}

impl Query {
    fn describe(&self) -> Value {
        let query = Value::record().with("Id", &self.id).with_some("Label", self.label.as_ref());
        match &self.source {
            Source::Metric(metric) => query.with("MetricStat", metric.describe()),
            Source::Expression(text) => query.with("Expression", text),
        }
        .with("ReturnData", self.watched)
    }
}

impl Threshold {
    fn describe(&self, alarm: Value) -> Value {
        alarm
            .with("EvaluationPeriods", self.periods)
            .with("DatapointsToAlarm", self.datapoints)
            .with("Threshold", self.value)
            .with("ComparisonOperator", &self.comparison)
            .with("TreatMissingData", &self.missing)
    }
}

/// The form of a moment inside the service's JSON texts.
pub(super) fn json_time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%3f+0000").to_string()
}
