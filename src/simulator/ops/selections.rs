//! Backup selections: create, get, list.

use serde_json::{Value, json};

use super::{listing, plans, text};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Plan, Selection, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Selections a plan can have.
const MAX_SELECTIONS: usize = 100;

/// `CreateBackupSelection`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let document: Value =
        members.parsed("BackupSelection")?.ok_or_else(|| ApiError::missing("BackupSelection"))?;
    let member = |name: &str| {
        document[name].as_str().filter(|text| !text.is_empty()).ok_or_else(|| ApiError::missing(name))
    };
    let name: Text = member("SelectionName")?.into();
    let role: Text = member("IamRoleArn")?.into();
    check_role(&role)?;
    check(&document)?;
    let token = members.text("CreatorRequestId")?.map(text);
    let (id, now): (Text, _) = (state.random.uuid().into(), state.now);
    let plan = state.estate(&request.scope).plans.get_mut(request.label(0)).ok_or_else(plans::unknown)?;
    let same = |selection: &&Selection| token.is_some() && selection.creator_request_id == token;
    if let Some(selection) = plan.selections.iter().find(same) {
        return Ok(created(plan, selection));
    }
    if let Some(selection) = plan.selections.iter().find(|selection| selection.name == name) {
        let token = selection.creator_request_id.as_deref().unwrap_or_default();
        return Err(ApiError::already_exists(
            "Backup selection with the same name already exists",
            &selection.id,
            token,
        ));
    }
    if plan.selections.len() >= MAX_SELECTIONS {
        return Err(ApiError::new("LimitExceededException", 400, "A plan can have at most 100 selections"));
    }
    let selection = Selection { id, created: now, creator_request_id: token, name, role, document };
    let answer = created(plan, &selection);
    plan.selections.push(selection);
    Ok(answer)
}

/// `GetBackupSelection`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let plan = plans::find(state.estate(&request.scope), request.label(0))?;
    let selection = plan.selections.iter().find(|selection| selection.id == request.label(1));
    let selection = selection.ok_or_else(|| ApiError::not_found("Backup selection does not exist"))?;
    Ok(Answer::ok(json!({
        "BackupSelection": selection.document,
        "SelectionId": selection.id,
        "BackupPlanId": plan.id,
        "CreationDate": Epoch(selection.created),
        "CreatorRequestId": selection.creator_request_id,
    })))
}

/// `ListBackupSelections`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let paging = Paging::read(request, &format!("selections/{id}"))?;
    let plan = plans::find(state.estate(&request.scope), id)?;
    let (page, token) = paging.slice(plan.selections.iter().collect());
    let view = |selection: &Selection| {
        json!({
            "SelectionId": selection.id,
            "SelectionName": selection.name,
            "BackupPlanId": plan.id,
            "CreationDate": Epoch(selection.created),
            "CreatorRequestId": selection.creator_request_id,
            "IamRoleArn": selection.role,
        })
    };
    Ok(listing("BackupSelectionsList", page.into_iter().map(view), token))
}

fn created(plan: &Plan, selection: &Selection) -> Answer {
    Answer::ok(json!({
        "SelectionId": selection.id,
        "BackupPlanId": plan.id,
        "CreationDate": Epoch(selection.created),
    }))
}

/// Whether a text can be the ARN of a role.
pub(super) fn check_role(role: &str) -> Result<(), ApiError> {
    if role.starts_with("arn:aws") && role.contains(":role/") {
        return Ok(());
    }
    Err(ApiError::invalid("IamRoleArn", format!("{role} is not the ARN of a role")))
}

/// At most 500 ARNs, 30 of them with a wildcard, and a wildcard only at the end.
fn check(document: &Value) -> Result<(), ApiError> {
    for name in ["Resources", "NotResources"] {
        let arns: Vec<_> =
            document[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let wild = arns.iter().filter(|arn| arn.contains('*')).count();
        if arns.len() > 500 || (wild > 0 && arns.len() > 30) {
            return Err(ApiError::new(
                "LimitExceededException",
                400,
                format!("{name} names too many resources"),
            ));
        }
    }
    let conditions = document["ListOfTags"].as_array().into_iter().flatten();
    for condition in conditions {
        if condition["ConditionType"] != "STRINGEQUALS" {
            return Err(ApiError::invalid("ConditionType", "must be STRINGEQUALS"));
        }
    }
    Ok(())
}
