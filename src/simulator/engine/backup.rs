//! Backup jobs: placing them, and what their course does to recovery points.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::continuous;
use super::copy::{self, CopyOrder};
use super::fate::{Fate, Windows, later, usual_duration};
use super::point_life::watch;
use super::{Run, Scope};
use crate::simulator::kinds::Making;
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{
    BackupJob, CopyAction, Course, Creator, Ending, JobState, Lifecycle, Point, PointStatus, Resource, State,
    StorageClass, Vault,
};
use crate::simulator::wire::{Epoch, Text};

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
            continuous: false,
            parent: None,
            fate: None,
        }
    }

    fn run(&self) -> Option<Run> {
        let rule_id = self.creator.as_ref()?.backup_rule_id.clone();
        Some(Run { kind: JobKind::Backup, rule_id, resource_arn: self.resource.arn.clone(), due: self.due? })
    }
}

/// Makes the job, and those of a composite's members unless its fate is already told; returns its id.
pub fn place(state: &mut State, mut order: Order) -> Text {
    let foretold = order.fate.is_some();
    let fate = order.fate.take().unwrap_or_else(|| fate(state, &order));
    order.options.extend(fate.options.clone());
    order.fate = Some(fate);
    let id: Text = state.random.uuid().into();
    let vault = state.estate(&order.scope).vaults.get(&order.vault).cloned();
    let (point_arn, continuous) = point_arn(state, &order, vault.as_ref(), &id);
    let mut course = course(state, &order);
    if !foretold {
        attend_to_members(state, &order, (&id, &point_arn), &mut course);
    }
    let busy = busy_until(state, &order).max(course.end);
    state.estate(&order.scope).busy.insert(order.resource.arn.clone(), busy);
    let job = job(&order, &id, vault.as_ref(), point_arn, continuous, course.clone());
    state.estate(&order.scope).backup_jobs.insert(job);
    state.engine.follow(&order.scope, JobKind::Backup, &id, &course);
    id
}

/// What the scenario says, then what AWS Backup's own rules say.
fn fate(state: &mut State, order: &Order) -> Fate {
    if let Some(fate) = order.run().and_then(|run| state.engine.fates.get(&run)) {
        return fate.clone();
    }
    let keep = order.lifecycle.as_ref().and_then(Lifecycle::keep_days);
    let busy = busy_until(state, order) > order.created;
    let on_demand = order.creator.is_none();
    let messages = &state.messages;
    let vault = state.estates.get(&order.scope).and_then(|estate| estate.vaults.get(&order.vault));
    let ending = match vault {
        _ if on_demand && busy => messages.ending(1),
        None => messages.ending(4),
        Some(vault) if !order.continuous && !vault.admits(keep) => messages.ending(5),
        Some(_) => order.resource.fate.clone().filter(|_| on_demand).unwrap_or_else(Ending::completed),
    };
    Fate::of(ending)
}

fn busy_until(state: &State, order: &Order) -> Timestamp {
    let estate = state.estates.get(&order.scope);
    estate.and_then(|estate| estate.busy.get(&order.resource.arn)).copied().unwrap_or(Timestamp::MIN)
}

/// A plan's job waits some minutes and for its resource to be free; one on demand starts within seconds.
fn course(state: &mut State, order: &Order) -> Course {
    let secs = SignedDuration::from_secs;
    let (wait, free) = match order.creator {
        Some(_) => (state.random.between(secs(20), secs(300)), busy_until(state, order)),
        None => (state.random.between(secs(3), secs(5)), Timestamp::MIN),
    };
    let pending = later(order.created, wait).max(free);
    let usual = order.resource.takes.unwrap_or_else(|| usual_duration(order.resource.size));
    let windows = Windows {
        pending,
        running: later(pending, state.random.between(secs(2), secs(5))),
        start_by: later(order.created, SignedDuration::from_mins(order.start_window_minutes)),
        complete_by: later(order.created, SignedDuration::from_mins(order.complete_window_minutes)),
        usual: state.random.between(usual - usual / 7, usual + usual / 7),
    };
    let late = windows.pending > windows.start_by;
    let fate = order.fate.clone().filter(|_| !late).unwrap_or_else(|| Fate::of(state.messages.ending(2)));
    fate.course(&windows)
}

