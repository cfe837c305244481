//! Vault access policies: read as IAM policy documents, and asked what they say about an action.

use serde_json::{Map, Value};

use crate::simulator::wire::Text;

/// A vault's access policy.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The document as it was given.
    pub text: Text,
    statements: Vec<Map<String, Value>>,
}

/// What a policy says about one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A statement denies it; that counts whatever others say.
    Deny,
    /// A statement allows it and none denies it.
    Allow,
    /// No statement speaks of it.
    Silent,
}

/// Who wants to do what to which thing.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Such as `backup:DeleteRecoveryPoint`.
    pub action: &'a str,
    /// The ARN of the vault or recovery point.
    pub resource: &'a str,
    /// The caller's account.
    pub account: &'a str,
    /// The caller's role or user ARN.
    pub principal: &'a str,
    /// Condition keys with their values, such as `aws:PrincipalOrgID`; names in any case.
    pub context: &'a [(&'a str, &'a str)],
}

impl Policy {
    /// Reads a document.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Value =
            serde_json::from_str(text).map_err(|error| format!("the policy is not JSON: {error}"))?;
        let statements = match &document["Statement"] {
            Value::Array(statements) => statements.clone(),
            one @ Value::Object(_) => vec![one.clone()],
            _ => return Err("the policy has no Statement".to_owned()),
        };
        if statements.is_empty() {
            return Err("the policy has no Statement".to_owned());
        }
        let statements = statements.into_iter().map(check).collect::<Result<_, _>>()?;
        Ok(Self { text: text.into(), statements })
    }

    /// What it says.
    pub fn verdict(&self, question: &Question<'_>) -> Verdict {
        let speaks = |effect: &str| {
            self.statements.iter().any(|statement| {
                statement.get("Effect").and_then(Value::as_str) == Some(effect)
                    && applies(statement, question)
            })
        };
        if speaks("Deny") {
            Verdict::Deny
        } else if speaks("Allow") {
            Verdict::Allow
        } else {
            Verdict::Silent
        }
    }
}

fn check(statement: Value) -> Result<Map<String, Value>, String> {
    let Value::Object(statement) = statement else { return Err("a statement is not an object".to_owned()) };
    if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
        return Err("a statement has no Effect of Allow or Deny".to_owned());
    }
    for (name, other) in [("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource")]
    {
        if statement.contains_key(name) == statement.contains_key(other) {
            return Err(format!("a statement needs one of {name} and {other}"));
        }
    }
    Ok(statement)
}

fn applies(statement: &Map<String, Value>, question: &Question<'_>) -> bool {
    let part = |name: &str, other: &str, meets: &dyn Fn(&Value) -> bool| {
        statement.get(name).map(meets).or_else(|| statement.get(other).map(|value| !meets(value)))
    };
    let action = |value: &Value| {
        let wanted = question.action.to_ascii_lowercase();
        texts(value).any(|pattern| like(&pattern.to_ascii_lowercase(), &wanted))
    };
    let resource = |value: &Value| texts(value).any(|pattern| like(pattern, question.resource));
    part("Action", "NotAction", &action) == Some(true)
        && part("Resource", "NotResource", &resource) == Some(true)
        && part("Principal", "NotPrincipal", &|value| names(value, question)) == Some(true)
        && statement.get("Condition").is_none_or(|conditions| meets_all(conditions, question))
}

/// `"*"`, or `{"AWS": …}` with `*`, an account, its root, a role or a user.
fn names(principal: &Value, question: &Question<'_>) -> bool {
    if principal.as_str() == Some("*") {
        return true;
    }
    let root = format!("arn:aws:iam::{}:root", question.account);
    texts(&principal["AWS"])
        .any(|name| name == "*" || name == question.account || name == root || name == question.principal)
}

fn meets_all(conditions: &Value, question: &Question<'_>) -> bool {
    let operators = conditions.as_object().into_iter().flatten();
    let mut single = operators.flat_map(|(operator, keys)| {
        keys.as_object().into_iter().flatten().map(move |(key, wanted)| (operator.as_str(), key, wanted))
    });
    single.all(|(operator, key, wanted)| meets(operator, key, wanted, question))
}

fn meets(operator: &str, key: &str, wanted: &Value, question: &Question<'_>) -> bool {
    let (operator, if_exists) =
        operator.strip_suffix("IfExists").map_or((operator, false), |operator| (operator, true));
    let operator = operator.rsplit(':').next().unwrap_or(operator);
    let negated = operator.contains("Not");
    let Some(actual) = value_of(key, question) else { return negated || if_exists };
    let equal = matches!(operator, "StringEquals" | "StringNotEquals");
    let found = texts(wanted).any(|pattern| if equal { pattern == actual } else { like(pattern, actual) });
    found != negated
}

