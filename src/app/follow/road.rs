//! The road of followed jobs: what is asked for next, and what comes of the answers.

use jiff::Timestamp;

use super::{Chain, Follow, PACE, Point, lines};
use crate::app::announce;
use crate::app::dataset::Dataset;
use crate::app::effect::{Effect, Page, Query, Started};
use crate::app::estate::Estate;
use crate::app::forms::{self, Followed};
use crate::app::model::Model;
use crate::app::requests::Purpose;
use crate::domain::failure::Failure;
use crate::domain::job::Job;
use crate::domain::journal::Begun;
use crate::domain::scope::ScopeId;
use crate::domain::write::{CopyRequest, Write};

/// The polls saw these jobs: a followed one is not told of otherwise than the list does.
pub(in crate::app) fn hear(follows: &mut [Follow], jobs: &[Job], estate: &Estate) {
    for follow in follows.iter_mut().filter(|follow| !follow.job_has_ended()) {
        if let Some(job) = jobs
            .iter()
            .find(|job| job.kind == follow.kind && job.scope == follow.scope && job.id == follow.job)
        {
            let mut job = job.clone();
            estate.annotate(&mut job);
            follow.last = Some(Box::new(job));
        }
    }
}

/// Looks at the followed jobs that are due.
pub(in crate::app) fn ask_due(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let due = |follow: &Follow| follow.request.is_none() && follow.due.is_some_and(|due| due <= now);
    let places: Vec<usize> =
        model.follows.iter().enumerate().filter(|(_, follow)| due(follow)).map(|(at, _)| at).collect();
    places.into_iter().filter_map(|at| ask(model, at)).collect()
}

fn ask(model: &mut Model, at: usize) -> Option<Effect> {
    let follow = &model.follows[at];
    let (scope, number) = (follow.scope, follow.number);
    if let Chain::Due(again) = follow.copy {
        if model.options.read_only {
            return None;
        }
        let (label, write) = (follow.label.clone(), Write::StartCopy(copy_of(follow)?));
        let intent = Box::new(forms::intent(model, scope, &label, write));
        let request = model.requests.begin(scope, Purpose::Chain(number));
        model.follows[at].request = Some(request);
        let begun = again.map_or(Begun::Anew, Begun::Again);
        return Some(Effect::Send { request, scope, intent, begun });
    }
    let query = match follow.made().filter(|_| follow.job_has_ended()) {
        Some((vault, arn)) => Query::Point { vault, arn },
        None => Query::Job { kind: follow.kind, id: follow.job.clone() },
    };
    let request = model.requests.begin(scope, Purpose::Follow(number));
    model.follows[at].request = Some(request);
    Some(Effect::Ask { request, scope, query })
}

/// The copy that was asked for with a backup.
fn copy_of(follow: &Follow) -> Option<CopyRequest> {
    let Write::StartBackup(request) = &follow.write else { return None };
    let (_, point) = follow.made()?;
    request.copy_of(point.raw())
}

/// Part of an answer has come.
pub(in crate::app) fn answered(
    model: &mut Model,
    number: u64,
    scope: ScopeId,
    mut page: Page,
    mark: u64,
) -> Vec<Effect> {
    if let Page::Job(job) = &mut page {
        model.estate.watch(std::slice::from_ref(job), model.now);
        model.estate.apply(scope, Page::Job(job.clone()), mark);
        model.estate.annotate(job);
    }
    let Some(follow) = model.follows.iter_mut().find(|follow| follow.number == number) else {
        return Vec::new();
    };
    match page {
        Page::Job(job) => {
            follow.last = Some(job);
            follow.lost = false;
        }
        Page::Point(point) => {
            follow.point = Point::Seen(point.status);
            follow.lost = false;
        }
        Page::Noted(entry) => follow.copy = Chain::Due(Some(entry)),
        Page::Started(started) => return copying(model, number, started),
        _ => {}
    }
    Vec::new()
}

