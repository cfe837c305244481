//! One request under way: single calls and paged ones, each within the scope's budget and counted.

use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_backup::error::{ProvideErrorMetadata, SdkError};

use super::errors;
use super::session::{Clients, Session};
use crate::app::effect::Page;
use crate::domain::failure::Failure;
use crate::domain::scope::ScopeId;

/// Takes the pages of an answer as they land.
pub type Sink<'a> = dyn FnMut(Page) + Send + 'a;

/// Rows asked for in one page: the most that AWS Backup gives.
pub(super) const PAGE: i32 = 1000;

/// What every call of a request needs.
#[derive(Debug)]
pub(super) struct Caller<'a> {
    pub(super) scope: ScopeId,
    pub(super) clients: Clients,
    session: &'a Session,
    profile: Option<String>,
    calls: &'a AtomicU32,
}

impl<'a> Caller<'a> {
    /// Loads the session where needed. `calls` counts the calls made, also those of a request that fails.
    pub(super) async fn new(
        session: &'a Session,
        operation: &'static str,
        calls: &'a AtomicU32,
    ) -> Result<Self, Failure> {
        Ok(Self {
            scope: session.scope,
            clients: session.clients(operation).await?,
            session,
            profile: session.profile(),
            calls,
        })
    }

    /// One call.
    pub(super) async fn once<O, E>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<O, SdkError<E>>>,
    ) -> Result<O, Failure>
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        self.session.budget.take().await;
        self.calls.fetch_add(1, Ordering::Relaxed);
        call.await.map_err(|error| {
            errors::failure(operation, self.profile.as_deref(), self.session.endpoint(), &error)
        })
    }

    /// All pages of a list. `call` asks for the page of a token; `take` keeps the page's rows and gives the next
    /// token. A page may be empty and yet have a next one, so only the absence of a token ends the list
    /// (aws-backup-api.md section 3.2).
    pub(super) async fn pages<O, E, F>(
        &self,
        operation: &'static str,
        call: impl Fn(Option<String>) -> F,
        mut take: impl FnMut(O) -> Option<String>,
    ) -> Result<(), Failure>
    where
        E: ProvideErrorMetadata + Error + 'static,
        F: Future<Output = Result<O, SdkError<E>>>,
    {
        let mut token = None;
        loop {
            let next = take(self.once(operation, call(token.clone())).await?).filter(|next| !next.is_empty());
            if next.is_none() {
                return Ok(());
            }
            if next == token {
                return Err(errors::garbled(
                    operation,
                    "the list repeats its next token and would never end",
                ));
            }
            token = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;

    use aws_sdk_backup::operation::list_backup_vaults::ListBackupVaultsError;

    use super::*;
    use crate::aws::{Login, ScopeSettings};
    use crate::domain::failure::FailureKind;

    /// Follows a list whose pages bring these tokens; the tokens that were asked for, and how it ended.
    async fn follow(tokens: &[Option<&str>]) -> (Vec<Option<String>>, Result<(), Failure>) {
        let session = Session::new(
            ScopeId(0),
            ScopeSettings {
                login: Login::MadeUp("123456789012".into()),
                region: Some("us-east-1".into()),
                endpoint_url: None,
                requests_per_second: 1000,
            },
        );
        let calls = AtomicU32::new(0);
        let caller = Caller::new(&session, "ListBackupVaults", &calls).await.unwrap();
        let pages: Mutex<VecDeque<_>> = Mutex::new(tokens.iter().copied().collect());
        let asked = Mutex::new(Vec::new());
        let call = async |token: Option<String>| {
            asked.lock().unwrap().push(token);
            let next = pages.lock().unwrap().pop_front().unwrap();
            Ok::<_, SdkError<ListBackupVaultsError>>(next.map(str::to_owned))
        };
        let outcome = caller.pages("ListBackupVaults", call, |next| next).await;
        let asked = asked.into_inner().unwrap();
        assert_eq!(calls.into_inner(), u32::try_from(asked.len()).unwrap());
        (asked, outcome)
    }

    #[tokio::test]
    async fn a_list_ends_where_no_token_is_left() {
        for end in [None, Some("")] {
            let (asked, outcome) = follow(&[Some("a"), Some("b"), end]).await;
            assert_eq!(asked, [None, Some("a".to_owned()), Some("b".to_owned())]);
            assert_eq!(outcome, Ok(()));
        }
    }

    #[tokio::test]
    async fn a_list_that_repeats_its_token_fails_instead_of_running_for_ever() {
        let (asked, outcome) = follow(&[Some("a"), Some("a"), None]).await;
        assert_eq!(asked.len(), 2);
        assert_eq!(outcome.unwrap_err().kind, FailureKind::Garbled);
    }
}
