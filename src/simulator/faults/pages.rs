//! Pages that overlap or come twice.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use super::Hit;
use crate::simulator::request::Request;
use crate::simulator::wire::Answer;

/// What marks the token of a page that came twice: with it comes the next one.
const AGAIN: &str = ".again";
/// How many pages are remembered.
const KEPT: usize = 256;

/// The rows of pages that were answered under such a fault, by the token of the page that follows.
#[derive(Debug, Default)]
pub(in crate::simulator) struct Pages(Mutex<Memory>);

#[derive(Debug, Default)]
struct Memory {
    rows: HashMap<String, Vec<Value>>,
    order: VecDeque<String>,
}

/// Takes the mark off a request's token. Tells whether there was one: whether this page came twice already.
pub(in crate::simulator) fn again(request: &mut Request) -> bool {
    let token = request.query.iter_mut().find(|(name, _)| is_token(name)).map(|(_, value)| value);
    let Some(token) = token.filter(|token| token.ends_with(AGAIN)) else { return false };
    token.truncate(token.len() - AGAIN.len());
    true
}

fn is_token(name: &str) -> bool {
    name == "nextToken" || name == "NextToken"
}

fn token_of(request: &Request) -> Option<&str> {
    request.query.iter().find(|(name, _)| is_token(name)).map(|(_, value)| value.as_str())
}

impl Pages {
    /// The page before once more, if this call is to get that.
    pub(in crate::simulator) fn repeated(&self, hit: &Hit, request: &Request, again: bool) -> Option<Answer> {
        if !hit.duplicate || again {
            return None;
        }
        let token = token_of(request)?;
        let rows = self.recall(token)?;
        let (name, rows) = rows.split_first()?;
        let mut body = Map::new();
        body.insert(name.as_str()?.to_owned(), rows.to_vec().into());
        body.insert("NextToken".to_owned(), format!("{token}{AGAIN}").into());
        Some(Answer::ok(body))
    }

    /// What becomes of the answer to a call that is hit: rows of the page before first.
    pub(in crate::simulator) fn overlapped(&self, hit: &Hit, request: &Request, answer: &mut Answer) {
        if hit.overlap == 0 && !hit.duplicate {
            return;
        }
        let Ok(Value::Object(mut body)) = serde_json::from_slice(&answer.body) else { return };
        let Some(name) = body.iter().find(|(_, value)| value.is_array()).map(|(name, _)| name.clone()) else {
            return;
        };
        let Some(Value::Array(rows)) = body.get_mut(&name) else { return };
        let own = rows.clone();
        let before = token_of(request).and_then(|token| self.recall(token));
        if let Some(before) = before.filter(|_| hit.overlap > 0) {
            // The first of what is remembered is the list's name.
            let from = before.len().saturating_sub(hit.overlap).max(1);
            rows.splice(0..0, before.into_iter().skip(from));
        }
        if let Some(Value::String(next)) = body.get("NextToken") {
            self.remember(next.clone(), std::iter::once(name.into()).chain(own).collect());
        }
        // A tree of values always serializes.
        answer.body = serde_json::to_vec(&body).unwrap_or_default();
    }

    fn recall(&self, token: &str) -> Option<Vec<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).rows.get(token).cloned()
    }

    fn remember(&self, token: String, rows: Vec<Value>) {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.rows.insert(token.clone(), rows).is_none() {
            memory.order.push_back(token);
        }
        if memory.order.len() > KEPT
            && let Some(oldest) = memory.order.pop_front()
        {
            memory.rows.remove(&oldest);
        }
    }
}
