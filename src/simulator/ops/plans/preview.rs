//! `ScheduledRunsPreview`: what the engine is going to do with a plan.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::simulator::engine::{PlanRuns, chosen};
use crate::simulator::state::{Estate, Plan, PlanVersion, Rule};
use crate::simulator::wire::Epoch;

/// The next runs of all rules together, soonest first.
pub(super) fn runs(
    estate: &Estate,
    plan: &Plan,
    version: &PlanVersion,
    now: Timestamp,
    count: usize,
) -> Vec<Value> {
    let kinds: Vec<_> = chosen(estate, plan).map(|(resource, _)| resource.kind).collect();
    let capable = kinds.iter().filter(|kind| kind.has_continuous()).count();
    let execution = |rule: &Rule| match capable {
        _ if !rule.is_continuous() => "SNAPSHOTS",
        capable if capable == kinds.len() => "CONTINUOUS",
        0 => "SNAPSHOTS",
        _ => "CONTINUOUS_AND_SNAPSHOTS",
    };
    let view = |(at, index): (Timestamp, usize)| {
        let rule = version.rules.get(index)?;
        let kind = execution(rule);
        Some(json!({ "ExecutionTime": Epoch(at), "RuleId": rule.rule_id, "RuleExecutionType": kind }))
    };
    PlanRuns::after(version, now).filter_map(view).take(count).collect()
}
