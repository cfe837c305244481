//! The HTTP side: accepts connections, finds service and operation, lets faults happen, answers.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, Response};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::calls::{Arrival, Calls};
use super::cloudwatch::{self, Protocol};
use super::connection::{Accept, Connection};
use super::faults::{self, Cut, Faults, Pages};
use super::reply::{Asked, Reply, respond};
use super::request::{Request, Scope, parse_query};
use super::routes::{self, Handler};
use super::signature::Signed;
use super::state::State;
use super::wire::{Answer, ApiError, Outcome};
use super::{Clock, control, model, ops, sts};

/// More than any request of the model needs.
const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
const RPC_PREFIX: &str = "/service/GraniteServiceVersion20100801/operation/";
const JSON_TARGET_PREFIX: &str = "GraniteServiceVersion20100801.";

/// All that a request handler needs.
#[derive(Debug)]
pub(super) struct Server {
    /// The scenario's name or file, and the seed: what the account was made of.
    pub(super) scenario: String,
    pub(super) seed: u64,
    /// The simulated accounts. Held only while an operation computes, never across an await.
    pub(super) state: Mutex<State>,
    pub(super) clock: Clock,
    pub(super) faults: Faults,
    pub(super) pages: Pages,
    pub(super) calls: Calls,
    pub(super) latency: Duration,
    pub(super) verify_signatures: bool,
    pub(super) stop: CancellationToken,
}

/// Serves until the server's token is cancelled.
pub(super) async fn serve(listener: TcpListener, server: Arc<Server>) -> io::Result<()> {
    let stop = server.stop.clone();
    let app = axum::Router::new()
        .fallback(handle)
        .with_state(server)
        .into_make_service_with_connect_info::<Connection>();
    axum::serve(Accept(listener), app).with_graceful_shutdown(stop.cancelled_owned()).await
}

/// Which service a request is for, and what it wants there.
pub(super) enum Call {
    Backup(&'static str, Handler),
    CloudWatch(String, Protocol),
    Sts(String, Vec<(String, String)>),
}

impl Call {
    pub(super) fn operation(&self) -> &str {
        match self {
            Self::Backup(operation, _) => operation,
            Self::CloudWatch(operation, _) | Self::Sts(operation, _) => operation,
        }
    }

    pub(super) fn run(&self, state: &mut State, request: &Request) -> Outcome {
        match self {
            Self::Backup(operation, handler) => {
                ops::access::check(state, request, operation)?;
                handler(state, request).map(|answer| model::coded(operation, answer))
            }
            Self::CloudWatch(operation, protocol) => cloudwatch::handle(state, request, operation, *protocol),
            Self::Sts(action, parameters) => sts::handle(state, request, action, parameters),
        }
    }

    pub(super) fn error(&self, error: &ApiError) -> Answer {
        match self {
            Self::Backup(..) => error.answer(),
            Self::CloudWatch(_, protocol) => cloudwatch::error(error, *protocol),
            Self::Sts(..) => sts::error(error),
        }
    }

    /// The service's name in the scope of a signature.
    pub(super) fn signing_name(&self) -> &'static str {
        match self {
            Self::CloudWatch(..) => "monitoring",
            other => other.iam_prefix(),
        }
    }

    pub(super) fn iam_prefix(&self) -> &'static str {
        match self {
            Self::Backup(..) => "backup",
            Self::CloudWatch(..) => "cloudwatch",
            Self::Sts(..) => "sts",
        }
    }
}

async fn handle(
    Shared(server): Shared<Arc<Server>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: axum::extract::Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MAX_BODY_BYTES).await else {
        return respond(
            ApiError::new("RequestEntityTooLargeException", 413, "the body is too large").answer(),
        );
    };
    let (method, path) = (parts.method.as_str(), parts.uri.path());
    let query = parts.uri.query().unwrap_or_default();
    if control::is_control(path) {
        return respond(control::handle(&server, method, path, query, &body));
    }
    let mut request = Request {
        scope: Scope::from_authorization(header(&parts.headers, "authorization")),
        labels: Vec::new(),
        query: parse_query(query),
        body: body.into(),
        short_pages: None,
    };
    let again = faults::again(&mut request);
    let found = find(method, path, &parts.headers, &mut request);
    let arrival = Arrival {
        operation: found.as_ref().map_or_else(|(operation, _)| *operation, Call::operation),
        time: server.clock.now(),
        method,
        path,
        attempt: header(&parts.headers, "amz-sdk-request"),
        request: &request,
    };
    let number = server.calls.begin(&arrival);
    let reply = match &found {
        Ok(call) => {
            tracing::debug!(operation = call.operation(), region = %request.scope.region, "called");
            let (headers, body) = (&parts.headers, request.body.as_slice());
            let signed = Signed { method, path, query, headers, body };
            let asked = Asked { call, request: &request, again, signed: &signed };
            tokio::select! {
                reply = server.reply(&asked) => reply,
                () = server.stop.cancelled() => Reply::cut(Cut::Before),
            }
        }
        Err((operation, error)) => {
            tracing::warn!(method, path, operation, "not simulated");
            Reply::refused(error.answer(), error.code())
        }
    };
    if let Some(end) = reply.end() {
        server.calls.end(number, &arrival, &end);
    }
    reply.into_response(&connection)
}

fn find(
    method: &str,
    path: &str,
    headers: &HeaderMap,
    request: &mut Request,
) -> Result<Call, (&'static str, ApiError)> {
    if let Some(operation) = path.strip_prefix(RPC_PREFIX) {
        return Ok(Call::CloudWatch(operation.to_owned(), Protocol::RpcV2Cbor));
    }
    let target = header(headers, "x-amz-target").and_then(|target| target.strip_prefix(JSON_TARGET_PREFIX));
    if let Some(operation) = target {
        return Ok(Call::CloudWatch(operation.to_owned(), Protocol::AwsJson10));
    }
    if method == "POST" && path == "/" {
        let parameters = parse_query(&String::from_utf8_lossy(&request.body));
        let action = parameters.iter().find(|(name, _)| name == "Action").map(|(_, value)| value.clone());
        return Ok(Call::Sts(action.unwrap_or_default(), parameters));
    }
    let unknown = || {
        let message = "No operation has this method and path.";
        ("UnknownOperation", ApiError::new("UnknownOperationException", 404, message))
    };
    let (route, labels) = routes::find(method, path).ok_or_else(unknown)?;
    if !model::tells_apart(route.operation, request) {
        return Err(unknown());
    }
    request.labels = labels;
    Ok(Call::Backup(route.operation, route.handler))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
