//! `ListMetrics`: which series there are.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::events;
use super::failure::validation;
use super::page::page;
use super::series::{BUCKET, Event, NAMESPACE, Points, Series};
use super::value::Value;
use crate::simulator::state::Estate;
use crate::simulator::wire::ApiError;

/// All series that have data.
pub(super) type All<'a> = BTreeMap<Series<'a>, Points>;

/// The service's page of `ListMetrics`.
const METRICS_A_PAGE: usize = 500;
/// `ListMetrics` knows a metric for so long after its last point.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(14 * 24);
/// What `RecentlyActive=PT3H` means.
const RECENT: SignedDuration = SignedDuration::from_hours(3);

/// What can be listed: what happened since metrics are remembered, without points where only jobs are asked for.
pub(super) fn needed<'a>(
    estate: &'a Estate,
    now: Timestamp,
    request: &Value,
) -> impl Iterator<Item = Event<'a>> {
    let with_points = request.text("MetricName").is_none_or(|name| name.contains("RecoveryPoint"));
    // A bucket begins before what is in it.
    let since = now - REMEMBERED - SignedDuration::from_secs(BUCKET);
    events::of(estate, now, with_points).filter(move |event| event.at >= since)
}

/// The series that the filters admit, with data in the last two weeks or, on request, three hours.
pub(super) fn list(all: &All<'_>, now: Timestamp, request: &Value) -> Result<Value, ApiError> {
    let reach = match request.text("RecentlyActive") {
        None => REMEMBERED,
        Some("PT3H") => RECENT,
        Some(other) => return Err(validation(format!("RecentlyActive must be PT3H, not {other}."))),
    };
    let since = (now - reach).as_second();
    let found: Vec<_> = all
        .iter()
        .filter(|(series, points)| {
            points.keys().next_back().is_some_and(|last| *last >= since) && admits(request, series)
        })
        .map(|(series, _)| series)
        .collect();
    let (shown, next) = page(&found, request, METRICS_A_PAGE)?;
    let metrics: Value = shown.iter().map(|series| describe(series)).collect();
    Ok(Value::record().with("Metrics", metrics).with_some("NextToken", next))
}

/// Whether a series meets the namespace, name and dimensions that a filter, or a metric, names.
pub(super) fn admits(request: &Value, series: &Series<'_>) -> bool {
    request.text("Namespace").is_none_or(|namespace| namespace == NAMESPACE)
        && request.text("MetricName").is_none_or(|name| name == series.metric)
        && request.list("Dimensions").iter().all(|wanted| {
            series.dimensions().iter().any(|(name, value)| {
                wanted.text("Name") == Some(name) && wanted.text("Value").is_none_or(|text| text == *value)
            })
        })
}

fn describe(series: &Series<'_>) -> Value {
    let dimensions: Value = series
        .dimensions()
        .into_iter()
        .map(|(name, value)| Value::record().with("Name", name).with("Value", value))
        .collect();
    Value::record()
        .with("Namespace", NAMESPACE)
        .with("MetricName", series.metric)
        .with("Dimensions", dimensions)
}
