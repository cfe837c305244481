//! Faults that tests switch on.

use std::time::{Duration, Instant};

use aws_sdk_backup::error::ProvideErrorMetadata as _;
use aws_sdk_backup::error::SdkError;
use jiff::{SignedDuration, Timestamp};
use vaultdeck::simulator::{ANY, Fault, FaultRule, Options, Scenario, Simulator};

use crate::support::{ROLE, VOLUME, client, client_of, empty, refusal, vault};

#[tokio::test]
async fn a_denied_operation_names_the_missing_action() {
    let (simulator, client) = empty().await;
    simulator.faults().set("ListBackupPlans", Fault::Deny);
    let (code, message) = refusal(client.list_backup_plans().send().await);
    assert_eq!(code, "AccessDeniedException");
    assert!(
        message.contains("is not authorized to perform: backup:ListBackupPlans on resource: arn:aws:backup:")
    );
    assert!(message.ends_with("because no identity-based policy allows the backup:ListBackupPlans action"));
    assert!(client.list_backup_vaults().send().await.is_ok());
    simulator.faults().clear();
    assert!(client.list_backup_plans().send().await.is_ok());
}

#[tokio::test]
async fn each_error_has_its_code_and_status() {
    let (simulator, client) = empty().await;
    for (fault, code, status) in [
        (Fault::Throttle, "ThrottlingException", 400),
        (Fault::InternalFailure, "InternalFailure", 500),
        (Fault::Unavailable, "ServiceUnavailable", 503),
        (Fault::ExpiredToken, "ExpiredTokenException", 403),
        (Fault::InvalidToken, "UnrecognizedClientException", 403),
        (Fault::InvalidSignature, "InvalidSignatureException", 403),
        (Fault::OptInRequired, "OptInRequired", 403),
        (error("ServiceUnavailableException", None), "ServiceUnavailableException", 500),
        (error("DependencyFailureException", None), "DependencyFailureException", 500),
        (error("LimitExceededException", None), "LimitExceededException", 400),
        (error("Teapot", Some(418)), "Teapot", 418),
    ] {
        simulator.faults().set_for(ANY, fault, 1);
        let error = client.list_backup_vaults().send().await.unwrap_err();
        assert_eq!(error.raw_response().unwrap().status().as_u16(), status);
        assert_eq!(refusal::<(), _>(Err(error)).0, code);
    }
    assert!(client.list_backup_vaults().send().await.is_ok());
}

fn error(code: &str, status: Option<u16>) -> Fault {
    Fault::Error { code: code.to_owned(), status, message: None }
}

#[tokio::test]
async fn an_error_carries_the_message_that_it_was_given() {
    let (simulator, client) = empty().await;
    let message = Some("Subscriber limit exceeded: 300".to_owned());
    simulator
        .faults()
        .set(ANY, Fault::Error { code: "LimitExceededException".to_owned(), status: None, message });
    let (code, message) = refusal(client.create_backup_vault().backup_vault_name("aa").send().await);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("LimitExceededException", "Subscriber limit exceeded: 300")
    );
}

#[tokio::test]
async fn a_clock_that_is_off_refuses_signatures_and_says_its_own_time() {
    let (simulator, client) = empty().await;
    for (minutes, said) in [(30, "Signature expired: "), (-30, "Signature not yet current: ")] {
        simulator
            .faults()
            .replace(vec![FaultRule::new(ANY, Fault::ClockSkew(SignedDuration::from_mins(minutes)))]);
        let error = client.list_backup_vaults().send().await.unwrap_err();
        let date = error.raw_response().unwrap().headers().get("date").unwrap();
        let date = jiff::fmt::rfc2822::parse(date).unwrap().timestamp();
        let off = date.duration_since(Timestamp::now()) - SignedDuration::from_mins(minutes);
        assert!(off.abs() < SignedDuration::from_mins(2), "{off}");
        let (code, message) = refusal::<(), _>(Err(error));
        assert_eq!(code, "InvalidSignatureException");
        assert!(message.starts_with(said), "{message}");
        assert!(client.list_backup_vaults().send().await.is_ok(), "the SDK has learned the time");
    }
    simulator.faults().replace(vec![FaultRule::new(ANY, Fault::ClockSkew(SignedDuration::from_mins(3)))]);
    let fresh = client_of(&simulator, "123456789012", "us-east-1");
    assert!(fresh.list_backup_vaults().send().await.is_ok(), "within five minutes all is well");
}

#[tokio::test]
async fn documented_rates_hold_for_each_account_and_region_by_itself() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    simulator.faults().set(ANY, Fault::RateLimits);
    let describe = async |client: &aws_sdk_backup::Client| {
        let answer = client.describe_backup_vault().backup_vault_name("nightly").send().await;
        matches!(&answer, Err(error) if error.code() == Some("ThrottlingException"))
    };
    // Five a second: sixty calls that all go through would have to take eleven seconds.
    let mut throttled = 0;
    for _ in 0..60 {
        throttled += usize::from(describe(&client).await);
    }
    assert!(throttled > 0);
    assert!(!describe(&client_of(&simulator, "210987654321", "us-east-1")).await);
    assert!(!describe(&client_of(&simulator, "123456789012", "eu-west-1")).await);
}

