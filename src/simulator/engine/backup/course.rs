//! How a backup job goes from its start to its end.

use jiff::{SignedDuration, Timestamp};

use super::super::copy::CopyOrder;
use super::super::fate::later;
use super::super::{Event, Scope, start_index};
use super::{members, point, start};
use crate::simulator::state::{BackupJob, Course, Ending, Gate, JobState, PointStatus, State};
use crate::simulator::wire::{Epoch, Text};

/// Moves a job on; says when it moves next, or nothing once it is over.
pub(in crate::simulator::engine) fn progress(
    state: &mut State,
    scope: &Scope,
    id: &Text,
    now: Timestamp,
) -> Option<Timestamp> {
    let job = state.estate(scope).backup_jobs.get(id)?;
    let course = job.course.as_ref()?;
    if job.gate != Gate::Open && now >= course.pending {
        start::attempt(state, scope, id, now);
    }
    let job = state.estate(scope).backup_jobs.get(id)?;
    let course = job.course.clone()?;
    if now >= course.end {
        return finish(state, scope, id);
    }
    let estate = state.estate(scope);
    let job = estate.backup_jobs.get_mut(id)?;
    if job.state == JobState::Aborting {
        return Some(course.end);
    }
    job.state = course.state(now);
    if job.state == JobState::Running {
        run(job, &course, now);
        if estate.points.get(&job.point_arn).is_none() {
            let job = job.clone();
            point::add(state, scope, &job, PointStatus::Creating);
        }
    }
    Some(course.next(now))
}

/// What moves while a job runs. A stalled job's end is always ten minutes away, unless the scenario says when it was expected.
fn run(job: &mut BackupJob, course: &Course, now: Timestamp) {
    let stalled = course.stalls_at.is_some_and(|stall| job.percent_done >= stall);
    let expected = if stalled { later(now, SignedDuration::from_mins(10)) } else { course.end };
    job.percent_done = course.percent(now);
    job.bytes_transferred = Some(share(job.backup_size_in_bytes, job.percent_done));
    job.expected_completion_date = Some(Epoch(course.expected.unwrap_or(expected)));
    job.recovery_point_arn = Some(job.point_arn.clone());
}

fn share(bytes: u64, percent: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 100 per cent, to a tenth"
    )]
    let tenths = (percent * 10.0) as u64;
    bytes / 1000 * tenths
}

/// Ends a job; a parent first waits for its children, and the moment it then ends is the answer.
fn finish(state: &mut State, scope: &Scope, id: &Text) -> Option<Timestamp> {
    let job = state.estate(scope).backup_jobs.get(id)?.clone();
    let Course { end, ending, .. } = job.course.clone()?;
    if let Some(last) = members::last_end(state, scope, &job) {
        let course = state.estate(scope).backup_jobs.get_mut(id)?.course.as_mut()?;
        course.end = last.max(later(end, SignedDuration::from_secs(1)));
        return Some(course.end);
    }
    let ending = members::tally(state, scope, &job, ending);
    let usable = ending.makes_a_point();
    let estate = state.estate(scope);
    if estate.busy.get(&job.resource_arn) == Some(id) {
        estate.busy.remove(&job.resource_arn);
    }
    let job = estate.backup_jobs.get_mut(id)?;
    job.course = None;
    close(job, ending, end);
    let job = job.clone();
    if usable {
        let status = match job.state {
            JobState::Partial => PointStatus::Partial,
            _ if job.is_continuous() => PointStatus::Available,
            _ => PointStatus::Completed,
        };
        point::add(state, scope, &job, status);
        if job.index {
            start_index(state, scope, &job.point_arn, &job.iam_role_arn);
        }
        order_copies(state, scope, &job, end);
    } else {
        point::drop_unfinished(state, scope, &job);
    }
    None
}

fn close(job: &mut BackupJob, ending: Ending, end: Timestamp) {
    let clean = ending.state == JobState::Completed && ending.message.is_none();
    let ending = job.issue.take().filter(|_| clean).unwrap_or(ending);
    let usable = ending.makes_a_point();
    job.state = ending.state;
    job.status_message = ending.message;
    job.message_category = ending.category;
    job.completion_date = Some(Epoch(end));
    job.expected_completion_date = Some(Epoch(end));
    job.recovery_point_arn = usable.then(|| job.point_arn.clone());
    if usable {
        job.percent_done = 100.0;
        job.bytes_transferred = Some(job.backup_size_in_bytes);
    }
}

/// The copies that the rule or the air-gapped vault asks for; a composite's members go with it.
fn order_copies(state: &mut State, scope: &Scope, job: &BackupJob, at: Timestamp) {
    let created = later(at, SignedDuration::from_secs(20));
    for action in &job.copies {
        let order = CopyOrder {
            lifecycle: action.lifecycle.clone(),
            creator: job.created_by.clone(),
            backup_job_id: Some(job.backup_job_id.clone()),
            due: job.due,
            ..CopyOrder::new(
                scope,
                &job.point_arn,
                &action.destination_backup_vault_arn,
                &job.iam_role_arn,
                created,
            )
        };
        state.engine.queue.at(created, Event::Copy(Box::new(order)));
    }
}
