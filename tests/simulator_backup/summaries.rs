//! Job summaries.

use std::collections::BTreeSet;

use aws_sdk_backup::types::{AggregationPeriod, BackupJobStatus, BackupJobSummary};
use jiff::{SignedDuration, Timestamp};

use crate::support::{VOLUME, backup, client_of, pass, refusal, small, start, vault};

fn total<'a>(rows: impl IntoIterator<Item = &'a BackupJobSummary>) -> i32 {
    rows.into_iter().map(BackupJobSummary::count).sum()
}

fn midnight() -> i64 {
    let second = start().as_second();
    second - second.rem_euclid(86_400)
}

#[tokio::test]
async fn a_period_is_one_row_and_one_day_is_a_row_a_day() {
    let (_simulator, client) = small().await;
    let rows = async |period: AggregationPeriod| {
        let list = client.list_backup_job_summaries().aggregation_period(period.clone());
        let list = list.state(BackupJobStatus::AggregateAll).resource_type("AGGREGATE_ALL");
        let listed = list.send().await.unwrap();
        assert_eq!(listed.aggregation_period(), Some(period.as_str()));
        listed.backup_job_summaries.unwrap()
    };
    let daily = rows(AggregationPeriod::OneDay).await;
    // The history is three days long.
    assert!(daily.len() >= 3, "{daily:?}");
    for row in &daily {
        let (from, to) = (row.start_time().unwrap().secs(), row.end_time().unwrap().secs());
        assert_eq!((to - from, to.rem_euclid(86_400)), (86_400, 0));
    }
    for (period, days) in [(AggregationPeriod::SevenDays, 7), (AggregationPeriod::FourteenDays, 14)] {
        let [row] = &rows(period).await[..] else { panic!("one row is wanted") };
        let (from, to) = (row.start_time().unwrap().secs(), row.end_time().unwrap().secs());
        assert_eq!((to - from, to), (days * 86_400, midnight()));
        assert_eq!(row.count(), total(&daily));
        assert_eq!(row.account_id(), Some("123456789012"));
    }
}

#[tokio::test]
async fn the_counts_are_those_of_the_jobs_before_midnight() {
    let (_simulator, client) = small().await;
    let jobs = client.list_backup_jobs().send().await.unwrap();
    let past = jobs.backup_jobs().iter().filter(|job| job.creation_date().unwrap().secs() < midnight());
    let past: Vec<_> = past.collect();
    let list = || client.list_backup_job_summaries();
    let all = list().send().await.unwrap();
    assert_eq!(total(all.backup_job_summaries()), i32::try_from(past.len()).unwrap());
    let of = |state: &str, kind: &str| {
        past.iter()
            .filter(|job| job.state().unwrap().as_str() == state && job.resource_type() == Some(kind))
            .count()
    };
    for row in all.backup_job_summaries() {
        let wanted = of(row.state().unwrap().as_str(), row.resource_type().unwrap());
        assert_eq!(row.count(), i32::try_from(wanted).unwrap(), "{row:?}");
        assert_eq!(row.message_category(), None);
    }
    let by_category =
        list().message_category("ANY").state(BackupJobStatus::AggregateAll).send().await.unwrap();
    assert!(by_category.backup_job_summaries().iter().any(|row| row.message_category() == Some("SUCCESS")));
    let completed = list().state(BackupJobStatus::Completed);
    let clean = completed.clone().message_category("SUCCESS").send().await.unwrap();
    let issues =
        total(completed.send().await.unwrap().backup_job_summaries()) - total(clean.backup_job_summaries());
    let with_issues = past.iter().filter(|job| {
        job.state().unwrap().as_str() == "COMPLETED" && job.message_category() != Some("SUCCESS")
    });
    assert_eq!(issues, i32::try_from(with_issues.count()).unwrap());
}

#[tokio::test]
async fn today_is_counted_tomorrow_and_what_is_old_no_longer() {
    let (simulator, client) = small().await;
    let count = async |period: AggregationPeriod| {
        let listed = client.list_backup_job_summaries().aggregation_period(period).send().await.unwrap();
        total(listed.backup_job_summaries())
    };
    let before = count(AggregationPeriod::FourteenDays).await;
    let tomorrow = Timestamp::from_second(midnight() + 86_400).unwrap();
    pass(&simulator, tomorrow.duration_since(start()).as_secs() + 1);
    let after = count(AggregationPeriod::FourteenDays).await;
    assert!(after > before, "{before} {after}");
    simulator.clock().advance(SignedDuration::from_hours(30 * 24));
    let week = count(AggregationPeriod::SevenDays).await;
    assert_eq!(count(AggregationPeriod::FourteenDays).await, 2 * week);
}

#[tokio::test]
async fn copies_and_restores_are_counted_too_and_all_page() {
    let (_simulator, client) = small().await;
    let copies = client.list_copy_job_summaries().message_category("ANY").send().await.unwrap();
    assert!(copies.copy_job_summaries().iter().any(|row| row.message_category().is_some()));
    let restores = client.list_restore_job_summaries().resource_type("RDS").send().await.unwrap();
    assert!(restores.restore_job_summaries().iter().all(|row| row.resource_type() == Some("RDS")));
    let mut token = None;
    let mut rows = Vec::new();
    loop {
        let page =
            client.list_backup_job_summaries().max_results(2).set_next_token(token).send().await.unwrap();
        assert!(page.backup_job_summaries().len() <= 2);
        rows.extend(page.backup_job_summaries().to_vec());
        token = page.next_token.clone();
        if token.is_none() {
            break;
        }
    }
    assert_eq!(rows, client.list_backup_job_summaries().send().await.unwrap().backup_job_summaries.unwrap());
    let odd = client.list_backup_job_summaries().aggregation_period("A_YEAR".into()).send().await;
    assert_eq!(refusal(odd).0, "InvalidParameterValueException");
}

#[tokio::test]
async fn the_management_account_counts_all_accounts_and_a_member_only_its_own() {
    let (simulator, client) = small().await;
    let member = client_of(&simulator, "210987654321", "us-east-1");
    vault(&member, "nightly").await;
    backup(&member, "nightly", &VOLUME.replace("123456789012", "210987654321")).await;
    pass(&simulator, 86_400);
    let accounts = async |client: &aws_sdk_backup::Client, account: &str| {
        let listed = client.list_backup_job_summaries().account_id(account).send().await.unwrap();
        let rows = listed.backup_job_summaries().iter();
        rows.map(|row| row.account_id().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let both = set(&["123456789012", "210987654321"]);
    assert_eq!(accounts(&client, "ANY").await, both);
    assert_eq!(accounts(&client, "AGGREGATE_ALL").await, set(&["AGGREGATE_ALL"]));
    assert_eq!(accounts(&client, "210987654321").await, set(&["210987654321"]));
    for asked in ["ANY", "AGGREGATE_ALL", "123456789012"] {
        assert_eq!(accounts(&member, asked).await, set(&["210987654321"]), "{asked}");
    }
}
