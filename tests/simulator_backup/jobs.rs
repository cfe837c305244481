//! The job lists: filters, paging, reach, summaries, and copy and restore jobs.

use aws_sdk_backup::primitives::DateTime;
use aws_sdk_backup::types::{AggregationPeriod, BackupJobState, BackupJobStatus};

use crate::support::{ACCOUNT, VOLUME, backup, client_of, empty, pass, refusal, small, start, vault};

#[tokio::test]
async fn each_filter_of_the_backup_jobs_narrows_the_list() {
    let (_simulator, client) = small().await;
    let list = || client.list_backup_jobs();
    let count =
        async |list: aws_sdk_backup::operation::list_backup_jobs::builders::ListBackupJobsFluentBuilder| {
            list.send().await.unwrap().backup_jobs().len()
        };
    let all = count(list()).await;
    let day_ago = DateTime::from_secs(start().as_second() - 86_400);
    for (name, part, rest) in [
        ("state", count(list().by_state(BackupJobState::Failed)).await, 1),
        ("vault", count(list().by_backup_vault_name("prod-daily")).await, 1),
        ("type", count(list().by_resource_type("EBS")).await, 1),
        ("resource", count(list().by_resource_arn("arn:aws:s3:::media-assets")).await, 1),
        ("category", count(list().by_message_category("SUCCESS")).await, 1),
        ("created after", count(list().by_created_after(day_ago)).await, 1),
        ("created before", count(list().by_created_before(day_ago)).await, 1),
        ("complete after", count(list().by_complete_after(day_ago)).await, 1),
        ("complete before", count(list().by_complete_before(day_ago)).await, 1),
    ] {
        assert!((1..=all - rest).contains(&part), "{name}: {part} of {all}");
    }
    let expected =
        count(list().by_created_after(day_ago)).await + count(list().by_created_before(day_ago)).await;
    assert_eq!(expected, all);
    assert_eq!(refusal(list().by_state("ODD".into()).send().await).0, "InvalidParameterValueException");
}

#[tokio::test]
async fn jobs_page_to_the_end_newest_first_even_while_new_ones_start() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    for number in 0..25 {
        backup(&client, "nightly", &format!("{VOLUME}{number}")).await;
        pass(&simulator, 1);
    }
    let mut seen = Vec::new();
    let mut token = None;
    loop {
        let page = client.list_backup_jobs().max_results(4).set_next_token(token).send().await.unwrap();
        seen.extend(
            page.backup_jobs()
                .iter()
                .map(|job| (job.creation_date().unwrap().secs(), job.backup_job_id().unwrap().to_owned())),
        );
        backup(&client, "nightly", VOLUME).await;
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.is_sorted_by(|one, other| one.0 >= other.0));
}

#[tokio::test]
async fn a_bad_page_size_or_token_is_refused() {
    let (_simulator, client) = empty().await;
    for call in [client.list_backup_jobs().max_results(0), client.list_backup_jobs().next_token("no token")] {
        assert_eq!(refusal(call.send().await).0, "InvalidParameterValueException");
    }
}

#[tokio::test]
async fn the_list_reaches_back_thirty_days() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let id = backup(&client, "nightly", VOLUME).await;
    pass(&simulator, 30 * 86_400 + 1);
    assert!(client.list_backup_jobs().send().await.unwrap().backup_jobs().is_empty());
    assert!(client.describe_backup_job().backup_job_id(id).send().await.is_ok());
}

#[tokio::test]
async fn an_organization_lists_the_jobs_of_all_its_accounts() {
    let (simulator, client) = empty().await;
    let member = client_of(&simulator, "210987654321", "us-east-1");
    for (client, account) in [(&client, ACCOUNT), (&member, "210987654321")] {
        vault(client, "nightly").await;
        backup(client, "nightly", &VOLUME.replace(ACCOUNT, account)).await;
    }
    let accounts = async |account: &str| -> Vec<String> {
        let listed = client.list_backup_jobs().by_account_id(account).send().await.unwrap();
        let mut accounts: Vec<_> =
            listed.backup_jobs().iter().map(|job| job.account_id().unwrap().to_owned()).collect();
        accounts.sort();
        accounts
    };
    assert_eq!(accounts("*").await, [ACCOUNT, "210987654321"]);
    assert_eq!(accounts("210987654321").await, ["210987654321"]);
    assert_eq!(client.list_backup_jobs().send().await.unwrap().backup_jobs().len(), 1);
    assert_eq!(
        refusal(client.list_backup_jobs().by_account_id("me").send().await).0,
        "InvalidParameterValueException"
    );
}

#[tokio::test]
async fn completed_with_issues_is_a_category_and_not_a_state() {
    let (_simulator, client) = small().await;
    let listed = client.list_backup_jobs().by_state(BackupJobState::Completed).send().await.unwrap();
    let issues: Vec<_> =
        listed.backup_jobs().iter().filter(|job| job.message_category() != Some("SUCCESS")).collect();
    let [job] = issues.as_slice() else { panic!("{issues:?}") };
    assert!(job.status_message().unwrap().starts_with("We are unable to copy resource tags"));
}

