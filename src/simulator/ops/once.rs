//! Idempotency tokens: the same request again gives the answer of the first time and does nothing.

use serde_json::{Map, Value};

use crate::simulator::request::{Request, Scope};
use crate::simulator::state::State;
use crate::simulator::wire::{Answer, ApiError};

/// A token's place, to keep the answer in. Tokens are kept for ever, as no lifetime is documented.
#[derive(Debug)]
pub struct Once {
    key: Option<(Scope, &'static str, String)>,
    asked: Map<String, Value>,
}

impl Once {
    /// The answer already given for this token, or where to keep the one to come.
    ///
    /// # Errors
    /// The token was used with other parameters.
    pub fn check(
        state: &State,
        request: &Request,
        operation: &'static str,
    ) -> Result<Result<Answer, Self>, ApiError> {
        let members = request.members()?;
        let token = members.text("IdempotencyToken")?.map(str::to_owned);
        let key = token.map(|token| (request.scope.clone(), operation, token));
        let asked = members.all();
        let Some(answer) = key.as_ref().and_then(|key| state.answered.get(key)) else {
            return Ok(Err(Self { key, asked }));
        };
        let same = key.as_ref().and_then(|key| state.asked.get(key)).is_none_or(|before| *before == asked);
        if same {
            return Ok(Ok(answer.clone()));
        }
        Err(ApiError::invalid("IdempotencyToken", "the token was used with other parameters"))
    }

    /// Keeps the answer.
    pub fn keep(self, state: &mut State, answer: &Answer) {
        if let Some(key) = self.key {
            state.asked.insert(key.clone(), self.asked);
            state.answered.insert(key, answer.clone());
        }
    }
}
