//! Resources whose newest backup is older than was promised, one alert a promise: what one broken plan leaves behind is one line.
//!
//! What counts is the newest usable recovery point where all points were counted; a resource without any is an alert of its own. Judged
//! is what was known when the list of resources was asked for; a resource whose backup is on its way is judged as of that
//! job's creation, until the job itself has taken as long as the promise; and a backup that is completed counts before AWS's list
//! of resources tells of it.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Finding, Member, Severity, Sources};
use crate::domain::arn;
use crate::domain::job::{Job, JobKind, JobState};
use crate::domain::resource::Resource;
use crate::domain::rpo::Band;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::domain::whole::Listed;
use crate::text::{Text, time};

/// What the jobs tell that the list of resources does not yet.
#[derive(Debug, Clone, Copy, Default)]
struct Lately {
    /// Creation of the oldest backup that is on its way.
    under_way: Option<Timestamp>,
    /// Creation of the newest that is done.
    done: Option<Timestamp>,
}

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    let lately = lately(sources);
    sources.resources.iter().filter_map(|resource| finding(sources, resource, &lately)).collect()
}

fn lately<'a>(sources: &Sources<'a>) -> HashMap<(ScopeId, &'a Text), Lately> {
    let mut lately: HashMap<(ScopeId, &Text), Lately> = HashMap::new();
    for job in sources.jobs.iter().filter(|job| job.kind == JobKind::Backup) {
        let job: &'a Job = job;
        let (Some(resource), Some(created)) = (&job.resource, job.created) else { continue };
        let of = lately.entry((job.scope, resource)).or_default();
        if job.state.is_active() {
            of.under_way = Some(of.under_way.map_or(created, |at| at.min(created)));
        } else if matches!(job.state, JobState::Completed | JobState::CompletedWithIssues) {
            of.done = of.done.max(Some(created));
        }
    }
    lately
}

