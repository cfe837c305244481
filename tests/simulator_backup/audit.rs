//! Frameworks, report plans and report jobs.

use aws_sdk_backup::Client;
use aws_sdk_backup::types::{
    ControlInputParameter, ControlScope, FrameworkControl, ReportDeliveryChannel, ReportSetting,
};

use crate::support::{empty, pass, refusal};

const ENCRYPTED: &str = "BACKUP_RECOVERY_POINT_ENCRYPTED";
const FREQUENCY: &str = "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK";

pub fn control(name: &str) -> FrameworkControl {
    FrameworkControl::builder().control_name(name).build().unwrap()
}

fn told(name: &str, parameter: &str, value: &str) -> FrameworkControl {
    let parameter = ControlInputParameter::builder().parameter_name(parameter).parameter_value(value).build();
    FrameworkControl::builder().control_name(name).control_input_parameters(parameter).build().unwrap()
}

pub fn channel() -> ReportDeliveryChannel {
    let channel = ReportDeliveryChannel::builder().s3_bucket_name("reports").s3_key_prefix("audit");
    channel.formats("CSV").formats("JSON").build().unwrap()
}

pub fn setting(template: &str) -> ReportSetting {
    ReportSetting::builder().report_template(template).build().unwrap()
}

async fn framework(client: &Client, name: &str) -> String {
    let made =
        client.create_framework().framework_name(name).framework_controls(control(ENCRYPTED)).send().await;
    made.unwrap().framework_arn.unwrap()
}

async fn deployment(client: &Client, name: &str) -> (String, String) {
    let got = client.describe_framework().framework_name(name).send().await.unwrap();
    (got.deployment_status.unwrap(), got.framework_status.unwrap())
}

fn pair(deployment: &str, status: &str) -> (String, String) {
    (deployment.to_owned(), status.to_owned())
}

#[tokio::test]
async fn a_framework_is_deployed_updated_and_deleted_in_time() {
    let (simulator, client) = empty().await;
    let arn = framework(&client, "audit").await;
    assert!(arn.starts_with("arn:aws:backup:us-east-1:123456789012:framework:audit-"), "{arn}");
    assert_eq!(deployment(&client, "audit").await, pair("CREATE_IN_PROGRESS", "UNAVAILABLE"));
    let update = || {
        let scope = ControlScope::builder().compliance_resource_types("EBS").build();
        let mut scoped = told(FREQUENCY, "requiredRetentionDays", "35");
        scoped.control_scope = Some(scope);
        client
            .update_framework()
            .framework_name("audit")
            .framework_controls(scoped)
            .framework_controls(control(ENCRYPTED))
            .idempotency_token("update-1")
            .send()
    };
    assert_eq!(refusal(update().await).0, "ConflictException");
    assert_eq!(
        refusal(client.delete_framework().framework_name("audit").send().await).0,
        "ConflictException"
    );
    pass(&simulator, 181);
    assert_eq!(deployment(&client, "audit").await, pair("COMPLETED", "ACTIVE"));
    update().await.unwrap();
    update().await.unwrap();
    assert_eq!(deployment(&client, "audit").await.0, "UPDATE_IN_PROGRESS");
    let got = client.describe_framework().framework_name("audit").send().await.unwrap();
    assert_eq!(got.idempotency_token(), Some("update-1"));
    let parameter = &got.framework_controls()[0].control_input_parameters()[0];
    assert_eq!(
        (parameter.parameter_name(), parameter.parameter_value()),
        (Some("requiredRetentionDays"), Some("35"))
    );
    let listed = client.list_frameworks().send().await.unwrap();
    assert_eq!(listed.frameworks()[0].number_of_controls(), 2);
    pass(&simulator, 181);
    client.delete_framework().framework_name("audit").send().await.unwrap();
    assert_eq!(deployment(&client, "audit").await.0, "DELETE_IN_PROGRESS");
    pass(&simulator, 181);
    let gone = client.describe_framework().framework_name("audit").send().await;
    assert_eq!(refusal(gone).0, "ResourceNotFoundException");
    assert!(client.list_frameworks().send().await.unwrap().frameworks().is_empty());
    framework(&client, "audit").await;
}

