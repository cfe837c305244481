//! The one road that every write takes to AWS: read-only mode, the journal, the call, the journal again.
//!
//! The intent is on disk before the call leaves. A run that ends in between leaves an open entry, and the next one
//! settles it with the same token.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use jiff::Timestamp;

use super::executor::Mode;
use crate::app::effect::Page;
use crate::aws::Fleet;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::journal::{Begun, EntryId, EntryState, Intent, News};
use crate::domain::scope::ScopeId;
use crate::store::{Store, StoreError};

/// What tells the time: the system's clock, or a simulator's.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The road.
#[derive(Clone)]
pub struct Road {
    /// The sessions.
    pub fleet: Arc<Fleet>,
    /// Whether writes may leave at all.
    pub mode: Mode,
    /// The journal.
    pub store: Store,
    /// What tells the time.
    pub clock: Clock,
}

impl std::fmt::Debug for Road {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Road").field("mode", &self.mode).finish_non_exhaustive()
    }
}

impl Road {
    /// Sends a write. `begun` tells what the journal has of it already. `noted` hears the entry's number as soon as the intent is on disk.
    ///
    /// # Errors
    /// It was not sent, AWS refused it, or the answer was lost: [`Failure::leaves_doubt`] tells.
    pub async fn send(
        &self,
        scope: ScopeId,
        intent: &Intent,
        begun: Begun,
        calls: &AtomicU32,
        noted: impl FnOnce(EntryId),
    ) -> Result<Page, Failure> {
        let operation = intent.write.operation();
        if self.mode == Mode::ReadOnly {
            return Err(Failure::new(FailureKind::ReadOnly, operation, "the console is read-only"));
        }
        let entry = match begun {
            Begun::Anew => self.store.begin(intent.clone()).await,
            Begun::Planned(entry) => self.store.leave(entry, (self.clock)()).await.map(|()| entry),
            Begun::Again(entry) => Ok(entry),
        };
        let entry =
            entry.map_err(|error| Failure::new(FailureKind::NotJournalled, operation, &error.to_string()))?;
        noted(entry);
        let outcome = self.fleet.send(scope, &intent.write, calls).await;
        let at = (self.clock)();
        let news = match &outcome {
            Ok(Page::Started(started)) => {
                let job = Some(started.job.raw().to_owned());
                News { at, state: EntryState::Accepted, job, note: None }
            }
            Ok(_) => News { at, state: EntryState::Done, job: None, note: None },
            Err(failure) => {
                let note = Some(format!("{}: {}", failure.short(), failure.message));
                News {
                    at,
                    state: EntryState::after(&intent.write, failure, matches!(begun, Begun::Again(_))),
                    job: None,
                    note,
                }
            }
        };
        self.note(entry, news).await;
        outcome
    }

    /// Puts writes into the journal that are to leave one after the other.
    ///
    /// # Errors
    /// The console is read-only, or they could not be written: none may leave.
    pub async fn plan(&self, intents: Vec<Intent>) -> Result<Vec<EntryId>, String> {
        match self.mode {
            Mode::ReadOnly => Err("the console is read-only".to_owned()),
            Mode::Operate => self.store.plan(intents).await.map_err(|error| error.to_string()),
        }
    }

    /// Notes news of an entry. An entry that can't be brought up to date stays open, and is settled by the next run.
    pub async fn note(&self, entry: EntryId, news: News) {
        if let Err(error) = self.store.settle(entry, news).await {
            tracing::error!(entry = entry.0, "the journal could not be brought up to date: {error}");
        }
    }

    /// What the journal has open that no living console answers for.
    ///
    /// # Errors
    /// It could not be read.
    pub async fn claim(&self) -> Result<Vec<crate::domain::journal::Entry>, StoreError> {
        match self.mode {
            Mode::ReadOnly => Ok(Vec::new()),
            Mode::Operate => self.store.claim().await,
        }
    }
}
