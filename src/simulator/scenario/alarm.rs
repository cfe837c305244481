//! Alarms in a scenario file, and what becomes of them at a moment.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::ScenarioError;
use super::format::{Document, Pairs};
use super::value::Offset;
use crate::simulator::cloudwatch::{self, AlarmState, Metric, Query, Source, Threshold, Watch, reason};
use crate::simulator::request::Scope;
use crate::simulator::state::State;

/// How long an alarm that does not say it has existed.
const AGE: SignedDuration = SignedDuration::from_hours(200 * 24);

/// A `CloudWatch` alarm: `kind = "metric"` with one metric and a threshold, `"math"` with inputs `m1`, `m2` …, an
/// expression and a threshold, or `"composite"` with a rule as its expression.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    pub name: String,
    pub account: Option<String>,
    pub region: Option<String>,
    #[serde(default)]
    kind: Kind,
    description: Option<String>,
    created: Option<Offset>,
    state: StateValue,
    /// Since when it is in this state.
    since: Offset,
    /// The value that brought it there.
    datapoint: Option<f64>,
    /// States before this one, oldest first.
    #[serde(default)]
    earlier: Vec<Earlier>,
    #[serde(default)]
    metrics: Vec<Input>,
    expression: Option<String>,
    threshold: Option<f64>,
    /// Default `GreaterThanOrEqualToThreshold`.
    comparison: Option<String>,
    /// Evaluation periods; default 1.
    periods: Option<u32>,
    /// What a missing point counts as; default `notBreaching`.
    missing: Option<String>,
    /// ARNs of what it tells on ALARM.
    #[serde(default)]
    actions: Vec<String>,
}

/// What an alarm is computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Metric,
    Math,
    Composite,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum StateValue {
    #[serde(rename = "OK")]
    Ok,
    #[serde(rename = "ALARM")]
    Alarm,
    #[serde(rename = "INSUFFICIENT_DATA")]
    InsufficientData,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    state: StateValue,
    at: Offset,
    datapoint: Option<f64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    /// Default `AWS/Backup`.
    namespace: Option<String>,
    name: String,
    #[serde(default)]
    dimensions: Pairs,
    /// Default `Sum`.
    statistic: Option<String>,
    /// Seconds; default 300.
    period: Option<u32>,
}

/// Gives each estate its alarms, and what its encoded messages say.
pub fn place(document: &Document, state: &mut State) -> Result<(), ScenarioError> {
    let scope = |account: &Option<String>, region: &Option<String>| {
        let account = account.as_ref().unwrap_or(&document.account);
        Scope::new(account, region.as_ref().unwrap_or(&document.region))
    };
    let now = state.now;
    for alarm in &document.alarms {
        let scope = scope(&alarm.account, &alarm.region);
        let alarm = alarm.at(now, &scope)?;
        state.estate(&scope).alarms.push(alarm);
    }
    for denial in &document.denials {
        state.estate(&scope(&denial.account, &denial.region)).denials.push(denial.clone());
    }
    Ok(())
}

impl Alarm {
    /// The alarm as it stands at `now`, in its scope.
    pub fn at(&self, now: Timestamp, scope: &Scope) -> Result<cloudwatch::Alarm, ScenarioError> {
        let moment = |offset: Offset| now.saturating_add(offset.0).unwrap_or(now);
        let created = moment(self.created.unwrap_or(Offset(-AGE)));
        let watch = self.watch()?;
        let made = AlarmState {
            value: StateValue::InsufficientData.name().to_owned(),
            since: created,
            reason: "Unchecked: Initial alarm creation".to_owned(),
            datapoint: None,
        };
        let present = Earlier { state: self.state, at: self.since, datapoint: self.datapoint };
        let told = self.earlier.iter().chain([&present]).map(|change| AlarmState {
            value: change.state.name().to_owned(),
            since: moment(change.at),
            reason: reason::of(&watch, change.state.name(), change.datapoint, moment(change.at), scope),
            datapoint: change.datapoint,
        });
        Ok(cloudwatch::Alarm {
            name: self.name.clone(),
            description: self.description.clone(),
            actions: self.actions.clone(),
            created,
            looked: now,
            states: [made].into_iter().chain(told).collect(),
            watch,
        })
    }

