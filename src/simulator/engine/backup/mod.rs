//! Backup jobs: ordering and placing them. `start` is what happens when one tries to start, `course` how it goes on,
//! `members` what a composite's job does with its children, `point` its recovery point.

mod course;
mod members;
mod point;
mod start;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::continuous;
use super::fate::{Fate, Windows, later, usual_duration};
use super::{Run, Scope};
use crate::simulator::ids::Random;
use crate::simulator::kinds::{Kind, Making};
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{
    BackupJob, CopyAction, Course, Creator, Ending, Gate, JobState, Key, Lifecycle, PointStatus, Resource,
    SourceKey, State, Vault,
};
use crate::simulator::wire::{Epoch, Text};

pub(super) use course::progress;
pub use members::stop;

/// A backup to be made.
#[derive(Debug, Clone)]
pub struct Order {
    pub scope: Scope,
    pub vault: Text,
    pub resource: Arc<Resource>,
    pub role: Text,
    pub created: Timestamp,
    pub lifecycle: Option<Lifecycle>,
    /// The plan and rule that ask for it; none is on demand.
    pub creator: Option<Creator>,
    /// When that rule was due.
    pub due: Option<Timestamp>,
    pub start_window_minutes: i64,
    pub complete_window_minutes: i64,
    pub options: BTreeMap<String, String>,
    pub point_tags: BTreeMap<String, String>,
    pub copies: Vec<CopyAction>,
    /// The air-gapped vault that it is for: directly, or by a copy and without keeping the first point.
    pub sealed: Option<Text>,
    /// Whether the point is to be indexed.
    pub index: bool,
    /// Point-in-time where the type can.
    pub continuous: bool,
    /// The composite's job and recovery point.
    pub parent: Option<(Text, Text)>,
    /// What is to become of it; none is decided by rules.
    pub fate: Option<Fate>,
}

impl Order {
    /// An order of on-demand form, with AWS's default windows.
    pub fn new(scope: &Scope, vault: &str, resource: Arc<Resource>, role: Text, created: Timestamp) -> Self {
        Self {
            scope: scope.clone(),
            vault: vault.into(),
            resource,
            role,
            created,
            lifecycle: None,
            creator: None,
            due: None,
            start_window_minutes: 480,
            complete_window_minutes: 10_080,
            options: BTreeMap::new(),
            point_tags: BTreeMap::new(),
            copies: Vec::new(),
            sealed: None,
            index: false,
            continuous: false,
            parent: None,
            fate: None,
        }
    }

    fn run(&self) -> Option<Run> {
        // A scenario speaks of the composite, not of the piece of it that has the same ARN.
        let creator = self.creator.as_ref().filter(|_| !self.resource.kind.is_piece())?;
        let rule_id = creator.backup_rule_id.clone();
        Some(Run { kind: JobKind::Backup, rule_id, resource_arn: self.resource.arn.clone(), due: self.due? })
    }
}

/// Makes the job; returns its id. What its fate is when nobody has told it, is decided when it starts.
pub fn place(state: &mut State, mut order: Order) -> Text {
    let alone = order.fate.is_some();
    let told =
        order.fate.take().or_else(|| order.run().and_then(|run| state.engine.fates.get(&run).cloned()));
    let gate = match (&told, alone) {
        (_, true) => Gate::Open,
        (Some(_), false) => Gate::Told,
        (None, false) => Gate::Closed,
    };
    order.options.extend(told.iter().flat_map(|fate| fate.options.clone()));
    let kind = kind(state, &order);
    seal(state, &mut order, kind);
    let id: Text = state.random.uuid().into();
    let vault = state.estate(&order.scope).vaults.get(&order.vault).cloned();
    let (point_arn, continuous) = point_arn(state, &order, kind, vault.as_ref(), &id);
    let course = course(state, &order, told);
    let mut job = job(&order, &id, kind, vault.as_ref(), point_arn);
    if let Err(plan) = &continuous {
        job.issue = Some(configured(state.messages.ending(27), plan));
    } else if !kind.air_gapped && order.sealed.is_some() {
        job.issue = Some(unsealed());
    }
    job.backup_type = if continuous == Ok(true) { "CONTINUOUS" } else { "SNAPSHOT" };
    job.gate = gate;
    job.course = Some(course.clone());
    let estate = state.estate(&order.scope);
    if gate == Gate::Open {
        estate.busy.insert(order.resource.arn.clone(), id.clone());
    }
    estate.backup_jobs.insert(job);
    if let Some((parent, _)) = &order.parent
        && let Some(parent) = estate.backup_jobs.get_mut(parent)
    {
        parent.children.push(id.clone());
    }
    state.engine.follow(&order.scope, JobKind::Backup, &id, &course);
    id
}

