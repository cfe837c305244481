//! What happens as the clock runs.

use jiff::Timestamp;

use super::state::State;

/// Work in progress.
#[derive(Debug)]
pub struct Engine {
    /// Up to when the plans' schedules have been run.
    pub scheduled_until: Timestamp,
}

impl Engine {
    /// Nothing to do as of `now`.
    pub fn new(now: Timestamp) -> Self {
        Self { scheduled_until: now }
    }
}

/// Lets everything happen that is due by `now`.
pub fn advance(state: &mut State, now: Timestamp) {
    state.now = now;
}
