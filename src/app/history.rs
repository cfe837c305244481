//! Jobs that have ended are kept for longer than the 30 days for which AWS tells them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::dataset::Dataset;
use super::effect::Effect;
use super::facts;
use super::model::Model;
use super::page::{Content, Detail};
use crate::config::style::Role;
use crate::domain::cause::Causes;
use crate::domain::history::{Ended, Of, Outcome};
use crate::domain::job::{Job, JobKind};
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::domain::trend::{DAYS, Trends};
use crate::text::time;
use crate::ui::facts::Fact;
use crate::views::detail::trend::{self, Form, Told, Whole};

/// What is too old goes once in so long.
const PRUNING: SignedDuration = SignedDuration::from_hours(24);
/// So many jobs of a scope wait for its account to be known; the rest is asked for again.
const MOST_WAITING: usize = 50_000;
/// A page that is looked at is read again so long after the last time, should more have been kept.
const PACE: SignedDuration = SignedDuration::from_secs(5);
/// Days that are drawn on a narrow page, and where a page is no longer narrow.
const NARROW: (usize, u16) = (14, 100);

/// Jobs that came ended and are still to be handed to the store.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    on: bool,
    waiting: BTreeMap<ScopeId, Vec<Ended>>,
    /// Scopes of which there were too many to wait.
    lost: BTreeSet<ScopeId>,
}

impl Outbox {
    /// An outbox; one that is not on takes nothing.
    pub(super) fn new(on: bool) -> Self {
        Self { on, ..Self::default() }
    }

    /// Notes a job that came; `known` is what was known of it.
    pub(super) fn note(&mut self, job: &Job, known: Option<&Job>, causes: &mut Causes) {
        if !self.on || job.state.is_active() || known.is_some_and(|known| is_same(known, job)) {
            return;
        }
        let well = Outcome::of(&job.state) == Some(Outcome::Well) && !job.needs_attention();
        let cause = if well { None } else { causes.of_job(job).map(|diagnosis| diagnosis.key) };
        let Some(ended) = Ended::of(job, cause) else { return };
        let waiting = self.waiting.entry(job.scope).or_default();
        if waiting.len() < MOST_WAITING {
            waiting.push(ended);
        } else {
            self.lost.insert(job.scope);
        }
    }

    /// Forgets all of a scope.
    pub(super) fn forget_scope(&mut self, scope: ScopeId) {
        self.waiting.remove(&scope);
        self.lost.remove(&scope);
    }
}

/// Whether nothing changed of what is kept.
fn is_same(known: &Job, job: &Job) -> bool {
    (&known.state, known.completed, known.size) == (&job.state, job.completed, job.size)
        && known.test_failed() == job.test_failed()
        && known.reason() == job.reason()
}

/// How keeping goes.
#[derive(Debug, Default)]
pub struct History {
    /// Batches that the store has not taken yet.
    keeping: usize,
    /// Reads that the store has not answered yet.
    reading: usize,
    /// How often the store has said that it learned something.
    changes: u64,
    /// Why jobs are not kept.
    pub failure: Option<String>,
    pruned: Option<Timestamp>,
}

impl History {
    /// Whether the store has not yet taken all that it was given, or answered all that it was asked.
    pub fn is_busy(&self) -> bool {
        self.keeping > 0 || self.reading > 0
    }
}

/// Hands over what came, as soon as it is known whose it is.
pub(super) fn keep(model: &mut Model) -> Vec<Effect> {
    let mut effects: Vec<Effect> = prune(model).into_iter().collect();
    let waiting: Vec<ScopeId> = model.estate.ended.waiting.keys().copied().collect();
    for scope in waiting {
        let Some(place) = model.estate.memory.place_of(scope) else { continue };
        let Some(jobs) = model.estate.ended.waiting.remove(&scope) else { continue };
        model.history.keeping += 1;
        effects.push(Effect::Keep(place, jobs));
        if model.estate.ended.lost.remove(&scope) {
            model.poll.look_again(scope, model.now);
        }
    }
    effects
}

/// Forgets what is older than it is kept for: not before AWS has answered, which it does not where our clock is wrong.
fn prune(model: &mut Model) -> Option<Effect> {
    let now = model.now;
    let due = model.history.pruned.is_none_or(|at| now.duration_since(at) >= PRUNING);
    let answered = || model.scopes.iter().any(|scope| model.estate.memory.place_of(scope.id).is_some());
    if !due || !answered() {
        return None;
    }
    model.history.pruned = Some(now);
    let kept = SignedDuration::from_hours(24 * i64::from(model.options.history_days));
    now.checked_sub(kept).ok().map(Effect::ForgetHistory)
}

/// The store has taken a batch, or could not.
pub(super) fn kept(model: &mut Model, outcome: Result<usize, String>) {
    let history = &mut model.history;
    history.keeping = history.keeping.saturating_sub(1);
    match outcome {
        Ok(news) => {
            history.changes += u64::from(news > 0);
            history.failure = None;
        }
        Err(why) => {
            let first = history.failure.replace(why.clone()).is_none();
            if first {
                model.say(Role::Warning, format!("jobs are not kept for trends: {why}"));
            }
        }
    }
}

