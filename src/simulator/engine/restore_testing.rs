//! Restore testing: plans that are due restore recovery points, wait for a verdict and delete what they made.
//!
//! Nothing here draws from the common source of ids: a test's ids and times follow from its plan, its resource and the
//! time at which it was due.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::fate::{Fate, later};
use super::restore::{RestoreOrder, inferred, place};
use super::{Event, Scope};
use crate::simulator::ids::Random;
use crate::simulator::restore::{Facts, Metadata, check};
use crate::simulator::scenario::JobKind;
use crate::simulator::schedule::Schedule;
use crate::simulator::state::{
    Ending, Estate, JobState, Key, Point, PointSelection, PointStatus, RestoreJob, RestoreTest, State,
    TestPlan, TestSelection,
};
use crate::simulator::wire::Text;

/// How long a test waits when too many of its type run.
const RETRY: SignedDuration = SignedDuration::from_mins(5);
/// How many restores of a type restore testing runs at a time.
const RUNNING: [(&[&str], usize); 3] = [
    (&["Aurora", "DocumentDB", "DynamoDB", "FSx", "Neptune", "RDS"], 40),
    (&["EBS", "EC2"], 100),
    (&["EFS", "S3"], 30),
];

/// A run of a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestRun {
    pub scope: Scope,
    pub plan: Text,
    /// Of the schedule that it was planned by.
    pub generation: u64,
}

/// One resource's turn in a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    pub run: TestRun,
    pub selection: Text,
    pub resource: Text,
    /// When the plan was due.
    pub due: Timestamp,
}

/// Plans the next run of a plan after a moment.
pub fn plan_next(state: &mut State, scope: &Scope, name: &str, after: Timestamp) {
    let Some(plan) = state.estate(scope).test_plans.get(name) else { return };
    let schedule = Schedule::new(&plan.schedule_expression, plan.schedule_expression_timezone.as_deref());
    let Some(at) = schedule.ok().and_then(|schedule| schedule.next(after)) else { return };
    let run = TestRun { scope: scope.clone(), plan: name.into(), generation: plan.generation };
    state.engine.queue.at(at, Event::TestRun(run));
}

/// A plan is due: each resource that its selections take gets its turn within the start window.
pub(super) fn run(state: &mut State, run: &TestRun, at: Timestamp) {
    let seed = state.seed;
    let estate = state.estate(&run.scope);
    let current = estate.test_plans.get_mut(&run.plan).filter(|plan| plan.generation == run.generation);
    let Some(plan) = current else { return };
    plan.last_execution_time = Some(at.into());
    let plan = plan.clone();
    for selection in &plan.selections {
        for resource in chosen(state.estate(&run.scope), selection) {
            let test = Test {
                run: run.clone(),
                selection: selection.restore_testing_selection_name.clone(),
                resource,
                due: at,
            };
            let window = SignedDuration::from_hours(plan.start_window_hours);
            let wait = Random::named(seed, &test.name(&plan)).between(SignedDuration::ZERO, window);
            state.engine.queue.at(later(at, wait), Event::Test(test));
        }
    }
    plan_next(state, &run.scope, &run.plan, at);
}

/// The protected resources that a selection takes.
fn chosen(estate: &Estate, selection: &TestSelection) -> BTreeSet<Text> {
    let arns = &selection.protected_resource_arns;
    let takes = |arn: &Text| {
        let tags = || estate.resources.get(arn).map(|resource| resource.tags.clone()).unwrap_or_default();
        (arns.is_empty() || arns.iter().any(|wanted| *wanted == "*" || wanted == arn))
            && selection.protected_resource_conditions.as_ref().is_none_or(|wanted| wanted.hold(&tags()))
    };
    let of_type = |point: &Point| point.resource_type == selection.protected_resource_type;
    let protected = estate.points.resources(None, "");
    let typed =
        protected.filter_map(|(arn, mut points)| points.next().filter(|point| of_type(point)).map(|_| arn));
    typed.filter(|arn| takes(arn)).cloned().collect()
}

