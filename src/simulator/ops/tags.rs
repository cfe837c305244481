//! Tags of what has a `backup` ARN: vaults, plans, frameworks, report plans, recovery points and more.

use std::collections::BTreeMap;

use serde_json::json;

use super::check_tags;
use super::frameworks::settled;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, State};
use crate::simulator::wire::{Answer, ApiError, Outcome, Text};

/// Tags a resource can have.
const MAX_TAGS: usize = 50;

/// `ListTags`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let paging = Paging::read(request, &format!("tags/{arn}"))?;
    let estate = taggable(state, request)?;
    let tags = estate.tags.get(arn).into_iter().flatten();
    let (page, token) = paging.by_place(tags, |(key, _)| (0, key.as_str().into()));
    let tags: BTreeMap<_, _> = page.into_iter().collect();
    Ok(Answer::ok(json!({ "Tags": tags, "NextToken": token })))
}

/// `TagResource`.
pub fn tag(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let members = request.members()?;
    let given: BTreeMap<String, String> = members.parsed("Tags")?.ok_or_else(|| ApiError::missing("Tags"))?;
    let estate = taggable(state, request)?;
    if let Some(key) = given.keys().find(|key| key.to_lowercase().starts_with("aws:")) {
        return Err(ApiError::invalid("Tags", format!("{key}: keys that start with aws: are reserved")));
    }
    let mut tags = estate.tags.get(arn).cloned().unwrap_or_default();
    tags.extend(given);
    if tags.len() > MAX_TAGS {
        let message = format!("{arn} can have at most 50 tags");
        return Err(ApiError::new("LimitExceededException", 400, message));
    }
    check_tags("Tags", &tags)?;
    estate.tags.insert(arn.into(), tags);
    Ok(Answer::empty())
}

/// `UntagResource`.
pub fn untag(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(0);
    let members = request.members()?;
    let keys: Vec<String> = members.parsed("TagKeyList")?.ok_or_else(|| ApiError::missing("TagKeyList"))?;
    let estate = taggable(state, request)?;
    if let Some(tags) = estate.tags.get_mut(&Text::from(arn)) {
        tags.retain(|key, _| !keys.contains(key));
    }
    Ok(Answer::empty())
}

/// The estate of the request, if the resource it names is there and is tagged through AWS Backup.
fn taggable<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Estate, ApiError> {
    let arn = request.label(0);
    if !arn.starts_with("arn:") || arn.split(':').nth(2) != Some("backup") {
        return Err(ApiError::invalid("ResourceArn", format!("{arn} is not tagged through AWS Backup")));
    }
    let estate = settled(state, request);
    if is_there(estate, arn) {
        Ok(estate)
    } else {
        Err(ApiError::not_found(format!("Resource not found: {arn}")))
    }
}

fn is_there(estate: &Estate, arn: &str) -> bool {
    let mut parts = arn.splitn(7, ':').skip(5);
    let (kind, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    match kind {
        "backup-vault" => estate.vaults.get(name).is_some_and(|vault| vault.backup_vault_arn == *arn),
        "backup-plan" => {
            estate.plans.get(name).is_some_and(|plan| plan.arn == *arn && plan.deleted.is_none())
        }
        "recovery-point" => estate.points.get(arn).is_some(),
        "legal-hold" => estate.holds.get(name).is_some_and(|hold| hold.legal_hold_arn == *arn),
        "framework" => estate.frameworks.values().any(|framework| framework.arn == *arn),
        "report-plan" => estate.reports.plans.values().any(|plan| plan.arn == *arn),
        "restore-testing-plan" => estate.test_plans.iter().any(|plan| plan.restore_testing_plan_arn == *arn),
        "tiering-configuration" => {
            estate.tiering.values().any(|tiering| tiering.tiering_configuration_arn == *arn)
        }
        _ => false,
    }
}
