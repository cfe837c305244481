//! Restore jobs: placing them, their course, and what exists afterwards.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::fate::{Fate, Windows, later, usual_duration};
use super::{Scope, restore_testing};
use crate::simulator::ids::Random;
use crate::simulator::kinds::Kind;
use crate::simulator::restore::{Facts, Form, Forms, Metadata, TagRule, World, ending, value};
use crate::simulator::scenario::JobKind;
use crate::simulator::state::{
    Course, Ending, Estate, JobState, Key, Point, PointStatus, Resource, RestoreCreator, RestoreJob,
    RestoreTest, RestoreWork, State,
};
use crate::simulator::wire::{Epoch, Text};

/// The message of a restore that did not start within its window.
const NOT_STARTED: u16 = 79;

/// A restore to be made.
#[derive(Debug, Clone)]
pub struct RestoreOrder {
    pub scope: Scope,
    pub point_arn: Text,
    /// What the point is restored as, mostly its own type.
    pub kind: &'static str,
    pub role: Text,
    pub created: Timestamp,
    pub metadata: Metadata,
    pub copies_tags: bool,
    /// The job of the composite it belongs to.
    pub parent: Option<Text>,
    /// Restore testing asks for it.
    pub test: Option<RestoreTest>,
    /// What is to become of it; none is decided by its metadata.
    pub fate: Option<Fate>,
    /// Its id, where that is not to be drawn.
    pub id: Option<Text>,
    /// What it makes, where its metadata do not say.
    pub makes: Option<Arc<Resource>>,
}

impl RestoreOrder {
    /// An order without metadata that nobody in particular asks for.
    pub fn new(scope: &Scope, point: &Point, role: Text, created: Timestamp) -> Self {
        Self {
            scope: scope.clone(),
            point_arn: point.recovery_point_arn.clone(),
            kind: point.resource_type,
            role,
            created,
            metadata: Metadata::new(),
            copies_tags: false,
            parent: None,
            test: None,
            fate: None,
            id: None,
            makes: None,
        }
    }
}

/// What a restore makes, and how that goes.
struct Design {
    target: Text,
    makes: Option<Arc<Resource>>,
    ending: Ending,
    extra: SignedDuration,
    /// It waits out its start window.
    waits: bool,
}

/// Makes the job, and those of a composite's children; returns its id, or nothing when the point is gone.
pub fn place(state: &mut State, mut order: RestoreOrder) -> Option<Text> {
    let id = order.id.take().unwrap_or_else(|| state.random.uuid().to_ascii_uppercase().into());
    let forms = Arc::clone(&state.forms);
    let seed = state.seed;
    let messages = std::mem::take(&mut state.messages);
    let estate = state.estate(&order.scope);
    let point = estate.points.get(&order.point_arn).cloned();
    let design = point.as_ref().map(|point| {
        let facts = Facts { point, scope: &order.scope, seed, now: order.created, fresh: &id };
        let form = forms.meant(order.kind, &facts, &order.metadata);
        if let Some(form) = form {
            order.metadata = form.respell(&order.metadata);
        }
        design(estate, form, &facts, &order, &messages)
    });
    state.messages = messages;
    let (point, design) = (point?, design?);
    let mut course = course(seed, &order, &point, &design, &id);
    // A parent that is refused starts no children.
    if order.fate.is_none() && point.is_parent && course.ending.state == JobState::Completed {
        attend_to_children(state, &order, (&id, &point), &mut course);
    }
    let job = job(&order, &id, &point, design, course.clone());
    state.estate(&order.scope).restore_jobs.insert(job);
    state.engine.follow(&order.scope, JobKind::Restore, &id, &course);
    Some(id)
}

fn design(
    estate: &Estate,
    form: Option<&Form>,
    facts: &Facts<'_>,
    order: &RestoreOrder,
    messages: &crate::simulator::scenario::Catalogue,
) -> Design {
    let source = estate.resources.get(&facts.point.resource_arn);
    let completed = Ending::completed;
    let given = order.makes.as_ref().map(|made| made.arn.clone());
    let Some(form) = form.filter(|_| given.is_none()) else {
        let target = given.unwrap_or_else(|| facts.point.resource_arn.clone());
        return Design {
            target,
            makes: order.makes.clone(),
            ending: completed(),
            extra: SignedDuration::ZERO,
            waits: false,
        };
    };
    let target: Text = facts.fill(&form.makes, &order.metadata).into();
    let into_existing = form.is_into_existing(facts, &order.metadata);
    let world = World {
        target_exists: !into_existing && exists(estate, &target),
        default_vpc: !estate.no_default_vpc,
        has_acls: form.acls.is_none() || has_acls(estate, facts.point),
        copies_tags: order.copies_tags,
    };
    let foretold = || estate.restore_fates.get(&facts.point.resource_arn).cloned();
    let ending =
        ending(form, facts, &order.metadata, world, messages).or_else(foretold).unwrap_or_else(completed);
    let kind = Kind::named(form.makes_type.as_deref().unwrap_or(order.kind));
    let makes = kind.filter(|_| !into_existing).map(|kind| {
        let tags = source.filter(|_| match form.tags {
            TagRule::Always => true,
            TagRule::Asked => order.copies_tags,
            TagRule::Never | TagRule::Refused => false,
        });
        let mut tags = tags.map(|source| source.tags.clone()).unwrap_or_default();
        if order.test.is_some() {
            tags.insert("awsbackup-restore-test".to_owned(), "true".to_owned());
        }
        let size = facts.size_in("bytes");
        Arc::new(Resource { tags, ..Resource::new(&target, kind, last_part(&target), size) })
    });
    let waits = ending.message == messages.ending(NOT_STARTED).message;
    Design { target, makes, ending, extra: extra(form, facts), waits }
}