/// The ARN of the point to come; a continuous one is the same for all jobs of its resource.
fn point_arn(state: &mut State, order: &Order, vault: Option<&Vault>, job_id: &str) -> (Text, bool) {
    let Order { scope, resource, .. } = order;
    if order.continuous
        && let Some(arn) = continuous::arn(state, order)
    {
        return (arn, true);
    }
    let air_gapped = vault.is_some_and(Vault::is_air_gapped);
    let made =
        Making { scope, resource_arn: &resource.arn, air_gapped, job_id, is_copy: false, at: order.created };
    (resource.kind.point_arn(&made, &mut state.random), false)
}

/// Starts the members' jobs. The composite ends after the last of them, and is partial when one does not complete.
fn attend_to_members(state: &mut State, order: &Order, (id, point_arn): (&Text, &Text), course: &mut Course) {
    for arn in &order.resource.members {
        let Some(resource) = state.estate(&order.scope).resources.get(arn).cloned() else { continue };
        let parent = Some((id.clone(), point_arn.clone()));
        let member =
            place(state, Order { resource, parent, fate: None, copies: Vec::new(), ..order.clone() });
        let job = state.estate(&order.scope).backup_jobs.get(&member);
        let Some(planned) = job.and_then(|job| job.course.as_ref()) else { continue };
        course.end = course.end.max(later(planned.end, SignedDuration::from_secs(2)));
        if planned.ending.state != JobState::Completed && course.ending.state == JobState::Completed {
            course.ending.state = JobState::Partial;
            course.ending.category.clone_from(&planned.ending.category);
        }
    }
}

fn job(
    order: &Order,
    id: &Text,
    vault: Option<&Vault>,
    point_arn: Text,
    continuous: bool,
    course: Course,
) -> BackupJob {
    let Order { scope, resource, .. } = order;
    let known = resource.kind.point_known_at_start;
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
        encryption_key_arn: vault
            .filter(|vault| resource.kind.fully_managed || vault.is_air_gapped())
            .and_then(|vault| vault.encryption_key_arn.clone()),
        is_encrypted: true,
        resource_arn: resource.arn.clone(),
        resource_type: resource.kind.name,
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
        backup_type: if continuous { "CONTINUOUS" } else { "SNAPSHOT" },
        parent_job_id: order.parent.as_ref().map(|(job, _)| job.clone()),
        is_parent: resource.kind.composite,
        course: Some(course),
        point_arn,
        parent_point_arn: order.parent.as_ref().map(|(_, point)| point.clone()),
        due: order.due,
        point_tags: order.point_tags.clone(),
        copies: order.copies.clone(),
    }
}

/// Moves a job on; says when it moves next, or nothing once it is over.
pub(super) fn progress(state: &mut State, scope: &Scope, id: &Text, now: Timestamp) -> Option<Timestamp> {
    let estate = state.estate(scope);
    let job = estate.backup_jobs.get_mut(id)?;
    let course = job.course.clone()?;
    if now >= course.end {
        finish(state, scope, id);
        return None;
    }
    let planned = course.state(now);
    if job.state != JobState::Aborting {
        job.state = planned;
    }
    if planned == JobState::Running {
        run(job, &course, now);
        if estate.points.get(&job.point_arn).is_none() {
            let job = job.clone();
            add_point(state, scope, &job, PointStatus::Creating);
        }
    }
    Some(course.next(now))
}

