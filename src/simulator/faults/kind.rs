//! What can go wrong with a call, and the table of it that files, the control path and the documentation go by.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::form::Form;

/// What goes wrong with a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// 403 `AccessDeniedException` naming the IAM action.
    Deny,
    /// 400 `ThrottlingException`.
    Throttle,
    /// `ThrottlingException` for what goes beyond AWS's documented rates.
    RateLimits,
    /// 500 `InternalFailure`.
    InternalFailure,
    /// 503 `ServiceUnavailable`.
    Unavailable,
    /// 403 `ExpiredTokenException`.
    ExpiredToken,
    /// 403 `UnrecognizedClientException`.
    InvalidToken,
    /// 403 `InvalidSignatureException`.
    InvalidSignature,
    /// 403 `OptInRequired`: the Region is not enabled.
    OptInRequired,
    /// The server's clock is off by so much: its `Date`, and its opinion of when the request was signed.
    ClockSkew(SignedDuration),
    /// An error of any code.
    Error {
        /// Such as `DependencyFailureException`.
        code: String,
        /// The HTTP status; default: the code's own, 400 for codes that AWS Backup does not know.
        status: Option<u16>,
        /// Default: a plain sentence.
        message: Option<String>,
    },
    /// The answer comes this much later.
    Delay(Duration),
    /// The answer comes later by something between these two, drawn from the seed.
    DelayBetween(Duration, Duration),
    /// No answer ever comes; the connection stays open.
    Hang,
    /// The connection is reset before anything is done.
    DropBefore,
    /// The call is carried out, then the connection is reset without an answer.
    DropAfter,
    /// The call is carried out, then the connection is reset in the middle of the answer's body.
    DropInBody,
    /// The answer is whole by its length, but its text ends in the middle.
    Truncate,
    /// An HTML page of a proxy with this status comes instead; the call never arrives.
    Html(u16),
    /// Timestamps in the exponent form: `1.576492491322E9`.
    Exponents,
    /// Absent members are there as nulls.
    Nulls,
    /// Every structure has members that no model knows.
    UnknownMembers,
    /// Every enumeration has a value that no model knows.
    UnknownEnums,
    /// A page begins with so many rows of the page before.
    Overlap(usize),
    /// A page comes twice before the next one does.
    DuplicatePages,
    /// Pages have fewer rows than asked for, or none, though more follow.
    ShortPages,
}

/// One kind of fault as files and requests name it.
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// Which members it takes besides those that every fault has.
    pub(super) takes: &'static [&'static str],
    /// What happens, for the documentation.
    pub(super) what: &'static str,
    pub(super) make: fn(&Form) -> Result<Fault, String>,
}

/// The value of an enumeration that no model knows.
pub(super) const UNKNOWN_ENUM: &str = "NOT_YET_INVENTED";

/// Every kind.
#[rustfmt::skip]
pub(super) const KINDS: [Kind; 25] = [
    Kind { name: "throttle", takes: &[], what: "400 `ThrottlingException`", make: |_| Ok(Fault::Throttle) },
    Kind { name: "rate-limits", takes: &[], what: "400 `ThrottlingException` for what goes beyond AWS's documented rates by operation, and 50 a second in all, per account and Region in real time", make: |_| Ok(Fault::RateLimits) },
    Kind { name: "internal-failure", takes: &[], what: "500 `InternalFailure`", make: |_| Ok(Fault::InternalFailure) },
    Kind { name: "unavailable", takes: &[], what: "503 `ServiceUnavailable`", make: |_| Ok(Fault::Unavailable) },
    Kind { name: "error", takes: &["code", "status", "message"], what: "an error of that `code`, such as `ServiceUnavailableException`, `DependencyFailureException` or `LimitExceededException`; `status` and `message` as that code has them unless given", make: error },
    Kind { name: "deny", takes: &[], what: "403 `AccessDeniedException` in IAM's words, which name the action", make: |_| Ok(Fault::Deny) },
    Kind { name: "expired-token", takes: &[], what: "403 `ExpiredTokenException`", make: |_| Ok(Fault::ExpiredToken) },
    Kind { name: "invalid-token", takes: &[], what: "403 `UnrecognizedClientException`", make: |_| Ok(Fault::InvalidToken) },
    Kind { name: "invalid-signature", takes: &[], what: "403 `InvalidSignatureException`", make: |_| Ok(Fault::InvalidSignature) },
    Kind { name: "opt-in-required", takes: &[], what: "403 `OptInRequired`: the Region is not enabled", make: |_| Ok(Fault::OptInRequired) },
    Kind { name: "clock-skew", takes: &["by"], what: "the service's clock is off `by` so much (`\"10m\"`, `\"-1h\"`): its `Date` says so, and it refuses signatures that are more than five minutes from its own time", make: |form| Ok(Fault::ClockSkew(form.by.ok_or("by: missing")?)) },
    Kind { name: "delay", takes: &["delay", "min", "max"], what: "the answer comes later: by `delay` (`\"250ms\"`), or by something from `min` to `max`", make: delay },
    Kind { name: "hang", takes: &[], what: "no answer comes; the connection stays open", make: |_| Ok(Fault::Hang) },
    Kind { name: "drop-before", takes: &[], what: "the connection is reset before anything is done", make: |_| Ok(Fault::DropBefore) },
    Kind { name: "drop-after", takes: &[], what: "the call is carried out, then the connection is reset without an answer", make: |_| Ok(Fault::DropAfter) },
    Kind { name: "drop-in-body", takes: &[], what: "the call is carried out, then the connection is reset in the middle of the body", make: |_| Ok(Fault::DropInBody) },
    Kind { name: "truncate", takes: &[], what: "the body ends in the middle, though its length says that it is whole", make: |_| Ok(Fault::Truncate) },
    Kind { name: "html", takes: &["status"], what: "the call never arrives: a proxy answers with a page of HTML (`status` 200 unless given)", make: |form| Ok(Fault::Html(form.status.unwrap_or(200))) },
    Kind { name: "exponents", takes: &[], what: "timestamps in exponent form: `1.576492491322E9`", make: |_| Ok(Fault::Exponents) },
    Kind { name: "nulls", takes: &[], what: "absent members are there, as `null`", make: |_| Ok(Fault::Nulls) },
    Kind { name: "unknown-members", takes: &[], what: "every structure has a member that no model knows", make: |_| Ok(Fault::UnknownMembers) },
    Kind { name: "unknown-enums", takes: &[], what: "every enumeration has the value `NOT_YET_INVENTED`", make: |_| Ok(Fault::UnknownEnums) },
    Kind { name: "overlap", takes: &["rows"], what: "each page begins with the last `rows` (1 unless given) of the page before", make: |form| Ok(Fault::Overlap(form.rows.unwrap_or(1))) },
    Kind { name: "duplicate-pages", takes: &[], what: "each page but the last comes twice before the next one does", make: |_| Ok(Fault::DuplicatePages) },
    Kind { name: "short-pages", takes: &[], what: "pages have fewer rows than asked for now and then, or none, though more follow", make: |_| Ok(Fault::ShortPages) },
];

