//! `StartBackupJob`: what the call refuses; what a job refuses is the engine's.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::simulator::engine::{Order, start_backup};
use crate::simulator::kinds::{KINDS, Kind};
use crate::simulator::ops::jobs::{check_assumed, check_lifecycle};
use crate::simulator::ops::once::Once;
use crate::simulator::ops::{check_tags, plans, selections};
use crate::simulator::request::{Members, Request};
use crate::simulator::state::{BackupJob, Condition, Estate, Lifecycle, Resource, State};
use crate::simulator::wire::{Answer, ApiError, Outcome};

/// Tags that a job can add to its recovery point.
const MAX_TAGS: usize = 10;

/// `StartBackupJob`. The same token gives the same answer and starts nothing.
pub fn start(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let vault = members.required("BackupVaultName")?;
    let resource_arn = members.required("ResourceArn")?;
    let role = members.required("IamRoleArn")?;
    let once = match Once::check(state, request, "StartBackupJob")? {
        Ok(answer) => return Ok(answer),
        Err(once) => once,
    };
    selections::check_role(role)?;
    let kind = check_resource(request, resource_arn)?;
    check_assumed(state, request, role)?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    estate.vault(vault)?;
    let resource = estate.resources.get(resource_arn).cloned();
    let unknown = || Arc::new(Resource::presumed(resource_arn, kind));
    let resource = resource.unwrap_or_else(unknown);
    check_usable(estate, &resource)?;
    let new = Order::new(&request.scope, vault, Arc::clone(&resource), role.into(), now);
    let mut order = order(&members, new)?;
    if let Some(arn) = members.text("LogicallyAirGappedBackupVaultArn")? {
        check_sealed(estate, arn)?;
        order.sealed = Some(arn.into());
    }
    // From now on plans find it too.
    estate.resources.entry(resource.arn.clone()).or_insert(resource);
    let id = start_backup(state, order);
    let job = state.estate(&request.scope).backup_jobs.get(&id);
    let answer = job.map_or_else(Answer::empty, started);
    once.keep(state, &answer);
    Ok(answer)
}

/// The type of a resource, which must be of the caller's account and Region.
fn check_resource(request: &Request, arn: &str) -> Result<&'static Kind, ApiError> {
    let Some(kind) = Kind::of_arn(arn) else {
        return Err(ApiError::invalid("ResourceArn", format!("unsupported resource type: {arn}")));
    };
    if request.scope.has(arn) {
        return Ok(kind);
    }
    let why = format!("{arn} does not belong to this account and Region");
    Err(ApiError::invalid("ResourceArn", why))
}

/// Whether the resource is still there, and its type opted in.
fn check_usable(estate: &Estate, resource: &Resource) -> Result<(), ApiError> {
    if resource.traits.condition == Condition::Deleted {
        return Err(ApiError::not_found(format!("Could not find resource: {}", resource.arn)));
    }
    if estate.opt_in.get(resource.kind.name) == Some(&false) {
        return Err(ApiError::invalid_request(format!(
            "AWS Backup is not opted in to protect {} resources in this Region.",
            resource.kind.name
        )));
    }
    Ok(())
}

fn order(members: &Members, order: Order) -> Result<Order, ApiError> {
    let (start, complete) = (members.number("StartWindowMinutes")?, members.number("CompleteWindowMinutes")?);
    plans::check_windows(("StartWindowMinutes", start), ("CompleteWindowMinutes", complete))?;
    let lifecycle: Option<Lifecycle> = members.parsed("Lifecycle")?;
    lifecycle.as_ref().map(check_lifecycle).transpose()?;
    let point_tags: BTreeMap<String, String> = members.parsed_or_empty("RecoveryPointTags")?;
    if point_tags.len() > MAX_TAGS {
        let why = "RecoveryPointTags can have at most 10 tags";
        return Err(ApiError::new("LimitExceededException", 400, why));
    }
    check_tags("RecoveryPointTags", &point_tags)?;
    let options: BTreeMap<String, String> = members.parsed_or_empty("BackupOptions")?;
    check_options(order.resource.kind, &options)?;
    let index = members.text("Index")? == Some("ENABLED");
    if index && !order.resource.kind.indexed {
        let why = format!("{} recovery points cannot be indexed", order.resource.kind.name);
        return Err(ApiError::invalid("Index", why));
    }
    Ok(Order {
        lifecycle,
        start_window_minutes: start.unwrap_or(order.start_window_minutes),
        complete_window_minutes: complete.unwrap_or(order.complete_window_minutes),
        options,
        point_tags,
        index,
        ..order
    })
}

/// The vault must be a logically air-gapped one of the same account and Region.
fn check_sealed(estate: &Estate, arn: &str) -> Result<(), ApiError> {
    if estate.vaults.iter().any(|vault| vault.backup_vault_arn == *arn && vault.is_air_gapped()) {
        return Ok(());
    }
    let why = format!("{arn} is not a logically air-gapped vault of this account and Region");
    Err(ApiError::invalid("LogicallyAirGappedBackupVaultArn", why))
}

/// Each type knows its own options.
fn check_options(kind: &Kind, options: &BTreeMap<String, String>) -> Result<(), ApiError> {
    let bad = options.iter().find(|(name, value)| {
        !kind.options.contains(&name.as_str()) || !matches!(value.as_str(), "enabled" | "disabled")
    });
    let Some((name, value)) = bad else { return Ok(()) };
    let known = KINDS.iter().find(|kind| kind.options.contains(&name.as_str()));
    let why = match known.filter(|known| known.name != kind.name) {
        Some(known) => format!("{name} is an option of {} backups, not of {}", known.name, kind.name),
        None => format!("{name} = {value} is not a backup option"),
    };
    Err(ApiError::invalid("BackupOptions", why))
}

fn started(job: &BackupJob) -> Answer {
    Answer::ok(json!({
        "BackupJobId": job.backup_job_id,
        "RecoveryPointArn": job.recovery_point_arn,
        "CreationDate": job.creation_date,
        "IsParent": job.is_parent,
    }))
}
