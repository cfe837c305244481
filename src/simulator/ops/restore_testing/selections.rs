//! Restore testing selections: create, get, list, update, delete.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::{check_name, too_many, unknown};
use crate::simulator::kinds::Kind;
use crate::simulator::ops::selections::check_role;
use crate::simulator::ops::{check_creator_request_id, listing, record};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::restore::Forms;
use crate::simulator::state::{State, TestConditions, TestPlan, TestSelection};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Selections that a plan can have.
const MAX_SELECTIONS: usize = 30;
/// ARNs or conditions that a selection can have.
const MAX_MEMBERS: usize = 30;

/// `RestoreTestingSelectionForCreate` and `…ForUpdate`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Input {
    restore_testing_selection_name: Option<Text>,
    iam_role_arn: Option<Text>,
    protected_resource_type: Option<Text>,
    protected_resource_arns: Option<Vec<Text>>,
    protected_resource_conditions: Option<TestConditions>,
    restore_metadata_overrides: Option<BTreeMap<String, String>>,
    validation_window_hours: Option<i64>,
}

/// `CreateRestoreTestingSelection`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let missing = ApiError::missing;
    let input: Input =
        members.parsed("RestoreTestingSelection")?.ok_or_else(|| missing("RestoreTestingSelection"))?;
    let name = input.restore_testing_selection_name.ok_or_else(|| missing("RestoreTestingSelectionName"))?;
    check_name("RestoreTestingSelectionName", &name)?;
    let role = input.iam_role_arn.ok_or_else(|| missing("IamRoleArn"))?;
    let kind = input.protected_resource_type.ok_or_else(|| missing("ProtectedResourceType"))?;
    let token = check_creator_request_id(&members)?;
    let forms = std::sync::Arc::clone(&state.forms);
    let tested = Kind::named(&kind).filter(|kind| forms.testable(kind.name));
    let kind = tested.ok_or_else(|| {
        ApiError::invalid("ProtectedResourceType", format!("restore testing does not support {kind}"))
    })?;
    let now = state.now;
    let plan_name = request.label(0);
    let estate = state.estate(&request.scope);
    let plan = estate.test_plans.get_mut(plan_name).ok_or_else(|| unknown(plan_name))?;
    let same = |selection: &&TestSelection| selection.restore_testing_selection_name == name;
    if let Some(found) = plan.selections.iter().find(same) {
        if token.is_some() && found.creator_request_id == token {
            return Ok(Answer::ok(named(plan, found)));
        }
        let message = "A restore testing selection with the same name already exists";
        let token = found.creator_request_id.as_deref().unwrap_or_default();
        return Err(ApiError::already_exists(message, &plan.restore_testing_plan_arn, token));
    }
    if plan.selections.len() >= MAX_SELECTIONS {
        return Err(too_many("A restore testing plan can have at most 30 selections"));
    }
    let selection = TestSelection {
        restore_testing_selection_name: name,
        restore_testing_plan_name: plan.restore_testing_plan_name.clone(),
        creation_time: Epoch(now),
        creator_request_id: token,
        iam_role_arn: role,
        protected_resource_type: kind.name,
        protected_resource_arns: input.protected_resource_arns.unwrap_or_default(),
        protected_resource_conditions: input.protected_resource_conditions,
        restore_metadata_overrides: input.restore_metadata_overrides.unwrap_or_default(),
        validation_window_hours: input.validation_window_hours.unwrap_or(0),
        judgement: None,
    };
    check(&selection, &forms)?;
    let answer = named(plan, &selection);
    plan.selections.push(selection);
    Ok(Answer::ok(answer))
}

fn named(plan: &TestPlan, selection: &TestSelection) -> serde_json::Value {
    json!({
        "CreationTime": selection.creation_time,
        "RestoreTestingPlanArn": plan.restore_testing_plan_arn,
        "RestoreTestingPlanName": plan.restore_testing_plan_name,
        "RestoreTestingSelectionName": selection.restore_testing_selection_name,
    })
}

/// `GetRestoreTestingSelection`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let plan = super::find(state, request)?;
    let selection = plan.selections.iter().find(|selection| is_meant(selection, request));
    let selection = selection.ok_or_else(|| unknown_selection(request))?;
    Ok(Answer::ok(json!({ "RestoreTestingSelection": record(selection) })))
}

fn is_meant(selection: &TestSelection, request: &Request) -> bool {
    selection.restore_testing_selection_name == request.label(1)
}

fn unknown_selection(request: &Request) -> ApiError {
    ApiError::not_found(format!("Restore testing selection {} does not exist", request.label(1)))
}

