mod documents;
mod runs;
mod selections;
mod templates;
mod versions;

use aws_sdk_backup::Client;
use aws_sdk_backup::types::{
    BackupPlanInput, BackupRuleInput, BackupSelection, Condition, ConditionType, Lifecycle,
};

use crate::support::{ROLE, VOLUME, empty, pass, refusal, small, vault};

fn rule(schedule: &str) -> BackupRuleInput {
    BackupRuleInput::builder()
        .rule_name("nightly")
        .target_backup_vault_name("nightly")
        .schedule_expression(schedule)
        .lifecycle(Lifecycle::builder().delete_after_days(35).build())
        .build()
        .unwrap()
}

fn plan(name: &str, rules: Vec<BackupRuleInput>) -> BackupPlanInput {
    BackupPlanInput::builder().backup_plan_name(name).set_rules(Some(rules)).build().unwrap()
}

async fn create(client: &Client, name: &str, schedule: &str) -> String {
    let created =
        client.create_backup_plan().backup_plan(plan(name, vec![rule(schedule)])).send().await.unwrap();
    assert_eq!(created.version_id().unwrap().len(), 48);
    created.backup_plan_id().unwrap().to_owned()
}

#[tokio::test]
async fn a_plan_is_created_read_and_listed() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let got = client.get_backup_plan().backup_plan_id(&id).send().await.unwrap();
    let document = got.backup_plan().unwrap();
    assert_eq!(document.backup_plan_name(), "prod");
    assert_eq!(document.rules()[0].lifecycle().unwrap().delete_after_days(), Some(35));
    assert!(document.rules()[0].rule_id().is_some());
    let listed = client.list_backup_plans().send().await.unwrap();
    assert_eq!(listed.backup_plans_list()[0].backup_plan_id(), Some(id.as_str()));
    let (code, message) = refusal(client.get_backup_plan().backup_plan_id("none").send().await);
    assert_eq!(code, "ResourceNotFoundException");
    assert_eq!(message, "Failed reading Backup plan with provided version");
}

#[tokio::test]
async fn the_preview_tells_the_next_runs_of_all_rules() {
    let (_simulator, client) = empty().await;
    let mut second = rule("cron(30 2 ? * * *)");
    second.rule_name = "second".to_owned();
    let rules = vec![rule("cron(0 3 ? * * *)"), second];
    let created = client.create_backup_plan().backup_plan(plan("prod", rules)).send().await.unwrap();
    let id = created.backup_plan_id().unwrap();
    let got = client.get_backup_plan().backup_plan_id(id).max_scheduled_runs_preview(3).send().await.unwrap();
    let times: Vec<_> =
        got.scheduled_runs_preview().iter().map(|run| run.execution_time().unwrap().to_string()).collect();
    assert_eq!(times, ["2026-11-21T02:30:00Z", "2026-11-21T03:00:00Z", "2026-11-22T02:30:00Z"]);
    assert!(
        client.get_backup_plan().backup_plan_id(id).send().await.unwrap().scheduled_runs_preview().is_empty()
    );
    let (code, _) =
        refusal(client.get_backup_plan().backup_plan_id(id).max_scheduled_runs_preview(11).send().await);
    assert_eq!(code, "InvalidParameterValueException");
}

#[tokio::test]
async fn a_plan_that_cannot_be_is_refused_by_its_member() {
    let (_simulator, client) = empty().await;
    let window = BackupRuleInput::builder()
        .rule_name("r")
        .target_backup_vault_name("vault")
        .start_window_minutes(5)
        .build()
        .unwrap();
    let short = Lifecycle::builder().delete_after_days(30).move_to_cold_storage_after_days(10).build();
    let cold = BackupRuleInput::builder()
        .rule_name("r")
        .target_backup_vault_name("vault")
        .lifecycle(short)
        .build()
        .unwrap();
    for (input, member) in [
        (plan("prod", vec![rule("rate(1 day)")]), "ScheduleExpression"),
        (plan("prod", vec![rule("cron(0 5 * * * *)")]), "ScheduleExpression"),
        (plan("no spaces", vec![rule("cron(0 5 ? * * *)")]), "BackupPlanName"),
        (plan("prod", vec![window]), "StartWindowMinutes"),
        (plan("prod", vec![cold]), "DeleteAfterDays"),
    ] {
        let (code, message) = refusal(client.create_backup_plan().backup_plan(input).send().await);
        assert_eq!(code, "InvalidParameterValueException");
        assert!(message.contains(member), "{message}");
    }
    let (code, _) = refusal(client.create_backup_plan().backup_plan(plan("prod", vec![])).send().await);
    assert_eq!(code, "MissingParameterValueException");
    create(&client, "prod", "cron(0 3 ? * * *)").await;
    let again = client.create_backup_plan().backup_plan(plan("prod", vec![rule("cron(0 3 ? * * *)")]));
    assert_eq!(refusal(again.send().await).0, "AlreadyExistsException");
}

