//! What a policy says of one action by one account.

use super::{Condition, Names, Policy, Statement};
use crate::domain::arn::Arn;

/// Who wants to do what to which thing.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// As `backup:CopyIntoBackupVault`.
    pub action: &'a str,
    /// The vault's ARN.
    pub resource: &'a str,
    /// The account that asks.
    pub account: &'a str,
    /// The role or user that asks, where known.
    pub principal: Option<&'a str>,
    /// The organization of the account, where known.
    pub organization: Option<&'a str>,
}

/// How far something fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fit {
    /// Not at all.
    #[default]
    No,
    /// Only if this holds, which can't be told from here.
    If(String),
    /// For certain.
    Yes,
}

/// What a policy says. What it denies counts more than what it allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ruling {
    /// How far it allows.
    pub allows: Fit,
    /// How far it denies.
    pub denies: Fit,
}

impl Fit {
    fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::If(one) => match other() {
                Self::No => Self::No,
                Self::Yes => Self::If(one),
                Self::If(two) => Self::If(format!("{one} and {two}")),
            },
        }
    }

    fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Yes => Self::Yes,
            Self::No => other(),
            Self::If(one) => match other() {
                Self::Yes => Self::Yes,
                Self::No => Self::If(one),
                Self::If(two) if one == two => Self::If(one),
                Self::If(two) => Self::If(format!("{one}, or {two}")),
            },
        }
    }
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

impl Policy {
    /// What it says to who asks.
    pub fn judge(&self, asker: &Asker<'_>) -> Ruling {
        let mut ruling = Ruling::default();
        for statement in &self.statements {
            let side = if statement.allows { &mut ruling.allows } else { &mut ruling.denies };
            *side = std::mem::take(side).or(|| statement.speaks(asker));
        }
        ruling
    }
}

impl Statement {
    fn speaks(&self, asker: &Asker<'_>) -> Fit {
        let action = asker.action.to_ascii_lowercase();
        let acts = self.actions.meet(|pattern| Fit::from(like(&pattern.to_ascii_lowercase(), &action)));
        acts.and(|| self.resources.meet(|pattern| Fit::from(like(pattern, asker.resource))))
            .and(|| self.principals.meet(|name| is_principal(name, asker)))
            .and(|| self.conditions.iter().fold(Fit::Yes, |fit, one| fit.and(|| one.holds(asker))))
    }
}

impl Names {
    fn meet(&self, fits: impl Fn(&str) -> Fit) -> Fit {
        let fit = self.of.iter().fold(Fit::No, |fit, name| fit.or(|| fits(name.raw())));
        match fit {
            Fit::Yes if self.but => Fit::No,
            Fit::No if self.but => Fit::Yes,
            Fit::If(what) if self.but => Fit::If(format!("not {what}")),
            fit => fit,
        }
    }
}

/// `*`, an account or its root is everybody in it; a role or user is only that one.
fn is_principal(name: &str, asker: &Asker<'_>) -> Fit {
    if name == "*" || name == asker.account || Some(name) == asker.principal {
        return Fit::Yes;
    }
    match Arn::parse(name) {
        Some(arn) if arn.account == asker.account && arn.resource == "root" => Fit::Yes,
        Some(arn) if arn.account == asker.account => Fit::If(format!("the caller is {}", arn.short())),
        _ => Fit::No,
    }
}

impl Condition {
    fn holds(&self, asker: &Asker<'_>) -> Fit {
        let operator = self.operator.raw();
        let bare = operator.rsplit(':').next().unwrap_or(operator);
        let bare = bare.strip_suffix("IfExists").unwrap_or(bare);
        let negated = bare.contains("Not");
        let value = match self.key.raw().to_ascii_lowercase().as_str() {
            "aws:principalaccount" | "aws:sourceaccount" => Some(asker.account),
            "aws:principalorgid" => asker.organization,
            _ => None,
        };
        let Some(value) = value.filter(|_| bare.starts_with("String")) else {
            return Fit::If(self.words(negated));
        };
        let alike = |pattern: &str| match bare {
            "StringLike" | "StringNotLike" => like(pattern, value),
            "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" => pattern.eq_ignore_ascii_case(value),
            _ => pattern == value,
        };
        Fit::from(self.values.iter().any(|pattern| alike(pattern.raw())) != negated)
    }

    /// "the organization is o-1", "aws:SourceVpc is vpc-1".
    fn words(&self, negated: bool) -> String {
        let key = match self.key.raw().to_ascii_lowercase().as_str() {
            "aws:principalorgid" => "the organization",
            "aws:principalarn" => "the caller",
            _ => self.key.as_str(),
        };
        let values: Vec<_> = self.values.iter().map(crate::text::Text::as_str).collect();
        format!("{key} is {}{}", if negated { "not " } else { "" }, values.join(" or "))
    }
}

