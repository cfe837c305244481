//! The `aws` command that the console shows does what the console does: each sort of write is sent once by the console
//! and once by its command, in a shell, through the AWS CLI, and the simulator has to see the same request twice.
//!
//! It needs the AWS CLI, so `tests/conformance/run` calls it, which has one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::AtomicU32;

use serde_json::Value;
use vaultdeck::aws::{Fleet, Login, ScopeSettings};
use vaultdeck::domain::lifecycle::Lifecycle;
use vaultdeck::domain::scope::ScopeId;
use vaultdeck::domain::write::{BackupRequest, CopyRequest, Pairs, PointName, RestoreRequest, Write};
use vaultdeck::simulator::{Options, Scenario, Simulator};

const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-central-1";
const PROFILE: &str = "shop's prod";
/// Commands that run at a time: each is a Python of its own.
const AT_ONCE: usize = 3;

/// What a person may have typed into a name or a value, and a shell or the CLI may take for something else.
const HOSTILE: [&str; 19] = [
    "two words",
    "it's",
    "\"quoted\"",
    "$HOME `id` $(id) ; & | < > * ? ~ # !",
    "back\\slash \\n \\\\",
    "a line\nand another\ttab",
    "Grüße 你好 🗄️ \u{202e}right",
    "{\"json\": [1, \"a\"]}",
    "[\"a\",\"b\"]",
    "a=b,c=d",
    "-x",
    "--region",
    "file:///etc/hostname",
    "http://127.0.0.1:9/",
    "%41 100%",
    "true",
    "0012",
    "'",
    " ",
];

