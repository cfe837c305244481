//! Arbitrary requests: each is answered in good form, whatever it was.
//!
//! The cases are the same in every run. `FUZZ_CASES=20000 cargo test --test simulator_backup fuzz -- --nocapture` makes
//! as many new ones.

use std::collections::HashMap;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use vaultdeck::simulator::Simulator;

use crate::api;
use crate::declared::generic::request;
use crate::declared::input::full;
use crate::support::{ROLE, VOLUME, pass, small};

const CASES: u32 = 2_000;

/// One request as it goes over the wire.
#[derive(Debug, Clone)]
struct Shot {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// How long passes before it.
    wait: i64,
}

#[test]
fn every_request_is_answered_in_good_form() {
    let wanted = std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok());
    let config = Config {
        cases: wanted.unwrap_or(CASES),
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let cases = config.cases;
    let mut runner = match wanted {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let runtime = Runtime::new().unwrap();
    let (simulator, known) = runtime.block_on(async {
        let (simulator, client) = small().await;
        let known = Known::of(&client).await;
        (simulator, known)
    });
    let statuses = std::cell::RefCell::new(HashMap::<u16, u32>::new());
    let outcome = runner.run(&shots(&known), |shot| {
        pass(&simulator, shot.wait);
        let answer = runtime.block_on(fire(&simulator, &shot))?;
        *statuses.borrow_mut().entry(answer.status).or_default() += 1;
        check(&shot, &answer)
    });
    println!(
        "{cases} arbitrary requests: {:?} by status, {} operations",
        statuses.borrow(),
        simulator.calls().all().len()
    );
    outcome.unwrap();
}

/// What there is in the account, so that requests get beyond the first check.
#[derive(Debug, Clone)]
struct Known {
    point: String,
    plan: String,
    job: String,
}

impl Known {
    async fn of(client: &aws_sdk_backup::Client) -> Self {
        let points = client
            .list_recovery_points_by_backup_vault()
            .backup_vault_name("prod-daily")
            .send()
            .await
            .unwrap();
        let plans = client.list_backup_plans().send().await.unwrap();
        let jobs = client.list_backup_jobs().send().await.unwrap();
        Self {
            point: points.recovery_points()[0].recovery_point_arn().unwrap().to_owned(),
            plan: plans.backup_plans_list()[0].backup_plan_id().unwrap().to_owned(),
            job: jobs.backup_jobs()[0].backup_job_id().unwrap().to_owned(),
        }
    }

    /// A value that a member of this name may well have; none if nothing is known of it.
    fn likely(&self, name: &str) -> Option<&str> {
        [
            ("VaultName", "prod-daily"),
            ("VaultArn", "arn:aws:backup:us-east-1:123456789012:backup-vault:sealed"),
            ("RecoveryPointArn", &self.point),
            ("RoleArn", ROLE),
            ("ResourceArn", VOLUME),
            ("PlanId", &self.plan),
            ("JobId", &self.job),
            ("ScheduleExpression", "cron(0 5 ? * * *)"),
            ("Timezone", "Europe/Berlin"),
            ("ResourceType", "EBS"),
        ]
        .into_iter()
        .find(|(part, _)| name.ends_with(part))
        .map(|(_, value)| value)
    }
}

fn shots(known: &Known) -> impl Strategy<Value = Shot> + use<> {
    let wait = prop_oneof![19 => Just(0), 1 => 0..3_600_i64];
    let headers = prop::collection::vec(header(), 0..4);
    (prop_oneof![6 => modelled(known.clone()), 1 => bent(known.clone()), 1 => garbage()], headers, wait)
        .prop_map(|((method, target, body), headers, wait)| Shot { method, target, headers, body, wait })
}

type Line = (String, String, Vec<u8>);

/// A request as the model has it, with some values replaced.
fn modelled(known: Known) -> BoxedStrategy<Line> {
    let names: Vec<&'static str> = api::operations().keys().map(String::as_str).collect();
    let dice = prop::collection::vec(any::<u16>(), 0..24);
    (prop::sample::select(names), dice)
        .prop_map(move |(operation, dice)| {
            let input = api::operations()[operation]["input"].as_str().map_or(Value::Null, full);
            let input = shaken(input, "", &known, &mut dice.into_iter());
            let (method, target, body) = request(operation, &input);
            (method.to_owned(), target, body.into_bytes())
        })
        .boxed()
}

/// One with another method, path or body.
fn bent(known: Known) -> BoxedStrategy<Line> {
    let cut = any::<prop::sample::Index>();
    (modelled(known), garbage(), 0..4, cut)
        .prop_map(|((method, target, body), other, what, cut)| match what {
            0 => (other.0, target, body),
            1 => (method, format!("{}{}", &target[..cut.index(target.len()).max(1)], &other.1[1..]), body),
            2 => (method, target, other.2),
            _ => (method, target, body[..cut.index(body.len() + 1)].to_vec()),
        })
        .boxed()
}

fn garbage() -> BoxedStrategy<Line> {
    let method = prop_oneof!["GET|PUT|POST|DELETE|PATCH|OPTIONS", "[A-Z]{1,9}"];
    let method = method.prop_filter("answered without a body, or a tunnel", |method| {
        !matches!(method.as_str(), "HEAD" | "CONNECT")
    });
    let target = "/[A-Za-z0-9/%._~:@!$&'()*+,;=?-]{0,60}";
    let nested = (1..200_usize)
        .prop_map(|depth| ["[", "{\"a\":"].map(|open| open.repeat(depth)).concat().into_bytes());
    let body = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "\\PC{0,80}".prop_map(String::into_bytes),
        nested
    ];
    (method, target, body).prop_map(|(method, target, body)| (method, target, body)).boxed()
}

