//! The board, put together from the model: what `vaultdeck status` prints has the figures of the screen because it is made of
//! the same model.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::dataset::Dataset;
use super::model::Model;
use super::remote::Phase;
use super::why;
use crate::domain::alert::Alert;
use crate::domain::census::Sum;
use crate::domain::handled::Standing;
use crate::domain::job::{Job, JobKind, JobState};
use crate::domain::plan;
use crate::domain::report::{
    Affected, Attention, Board, Execution, Figures, Jobs, Known, Late, Objectives, Outcome, Place, Plan,
    Recent, Report, SCHEMA, Step, Totals, Unknown, Verdict,
};
use crate::domain::rpo::Band;
use crate::domain::scope::{Scope, ScopeId};
use crate::list::Row as _;
use crate::text::Text;

/// Things that one cause has befallen, so many are told of each.
const AFFECTED: usize = 20;

/// The board. Jobs that ended in the last `window` are counted, and those that run; the newest `recent` are told one by one.
/// `missing` is what this machine could not tell.
pub fn board(model: &Model, window: SignedDuration, recent: usize, missing: Vec<Unknown>) -> Report {
    // Whole seconds: nothing is known more exactly.
    let now = Timestamp::from_second(model.now.as_second()).unwrap_or(model.now);
    let since = now.checked_sub(window).unwrap_or(Timestamp::MIN);
    let jobs: Vec<&Job> = model.estate.jobs.rows().iter().filter(|job| is_in(job, since)).collect();
    let attention = attention(model);
    let unknown: Vec<Unknown> = missing.into_iter().chain(unknown(model)).collect();
    let verdict = match () {
        () if attention.iter().any(|alert| !alert.is_quiet()) => Verdict::Attention,
        () if !unknown.is_empty() => Verdict::Unknown,
        () => Verdict::Well,
    };
    let scopes: Vec<Board> = model.scopes.iter().map(|scope| of_scope(model, scope)).collect();
    Report {
        schema: SCHEMA,
        vaultdeck: env!("CARGO_PKG_VERSION"),
        as_of: now,
        since,
        window_seconds: window.as_secs(),
        verdict,
        complete: unknown.is_empty(),
        totals: sum(&scopes),
        scopes,
        attention,
        jobs: JobKind::ALL.map(|kind| of_kind(model, kind, &jobs)).to_vec(),
        plans: plans(model, &jobs, now),
        recent: newest(model, &jobs, recent),
        objectives: objectives(model, now),
        unknown,
    }
}

fn is_in(job: &Job, since: Timestamp) -> bool {
    job.state.is_active() || job.last_event().is_some_and(|at| at >= since)
}

/// Where a row is.
pub(super) fn place(model: &Model, scope: ScopeId) -> Place {
    model.scope(scope).map(Place::of).unwrap_or_default()
}

/// Whether a dataset has been answered whole.
fn has(model: &Model, scope: ScopeId, dataset: Dataset) -> bool {
    model.poll.source(scope, dataset).is_some_and(|source| source.remote.at.is_some())
}

