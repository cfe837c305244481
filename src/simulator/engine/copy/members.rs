//! Copies of composites: their children's copies, and what these mean for the parent.

use jiff::{SignedDuration, Timestamp};

use super::super::Scope;
use super::super::fate::later;
use super::CopyOrder;
use crate::simulator::state::{CopyJob, Ending, JobState, Key, Point, PointStatus, State};
use crate::simulator::wire::Text;

/// Starts the copies of a composite's points.
pub(super) fn place(state: &mut State, scope: &Scope, id: &Text, at: Timestamp) {
    let estate = state.estate(scope);
    let Some(parent) = estate.copy_jobs.get(id).filter(|job| job.is_parent).cloned() else { return };
    let is_usable = |point: &&Point| {
        matches!(point.status, PointStatus::Completed | PointStatus::Available | PointStatus::Partial)
    };
    let members = estate.points.find(Key::Parent(parent.source_recovery_point_arn.clone()));
    let members: Vec<_> = members.filter(is_usable).map(|point| point.recovery_point_arn.clone()).collect();
    for point_arn in members {
        let order = CopyOrder {
            lifecycle: parent.destination_recovery_point_lifecycle.clone(),
            creator: parent.created_by.clone(),
            backup_job_id: parent.created_by_backup_job_id.clone(),
            due: parent.due,
            parent: Some((id.clone(), parent.point_arn.clone())),
            ..CopyOrder::new(
                scope,
                &point_arn,
                &parent.destination_backup_vault_arn,
                &parent.iam_role_arn,
                at,
            )
        };
        super::place(state, order);
    }
}

/// When the last of a parent's children ends, of those that still run.
pub(super) fn last_end(state: &State, scope: &Scope, parent: &CopyJob) -> Option<Timestamp> {
    let estate = state.estates.get(scope)?;
    let jobs = parent.children.iter().filter_map(|id| estate.copy_jobs.get(id));
    let ends = jobs.filter_map(|job| job.course.as_ref()).map(|course| course.end);
    ends.max().map(|end| later(end, SignedDuration::from_secs(2)))
}

/// What children that did not complete make of their parent: partial, or failed when none did.
pub(super) fn tally(state: &State, scope: &Scope, parent: &CopyJob, ending: Ending) -> Ending {
    let Some(estate) = state.estates.get(scope) else { return ending };
    if ending.state != JobState::Completed || parent.children.is_empty() {
        return ending;
    }
    let children = || parent.children.iter().filter_map(|id| estate.copy_jobs.get(id));
    let Some(bad) = children().find(|job| job.state != JobState::Completed) else { return ending };
    let none = children().all(|job| !matches!(job.state, JobState::Completed | JobState::Partial));
    Ending {
        state: if none { JobState::Failed } else { JobState::Partial },
        message: bad.status_message.clone().filter(|_| none),
        category: bad.message_category.clone(),
    }
}
