//! The AWS side: the only place that names SDK types.
//!
//! A [`Fleet`] holds one session a scope. Each query becomes one or more paged calls (`calls`), whose rows are turned
//! into domain types (`convert`, where all text is cleaned) and handed on page by page; each error becomes a
//! [`Failure`] (`errors`). There is no fake client: demo and tests talk to the simulator through the same code, over
//! HTTP.

mod call;
mod calls;
mod convert;
mod errors;
mod limit;
mod login;
mod nulls;
mod session;
mod skew;

use std::sync::atomic::AtomicU32;

pub use call::Sink;
pub use login::Login;
pub use session::ScopeSettings;

use crate::app::effect::{Page, Query};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::scope::ScopeId;
use crate::domain::write::Write;
use call::Caller;
use session::Session;

/// All scopes, each with its own credentials, Region and budget.
#[derive(Debug)]
pub struct Fleet {
    sessions: Vec<Session>,
}

impl Fleet {
    /// The n-th settings belong to `ScopeId(n)`. Reads nothing yet: each session loads when it is first used.
    pub fn new(scopes: Vec<ScopeSettings>) -> Self {
        let sessions = (0..).map(ScopeId).zip(scopes).map(|(id, settings)| Session::new(id, settings));
        Self { sessions: sessions.collect() }
    }

    /// Reads: the answer's pages go to `sink` as they land, and `calls` counts the API calls made for them.
    ///
    /// # Errors
    /// The first call that fails ends the query; pages that came before stand.
    pub async fn ask(
        &self,
        scope: ScopeId,
        query: &Query,
        calls: &AtomicU32,
        sink: &mut Sink<'_>,
    ) -> Result<(), Failure> {
        let caller = self.caller(scope, query.operation(), calls).await?;
        calls::ask(&caller, query, sink).await
    }

    /// Changes something.
    ///
    /// # Errors
    /// The call failed; [`Failure::leaves_doubt`] tells whether it may have taken effect all the same.
    pub async fn send(&self, scope: ScopeId, write: &Write, calls: &AtomicU32) -> Result<Page, Failure> {
        let caller = self.caller(scope, write.operation(), calls).await?;
        calls::send(&caller, write).await
    }

    /// Whether what a write without a token asks for is so at AWS; `None` where that can't be told.
    ///
    /// # Errors
    /// AWS could not be asked.
    pub async fn is_in_effect(
        &self,
        scope: ScopeId,
        write: &Write,
        calls: &AtomicU32,
    ) -> Result<Option<bool>, Failure> {
        let caller = self.caller(scope, write.operation(), calls).await?;
        calls::is_in_effect(&caller, write).await
    }

    /// Forgets a scope's credentials; its next call loads them anew.
    pub fn renew(&self, scope: ScopeId) {
        if let Some(session) = self.session(scope) {
            session.renew();
        }
    }

    /// By how many seconds AWS's clock is ahead of this machine's, as the last answer in a scope told; below 0, it is behind.
    pub fn skew(&self, scope: ScopeId) -> Option<i64> {
        self.session(scope)?.skew.seconds()
    }

    async fn caller<'a>(
        &'a self,
        scope: ScopeId,
        operation: &'static str,
        calls: &'a AtomicU32,
    ) -> Result<Caller<'a>, Failure> {
        let session = self.session(scope);
        let session =
            session.ok_or_else(|| Failure::new(FailureKind::Invalid, operation, "there is no such scope"))?;
        Caller::new(session, operation, calls).await
    }

    fn session(&self, scope: ScopeId) -> Option<&Session> {
        self.sessions.get(usize::from(scope.0))
    }
}
