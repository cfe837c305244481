//! What plans say of their jobs.

use super::*;
use crate::app::estate::Estate;
use crate::domain::plan::Activity;

fn activity(estate: &Estate) -> Activity {
    estate.plan(ScopeId(0), &"plan-1".into()).unwrap().activity.unwrap()
}

/// A plan with a running job, a completed one, a failed one and one of the day before yesterday.
fn estate() -> Estate {
    let mut estate = Estate::default();
    let states = [JobState::Running, JobState::Completed, JobState::Failed, JobState::Completed];
    let jobs = states.into_iter().zip([5, 60, 120, 48 * 60]).enumerate().map(|(number, (state, minutes))| {
        let resource = Some(Text::new(&format!("{ORDERS}-{number}")));
        Job { resource, ..job(ScopeId(0), &format!("job-{number}"), state, minutes) }
    });
    estate.apply(ScopeId(0), Page::Jobs(jobs.collect()), 1);
    estate.apply(ScopeId(0), Page::Plans(vec![Plan { id: "plan-1".into(), ..Plan::default() }]), 2);
    estate.derive(noon());
    estate
}

#[test]
fn a_plan_counts_the_jobs_of_the_last_day_and_the_resources_of_the_month() {
    assert_eq!(activity(&estate()), Activity { completed: 1, troubled: 1, active: 1, resources: 4 });
}

#[test]
fn a_day_later_only_a_job_that_still_runs_counts_and_a_month_later_nothing_does() {
    let mut estate = estate();
    let tomorrow = noon() + SignedDuration::from_hours(25);
    estate.age(tomorrow);
    estate.derive(tomorrow);
    assert_eq!(activity(&estate), Activity { completed: 0, troubled: 0, active: 1, resources: 4 });
    let next_month = noon() + SignedDuration::from_hours(32 * 24);
    estate.age(next_month);
    estate.derive(next_month);
    assert_eq!(activity(&estate), Activity::default());
}

#[test]
fn a_job_that_ends_counts_as_what_it_became() {
    let mut estate = estate();
    let ended = job(ScopeId(0), "job-0", JobState::Completed, 5);
    estate.apply(ScopeId(0), Page::Jobs(vec![ended]), 3);
    estate.derive(noon());
    assert_eq!((activity(&estate).active, activity(&estate).completed), (0, 2));
    assert_eq!(estate.active_count(), 0);
}
