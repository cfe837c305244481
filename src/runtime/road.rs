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
use crate::domain::write::Write;
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

/// What came of a write.
struct Done {
    outcome: Result<Page, Failure>,
    state: EntryState,
    note: Option<String>,
}

impl Done {
    fn failed(write: &Write, failure: Failure, in_doubt: bool) -> Self {
        let state = EntryState::after(write, &failure, in_doubt);
        let note = Some(format!("{}: {}", failure.short(), failure.message));
        Self { outcome: Err(failure), state, note }
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
            Begun::Again(entry) | Begun::Look(entry) => Ok(entry),
        };
        let entry =
            entry.map_err(|error| Failure::new(FailureKind::NotJournalled, operation, &error.to_string()))?;
        noted(entry);
        let Done { outcome, state, note } = self.carry_out(scope, &intent.write, begun, calls).await;
        let job = match &outcome {
            Ok(Page::Started(started)) => Some(started.job.raw().to_owned()),
            _ => None,
        };
        self.note(entry, News { at: (self.clock)(), state, job, note }).await;
        outcome
    }

    /// Sends it. What AWS refuses and has no token may have been done by an earlier try, one of the SDK's own too, whose
    /// answer nobody saw: then AWS is asked whether it is in effect.
    async fn carry_out(&self, scope: ScopeId, write: &Write, begun: Begun, calls: &AtomicU32) -> Done {
        let in_doubt = matches!(begun, Begun::Again(_) | Begun::Look(_));
        let refused = match begun {
            Begun::Look(_) => None,
            _ => match self.fleet.send(scope, write, calls).await {
                Ok(page) => {
                    let starts = matches!(page, Page::Started(_));
                    let state = if starts { EntryState::Accepted } else { EntryState::Done };
                    return Done { outcome: Ok(page), state, note: None };
                }
                Err(failure) if failure.is_verdict() && write.token().is_none() => Some(failure),
                Err(failure) => return Done::failed(write, failure, in_doubt),
            },
        };
        match (self.fleet.is_in_effect(scope, write, calls).await, refused) {
            (Ok(Some(true)), _) => {
                let note = Some("an earlier try has done it".to_owned());
                Done { outcome: Ok(Page::Done), state: EntryState::Done, note }
            }
            (Ok(Some(false)), Some(refused)) => Done::failed(write, refused, false),
            (Ok(Some(false)), None) => {
                let failure = Failure::new(FailureKind::NotInEffect, write.operation(), "it never arrived");
                Done::failed(write, failure, false)
            }
            (_, Some(refused)) => Done::failed(write, refused, in_doubt),
            (Ok(None), None) => {
                let failure =
                    Failure::new(FailureKind::NotInEffect, write.operation(), "nobody can tell: look at it");
                Done::failed(write, failure, true)
            }
            (Err(failure), None) => Done { outcome: Err(failure), state: EntryState::Sent, note: None },
        }
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