/// Cold storage takes some four hours more, an archived snapshot up to three days.
fn extra(form: &Form, facts: &Facts<'_>) -> SignedDuration {
    let hours = SignedDuration::from_hours;
    let mut random = Random::named(facts.seed, &format!("thaw {}", facts.fresh));
    match form.extra_hours {
        Some((least, most)) => random.between(hours(least), hours(most)),
        None if facts.is_cold() => random.between(hours(4), hours(4) + SignedDuration::from_mins(30)),
        None => SignedDuration::ZERO,
    }
}

/// Whether there is such a resource, or a restore that is about to make it.
fn exists(estate: &Estate, arn: &Text) -> bool {
    estate.resources.contains_key(arn)
        || estate.points.count(&Key::Resource(arn.clone())) > 0
        || estate.restore_jobs.iter().any(|job| job.course.is_some() && job.target_arn == *arn)
}

/// Whether the bucket's backup has access control lists: it has unless its job said otherwise.
fn has_acls(estate: &Estate, point: &Point) -> bool {
    let mut jobs = estate.backup_jobs.find(Key::Resource(point.resource_arn.clone()));
    let job = jobs.find(|job| job.point_arn == point.recovery_point_arn);
    job.and_then(|job| job.backup_options.get("BackupACLs")).is_none_or(|option| option != "disabled")
}

fn course(seed: u64, order: &RestoreOrder, point: &Point, design: &Design, id: &str) -> Course {
    let secs = SignedDuration::from_secs;
    let mut random = Random::named(seed, &format!("restore {id}"));
    let usual = usual(point);
    let running = later(order.created, random.between(secs(5), secs(25)));
    let windows = Windows {
        pending: order.created,
        running,
        start_by: later(order.created, SignedDuration::from_hours(8)),
        complete_by: later(order.created, SignedDuration::from_hours(7 * 24)),
        usual: random.between(usual - usual / 7, usual + usual / 7) + design.extra,
    };
    let state = if design.waits { JobState::Pending } else { design.ending.state };
    let fate = order.fate.clone().unwrap_or_else(|| Fate { state, ..Fate::of(design.ending.clone()) });
    fate.course(&windows)
}

fn usual(point: &Point) -> SignedDuration {
    usual_duration(point.backup_size_in_bytes.unwrap_or_default()) * 3
}

/// Starts the restores of a composite's children. It ends after the last of them.
fn attend_to_children(
    state: &mut State,
    order: &RestoreOrder,
    (id, parent): (&Text, &Point),
    course: &mut Course,
) {
    let only_state = value(&order.metadata, "restoreKubernetesManifestsOnly") == Some("true");
    let nested = nested(&order.metadata);
    for point in children(state.estate(&order.scope), parent) {
        if only_state && point.resource_type != parent.resource_type {
            continue;
        }
        let own = nested.get(&*point.recovery_point_arn).cloned();
        let inherited = || (point.resource_type == parent.resource_type).then(|| order.metadata.clone());
        let metadata = own.or_else(inherited).unwrap_or_else(|| {
            let name = format!("{id} {}", point.recovery_point_arn);
            let fresh = format!("awsbackup-{}", Random::named(state.seed, &name).hex(12));
            inferred(&state.forms, &order.scope, state.seed, &point, order.created, &fresh)
        });
        let child = RestoreOrder {
            metadata,
            parent: Some(id.clone()),
            copies_tags: order.copies_tags,
            ..RestoreOrder::new(&order.scope, &point, order.role.clone(), order.created)
        };
        let Some(placed) = place(state, child) else { continue };
        let job = state.estate(&order.scope).restore_jobs.get(&placed);
        let Some(planned) = job.and_then(|job| job.course.as_ref()) else { continue };
        course.end = course.end.max(later(planned.end, SignedDuration::from_secs(2)));
        if planned.ending.state != JobState::Completed && course.ending.state == JobState::Completed {
            course.ending =
                Ending::because(JobState::Failed, "One or more nested restore jobs failed.", "MISCELLANEOUS");
        }
    }
}

