//! What goes wrong on demand: set from Rust, from scenario files and over the control path.

mod form;
mod kind;
mod pages;
mod rates;
mod refusal;
mod rewrite;
mod rule;

#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

pub use kind::{Fault, table};
pub(super) use pages::{Pages, again};
pub(super) use refusal::{error, refusal};
pub(super) use rewrite::{Garble, rewrite};
pub use rule::FaultRule;

use super::Clock;
use super::ids::Random;
use super::request::Scope;
use rates::Rates;

/// Stands for every operation in [`Faults::set`].
pub const ANY: &str = "*";

/// The faults that are switched on; clones share them.
#[derive(Debug, Clone)]
pub struct Faults(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    seed: u64,
    list: Mutex<Vec<Set>>,
    rates: Mutex<Rates>,
}

/// A fault that is switched on.
#[derive(Debug)]
struct Set {
    rule: FaultRule,
    /// How many calls it was meant for.
    seen: u32,
    /// How many it hit.
    hits: u32,
    /// Its chances: the same for the same seed and the same place in the list.
    random: Random,
}

impl Set {
    fn worn_off(&self) -> bool {
        self.rule.times.is_some_and(|times| self.hits >= times)
    }

    /// Whether it hits this call, which it is meant for.
    fn hits(&mut self) -> bool {
        self.seen = self.seen.saturating_add(1);
        if self.seen <= self.rule.after || self.worn_off() {
            return false;
        }
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more than 53 bits")]
        let draw = (self.random.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let hit = self.rule.probability.is_none_or(|chance| draw < chance);
        self.hits += u32::from(hit);
        hit
    }
}

impl Faults {
    pub(super) fn new(clock: Clock, seed: u64) -> Self {
        Self(Arc::new(Inner { clock, seed, list: Mutex::default(), rates: Mutex::default() }))
    }

    /// Switches a fault on for an operation such as `ListBackupPlans`, a group such as `List*`, or [`ANY`].
    pub fn set(&self, operation: &str, fault: Fault) {
        self.add(FaultRule::new(operation, fault));
    }

    /// As [`Faults::set`], for the next `times` calls only.
    pub fn set_for(&self, operation: &str, fault: Fault, times: u32) {
        self.add(FaultRule::new(operation, fault).times(times));
    }

    /// Switches a fault on. Those that hit the same call all do, in the order in which they were added.
    pub fn add(&self, mut rule: FaultRule) {
        rule.settle(self.0.clock.now());
        let mut list = self.list();
        let random = Random::named(self.0.seed, &format!("fault {}", list.len()));
        list.push(Set { rule, seen: 0, hits: 0, random });
    }

    /// Switches these on and all others off.
    pub fn replace(&self, rules: Vec<FaultRule>) {
        self.clear();
        for rule in rules {
            self.add(rule);
        }
    }

    /// Switches all faults off. A call that hangs already keeps hanging.
    pub fn clear(&self) {
        self.list().clear();
    }

    /// The faults that are on, as they are written, each with how many calls it `hits` so far.
    pub(super) fn view(&self) -> Vec<Map<String, Value>> {
        let view = |set: &Set| {
            let mut members = set.rule.view();
            members.insert("hits".to_owned(), set.hits.into());
            members
        };
        self.list().iter().map(view).collect()
    }

    /// What happens to this call.
    pub(super) fn take(&self, operation: &str, scope: &Scope) -> Hit {
        let now = self.0.clock.now();
        let mut hit = Hit::default();
        let mut list = self.list();
        if list.is_empty() {
            return hit;
        }
        for set in list.iter_mut() {
            if !set.rule.is_for(operation, &scope.account, &scope.region, now) || !set.hits() {
                continue;
            }
            match &set.rule.fault {
                Fault::DelayBetween(min, max) => {
                    let span = u64::try_from(max.saturating_sub(*min).as_micros()).unwrap_or(u64::MAX);
                    hit.delay += *min + Duration::from_micros(set.random.below(span.saturating_add(1)));
                }
                Fault::RateLimits => {
                    let mut rates = self.0.rates.lock().unwrap_or_else(PoisonError::into_inner);
                    if rates.exceeded(scope, operation, Instant::now()) {
                        hit.refusal.get_or_insert(Fault::Throttle);
                    }
                }
                fault => hit.add(fault),
            }
        }
        list.retain(|set| !set.worn_off());
        hit
    }

    fn list(&self) -> MutexGuard<'_, Vec<Set>> {
        self.0.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// When the connection is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Before,
    After,
    InBody,
}

/// What all the faults that hit one call come to.
#[derive(Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each can happen with or without the others")]
pub(super) struct Hit {
    pub(super) delay: Duration,
    pub(super) hang: bool,
    pub(super) cut: Option<Cut>,
    /// The status of a proxy's page.
    pub(super) html: Option<u16>,
    /// How far the service's clock is off.
    pub(super) skew: Option<jiff::SignedDuration>,
    /// The first error.
    pub(super) refusal: Option<Fault>,
    pub(super) garble: Garble,
    pub(super) overlap: usize,
    pub(super) duplicate: bool,
    pub(super) short_pages: bool,
    pub(super) truncate: bool,
}

impl Hit {
    fn add(&mut self, fault: &Fault) {
        match fault {
            Fault::Delay(by) => self.delay += *by,
            Fault::Hang => self.hang = true,
            Fault::DropBefore => self.cut = Some(Cut::Before),
            Fault::DropAfter => self.cut = Some(Cut::After),
            Fault::DropInBody => self.cut = Some(Cut::InBody),
            Fault::Html(status) => self.html = Some(*status),
            Fault::ClockSkew(by) => self.skew = Some(*by),
            Fault::Truncate => self.truncate = true,
            Fault::Exponents => self.garble.exponents = true,
            Fault::Nulls => self.garble.nulls = true,
            Fault::UnknownMembers => self.garble.unknown_members = true,
            Fault::UnknownEnums => self.garble.unknown_enums = true,
            Fault::Overlap(rows) => self.overlap = *rows,
            Fault::DuplicatePages => self.duplicate = true,
            Fault::ShortPages => self.short_pages = true,
            error => {
                self.refusal.get_or_insert_with(|| error.clone());
            }
        }
    }
}

/// Whether a name fits a pattern in which `*` stands for any characters.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(head) else { return false };
    let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
    rest.is_empty() || ends.into_iter().any(|at| matches(rest, &name[at..]))
}