#[tokio::test]
async fn a_framework_has_controls_that_exist() {
    let (_simulator, client) = empty().await;
    let create =
        |control| client.create_framework().framework_name("audit").framework_controls(control).send();
    for (bad, words) in [
        (control("BACKUP_EVERYTHING"), "BACKUP_EVERYTHING"),
        (told(ENCRYPTED, "requiredRetentionDays", "35"), "requiredRetentionDays"),
        (told(FREQUENCY, "requiredFrequencyUnit", "weeks"), "weeks"),
        (told(FREQUENCY, "requiredRetentionDays", "-1"), "-1"),
    ] {
        let (code, message) = refusal(create(bad).await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(words), "{message}");
    }
    let none = client.create_framework().framework_name("audit").set_framework_controls(Some(vec![]));
    assert_eq!(refusal(none.send().await).0, "InvalidParameterValueException");
    create(told(FREQUENCY, "requiredFrequencyUnit", "hours")).await.unwrap();
}

#[tokio::test]
async fn an_account_has_fifteen_frameworks_and_fifty_controls() {
    let (simulator, client) = empty().await;
    for number in 0..15 {
        framework(&client, &format!("f{number}")).await;
    }
    let more = client.create_framework().framework_name("more").framework_controls(control(ENCRYPTED));
    assert_eq!(refusal(more.send().await).0, "LimitExceededException");
    pass(&simulator, 181);
    let update = |count| {
        let controls = Some(vec![control(ENCRYPTED); count]);
        client.update_framework().framework_name("f0").set_framework_controls(controls).send()
    };
    assert_eq!(refusal(update(37).await).0, "LimitExceededException");
    update(36).await.unwrap();
}

#[tokio::test]
async fn what_is_made_twice_is_one_when_its_token_is_the_same() {
    let (_simulator, client) = empty().await;
    let make = |token: &str| {
        let create = client.create_framework().framework_name("audit").framework_controls(control(ENCRYPTED));
        create.idempotency_token(token).send()
    };
    let first = make("t1").await.unwrap();
    assert_eq!(first.framework_arn(), make("t1").await.unwrap().framework_arn());
    assert_eq!(refusal(make("t2").await).0, "AlreadyExistsException");
    let plan = |token: &str| {
        let create = client.create_report_plan().report_plan_name("daily").report_delivery_channel(channel());
        create.report_setting(setting("BACKUP_JOB_REPORT")).idempotency_token(token).send()
    };
    let first = plan("t1").await.unwrap();
    assert_eq!(first.report_plan_arn(), plan("t1").await.unwrap().report_plan_arn());
    assert_eq!(refusal(plan("t2").await).0, "AlreadyExistsException");
    let start =
        |token: &str| client.start_report_job().report_plan_name("daily").idempotency_token(token).send();
    let job = start("t1").await.unwrap();
    assert_eq!(job.report_job_id(), start("t1").await.unwrap().report_job_id());
    assert_ne!(job.report_job_id(), start("t2").await.unwrap().report_job_id());
}

async fn report_plan(client: &Client, name: &str) {
    let create = client.create_report_plan().report_plan_name(name).report_delivery_channel(channel());
    create.report_setting(setting("BACKUP_JOB_REPORT")).send().await.unwrap();
}

#[tokio::test]
async fn a_report_job_runs_and_tells_where_its_reports_are() {
    let (simulator, client) = empty().await;
    report_plan(&client, "daily").await;
    let started = client.start_report_job().report_plan_name("daily").send().await.unwrap();
    let id = started.report_job_id().unwrap();
    let describe =
        async || client.describe_report_job().report_job_id(id).send().await.unwrap().report_job.unwrap();
    let job = describe().await;
    assert_eq!(job.status(), Some("CREATED"));
    assert_eq!((job.report_destination(), job.completion_time()), (None, None));
    assert_eq!(job.report_template(), Some("BACKUP_JOB_REPORT"));
    pass(&simulator, 41);
    assert_eq!(describe().await.status(), Some("RUNNING"));
    pass(&simulator, 400);
    let job = describe().await;
    assert_eq!(job.status(), Some("COMPLETED"));
    let destination = job.report_destination().unwrap();
    assert_eq!(destination.s3_bucket_name(), Some("reports"));
    assert_eq!(
        destination.s3_keys(),
        [
            "audit/Backup/us-east-1/2026/11/21/daily_2026-11-21T02-14-00Z.csv",
            "audit/Backup/us-east-1/2026/11/21/daily_2026-11-21T02-14-00Z.json"
        ]
    );
    let got = client.describe_report_plan().report_plan_name("daily").send().await.unwrap();
    let plan = got.report_plan().unwrap();
    assert_eq!(plan.last_attempted_execution_time(), job.creation_time());
    assert_eq!(plan.last_successful_execution_time(), job.completion_time());
    assert_eq!(plan.deployment_status(), Some("COMPLETED"));
}

