//! Plan templates: the service's own, and plans as JSON.

use serde::Deserialize;
use serde_json::json;

use super::document::Document;
use super::find;
use crate::simulator::json;
use crate::simulator::ops::listing;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::State;
use crate::simulator::wire::{Answer, ApiError, Outcome};

const TEMPLATES: &str = include_str!("../../../../assets/simulator/plan_templates.json");

/// A template that comes with the service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Template {
    backup_plan_template_id: String,
    backup_plan: Document,
}

/// `ListBackupPlanTemplates`.
pub fn list(_state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "templates")?;
    let (page, token) = paging.slice(templates()?);
    let view = |template: Template| {
        json!({
            "BackupPlanTemplateId": template.backup_plan_template_id,
            "BackupPlanTemplateName": template.backup_plan.backup_plan_name,
        })
    };
    Ok(listing("BackupPlanTemplatesList", page.into_iter().map(view), token))
}

/// `GetBackupPlanFromTemplate`.
pub fn from_template(_state: &mut State, request: &Request) -> Outcome {
    let id = request.label(0);
    let template = templates()?.into_iter().find(|template| template.backup_plan_template_id == id);
    let template =
        template.ok_or_else(|| ApiError::not_found(format!("Backup plan template {id} does not exist")))?;
    Ok(Answer::ok(json!({ "BackupPlanDocument": template.backup_plan.view() })))
}

/// `ExportBackupPlanTemplate`: the current document without what belongs to this plan only.
pub fn export(state: &mut State, request: &Request) -> Outcome {
    let plan = find(state.estate(&request.scope), request.label(0))?;
    let version = plan.current().ok_or_else(super::unknown)?;
    let text = json::to_bytes(&Document::of(version)).unwrap_or_default();
    Ok(Answer::ok(json!({ "BackupPlanTemplateJson": String::from_utf8_lossy(&text) })))
}

/// `GetBackupPlanFromJSON`: what is not JSON is a bad request, a plan that cannot be has a bad value.
pub fn from_json(_state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let text = members.required("BackupPlanTemplateJson")?;
    let value: serde_json::Value = serde_json::from_str(text)
        .map_err(|error| ApiError::invalid_request(format!("BackupPlanTemplateJson is not JSON: {error}")))?;
    let document = Document::deserialize(value)
        .map_err(|error| ApiError::invalid("BackupPlanTemplateJson", error))?
        .complete()?;
    Ok(Answer::ok(json!({ "BackupPlan": document.view() })))
}

fn templates() -> Result<Vec<Template>, ApiError> {
    let broken = |error| ApiError::new("InternalFailure", 500, format!("plan_templates.json: {error}"));
    serde_json::from_str(TEMPLATES).map_err(broken)
}