/// A resource's turn: its restore starts, waits for others of its type, or fails because they took too long.
pub(super) fn start(state: &mut State, test: &Test, at: Timestamp) {
    let scope = &test.run.scope;
    let Some(plan) = state.estate(scope).test_plans.get(&test.run.plan).cloned() else { return };
    let same = |selection: &&TestSelection| selection.restore_testing_selection_name == test.selection;
    let Some(selection) = plan.selections.iter().find(same) else { return };
    let mut random = Random::named(state.seed, &format!("point {}", test.name(&plan)));
    let points = eligible(state.estate(scope), &plan.recovery_point_selection, &test.resource, at);
    let Some(point) = pick(&points, &plan.recovery_point_selection, &mut random) else { return };
    let window = SignedDuration::from_hours(plan.start_window_hours);
    let mut fate = None;
    if running(state, scope, selection.protected_resource_type) >= limit(selection.protected_resource_type) {
        if later(at, RETRY) <= later(test.due, window) {
            state.engine.queue.at(later(at, RETRY), Event::Test(test.clone()));
            return;
        }
        fate = Some(Fate::of(state.messages.ending(79)));
    }
    let fresh = format!("awsbackup-restore-test-{}", random.hex(12));
    let mut metadata = inferred(&state.forms, scope, state.seed, &point, at, &fresh);
    overlay(&mut metadata, &selection.restore_metadata_overrides);
    let facts = Facts { point: &point, scope, seed: state.seed, now: at, fresh: &fresh };
    let form = state.forms.meant(point.resource_type, &facts, &metadata);
    if let Some(Err(error)) = form.map(|form| check(&state.forms, form, &facts, &metadata)) {
        fate = Some(Fate::of(Ending::because(JobState::Failed, error.message(), "MISCELLANEOUS")));
    }
    if !state.organization.assumes(&selection.iam_role_arn, &scope.account) {
        fate = Some(Fate::of(state.messages.ending(80)));
    }
    let order = RestoreOrder {
        metadata,
        test: Some(RestoreTest {
            plan_arn: plan.restore_testing_plan_arn.clone(),
            window: SignedDuration::from_hours(selection.validation_window_hours),
            judgement: selection.judgement.clone(),
            judged_at: None,
            deleted_at: None,
        }),
        fate,
        id: Some(random.uuid().to_ascii_uppercase().into()),
        ..RestoreOrder::new(scope, &point, selection.iam_role_arn.clone(), at)
    };
    place(state, order);
}

/// The points of a resource that a plan may restore, newest first.
fn eligible(estate: &Estate, selection: &PointSelection, resource: &Text, at: Timestamp) -> Vec<Point> {
    let days = selection.selection_window_days.unwrap_or(30);
    let first = later(at, SignedDuration::from_hours(-24 * days));
    let names = |vaults: &[Text], point: &Point| {
        vaults.iter().any(|wanted| *wanted == "*" || *wanted == point.backup_vault_arn)
    };
    let fits = |point: &&Point| {
        let continuous = point.continuous;
        let kind = if continuous { "CONTINUOUS" } else { "SNAPSHOT" };
        !point.is_parent
            && matches!(point.status, PointStatus::Completed | PointStatus::Available | PointStatus::Stopped)
            && selection.recovery_point_types.iter().any(|wanted| *wanted == kind)
            && (continuous || point.creation_date.0 >= first)
            && names(&selection.include_vaults, point)
            && !names(&selection.exclude_vaults, point)
    };
    estate.points.find(Key::Resource(resource.clone())).filter(fits).cloned().collect()
}

/// The latest: a continuous point reaches to now, else the newest one.
fn pick(points: &[Point], selection: &PointSelection, random: &mut Random) -> Option<Point> {
    let random_one = selection.algorithm.as_deref() == Some("RANDOM_WITHIN_WINDOW");
    let at = if random_one { usize::try_from(random.below(points.len() as u64)).unwrap_or(0) } else { 0 };
    let latest = points.iter().find(|point| point.continuous).filter(|_| !random_one);
    latest.or_else(|| points.get(at)).cloned()
}

