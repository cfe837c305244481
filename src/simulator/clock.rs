//! The simulator's virtual clock: real time at a chosen speed, or time that moves only when a test says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// A shared clock; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    start: Timestamp,
    real_start: Instant,
    speed: f64,
    advanced_millis: AtomicI64,
}

impl Clock {
    /// A clock that starts at the real time and runs `speed` times as fast (1.0 is real time).
    pub fn system(speed: f64) -> Self {
        Self::new(Timestamp::now(), speed)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self::new(start, 0.0)
    }

    fn new(start: Timestamp, speed: f64) -> Self {
        Self(Arc::new(Inner { start, real_start: Instant::now(), speed, advanced_millis: AtomicI64::new(0) }))
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        let ran = SignedDuration::try_from_secs_f64(self.0.real_start.elapsed().as_secs_f64() * self.0.speed)
            .unwrap_or(SignedDuration::MAX);
        let advanced = SignedDuration::from_millis(self.0.advanced_millis.load(Ordering::SeqCst));
        self.0.start.saturating_add(ran.saturating_add(advanced)).unwrap_or(Timestamp::MAX)
    }

    /// Moves the clock forward by `by` (millisecond precision) at once.
    pub fn advance(&self, by: SignedDuration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.0.advanced_millis.fetch_add(millis, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_advanced() {
        let start = Timestamp::from_second(1_700_000_000).unwrap();
        let clock = Clock::manual(start);
        let same = clock.clone();
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(same.now(), start + SignedDuration::from_secs(90));
    }

    #[test]
    fn a_fast_clock_runs_ahead_of_real_time() {
        let clock = Clock::system(3_600.0);
        let before = clock.now();
        let real = Instant::now();
        while real.elapsed().as_millis() < 2 {}
        assert!(clock.now().duration_since(before) >= SignedDuration::from_secs(7));
    }
}
