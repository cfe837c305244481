//! The errors that follow from the model alone, provoked for every operation that declares them.

use std::collections::BTreeSet;

use aws_sdk_backup::operation::describe_backup_job::DescribeBackupJobError;
use serde_json::{Map, Value};
use vaultdeck::simulator::Fault;

use super::input::{Break, Broken, broken, full};
use crate::api;
use crate::support::{empty, raw, refusal};

/// Whether a pair of operation and code is provoked here, or cannot be for a reason that the model tells.
pub fn covers((operation, code): (&str, &str)) -> bool {
    match code {
        // The first two by a fault; and where nothing is required, nothing can be missing.
        "ServiceUnavailableException" | "DependencyFailureException" | "MissingParameterValueException" => {
            true
        }
        "InvalidParameterValueException" => {
            breaks(operation).iter().any(|broken| broken.kind == Break::Invalid)
        }
        _ => false,
    }
}

/// Every way to break an operation's input.
fn breaks(operation: &str) -> Vec<Broken> {
    let input = api::operations()[operation]["input"].as_str();
    input.map(|input| broken(input, &full(input))).unwrap_or_default()
}

/// Method, path with query, and body of an input.
pub fn request(operation: &str, input: &Value) -> (&'static str, String, String) {
    let modelled = &api::operations()[operation];
    let (path, constant) = modelled["path"]
        .as_str()
        .unwrap()
        .split_once('?')
        .map_or((modelled["path"].as_str().unwrap(), ""), |(path, constant)| (path, constant));
    // Behind the last slash an empty label would be lost.
    let mut path = format!("{}/", path.trim_end_matches('/'));
    let mut query = vec![constant.to_owned()];
    let mut body = Map::new();
    for (name, member) in api::input(operation)["members"].as_object().into_iter().flatten() {
        let value = &input[name];
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let wire = member["name"].as_str().unwrap_or(name);
        match (member["in"].as_str(), value) {
            (Some("uri"), Value::Null) => path = path.replace(&format!("{{{wire}}}"), ""),
            (Some("uri"), _) => path = path.replace(&format!("{{{wire}}}"), &encode(&text)),
            (Some(_), Value::Null) => {}
            (Some(_), _) => query.push(format!("{wire}={}", encode(&text))),
            (None, value) => {
                body.insert(name.clone(), value.clone());
            }
        }
    }
    query.retain(|part| !part.is_empty());
    let path = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
    let body = if body.is_empty() { String::new() } else { Value::Object(body).to_string() };
    (modelled["method"].as_str().unwrap(), path, body)
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn encode(text: &str) -> String {
    text.bytes()
        .flat_map(|byte| [b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]].map(char::from))
        .collect()
}

/// For what is missing all, for what is wrong those behind the first.
const NEAREST: [&str; 3] =
    ["MissingParameterValueException", "InvalidParameterValueException", "InvalidRequestException"];

/// The code for what is wrong, or the nearest that the operation declares.
fn expected(operation: &str, kind: Break) -> &'static str {
    let errors = api::operations()[operation]["errors"].as_array().unwrap();
    let nearest: &[&str] = match kind {
        Break::Misread => return "SerializationException",
        Break::Missing => &NEAREST,
        Break::Invalid => &NEAREST[1..],
    };
    nearest.iter().find(|code| errors.iter().any(|error| error == **code)).unwrap_or(&"ValidationException")
}

#[tokio::test]
async fn what_the_model_refuses_is_refused_by_its_member() {
    let (simulator, _) = empty().await;
    let mut wrong = Vec::new();
    let mut provoked = BTreeSet::new();
    let mut cases = 0;
    for operation in api::operations().keys() {
        for Broken { value, path, kind } in breaks(operation) {
            let (method, target, body) = request(operation, &value);
            let answer = raw(&simulator, method, &target, &body).await;
            let code = expected(operation, kind);
            cases += 1;
            provoked.insert((operation.as_str(), code));
            let message = answer.body["Message"].as_str().unwrap_or_default();
            let is_named = message.contains(&format!("'{path}'"));
            if (answer.status, answer.headers.get("x-amzn-errortype").map(String::as_str))
                != (400, Some(code))
                || !is_named
            {
                wrong.push(format!("{method} {target}: {kind:?} {path}: {} {message}", answer.status));
            }
        }
        assert!(simulator.calls().count(operation) > 0 || breaks(operation).is_empty(), "{operation}");
    }
    println!("{cases} broken inputs: {} pairs of operation and code", provoked.len());
    assert!(wrong.is_empty(), "{} of {cases}: {:#?}", wrong.len(), &wrong[..wrong.len().min(20)]);
    let declared = api::declared();
    for (operation, code) in declared.difference(&provoked).filter(|pair| covers(**pair)) {
        let is_fault = matches!(*code, "ServiceUnavailableException" | "DependencyFailureException");
        let needs_nothing = api::input(operation)["required"].as_array().is_none_or(Vec::is_empty);
        assert!(is_fault || needs_nothing, "{operation} {code} was not provoked");
    }
}

#[tokio::test]
async fn what_the_model_takes_is_not_refused_by_it() {
    let (simulator, _) = empty().await;
    for (operation, modelled) in api::operations() {
        let input = modelled["input"].as_str().map_or(Value::Null, full);
        let (method, target, body) = request(operation, &input);
        let answer = raw(&simulator, method, &target, &body).await;
        let message = answer.body["Message"].as_str().unwrap_or_default();
        assert!(!message.contains("validation error"), "{operation}: {message}");
        assert_ne!(
            answer.headers.get("x-amzn-errortype").map(String::as_str),
            Some("SerializationException")
        );
    }
}

#[tokio::test]
async fn a_failing_service_says_so_whatever_it_is_asked() {
    let (simulator, client) = empty().await;
    let mut cases = 0;
    for (operation, code) in api::declared() {
        if !matches!(code, "ServiceUnavailableException" | "DependencyFailureException") {
            continue;
        }
        simulator.faults().set_for(
            operation,
            Fault::Error { code: code.to_owned(), status: None, message: None },
            1,
        );
        let input = api::operations()[operation]["input"].as_str().map_or(Value::Null, full);
        let (method, target, body) = request(operation, &input);
        let answer = raw(&simulator, method, &target, &body).await;
        assert_eq!((answer.status, answer.headers["x-amzn-errortype"].as_str()), (500, code), "{operation}");
        assert_eq!(answer.body["Type"], "Server");
        cases += 1;
    }
    assert_eq!(cases, 117);
    let code = "DependencyFailureException".to_owned();
    simulator.faults().set("DescribeBackupJob", Fault::Error { code, status: None, message: None });
    let error = client.describe_backup_job().backup_job_id("one").send().await.unwrap_err();
    assert!(matches!(error.as_service_error(), Some(DescribeBackupJobError::DependencyFailureException(_))));
    assert_eq!(refusal::<(), _>(Err(error)).0, "DependencyFailureException");
}
