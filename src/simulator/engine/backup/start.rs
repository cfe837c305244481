//! A job that tries to start: it waits while another one runs for its resource, and what AWS Backup's rules say of it.

use jiff::{SignedDuration, Timestamp};

use super::super::Scope;
use super::super::fate::later;
use super::members;
use crate::simulator::state::{
    BackupJob, Condition, Ending, Estate, Gate, JobState, Lifecycle, State, VaultState,
};
use crate::simulator::wire::Text;

/// How often a job that waits tries again.
const RETRY: SignedDuration = SignedDuration::from_mins(10);
/// User tags that a recovery point can have.
const MAX_TAGS: usize = 50;

/// Lets a job start at `at`, or wait; its course is changed to that.
pub(super) fn attempt(state: &mut State, scope: &Scope, id: &Text, at: Timestamp) {
    let waits = state.messages.ending(1);
    let Some(job) = state.estate(scope).backup_jobs.get(id).cloned() else { return };
    if job.state == JobState::Aborting {
        return;
    }
    let ends_unstarted = job.course.as_ref().is_some_and(|course| course.end <= course.pending);
    if !ends_unstarted && is_busy(state.estate(scope), &job) {
        postpone(state, scope, id, at, waits);
        return;
    }
    let refused = if job.gate == Gate::Closed { refusal(state, scope, &job) } else { None };
    let refused_at_all = refused.is_some();
    let late = state.messages.ending(2);
    let estate = state.estate(scope);
    if job.parent_job_id.is_none() || job.parent_job_id.as_ref() != estate.busy.get(&job.resource_arn) {
        estate.busy.insert(job.resource_arn.clone(), id.clone());
    }
    let Some(job) = estate.backup_jobs.get_mut(id) else { return };
    let told = std::mem::replace(&mut job.gate, Gate::Open) == Gate::Told;
    job.status_message = None;
    job.message_category = None;
    let Some(course) = &mut job.course else { return };
    if let Some(ending) = refused {
        course.end =
            course.end.min(later(course.running, SignedDuration::from_secs(4).max(usual(course) / 3)));
        course.ending = ending;
    } else if let Some(by) = job.complete_by.filter(|by| *by < course.end && !told) {
        course.end = by;
        course.ending = late;
    }
    if !refused_at_all && !ends_unstarted {
        members::place(state, scope, id, at);
    }
}

fn usual(course: &crate::simulator::state::Course) -> SignedDuration {
    course.end.duration_since(course.running)
}

/// Whether another job runs for the resource. A piece of a composite belongs to the composite's own job.
fn is_busy(estate: &Estate, job: &BackupJob) -> bool {
    let Some(other) = estate.busy.get(&job.resource_arn) else { return false };
    let runs = estate.backup_jobs.get(other).is_some_and(|other| other.course.is_some());
    runs && *other != job.backup_job_id && job.parent_job_id.as_ref() != Some(other)
}

/// Tries again in ten minutes, and gives up when the start window is over.
fn postpone(state: &mut State, scope: &Scope, id: &Text, at: Timestamp, waits: Ending) {
    let Some(job) = state.estate(scope).backup_jobs.get_mut(id) else { return };
    let start_by = job.start_by.0;
    job.status_message.clone_from(&waits.message);
    let Some(course) = &mut job.course else { return };
    if later(at, RETRY) > start_by {
        (course.pending, course.running, course.end) = (start_by, start_by, start_by);
        course.ending = Ending { state: JobState::Expired, ..waits };
        job.gate = Gate::Open;
    } else {
        course.shift(RETRY);
    }
}

/// How the job fails by AWS Backup's own rules, or ends by the scenario's word.
fn refusal(state: &State, scope: &Scope, job: &BackupJob) -> Option<Ending> {
    let messages = &state.messages;
    let on_demand = job.created_by.is_none();
    let keep = job.recovery_point_lifecycle.as_ref();
    let temporary = keep.is_some_and(|lifecycle| lifecycle.delete_after_event.is_some());
    let estate = state.estates.get(scope)?;
    // As it is now, not as it was when the job was ordered.
    let resource = estate.resources.get(&job.resource_arn).unwrap_or(&job.resource);
    let Some(vault) = estate.vaults.get(&job.backup_vault_name) else { return Some(messages.ending(4)) };
    if vault.vault_state != VaultState::Available {
        return Some(messages.ending(7));
    }
    if !state.organization.assumes(&job.iam_role_arn, &scope.account) {
        let text = format!("IAM Role {} cannot be assumed by AWS Backup", job.iam_role_arn);
        return Some(Ending::because(JobState::Failed, &text, "AccessDenied"));
    }
    if !job.is_continuous() && !temporary && !vault.admits(keep.and_then(Lifecycle::keep_days)) {
        return Some(messages.ending(5));
    }
    match resource.traits.condition {
        Condition::Deleted => return Some(gone(job)),
        Condition::Unusable => return Some(messages.ending(resource.kind.unusable)),
        Condition::Usable => {}
    }
    let mut tags: Vec<_> = resource.tags.keys().chain(job.point_tags.keys()).collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > MAX_TAGS {
        return Some(messages.ending(16));
    }
    resource.fate.clone().filter(|_| on_demand)
}

/// AWS's words for a resource that is no longer there.
fn gone(job: &BackupJob) -> Ending {
    let text = match job.resource_type {
        "EBS" | "Storage Gateway" => "The specified volume was not found.".to_owned(),
        "DynamoDB" | "Timestream" => "Table not found.".to_owned(),
        "VirtualMachine" => "The virtual machine is not found.".to_owned(),
        kind => format!("{kind} resource {} does not exist", job.resource_name),
    };
    Ending::because(JobState::Failed, &text, "RESOURCE_NOT_FOUND")
}