/// Whether all jobs of a kind are known: a job that ended in the window may have been created long before it.
fn has_jobs(model: &Model, scope: ScopeId, kind: JobKind) -> bool {
    has(model, scope, Dataset::Jobs(kind)) && has(model, scope, Dataset::History(kind))
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

pub(super) fn bytes(size: Option<i64>) -> Option<u64> {
    size.and_then(|size| u64::try_from(size).ok())
}

fn of_scope(model: &Model, scope: &Scope) -> Board {
    let (id, estate) = (scope.id, &model.estate);
    let known = |dataset, count: usize| has(model, id, dataset).then(|| number(count));
    let vaults: Vec<_> = estate.vaults.rows().iter().filter(|vault| vault.scope == id).collect();
    let points: Option<i64> = vaults.iter().map(|vault| vault.points).sum();
    let census = estate.census.of(id).filter(|census| census.is_whole());
    let counted =
        census.map(|census| census.vaults.values().fold(Sum::default(), |sum, vault| sum.and(vault.all)));
    Board {
        place: Place::of(scope),
        profile: scope.profile.clone(),
        totals: Totals {
            vaults: known(Dataset::Vaults, vaults.len()),
            plans: known(Dataset::Plans, estate.plans.rows().iter().filter(|plan| plan.scope == id).count()),
            resources: known(
                Dataset::Resources,
                estate.resources.rows().iter().filter(|resource| resource.scope == id).count(),
            ),
            recovery_points: counted
                .map(|all| all.points)
                .or(bytes(points).filter(|_| has(model, id, Dataset::Vaults))),
            stored_bytes: counted.map(|all| all.bytes),
        },
    }
}

fn sum(scopes: &[Board]) -> Totals {
    // One that is not known makes the sum unknown.
    let all = |of: fn(&Totals) -> Option<u64>| scopes.iter().map(|scope| of(&scope.totals)).sum();
    Totals {
        vaults: all(|totals| totals.vaults),
        plans: all(|totals| totals.plans),
        resources: all(|totals| totals.resources),
        recovery_points: all(|totals| totals.recovery_points),
        stored_bytes: all(|totals| totals.stored_bytes),
    }
}

fn of_kind(model: &Model, kind: JobKind, jobs: &[&Job]) -> Jobs {
    let known = model.scopes.iter().all(|scope| has_jobs(model, scope.id, kind));
    let figures = known.then(|| figures(jobs.iter().filter(|job| job.kind == kind)));
    Jobs { kind: kind.word(), figures }
}

fn figures<'a>(jobs: impl Iterator<Item = &'a &'a Job>) -> Figures {
    let mut figures = Figures::default();
    let (mut well, mut ended) = (0_u32, 0_u32);
    for job in jobs {
        figures.total += 1;
        *figures.by_state.entry(job.state.word().to_owned()).or_default() += 1;
        figures.active += u64::from(job.state.is_active());
        let completed = job.state == JobState::Completed;
        well += u32::from(completed);
        ended += u32::from(!job.state.is_active() && job.state != JobState::Aborted);
        if completed || job.state == JobState::CompletedWithIssues {
            match bytes(job.size) {
                Some(size) => figures.bytes = figures.bytes.saturating_add(size),
                None => figures.without_size += 1,
            }
        }
    }
    figures.success_rate = (ended > 0).then(|| f64::from(well) / f64::from(ended));
    figures
}

fn plans(model: &Model, jobs: &[&Job], now: Timestamp) -> Vec<Plan> {
    let mut outcomes: HashMap<(ScopeId, &Text), (Outcome, BTreeSet<&Text>)> = HashMap::new();
    for job in jobs {
        let Some(id) = job.creator.as_ref().and_then(|creator| creator.plan_id.as_ref()) else { continue };
        let (outcome, resources) = outcomes.entry((job.scope, id)).or_default();
        outcome.completed += u64::from(job.state == JobState::Completed);
        outcome.troubled += u64::from(job.needs_attention());
        outcome.active += u64::from(job.state.is_active());
        resources.extend(&job.resource);
    }
    let mut plans: Vec<&plan::Plan> = model.estate.plans.rows().iter().collect();
    plans.sort_by(|a, b| (a.scope, &a.name, &a.id).cmp(&(b.scope, &b.name, &b.id)));
    let told = plans.into_iter().map(|plan| {
        // Restores are started by no plan.
        let known = [JobKind::Backup, JobKind::Copy].iter().all(|kind| has_jobs(model, plan.scope, *kind));
        let outcome = outcomes.remove(&(plan.scope, &plan.id)).unwrap_or_default();
        let document = plan.document.as_ref().filter(|document| document.missing.is_none());
        Plan {
            place: place(model, plan.scope),
            id: plan.id.clone(),
            plan: plan.name.clone(),
            last_run: plan.last_run,
            next_run: plan.next_run(now).map(|run| run.at),
            rules_known: document.is_some(),
            jobs: known.then(|| Outcome { resources: number(outcome.1.len()), ..outcome.0 }),
        }
    });
    told.collect()
}

