//! Restore jobs: list, list by resource, describe.

use super::jobs::{Filter, Listed, in_scope};
use super::{listing, record};
use crate::simulator::request::Request;
use crate::simulator::state::{JobState, RestoreJob, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// `DescribeRestoreJob`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let job = state.estate(&request.scope).restore_jobs.get(id);
    let job = job.ok_or_else(|| ApiError::not_found(format!("Restore job {id} does not exist")))?;
    Ok(Answer::ok(record(job)))
}

/// `ListRestoreJobs`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let filter = Filter::read(request, "restore-jobs", "status")?;
    let plan = request.query("restoreTestingPlanArn");
    let now = state.now;
    let estates = in_scope(state, request)?;
    let of_plan = |job: &RestoreJob, arn: &str| {
        job.created_by.as_ref().is_some_and(|by| by.restore_testing_plan_arn == arn)
    };
    let keep = |job: &RestoreJob| plan.is_none_or(|arn| of_plan(job, arn));
    let (page, token) = filter.page(estates.iter().map(|estate| &estate.restore_jobs), now, keep);
    Ok(listing("RestoreJobs", page, token))
}

/// `ListRestoreJobsByProtectedResource`.
pub fn list_by_resource(state: &mut State, request: &Request) -> Outcome {
    let resource = request.label(0);
    let filter = Filter::read(request, &format!("restore-jobs/{resource}"), "status")?;
    let after = request.query_time("recoveryPointCreationDateAfter")?;
    let before = request.query_time("recoveryPointCreationDateBefore")?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    let keep = |job: &RestoreJob| {
        let point = job.recovery_point_creation_date.0;
        job.source_resource_arn == resource
            && after.is_none_or(|after| point > after)
            && before.is_none_or(|before| point < before)
    };
    let (page, token) = filter.page(std::iter::once(&estate.restore_jobs), now, keep);
    Ok(listing("RestoreJobs", page, token))
}

impl Listed for RestoreJob {
    fn account(&self) -> &Text {
        &self.account_id
    }

    fn state(&self) -> JobState {
        self.status
    }

    fn resource(&self) -> (&Text, &'static str) {
        (&self.source_resource_arn, self.resource_type)
    }

    fn completed(&self) -> Option<Epoch> {
        self.completion_date
    }

    fn parent(&self) -> Option<&Text> {
        self.parent_job_id.as_ref()
    }

    fn category(&self) -> Option<&Text> {
        None
    }
}
