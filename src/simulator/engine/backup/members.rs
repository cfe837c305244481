//! Composites: their children's jobs, and what these mean for the parent.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::super::Scope;
use super::super::fate::later;
use super::Order;
use crate::simulator::kinds::Kind;
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{BackupJob, Course, Ending, JobState, Resource, State};
use crate::simulator::wire::Text;

/// How long a stop takes.
const STOPPING: SignedDuration = SignedDuration::from_secs(5);
/// Layers of nested stacks that a backup goes into; stacks below those are left out.
const MAX_DEPTH: usize = 10;

/// Starts the jobs of a composite's members: of what the service itself knows first, then of each resource.
pub(super) fn place(state: &mut State, scope: &Scope, id: &Text, at: Timestamp) {
    let Some(parent) = state.estate(scope).backup_jobs.get(id).filter(|job| job.is_parent).cloned() else {
        return;
    };
    let deepest = depth(state, scope, &parent) >= MAX_DEPTH;
    let piece =
        ["template", "state"].into_iter().find_map(|piece| Kind::variant(parent.resource_type, piece));
    let piece = piece.map(|kind| {
        let whole = &parent.resource;
        Arc::new(Resource { kind, size: 1 << 20, takes: None, members: Vec::new(), ..(**whole).clone() })
    });
    let estate = state.estate(scope);
    let resources = parent.resource.members.iter().filter_map(|arn| estate.resources.get(arn).cloned());
    let resources = resources.filter(|resource| !(deepest && resource.kind.composite));
    let members: Vec<_> = piece.into_iter().chain(resources).collect();
    for resource in members {
        super::place(state, order(scope, &parent, resource, at));
    }
}

/// A member's order is its parent's; only point-in-time is not for members.
fn order(scope: &Scope, parent: &BackupJob, resource: Arc<Resource>, at: Timestamp) -> Order {
    let minutes = |to: Timestamp| to.duration_since(at).as_mins();
    let default = Order::new(scope, &parent.backup_vault_name, resource, parent.iam_role_arn.clone(), at);
    Order {
        lifecycle: parent.recovery_point_lifecycle.clone(),
        creator: parent.created_by.clone(),
        due: parent.due,
        start_window_minutes: minutes(parent.start_by.0),
        complete_window_minutes: parent.complete_by.map_or(default.complete_window_minutes, minutes),
        options: parent.backup_options.clone(),
        point_tags: parent.point_tags.clone(),
        parent: Some((parent.backup_job_id.clone(), parent.point_arn.clone())),
        ..default
    }
}

fn depth(state: &State, scope: &Scope, job: &BackupJob) -> usize {
    let Some(estate) = state.estates.get(scope) else { return 0 };
    let above = |job: &&BackupJob| job.parent_job_id.as_ref().and_then(|id| estate.backup_jobs.get(id));
    std::iter::successors(Some(job), above).take(MAX_DEPTH + 1).count() - 1
}

/// When the last of a parent's children ends, of those that still run.
pub(super) fn last_end(state: &State, scope: &Scope, parent: &BackupJob) -> Option<Timestamp> {
    let estate = state.estates.get(scope)?;
    let jobs = parent.children.iter().filter_map(|id| estate.backup_jobs.get(id));
    let ends = jobs.filter_map(|job| job.course.as_ref()).map(|course| course.end);
    ends.max().map(|end| later(end, SignedDuration::from_secs(2)))
}

/// What children that did not complete make of their parent: partial, or failed when none did.
pub(super) fn tally(state: &State, scope: &Scope, parent: &BackupJob, ending: Ending) -> Ending {
    let Some(estate) = state.estates.get(scope) else { return ending };
    if ending.state != JobState::Completed || parent.children.is_empty() {
        return ending;
    }
    let children = || parent.children.iter().filter_map(|id| estate.backup_jobs.get(id));
    let Some(bad) = children().find(|job| job.state != JobState::Completed) else { return ending };
    let none = children().all(|job| !matches!(job.state, JobState::Completed | JobState::Partial));
    Ending {
        state: if none { JobState::Failed } else { JobState::Partial },
        message: bad.status_message.clone().filter(|_| none),
        category: bad.message_category.clone(),
    }
}

/// Stops a job, and with a composite's those of its members that can be stopped.
pub fn stop(state: &mut State, scope: &Scope, id: &Text, at: Timestamp) {
    let stopped = state.messages.ending(3);
    let Some(job) = state.estate(scope).backup_jobs.get_mut(id) else { return };
    if job.state == JobState::Aborting {
        return;
    }
    let Some(course) = &mut job.course else { return };
    let end = later(at, STOPPING);
    *course = Course { end, ending: stopped, ..course.clone() };
    job.state = JobState::Aborting;
    let children = job.children.clone();
    state.engine.look(scope, JobKind::Backup, id, end);
    for child in children {
        let job = state.estate(scope).backup_jobs.get(&child);
        if job.and_then(|job| Kind::named(job.resource_type)).is_some_and(|kind| kind.stoppable) {
            stop(state, scope, &child, at);
        }
    }
}
