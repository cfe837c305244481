//! `GetMetricData` and `ListMetrics`.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::simulator::wire::ApiError;

use super::failure::{bad_token, validation};
use super::page::page;
use super::search::Search;
use super::series::{BUCKET, NAMESPACE, Points, Series, statistic};
use super::value::Value;

/// All series that have data.
pub(super) type All<'a> = BTreeMap<Series<'a>, Points>;

/// The service's page of `ListMetrics`.
const METRICS_A_PAGE: usize = 500;
/// `ListMetrics` knows a metric for so long after its last point.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(14 * 24);
/// What `RecentlyActive=PT3H` means.
const RECENT: SignedDuration = SignedDuration::from_hours(3);
/// The service takes no more queries at once.
const MOST_QUERIES: usize = 500;

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

fn admits(request: &Value, series: &Series<'_>) -> bool {
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

/// Points of metrics and of searches between `StartTime` (inclusive) and `EndTime` (exclusive).
pub(super) fn get_data(all: &All<'_>, request: &Value) -> Result<Value, ApiError> {
    let moment = |name: &str| {
        request
            .time(name)
            .map(Timestamp::as_second)
            .ok_or_else(|| validation(format!("The parameter {name} is required.")))
    };
    let (from, to) = (moment("StartTime")?, moment("EndTime")?);
    if from >= to {
        return Err(validation("The parameter EndTime must be greater than StartTime."));
    }
    if request.text("NextToken").is_some() {
        return Err(bad_token());
    }
    let queries = request.list("MetricDataQueries");
    if queries.is_empty() || queries.len() > MOST_QUERIES {
        return Err(validation("The parameter MetricDataQueries must have 1 to 500 members."));
    }
    let ascending = request.text("ScanBy") == Some("TimestampAscending");
    let range = Range { from, to, ascending };
    let mut results = Vec::new();
    for query in queries.iter().filter(|query| query.bool("ReturnData") != Some(false)) {
        results.extend(answer(all, range, query)?);
    }
    Ok(Value::record()
        .with("MetricDataResults", Value::List(results))
        .with("Messages", Value::List(Vec::new())))
}

#[derive(Clone, Copy)]
struct Range {
    from: i64,
    to: i64,
    ascending: bool,
}

/// A query's results: one for a metric, one for each series that a search finds.
fn answer(all: &All<'_>, range: Range, query: &Value) -> Result<Vec<Value>, ApiError> {
    let id = query.text("Id").filter(|id| id.starts_with(|first: char| first.is_ascii_lowercase()));
    let id = id.ok_or_else(|| validation("The value of Id must start with a lower-case letter."))?;
    match (query.get("MetricStat"), query.text("Expression")) {
        (Some(wanted), None) => Ok(vec![metric(all, range, query, id, wanted)?]),
        (None, Some(expression)) => search(all, range, query, id, expression),
        _ => Err(validation(format!("{id} must have either MetricStat or Expression."))),
    }
}

fn metric(all: &All<'_>, range: Range, query: &Value, id: &str, wanted: &Value) -> Result<Value, ApiError> {
    let stat = wanted.text("Stat").unwrap_or_default();
    let period = wanted.int("Period").unwrap_or_default();
    let metric = wanted.get("Metric");
    let none = Points::new();
    let points = metric.and_then(|metric| find(all, metric)).unwrap_or(&none);
    let label = query.text("Label").or_else(|| metric.and_then(|metric| metric.text("MetricName")));
    result(points, range, id, label.unwrap_or_default(), stat, period)
}

/// The series with exactly this name and these dimensions; another set is another series.
fn find<'a>(all: &'a All<'_>, metric: &Value) -> Option<&'a Points> {
    let wanted = metric.list("Dimensions");
    all.iter()
        .find(|(series, _)| {
            metric.text("Namespace") == Some(NAMESPACE)
                && metric.text("MetricName") == Some(series.metric)
                && series.dimensions().len() == wanted.len()
                && admits(metric, series)
        })
        .map(|(_, points)| points)
}

fn search(all: &All<'_>, range: Range, query: &Value, id: &str, text: &str) -> Result<Vec<Value>, ApiError> {
    let search =
        Search::parse(text).map_err(|why| validation(format!("Error in expression '{id}': {why}")))?;
    let period = search.period.or_else(|| query.int("Period")).unwrap_or(BUCKET);
    all.iter()
        .filter(|(series, _)| search.finds(NAMESPACE, series))
        .map(|(series, points)| result(points, range, id, &label(series), &search.stat, period))
        .collect()
}

/// A search labels its series by their dimensions and name.
fn label(series: &Series<'_>) -> String {
    let values = series.dimensions().into_iter().map(|(_, value)| value);
    values.chain([series.metric]).collect::<Vec<_>>().join(" ")
}

fn result(
    points: &Points,
    range: Range,
    id: &str,
    label: &str,
    stat: &str,
    period: i64,
) -> Result<Value, ApiError> {
    if period <= 0 || period % 60 != 0 {
        return Err(validation(format!("{id}: the period must be a multiple of 60 seconds.")));
    }
    let mut found = statistic(points, stat, period, range.from, range.to)
        .ok_or_else(|| validation(format!("{id}: the statistic {stat} is not known.")))?;
    if !range.ascending {
        found.reverse();
    }
    let times = found.iter().filter_map(|(at, _)| Timestamp::from_second(*at).ok());
    Ok(Value::record()
        .with("Id", id)
        .with("Label", label)
        .with("Timestamps", times.collect::<Value>())
        .with("Values", found.iter().map(|(_, value)| *value).collect::<Value>())
        .with("StatusCode", "Complete"))
}
