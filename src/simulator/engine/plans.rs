//! Plans at work: rules that are due start the backups of the resources that their plan selects.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::backup::{Order, place};
use super::plan_runs::PlanRuns;
use super::selection::chosen;
use super::{Scope, State};
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
///
/// Every change of a plan comes after such a look, so the version in force is the one that was due.
pub(super) fn due(state: &mut State, now: Timestamp) -> Vec<Due> {
    let since = state.engine.scheduled_until;
    state.engine.scheduled_until = now;
    // Schedules know minutes, not seconds.
    if since.as_second().div_euclid(60) == now.as_second().div_euclid(60) {
        return Vec::new();
    }
    let mut due: Vec<Due> = Vec::new();
    for (scope, estate) in &state.estates {
        for plan in estate.plans.iter().filter(|plan| plan.deleted.is_none() && !plan.selections.is_empty()) {
            due.extend(due_rules(scope, plan, since, now));
        }
    }
    due.sort_by_key(|due| due.at);
    due
}

fn due_rules(scope: &Scope, plan: &Plan, since: Timestamp, now: Timestamp) -> Vec<Due> {
    let Some(version) = plan.current() else { return Vec::new() };
    let runs = PlanRuns::after(version, since.max(plan.created)).take_while(|(at, _)| *at <= now);
    let due = |(at, rule_index)| Due { at, scope: scope.clone(), plan_id: plan.id.clone(), rule_index };
    runs.map(due).collect()
}

/// Starts the backups of all that the rule's plan selects.
pub(super) fn start(state: &mut State, due: &Due) {
    let estate = state.estate(&due.scope);
    let Some(plan) = estate.plans.get(&due.plan_id).cloned() else { return };
    let Some(version) = plan.current() else { return };
    let Some(rule) = version.rules.get(due.rule_index) else { return };
    let chosen: Vec<(Arc<Resource>, Text)> =
        chosen(estate, &plan).map(|(resource, role)| (Arc::clone(resource), role.clone())).collect();
    if let Some(plan) = estate.plans.get_mut(&due.plan_id).filter(|_| !chosen.is_empty()) {
        plan.last_execution = plan.last_execution.max(Some(due.at));
    }
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
    let is_of_type = |kind: Option<&Text>| kind.is_some_and(|kind| *kind == resource.kind.name);
    let options: BTreeMap<_, _> = version
        .advanced
        .iter()
        .filter(|setting| is_of_type(setting.resource_type.as_ref()))
        .flat_map(|setting| setting.backup_options.clone())
        .collect();
    let kind = resource.kind;
    Order {
        lifecycle: rule.lifecycle.clone(),
        creator: Some(Creator::new(plan, version, rule)),
        due: Some(due.at),
        start_window_minutes: rule.start_window_minutes.unwrap_or(480),
        complete_window_minutes: rule.completion_window_minutes.unwrap_or(10_080),
        options,
        point_tags: rule.recovery_point_tags.clone(),
        copies: rule.copy_actions.clone(),
        sealed: rule.target_logically_air_gapped_backup_vault_arn.clone(),
        index: kind.indexed
            && rule.index_actions.iter().any(|action| {
                action.resource_types.is_empty()
                    || action.resource_types.iter().any(|name| *name == kind.name)
            }),
        continuous: rule.is_continuous(),
        ..Order::new(&due.scope, &rule.target_backup_vault_name, resource, role_arn, due.at)
    }
}
