//! `vaultdeck status` and `vaultdeck note`: what they print and how they end.

use std::collections::BTreeSet;

use serde_json::Value;
use vaultdeck::simulator::{Fault, Scenario};

use crate::bench::Bench;
use crate::schema::faults;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/status.schema.json")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_account_ends_well() {
    let bench = Bench::at(Scenario::Healthy).await;
    let ended = bench.run("status").await;
    assert_eq!((ended.code, ended.said.as_str()), (0, ""), "{ended:?}");
    assert!(ended.out.contains("\nALL WELL\n") && !ended.out.contains("ATTENTION"), "{}", ended.out);
    let ended = bench.run("status --format json --since 7d --recent 3 --region us-east-1,us-west-2").await;
    let document = ended.json();
    assert_eq!(faults(&schema(), &document), Vec::<String>::new());
    assert_eq!((ended.code, &document["verdict"], &document["complete"]), (0, &"well".into(), &true.into()));
    assert_eq!(
        (document["window_seconds"].as_i64(), document["recent"]["jobs"].as_array().unwrap().len()),
        (Some(604_800), 3)
    );
    let [here, there] = [0, 1].map(|scope| document["scopes"][scope]["vaults"].as_u64().unwrap());
    assert_eq!(document["totals"]["vaults"].as_u64(), Some(here + there));
    // It leaves nothing behind but its log: no journal is made by looking.
    assert!(!bench.home.path().join(".local/state/vaultdeck/vaultdeck.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_attention_ends_with_1_and_is_told_in_each_form() {
    let bench = Bench::at(Scenario::Demo).await;
    let ended = bench.run("status --format json").await;
    assert_eq!(ended.code, 1, "{ended:?}");
    let document = ended.json();
    assert_eq!(faults(&schema(), &document), Vec::<String>::new());
    assert_eq!(document["schema"], "vaultdeck.status/1");
    let copies = document["attention"].as_array().unwrap().iter().find(|one| one["count"] == 4).unwrap();
    assert!(
        copies["steps"][0]["words"].is_string() && copies["affected"].as_array().unwrap().len() == 4,
        "{copies}"
    );
    for (format, words) in [("text", "NEEDS ATTENTION: "), ("md", "# AWS Backup: needs attention: ")] {
        let ended = bench.run(&format!("status --format {format}")).await;
        assert!(ended.code == 1 && ended.out.contains(words), "{ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_read_is_unknown_and_never_zero() {
    let bench = Bench::at(Scenario::Healthy).await;
    bench.simulator.faults().set("ListBackupVaults", Fault::Deny);
    bench.simulator.faults().set("ListCopyJobs", Fault::Deny);
    let ended = bench.run("status --format json").await;
    let document = ended.json();
    assert_eq!(faults(&schema(), &document), Vec::<String>::new());
    assert_eq!((ended.code, &document["verdict"]), (3, &"unknown".into()));
    for unknown in ["/totals/vaults", "/totals/recovery_points", "/jobs/1/figures", "/plans/0/jobs"] {
        assert_eq!(document.pointer(unknown), Some(&Value::Null), "{unknown}");
    }
    assert!(document["totals"]["plans"].is_u64() && document["jobs"][0]["figures"].is_object(), "{document}");
    let told = |what: &str| {
        let all = document["unknown"].as_array().unwrap();
        let found: Vec<&Value> = all.iter().filter(|one| one["what"] == what).collect();
        assert_eq!(found.len(), 1, "{what}: {all:?}");
        found[0]["permission"].as_str().unwrap().to_owned()
    };
    assert_eq!(told("vaults"), "backup:ListBackupVaults");
    assert_eq!(told("copy jobs"), "backup:ListCopyJobs");
    let ended = bench.run("status").await;
    assert!(ended.code == 3 && ended.out.contains("NOT ALL COULD BE TOLD"), "{ended:?}");
    assert!(ended.out.contains("vaults unknown, plans 4"), "{ended:?}");
    assert!(
        ended.out.contains("  vaults: not allowed: the caller lacks backup:ListBackupVaults\n"),
        "{ended:?}"
    );
    // What is known to need attention weighs more.
    let bench = Bench::at(Scenario::Demo).await;
    bench.simulator.faults().set("ListBackupVaults", Fault::Deny);
    let ended = bench.run("status --format json").await;
    assert_eq!((ended.code, &ended.json()["complete"]), (1, &false.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_answer_in_time_and_what_cannot_be_reached_is_said() {
    let bench = Bench::at(Scenario::Healthy).await;
    bench.simulator.faults().set("ListProtectedResources", Fault::Hang);
    let ended = bench.run("status --timeout 3s").await;
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.out.contains("  protected resources: not answered in time\n"), "{ended:?}");
    let ended = bench.run("status --timeout 20s --endpoint-url http://127.0.0.1:1").await;
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(
        ended
            .out
            .contains("  identity: no answer from 127.0.0.1:1 to GetCallerIdentity: connection refused\n"),
        "{ended:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objective_by_tag_is_told_once_its_tags_were_read() {
    let bench = Bench::at(Scenario::Demo).await;
    bench.configure("[[rpo]]\ntype = 'DynamoDB'\ntag = ['finance=yes']\nrpo = '1s'\ncriticality = 'books'");
    let document = bench.run("status --format json").await.json();
    assert_eq!(faults(&schema(), &document), Vec::<String>::new());
    let past = document["objectives"]["past"].as_array().unwrap();
    let books: BTreeSet<&str> = past
        .iter()
        .filter(|one| one["criticality"] == "books")
        .filter_map(|one| one["label"].as_str())
        .collect();
    assert_eq!(books, BTreeSet::from(["invoices", "payments-ledger", "refunds"]));
    assert_eq!((&document["objectives"]["unknown"], &document["complete"]), (&0.into(), &true.into()));
    let alert = document["attention"].as_array().unwrap().iter().any(|one| {
        one["what"].as_str().is_some_and(|what| {
            what.starts_with("resources past the RPO of") && what.contains("configuration")
        })
    });
    assert!(alert, "{document}");
    bench.simulator.faults().set("ListTags", Fault::Deny);
    let document = bench.run("status --format json").await.json();
    assert_eq!(document["complete"], false, "{document}");
    let unknown = &document["unknown"][0];
    assert_eq!(unknown["permission"], "backup:ListTags", "{document}");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_usage_ends_with_2() {
    let bench = Bench::still().await;
    for line in ["--since 31d", "--since soon", "--format html", "--timeout x", "--recent -1", "more"] {
        let ended = bench.run(&format!("status {line}")).await;
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{line}: {ended:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_about_a_cause_is_printed_or_kept_in_a_file() {
    let bench = Bench::at(Scenario::Demo).await;
    let mut command = bench.command("note --to incident.md");
    let file = bench.home.path().join("incident.md");
    command.current_dir(bench.home.path()).arg("managed key");
    let ended = bench.end(command).await;
    assert_eq!((ended.code, ended.out.as_str(), ended.said.as_str()), (0, "", ""), "{ended:?}");
    let note = std::fs::read_to_string(&file).unwrap();
    for part in [
        "# 4 x copy: key not usable",
        "## Affected: 4",
        "## Last good recovery points",
        "## What to do",
        "None in the last 7 days.",
    ] {
        assert!(note.contains(part), "{part}:\n{note}");
    }
    // What is there is not written over.
    let ended = bench.run(&format!("note home-dirs --to {}", file.display())).await;
    assert!(ended.code == 1 && ended.said.contains("cannot write"), "{ended:?}");
    let ended = bench.run("note win-shares").await;
    assert!(
        ended.code == 0 && ended.out.contains("## Alerts about it\n\n- critical: backup of win-shares"),
        "{ended:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_about_nothing_or_many_things_says_so() {
    let bench = Bench::at(Scenario::Demo).await;
    for (line, words) in [
        ("note nothing-like-it", "is called `nothing-like-it`"),
        ("note backup", "`backup` may be any of "),
        ("note", "WHAT"),
    ] {
        let ended = bench.run(line).await;
        assert!(ended.code == 2 && ended.out.is_empty() && ended.said.contains(words), "{line}: {ended:?}");
    }
}
