//! Job summaries: counts of whole days, up to the last midnight UTC.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::jobs::Listed;
use crate::simulator::engine::later;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, Ledger, Reach, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// The periods a summary can be asked for: into how many rows of how many days each.
const PERIODS: [(&str, i32, i64); 3] = [("ONE_DAY", 14, 1), ("SEVEN_DAYS", 1, 7), ("FOURTEEN_DAYS", 1, 14)];
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
    let known = PERIODS.iter().find(|(name, ..)| *name == period);
    let (_, spans, days) =
        *known.ok_or_else(|| ApiError::invalid("AggregationPeriod", format!("{period} is not a period")))?;
    let midnight = last_midnight(state.now);
    let length = SignedDuration::from_hours(24 * days);
    let reach =
        Reach { newest: Some(midnight), oldest: Some(later(midnight, -length * spans)), ..Reach::default() };
    state.estate(&request.scope);
    let account = account(state, request);
    let seen = |estate: &&Estate| {
        estate.scope.region == request.scope.region
            && (estate.scope.account == request.scope.account
                || state.organization.has(&estate.scope.account))
    };
    let mut counts: BTreeMap<Row<'_>, u64> = BTreeMap::new();
    for estate in state.estates.values().filter(seen) {
        for (_, job) in ledger(estate).walk(&reach, None).filter(|(_, job)| job.created() < midnight) {
            let age = midnight.duration_since(job.created());
            let span = i32::try_from((age.as_millis() - 1) / length.as_millis()).unwrap_or(i32::MAX);
            if let Some(row) = row(request, account, job, span, has_category) {
                *counts.entry(row).or_default() += 1;
            }
        }
    }
    let rows: Vec<_> = counts.into_iter().collect();
    let (page, token) = paging.slice(rows);
    let members: Vec<_> =
        page.into_iter().map(|(row, count)| row.view(count, request, midnight, length)).collect();
    Ok(Answer::ok(json!({ list: members, "AggregationPeriod": period, "NextToken": token })))
}

/// What a row counts: the span (0 ended last midnight), then account, state, type and category; empty where not told
/// apart.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row<'a> {
    span: i32,
    account: &'a str,
    state: &'a str,
    kind: &'a str,
    category: &'a str,
}

impl Row<'_> {
    fn view(
        self,
        count: u64,
        request: &Request,
        midnight: Timestamp,
        length: SignedDuration,
    ) -> Map<String, Value> {
        let end = later(midnight, -length * self.span);
        super::record(&json!({
            "Region": request.scope.region,
            "AccountId": self.account,
            "State": self.state,
            "ResourceType": self.kind,
            "MessageCategory": Some(self.category).filter(|category| !category.is_empty()),
            "Count": count,
            "StartTime": Epoch(later(end, -length)),
            "EndTime": Epoch(end),
        }))
    }
}

/// The account asked for: whoever does not oversee the organization sees the own one only.
fn account<'a>(state: &State, request: &'a Request) -> &'a str {
    let own = &*request.scope.account;
    request.query("AccountId").filter(|_| state.organization.oversees(own)).unwrap_or(own)
}

/// The row a job counts in, if the request's filters let it.
fn row<'a>(
    request: &'a Request,
    account: &'a str,
    job: &'a impl Listed,
    span: i32,
    has_category: bool,
) -> Option<Row<'a>> {
    let (_, kind) = job.resource();
    let category = job.category().map_or("", |category| category);
    Some(Row {
        span,
        account: part(account, job.account())?,
        state: part(request.query("State").unwrap_or(ANY), job.state().as_str())?,
        kind: part(request.query("ResourceType").unwrap_or(ANY), kind)?,
        category: part(request.query("MessageCategory").filter(|_| has_category).unwrap_or(""), category)?,
    })
}

/// What a row says of a member; none when the job is filtered out.
fn part<'a>(wanted: &'a str, value: &'a str) -> Option<&'a str> {
    match wanted {
        "" | ALL => Some(wanted),
        ANY => Some(value),
        _ => (wanted == value).then_some(value),
    }
}

fn last_midnight(now: Timestamp) -> Timestamp {
    let day = now.to_zoned(TimeZone::UTC).start_of_day();
    day.map_or(now, |day| day.timestamp())
}
