//! Jobs that went wrong in the last day, by kind and cause.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Alert, LOOK_BACK, Member, Severity, Sources};
use crate::domain::cause::{Causes, Diagnosis, Known};
use crate::domain::handled::Standing;
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};

pub(super) fn alerts(sources: &Sources<'_>, causes: &mut Causes) -> Vec<Alert> {
    let mut groups: BTreeMap<(ScopeId, JobKind, String), Group<'_>> = BTreeMap::new();
    for job in sources.jobs.iter().filter(|job| is_alert(job, sources.now)) {
        let Some(diagnosis) = causes.of_job(job) else { continue };
        let key = (job.scope, job.kind, diagnosis.key.clone());
        groups.entry(key).or_insert_with(|| Group { diagnosis, jobs: Vec::new() }).jobs.push(job);
    }
    groups.into_values().filter_map(Group::alert).collect()
}

/// Jobs of one scope and kind that failed for one reason.
struct Group<'a> {
    diagnosis: Diagnosis,
    jobs: Vec<&'a Job>,
}

impl Group<'_> {
    fn alert(mut self) -> Option<Alert> {
        // The id tells two of the same time apart, or they would change places.
        self.jobs.sort_by(|a, b| b.last_event().cmp(&a.last_event()).then_with(|| a.id.cmp(&b.id)));
        let newest = *self.jobs.first()?;
        let kind = word(newest);
        let title = &self.diagnosis.title;
        let what = match (self.jobs.as_slice(), self.diagnosis.known) {
            ([job], Known::Nothing) => format!("{kind} of {} {}", job.resource_label(), outcome(job)),
            ([job], _) => format!("{kind} of {}: {title}", job.resource_label()),
            (_, Known::Nothing) => format!("{kind} {}: {title}", outcome(newest)),
            _ => format!("{kind}: {title}"),
        };
        let (well, all) = (self.jobs.iter().filter(|job| is_over(job)).count(), self.jobs.len());
        let what = match well {
            0 => what,
            // What matters most stands first, where nothing cuts it off.
            _ if well == all => format!("went well since: {what}"),
            _ => format!("{what}; since then {well} of {all} went well"),
        };
        Some(Alert {
            scope: newest.scope,
            id: Alert::id_of(newest.kind, &self.diagnosis.key),
            severity: self.jobs.iter().map(|job| severity(job)).min()?,
            what,
            reason: newest.reason().cloned(),
            first: self.jobs.iter().filter_map(|job| job.last_event()).min(),
            last: newest.last_event(),
            kind: Some(newest.kind),
            signal: None,
            members: self.jobs.iter().map(|job| member(job)).collect(),
            standing: Standing::New,
            acknowledged: None,
        })
    }
}

fn member(job: &Job) -> Member {
    Member {
        subject: Subject::new(job.scope, Thing::Job { kind: job.kind, id: job.id.clone() }),
        label: job.resource_label().to_owned(),
        resource: job.resource.clone(),
        at: job.last_event(),
        detail: if is_over(job) { "later one went well".to_owned() } else { String::new() },
    }
}

fn is_alert(job: &Job, now: Timestamp) -> bool {
    job.needs_attention() && job.last_event().is_some_and(|at| now.duration_since(at) <= LOOK_BACK)
}

/// What kind of job it is: a restore that tests a backup restores nothing that anybody waits for.
fn word(job: &Job) -> &'static str {
    let is_test = matches!(&job.facts, JobFacts::Restore(facts) if facts.testing_plan.is_some());
    if is_test || job.test_failed() { "restore test" } else { job.kind.word() }
}

/// Whether one like it has gone well since.
fn is_over(job: &Job) -> bool {
    job.noted().well_since.is_some()
}

fn severity(job: &Job) -> Severity {
    match job.state {
        _ if is_over(job) => Severity::Warning,
        JobState::Failed | JobState::Expired => Severity::Critical,
        _ => Severity::Warning,
    }
}

fn outcome(job: &Job) -> &str {
    if job.test_failed() { "test failed" } else { job.state.word() }
}
