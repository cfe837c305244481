//! Restore jobs on their course.

use jiff::Timestamp;

use super::Scope;
use crate::simulator::state::{JobState, State};
use crate::simulator::wire::{Epoch, Text};

/// Moves a job on; says when it moves next, or nothing once it is over.
pub(super) fn progress(state: &mut State, scope: &Scope, id: &Text, now: Timestamp) -> Option<Timestamp> {
    let job = state.estate(scope).restore_jobs.get_mut(id)?;
    let course = job.course.clone()?;
    if now < course.end {
        let waits = course.state(now) != JobState::Running;
        job.status = if waits { JobState::Pending } else { JobState::Running };
        job.percent_done = if waits { 0.0 } else { course.percent(now) };
        return Some(course.next(now));
    }
    job.course = None;
    job.status = course.ending.state;
    job.status_message = course.ending.message;
    job.completion_date = Some(Epoch(course.end));
    if job.status == JobState::Completed {
        job.percent_done = 100.0;
        job.created_resource_arn = Some(job.target_arn.clone());
    }
    None
}
