//! What the SDK hides: slashes, numbers, headers, scopes.

use vaultdeck::simulator::{Options, Simulator, StartError};

use crate::support::{client_of, empty, raw, small, vault};

#[tokio::test]
async fn both_slash_styles_reach_the_same_operation() {
    let (simulator, _) = small().await;
    for (with, without, member) in [
        ("/backup-jobs/", "/backup-jobs", "BackupJobs"),
        ("/backup-vaults/", "/backup-vaults", "BackupVaultList"),
        ("/backup/plans/", "/backup/plans", "BackupPlansList"),
        ("/resources/", "/resources", "Results"),
        (
            "/backup-vaults/prod-daily/recovery-points/",
            "/backup-vaults/prod-daily/recovery-points",
            "RecoveryPoints",
        ),
    ] {
        let (with, without) =
            (raw(&simulator, "GET", with, "").await, raw(&simulator, "GET", without, "").await);
        assert_eq!((with.status, without.status), (200, 200), "{member}");
        assert!(!with.body[member].as_array().unwrap().is_empty(), "{member}");
        assert_eq!(with.body, without.body);
    }
}

#[tokio::test]
async fn timestamps_are_epoch_numbers_and_absent_members_are_left_out() {
    let (simulator, _) = small().await;
    let answer = raw(&simulator, "GET", "/backup-jobs/?state=FAILED&maxResults=1", "").await;
    let job = &answer.body["BackupJobs"][0];
    assert!(job["CreationDate"].is_number(), "{job}");
    assert!(job["PercentDone"].is_string(), "{job}");
    assert!(job.as_object().unwrap().values().all(|value| !value.is_null()), "{job}");
}

#[tokio::test]
async fn an_error_has_its_headers_and_body() {
    let (simulator, _) = empty().await;
    let answer = raw(&simulator, "GET", "/backup-jobs/no-such-job", "").await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.headers["x-amzn-errortype"], "ResourceNotFoundException");
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    assert_eq!(answer.body["Code"], "ResourceNotFoundException");
    assert_eq!(answer.body["Type"], "Client");
}

#[tokio::test]
async fn an_operation_that_no_model_has_is_unknown() {
    let (simulator, _client) = empty().await;
    let answer = raw(&simulator, "GET", "/nonsense/", "").await;
    assert_eq!((answer.status, &*answer.headers["x-amzn-errortype"]), (404, "UnknownOperationException"));
}

#[tokio::test]
async fn account_and_region_come_from_the_signature() {
    let (simulator, client) = empty().await;
    vault(&client, "here").await;
    let elsewhere = client_of(&simulator, "AKIAIOSFODNN7EXAMPLE", "eu-west-1");
    assert!(elsewhere.list_backup_vaults().send().await.unwrap().backup_vault_list().is_empty());
    let other = client_of(&simulator, "210987654321", "us-east-1");
    vault(&other, "there").await;
    let described = other.describe_backup_vault().backup_vault_name("there").send().await.unwrap();
    assert_eq!(
        described.backup_vault_arn(),
        Some("arn:aws:backup:us-east-1:210987654321:backup-vault:there")
    );
    assert_eq!(client.list_backup_vaults().send().await.unwrap().backup_vault_list().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let (simulator, _) = empty().await;
    let answer = raw(&simulator, "PUT", "/backup-jobs", "[1, 2").await;
    assert_eq!((answer.status, answer.headers["x-amzn-errortype"].as_str()), (400, "SerializationException"));
}

#[tokio::test]
async fn what_is_wrong_is_told_in_awss_own_words() {
    let (simulator, _) = empty().await;
    let said = async |method: &'static str, path: &'static str, body: &'static str| {
        let answer = raw(&simulator, method, path, body).await;
        (
            answer.headers["x-amzn-errortype"].clone(),
            answer.body["Message"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let invalid = |message: &str| ("InvalidParameterValueException".to_owned(), message.to_owned());
    assert_eq!(
        said("PUT", "/backup-vaults/no%20spaces", "").await,
        invalid(
            "1 validation error detected: Value 'no spaces' at 'backupVaultName' failed to satisfy constraint: Member \
             must satisfy regular expression pattern: ^[a-zA-Z0-9\\-\\_]{2,50}$"
        )
    );
    assert_eq!(
        said("GET", "/backup-jobs?maxResults=1001&state=LOST", "").await,
        invalid(
            "2 validation errors detected: Value 'LOST' at 'byState' failed to satisfy constraint: Member must satisfy \
             enum value set: [CREATED, PENDING, RUNNING, ABORTING, ABORTED, COMPLETED, FAILED, EXPIRED, PARTIAL]; Value \
             '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000"
        )
    );
    let (code, message) =
        said("PUT", "/backup/plans", r#"{"BackupPlan": {"Rules": [{"RuleName": null}]}}"#).await;
    assert_eq!(code, "MissingParameterValueException");
    assert!(message.contains("at 'backupPlan.rules.1.member.ruleName' failed"), "{message}");
    let (code, message) = said("PUT", "/backup-jobs", r#"{"BackupVaultName": 7}"#).await;
    assert_eq!(code, "SerializationException");
    assert_eq!(message, "NUMBER_VALUE at 'backupVaultName' can not be converted to a String");
}

#[tokio::test]
async fn what_the_service_takes_beyond_its_model_is_taken() {
    let (simulator, _) = small().await;
    for path in [
        "/backup-jobs?accountId=%2A&resourceType=SAP%20HANA%20on%20Amazon%20EC2",
        "/audit/backup-job-summaries?AccountId=AGGREGATE_ALL&ResourceType=ANY",
    ] {
        assert_eq!(raw(&simulator, "GET", path, "").await.status, 200, "{path}");
    }
    let unknown = raw(&simulator, "GET", "/backup-vaults/aws%2Fefs%2Fautomatic-backup-vault", "").await;
    assert_eq!(unknown.headers["x-amzn-errortype"], "AccessDeniedException");
    let made =
        raw(&simulator, "PUT", "/backup-vaults/nightly", r#"{"CreatorRequestId": null, "Colour": "red"}"#);
    assert_eq!(made.await.status, 200);
}

#[tokio::test]
async fn a_path_tells_two_operations_apart_by_its_query() {
    let (simulator, _) = small().await;
    let path = "/backup-vaults/sealed/mpaApprovalTeam";
    assert_eq!(raw(&simulator, "POST", path, "").await.status, 404);
    assert_eq!(raw(&simulator, "POST", &format!("{path}?delete"), "").await.status, 400);
}

#[tokio::test]
async fn only_loopback_addresses_are_served() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let refused = Simulator::start(Options { listen, ..Options::default() }).await;
    assert!(matches!(refused, Err(StartError::NotLoopback(_))));
}

#[tokio::test]
async fn a_stopped_simulator_no_longer_answers() {
    let (simulator, client) = empty().await;
    client.list_backup_vaults().send().await.unwrap();
    let address = simulator.addr();
    simulator.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