/// What moves while a job runs. A stalled job's end is always ten minutes away.
fn run(job: &mut BackupJob, course: &Course, now: Timestamp) {
    let stalled = course.stalls_at.is_some_and(|stall| job.percent_done >= stall);
    let expected = if stalled { later(now, SignedDuration::from_mins(10)) } else { course.end };
    job.percent_done = course.percent(now);
    job.bytes_transferred = Some(share(job.backup_size_in_bytes, job.percent_done));
    job.expected_completion_date = Some(Epoch(expected));
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

fn finish(state: &mut State, scope: &Scope, id: &Text) {
    let Some(job) = state.estate(scope).backup_jobs.get_mut(id) else { return };
    let Some(Course { end, ending, .. }) = job.course.take() else { return };
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
    let job = job.clone();
    if usable {
        let status = match job.state {
            JobState::Partial => PointStatus::Partial,
            _ if job.is_continuous() => PointStatus::Available,
            _ => PointStatus::Completed,
        };
        add_point(state, scope, &job, status);
        start_copies(state, scope, &job, end);
    } else {
        drop_point(state, scope, &job);
    }
}

fn start_copies(state: &mut State, scope: &Scope, job: &BackupJob, at: Timestamp) {
    for action in &job.copies {
        copy::place(
            state,
            CopyOrder {
                scope: scope.clone(),
                point_arn: job.point_arn.clone(),
                destination: action.destination_backup_vault_arn.clone(),
                role: job.iam_role_arn.clone(),
                created: later(at, SignedDuration::from_secs(20)),
                lifecycle: action.lifecycle.clone(),
                creator: job.created_by.clone(),
                backup_job_id: Some(job.backup_job_id.clone()),
                due: job.due,
                fate: None,
            },
        );
    }
}

/// Takes the unfinished point of a failed job away; a continuous point stays.
fn drop_point(state: &mut State, scope: &Scope, job: &BackupJob) {
    let points = &mut state.estate(scope).points;
    if points.get(&job.point_arn).is_some_and(|point| point.status == PointStatus::Creating) {
        points.remove(&job.point_arn);
    }
}

/// Adds the job's recovery point, or brings it up to date.
fn add_point(state: &mut State, scope: &Scope, job: &BackupJob, status: PointStatus) {
    let estate = state.estate(scope);
    let completed = job.completion_date;
    if let Some(point) = estate.points.get_mut(&job.point_arn) {
        if status != PointStatus::Creating {
            point.status = status;
            point.completion_date = completed;
        }
        return;
    }
    let vault = estate.vaults.get(&job.backup_vault_name);
    let mut point = Point {
        recovery_point_arn: job.point_arn.clone(),
        backup_vault_name: job.backup_vault_name.clone(),
        backup_vault_arn: job.backup_vault_arn.clone(),
        vault_type: job.vault_type,
        source_backup_vault_arn: None,
        resource_arn: job.resource_arn.clone(),
        resource_type: job.resource_type,
        resource_name: job.resource_name.clone(),
        created_by: job.created_by.clone(),
        iam_role_arn: job.iam_role_arn.clone(),
        status,
        status_message: None,
        creation_date: job.creation_date,
        initiation_date: job.initiation_date,
        completion_date: completed,
        backup_size_in_bytes: Some(job.backup_size_in_bytes),
        lifecycle: None,
        calculated_lifecycle: None,
        encryption_key_arn: job.encryption_key_arn.clone(),
        encryption_key_type: Vault::key_type(vault),
        is_encrypted: true,
        storage_class: StorageClass::Warm,
        last_restore_time: None,
        parent_recovery_point_arn: job.parent_point_arn.clone(),
        composite_member_identifier: job.parent_point_arn.as_ref().map(|_| job.resource_name.clone()),
        is_parent: job.is_parent,
        continuous: job.is_continuous(),
        rare: None,
    };
    point.keep(job.recovery_point_lifecycle.clone());
    if job.is_continuous() {
        // A continuous point lives on as long as its rule: only the window behind it moves.
        point.calculated_lifecycle = None;
    }
    if !job.point_tags.is_empty() {
        estate.tags.insert(job.point_arn.clone(), job.point_tags.clone());
    }
    estate.points.insert(point);
    watch(state, scope, &job.point_arn);
}
