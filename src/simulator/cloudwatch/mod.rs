//! Amazon `CloudWatch`, as far as a console for AWS Backup asks for it: alarms of any service as the scenario has
//! them, and the metrics of `AWS/Backup`, counted from the account's own jobs and recovery points.
//!
//! Each operation is written once over [`value::Value`]; `cbor` serves the Rust SDK and `json` botocore.

mod alarm;
mod alarms;
mod cbor;
mod data;
mod evaluation;
mod events;
mod failure;
mod formula;
mod json;
mod metrics;
mod page;
pub(super) mod reason;
mod search;
mod series;
mod value;

pub use alarm::{Alarm, Metric, Query, Source, State as AlarmState, Threshold, Watch};
use value::Value;

use super::request::Request;
use super::state::State;
use super::wire::{Answer, ApiError, Outcome};

/// The operations that are served.
pub(super) const OPERATIONS: [&str; 4] =
    ["DescribeAlarmHistory", "DescribeAlarms", "GetMetricData", "ListMetrics"];

/// The two protocols `CloudWatch` clients speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// smithy-rpc-v2-cbor: the Rust SDK.
    RpcV2Cbor,
    /// awsJson1.0: botocore and the AWS CLI.
    AwsJson10,
}

impl Protocol {
    fn read(self, body: &[u8]) -> Result<Value, ApiError> {
        match self {
            Self::RpcV2Cbor => cbor::decode(body).map_err(|error| error.to_string()),
            Self::AwsJson10 => json::decode(body).map_err(|error| error.to_string()),
        }
        .map_err(|error| ApiError::new("SerializationException", 400, error))
    }

    fn write(self, status: u16, value: &Value) -> Answer {
        let (headers, body) = match self {
            Self::RpcV2Cbor => (
                vec![("content-type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")],
                cbor::encode(value),
            ),
            Self::AwsJson10 => (vec![("content-type", "application/x-amz-json-1.0")], json::encode(value)),
        };
        let headers = headers.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        Answer { status, headers, body }
    }
}

/// Answers an operation such as `DescribeAlarms`.
pub(super) fn handle(state: &mut State, request: &Request, operation: &str, protocol: Protocol) -> Outcome {
    let members = protocol.read(&request.body)?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    if matches!(operation, "DescribeAlarms" | "DescribeAlarmHistory") {
        evaluation::settle(estate, now);
    }
    let answer = match operation {
        "DescribeAlarms" => alarms::describe(&estate.alarms, &estate.scope, &members),
        "DescribeAlarmHistory" => alarms::history(&estate.alarms, &estate.scope, &members),
        "GetMetricData" => data::get(&series::count(data::needed(estate, now, &members)), &members),
        "ListMetrics" => metrics::list(&series::count(metrics::needed(estate, now, &members)), now, &members),
        _ => Err(ApiError::new("UnknownOperationException", 404, format!("{operation} is not simulated"))),
    };
    answer.map(|answer| protocol.write(200, &answer))
}

/// An error in the protocol's own form, with the code that clients of the old query protocol know.
pub(super) fn error(error: &ApiError, protocol: Protocol) -> Answer {
    let fault = if error.status() < 500 { "Sender" } else { "Receiver" };
    let body = Value::record().with("__type", error.code()).with("message", error.message());
    let mut answer = protocol.write(error.status(), &body);
    answer.headers.push(("x-amzn-query-error", format!("{};{fault}", error.query_code())));
    answer
}
