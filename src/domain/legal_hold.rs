//! Legal holds: what keeps recovery points from being deleted.

use jiff::Timestamp;

use super::preflight::Answer;
use super::recovery_point::RecoveryPoint;
use crate::text::Text;

/// A legal hold (API shape `LegalHold`, with the selection of `GetLegalHold`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// `CREATING`, `ACTIVE`, `CANCELING`, `CANCELED`.
    pub status: Text,
    /// Made at.
    pub created: Option<Timestamp>,
    /// What it holds; lists do not tell.
    pub selection: Answer<Selection>,
}

/// What a hold is put on (API shape `RecoveryPointSelection`). Nothing at all in it holds nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Points in these vaults (names); none is any.
    pub vaults: Vec<Text>,
    /// Points of these resources (ARNs, or types); none is any.
    pub resources: Vec<Text>,
    /// Points created from the first to the second.
    pub range: Option<(Timestamp, Timestamp)>,
}

impl Hold {
    /// Whether it keeps points from being deleted. One that is being cancelled still may.
    pub fn is_in_force(&self) -> bool {
        self.status.raw() != "CANCELED"
    }

    /// Whether it keeps this point; `None` where that can't be told. Continuous points are never held (developer guide,
    /// "Legal holds").
    pub fn keeps(&self, point: &RecoveryPoint) -> Option<bool> {
        let certain = Some(false);
        if !self.is_in_force() || point.is_continuous() == Some(true) {
            return certain;
        }
        let selection = self.selection.known()?;
        if *selection == Selection::default() {
            return certain;
        }
        let is_one_of = |named: &[Text], facts: &[Option<&Text>]| {
            named.is_empty() || facts.iter().flatten().any(|fact| named.contains(fact))
        };
        let resource = [point.resource.as_ref(), point.resource_type.as_ref()];
        if !is_one_of(&selection.vaults, &[point.vault.as_ref()])
            || !is_one_of(&selection.resources, &resource)
        {
            return certain;
        }
        let Some((from, to)) = selection.range else { return Some(true) };
        point.created.map(|created| (from..=to).contains(&created))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::recovery_point::PointStatus;

    fn at(time: &str) -> Timestamp {
        time.parse().unwrap()
    }

    fn hold(selection: Selection) -> Hold {
        Hold { status: "ACTIVE".into(), selection: Answer::Known(selection), ..Hold::default() }
    }

    #[test]
    fn a_hold_keeps_what_its_whole_selection_names() {
        let point = RecoveryPoint {
            vault: Some("nightly".into()),
            resource: Some("arn:aws:ec2:us-east-1:1:volume/vol-1".into()),
            resource_type: Some("EBS".into()),
            created: Some(at("2026-11-01T00:00:00Z")),
            ..RecoveryPoint::default()
        };
        let vaults = |name: &str| Selection { vaults: vec![name.into()], ..Selection::default() };
        let resources = |name: &str| Selection { resources: vec![name.into()], ..vaults("nightly") };
        let range = |from: &str, to: &str| Selection {
            range: Some((at(&format!("{from}T00:00:00Z")), at(&format!("{to}T00:00:00Z")))),
            ..vaults("nightly")
        };
        for (selection, keeps) in [
            (vaults("nightly"), true),
            (vaults("weekly"), false),
            (resources("arn:aws:ec2:us-east-1:1:volume/vol-1"), true),
            (resources("EBS"), true),
            (resources("RDS"), false),
            (range("2026-10-01", "2026-11-01"), true),
            (range("2026-11-02", "2026-11-03"), false),
            (Selection::default(), false),
        ] {
            assert_eq!(hold(selection.clone()).keeps(&point), Some(keeps), "{selection:?}");
        }
        let undated = RecoveryPoint { created: None, ..point.clone() };
        assert_eq!(hold(range("2026-10-01", "2026-11-01")).keeps(&undated), None);
        assert_eq!(Hold { selection: Answer::NotAsked, ..hold(vaults("nightly")) }.keeps(&point), None);
        assert_eq!(Hold { status: "CANCELED".into(), ..hold(vaults("nightly")) }.keeps(&point), Some(false));
        let continuous = RecoveryPoint {
            arn: "arn:aws:backup:us-east-1:1:recovery-point:continuous:db-1".into(),
            status: PointStatus::Available,
            ..point
        };
        assert_eq!(hold(vaults("nightly")).keeps(&continuous), Some(false));
    }
}
