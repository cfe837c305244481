//! Faults as errors of AWS, with its codes, statuses and words (aws-backup-api.md 4.1).

use super::Fault;
use crate::simulator::request::Scope;
use crate::simulator::wire::ApiError;

/// What a code is known to be: its status and a message where none is given.
const CODES: [(&str, u16, &str); 23] = [
    ("AccessDeniedException", 403, "Insufficient privileges to perform this action."),
    ("AlreadyExistsException", 400, "The resource already exists."),
    ("ConflictException", 400, "The resource is being changed by another request."),
    ("DependencyFailureException", 500, "A dependent service or resource returned an error."),
    ("ExpiredTokenException", 403, "The security token included in the request is expired"),
    ("IncompleteSignature", 403, "The request signature does not conform to AWS standards."),
    ("InternalFailure", 500, "An internal error occurred."),
    ("InvalidParameterValueException", 400, "A parameter has a value that is not valid."),
    ("InvalidRequestException", 400, "The request is not possible now."),
    ("InvalidResourceStateException", 400, "Another action is being performed on this recovery point."),
    ("InvalidSignatureException", 403, SIGNATURE),
    ("LimitExceededException", 400, "A limit in the request has been exceeded."),
    ("MalformedHttpRequestException", 400, "The request is malformed at the HTTP level."),
    ("MissingAuthenticationTokenException", 403, "Missing Authentication Token"),
    ("MissingParameterValueException", 400, "A required parameter is missing."),
    ("OptInRequired", 403, "The AWS Access Key Id needs a subscription for the service"),
    ("RequestAbortedException", 400, "The request was aborted before a reply was returned."),
    ("RequestTimeoutException", 408, "The request timed out."),
    ("ResourceNotFoundException", 400, "The resource was not found."),
    ("ServiceUnavailable", 503, "Service is temporarily unavailable."),
    ("ServiceUnavailableException", 500, "The service is temporarily unavailable."),
    ("ThrottlingException", 400, "Rate exceeded"),
    ("UnrecognizedClientException", 403, "The security token included in the request is invalid."),
];

const SIGNATURE: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
                         Secret Access Key and signing method. Consult the service documentation for details.";

/// The error that a fault is, for an operation of a service with this IAM prefix; none when it is no error.
pub(in crate::simulator) fn refusal(
    fault: &Fault,
    prefix: &str,
    operation: &str,
    scope: &Scope,
) -> Option<ApiError> {
    let code = match fault {
        Fault::Deny => return Some(denial(prefix, operation, scope)),
        Fault::Error { code, status, message } => {
            return Some(error(code, *status, message.as_deref()));
        }
        Fault::Throttle => "ThrottlingException",
        Fault::InternalFailure => "InternalFailure",
        Fault::Unavailable => "ServiceUnavailable",
        Fault::ExpiredToken => "ExpiredTokenException",
        Fault::InvalidToken => "UnrecognizedClientException",
        Fault::InvalidSignature => "InvalidSignatureException",
        Fault::OptInRequired => "OptInRequired",
        _ => return None,
    };
    Some(error(code, None, None))
}

/// The error of a code, as that code is known.
pub(in crate::simulator) fn error(code: &str, status: Option<u16>, message: Option<&str>) -> ApiError {
    let known = CODES.iter().find(|(known, ..)| *known == code);
    let usual =
        known.map_or((400, "An error of the simulator's making."), |(_, status, said)| (*status, *said));
    ApiError::new(code.to_owned(), status.unwrap_or(usual.0), message.unwrap_or(usual.1))
}

/// IAM's own wording, which names the action that is missing.
fn denial(prefix: &str, operation: &str, scope: &Scope) -> ApiError {
    let (caller, Scope { account, region }) = (scope.caller(), scope);
    let action = format!("{prefix}:{operation}");
    let message = format!(
        "User: {caller} is not authorized to perform: {action} on \
         resource: arn:aws:{prefix}:{region}:{account}:* because no identity-based policy allows the {action} action"
    );
    ApiError::new("AccessDeniedException", 403, message)
}
