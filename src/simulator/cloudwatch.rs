//! Amazon CloudWatch, as far as a console for AWS Backup asks for it.

use super::request::Request;
use super::state::State;
use super::wire::{Answer, ApiError, Outcome};

/// The two protocols CloudWatch clients speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// smithy-rpc-v2-cbor: the Rust SDK.
    RpcV2Cbor,
    /// awsJson1.0: botocore and the AWS CLI.
    AwsJson10,
}

/// Answers an operation such as `DescribeAlarms`.
pub(super) fn handle(
    _state: &mut State,
    _request: &Request,
    operation: &str,
    _protocol: Protocol,
) -> Outcome {
    Err(ApiError::new("UnknownOperationException", 404, format!("{operation} is not simulated")))
}

/// An error in the protocol's own form.
pub(super) fn error(error: &ApiError, _protocol: Protocol) -> Answer {
    error.answer()
}
