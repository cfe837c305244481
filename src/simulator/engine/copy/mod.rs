//! Copy jobs: listed where the source is, with a recovery point where the destination is. `start` is what happens when
//! one tries to start, `members` what a composite's copy does, `point` the point that comes of it.

mod members;
mod point;
mod start;

use jiff::{SignedDuration, Timestamp};

use super::fate::{Fate, Windows, later, usual_duration};
use super::{Run, Scope};
use crate::simulator::kinds::{Kind, Making};
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{
    CopyJob, Creator, Ending, Gate, JobState, Lifecycle, Point, PointStatus, State, Vault,
};
use crate::simulator::wire::{Epoch, Text};

pub use start::{cross_account_copies, unsupported};

/// How long a copy that cannot start tries.
const PATIENCE: SignedDuration = SignedDuration::from_hours(2);

/// A copy to be made.
#[derive(Debug, Clone)]
pub struct CopyOrder {
    /// Where the source is.
    pub scope: Scope,
    /// The recovery point to copy.
    pub point_arn: Text,
    /// The destination vault's ARN.
    pub destination: Text,
    pub role: Text,
    pub created: Timestamp,
    pub lifecycle: Option<Lifecycle>,
    pub creator: Option<Creator>,
    pub backup_job_id: Option<Text>,
    /// When the rule was due.
    pub due: Option<Timestamp>,
    /// The composite's copy job, and the point that this makes.
    pub parent: Option<(Text, Text)>,
    /// What is to become of it; none is decided by rules.
    pub fate: Option<Fate>,
}

impl CopyOrder {
    /// An order of on-demand form.
    pub fn new(scope: &Scope, point_arn: &str, destination: &str, role: &str, created: Timestamp) -> Self {
        Self {
            scope: scope.clone(),
            point_arn: point_arn.into(),
            destination: destination.into(),
            role: role.into(),
            created,
            lifecycle: None,
            creator: None,
            backup_job_id: None,
            due: None,
            parent: None,
            fate: None,
        }
    }

    fn run(&self, point: &Point) -> Option<Run> {
        let creator = self.creator.as_ref().filter(|_| !kind_of(point).is_some_and(Kind::is_piece))?;
        let rule_id = creator.backup_rule_id.clone();
        Some(Run { kind: JobKind::Copy, rule_id, resource_arn: point.resource_arn.clone(), due: self.due? })
    }
}

/// Makes the job; returns its id, or nothing when the source is gone, or the scenario says that it is never begun.
pub fn place(state: &mut State, mut order: CopyOrder) -> Option<Text> {
    let source = state.estate(&order.scope).points.get(&order.point_arn)?.clone();
    if order.run(&source).is_some_and(|run| state.engine.omitted.contains(&run)) {
        return None;
    }
    let id: Text = state.random.uuid().to_ascii_uppercase().into();
    let (home, name) = split_vault_arn(&order.destination)?;
    let vault = state.estates.get(&home).and_then(|estate| estate.vaults.get(name)).cloned();
    let alone = order.fate.is_some();
    let told = order
        .fate
        .take()
        .or_else(|| order.run(&source).and_then(|run| state.engine.fates.get(&run).cloned()));
    let gate = match (&told, alone) {
        (_, true) => Gate::Open,
        (Some(_), false) => Gate::Told,
        (None, false) => Gate::Closed,
    };
    let running = later(order.created, SignedDuration::from_secs(5));
    let course = told.unwrap_or_else(|| Fate::of(Ending::completed())).course(&Windows {
        pending: running,
        running,
        start_by: later(order.created, PATIENCE),
        complete_by: later(order.created, SignedDuration::from_hours(7 * 24)),
        usual: usual_duration(source.backup_size_in_bytes.unwrap_or_default()) * 2,
    });
    let made = Making {
        scope: &home,
        resource_arn: &source.resource_arn,
        air_gapped: vault.as_ref().is_some_and(Vault::is_air_gapped),
        job_id: &id,
        is_copy: true,
        at: source.creation_date.0,
    };
    let copied = kind_of(&source)?.point_arn(&made, &mut state.random);
    let job =
        CopyJob { course: Some(course.clone()), gate, ..job(&order, &id, source, vault.as_ref(), copied) };
    let estate = state.estate(&order.scope);
    if gate == Gate::Open {
        estate.copying.insert(job.resource_arn.clone(), id.clone());
    }
    if let Some((parent, _)) = &order.parent
        && let Some(parent) = estate.copy_jobs.get_mut(parent)
    {
        parent.children.push(id.clone());
    }
    estate.copy_jobs.insert(job);
    state.engine.follow(&order.scope, JobKind::Copy, &id, &course);
    Some(id)
}

/// The kind of a recovery point.
pub fn kind_of(point: &Point) -> Option<&'static Kind> {
    if point.is_parent {
        return Kind::named(point.resource_type);
    }
    Kind::of_point(point.resource_type, &point.recovery_point_arn, &point.resource_arn, &point.resource_name)
}

