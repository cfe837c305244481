//! Copy jobs: list, describe.

use serde_json::json;

use super::jobs::{Filter, Listed, in_scope};
use super::{listing, record};
use crate::simulator::request::Request;
use crate::simulator::state::{CopyJob, JobState, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// `DescribeCopyJob`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let job = state.estate(&request.scope).copy_jobs.get(id);
    let job = job.ok_or_else(|| ApiError::not_found(format!("Copy job {id} does not exist")))?;
    Ok(Answer::ok(json!({ "CopyJob": record(job) })))
}

/// `ListCopyJobs`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let filter = Filter::read(request, "copy-jobs", "state")?;
    let destination = request.query("destinationVaultArn");
    let source = request.query("sourceRecoveryPointArn");
    let now = state.now;
    let estates = in_scope(state, request)?;
    let keep = |job: &CopyJob| {
        filter.keeps(job, now)
            && destination.is_none_or(|arn| job.destination_backup_vault_arn == arn)
            && source.is_none_or(|arn| job.source_recovery_point_arn == arn)
    };
    let (page, token) = filter.page(estates.iter().map(|estate| &estate.copy_jobs), keep);
    Ok(listing("CopyJobs", page, token))
}

impl Listed for CopyJob {
    fn account(&self) -> &Text {
        &self.account_id
    }

    fn state(&self) -> JobState {
        self.state
    }

    fn resource(&self) -> (&Text, &'static str) {
        (&self.resource_arn, self.resource_type)
    }

    fn completed(&self) -> Option<Epoch> {
        self.completion_date
    }

    fn parent(&self) -> Option<&Text> {
        self.parent_job_id.as_ref()
    }

    fn category(&self) -> Option<&Text> {
        self.message_category.as_ref()
    }
}