#[tokio::test]
async fn a_report_is_written_every_day_however_the_time_passes() {
    let reports = async |ticks: i64| {
        let (simulator, client) = empty().await;
        report_plan(&client, "daily").await;
        for _ in 0..ticks {
            pass(&simulator, 10 * 86_400 / ticks);
            client.list_report_plans().send().await.unwrap();
        }
        client.list_report_jobs().send().await.unwrap().report_jobs.unwrap()
    };
    let jumped = reports(1).await;
    assert_eq!(jumped, reports(240).await);
    let days: Vec<_> =
        jumped.iter().map(|job| job.creation_time().unwrap().to_string()[8..10].to_owned()).collect();
    // The plan was made at 02:14; whether the reports of the 21st and of December 1st fall in is the seed's doing.
    assert!(days.windows(2).all(|pair| pair[0] != pair[1]), "{days:?}");
    assert!((9..=11).contains(&days.len()), "{days:?}");
}

#[tokio::test]
async fn report_jobs_are_listed_by_plan_status_and_time() {
    let (simulator, client) = empty().await;
    report_plan(&client, "one").await;
    report_plan(&client, "two").await;
    client.start_report_job().report_plan_name("one").send().await.unwrap();
    pass(&simulator, 600);
    client.start_report_job().report_plan_name("two").send().await.unwrap();
    let count =
        async |list: aws_sdk_backup::operation::list_report_jobs::builders::ListReportJobsFluentBuilder| {
            list.send().await.unwrap().report_jobs().len()
        };
    let list = || client.list_report_jobs();
    assert_eq!(count(list()).await, 2);
    assert_eq!(count(list().by_report_plan_name("one")).await, 1);
    assert_eq!(count(list().by_status("CREATED")).await, 1);
    let between = aws_sdk_backup::primitives::DateTime::from_secs(1_795_227_300);
    assert_eq!(count(list().by_creation_after(between)).await, 1);
    assert_eq!(count(list().by_creation_before(between)).await, 1);
    assert_eq!(refusal(list().by_status("DONE").send().await).0, "InvalidParameterValueException");
    let unknown = list().by_report_plan_name("none").send().await;
    assert_eq!(refusal(unknown).0, "ResourceNotFoundException");
    let newest = list().max_results(1).send().await.unwrap();
    assert!(newest.next_token().is_some());
    assert_eq!(newest.report_jobs()[0].status(), Some("CREATED"));
}

#[tokio::test]
async fn a_report_plan_changes_and_goes() {
    let (simulator, client) = empty().await;
    report_plan(&client, "daily").await;
    let update = || {
        let channel = ReportDeliveryChannel::builder().s3_bucket_name("elsewhere").build().unwrap();
        client.update_report_plan().report_plan_name("daily").report_delivery_channel(channel).send()
    };
    assert_eq!(refusal(update().await).0, "ConflictException");
    pass(&simulator, 31);
    update().await.unwrap();
    let got = client.describe_report_plan().report_plan_name("daily").send().await.unwrap();
    let plan = got.report_plan().unwrap();
    assert_eq!(plan.deployment_status(), Some("UPDATE_IN_PROGRESS"));
    assert_eq!(plan.report_delivery_channel().unwrap().formats(), ["CSV"]);
    assert_eq!(plan.report_setting().unwrap().report_template(), "BACKUP_JOB_REPORT");
    let deleted = || client.delete_report_plan().report_plan_name("daily").send();
    assert_eq!(refusal(deleted().await).0, "ConflictException");
    pass(&simulator, 31);
    client.start_report_job().report_plan_name("daily").send().await.unwrap();
    deleted().await.unwrap();
    pass(&simulator, 31);
    assert_eq!(refusal(deleted().await).0, "ResourceNotFoundException");
    assert!(client.list_report_plans().send().await.unwrap().report_plans().is_empty());
    pass(&simulator, 5 * 86_400);
    assert_eq!(
        client.list_report_jobs().by_report_plan_name("daily").send().await.unwrap().report_jobs().len(),
        1
    );
}