/// The copy has begun, and takes the place of its backup.
fn copying(model: &mut Model, number: u64, started: Started) -> Vec<Effect> {
    let Some(at) = model.follows.iter().position(|follow| follow.number == number) else { return Vec::new() };
    let backup = model.follows.remove(at);
    let Some(copy) = copy_of(&backup) else { return Vec::new() };
    let done = note(&backup, model.now);
    let entry = match backup.copy {
        Chain::Due(entry) => entry,
        _ => None,
    };
    let Follow { scope, label, group, since, .. } = backup;
    let begun = Followed { scope, label, write: Write::StartCopy(copy), entry, group, since };
    forms::begin_follow(model, begun, started.job);
    if let Some(copy) = model.follows.last_mut() {
        copy.backed_up = backup.last.and_then(|job| job.completed).or(Some(model.now));
    }
    done.into_iter().collect()
}

fn note(follow: &Follow, now: Timestamp) -> Option<Effect> {
    follow.entry.zip(follow.news(now)).map(|(entry, news)| Effect::Note(entry, news))
}

/// The request has been answered.
pub(in crate::app) fn ready(model: &mut Model, number: u64) -> Vec<Effect> {
    let now = model.now;
    let Some(follow) = model.follows.iter_mut().find(|follow| follow.number == number) else {
        return Vec::new();
    };
    follow.request = None;
    if follow.job_has_ended() && !follow.awaits_point() && follow.copy == Chain::None {
        let wanted =
            follow.ended_well() && matches!(follow.point, Point::Seen(_)) && copy_of(follow).is_some();
        if wanted {
            follow.copy = Chain::Due(None);
        }
    }
    if follow.has_ended() {
        follow.due = None;
        let note = note(follow, now);
        model.estate.derive(now);
        // What the lists say of its resource has changed with it.
        model.poll.refresh(&[Dataset::Resources, Dataset::Vaults], now);
        return call(model, number).into_iter().chain(note).collect();
    }
    // What comes next after the job's end is not waited for.
    follow.due = if follow.job_has_ended()
        && follow.point != Point::Seen(crate::domain::recovery_point::PointStatus::Creating)
    {
        Some(now)
    } else {
        now.checked_add(PACE).ok()
    };
    Vec::new()
}

/// Calls the operator: a followed job has ended, and with it the last of its batch.
fn call(model: &Model, number: u64) -> Vec<Effect> {
    let Some(follow) = model.follows.iter().find(|follow| follow.number == number) else { return Vec::new() };
    let same = |one: &&Follow| one.number == number || one.group.is_some() && one.group == follow.group;
    let batch: Vec<Follow> = model.follows.iter().filter(same).cloned().collect();
    if batch.iter().any(|one| !one.has_ended()) {
        return Vec::new();
    }
    let lines = lines(&batch, model.now, &model.options.zone);
    lines.iter().flat_map(|(_, words)| announce::call(model, words)).collect()
}

/// The request failed.
pub(in crate::app) fn failed(model: &mut Model, number: u64, failure: &Failure) -> Vec<Effect> {
    let now = model.now;
    let Some(follow) = model.follows.iter_mut().find(|follow| follow.number == number) else {
        return Vec::new();
    };
    follow.request = None;
    follow.due = now.checked_add(PACE * 2).ok();
    if let Chain::Due(entry) = &mut follow.copy {
        let passes = failure.leaves_doubt() || failure.may_pass() || failure.is_about_credentials();
        if !passes {
            follow.copy = Chain::Refused(failure.sentence());
        } else if !failure.leaves_doubt() {
            // AWS did not look at it: the next try is a first one.
            *entry = None;
        }
    } else if follow.job_has_ended() && !failure.may_pass() && !failure.is_about_credentials() {
        follow.point = Point::Hidden(failure.sentence());
    } else {
        follow.lost = true;
    }
    if follow.has_ended() {
        follow.due = None;
        let note = note(follow, now);
        return call(model, number).into_iter().chain(note).collect();
    }
    Vec::new()
}
