//! Backup selections: create, get, list, delete. There is no update.

mod document;

use std::sync::Arc;

use serde_json::json;

use self::document::Document;
use super::jobs::check_assumed;
use super::{check_creator_request_id, listing, plans, record};
use crate::simulator::kinds::Kind;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, Plan, Resource, Selection, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Selections a plan can have.
const MAX_SELECTIONS: usize = 100;
/// Selections by tag a plan can have.
const MAX_TAG_SELECTIONS: usize = 10;

/// `CreateBackupSelection`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let document: Document =
        members.parsed("BackupSelection")?.ok_or_else(|| ApiError::missing("BackupSelection"))?;
    document.check()?;
    check_assumed(state, request, &document.iam_role_arn)?;
    let token = check_creator_request_id(&members)?;
    let (id, now): (Text, _) = (state.random.uuid().into(), state.now);
    // Creating a selection knows no ResourceNotFoundException.
    let plan = plans::find_mut(state.estate(&request.scope), request.label(0))
        .map_err(|error| ApiError::invalid("BackupPlanId", error.message()))?;
    let same = |selection: &&Selection| token.is_some() && selection.creator_request_id == token;
    if let Some(selection) = plan.selections.iter().find(same) {
        return Ok(created(plan, selection));
    }
    let named = |selection: &&Selection| selection.name == document.selection_name;
    if let Some(selection) = plan.selections.iter().find(named) {
        let token = selection.creator_request_id.as_deref().unwrap_or_default();
        let message = "Backup selection with the same name already exists";
        return Err(ApiError::already_exists(message, &plan.arn, token));
    }
    let too_many = |message: &str| Err(ApiError::new("LimitExceededException", 400, message));
    if plan.selections.len() >= MAX_SELECTIONS {
        return too_many("A plan can have at most 100 selections");
    }
    let by_tag = plan.selections.iter().filter(|selection| document::uses_tags(&selection.document)).count();
    if document.uses_tags() && by_tag >= MAX_TAG_SELECTIONS {
        return too_many("A plan can have at most 10 selections that use tags");
    }
    let selection = Selection {
        id,
        created: now,
        creator_request_id: token,
        name: document.selection_name.clone(),
        role: document.iam_role_arn.clone(),
        document: record(&document).into(),
    };
    let answer = created(plan, &selection);
    plan.selections.push(selection);
    for arn in document.named() {
        presume(state.estate(&request.scope), arn);
    }
    Ok(answer)
}

/// What a selection names by its whole ARN is taken to exist, as `StartBackupJob` takes it.
fn presume(estate: &mut Estate, arn: &Text) {
    if let Some(kind) = Kind::of_arn(arn).filter(|_| estate.scope.has(arn)) {
        let resource = || Arc::new(Resource::presumed(arn, kind));
        estate.resources.entry(arn.clone()).or_insert_with(resource);
    }
}

/// `GetBackupSelection`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let plan = plans::find(state.estate(&request.scope), request.label(0))?;
    let selection = plan.selections.iter().find(|selection| selection.id == request.label(1));
    let selection = selection.ok_or_else(unknown)?;
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
    let place = |selection: &&Selection| (selection.created.as_microsecond(), selection.id.clone());
    let (page, token) = paging.by_place(&plan.selections, place);
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

/// `DeleteBackupSelection`.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let plan = plans::find_mut(state.estate(&request.scope), request.label(0))?;
    let at = plan.selections.iter().position(|selection| selection.id == request.label(1));
    plan.selections.remove(at.ok_or_else(unknown)?);
    Ok(Answer::empty())
}

fn unknown() -> ApiError {
    ApiError::not_found("Backup selection does not exist")
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