#[tokio::test]
async fn a_fault_keeps_to_its_account_and_region() {
    let (simulator, client) = empty().await;
    simulator
        .faults()
        .add(FaultRule::new("List*", Fault::Throttle).account("210987654321").region("eu-west-1"));
    assert!(client.list_backup_vaults().send().await.is_ok());
    assert!(client_of(&simulator, "210987654321", "us-east-1").list_backup_vaults().send().await.is_ok());
    let there = client_of(&simulator, "210987654321", "eu-west-1");
    assert_eq!(refusal(there.list_backup_vaults().send().await).0, "ThrottlingException");
}

#[tokio::test]
async fn a_dropped_connection_gives_no_answer_and_applies_the_write_or_not() {
    let (simulator, client) = empty().await;
    let create = |name: &str| client.create_backup_vault().backup_vault_name(name).send();
    simulator.faults().set_for("CreateBackupVault", Fault::DropBefore, 1);
    assert!(matches!(create("before").await, Err(SdkError::DispatchFailure(_))));
    simulator.faults().set_for("CreateBackupVault", Fault::DropAfter, 1);
    assert!(matches!(create("after").await, Err(SdkError::DispatchFailure(_))));
    let listed = client.list_backup_vaults().send().await.unwrap();
    let names: Vec<_> =
        listed.backup_vault_list().iter().filter_map(|vault| vault.backup_vault_name()).collect();
    assert_eq!(names, ["after"]);
}

#[tokio::test]
async fn a_lost_answer_and_its_retry_start_one_job() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    simulator.faults().set_for("StartBackupJob", Fault::DropAfter, 1);
    let call = client.start_backup_job().backup_vault_name("nightly").resource_arn(VOLUME).iam_role_arn(ROLE);
    let call = call.idempotency_token("once");
    assert!(call.clone().send().await.is_err());
    let started = call.send().await.unwrap();
    let listed = client.list_backup_jobs().send().await.unwrap();
    let [job] = listed.backup_jobs() else { panic!("{listed:?}") };
    assert_eq!(job.backup_job_id(), started.backup_job_id());
}

#[tokio::test]
async fn a_delayed_answer_comes_late_and_a_hanging_one_never() {
    let (simulator, client) = empty().await;
    let delay = Duration::from_millis(80);
    simulator.faults().set_for("ListBackupVaults", Fault::Delay(delay), 1);
    let began = Instant::now();
    client.list_backup_vaults().send().await.unwrap();
    assert!(began.elapsed() >= delay);
    simulator.faults().set("ListBackupJobs", Fault::Hang);
    let hanging = tokio::time::timeout(Duration::from_millis(100), client.list_backup_jobs().send());
    assert!(hanging.await.is_err());
    let stopped = tokio::time::timeout(Duration::from_secs(10), simulator.stop());
    assert!(stopped.await.is_ok(), "a hanging call does not keep the simulator alive");
}

#[tokio::test]
async fn latency_delays_every_answer() {
    let latency = Duration::from_millis(40);
    let simulator = Simulator::start(Options { latency, ..Options::default() }).await.unwrap();
    let began = Instant::now();
    client(&simulator).list_backup_vaults().send().await.unwrap();
    assert!(began.elapsed() >= latency);
}

#[tokio::test]
async fn calls_are_counted_by_operation() {
    let (simulator, client) = empty().await;
    for _ in 0..3 {
        client.list_backup_vaults().send().await.unwrap();
    }
    client.list_backup_jobs().send().await.unwrap();
    assert_eq!(simulator.calls().count("ListBackupVaults"), 3);
    assert_eq!(simulator.calls().count("StartBackupJob"), 0);
    assert_eq!(simulator.calls().total(), 4);
    assert_eq!(simulator.calls().all()["ListBackupJobs"], 1);
}

async fn with_scenario(text: &str) -> Result<Simulator, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("troubled.toml");
    std::fs::write(&path, text).unwrap();
    let options = Options { scenario: Scenario::File(path), ..Options::default() };
    Simulator::start(options).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_scenario_can_set_faults() {
    let text = "[[faults]]\nfault = 'throttle'\noperation = 'List*'\ntimes = 1\n";
    let simulator = with_scenario(text).await.unwrap();
    let client = client(&simulator);
    assert_eq!(refusal(client.list_backup_vaults().send().await).0, "ThrottlingException");
    assert!(client.list_backup_vaults().send().await.is_ok());
}

#[tokio::test]
async fn a_scenarios_wrong_fault_is_refused_with_file_line_and_the_nearest_name() {
    for (text, line, said) in [
        (
            "account = '1'\n\n[[faults]]\nfault = 'throttle'\ntims = 3\n",
            5,
            "tims: unknown: did you mean `times`?",
        ),
        ("[[faults]]\nfault = 'throttle'\n\ntimes = 'x'\n", 4, "times: must be a whole number"),
        ("\n[[faults]]\nfault = 'trottle'\n", 2, "fault: `trottle` is none: did you mean `throttle`?"),
    ] {
        let error = with_scenario(text).await.unwrap_err();
        assert!(error.contains("troubled.toml") && error.contains(&format!("line {line}, ")), "{error}");
        assert!(error.contains(said), "{error}");
    }
}
