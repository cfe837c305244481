//! `vaultdeck restore`.

use vaultdeck::simulator::Fault;

use crate::bench::Bench;

/// A fresh recovery point of a volume.
async fn point(bench: &Bench) -> String {
    let ended = bench.run("backup ledger-data --wait --format json").await;
    ended.json()["items"][0]["jobs"][0]["recovery_point"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_is_restored_with_what_was_set_and_followed_to_what_it_made() {
    let bench = Bench::quick().await;
    let point = point(&bench).await;
    let line = format!(
        "restore {point} --set availabilityZone=us-east-1a --set volumeType=gp2 --wait --format json"
    );
    let ended = bench.run(&line).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    let document = ended.json();
    let job = &document["items"][0]["jobs"][0];
    assert_eq!((&job["kind"], &job["usable"]), (&"restore".into(), &true.into()));
    assert!(job["created_resource"].as_str().unwrap().contains(":volume/"), "{document}");
    let entry = bench.journal().await.remove(0);
    let metadata = entry["request"]["metadata"].as_array().unwrap();
    assert!(metadata.contains(&serde_json::json!(["volumeType", "gp2"])), "{entry}");
    assert_eq!((&entry["state"], &entry["operation"]), (&"done".into(), &"StartRestoreJob".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_cannot_be_is_refused_before_it_is_sent() {
    let bench = Bench::quick().await;
    let point = point(&bench).await;
    for (line, why) in [
        (format!("restore {point} --set availabilityZone=us-east-1a --set volumeSize=lots"), "volumeSize: "),
        (format!("restore {point} --set volumeSize"), "write KEY=VALUE"),
        (format!("restore {point} --vault Default"), "no recovery point"),
        ("restore arn:aws:ec2:us-east-1::snapshot/snap-0".to_owned(), "holds a recovery point"),
        ("restore ledger-data".to_owned(), "is no ARN of a recovery point"),
    ] {
        let ended = bench.run(&line).await;
        assert_eq!(ended.code, 2, "{line}: {ended:?}");
        assert!(ended.said.contains(why), "{line}: {ended:?}");
    }
    assert_eq!(bench.calls("StartRestoreJob"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_the_whole_request_and_awss_own_refusal_ends_with_1() {
    let bench = Bench::quick().await;
    let point = point(&bench).await;
    let ended = bench.run(&format!("restore {point} --set availabilityZone=us-east-1a --dry-run")).await;
    assert_eq!((ended.code, bench.calls("StartRestoreJob")), (0, 0), "{ended:?}");
    let command = format!("  aws backup start-restore-job --recovery-point-arn {point} --metadata ");
    assert!(ended.out.contains(&command) && ended.out.contains("availabilityZone"), "{ended:?}");
    // What the form does not know is sent as it is, and AWS judges it.
    let ended =
        bench.run(&format!("restore {point} --set availabilityZone=us-east-1a --set colour=red")).await;
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(
        ended.out.starts_with("NO-GO  ledger-data: restore: ") && ended.out.contains("colour"),
        "{ended:?}"
    );
    assert_eq!(bench.journal().await[0]["state"], "refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_whose_answer_was_lost_is_started_once() {
    let bench = Bench::quick().await;
    let point = point(&bench).await;
    bench.simulator.faults().set_for("StartRestoreJob", Fault::DropAfter, 3);
    let ended = bench.run(&format!("restore {point} --set availabilityZone=us-east-1a --wait")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!((bench.calls("StartRestoreJob"), bench.tokens("StartRestoreJob").len()), (4, 1));
}
