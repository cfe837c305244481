//! Report plans: create, describe, list, update, delete.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::frameworks::{check_idle, settled};
use super::{check_tags, listing, text};
use crate::simulator::engine::later;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{
    Change, Deployment, Estate, ReportChannel, ReportPlan, ReportSetting, Reports, State,
};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// Report plans an account can have in a region.
const MAX_PLANS: usize = 20;
/// What a report can be about.
const TEMPLATES: [&str; 6] = [
    "RESOURCE_COMPLIANCE_REPORT",
    "CONTROL_COMPLIANCE_REPORT",
    "BACKUP_JOB_REPORT",
    "COPY_JOB_REPORT",
    "RESTORE_JOB_REPORT",
    "SCAN_JOB_REPORT",
];

/// `CreateReportPlan`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let name = members.required("ReportPlanName")?;
    let setting: ReportSetting =
        members.parsed("ReportSetting")?.ok_or_else(|| ApiError::missing("ReportSetting"))?;
    let channel: ReportChannel =
        members.parsed("ReportDeliveryChannel")?.ok_or_else(|| ApiError::missing("ReportDeliveryChannel"))?;
    let tags: BTreeMap<String, String> = members.parsed_or_empty("ReportPlanTags")?;
    check_tags("ReportPlanTags", &tags)?;
    let token = members.text("IdempotencyToken")?.map(text);
    let deployment = deploy(state, Change::Create);
    let arn = request.scope.arn(&format!("report-plan:{name}-{}", state.random.uuid()));
    let now = state.now;
    let estate = settled(state, request);
    if let Some(plan) = estate.reports.plans.get(name) {
        if token.is_some() && plan.token == token {
            return Ok(written(plan));
        }
        let token = plan.token.as_deref().unwrap_or_default();
        let message = "A report plan with the same name already exists";
        return Err(ApiError::already_exists(message, &plan.arn, token));
    }
    if estate.reports.plans.len() >= MAX_PLANS {
        let message = "The quota of 20 report plans in this Region is reached";
        return Err(ApiError::new("LimitExceededException", 400, message));
    }
    let plan = ReportPlan {
        name: name.into(),
        arn,
        description: members.text("ReportPlanDescription")?.map(text),
        setting: check_setting(estate, setting)?,
        channel: check_channel(channel)?,
        created: now,
        token,
        deployment,
        reported_until: now,
    };
    if !tags.is_empty() {
        estate.tags.insert(plan.arn.clone(), tags);
    }
    let answer = written(&plan);
    estate.reports.plans.insert(plan.name.clone(), plan);
    Ok(answer)
}

/// `DescribeReportPlan`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let now = state.now;
    let reports = &settled(state, request).reports;
    let plan = find(reports, request.label(0))?;
    Ok(Answer::ok(json!({ "ReportPlan": view(reports, plan, now) })))
}

/// `ListReportPlans`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "report plans")?;
    let now = state.now;
    let reports = &settled(state, request).reports;
    let (page, token) = paging.named(&reports.plans);
    Ok(listing("ReportPlans", page.into_iter().map(|plan| view(reports, plan, now)), token))
}

/// `UpdateReportPlan`: what is given replaces what was.
pub fn update(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let setting: Option<ReportSetting> = members.parsed("ReportSetting")?;
    let channel: Option<ReportChannel> = members.parsed("ReportDeliveryChannel")?;
    let deployment = deploy(state, Change::Update);
    let (now, name) = (state.now, request.label(0));
    let estate = settled(state, request);
    let setting = setting.map(|setting| check_setting(estate, setting)).transpose()?;
    let channel = channel.map(check_channel).transpose()?;
    let plan = estate.reports.plans.get_mut(name).ok_or_else(|| unknown(name))?;
    check_idle(plan.deployment, now)?;
    plan.setting = setting.unwrap_or_else(|| plan.setting.clone());
    plan.channel = channel.unwrap_or_else(|| plan.channel.clone());
    plan.description = members.text("ReportPlanDescription")?.map(text).or_else(|| plan.description.clone());
    plan.deployment = deployment;
    Ok(written(plan))
}

