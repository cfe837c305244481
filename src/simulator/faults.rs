//! Faults that tests switch on from Rust, and the record of what was called.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Stands for every operation in [`Faults::set`].
pub const ANY: &str = "*";

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 403 `AccessDeniedException` naming the IAM action.
    Deny,
    /// 400 `ThrottlingException`.
    Throttle,
    /// 500 `InternalFailure`.
    InternalFailure,
    /// 503 `ServiceUnavailable`.
    Unavailable,
    /// 403 `ExpiredTokenException`.
    ExpiredToken,
    /// The answer comes this much later.
    Delay(Duration),
    /// No answer ever comes; the connection stays open.
    Hang,
    /// The connection is cut before anything is done.
    DropBefore,
    /// The call is carried out, then the connection is cut without an answer.
    DropAfter,
}

/// The faults that are switched on; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Rule>>>);

#[derive(Debug)]
struct Rule {
    operation: String,
    fault: Fault,
    left: Option<u32>,
}

impl Faults {
    /// Switches a fault on for an operation such as `ListBackupPlans`, or for [`ANY`], until cleared.
    pub fn set(&self, operation: &str, fault: Fault) {
        self.rules().push(Rule { operation: operation.to_owned(), fault, left: None });
    }

    /// As [`Faults::set`], for the next `times` calls only.
    pub fn set_for(&self, operation: &str, fault: Fault, times: u32) {
        self.rules().push(Rule { operation: operation.to_owned(), fault, left: Some(times) });
    }

    /// Switches all faults off. A call that hangs already keeps hanging.
    pub fn clear(&self) {
        self.rules().clear();
    }

    /// The faults that hit this call, in the order in which they were set.
    pub(super) fn take(&self, operation: &str) -> Vec<Fault> {
        let mut rules = self.rules();
        let mut hit = Vec::new();
        for rule in rules.iter_mut().filter(|rule| rule.operation == operation || rule.operation == ANY) {
            hit.push(rule.fault);
            rule.left = rule.left.map(|left| left.saturating_sub(1));
        }
        rules.retain(|rule| rule.left != Some(0));
        hit
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How often each operation was called, retries included; clones share the counts.
#[derive(Debug, Clone, Default)]
pub struct Calls(Arc<Mutex<BTreeMap<String, u64>>>);

impl Calls {
    /// Calls of one operation, such as `StartBackupJob`.
    pub fn count(&self, operation: &str) -> u64 {
        self.counts().get(operation).copied().unwrap_or(0)
    }

    /// Calls of all operations.
    pub fn total(&self) -> u64 {
        self.counts().values().sum()
    }

    /// All counts, by operation.
    pub fn all(&self) -> BTreeMap<String, u64> {
        self.counts().clone()
    }

    pub(super) fn record(&self, operation: &str) {
        *self.counts().entry(operation.to_owned()).or_default() += 1;
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<String, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_fault_wears_off() {
        let faults = Faults::default();
        faults.set_for("ListBackupJobs", Fault::Throttle, 2);
        assert_eq!(faults.take("ListCopyJobs"), []);
        assert_eq!(faults.take("ListBackupJobs"), [Fault::Throttle]);
        assert_eq!(faults.take("ListBackupJobs"), [Fault::Throttle]);
        assert_eq!(faults.take("ListBackupJobs"), []);
    }

    #[test]
    fn a_fault_for_any_operation_hits_all_until_cleared() {
        let faults = Faults::default();
        faults.set(ANY, Fault::ExpiredToken);
        assert_eq!(faults.take("GetCallerIdentity"), [Fault::ExpiredToken]);
        faults.clear();
        assert_eq!(faults.take("GetCallerIdentity"), []);
    }
}
