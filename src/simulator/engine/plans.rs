//! Plans at work: rules that are due start the backups of the resources that their plan selects.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::backup::{Order, place};
use super::{Scope, State};
use crate::simulator::schedule::{DEFAULT_EXPRESSION, Schedule};
use crate::simulator::state::{Creator, Plan, PlanVersion, Resource, Rule};
use crate::simulator::wire::Text;

/// A rule that is due.
pub(super) struct Due {
    pub(super) at: Timestamp,
    scope: Scope,
    plan_id: Text,
    rule_index: usize,
}

/// What is due after the last look and by `now`, in order.
pub(super) fn due(state: &mut State, now: Timestamp) -> Vec<Due> {
    let since = state.engine.scheduled_until;
    if now.duration_since(since) < SignedDuration::from_secs(1) {
        return Vec::new();
    }
    state.engine.scheduled_until = now;
    let mut due: Vec<Due> = Vec::new();
    for (scope, estate) in &state.estates {
        for plan in estate.plans.iter() {
            due.extend(due_rules(scope, plan, since, now));
        }
    }
    due.sort_by_key(|due| due.at);
    due
}

fn due_rules(scope: &Scope, plan: &Plan, since: Timestamp, now: Timestamp) -> Vec<Due> {
    let since = since.max(plan.created);
    let rules = plan.current().map(|version| version.rules.as_slice()).unwrap_or_default();
    let runs = |(rule_index, rule): (usize, &Rule)| {
        let runs: Vec<_> =
            schedule_of(rule).map(|schedule| schedule.between(since, now).collect()).unwrap_or_default();
        runs.into_iter().map(move |at| (rule_index, at))
    };
    let due = |(rule_index, at)| Due { at, scope: scope.clone(), plan_id: plan.id.clone(), rule_index };
    rules.iter().enumerate().flat_map(runs).map(due).collect()
}

/// The schedule of a rule; none when the expression means nothing (creation refuses such rules).
pub fn schedule_of(rule: &Rule) -> Option<Schedule> {
    let expression = rule.schedule_expression.as_deref().unwrap_or(DEFAULT_EXPRESSION);
    Schedule::new(expression, rule.schedule_expression_timezone.as_deref()).ok()
}

/// Starts the backups of all that the rule's plan selects.
pub(super) fn start(state: &mut State, due: &Due) {
    let estate = state.estate(&due.scope);
    let Some(plan) = estate.plans.get_mut(&due.plan_id) else { return };
    plan.last_execution = plan.last_execution.max(Some(due.at));
    let plan = plan.clone();
    let Some(version) = plan.current() else { return };
    let Some(rule) = version.rules.get(due.rule_index) else { return };
    let chosen: Vec<(Arc<Resource>, Text)> = estate
        .resources
        .values()
        .filter_map(|resource| {
            let selection =
                plan.selections.iter().find(|selection| selects(&selection.document, resource))?;
            Some((Arc::clone(resource), selection.role.clone()))
        })
        .collect();
    for (resource, role) in chosen {
        place(state, order(due, &plan, version, rule, resource, role));
    }
}

fn order(
    due: &Due,
    plan: &Plan,
    version: &PlanVersion,
    rule: &Rule,
    resource: Arc<Resource>,
    role_arn: Text,
) -> Order {
    Order {
        lifecycle: rule.lifecycle.clone(),
        creator: Some(Creator::new(plan, version, rule)),
        due: Some(due.at),
        start_window_minutes: rule.start_window_minutes.unwrap_or(480),
        complete_window_minutes: rule.completion_window_minutes.unwrap_or(10_080),
        point_tags: rule.recovery_point_tags.clone(),
        copies: rule.copy_actions.clone(),
        continuous: rule.enable_continuous_backup.unwrap_or(false),
        ..Order::new(&due.scope, &rule.target_backup_vault_name, resource, role_arn, due.at)
    }
}

/// Whether a selection's document takes a resource: (Resources or `ListOfTags`), all Conditions, and not `NotResources`.
pub fn selects(document: &Value, resource: &Resource) -> bool {
    let list = |name: &str| document[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let by_arn =
        |name: &str| list(name).iter().filter_map(Value::as_str).any(|pattern| like(pattern, &resource.arn));
    let by_tag = list("ListOfTags").iter().any(|condition| {
        let value = condition["ConditionKey"].as_str().and_then(|key| resource.tags.get(key));
        value.map(String::as_str) == condition["ConditionValue"].as_str() && value.is_some()
    });
    (by_arn("Resources") || by_tag)
        && !by_arn("NotResources")
        && meets_conditions(&document["Conditions"], resource)
}

fn meets_conditions(conditions: &Value, resource: &Resource) -> bool {
    let test = |name: &str, wanted: bool, matches: fn(&str, &str) -> bool| {
        let list = conditions[name].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().all(|condition| {
            let key = condition["ConditionKey"].as_str().unwrap_or_default();
            let key = key.strip_prefix("aws:ResourceTag/").unwrap_or(key);
            let value = condition["ConditionValue"].as_str().unwrap_or_default();
            resource.tags.get(key).is_some_and(|tag| matches(value, tag)) == wanted
        })
    };
    let equal = |value: &str, tag: &str| value == tag;
    test("StringEquals", true, equal)
        && test("StringNotEquals", false, equal)
        && test("StringLike", true, like)
        && test("StringNotLike", false, like)
}

/// `*` stands for any text.
fn like(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    match last {
        None => rest.is_empty(),
        Some(part) => text.ends_with(part),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::simulator::kinds::Kind;

    fn resource() -> Resource {
        Resource {
            arn: "arn:aws:rds:us-east-1:123456789012:db:orders-db".into(),
            kind: Kind::named("RDS").unwrap(),
            name: "orders-db".into(),
            size: 1,
            takes: None,
            tags: BTreeMap::from([("backup".to_owned(), "daily".to_owned())]),
            fate: None,
            members: Vec::new(),
        }
    }

    #[test]
    fn a_selection_takes_by_arn_and_by_tag() {
        let taken = |document: Value| selects(&document, &resource());
        assert!(taken(json!({ "Resources": ["arn:aws:rds:*:*:db:*"] })));
        assert!(!taken(json!({ "Resources": ["arn:aws:ec2:*"] })));
        assert!(taken(json!({ "ListOfTags": [
            { "ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily" }
        ] })));
        assert!(!taken(json!({})));
    }

    #[test]
    fn conditions_and_exceptions_narrow_a_selection() {
        let taken = |document: Value| selects(&document, &resource());
        let tag =
            |value: &str| json!([{ "ConditionKey": "aws:ResourceTag/backup", "ConditionValue": value }]);
        assert!(taken(json!({ "Resources": ["*"], "Conditions": { "StringLike": tag("dai*") } })));
        assert!(!taken(json!({ "Resources": ["*"], "Conditions": { "StringNotEquals": tag("daily") } })));
        assert!(!taken(json!({ "Resources": ["*"], "NotResources": ["arn:aws:rds:*"] })));
    }
}
