//! Faults that tests switch on from Rust.

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

/// Whether a name fits a pattern in which `*` stands for any characters.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(head) else { return false };
    rest.is_empty() || name.char_indices().any(|(at, _)| matches(rest, &name[at..]))
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