fn finding(
    sources: &Sources<'_>,
    resource: &Resource,
    lately: &HashMap<(ScopeId, &Text), Lately>,
) -> Option<Finding> {
    let objective = resource.objective.as_ref().filter(|_| !resource.holdings.continuous)?;
    // The copies in another Region are as old as their source, and later.
    let region = sources.regions.get(&resource.scope)?;
    if arn::region(resource.arn.raw()).is_some_and(|of| of != region) {
        return None;
    }
    let known = sources.whole?.list(resource.scope, Listed::Resources)?.min(sources.now);
    let lately = lately.get(&(resource.scope, &resource.arn)).copied().unwrap_or_default();
    let last = resource.newest_backup().max(lately.done)?;
    let in_time = |at: &Timestamp| sources.now.duration_since(*at) <= objective.rpo;
    let as_of = lately.under_way.filter(in_time).map_or(known, |begun| begun.min(known));
    let severity = match objective.band(Some(last), as_of) {
        Band::Met => return None,
        Band::Past => Severity::Warning,
        Band::FarPast | Band::Lost => Severity::Critical,
    };
    let rpo = time::span(objective.rpo);
    let detail = format!("newest backup {} old, RPO {rpo}", time::age(last, as_of));
    let from = objective.since.map_or(last, |since| since.max(last));
    let group =
        objective.plan.as_ref().map_or_else(|| format!("configuration {rpo}"), |plan| plan.raw().to_owned());
    Some(Finding {
        signal: "past-objective",
        group,
        severity,
        alone: format!("{}: {detail}", resource.label()),
        together: format!("resources past the RPO of {rpo} of {}", objective.source),
        reason: Some(Text::new(&format!("RPO of {rpo} by {}", objective.source))),
        kind: None,
        member: Member {
            subject: Subject::new(resource.scope, Thing::Resource(resource.arn.clone())),
            label: resource.label().to_owned(),
            resource: Some(resource.arn.clone()),
            at: from.checked_add(objective.rpo).ok(),
            detail,
        },
    })
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::domain::holdings::Holdings;
    use crate::domain::rpo::Objective;
    use crate::domain::whole::Whole;

    const HERE: ScopeId = ScopeId(0);

    fn ago(hours: i64) -> Timestamp {
        now() - SignedDuration::from_hours(hours)
    }

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn resource(name: &str, age: i64) -> Resource {
        Resource {
            arn: format!("arn:aws:rds:us-east-1:1:db:{name}").as_str().into(),
            name: Some(name.into()),
            last_backup: Some(ago(age)),
            objective: Some(Objective {
                rpo: SignedDuration::from_hours(24),
                source: "plan daily".into(),
                plan: Some("p".into()),
                since: Some(ago(500)),
                ..Objective::default()
            }),
            ..Resource::default()
        }
    }

    fn job(of: &Resource, state: JobState, age: i64) -> Job {
        Job {
            resource: Some(of.arn.clone()),
            created: Some(ago(age)),
            ..Job::bare(HERE, JobKind::Backup, "j", state)
        }
    }

    fn found_as_of(
        resources: &[&Resource],
        jobs: &[&Job],
        read: Option<Timestamp>,
        region: &str,
    ) -> Vec<Finding> {
        let mut whole = Whole::default();
        if let Some(read) = read {
            whole.read(HERE, Listed::Resources, read);
        }
        findings(&Sources {
            resources: resources.to_vec(),
            jobs: jobs.to_vec(),
            whole: Some(&whole),
            regions: [(HERE, region.to_owned())].into(),
            now: now(),
            ..Sources::default()
        })
    }

    fn found(resources: &[&Resource], jobs: &[&Job]) -> Vec<(String, Severity)> {
        let found = found_as_of(resources, jobs, Some(now()), "us-east-1");
        found.into_iter().map(|one| (one.alone, one.severity)).collect()
    }

    #[test]
    fn the_older_the_newest_backup_the_worse_it_is() {
        let of = |age: i64| found(&[&resource("orders-db", age)], &[]).pop();
        assert_eq!(of(24), None);
        assert_eq!(of(31), Some(("orders-db: newest backup 31 h old, RPO 24 h".into(), Severity::Warning)));
        assert_eq!(of(49), Some(("orders-db: newest backup 49 h old, RPO 24 h".into(), Severity::Critical)));
        assert_eq!(of(400), Some(("orders-db: newest backup 16 d old, RPO 24 h".into(), Severity::Critical)));
    }

    #[test]
    fn what_one_plan_left_behind_is_one_alert() {
        let (a, b) = (resource("a", 30), resource("b", 60));
        let found = found_as_of(&[&a, &b], &[], Some(now()), "us-east-1");
        assert_eq!((found[0].group.as_str(), found[1].group.as_str()), ("p", "p"));
        assert_eq!(found[0].together, "resources past the RPO of 24 h of plan daily");
        assert_eq!(found[0].member.at, Some(ago(6)), "past since then");
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known_for_certain_or_is_on_its_way() {
        let past = resource("r", 30);
        assert_eq!(found(&[&past], &[]).len(), 1);
        assert_eq!(
            found(&[&Resource { objective: None, ..past.clone() }], &[]),
            [],
            "nobody promised anything"
        );
        let holdings = Holdings { continuous: true, ..Holdings::default() };
        assert_eq!(found(&[&Resource { holdings, ..past.clone() }], &[]), [], "it reaches up to shortly ago");
        assert_eq!(found(&[&Resource { last_backup: None, ..past.clone() }], &[]), [], "AWS does not tell");
        for (state, age, alarms) in [
            (JobState::Running, 7, 0),
            (JobState::Created, 7, 0),
            (JobState::Running, 5, 1),
            (JobState::Running, 29, 1),
            (JobState::Completed, 2, 0),
            (JobState::CompletedWithIssues, 2, 0),
            (JobState::Completed, 26, 1),
            (JobState::Failed, 2, 1),
            (JobState::Partial, 2, 1),
        ] {
            let job = job(&past, state.clone(), age);
            assert_eq!(found(&[&past], &[&job]).len(), alarms, "{state:?} {age}");
        }
        let of = |read, region| found_as_of(&[&past], &[], read, region).len();
        assert_eq!(of(None, "us-east-1"), 0, "resources have not been read");
        assert_eq!(of(Some(ago(7)), "us-east-1"), 0, "it was young enough when they were");
        assert_eq!(of(Some(now()), "us-west-2"), 0, "it is a copy");
    }

    #[test]
    fn a_new_promise_is_not_broken_by_what_was_before_it() {
        let mut one = resource("r", 400);
        one.objective.as_mut().unwrap().since = Some(ago(10));
        assert_eq!(found(&[&one], &[]), []);
        one.objective.as_mut().unwrap().since = Some(ago(30));
        assert_eq!(found(&[&one], &[]).len(), 1);
    }
}
