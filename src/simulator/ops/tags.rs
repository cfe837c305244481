//! Tags of vaults, plans and `backup` recovery points.

use std::collections::BTreeMap;

use serde_json::json;

use super::check_tags;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, State};
use crate::simulator::wire::{Answer, ApiError, Outcome, Text};

/// `ListTags`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let paging = Paging::read(request, &format!("tags/{arn}"))?;
    let estate = state.estate(&request.scope);
    check_taggable(estate, arn)?;
    let tags: Vec<_> = estate.tags.get(arn).into_iter().flatten().collect();
    let (page, token) = paging.slice(tags);
    let tags: BTreeMap<_, _> = page.into_iter().collect();
    Ok(Answer::ok(json!({ "Tags": tags, "NextToken": token })))
}

/// `TagResource`.
pub fn tag(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let members = request.members()?;
    let given: BTreeMap<String, String> = members.parsed("Tags")?.ok_or_else(|| ApiError::missing("Tags"))?;
    let estate = state.estate(&request.scope);
    check_taggable(estate, arn)?;
    let mut tags = estate.tags.get(arn).cloned().unwrap_or_default();
    tags.extend(given);
    check_tags("Tags", &tags)?;
    estate.tags.insert(arn.into(), tags);
    Ok(Answer::empty())
}

/// `UntagResource`.
pub fn untag(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let members = request.members()?;
    let keys: Vec<String> = members.parsed("TagKeyList")?.ok_or_else(|| ApiError::missing("TagKeyList"))?;
    let estate = state.estate(&request.scope);
    check_taggable(estate, arn)?;
    if let Some(tags) = estate.tags.get_mut(&Text::from(arn)) {
        tags.retain(|key, _| !keys.contains(key));
    }
    Ok(Answer::empty())
}

fn check_taggable(estate: &Estate, arn: &str) -> Result<(), ApiError> {
    if !arn.starts_with("arn:") || !arn.contains(":backup:") {
        return Err(ApiError::invalid("ResourceArn", format!("{arn} is not tagged through AWS Backup")));
    }
    let known = estate.points.get(arn).is_some()
        || estate.vaults.iter().any(|vault| vault.backup_vault_arn == arn)
        || estate.plans.iter().any(|plan| plan.arn == arn);
    if known { Ok(()) } else { Err(ApiError::not_found(format!("Resource not found: {arn}"))) }
}
