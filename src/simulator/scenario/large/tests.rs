use super::*;
use crate::simulator::state::{Estate, JobState, Key, Lifecycle, Point};

const NOW: &str = "2026-11-21T02:14:00Z";

fn small() -> Large {
    Large { points: 3000, jobs: 900, resources: 70, vaults: 23 }
}

fn world(size: Large, seed: u64) -> State {
    build(size, NOW.parse().unwrap(), seed).unwrap()
}

fn home(state: &State) -> &Estate {
    state.estates.get(&estate::Account::home()).unwrap()
}

#[test]
fn the_account_is_as_large_as_asked_for() {
    let sizes = [
        small(),
        Large { points: 0, jobs: 0, resources: 1, vaults: 1 },
        Large { points: 1, jobs: 7, resources: 3, vaults: 300 },
        Large { points: 500, jobs: 4000, resources: 9, vaults: 12 },
        Large { points: 9000, jobs: 10, resources: 9, vaults: 9 },
    ];
    for size in sizes {
        let state = world(size, 1);
        let sum = |of: fn(&Estate) -> usize| state.estates.values().map(of).sum::<usize>();
        let jobs = |estate: &Estate| {
            estate.backup_jobs.iter().count()
                + estate.copy_jobs.iter().count()
                + estate.restore_jobs.iter().count()
        };
        let found = [
            sum(|estate| estate.points.iter().count()),
            sum(jobs),
            sum(|estate| estate.resources.len()),
            sum(|estate| estate.vaults.iter().count()),
        ];
        let running = home(&state).backup_jobs.iter().filter(|job| !job.state.is_terminal()).count();
        let asked = [size.points as usize, size.jobs as usize, size.resources as usize, size.vaults as usize];
        // What runs at this moment has points of its own.
        assert!(found[0] - asked[0] <= size.jobs as usize / 1000, "{found:?} {asked:?} {running}");
        assert_eq!(found[1..], asked[1..], "{size:?}");
    }
}

#[test]
fn the_same_seed_makes_the_same_account() {
    let ids = |seed| {
        home(&world(small(), seed))
            .points
            .iter()
            .map(|point| point.recovery_point_arn.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(3), ids(3));
    assert_ne!(ids(3), ids(4));
}

#[test]
fn points_belong_to_vaults_and_resources_that_exist_and_are_not_overdue() {
    let state = world(small(), 1);
    let now = state.now;
    for estate in state.estates.values() {
        for point in estate.points.iter() {
            let vault = estate.vaults.get(&point.backup_vault_name).unwrap();
            assert_eq!(vault.backup_vault_arn, *point.backup_vault_arn);
            assert!(vault.admits(point.lifecycle.as_ref().and_then(Lifecycle::keep_days)), "{point:?}");
            assert!(home(&state).resources.contains_key(&*point.resource_arn));
            assert!(point.delete_at().is_none_or(|at| at > now), "{point:?}");
            assert!(point.completion_date.is_none_or(|at| at.0 <= now), "{point:?}");
        }
    }
}

#[test]
fn jobs_have_all_endings_and_completed_ones_have_their_points() {
    let state = world(Large { points: 4000, jobs: 4000, resources: 100, vaults: 23 }, 1);
    let estate = home(&state);
    for ending in [JobState::Completed, JobState::Failed, JobState::Expired, JobState::Aborted] {
        assert!(estate.backup_jobs.count(&Key::State(ending)) > 0, "{ending:?}");
    }
    assert!(estate.backup_jobs.iter().any(|job| !job.state.is_terminal()));
    assert!(estate.copy_jobs.iter().count() > 0 && estate.restore_jobs.iter().count() > 0);
    for job in estate.backup_jobs.find(Key::State(JobState::Completed)) {
        let point: Option<&Point> = job.recovery_point_arn.as_ref().and_then(|arn| estate.points.get(arn));
        assert!(point.is_some_and(|point| point.resource_arn == job.resource_arn), "{job:?}");
    }
    for job in estate.backup_jobs.find(Key::State(JobState::Failed)) {
        assert!(job.status_message.is_some() && job.recovery_point_arn.is_none(), "{job:?}");
    }
}

#[test]
fn it_goes_on_by_its_plans_and_retention() {
    let mut state = world(small(), 1);
    let before = home(&state).backup_jobs.iter().count();
    state.advance(state.now + jiff::SignedDuration::from_hours(8 * 24));
    assert!(home(&state).backup_jobs.iter().count() > before + 70);
    let overdue = state.now - jiff::SignedDuration::from_hours(9);
    let stays = |point: &&Point| point.delete_at().is_some_and(|at| at < overdue);
    assert_eq!(home(&state).points.iter().filter(stays).count(), 0);
}
