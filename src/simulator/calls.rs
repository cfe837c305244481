//! The record of what was called: how often, how many bytes, and the last calls in full.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use super::faults::matches;
use super::request::Request;

/// How many of the last calls are kept in full.
const KEPT: usize = 10_000;
/// How many bytes of request bodies are kept in all.
const KEPT_BYTES: usize = 32 << 20;

/// Every call since the start or [`Calls::clear`], retries included; clones share the record. Bytes are those of bodies.
#[derive(Debug, Clone, Default)]
pub struct Calls(Arc<Mutex<Record>>);

/// What was counted of one operation, or of one account in one Region.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Traffic {
    /// How many calls.
    pub count: u64,
    /// Those that were answered with an error, or not at all so far.
    pub unsuccessful: u64,
    /// Bytes of request bodies.
    pub bytes_in: u64,
    /// Bytes of answers' bodies.
    pub bytes_out: u64,
}

impl Traffic {
    fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.unsuccessful += other.unsuccessful;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
    }
}

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// Which one it is, from 1; never used twice.
    pub number: u64,
    /// The virtual time at which it came.
    pub time: Timestamp,
    /// Whose it is.
    pub account: String,
    /// Where.
    pub region: String,
    /// The operation, such as `StartBackupJob`.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// The path as it came, still encoded.
    pub path: String,
    /// Query members in order, decoded.
    pub query: Vec<(String, String)>,
    /// The body: JSON where it is JSON, else its text. Idempotency tokens are in it.
    pub body: serde_json::Value,
    /// Which try it is, as the SDK tells (`attempt=2; max=3`).
    pub attempt: Option<String>,
    /// The HTTP status of the answer; none while it is not answered, or when the connection was cut.
    pub status: Option<u16>,
    /// The error's code, when it was refused.
    pub error: Option<String>,
}

#[derive(Debug, Default)]
struct Record {
    operations: BTreeMap<String, Traffic>,
    /// By account, Region and operation.
    scopes: BTreeMap<(String, String, String), Traffic>,
    log: VecDeque<(Call, usize)>,
    log_bytes: usize,
    last: u64,
    /// The last call before the record was cleared.
    forgotten: u64,
}

/// What is said of a call when it comes.
pub(super) struct Arrival<'a> {
    pub(super) operation: &'a str,
    pub(super) time: Timestamp,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) attempt: Option<&'a str>,
    pub(super) request: &'a Request,
}

/// What came of a call.
pub(super) struct End<'a> {
    pub(super) status: u16,
    pub(super) error: Option<&'a str>,
    pub(super) bytes: usize,
}

impl Calls {
    /// Calls of one operation, such as `StartBackupJob`.
    pub fn count(&self, operation: &str) -> u64 {
        self.traffic(operation).count
    }

    /// What was counted of one operation.
    pub fn traffic(&self, operation: &str) -> Traffic {
        self.record().operations.get(operation).copied().unwrap_or_default()
    }

    /// Calls of all operations.
    pub fn total(&self) -> u64 {
        self.record().operations.values().map(|traffic| traffic.count).sum()
    }

    /// How often each operation was called.
    pub fn all(&self) -> BTreeMap<String, u64> {
        self.record().operations.iter().map(|(name, traffic)| (name.clone(), traffic.count)).collect()
    }

    /// What was counted, by operation.
    pub fn by_operation(&self) -> BTreeMap<String, Traffic> {
        self.record().operations.clone()
    }

    /// What was counted, by account and Region.
    pub fn by_scope(&self) -> BTreeMap<(String, String), Traffic> {
        self.by_scope_of("*")
    }

    /// As [`Calls::by_scope`], of the operations that fit a pattern such as `List*`.
    pub fn by_scope_of(&self, pattern: &str) -> BTreeMap<(String, String), Traffic> {
        let mut scopes: BTreeMap<_, Traffic> = BTreeMap::new();
        for ((account, region, operation), traffic) in &self.record().scopes {
            if matches(pattern, operation) {
                scopes.entry((account.clone(), region.clone())).or_default().add(traffic);
            }
        }
        scopes
    }

    /// The last calls, oldest first: at most 10,000, and no more than 32 MiB of bodies.
    pub fn log(&self) -> Vec<Call> {
        self.record().log.iter().map(|(call, _)| call.clone()).collect()
    }

    /// Forgets all calls.
    pub fn clear(&self) {
        let mut record = self.record();
        *record = Record { last: record.last, forgotten: record.last, ..Record::default() };
    }

