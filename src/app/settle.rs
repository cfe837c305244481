//! Writes that an earlier run sent and whose answer nobody saw: repeated with the same token while that is safe, else
//! looked up, and said so.
//!
//! ```text
//! claimed ─┬─ planned: it never left, and is only told
//!          ├─ accepted ───────────────────────────────> followed
//!          └─ sent ─┬─ fresh ── repeated ─┬─ answered ─> followed, done or refused
//!                   │                     └─ no answer ─> tried again
//!                   └─ old ──── looked up ─┬─ found ───> followed
//!                                          └─ not found > refused: it never arrived
//! ```

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, Query, RequestId, Started};
use super::forms::{self, Followed};
use super::model::Model;
use super::requests::Purpose;
use crate::config::style::Role;
use crate::domain::failure::Failure;
use crate::domain::job::{Job, JobFacts};
use crate::domain::journal::{Begun, Entry, EntryState, News};
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::write::Write;
use crate::text::Text;

/// A write is repeated with its token for so long. AWS tells no lifetime of tokens (API notes, section 4.6): an old one
/// may start a second job, so it is looked up instead.
pub(super) const REPEATABLE: SignedDuration = SignedDuration::from_mins(10);
/// Planned writes that never left are told of for so long.
const PLANNED_LATELY: SignedDuration = SignedDuration::from_hours(24);
/// The next try after one that got no answer.
pub(super) const PACE: SignedDuration = SignedDuration::from_secs(20);
/// A job that a write started is looked for among those created so long after it was decided, and a little before:
/// clocks differ.
const WINDOW: (SignedDuration, SignedDuration) =
    (SignedDuration::from_mins(2), SignedDuration::from_mins(15));

/// One open entry of an earlier run.
#[derive(Debug)]
pub struct Unsettled {
    /// Its number.
    pub number: u64,
    /// The entry.
    pub entry: Entry,
    /// The request that settles it.
    request: Option<RequestId>,
    /// Tried again at.
    due: Timestamp,
    /// The job that was found to be its own.
    found: Option<Text>,
}

/// What earlier runs left open.
pub(super) fn claimed(model: &mut Model, claimed: Result<Vec<Entry>, String>) {
    let entries = match claimed {
        Ok(entries) => entries,
        Err(why) => {
            model.say(Role::Critical, format!("the journal can't be read, so nothing can be started: {why}"));
            return;
        }
    };
    let (mut planned, entries): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|entry| entry.state == EntryState::Planned);
    // What was left out long ago is in the journal, and is not told of at every start.
    planned.retain(|entry| model.now.duration_since(entry.intent.at) < PLANNED_LATELY);
    let sent = entries.iter().filter(|entry| entry.state == EntryState::Sent).count();
    match sent {
        // What has never left is not sent without being asked for anew.
        0 => match planned.len() {
            0 => {}
            1 => model
                .say(Role::Warning, "an action that an earlier run had planned was not sent: J shows it, and t sends it"),
            more => model.say(
                Role::Warning,
                format!("{more} actions that an earlier run had planned were not sent: J shows them, and t sends them"),
            ),
        },
        1 => model.say(Role::Warning, "an action of an earlier run got no answer: settling it"),
        more => {
            model
                .say(Role::Warning, format!("{more} actions of an earlier run got no answer: settling them"));
        }
    }
    for entry in entries {
        let unsettled =
            Unsettled { number: model.number(), entry, request: None, due: model.now, found: None };
        model.unsettled.push(unsettled);
    }
}

/// Goes on with those that are due and whose scope is known.
pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    if model.options.read_only {
        return Vec::new();
    }
    let now = model.now;
    let mut effects = Vec::new();
    for at in (0..model.unsettled.len()).rev() {
        let one = &model.unsettled[at];
        if one.request.is_some() || one.due > now {
            continue;
        }
        let Some(scope) = scope_of(&model.scopes, &one.entry) else { continue };
        match (one.entry.state, &one.entry.job) {
            (EntryState::Accepted, Some(job)) => {
                let job = Text::new(job);
                let one = model.unsettled.remove(at);
                follow(model, scope, &one.entry, job);
            }
            _ => effects.extend(ask(model, at, scope)),
        }
    }
    effects
}