/// The kind that a backup of the resource has here and now: not all types are always fully managed.
fn kind(state: &State, order: &Order) -> &'static Kind {
    let kind = order.resource.kind;
    let managed = state.estates.get(&order.scope).and_then(|estate| estate.management.get(kind.name));
    if managed == Some(&false) { kind.unmanaged() } else { kind }
}

/// Sends the backup to its air-gapped vault: at once where the type is fully managed, else by a copy.
fn seal(state: &State, order: &mut Order, kind: &Kind) {
    let Some(arn) = order.sealed.clone().filter(|_| kind.air_gapped) else { return };
    let vaults = state.estates.get(&order.scope).into_iter().flat_map(|estate| estate.vaults.iter());
    let Some(sealed) = vaults.into_iter().find(|vault| vault.backup_vault_arn == *arn) else { return };
    if kind.fully_managed {
        order.vault = sealed.backup_vault_name.clone();
        return;
    }
    let lifecycle = order.lifecycle.take();
    order.copies.push(CopyAction { destination_backup_vault_arn: arn, lifecycle });
    order.lifecycle =
        Some(Lifecycle { delete_after_event: Some("DELETE_AFTER_COPY".into()), ..Lifecycle::default() });
}

/// What is said of a type that no air-gapped vault takes.
fn unsealed() -> Ending {
    Ending::because(
        JobState::Completed,
        "The resource type is not supported by logically air-gapped vaults.",
        "LOGICALLY_AIR_GAPPED_BACKUP_VAULT_NOT_SUPPORTED",
    )
}

/// A plan's job waits some minutes; one on demand starts within seconds.
fn course(state: &mut State, order: &Order, told: Option<Fate>) -> Course {
    let secs = SignedDuration::from_secs;
    let wait = match order.creator {
        Some(_) => state.random.between(secs(20), secs(300)),
        None => state.random.between(secs(3), secs(5)),
    };
    let pending = later(order.created, wait);
    let usual = order.resource.takes.unwrap_or_else(|| usual_duration(order.resource.size));
    let windows = Windows {
        pending,
        running: later(pending, state.random.between(secs(2), secs(5))),
        start_by: later(order.created, SignedDuration::from_mins(order.start_window_minutes)),
        complete_by: later(order.created, SignedDuration::from_mins(order.complete_window_minutes)),
        usual: state.random.between(usual - usual / 7, usual + usual / 7),
    };
    told.unwrap_or_else(|| Fate::of(Ending::completed())).course(&windows)
}

/// The message with the ARN of the plan that keeps the continuous point going.
fn configured(ending: Ending, plan: &str) -> Ending {
    let words = ending.message.as_deref().and_then(|text| text.split_once("arn:")).map(|(words, _)| words);
    let message = words.map(|words| format!("{words}{plan}").into());
    Ending { message: message.or(ending.message), ..ending }
}

/// The ARN of the point to come, and whether it is continuous, or which plan's ARN keeps it from being so. A
/// continuous point is the same for all jobs of its resource.
fn point_arn(
    state: &mut State,
    order: &Order,
    kind: &'static Kind,
    vault: Option<&Vault>,
    job_id: &str,
) -> (Text, Result<bool, Text>) {
    let Order { scope, resource, .. } = order;
    let taken = if order.continuous { others(state, order) } else { None };
    if order.continuous
        && taken.is_none()
        && let Some(arn) = continuous::arn(state, order)
    {
        return (arn, Ok(true));
    }
    let air_gapped = vault.is_some_and(Vault::is_air_gapped);
    let made =
        Making { scope, resource_arn: &resource.arn, air_gapped, job_id, is_copy: false, at: order.created };
    (kind.point_arn(&made, &mut state.random), taken.map_or(Ok(false), Err))
}

