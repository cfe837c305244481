//! Opening the backup form: of what is under the cursor or marked, and again of what failed.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::{cursor, forms};
use crate::domain::job::{Job, JobKind, JobState};
use crate::domain::scope::ScopeId;
use crate::text::Text;
use crate::wizards::backup::{Backup, Draft};

/// The form for what is marked, else under the cursor.
pub(in crate::app) fn at_cursor(model: &mut Model) -> Vec<Effect> {
    let resources = cursor::resources_at_cursor(model);
    of(model, &resources)
}

/// The form for these resources, each filled by what its plan or last job used.
pub(in crate::app) fn of(model: &mut Model, resources: &[(ScopeId, Text)]) -> Vec<Effect> {
    let drafts = resources.iter().filter_map(|(scope, resource)| draft(model, *scope, resource)).collect();
    open(model, drafts, false)
}

/// Whether a job can be tried again: a backup that came to no good end.
pub(in crate::app) fn may_retry(job: &Job) -> bool {
    job.kind == JobKind::Backup
        && matches!(
            job.state,
            JobState::Failed
                | JobState::Expired
                | JobState::Aborted
                | JobState::Partial
                | JobState::CompletedWithIssues
        )
}

/// The form for the backups that failed, each as its job had it.
pub(in crate::app) fn again(model: &mut Model) -> Vec<Effect> {
    let defaults = &model.options.backup;
    let mut drafts: Vec<Draft> = Vec::new();
    for job in cursor::jobs_at_cursor(model).into_iter().filter(|job| may_retry(job)) {
        let plan = |id: &Text| model.estate.plan(job.scope, id).cloned();
        let draft = model.scope(job.scope).and_then(|scope| Draft::again(scope, job, plan, defaults));
        let Some(draft) = draft else { continue };
        // One that failed twice is backed up once.
        if drafts.iter().all(|other| (other.scope, &other.resource) != (draft.scope, &draft.resource)) {
            drafts.push(draft);
        }
    }
    open(model, drafts, true)
}

fn open(model: &mut Model, drafts: Vec<Draft>, again: bool) -> Vec<Effect> {
    match Backup::new(drafts, again) {
        Some(backup) => forms::open(model, Box::new(backup)),
        None => Vec::new(),
    }
}

fn draft(model: &Model, scope: ScopeId, resource: &Text) -> Option<Draft> {
    let estate = &model.estate;
    let jobs = estate.jobs_of(scope, resource);
    let plan = |id: &Text| estate.plan(scope, id).cloned();
    let mut draft = Draft::fill(model.scope(scope)?, resource, &jobs, plan, &model.options.backup);
    if let Some(resource) = estate.resource(scope, resource) {
        resource.label().clone_into(&mut draft.label);
    }
    Some(draft)
}
