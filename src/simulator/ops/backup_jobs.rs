//! Backup jobs: start, describe, list, stop.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;

use super::jobs::{Filter, Listed, in_scope};
use super::{check_tags, listing, plans, record, selections};
use crate::simulator::engine::{Order, later, start_backup};
use crate::simulator::kinds::Kind;
use crate::simulator::request::{Members, Request};
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{BackupJob, CopyAction, Estate, JobState, Key, Lifecycle, Resource, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// What a resource that no scenario knows is taken to hold.
const UNKNOWN_SIZE: u64 = 8 << 30;
/// How long a stop takes.
const STOPPING: SignedDuration = SignedDuration::from_secs(5);

/// `StartBackupJob`. The same token gives the same answer and starts nothing.
pub fn start(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let vault = members.required("BackupVaultName")?;
    let resource_arn = members.required("ResourceArn")?;
    let role = members.required("IamRoleArn")?;
    let token = members.text("IdempotencyToken")?.map(str::to_owned);
    let key = token.map(|token| (request.scope.clone(), "StartBackupJob", token));
    if let Some(answer) = key.as_ref().and_then(|key| state.answered.get(key)) {
        return Ok(answer.clone());
    }
    selections::check_role(role)?;
    let kind = check_resource(request, resource_arn)?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let resource = estate.resources.get(resource_arn).cloned();
    let resource = resource.unwrap_or_else(|| Arc::new(unknown_resource(resource_arn, kind)));
    let mut order = order(&members, Order::new(&request.scope, vault, resource, role.into(), now))?;
    if let Some(arn) = members.text("LogicallyAirGappedBackupVaultArn")? {
        seal(estate, &mut order, arn)?;
    }
    let id = start_backup(state, order);
    let job = state.estate(&request.scope).backup_jobs.get(&id);
    let answer = job.map_or_else(Answer::empty, started);
    if let Some(key) = key {
        state.answered.insert(key, answer.clone());
    }
    Ok(answer)
}

/// The type of a resource, which must be of the caller's account and Region.
fn check_resource(request: &Request, arn: &str) -> Result<&'static Kind, ApiError> {
    let mut parts = arn.split(':').skip(3);
    let is_ours = |part: Option<&str>, own: &str| part.is_some_and(|part| part.is_empty() || part == own);
    let here = is_ours(parts.next(), &request.scope.region) && is_ours(parts.next(), &request.scope.account);
    let kind = Kind::of_arn(arn).filter(|_| here);
    kind.ok_or_else(|| ApiError::invalid("ResourceArn", format!("{arn} cannot be backed up here")))
}

fn order(members: &Members, order: Order) -> Result<Order, ApiError> {
    let (start, complete) = (members.number("StartWindowMinutes")?, members.number("CompleteWindowMinutes")?);
    plans::check_windows(("StartWindowMinutes", start), ("CompleteWindowMinutes", complete))?;
    let lifecycle: Option<Lifecycle> = members.parsed("Lifecycle")?;
    lifecycle.as_ref().map(plans::check_lifecycle).transpose()?;
    let point_tags: BTreeMap<String, String> = members.parsed_or_empty("RecoveryPointTags")?;
    check_tags("RecoveryPointTags", &point_tags)?;
    let options: BTreeMap<String, String> = members.parsed_or_empty("BackupOptions")?;
    check_options(&options)?;
    Ok(Order {
        lifecycle,
        start_window_minutes: start.unwrap_or(order.start_window_minutes),
        complete_window_minutes: complete.unwrap_or(order.complete_window_minutes),
        options,
        point_tags,
        ..order
    })
}

/// Sends the backup to an air-gapped vault: at once where the type is fully managed, else by a copy.
fn seal(estate: &Estate, order: &mut Order, arn: &str) -> Result<(), ApiError> {
    let sealed = estate.vaults.iter().find(|vault| vault.backup_vault_arn == arn && vault.is_air_gapped());
    let sealed = sealed.ok_or_else(|| {
        let why = format!("{arn} is not a logically air-gapped vault of this account and Region");
        ApiError::invalid("LogicallyAirGappedBackupVaultArn", why)
    })?;
    if order.resource.kind.fully_managed {
        order.vault = sealed.backup_vault_name.clone();
    } else {
        let lifecycle = order.lifecycle.clone();
        order.copies.push(CopyAction { destination_backup_vault_arn: arn.into(), lifecycle });
    }
    Ok(())
}

fn check_options(options: &BTreeMap<String, String>) -> Result<(), ApiError> {
    const KNOWN: [&str; 3] = ["WindowsVSS", "BackupACLs", "BackupObjectTags"];
    for (name, value) in options {
        if !KNOWN.contains(&name.as_str()) || !matches!(value.as_str(), "enabled" | "disabled") {
            return Err(ApiError::invalid(
                "BackupOptions",
                format!("{name} = {value} is not a backup option"),
            ));
        }
    }
    Ok(())
}

fn unknown_resource(arn: &str, kind: &'static Kind) -> Resource {
    Resource {
        arn: arn.into(),
        kind,
        name: arn.rsplit([':', '/']).next().unwrap_or(arn).into(),
        size: UNKNOWN_SIZE,
        takes: None,
        tags: BTreeMap::new(),
        fate: None,
        members: Vec::new(),
    }
}

fn started(job: &BackupJob) -> Answer {
    Answer::ok(json!({
        "BackupJobId": job.backup_job_id,
        "RecoveryPointArn": job.recovery_point_arn,
        "CreationDate": job.creation_date,
        "IsParent": job.is_parent,
    }))
}

/// `DescribeBackupJob`, the only place with child counts.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let estate = state.estate(&request.scope);
    let job = find(estate, request.label(0))?;
    let mut members = record(job);
    if job.is_parent {
        let mut states: BTreeMap<&str, u64> = BTreeMap::new();
        for child in estate.backup_jobs.find(Key::Parent(job.backup_job_id.clone())) {
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
    let keep =
        |job: &BackupJob| filter.keeps(job, now) && vault.is_none_or(|name| job.backup_vault_name == name);
    let (page, token) = filter.page(estates.iter().map(|estate| &estate.backup_jobs), keep);
    Ok(listing("BackupJobs", page, token))
}

/// `StopBackupJob`.
pub fn stop(state: &mut State, request: &Request) -> Outcome {
    let now = state.now;
    let stopped = state.messages.ending(3);
    let estate = state.estate(&request.scope);
    find(estate, request.label(0))?;
    let Some(job) = estate.backup_jobs.get_mut(request.label(0)) else { return Ok(Answer::empty()) };
    if let Some(kind) = Kind::named(job.resource_type).filter(|kind| !kind.stoppable) {
        return Err(ApiError::invalid_request(format!(
            "Stopping a backup job is not supported for {} resources.",
            kind.name
        )));
    }
    let Some(course) = &mut job.course else {
        return Err(ApiError::invalid_request(format!(
            "Backup job is in state {} and cannot be stopped.",
            job.state.as_str()
        )));
    };
    if job.state != JobState::Aborting {
        course.end = later(now, STOPPING);
        course.ending = stopped;
        job.state = JobState::Aborting;
        let (arn, end) = (job.resource_arn.clone(), course.end);
        let id = job.backup_job_id.clone();
        estate.busy.insert(arn, end);
        state.engine.look(&request.scope, JobKind::Backup, &id, end);
    }
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