/// The ARN of another plan that keeps the resource's continuous point going.
fn others(state: &State, order: &Order) -> Option<Text> {
    let estate = state.estates.get(&order.scope)?;
    let points = estate.points.find(Key::Resource(order.resource.arn.clone()));
    let own = order.creator.as_ref().map(|by| &by.backup_plan_id);
    let mut plans = points
        .filter(|point| {
            point.continuous && matches!(point.status, PointStatus::Available | PointStatus::Creating)
        })
        .filter_map(|point| point.created_by.as_ref());
    plans.find(|by| Some(&by.backup_plan_id) != own).map(|by| by.backup_plan_arn.clone())
}

fn job(order: &Order, id: &Text, kind: &'static Kind, vault: Option<&Vault>, point_arn: Text) -> BackupJob {
    let Order { scope, resource, .. } = order;
    let known = kind.point_known_at_start;
    BackupJob {
        account_id: scope.account.clone(),
        backup_job_id: id.clone(),
        backup_vault_name: order.vault.clone(),
        backup_vault_arn: vault.map_or_else(
            || scope.arn(&format!("backup-vault:{}", order.vault)),
            |vault| vault.backup_vault_arn.clone(),
        ),
        vault_type: Vault::kind(vault),
        vault_lock_state: Vault::lock_state(vault),
        recovery_point_arn: known.then(|| point_arn.clone()),
        recovery_point_lifecycle: order.lifecycle.clone(),
        encryption_key_arn: key(order, kind, vault),
        is_encrypted: kind.fully_managed || resource.traits.key != SourceKey::None,
        resource_arn: resource.arn.clone(),
        resource_type: kind.name,
        resource_name: resource.name.clone(),
        creation_date: Epoch(order.created),
        initiation_date: Epoch(order.created),
        start_by: Epoch(later(order.created, SignedDuration::from_mins(order.start_window_minutes))),
        expected_completion_date: None,
        completion_date: None,
        state: JobState::Created,
        status_message: None,
        message_category: None,
        percent_done: 0.0,
        backup_size_in_bytes: resource.size,
        bytes_transferred: None,
        iam_role_arn: order.role.clone(),
        created_by: order.creator.clone(),
        backup_options: order.options.clone(),
        backup_type: "SNAPSHOT",
        parent_job_id: order.parent.as_ref().map(|(job, _)| job.clone()),
        is_parent: kind.composite,
        course: None,
        gate: Gate::Open,
        issue: None,
        children: Vec::new(),
        resource: Arc::clone(resource),
        complete_by: (kind.name != "FSx")
            .then(|| later(order.created, SignedDuration::from_mins(order.complete_window_minutes))),
        point_arn,
        parent_point_arn: order.parent.as_ref().map(|(_, point)| point.clone()),
        due: order.due,
        point_tags: order.point_tags.clone(),
        copies: order.copies.clone(),
        index: order.index,
    }
}

/// The key of the point: the vault's, or for types that are not fully managed the resource's.
fn key(order: &Order, kind: &Kind, vault: Option<&Vault>) -> Option<Text> {
    if kind.fully_managed || vault.is_some_and(Vault::is_air_gapped) {
        return vault.and_then(|vault| vault.encryption_key_arn.clone());
    }
    let Scope { account, region } = &order.scope;
    match &order.resource.traits.key {
        SourceKey::None => None,
        SourceKey::Given(arn) => Some(arn.clone()),
        SourceKey::Own => {
            let id = Random::named(0, &format!("key of {account} {region} {}", kind.name)).uuid();
            Some(format!("arn:aws:kms:{region}:{account}:key/{id}").into())
        }
        SourceKey::Managed => {
            let id = Random::named(1, &format!("key of {account} {region} {}", kind.name)).uuid();
            Some(format!("arn:aws:kms:{region}:{account}:key/{id}").into())
        }
    }
}
