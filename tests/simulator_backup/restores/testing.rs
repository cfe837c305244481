//! Restore testing: plans and selections, and the restores that they make.

use aws_sdk_backup::Client;
use aws_sdk_backup::types::{
    KeyValue, ProtectedResourceConditions, RestoreJobsListMember, RestoreTestingPlanForCreate,
    RestoreTestingPlanForUpdate, RestoreTestingRecoveryPointSelection,
    RestoreTestingRecoveryPointSelectionAlgorithm as Algorithm, RestoreTestingRecoveryPointType as PointType,
    RestoreTestingSelectionForCreate, RestoreTestingSelectionForUpdate, RestoreValidationStatus,
};
use vaultdeck::simulator::Simulator;

use super::{point, types};
use crate::support::{ROLE, pass, refusal};

/// Which points: the latest of all vaults.
fn latest() -> RestoreTestingRecoveryPointSelection {
    RestoreTestingRecoveryPointSelection::builder()
        .algorithm(Algorithm::LatestWithinWindow)
        .include_vaults("*")
        .recovery_point_types(PointType::Snapshot)
        .build()
}

/// A plan that is due at three and starts within an hour.
fn plan(name: &str, points: RestoreTestingRecoveryPointSelection) -> RestoreTestingPlanForCreate {
    RestoreTestingPlanForCreate::builder()
        .restore_testing_plan_name(name)
        .schedule_expression("cron(0 3 ? * * *)")
        .start_window_hours(1)
        .recovery_point_selection(points)
        .build()
        .unwrap()
}

async fn create(client: &Client, name: &str) -> String {
    let call = client.create_restore_testing_plan().restore_testing_plan(plan(name, latest()));
    call.send().await.unwrap().restore_testing_plan_arn
}

fn selection(name: &str, kind: &str, window: i32) -> RestoreTestingSelectionForCreate {
    RestoreTestingSelectionForCreate::builder()
        .restore_testing_selection_name(name)
        .protected_resource_type(kind)
        .protected_resource_arns("*")
        .iam_role_arn(ROLE)
        .validation_window_hours(window)
        .build()
        .unwrap()
}

async fn select(client: &Client, plan: &str, selection: RestoreTestingSelectionForCreate) {
    let call = client.create_restore_testing_selection().restore_testing_plan_name(plan);
    call.restore_testing_selection(selection).send().await.unwrap();
}

async fn jobs(client: &Client, plan_arn: &str) -> Vec<RestoreJobsListMember> {
    let call = client.list_restore_jobs().by_restore_testing_plan_arn(plan_arn);
    call.send().await.unwrap().restore_jobs.unwrap_or_default()
}

/// A plan with one selection has run, and its restores are done.
async fn tested(kind: &str, window: i32) -> (Simulator, Client, String) {
    let (simulator, client) = types().await;
    let arn = create(&client, "nightly").await;
    select(&client, "nightly", selection("all", kind, window)).await;
    // From 02:14 to 04:30.
    pass(&simulator, 136 * 60);
    (simulator, client, arn)
}

#[tokio::test]
async fn a_plan_restores_waits_for_a_verdict_and_deletes() {
    let (simulator, client, arn) = tested("RDS", 4).await;
    let found = jobs(&client, &arn).await;
    let [job] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(job.status().unwrap().as_str(), "COMPLETED", "{job:?}");
    assert_eq!(job.created_by().unwrap().restore_testing_plan_arn(), Some(&*arn));
    assert_eq!(job.validation_status(), Some(&RestoreValidationStatus::Validating));
    let started = job.creation_date().unwrap().secs();
    let due = "2026-11-21T03:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
    assert!((due..due + 3600).contains(&started), "within the start window");
    let plan = client.get_restore_testing_plan().restore_testing_plan_name("nightly").send().await.unwrap();
    assert_eq!(plan.restore_testing_plan().unwrap().last_execution_time().unwrap().secs(), due);
    let put = |status| {
        let call = client.put_restore_validation_result().restore_job_id(job.restore_job_id().unwrap());
        call.validation_status(status).validation_status_message("3 rows").send()
    };
    assert_eq!(refusal(put(RestoreValidationStatus::Validating).await).0, "InvalidParameterValueException");
    put(RestoreValidationStatus::Successful).await.unwrap();
    assert_eq!(refusal(put(RestoreValidationStatus::Failed).await).0, "InvalidRequestException");
    let judged = &jobs(&client, &arn).await[0];
    assert_eq!(judged.validation_status(), Some(&RestoreValidationStatus::Successful));
    assert_eq!(judged.validation_status_message(), Some("3 rows"));
    assert_eq!(judged.deletion_status().unwrap().as_str(), "DELETING");
    pass(&simulator, 1800);
    let gone = &jobs(&client, &arn).await[0];
    assert_eq!(gone.deletion_status().unwrap().as_str(), "SUCCESSFUL");
}

