//! Frameworks, report plans, report jobs.

use super::{Fresh, Group, Refused, calls, refusals};
use crate::audit::{channel, control, setting};
use crate::support::{pass, refusal};

const ENCRYPTED: &str = "BACKUP_RECOVERY_POINT_ENCRYPTED";

pub const GROUP: Group = Group {
    refusals: refusals! {
        "CreateFramework" "AlreadyExistsException" => framework_twice;
        "CreateFramework" "LimitExceededException" => many_controls;
        "CreateReportPlan" "AlreadyExistsException" => plan_twice;
        "CreateReportPlan" "LimitExceededException" => many_plans;
        "DeleteFramework" "ConflictException" => delete_framework_soon;
        "DeleteFramework" "ResourceNotFoundException" => delete_unknown_framework;
        "DeleteReportPlan" "ConflictException" => delete_plan_soon;
        "DeleteReportPlan" "ResourceNotFoundException" => delete_unknown_plan;
        "DescribeFramework" "ResourceNotFoundException" => describe_unknown_framework;
        "DescribeReportJob" "ResourceNotFoundException" => describe_unknown_job;
        "DescribeReportPlan" "ResourceNotFoundException" => describe_unknown_plan;
        "ListReportJobs" "ResourceNotFoundException" => list_of_unknown;
        "StartReportJob" "ResourceNotFoundException" => start_unknown;
        "UpdateFramework" "ConflictException" => update_framework_soon;
        "UpdateFramework" "LimitExceededException" => update_to_many_controls;
        "UpdateFramework" "ResourceNotFoundException" => update_unknown_framework;
        "UpdateReportPlan" "ConflictException" => update_plan_soon;
        "UpdateReportPlan" "ResourceNotFoundException" => update_unknown_plan;
    },
    never: &[("UpdateFramework", "AlreadyExistsException", "an update has no name that could be taken")],
    not_yet: &[],
    calls: calls! {
        "CreateFramework" => framework;
        "CreateReportPlan" => plan;
        "DeleteFramework" => delete_framework;
        "DeleteReportPlan" => delete_plan;
        "DescribeFramework" => describe_framework;
        "DescribeReportJob" => describe_job;
        "DescribeReportPlan" => describe_plan;
        "ListFrameworks" => list_frameworks;
        "ListReportJobs" => list_jobs;
        "ListReportPlans" => list_plans;
        "StartReportJob" => start;
        "UpdateFramework" => update_framework;
        "UpdateReportPlan" => update_plan;
    },
    not_called_yet: &[],
};

async fn framework(at: Fresh) {
    let create = at.client.create_framework().framework_name("audit").framework_controls(control(ENCRYPTED));
    create.send().await.unwrap();
}

/// One whose deployment is over.
async fn deployed(at: &Fresh) {
    framework(at.clone()).await;
    pass(&at.simulator, 300);
}

async fn framework_twice(at: Fresh) -> Refused {
    framework(at.clone()).await;
    let create = at.client.create_framework().framework_name("audit").framework_controls(control(ENCRYPTED));
    refusal(create.send().await)
}

async fn many_controls(at: Fresh) -> Refused {
    let controls = Some(vec![control(ENCRYPTED); 51]);
    refusal(
        at.client.create_framework().framework_name("audit").set_framework_controls(controls).send().await,
    )
}

async fn make_plan(at: &Fresh, name: &str) -> Result<(), Refused> {
    let create = at.client.create_report_plan().report_plan_name(name).report_delivery_channel(channel());
    let made = create.report_setting(setting("BACKUP_JOB_REPORT")).send().await;
    if made.is_ok() { Ok(()) } else { Err(refusal(made)) }
}

async fn plan(at: Fresh) {
    make_plan(&at, "daily").await.unwrap();
}

async fn plan_twice(at: Fresh) -> Refused {
    plan(at.clone()).await;
    make_plan(&at, "daily").await.unwrap_err()
}

async fn many_plans(at: Fresh) -> Refused {
    for number in 0..20 {
        make_plan(&at, &format!("plan{number}")).await.unwrap();
    }
    make_plan(&at, "more").await.unwrap_err()
}

