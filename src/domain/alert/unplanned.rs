//! What no plan backs up any more: a plan was deleted, or its runs went on without a resource. Neither fails, so nothing else tells.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Member, Severity, Sources};
use crate::domain::arn;
use crate::domain::job::JobKind;
use crate::domain::plan::{Plan, Rule};
use crate::domain::resource;
use crate::domain::runs::Runs;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::domain::whole::{Listed, Whole};
use crate::text::{Text, time};

/// A job may be created this much before its rule's time: clocks differ.
const EARLY: SignedDuration = SignedDuration::from_mins(10);
/// A run has created all its jobs within this.
const ONE_RUN: SignedDuration = SignedDuration::from_hours(2);
/// That another plan took a resource over is only known where almost all jobs are that AWS tells.
const KNOWN: SignedDuration = SignedDuration::from_hours(29 * 24);
/// A deleted plan is told of for so long after its last job.
const PLANS_FOR: SignedDuration = SignedDuration::from_hours(10 * 24);
/// A resource that was left out for so long, or four of the rule's pauses.
const RESOURCES_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So many due times are looked through for two runs that started something.
const RUNS: usize = 100;

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    let (Some(whole), Some(runs)) = (sources.whole, sources.runs) else { return Vec::new() };
    let mut found = gone(sources, whole, runs);
    for plan in &sources.plans {
        for rule in plan.document.iter().flat_map(|read| &read.rules) {
            found.extend(left_out(sources, whole, runs, plan, rule).unwrap_or_default());
        }
    }
    found
}

/// Plans that started jobs lately and are in the list of plans no more.
fn gone(sources: &Sources<'_>, whole: &Whole, runs: &Runs) -> Vec<Finding> {
    let of = |(scope, id, name, newest): (ScopeId, &Text, Option<&Text>, Timestamp)| {
        let listed = whole.list(scope, Listed::Plans)?;
        let known = whole.jobs(scope, JobKind::Backup)?.from <= sources.now.checked_sub(KNOWN).ok()?;
        let here = || sources.plans.iter().filter(|plan| plan.scope == scope && plan.deleted.is_none());
        let there = here().any(|plan| plan.id == *id);
        let lately = sources.now.duration_since(newest) <= PLANS_FOR;
        // One that was made since may go on with all of it, and shows that only when it has run.
        let successor = here().any(|plan| {
            plan.created.is_none_or(|created| created > newest) && runs.newest_of(scope, &plan.id).is_none()
        });
        if there || !known || !lately || successor || newest >= listed {
            return None;
        }
        let elsewhere: HashSet<&Text> =
            here().flat_map(|plan| runs.last_resources(scope, &plan.id)).collect();
        let protected = |arn: &Text| {
            sources.resources.iter().any(|row| row.scope == scope && row.arn == *arn)
                && !resource::is_of_restore_test(arn)
        };
        let mut left: Vec<&Text> =
            runs.last_resources(scope, id).filter(|arn| !elsewhere.contains(arn) && protected(arn)).collect();
        left.sort();
        left.dedup();
        Some(left.into_iter().map(|arn| deleted(sources, scope, (id, name, newest), arn)).collect::<Vec<_>>())
    };
    runs.plans().filter_map(of).flatten().collect()
}

fn deleted(
    sources: &Sources<'_>,
    scope: ScopeId,
    (id, name, newest): (&Text, Option<&Text>, Timestamp),
    arn: &Text,
) -> Finding {
    let label = label(sources, scope, arn);
    let plan = name.unwrap_or(id);
    let clock = time::clock(newest, sources.now, &sources.zone);
    Finding {
        signal: "plan-gone",
        group: id.raw().to_owned(),
        severity: Severity::Warning,
        alone: format!("plan {plan} is gone: {label} is backed up by no other plan"),
        together: format!("resources of plan {plan}, which is gone, are backed up by no other plan"),
        reason: Some(Text::new(&format!(
            "the plan last ran {clock}, and is not in the list of plans any more"
        ))),
        kind: None,
        member: Member {
            subject: Subject::new(scope, Thing::Resource(arn.clone())),
            label,
            resource: Some(arn.clone()),
            at: Some(newest),
            detail: format!("in no plan since {plan} is gone, which last ran {clock}"),
        },
    }
}