/// Overrides take the place of inferred values, whatever their case.
fn overlay(metadata: &mut Metadata, overrides: &Metadata) {
    for (key, value) in overrides {
        metadata.retain(|known, _| !known.eq_ignore_ascii_case(key));
        metadata.insert(key.clone(), value.clone());
    }
}

fn running(state: &State, scope: &Scope, kind: &str) -> usize {
    let Some(estate) = state.estates.get(scope) else { return 0 };
    let active = state.engine.active.iter().filter(|job| job.kind == JobKind::Restore && job.scope == *scope);
    let jobs = active.filter_map(|job| estate.restore_jobs.get(&job.id));
    jobs.filter(|job| job.resource_type == kind && job.course.is_some() && job.work.test.is_some()).count()
}

fn limit(kind: &str) -> usize {
    RUNNING.iter().find(|(kinds, _)| kinds.contains(&kind)).map_or(usize::MAX, |(_, limit)| *limit)
}

impl Test {
    fn name(&self, plan: &TestPlan) -> String {
        format!("{} {} {} {}", plan.restore_testing_plan_arn, self.selection, self.resource, self.due)
    }
}

/// A test's restore is completed: its validation begins, or its deletion when nobody is to validate.
pub(super) fn begin(job: &mut RestoreJob, end: Timestamp, seed: u64) {
    let Some(test) = &mut job.work.test else { return };
    if test.window.is_zero() {
        start_deletion(job, end, seed);
        return;
    }
    let verdict = test.judgement.as_ref().filter(|verdict| verdict.validation.is_some());
    let wait = verdict.map_or(test.window, |verdict| verdict.after.min(test.window));
    test.judged_at = Some(later(end, wait));
    job.validation_status = Some("VALIDATING".into());
}

/// The restored resource is being deleted from now on.
pub fn start_deletion(job: &mut RestoreJob, at: Timestamp, seed: u64) -> Option<Timestamp> {
    let minutes = SignedDuration::from_mins;
    let mut random = Random::named(seed, &format!("deletion {}", job.restore_job_id));
    let test = job.work.test.as_mut()?;
    test.judged_at = None;
    test.deleted_at = Some(later(at, random.between(minutes(2), minutes(20))));
    job.deletion_status = Some("DELETING".into());
    test.deleted_at
}

/// Moves validation and deletion on; says when they move next.
pub(super) fn follow_up(state: &mut State, scope: &Scope, id: &Text, now: Timestamp) -> Option<Timestamp> {
    let seed = state.seed;
    let estate = state.estate(scope);
    let job = estate.restore_jobs.get_mut(id)?;
    let test = job.work.test.as_mut()?;
    if let Some(at) = test.judged_at {
        if now < at {
            return Some(at);
        }
        let verdict = test
            .judgement
            .clone()
            .and_then(|verdict| Some((verdict.validation?, verdict.validation_message)));
        let timely =
            verdict.filter(|_| test.judgement.as_ref().is_some_and(|verdict| verdict.after <= test.window));
        let (status, message) = timely.unwrap_or_else(|| ("TIMED_OUT".into(), None));
        job.validation_status = Some(status);
        job.validation_status_message = message;
        start_deletion(job, at, seed);
    }
    let test = job.work.test.as_mut()?;
    let at = test.deleted_at?;
    if now < at {
        return Some(at);
    }
    test.deleted_at = None;
    let failure = test.judgement.as_ref().and_then(|verdict| verdict.deletion_failure.clone());
    job.deletion_status = Some(if failure.is_some() { "FAILED" } else { "SUCCESSFUL" }.into());
    let gone = failure.is_none().then(|| job.target_arn.clone());
    job.deletion_status_message = failure;
    if let Some(arn) = gone {
        estate.resources.remove(&arn);
    }
    None
}
