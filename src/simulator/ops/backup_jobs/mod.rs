//! Backup jobs: start, describe, list, stop.

mod start;

use std::collections::BTreeMap;

use serde_json::json;

use super::jobs::{Filter, Listed, in_scope};
use super::{listing, record};
use crate::simulator::engine::stop_backup;
use crate::simulator::kinds::Kind;
use crate::simulator::request::Request;
use crate::simulator::state::{BackupJob, Estate, JobState, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

pub use start::start;

/// `DescribeBackupJob`, the only place with child counts.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let estate = state.estate(&request.scope);
    let job = find(estate, request.label(0))?;
    let mut members = record(job);
    if job.is_parent {
        let mut states: BTreeMap<&str, u64> = BTreeMap::new();
        for child in job.children.iter().filter_map(|id| estate.backup_jobs.get(id)) {
            *states.entry(child.state.as_str()).or_default() += 1;
        }
        members.insert("NumberOfChildJobs".to_owned(), states.values().sum::<u64>().into());
        members.insert("ChildJobsInState".to_owned(), json!(states));
    }
    Ok(Answer::ok(members))
}

fn find<'a>(estate: &'a Estate, id: &str) -> Result<&'a BackupJob, ApiError> {
    estate.backup_jobs.get(id).ok_or_else(|| ApiError::not_found(format!("Backup job {id} does not exist")))
}

/// `ListBackupJobs`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let filter = Filter::read(request, "backup-jobs", "state")?;
    let vault = request.query("backupVaultName");
    let now = state.now;
    let estates = in_scope(state, request)?;
    let keep = |job: &BackupJob| vault.is_none_or(|name| job.backup_vault_name == name);
    let (page, token) = filter.page(estates.iter().map(|estate| &estate.backup_jobs), now, keep);
    Ok(listing("BackupJobs", page, token))
}

/// `StopBackupJob`.
pub fn stop(state: &mut State, request: &Request) -> Outcome {
    let now = state.now;
    let job = find(state.estate(&request.scope), request.label(0))?;
    if let Some(kind) = Kind::named(job.resource_type).filter(|kind| !kind.stoppable) {
        return Err(ApiError::invalid_request(format!(
            "Stopping a backup job is not supported for {} resources.",
            kind.name
        )));
    }
    if job.course.is_none() {
        return Err(ApiError::invalid_request(format!(
            "Backup job is in state {} and cannot be stopped.",
            job.state.as_str()
        )));
    }
    let id = job.backup_job_id.clone();
    stop_backup(state, &request.scope, &id, now);
    Ok(Answer::empty())
}

impl Listed for BackupJob {
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
