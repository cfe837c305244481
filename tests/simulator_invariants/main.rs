//! Any sequence of calls and jumps of the clock leaves an account that agrees with itself.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failed step is a failed test")]

mod actions;
mod rules;
mod snapshot;
mod wire;

use std::cell::RefCell;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestCaseError, TestRng, TestRunner};
use vaultdeck::simulator::{Clock, Options, Scenario, Simulator};

use actions::{Action, any_action, carry_out};
use rules::{Memory, broken};
use snapshot::{Pages, Snapshot};
use wire::Wire;

/// Sequences that are tried, each in an account of its own.
const CASES: u32 = 32;
/// The longest of them.
const LONGEST: usize = 40;

/// With `PROPTEST_CASES` set, so many others are tried instead, other ones every time.
const MORE: &str = "PROPTEST_CASES";

#[test]
fn any_sequence_of_calls_and_jumps_keeps_the_invariants() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let soak = std::env::var(MORE).ok().and_then(|cases| cases.parse().ok());
    let cases = soak.unwrap_or(CASES);
    let config = ProptestConfig {
        cases,
        max_shrink_iters: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let mut runner = match soak {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let sequences = (1..5_usize, prop::collection::vec(any_action(), 1..LONGEST));
    let tally = RefCell::new(Tally::default());
    let outcome = runner.run(&sequences, |(page, actions)| {
        runtime.block_on(run(page, &actions, &tally)).map_err(TestCaseError::fail)
    });
    println!("{cases} sequences: {:?}", tally.borrow());
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// What the sequences amounted to, so that nobody takes a run of refusals for a proof.
#[derive(Debug, Default)]
struct Tally {
    steps: usize,
    accepted: usize,
    refused: usize,
    jobs: usize,
    points: usize,
    held: usize,
}

async fn run(page: usize, actions: &[Action], tally: &RefCell<Tally>) -> Result<(), String> {
    let clock = Clock::manual("2026-11-21T02:14:00Z".parse().unwrap());
    let scenario = Scenario::File("tests/simulator_invariants/account.toml".into());
    let simulator = Simulator::start(Options { scenario, clock, ..Options::default() }).await.unwrap();
    let mut wire = Wire::open(&simulator).await;
    let pages = |turn| Pages { size: page, turn };
    let mut memory = Memory::default();
    let mut before = Snapshot::take(&mut wire, simulator.clock().now(), pages(0)).await;
    for (step, action) in actions.iter().enumerate() {
        let done = carry_out(action, &before, &simulator, &mut wire).await;
        let after = Snapshot::take(&mut wire, simulator.clock().now(), pages(step)).await;
        let mut tally = tally.borrow_mut();
        tally.steps += 1;
        if let Some((status, _)) = &done.answer {
            tally.accepted += usize::from(*status < 300);
            tally.refused += usize::from(*status >= 300);
        }
        let told = broken(&mut memory, &before, action, &done, &after);
        if !told.is_empty() {
            return Err(format!("after step {step}, {action:?}:\n{}", told.join("\n")));
        }
        before = after;
    }
    let mut tally = tally.borrow_mut();
    tally.jobs += before.jobs.len();
    tally.points += before.points.len();
    tally.held += before.held.len();
    Ok(())
}
