//! The real console killed with SIGKILL at random moments of what it does, and its connections cut, against the simulator;
//! started again, it has to settle what it left. Then the journal is held against what the simulator has: every intent in
//! effect exactly once, none lost, none doubled.
//!
//! ```sh
//! cargo test --test crash -- --ignored --nocapture        # 500 actions; VAULTDECK_CRASH_ACTIONS, VAULTDECK_CRASH_SEED
//! ```

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "these consoles are killed: nothing is left to be looked at")]
#[path = "../support/pty.rs"]
mod pty;

mod audit;
mod chance;
mod console;
mod lab;
mod table;

use std::env;
use std::thread;
use std::time::Instant;

use lab::Lab;
use table::Table;

/// Consoles that are run and killed at a time, each with a simulator and a state folder of its own.
const SIDE_BY_SIDE: u64 = 4;

#[test]
fn what_a_killed_console_had_sent_is_in_effect_once() {
    let table = run(8, 1, 2);
    assert!(table.holds(), "{table}");
}

#[test]
#[ignore = "takes minutes: cargo test --test crash -- --ignored --nocapture"]
fn five_hundred_actions() {
    let table = run(number("VAULTDECK_CRASH_ACTIONS", 500), number("VAULTDECK_CRASH_SEED", 1), SIDE_BY_SIDE);
    assert!(table.holds(), "it does not hold, see the table");
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |value| value.parse().unwrap())
}

/// So many actions from a seed, shared out to so many consoles.
fn run(actions: u64, seed: u64, consoles: u64) -> Table {
    let began = Instant::now();
    let labs = (0..consoles).map(|at| {
        let share = actions / consoles + u64::from(at < actions % consoles);
        thread::spawn(move || Lab::new(seed * 1000 + at).run(share))
    });
    let labs: Vec<_> = labs.collect();
    let mut table = Table::default();
    for lab in labs {
        table.add(lab.join().unwrap());
    }
    eprintln!(
        "{actions} actions, seed {seed}, {consoles} consoles side by side, {} s\n{table}",
        began.elapsed().as_secs()
    );
    table
}