fn newest(model: &Model, jobs: &[&Job], most: usize) -> Recent {
    let mut newest = jobs.to_vec();
    newest.sort_by_key(|job| (Reverse(job.created), job.scope, &job.id));
    Recent {
        known: number(jobs.len()),
        jobs: newest.into_iter().take(most).map(|job| execution(model, job)).collect(),
    }
}

fn execution(model: &Model, job: &Job) -> Execution {
    Execution {
        place: place(model, job.scope),
        kind: job.kind.word(),
        id: job.id.clone(),
        state: job.state.word().to_owned(),
        label: job.resource_label().to_owned(),
        resource: job.resource.clone(),
        resource_type: job.resource_type.clone(),
        plan: job.creator.as_ref().and_then(|creator| creator.plan_name.clone().or(creator.plan_id.clone())),
        vault: Some(job.place(">")).filter(|vault| !vault.is_empty()),
        started: job.created,
        ended: job.completed,
        seconds: job.took().map(|took| took.as_secs()),
        bytes: bytes(job.size),
        message: job.reason().cloned(),
    }
}

fn attention(model: &Model) -> Vec<Attention> {
    let mut alerts: Vec<&Alert> = model.estate.alerts.rows().iter().collect();
    alerts.sort_by(|a, b| a.natural_order(b).then_with(|| (a.scope, &a.id).cmp(&(b.scope, &b.id))));
    alerts.into_iter().map(|alert| attended(model, alert)).collect()
}

fn attended(model: &Model, alert: &Alert) -> Attention {
    let explained = why::of_alert(model, alert);
    let cause = explained.as_ref().and_then(|found| found.diagnosis.known.entry());
    let known = alert.acknowledged.as_ref().filter(|_| alert.standing == Standing::Quiet);
    Attention {
        place: place(model, alert.scope),
        id: alert.id.clone(),
        severity: alert.severity.word(),
        standing: match alert.standing {
            Standing::New => "new",
            Standing::Seen => "seen",
            Standing::Quiet => "acknowledged",
        },
        what: alert.what.clone(),
        count: number(alert.count()),
        first: alert.first,
        last: alert.last,
        cause: cause.map(|cause| cause.cause.clone()),
        message: alert.said().cloned(),
        found: alert.found().cloned(),
        steps: steps(explained),
        affected: alert.members.iter().take(AFFECTED).map(affected).collect(),
        acknowledged: known.map(|known| Known { at: known.at, until: known.until, note: known.note.clone() }),
    }
}

pub(super) fn affected(member: &crate::domain::alert::Member) -> Affected {
    Affected {
        label: member.label.clone(),
        thing: member.subject.thing.word(),
        id: member.subject.thing.id().clone(),
        resource: member.resource.clone(),
        at: member.at,
    }
}

pub(super) fn steps(explained: Option<why::Explained>) -> Vec<Step> {
    let steps = explained.map(|explained| explained.steps).unwrap_or_default();
    steps.into_iter().map(|(words, command)| Step { words, command }).collect()
}

fn objectives(model: &Model, now: Timestamp) -> Objectives {
    let mut late: Vec<(SignedDuration, Late)> = Vec::new();
    let (mut met, mut unset, mut unknown) = (0, 0, 0);
    for resource in model.estate.resources.rows().iter() {
        let Some(objective) = &resource.objective else {
            match resource.unpromised {
                Some(_) => unknown += 1,
                None => unset += 1,
            }
            continue;
        };
        if resource.band(now) == Some(Band::Met) {
            met += 1;
            continue;
        }
        let age = resource.last_backup.map(|at| now.duration_since(at));
        let late_by = age.unwrap_or(SignedDuration::MAX).saturating_sub(objective.rpo);
        late.push((
            late_by,
            Late {
                place: place(model, resource.scope),
                label: resource.label().to_owned(),
                resource: resource.arn.clone(),
                resource_type: resource.kind.clone(),
                last_backup: resource.last_backup,
                age_seconds: age.map(|age| age.as_secs()),
                objective_seconds: objective.rpo.as_secs(),
                source: objective.source.clone(),
                criticality: objective.criticality.clone(),
            },
        ));
    }
    late.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.resource.cmp(&other.resource)));
    let known = model.scopes.iter().all(|scope| has(model, scope.id, Dataset::Resources));
    Objectives {
        met: known.then_some(met),
        unset: known.then_some(unset),
        unknown: known.then_some(unknown),
        past: late.into_iter().map(|(_, late)| late).collect(),
    }
}

