//! Opening the copy form: for the recovery points that are marked, under the cursor or of the page.

use std::collections::HashMap;

use super::sources;
use crate::app::effect::Effect;
use crate::app::forms;
use crate::app::model::Model;
use crate::domain::job::Job;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::ScopeId;
use crate::text::Text;
use crate::wizards::copy::{Copy, Source};

/// The form.
pub(in crate::app) fn at_cursor(model: &mut Model) -> Vec<Effect> {
    let points = sources::at_cursor(model);
    let estate = &model.estate;
    // One pass over the jobs, however many points are marked.
    let mut jobs: HashMap<(ScopeId, Text), Vec<&Job>> = HashMap::new();
    for point in &points {
        if let Some(resource) = &point.resource {
            jobs.insert((point.scope, resource.clone()), Vec::new());
        }
    }
    for job in estate.jobs.rows().iter() {
        let key = job.resource.as_ref().map(|resource| (job.scope, resource.clone()));
        if let Some(of_it) = key.and_then(|key| jobs.get_mut(&key)) {
            of_it.push(job);
        }
    }
    for of_it in jobs.values_mut() {
        of_it.sort_by_key(|job| std::cmp::Reverse(job.created));
    }
    let role = &model.options.backup.default_role;
    let source = |point: RecoveryPoint| {
        let scope = model.scope(point.scope)?;
        let key = point.resource.clone().map(|resource| (point.scope, resource));
        let of_it = key.and_then(|key| jobs.get(&key)).map_or(&[][..], Vec::as_slice);
        let plan = |id: &Text| estate.plan(scope.id, id).cloned();
        Source::fill(scope, point, of_it, plan, role)
    };
    let copy = Copy::new(points.into_iter().filter_map(source).collect(), model.now);
    match copy {
        Some(copy) => forms::open(model, Box::new(copy)),
        None => Vec::new(),
    }
}
