//! Region settings, supported resource types.

use std::collections::BTreeMap;

use serde_json::json;

use crate::simulator::kinds::{KINDS, Kind};
use crate::simulator::request::Request;
use crate::simulator::state::State;
use crate::simulator::wire::{Answer, ApiError, Outcome};

/// The types whose full management can be switched.
const MANAGED: [&str; 2] = ["DynamoDB", "EFS"];

/// `DescribeRegionSettings`.
#[expect(clippy::unnecessary_wraps, reason = "the form that all operations have")]
pub fn describe_region(state: &mut State, request: &Request) -> Outcome {
    let estate = state.estate(&request.scope);
    let value = |settings: &BTreeMap<String, bool>, name: &str| settings.get(name).copied().unwrap_or(true);
    let opt_in: BTreeMap<_, _> =
        KINDS.iter().map(|kind| (kind.name, value(&estate.opt_in, kind.name))).collect();
    let management: BTreeMap<_, _> =
        MANAGED.iter().map(|name| (*name, value(&estate.management, name))).collect();
    Ok(Answer::ok(json!({
        "ResourceTypeOptInPreference": opt_in,
        "ResourceTypeManagementPreference": management,
    })))
}

/// `UpdateRegionSettings`: changes the types it names.
pub fn update_region(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let opt_in: BTreeMap<String, bool> = members.parsed_or_empty("ResourceTypeOptInPreference")?;
    let management: BTreeMap<String, bool> = members.parsed_or_empty("ResourceTypeManagementPreference")?;
    for name in opt_in.keys() {
        let member = "ResourceTypeOptInPreference";
        Kind::named(name)
            .ok_or_else(|| ApiError::invalid(member, format!("{name} is not a resource type")))?;
    }
    if let Some(name) = management.keys().find(|name| !MANAGED.contains(&name.as_str())) {
        return Err(ApiError::invalid(
            "ResourceTypeManagementPreference",
            format!("{name} cannot be switched"),
        ));
    }
    let estate = state.estate(&request.scope);
    estate.opt_in.extend(opt_in);
    estate.management.extend(management);
    Ok(Answer::empty())
}

/// `GetSupportedResourceTypes`.
#[expect(clippy::unnecessary_wraps, reason = "the form that all operations have")]
pub fn supported_types(_state: &mut State, _request: &Request) -> Outcome {
    let types: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
    Ok(Answer::ok(json!({ "ResourceTypes": types })))
}
