//! `GetMetricData`: points of metrics and of searches.

use jiff::{SignedDuration, Timestamp};

use super::events;
use super::failure::validation;
use super::metrics::{All, admits};
use super::page::page;
use super::search::Search;
use super::series::{BUCKET, Event, NAMESPACE, Points, Series, statistic};
use super::value::Value;
use crate::simulator::state::Estate;
use crate::simulator::wire::ApiError;

/// The service takes no more queries at once.
const MOST_QUERIES: usize = 500;
/// A point may tell of what happened so long before the start of what is asked for.
const LONGEST_PERIOD: SignedDuration = SignedDuration::from_hours(31 * 24);
/// The service gives no more points at once.
const MOST_POINTS: usize = 100_800;

/// Points between `StartTime` (inclusive) and `EndTime` (exclusive), `MaxDatapoints` a page.
pub(super) fn get(all: &All<'_>, request: &Value) -> Result<Value, ApiError> {
    let range = Range::read(request)?;
    let queries = request.list("MetricDataQueries");
    if queries.is_empty() || queries.len() > MOST_QUERIES {
        return Err(validation("The parameter MetricDataQueries must have 1 to 500 members."));
    }
    let mut found = Vec::new();
    for query in queries.iter().filter(|query| query.bool("ReturnData") != Some(false)) {
        found.extend(answer(all, range, query)?);
    }
    let places: Vec<(usize, usize)> = found
        .iter()
        .enumerate()
        .flat_map(|(at, found)| (0..found.points.len()).map(move |point| (at, point)))
        .collect();
    let most =
        request.int("MaxDatapoints").and_then(|most| usize::try_from(most).ok()).unwrap_or(MOST_POINTS);
    let (shown, next) = page(&places, request, most.clamp(1, MOST_POINTS))?;
    let results: Value = found.iter().enumerate().map(|(at, found)| found.describe(at, shown)).collect();
    Ok(Value::record()
        .with("MetricDataResults", results)
        .with("Messages", Value::List(Vec::new()))
        .with_some("NextToken", next))
}

/// What the queries can be about: points are counted only where they may be asked for, and time is bounded.
pub(super) fn needed<'a>(
    estate: &'a Estate,
    now: Timestamp,
    request: &Value,
) -> impl Iterator<Item = Event<'a>> {
    let of_jobs = |query: &Value| {
        let metric = query.get("MetricStat").and_then(|stat| stat.get("Metric"));
        let name = metric.and_then(|metric| metric.text("MetricName"));
        name.is_some_and(|name| !name.contains("RecoveryPoint"))
            || query.text("Expression").is_some_and(|text| {
                text.contains("MetricName=\"NumberOf")
                    && !text.contains("RecoveryPoint")
                    && !text.contains(" OR ")
            })
    };
    let with_points = !request.list("MetricDataQueries").iter().all(of_jobs);
    let from = request.time("StartTime").and_then(|start| start.checked_sub(LONGEST_PERIOD).ok());
    let to = request.time("EndTime");
    events::of(estate, now, with_points)
        .filter(move |event| from.is_none_or(|from| event.at >= from) && to.is_none_or(|to| event.at < to))
}

#[derive(Clone, Copy)]
struct Range {
    from: i64,
    to: i64,
    ascending: bool,
}

impl Range {
    fn read(request: &Value) -> Result<Self, ApiError> {
        let moment = |name: &str| {
            let time = request.time(name).map(Timestamp::as_second);
            time.ok_or_else(|| validation(format!("The parameter {name} is required.")))
        };
        let (from, to) = (moment("StartTime")?, moment("EndTime")?);
        if from >= to {
            return Err(validation("The parameter EndTime must be greater than StartTime."));
        }
        Ok(Self { from, to, ascending: request.text("ScanBy") == Some("TimestampAscending") })
    }
}

/// A result with all of its points, in the order in which they are asked for.
struct Found {
    id: String,
    label: String,
    points: Vec<(i64, f64)>,
}

impl Found {
    fn read(
        points: &Points,
        range: Range,
        id: &str,
        label: &str,
        (stat, period): (&str, i64),
    ) -> Result<Self, ApiError> {
        if period <= 0 || period % 60 != 0 {
            return Err(validation(format!("{id}: the period must be a multiple of 60 seconds.")));
        }
        let mut points = statistic(points, stat, period, range.from, range.to)
            .ok_or_else(|| validation(format!("{id}: the statistic {stat} is not known.")))?;
        if !range.ascending {
            points.reverse();
        }
        Ok(Self { id: id.to_owned(), label: label.to_owned(), points })
    }

