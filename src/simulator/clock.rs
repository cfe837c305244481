//! The simulator's virtual clock: real time at a chosen speed, or time that moves only when it is told to. It can be
//! paused, sped up and moved forward while the simulator runs, never back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// Where time ends: schedules name no later year, and windows and retention still fit behind it.
const END: Timestamp = Timestamp::constant(7_258_118_399, 0);

/// A shared clock; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Mutex<Pace>>);

/// Since when the clock has been running as it does.
#[derive(Debug)]
struct Pace {
    since: Timestamp,
    real: Instant,
    speed: f64,
    paused: bool,
}

impl Pace {
    fn now(&self) -> Timestamp {
        if self.paused {
            return self.since;
        }
        let ran = SignedDuration::try_from_secs_f64(self.real.elapsed().as_secs_f64() * self.speed)
            .unwrap_or(SignedDuration::MAX);
        self.since.saturating_add(ran).unwrap_or(Timestamp::MAX).min(END)
    }

    /// Begins anew from `time`.
    fn restart(&mut self, time: Timestamp) {
        self.since = time;
        self.real = Instant::now();
    }
}

/// Why a clock does not do what it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// The simulated account's past has happened.
    #[error("{to} is before {now}: the clock does not go back")]
    Backwards {
        /// The time asked for.
        to: Timestamp,
        /// The time it is.
        now: Timestamp,
    },
    /// The calendar of schedules ends with the year 2199.
    #[error("{to} is after the year 2199, in which the clock ends")]
    Beyond {
        /// The time asked for.
        to: Timestamp,
    },
    /// No speed to run at.
    #[error("a speed is from 0 to 1000000")]
    Speed,
}

impl Clock {
    /// The fastest: above this, requests a second apart would see a month pass.
    pub const FASTEST: f64 = 1e6;

    /// A clock that starts at the real time and runs `speed` times as fast (1.0 is real time).
    pub fn system(speed: f64) -> Self {
        Self::new(Timestamp::now(), speed)
    }

    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self::new(start, 0.0)
    }

    fn new(since: Timestamp, speed: f64) -> Self {
        Self(Arc::new(Mutex::new(Pace { since, real: Instant::now(), speed, paused: false })))
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.pace().now()
    }

    /// How many times faster than real time it runs when it is not paused.
    pub fn speed(&self) -> f64 {
        self.pace().speed
    }

    /// Whether it is paused.
    pub fn paused(&self) -> bool {
        self.pace().paused
    }

    /// Moves the clock forward by `by` at once, to the end of the year 2199 at most. A negative length moves nothing.
    pub fn advance(&self, by: SignedDuration) {
        let mut pace = self.pace();
        let to = pace.now().saturating_add(by.max(SignedDuration::ZERO)).unwrap_or(Timestamp::MAX);
        pace.restart(to.min(END));
    }

    /// Jumps forward to `to`.
    ///
    /// # Errors
    /// When that time has passed, or is after the year 2199.
    pub fn jump_to(&self, to: Timestamp) -> Result<(), ClockError> {
        let mut pace = self.pace();
        let now = pace.now();
        if to < now {
            return Err(ClockError::Backwards { to, now });
        }
        if to > END {
            return Err(ClockError::Beyond { to });
        }
        pace.restart(to);
        Ok(())
    }

    /// Runs at another speed from now on; 0 stands still.
    ///
    /// # Errors
    /// When the speed is negative, not a number or more than [`Clock::FASTEST`].
    pub fn set_speed(&self, speed: f64) -> Result<(), ClockError> {
        if !(0.0..=Self::FASTEST).contains(&speed) {
            return Err(ClockError::Speed);
        }
        let mut pace = self.pace();
        let now = pace.now();
        pace.restart(now);
        pace.speed = speed;
        Ok(())
    }

    /// Stands still until [`Clock::resume`]; it can still be moved.
    pub fn pause(&self) {
        let mut pace = self.pace();
        let now = pace.now();
        pace.restart(now);
        pace.paused = true;
    }

    /// Runs again, at the speed it had.
    pub fn resume(&self) {
        let mut pace = self.pace();
        let now = pace.now();
        pace.restart(now);
        pace.paused = false;
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        Timestamp::from_second(1_700_000_000).unwrap()
    }

    /// Lets a little real time pass.
    fn spin() {
        let real = Instant::now();
        while real.elapsed().as_millis() < 2 {}
    }

    #[test]
    fn a_manual_clock_moves_only_when_advanced() {
        let clock = Clock::manual(start());
        let same = clock.clone();
        assert_eq!(clock.now(), start());
        clock.advance(SignedDuration::from_secs(90));
        assert_eq!(same.now(), start() + SignedDuration::from_secs(90));
    }

    #[test]
    fn a_fast_clock_runs_ahead_of_real_time() {
        let clock = Clock::system(3_600.0);
        let before = clock.now();
        spin();
        assert!(clock.now().duration_since(before) >= SignedDuration::from_secs(7));
    }

    #[test]
    fn a_paused_clock_stands_and_goes_on_from_where_it_stood() {
        let clock = Clock::new(start(), 3_600.0);
        clock.pause();
        let stood = clock.now();
        spin();
        assert_eq!(clock.now(), stood);
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(clock.now(), stood + SignedDuration::from_hours(1));
        clock.resume();
        spin();
        assert!(clock.now() > stood + SignedDuration::from_hours(1));
    }

    #[test]
    fn another_speed_keeps_the_time_that_has_passed() {
        let clock = Clock::new(start(), 3_600.0);
        spin();
        clock.set_speed(0.0).unwrap();
        let stood = clock.now();
        assert!(stood > start());
        spin();
        assert_eq!(clock.now(), stood);
        for speed in [-1.0, f64::NAN, 1e7] {
            assert_eq!(clock.set_speed(speed), Err(ClockError::Speed));
        }
    }

    #[test]
    fn a_jump_goes_forward_only() {
        let clock = Clock::manual(start());
        let (to, now) = (start() + SignedDuration::from_hours(1), start());
        clock.jump_to(to).unwrap();
        assert_eq!(clock.now(), to);
        assert_eq!(clock.jump_to(now), Err(ClockError::Backwards { to: now, now: to }));
        clock.advance(SignedDuration::from_hours(-1));
        assert_eq!(clock.now(), to);
        assert_eq!(clock.jump_to(Timestamp::MAX), Err(ClockError::Beyond { to: Timestamp::MAX }));
        clock.advance(SignedDuration::MAX);
        assert_eq!(clock.now().to_string(), "2199-12-31T23:59:59Z");
    }
}
