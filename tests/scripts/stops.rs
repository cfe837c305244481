//! `vaultdeck stop`.

use vaultdeck::simulator::Fault;

use crate::bench::Bench;

/// Starts a backup and gives its job.
async fn start(bench: &Bench, resource: &str) -> String {
    let ended = bench.run(&format!("backup {resource} --format json")).await;
    ended.json()["items"][0]["jobs"][0]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_stopped_and_one_that_has_ended_is_left_alone() {
    let bench = Bench::quick().await;
    let job = start(&bench, "media-assets").await;
    let ended = bench.run(&format!("stop {job} --wait")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.out, "STOPPED  media-assets: stopped\n");
    let other = start(&bench, "ledger-data").await;
    let ended = bench.run(&format!("stop {job} {other} --wait")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.said.contains("media-assets is stopped already: nothing to stop"), "{ended:?}");
    assert_eq!(ended.out, "STOPPED  ledger-data: stopped\n", "one that has ended holds up no other");
    let ended = bench.run(&format!("stop {job}")).await;
    assert_eq!((ended.code, bench.calls("StopBackupJob")), (0, 2), "{ended:?}");
    let ended = bench.run(&format!("wait {job}")).await;
    assert_eq!(ended.code, 1, "no recovery point will come: {ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_guarded_scope_what_costs_takes_the_word_that_the_console_wants_typed() {
    let bench = Bench::still().await;
    let job = start(&bench, "ledger-data").await;
    bench.configure("guard = ['123456789012']");
    let ended = bench.run(&format!("stop {job}")).await;
    assert_eq!((ended.code, bench.calls("StopBackupJob")), (2, 0), "{ended:?}");
    assert!(ended.said.contains("it takes --confirm production"), "{ended:?}");
    assert_eq!(bench.run(&format!("stop {job} --confirm prod")).await.code, 2);
    let ended = bench.run(&format!("stop {job} --confirm production")).await;
    assert_eq!((ended.code, bench.calls("StopBackupJob")), (0, 1), "{ended:?}");
    assert_eq!(bench.run("backup build-1").await.code, 0, "a backup costs nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_aws_does_not_stop_is_refused_before_it_is_asked() {
    let bench = Bench::still().await;
    let job = start(&bench, "orders-db").await;
    let ended = bench.run(&format!("stop {job}")).await;
    assert_eq!((ended.code, bench.calls("StopBackupJob")), (2, 0), "{ended:?}");
    assert!(ended.said.contains("AWS stops no backups of RDS"), "{ended:?}");
    let ended = bench.run(&format!("stop {job} --dry-run")).await;
    assert!(ended.code == 2 && ended.out.contains("aws backup stop-backup-job --backup-job-id"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_whose_answer_was_lost_is_seen_at_its_job() {
    let bench = Bench::quick().await;
    let job = start(&bench, "media-assets").await;
    bench.simulator.faults().set_for("StopBackupJob", Fault::DropAfter, 3);
    let ended = bench.run(&format!("stop {job} --wait")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(bench.calls("StopBackupJob"), 3, "the SDK's own tries");
}
