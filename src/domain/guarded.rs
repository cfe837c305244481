//! What keeps a recovery point from being deleted, and until when: its vault's lock, and legal holds.

use jiff::Timestamp;

use super::legal_hold::Hold;
use super::preflight::Answer;
use super::recovery_point::RecoveryPoint;
use super::vault::{LockMode, Vault};
use crate::text::Text;

/// Whether a point can be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletable {
    /// By whoever has the permission.
    Now,
    /// By whoever may also remove the vault's lock (governance mode, or the grace time of compliance mode).
    WithLock,
    /// From then on: until its retention ends nobody can, the root user and AWS included.
    From(Timestamp),
    /// Never: its vault's lock is final, and nothing ends its retention.
    Never,
    /// Not while these legal holds are on it.
    Held(Vec<Text>),
    /// That can't be told, and why.
    Unknown(String),
}

impl Vault {
    /// Whether its lock is one that nobody can take away (developer guide, "AWS Backup Vault Lock": compliance mode after its
    /// grace time).
    pub fn is_sealed(&self, now: Timestamp) -> bool {
        self.lock.mode == LockMode::Compliance && self.lock.date.is_none_or(|date| date <= now)
    }
}

/// Whether a point of this vault, under these holds, can be deleted.
pub fn deletable(
    point: &RecoveryPoint,
    vault: &Answer<Box<Vault>>,
    holds: &Answer<Vec<Hold>>,
    now: Timestamp,
) -> Deletable {
    let keeping: Vec<(&Hold, Option<bool>)> =
        holds.known().into_iter().flatten().map(|hold| (hold, hold.keeps(point))).collect();
    let held: Vec<Text> = keeping
        .iter()
        .filter(|(_, keeps)| *keeps == Some(true))
        .map(|(hold, _)| hold.title.clone())
        .collect();
    if !held.is_empty() {
        return Deletable::Held(held);
    }
    let Some(vault) = vault.known() else {
        return Deletable::Unknown(format!("the vault's lock is not known: {}", vault.why_not()));
    };
    if vault.is_sealed(now) {
        return match point.calculated.delete_at {
            Some(at) if at > now => Deletable::From(at),
            Some(_) => Deletable::Now,
            // Continuous points have no date of their own.
            None if point.is_continuous() == Some(false)
                && point.lifecycle.is_some_and(|kept| kept.retention_days().is_none()) =>
            {
                Deletable::Never
            }
            None => {
                Deletable::Unknown("its vault's lock is final, and AWS tells no end of its retention".into())
            }
        };
    }
    if holds.known().is_none() {
        return Deletable::Unknown(format!("legal holds are not known: {}", holds.why_not()));
    }
    if let Some((hold, _)) = keeping.iter().find(|(_, keeps)| keeps.is_none()) {
        return Deletable::Unknown(format!("what the legal hold {} is on is not known", hold.title));
    }
    if vault.lock.mode == LockMode::None { Deletable::Now } else { Deletable::WithLock }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lifecycle::{CalculatedLifecycle, Lifecycle};
    use crate::domain::recovery_point::PointStatus;
    use crate::domain::vault::Lock;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).unwrap()
    }

    fn vault(mode: LockMode, date: Option<i64>) -> Answer<Box<Vault>> {
        let lock = Lock { mode, date: date.map(at), ..Lock::default() };
        Answer::Known(Box::new(Vault { lock, ..Vault::default() }))
    }

    fn point(end: Option<i64>) -> RecoveryPoint {
        RecoveryPoint {
            arn: "arn:aws:ec2:us-east-1::snapshot/snap-1".into(),
            status: PointStatus::Completed,
            lifecycle: Some(Lifecycle { delete_after_days: end.map(|_| 35), ..Lifecycle::default() }),
            calculated: CalculatedLifecycle { delete_at: end.map(at), ..CalculatedLifecycle::default() },
            ..RecoveryPoint::default()
        }
    }

    fn none() -> Answer<Vec<Hold>> {
        Answer::Known(Vec::new())
    }

    #[test]
    fn a_final_lock_keeps_until_retention_ends_and_without_an_end_for_ever() {
        let sealed = vault(LockMode::Compliance, Some(5));
        for (end, says) in
            [(Some(20), Deletable::From(at(20))), (Some(9), Deletable::Now), (None, Deletable::Never)]
        {
            assert_eq!(deletable(&point(end), &sealed, &none(), at(10)), says, "{end:?}");
        }
    }

    #[test]
    fn a_lock_that_can_be_removed_and_none_at_all_keep_from_nobody_for_good() {
        for (mode, date, says) in [
            (LockMode::Compliance, Some(11), Deletable::WithLock),
            (LockMode::Governance, None, Deletable::WithLock),
            (LockMode::None, None, Deletable::Now),
        ] {
            assert_eq!(deletable(&point(Some(20)), &vault(mode, date), &none(), at(10)), says, "{mode:?}");
        }
    }

    #[test]
    fn what_may_not_be_read_is_unknown_unless_the_lock_decides() {
        let denied = Answer::Denied("backup:ListLegalHolds".into());
        let open = deletable(&point(Some(20)), &vault(LockMode::None, None), &denied, at(10));
        assert_eq!(open, Deletable::Unknown("legal holds are not known: lacks backup:ListLegalHolds".into()));
        let sealed = deletable(&point(Some(20)), &vault(LockMode::Compliance, None), &denied, at(10));
        assert_eq!(sealed, Deletable::From(at(20)));
        let blind = deletable(&point(Some(20)), &Answer::NotAsked, &none(), at(10));
        assert!(matches!(blind, Deletable::Unknown(_)));
    }
}
