use aws_sdk_backup::Client;
use aws_sdk_backup::primitives::DateTime;
use aws_sdk_backup::types::{DateRange, LegalHoldStatus, RecoveryPointSelection};
use vaultdeck::simulator::Simulator;

use crate::support::{ROLE, VOLUME, backup, client, empty, pass, point_in, refusal, scenario, start, vault};

const DAY: i64 = 86_400;

fn of_vault(name: &str) -> RecoveryPointSelection {
    RecoveryPointSelection::builder().vault_names(name).build()
}

async fn hold(client: &Client, selection: RecoveryPointSelection) -> String {
    let create = client.create_legal_hold().title("Case 7").description("Litigation");
    let created = create.recovery_point_selection(selection).send().await.unwrap();
    assert_eq!(created.status(), Some(&LegalHoldStatus::Creating));
    created.legal_hold_id().unwrap().to_owned()
}

async fn status(client: &Client, id: &str) -> LegalHoldStatus {
    client.get_legal_hold().legal_hold_id(id).send().await.unwrap().status().unwrap().clone()
}

async fn held(client: &Client, id: &str) -> Vec<String> {
    let listed = client.list_recovery_points_by_legal_hold().legal_hold_id(id).send().await.unwrap();
    listed.recovery_points().iter().map(|point| point.recovery_point_arn().unwrap().to_owned()).collect()
}

/// A finished backup of a volume, kept for a day.
async fn made(simulator: &Simulator, client: &Client) -> String {
    vault(client, "nightly").await;
    let lifecycle = aws_sdk_backup::types::Lifecycle::builder().delete_after_days(1).build();
    let start = client.start_backup_job().backup_vault_name("nightly").resource_arn(VOLUME);
    start.iam_role_arn(ROLE).lifecycle(lifecycle).send().await.unwrap();
    pass(simulator, 900);
    point_in(client, "nightly").await
}

async fn cancel(client: &Client, id: &str) {
    let cancel = client.cancel_legal_hold().legal_hold_id(id).cancel_description("settled");
    cancel.retain_record_in_days(5).send().await.unwrap();
}

#[tokio::test]
async fn a_held_point_is_kept_until_the_hold_is_off() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client).await;
    let id = hold(&client, of_vault("nightly")).await;
    assert_eq!(held(&client, &id).await, std::slice::from_ref(&arn));
    let delete = client.delete_recovery_point().backup_vault_name("nightly").recovery_point_arn(&arn);
    assert_eq!(
        refusal(delete.send().await),
        (
            "InvalidRequestException".to_owned(),
            "The recovery point cannot be deleted because it has active legal hold(s)".to_owned()
        )
    );
    pass(&simulator, 3 * DAY);
    assert_eq!(status(&client, &id).await, LegalHoldStatus::Active);
    assert_eq!(point_in(&client, "nightly").await, arn, "past its retention, and still there");
    cancel(&client, &id).await;
    assert_eq!(status(&client, &id).await, LegalHoldStatus::Canceling);
    pass(&simulator, 60);
    let listed =
        client.list_recovery_points_by_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    assert!(listed.recovery_points().is_empty(), "released, and gone at once");
}

#[tokio::test]
async fn a_canceled_hold_is_shown_until_its_record_is_no_longer_kept() {
    let (simulator, client) = empty().await;
    let create = client.create_legal_hold().title("Case 7").description("Litigation").tags("case", "7");
    let created = create.recovery_point_selection(of_vault("nightly")).send().await.unwrap();
    let id = created.legal_hold_id().unwrap().to_owned();
    let tags = client.list_tags().resource_arn(created.legal_hold_arn().unwrap()).send().await.unwrap();
    assert_eq!(tags.tags().unwrap()["case"], "7");
    let again = || client.cancel_legal_hold().legal_hold_id(&id).cancel_description("settled").send();
    pass(&simulator, 60);
    cancel(&client, &id).await;
    assert_eq!(refusal(again().await).0, "InvalidResourceStateException");
    pass(&simulator, 60);
    let found = client.get_legal_hold().legal_hold_id(&id).send().await.unwrap();
    assert_eq!(found.status(), Some(&LegalHoldStatus::Canceled));
    assert_eq!(found.cancel_description(), Some("settled"));
    let kept = found.retain_record_until().unwrap().secs() - found.cancellation_date().unwrap().secs();
    assert_eq!(kept, 5 * DAY);
    let listed = client.list_legal_holds().send().await.unwrap();
    assert_eq!(listed.legal_holds()[0].status(), Some(&LegalHoldStatus::Canceled));
    pass(&simulator, 5 * DAY);
    let gone = client.get_legal_hold().legal_hold_id(&id).send().await;
    assert_eq!(refusal(gone).0, "ResourceNotFoundException");
    assert_eq!(refusal(again().await).0, "ResourceNotFoundException");
}