    fn watch(&self) -> Result<Watch, ScenarioError> {
        let expression = || self.expression.clone().ok_or_else(|| self.lacks("expression"));
        match self.kind {
            Kind::Composite => Ok(Watch::Composite(expression()?)),
            Kind::Metric => {
                let [metric] = self.metrics.as_slice() else { return Err(self.lacks("single metric")) };
                Ok(Watch::Metric(metric.resolve(), self.threshold()?))
            }
            Kind::Math => {
                let result = Query {
                    id: "e1".to_owned(),
                    label: Some(self.name.clone()),
                    source: Source::Expression(expression()?),
                    watched: true,
                };
                let inputs = self.metrics.iter().zip(1..).map(|(metric, number)| Query {
                    id: format!("m{number}"),
                    label: None,
                    source: Source::Metric(metric.resolve()),
                    watched: false,
                });
                Ok(Watch::Math([result].into_iter().chain(inputs).collect(), self.threshold()?))
            }
        }
    }

    fn threshold(&self) -> Result<Threshold, ScenarioError> {
        let periods = i64::from(self.periods.unwrap_or(1));
        Ok(Threshold {
            value: self.threshold.ok_or_else(|| self.lacks("threshold"))?,
            comparison: self.comparison.clone().unwrap_or_else(|| "GreaterThanOrEqualToThreshold".to_owned()),
            periods,
            datapoints: periods,
            missing: self.missing.clone().unwrap_or_else(|| "notBreaching".to_owned()),
        })
    }

    fn lacks(&self, what: &str) -> ScenarioError {
        ScenarioError::Invalid {
            entry: format!("alarm {}", self.name),
            message: format!("it needs a {what}"),
        }
    }
}

impl StateValue {
    fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

impl Input {
    fn resolve(&self) -> Metric {
        Metric {
            namespace: self.namespace.clone().unwrap_or_else(|| "AWS/Backup".to_owned()),
            name: self.name.clone(),
            dimensions: self.dimensions.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            stat: self.statistic.clone().unwrap_or_else(|| "Sum".to_owned()),
            period: i64::from(self.period.unwrap_or(300)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarm(text: &str) -> Result<cloudwatch::Alarm, ScenarioError> {
        let now = "2026-11-21T02:14:00Z".parse().unwrap();
        toml::from_str::<Alarm>(text).unwrap().at(now, &Scope::new("123456789012", "us-east-1"))
    }

    #[test]
    fn a_metric_alarm_explains_its_state_as_the_service_does() {
        let text = r#"
            name = "failures"
            state = "ALARM"
            since = "-2h"
            datapoint = 6.0
            threshold = 1.0
            metrics = [{ name = "NumberOfBackupJobsFailed" }]
        "#;
        let state = alarm(text).unwrap().states.pop().unwrap();
        assert_eq!(
            state.reason,
            "Threshold Crossed: 1 datapoint [6.0 (21/11/26 00:14:00)] was greater than or equal to the threshold (1.0)."
        );
    }

    #[test]
    fn a_math_alarm_watches_its_expression_over_numbered_inputs() {
        let text = r#"
            name = "rate"
            kind = "math"
            state = "OK"
            since = "-2h"
            threshold = 10.0
            expression = "m1 / m2"
            metrics = [{ name = "A" }, { name = "B" }]
        "#;
        let Watch::Math(queries, _) = alarm(text).unwrap().watch else { panic!("not math") };
        let ids: Vec<_> = queries.iter().map(|query| (query.id.as_str(), query.watched)).collect();
        assert_eq!(ids, [("e1", true), ("m1", false), ("m2", false)]);
    }

    #[test]
    fn an_alarm_without_what_its_kind_needs_is_refused_by_name() {
        let error = alarm("name = \"lost\"\nstate = \"OK\"\nsince = \"-1h\"").unwrap_err();
        assert_eq!(error.to_string(), "scenario: alarm lost: it needs a single metric");
    }
}