/// The scope in which an entry's write was sent, once STS has told whose it is.
pub(super) fn scope_of(scopes: &[Scope], entry: &Entry) -> Option<ScopeId> {
    let actor = &entry.intent.actor;
    let same = |scope: &&Scope| {
        scope.region == actor.region
            && match (scope.account(), actor.account.as_str()) {
                (None, _) => false,
                (Some(_), "") => scope.profile == actor.profile,
                (Some(account), of) => account == of,
            }
    };
    let mut fitting: Vec<_> = scopes.iter().filter(same).collect();
    fitting.sort_by_key(|scope| scope.profile != actor.profile);
    fitting.first().map(|scope| scope.id)
}

/// Whether it is too old to repeat.
fn is_old(entry: &Entry, now: Timestamp) -> bool {
    now.duration_since(entry.intent.at) > REPEATABLE
}

/// Whether a job is to be looked for, which takes knowing all that other entries claim.
pub(super) fn looks_for_jobs(model: &Model) -> bool {
    let is_sought = |entry: &Entry| {
        entry.state == EntryState::Sent
            && entry.intent.write.starts().is_some()
            && is_old(entry, model.now)
            && scope_of(&model.scopes, entry).is_some()
    };
    !model.options.read_only && model.unsettled.iter().any(|one| is_sought(&one.entry))
}

/// Repeats a write, or looks for what it started.
fn ask(model: &mut Model, at: usize, scope: ScopeId) -> Vec<Effect> {
    let now = model.now;
    let one = &model.unsettled[at];
    let (number, entry) = (one.number, &one.entry);
    let decided = entry.intent.at;
    let starts = entry.intent.write.starts();
    let begun = match starts {
        _ if !is_old(entry, now) => Some(Begun::Again(entry.id)),
        // Repeated hours later it might undo what somebody has done since.
        None => Some(Begun::Look(entry.id)),
        Some(_) => None,
    };
    if let Some(begun) = begun {
        let intent = Box::new(entry.intent.clone());
        let request = model.requests.begin(scope, Purpose::Settle(number));
        model.unsettled[at].request = Some(request);
        return vec![Effect::Send { request, scope, intent, begun }];
    }
    let Some(kind) = starts.filter(|_| model.journal.is_read()) else { return Vec::new() };
    let after = decided.saturating_sub(WINDOW.0).unwrap_or(decided);
    let before = decided.saturating_add(WINDOW.1).ok();
    let request = model.requests.begin(scope, Purpose::Settle(number));
    model.unsettled[at].request = Some(request);
    vec![Effect::Ask { request, scope, query: Query::Jobs { kind, after, before } }]
}

/// Jobs of the time at which it was sent.
pub(super) fn jobs(model: &mut Model, number: u64, jobs: &[Job]) {
    // A job that another entry has claimed is not this one's.
    let followed = model.follows.iter().map(|follow| follow.job.raw());
    let found =
        model.unsettled.iter().filter(|one| one.number != number).filter_map(|one| one.found.as_ref());
    let taken: HashSet<String> =
        followed.chain(found.map(Text::raw)).chain(model.journal.jobs()).map(str::to_owned).collect();
    if let Some(one) = model.unsettled.iter_mut().find(|one| one.number == number) {
        let is_free = |job: &&Job| is_of(job, &one.entry.intent.write) && !taken.contains(job.id.raw());
        // Of several the one that was made nearest to when it was sent.
        let apart = |job: &&Job| {
            job.created.map_or(SignedDuration::MAX, |at| at.duration_since(one.entry.intent.at).abs())
        };
        let own = jobs.iter().filter(is_free).min_by_key(apart);
        one.found = own.map(|job| job.id.clone()).or(one.found.take());
    }
}