/// `DeleteReportPlan`: it is gone after a while; its jobs are still told.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let deployment = deploy(state, Change::Delete);
    let (now, name) = (state.now, request.label(0));
    let plan = settled(state, request).reports.plans.get_mut(name).ok_or_else(|| unknown(name))?;
    check_idle(plan.deployment, now)?;
    plan.deployment = deployment;
    Ok(Answer::empty())
}

/// A change that begins now and takes up to half a minute.
fn deploy(state: &mut State, change: Change) -> Deployment {
    let secs = SignedDuration::from_secs;
    Deployment { change, until: later(state.now, state.random.between(secs(10), secs(30))) }
}

/// Compliance is reported about frameworks that exist, jobs are reported without any.
fn check_setting(estate: &Estate, setting: ReportSetting) -> Result<ReportSetting, ApiError> {
    let template = &*setting.report_template;
    if !TEMPLATES.contains(&template) {
        return Err(ApiError::invalid("ReportTemplate", format!("{template} is not a report template")));
    }
    let arns: &[Text] = setting.framework_arns.as_deref().unwrap_or_default();
    let compliance = template.ends_with("_COMPLIANCE_REPORT");
    if compliance == arns.is_empty() {
        let why = if compliance { "needs at least one" } else { "has none" };
        return Err(ApiError::invalid("FrameworkArns", format!("a {template} {why}")));
    }
    let exists = |arn: &&Text| estate.frameworks.values().any(|framework| framework.arn == ***arn);
    if let Some(arn) = arns.iter().find(|arn| !exists(arn)) {
        return Err(ApiError::invalid("FrameworkArns", format!("{arn} does not exist")));
    }
    let is_account =
        |text: &str| text == "ROOT" || (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(account) = setting.accounts.iter().flatten().find(|account| !is_account(account)) {
        return Err(ApiError::invalid("Accounts", format!("{account} is neither an account nor ROOT")));
    }
    let count = compliance.then_some(arns.len());
    Ok(ReportSetting { number_of_frameworks: count, ..setting })
}

/// Formats are CSV, JSON or both; CSV when none is given.
fn check_channel(channel: ReportChannel) -> Result<ReportChannel, ApiError> {
    if channel.s3_bucket_name.is_empty() {
        return Err(ApiError::missing("S3BucketName"));
    }
    let formats = channel.formats.filter(|formats| !formats.is_empty()).unwrap_or_else(|| vec![text("CSV")]);
    if let Some(format) = formats.iter().find(|format| !matches!(&***format, "CSV" | "JSON")) {
        return Err(ApiError::invalid("Formats", format!("{format} is neither CSV nor JSON")));
    }
    Ok(ReportChannel { formats: Some(formats), ..channel })
}

/// A report plan that a request names.
pub(super) fn find<'a>(reports: &'a Reports, name: &str) -> Result<&'a ReportPlan, ApiError> {
    reports.plans.get(name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> ApiError {
    ApiError::not_found(format!("Report plan {name} does not exist"))
}

fn written(plan: &ReportPlan) -> Answer {
    Answer::ok(json!({
        "ReportPlanName": plan.name,
        "ReportPlanArn": plan.arn,
        "CreationTime": Epoch(plan.created),
    }))
}

fn view(reports: &Reports, plan: &ReportPlan, now: jiff::Timestamp) -> Value {
    let (attempted, successful) = reports.last_runs(plan, now);
    json!({
        "ReportPlanArn": plan.arn,
        "ReportPlanName": plan.name,
        "ReportPlanDescription": plan.description,
        "ReportSetting": plan.setting,
        "ReportDeliveryChannel": plan.channel,
        "DeploymentStatus": plan.deployment.status(now),
        "CreationTime": Epoch(plan.created),
        "LastAttemptedExecutionTime": attempted,
        "LastSuccessfulExecutionTime": successful,
    })
}
