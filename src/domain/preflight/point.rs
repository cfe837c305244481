//! Whether a recovery point is in a state to be copied or restored.

use jiff::Timestamp;

use super::{Check, Verdict};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};

/// Whether it can be copied now. Cold, archived and continuous points can't, nor a cluster's state without its composite
/// (aws-backup-api.md section 6.3).
pub fn copies(point: &RecoveryPoint, now: Timestamp) -> Check {
    let failed = |says: String| Check::fixed(Verdict::Failed, says);
    let status = point.status.word();
    match point.status {
        PointStatus::Creating | PointStatus::Deleting => {
            return failed(format!("it is {status}: it can't be copied"));
        }
        PointStatus::Other(_) => {
            return Check::fixed(Verdict::Unknown, format!("it is {status}: whether that can be copied"));
        }
        _ => {}
    }
    if is_cluster_state(point) {
        return failed("a cluster's state is copied only with its composite point".to_owned());
    }
    match (point.is_continuous(), point.tier(now)) {
        (Some(true), _) => failed("continuous points are not copied: back it up first, copy that".to_owned()),
        (_, Some("cold")) => failed("it is in cold storage: AWS does not copy it from there".to_owned()),
        (None, _) => {
            let says = format!("it is {status}: if it is a continuous one, AWS does not copy it");
            Check::fixed(Verdict::Warning, says)
        }
        (_, None) => Check::fixed(Verdict::Unknown, format!("it is {status}; whether it is in cold storage")),
        (Some(false), Some(tier)) => match point.status {
            PointStatus::Partial | PointStatus::Expired => {
                Check::fixed(Verdict::Warning, format!("it is {status}, {tier}"))
            }
            _ => Check::fixed(Verdict::Passed, format!("it is {status}, {tier}")),
        },
    }
}

/// Whether it can be restored (aws-backup-api.md section 2.2).
pub fn restores(point: &RecoveryPoint) -> Check {
    let status = point.status.word();
    let (verdict, says) = match point.status {
        PointStatus::Completed | PointStatus::Available => (Verdict::Passed, format!("it is {status}")),
        PointStatus::Creating | PointStatus::Deleting => {
            (Verdict::Failed, format!("it is {status}: there is nothing to restore"))
        }
        PointStatus::Partial => (Verdict::Warning, "some of its nested points are missing".to_owned()),
        PointStatus::Stopped => {
            (Verdict::Warning, "its data reaches only up to when it was stopped".to_owned())
        }
        PointStatus::Expired => (Verdict::Warning, "it is past its retention, and still there".to_owned()),
        PointStatus::Other(_) => (Verdict::Unknown, format!("it is {status}: whether that can be restored")),
    };
    Check::fixed(verdict, says)
}

/// The part of an EKS composite that holds the cluster's state (aws-backup-api.md section 5.3).
fn is_cluster_state(point: &RecoveryPoint) -> bool {
    let kind = point.resource_type.as_ref().is_some_and(|kind| kind.raw() == "EKS");
    kind && !point.is_parent && point.parent.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T02:14:00Z".parse().unwrap()
    }

    fn point(status: PointStatus) -> RecoveryPoint {
        RecoveryPoint {
            arn: "arn:aws:ec2:us-east-1::snapshot/snap-1".into(),
            storage_class: Some("WARM".into()),
            resource_type: Some("EBS".into()),
            status,
            ..RecoveryPoint::default()
        }
    }

    #[test]
    fn only_usable_warm_snapshots_are_copied() {
        for (status, copied, restored) in [
            (PointStatus::Completed, Verdict::Passed, Verdict::Passed),
            (PointStatus::Available, Verdict::Warning, Verdict::Passed),
            (PointStatus::Stopped, Verdict::Warning, Verdict::Warning),
            (PointStatus::Partial, Verdict::Warning, Verdict::Warning),
            (PointStatus::Expired, Verdict::Warning, Verdict::Warning),
            (PointStatus::Creating, Verdict::Failed, Verdict::Failed),
            (PointStatus::Deleting, Verdict::Failed, Verdict::Failed),
            (PointStatus::Other("NEW".into()), Verdict::Unknown, Verdict::Unknown),
        ] {
            let point = point(status);
            let found = (copies(&point, now()).verdict, restores(&point).verdict);
            assert_eq!(found, (copied, restored), "{:?}", point.status);
        }
        let usual = || point(PointStatus::Completed);
        let cold = RecoveryPoint { storage_class: Some("COLD".into()), ..usual() };
        let continuous = RecoveryPoint {
            arn: "arn:aws:backup:us-east-1:1:recovery-point:continuous:db-1".into(),
            ..point(PointStatus::Available)
        };
        let state = RecoveryPoint {
            resource_type: Some("EKS".into()),
            parent: Some("arn:aws:backup:us-east-1:1:recovery-point:composite:eks/c-1".into()),
            ..usual()
        };
        for point in [cold, continuous, state] {
            assert_eq!(copies(&point, now()).verdict, Verdict::Failed, "{point:?}");
        }
        let untold = RecoveryPoint { storage_class: None, ..usual() };
        assert_eq!(copies(&untold, now()).verdict, Verdict::Unknown);
    }
}
