//! Audit frameworks: create, describe, list, update, delete. Each change is deployed for some minutes.

mod controls;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::json;

use self::controls::check;
use super::{check_tags, listing, text};
use crate::simulator::engine::later;
use crate::simulator::page::Paging;
use crate::simulator::request::{Members, Request};
use crate::simulator::state::{Change, Control, Deployment, Estate, Framework, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// Frameworks an account can have in a region.
const MAX_FRAMEWORKS: usize = 15;
/// Controls of all of them together.
const MAX_CONTROLS: usize = 50;

/// `CreateFramework`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let name = members.required("FrameworkName")?;
    let controls: Vec<Control> =
        members.parsed("FrameworkControls")?.ok_or_else(|| ApiError::missing("FrameworkControls"))?;
    check(&controls)?;
    let tags: BTreeMap<String, String> = members.parsed_or_empty("FrameworkTags")?;
    check_tags("FrameworkTags", &tags)?;
    let token = members.text("IdempotencyToken")?.map(text);
    let deployment = deploy(state, Change::Create);
    let arn = request.scope.arn(&format!("framework:{name}-{}", state.random.uuid()));
    let now = state.now;
    let estate = settled(state, request);
    if let Some(framework) = estate.frameworks.get(name) {
        if token.is_some() && framework.token == token {
            return Ok(created(framework));
        }
        let message = "A framework with the same name already exists";
        let token = framework.token.as_deref().unwrap_or_default();
        return Err(ApiError::already_exists(message, &framework.arn, token));
    }
    if estate.frameworks.len() >= MAX_FRAMEWORKS {
        return Err(too_many("The quota of 15 frameworks in this Region is reached"));
    }
    check_total(estate, name, &controls)?;
    let framework = Framework {
        name: name.into(),
        arn,
        description: members.text("FrameworkDescription")?.map(text),
        controls,
        created: now,
        token,
        deployment,
    };
    if !tags.is_empty() {
        estate.tags.insert(framework.arn.clone(), tags);
    }
    let answer = created(&framework);
    estate.frameworks.insert(framework.name.clone(), framework);
    Ok(answer)
}

/// `DescribeFramework`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let now = state.now;
    let framework = find(settled(state, request), request.label(0))?;
    let status = framework.deployment.status(now);
    Ok(Answer::ok(json!({
        "FrameworkName": framework.name,
        "FrameworkArn": framework.arn,
        "FrameworkDescription": framework.description,
        "FrameworkControls": framework.controls,
        "CreationTime": Epoch(framework.created),
        "DeploymentStatus": status,
        "FrameworkStatus": if status == "COMPLETED" { "ACTIVE" } else { "UNAVAILABLE" },
        "IdempotencyToken": framework.token,
    })))
}

/// `ListFrameworks`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "frameworks")?;
    let now = state.now;
    let (page, token) = paging.named(&settled(state, request).frameworks);
    let view = |framework: &Framework| {
        json!({
            "FrameworkName": framework.name,
            "FrameworkArn": framework.arn,
            "FrameworkDescription": framework.description,
            "NumberOfControls": framework.controls.len(),
            "CreationTime": Epoch(framework.created),
            "DeploymentStatus": framework.deployment.status(now),
        })
    };
    Ok(listing("Frameworks", page.into_iter().map(view), token))
}

/// `UpdateFramework`: what is given replaces what was.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let controls: Option<Vec<Control>> = members.parsed("FrameworkControls")?;
    controls.as_deref().map(check).transpose()?;
    let token = members.text("IdempotencyToken")?.map(text);
    let deployment = deploy(state, Change::Update);
    let (now, name) = (state.now, request.label(0));
    let estate = settled(state, request);
    if let Some(controls) = &controls {
        find(estate, name)?;
        check_total(estate, name, controls)?;
    }
    let framework = estate.frameworks.get_mut(name).ok_or_else(|| unknown(name))?;
    if token.is_none() || framework.token != token {
        check_idle(framework.deployment, now)?;
        framework.controls = controls.unwrap_or_else(|| framework.controls.clone());
        framework.description = description(&members, framework)?;
        framework.token = token;
        framework.deployment = deployment;
    }
    Ok(Answer::ok(json!({
        "FrameworkName": framework.name,
        "FrameworkArn": framework.arn,
        "CreationTime": Epoch(framework.created),
    })))
}

/// `DeleteFramework`: it is gone after a while.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let deployment = deploy(state, Change::Delete);
    let (now, name) = (state.now, request.label(0));
    let estate = settled(state, request);
    let framework = estate.frameworks.get_mut(name).ok_or_else(|| unknown(name))?;
    check_idle(framework.deployment, now)?;
    framework.deployment = deployment;
    Ok(Answer::empty())
}

/// The estate of a request, brought to now.
pub(super) fn settled<'a>(state: &'a mut State, request: &Request) -> &'a mut Estate {
    let (now, seed) = (state.now, state.seed);
    let estate = state.estate(&request.scope);
    estate.settle_audit(now, seed);
    estate
}

/// A change that begins now and takes one to three minutes.
fn deploy(state: &mut State, change: Change) -> Deployment {
    let secs = SignedDuration::from_secs;
    Deployment { change, until: later(state.now, state.random.between(secs(60), secs(180))) }
}

/// While one change is under way there is no other.
pub(super) fn check_idle(deployment: Deployment, now: jiff::Timestamp) -> Result<(), ApiError> {
    if deployment.is_open(now) {
        let message = format!("Another change is in progress: {}", deployment.status(now));
        return Err(ApiError::new("ConflictException", 400, message));
    }
    Ok(())
}

fn check_total(estate: &Estate, name: &str, controls: &[Control]) -> Result<(), ApiError> {
    let others = estate.frameworks.values().filter(|framework| framework.name != *name);
    let total: usize = others.map(|framework| framework.controls.len()).sum();
    if total + controls.len() > MAX_CONTROLS {
        return Err(too_many("The quota of 50 framework controls in this Region is reached"));
    }
    Ok(())
}

fn description(
    members: &Members,
    framework: &Framework,
) -> Result<Option<crate::simulator::wire::Text>, ApiError> {
    let given = members.text("FrameworkDescription")?.map(text);
    Ok(given.or_else(|| framework.description.clone()))
}

fn find<'a>(estate: &'a Estate, name: &str) -> Result<&'a Framework, ApiError> {
    estate.frameworks.get(name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> ApiError {
    ApiError::not_found(format!("Framework {name} does not exist"))
}

fn too_many(message: &str) -> ApiError {
    ApiError::new("LimitExceededException", 400, message)
}

fn created(framework: &Framework) -> Answer {
    Answer::ok(json!({ "FrameworkName": framework.name, "FrameworkArn": framework.arn }))
}
