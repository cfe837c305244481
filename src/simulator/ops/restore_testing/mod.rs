//! Restore testing plans: create, get, list, update, delete. `selections` has what they restore, `inferred` what
//! metadata they would restore it with.

pub mod inferred;
pub mod selections;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::{check_creator_request_id, check_tags, listing, record};
use crate::simulator::engine::plan_next_test;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::schedule::Schedule;
use crate::simulator::state::{PointSelection, State, TestPlan};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Plans that an account can have in a Region.
const MAX_PLANS: usize = 100;
/// Vaults that a plan can name.
const MAX_VAULTS: usize = 30;
/// `StartWindowHours` of a plan that names none.
const START_WINDOW: i64 = 24;
/// `SelectionWindowDays` of a plan that names none.
const SELECTION_WINDOW: i64 = 30;

/// `RestoreTestingPlanForCreate` and `…ForUpdate`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Input {
    restore_testing_plan_name: Option<Text>,
    recovery_point_selection: Option<PointSelection>,
    schedule_expression: Option<Text>,
    schedule_expression_timezone: Option<Text>,
    start_window_hours: Option<i64>,
}

/// `CreateRestoreTestingPlan`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let input: Input =
        members.parsed("RestoreTestingPlan")?.ok_or_else(|| ApiError::missing("RestoreTestingPlan"))?;
    let missing = ApiError::missing;
    let name = input.restore_testing_plan_name.clone().ok_or_else(|| missing("RestoreTestingPlanName"))?;
    check_name("RestoreTestingPlanName", &name)?;
    let schedule = input.schedule_expression.clone().ok_or_else(|| missing("ScheduleExpression"))?;
    let points = input.recovery_point_selection.clone().ok_or_else(|| missing("RecoveryPointSelection"))?;
    let tags: BTreeMap<String, String> = members.parsed_or_empty("Tags")?;
    check_tags("Tags", &tags)?;
    let token = check_creator_request_id(&members)?;
    let now = state.now;
    let estate = state.estate(&request.scope);
    if let Some(plan) = estate.test_plans.get(&name) {
        if token.is_some() && plan.creator_request_id == token {
            return Ok(created(plan));
        }
        let message = "A restore testing plan with the same name already exists";
        let token = plan.creator_request_id.as_deref().unwrap_or_default();
        return Err(ApiError::already_exists(message, &plan.restore_testing_plan_arn, token));
    }
    if estate.test_plans.iter().count() >= MAX_PLANS {
        return Err(too_many("There can be at most 100 restore testing plans"));
    }
    let plan = TestPlan {
        restore_testing_plan_arn: request
            .scope
            .arn(&format!("restore-testing-plan:{name}-{}", state.random.uuid())),
        restore_testing_plan_name: name.clone(),
        creation_time: Epoch(now),
        creator_request_id: token,
        last_execution_time: None,
        last_update_time: None,
        recovery_point_selection: with_defaults(points)?,
        schedule_expression: schedule,
        schedule_expression_timezone: input.schedule_expression_timezone,
        start_window_hours: input.start_window_hours.unwrap_or(START_WINDOW),
        selections: Vec::new(),
        generation: state.random.next(),
    };
    check(&plan)?;
    let answer = created(&plan);
    let estate = state.estate(&request.scope);
    if !tags.is_empty() {
        estate.tags.insert(plan.restore_testing_plan_arn.clone(), tags);
    }
    estate.test_plans.insert(plan);
    plan_next_test(state, &request.scope, &name, now);
    Ok(answer)
}

fn created(plan: &TestPlan) -> Answer {
    Answer::ok(json!({
        "CreationTime": plan.creation_time,
        "RestoreTestingPlanArn": plan.restore_testing_plan_arn,
        "RestoreTestingPlanName": plan.restore_testing_plan_name,
    }))
}

/// `GetRestoreTestingPlan`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    Ok(Answer::ok(json!({ "RestoreTestingPlan": record(find(state, request)?) })))
}

fn find<'a>(state: &'a mut State, request: &Request) -> Result<&'a TestPlan, ApiError> {
    let name = request.label(0);
    state.estate(&request.scope).test_plans.get(name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> ApiError {
    ApiError::not_found(format!("Restore testing plan {name} does not exist"))
}

/// `ListRestoreTestingPlans`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "restore-testing-plans")?;
    let (page, token) = paging.page(&state.estate(&request.scope).test_plans, |_| true);
    let member = |plan: &TestPlan| {
        let mut members = record(plan);
        members.remove("RecoveryPointSelection");
        members.remove("CreatorRequestId");
        members
    };
    Ok(listing("RestoreTestingPlans", page.into_iter().map(member), token))
}

