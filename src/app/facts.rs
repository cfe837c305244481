//! The facts of a detail page, from what was described or, until then, from the list.

use super::model::Model;
use super::page::{Content, Described, Detail};
use super::{chain, history, why};
use crate::domain::arn;
use crate::domain::census::{Held, Sound};
use crate::domain::resource::Resource;
use crate::domain::subject::Thing;
use crate::list::Look;
use crate::text::{self, Text};
use crate::ui::facts::Fact;
use crate::views::detail;

/// All facts of the page.
pub fn of(model: &Model, page: &Detail) -> Vec<Fact> {
    let mut facts = told(model, page, &model.look());
    if !facts.is_empty() {
        history::insert(model, page, &mut facts);
    }
    facts
}

/// What AWS tells of it, and what is counted.
pub(super) fn told(model: &Model, page: &Detail, look: &Look<'_>) -> Vec<Fact> {
    let Some(described) = described(model, page) else { return Vec::new() };
    match described {
        Described::Job(job) => detail::job::facts(&job, look),
        Described::Vault(vault) => {
            let unread = model.estate.census.unread(vault.scope, &vault.name);
            let (policy, holds) = (Some(&page.guards.policy), Some(&page.guards.holds));
            let besides = detail::vault::Besides { unread, tags: &page.tags, policy, holds };
            detail::vault::facts(&vault, &besides, look)
        }
        Described::Point(point) => {
            let guarded = detail::point::Guarded { vault: &page.guards.vault, holds: &page.guards.holds };
            detail::point::facts(&point, Some(guarded), &page.tags, look)
        }
        Described::Plan(plan) => detail::plan::facts(&plan, &page.versions, &page.tags, look),
        Described::Resource(resource) => {
            let jobs = model.estate.jobs_of(resource.scope, &resource.arn);
            let besides = detail::resource::Besides {
                chain: chain::of(model, &resource),
                jump: jump(model, &resource),
                shut: is_shut(model, &resource),
            };
            detail::resource::facts(&resource, &besides, &jobs, look)
        }
        Described::Alarm(alarm) => detail::alarm::facts(&alarm, look),
        Described::Entry(line) => detail::entry::facts(&line, look),
    }
}

/// Whether a key that can't be used bars the newest recovery point of a resource.
pub(super) fn is_shut(model: &Model, resource: &Resource) -> bool {
    let held = model.estate.census.of(resource.scope).and_then(|census| census.resources.get(&resource.arn));
    let newest = held.and_then(Held::newest);
    newest.is_some_and(|(_, sound)| {
        model.estate.barred(resource.scope).bars(Some(&resource.arn), sound.key.as_ref())
    })
}

/// How the size of a resource's newest recovery point compares with the one before it in the same vault.
fn jump(model: &Model, resource: &Resource) -> Option<String> {
    let held = model.estate.census.of(resource.scope)?.resources.get(&resource.arn)?;
    let newest =
        held.places.iter().max_by_key(|place| place.newest.as_ref().and_then(|point| point.created))?;
    let (now, before) = (newest.newest.as_ref()?.size, newest.before.as_ref()?.size);
    let bytes = |size: Option<i64>| {
        size.and_then(|size| u64::try_from(size).ok()).map(text::bytes).unwrap_or_default()
    };
    let words = Sound::jump(now, before)?;
    Some(format!("newest recovery point {}: {words}, {}", bytes(now), bytes(before)))
}

/// The facts of the page on top and the place of its cursor; none on a page of other things.
pub fn on_page(model: &Model) -> (Vec<Fact>, usize) {
    match &model.page().content {
        Content::Detail(detail) => (of(model, detail), detail.cursor),
        Content::Why(page) => (why::facts(model, page), page.cursor),
        _ => (Vec::new(), 0),
    }
}

/// The fact under the cursor of the page on top.
pub fn at_cursor(model: &Model) -> Option<Fact> {
    let (facts, cursor) = on_page(model);
    facts.into_iter().nth(cursor)
}

/// The page's title.
pub fn title(model: &Model, page: &Detail) -> String {
    match described(model, page) {
        Some(Described::Job(job)) => detail::job::title(&job),
        Some(Described::Vault(vault)) => detail::vault::title(&vault),
        Some(Described::Point(point)) => detail::point::title(&point),
        Some(Described::Plan(plan)) => detail::plan::title(&plan),
        Some(Described::Resource(resource)) => detail::resource::title(&resource),
        Some(Described::Alarm(alarm)) => detail::alarm::title(&alarm),
        Some(Described::Entry(line)) => detail::entry::title(&line),
        None => format!("{} {}", page.subject.thing.word(), arn::short(page.subject.thing.id().as_str())),
    }
}

/// The resource that the page is about.
pub(super) fn resource(model: &Model, page: &Detail) -> Option<Text> {
    match described(model, page)? {
        Described::Job(job) => job.resource,
        Described::Point(point) => point.resource,
        Described::Resource(resource) => Some(resource.arn),
        Described::Vault(_) | Described::Plan(_) | Described::Alarm(_) | Described::Entry(_) => None,
    }
}

/// What was described; until then, what the lists know.
pub(super) fn described(model: &Model, page: &Detail) -> Option<Described> {
    let (estate, scope) = (&model.estate, page.subject.scope);
    if let Some(mut described) = page.remote.value.clone() {
        if let Described::Job(job) = &mut described {
            estate.annotate(job);
        }
        // What a plan's jobs did is counted from the list of jobs, not described.
        if let Described::Plan(plan) = &mut described {
            plan.activity = estate.plan(scope, &plan.id).and_then(|known| known.activity);
        }
        // What was promised for a resource is worked out by the console, and so not described either.
        if let Described::Resource(resource) = &mut described
            && let Some(known) = estate.resource(scope, &resource.arn)
        {
            resource.objective.clone_from(&known.objective);
            resource.unpromised.clone_from(&known.unpromised);
            resource.past = known.past;
            resource.holdings = known.holdings;
        }
        // Nor does a description tell what was counted.
        if let Described::Vault(vault) = &mut described
            && let Some(known) = estate.vault(scope, &vault.name)
        {
            (vault.size, vault.count) = (known.size, known.count.clone());
        }
        return Some(described);
    }
    Some(match &page.subject.thing {
        Thing::Job { id, .. } => {
            let mut job = estate.job(scope, id)?.clone();
            estate.annotate(&mut job);
            Described::Job(Box::new(job))
        }
        Thing::Vault(name) => Described::Vault(Box::new(estate.vault(scope, name)?.clone())),
        Thing::Plan(id) => Described::Plan(Box::new(estate.plan(scope, id)?.clone())),
        Thing::Resource(arn) => Described::Resource(Box::new(estate.resource(scope, arn)?.clone())),
        Thing::Alarm(name) => Described::Alarm(Box::new(estate.alarm(scope, name)?.clone())),
        Thing::Entry(id) => Described::Entry(Box::new(model.journal.line(id)?.clone())),
        Thing::Point { .. }
        | Thing::VaultPoints(_)
        | Thing::ResourcePoints(_)
        | Thing::Children { .. }
        | Thing::Cause { .. } => {
            return None;
        }
    })
}
