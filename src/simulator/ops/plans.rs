//! Backup plans: create, get with the preview of runs, list, versions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{check_tags, listing, record, text};
use crate::simulator::engine::schedule_of;
use crate::simulator::kinds::Kind;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::schedule::{DEFAULT_EXPRESSION, Schedule};
use crate::simulator::state::{Entry, Estate, Lifecycle, Plan, PlanMember, PlanVersion, Rule, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// More rules than this a plan cannot have.
const MAX_RULES: usize = 10;
/// The longest preview of runs.
const MAX_PREVIEW: u64 = 10;

/// `BackupPlanInput`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    backup_plan_name: Text,
    rules: Vec<Rule>,
    #[serde(default)]
    advanced_backup_settings: Option<Value>,
}

/// `CreateBackupPlan`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let mut input: Input = members.parsed("BackupPlan")?.ok_or_else(|| ApiError::missing("BackupPlan"))?;
    check(&input)?;
    let tags: BTreeMap<String, String> = members.parsed_or_empty("BackupPlanTags")?;
    check_tags("BackupPlanTags", &tags)?;
    let token = members.text("CreatorRequestId")?;
    let same = |plan: &&Plan| token.is_some() && plan.creator_request_id.as_deref() == token;
    if let Some(plan) = state.estate(&request.scope).plans.iter().find(same) {
        return Ok(created(plan));
    }
    if let Some(plan) = state.estate(&request.scope).plans.iter().find(|plan| is_same(plan, &input)) {
        let token = plan.creator_request_id.as_deref().unwrap_or_default();
        let message = "Backup plan with the same plan document already exists";
        return Err(ApiError::already_exists(message, &plan.arn, token));
    }
    for rule in &mut input.rules {
        rule.rule_id = Some(state.random.uuid().into());
    }
    let id: Text = state.random.uuid().into();
    let version = PlanVersion {
        id: state.random.version().into(),
        created: state.now,
        name: input.backup_plan_name,
        rules: input.rules,
        advanced: input.advanced_backup_settings,
    };
    let plan = Plan {
        arn: request.scope.arn(&format!("backup-plan:{id}")),
        id,
        created: state.now,
        creator_request_id: token.map(text),
        versions: vec![version],
        selections: Vec::new(),
        last_execution: None,
    };
    let answer = created(&plan);
    let estate = state.estate(&request.scope);
    if !tags.is_empty() {
        estate.tags.insert(plan.arn.clone(), tags);
    }
    estate.plans.insert(plan);
    Ok(answer)
}

/// `GetBackupPlan`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let preview = request.query_number("MaxScheduledRunsPreview")?.unwrap_or(0);
    if preview > MAX_PREVIEW {
        return Err(ApiError::invalid("MaxScheduledRunsPreview", "must be between 0 and 10"));
    }
    let now = state.now;
    let plan = find(state.estate(&request.scope), request.label(0))?;
    let version = match request.query("versionId") {
        Some(id) => plan.versions.iter().find(|version| version.id == id),
        None => plan.current(),
    };
    let version = version.ok_or_else(unknown)?;
    let mut members = record(&member(plan, version));
    members.remove("BackupPlanName");
    members.insert("BackupPlan".to_owned(), document(version));
    if preview > 0 {
        let runs = scheduled_runs(version, now, usize::try_from(preview).unwrap_or(0));
        members.insert("ScheduledRunsPreview".to_owned(), runs.into());
    }
    Ok(Answer::ok(members))
}

/// `ListBackupPlans`. Deleting plans is not simulated, so there are never deleted ones to include.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "plans")?;
    let (page, token) = paging.page(&state.estate(&request.scope).plans, |_| true);
    let view = |plan: &Plan| plan.current().map(|version| record(&member(plan, version)));
    Ok(listing("BackupPlansList", page.into_iter().filter_map(view), token))
}

/// `ListBackupPlanVersions`, newest first.
pub fn versions(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let paging = Paging::read(request, &format!("versions/{id}"))?;
    let plan = find(state.estate(&request.scope), id)?;
    let (page, token) = paging.slice(plan.versions.iter().rev().collect());
    Ok(listing(
        "BackupPlanVersionsList",
        page.into_iter().map(|version| record(&member(plan, version))),
        token,
    ))
}

/// A plan that a request names.
pub(super) fn find<'a>(estate: &'a Estate, id: &str) -> Result<&'a Plan, ApiError> {
    estate.plans.get(id).ok_or_else(unknown)
}

/// What AWS says of an unknown plan or version.
pub(super) fn unknown() -> ApiError {
    ApiError::not_found("Failed reading Backup plan with provided version")
}

fn created(plan: &Plan) -> Answer {
    Answer::ok(json!({
        "BackupPlanId": plan.id,
        "BackupPlanArn": plan.arn,
        "CreationDate": Epoch(plan.created),
        "VersionId": plan.current().map(|version| &version.id),
    }))
}

fn member<'a>(plan: &'a Plan, version: &'a PlanVersion) -> PlanMember<'a> {
    PlanMember {
        backup_plan_arn: &plan.arn,
        backup_plan_id: &plan.id,
        creation_date: Epoch(version.created.max(plan.created())),
        version_id: &version.id,
        backup_plan_name: &version.name,
        creator_request_id: &plan.creator_request_id,
        last_execution_date: plan.last_execution.map(Epoch),
        advanced_backup_settings: &version.advanced,
    }
}

