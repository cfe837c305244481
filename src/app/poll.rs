//! When which dataset of which scope is asked: cadence, back-off, and what each pane may say about its freshness.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::dataset::Dataset;
use super::effect::{Effect, RequestId};
use super::estate::Estate;
use super::remote::{Phase, Remote};
use super::requests::{Purpose, Requests};
use crate::config::Polling;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::job::JobKind;
use crate::domain::scope::ScopeId;

/// All datasets of all scopes.
#[derive(Debug, Default)]
pub struct Poll {
    sources: BTreeMap<(ScopeId, Dataset), Source>,
    /// What is never asked for.
    off: BTreeSet<Dataset>,
}

/// One dataset of one scope.
#[derive(Debug, Default)]
pub struct Source {
    /// What goes on.
    pub remote: Remote<()>,
    /// Asked again at.
    due: Option<Timestamp>,
    request: Option<RequestId>,
    /// The last request left at.
    begun: Option<Timestamp>,
    /// The first request left at of which, and of all after it, nothing was heard.
    unheard: Option<Timestamp>,
    /// Failures in a row.
    failures: u32,
}

impl Source {
    /// Since when nothing has been heard, while a request is out: a long list comes page by page, and a try that AWS did not
    /// answer is no answer.
    fn asked(&self) -> Option<Timestamp> {
        let silent = matches!(self.remote.phase, Phase::Loading { rows: 0 });
        self.unheard.filter(|_| silent && self.request.is_some())
    }

    /// Whether it has been answered once, or will not be soon: what a run without a screen waits for.
    fn has_settled(&self, now: Timestamp) -> bool {
        if let Some(failure) = self.remote.failure() {
            let soon = now.checked_add(SOON).is_ok_and(|soon| self.due.is_some_and(|due| due <= soon));
            return self.failures >= TRIES || !failure.may_pass() || !(soon || self.request.is_some());
        }
        let waits = self.request.is_some() || self.due.is_some_and(|due| due <= now);
        self.remote.at.is_some() || !waits
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.request.is_none() && self.due.is_some_and(|due| due <= now)
    }
}

/// A run without a screen tries so often what may pass by itself; the SDK has tried three times within each.
const TRIES: u32 = 2;
/// And does not wait for longer until the next try.
const SOON: SignedDuration = SignedDuration::from_secs(10);
/// Longest wait after failures.
const LONGEST_BACK_OFF: SignedDuration = SignedDuration::from_secs(120);
/// A scope without credentials is tried again so often: the operator may have logged in meanwhile.
const CREDENTIALS_RETRY: SignedDuration = SignedDuration::from_secs(10);

impl Poll {
    /// Begins to poll a scope.
    pub fn begin(&mut self, scope: ScopeId, now: Timestamp) {
        for dataset in Dataset::all() {
            if dataset == Dataset::PointTags && self.is_off(dataset) {
                // Nobody has asked for them, and nobody is to wonder what they are.
                continue;
            }
            let due = (!dataset.comes_later() && !self.is_off(dataset)).then_some(now);
            self.sources.insert((scope, dataset), Source { due, ..Source::default() });
        }
    }

    /// Never asks for a dataset.
    pub fn switch_off(&mut self, dataset: Dataset) {
        self.off.insert(dataset);
    }

    /// Whether a dataset is never asked for.
    pub fn is_off(&self, dataset: Dataset) -> bool {
        self.off.contains(&dataset)
    }