fn error(form: &Form) -> Result<Fault, String> {
    let code = form.code.clone().ok_or("code: missing")?;
    if !is_code(&code) {
        return Err("code: must be an error's name".into());
    }
    Ok(Fault::Error { code, status: form.status, message: form.message.clone() })
}

/// Codes go into a header.
fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-#:".contains(&byte))
}

fn delay(form: &Form) -> Result<Fault, String> {
    match (form.delay, form.min, form.max) {
        (Some(by), None, None) => Ok(Fault::Delay(by)),
        (None, Some(min), Some(max)) if min <= max => Ok(Fault::DelayBetween(min, max)),
        (None, Some(_), Some(_)) => Err("max: must not be less than min".to_owned()),
        (Some(_), ..) => Err("delay: cannot go with min and max".to_owned()),
        (None, None, None) => Err("delay: missing".to_owned()),
        (None, Some(_), None) => Err("max: missing".to_owned()),
        (None, None, Some(_)) => Err("min: missing".to_owned()),
    }
}

impl Fault {
    /// Its name in files and requests.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::Throttle => "throttle",
            Self::RateLimits => "rate-limits",
            Self::InternalFailure => "internal-failure",
            Self::Unavailable => "unavailable",
            Self::ExpiredToken => "expired-token",
            Self::InvalidToken => "invalid-token",
            Self::InvalidSignature => "invalid-signature",
            Self::OptInRequired => "opt-in-required",
            Self::ClockSkew(_) => "clock-skew",
            Self::Error { .. } => "error",
            Self::Delay(_) | Self::DelayBetween(..) => "delay",
            Self::Hang => "hang",
            Self::DropBefore => "drop-before",
            Self::DropAfter => "drop-after",
            Self::DropInBody => "drop-in-body",
            Self::Truncate => "truncate",
            Self::Html(_) => "html",
            Self::Exponents => "exponents",
            Self::Nulls => "nulls",
            Self::UnknownMembers => "unknown-members",
            Self::UnknownEnums => "unknown-enums",
            Self::Overlap(_) => "overlap",
            Self::DuplicatePages => "duplicate-pages",
            Self::ShortPages => "short-pages",
        }
    }

    /// The members that only this kind has.
    pub(super) fn members(&self) -> Map<String, Value> {
        let members = match self {
            Self::ClockSkew(by) => {
                json!({ "by": format!("{}{:#}", if by.is_negative() { "-" } else { "" }, by.abs()) })
            }
            Self::Error { code, status, message } => {
                json!({ "code": code, "status": status, "message": message })
            }
            Self::Delay(by) => json!({ "delay": length(*by) }),
            Self::DelayBetween(min, max) => json!({ "min": length(*min), "max": length(*max) }),
            Self::Html(status) => json!({ "status": status }),
            Self::Overlap(rows) => json!({ "rows": rows }),
            _ => Value::Null,
        };
        match members {
            Value::Object(members) => members.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            _ => Map::new(),
        }
    }
}

fn length(by: Duration) -> String {
    SignedDuration::try_from(by).map(|by| format!("{by:#}")).unwrap_or_default()
}

/// The table of faults for the documentation, in Markdown.
pub fn table() -> String {
    let rows = KINDS.iter().map(|kind| {
        let takes: Vec<String> = kind.takes.iter().map(|member| format!("`{member}`")).collect();
        format!("| `{}` | {} | {} |\n", kind.name, takes.join(" "), kind.what)
    });
    std::iter::once("| `fault` | Takes | What happens |\n|---|---|---|\n".to_owned()).chain(rows).collect()
}
