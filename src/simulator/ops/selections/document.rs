//! `BackupSelection`: its form and limits.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::check_role;
use crate::simulator::wire::{ApiError, Text};

/// ARNs a list can name.
const MAX_ARNS: usize = 500;
/// ARNs a list can name when one of them has a wildcard.
const MAX_WILD_ARNS: usize = 30;
/// Tags, and conditions of all operators together, a selection can name.
const MAX_CONDITIONS: usize = 30;

/// `BackupSelection`; lists that were not given are empty.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Document {
    pub(super) selection_name: Text,
    pub(super) iam_role_arn: Text,
    #[serde(default, deserialize_with = "or_default")]
    resources: Vec<Text>,
    #[serde(default, deserialize_with = "or_default")]
    list_of_tags: Vec<Tag>,
    #[serde(default, deserialize_with = "or_default")]
    not_resources: Vec<Text>,
    #[serde(default, deserialize_with = "or_default")]
    conditions: Conditions,
}

/// `Condition`.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    condition_type: Text,
    condition_key: Text,
    condition_value: Text,
}

#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Conditions {
    #[serde(default, deserialize_with = "or_default")]
    string_equals: Vec<Parameter>,
    #[serde(default, deserialize_with = "or_default")]
    string_not_equals: Vec<Parameter>,
    #[serde(default, deserialize_with = "or_default")]
    string_like: Vec<Parameter>,
    #[serde(default, deserialize_with = "or_default")]
    string_not_like: Vec<Parameter>,
}

/// `ConditionParameter`.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    #[serde(default)]
    condition_key: Option<Text>,
    #[serde(default)]
    condition_value: Option<Text>,
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(given: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(given)?.unwrap_or_default())
}

/// Whether a selection's stored document chooses by tags.
pub(super) fn uses_tags(document: &Value) -> bool {
    document["ListOfTags"].as_array().is_some_and(|tags| !tags.is_empty())
}

impl Document {
    /// Whether it chooses by tags.
    pub(super) fn uses_tags(&self) -> bool {
        !self.list_of_tags.is_empty()
    }

    /// What the service refuses at once.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        if self.selection_name.is_empty() {
            return Err(ApiError::missing("SelectionName"));
        }
        if self.iam_role_arn.is_empty() {
            return Err(ApiError::missing("IamRoleArn"));
        }
        check_role(&self.iam_role_arn)?;
        check_arns("Resources", &self.resources)?;
        check_arns("NotResources", &self.not_resources)?;
        self.check_tags()?;
        self.conditions.check()?;
        let is_empty = self.resources.is_empty()
            && self.list_of_tags.is_empty()
            && self.conditions.all().next().is_none();
        if is_empty {
            let why =
                "Invalid backup selection. Either 'ListOfTags' or 'Resources' section must be non-empty.";
            return Err(ApiError::new("InvalidParameterValueException", 400, why));
        }
        Ok(())
    }

    /// The resources that it names one by one.
    pub(super) fn named(&self) -> impl Iterator<Item = &Text> {
        self.resources.iter().filter(|arn| !arn.contains('*'))
    }

    fn check_tags(&self) -> Result<(), ApiError> {
        if self.list_of_tags.len() > MAX_CONDITIONS {
            return Err(too_many("ListOfTags can have at most 30 tags"));
        }
        for tag in &self.list_of_tags {
            if tag.condition_type != "STRINGEQUALS" {
                return Err(ApiError::invalid("ConditionType", "must be STRINGEQUALS"));
            }
            if tag.condition_key.is_empty() {
                return Err(ApiError::invalid("ConditionKey", "must not be empty"));
            }
        }
        Ok(())
    }
}

impl Conditions {
    fn all(&self) -> impl Iterator<Item = &Parameter> {
        [&self.string_equals, &self.string_not_equals, &self.string_like, &self.string_not_like]
            .into_iter()
            .flatten()
    }

    fn check(&self) -> Result<(), ApiError> {
        let all: Vec<_> = self.all().collect();
        if all.len() > MAX_CONDITIONS {
            return Err(too_many("Conditions can have at most 30 conditions"));
        }
        let is_tag = |key: &str| key.strip_prefix("aws:ResourceTag/").is_some_and(|key| !key.is_empty());
        for condition in all {
            let key = condition.condition_key.as_deref().unwrap_or_default();
            if !is_tag(key) {
                let why = format!("`{key}` is not of the form aws:ResourceTag/<key>");
                return Err(ApiError::invalid("ConditionKey", why));
            }
            if condition.condition_value.is_none() {
                return Err(ApiError::invalid("ConditionValue", "must be given"));
            }
        }
        Ok(())
    }
}

fn too_many(message: &str) -> ApiError {
    ApiError::new("LimitExceededException", 400, message)
}

/// At most 500 ARNs, or 30 when one has a wildcard; the wildcard only at the end.
fn check_arns(member: &str, arns: &[Text]) -> Result<(), ApiError> {
    let is_wild = arns.iter().any(|arn| arn.contains('*'));
    if arns.len() > if is_wild { MAX_WILD_ARNS } else { MAX_ARNS } {
        return Err(too_many(&format!(
            "{member} can name at most 500 resources, or 30 when wildcards are used"
        )));
    }
    match arns.iter().find(|arn| !is_pattern(arn)) {
        Some(arn) => Err(ApiError::invalid(
            member,
            format!("{arn} is not an ARN, or has a wildcard elsewhere than at its end"),
        )),
        None => Ok(()),
    }
}

/// `*`, or an ARN with a wildcard at its end at most. Region and account can be `*` altogether, as the console
/// writes them for all resources of a type.
fn is_pattern(arn: &str) -> bool {
    if arn == "*" {
        return true;
    }
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    let ends_only = |text: &str| text.find('*').is_none_or(|at| at + 1 == text.len());
    let whole = |text: &str| text == "*" || !text.contains('*');
    match parts[..] {
        ["arn", partition, service, region, account, resource] => {
            !partition.is_empty()
                && !service.is_empty()
                && !service.contains('*')
                && whole(region)
                && whole(account)
                && !resource.is_empty()
                && ends_only(resource)
        }
        ["arn", .., last] => parts.len() > 2 && last.ends_with('*') && ends_only(arn),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_pattern;

    #[test]
    fn a_wildcard_stands_at_the_end() {
        for arn in [
            "*",
            "arn:aws:s3:::my-bucket-*",
            "arn:aws:ec2:*:*:volume/*",
            "arn:aws:rds:us-east-1:123456789012:db:orders",
            "arn:aws:ec2:*",
        ] {
            assert!(is_pattern(arn), "{arn}");
        }
        for arn in ["arn:aws:s3:::*-logs", "arn:aws:ec2:us-*:1:volume/*", "volume/vol-1", "arn:aws:s3", ""] {
            assert!(!is_pattern(arn), "{arn}");
        }
    }
}