#[tokio::test]
async fn nobody_judges_and_the_validation_times_out_at_its_moment() {
    let outcome = async |step: i64| {
        let (simulator, client, arn) = tested("EBS", 2).await;
        for _ in 0..(4 * 3600 / step) {
            pass(&simulator, step);
            client.list_backup_vaults().send().await.unwrap();
        }
        let mut found = jobs(&client, &arn).await;
        found.sort_by_key(|job| job.source_resource_arn().unwrap().to_owned());
        let fact = |job: &RestoreJobsListMember| {
            (
                job.restore_job_id().unwrap().to_owned(),
                job.completion_date().unwrap().as_secs_f64().to_string(),
                job.validation_status().unwrap().as_str().to_owned(),
                job.deletion_status().unwrap().as_str().to_owned(),
                job.created_resource_arn().unwrap().to_owned(),
            )
        };
        found.iter().map(fact).collect::<Vec<_>>()
    };
    let ticked = outcome(600).await;
    assert_eq!(ticked, outcome(14_400).await, "a jump is as good as ticking");
    assert_eq!(ticked.len(), 1, "the archived volume has no point within the window");
    assert_eq!((ticked[0].2.as_str(), ticked[0].3.as_str()), ("TIMED_OUT", "SUCCESSFUL"));
}

#[tokio::test]
async fn without_a_validation_window_the_resource_goes_at_once() {
    let (simulator, client, arn) = tested("DynamoDB", 0).await;
    pass(&simulator, 1800);
    let found = jobs(&client, &arn).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].validation_status(), None);
    assert_eq!(found[0].deletion_status().unwrap().as_str(), "SUCCESSFUL");
}

#[tokio::test]
async fn every_type_that_can_be_tested_is_restored_by_inferred_metadata() {
    for kind in ["Aurora", "DocumentDB", "DynamoDB", "EBS", "EC2", "EFS", "Neptune", "RDS", "S3"] {
        let (_simulator, client, arn) = tested(kind, 1).await;
        let found = jobs(&client, &arn).await;
        assert_eq!(found.len(), 1, "{kind}");
        assert_eq!(
            found[0].status().unwrap().as_str(),
            "COMPLETED",
            "{kind}: {:?}",
            found[0].status_message()
        );
    }
    let (_simulator, client, arn) = tested("FSx", 1).await;
    let windows = jobs(&client, &arn).await;
    let windows =
        windows.iter().find(|job| job.source_resource_arn().unwrap().contains("fs-0123456789abcdef0"));
    let failed = windows.unwrap();
    assert_eq!(failed.status().unwrap().as_str(), "FAILED", "inferred metadata of FSx are incomplete");
    assert!(failed.status_message().unwrap().contains("WindowsConfiguration"));
}

#[tokio::test]
async fn vaults_conditions_and_overrides_narrow_a_test() {
    let (simulator, client) = types().await;
    let points = RestoreTestingRecoveryPointSelection::builder()
        .algorithm(Algorithm::RandomWithinWindow)
        .include_vaults("*")
        .exclude_vaults("arn:aws:backup:us-east-1:123456789012:backup-vault:main")
        .recovery_point_types(PointType::Snapshot)
        .recovery_point_types(PointType::Continuous)
        .build();
    let none = client.create_restore_testing_plan().restore_testing_plan(plan("none", points)).send().await;
    let none = none.unwrap().restore_testing_plan_arn;
    select(&client, "none", selection("all", "RDS", 0)).await;
    let tagged = create(&client, "tagged").await;
    let condition = |value: &str| {
        let tag = KeyValue::builder().key("aws:ResourceTag/team").value(value).build().unwrap();
        ProtectedResourceConditions::builder().string_equals(tag).build()
    };
    for (name, team) in [("ours", "platform"), ("theirs", "sales")] {
        let mut chosen = selection(name, "DynamoDB", 0);
        chosen.protected_resource_conditions = Some(condition(team));
        chosen.restore_metadata_overrides =
            Some([("TARGETTABLENAME".to_owned(), format!("tested-{name}"))].into());
        select(&client, "tagged", chosen).await;
    }
    pass(&simulator, 3 * 3600);
    assert!(jobs(&client, &none).await.is_empty());
    let found = jobs(&client, &tagged).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].created_resource_arn(),
        Some("arn:aws:dynamodb:us-east-1:123456789012:table/tested-ours")
    );
}

