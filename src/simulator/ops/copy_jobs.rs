//! Copy jobs: start, describe, list.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::json;

use super::jobs::{Filter, Listed, in_scope};
use super::once::Once;
use super::{listing, record, selections};
use crate::simulator::engine::{
    CopyOrder, cross_account_copies, kind_of, split_vault_arn, start_copy, unsupported,
};
use crate::simulator::request::{Request, Scope};
use crate::simulator::state::{
    CopyJob, Estate, JobState, Lifecycle, Point, PointStatus, State, StorageClass,
};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Copies of one resource on their way to other accounts in one Region.
const MAX_CROSS_ACCOUNT: usize = 30;

/// `StartCopyJob`. The same token gives the same answer and starts nothing.
pub fn start(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let arn = members.required("RecoveryPointArn")?;
    let vault = members.required("SourceBackupVaultName")?;
    let destination = members.required("DestinationBackupVaultArn")?;
    let role = members.required("IamRoleArn")?;
    let lifecycle: Option<Lifecycle> = members.parsed("Lifecycle")?;
    let once = match Once::check(state, request, "StartCopyJob")? {
        Ok(answer) => return Ok(answer),
        Err(once) => once,
    };
    selections::check_role(role)?;
    super::jobs::check_assumed(state, request, role)?;
    lifecycle.as_ref().map(super::jobs::check_lifecycle).transpose()?;
    let to = destination_scope(destination)?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    let source = estate.vault(vault)?.backup_vault_arn.clone();
    let point = estate.points.get(arn).filter(|point| point.backup_vault_name == vault);
    let point = point.ok_or_else(|| ApiError::not_found(format!("Cannot find recovery point: {arn}")))?;
    if source == *destination {
        return Err(ApiError::invalid(
            "DestinationBackupVaultArn",
            "the source vault cannot be the destination",
        ));
    }
    check_point(estate, point)?;
    check_way(estate, point, &request.scope, &to, destination)?;
    let order = CopyOrder { lifecycle, ..CopyOrder::new(&request.scope, arn, destination, role, now) };
    let gone = || ApiError::not_found(format!("Cannot find recovery point: {arn}"));
    let id = start_copy(state, order).ok_or_else(gone)?;
    let job = state.estate(&request.scope).copy_jobs.get(&id);
    let answer = job.map_or_else(Answer::empty, |job| {
        Answer::ok(json!({
            "CopyJobId": job.copy_job_id,
            "CreationDate": job.creation_date,
            "IsParent": job.is_parent,
        }))
    });
    once.keep(state, &answer);
    Ok(answer)
}

fn destination_scope(arn: &str) -> Result<Scope, ApiError> {
    let parts: Vec<_> = arn.splitn(7, ':').collect();
    let is_vault =
        matches!(parts.as_slice(), ["arn", _, "backup", _, _, "backup-vault", name] if !name.is_empty());
    let found = split_vault_arn(arn).filter(|_| is_vault).map(|(scope, _)| scope);
    found.ok_or_else(|| {
        ApiError::invalid("DestinationBackupVaultArn", format!("{arn} is not the ARN of a vault"))
    })
}

/// Whether the point as it is can be copied at all.
fn check_point(estate: &Estate, point: &Point) -> Result<(), ApiError> {
    let refuse = |why: &str| Err(ApiError::invalid_request(why));
    let parent = point.parent_recovery_point_arn.as_ref().and_then(|arn| estate.points.get(arn));
    match point.status {
        PointStatus::Creating | PointStatus::Deleting => {
            return refuse("The recovery point is not in a state in which it can be copied.");
        }
        PointStatus::Available | PointStatus::Stopped => {
            return refuse("Copying continuous recovery points on demand is not supported.");
        }
        _ => {}
    }
    if point.storage_class == StorageClass::Cold {
        return refuse("Copying recovery points in cold storage is not supported.");
    }
    if point.resource_type == "EKS" && parent.is_some_and(|parent| parent.resource_arn == point.resource_arn)
    {
        return refuse(
            "The cluster state of an EKS backup can only be copied with its composite recovery point.",
        );
    }
    Ok(())
}

/// Whether points of its kind can go there.
fn check_way(estate: &Estate, point: &Point, from: &Scope, to: &Scope, arn: &str) -> Result<(), ApiError> {
    let anywhere = kind_of(point).is_some_and(crate::simulator::kinds::Kind::copies);
    if !anywhere {
        return Err(ApiError::invalid_request(unsupported(point, from, to).unwrap_or_default()));
    }
    if from.account == to.account {
        return Ok(());
    }
    if arn.ends_with(":backup-vault:Default") {
        let why = "The Default backup vault of another account cannot be the destination of a copy.";
        return Err(ApiError::invalid_request(why));
    }
    if cross_account_copies(estate, &point.resource_arn, to) >= MAX_CROSS_ACCOUNT {
        let why = "There are too many copy jobs running for resource.";
        return Err(ApiError::new("LimitExceededException", 400, why));
    }
    Ok(())
}

/// `DescribeCopyJob`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let estate = state.estate(&request.scope);
    let job = estate.copy_jobs.get(id);
    let job = job.ok_or_else(|| ApiError::not_found(format!("Copy job {id} does not exist")))?;
    Ok(Answer::ok(json!({ "CopyJob": record(&view(estate, job)) })))
}

/// A job, with the counts of its children where it is a parent. The many that are none go to the wire as they are.
struct View<'a> {
    job: &'a CopyJob,
    children: Option<BTreeMap<&'static str, u64>>,
}

fn view<'a>(estate: &Estate, job: &'a CopyJob) -> View<'a> {
    let children = job.is_parent.then(|| {
        let mut states = BTreeMap::new();
        for child in job.children.iter().filter_map(|id| estate.copy_jobs.get(id)) {
            *states.entry(child.state.as_str()).or_default() += 1;
        }
        states
    });
    View { job, children }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(states) = &self.children else { return self.job.serialize(serializer) };
        let mut members = record(self.job);
        members.insert("NumberOfChildJobs".to_owned(), states.values().sum::<u64>().into());
        members.insert("ChildJobsInState".to_owned(), json!(states));
        members.serialize(serializer)
    }
}

/// `ListCopyJobs`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let filter = Filter::read(request, "copy-jobs", "state")?;
    let destination = request.query("destinationVaultArn");
    let source = request.query("sourceRecoveryPointArn");
    let now = state.now;
    let estates = in_scope(state, request)?;
    let keep = |job: &CopyJob| {
        destination.is_none_or(|arn| job.destination_backup_vault_arn == arn)
            && source.is_none_or(|arn| job.source_recovery_point_arn == arn)
    };
    let (page, token) = filter.page(estates.iter().map(|estate| &estate.copy_jobs), now, keep);
    let home = |job: &CopyJob| estates.iter().find(|estate| estate.scope.account == job.account_id);
    let views = page.into_iter().map(|job| match home(job) {
        Some(estate) => view(estate, job),
        None => View { job, children: None },
    });
    Ok(listing("CopyJobs", views, token))
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

    const SHOWN_SINCE_CREATION: bool = false;

    /// The record goes 30 days after the end.
    fn shown_since(&self) -> Option<jiff::Timestamp> {
        if self.course.is_some() { None } else { self.completion_date.map(|at| at.0) }
    }
}
