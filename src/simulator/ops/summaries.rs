//! Job summaries: counts a day, up to the last midnight UTC.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::jobs::Listed;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, Ledger, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// The periods a summary can be asked for, in days.
const PERIODS: [(&str, i64); 3] = [("ONE_DAY", 1), ("SEVEN_DAYS", 7), ("FOURTEEN_DAYS", 14)];
/// One row for each value.
const ANY: &str = "ANY";
/// One row for all values together.
const ALL: &str = "AGGREGATE_ALL";

/// `ListBackupJobSummaries`.
pub fn backup(state: &mut State, request: &Request) -> Outcome {
    answer(state, request, "BackupJobSummaries", true, |estate| &estate.backup_jobs)
}

/// `ListCopyJobSummaries`.
pub fn copy(state: &mut State, request: &Request) -> Outcome {
    answer(state, request, "CopyJobSummaries", true, |estate| &estate.copy_jobs)
}

/// `ListRestoreJobSummaries`; restore jobs have no message category.
pub fn restore(state: &mut State, request: &Request) -> Outcome {
    answer(state, request, "RestoreJobSummaries", false, |estate| &estate.restore_jobs)
}

fn answer<T: Listed>(
    state: &mut State,
    request: &Request,
    list: &str,
    has_category: bool,
    ledger: fn(&Estate) -> &Ledger<T>,
) -> Outcome {
    let paging = Paging::read(request, list)?;
    let period = request.query("AggregationPeriod").unwrap_or("FOURTEEN_DAYS");
    let days = PERIODS.iter().find(|(name, _)| *name == period);
    let (_, days) =
        *days.ok_or_else(|| ApiError::invalid("AggregationPeriod", format!("{period} is not a period")))?;
    let midnight = last_midnight(state.now);
    state.estate(&request.scope);
    let mut counts: BTreeMap<Row, u64> = BTreeMap::new();
    for estate in state.estates.values().filter(|estate| estate.scope.region == request.scope.region) {
        for job in ledger(estate).iter() {
            let day = midnight.duration_since(job.created()).as_hours().div_euclid(24);
            let is_past = job.created() < midnight;
            if let Some(row) = row(request, job, day, has_category).filter(|_| is_past && day < days) {
                *counts.entry(row).or_default() += 1;
            }
        }
    }
    let rows: Vec<_> = counts.into_iter().collect();
    let (page, token) = paging.slice(rows);
    let members: Vec<_> = page.into_iter().map(|(row, count)| row.view(count, request, midnight)).collect();
    Ok(Answer::ok(json!({ list: members, "AggregationPeriod": period, "NextToken": token })))
}

/// What a row counts: the day (0 is yesterday), then account, state, type and category; empty where not told apart.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    day: i64,
    account: String,
    state: String,
    kind: String,
    category: String,
}

impl Row {
    fn view(self, count: u64, request: &Request, midnight: Timestamp) -> Map<String, Value> {
        let start = midnight - SignedDuration::from_hours(24 * (self.day + 1));
        super::record(&json!({
            "Region": request.scope.region,
            "AccountId": self.account,
            "State": self.state,
            "ResourceType": self.kind,
            "MessageCategory": Some(self.category).filter(|category| !category.is_empty()),
            "Count": count,
            "StartTime": Epoch(start),
            "EndTime": Epoch(start + SignedDuration::from_hours(24)),
        }))
    }
}

/// The row a job counts in, if the request's filters let it.
fn row(request: &Request, job: &impl Listed, day: i64, has_category: bool) -> Option<Row> {
    let (_, kind) = job.resource();
    let own = &*request.scope.account;
    let category = job.category().map_or("", |category| category);
    Some(Row {
        day,
        account: part(request.query("AccountId").unwrap_or(own), job.account())?,
        state: part(request.query("State").unwrap_or(ANY), job.state().as_str())?,
        kind: part(request.query("ResourceType").unwrap_or(ANY), kind)?,
        category: part(request.query("MessageCategory").filter(|_| has_category).unwrap_or(""), category)?,
    })
}

/// What a row says of a member; none when the job is filtered out.
fn part(wanted: &str, value: &str) -> Option<String> {
    match wanted {
        "" | ALL => Some(wanted.to_owned()),
        ANY => Some(value.to_owned()),
        _ => (wanted == value).then(|| value.to_owned()),
    }
}

fn last_midnight(now: Timestamp) -> Timestamp {
    let day = now.to_zoned(TimeZone::UTC).start_of_day();
    day.map_or(now, |day| day.timestamp())
}
