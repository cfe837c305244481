//! `/_simulator/calls`: what was called.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Command, Refusal, Told};
use crate::simulator::calls::{Call, Calls, Traffic};
use crate::simulator::faults::matches;

/// How many calls of the log are told when none are asked for.
const LAST: usize = 1000;

pub(super) fn handle(calls: &Calls, command: &Command<'_>) -> Told {
    command.only_query(&["log", "operation", "last"])?;
    match command.method {
        "GET" => view(calls, command),
        "DELETE" => {
            calls.clear();
            Ok(json!({ "total": 0 }))
        }
        _ => Err(command.refuse_method("GET or DELETE")),
    }
}

fn view(calls: &Calls, command: &Command<'_>) -> Told {
    let given =
        |name: &str| command.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let operation = given("operation").unwrap_or("*");
    let last = given("last")
        .map_or(Ok(LAST), |last| last.parse().map_err(|_| Refusal::of("last", "must be a whole number")))?;
    let operations: BTreeMap<String, Traffic> =
        calls.by_operation().into_iter().filter(|(name, _)| matches(operation, name)).collect();
    let total: u64 = operations.values().map(|traffic| traffic.count).sum();
    let scopes: Vec<Value> = calls.by_scope_of(operation).iter().map(scope).collect();
    let log = match given("log") {
        Some("true" | "1" | "") => Some(log(calls, operation, last)),
        None | Some("false" | "0") => None,
        Some(_) => return Err(Refusal::of("log", "must be true or false")),
    };
    Ok(json!({ "total": total, "operations": operations, "scopes": scopes, "log": log }))
}

fn scope(((account, region), traffic): (&(String, String), &Traffic)) -> Value {
    json!({
        "account": account,
        "region": region,
        "count": traffic.count,
        "unsuccessful": traffic.unsuccessful,
        "bytes_in": traffic.bytes_in,
        "bytes_out": traffic.bytes_out,
    })
}

/// The last calls of an operation, oldest first.
fn log(calls: &Calls, operation: &str, last: usize) -> Vec<Call> {
    let mut log = calls.log();
    log.retain(|call| matches(operation, &call.operation));
    log.drain(..log.len().saturating_sub(last));
    log
}
