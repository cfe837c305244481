//! `vaultdeck copy`.

use vaultdeck::simulator::Fault;

use crate::bench::Bench;

const DR: &str = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault";

/// A fresh recovery point of a volume.
async fn point(bench: &Bench) -> String {
    let ended = bench.run("backup ledger-data --wait --format json").await;
    ended.json()["items"][0]["jobs"][0]["recovery_point"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_point_is_copied_to_another_region_and_followed_to_its_copy() {
    let bench = Bench::quick().await;
    let point = point(&bench).await;
    let ended = bench.run(&format!("copy {point} --to {DR} --retain 90 --wait")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(
        ended.out.starts_with("GO  copy of ledger-data: recovery point arn:aws:ec2:us-west-2:"),
        "{ended:?}"
    );
    let entry = bench.journal().await.remove(0);
    assert_eq!((&entry["state"], &entry["operation"]), (&"done".into(), &"StartCopyJob".into()));
    let request = &entry["request"];
    assert_eq!(
        (&request["vault"], &request["lifecycle"]["delete_after_days"]),
        (&"prod-daily".into(), &90.into())
    );
    // Without --retain nothing is asked for, and the copy is kept as long as its source.
    let ended = bench.run(&format!("copy {point} --vault prod-daily --to {DR} --dry-run")).await;
    assert!(ended.code == 0 && !ended.out.contains("--lifecycle"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_aws_would_not_copy_is_refused_before_it_is_asked() {
    let bench = Bench::quick().await;
    let point = point(&bench).await;
    let nowhere = DR.replace("dr-vault", "nowhere");
    let own = DR.replace("us-west-2", "us-east-1").replace("dr-vault", "prod-daily");
    for (line, why) in [
        (format!("copy {point} --to {nowhere}"), "there is no vault nowhere in us-west-2"),
        (format!("copy {point} --to {own}"), "it is in that vault already"),
        (format!("copy {point} --to dr-vault"), "is no ARN of a backup vault"),
        (format!("copy {point}"), "--to"),
        (format!("copy arn:aws:ec2:us-east-1::snapshot/snap-0 --to {DR}"), "holds a recovery point"),
    ] {
        let ended = bench.run(&line).await;
        assert!(ended.code == 2 && ended.said.contains(why), "{line}: {ended:?}");
    }
    assert_eq!(bench.calls("StartCopyJob"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_whose_answer_was_lost_is_started_once() {
    let bench = Bench::quick().await;
    let point = point(&bench).await;
    bench.simulator.faults().set_for("StartCopyJob", Fault::DropAfter, 3);
    let ended = bench.run(&format!("copy {point} --to {DR} --wait")).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!((bench.calls("StartCopyJob"), bench.tokens("StartCopyJob").len()), (4, 1));
}
