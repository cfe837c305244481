//! Rules of cold storage.

use super::{Check, Verdict};
use crate::domain::capability::Capability;
use crate::domain::lifecycle::Lifecycle;

/// Days that a point is kept in cold storage at least (API reference, `Lifecycle`).
pub const LEAST: i64 = 90;

/// Whether a lifecycle that moves to cold storage keeps the point long enough there, and whether the type has a cold tier
/// at all; nothing where none is asked for.
pub fn cold(field: &'static str, kind: Option<&str>, lifecycle: Lifecycle) -> Option<Check> {
    let after = lifecycle.cold_after_days.filter(|days| *days > 0)?;
    let check = |verdict, says: String| Some(Check::of(verdict, field, says));
    if let Some(keep) = lifecycle.retention_days().filter(|keep| *keep < after + LEAST) {
        let least = after + LEAST;
        return check(
            Verdict::Failed,
            format!(
                "cold after {after} d: keep it {least} d at least, not {keep} ({LEAST} d in cold storage)"
            ),
        );
    }
    match kind.and_then(Capability::of_kind) {
        Some(kind) if !kind.cold => {
            check(Verdict::Warning, format!("{} has no cold tier: it stays warm", kind.kind))
        }
        Some(_) => check(Verdict::Passed, format!("cold after {after} d")),
        None => check(Verdict::Unknown, format!("cold after {after} d: whether the type has a cold tier")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cold_storage_wants_ninety_days_and_a_type_that_has_it() {
        for (kind, cold_after, keep, verdict) in [
            ("EFS", None, Some(1), None),
            ("EFS", Some(30), Some(120), Some(Verdict::Passed)),
            ("EFS", Some(30), None, Some(Verdict::Passed)),
            ("EFS", Some(30), Some(-1), Some(Verdict::Passed)),
            ("EFS", Some(30), Some(119), Some(Verdict::Failed)),
            ("RDS", Some(30), Some(120), Some(Verdict::Warning)),
            ("Quantum", Some(30), Some(120), Some(Verdict::Unknown)),
        ] {
            let lifecycle =
                Lifecycle { cold_after_days: cold_after, delete_after_days: keep, ..Lifecycle::default() };
            let found = cold("keep", Some(kind), lifecycle).map(|check| check.verdict);
            assert_eq!(found, verdict, "{kind} {cold_after:?} {keep:?}");
        }
    }
}
