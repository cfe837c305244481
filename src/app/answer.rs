//! Answers of AWS: pages go into the estate or the page that asked; an answer that nobody waits for is dropped.

use super::dataset::{Dataset, nothing_since};
use super::effect::{Effect, Page, RequestId};
use super::model::{Call, LOG_LENGTH, Model};
use super::msg::{Part, Stats};
use super::page::{Content, Described, Detail};
use super::requests::Purpose;
use super::{account, follow, forms, settle, why};
use crate::domain::census::VaultCount;
use crate::domain::failure::Failure;
use crate::domain::scope::ScopeId;
use crate::domain::subject::Thing;

/// Takes a part of an answer in.
pub(super) fn take(model: &mut Model, request: RequestId, scope: ScopeId, part: Part) -> Vec<Effect> {
    let Some(purpose) = model.requests.purpose(request, scope) else { return Vec::new() };
    match part {
        Part::Page(page) => take_page(model, request, scope, purpose, page),
        Part::End(stats) => {
            end(model, request, scope, purpose, stats, None);
            ready(model, request, scope, purpose)
        }
        Part::Failed(failure, stats) => {
            end(model, request, scope, purpose, stats, Some(failure.clone()));
            failed(model, scope, purpose, failure)
        }
    }
}

fn take_page(
    model: &mut Model,
    request: RequestId,
    scope: ScopeId,
    purpose: Purpose,
    page: Page,
) -> Vec<Effect> {
    match (purpose, page) {
        (Purpose::Poll(_), Page::Identity(identity)) => {
            return account::identified(model, scope, identity);
        }
        (Purpose::Poll(Dataset::Points), page) => {
            let rows = model.estate.count_on(scope, page, request.0, model.now);
            model.poll.page(scope, Dataset::Points, rows);
        }
        (Purpose::Poll(dataset), page) => {
            if let (Dataset::Jobs(kind), Page::Jobs(jobs)) = (dataset, &page) {
                model.estate.look_on(scope, kind, jobs);
            }
            if let Page::Jobs(jobs) = &page {
                model.estate.watch(jobs, model.now);
                follow::hear(&mut model.follows, jobs, &model.estate);
            }
            if let Page::PointTags { of, tags } = page {
                model.estate.told_tags(scope, of, tags, model.now);
                model.poll.page(scope, dataset, 1);
                return Vec::new();
            }
            let rows = model.estate.apply(scope, page, request.0);
            model.poll.page(scope, dataset, rows);
        }
        (Purpose::Write(form, at), page) => return forms::answered(model, form, at, page),
        (Purpose::Need(form, need), Page::Fact(fact)) => forms::learned(model, form, need, scope, fact),
        (Purpose::Settle(number), Page::Started(found)) => settle::started(model, number, scope, found),
        (Purpose::Settle(number), Page::Jobs(jobs)) => settle::jobs(model, number, &jobs),
        (Purpose::Follow(number) | Purpose::Chain(number), page) => {
            return follow::answered(model, number, scope, page, request.0);
        }
        (Purpose::Page(number), page) => page_page(model, number, request, scope, page),
        (Purpose::Decode(number), Page::Denial(denial)) => {
            if let Some(page) = why::page(model, number) {
                page.denial.value = Some(*denial);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// A page of an answer, for a page of the screen.
fn page_page(model: &mut Model, number: u64, request: RequestId, scope: ScopeId, page: Page) {
    if let Page::Job(job) = &page {
        model.estate.watch(std::slice::from_ref(job), model.now);
        model.estate.apply(scope, page.clone(), request.0);
    }
    let Some(open) = model.pages.iter_mut().find(|open| open.number == number) else { return };
    match (&mut open.content, page) {
        (Content::Points(points), Page::Points(rows)) => {
            points.remote.page(rows.len());
            points.list.apply(rows, request.0);
        }
        (Content::Children(children), Page::Jobs(mut rows)) => {
            for job in &mut rows {
                model.estate.annotate(job);
            }
            children.remote.page(rows.len());
            children.list.apply(rows, request.0);
        }
        (Content::Detail(detail), page) => describe(detail, page),
        (Content::Why(why), Page::Points(rows)) => why::points(why, rows),
        _ => {}
    }
}

fn describe(detail: &mut Detail, page: Page) {
    let described = match page {
        Page::Job(job) => Described::Job(job),
        Page::Vault(vault) => Described::Vault(vault),
        Page::Point(point) => Described::Point(point),
        Page::Plan(plan) => Described::Plan(plan),
        Page::Resource(resource) => Described::Resource(resource),
        Page::PlanDocument { document, .. } => {
            if let Some(Described::Plan(plan)) = &mut detail.remote.value {
                plan.document = Some(document);
            }
            return;
        }
        Page::Tags(tags) => {
            detail.tags = tags;
            return;
        }
        Page::Fact(fact) => return detail.guards.learn(fact),
        Page::Missed(need, why) => return detail.guards.miss(&need, why),
        Page::Versions(versions) => {
            detail.versions = versions;
            return;
        }
        _ => return,
    };
    detail.remote.value = Some(described);
}

/// The request has ended, one way or another.
fn end(
    model: &mut Model,
    request: RequestId,
    scope: ScopeId,
    purpose: Purpose,
    stats: Stats,
    failure: Option<Failure>,
) {
    model.requests.end(request);
    let what = match purpose {
        Purpose::Poll(dataset) => dataset.words(),
        Purpose::Page(number) => {
            let page = model.pages.iter().find(|page| page.number == number);
            page.and_then(|page| page.content.subject()).map_or("page", |subject| subject.thing.word())
        }
        Purpose::Write(form, at) => forms::words(model, form, at),
        Purpose::Need(..) => "check before a write",
        Purpose::Decode(_) => "encoded message",
        Purpose::Settle(_) => "action of an earlier run",
        Purpose::Follow(_) => "followed job",
        Purpose::Chain(_) => "copy",
    };
    if let Some(skew) = stats.skew {
        model.estate.set_skew(scope, skew);
    }
    let (at, calls, millis) = (model.now, stats.calls, stats.millis);
    model.log.push_front(Call { at, scope, what, calls, millis, failure });
    model.log.truncate(LOG_LENGTH);
}

fn ready(model: &mut Model, request: RequestId, scope: ScopeId, purpose: Purpose) -> Vec<Effect> {
    let now = model.now;
    match purpose {
        Purpose::Poll(dataset) => {
            if dataset.is_whole() {
                model.estate.sweep(scope, dataset, request.0);
            }
            if dataset == Dataset::Points {
                model.estate.counted(scope);
            }
            if dataset == Dataset::PointTags {
                model.estate.asked_tags(scope, None);
            }
            if let Dataset::Jobs(kind) = dataset {
                model.estate.look_ended(scope, kind, true, nothing_since(now));
            }
            if let Some(begun) = model.poll.begun(scope, dataset) {
                model.estate.answered(scope, dataset, begun);
            }
            model.poll.ready(scope, dataset, now, &model.options.polling);
            model.estate.derive(now);
        }
        Purpose::Page(number) => page_ready(model, number, request),
        Purpose::Follow(number) | Purpose::Chain(number) => return follow::ready(model, number),
        Purpose::Settle(number) => return settle::ready(model, number, scope),
        Purpose::Write(..) | Purpose::Need(..) => {}
        Purpose::Decode(number) => {
            if let Some(page) = why::page(model, number) {
                page.denial.ready(now);
            }
        }
    }
    Vec::new()
}

fn page_ready(model: &mut Model, number: u64, request: RequestId) {
    let now = model.now;
    let Some(open) = model.pages.iter_mut().find(|open| open.number == number) else { return };
    if let Some(slot) = open.content.request() {
        *slot = None;
    }
    match &mut open.content {
        Content::Points(points) => {
            points.list.sweep(points.of.scope, request.0);
            points.remote.ready(now);
            if let Thing::VaultPoints(vault) = &points.of.thing {
                let count = VaultCount::of(points.list.rows().iter(), now);
                model.estate.set_vault_count(points.of.scope, vault, count);
            }
        }
        Content::Children(children) => {
            children.list.sweep(children.of.scope, request.0);
            children.remote.ready(now);
        }
        Content::Why(why) => why::points_ready(why, now),
        Content::Detail(detail) => {
            detail.remote.ready(now);
            detail.ended(now, follow::PACE);
        }
        _ => {}
    }
}

fn failed(model: &mut Model, scope: ScopeId, purpose: Purpose, failure: Failure) -> Vec<Effect> {
    let now = model.now;
    match purpose {
        Purpose::Poll(dataset) => {
            let jitter = jitter(model);
            if let Dataset::Jobs(kind) = dataset {
                model.estate.look_ended(scope, kind, false, None);
            }
            if dataset == Dataset::PointTags {
                model.estate.asked_tags(scope, Some(&failure));
                model.estate.derive(now);
            }
            model.poll.failed(scope, dataset, failure, now, jitter);
        }
        Purpose::Write(form, at) => return forms::refused(model, form, at, failure),
        Purpose::Need(form, need) => forms::missed(model, form, need, scope, &failure),
        Purpose::Settle(number) => settle::failed(model, number, &failure),
        Purpose::Follow(number) | Purpose::Chain(number) => return follow::failed(model, number, &failure),
        Purpose::Decode(number) => {
            if let Some(page) = why::page(model, number) {
                page.denial.fail(failure);
            }
        }
        Purpose::Page(number) => {
            if let Some(open) = model.pages.iter_mut().find(|open| open.number == number) {
                if let Some(slot) = open.content.request() {
                    *slot = None;
                }
                match &mut open.content {
                    Content::Points(points) => points.remote.fail(failure),
                    Content::Children(children) => children.remote.fail(failure),
                    Content::Why(why) => why.points.fail(failure),
                    Content::Detail(detail) => {
                        detail.remote.fail(failure);
                        detail.ended(now, follow::PACE * 2);
                    }
                    _ => {}
                }
            }
        }
    }
    Vec::new()
}

/// 0 to 1, different from call to call and from run to run (`SplitMix64`).
fn jitter(model: &mut Model) -> f64 {
    let mut bits = model.options.seed.wrapping_add(model.number().wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let top = u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap_or_default();
    f64::from(top) / f64::from(u32::MAX)
}