/// Resources that the last two runs of a rule went on without, and that nothing else has backed up since. A run that another
/// rule displaced started nothing, and is none.
fn left_out(
    sources: &Sources<'_>,
    whole: &Whole,
    runs: &Runs,
    plan: &Plan,
    rule: &Rule,
) -> Option<Vec<Finding>> {
    let (scope, id) = (plan.scope, rule.id.as_ref());
    if rule.continuous || plan.deleted.is_some() {
        return None;
    }
    id?;
    let jobs = whole.jobs(scope, JobKind::Backup)?;
    let schedule = sources.schedules?.of(rule)?;
    let since = jobs.from.max(runs.in_force(plan)?).checked_add(EARLY).ok()?;
    let until =
        jobs.until.min(sources.now).min(whole.list(scope, Listed::Plans)?).checked_sub(ONE_RUN).ok()?;
    let mut next = until.checked_add(ONE_RUN).ok()?;
    let mut due = Vec::new();
    for run in std::iter::successors(schedule.last(since, until), |run| schedule.last(since, *run)).take(RUNS)
    {
        let from = run.checked_sub(EARLY).ok()?;
        if runs.ran_in(scope, &plan.id, id, from, next.checked_sub(EARLY).ok()?) {
            due.push(run);
        }
        next = run;
        if due.len() == 2 {
            break;
        }
    }
    let [last, before] = due.as_slice() else { return None };
    let (begun, pause) = (before.checked_sub(EARLY).ok()?, last.duration_since(*before));
    let told_for = RESOURCES_FOR.max(pause * 4);
    let left = runs.resources_of(scope, &plan.id, id).filter(|(arn, at)| {
        *at < begun
            && sources.now.duration_since(*at) <= told_for
            && runs.newest_for(scope, arn).is_some_and(|newest| newest < begun)
            && !resource::is_of_restore_test(arn)
    });
    let listed = whole.list(scope, Listed::Resources)?;
    let protected = |arn: &Text| sources.resources.iter().any(|row| row.scope == scope && row.arn == *arn);
    let left = left.filter(|(arn, _)| listed >= *last && protected(arn));
    Some(left.map(|(arn, at)| without(sources, plan, arn, at)).collect())
}

fn without(sources: &Sources<'_>, plan: &Plan, arn: &Text, at: Timestamp) -> Finding {
    let label = label(sources, plan.scope, arn);
    let clock = time::clock(at, sources.now, &sources.zone);
    Finding {
        signal: "left-out",
        group: plan.id.raw().to_owned(),
        severity: Severity::Warning,
        alone: format!(
            "{label}: left out of the last 2 runs of {}: deleted, or no longer selected",
            plan.name
        ),
        together: format!(
            "resources left out of the last 2 runs of {}: deleted, or no longer selected",
            plan.name
        ),
        reason: None,
        kind: None,
        member: Member {
            subject: Subject::new(plan.scope, Thing::Resource(arn.clone())),
            label,
            resource: Some(arn.clone()),
            at: Some(at),
            detail: format!("last backed up {clock}, and the plan went on without it"),
        },
    }
}