/// Whether a job may be the one that a write started: of no plan, and from and to the same.
fn is_of(job: &Job, write: &Write) -> bool {
    let same = |found: &Option<Text>, wanted: &str| found.as_ref().is_some_and(|found| found.raw() == wanted);
    job.creator.is_none()
        && job.parent.is_none()
        && match (&job.facts, write) {
            (JobFacts::Backup(facts), Write::StartBackup(request)) => {
                same(&job.resource, &request.resource)
                    && same(&facts.vault, &request.vault)
                    && same(&job.role, &request.role)
            }
            (JobFacts::Copy(facts), Write::StartCopy(request)) => {
                facts.backup_job.is_none()
                    && same(&facts.source_point, &request.point.point)
                    && same(&facts.destination_vault, &request.destination)
            }
            (JobFacts::Restore(facts), Write::StartRestore(request)) => {
                facts.testing_plan.is_none() && same(&facts.recovery_point, &request.point.point)
            }
            _ => false,
        }
}

/// AWS has the job: it was started then, or is now, and in both cases once.
pub(super) fn started(model: &mut Model, number: u64, scope: ScopeId, started: Started) {
    if let Some(one) = take(model, number) {
        follow(model, scope, &one.entry, started.job);
    }
}

/// The request that settles it has been answered.
pub(super) fn ready(model: &mut Model, number: u64, scope: ScopeId) -> Vec<Effect> {
    let Some(one) = take(model, number) else { return Vec::new() };
    let looked_up = one.entry.intent.write.starts().is_some() && is_old(&one.entry, model.now);
    match (one.found, looked_up) {
        (Some(job), _) => {
            follow(model, scope, &one.entry, job.clone());
            let (job, note) = (Some(job.raw().to_owned()), Some("found at AWS by the next run".to_owned()));
            vec![Effect::Note(one.entry.id, News { at: model.now, state: EntryState::Accepted, job, note })]
        }
        (None, true) => {
            let why = "no such job is to be found at AWS: it never arrived";
            vec![end(model, &one.entry, EntryState::Refused, why)]
        }
        (None, false) => {
            let intent = &one.entry.intent;
            let said = format!("settled: {} {}", intent.write.words(), intent.label);
            model.say(Role::Ok, said);
            Vec::new()
        }
    }
}

/// It failed: a clear word settles it, anything else is tried again.
pub(super) fn failed(model: &mut Model, number: u64, failure: &Failure) {
    let due = model.now.saturating_add(PACE).unwrap_or(model.now);
    if !failure.is_verdict() {
        if let Some(one) = model.unsettled.iter_mut().find(|one| one.number == number) {
            (one.request, one.due) = (None, due);
        }
    } else if let Some(one) = take(model, number) {
        let intent = &one.entry.intent;
        let said =
            format!("{} {} of an earlier run: {}", intent.write.words(), intent.label, failure.sentence());
        model.say(Role::Warning, said);
    }
}

/// When the next one is due.
pub(super) fn next_due(model: &Model) -> Option<Timestamp> {
    model.unsettled.iter().filter(|one| one.request.is_none() && one.due > model.now).map(|one| one.due).min()
}

fn take(model: &mut Model, number: u64) -> Option<Unsettled> {
    let at = model.unsettled.iter().position(|one| one.number == number)?;
    Some(model.unsettled.remove(at))
}

fn end(model: &mut Model, entry: &Entry, state: EntryState, why: &str) -> Effect {
    let Entry { id, intent, .. } = entry;
    model.say(Role::Warning, format!("{} {} of an earlier run: {why}", intent.write.words(), intent.label));
    Effect::Note(*id, News { at: model.now, state, job: None, note: Some(why.to_owned()) })
}

fn follow(model: &mut Model, scope: ScopeId, entry: &Entry, job: Text) {
    let begun = Followed {
        scope,
        label: entry.intent.label.clone(),
        write: entry.intent.write.clone(),
        entry: Some(entry.id),
        group: None,
        since: entry.intent.at,
    };
    forms::begin_follow(model, begun, job);
}