/// Objectives that hang on tags which are not known, one line a reason.
fn unpromised(model: &Model, scope: &Scope) -> Vec<Unknown> {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for row in model.estate.resources.rows().iter().filter(|row| row.scope == scope.id) {
        if let Some(why) = &row.unpromised {
            *reasons.entry(why).or_default() += 1;
        }
    }
    let failure = model.poll.source(scope.id, Dataset::PointTags).and_then(|source| source.remote.failure());
    let told = |(why, resources): (&str, u64)| Unknown {
        place: Some(Place::of(scope)),
        what: format!("objectives of protected resources by tag ({resources})"),
        why: why.to_owned(),
        permission: failure
            .filter(|failure| failure.sentence() == why)
            .and_then(|failure| failure.action.as_ref().map(Text::to_string)),
    };
    reasons.into_iter().map(told).collect()
}

/// What was asked and not told, scope by scope.
fn unknown(model: &Model) -> Vec<Unknown> {
    let of_scope = |scope: &Scope| {
        let (id, place) = (scope.id, Place::of(scope));
        let lacks = |dataset: Dataset, phase: &Phase| {
            let (why, permission) = match phase {
                Phase::Failed(failure) => (failure.sentence(), failure.action.as_ref().map(Text::to_string)),
                _ => ("not answered in time".to_owned(), None),
            };
            Unknown { place: Some(place.clone()), what: dataset.words().to_owned(), why, permission }
        };
        let sources = model.poll.scope(id).filter(|(dataset, source)| match dataset {
            // Billed, and so never asked here: nothing of the board stands on it.
            // And tags are told by the objectives that hang on them.
            Dataset::Metrics | Dataset::PointTags => false,
            // Asked only where there are any; a failure is one all the same.
            Dataset::Active(_) => source.remote.failure().is_some(),
            // Waits for the recent ones: their failure says it all.
            Dataset::History(kind) if source.remote.failure().is_none() => {
                source.remote.at.is_none() && has(model, id, Dataset::Jobs(*kind))
            }
            _ => source.remote.at.is_none(),
        });
        let mut unknown: Vec<Unknown> =
            sources.map(|(dataset, source)| lacks(dataset, &source.remote.phase)).collect();
        let plans = model.estate.plans.rows().iter().filter(|plan| plan.scope == id);
        unknown.extend(plans.filter_map(|plan| {
            let why = match &plan.document {
                Some(document) => document.missing.as_ref()?.to_string(),
                // Still to come: the plans as a whole are not told then.
                None => return None,
            };
            let what = format!("rules of plan {}", plan.name);
            Some(Unknown { place: Some(place.clone()), what, why, permission: None })
        }));
        unknown.extend(unpromised(model, scope));
        unknown.extend(model.estate.clock_is_off(model.now).map(|off| {
            let what = "every age and deadline".to_owned();
            let why = format!("this machine's clock is {}: set it", off.words());
            Unknown { place: None, what, why, permission: None }
        }));
        let unread = model.estate.census.of(id).into_iter().flat_map(|census| &census.unread);
        unknown.extend(unread.map(|(vault, why)| {
            let what = format!("recovery points of vault {vault}");
            Unknown { place: Some(place.clone()), what, why: why.clone(), permission: None }
        }));
        unknown
    };
    model.scopes.iter().flat_map(of_scope).collect()
}
