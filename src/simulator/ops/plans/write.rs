//! Creating, replacing and deleting plans.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::document::Document;
use super::unknown;
use crate::simulator::ops::{check_creator_request_id, check_tags, record, text};
use crate::simulator::request::{Members, Request};
use crate::simulator::state::{Entry, Plan, PlanVersion, Rule, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Plans an account can have in a region.
const MAX_PLANS: usize = 300;
/// Versions a plan can have.
const MAX_VERSIONS: usize = 2000;

/// `CreateBackupPlan`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let document = document(&members)?;
    let tags: BTreeMap<String, String> = members.parsed_or_empty("BackupPlanTags")?;
    check_tags("BackupPlanTags", &tags)?;
    let token = check_creator_request_id(&members)?;
    let live: Vec<_> =
        state.estate(&request.scope).plans.iter().filter(|plan| plan.deleted.is_none()).collect();
    let same = |plan: &&Plan| token.is_some() && plan.creator_request_id == token;
    if let Some(plan) = live.iter().copied().find(same) {
        return Ok(written(plan));
    }
    let alike = |plan: &&Plan| plan.current().map(Document::of).as_ref() == Some(&document);
    if let Some(plan) = live.iter().copied().find(alike) {
        let token = plan.creator_request_id.as_deref().unwrap_or_default();
        let message = "Backup plan with the same plan document already exists";
        return Err(ApiError::already_exists(message, &plan.arn, token));
    }
    if live.len() >= MAX_PLANS {
        let message = "The quota of 300 backup plans in this Region is reached";
        return Err(ApiError::new("LimitExceededException", 400, message));
    }
    let id: Text = state.random.uuid().into();
    let version = version(state, document, &[]);
    let plan = Plan {
        arn: request.scope.arn(&format!("backup-plan:{id}")),
        id,
        created: state.now,
        creator_request_id: token,
        versions: vec![version],
        selections: Vec::new(),
        last_execution: None,
        deleted: None,
    };
    let answer = written(&plan);
    let estate = state.estate(&request.scope);
    if !tags.is_empty() {
        estate.tags.insert(plan.arn.clone(), tags);
    }
    estate.plans.insert(plan);
    Ok(answer)
}

/// `UpdateBackupPlan`: the whole document is replaced by a new version.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    // An update knows no LimitExceededException: what is too much is an invalid value here.
    let document = document(&request.members()?).map_err(ApiError::limit_as_invalid)?;
    let plan = super::find(state.estate(&request.scope), request.label(0))?;
    if plan.versions.len() >= MAX_VERSIONS {
        return Err(ApiError::invalid("BackupPlanId", "the quota of 2000 versions of the plan is reached"));
    }
    let rules = plan.current().map(|version| version.rules.clone()).unwrap_or_default();
    let version = version(state, document, &rules);
    let plan = state.estate(&request.scope).plans.get_mut(request.label(0)).ok_or_else(unknown)?;
    plan.versions.push(version);
    Ok(written(plan))
}

/// `DeleteBackupPlan`, once its selections are gone.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let now = state.now;
    let estate = state.estate(&request.scope);
    let id = request.label(0);
    let plan = estate.plans.get_mut(id).filter(|plan| plan.deleted.is_none()).ok_or_else(unknown)?;
    if !plan.selections.is_empty() {
        return Err(ApiError::invalid_request(
            "Related backup plan selections must be deleted prior to backup plan deletion",
        ));
    }
    plan.deleted = Some(now);
    let answer = json!({
        "BackupPlanId": plan.id(),
        "BackupPlanArn": plan.arn,
        "DeletionDate": Epoch(now),
        "VersionId": plan.current().map(|version| &version.id),
    });
    let arn = plan.arn.clone();
    estate.tags.remove(&arn);
    Ok(Answer::ok(answer))
}

fn document(members: &Members) -> Result<Document, ApiError> {
    let given: Document = members.parsed("BackupPlan")?.ok_or_else(|| ApiError::missing("BackupPlan"))?;
    given.complete()
}

/// A version of `document`. A rule that has the name of one before keeps its id.
fn version(state: &mut State, document: Document, before: &[Rule]) -> PlanVersion {
    let mut left: Vec<&Rule> = before.iter().collect();
    let mut rules = document.rules;
    for rule in &mut rules {
        let kept = left.iter().position(|old| old.rule_name == rule.rule_name).map(|at| left.remove(at));
        let id = kept.and_then(|old| old.rule_id.clone());
        rule.rule_id = Some(id.unwrap_or_else(|| state.random.uuid().into()));
    }
    PlanVersion {
        id: state.random.version().into(),
        created: state.now,
        name: document.backup_plan_name,
        rules,
        advanced: document.advanced_backup_settings,
        scan: document.scan_settings,
    }
}

/// What creating and updating answer; only the latter can have scan settings.
fn written(plan: &Plan) -> Answer {
    let Some(version) = plan.current() else { return Answer::empty() };
    let advanced: Option<Value> =
        (!version.advanced.is_empty()).then(|| version.advanced.iter().map(record).collect());
    let scan: Option<Value> = (plan.versions.len() > 1 && !version.scan.is_empty())
        .then(|| version.scan.iter().map(record).collect());
    Answer::ok(json!({
        "BackupPlanId": plan.id,
        "BackupPlanArn": plan.arn,
        "CreationDate": Epoch(version.created),
        "VersionId": text(&version.id),
        "AdvancedBackupSettings": advanced,
        "ScanSettings": scan,
    }))
}
