//! What keeps a recovery point from being deleted: legal holds, and its vault's policy.

use super::{Answer, Check, Verdict};
use crate::domain::legal_hold::Hold;
use crate::domain::policy::{Asker, Fit, Policy};
use crate::domain::recovery_point::RecoveryPoint;

/// Whether a legal hold keeps the point.
pub fn holds(point: &RecoveryPoint, holds: Answer<&Vec<Hold>>) -> Check {
    let holds = match holds {
        Answer::Known(holds) => holds,
        other => return Check::fixed(Verdict::Unknown, format!("legal holds: {}", other.why_not())),
    };
    if let Some(hold) = holds.iter().find(|hold| hold.keeps(point) == Some(true)) {
        return Check::fixed(Verdict::Failed, format!("legal hold {} keeps it", hold.title));
    }
    match holds.iter().find(|hold| hold.keeps(point).is_none()) {
        Some(hold) => {
            let why = hold.selection.why_not();
            let why = if why.is_empty() { "the point's date is not known".to_owned() } else { why };
            Check::fixed(Verdict::Unknown, format!("whether legal hold {} keeps it: {why}", hold.title))
        }
        None => Check::fixed(Verdict::Passed, "no legal hold keeps it"),
    }
}

/// Whether the vault's policy lets the account do this: within an account only what it denies counts.
pub fn policy(policy: Answer<&Option<Policy>>, asker: &Asker<'_>) -> Check {
    let action = asker.action;
    match policy {
        Answer::Known(None) => Check::fixed(Verdict::Passed, "the vault has no access policy"),
        Answer::Known(Some(policy)) => match policy.judge(asker).denies {
            Fit::No => Check::fixed(Verdict::Passed, format!("the vault's policy does not deny {action}")),
            Fit::Yes => Check::fixed(Verdict::Failed, format!("the vault's policy denies {action}")),
            Fit::If(what) => {
                Check::fixed(Verdict::Warning, format!("the vault's policy denies {action} if {what}"))
            }
        },
        other => Check::fixed(Verdict::Unknown, format!("the vault's policy: {}", other.why_not())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::legal_hold::Selection;

    fn hold(title: &str, vault: &str) -> Hold {
        let selection = Selection { vaults: vec![vault.into()], ..Selection::default() };
        Hold {
            title: title.into(),
            status: "ACTIVE".into(),
            selection: Answer::Known(selection),
            ..Hold::default()
        }
    }

    #[test]
    fn a_hold_that_keeps_the_point_is_named() {
        let point = RecoveryPoint { vault: Some("nightly".into()), ..RecoveryPoint::default() };
        let denied = Answer::Denied("backup:GetLegalHold".to_owned());
        let blind = Hold { selection: denied, ..hold("Case 9", "x") };
        for (list, verdict, says) in [
            (vec![], Verdict::Passed, "no legal hold"),
            (vec![hold("Case 7", "weekly")], Verdict::Passed, "no legal hold"),
            (vec![blind.clone()], Verdict::Unknown, "Case 9 keeps it: lacks backup:GetLegalHold"),
            (vec![blind, hold("Case 7", "nightly")], Verdict::Failed, "Case 7 keeps it"),
        ] {
            let check = holds(&point, Answer::Known(&list));
            assert_eq!(check.verdict, verdict, "{}", check.says);
            assert!(check.says.contains(says), "{}", check.says);
        }
        assert_eq!(holds(&point, Answer::Denied("x".into())).verdict, Verdict::Unknown);
    }

    #[test]
    fn a_policy_counts_by_what_it_denies() {
        let parsed = |condition: &str| {
            Policy::parse(&format!(
                r#"{{"Statement": {{"Effect": "Deny", "Principal": "*", "Action": "backup:Delete*", "Resource": "*"{condition}}}}}"#
            ))
            .ok()
        };
        let ask = |policy_of: &Option<Policy>, action: &str| {
            let asker = Asker { action, resource: "r", account: "1", principal: None, organization: None };
            policy(Answer::Known(policy_of), &asker).verdict
        };
        assert_eq!(ask(&None, "backup:DeleteRecoveryPoint"), Verdict::Passed);
        assert_eq!(ask(&parsed(""), "backup:DeleteRecoveryPoint"), Verdict::Failed);
        assert_eq!(ask(&parsed(""), "backup:UpdateRecoveryPointLifecycle"), Verdict::Passed);
        let condition = r#", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#;
        assert_eq!(ask(&parsed(condition), "backup:DeleteRecoveryPoint"), Verdict::Warning);
    }
}