#[tokio::test]
async fn a_hold_takes_what_was_there_by_vault_resource_and_date() {
    let (simulator, client) = empty().await;
    let arn = made(&simulator, &client).await;
    let other = hold(&client, of_vault("another")).await;
    let resource = RecoveryPointSelection::builder().resource_identifiers(VOLUME).build();
    let resource = hold(&client, resource).await;
    let range = |from: i64, to: i64| {
        let at = |seconds| DateTime::from_secs(start().as_second() + seconds);
        let range = DateRange::builder().from_date(at(from)).to_date(at(to)).build().unwrap();
        RecoveryPointSelection::builder().date_range(range).build()
    };
    let before = hold(&client, range(-DAY, -1)).await;
    let during = hold(&client, range(-DAY, 60)).await;
    backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 900);
    assert_eq!(held(&client, &other).await, [""; 0]);
    assert_eq!(held(&client, &resource).await, std::slice::from_ref(&arn), "what came later is not held");
    assert_eq!(held(&client, &before).await, [""; 0]);
    assert_eq!(held(&client, &during).await, [arn]);
    let ahead = client.create_legal_hold().title("t").description("d");
    let (code, message) = refusal(ahead.recovery_point_selection(range(0, DAY)).send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("DateRange"), "{message}");
}

#[tokio::test]
async fn a_token_makes_one_hold_and_an_account_has_fifty_at_most() {
    let (_simulator, client) = empty().await;
    let create = |token: String| {
        let create = client.create_legal_hold().title("t").description("d");
        create.recovery_point_selection(of_vault("nightly")).idempotency_token(token).send()
    };
    let first = create("0".into()).await.unwrap();
    assert_eq!(create("0".into()).await.unwrap().legal_hold_id(), first.legal_hold_id());
    for number in 1..50 {
        create(number.to_string()).await.unwrap();
    }
    assert_eq!(refusal(create("50".into()).await).0, "LimitExceededException");
    assert_eq!(client.list_legal_holds().send().await.unwrap().legal_holds().len(), 50);
    let (code, message) = refusal(client.get_legal_hold().legal_hold_id("seven").send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("LegalHoldId"), "{message}");
}

#[tokio::test]
async fn a_scenario_holds_points_past_their_retention() {
    let simulator = scenario(
        r#"
        account = "123456789012"
        region = "us-east-1"
        vaults = [{ name = "nightly" }]
        resources = [{ type = "EBS", name = "data", size = "1 GiB" }, { type = "EBS", name = "logs", size = "1 GiB" }]
        points = [
          { resource = "data", vault = "nightly", created = "-20d", keep_days = 10 },
          { resource = "logs", vault = "nightly", created = "-20d", keep_days = 10 },
        ]
        holds = [
          { title = "audit", created = "-15d", resources = ["data"] },
          { title = "over", created = "-300d", vaults = ["nightly"], canceled = "-200d" },
        ]
        "#,
    )
    .await;
    let client = client(&simulator);
    let holds = client.list_legal_holds().send().await.unwrap();
    let statuses: Vec<_> = holds.legal_holds().iter().filter_map(|hold| hold.status()).collect();
    assert_eq!(statuses, [&LegalHoldStatus::Active, &LegalHoldStatus::Canceled]);
    let listed =
        client.list_recovery_points_by_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    let names: Vec<_> = listed.recovery_points().iter().filter_map(|point| point.resource_name()).collect();
    assert_eq!(names, ["data"]);
}

#[tokio::test]
async fn a_hold_finds_its_points_whichever_way_it_names_them() {
    let simulator = scenario(
        r#"
        account = "123456789012"
        region = "us-east-1"
        vaults = [{ name = "nightly" }, { name = "weekly" }]
        resources = [{ type = "EBS", name = "data", size = "1 GiB", id = "vol-1" }, { type = "S3", name = "media", size = "1 GiB" }]
        points = [
          { resource = "data", vault = "nightly", created = "-5d" },
          { resource = "data", vault = "nightly", created = "-4d" },
          { resource = "data", vault = "weekly", created = "-3d" },
          { resource = "media", vault = "nightly", created = "-2d" },
          { resource = "media", vault = "weekly", created = "-1d" },
        ]
        "#,
    )
    .await;
    let client = client(&simulator);
    pass(&simulator, 60);
    let volume = "arn:aws:ec2:us-east-1:123456789012:volume/vol-1";
    let at = |days: i64| DateTime::from_secs(start().as_second() - days * DAY);
    let range = DateRange::builder().from_date(at(4)).to_date(at(2)).build().unwrap();
    let select = |vaults: &[&str], resources: &[&str]| {
        let names = |given: &[&str]| given.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        RecoveryPointSelection::builder()
            .set_vault_names((!vaults.is_empty()).then(|| names(vaults)))
            .set_resource_identifiers((!resources.is_empty()).then(|| names(resources)))
    };
    for (selection, count) in [
        (select(&["nightly"], &[]), 3),
        (select(&["nightly", "weekly"], &[]), 5),
        (select(&["nightly"], &[volume]), 2),
        (select(&["nightly"], &["S3"]), 1),
        (select(&["weekly"], &[volume, "arn:aws:s3:::media"]), 2),
        (select(&[], &[volume]), 3),
        (select(&[], &["EBS"]), 3),
        (select(&[], &[volume, "S3"]), 5),
        (select(&[], &[]).date_range(range.clone()), 3),
        (select(&["nightly"], &[volume]).date_range(range), 1),
    ] {
        let selection = selection.build();
        let shown = format!("{selection:?}");
        let id = hold(&client, selection).await;
        assert_eq!(held(&client, &id).await.len(), count, "{shown}");
        let all = client.list_recovery_points_by_legal_hold().legal_hold_id(&id).max_results(1);
        let pages: Result<Vec<_>, _> = all.into_paginator().items().send().collect().await;
        assert_eq!(pages.unwrap().len(), count, "page by page: {shown}");
    }
}
