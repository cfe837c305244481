//! Answers that are late, cut, no JSON, or JSON that clients have to bear.

use aws_sdk_backup::error::SdkError;
use aws_sdk_backup::types::BackupJobState;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use vaultdeck::simulator::{ANY, Fault, FaultRule, Simulator};

use crate::support::{VOLUME, backup, empty, raw, small, vault};

/// All bytes of an answer, and whether the connection was reset.
async fn bytes(simulator: &Simulator, path: &str) -> (String, bool) {
    let mut stream = TcpStream::connect(simulator.addr()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: simulator\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut found = Vec::new();
    let end = stream.read_to_end(&mut found).await;
    (String::from_utf8(found).unwrap(), end.is_err())
}

fn length(answer: &str) -> (usize, usize) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let said = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    (said.parse().unwrap(), body.len())
}

#[tokio::test]
async fn a_body_is_cut_in_the_middle_with_the_connection_or_without() {
    let (simulator, client) = small().await;
    simulator.faults().set("ListBackupJobs", Fault::DropInBody);
    let (answer, _) = bytes(&simulator, "/backup-jobs").await;
    let (said, came) = length(&answer);
    assert!(answer.starts_with("HTTP/1.1 200") && 0 < came && came < said, "{came} of {said}");
    let outcome = client.list_backup_jobs().send().await;
    assert!(matches!(outcome, Err(SdkError::ResponseError(_) | SdkError::DispatchFailure(_))), "{outcome:?}");
    simulator.faults().clear();
    simulator.faults().set("ListBackupJobs", Fault::Truncate);
    let (answer, reset) = bytes(&simulator, "/backup-jobs").await;
    let (said, came) = length(&answer);
    assert!(!reset && said == came, "{came} of {said}");
    let body = answer.split_once("\r\n\r\n").unwrap().1;
    assert!(serde_json::from_str::<Value>(body).is_err(), "{body}");
    let outcome = client.list_backup_jobs().send().await;
    let unreadable =
        |error: &SdkError<_>| error.raw_response().is_some_and(|raw| raw.status().as_u16() == 200);
    assert!(outcome.as_ref().is_err_and(unreadable), "{outcome:?}");
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let (simulator, _client) = empty().await;
    simulator.faults().set(ANY, Fault::DropAfter);
    assert_eq!(bytes(&simulator, "/backup-jobs").await, (String::new(), true));
}

#[tokio::test]
async fn a_write_whose_answer_breaks_off_has_happened() {
    let (simulator, client) = empty().await;
    simulator.faults().set_for("CreateBackupVault", Fault::DropInBody, 1);
    assert!(client.create_backup_vault().backup_vault_name("nightly").send().await.is_err());
    assert!(client.describe_backup_vault().backup_vault_name("nightly").send().await.is_ok());
    let log = simulator.calls().log();
    assert_eq!(log[0].status, Some(200));
}

#[tokio::test]
async fn a_proxy_answers_with_html_and_the_call_never_arrives() {
    let (simulator, client) = empty().await;
    for status in [200, 502] {
        simulator.faults().set_for("CreateBackupVault", Fault::Html(status), 1);
        let error = client.create_backup_vault().backup_vault_name("nightly").send().await.unwrap_err();
        let answer = error.raw_response().unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert!(answer.headers().get("content-type").unwrap().starts_with("text/html"));
        assert!(answer.headers().get("x-amzn-requestid").is_none());
    }
    assert!(client.list_backup_vaults().send().await.unwrap().backup_vault_list().is_empty());
}

#[tokio::test]
async fn what_clients_have_to_bear_is_borne_by_the_sdk() {
    let (simulator, client) = small().await;
    let plain = client.list_backup_jobs().send().await.unwrap();
    for fault in [Fault::Exponents, Fault::Nulls, Fault::UnknownMembers] {
        simulator.faults().replace(vec![FaultRule::new("List*", fault.clone())]);
        let garbled = client.list_backup_jobs().send().await.unwrap();
        assert_eq!(garbled.backup_jobs(), plain.backup_jobs(), "{fault:?}");
    }
    simulator.faults().replace(vec![FaultRule::new("*", Fault::UnknownEnums)]);
    let garbled = client.list_backup_jobs().send().await.unwrap();
    let states: Vec<_> = garbled.backup_jobs().iter().filter_map(|job| job.state()).collect();
    assert!(!states.is_empty());
    assert!(states.iter().all(|state| **state == BackupJobState::from("NOT_YET_INVENTED")));
}

#[tokio::test]
async fn rewritten_answers_look_as_they_should_on_the_wire() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let job = backup(&client, "nightly", VOLUME).await;
    for fault in [Fault::Exponents, Fault::Nulls, Fault::UnknownMembers] {
        simulator.faults().set("DescribeBackupJob", fault);
    }
    let (answer, _) = bytes(&simulator, &format!("/backup-jobs/{job}")).await;
    assert!(answer.contains("\"CreationDate\":1.79522724E9"), "{answer}");
    assert!(answer.contains("\"StatusMessage\":null") && answer.contains("MemberOfALaterModel"), "{answer}");
    assert!(answer.contains("\"BackupSizeInBytes\":8589934592"), "only times have exponents: {answer}");
}

async fn names(simulator: &Simulator, page: &Value) -> (Vec<String>, Option<String>) {
    let query = page.as_str().map(|token| format!("&nextToken={token}")).unwrap_or_default();
    let answer = raw(simulator, "GET", &format!("/backup-vaults?maxResults=2{query}"), "").await.body;
    let vaults = answer["BackupVaultList"].as_array().unwrap();
    let names = vaults.iter().map(|vault| vault["BackupVaultName"].as_str().unwrap().to_owned());
    (names.collect(), answer["NextToken"].as_str().map(str::to_owned))
}

async fn walk(simulator: &Simulator) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut token = Value::Null;
    loop {
        let (page, next) = names(simulator, &token).await;
        pages.push(page);
        assert!(pages.len() < 20, "{pages:?}");
        match next {
            Some(next) => token = json!(next),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn pages_overlap_or_come_twice() {
    let (simulator, client) = empty().await;
    for name in ["aa", "bb", "cc", "dd", "ee"] {
        vault(&client, name).await;
    }
    let plain = walk(&simulator).await;
    assert_eq!(plain.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    simulator.faults().set("ListBackupVaults", Fault::Overlap(1));
    let overlapping = walk(&simulator).await;
    assert_eq!(overlapping[1], [&plain[0][1..], &plain[1][..]].concat());
    assert_eq!(overlapping[2], [&plain[1][1..], &plain[2][..]].concat());
    simulator.faults().clear();
    simulator.faults().set("ListBackupVaults", Fault::DuplicatePages);
    let twice = walk(&simulator).await;
    let expected = [&plain[0], &plain[0], &plain[1], &plain[1], &plain[2]];
    assert_eq!(twice.iter().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn the_sdks_paginator_walks_through_both() {
    let (simulator, client) = small().await;
    let count = async || {
        let pages = client.list_recovery_points_by_backup_vault().backup_vault_name("prod-daily");
        let items = pages.max_results(2).into_paginator().items().send();
        items.collect::<Result<Vec<_>, _>>().await.unwrap().len()
    };
    let plain = count().await;
    simulator.faults().set(ANY, Fault::DuplicatePages);
    assert!(count().await > plain);
    simulator.faults().clear();
    simulator.faults().set(ANY, Fault::Overlap(1));
    assert!(count().await > plain);
}
