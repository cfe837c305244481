//! From a call to what goes back over the connection, with all that may go wrong on the way.

use std::io;
use std::sync::PoisonError;

use axum::body::{Body, Bytes};
use axum::http::Response;
use jiff::{SignedDuration, Timestamp};

use super::calls::End;
use super::connection::Connection;
use super::faults::{self, Cut, Hit};
use super::http::{Call, Server};
use super::model;
use super::request::Request;
use super::signature::{self, Signed};
use super::wire::{Answer, Outcome};

/// What a proxy that has lost its way puts in place of the service.
const PROXY_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Gateway</title></head>\n<body><h1>The page cannot be \
                          shown</h1><p>proxy.example.internal</p></body></html>\n";

/// A call that has come.
pub(super) struct Asked<'a> {
    pub(super) call: &'a Call,
    pub(super) request: &'a Request,
    /// Whether the page that is asked for came twice already.
    pub(super) again: bool,
    /// The request before anything of it was decoded.
    pub(super) signed: &'a Signed<'a>,
}

/// What goes back.
pub(super) struct Reply {
    answer: Answer,
    error: Option<String>,
    cut: Option<Cut>,
    /// The time that the service believes it is, when that is not the real one.
    date: Option<Timestamp>,
    /// Whether a proxy answers in place of the service.
    from_proxy: bool,
}

impl Server {
    /// Answers a call, or does what its faults say.
    pub(super) async fn reply(&self, asked: &Asked<'_>) -> Reply {
        let Asked { call, request, .. } = asked;
        let hit = self.faults.take(call.operation(), &request.scope);
        tokio::time::sleep(self.latency + hit.delay).await;
        if hit.hang {
            std::future::pending::<()>().await;
        }
        if hit.cut == Some(Cut::Before) {
            return Reply::cut(Cut::Before);
        }
        if let Some(status) = hit.html {
            return Reply::from_proxy(status);
        }
        let (mut answer, error) = match self.outcome(asked, &hit) {
            Ok(answer) => (answer, None),
            Err(error) => (call.error(&error), Some(error.code().to_owned())),
        };
        if error.is_none() {
            faults::rewrite(hit.garble, call.operation(), &mut answer.body);
        }
        if hit.truncate {
            answer.body.truncate(answer.body.len() / 2);
        }
        let date = hit.skew.map(real_time);
        Reply { answer, error, cut: hit.cut, date, from_proxy: false }
    }

    fn outcome(&self, Asked { call, request, again, signed }: &Asked<'_>, hit: &Hit) -> Outcome {
        let now = real_time(hit.skew.unwrap_or_default());
        if self.verify_signatures {
            signature::check(signed, call.signing_name(), now)?;
        } else if let Some(date) = signed.header("x-amz-date").filter(|_| hit.skew.is_some()) {
            signature::check_time(date, now)?;
        }
        let refusal = hit.refusal.as_ref();
        if let Some(error) = refusal
            .and_then(|fault| faults::refusal(fault, call.iam_prefix(), call.operation(), &request.scope))
        {
            return Err(error);
        }
        if let Some(page) = self.pages.repeated(hit, request, *again) {
            return Ok(page);
        }
        let short_pages = hit.short_pages.then_some(self.seed);
        let mut answer = match short_pages {
            Some(_) => self.run(call, &Request { short_pages, ..(*request).clone() })?,
            None => self.run(call, request)?,
        };
        self.pages.overlapped(hit, request, &mut answer);
        Ok(answer)
    }

    fn run(&self, call: &Call, request: &Request) -> Outcome {
        if let Call::Backup(operation, _) = call {
            model::check(operation, request)?;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.advance(self.clock.now());
        call.run(&mut state, request)
    }
}

impl Reply {
    /// No answer: the connection is reset.
    pub(super) fn cut(cut: Cut) -> Self {
        Self { answer: Answer::empty(), error: None, cut: Some(cut), date: None, from_proxy: false }
    }

    /// An error's answer.
    pub(super) fn refused(answer: Answer, code: &str) -> Self {
        Self { answer, error: Some(code.to_owned()), cut: None, date: None, from_proxy: false }
    }

    fn from_proxy(status: u16) -> Self {
        let headers = vec![("content-type", "text/html; charset=utf-8".to_owned())];
        let answer = Answer { status, headers, body: PROXY_PAGE.into() };
        Self { answer, error: None, cut: None, date: None, from_proxy: true }
    }

    /// What is recorded of it; nothing when no answer reaches the client.
    pub(super) fn end(&self) -> Option<End<'_>> {
        let bytes = match self.cut {
            Some(Cut::Before | Cut::After) => return None,
            Some(Cut::InBody) => self.answer.body.len() / 2,
            None => self.answer.body.len(),
        };
        Some(End { status: self.answer.status, error: self.error.as_deref(), bytes })
    }

    /// Sends it over its connection.
    pub(super) fn into_response(self, connection: &Connection) -> Response<Body> {
        if matches!(self.cut, Some(Cut::Before | Cut::After)) {
            connection.cut();
        }
        let mut headers = self.answer.headers;
        if let Some(date) = self.date {
            headers.push(("date", date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()));
        }
        let body = self.answer.body;
        if self.cut == Some(Cut::InBody) {
            headers.push(("content-length", body.len().to_string()));
            return response(self.answer.status, headers, half(&body, connection.clone()), true);
        }
        response(self.answer.status, headers, Body::from(body), !self.from_proxy)
    }
}

/// The first half of a body, and then the connection is reset.
fn half(body: &[u8], connection: Connection) -> Body {
    let first = Bytes::copy_from_slice(&body[..body.len() / 2]);
    let parts = futures::stream::unfold(Some(first), move |part| {
        let connection = connection.clone();
        async move {
            if let Some(first) = part {
                return Some((Ok(first), None));
            }
            // What came before must have been written first.
            tokio::task::yield_now().await;
            connection.cut();
            Some((Err(io::Error::from(io::ErrorKind::ConnectionAborted)), None))
        }
    });
    Body::from_stream(parts)
}

/// The real time by a clock that is off by so much.
fn real_time(skew: SignedDuration) -> Timestamp {
    Timestamp::now().saturating_add(skew).unwrap_or(Timestamp::MAX)
}

/// An answer of AWS.
pub(super) fn respond(answer: Answer) -> Response<Body> {
    response(answer.status, answer.headers, Body::from(answer.body), true)
}

fn response(status: u16, headers: Vec<(&'static str, String)>, body: Body, from_aws: bool) -> Response<Body> {
    let mut response = Response::builder().status(status);
    if from_aws {
        response = response.header("x-amzn-requestid", uuid::Uuid::new_v4().to_string());
    }
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body).unwrap_or_default()
}
