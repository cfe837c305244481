//! The README's lines, as they stand.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::bench::Bench;

/// The blocks of shell in a section of a page.
fn blocks(page: &str, section: &str) -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let (_, rest) = page.split_once(&format!("# {section}\n")).unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// Runs a block as a pipeline does.
async fn run(bench: &Bench, block: &str) -> crate::bench::Ended {
    let mut shell = Command::new("sh");
    let binary = Path::new(env!("CARGO_BIN_EXE_vaultdeck")).parent().unwrap();
    let migrate = bench.home.path().join("migrate.sh");
    fs::write(&migrate, "#!/bin/sh\necho migrated\n").unwrap();
    fs::set_permissions(&migrate, fs::Permissions::from_mode(0o700)).unwrap();
    bench.surround(&mut shell).args(["-e", "-c", block]).current_dir(bench.home.path());
    shell.env("PATH", format!("{}:/usr/bin:/bin", binary.display()));
    bench.end(shell).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_readme_do_what_they_say() {
    let blocks = blocks("README.md", "From a script");
    let [gate, later] = blocks.as_slice() else { panic!("{blocks:?}") };
    let bench = Bench::quick().await;
    let ended = run(&bench, gate).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.out.starts_with("GO  orders-db: ") && ended.out.ends_with("\nmigrated\n"), "{ended:?}");
    let ended = run(&bench, later).await;
    assert_eq!(ended.code, 0, "{ended:?}");
    let document = fs::read_to_string(bench.home.path().join("backup.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    assert_eq!((&document["exit"], &document["items"][0]["jobs"][0]["usable"]), (&0.into(), &true.into()));
    // A gate that does not open keeps the rest from running.
    let closed = gate.replace("orders-db", "invoices");
    let ended = run(&bench, &closed).await;
    assert!(ended.code == 1 && !ended.out.contains("migrated"), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_page_run() {
    let bench = Bench::quick().await;
    for block in blocks("docs/scripts.md", "From a script") {
        let ended = run(&bench, &block).await;
        assert_eq!(ended.code, 0, "{block}: {ended:?}");
    }
}
