//! Report jobs: start, describe, list. Every report plan also makes one a day by itself.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::frameworks::settled;
use super::{listing, reports};
use crate::simulator::ids::Random;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{ReportJob, State};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// What a report job can be.
const STATES: [&str; 5] = ["CREATED", "RUNNING", "COMPLETED", "FAILED", "COMPLETED_WITH_ISSUES"];

/// `StartReportJob`. The same token starts one job only.
pub fn start(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let name = request.label(0);
    let token = members.text("IdempotencyToken")?;
    let key = token.map(|token| (request.scope.clone(), "StartReportJob", format!("{name} {token}")));
    if let Some(answer) = key.as_ref().and_then(|key| state.answered.get(key)) {
        return Ok(answer.clone());
    }
    let mut random = Random::new(state.random.next());
    let now = state.now;
    let estate = settled(state, request);
    let plan = reports::find(&estate.reports, name)?;
    let job = ReportJob::new(&request.scope, plan, &estate.frameworks, now, &mut random);
    let answer = Answer::ok(json!({ "ReportJobId": job.id }));
    estate.reports.jobs.insert(job);
    if let Some(key) = key {
        state.answered.insert(key, answer.clone());
    }
    Ok(answer)
}

/// `DescribeReportJob`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let (now, id) = (state.now, request.label(0));
    let job = settled(state, request).reports.jobs.get(id);
    let job = job.ok_or_else(|| ApiError::not_found(format!("Report job {id} does not exist")))?;
    Ok(Answer::ok(json!({ "ReportJob": view(job, now) })))
}

/// `ListReportJobs`, newest first.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "report jobs")?;
    let name = request.query("ReportPlanName");
    let status = request.query("Status");
    let before = request.query_time("CreationBefore")?;
    let after = request.query_time("CreationAfter")?;
    if let Some(status) = status.filter(|status| !STATES.contains(status)) {
        return Err(ApiError::invalid("Status", format!("{status} is not a status of report jobs")));
    }
    let now = state.now;
    let reports = &settled(state, request).reports;
    // Jobs of a plan that is gone are still told.
    if let Some(name) = name.filter(|name| !reports.jobs.iter().any(|job| job.plan == **name)) {
        reports::find(reports, name)?;
    }
    let keep = |job: &ReportJob| {
        name.is_none_or(|name| job.plan == *name)
            && status.is_none_or(|status| job.status(now) == status)
            && before.is_none_or(|before| job.created < before)
            && after.is_none_or(|after| job.created > after)
    };
    let (page, token) = paging.page(&reports.jobs, keep);
    Ok(listing("ReportJobs", page.into_iter().map(|job| view(job, now)), token))
}

fn view(job: &ReportJob, now: Timestamp) -> Value {
    let done = now >= job.ends;
    json!({
        "ReportJobId": job.id,
        "ReportPlanArn": job.plan_arn,
        "ReportTemplate": job.template,
        "CreationTime": Epoch(job.created),
        "CompletionTime": done.then_some(Epoch(job.ends)),
        "Status": job.status(now),
        "StatusMessage": job.failure.as_ref().filter(|_| done),
        "ReportDestination": (done && job.failure.is_none())
            .then(|| json!({ "S3BucketName": job.bucket, "S3Keys": job.keys })),
    })
}
