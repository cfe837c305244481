//! What a vault's policy says, in words: who may do what to it, and which statements let in more than they should.

use super::{Names, Policy, Statement};
use crate::text::Text;

/// One statement in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// "allows anyone in any account: backup:CopyIntoBackupVault, if aws:PrincipalOrgID is o-1".
    pub words: String,
    /// It lets everybody in, and no condition narrows that.
    pub is_wide: bool,
}

impl Policy {
    /// All statements, those that let everybody in first.
    pub fn said(&self) -> Vec<Said> {
        let mut said: Vec<Said> = self.statements.iter().map(Statement::said).collect();
        said.sort_by_key(|said| !said.is_wide);
        said
    }
}

impl Statement {
    fn said(&self) -> Said {
        let verb = if self.allows { "allows" } else { "denies" };
        let everybody = self.principals.of.iter().any(|principal| principal.raw() == "*");
        let who = match (self.principals.but, everybody) {
            (false, true) => "anyone in any account".to_owned(),
            (true, _) => format!("anyone but {}", list(&self.principals)),
            (false, false) => list(&self.principals),
        };
        let but = if self.actions.but { "everything but " } else { "" };
        let what = format!("{but}{}", list(&self.actions));
        let conditions: Vec<String> = self
            .conditions
            .iter()
            .map(|condition| {
                let values = condition.values.iter().map(Text::as_str).collect::<Vec<_>>().join(" or ");
                format!("{} {} {values}", condition.key, condition.operator)
            })
            .collect();
        let only =
            if conditions.is_empty() { String::new() } else { format!(", if {}", conditions.join(" and ")) };
        let wide = everybody != self.principals.but;
        Said {
            words: format!("{verb} {who}: {what}{only}"),
            is_wide: self.allows && wide && conditions.is_empty(),
        }
    }
}

fn list(names: &Names) -> String {
    names.of.iter().map(Text::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_let_everybody_in_stand_first_and_conditions_narrow_them() {
        let policy = Policy::parse(
            r#"{"Statement": [
                {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*"},
                {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "backup:CopyIntoBackupVault", "Resource": "*",
                 "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
                {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::1:root"}, "Action": ["backup:*"], "Resource": "*"},
                {"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::2:root"}, "Action": "backup:*", "Resource": "*"},
                {"Effect": "Allow", "Principal": "*", "NotAction": "backup:DeleteBackupVault", "Resource": "*"}]}"#,
        )
        .unwrap();
        let said: Vec<(String, bool)> =
            policy.said().into_iter().map(|said| (said.words, said.is_wide)).collect();
        let expected = [
            ("allows anyone but arn:aws:iam::2:root: backup:*", true),
            ("allows anyone in any account: everything but backup:DeleteBackupVault", true),
            ("denies anyone in any account: backup:DeleteRecoveryPoint", false),
            (
                "allows anyone in any account: backup:CopyIntoBackupVault, if aws:PrincipalOrgID StringEquals o-1",
                false,
            ),
            ("allows arn:aws:iam::1:root: backup:*", false),
        ];
        assert_eq!(said, expected.map(|(words, wide)| (words.to_owned(), wide)));
    }
}