/// The points of a composite that can be restored.
pub fn children(estate: &Estate, parent: &Point) -> Vec<Point> {
    let usable = |point: &&Point| !matches!(point.status, PointStatus::Creating | PointStatus::Deleting);
    let key = Key::Parent(parent.recovery_point_arn.clone());
    estate.points.find(key).filter(usable).cloned().collect()
}

/// The metadata for each child, by the ARN of its point: JSON text in JSON text.
pub fn nested(metadata: &Metadata) -> BTreeMap<String, Metadata> {
    let Some(text) = value(metadata, "nestedRestoreJobs") else { return BTreeMap::new() };
    let jobs: BTreeMap<String, Value> = serde_json::from_str(text).unwrap_or_default();
    let read = |value: Value| match value {
        Value::String(text) => serde_json::from_str(&text).unwrap_or_default(),
        other => serde_json::from_value(other).unwrap_or_default(),
    };
    jobs.into_iter().map(|(arn, value)| (arn, read(value))).collect()
}

/// The least metadata with which a point can be restored.
pub fn inferred(
    forms: &Forms,
    scope: &Scope,
    seed: u64,
    point: &Point,
    now: Timestamp,
    fresh: &str,
) -> Metadata {
    let facts = Facts { point, scope, seed, now, fresh };
    let form = forms.inferring(point.resource_type, &facts);
    let given = form.and_then(|form| form.inferred.as_ref());
    let fill = |(key, text): (&String, &String)| (key.clone(), facts.fill(text, &Metadata::new()));
    given.into_iter().flatten().map(fill).collect()
}

fn job(order: &RestoreOrder, id: &Text, point: &Point, design: Design, course: Course) -> RestoreJob {
    let expected = (usual(point) + design.extra).as_mins().max(1);
    RestoreJob {
        account_id: order.scope.account.clone(),
        restore_job_id: id.clone(),
        recovery_point_arn: point.recovery_point_arn.clone(),
        source_resource_arn: point.resource_arn.clone(),
        backup_vault_arn: point.backup_vault_arn.clone(),
        creation_date: Epoch(order.created),
        completion_date: None,
        status: JobState::Pending,
        status_message: None,
        percent_done: 0.0,
        backup_size_in_bytes: point.backup_size_in_bytes.unwrap_or_default(),
        iam_role_arn: order.role.clone(),
        expected_completion_time_minutes: expected,
        created_resource_arn: None,
        resource_type: order.kind,
        recovery_point_creation_date: point.creation_date,
        created_by: order
            .test
            .as_ref()
            .map(|test| RestoreCreator { restore_testing_plan_arn: test.plan_arn.clone() }),
        validation_status: None,
        validation_status_message: None,
        deletion_status: None,
        deletion_status_message: None,
        is_parent: point.is_parent,
        parent_job_id: order.parent.clone(),
        course: Some(course),
        target_arn: design.target,
        work: Box::new(RestoreWork {
            metadata: order.metadata.clone(),
            makes: design.makes,
            test: order.test.clone().map(Box::new),
        }),
    }
}

/// Moves a job on; says when it moves next, or nothing once it is over.
pub(super) fn progress(state: &mut State, scope: &Scope, id: &Text, now: Timestamp) -> Option<Timestamp> {
    let job = state.estate(scope).restore_jobs.get_mut(id)?;
    let Some(course) = job.course.clone() else { return restore_testing::follow_up(state, scope, id, now) };
    if now < course.end {
        let waits = course.state(now) != JobState::Running;
        job.status = if waits { JobState::Pending } else { JobState::Running };
        job.percent_done = if waits { 0.0 } else { course.percent(now) };
        return Some(course.next(now));
    }
    job.course = None;
    job.status = course.ending.state;
    job.status_message = course.ending.message;
    job.completion_date = Some(Epoch(course.end));
    if job.status == JobState::Completed {
        complete(state, scope, id, course.end);
    }
    restore_testing::follow_up(state, scope, id, now)
}

/// What a completed restore leaves behind.
fn complete(state: &mut State, scope: &Scope, id: &Text, end: Timestamp) {
    let seed = state.seed;
    let estate = state.estate(scope);
    let Some(job) = estate.restore_jobs.get_mut(id) else { return };
    job.percent_done = 100.0;
    job.created_resource_arn = Some(job.target_arn.clone());
    restore_testing::begin(job, end, seed);
    let (point, makes) = (job.recovery_point_arn.clone(), job.work.makes.clone());
    if let Some(point) = estate.points.get_mut(&point) {
        point.last_restore_time = point.last_restore_time.max(Some(Epoch(end)));
    }
    if let Some(made) = makes {
        estate.resources.insert(made.arn.clone(), made);
    }
}

fn last_part(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}
