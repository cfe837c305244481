//! The refusals that only this service has.

use crate::simulator::wire::ApiError;

/// A member that breaks the model's constraints.
pub(super) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationError", 400, message)
}

/// A token that no earlier answer gave.
pub(super) fn bad_token() -> ApiError {
    ApiError::new("InvalidNextToken", 400, "The next token specified is invalid.")
}