fn job(order: &CopyOrder, id: &Text, source: Point, vault: Option<&Vault>, copied: Text) -> CopyJob {
    CopyJob {
        account_id: order.scope.account.clone(),
        copy_job_id: id.clone(),
        destination_recovery_point_lifecycle: kept(order.lifecycle.as_ref(), &source),
        source_backup_vault_arn: source.backup_vault_arn,
        source_recovery_point_arn: source.recovery_point_arn,
        destination_backup_vault_arn: order.destination.clone(),
        destination_vault_type: Vault::kind(vault),
        destination_vault_lock_state: Vault::lock_state(vault),
        destination_recovery_point_arn: None,
        destination_encryption_key_arn: vault.and_then(|vault| vault.encryption_key_arn.clone()),
        resource_arn: source.resource_arn,
        resource_type: source.resource_type,
        resource_name: source.resource_name,
        creation_date: Epoch(order.created),
        completion_date: None,
        state: JobState::Created,
        status_message: None,
        message_category: None,
        backup_size_in_bytes: source.backup_size_in_bytes.unwrap_or_default(),
        iam_role_arn: order.role.clone(),
        created_by: order.creator.clone(),
        created_by_backup_job_id: order.backup_job_id.clone(),
        parent_job_id: order.parent.as_ref().map(|(job, _)| job.clone()),
        is_parent: source.is_parent,
        composite_member_identifier: source.composite_member_identifier,
        course: None,
        gate: Gate::Open,
        children: Vec::new(),
        due: order.due,
        point_arn: copied,
        parent_point_arn: order.parent.as_ref().map(|(_, point)| point.clone()),
    }
}

/// The retention of a copy: the source's when none is given, and its end also when "for ever" is. A temporary source has
/// none to give.
fn kept(given: Option<&Lifecycle>, source: &Point) -> Option<Lifecycle> {
    let Some(given) = given else {
        return source.lifecycle.clone().filter(|lifecycle| lifecycle.delete_after_event.is_none());
    };
    let mut lifecycle = given.clone();
    if given.delete_after_days == Some(-1) {
        lifecycle.delete_after_days = source.lifecycle.as_ref().and_then(Lifecycle::keep_days).or(Some(-1));
    }
    Some(lifecycle)
}

/// Moves a job on; says when it moves next, or nothing once it is over.
pub(super) fn progress(state: &mut State, scope: &Scope, id: &Text, now: Timestamp) -> Option<Timestamp> {
    let job = state.estate(scope).copy_jobs.get(id)?;
    let course = job.course.as_ref()?;
    if job.gate != Gate::Open && now >= course.pending {
        start::attempt(state, scope, id, now);
    }
    let job = state.estate(scope).copy_jobs.get_mut(id)?;
    let course = job.course.clone()?;
    if now >= course.end {
        return finish(state, scope, id);
    }
    job.state = course.state(now);
    // A copy that its destination refuses leaves no trace there.
    if job.state == JobState::Running && course.ending.makes_a_point() {
        job.destination_recovery_point_arn = Some(job.point_arn.clone());
        let job = job.clone();
        point::add(state, scope, &job, PointStatus::Creating);
    }
    Some(course.next(now))
}

/// Ends a job; a parent first waits for its children, and the moment it then ends is the answer.
fn finish(state: &mut State, scope: &Scope, id: &Text) -> Option<Timestamp> {
    let job = state.estate(scope).copy_jobs.get(id)?.clone();
    let (end, ending) = job.course.clone().map(|course| (course.end, course.ending))?;
    if let Some(last) = members::last_end(state, scope, &job) {
        let course = state.estate(scope).copy_jobs.get_mut(id)?.course.as_mut()?;
        course.end = last.max(later(end, SignedDuration::from_secs(1)));
        return Some(course.end);
    }
    let ending = members::tally(state, scope, &job, ending);
    let estate = state.estate(scope);
    if estate.copying.get(&job.resource_arn) == Some(id) {
        estate.copying.remove(&job.resource_arn);
    }
    let usable = ending.makes_a_point();
    let job = estate.copy_jobs.get_mut(id)?;
    job.course = None;
    job.state = ending.state;
    job.completion_date = Some(Epoch(end));
    job.status_message = ending.message;
    job.message_category = ending.category;
    job.destination_recovery_point_arn = usable.then(|| job.point_arn.clone());
    let job = job.clone();
    if usable {
        let partial = job.state == JobState::Partial;
        point::add(state, scope, &job, if partial { PointStatus::Partial } else { PointStatus::Completed });
        point::drop_temporary(state, scope, &job);
    } else {
        point::drop_unfinished(state, &job);
    }
    None
}

/// The scope and name in `arn:aws:backup:region:account:backup-vault:name`.
pub fn split_vault_arn(arn: &str) -> Option<(Scope, &str)> {
    let mut parts = arn.splitn(7, ':').skip(3);
    let (region, account) = (parts.next()?, parts.next()?);
    let name = parts.nth(1)?;
    Some((Scope::new(account, region), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_arn_has_scope_and_name() {
        let arn = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault";
        assert_eq!(split_vault_arn(arn), Some((Scope::new("123456789012", "us-west-2"), "dr-vault")));
        assert_eq!(split_vault_arn("dr-vault"), None);
    }
}
