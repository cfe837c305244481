//! What selections refuse and what they take.

use std::collections::BTreeSet;

use aws_sdk_backup::types::builders::BackupSelectionBuilder;
use aws_sdk_backup::types::{BackupSelection, Condition, ConditionParameter, ConditionType, Conditions};

use super::{create, selection};
use crate::support::{ROLE, empty, pass, refusal, small, vault};

fn bare(name: &str) -> BackupSelectionBuilder {
    BackupSelection::builder().selection_name(name).iam_role_arn(ROLE)
}

fn tag(key: &str, value: &str) -> Condition {
    Condition::builder()
        .condition_type(ConditionType::Stringequals)
        .condition_key(key)
        .condition_value(value)
        .build()
        .unwrap()
}

fn parameter(key: &str, value: &str) -> ConditionParameter {
    ConditionParameter::builder().condition_key(key).condition_value(value).build()
}

#[tokio::test]
async fn what_a_selection_cannot_be_is_refused() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let select = |selection: BackupSelectionBuilder| {
        let selection = selection.build().unwrap();
        client.create_backup_selection().backup_plan_id(&id).backup_selection(selection).send()
    };
    let volumes =
        |count: usize| (0..count).map(|n| format!("arn:aws:ec2:us-east-1:123456789012:volume/vol-{n}"));
    let wild = volumes(30).chain(["arn:aws:ec2:*:*:volume/*".to_owned()]).collect::<Vec<_>>();
    let no_prefix = Conditions::builder().string_equals(parameter("backup", "daily")).build();
    let odd = Condition::builder()
        .condition_type("STRINGLIKE".into())
        .condition_key("a")
        .condition_value("b")
        .build()
        .unwrap();
    let untrusting = "arn:aws:iam::123456789012:role/NotAssumable";
    let foreign = "arn:aws:iam::210987654321:role/backup";
    let many = vec![parameter("aws:ResourceTag/a", "b"); 16];
    let conditions =
        Conditions::builder().set_string_like(Some(many.clone())).set_string_not_like(Some(many)).build();
    let (value, limit) = ("InvalidParameterValueException", "LimitExceededException");
    let cases = [
        (bare("x").resources("arn:aws:s3:::*-logs"), value, "Resources"),
        (bare("x").not_resources("vol-1"), value, "NotResources"),
        (bare("x").set_resources(Some(volumes(501).collect())), limit, "Resources"),
        (bare("x").set_not_resources(Some(wild)), limit, "NotResources"),
        (bare("x").conditions(no_prefix), value, "aws:ResourceTag/"),
        (bare("x").conditions(conditions), limit, "Conditions"),
        (bare("x").set_list_of_tags(Some(vec![tag("a", "b"); 31])), limit, "ListOfTags"),
        (bare("x").list_of_tags(odd), value, ""),
        (bare("x").iam_role_arn("backup"), value, "IamRoleArn"),
        (bare("x"), value, "Either 'ListOfTags' or 'Resources' section must be non-empty."),
        (bare("x").not_resources("*"), value, "must be non-empty."),
        (bare("x").resources("*").iam_role_arn(foreign), value, "cannot be assumed by AWS Backup"),
        (bare("x").resources("*").iam_role_arn(untrusting), value, "cannot be assumed by AWS Backup"),
    ];
    for (selection, wanted, words) in cases {
        let (code, message) = refusal(select(selection).await);
        assert_eq!(code, wanted, "{message}");
        assert!(message.contains(words), "{message}");
    }
    select(bare("many").set_resources(Some(volumes(500).collect()))).await.unwrap();
    let nowhere = client.create_backup_selection().backup_plan_id("none").backup_selection(selection("x"));
    assert_eq!(refusal(nowhere.send().await).0, value);
}

#[tokio::test]
async fn a_plan_has_a_hundred_selections_ten_of_them_by_tag() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let select = |selection: BackupSelectionBuilder| {
        let selection = selection.build().unwrap();
        client.create_backup_selection().backup_plan_id(&id).backup_selection(selection).send()
    };
    for number in 0..10 {
        select(bare(&format!("tags-{number}")).list_of_tags(tag("a", "b"))).await.unwrap();
    }
    assert_eq!(refusal(select(bare("tags").list_of_tags(tag("a", "b"))).await).0, "LimitExceededException");
    for number in 0..90 {
        select(bare(&format!("all-{number}")).resources("*")).await.unwrap();
    }
    assert_eq!(refusal(select(bare("all").resources("*")).await).0, "LimitExceededException");
}

