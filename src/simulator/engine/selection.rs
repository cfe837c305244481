//! Which resources a plan's selections take.

use std::sync::Arc;

use serde_json::Value;

use crate::simulator::state::{Condition, Estate, Plan, Resource};
use crate::simulator::wire::Text;

/// How the keys of `Conditions` start.
const TAG_PREFIX: &str = "aws:ResourceTag/";

/// The resources that a plan takes, each with the role of the first selection that takes it.
pub fn chosen<'a>(
    estate: &'a Estate,
    plan: &'a Plan,
) -> impl Iterator<Item = (&'a Arc<Resource>, &'a Text)> + 'a {
    let role = |resource: &Resource| {
        let opted_in = estate.opt_in.get(resource.kind.name).copied().unwrap_or(true);
        // What is gone is found by no tag and no wildcard; a selection may still name it.
        let gone = resource.traits.condition == Condition::Deleted;
        let names = |document: &Value| {
            document["Resources"].as_array().is_some_and(|arns| arns.iter().any(|arn| *arn == *resource.arn))
        };
        let takes = |document: &Value| (!gone || names(document)) && selects(document, resource, opted_in);
        plan.selections.iter().find(|selection| takes(&selection.document)).map(|selection| &selection.role)
    };
    let resources = if plan.selections.is_empty() { None } else { Some(estate.resources.values()) };
    resources.into_iter().flatten().filter_map(move |resource| Some((resource, role(resource)?)))
}

/// Whether a selection's document takes a resource: (`Resources` or `ListOfTags`, everything when neither is given),
/// all `Conditions`, and not `NotResources`. Opting out counts unless an ARN names the resource or its type.
pub fn selects(document: &Value, resource: &Resource, opted_in: bool) -> bool {
    let list = |name: &str| document[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let by_arn = |name: &str, pattern_counts: fn(&str) -> bool| {
        let mut patterns = list(name).iter().filter_map(Value::as_str);
        patterns.any(|pattern| pattern_counts(pattern) && like(pattern, &resource.arn))
    };
    let by_tag = list("ListOfTags").iter().any(|condition| {
        let value = resource.tags.get(tag_key(condition));
        value.is_some() && value.map(String::as_str) == condition["ConditionValue"].as_str()
    });
    let named = by_arn("Resources", |pattern| pattern != "*");
    let everything = list("Resources").is_empty() && list("ListOfTags").is_empty();
    let taken = named || (opted_in && (everything || by_tag || by_arn("Resources", |_| true)));
    taken && !by_arn("NotResources", |_| true) && meets_conditions(&document["Conditions"], resource)
}

fn meets_conditions(conditions: &Value, resource: &Resource) -> bool {
    let test = |name: &str, wanted: bool, matches: fn(&str, &str) -> bool| {
        let list = conditions[name].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().all(|condition| {
            let value = condition["ConditionValue"].as_str().unwrap_or_default();
            resource.tags.get(tag_key(condition)).is_some_and(|tag| matches(value, tag)) == wanted
        })
    };
    let equal = |value: &str, tag: &str| value == tag;
    test("StringEquals", true, equal)
        && test("StringNotEquals", false, equal)
        && test("StringLike", true, like)
        && test("StringNotLike", false, like)
}

fn tag_key(condition: &Value) -> &str {
    let key = condition["ConditionKey"].as_str().unwrap_or_default();
    key.strip_prefix(TAG_PREFIX).unwrap_or(key)
}

/// `*` stands for any text.
fn like(pattern: &str, text: &str) -> bool {
    let Some((first, pattern)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<_> = pattern.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::simulator::kinds::Kind;

    fn resource() -> Resource {
        let arn = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
        let tags = BTreeMap::from([("backup".to_owned(), "daily".to_owned())]);
        Resource { tags, ..Resource::new(arn, Kind::named("RDS").unwrap(), "orders-db", 1) }
    }

    fn taken(document: &Value) -> bool {
        selects(document, &resource(), true)
    }

    fn tags(conditions: &[(&str, &str)]) -> Value {
        let condition = |(key, value): &(&str, &str)| json!({ "ConditionType": "STRINGEQUALS", "ConditionKey": key, "ConditionValue": value });
        conditions.iter().map(condition).collect()
    }

    #[test]
    fn a_selection_takes_by_arn_and_by_tag() {
        assert!(taken(&json!({ "Resources": ["arn:aws:rds:*:*:db:*"] })));
        assert!(!taken(&json!({ "Resources": ["arn:aws:ec2:*"] })));
        assert!(taken(&json!({ "ListOfTags": tags(&[("backup", "daily")]) })));
        assert!(!taken(&json!({ "ListOfTags": tags(&[("backup", "weekly")]) })));
    }

    #[test]
    fn one_tag_of_several_is_enough_and_so_is_a_tag_or_an_arn() {
        assert!(taken(&json!({ "ListOfTags": tags(&[("stage", "prod"), ("backup", "daily")]) })));
        let either = json!({ "Resources": ["arn:aws:ec2:*"], "ListOfTags": tags(&[("backup", "daily")]) });
        assert!(taken(&either));
    }

    #[test]
    fn all_conditions_must_hold_and_exceptions_narrow() {
        let tag = |value: &str| tags(&[("aws:ResourceTag/backup", value)]);
        assert!(taken(&json!({ "Resources": ["*"], "Conditions": { "StringLike": tag("dai*") } })));
        assert!(taken(&json!({ "Resources": ["*"], "Conditions": { "StringLike": tag("*il*") } })));
        assert!(!taken(&json!({ "Resources": ["*"], "Conditions": { "StringNotLike": tag("dai*") } })));
        assert!(!taken(&json!({ "Resources": ["*"], "Conditions": { "StringNotEquals": tag("daily") } })));
        let both = tags(&[("aws:ResourceTag/backup", "daily"), ("aws:ResourceTag/stage", "prod")]);
        assert!(!taken(&json!({ "Resources": ["*"], "Conditions": { "StringEquals": both } })));
        assert!(!taken(&json!({ "Resources": ["*"], "NotResources": ["arn:aws:rds:*"] })));
    }

    #[test]
    fn a_resource_without_the_tag_meets_conditions_that_deny_it() {
        let tag = tags(&[("aws:ResourceTag/stage", "test")]);
        assert!(taken(&json!({ "Conditions": { "StringNotEquals": tag } })));
        assert!(!taken(&json!({ "Conditions": { "StringEquals": tag } })));
    }

    #[test]
    fn a_selection_that_names_nothing_takes_all_that_is_opted_in() {
        assert!(taken(&json!({})));
        assert!(!selects(&json!({}), &resource(), false));
    }

    #[test]
    fn opting_out_counts_unless_an_arn_names_the_type() {
        let taken = |document: Value| selects(&document, &resource(), false);
        assert!(!taken(json!({ "ListOfTags": tags(&[("backup", "daily")]) })));
        assert!(!taken(json!({ "Resources": ["*"] })));
        assert!(taken(json!({ "Resources": ["arn:aws:rds:*:*:db:*"] })));
        let arn_and_tag =
            json!({ "Resources": ["arn:aws:rds:*:*:db:*"], "ListOfTags": tags(&[("backup", "daily")]) });
        assert!(taken(arn_and_tag));
    }

    #[test]
    fn a_star_does_not_take_the_same_text_twice() {
        assert!(like("a*a", "aa"));
        assert!(!like("a*a", "a"));
        assert!(like("*", ""));
        assert!(!like("abc", "abcd"));
    }
}
