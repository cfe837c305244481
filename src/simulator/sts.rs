//! AWS STS in the query protocol: form body in, XML out.

use super::request::Request;
use super::state::State;
use super::wire::{Answer, ApiError, Outcome};

/// Answers an action such as `GetCallerIdentity`; `parameters` is the decoded form body.
pub(super) fn handle(
    _state: &mut State,
    _request: &Request,
    action: &str,
    _parameters: &[(String, String)],
) -> Outcome {
    Err(ApiError::new("UnknownOperationException", 404, format!("{action} is not simulated")))
}

/// An error in the query protocol's XML form.
pub(super) fn error(error: &ApiError) -> Answer {
    error.answer()
}
