//! Schedules read by the console, against the runs that the other side of the wire is going to make.

use jiff::{SignedDuration, Timestamp};
use vaultdeck::domain::schedule::Schedule;
use vaultdeck::simulator::Scenario;

use super::support::{Seat, Setup, night};

#[tokio::test]
async fn schedules_have_the_runs_that_aws_previews() {
    let scenario = Scenario::File("tests/data/schedules.toml".into());
    let seat = Seat::settled(Setup { scenario, ..Setup::default() }).await;
    let plans = seat.model.estate.plans.rows();
    assert_eq!(plans.iter().count(), 15);
    for plan in plans.iter() {
        let document = plan.document.as_ref().unwrap();
        let previewed: Vec<Timestamp> = document.next_runs.iter().map(|run| run.at).collect();
        assert!(previewed.len() > 7, "{}: {previewed:?}", plan.name);
        let schedule = Schedule::of(&document.rules[0]).unwrap();
        let mut after = night();
        for run in previewed {
            let minute = SignedDuration::from_mins(1);
            // A schedule looks over 400 days at a time.
            let from = (after + minute).max(run - SignedDuration::from_hours(399 * 24));
            let (first, last) = (schedule.runs(from, run + minute).next(), schedule.last(from, run + minute));
            assert_eq!((first, last), (Some(run), Some(run)), "{}", plan.name);
            after = run;
        }
    }
}
