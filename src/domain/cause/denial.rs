//! What was denied, to whom, and by what kind of policy: from an encoded message that STS has decoded, or from IAM's own sentence.

use serde_json::Value;

use crate::text::Text;

/// A refusal by IAM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Denial {
    /// The action, as `ec2:CreateTags`.
    pub action: Option<Text>,
    /// On what.
    pub resource: Option<Text>,
    /// To whom.
    pub principal: Option<Text>,
    /// Which kind of policy, in words.
    pub policy: Option<String>,
}

/// The words before an encoded message (aws-backup-api.md section 8.2, message 6).
const ENCODED: &str = "Encoded authorization failure message:";

/// The encoded part of a message: all that STS takes.
pub fn encoded(message: &str) -> Option<&str> {
    let (_, after) = message.split_once(ENCODED)?;
    let word = after.split_whitespace().next()?;
    let end = word.find(|c: char| !(c.is_ascii_alphanumeric() || "-_+/=".contains(c))).unwrap_or(word.len());
    Some(&word[..end]).filter(|word| !word.is_empty())
}

impl Denial {
    /// From the document that `DecodeAuthorizationMessage` gives (STS API reference). `None` when it is no such document.
    pub fn decoded(document: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(document).ok()?;
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(Text::new);
        let context = document.get("context")?;
        let explicit = document.get("explicitDeny").and_then(Value::as_bool);
        let statements = document.pointer("/matchedStatements/items").and_then(Value::as_array);
        let statement = statements.into_iter().flatten().find_map(|item| text(item.get("statementId")?));
        let policy = match (explicit, statement) {
            (Some(true), Some(statement)) => {
                Some(format!("a policy says Deny, in its statement {statement}"))
            }
            (Some(true), None) => Some("a policy says Deny: no Allow elsewhere mends that".to_owned()),
            (Some(false), _) => {
                Some("no policy says Allow: an identity-based policy of the role can".to_owned())
            }
            (None, _) => None,
        };
        Some(Self {
            action: context.get("action").and_then(text),
            resource: context.get("resource").and_then(text),
            principal: context.pointer("/principal/arn").and_then(text),
            policy,
        })
    }

    /// From IAM's sentence: "User: … is not authorized to perform: … on resource: … because no identity-based policy allows …"
    /// (IAM user guide, "Troubleshoot access denied error messages").
    pub fn said(message: &str) -> Option<Self> {
        let (before, after) = message.split_once(" is not authorized to perform")?;
        let word = |text: &str| {
            let word = text.trim_start_matches([':', ' ']).split_whitespace().next()?;
            Some(Text::new(word.trim_end_matches(['.', ',']))).filter(|word| !word.is_empty())
        };
        let principal = before.rsplit(' ').next().and_then(word);
        let resource = after.split_once("on resource").and_then(|(_, rest)| word(rest));
        Some(Self { action: word(after), resource, principal, policy: policy_kind(after) })
    }
}

/// The kinds of policy that IAM's sentences name.
const POLICIES: [&str; 8] = [
    "identity-based policy",
    "resource-based policy",
    "permissions boundary",
    "session policy",
    "service control policy",
    "resource control policy",
    "VPC endpoint policy",
    "role trust policy",
];

fn policy_kind(sentence: &str) -> Option<String> {
    let lower = sentence.to_ascii_lowercase();
    let kind = POLICIES.iter().find(|kind| lower.contains(&kind.to_ascii_lowercase()));
    match (lower.contains("explicit deny"), kind) {
        (true, Some(kind)) => Some(format!("a {kind} says Deny")),
        (true, None) => Some("a policy says Deny: no Allow elsewhere mends that".to_owned()),
        (false, Some(kind)) => Some(format!("no {kind} says Allow")),
        (false, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoded_part_is_found_without_what_surrounds_it() {
        let message =
            "You are not authorized. Encoded authorization failure message: aB3-_x== (Service: Ec2)";
        assert_eq!(encoded(message), Some("aB3-_x=="));
        assert_eq!(encoded("Encoded authorization failure message: a1b2."), Some("a1b2"));
        assert_eq!(encoded("Encoded authorization failure message: "), None);
        assert_eq!(encoded("Access denied"), None);
    }

    #[test]
    fn a_decoded_document_tells_action_resource_principal_and_policy() {
        let document = r#"{"allowed":false,"explicitDeny":true,
            "matchedStatements":{"items":[{"statementId":"NoTags","effect":"DENY"}]},
            "context":{"principal":{"id":"AROA:x","arn":"arn:aws:sts::1:assumed-role/r/s"},
            "action":"ec2:CreateTags","resource":"arn:aws:ec2:us-east-1::image/ami-1"}}"#;
        let denial = Denial::decoded(document).unwrap();
        assert_eq!(denial.action, Some("ec2:CreateTags".into()));
        assert_eq!(denial.resource, Some("arn:aws:ec2:us-east-1::image/ami-1".into()));
        assert_eq!(denial.principal, Some("arn:aws:sts::1:assumed-role/r/s".into()));
        assert_eq!(denial.policy.unwrap(), "a policy says Deny, in its statement NoTags");
        let implicit = Denial::decoded(r#"{"explicitDeny":false,"context":{}}"#).unwrap();
        assert!(implicit.policy.unwrap().starts_with("no policy says Allow"));
        assert_eq!((Denial::decoded("{}"), Denial::decoded("rubbish")), (None, None));
    }

    #[test]
    fn iams_sentence_names_the_kind_of_policy() {
        for (end, policy) in [
            (
                "because no identity-based policy allows the s3:GetObject action",
                Some("no identity-based policy says Allow"),
            ),
            (
                "because no resource-based policy allows the s3:GetObject action",
                Some("no resource-based policy says Allow"),
            ),
            ("with an explicit deny in a service control policy", Some("a service control policy says Deny")),
            ("with an explicit deny", Some("a policy says Deny: no Allow elsewhere mends that")),
            ("", None),
        ] {
            let message = format!(
                "User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k {end}"
            );
            let denial = Denial::said(&message).unwrap();
            assert_eq!(denial.principal, Some("arn:aws:sts::1:assumed-role/r/s".into()));
            assert_eq!(denial.action, Some("s3:GetObject".into()));
            assert_eq!(denial.resource, Some("arn:aws:s3:::b/k".into()));
            assert_eq!(denial.policy.as_deref(), policy, "{end}");
        }
        assert_eq!(Denial::said("KMS key is disabled"), None);
    }
}