#[tokio::test]
async fn a_plan_keeps_what_an_update_does_not_name_and_runs_by_its_new_schedule() {
    let (simulator, client) = types().await;
    let arn = create(&client, "nightly").await;
    select(&client, "nightly", selection("all", "RDS", 1)).await;
    let change = RestoreTestingPlanForUpdate::builder().schedule_expression("cron(0 6 ? * * *)").build();
    let call = client.update_restore_testing_plan().restore_testing_plan_name("nightly");
    call.restore_testing_plan(change).send().await.unwrap();
    let change = RestoreTestingSelectionForUpdate::builder().validation_window_hours(5).build();
    let call = client.update_restore_testing_selection().restore_testing_plan_name("nightly");
    let call = call.restore_testing_selection_name("all").restore_testing_selection(change);
    call.send().await.unwrap();
    let kept = client.get_restore_testing_selection().restore_testing_plan_name("nightly");
    let kept = kept.restore_testing_selection_name("all").send().await.unwrap();
    let kept = kept.restore_testing_selection().unwrap();
    assert_eq!((kept.validation_window_hours(), kept.protected_resource_type()), (5, "RDS"));
    pass(&simulator, 136 * 60);
    assert!(jobs(&client, &arn).await.is_empty(), "not by the old schedule");
    pass(&simulator, 3 * 3600);
    assert_eq!(jobs(&client, &arn).await.len(), 1);
    let listed = client.list_restore_testing_plans().send().await.unwrap();
    let [listed] = listed.restore_testing_plans() else { panic!("{listed:?}") };
    assert_eq!((listed.start_window_hours(), listed.schedule_expression()), (1, "cron(0 6 ? * * *)"));
    assert!(listed.last_update_time().is_some() && listed.last_execution_time().is_some());
}

#[tokio::test]
async fn plans_and_selections_that_mean_nothing_are_refused() {
    let (_simulator, client) = types().await;
    let refused =
        async |given| refusal(client.create_restore_testing_plan().restore_testing_plan(given).send().await);
    let mut bad = plan("with-hyphen", latest());
    assert!(refused(bad.clone()).await.1.contains("RestoreTestingPlanName"));
    bad.restore_testing_plan_name = "nightly".to_owned();
    bad.schedule_expression = "rate(1 day)".to_owned();
    assert!(refused(bad.clone()).await.1.contains("ScheduleExpression"));
    bad.schedule_expression = "cron(0 3 ? * * *)".to_owned();
    bad.start_window_hours = 169;
    assert!(refused(bad.clone()).await.1.contains("StartWindowHours"));
    bad.start_window_hours = 1;
    bad.recovery_point_selection.as_mut().unwrap().selection_window_days = 366;
    assert!(refused(bad.clone()).await.1.contains("SelectionWindowDays"));
    create(&client, "nightly").await;
    let refused = async |given| {
        let call = client.create_restore_testing_selection().restore_testing_plan_name("nightly");
        refusal(call.restore_testing_selection(given).send().await)
    };
    assert!(refused(selection("all", "Timestream", 0)).await.1.contains("ProtectedResourceType"));
    assert!(refused(selection("all", "RDS", 169)).await.1.contains("ValidationWindowHours"));
    let mut bad = selection("all", "RDS", 0);
    bad.restore_metadata_overrides = Some([("colour".to_owned(), "red".to_owned())].into());
    assert!(refused(bad).await.1.contains("colour"));
}

#[tokio::test]
async fn inferred_metadata_are_taken_as_they_come() {
    let (_simulator, client) = types().await;
    for (name, continuous) in [
        ("ledger-data", false),
        ("orders-db", false),
        ("orders-db", true),
        ("accounts", true),
        ("media-assets", true),
        ("home", false),
        ("invoices", false),
    ] {
        let arn = point(&client, name, continuous).await;
        let call = client.get_restore_testing_inferred_metadata().backup_vault_name("main");
        let inferred = call.recovery_point_arn(&arn).send().await.unwrap().inferred_metadata;
        assert!(super::restore(&client, &arn, &inferred).send().await.is_ok(), "{name}: {inferred:?}");
    }
    let arn = point(&client, "sessions", false).await;
    let call = client.get_restore_testing_inferred_metadata().backup_vault_name("main");
    let refused = refusal(call.recovery_point_arn(arn).send().await);
    assert_eq!(refused.0, "InvalidParameterValueException");
}