/// `UpdateRestoreTestingPlan`: members that are absent stay as they are.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    let input: Input = request
        .members()?
        .parsed("RestoreTestingPlan")?
        .ok_or_else(|| ApiError::missing("RestoreTestingPlan"))?;
    let now = state.now;
    let mut plan = find(state, request)?.clone();
    if let Some(points) = input.recovery_point_selection {
        plan.recovery_point_selection = with_defaults(points)?;
    }
    if let Some(expression) = input.schedule_expression {
        plan.schedule_expression = expression;
    }
    plan.schedule_expression_timezone =
        input.schedule_expression_timezone.or(plan.schedule_expression_timezone);
    plan.start_window_hours = input.start_window_hours.unwrap_or(plan.start_window_hours);
    plan.last_update_time = Some(Epoch(now));
    plan.generation = state.random.next();
    check(&plan)?;
    let answer = json!({
        "CreationTime": plan.creation_time,
        "RestoreTestingPlanArn": plan.restore_testing_plan_arn,
        "RestoreTestingPlanName": plan.restore_testing_plan_name,
        "UpdateTime": plan.last_update_time,
    });
    let name = plan.restore_testing_plan_name.clone();
    state.estate(&request.scope).test_plans.insert(plan);
    plan_next_test(state, &request.scope, &name, now);
    Ok(Answer::ok(answer))
}

/// `DeleteRestoreTestingPlan`. Deleting what is not there is no error: none is declared for it.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let name = request.label(0);
    let estate = state.estate(&request.scope);
    if estate.test_plans.get(name).is_some_and(|plan| !plan.selections.is_empty()) {
        return Err(ApiError::invalid_request(
            "Related restore testing selections must be deleted prior to restore testing plan deletion",
        ));
    }
    if let Some(plan) = estate.test_plans.remove(name) {
        estate.tags.remove(&plan.restore_testing_plan_arn);
    }
    Ok(Answer::empty())
}

fn with_defaults(points: PointSelection) -> Result<PointSelection, ApiError> {
    let missing = |member: &str| Err(ApiError::missing(member));
    if points.algorithm.is_none() {
        return missing("Algorithm");
    }
    if points.include_vaults.is_empty() {
        return missing("IncludeVaults");
    }
    if points.recovery_point_types.is_empty() {
        return missing("RecoveryPointTypes");
    }
    let days = points.selection_window_days.unwrap_or(SELECTION_WINDOW);
    if !(1..=365).contains(&days) {
        return Err(ApiError::invalid("SelectionWindowDays", "must be between 1 and 365"));
    }
    for (member, vaults) in
        [("IncludeVaults", &points.include_vaults), ("ExcludeVaults", &points.exclude_vaults)]
    {
        let is_vault = |vault: &&Text| **vault == "*" || vault.contains(":backup-vault:");
        if let Some(vault) = vaults.iter().find(|vault| !is_vault(vault)) {
            return Err(ApiError::invalid(member, format!("{vault} is not the ARN of a vault")));
        }
        if vaults.len() > MAX_VAULTS {
            return Err(ApiError::invalid(member, "at most 30 vaults are allowed"));
        }
    }
    Ok(PointSelection { selection_window_days: Some(days), ..points })
}

fn check(plan: &TestPlan) -> Result<(), ApiError> {
    let zone = plan.schedule_expression_timezone.as_deref();
    let schedule = Schedule::new(&plan.schedule_expression, zone);
    schedule.map_err(|error| ApiError::invalid("ScheduleExpression", error))?;
    if !(1..=168).contains(&plan.start_window_hours) {
        return Err(ApiError::invalid("StartWindowHours", "must be between 1 and 168"));
    }
    Ok(())
}

/// Up to 50 letters, digits and underscores.
fn check_name(member: &str, name: &str) -> Result<(), ApiError> {
    let sound = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if sound && (1..=50).contains(&name.len()) {
        return Ok(());
    }
    Err(ApiError::invalid(member, "1 to 50 letters, digits and underscores are allowed"))
}

fn too_many(why: &str) -> ApiError {
    ApiError::new("LimitExceededException", 400, why)
}
