//! `vaultdeck wait`.

use rustix::process::Signal;
use vaultdeck::simulator::Fault;

use crate::bench::Bench;

/// The id of a job of the small account, by resource and state.
async fn job(bench: &Bench, resource: &str, state: &str) -> String {
    let list = format!("{}/backup-jobs/?maxResults=1000", bench.simulator.url());
    let address = bench.simulator.addr();
    let body = tokio::task::spawn_blocking(move || get(&list, &address.to_string())).await.unwrap();
    let listed: serde_json::Value = serde_json::from_str(&body).unwrap();
    let jobs = listed["BackupJobs"].as_array().unwrap();
    let fits = |job: &&serde_json::Value| job["ResourceName"] == resource && job["State"] == state;
    jobs.iter().find(fits).unwrap_or_else(|| panic!("{jobs:?}"))["BackupJobId"].as_str().unwrap().to_owned()
}

fn get(url: &str, address: &str) -> String {
    use std::io::Write as _;
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(stream, "GET {url} HTTP/1.0\r\nhost: {address}\r\n\r\n").unwrap();
    let all = std::io::read_to_string(stream).unwrap();
    all.split_once("\r\n\r\n").unwrap().1.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_has_ended_is_told_at_once() {
    let bench = Bench::still().await;
    let (good, bad) = (job(&bench, "orders-db", "COMPLETED").await, job(&bench, "invoices", "FAILED").await);
    let ended = bench.run(&format!("wait {good}")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.starts_with("GO  orders-db: recovery point arn:aws:rds:"), "{ended:?}");
    let ended = bench.run(&format!("wait {good} {bad} --format json")).await;
    assert_eq!(ended.code, 1, "of several the worst holds: {ended:?}");
    let document = ended.json();
    assert_eq!((&document["version"], &document["exit"]), (&1.into(), &1.into()));
    assert_eq!(document["items"][0]["jobs"][0]["usable"], true);
    assert_eq!(document["items"][1]["jobs"][0]["state"], "failed");
    assert!(!document["items"][1]["jobs"][0]["message"].as_str().unwrap().is_empty(), "{document}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_job_is_followed_until_its_recovery_point_is_usable() {
    let bench = Bench::quick().await;
    let running = job(&bench, "orders-db", "RUNNING").await;
    let ended = bench.run(&format!("wait {running}")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.said.contains("WAIT  orders-db ") && ended.said.contains("GO  orders-db: "), "{ended:?}");
    assert!(
        ended.out.starts_with("GO  orders-db: recovery point ") && ended.out.lines().count() == 1,
        "{ended:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_may_be_up_and_somebody_may_interrupt() {
    let bench = Bench::still().await;
    let running = job(&bench, "orders-db", "RUNNING").await;
    let ended = bench.run(&format!("wait {running} --timeout 2s")).await;
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended.said.contains("the time is up") && ended.out.contains(&format!("`vaultdeck wait {running}`")),
        "{ended:?}"
    );
    for signal in [Signal::INT, Signal::TERM] {
        let ended = bench.interrupt(&format!("wait {running}"), "WAIT", signal).await;
        assert_eq!(ended.code, 3, "{ended:?}");
        assert!(ended.said.contains("interrupted: what was started goes on at AWS"), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_while_it_waits_is_told_apart_from_a_job_that_failed() {
    let bench = Bench::still().await;
    let running = job(&bench, "orders-db", "RUNNING").await;
    let faults = bench.simulator.faults().clone();
    let cut = move |_: &_| faults.set("Describe*", Fault::Unavailable);
    let ended = bench.meanwhile(&format!("wait {running} --timeout 8s"), "WAIT", cut).await;
    assert_eq!(ended.code, 5, "{ended:?}");
    assert!(ended.said.contains("AWS error: state as last seen"), "{ended:?}");
    bench.simulator.faults().clear();
    let faults = bench.simulator.faults().clone();
    let expire = move |_: &_| faults.set("Describe*", Fault::ExpiredToken);
    let ended = bench.meanwhile(&format!("wait {running}"), "WAIT", expire).await;
    assert_eq!(ended.code, 4, "{ended:?}");
    let unknown =
        format!("UNKNOWN  orders-db: backup job {running}: not known how it goes on: session expired");
    assert!(ended.out.starts_with(&unknown) && ended.out.contains("`vaultdeck wait "), "{ended:?}");
    // It goes on where it was, and can be waited for again.
    bench.simulator.faults().clear();
    assert_eq!(bench.run(&format!("wait {running} --timeout 1s")).await.code, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_consoles_flags_hold_before_the_command_and_behind_it() {
    let bench = Bench::still().await;
    let running = job(&bench, "orders-db", "RUNNING").await;
    for line in ["--region us-west-2 wait", "wait --region us-west-2", "--region x wait --region us-west-2"] {
        let ended = bench.run(&format!("{line} {running}")).await;
        assert!(ended.code == 2 && ended.said.contains("in 123456789012 us-west-2"), "{line}: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_waited_for_has_an_exit_code_of_its_own() {
    let bench = Bench::still().await;
    let ended = bench.run("wait no-such-job").await;
    assert_eq!(ended.code, 2, "{ended:?}");
    assert!(ended.said.contains("no backup, copy or restore job no-such-job"), "{ended:?}");
    assert_eq!(bench.run("wait j --timeout soon").await.code, 2);
    assert_eq!(bench.run("wait").await.code, 2);
    let running = job(&bench, "orders-db", "RUNNING").await;
    bench.simulator.faults().set("Describe*", Fault::Deny);
    let ended = bench.run(&format!("wait {running}")).await;
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.said.contains("lacks backup:Describe"), "{ended:?}");
    let ended = bench.run(&format!("wait {running} --endpoint-url http://127.0.0.1:1 --format json")).await;
    assert_eq!((ended.code, &ended.json()["exit"]), (5, &5.into()), "{ended:?}");
}
