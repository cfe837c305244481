//! Settings of the organization: everybody in it reads them, the management account changes them.

use std::collections::BTreeMap;

use serde_json::json;

use crate::simulator::request::Request;
use crate::simulator::state::State;
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// `DescribeGlobalSettings`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let organization = &state.organization;
    if !organization.has(&request.scope.account) {
        return Err(ApiError::invalid_request("The account is not a member of an organization"));
    }
    Ok(Answer::ok(json!({
        "GlobalSettings": organization.settings,
        "LastUpdateTime": organization.updated.map(Epoch),
    })))
}

/// `UpdateGlobalSettings`: changes those it names.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    let given: BTreeMap<String, String> = request.members()?.parsed_or_empty("GlobalSettings")?;
    let organization = &mut state.organization;
    if *organization.management != *request.scope.account {
        let message = "Only the management account of an organization can change global settings";
        return Err(ApiError::invalid_request(message));
    }
    for (name, value) in &given {
        if !organization.settings.contains_key(name) {
            return Err(ApiError::invalid("GlobalSettings", format!("{name} is not a setting")));
        }
        if !matches!(value.as_str(), "true" | "false") {
            return Err(ApiError::invalid("GlobalSettings", format!("{name} is true or false, not {value}")));
        }
    }
    organization.settings.extend(given);
    organization.updated = Some(state.now);
    Ok(Answer::empty())
}