fn label(sources: &Sources<'_>, scope: ScopeId, arn: &Text) -> String {
    let row = sources.resources.iter().find(|row| row.scope == scope && row.arn == *arn);
    row.map_or_else(|| arn::short(arn.as_str()).to_owned(), |row| row.label().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::{Creator, Job, JobState};
    use crate::domain::plan::PlanDocument;
    use crate::domain::resource::Resource;
    use crate::domain::schedule::Schedules;

    const HERE: ScopeId = ScopeId(0);

    /// A time of November 2026.
    fn at(text: &str) -> Timestamp {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    fn plan(id: &str) -> Plan {
        let rule = Rule {
            id: Some(format!("{id}-rule").into()),
            schedule: Some("cron(0 3 ? * * *)".into()),
            ..Rule::default()
        };
        let document =
            PlanDocument { rules: vec![rule], since: Some(at("01T00:00")), ..PlanDocument::default() };
        Plan {
            id: id.into(),
            name: id.into(),
            version: Some("v".into()),
            created: Some(at("01T00:00")),
            document: Some(Box::new(document)),
            ..Plan::default()
        }
    }

    /// All that is known, by default enough: it is the 21st, 12:00.
    struct Lab {
        plans: Vec<Plan>,
        jobs: Vec<Job>,
        protected: Vec<&'static str>,
        from: Timestamp,
        listed: Timestamp,
        now: Timestamp,
    }

    impl Lab {
        /// Plan `daily` backs up `a` and `b` each night from the 10th until the 20th, at three.
        fn new() -> Self {
            let now = at("21T12:00");
            let mut lab = Self {
                plans: vec![plan("daily")],
                jobs: Vec::new(),
                protected: vec!["a", "b"],
                from: "2026-10-22T12:00:00Z".parse().unwrap(),
                listed: now,
                now,
            };
            for day in 10..=21 {
                for resource in ["a", "b"] {
                    lab.job("daily", resource, &format!("{day}T03:00"));
                }
            }
            lab
        }

        fn job(&mut self, plan: &str, resource: &str, created: &str) {
            let creator = Creator {
                plan_id: Some(plan.into()),
                plan_name: Some(format!("{plan}-name").as_str().into()),
                rule_id: Some(format!("{plan}-rule").into()),
                ..Creator::default()
            };
            self.jobs.push(Job {
                resource: Some(resource.into()),
                created: Some(at(created)),
                creator: (plan != "nobody").then(|| Box::new(creator)),
                ..Job::bare(HERE, JobKind::Backup, &format!("{plan} {resource} {created}"), JobState::Failed)
            });
        }

        /// Without the jobs of a resource from a time on.
        fn cut(&mut self, resource: &str, from: &str) {
            let gone = |job: &Job| job.resource == Some(resource.into()) && job.created >= Some(at(from));
            self.jobs.retain(|job| !gone(job));
        }

        fn said(&self) -> Vec<String> {
            let (mut runs, mut schedules, mut whole) =
                (Runs::default(), Schedules::default(), Whole::default());
            // AWS tells the newest first.
            self.jobs.iter().rev().for_each(|job| runs.note(job));
            whole.looked(HERE, JobKind::Backup, self.from, self.now);
            whole.read(HERE, Listed::Plans, self.listed);
            whole.read(HERE, Listed::Resources, self.now);
            for plan in &self.plans {
                plan.document.iter().flat_map(|read| &read.rules).for_each(|rule| schedules.learn(rule));
            }
            let row = |arn: &&str| Resource {
                arn: (*arn).into(),
                name: Some((*arn).into()),
                ..Resource::default()
            };
            let resources: Vec<Resource> = self.protected.iter().map(row).collect();
            let sources = Sources {
                plans: self.plans.iter().collect(),
                resources: resources.iter().collect(),
                whole: Some(&whole),
                runs: Some(&runs),
                schedules: Some(&schedules),
                now: self.now,
                ..Sources::default()
            };
            let mut said: Vec<String> = findings(&sources).into_iter().map(|one| one.alone).collect();
            said.sort();
            said
        }
    }

    const NOTHING: [&str; 0] = [];

    #[test]
    fn a_resource_that_two_runs_went_on_without_is_told() {
        let mut lab = Lab::new();
        assert_eq!(lab.said(), NOTHING);
        lab.cut("a", "21T00:00");
        assert_eq!(lab.said(), NOTHING, "one run says little");
        lab.cut("a", "20T00:00");
        let said = ["a: left out of the last 2 runs of daily: deleted, or no longer selected"];
        assert_eq!(lab.said(), said);
        lab.cut("a", "14T00:00");
        assert_eq!(lab.said(), NOTHING, "it is known by now");
    }

    #[test]
    fn a_resource_is_not_left_out_where_that_is_not_certain_or_something_else_took_it() {
        type Change = fn(&mut Lab);
        let cases: [(&str, Change); 10] = [
            ("it has no point any more", |lab| lab.protected.retain(|one| *one != "a")),
            ("another plan took it", |lab| lab.job("other", "a", "20T05:00")),
            ("somebody backed it up", |lab| lab.job("nobody", "a", "20T03:10")),
            ("the plan has a new version", |lab| {
                lab.plans[0].document.as_mut().unwrap().since = Some(at("20T10:00"));
                lab.jobs.iter_mut().for_each(|job| job.creator = None);
            }),
            ("jobs are not known from before both runs", |lab| lab.from = at("20T03:05")),
            ("plans were not listed since", |lab| lab.listed = at("21T03:30")),
            ("the last run goes on", |lab| lab.now = at("21T04:30")),
            ("the plan is gone", |lab| lab.plans.clear()),
            ("the run of the 20th did not start", |lab| {
                lab.cut("a", "19T12:00");
                lab.cut("b", "20T00:00");
            }),
            ("its schedule can't be read", |lab| {
                lab.plans[0].document.as_mut().unwrap().rules[0].schedule = Some("rate(1 day)".into());
            }),
        ];
        for (why, change) in cases {
            let mut lab = Lab::new();
            lab.cut("a", "20T00:00");
            change(&mut lab);
            let said = lab.said();
            assert!(!said.iter().any(|said| said.contains("left out")), "{why}: {said:?}");
        }
    }

    #[test]
    fn a_plan_that_is_gone_leaves_resources_without_one() {
        let mut lab = Lab::new();
        lab.plans.clear();
        let said = |resource| format!("plan daily-name is gone: {resource} is backed up by no other plan");
        assert_eq!(lab.said(), [said("a"), said("b")]);
        lab.plans = vec![plan("other")];
        lab.job("other", "a", "20T05:00");
        assert_eq!(lab.said(), [said("b")], "another plan has one of them");
        lab.plans[0].deleted = Some(at("20T10:00"));
        let other = "plan other-name is gone: a is backed up by no other plan".to_owned();
        assert_eq!(lab.said(), [said("a"), said("b"), other], "it is gone, too");
    }

    #[test]
    fn a_plan_is_not_gone_where_that_is_not_certain_or_was_long_ago() {
        type Change = fn(&mut Lab);
        let cases: [(&str, Change); 6] = [
            ("it is there", |lab| lab.plans = vec![plan("daily")]),
            ("plans were listed before its last job", |lab| lab.listed = at("21T02:00")),
            ("other plans' jobs are not all known", |lab| lab.from = at("01T00:00")),
            ("its resources have no points any more", |lab| lab.protected.clear()),
            ("its successor has not run yet", |lab| {
                lab.plans = vec![Plan { created: Some(at("21T09:00")), ..plan("new") }];
            }),
            ("it last ran long ago", |lab| lab.now = "2026-12-02T12:00:00Z".parse().unwrap()),
        ];
        for (why, change) in cases {
            let mut lab = Lab::new();
            lab.plans.clear();
            change(&mut lab);
            let said = lab.said();
            assert!(!said.iter().any(|said| said.contains("is gone")), "{why}: {said:?}");
        }
    }
}