fn value_of<'a>(key: &str, question: &Question<'a>) -> Option<&'a str> {
    match key.to_ascii_lowercase().as_str() {
        "aws:principalaccount" | "aws:sourceaccount" => Some(question.account),
        "aws:principalarn" => Some(question.principal),
        _ => {
            let found = question.context.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
            found.map(|(_, value)| *value)
        }
    }
}

/// One text or a list of them.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let one = value.as_str();
    let many = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many)
}

/// `*` stands for any text, `?` for one character. Anyone can write a policy, so time and stack stay small whatever the
/// pattern: only the last `*` is ever tried again.
fn like(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    let mut again = None;
    loop {
        let here = text.clone();
        match (pattern.next(), text.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                again = Some((pattern.clone(), here.clone()));
                text = here;
            }
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {}
            _ => {
                let Some((behind, mut from)) = again.take() else { return false };
                if from.next().is_none() {
                    return false;
                }
                again = Some((behind.clone(), from.clone()));
                (pattern, text) = (behind, from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VAULT: &str = "arn:aws:backup:us-east-1:123456789012:backup-vault:v";

    fn verdict(policy: &str, action: &str, account: &str, context: &[(&str, &str)]) -> Verdict {
        let principal = format!("arn:aws:iam::{account}:role/operator");
        let question = Question { action, resource: VAULT, account, principal: &principal, context };
        Policy::parse(policy).unwrap().verdict(&question)
    }

    #[test]
    fn a_denial_counts_more_than_a_permission() {
        let policy = r#"{"Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "backup:*", "Resource": "*"},
            {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": ["backup:deleterecoverypoint"], "Resource": "*"}]}"#;
        let ask = |action| verdict(policy, action, "123456789012", &[]);
        assert_eq!(ask("backup:DeleteRecoveryPoint"), Verdict::Deny);
        assert_eq!(ask("backup:CopyIntoBackupVault"), Verdict::Allow);
        assert_eq!(ask("ec2:DeleteSnapshot"), Verdict::Silent);
    }

    #[test]
    fn principals_and_resources_are_matched() {
        let policy = r#"{"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "backup:CopyIntoBackupVault", "Resource": "arn:aws:backup:*:backup-vault:?"}}"#;
        let ask = |account| verdict(policy, "backup:CopyIntoBackupVault", account, &[]);
        assert_eq!(ask("111122223333"), Verdict::Allow);
        assert_eq!(ask("123456789012"), Verdict::Silent);
        let others = policy.replace("\"Principal\"", "\"NotPrincipal\"");
        assert_eq!(verdict(&others, "backup:CopyIntoBackupVault", "1", &[]), Verdict::Allow);
    }

    #[test]
    fn conditions_narrow_a_statement() {
        let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "backup:CopyIntoBackupVault",
            "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}}}}"#;
        let ask = |context: &[(&str, &str)]| verdict(policy, "backup:CopyIntoBackupVault", "1", context);
        assert_eq!(ask(&[("aws:PrincipalOrgID", "o-2")]), Verdict::Allow);
        assert_eq!(ask(&[("aws:PrincipalOrgID", "o-3")]), Verdict::Silent);
        assert_eq!(ask(&[]), Verdict::Silent);
        let negated = policy.replace("StringEquals", "StringNotLike");
        assert_eq!(verdict(&negated, "backup:CopyIntoBackupVault", "1", &[]), Verdict::Allow);
    }

    #[test]
    fn patterns_fit_whole_texts_however_many_stars_they_have() {
        for (pattern, text) in
            [("*", ""), ("a*c", "abcbc"), ("a?c*", "abc"), ("*b*", "abc"), ("**", "x"), ("", "")]
        {
            assert!(like(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", ""), ("a*c", "abcb"), ("?", ""), ("*bc", "ab"), ("", "x")] {
            assert!(!like(pattern, text), "{pattern} {text}");
        }
        assert!(!like(&"*a".repeat(500), &"a".repeat(400)));
        assert!(like(&"*".repeat(1_000_000), "x"));
    }

    #[test]
    fn a_document_that_is_no_policy_says_why() {
        for text in [
            "",
            "[]",
            r#"{"Statement": []}"#,
            r#"{"Statement": [{"Effect": "Maybe", "Principal": "*", "Action": "*", "Resource": "*"}]}"#,
            r#"{"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}"#,
        ] {
            assert!(Policy::parse(text).is_err(), "{text}");
        }
    }
}
