//! `/_simulator/*`: the control path on the same port, JSON both ways. What goes over it is neither counted nor faulted.

mod calls;
mod clock;
mod faults;
mod form;

use serde_json::{Value, json};

use super::http::Server;
use super::names::nearest;
use super::request::parse_query;
use super::wire::Answer;

/// What every control path begins with.
const ROOT: &str = "/_simulator";

/// One control request.
struct Command<'a> {
    method: &'a str,
    query: Vec<(String, String)>,
    body: &'a [u8],
}

/// A refusal: HTTP status, what is wrong, and with which member.
#[derive(Debug, PartialEq)]
struct Refusal {
    status: u16,
    message: String,
    member: Option<String>,
}

impl Refusal {
    fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), member: None }
    }

    /// `member` is wrong, for that reason.
    fn of(member: &str, why: impl std::fmt::Display) -> Self {
        Self { status: 400, message: format!("{member}: {why}"), member: Some(member.to_owned()) }
    }

    fn answer(&self) -> Answer {
        answer(self.status, &json!({ "error": self.message, "member": self.member }))
    }
}

type Told = Result<Value, Refusal>;

/// Whether a path is the simulator's own.
pub(super) fn is_control(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Carries out a control request.
pub(super) fn handle(server: &Server, method: &str, path: &str, query: &str, body: &[u8]) -> Answer {
    let command = Command { method, query: parse_query(query), body };
    let what = path.strip_prefix(ROOT).unwrap_or_default().trim_matches('/');
    let told = match what {
        "" => about(server, &command),
        "clock" => clock::handle(&server.clock, &command),
        "calls" => calls::handle(&server.calls, &command),
        "faults" => faults::handle(&server.faults, &command),
        other => Err(unknown(other)),
    };
    told.map_or_else(|refusal| refusal.answer(), |told| answer(200, &told))
}

/// JSON as it stands: unlike those of AWS, these answers have their absent members.
fn answer(status: u16, body: &Value) -> Answer {
    let headers = vec![("content-type", "application/json".to_owned())];
    // A tree of values always serializes.
    Answer { status, headers, body: serde_json::to_vec(body).unwrap_or_default() }
}

/// What is served under [`ROOT`].
const PATHS: [&str; 3] = ["clock", "calls", "faults"];

fn unknown(path: &str) -> Refusal {
    let hint = nearest(path, &PATHS).map(|near| format!(": did you mean {ROOT}/{near}?")).unwrap_or_default();
    Refusal::new(404, format!("there is no {ROOT}/{path}{hint}"))
}

impl Command<'_> {
    fn refuse_method(&self, allowed: &str) -> Refusal {
        Refusal::new(405, format!("{} is not possible here: {allowed}", self.method))
    }

    /// Refuses query parameters that mean nothing.
    fn only_query(&self, known: &[&str]) -> Result<(), Refusal> {
        form::only(self.query.iter().map(|(name, _)| name.as_str()), known)
    }
}

fn about(server: &Server, command: &Command<'_>) -> Told {
    command.only_query(&[])?;
    match command.method {
        "GET" => Ok(json!({
            "version": env!("CARGO_PKG_VERSION"),
            "scenario": server.scenario,
            "seed": server.seed,
            "verify_signatures": server.verify_signatures,
            "clock": clock::view(&server.clock),
        })),
        _ => Err(command.refuse_method("GET")),
    }
}
