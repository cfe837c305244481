//! Which calls a fault hits.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{Fault, matches};

/// A fault with the calls that it hits.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultRule {
    pub(super) operation: String,
    pub(super) account: Option<String>,
    pub(super) region: Option<String>,
    pub(super) fault: Fault,
    pub(super) times: Option<u32>,
    pub(super) probability: Option<f64>,
    pub(super) after: u32,
    pub(super) from: Option<Moment>,
    pub(super) until: Option<Moment>,
}

/// A virtual time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// This one.
    At(Timestamp),
    /// So long after the fault was set.
    In(SignedDuration),
}

impl Moment {
    fn settle(&mut self, now: Timestamp) {
        if let Self::In(by) = *self {
            *self = Self::At(now.saturating_add(by).unwrap_or(now));
        }
    }

    fn reached(self, now: Timestamp) -> bool {
        match self {
            Self::At(at) => at <= now,
            Self::In(by) => by <= SignedDuration::ZERO,
        }
    }
}

impl FaultRule {
    /// Hits every call of an operation such as `ListBackupPlans`, of a group such as `List*`, or of [`super::ANY`].
    pub fn new(operation: &str, fault: Fault) -> Self {
        Self {
            operation: operation.to_owned(),
            account: None,
            region: None,
            fault,
            times: None,
            probability: None,
            after: 0,
            from: None,
            until: None,
        }
    }

    /// Only calls of this account.
    #[must_use]
    pub fn account(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    /// Only calls in this Region.
    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }

    /// Only so many calls.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Each call only with this probability, from 0 to 1.
    #[must_use]
    pub fn probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    /// Not the first so many calls.
    #[must_use]
    pub fn after(mut self, calls: u32) -> Self {
        self.after = calls;
        self
    }

    /// Not before this virtual time.
    #[must_use]
    pub fn from(mut self, from: Timestamp) -> Self {
        self.from = Some(Moment::At(from));
        self
    }

    /// Only before this virtual time.
    #[must_use]
    pub fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(Moment::At(until));
        self
    }

    /// Turns times that are relative to `now` into points in time.
    pub(super) fn settle(&mut self, now: Timestamp) {
        for moment in [&mut self.from, &mut self.until].into_iter().flatten() {
            moment.settle(now);
        }
    }

    /// Whether it is meant for such a call, its counts and chances apart.
    pub(super) fn is_for(&self, operation: &str, account: &str, region: &str, now: Timestamp) -> bool {
        matches(&self.operation, operation)
            && self.account.as_deref().is_none_or(|wanted| wanted == account)
            && self.region.as_deref().is_none_or(|wanted| wanted == region)
            && self.from.is_none_or(|from| from.reached(now))
            && !self.until.is_some_and(|until| until.reached(now))
    }

    /// Its members as they are written.
    pub(super) fn view(&self) -> Map<String, Value> {
        let moment = |moment: Option<Moment>| match moment {
            Some(Moment::At(at)) => json!(at),
            Some(Moment::In(by)) => json!(format!("{by:#}")),
            None => Value::Null,
        };
        let mut members = self.fault.members();
        let common = [
            ("fault", json!(self.fault.name())),
            ("operation", json!(self.operation)),
            ("account", json!(self.account)),
            ("region", json!(self.region)),
            ("times", json!(self.times)),
            ("probability", json!(self.probability)),
            ("after", if self.after == 0 { Value::Null } else { json!(self.after) }),
            ("from", moment(self.from)),
            ("until", moment(self.until)),
        ];
        let given = common.into_iter().filter(|(_, value)| !value.is_null());
        members.extend(given.map(|(name, value)| (name.to_owned(), value)));
        members
    }
}
