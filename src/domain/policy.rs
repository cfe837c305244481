//! Vault access policies, read so far as a check before a write needs it: may this account do this, and if not for
//! certain, under which condition (IAM user guide, "IAM JSON policy elements reference").

mod judge;
mod words;

use serde_json::{Map, Value};

pub use judge::{Asker, Fit, Ruling};
pub use words::Said;

use crate::text::Text;

/// A vault's access policy (API operation `GetBackupVaultAccessPolicy`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The document as it came.
    pub document: Text,
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// Its name.
    pub sid: Option<Text>,
    /// Whether it allows; else it denies.
    pub allows: bool,
    /// Who: `*`, accounts, ARNs, services.
    pub principals: Names,
    /// What: `backup:CopyIntoBackupVault`, with wildcards.
    pub actions: Names,
    /// To what: ARNs, with wildcards.
    pub resources: Names,
    /// Only if all of these hold.
    pub conditions: Vec<Condition>,
}

/// What a statement names, or all but that (`NotAction` and the like).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// All but these.
    pub but: bool,
    /// These.
    pub of: Vec<Text>,
}

/// One condition: one of the values has to fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// As `StringEquals`.
    pub operator: Text,
    /// As `aws:PrincipalOrgID`.
    pub key: Text,
    /// Values, with wildcards where the operator takes them.
    pub values: Vec<Text>,
}

impl Policy {
    /// Reads a document.
    ///
    /// # Errors
    /// It is no policy, in words.
    pub fn parse(document: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(document).map_err(|_| "the policy is no JSON".to_owned())?;
        let statements = match value.get("Statement") {
            Some(Value::Array(many)) => many.iter().map(statement).collect::<Option<_>>(),
            Some(one) => statement(one).map(|one| vec![one]),
            None => None,
        };
        let statements = statements.ok_or("the policy has no statements that can be read")?;
        Ok(Self { document: Text::new(document), statements })
    }
}

fn statement(value: &Value) -> Option<Statement> {
    let members = value.as_object()?;
    let effect = members.get("Effect")?.as_str()?;
    Some(Statement {
        sid: members.get("Sid").and_then(Value::as_str).map(Text::new),
        allows: match effect {
            "Allow" => true,
            "Deny" => false,
            _ => return None,
        },
        principals: names(members, "Principal", "NotPrincipal")?,
        actions: names(members, "Action", "NotAction")?,
        resources: names(members, "Resource", "NotResource")?,
        conditions: members.get("Condition").map(conditions).unwrap_or_default(),
    })
}

fn names(members: &Map<String, Value>, these: &str, all_but: &str) -> Option<Names> {
    let (but, value) = match (members.get(these), members.get(all_but)) {
        (Some(value), None) => (false, value),
        (None, Some(value)) => (true, value),
        _ => return None,
    };
    let of = match value {
        // Principals by kind: `{"AWS": …, "Service": …}`.
        Value::Object(kinds) => kinds.values().flat_map(texts).collect(),
        other => texts(other),
    };
    Some(Names { but, of })
}

fn conditions(value: &Value) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for (operator, keys) in value.as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            conditions.push(Condition {
                operator: Text::new(operator),
                key: Text::new(key),
                values: texts(values),
            });
        }
    }
    conditions
}

/// One text or a list of them; other scalars as they are written.
fn texts(value: &Value) -> Vec<Text> {
    match value {
        Value::Array(many) => many.iter().flat_map(texts).collect(),
        Value::String(one) => vec![Text::new(one)],
        Value::Null | Value::Object(_) => Vec::new(),
        scalar => vec![Text::from(scalar.to_string())],
    }
}
