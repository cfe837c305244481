//! AWS STS in the query protocol: form body in, XML out.

use serde_json::json;

use super::request::{Request, Scope};
use super::scenario::Denial;
use super::state::State;
use super::wire::{Answer, ApiError, Outcome};

/// The actions that are served.
pub(super) const OPERATIONS: [&str; 2] = ["DecodeAuthorizationMessage", "GetCallerIdentity"];
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
/// The unique id of that role.
const CALLER_ID: &str = "AROAVAULTDECKOPERATOR:on-call";

/// Answers an action such as `GetCallerIdentity`; `parameters` is the decoded form body.
pub(super) fn handle(
    state: &mut State,
    request: &Request,
    action: &str,
    parameters: &[(String, String)],
) -> Outcome {
    let members = match action {
        "GetCallerIdentity" => caller_identity(&request.scope),
        "DecodeAuthorizationMessage" => decode_message(&state.estate(&request.scope).denials, parameters)?,
        _ => return Err(ApiError::new("InvalidAction", 400, format!("{action} is not simulated"))),
    };
    let members: String = members.iter().map(|(name, value)| element(name, &escape(value))).collect();
    let result = element(&format!("{action}Result"), &members);
    let metadata = element("ResponseMetadata", &request_id());
    Ok(xml(200, &format!("{action}Response"), &format!("{result}{metadata}")))
}

/// An error in the query protocol's XML form.
pub(super) fn error(error: &ApiError) -> Answer {
    let kind = if error.status() < 500 { "Sender" } else { "Receiver" };
    let members = [("Type", kind), ("Code", error.query_code()), ("Message", error.message())];
    let members: String = members.iter().map(|(name, value)| element(name, &escape(value))).collect();
    let error_element = element("Error", &members);
    xml(error.status(), "ErrorResponse", &format!("{error_element}{}", request_id()))
}

type Members = Vec<(&'static str, String)>;

fn caller_identity(scope: &Scope) -> Members {
    vec![("UserId", CALLER_ID.to_owned()), ("Account", scope.account.to_string()), ("Arn", scope.caller())]
}

fn decode_message(denials: &[Denial], parameters: &[(String, String)]) -> Result<Members, ApiError> {
    let encoded =
        parameters.iter().find(|(name, _)| name == "EncodedMessage").map(|(_, value)| value.as_str());
    let denial = denials.iter().find(|denial| Some(denial.encoded.as_str()) == encoded).ok_or_else(|| {
        ApiError::new(
            "InvalidAuthorizationMessageException",
            400,
            "Could not decode the authorization message",
        )
    })?;
    Ok(vec![("DecodedMessage", document(denial))])
}

/// The JSON document inside an encoded message, in the service's shape.
fn document(denial: &Denial) -> String {
    let session = denial.principal.rsplit('/').next().unwrap_or_default();
    json!({
        "allowed": false,
        "explicitDeny": false,
        "matchedStatements": {"items": []},
        "failures": {"items": []},
        "context": {
            "principal": {"id": format!("AROAVAULTDECKSERVICE:{session}"), "arn": denial.principal},
            "action": denial.action,
            "resource": denial.resource,
            "conditions": {"items": [
                {"key": "aws:Resource", "values": {"items": [{"value": denial.resource}]}},
                {"key": "aws:ViaAWSService", "values": {"items": [{"value": "true"}]}},
            ]},
        },
    })
    .to_string()
}

fn xml(status: u16, root: &str, content: &str) -> Answer {
    let body = format!("<{root} xmlns=\"{NAMESPACE}\">{content}</{root}>").into_bytes();
    Answer { status, headers: vec![("content-type", "text/xml".to_owned())], body }
}

fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>")
}

/// The query protocol repeats the id of the request in the body.
fn request_id() -> String {
    element("RequestId", &uuid::Uuid::new_v4().to_string())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