fn document(version: &PlanVersion) -> Value {
    let rules: Vec<Map<_, _>> = version.rules.iter().map(record).collect();
    json!({ "BackupPlanName": version.name, "Rules": rules })
}

fn is_same(plan: &Plan, input: &Input) -> bool {
    let without_id = |rule: &Rule| record(&Rule { rule_id: None, ..rule.clone() });
    plan.current().is_some_and(|version| {
        version.name == input.backup_plan_name
            && version.rules.iter().map(without_id).eq(input.rules.iter().map(without_id))
    })
}

/// The next runs of all rules together, soonest first.
fn scheduled_runs(version: &PlanVersion, now: Timestamp, count: usize) -> Vec<Value> {
    let mut runs: Vec<(Timestamp, &Rule)> = Vec::new();
    for rule in &version.rules {
        let schedule = schedule_of(rule);
        let next = |after: Timestamp| schedule.as_ref().and_then(|schedule| schedule.next(after));
        let times = std::iter::successors(next(now), |run| next(*run));
        runs.extend(times.take(count).map(|at| (at, rule)));
    }
    runs.sort_by_key(|(at, _)| *at);
    runs.truncate(count);
    let view = |(at, rule): (Timestamp, &Rule)| {
        let continuous = rule.enable_continuous_backup == Some(true);
        let kind = if continuous { "CONTINUOUS_AND_SNAPSHOTS" } else { "SNAPSHOTS" };
        json!({ "ExecutionTime": Epoch(at), "RuleId": rule.rule_id, "RuleExecutionType": kind })
    };
    runs.into_iter().map(view).collect()
}

fn check(input: &Input) -> Result<(), ApiError> {
    let name = &input.backup_plan_name;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !(1..=50).contains(&name.len()) || !name.bytes().all(allowed) {
        return Err(ApiError::invalid("BackupPlanName", "must be 1 to 50 letters, digits, or -_."));
    }
    if input.rules.is_empty() {
        return Err(ApiError::missing("Rules"));
    }
    if input.rules.len() > MAX_RULES {
        return Err(ApiError::new("LimitExceededException", 400, "A plan can have at most 10 rules"));
    }
    let advanced = input.advanced_backup_settings.iter().filter_map(Value::as_array).flatten();
    for setting in advanced {
        let kind = setting["ResourceType"].as_str().unwrap_or_default();
        Kind::named(kind)
            .ok_or_else(|| ApiError::invalid("ResourceType", format!("{kind} is not a resource type")))?;
    }
    input.rules.iter().try_for_each(check_rule)
}

fn check_rule(rule: &Rule) -> Result<(), ApiError> {
    let expression = rule.schedule_expression.as_deref().unwrap_or(DEFAULT_EXPRESSION);
    Schedule::new(expression, rule.schedule_expression_timezone.as_deref())
        .map_err(|error| ApiError::invalid("ScheduleExpression", error))?;
    check_windows(
        ("StartWindowMinutes", rule.start_window_minutes),
        ("CompletionWindowMinutes", rule.completion_window_minutes),
    )?;
    check_tags("RecoveryPointTags", &rule.recovery_point_tags)?;
    if rule.copy_actions.len() > 5 {
        return Err(ApiError::new("LimitExceededException", 400, "A rule can have at most 5 copy actions"));
    }
    let lifecycles =
        rule.copy_actions.iter().filter_map(|action| action.lifecycle.as_ref()).chain(&rule.lifecycle);
    for lifecycle in lifecycles {
        check_lifecycle(lifecycle)?;
    }
    if rule.enable_continuous_backup == Some(true) {
        let days = rule.lifecycle.as_ref().and_then(Lifecycle::keep_days);
        if days.is_none_or(|days| days > 35) {
            return Err(ApiError::invalid("Lifecycle", "continuous backups are kept for 1 to 35 days"));
        }
    }
    Ok(())
}

/// Start windows are an hour or longer, completion windows end after them.
pub(super) fn check_windows(
    start: (&str, Option<i64>),
    complete: (&str, Option<i64>),
) -> Result<(), ApiError> {
    if let (name, Some(minutes)) = start
        && !(60..=52_560_000).contains(&minutes)
    {
        return Err(ApiError::invalid(name, "must be 60 minutes or longer"));
    }
    if let (name, Some(minutes)) = complete
        && minutes <= start.1.unwrap_or(0)
    {
        return Err(ApiError::invalid(name, "must be longer than the start window"));
    }
    Ok(())
}

/// Retention is 1 to 36,500 days, and at least 90 days after the move to cold storage.
pub(super) fn check_lifecycle(lifecycle: &Lifecycle) -> Result<(), ApiError> {
    let delete = lifecycle.delete_after_days.filter(|days| *days != -1);
    let cold = lifecycle.move_to_cold_storage_after_days.filter(|days| *days != -1);
    if delete.is_some_and(|days| !(1..=36_500).contains(&days)) {
        return Err(ApiError::invalid("DeleteAfterDays", "must be between 1 and 36500, or -1"));
    }
    if cold.is_some_and(|days| days < 1) {
        return Err(ApiError::invalid("MoveToColdStorageAfterDays", "must be 1 or more"));
    }
    if let (Some(delete), Some(cold)) = (delete, cold)
        && delete < cold + 90
    {
        return Err(ApiError::invalid(
            "DeleteAfterDays",
            "cannot be less than 90 days apart from MoveToColdStorageAfterDays",
        ));
    }
    Ok(())
}
