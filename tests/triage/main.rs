//! What raises an alert, and what does not: the real console on simulated accounts, its clock and AWS's moved together.
//! `proofs.rs` tells which test shows which signal.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod absent;
mod clock;
mod deadlines;
mod gone;
mod healthy;
mod plans;
mod points;
mod proofs;
mod signals;
mod soak;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use support::Seat;

/// An account in which nothing is wrong.
const HEALTHY: &str = include_str!("../../assets/scenarios/healthy.toml");

/// What the console alerts to, a line each.
fn alerts(seat: &Seat) -> BTreeSet<String> {
    let line = |alert: &vaultdeck::domain::alert::Alert| {
        let members: Vec<_> =
            alert.members.iter().map(|member| format!("{} {}", member.label, member.detail)).collect();
        format!("{}: {} ({}x: {})", alert.severity.word(), alert.what, alert.count(), members.join("; "))
    };
    seat.model.estate.alerts.rows().iter().map(line).collect()
}