#[tokio::test]
async fn a_composite_job_counts_its_children_only_when_described() {
    let (_simulator, client) = small().await;
    let partial = client.list_backup_jobs().by_state(BackupJobState::Partial).send().await.unwrap();
    let id = partial.backup_jobs()[0].backup_job_id().unwrap();
    let described = client.describe_backup_job().backup_job_id(id).send().await.unwrap();
    assert_eq!((described.is_parent(), described.number_of_child_jobs()), (true, Some(1)));
    assert_eq!(described.child_jobs_in_state().unwrap()[&BackupJobState::Failed], 1);
    let children = client.list_backup_jobs().by_parent_job_id(id).send().await.unwrap();
    assert_eq!(children.backup_jobs()[0].resource_name(), Some("invoices"));
}

#[tokio::test]
async fn copy_jobs_are_listed_at_the_source_and_described() {
    let (simulator, client) = small().await;
    let failed = client.list_copy_jobs().by_state("FAILED".into()).send().await.unwrap();
    let [job] = failed.copy_jobs() else { panic!("{failed:?}") };
    assert!(job.status_message().unwrap().starts_with("Snapshots encrypted with the AWS managed key"));
    assert!(job.destination_recovery_point_arn().is_none());
    let backup = client
        .describe_backup_job()
        .backup_job_id(job.created_by_backup_job_id().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(backup.state().unwrap().as_str(), "COMPLETED");
    let described = client.describe_copy_job().copy_job_id(job.copy_job_id().unwrap()).send().await.unwrap();
    assert_eq!(described.copy_job().unwrap().resource_name(), Some("orders-db"));
    let destination = job.destination_backup_vault_arn().unwrap();
    let there = client.list_copy_jobs().by_destination_vault_arn(destination).send().await.unwrap();
    assert!(there.copy_jobs().len() > 1);
    let west = client_of(&simulator, ACCOUNT, "us-west-2");
    assert!(west.list_copy_jobs().send().await.unwrap().copy_jobs().is_empty());
    assert_eq!(
        refusal(client.describe_copy_job().copy_job_id("none").send().await).0,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn restore_jobs_are_listed_by_status_and_resource_and_described() {
    let (_simulator, client) = small().await;
    let listed = client.list_restore_jobs().by_status("COMPLETED".into()).send().await.unwrap();
    let [job] = listed.restore_jobs() else { panic!("{listed:?}") };
    assert_eq!(job.validation_status().unwrap().as_str(), "FAILED");
    assert!(
        job.created_by()
            .unwrap()
            .restore_testing_plan_arn()
            .unwrap()
            .ends_with(":restore-testing-plan:weekly-restore-test")
    );
    assert!(job.created_resource_arn().unwrap().ends_with(":db:orders-db-restored"));
    let described =
        client.describe_restore_job().restore_job_id(job.restore_job_id().unwrap()).send().await.unwrap();
    assert_eq!(described.percent_done(), Some("100.0"));
    let source = described.source_resource_arn().unwrap();
    let by_resource =
        client.list_restore_jobs_by_protected_resource().resource_arn(source).send().await.unwrap();
    assert_eq!(by_resource.restore_jobs().len(), 1);
    let running = client.list_restore_jobs().by_status("RUNNING".into()).send().await.unwrap();
    assert!(running.restore_jobs().is_empty());
    assert_eq!(
        refusal(client.describe_restore_job().restore_job_id("none").send().await).0,
        "ResourceNotFoundException"
    );
}

#[tokio::test]
async fn summaries_count_whole_days_up_to_last_midnight() {
    let (_simulator, client) = small().await;
    let list = || {
        client.list_backup_job_summaries().state(BackupJobStatus::AggregateAll).resource_type("AGGREGATE_ALL")
    };
    let total = async |period| -> i32 {
        let listed = list().aggregation_period(period).send().await.unwrap();
        listed.backup_job_summaries().iter().map(aws_sdk_backup::types::BackupJobSummary::count).sum()
    };
    let midnight = DateTime::from_secs(start().as_second() / 86_400 * 86_400);
    let before =
        client.list_backup_jobs().by_created_before(midnight).send().await.unwrap().backup_jobs().len();
    assert_eq!(total(AggregationPeriod::SevenDays).await, i32::try_from(before).unwrap());
    assert_eq!(total(AggregationPeriod::OneDay).await, total(AggregationPeriod::FourteenDays).await);
    let failed = client.list_backup_job_summaries().state(BackupJobStatus::Failed).send().await.unwrap();
    assert!(failed.backup_job_summaries().iter().all(|row| row.state() == Some(&BackupJobStatus::Failed)));
    assert!(!client.list_copy_job_summaries().send().await.unwrap().copy_job_summaries().is_empty());
    assert!(!client.list_restore_job_summaries().send().await.unwrap().restore_job_summaries().is_empty());
}
