//! The control path, by raw HTTP.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use vaultdeck::simulator::{Fault, Simulator};

use crate::support::{VOLUME, backup, client, client_of, empty, raw, refusal, start, vault};

async fn get(simulator: &Simulator, path: &str) -> Value {
    let answer = raw(simulator, "GET", path, "").await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    answer.body
}

async fn set_clock(simulator: &Simulator, body: &Value) -> Value {
    let answer = raw(simulator, "POST", "/_simulator/clock", &body.to_string()).await;
    assert_eq!(answer.status, 200, "{body}: {}", answer.body);
    answer.body
}

#[tokio::test]
async fn it_says_what_it_is() {
    let (simulator, _client) = empty().await;
    let about = get(&simulator, "/_simulator").await;
    assert_eq!((&about["scenario"], &about["seed"]), (&json!("empty"), &json!(1)));
    assert_eq!(about["clock"]["now"], json!(start()));
    assert_eq!(about["version"], json!(env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn the_clock_is_moved_forward_and_the_account_with_it() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let job = backup(&client, "nightly", VOLUME).await;
    let told = set_clock(&simulator, &json!({ "advance": "1d" })).await;
    assert_eq!(told["now"], json!(start() + SignedDuration::from_hours(24)));
    let described = client.describe_backup_job().backup_job_id(&job).send().await.unwrap();
    assert_eq!(described.state().unwrap().as_str(), "COMPLETED");
    let to = start() + SignedDuration::from_hours(48);
    assert_eq!(set_clock(&simulator, &json!({ "to": to })).await["now"], json!(to));
    assert_eq!(simulator.clock().now(), to);
    assert_eq!(get(&simulator, "/_simulator/clock").await["epoch"], json!(to.as_second()));
}

#[tokio::test]
async fn the_clock_runs_pauses_and_resumes() {
    let (simulator, _client) = empty().await;
    let told = set_clock(&simulator, &json!({ "speed": 60, "paused": true })).await;
    assert_eq!((&told["speed"], &told["paused"]), (&json!(60.0), &json!(true)));
    assert_eq!(simulator.clock().now(), start());
    set_clock(&simulator, &json!({ "paused": false })).await;
    let before = simulator.clock().now();
    let moves = async {
        while simulator.clock().now() == before {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), moves).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_its_member_and_changes_nothing() {
    let (simulator, _client) = empty().await;
    let earlier: Timestamp = start() - SignedDuration::from_secs(1);
    for (body, member, why) in [
        (json!({ "sped": 2 }), "sped", "did you mean speed?"),
        (json!({ "speed": "fast" }), "speed", "must be a number"),
        (json!({ "speed": -1 }), "speed", "from 0 to 1000000"),
        (json!({ "speed": -1, "to": "2027-01-01T00:00:00Z" }), "speed", "from 0 to 1000000"),
        (json!({ "advance": "soon" }), "advance", "must be a length"),
        (json!({ "advance": "10" }), "advance", r#""2h30m""#),
        (json!({ "advance": "-1h", "speed": 5 }), "advance", "does not go back"),
        (json!({ "to": earlier }), "to", "the clock does not go back"),
        (json!({ "to": "tomorrow" }), "to", "must be a time such as"),
        (json!({ "to": start(), "advance": "1h" }), "to", "cannot go with advance"),
        (json!({ "paused": 1 }), "paused", "must be true or false"),
    ] {
        let answer = raw(&simulator, "POST", "/_simulator/clock", &body.to_string()).await;
        assert_eq!((answer.status, &answer.body["member"]), (400, &json!(member)), "{body}: {}", answer.body);
        assert!(answer.body["error"].as_str().unwrap().contains(why), "{body}: {}", answer.body);
    }
    assert_eq!((simulator.clock().now(), simulator.clock().speed()), (start(), 0.0));
    for (method, path, status) in [
        ("GET", "/_simulator/clcok", 404),
        ("PUT", "/_simulator/clock", 405),
        ("POST", "/_simulator/calls", 405),
        ("GET", "/_simulator/calls?log=perhaps", 400),
        ("GET", "/_simulator/calls?opreation=x", 400),
        ("POST", "/_simulator/clock", 400),
    ] {
        assert_eq!(raw(&simulator, method, path, "[").await.status, status, "{method} {path}");
    }
}

#[tokio::test]
async fn calls_are_counted_by_operation_and_by_scope_with_their_bytes() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    client_of(&simulator, "210987654321", "eu-west-1").list_backup_vaults().send().await.unwrap();
    refusal(client.describe_backup_vault().backup_vault_name("nowhere").send().await);
    let told = get(&simulator, "/_simulator/calls").await;
    assert_eq!(told["total"], json!(3), "the control path itself is not counted: {told}");
    let created = &told["operations"]["CreateBackupVault"];
    assert_eq!((&created["count"], &created["unsuccessful"]), (&json!(1), &json!(0)));
    assert!(created["bytes_in"].as_u64() > Some(0) && created["bytes_out"].as_u64() > Some(0), "{created}");
    assert_eq!(told["operations"]["DescribeBackupVault"]["unsuccessful"], json!(1));
    let scopes: Vec<_> = told["scopes"].as_array().unwrap().iter().map(|scope| &scope["account"]).collect();
    assert_eq!(scopes, ["123456789012", "210987654321"]);
    assert!(told["log"].is_null());
    let told = get(&simulator, "/_simulator/calls?operation=*BackupVault").await;
    assert_eq!(told["scopes"].as_array().unwrap().len(), 1, "the other scope only listed: {told}");
    assert_eq!((&told["scopes"][0]["count"], &told["total"]), (&json!(2), &json!(2)));
    assert_eq!(simulator.calls().traffic("CreateBackupVault").count, 1);
}

#[tokio::test]
async fn the_log_has_tokens_and_ends_of_the_last_calls_until_it_is_cleared() {
    let (simulator, client) = empty().await;
    vault(&client, "nightly").await;
    let start = client.start_backup_job().backup_vault_name("nightly").resource_arn(VOLUME);
    start.iam_role_arn(crate::support::ROLE).idempotency_token("once").send().await.unwrap();
    refusal(client.describe_backup_vault().backup_vault_name("nowhere").send().await);
    client.list_backup_jobs().by_account_id("123456789012").send().await.unwrap();
    let told = get(&simulator, "/_simulator/calls?log=true").await;
    let log = told["log"].as_array().unwrap();
    let operations: Vec<_> = log.iter().map(|call| call["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["CreateBackupVault", "StartBackupJob", "DescribeBackupVault", "ListBackupJobs"]);
    assert_eq!(log[1]["body"]["IdempotencyToken"], json!("once"));
    assert_eq!((&log[1]["status"], &log[1]["error"]), (&json!(200), &Value::Null));
    assert_eq!((&log[2]["status"], &log[2]["error"]), (&json!(403), &json!("AccessDeniedException")));
    assert_eq!(log[3]["query"], json!([["accountId", "123456789012"]]));
    assert_eq!(log[3]["attempt"], json!("attempt=1; max=1"));
    let told = get(&simulator, "/_simulator/calls?log=true&operation=*Backup*&last=2").await;
    let numbers: Vec<_> = told["log"].as_array().unwrap().iter().map(|call| &call["number"]).collect();
    assert_eq!(numbers, [3, 4]);
    assert_eq!(raw(&simulator, "DELETE", "/_simulator/calls", "").await.status, 200);
    assert_eq!(get(&simulator, "/_simulator/calls?log=true").await["log"], json!([]));
    assert_eq!(simulator.calls().total(), 0);
}

#[tokio::test]
async fn faults_are_set_added_told_and_cleared() {
    let (simulator, client) = empty().await;
    let put = json!({ "faults": [{ "fault": "throttle", "operation": "List*", "times": 2 }] });
    let told = raw(&simulator, "PUT", "/_simulator/faults", &put.to_string()).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let more = json!({ "fault": "deny", "operation": "CreateBackupVault", "from": "+1h" });
    raw(&simulator, "POST", "/_simulator/faults", &more.to_string()).await;
    assert_eq!(refusal(client.list_backup_vaults().send().await).0, "ThrottlingException");
    let told = get(&simulator, "/_simulator/faults").await;
    let list = told["faults"].as_array().unwrap();
    assert_eq!((list.len(), &list[0]["hits"], &list[1]["hits"]), (2, &json!(1), &json!(0)));
    vault(&client, "before").await;
    set_clock(&simulator, &json!({ "advance": "1h" })).await;
    let denied = client.create_backup_vault().backup_vault_name("after").send().await;
    assert_eq!(refusal(denied).0, "AccessDeniedException");
    // What is told can be set again.
    let again = raw(&simulator, "PUT", "/_simulator/faults", &told.to_string()).await;
    assert_eq!((again.status, again.body["faults"].as_array().unwrap().len()), (200, 2), "{}", again.body);
    assert_eq!(raw(&simulator, "DELETE", "/_simulator/faults", "").await.body, json!({ "faults": [] }));
    assert!(client.list_backup_vaults().send().await.is_ok());
}

#[tokio::test]
async fn a_wrong_fault_is_refused_with_its_member_and_changes_nothing() {
    let (simulator, _client) = empty().await;
    simulator.faults().set("ListTags", Fault::Hang);
    for (body, member, why) in [
        (
            json!([{ "fault": "hang" }, { "fault": "hang", "tims": 1 }]),
            "faults[1].tims",
            "did you mean `times`?",
        ),
        (json!({ "fault": "hagn" }), "fault", "did you mean `hang`?"),
        (json!({ "faults": {} }), "faults", "must be a list"),
        (json!({ "faults": [], "more": 1 }), "more", "unknown"),
    ] {
        for method in ["PUT", "POST"] {
            let answer = raw(&simulator, method, "/_simulator/faults", &body.to_string()).await;
            let said = (answer.status, &answer.body["member"]);
            assert_eq!(said, (400, &json!(member)), "{body}: {}", answer.body);
            assert!(answer.body["error"].as_str().unwrap().contains(why), "{body}: {}", answer.body);
        }
    }
    assert_eq!(raw(&simulator, "PUT", "/_simulator/faults", "3").await.status, 400);
    assert_eq!(get(&simulator, "/_simulator/faults").await["faults"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_sdk_reaches_aws_and_not_the_control_path() {
    let (simulator, _client) = empty().await;
    let near = raw(&simulator, "GET", "/_simulators", "").await;
    assert_eq!(near.headers["x-amzn-errortype"], "UnknownOperationException");
    assert!(client(&simulator).list_backup_vaults().send().await.is_ok());
}

/// The words of a shell's line, quotes taken off, up to a comment.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut open) = (None, false);
    for c in line.chars() {
        match (quote, c) {
            (None, '#') if !open => break,
            (None, '\'' | '"') => quote = Some(c),
            (Some(mark), c) if c == mark => quote = None,
            (None, ' ') => open = false,
            (_, c) => {
                if !open {
                    words.push(String::new());
                    open = true;
                }
                words.last_mut().unwrap().push(c);
            }
        }
    }
    words
}

#[tokio::test]
async fn every_example_of_the_documentation_works() {
    let (simulator, _client) = empty().await;
    let page = std::fs::read_to_string("docs/simulator.md").unwrap();
    let mut count = 0;
    for line in page.lines().filter(|line| line.starts_with("curl ")) {
        let (mut method, mut path, mut body) = (None, String::new(), String::new());
        let mut given = words(line).into_iter().skip(1);
        while let Some(word) = given.next() {
            match word.as_str() {
                "-X" => method = given.next(),
                "-d" => body = given.next().unwrap(),
                url => path = url.replacen("$S", "/_simulator", 1),
            }
        }
        let method = method.unwrap_or_else(|| if body.is_empty() { "GET" } else { "POST" }.to_owned());
        let answer = raw(&simulator, &method, &path, &body).await;
        assert_eq!(answer.status, 200, "{line}: {}", answer.body);
        count += 1;
    }
    assert!(count >= 15, "{count} examples were found");
}
