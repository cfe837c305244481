//! One scope for a command without a screen: what the console's tasks do, awaited one by one. Writes take the same road
//! and stand in the same journal.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use color_eyre::eyre::Result;
use jiff::Timestamp;

use super::executor::Mode;
use super::patience::Patience;
use super::road::Road;
use super::{fleet, scopes, start_demo};
use crate::app::effect::{Page, Query};
use crate::config::{ScopeChoice, Settings};
use crate::domain::failure::Failure;
use crate::domain::journal::{Begun, Entry, EntryId, Intent, News};
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::write::Write;
use crate::simulator::Simulator;
use crate::store::{Store, StoreError};

/// Waits between the tries of a write whose answer was lost. The SDK has tried three times within each.
const PAUSES: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(9)];

/// What came of a write that was sent until AWS answered.
#[derive(Debug)]
pub enum Sent {
    /// AWS took it; with its entry in the journal.
    Taken(Option<EntryId>, Page),
    /// Nothing was changed.
    Refused(Failure),
    /// No answer came: it may have taken effect.
    InDoubt(EntryId, Failure),
}

/// One scope.
#[derive(Debug)]
pub struct Desk {
    /// The scope, with who we are in it.
    pub scope: Scope,
    /// A job is described so often.
    pub pace: Duration,
    road: Road,
    others: Vec<(ScopeId, String)>,
    /// The demo's simulator lives as long as the command.
    _demo: Option<Simulator>,
}

impl Desk {
    /// Opens the first scope of the settings, and besides it these Regions with the same login, to read what a copy needs
    /// to know. Needs a tokio runtime.
    ///
    /// # Errors
    /// The demo's simulator does not start.
    pub async fn open(settings: &Settings, regions: Vec<String>) -> Result<Self> {
        let demo = match settings.demo {
            Some(demo) => Some(start_demo(demo).await?),
            None => None,
        };
        let mut choices = super::choices(settings);
        choices.truncate(1);
        let login = choices.first().cloned().unwrap_or_default();
        choices.extend(
            regions.iter().map(|region| ScopeChoice { region: Some(region.clone()), ..login.clone() }),
        );
        let scope = scopes(&choices).into_iter().next().unwrap_or_default();
        let others = (1..).map(ScopeId).zip(regions).collect();
        let fleet = fleet(choices, settings, demo.as_ref());
        let store = if demo.is_some() { Store::temporary() } else { Store::open(&settings.state) };
        let mode = if settings.config.read_only { Mode::ReadOnly } else { Mode::Operate };
        let road = Road { fleet: Arc::new(fleet), mode, store, clock: Arc::new(Timestamp::now) };
        let pace = Duration::from_secs(settings.config.polling.active_jobs.get().into());
        Ok(Self { scope, pace, road, others, _demo: demo })
    }

    /// Asks who we are.
    ///
    /// # Errors
    /// The call failed: there are no credentials, no Region, or no way to AWS.
    pub async fn identify(&mut self) -> Result<(), Failure> {
        for page in self.ask(&Query::Identity).await? {
            if let Page::Identity(identity) = page {
                identity.region.raw().clone_into(&mut self.scope.region);
                self.scope.identity = Some(identity);
            }
        }
        Ok(())
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.road.clock)()
    }

    /// Whether nothing may be changed.
    pub fn is_read_only(&self) -> bool {
        self.road.mode == Mode::ReadOnly
    }

    /// Reads, to the last page.
    ///
    /// # Errors
    /// A call failed.
    pub async fn ask(&self, query: &Query) -> Result<Vec<Page>, Failure> {
        self.ask_in(self.scope.id, query).await
    }

    /// The other Regions of the same login that the command reaches into.
    pub fn others(&self) -> impl Iterator<Item = ScopeId> {
        self.others.iter().filter(|(_, region)| *region != self.scope.region).map(|(id, _)| *id)
    }

    /// Reads in one of them, to the last page.
    ///
    /// # Errors
    /// A call failed.
    pub async fn ask_in(&self, scope: ScopeId, query: &Query) -> Result<Vec<Page>, Failure> {
        let (mut pages, calls) = (Vec::new(), AtomicU32::new(0));
        let mut sink = |page| pages.push(page);
        // The future of all calls that there are is large.
        Box::pin(self.road.fleet.ask(scope, query, &calls, &mut sink)).await?;
        Ok(pages)
    }

    /// Loads the credentials anew before the next call.
    pub fn renew(&self) {
        self.road.fleet.renew(self.scope.id);
    }

    /// A write as it goes into the journal.
    pub fn intent(&self, label: &str, write: Write) -> Intent {
        Intent { at: self.now(), actor: self.scope.actor(), label: label.to_owned(), write }
    }

    /// Sends a write. Without an answer it is sent again a few times, with the same token and under the same entry; one
    /// that has no token is not.
    /// `begun` tells what the journal has of it already; `lost` hears of each try that got no answer and is repeated.
    pub async fn send(
        &self,
        intent: &Intent,
        mut begun: Begun,
        patience: &Patience,
        mut lost: impl FnMut(&Failure),
    ) -> Sent {
        let calls = AtomicU32::new(0);
        let mut in_doubt = match begun {
            Begun::Again(entry) | Begun::Look(entry) => Some(entry),
            Begun::Anew | Begun::Planned(_) => None,
        };
        let mut pauses = PAUSES.into_iter();
        loop {
            let mut noted = in_doubt;
            let sent = self.road.send(self.scope.id, intent, begun, &calls, |entry| noted = Some(entry));
            let failure = match Box::pin(sent).await {
                Ok(page) => return Sent::Taken(noted, page),
                Err(failure) => failure,
            };
            if failure.leaves_doubt() {
                in_doubt = noted;
            } else if failure.is_verdict() {
                return Sent::Refused(failure);
            }
            let may_pass = failure.may_pass() || failure.leaves_doubt();
            // Without a token a second try may be refused for what the first one did: the caller has to look.
            let repeatable = in_doubt.is_none() || intent.write.token().is_some();
            let goes_on = may_pass && repeatable && patience.is_over().is_none();
            let pause = pauses.next().filter(|_| goes_on);
            let rested = match pause {
                Some(pause) => {
                    lost(&failure);
                    patience.sleep(pause).await.is_ok()
                }
                None => false,
            };
            begun = in_doubt.map_or(Begun::Anew, Begun::Again);
            if !rested {
                return match in_doubt {
                    Some(entry) => Sent::InDoubt(entry, failure),
                    None => Sent::Refused(failure),
                };
            }
        }
    }

    /// Puts writes into the journal that are to leave one after the other.
    ///
    /// # Errors
    /// They could not be written: none may leave.
    pub async fn plan(&self, intents: Vec<Intent>) -> Result<Vec<EntryId>, String> {
        self.road.plan(intents).await
    }

    /// What earlier runs sent to the target of a write with the same operation, and what got no answer. It is this run's
    /// to settle now.
    ///
    /// # Errors
    /// The journal could not be read.
    pub async fn unanswered(&self, write: &Write) -> Result<Vec<Entry>, StoreError> {
        let claimed = match self.road.mode {
            Mode::ReadOnly => Vec::new(),
            Mode::Operate => self.road.store.claim_of(write.operation(), write.target()).await?,
        };
        let actor = self.scope.actor();
        let here = |entry: &Entry| {
            let of = &entry.intent.actor;
            of.region == actor.region && of.account == actor.account
        };
        Ok(claimed.into_iter().filter(here).collect())
    }

    /// Puts news of a write into the journal.
    pub async fn note(&self, entry: EntryId, news: News) {
        self.road.note(entry, news).await;
    }
}
