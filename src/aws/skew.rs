//! AWS's clock against this machine's, by the `Date` of its answers.
//!
//! The SDK measures the same and signs by AWS's clock (`aws-runtime`, `service_clock_skew`), so that a wrong clock fails no call and
//! nobody would notice: all ages and deadlines on the screen are wrong by as much.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_backup::config::interceptors::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_backup::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_backup::error::BoxError;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use aws_smithy_types::date_time::Format;

/// Nothing was measured yet.
const UNKNOWN: i64 = i64::MIN;

/// What the last answer told. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Skew(Arc<AtomicI64>);

/// When a try of a request left.
#[derive(Debug)]
struct Left(i64);

impl Storable for Left {
    type Storer = StoreReplace<Self>;
}

impl Default for Skew {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(UNKNOWN)))
    }
}

impl Skew {
    /// By how many seconds AWS's clock is ahead of this machine's, at least; below 0, it is behind. `None` while no answer
    /// has come.
    pub(super) fn seconds(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|seconds| *seconds != UNKNOWN)
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// What is certain of an answer that left AWS at `date`, in whole seconds, between the leaving of its request and its
/// arrival here: the difference that is left when the answer took the time that fits best.
fn difference(left: i64, date: i64, came: i64) -> i64 {
    if date > came {
        date - came
    } else if date + 1 < left {
        date + 1 - left
    } else {
        0
    }
}

impl Intercept for Skew {
    fn name(&self) -> &'static str {
        "Skew"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        bag.interceptor_state().store_put(Left(now()));
        Ok(())
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let headers = context.response().headers();
        // A proxy that answers in AWS's place has a clock of its own.
        let date = headers.get("date").filter(|_| headers.get("x-amzn-requestid").is_some());
        let date = date.and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        if let (Some(date), Some(Left(left))) = (date, bag.load::<Left>()) {
            self.0.store(difference(*left, date.secs(), now()), Ordering::Relaxed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_time_on_the_way_does_not_explain_counts() {
        for (left, date, came, seconds) in [
            (100, 100, 100, 0),
            (100, 99, 100, 0),
            (100, 130, 160, 0),
            (100, 160, 160, 0),
            (100, 700, 102, 598),
            (100, 40, 102, -59),
            (1000, 100, 1002, -899),
        ] {
            assert_eq!(difference(left, date, came), seconds, "{left} {date} {came}");
        }
        assert_eq!(Skew::default().seconds(), None);
    }
}