    /// Asks for all that is due; what is on the screen goes first.
    pub fn ask_due(
        &mut self,
        now: Timestamp,
        estate: &Estate,
        requests: &mut Requests,
        on_screen: &[Dataset],
    ) -> Vec<Effect> {
        let mut effects = self.renew_due(now);
        let mut due: Vec<(ScopeId, Dataset)> =
            self.sources.iter().filter(|(_, source)| source.is_due(now)).map(|(key, _)| *key).collect();
        due.sort_by_key(|(_, dataset)| !on_screen.contains(dataset));
        for (scope, dataset) in due {
            let Some(source) = self.sources.get_mut(&(scope, dataset)) else { continue };
            let Some(query) = dataset.query(scope, estate, now) else {
                // There is nothing to ask, and so nothing is wrong with it any more.
                source.due = None;
                source.failures = 0;
                source.unheard = None;
                if source.remote.failure().is_some() {
                    source.remote.phase = Phase::NotAsked;
                }
                continue;
            };
            let request = requests.begin(scope, Purpose::Poll(dataset));
            source.request = Some(request);
            source.begun = Some(now);
            source.unheard.get_or_insert(now);
            source.remote.begin();
            effects.push(Effect::Ask { request, scope, query });
        }
        effects
    }

    /// Loads credentials anew, once a scope, where something is due that lacked them. They may be another caller's now, so
    /// the caller is asked for too.
    fn renew_due(&mut self, now: Timestamp) -> Vec<Effect> {
        let cut_off = |source: &Source| {
            source.is_due(now) && source.remote.failure().is_some_and(Failure::is_about_credentials)
        };
        let cut_off = self.sources.iter().filter(|(_, source)| cut_off(source)).map(|((scope, _), _)| *scope);
        let scopes: BTreeSet<ScopeId> = cut_off.collect();
        for scope in &scopes {
            self.wake(*scope, Dataset::Identity, now);
        }
        scopes.into_iter().map(Effect::Renew).collect()
    }

