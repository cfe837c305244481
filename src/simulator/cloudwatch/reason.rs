//! The service's sentences about the states of alarms.

use jiff::Timestamp;

use super::alarm::Watch;
use crate::simulator::request::Scope;

/// Why an alarm is in a state since a moment.
pub(in crate::simulator) fn of(
    watch: &Watch,
    state: &str,
    datapoint: Option<f64>,
    at: Timestamp,
    scope: &Scope,
) -> String {
    let threshold = match watch {
        Watch::Metric(_, threshold) | Watch::Math(_, threshold) => threshold,
        Watch::Composite(rule) => return composite(rule, state, at, scope),
    };
    let points = if threshold.periods == 1 { "datapoint" } else { "datapoints" };
    match (state, datapoint) {
        ("INSUFFICIENT_DATA", _) => {
            format!("Insufficient Data: {} {points} were unknown.", threshold.periods)
        }
        (state, Some(value)) => format!(
            "Threshold Crossed: 1 datapoint [{value:?} ({})] was {}{} the threshold ({:?}).",
            at.strftime("%d/%m/%y %H:%M:%S"),
            if state == "OK" { "not " } else { "" },
            in_words(&threshold.comparison),
            threshold.value
        ),
        (_, None) => format!(
            "Threshold Crossed: no datapoints were received for {0} period and {0} missing {points} was treated as \
             [{1}].",
            threshold.periods,
            if threshold.missing == "breaching" { "Breaching" } else { "NonBreaching" },
        ),
    }
}

fn composite(rule: &str, state: &str, at: Timestamp, scope: &Scope) -> String {
    let child = rule.split(['(', ')']).nth(1).unwrap_or_default().trim_matches('"');
    format!(
        "arn:aws:cloudwatch:{}:{}:alarm:{child} transitioned to {state} at {}",
        scope.region,
        scope.account,
        at.strftime("%A %d %B, %Y %H:%M:%S UTC")
    )
}

fn in_words(comparison: &str) -> &'static str {
    match comparison {
        "GreaterThanThreshold" => "greater than",
        "LessThanThreshold" => "less than",
        "LessThanOrEqualToThreshold" => "less than or equal to",
        _ => "greater than or equal to",
    }
}