fn header() -> impl Strategy<Value = (String, String)> {
    let names = [
        "authorization",
        "content-type",
        "x-amz-date",
        "x-amz-target",
        "x-amz-security-token",
        "x-amz-content-sha256",
        "accept",
    ];
    let value = prop_oneof![
        "[ -~]{0,60}",
        Just(
            "AWS4-HMAC-SHA256 Credential=210987654321/20261121/eu-west-1/backup/aws4_request, Signature=0"
                .to_owned()
        ),
        Just("AWS4-HMAC-SHA256 Credential=////".to_owned()),
        Just("application/x-amz-json-1.0".to_owned()),
    ];
    (prop::sample::select(names.to_vec()), value)
        .prop_map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
}

/// Values that are likely, with one in eight replaced by anything and one left out.
fn shaken(value: Value, name: &str, known: &Known, dice: &mut impl Iterator<Item = u16>) -> Value {
    let thrown = dice.next().unwrap_or(0);
    if thrown % 8 == 7 {
        return anything(usize::from(thrown / 8));
    }
    if name == "NextToken" || thrown % 8 == 6 && !name.is_empty() {
        return Value::Null;
    }
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, value)| {
                let value = shaken(value, &name, known, dice);
                (name, value)
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(|item| shaken(item, name, known, dice)).collect(),
        Value::String(text) => known.likely(name).map_or_else(|| json!(text), |likely| json!(likely)),
        other => other,
    }
}

fn anything(index: usize) -> Value {
    let texts = [
        "",
        " ",
        "*",
        "Default",
        "sealed",
        "aws/efs/automatic-backup-vault",
        "../..",
        "%00",
        "\u{0}",
        "\u{202e}gnp.exe",
        "\u{1b}[31m",
        "🦀",
        "null",
        "-1",
        "1e300",
        "true",
        "cron(* * * * ? *)",
        "cron(0 0 31 2 ? *)",
        "rate(1 day)",
        "cron(",
        "Mars/Olympus",
        "-009999-01-01T00:00:00Z",
        "9999-12-30T22:00:00Z",
        "2026-11-21T02:14:00Z",
        "arn:aws:s3:::media-assets",
        "arn:aws:rds:us-east-1:123456789012:db:orders-db",
        "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault",
        "arn:",
        "{}",
        "[]",
        "AGGREGATE_ALL",
        "ANY",
        "FAILED",
        "S3",
    ];
    let others = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1),
        json!(35),
        json!(90),
        json!(36_500),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
        json!(0.5),
        json!([]),
        json!({}),
        json!([null]),
        json!({ "": null }),
        json!("x".repeat(5_000)),
    ];
    let index = index % (texts.len() + others.len());
    texts.get(index).map_or_else(|| others[index - texts.len()].clone(), |text| json!(text))
}

/// An answer as it came.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HashMap<String, String>,
    body: Vec<u8>,
}

async fn fire(simulator: &Simulator, shot: &Shot) -> Result<Answer, TestCaseError> {
    let mut stream = TcpStream::connect(simulator.addr()).await.unwrap();
    let headers: Vec<_> = shot.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let headers = headers.concat();
    let head = format!(
        "{} {} HTTP/1.1\r\nhost: simulator\r\nconnection: close\r\n{headers}",
        shot.method, shot.target
    );
    stream.write_all(format!("{head}content-length: {}\r\n\r\n", shot.body.len()).as_bytes()).await.unwrap();
    stream.write_all(&shot.body).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await;
    prop_assert!(matches!(read, Ok(Ok(_))), "no whole answer: {read:?}");
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n");
    let Some(end) = end else { return Err(TestCaseError::fail(format!("no answer: {answer:?}"))) };
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let pair =
        |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Ok(Answer { status, headers: lines.filter_map(pair).collect(), body: answer[end + 4..].to_vec() })
}

fn check(shot: &Shot, answer: &Answer) -> Result<(), TestCaseError> {
    let said = String::from_utf8_lossy(&answer.body);
    prop_assert!((200..500).contains(&answer.status), "{}: {said}", answer.status);
    prop_assert!(answer.headers.contains_key("x-amzn-requestid"), "{answer:?}");
    let length = answer.headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    prop_assert_eq!(answer.body.len(), length);
    if is_other_service(shot) {
        return Ok(());
    }
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    prop_assert!(answer.body.is_empty() || body.as_ref().is_some_and(Value::is_object), "{said}");
    if answer.status >= 300 {
        let body = body.unwrap_or_default();
        let code = answer.headers.get("x-amzn-errortype").and_then(|code| code.split(':').next());
        prop_assert!(code.is_some() && body["Code"].as_str() == code, "{answer:?}");
        prop_assert!(body["Message"].as_str().is_some_and(|message| !message.is_empty()), "{said}");
    }
    Ok(())
}

/// CloudWatch and STS have forms of their own.
fn is_other_service(shot: &Shot) -> bool {
    let is_cloudwatch =
        |(name, value): &(String, String)| name == "x-amz-target" && value.starts_with("GraniteService");
    shot.target.starts_with("/service/")
        || shot.target.split('?').next() == Some("/")
        || shot.headers.iter().any(is_cloudwatch)
}
