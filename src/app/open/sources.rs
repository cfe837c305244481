//! The recovery points that an action is about: those that are marked, the one under the cursor or of the page; of a job
//! the one that it made or read, of a resource its newest.

use crate::app::cursor;
use crate::app::model::Model;
use crate::app::page::{Content, Described, Detail, Pane};
use crate::domain::arn;
use crate::domain::job::{Job, JobFacts, JobState};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::resource::Resource;
use crate::domain::scope::ScopeId;
use crate::domain::subject::Thing;
use crate::text::Text;

/// Whether there is any.
pub(in crate::app) fn any(model: &Model) -> bool {
    let estate = &model.estate;
    let of_resource =
        || cursor::resource_at_cursor(model).and_then(|(scope, arn)| of_resource(model, scope, &arn));
    match &model.page().content {
        Content::Points(points) => {
            points.list.marked().chain(points.list.selected()).any(|point| point.vault.is_some())
        }
        Content::Detail(detail) => of_page(model, detail).is_some_and(|point| point.vault.is_some()),
        _ if model.pane() == Some(Pane::Resources) => {
            estate.resources.marked().chain(estate.resources.selected()).any(|one| newest(one).is_some())
        }
        _ if cursor::jobs_at_cursor(model).into_iter().any(|job| of_job(model, job).is_some()) => true,
        _ => model.pane() == Some(Pane::Alerts) && of_resource().is_some(),
    }
}

/// The points, each once.
pub(in crate::app) fn at_cursor(model: &Model) -> Vec<RecoveryPoint> {
    let estate = &model.estate;
    let jobs = || cursor::jobs_at_cursor(model).into_iter().filter_map(|job| of_job(model, job)).collect();
    let mut points: Vec<RecoveryPoint> = match &model.page().content {
        Content::Points(points) => {
            let marked: Vec<_> = points.list.marked().cloned().collect();
            if marked.is_empty() { points.list.selected().cloned().into_iter().collect() } else { marked }
        }
        Content::Detail(detail) => of_page(model, detail).into_iter().collect(),
        _ if model.pane() == Some(Pane::Resources) => {
            let marked: Vec<_> = estate.resources.marked().filter_map(newest).collect();
            if marked.is_empty() {
                estate.resources.selected().and_then(newest).into_iter().collect()
            } else {
                marked
            }
        }
        _ => jobs(),
    };
    if points.is_empty() && model.pane() == Some(Pane::Alerts) {
        points.extend(
            cursor::resource_at_cursor(model).and_then(|(scope, arn)| of_resource(model, scope, &arn)),
        );
    }
    let mut seen = std::collections::HashSet::new();
    // What AWS Backup does not manage is in no vault, and nothing can be done with it here.
    points.retain(|point| point.vault.is_some() && seen.insert((point.scope, point.arn.clone())));
    points
}

fn of_page(model: &Model, detail: &Detail) -> Option<RecoveryPoint> {
    let scope = detail.subject.scope;
    match (&detail.remote.value, &detail.subject.thing) {
        (Some(Described::Point(point)), _) => Some(point.as_ref().clone()),
        (Some(Described::Job(job)), _) => of_job(model, job),
        (Some(Described::Resource(resource)), _) => newest(resource),
        (None, Thing::Point { vault, arn }) => {
            let (vault, arn) = (Some(vault.clone()), arn.clone());
            Some(RecoveryPoint { scope, arn, vault, ..RecoveryPoint::default() })
        }
        (None, Thing::Job { id, .. }) => of_job(model, model.estate.job(scope, id)?),
        (None, Thing::Resource(arn)) => of_resource(model, scope, arn),
        _ => None,
    }
}

/// The point that a job made or read; where it made none, the newest of its resource.
fn of_job(model: &Model, job: &Job) -> Option<RecoveryPoint> {
    let of_it = RecoveryPoint {
        scope: job.scope,
        resource: job.resource.clone(),
        resource_type: job.resource_type.clone(),
        resource_name: job.resource_name.clone(),
        role: job.role.clone(),
        ..RecoveryPoint::default()
    };
    let name = |vault: &Option<Text>| vault.as_ref().map(|arn| Text::new(arn::vault_name(arn.raw())));
    let made = matches!(
        job.state,
        JobState::Completed | JobState::CompletedWithIssues | JobState::Partial | JobState::Other(_)
    );
    let point = job.recovery_point().cloned();
    let found = match &job.facts {
        JobFacts::Backup(facts) if made => point.map(|arn| RecoveryPoint {
            arn,
            vault: facts.vault.clone().or_else(|| name(&facts.vault_arn)),
            created: job.created,
            lifecycle: facts.lifecycle,
            encrypted: facts.encrypted,
            ..of_it
        }),
        JobFacts::Backup(_) => None,
        JobFacts::Copy(facts) => {
            point.map(|arn| RecoveryPoint { arn, vault: name(&facts.source_vault), ..of_it })
        }
        JobFacts::Restore(facts) => point.map(|arn| RecoveryPoint {
            arn,
            vault: name(&facts.vault_arn),
            created: facts.point_created,
            role: None,
            ..of_it
        }),
    };
    found
        .filter(|point| point.vault.is_some())
        .or_else(|| of_resource(model, job.scope, job.resource.as_ref()?))
}

fn of_resource(model: &Model, scope: ScopeId, arn: &Text) -> Option<RecoveryPoint> {
    newest(model.estate.resource(scope, arn)?)
}

/// The newest point of a resource, as far as its list tells it.
fn newest(resource: &Resource) -> Option<RecoveryPoint> {
    Some(RecoveryPoint {
        scope: resource.scope,
        arn: resource.last_point.clone()?,
        vault: Some(Text::new(arn::vault_name(resource.last_vault_arn.as_ref()?.raw()))),
        vault_arn: resource.last_vault_arn.clone(),
        resource: Some(resource.arn.clone()),
        resource_type: Some(resource.kind.clone()),
        resource_name: resource.name.clone(),
        created: resource.last_backup,
        ..RecoveryPoint::default()
    })
}