fn hostile() -> Pairs {
    let values = HOSTILE.iter().enumerate();
    values.map(|(at, value)| (format!("{value}{at}"), (*value).to_owned())).collect()
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Every sort of write in several forms.
fn writes() -> Vec<Write> {
    let point = PointName {
        vault: text("prod-daily"),
        point: text("arn:aws:ec2:eu-central-1::snapshot/snap-0123456789abcdef0"),
    };
    let role = text("arn:aws:iam::123456789012:role/service-role/A+Backup=Role,with@all._-chars");
    let keep = |cold_after_days, delete_after_days, archive_opt_in| Lifecycle {
        cold_after_days,
        delete_after_days,
        archive_opt_in,
        delete_after_copy: false,
    };
    let lifecycles = [
        keep(None, None, false),
        keep(None, Some(-1), false),
        keep(Some(30), Some(365), true),
        keep(None, None, true),
    ];
    let mut writes = Vec::new();
    for (at, lifecycle) in lifecycles.into_iter().enumerate() {
        writes.push(Write::StartBackup(BackupRequest {
            resource: text("arn:aws:rds:eu-central-1:123456789012:db:orders-db"),
            vault: text("prod-daily"),
            role: role.clone(),
            lifecycle,
            tags: if at == 0 { vec![] } else { hostile() },
            token: format!("vaultdeck-{at}"),
            then_copy: None,
        }));
        writes.push(Write::StartCopy(CopyRequest {
            point: point.clone(),
            destination: text("arn:aws:backup:us-west-2:210987654321:backup-vault:dr-vault"),
            role: role.clone(),
            lifecycle,
            token: format!("vaultdeck-{at}"),
        }));
        writes.push(Write::KeepPoint { point: point.clone(), lifecycle });
    }
    for copy_tags in [false, true] {
        writes.push(Write::StartRestore(RestoreRequest {
            point: point.clone(),
            metadata: hostile(),
            role: role.clone(),
            resource_type: text("EBS"),
            copy_tags,
            token: text("vaultdeck-1"),
        }));
    }
    let arn = text("arn:aws:backup:eu-central-1:123456789012:backup-vault:prod-daily");
    let continuous =
        text("arn:aws:backup:eu-central-1:123456789012:recovery-point:continuous:media-assets-1234/5");
    let found = PointName { vault: text("aws/efs/automatic-backup-vault"), point: continuous };
    writes.extend([
        Write::StopBackup { job: text("06f5ebb4-d309-407a-96e4-a5c8e6ea4fcf") },
        Write::DeletePoint(point.clone()),
        Write::DeletePoint(found.clone()),
        Write::DisassociatePoint(found),
        Write::Tag { arn: arn.clone(), tags: hostile() },
        Write::Tag { arn: point.point, tags: vec![(text("team"), text(""))] },
        Write::Untag { arn: arn.clone(), keys: HOSTILE.map(text).to_vec() },
        Write::Notify {
            vault: text("prod-daily"),
            topic: text("arn:aws:sns:eu-central-1:123456789012:ops"),
            events: vec![text("BACKUP_JOB_FAILED"), text("COPY_JOB_FAILED")],
        },
        Write::Silence { vault: text("prod-daily") },
    ]);
    // Each alone, too: what a single word is taken for differs.
    let alone = ["-x", "[\"a\",\"b\"]", "file:///etc/hostname", "a=b,c=d", " ", "two words"];
    writes.extend(alone.map(|key| Write::Untag { arn: arn.clone(), keys: vec![text(key)] }));
    writes
}

/// The number of a write's sort. A new one must be given a number here, and [`SORTS`] be made larger.
fn sort(write: &Write) -> usize {
    match write {
        Write::StartBackup(_) => 0,
        Write::StartCopy(_) => 1,
        Write::StartRestore(_) => 2,
        Write::StopBackup { .. } => 3,
        Write::KeepPoint { .. } => 4,
        Write::DeletePoint(_) => 5,
        Write::DisassociatePoint(_) => 6,
        Write::Tag { .. } => 7,
        Write::Untag { .. } => 8,
        Write::Notify { .. } => 9,
        Write::Silence { .. } => 10,
    }
}

const SORTS: usize = 11;

#[test]
fn every_sort_of_write_is_compared() {
    let sorts: BTreeSet<usize> = writes().iter().map(sort).collect();
    assert_eq!(sorts, (0..SORTS).collect());
}

/// What of a request has to be the same, whoever sends it.
#[derive(Debug, PartialEq)]
struct Request {
    account: String,
    region: String,
    operation: String,
    method: String,
    /// Decoded: clients encode more or less of it.
    path: Vec<String>,
    query: Vec<(String, String)>,
    body: Value,
}

/// The only request that a simulator has seen.
fn seen(simulator: &Simulator) -> Option<Request> {
    let mut log = simulator.calls().log();
    let call = (log.len() == 1).then(|| log.pop())??;
    let mut query = call.query;
    query.sort();
    Some(Request {
        account: call.account,
        region: call.region,
        operation: call.operation,
        method: call.method,
        path: call.path.split('/').map(decoded).collect(),
        query,
        body: call.body,
    })
}

fn decoded(part: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), part.as_bytes());
    while let Some((first, tail)) = rest.split_first() {
        let escaped = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

async fn simulator() -> Simulator {
    Simulator::start(Options { scenario: Scenario::Empty, ..Options::default() }).await.unwrap()
}

async fn by_the_console(write: &Write) -> Option<Request> {
    let simulator = simulator().await;
    let fleet = Fleet::new(vec![ScopeSettings {
        login: Login::MadeUp(ACCOUNT.into()),
        region: Some(REGION.into()),
        endpoint_url: Some(simulator.url()),
        requests_per_second: 1000,
    }]);
    // Whether it is refused does not matter here: it has arrived.
    let _ = fleet.send(ScopeId(0), write, &AtomicU32::new(0)).await;
    seen(&simulator)
}

async fn by_the_cli(write: &Write, config: &Path) -> (String, Option<Request>, Output) {
    let simulator = simulator().await;
    let command = write.command(REGION, Some(PROFILE));
    let mut shell = Command::new("sh");
    shell.args(["-c", &command]).env("AWS_ENDPOINT_URL", simulator.url()).env("AWS_CONFIG_FILE", config);
    shell.env("AWS_MAX_ATTEMPTS", "1").env("AWS_PAGER", "");
    let output = tokio::task::spawn_blocking(move || shell.output()).await.unwrap().unwrap();
    (command, seen(&simulator), output)
}

/// What is wrong with the command of a write, if anything.
async fn difference(write: Write, config: &Path) -> Option<String> {
    let ours = by_the_console(&write).await;
    let (command, theirs, output) = by_the_cli(&write, config).await;
    let told = String::from_utf8_lossy(&output.stderr);
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours == theirs => None,
        (None, _) => Some(format!("{write:?}: the console sent nothing")),
        (Some(ours), theirs) => {
            Some(format!("{command}\n  ours:   {ours:?}\n  theirs: {theirs:?}\n  said:   {}", told.trim()))
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the AWS CLI: tests/conformance/run calls it"]
async fn the_aws_cli_sends_what_the_console_sends() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config");
    let profile =
        format!("[profile \"{PROFILE}\"]\naws_access_key_id = {ACCOUNT}\naws_secret_access_key = made-up\n");
    fs::write(&config, profile).unwrap();
    let config: &Path = &config;
    let (mut wrong, writes) = (Vec::new(), writes());
    let count = writes.len();
    for some in writes.chunks(AT_ONCE) {
        let compared = some.iter().map(|write| difference(write.clone(), config));
        wrong.extend(futures::future::join_all(compared).await.into_iter().flatten());
    }
    eprintln!("{count} commands compared, {} differ", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