    /// When the next dataset is due.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.sources.values().filter(|source| source.request.is_none()).filter_map(|source| source.due).min()
    }

    /// Whether nothing is still to come of what was never told.
    pub fn has_settled(&self, now: Timestamp) -> bool {
        self.sources.values().all(|source| source.has_settled(now))
    }

    /// When the first of the requests that are out will have been waited for too long, to be said then.
    pub fn next_overdue(&self, now: Timestamp) -> Option<Timestamp> {
        let overdue = |source: &Source| source.asked()?.checked_add(LONG_WAIT).ok();
        self.sources.values().filter_map(overdue).filter(|at| *at > now).min()
    }

    /// Makes datasets of all scopes due now.
    pub fn refresh(&mut self, datasets: &[Dataset], now: Timestamp) {
        for ((_, dataset), source) in &mut self.sources {
            if datasets.contains(dataset) && !self.off.contains(dataset) {
                source.due = Some(now);
            }
        }
    }

    /// Makes all jobs of a scope due now, older ones too.
    pub fn look_again(&mut self, scope: ScopeId, now: Timestamp) {
        for kind in JobKind::ALL {
            self.wake(scope, Dataset::Jobs(kind), now);
            self.wake(scope, Dataset::History(kind), now);
        }
    }

    /// Brings forward what the clock, set back, puts off: nothing is due later than its pace says from now.
    pub fn hasten(&mut self, now: Timestamp) {
        for source in self.sources.values_mut() {
            source.due = source.due.map(|due| due.min(now));
            source.remote.at = source.remote.at.map(|at| at.min(now));
            source.begun = source.begun.map(|at| at.min(now));
            source.unheard = source.unheard.map(|at| at.min(now));
        }
    }

    /// When the last request for a dataset left: its answer holds all that there was then.
    pub fn begun(&self, scope: ScopeId, dataset: Dataset) -> Option<Timestamp> {
        self.sources.get(&(scope, dataset))?.begun
    }

    /// A page of so many rows came.
    pub fn page(&mut self, scope: ScopeId, dataset: Dataset, rows: usize) {
        if let Some(source) = self.sources.get_mut(&(scope, dataset)) {
            source.unheard = None;
            source.remote.page(rows);
        }
    }

    /// A dataset was fully answered.
    pub fn ready(&mut self, scope: ScopeId, dataset: Dataset, now: Timestamp, polling: &Polling) {
        let first = self.settle(scope, dataset, |source| {
            let first = source.remote.at.is_none();
            source.remote.ready(now);
            source.unheard = None;
            source.failures = 0;
            source.due = dataset.interval(polling).and_then(|interval| now.checked_add(interval).ok());
            first
        });
        if dataset == Dataset::Resources {
            // `query` says whether there are points whose tags are wanted. A back-off is waited out.
            let rests = self.source(scope, Dataset::PointTags).is_some_and(|source| source.due.is_none());
            if rests {
                self.wake(scope, Dataset::PointTags, now);
            }
        }
        if let Dataset::Jobs(kind) = dataset {
            if first {
                self.wake(scope, Dataset::History(kind), now);
            }
            // `query` says whether there are any; if so they are asked for at their own pace.
            let pause = Dataset::Active(kind).interval(polling).unwrap_or_default();
            self.wake(scope, Dataset::Active(kind), now.checked_add(pause).unwrap_or(now));
        }
        self.count_points(scope, now);
        // Credentials are back: whatever was cut off goes on at once.
        for ((other, _), source) in &mut self.sources {
            if *other == scope && source.remote.failure().is_some_and(Failure::is_about_credentials) {
                source.due = Some(now);
            }
        }
    }

    /// A dataset failed; it is tried again later, the later the oftener it failed. `jitter` is 0 to 1.
    pub fn failed(
        &mut self,
        scope: ScopeId,
        dataset: Dataset,
        failure: Failure,
        now: Timestamp,
        jitter: f64,
    ) {
        self.settle(scope, dataset, |source| {
            source.failures += 1;
            // Any other failure is an answer.
            source.unheard.take_if(|_| failure.kind != FailureKind::Unreachable);
            let pause = match failure.kind {
                FailureKind::Expired | FailureKind::NoCredentials => CREDENTIALS_RETRY,
                FailureKind::AccessDenied | FailureKind::Invalid => LONGEST_BACK_OFF.max(dataset.patience()),
                _ => back_off(source.failures, jitter).max(dataset.patience().min(LONGEST_BACK_OFF)),
            };
            source.remote.fail(failure);
            source.due = now.checked_add(pause).ok();
            false
        });
        self.count_points(scope, now);
    }

    /// Points are first counted when all else has been answered or refused once: they can wait, and nothing is to wait for
    /// them.
    fn count_points(&mut self, scope: ScopeId, now: Timestamp) {
        let counted = self.sources.get(&(scope, Dataset::Points));
        let begun =
            counted.is_none_or(|source| source.remote.phase != Phase::NotAsked || source.due.is_some());
        let ended = |(dataset, source): (Dataset, &Source)| {
            // What nobody is about to ask, as the history of jobs that may not be listed, is not waited for either.
            let idle = source.remote.phase == Phase::NotAsked && source.due.is_none();
            matches!(dataset, Dataset::Points | Dataset::PointTags | Dataset::Active(_))
                || idle
                || source.remote.at.is_some()
                || source.remote.failure().is_some()
        };
        if !begun && self.scope(scope).all(ended) {
            self.wake(scope, Dataset::Points, now);
        }
    }

    /// The dataset of a scope.
    pub fn source(&self, scope: ScopeId, dataset: Dataset) -> Option<&Source> {
        self.sources.get(&(scope, dataset))
    }

    /// All datasets of a scope.
    pub fn scope(&self, scope: ScopeId) -> impl Iterator<Item = (Dataset, &Source)> {
        self.sources
            .iter()
            .filter(move |((other, _), _)| *other == scope)
            .map(|((_, dataset), source)| (*dataset, source))
    }

    /// Whether everything of a scope has been answered once, or refused; history aside, which only tells of the past.
    pub fn has_looked(&self, scope: ScopeId) -> bool {
        let counts = |dataset| !matches!(dataset, Dataset::Active(_) | Dataset::History(_));
        self.scope(scope).filter(|(dataset, _)| counts(*dataset)).all(|(_, source)| {
            let never = source.due.is_none() && source.request.is_none();
            source.remote.at.is_some() || source.remote.failure().is_some() || never
        }) && self.source(scope, Dataset::Points).is_none_or(|source| {
            // They are counted when all else has been answered.
            source.remote.at.is_some() || source.remote.failure().is_some()
        })
    }

    /// What can be said of these datasets together.
    pub fn health(&self, datasets: &[Dataset], now: Timestamp, polling: &Polling) -> Health<'_> {
        let mut health = Health::default();
        for ((scope, dataset), source) in &self.sources {
            if datasets.contains(dataset) {
                health.add(*scope, *dataset, source, now, polling);
            }
        }
        health
    }

    fn wake(&mut self, scope: ScopeId, dataset: Dataset, at: Timestamp) {
        if let Some(source) = self.sources.get_mut(&(scope, dataset)) {
            source.due = Some(source.due.map_or(at, |due| due.min(at)));
        }
    }

    fn settle(&mut self, scope: ScopeId, dataset: Dataset, end: impl FnOnce(&mut Source) -> bool) -> bool {
        let Some(source) = self.sources.get_mut(&(scope, dataset)) else { return false };
        source.request = None;
        end(source)
    }
}

