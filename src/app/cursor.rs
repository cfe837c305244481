//! What an action is about: what is marked, else what is under the cursor, else what the page shows.

use super::model::Model;
use super::page::{Content, Described, Pane};
use super::{facts, inbox, why};
use crate::domain::job::Job;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::text::Text;

/// The subject under the cursor: a list's row, or the page's own.
pub(super) fn subject_at_cursor(model: &Model) -> Option<Subject> {
    match model.list() {
        Some(list) => list.selected_subject(),
        None => model.page().content.subject().cloned(),
    }
}

/// The resource that the cursor is about, for a backup.
pub(super) fn resource_at_cursor(model: &Model) -> Option<(ScopeId, Text)> {
    let estate = &model.estate;
    let found = match &model.page().content {
        Content::Overview | Content::Full(_) => match model.pane()? {
            Pane::Alerts => estate
                .alerts
                .selected()
                .map(|alert| (alert.scope, alert.newest().and_then(|newest| newest.resource.clone()))),
            Pane::Jobs => estate.jobs.selected().map(|job| (job.scope, job.resource.clone())),
            Pane::Resources => {
                estate.resources.selected().map(|resource| (resource.scope, Some(resource.arn.clone())))
            }
            Pane::Vaults | Pane::Plans => None,
        },
        Content::Points(points) => match (&points.of.thing, points.list.selected()) {
            (_, Some(point)) if point.resource.is_some() => Some((point.scope, point.resource.clone())),
            (Thing::ResourcePoints(arn), _) => Some((points.of.scope, Some(arn.clone()))),
            _ => None,
        },
        Content::Children(children) => children.list.selected().map(|job| (job.scope, job.resource.clone())),
        Content::Members(members) => {
            members.list.selected().map(|member| (member.subject.scope, member.resource.clone()))
        }
        Content::Detail(detail) => Some((detail.subject.scope, facts::resource(model, detail))),
        Content::Journal
        | Content::Timeline(_)
        | Content::Log(_)
        | Content::Scopes(_)
        | Content::Metrics(_) => None,
        Content::Why(page) => Some((page.subject.scope, why::resource(model, page))),
    };
    let (scope, resource) = found?;
    Some((scope, resource?))
}

/// The resources of the marked rows, else of what is under the cursor, each once.
pub(super) fn resources_at_cursor(model: &Model) -> Vec<(ScopeId, Text)> {
    let estate = &model.estate;
    let job = |job: &Job| Some((job.scope, job.resource.clone()?));
    let mut found: Vec<(ScopeId, Text)> = match &model.page().content {
        Content::Overview | Content::Full(_) => match model.pane() {
            Some(Pane::Alerts) => or_selected(estate.alerts.marked().collect(), estate.alerts.selected())
                .into_iter()
                .flat_map(|alert| {
                    alert.resources().into_iter().map(|resource| (alert.scope, resource.clone()))
                })
                .collect(),
            Some(Pane::Jobs) => estate.jobs.marked().filter_map(job).collect(),
            Some(Pane::Resources) => {
                estate.resources.marked().map(|resource| (resource.scope, resource.arn.clone())).collect()
            }
            _ => Vec::new(),
        },
        Content::Points(points) => {
            points.list.marked().filter_map(|point| Some((point.scope, point.resource.clone()?))).collect()
        }
        Content::Children(children) => children.list.marked().filter_map(job).collect(),
        Content::Members(members) => members
            .list
            .marked()
            .filter_map(|member| Some((member.subject.scope, member.resource.clone()?)))
            .collect(),
        _ => Vec::new(),
    };
    if found.is_empty() {
        found.extend(resource_at_cursor(model));
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|one| seen.insert(one.clone()));
    found
}

/// The marked jobs, else the one under the cursor or of the page.
pub(super) fn jobs_at_cursor(model: &Model) -> Vec<&Job> {
    let estate = &model.estate;
    match &model.page().content {
        Content::Overview | Content::Full(_) => match model.pane() {
            Some(Pane::Jobs) => or_selected(estate.jobs.marked().collect(), estate.jobs.selected()),
            Some(Pane::Alerts) => {
                let alerts = or_selected(estate.alerts.marked().collect(), estate.alerts.selected());
                alerts.into_iter().flat_map(|alert| inbox::jobs(model, alert)).collect()
            }
            _ => Vec::new(),
        },
        Content::Children(children) => {
            or_selected(children.list.marked().collect(), children.list.selected())
        }
        Content::Detail(detail) => match (&detail.remote.value, &detail.subject.thing) {
            (Some(Described::Job(job)), _) => vec![job],
            (_, Thing::Job { id, .. }) => Vec::from_iter(estate.job(detail.subject.scope, id)),
            _ => Vec::new(),
        },
        Content::Why(why) => match &why.subject.thing {
            Thing::Job { id, .. } => Vec::from_iter(estate.job(why.subject.scope, id)),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn or_selected<'a, R>(marked: Vec<&'a R>, selected: Option<&'a R>) -> Vec<&'a R> {
    if marked.is_empty() { Vec::from_iter(selected) } else { marked }
}

/// The vault or resource under the cursor, as the subject of its recovery points.
pub(super) fn points_subject(model: &Model) -> Option<Subject> {
    let subject = subject_at_cursor(model)?;
    let thing = match (&model.page().content, subject.thing) {
        (Content::Points(_), _) => return None,
        (_, Thing::Vault(name)) => Thing::VaultPoints(name),
        (_, Thing::Resource(arn)) => Thing::ResourcePoints(arn),
        _ => Thing::ResourcePoints(resource_at_cursor(model)?.1),
    };
    Some(Subject::new(subject.scope, thing))
}