/// What is kept of a page's subject.
#[derive(Debug, Default)]
pub struct Past {
    /// What was read last.
    pub trends: Option<Trends>,
    /// Why the last read failed.
    pub failure: Option<String>,
    reading: bool,
    /// How much the store had learned when it was last asked.
    asked: Option<u64>,
    /// It is not asked again before.
    due: Option<Timestamp>,
    /// The days that were asked for end then.
    until: Option<Timestamp>,
}

impl Past {
    /// When it is to be read; `None` while what was read still holds.
    fn due(&self, changes: u64, now: Timestamp) -> Option<Timestamp> {
        let holds = self.asked == Some(changes) && self.until.is_some_and(|until| now < until);
        (!self.reading && !holds).then(|| self.due.unwrap_or(now))
    }
}

/// What a page's history is about.
fn about(subject: &Subject) -> Option<Of> {
    Some(match &subject.thing {
        Thing::Resource(arn) => Of::Resource(arn.clone()),
        Thing::Plan(id) => Of::Plan(id.clone()),
        Thing::Vault(name) => Of::Vault(name.clone()),
        _ => return None,
    })
}

/// Reads what is kept of the page on top, when that is due.
pub(super) fn ask(model: &mut Model) -> Option<Effect> {
    let (now, changes) = (model.now, model.history.changes);
    let top = model.page();
    let (page, Content::Detail(detail)) = (top.number, &top.content) else { return None };
    if model.options.history_days == 0 || detail.past.due(changes, now).is_none_or(|due| due > now) {
        return None;
    }
    let of = about(&detail.subject)?;
    let place = model.estate.memory.place_of(detail.subject.scope)?;
    let days = time::days(now, DAYS, &model.options.zone);
    model.history.reading += 1;
    if let Content::Detail(detail) = &mut model.page_mut().content {
        let past = &mut detail.past;
        (past.reading, past.asked, past.until) = (true, Some(changes), days.last().copied());
    }
    Some(Effect::ReadHistory { page, place, of, days })
}

/// When the page on top is to be read again.
pub(super) fn next_due(model: &Model) -> Option<Timestamp> {
    let Content::Detail(detail) = &model.page().content else { return None };
    about(&detail.subject)?;
    let due = detail.past.due(model.history.changes, model.now)?;
    // One that waits for its account to be known is asked when that comes.
    (due > model.now).then_some(due)
}

/// It has been read.
pub(super) fn read(model: &mut Model, page: u64, trends: Result<Trends, String>) {
    model.history.reading = model.history.reading.saturating_sub(1);
    let due = model.now.checked_add(PACE).ok();
    let before = if model.page().number == page { facts::at_cursor(model) } else { None };
    let Some(open) = model.pages.iter_mut().find(|open| open.number == page) else { return };
    let Content::Detail(detail) = &mut open.content else { return };
    let past = &mut detail.past;
    (past.reading, past.due) = (false, due);
    match trends {
        Ok(trends) => (past.trends, past.failure) = (Some(trends), None),
        Err(why) => past.failure = Some(why),
    }
    // What is under the cursor stays there, though lines came in above it.
    let place = before.and_then(|fact| facts::on_page(model).0.iter().position(|other| *other == fact));
    if let (Some(place), Content::Detail(detail)) = (place, &mut model.page_mut().content) {
        detail.cursor = place;
    }
}

/// Puts the trend of a page's subject among its facts.
pub(super) fn insert(model: &Model, page: &Detail, facts: &mut Vec<Fact>) {
    let Some(of) = about(&page.subject) else { return };
    let (scope, past) = (page.subject.scope, &page.past);
    let told = match (&past.trends, &past.failure, &model.history.failure) {
        _ if model.options.history_days == 0 => Told::Off,
        (_, Some(why), _) | (None, None, Some(why)) => Told::Failed(why),
        (Some(trends), None, _) => Told::Known(trends, whole(model, scope)),
        (None, None, None) => Told::Reading,
    };
    let (narrow, wide_from) = NARROW;
    let days = if model.size.0 < wide_from { narrow } else { DAYS };
    let trend = trend::facts(told, Form { days, size: of.size() }, scope, &model.look());
    // What needs a look now stands above it; a plan's rules and selections are long, and below.
    let place = match of {
        Of::Plan(_) => facts.iter().rposition(|fact| fact.group == "What").map(|last| last + 1),
        Of::Resource(_) | Of::Vault(_) => facts.iter().position(|fact| fact.group == "Identifiers"),
    };
    let place = place.unwrap_or(facts.len());
    facts.splice(place..place, trend);
}

/// Whether all jobs that AWS tells of a scope have come.
fn whole(model: &Model, scope: ScopeId) -> Whole {
    let lists = JobKind::ALL.into_iter().flat_map(|kind| [Dataset::Jobs(kind), Dataset::History(kind)]);
    let mut whole = Whole::Yes;
    for list in lists {
        match model.poll.source(scope, list).map(|source| &source.remote) {
            Some(remote) if remote.at.is_some() => {}
            Some(remote) if remote.failure().is_some() => return Whole::Missing,
            _ => whole = Whole::Coming,
        }
    }
    whole
}
