//! A vault's lock against the retention that is asked for. AWS checks it only when the job runs, and fails it then
//! (aws-backup-api.md section 6.1, messages 5 and 58).

use super::{Answer, Check, Verdict};
use crate::domain::vault::{Lock, LockMode};

/// Whether the retention fits the lock; `days` of `None` is for ever.
pub fn lock(field: &'static str, lock: Answer<&Lock>, days: Result<Option<i64>, &str>) -> Check {
    let check = |verdict, says: String| Check::of(verdict, field, says);
    let days = match days {
        Ok(days) => days,
        Err(why) => return check(Verdict::Failed, why.to_owned()),
    };
    let lock = match lock {
        Answer::Known(lock) => lock,
        other => return check(Verdict::Unknown, format!("the vault's lock: {}", other.why_not())),
    };
    let asked = days.map_or_else(|| "for ever".to_owned(), |days| format!("{days} d"));
    if *lock == Lock::default() {
        check(Verdict::Passed, format!("{asked}: the vault is not locked"))
    } else if lock.admits(days) {
        check(Verdict::Passed, format!("{asked} fits the vault's lock"))
    } else {
        check(Verdict::Failed, format!("{asked} is outside of the vault's lock ({})", lock.words()))
    }
}

/// Whether points in the vault can be deleted and their retention changed: not while it is locked, not even in the grace
/// time (aws-backup-api.md section 6.1).
pub fn allows_changes(lock: Answer<&Lock>) -> Check {
    match lock {
        Answer::Known(lock) if lock.mode == LockMode::None => {
            Check::fixed(Verdict::Passed, "the vault is not locked")
        }
        Answer::Known(lock) => {
            Check::fixed(Verdict::Failed, format!("the vault is locked ({}): AWS refuses", lock.words()))
        }
        other => Check::fixed(Verdict::Unknown, format!("the vault's lock: {}", other.why_not())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locked() -> Lock {
        Lock { mode: LockMode::Governance, min_days: Some(30), max_days: Some(365), date: None }
    }

    #[test]
    fn retention_has_to_fit_the_lock() {
        let (open, locked) = (Lock::default(), locked());
        for (answer, days, verdict) in [
            (Answer::Known(&open), Ok(None), Verdict::Passed),
            (Answer::Known(&locked), Ok(Some(35)), Verdict::Passed),
            (Answer::Known(&locked), Ok(Some(7)), Verdict::Failed),
            (Answer::Known(&locked), Ok(None), Verdict::Failed),
            (Answer::Known(&locked), Err("no number"), Verdict::Failed),
            (Answer::Asked, Ok(Some(35)), Verdict::Unknown),
        ] {
            assert_eq!(lock("keep", answer.clone(), days).verdict, verdict, "{answer:?} {days:?}");
        }
        let denied = lock("keep", Answer::Denied("backup:DescribeBackupVault".into()), Ok(None));
        assert_eq!(denied.says, "the vault's lock: lacks backup:DescribeBackupVault");
    }

    #[test]
    fn points_of_a_locked_vault_stay_as_they_are() {
        assert_eq!(allows_changes(Answer::Known(&Lock::default())).verdict, Verdict::Passed);
        assert_eq!(allows_changes(Answer::Known(&locked())).verdict, Verdict::Failed);
        assert_eq!(allows_changes(Answer::NotAsked).verdict, Verdict::Unknown);
    }
}
