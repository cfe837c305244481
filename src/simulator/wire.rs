//! What goes over the wire: answers, AWS error bodies and headers, epoch timestamps, shared text.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::json;

/// A finished HTTP answer, free of the server crate's types.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// HTTP status code.
    pub(super) status: u16,
    /// Headers besides `x-amzn-RequestId`, which the server adds to all answers.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body, in whatever form the headers say.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A JSON body with the given status; absent (null) members are left out at every level.
    pub(super) fn json(status: u16, body: impl Serialize) -> Self {
        // Records have text for names and finite numbers, so they always serialize.
        let body = json::to_bytes(&body).unwrap_or_default();
        Self { status, headers: vec![("content-type", "application/json".to_owned())], body }
    }

    /// 200 with a JSON body.
    pub(super) fn ok(body: impl Serialize) -> Self {
        Self::json(200, body)
    }

    /// 200 without a body.
    pub(super) fn empty() -> Self {
        Self { status: 200, headers: Vec::new(), body: Vec::new() }
    }
}

/// An AWS Backup error: code, HTTP status and message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ApiError {
    code: Cow<'static, str>,
    status: u16,
    message: String,
    members: Vec<(&'static str, String)>,
}

/// Codes that the query protocol spells its own way.
const QUERY_CODES: [(&str, &str); 6] = [
    ("AccessDeniedException", "AccessDenied"),
    ("ExpiredTokenException", "ExpiredToken"),
    ("InvalidSignatureException", "SignatureDoesNotMatch"),
    ("MissingAuthenticationTokenException", "MissingAuthenticationToken"),
    ("ThrottlingException", "Throttling"),
    ("UnrecognizedClientException", "InvalidClientTokenId"),
];

/// What follows the code in AWS Backup's header; clients cut it off.
const NAMESPACE: &str = "http://internal.amazon.com/coral/com.amazonaws.services.cryo/";

/// What an operation returns.
pub(super) type Outcome = Result<Answer, ApiError>;

impl ApiError {
    /// An error of any code.
    pub(super) fn new(code: impl Into<Cow<'static, str>>, status: u16, message: impl Into<String>) -> Self {
        Self { code: code.into(), status, message: message.into(), members: Vec::new() }
    }

    /// `InvalidParameterValueException`: `member` has a value that is not allowed.
    pub(super) fn invalid(member: &str, why: impl fmt::Display) -> Self {
        Self::new("InvalidParameterValueException", 400, format!("Invalid parameter {member}: {why}"))
    }

    /// `MissingParameterValueException`: the required `member` is absent.
    pub(super) fn missing(member: &str) -> Self {
        Self::new("MissingParameterValueException", 400, format!("Missing required parameter: {member}"))
    }

    /// `ResourceNotFoundException`.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new("ResourceNotFoundException", 400, message)
    }

    /// `InvalidRequestException`: not possible now or for this type.
    pub(super) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new("InvalidRequestException", 400, message)
    }

    /// `AccessDeniedException` as AWS answers it for a vault that does not exist or is not yours (fact 6).
    pub(super) fn insufficient_privileges() -> Self {
        Self::new("AccessDeniedException", 403, "Insufficient privileges to perform this action.")
    }

    /// `AccessDeniedException` with IAM's own words.
    pub(super) fn access_denied(message: impl Into<String>) -> Self {
        Self::new("AccessDeniedException", 403, message)
    }

    /// `LimitExceededException`: a quota is used up.
    pub(super) fn limit_exceeded(message: impl Into<String>) -> Self {
        Self::new("LimitExceededException", 400, message)
    }

    /// `InvalidResourceStateException`: AWS Backup is busy with it.
    pub(super) fn invalid_state(message: impl Into<String>) -> Self {
        Self::new("InvalidResourceStateException", 400, message)
    }

    /// `AlreadyExistsException` with the two extra members of its body; the second only where there was one.
    pub(super) fn already_exists(message: &str, arn: &str, creator_request_id: &str) -> Self {
        let mut members = vec![("Arn", arn.to_owned()), ("CreatorRequestId", creator_request_id.to_owned())];
        members.retain(|(_, value)| !value.is_empty());
        Self { members, ..Self::new("AlreadyExistsException", 400, message) }
    }

    /// With words before its message.
    pub(super) fn after(self, words: &str) -> Self {
        Self { message: format!("{words}{}", self.message), ..self }
    }

    /// For operations that do not know `LimitExceededException`.
    pub(super) fn limit_as_invalid(self) -> Self {
        if self.code == "LimitExceededException" {
            return Self { code: "InvalidParameterValueException".into(), ..self };
        }
        self
    }

    /// The restJson1 answer: `x-amzn-ErrorType` and a body with Code, Message and Type.
    pub(super) fn answer(&self) -> Answer {
        let kind = if self.status < 500 { "Client" } else { "Server" };
        let mut body = serde_json::Map::new();
        body.insert("Code".to_owned(), self.code().into());
        body.insert("Message".to_owned(), self.message.as_str().into());
        body.insert("Type".to_owned(), kind.into());
        body.extend(self.members.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())));
        let mut answer = Answer::json(self.status, body);
        answer.headers.push(("x-amzn-errortype", format!("{}:{NAMESPACE}", self.code())));
        answer
    }

    /// The error's code, such as `AccessDeniedException`.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// The code as services with an XML past spell it to older clients, for example `AccessDenied`.
    pub(super) fn query_code(&self) -> &str {
        let spelled = QUERY_CODES.iter().find(|(code, _)| *code == self.code);
        spelled.map_or(&*self.code, |(_, old)| old)
    }

    /// The HTTP status.
    pub(super) fn status(&self) -> u16 {
        self.status
    }

    /// The message for the caller.
    pub(super) fn message(&self) -> &str {
        &self.message
    }
}

/// A point in time that goes over the wire as a number: epoch seconds with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Epoch(pub(super) Timestamp);

impl Serialize for Epoch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let millis = self.0.as_millisecond();
        if millis % 1000 == 0 {
            return serializer.serialize_i64(millis / 1000);
        }
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of this era fit a double exactly")]
        serializer.serialize_f64(millis as f64 / 1000.0)
    }
}

impl From<Timestamp> for Epoch {
    fn from(time: Timestamp) -> Self {
        Self(time)
    }
}

/// Immutable text that many records share, so that thousands of jobs name a vault at the price of a pointer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Text(Arc<str>);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn a_timestamp_is_a_number_with_milliseconds_only_when_it_has_any() {
        let time = |millis| Epoch(Timestamp::from_millisecond(millis).unwrap());
        assert_eq!(serde_json::to_string(&time(1_700_000_000_000)).unwrap(), "1700000000");
        assert_eq!(serde_json::to_string(&time(1_700_000_000_123)).unwrap(), "1700000000.123");
    }

    #[test]
    fn an_error_carries_code_message_and_type() {
        let answer = ApiError::missing("BackupVaultName").answer();
        assert_eq!(answer.status, 400);
        assert!(
            answer.headers.contains(&(
                "x-amzn-errortype",
                "MissingParameterValueException:http://internal.amazon.com/coral/com.amazonaws.services.cryo/"
                    .to_owned()
            )),
            "{answer:?}"
        );
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["Message"], "Missing required parameter: BackupVaultName");
        assert_eq!(body["Type"], "Client");
    }
}