    /// Takes down a call that has come; returns its number.
    pub(super) fn begin(&self, arrival: &Arrival<'_>) -> u64 {
        let body = &arrival.request.body;
        let scope = &arrival.request.scope;
        let mut record = self.record();
        record.last += 1;
        let number = record.last;
        for traffic in record.traffics(arrival) {
            traffic.count += 1;
            traffic.unsuccessful += 1;
            traffic.bytes_in += body.len() as u64;
        }
        let call = Call {
            number,
            time: arrival.time,
            account: scope.account.to_string(),
            region: scope.region.to_string(),
            operation: arrival.operation.to_owned(),
            method: arrival.method.to_owned(),
            path: arrival.path.to_owned(),
            query: arrival.request.query.clone(),
            body: readable(body),
            attempt: arrival.attempt.map(str::to_owned),
            status: None,
            error: None,
        };
        record.log.push_back((call, body.len()));
        record.log_bytes += body.len();
        record.shorten();
        number
    }

    /// Takes down what came of a call.
    pub(super) fn end(&self, number: u64, arrival: &Arrival<'_>, end: &End<'_>) {
        let mut record = self.record();
        if number <= record.forgotten {
            return;
        }
        for traffic in record.traffics(arrival) {
            traffic.bytes_out += end.bytes as u64;
            if end.status < 400 {
                traffic.unsuccessful = traffic.unsuccessful.saturating_sub(1);
            }
        }
        // It may be gone from a log that is full.
        let at = record.log.binary_search_by_key(&number, |(call, _)| call.number);
        if let Some((call, _)) = at.ok().and_then(|at| record.log.get_mut(at)) {
            call.status = Some(end.status);
            call.error = end.error.map(str::to_owned);
        }
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    fn traffics(&mut self, arrival: &Arrival<'_>) -> [&mut Traffic; 2] {
        let scope = &arrival.request.scope;
        let scope = (scope.account.to_string(), scope.region.to_string(), arrival.operation.to_owned());
        [
            self.operations.entry(arrival.operation.to_owned()).or_default(),
            self.scopes.entry(scope).or_default(),
        ]
    }

    fn shorten(&mut self) {
        while self.log.len() > KEPT || (self.log_bytes > KEPT_BYTES && self.log.len() > 1) {
            let Some((_, bytes)) = self.log.pop_front() else { return };
            self.log_bytes -= bytes;
        }
    }
}

fn readable(body: &[u8]) -> serde_json::Value {
    if body.is_empty() {
        return serde_json::Value::Null;
    }
    serde_json::from_slice(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::request::Scope;

    fn request(body: &[u8]) -> Request {
        Request {
            scope: Scope::new("123456789012", "us-east-1"),
            labels: Vec::new(),
            query: Vec::new(),
            body: body.to_vec(),
            short_pages: None,
        }
    }

    fn arrival(request: &Request) -> Arrival<'_> {
        let time = Timestamp::UNIX_EPOCH;
        Arrival {
            operation: "StartBackupJob",
            time,
            method: "PUT",
            path: "/backup-jobs",
            attempt: None,
            request,
        }
    }

    #[test]
    fn a_call_is_counted_with_its_bytes_and_its_end() {
        let calls = Calls::default();
        let request = request(br#"{"IdempotencyToken":"once"}"#);
        let number = calls.begin(&arrival(&request));
        assert_eq!(calls.traffic("StartBackupJob").unsuccessful, 1);
        calls.end(number, &arrival(&request), &End { status: 200, error: None, bytes: 40 });
        let counted = Traffic { count: 1, unsuccessful: 0, bytes_in: 27, bytes_out: 40 };
        assert_eq!(calls.traffic("StartBackupJob"), counted);
        assert_eq!(calls.by_scope()[&("123456789012".to_owned(), "us-east-1".to_owned())], counted);
        let log = calls.log();
        assert_eq!((log[0].status, log[0].body["IdempotencyToken"].as_str()), (Some(200), Some("once")));
    }

    #[test]
    fn the_log_keeps_the_last_calls_within_its_bounds() {
        let calls = Calls::default();
        let empty = request(b"");
        for _ in 0..KEPT + 5 {
            calls.begin(&arrival(&empty));
        }
        let log = calls.log();
        assert_eq!((log.len(), log[0].number), (KEPT, 6));
        let big = request(&vec![b'x'; KEPT_BYTES / 2]);
        for _ in 0..3 {
            calls.begin(&arrival(&big));
        }
        assert_eq!(calls.log().len(), 2, "two halves are all that may stay");
        assert_eq!(calls.total(), KEPT as u64 + 8, "counts are not bounded");
    }

    #[test]
    fn numbers_go_on_after_the_record_was_cleared() {
        let calls = Calls::default();
        let request = request(b"");
        let open = calls.begin(&arrival(&request));
        calls.clear();
        calls.end(open, &arrival(&request), &End { status: 200, error: None, bytes: 1 });
        assert_eq!(calls.by_operation(), BTreeMap::new());
        assert_eq!(calls.begin(&arrival(&request)), 2);
    }
}