/// `ListRestoreTestingSelections`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    const KEPT: [&str; 6] = [
        "CreationTime",
        "IamRoleArn",
        "ProtectedResourceType",
        "RestoreTestingPlanName",
        "RestoreTestingSelectionName",
        "ValidationWindowHours",
    ];
    let paging = Paging::read(request, &format!("restore-testing-selections/{}", request.label(0)))?;
    let plan = super::find(state, request)?;
    let named: BTreeMap<_, _> = plan
        .selections
        .iter()
        .map(|selection| (selection.restore_testing_selection_name.clone(), selection))
        .collect();
    let (page, token) = paging.named(&named);
    let member = |selection: &&TestSelection| {
        let mut members = record(*selection);
        members.retain(|name, _| KEPT.contains(&name.as_str()));
        members
    };
    Ok(listing("RestoreTestingSelections", page.into_iter().map(member), token))
}

/// `UpdateRestoreTestingSelection`: members that are absent stay as they are.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    let input: Input = request
        .members()?
        .parsed("RestoreTestingSelection")?
        .ok_or_else(|| ApiError::missing("RestoreTestingSelection"))?;
    let forms = std::sync::Arc::clone(&state.forms);
    let now = state.now;
    let plan_name = request.label(0);
    let estate = state.estate(&request.scope);
    let plan = estate.test_plans.get_mut(plan_name).ok_or_else(|| unknown(plan_name))?;
    let place = plan.selections.iter().position(|selection| is_meant(selection, request));
    let mut selection = place
        .and_then(|place| plan.selections.get(place))
        .cloned()
        .ok_or_else(|| unknown_selection(request))?;
    if let Some(role) = input.iam_role_arn {
        selection.iam_role_arn = role;
    }
    if let Some(arns) = input.protected_resource_arns {
        selection.protected_resource_arns = arns;
    }
    if let Some(overrides) = input.restore_metadata_overrides {
        selection.restore_metadata_overrides = overrides;
    }
    selection.protected_resource_conditions =
        input.protected_resource_conditions.or(selection.protected_resource_conditions);
    selection.validation_window_hours =
        input.validation_window_hours.unwrap_or(selection.validation_window_hours);
    check(&selection, &forms)?;
    let mut answer = named(plan, &selection);
    answer["UpdateTime"] = json!(Epoch(now));
    if let Some(kept) = place.and_then(|place| plan.selections.get_mut(place)) {
        *kept = selection;
    }
    Ok(Answer::ok(answer))
}

/// `DeleteRestoreTestingSelection`.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let plan_name = request.label(0);
    let plan = state.estate(&request.scope).test_plans.get_mut(plan_name);
    let plan = plan.ok_or_else(|| unknown(plan_name))?;
    let before = plan.selections.len();
    plan.selections.retain(|selection| !is_meant(selection, request));
    if plan.selections.len() == before {
        return Err(unknown_selection(request));
    }
    Ok(Answer::empty())
}

fn check(selection: &TestSelection, forms: &Forms) -> Result<(), ApiError> {
    check_role(&selection.iam_role_arn)?;
    if !(0..=168).contains(&selection.validation_window_hours) {
        return Err(ApiError::invalid("ValidationWindowHours", "must be between 0 and 168"));
    }
    let kind = selection.protected_resource_type;
    let unknown = |key: &&String| !forms.takes(kind, key);
    if let Some(key) = selection.restore_metadata_overrides.keys().find(unknown) {
        return Err(ApiError::invalid(
            "RestoreMetadataOverrides",
            format!("{kind} has no restore metadata {key}"),
        ));
    }
    check_resources(selection)
}

/// ARNs, or `*`, which conditions may narrow.
fn check_resources(selection: &TestSelection) -> Result<(), ApiError> {
    let arns = &selection.protected_resource_arns;
    let all = arns.iter().any(|arn| *arn == "*");
    if all && arns.len() > 1 {
        return Err(ApiError::invalid("ProtectedResourceArns", "* stands alone"));
    }
    if let Some(arn) = arns.iter().find(|arn| **arn != "*" && !arn.starts_with("arn:")) {
        return Err(ApiError::invalid("ProtectedResourceArns", format!("{arn} is not an ARN")));
    }
    let conditions = selection.protected_resource_conditions.as_ref();
    let conditions: Vec<_> = conditions
        .map(|conditions| conditions.string_equals.iter().chain(&conditions.string_not_equals).collect())
        .unwrap_or_default();
    if !all && !arns.is_empty() && !conditions.is_empty() {
        return Err(ApiError::invalid(
            "ProtectedResourceConditions",
            "ARNs or conditions can be given, not both",
        ));
    }
    if arns.len() > MAX_MEMBERS || conditions.len() > MAX_MEMBERS {
        return Err(too_many("A restore testing selection can have at most 30 ARNs or conditions"));
    }
    match conditions.into_iter().find(|condition| !condition.key.starts_with("aws:ResourceTag/")) {
        Some(condition) => Err(ApiError::invalid(
            "ProtectedResourceConditions",
            format!("{} does not start with aws:ResourceTag/", condition.key),
        )),
        None => Ok(()),
    }
}