    /// The part of this result, the one at place `at`, that is on the page. `shown` are the page's places of points.
    fn describe(&self, at: usize, shown: &[(usize, usize)]) -> Value {
        let points: Vec<_> = shown
            .iter()
            .filter(|(of, _)| *of == at)
            .filter_map(|(_, point)| self.points.get(*point))
            .collect();
        let times = points.iter().filter_map(|(second, _)| Timestamp::from_second(*second).ok());
        let last = self.points.len().checked_sub(1).map(|last| (at, last));
        let complete = last <= shown.last().copied();
        Value::record()
            .with("Id", &self.id)
            .with("Label", &self.label)
            .with("Timestamps", times.collect::<Value>())
            .with("Values", points.iter().map(|(_, value)| *value).collect::<Value>())
            .with("StatusCode", if complete { "Complete" } else { "PartialData" })
    }
}

/// A query's results: one for a metric, one for each series that a search finds.
fn answer(all: &All<'_>, range: Range, query: &Value) -> Result<Vec<Found>, ApiError> {
    let id = query.text("Id").filter(|id| id.starts_with(|first: char| first.is_ascii_lowercase()));
    let id = id.ok_or_else(|| validation("The value of Id must start with a lower-case letter."))?;
    match (query.get("MetricStat"), query.text("Expression")) {
        (Some(wanted), None) => Ok(vec![metric(all, range, query, id, wanted)?]),
        (None, Some(expression)) => search(all, range, query, id, expression),
        _ => Err(validation(format!("{id} must have either MetricStat or Expression."))),
    }
}

fn metric(all: &All<'_>, range: Range, query: &Value, id: &str, wanted: &Value) -> Result<Found, ApiError> {
    let statistic = (wanted.text("Stat").unwrap_or_default(), wanted.int("Period").unwrap_or_default());
    let metric = wanted.get("Metric");
    let none = Points::new();
    let points = metric.and_then(|metric| find(all, metric)).unwrap_or(&none);
    let label = query.text("Label").or_else(|| metric.and_then(|metric| metric.text("MetricName")));
    Found::read(points, range, id, label.unwrap_or_default(), statistic)
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

fn search(all: &All<'_>, range: Range, query: &Value, id: &str, text: &str) -> Result<Vec<Found>, ApiError> {
    let search =
        Search::parse(text).map_err(|why| validation(format!("Error in expression '{id}': {why}")))?;
    let period = search.period.or_else(|| query.int("Period")).unwrap_or(BUCKET);
    all.iter()
        .filter(|(series, _)| search.finds(NAMESPACE, series))
        .map(|(series, points)| Found::read(points, range, id, &label(series), (&search.stat, period)))
        .collect()
}

/// A search labels its series by their dimensions and name.
fn label(series: &Series<'_>) -> String {
    let values = series.dimensions().into_iter().map(|(_, value)| value);
    values.chain([series.metric]).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::cloudwatch::series::count;

    fn ask(more: impl FnOnce(Value) -> Value) -> Value {
        let at = |second| Timestamp::from_second(second).unwrap();
        let event = |second| Event {
            metric: "NumberOfCopyJobsFailed",
            resource_type: "RDS",
            vault: "dr-vault",
            at: at(second),
        };
        let query = Value::record()
            .with("Id", "s1")
            .with("Expression", "SEARCH('{AWS/Backup,BackupVaultName} NumberOfCopyJobsFailed', 'Sum', 300)");
        let request = Value::record()
            .with("StartTime", at(0))
            .with("EndTime", at(3600))
            .with("MetricDataQueries", Value::List(vec![query]));
        get(&count([0, 300, 900].map(event)), &more(request)).unwrap()
    }

    fn seconds(answer: &Value) -> Vec<i64> {
        let Some(Value::List(times)) = answer.list("MetricDataResults")[0].get("Timestamps") else {
            panic!("no timestamps in {answer:?}");
        };
        let second = |time: &Value| match time {
            Value::Time(time) => time.as_second(),
            other => panic!("{other:?} is no moment"),
        };
        times.iter().map(second).collect()
    }

    fn status(answer: &Value) -> Option<&str> {
        answer.list("MetricDataResults")[0].text("StatusCode")
    }

    #[test]
    fn the_newest_point_comes_first_unless_asked_otherwise() {
        assert_eq!(seconds(&ask(|request| request)), [900, 300, 0]);
        let ascending = ask(|request| request.with("ScanBy", "TimestampAscending"));
        assert_eq!(seconds(&ascending), [0, 300, 900]);
    }

    #[test]
    fn a_page_that_leaves_points_for_the_next_says_so() {
        let first = ask(|request| request.with("MaxDatapoints", 2));
        assert_eq!((seconds(&first), status(&first)), (vec![900, 300], Some("PartialData")));
        let token = first.text("NextToken").unwrap();
        let last = ask(|request| request.with("MaxDatapoints", 2).with("NextToken", token));
        assert_eq!((seconds(&last), status(&last)), (vec![0], Some("Complete")));
        assert_eq!(last.text("NextToken"), None);
    }
}
