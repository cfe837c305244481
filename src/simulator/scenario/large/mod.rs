//! A large account, made by code from the seed: `--scenario large`.
//!
//! Vaults, resources and plans come as the text of a scenario ([`estate`]), so that they are built as any other's are.
//! Its past would take too long to run job by job: of each resource one backup (and of some one copy) goes the whole
//! way through the engine, and the others are its likenesses at other times ([`history`]).

mod estate;
mod history;
mod outcome;
mod past;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::{ScenarioError, load};
use crate::simulator::state::State;

/// How large the account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Large {
    /// Recovery points, copies included.
    pub points: u32,
    /// Jobs of the last 30 days, of all three kinds.
    pub jobs: u32,
    /// Resources, at least one.
    pub resources: u32,
    /// Vaults, at least one; a Region can have 300.
    pub vaults: u32,
}

impl Default for Large {
    fn default() -> Self {
        Self { points: 100_000, jobs: 20_000, resources: 2_000, vaults: 50 }
    }
}

/// The world of a large account at `now`, the same for the same seed.
pub(super) fn build(size: Large, now: Timestamp, seed: u64) -> Result<State, ScenarioError> {
    let size = Large { resources: size.resources.max(1), vaults: size.vaults.clamp(1, 300), ..size };
    let account = estate::Account::new(size);
    let state = load::build_text("large", &account.text(seed), now, seed)?;
    Ok(history::make(state, account, now, seed))
}
