//! Signatures checked for real: by the SDK's own signing, and by raw HTTP.

use aws_credential_types::Credentials;
use aws_sdk_backup::Client;
use aws_sdk_backup::config::retry::RetryConfig;
use aws_sdk_backup::config::{BehaviorVersion, Region};
use vaultdeck::simulator::{Clock, Fault, Options, Simulator};

use crate::support::{ROLE, raw, refusal, start, vault};

async fn strict() -> Simulator {
    let clock = Clock::manual(start());
    Simulator::start(Options { clock, verify_signatures: true, ..Options::default() }).await.unwrap()
}

fn signer(simulator: &Simulator, key: &str, secret: &str, token: Option<&str>) -> Client {
    let credentials = Credentials::new(key, secret, token.map(str::to_owned), None, "tests");
    let config = aws_sdk_backup::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(simulator.url())
        .region(Region::new("eu-west-1"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

#[tokio::test]
async fn what_the_sdk_signs_is_accepted_with_bodies_queries_and_arns_in_paths() {
    let simulator = strict().await;
    let client = signer(&simulator, "123456789012", "simulated", None);
    vault(&client, "nightly").await;
    let volume = "arn:aws:ec2:eu-west-1:123456789012:volume/vol-0123456789abcdef0";
    let started = client.start_backup_job().backup_vault_name("nightly").resource_arn(volume);
    started.iam_role_arn(ROLE).send().await.unwrap();
    let jobs = client.list_backup_jobs().by_resource_arn(volume).by_resource_type("SAP HANA on Amazon EC2");
    jobs.by_account_id("*").send().await.unwrap();
    client.list_recovery_points_by_resource().resource_arn(volume).send().await.unwrap();
    let arn = "arn:aws:backup:eu-west-1:123456789012:backup-vault:nightly";
    client.tag_resource().resource_arn(arn).tags("a b", "ü + ~").send().await.unwrap();
    client.untag_resource().resource_arn(arn).tag_key_list("a b").send().await.unwrap();
    let foreign =
        client.list_recovery_points_by_backup_vault().backup_vault_name("aws/efs/automatic-backup-vault");
    assert_eq!(refusal(foreign.send().await).0, "AccessDeniedException", "that is after the signature");
    let with_token = signer(&simulator, "210987654321", "simulated", Some("a/session+token=="));
    with_token.list_backup_vaults().send().await.unwrap();
}

#[tokio::test]
async fn wrong_keys_secrets_and_tokens_are_refused() {
    let simulator = strict().await;
    for (key, secret, token, code) in [
        ("123456789012", "guessed", None, "InvalidSignatureException"),
        ("AKIAIOSFODNN7EXAMPLE", "simulated", None, "UnrecognizedClientException"),
        ("123456789012", "simulated", Some("expired"), "ExpiredTokenException"),
    ] {
        let client = signer(&simulator, key, secret, token);
        assert_eq!(refusal(client.list_backup_vaults().send().await).0, code);
    }
    let unsigned = raw(&simulator, "GET", "/backup-vaults", "").await;
    assert_eq!(
        (unsigned.status, unsigned.headers["x-amzn-errortype"].as_str()),
        (403, "MissingAuthenticationTokenException")
    );
    assert_eq!(raw(&simulator, "GET", "/_simulator", "").await.status, 200, "the control path is not signed");
}

#[tokio::test]
async fn a_service_whose_clock_is_off_refuses_what_is_signed_well() {
    let simulator = strict().await;
    simulator.faults().set("*", Fault::ClockSkew(jiff::SignedDuration::from_mins(-20)));
    let client = signer(&simulator, "123456789012", "simulated", None);
    let (code, message) = refusal(client.list_backup_vaults().send().await);
    assert_eq!(code, "InvalidSignatureException");
    assert!(message.starts_with("Signature not yet current: "), "{message}");
}

#[tokio::test]
async fn sts_and_cloudwatch_are_checked_under_their_own_names() {
    let simulator = strict().await;
    let credentials = Credentials::new("123456789012", "simulated", None, None, "tests");
    let wrong = Credentials::new("123456789012", "guessed", None, None, "tests");
    let sts = |credentials| {
        let config = aws_sdk_sts::Config::builder().behavior_version(BehaviorVersion::latest());
        let config = config.endpoint_url(simulator.url()).region(Region::new("us-east-1"));
        aws_sdk_sts::Client::from_conf(config.credentials_provider(credentials).build())
    };
    let cloudwatch = |credentials| {
        let config = aws_sdk_cloudwatch::Config::builder().behavior_version(BehaviorVersion::latest());
        let config = config.endpoint_url(simulator.url()).region(Region::new("us-east-1"));
        aws_sdk_cloudwatch::Client::from_conf(config.credentials_provider(credentials).build())
    };
    sts(credentials.clone()).get_caller_identity().send().await.unwrap();
    cloudwatch(credentials).describe_alarms().send().await.unwrap();
    assert_eq!(refusal(sts(wrong.clone()).get_caller_identity().send().await).0, "SignatureDoesNotMatch");
    assert!(cloudwatch(wrong).describe_alarms().send().await.is_err());
}
