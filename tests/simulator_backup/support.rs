//! A simulator with a client, and the clock under control.

use std::collections::HashMap;

use aws_credential_types::Credentials;
use aws_sdk_backup::Client;
use aws_sdk_backup::config::retry::RetryConfig;
use aws_sdk_backup::config::{BehaviorVersion, Region};
use aws_sdk_backup::error::{ProvideErrorMetadata, SdkError};
use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use vaultdeck::simulator::{Clock, Options, Scenario, Simulator};

pub const ACCOUNT: &str = "123456789012";
pub const ROLE: &str = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";
pub const VOLUME: &str = "arn:aws:ec2:us-east-1:123456789012:volume/vol-0123456789abcdef0";

/// When every test starts.
pub fn start() -> Timestamp {
    "2026-11-21T02:14:00Z".parse().unwrap()
}

/// A simulator on a manual clock.
pub async fn simulator(scenario: Scenario) -> Simulator {
    let clock = Clock::manual(start());
    Simulator::start(Options { scenario, clock, ..Options::default() }).await.unwrap()
}

/// One with nothing in it.
pub async fn empty() -> (Simulator, Client) {
    let simulator = simulator(Scenario::Empty).await;
    let client = client(&simulator);
    (simulator, client)
}

/// The small example account.
pub async fn small() -> (Simulator, Client) {
    let simulator = simulator(Scenario::File("assets/scenarios/small.toml".into())).await;
    let client = client(&simulator);
    (simulator, client)
}

/// A scenario written out.
pub async fn scenario(text: &str) -> Simulator {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    simulator(Scenario::File(file.path().into())).await
}

/// The ARN of the newest recovery point in a vault.
pub async fn point_in(client: &Client, vault: &str) -> String {
    let listed = client.list_recovery_points_by_backup_vault().backup_vault_name(vault).send().await.unwrap();
    listed.recovery_points()[0].recovery_point_arn().unwrap().to_owned()
}

/// A client of the default account in us-east-1.
pub fn client(simulator: &Simulator) -> Client {
    client_of(simulator, "AKIAIOSFODNN7EXAMPLE", "us-east-1")
}

/// A client that signs with this access key for this region, and never retries.
pub fn client_of(simulator: &Simulator, access_key: &str, region: &str) -> Client {
    let config = aws_sdk_backup::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(simulator.url())
        .region(Region::new(region.to_owned()))
        .credentials_provider(Credentials::new(access_key, "secret", None, None, "tests"))
        .retry_config(RetryConfig::disabled())
        .build();
    Client::from_conf(config)
}

/// Moves the clock on.
pub fn pass(simulator: &Simulator, seconds: i64) {
    simulator.clock().advance(SignedDuration::from_secs(seconds));
}

/// Code and message of a refused call.
pub fn refusal<T: std::fmt::Debug, E: ProvideErrorMetadata>(
    outcome: Result<T, SdkError<E>>,
) -> (String, String) {
    match outcome {
        Err(SdkError::ServiceError(error)) => {
            let error = error.into_err();
            (error.code().unwrap_or_default().to_owned(), error.message().unwrap_or_default().to_owned())
        }
        Err(error) => panic!("the call failed without an answer: {error}"),
        Ok(answer) => panic!("the call was not refused: {answer:?}"),
    }
}

/// A vault to back up into.
pub async fn vault(client: &Client, name: &str) {
    client.create_backup_vault().backup_vault_name(name).send().await.unwrap();
}

/// The default role of the account that an ARN belongs to.
pub fn role_for(arn: &str) -> String {
    let account = arn.split(':').nth(4).filter(|account| account.len() == 12).unwrap_or(ACCOUNT);
    ROLE.replace(ACCOUNT, account)
}

/// Starts a backup into `vault`; returns the job's id.
pub async fn backup(client: &Client, vault: &str, resource: &str) -> String {
    let started = client
        .start_backup_job()
        .backup_vault_name(vault)
        .resource_arn(resource)
        .iam_role_arn(role_for(resource))
        .send()
        .await;
    started.unwrap().backup_job_id.unwrap()
}

/// A raw answer.
pub struct Raw {
    pub status: u16,
    pub headers: HashMap<String, String>,
    pub body: serde_json::Value,
}

/// Sends one request as it stands, signed for nobody.
pub async fn raw(simulator: &Simulator, method: &str, path: &str, body: &str) -> Raw {
    let mut stream = TcpStream::connect(simulator.addr()).await.unwrap();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: simulator\r\nconnection: close\r\n");
    let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let pair = |line: &str| {
        let (name, value) = line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value))?;
        // As SDKs do, which cut off what follows the code.
        let value = if name == "x-amzn-errortype" { value.split(':').next().unwrap() } else { value };
        Some((name, value.to_owned()))
    };
    Raw {
        status,
        headers: lines.filter_map(pair).collect(),
        body: serde_json::from_str(body).unwrap_or_default(),
    }
}