#[tokio::test]
async fn versions_are_listed_newest_first() {
    let (_simulator, client) = small().await;
    let listed = client.list_backup_plans().send().await.unwrap();
    let plan =
        listed.backup_plans_list().iter().find(|plan| plan.backup_plan_name() == Some("prod")).unwrap();
    let id = plan.backup_plan_id().unwrap();
    let versions = client.list_backup_plan_versions().backup_plan_id(id).send().await.unwrap();
    let [newest, oldest] = versions.backup_plan_versions_list() else { panic!("{versions:?}") };
    assert_eq!(newest.version_id(), plan.version_id());
    assert!(newest.creation_date() > oldest.creation_date());
    let old = oldest.version_id().unwrap();
    let got = client.get_backup_plan().backup_plan_id(id).version_id(old).send().await.unwrap();
    assert_eq!(got.version_id(), Some(old));
}

fn selection(name: &str) -> BackupSelection {
    BackupSelection::builder().selection_name(name).iam_role_arn(ROLE).resources(VOLUME).build().unwrap()
}

#[tokio::test]
async fn a_selection_is_created_read_and_listed() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let create =
        |selection| client.create_backup_selection().backup_plan_id(&id).backup_selection(selection).send();
    let created = create(selection("volumes")).await.unwrap();
    let got = client
        .get_backup_selection()
        .backup_plan_id(&id)
        .selection_id(created.selection_id().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(got.backup_selection().unwrap().resources(), [VOLUME]);
    let listed = client.list_backup_selections().backup_plan_id(&id).send().await.unwrap();
    assert_eq!(listed.backup_selections_list()[0].selection_name(), Some("volumes"));
    assert_eq!(refusal(create(selection("volumes")).await).0, "AlreadyExistsException");
    let no_role = BackupSelection::builder().selection_name("x").iam_role_arn("admin").build().unwrap();
    assert_eq!(refusal(create(no_role).await).0, "InvalidParameterValueException");
    let (code, _) =
        refusal(client.get_backup_selection().backup_plan_id(&id).selection_id("none").send().await);
    assert_eq!(code, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_plan_starts_the_backups_of_what_it_selects_when_it_is_due() {
    let (simulator, client) = small().await;
    vault(&client, "nightly").await;
    let id = create(&client, "extra", "cron(20 2 ? * * *)").await;
    let tagged = Condition::builder()
        .condition_type(ConditionType::Stringequals)
        .condition_key("backup")
        .condition_value("daily")
        .build()
        .unwrap();
    let selection = BackupSelection::builder()
        .selection_name("tagged")
        .iam_role_arn(ROLE)
        .list_of_tags(tagged)
        .build()
        .unwrap();
    client.create_backup_selection().backup_plan_id(&id).backup_selection(selection).send().await.unwrap();
    let jobs = async || {
        let listed = client.list_backup_jobs().by_backup_vault_name("nightly").send().await.unwrap();
        listed.backup_jobs().to_vec()
    };
    assert!(jobs().await.is_empty());
    pass(&simulator, 6 * 60);
    let started = jobs().await;
    assert_eq!(started.len(), 3);
    assert!(started.iter().all(|job| job.created_by().unwrap().backup_plan_id() == Some(id.as_str())));
    pass(&simulator, 7200);
    assert!(jobs().await.iter().all(|job| job.state().unwrap().as_str() == "COMPLETED"));
    let got = client.get_backup_plan().backup_plan_id(&id).send().await.unwrap();
    assert_eq!(got.last_execution_date().unwrap().to_string(), "2026-11-21T02:20:00Z");
}