async fn delete_framework_soon(at: Fresh) -> Refused {
    framework(at.clone()).await;
    refusal(at.client.delete_framework().framework_name("audit").send().await)
}

async fn delete_unknown_framework(at: Fresh) -> Refused {
    refusal(at.client.delete_framework().framework_name("none").send().await)
}

async fn delete_plan_soon(at: Fresh) -> Refused {
    plan(at.clone()).await;
    refusal(at.client.delete_report_plan().report_plan_name("daily").send().await)
}

async fn delete_unknown_plan(at: Fresh) -> Refused {
    refusal(at.client.delete_report_plan().report_plan_name("none").send().await)
}

async fn describe_unknown_framework(at: Fresh) -> Refused {
    refusal(at.client.describe_framework().framework_name("none").send().await)
}

async fn describe_unknown_job(at: Fresh) -> Refused {
    refusal(at.client.describe_report_job().report_job_id("none").send().await)
}

async fn describe_unknown_plan(at: Fresh) -> Refused {
    refusal(at.client.describe_report_plan().report_plan_name("none").send().await)
}

async fn list_of_unknown(at: Fresh) -> Refused {
    refusal(at.client.list_report_jobs().by_report_plan_name("none").send().await)
}

async fn start_unknown(at: Fresh) -> Refused {
    refusal(at.client.start_report_job().report_plan_name("none").send().await)
}

async fn update_framework_soon(at: Fresh) -> Refused {
    framework(at.clone()).await;
    refusal(at.client.update_framework().framework_name("audit").send().await)
}

async fn update_to_many_controls(at: Fresh) -> Refused {
    deployed(&at).await;
    let controls = Some(vec![control(ENCRYPTED); 51]);
    refusal(
        at.client.update_framework().framework_name("audit").set_framework_controls(controls).send().await,
    )
}

async fn update_unknown_framework(at: Fresh) -> Refused {
    refusal(at.client.update_framework().framework_name("none").send().await)
}

async fn update_plan_soon(at: Fresh) -> Refused {
    plan(at.clone()).await;
    refusal(at.client.update_report_plan().report_plan_name("daily").send().await)
}

async fn update_unknown_plan(at: Fresh) -> Refused {
    refusal(at.client.update_report_plan().report_plan_name("none").send().await)
}

async fn delete_framework(at: Fresh) {
    deployed(&at).await;
    at.client.delete_framework().framework_name("audit").send().await.unwrap();
}

async fn update_framework(at: Fresh) {
    deployed(&at).await;
    let update = at.client.update_framework().framework_name("audit").framework_description("changed");
    update.send().await.unwrap();
}

async fn describe_framework(at: Fresh) {
    framework(at.clone()).await;
    at.client.describe_framework().framework_name("audit").send().await.unwrap();
}

async fn list_frameworks(at: Fresh) {
    at.client.list_frameworks().send().await.unwrap();
}

async fn delete_plan(at: Fresh) {
    plan(at.clone()).await;
    pass(&at.simulator, 300);
    at.client.delete_report_plan().report_plan_name("daily").send().await.unwrap();
}

async fn update_plan(at: Fresh) {
    plan(at.clone()).await;
    pass(&at.simulator, 300);
    at.client.update_report_plan().report_plan_name("daily").send().await.unwrap();
}

async fn describe_plan(at: Fresh) {
    plan(at.clone()).await;
    at.client.describe_report_plan().report_plan_name("daily").send().await.unwrap();
}

async fn list_plans(at: Fresh) {
    at.client.list_report_plans().send().await.unwrap();
}

async fn started(at: &Fresh) -> String {
    plan(at.clone()).await;
    let started = at.client.start_report_job().report_plan_name("daily").send().await.unwrap();
    started.report_job_id.unwrap()
}

async fn start(at: Fresh) {
    started(&at).await;
}

async fn describe_job(at: Fresh) {
    let id = started(&at).await;
    at.client.describe_report_job().report_job_id(id).send().await.unwrap();
}

async fn list_jobs(at: Fresh) {
    at.client.list_report_jobs().send().await.unwrap();
}