#[tokio::test]
async fn a_report_is_about_what_its_template_says() {
    let (_simulator, client) = empty().await;
    let arn = framework(&client, "audit").await;
    let create = |setting, channel| {
        client
            .create_report_plan()
            .report_plan_name("r")
            .report_setting(setting)
            .report_delivery_channel(channel)
            .send()
    };
    let about = |template: &str, arn: &str| {
        ReportSetting::builder().report_template(template).framework_arns(arn).build().unwrap()
    };
    let mut account = setting("BACKUP_JOB_REPORT");
    account.accounts = Some(vec!["everyone".to_owned()]);
    let xml = ReportDeliveryChannel::builder().s3_bucket_name("reports").formats("XML").build().unwrap();
    for (setting, channel, words) in [
        (setting("WEATHER_REPORT"), channel(), "WEATHER_REPORT"),
        (setting("CONTROL_COMPLIANCE_REPORT"), channel(), "FrameworkArns"),
        (about("BACKUP_JOB_REPORT", &arn), channel(), "FrameworkArns"),
        (about("CONTROL_COMPLIANCE_REPORT", "arn:none"), channel(), "arn:none"),
        (account, channel(), "everyone"),
        (setting("BACKUP_JOB_REPORT"), xml, "XML"),
    ] {
        let (code, message) = refusal(create(setting, channel).await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(words), "{message}");
    }
    create(about("CONTROL_COMPLIANCE_REPORT", &arn), channel()).await.unwrap();
    let got = client.describe_report_plan().report_plan_name("r").send().await.unwrap();
    assert_eq!(got.report_plan().unwrap().report_setting().unwrap().number_of_frameworks(), 1);
    for number in 0..19 {
        report_plan(&client, &format!("r{number}")).await;
    }
    let more = client.create_report_plan().report_plan_name("more").report_delivery_channel(channel());
    let more = more.report_setting(setting("COPY_JOB_REPORT")).send().await;
    assert_eq!(refusal(more).0, "LimitExceededException");
}

#[tokio::test]
async fn a_report_about_frameworks_that_are_gone_fails() {
    let (simulator, client) = empty().await;
    let arn = framework(&client, "audit").await;
    let about = ReportSetting::builder().report_template("RESOURCE_COMPLIANCE_REPORT").framework_arns(arn);
    let create = client.create_report_plan().report_plan_name("r").report_delivery_channel(channel());
    create.report_setting(about.build().unwrap()).send().await.unwrap();
    pass(&simulator, 181);
    client.delete_framework().framework_name("audit").send().await.unwrap();
    let start = async || {
        client.start_report_job().report_plan_name("r").send().await.unwrap();
        pass(&simulator, 441);
        let jobs = client.list_report_jobs().by_report_plan_name("r").max_results(1).send().await.unwrap();
        jobs.report_jobs()[0].clone()
    };
    assert_eq!(start().await.status(), Some("COMPLETED"));
    let failed = start().await;
    assert_eq!(failed.status(), Some("FAILED"));
    assert!(failed.status_message().unwrap().contains("no longer exist"), "{failed:?}");
    assert_eq!(failed.report_destination(), None);
    let got = client.describe_report_plan().report_plan_name("r").send().await.unwrap();
    let plan = got.report_plan().unwrap();
    assert!(plan.last_successful_execution_time() < plan.last_attempted_execution_time());
}

#[tokio::test]
async fn frameworks_page_by_name_though_one_comes_meanwhile() {
    let (_simulator, client) = empty().await;
    for name in ["a", "b", "c"] {
        report_plan(&client, name).await;
        framework(&client, name).await;
    }
    let first = client.list_frameworks().max_results(2).send().await.unwrap();
    let names: Vec<_> =
        first.frameworks().iter().filter_map(|framework| framework.framework_name()).collect();
    assert_eq!(names, ["a", "b"]);
    framework(&client, "aa").await;
    let second = client.list_frameworks().set_next_token(first.next_token).send().await.unwrap();
    let names: Vec<_> =
        second.frameworks().iter().filter_map(|framework| framework.framework_name()).collect();
    assert_eq!(names, ["c"]);
    let plans = client.list_report_plans().max_results(2).send().await.unwrap();
    let rest = client.list_report_plans().set_next_token(plans.next_token).send().await.unwrap();
    assert_eq!(rest.report_plans().len(), 1);
}
