//! Tiering configurations: create, get, list, update, delete. A vault has one of its own at most.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::{check_creator_request_id, check_tags, listing};
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, State, Tiering, TieringSelection};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Selections a configuration can have.
const MAX_SELECTIONS: usize = 5;
/// Resources a configuration can name.
const MAX_RESOURCES: usize = 100;

/// `TieringConfigurationInputForCreate` and `…ForUpdate`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    /// The path names it when updating.
    #[serde(default)]
    tiering_configuration_name: Option<Text>,
    backup_vault_name: Text,
    resource_selection: Vec<TieringSelection>,
}

/// `CreateTieringConfiguration`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let input: Input =
        members.parsed("TieringConfiguration")?.ok_or_else(|| ApiError::missing("TieringConfiguration"))?;
    let name = input.tiering_configuration_name.clone();
    let name = name.ok_or_else(|| ApiError::missing("TieringConfigurationName"))?;
    let tags: BTreeMap<String, String> = members.parsed_or_empty("TieringConfigurationTags")?;
    check_tags("TieringConfigurationTags", &tags)?;
    let token = check_creator_request_id(&members)?;
    let arn = request.scope.arn(&format!("tiering-configuration:{name}-{}", state.random.uuid()));
    let now = Epoch(state.now);
    let estate = state.estate(&request.scope);
    if let Some(found) = estate.tiering.get(&name) {
        if token.is_some() && found.creator_request_id == token {
            return Ok(created(found));
        }
        let token = found.creator_request_id.as_deref().unwrap_or_default();
        let message = "A tiering configuration with the same name already exists";
        return Err(ApiError::already_exists(message, &found.tiering_configuration_arn, token));
    }
    check(estate, &name, &input)?;
    let tiering = Tiering {
        tiering_configuration_name: name.clone(),
        tiering_configuration_arn: arn,
        backup_vault_name: input.backup_vault_name,
        resource_selection: input.resource_selection,
        creator_request_id: token,
        creation_time: now,
        last_updated_time: None,
    };
    if !tags.is_empty() {
        estate.tags.insert(tiering.tiering_configuration_arn.clone(), tags);
    }
    let answer = created(&tiering);
    estate.tiering.insert(name, tiering);
    Ok(answer)
}

/// `GetTieringConfiguration`.
pub fn get(state: &mut State, request: &Request) -> Outcome {
    let name = request.label(0);
    let tiering = state.estate(&request.scope).tiering.get(name).ok_or_else(|| unknown(name))?;
    Ok(Answer::ok(json!({ "TieringConfiguration": tiering })))
}

/// `ListTieringConfigurations`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "tiering")?;
    let (page, token) = paging.named(&state.estate(&request.scope).tiering);
    let view = |tiering: &Tiering| {
        json!({
            "TieringConfigurationArn": tiering.tiering_configuration_arn,
            "TieringConfigurationName": tiering.tiering_configuration_name,
            "BackupVaultName": tiering.backup_vault_name,
            "CreationTime": tiering.creation_time,
            "LastUpdatedTime": tiering.last_updated_time,
        })
    };
    Ok(listing("TieringConfigurations", page.into_iter().map(view), token))
}

/// `UpdateTieringConfiguration`.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let input: Input =
        members.parsed("TieringConfiguration")?.ok_or_else(|| ApiError::missing("TieringConfiguration"))?;
    let (now, name) = (Epoch(state.now), request.label(0));
    let estate = state.estate(&request.scope);
    if !estate.tiering.contains_key(name) {
        return Err(unknown(name));
    }
    check(estate, name, &input)?;
    let tiering = estate.tiering.get_mut(name).ok_or_else(|| unknown(name))?;
    tiering.backup_vault_name = input.backup_vault_name;
    tiering.resource_selection = input.resource_selection;
    tiering.last_updated_time = Some(now);
    Ok(Answer::ok(json!({
        "TieringConfigurationArn": tiering.tiering_configuration_arn,
        "TieringConfigurationName": tiering.tiering_configuration_name,
        "CreationTime": tiering.creation_time,
        "LastUpdatedTime": tiering.last_updated_time,
    })))
}

/// `DeleteTieringConfiguration`.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let name = request.label(0);
    let estate = state.estate(&request.scope);
    let tiering = estate.tiering.remove(name).ok_or_else(|| unknown(name))?;
    estate.tags.remove(&tiering.tiering_configuration_arn);
    Ok(Answer::ok(json!({})))
}

fn check(estate: &Estate, name: &str, input: &Input) -> Result<(), ApiError> {
    let vault = &input.backup_vault_name;
    if vault != "*" && estate.vaults.get(vault).is_none() {
        return Err(ApiError::invalid("BackupVaultName", format!("{vault} does not exist")));
    }
    let others = estate.tiering.values().filter(|tiering| tiering.tiering_configuration_name != *name);
    if let Some(other) = others.into_iter().find(|tiering| tiering.backup_vault_name == *vault) {
        let other = &other.tiering_configuration_name;
        let message = format!("Tiering configuration {other} already applies to {vault}");
        return Err(ApiError::new("ConflictException", 400, message));
    }
    let selections = &input.resource_selection;
    if selections.is_empty() {
        return Err(ApiError::invalid("ResourceSelection", "at least one is needed"));
    }
    let named: usize = selections.iter().map(|selection| selection.resources.len()).sum();
    if selections.len() > MAX_SELECTIONS || named > MAX_RESOURCES {
        let message = "A tiering configuration can have at most 5 resource selections and 100 resources";
        return Err(ApiError::new("LimitExceededException", 400, message));
    }
    selections.iter().try_for_each(check_selection)
}

/// Only S3 has the cheaper tier.
fn check_selection(selection: &TieringSelection) -> Result<(), ApiError> {
    if selection.resource_type != "S3" {
        return Err(ApiError::invalid("ResourceType", "must be S3"));
    }
    let fits =
        |arn: &str| arn == "*" || arn.strip_prefix("arn:aws:s3:::").is_some_and(|name| !name.is_empty());
    if selection.resources.is_empty() {
        return Err(ApiError::invalid("Resources", "at least one is needed"));
    }
    match selection.resources.iter().find(|arn| !fits(arn)) {
        Some(arn) => {
            Err(ApiError::invalid("Resources", format!("{arn} is neither * nor the ARN of a bucket")))
        }
        None => Ok(()),
    }
}

fn unknown(name: &str) -> ApiError {
    ApiError::not_found(format!("Tiering configuration {name} does not exist"))
}

fn created(tiering: &Tiering) -> Answer {
    Answer::ok(json!({
        "TieringConfigurationArn": tiering.tiering_configuration_arn,
        "TieringConfigurationName": tiering.tiering_configuration_name,
        "CreationTime": tiering.creation_time,
    }))
}
