//! `vaultdeck backup`.

use rustix::process::Signal;
use serde_json::Value;
use vaultdeck::simulator::Fault;

use crate::bench::Bench;

const DR: &str = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault";

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_done_when_its_recovery_point_is_usable() {
    let bench = Bench::quick().await;
    let ended = bench.run("backup ledger-data --wait --timeout 1m").await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.starts_with("GO  ledger-data: recovery point arn:aws:ec2:"), "{ended:?}");
    assert!(ended.out.ends_with(" usable\n") && ended.out.lines().count() == 1, "{ended:?}");
    // Two backups of it tell nothing usual.
    assert!(ended.said.starts_with("WAIT  ledger-data ") && ended.said.contains(" so far"), "{ended:?}");
    let journal = bench.journal().await;
    let [entry] = journal.as_slice() else { panic!("{journal:?}") };
    assert_eq!((&entry["state"], &entry["label"]), (&"done".into(), &"ledger-data".into()));
    // As its plan does: vault, retention and tags of the rule.
    let request = &entry["request"];
    assert_eq!(
        (&request["vault"], &request["lifecycle"]["delete_after_days"]),
        (&"prod-daily".into(), &35.into())
    );
    assert_eq!(request["tags"], serde_json::json!([["origin", "plan"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_copy_to_both_are_waited_for() {
    let bench = Bench::quick().await;
    let ended = bench.run(&format!("backup ledger-data --wait --copy-to {DR} --format json")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    let document = ended.json();
    let jobs = document["items"][0]["jobs"].as_array().unwrap();
    let kinds: Vec<&Value> = jobs.iter().map(|job| &job["kind"]).collect();
    assert_eq!(kinds, ["backup", "copy"], "{document}");
    assert!(jobs.iter().all(|job| job["usable"] == true && job["exit"] == 0), "{document}");
    assert_eq!(jobs[1]["vault"], DR);
    assert!(jobs[1]["recovery_point"].as_str().unwrap().contains(":us-west-2:"), "{document}");
    let journal = bench.journal().await;
    assert_eq!(journal.len(), 2);
    assert!(journal.iter().all(|entry| entry["state"] == "done"), "{journal:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_the_worst_holds_and_each_is_told() {
    let bench = Bench::quick().await;
    let ended = bench.run("backup invoices ledger-data --wait").await;
    assert_eq!(ended.code, 1, "{ended:?}");
    let lines: Vec<&str> = ended.out.lines().collect();
    assert!(
        lines[0].starts_with("NO-GO  invoices: failed: ") && lines[1].starts_with("GO  ledger-data: "),
        "{ended:?}"
    );
    let states: Vec<Value> = bench.journal().await.iter().map(|entry| entry["state"].clone()).collect();
    assert_eq!(states, ["done", "failed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_wait_it_ends_as_soon_as_aws_has_taken_it() {
    let bench = Bench::still().await;
    let ended =
        bench.run("backup build-1 --vault Default --role Other --retain forever --tag change=CHG-1").await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.starts_with("STARTED  build-1: backup job "), "{ended:?}");
    let entry = bench.journal().await.remove(0);
    let request = &entry["request"];
    assert_eq!((&entry["state"], &request["vault"]), (&"accepted".into(), &"Default".into()));
    assert_eq!(request["role"], "arn:aws:iam::123456789012:role/Other");
    assert_eq!(request["lifecycle"]["delete_after_days"], Value::Null);
    assert_eq!(request["tags"], serde_json::json!([["change", "CHG-1"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_checks_and_commands_and_sends_nothing() {
    let bench = Bench::still().await;
    let ended = bench.run("backup ledger-data --dry-run").await;
    assert_eq!(ended.code, 0, "{ended:?}");
    for part in [
        "back up ledger-data (as its plan prod does)\n",
        "  passed   vault available\n",
        "  aws backup start-backup-job --backup-vault-name prod-daily ",
        " --region us-east-1\n",
    ] {
        assert!(ended.out.contains(part), "{part} is missing: {ended:?}");
    }
    let ended = bench.run(&format!("backup ledger-data --dry-run --wait --copy-to {DR}")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    let copy = format!("--destination-backup-vault-arn {DR} ");
    assert!(
        ended.out.contains("start-copy-job --recovery-point-arn RECOVERY_POINT_ARN ")
            && ended.out.contains(&copy),
        "{ended:?}"
    );
    let ended = bench.run("backup ledger-data --retain 3 --dry-run --format json").await;
    assert_eq!(ended.code, 2, "{ended:?}");
    let checks = ended.json()["items"][0]["plan"]["checks"].clone();
    assert!(checks.as_array().unwrap().iter().any(|check| check["verdict"] == "failed"), "{checks}");
    assert_eq!((bench.calls("StartBackupJob"), bench.journal().await.len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_check_of_one_keeps_all_from_being_sent() {
    let bench = Bench::still().await;
    for (line, why) in [
        ("backup build-1 ledger-data --retain 3", "ledger-data: 3 d is outside of the vault's lock"),
        ("backup ledger-data --vault nowhere", "no vault nowhere here"),
        ("backup arn:aws:ec2:eu-west-1:123456789012:volume/vol-1", "it is in eu-west-1"),
        ("backup nobody", "no protected resource is called nobody"),
        ("backup ledger-data --copy-to dr-vault --wait", "`dr-vault` is no ARN of a backup vault"),
        ("backup ledger-data --copy-to x", "--wait"),
        ("backup ledger-data --retain never", "or forever"),
        ("backup ledger-data --timeout 5m", "--wait"),
        ("backup ledger-data --tag CHG-1", "is no tag"),
        ("backup tag:daily", "write tag:KEY=VALUE"),
        ("--profile a,b backup ledger-data", "2 scopes are configured"),
    ] {
        let ended = bench.run(line).await;
        assert_eq!(ended.code, 2, "{line}: {ended:?}");
        assert!(ended.said.contains(why) && ended.out.is_empty(), "{line}: {ended:?}");
    }
    assert_eq!((bench.calls("StartBackupJob"), bench.journal().await.len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_backup_of_the_same_is_warned_of() {
    let bench = Bench::still().await;
    let ended = bench.run("backup orders-db --format json").await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended.said.contains("warning: orders-db: job ") && ended.said.contains("AWS backs up one at a time"),
        "{ended:?}"
    );
    assert_eq!(ended.json()["warnings"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_allowed_and_what_cannot_be_reached_have_codes_of_their_own() {
    let bench = Bench::still().await;
    let ended = bench.run("backup ledger-data --read-only").await;
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.said.contains("read-only: StartBackupJob was not sent"), "{ended:?}");
    assert_eq!(bench.run("backup ledger-data --endpoint-url http://127.0.0.1:1").await.code, 5);
    assert_eq!(bench.journal().await.len(), 0);
    bench.simulator.faults().set("StartBackupJob", Fault::Deny);
    let ended = bench.run("backup ledger-data --wait").await;
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(
        ended
            .out
            .contains("NO-GO  ledger-data: back up: not allowed: the caller lacks backup:StartBackupJob"),
        "{ended:?}"
    );
    assert_eq!(bench.journal().await[0]["state"], "refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_asked_for_again_with_the_same_token() {
    let bench = Bench::quick().await;
    // All three tries of the SDK are carried out and cut off; then the command's own second one is answered.
    bench.simulator.faults().set_for("StartBackupJob", Fault::DropAfter, 3);
    let ended = bench.run("backup ledger-data --wait").await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!((bench.calls("StartBackupJob"), bench.tokens("StartBackupJob").len()), (4, 1));
    assert_eq!(bench.journal().await.len(), 1);
    let ended = bench.run("backup ledger-data --dry-run").await;
    assert!(ended.out.contains("no backup of it running"), "it was started once: {ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_got_no_answer_at_all_is_taken_up_by_the_same_command() {
    let bench = Bench::still().await;
    bench.simulator.faults().set("StartBackupJob", Fault::DropAfter);
    let ended = bench.interrupt("backup ledger-data", "asking again", Signal::INT).await;
    assert_eq!(ended.code, 5, "{ended:?}");
    assert!(ended.out.starts_with("UNKNOWN  ledger-data: back up: no answer came"), "{ended:?}");
    assert_eq!(bench.journal().await[0]["state"], "sent");
    bench.simulator.faults().clear();
    let ended = bench.run("backup ledger-data").await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.said.contains("asking again with its token"), "{ended:?}");
    assert_eq!(bench.tokens("StartBackupJob").len(), 1);
    let journal = bench.journal().await;
    assert_eq!((journal.len(), &journal[0]["state"]), (1, &"accepted".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_no_longer_is_told_how_to_wait_again() {
    let bench = Bench::still().await;
    let line = format!("backup ledger-data --wait --copy-to {DR}");
    let ended = bench.interrupt(&line, "WAIT", Signal::TERM).await;
    assert_eq!(ended.code, 3, "{ended:?}");
    let job = bench.journal().await[0]["job"].as_str().unwrap().to_owned();
    let goes_on = format!("WAIT  ledger-data: backup job {job} goes on at AWS; `vaultdeck wait {job}`\n");
    assert!(ended.out.starts_with(&goes_on), "{ended:?}");
    assert!(ended.out.contains("NOT STARTED  copy of ledger-data to dr-vault"), "{ended:?}");
    let ended = bench.run(&format!("wait {job} --timeout 1s")).await;
    assert_eq!(ended.code, 3, "{ended:?}");
}