#[tokio::test]
async fn a_selection_sent_twice_is_made_once_and_shows_all_its_lists() {
    let (_simulator, client) = empty().await;
    let id = create(&client, "prod", "cron(0 3 ? * * *)").await;
    let select = |token: &str| {
        let selection = bare("tagged").list_of_tags(tag("backup", "daily")).build().unwrap();
        client
            .create_backup_selection()
            .backup_plan_id(&id)
            .backup_selection(selection)
            .creator_request_id(token)
            .send()
    };
    let first = select("t1").await.unwrap();
    assert_eq!(first.selection_id(), select("t1").await.unwrap().selection_id());
    assert_eq!(refusal(select("t2").await).0, "AlreadyExistsException");
    let selection = first.selection_id().unwrap();
    let got = client.get_backup_selection().backup_plan_id(&id).selection_id(selection).send().await.unwrap();
    assert_eq!(got.creator_request_id(), Some("t1"));
    let document = got.backup_selection().unwrap();
    assert_eq!(document.list_of_tags(), [tag("backup", "daily")]);
    assert!(document.resources.as_ref().is_some_and(Vec::is_empty));
    assert!(document.conditions().unwrap().string_like.as_ref().is_some_and(Vec::is_empty));
}

/// The names of what a plan with this selection backs up in the small account.
async fn taken(selection: BackupSelectionBuilder) -> BTreeSet<String> {
    let (simulator, client) = small().await;
    vault(&client, "nightly").await;
    // Nothing is opted out but S3 and Timestream.
    client.update_region_settings().resource_type_opt_in_preference("S3", false).send().await.unwrap();
    let id = create(&client, "extra", "cron(20 2 ? * * *)").await;
    let selection = selection.build().unwrap();
    client.create_backup_selection().backup_plan_id(&id).backup_selection(selection).send().await.unwrap();
    pass(&simulator, 6 * 60);
    let jobs = client.list_backup_jobs().by_backup_vault_name("nightly").send().await.unwrap();
    // A stack's members are backed up with it.
    let own = jobs.backup_jobs().iter().filter(|job| job.parent_job_id().is_none());
    own.map(|job| job.resource_name().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn resources_are_taken_by_arn_tag_and_condition() {
    let daily = ["invoices", "ledger-data", "orders-db"];
    let conditions =
        |like: &str| Conditions::builder().string_like(parameter("aws:ResourceTag/backup", like)).build();
    let unlike =
        Conditions::builder().string_not_equals(parameter("aws:ResourceTag/backup", "daily")).build();
    let cases = [
        (bare("x").list_of_tags(tag("backup", "daily")).list_of_tags(tag("a", "b")), &daily[..]),
        (bare("x").resources("arn:aws:ec2:*:*:volume/*"), &["ledger-data"]),
        (bare("x").resources("arn:aws:s3:::media*"), &["media-assets"]),
        (bare("x").resources("*").not_resources("arn:aws:rds:*").conditions(conditions("d*")), &daily[..2]),
        (bare("x").conditions(conditions("w*")), &[]),
        (bare("x").conditions(unlike), &["billing", "build-1"]),
        (bare("x").resources("*"), &["billing", "build-1", "invoices", "ledger-data", "orders-db"]),
    ];
    for (number, (selection, wanted)) in cases.into_iter().enumerate() {
        let wanted: BTreeSet<_> = wanted.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(taken(selection).await, wanted, "case {number}");
    }
}

/// The ARNs of what a plan with this selection backs up in an account that knows no resource but what `before` backed up.
async fn found(before: &[&str], selection: BackupSelectionBuilder) -> Vec<String> {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    vault(&client, "by-hand").await;
    for arn in before {
        let job = client.start_backup_job().backup_vault_name("by-hand").iam_role_arn(ROLE);
        job.resource_arn(*arn).send().await.unwrap();
    }
    pass(&simulator, 86_400);
    let rule = aws_sdk_backup::types::BackupRuleInput::builder().rule_name("r");
    let rule = rule.target_backup_vault_name("nightly").schedule_expression("cron(20 2 ? * * *)");
    let plan = super::plan("found", vec![rule.build().unwrap()]);
    let plan = client.create_backup_plan().backup_plan(plan).send().await.unwrap();
    let id = plan.backup_plan_id().unwrap();
    let selection = selection.build().unwrap();
    client.create_backup_selection().backup_plan_id(id).backup_selection(selection).send().await.unwrap();
    pass(&simulator, 86_400);
    let jobs = client.list_backup_jobs().by_backup_vault_name("nightly").send().await.unwrap();
    jobs.backup_jobs().iter().map(|job| job.resource_arn().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn plans_find_what_was_backed_up_by_hand_and_what_they_name() {
    let table = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
    let elsewhere = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
    assert!(found(&[], bare("x").resources("*")).await.is_empty());
    assert_eq!(found(&[table], bare("x").resources("*")).await, [table]);
    assert_eq!(found(&[table], bare("x").resources("arn:aws:dynamodb:*:*:table/*")).await, [table]);
    assert_eq!(found(&[], bare("x").resources(table).resources(elsewhere)).await, [table]);
}
