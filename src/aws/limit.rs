//! Each scope's budget of calls, well under AWS's own limits (aws-backup-api.md section 4.3), so that a console is
//! polite to everything else in the account.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many seconds' worth of unused budget may be spent at once: a start-up makes about thirty calls, of many kinds.
const BURST_SECONDS: u32 = 3;

/// A steady rate with a small burst (a token bucket, kept as the moment at which the bucket will be full again).
#[derive(Debug)]
pub(super) struct Budget {
    interval: Duration,
    burst: Duration,
    full_at: Mutex<Option<Instant>>,
}

impl Budget {
    /// So many calls a second; at least one.
    pub(super) fn new(per_second: u32) -> Self {
        let interval = Duration::from_secs(1) / per_second.max(1);
        Self { interval, burst: Duration::from_secs(BURST_SECONDS.into()), full_at: Mutex::new(None) }
    }

    /// Waits until one more call may be made.
    pub(super) async fn take(&self) {
        let wait = self.reserve(Instant::now());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    fn reserve(&self, now: Instant) -> Duration {
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let next = full_at.map_or(now, |at| at.max(now)) + self.interval;
        *full_at = Some(next);
        (next - now).saturating_sub(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_free_and_the_rest_keeps_the_rate() {
        let (budget, now) = (Budget::new(10), Instant::now());
        assert!((0..30).all(|_| budget.reserve(now).is_zero()));
        assert_eq!(budget.reserve(now), Duration::from_millis(100));
        assert_eq!(budget.reserve(now), Duration::from_millis(200));
    }

    #[test]
    fn idle_time_refills_no_more_than_the_burst() {
        let (budget, now) = (Budget::new(10), Instant::now());
        let later = now + Duration::from_hours(1);
        while budget.reserve(now).is_zero() {}
        assert_eq!((0..100).filter(|_| budget.reserve(later).is_zero()).count(), 30);
    }

    #[test]
    fn a_rate_of_zero_counts_as_one() {
        assert_eq!(Budget::new(0).interval, Duration::from_secs(1));
    }
}