/// Freshness of some datasets over all scopes.
#[derive(Debug, Default)]
pub struct Health<'a> {
    /// The oldest of their last full answers; `None` while one has never been answered.
    pub as_of: Option<Timestamp>,
    /// One of them has never been answered.
    pub incomplete: bool,
    /// Rows that have come of a first load that goes on.
    pub loading: Option<usize>,
    /// Late by more than two of its intervals.
    pub stale: bool,
    /// AWS has not answered since then, for longer than an answer takes.
    pub waiting: Option<Timestamp>,
    /// Failures, with the scope and dataset.
    pub failures: Vec<(ScopeId, Dataset, &'a Failure)>,
}

impl<'a> Health<'a> {
    fn add(
        &mut self,
        scope: ScopeId,
        dataset: Dataset,
        source: &'a Source,
        now: Timestamp,
        polling: &Polling,
    ) {
        if let Some(failure) = source.remote.failure() {
            self.failures.push((scope, dataset, failure));
        }
        if let Some(asked) = source.asked().filter(|asked| now.duration_since(*asked) >= LONG_WAIT) {
            self.waiting = Some(self.waiting.map_or(asked, |earliest| earliest.min(asked)));
        }
        // Jobs in progress and tags are asked for only while there are any: to have no answer of late is no lack.
        // A count of all points is old by its nature, and tells itself how old it is.
        if matches!(dataset, Dataset::Active(_) | Dataset::Points | Dataset::PointTags) {
            return;
        }
        if let Phase::Loading { rows } = source.remote.phase
            && source.remote.at.is_none()
        {
            self.loading = Some(self.loading.unwrap_or(0) + rows);
        }
        match source.remote.at {
            Some(at) => {
                self.as_of = Some(self.as_of.map_or(at, |oldest| oldest.min(at)));
                let patience = dataset.interval(polling).map(|interval| interval * 2 + GRACE);
                self.stale |= patience.is_some_and(|patience| now.duration_since(at) > patience);
            }
            None => self.incomplete = true,
        }
    }
}

/// Whoever waits for AWS this long is told so: what is on the screen may be over. One question may take several calls.
const LONG_WAIT: SignedDuration = SignedDuration::from_secs(20);
/// An answer may take this long before data counts as late.
const GRACE: SignedDuration = SignedDuration::from_secs(30);

/// 2, 4, 8 … seconds up to the longest, each spread over half of itself so that consoles do not knock in step.
fn back_off(failures: u32, jitter: f64) -> SignedDuration {
    let whole = 2_i64.saturating_pow(failures.min(7)).min(LONGEST_BACK_OFF.as_secs());
    SignedDuration::from_secs(whole).mul_f64(0.75 + jitter.clamp(0.0, 1.0) / 2.0)
}