/// `*` stands for any text, `?` for one character. Anyone can write a policy: only the last `*` is ever tried again, so
/// that no pattern takes long.
fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                again = Some((at, seen));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match again {
                Some((star, from)) => {
                    again = Some((star, from + 1));
                    at = star + 1;
                    seen = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    const VAULT: &str = "arn:aws:backup:us-west-2:222222222222:backup-vault:dr";

    fn judge(statements: &str) -> Ruling {
        let document = format!(r#"{{"Version": "2012-10-17", "Statement": {statements}}}"#);
        let asker = Asker {
            action: "backup:CopyIntoBackupVault",
            resource: VAULT,
            account: "111111111111",
            principal: Some("arn:aws:iam::111111111111:role/backup"),
            organization: None,
        };
        Policy::parse(&document).unwrap().judge(&asker)
    }

    fn allow(principal: &str, more: &str) -> Fit {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "backup:CopyIntoBackupVault",
                "Resource": "*"{more}}}"#
        );
        judge(&statement).allows
    }

    fn only_if(what: &str) -> Fit {
        Fit::If(what.to_owned())
    }

    #[test]
    fn principals_are_accounts_or_one_caller_of_theirs() {
        for (principal, fit) in [
            (r#""*""#, Fit::Yes),
            (r#"{"AWS": "*"}"#, Fit::Yes),
            (r#"{"AWS": "111111111111"}"#, Fit::Yes),
            (r#"{"AWS": ["arn:aws:iam::333333333333:root", "arn:aws:iam::111111111111:root"]}"#, Fit::Yes),
            (r#"{"AWS": "arn:aws:iam::333333333333:root"}"#, Fit::No),
            (r#"{"AWS": "arn:aws:iam::111111111111:role/backup"}"#, Fit::Yes),
            (r#"{"AWS": "arn:aws:iam::111111111111:role/other"}"#, only_if("the caller is other")),
            (r#"{"Service": "backup.amazonaws.com"}"#, Fit::No),
        ] {
            assert_eq!(allow(principal, ""), fit, "{principal}");
        }
    }

    #[test]
    fn conditions_are_judged_where_the_account_settles_them_and_told_where_not() {
        for (condition, fit) in [
            (r#"{"StringEquals": {"aws:PrincipalAccount": ["1", "111111111111"]}}"#, Fit::Yes),
            (r#"{"StringNotEquals": {"aws:PrincipalAccount": "111111111111"}}"#, Fit::No),
            (r#"{"StringLike": {"aws:SourceAccount": "1111*"}}"#, Fit::Yes),
            (r#"{"StringEquals": {"aws:PrincipalOrgID": "o-1"}}"#, only_if("the organization is o-1")),
            (r#"{"ArnNotLike": {"aws:PrincipalArn": "a*"}}"#, only_if("the caller is not a*")),
            (r#"{"Bool": {"aws:SecureTransport": true}}"#, only_if("aws:SecureTransport is true")),
        ] {
            assert_eq!(allow(r#""*""#, &format!(r#", "Condition": {condition}"#)), fit, "{condition}");
        }
    }

    #[test]
    fn what_is_denied_stands_beside_what_is_allowed() {
        let ruling = judge(
            r#"[{"Effect": "Allow", "Principal": "*", "Action": ["backup:Copy*"], "Resource": "*"},
                {"Effect": "Deny", "Principal": "*", "NotAction": "backup:Describe*", "Resource": "*",
                 "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}}}]"#,
        );
        assert_eq!(ruling, Ruling { allows: Fit::Yes, denies: only_if("the organization is not o-1") });
        let elsewhere = judge(
            r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "arn:aws:backup:*:*:backup-vault:other"}"#,
        );
        assert_eq!(elsewhere, Ruling::default());
    }

    #[test]
    fn a_document_that_is_no_policy_says_so() {
        for document in ["", "[]", "{}", r#"{"Statement": [{"Effect": "Perhaps"}]}"#, r#"{"Statement": 7}"#] {
            assert!(Policy::parse(document).is_err(), "{document}");
        }
    }

    #[test]
    fn patterns_fit_whole_texts() {
        for (pattern, text) in [("*", ""), ("a*c", "abcbc"), ("a?c*", "abc"), ("*b*", "abc"), ("", "")] {
            assert!(like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", ""), ("a*c", "abcb"), ("?", ""), ("*bc", "ab"), ("", "x")] {
            assert!(!like(pattern, text), "{pattern} {text}");
        }
        assert!(!like(&"*a".repeat(500), &"a".repeat(400)));
    }
}
