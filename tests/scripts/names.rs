//! What RESOURCE stands for.

use crate::bench::Bench;

const ACCOUNT: &str = r#"
[history]
days = 2
[[vaults]]
name = "Default"
[[resources]]
type = "EFS"
name = "home"
size = "1 GiB"
tags = { app = "shop" }
[[resources]]
type = "EFS"
name = "scratch"
size = "1 GiB"
tags = { app = "lab" }
[[plans]]
name = "all"
[[plans.rules]]
name = "daily"
vault = "Default"
schedule = "daily -2h"
keep_days = 35
[[plans.selections]]
name = "all"
resources = ["home", "scratch"]
"#;

const SNAPSHOTS: &str = r#"
[[resources]]
type = "EBS"
name = "data"
size = "1 GiB"
tags = { app = "shop" }
[[plans]]
name = "volumes"
[[plans.rules]]
name = "daily"
vault = "Default"
schedule = "daily -2h"
keep_days = 35
[[plans.selections]]
name = "all"
resources = ["data"]
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_stands_for_all_whose_newest_recovery_point_has_it() {
    let bench = Bench::of(ACCOUNT).await;
    let ended = bench.run("backup tag:app=shop --dry-run --format json").await;
    assert_eq!(ended.code, 0, "{ended:?}");
    let items = ended.json()["items"].clone();
    assert_eq!((items.as_array().unwrap().len(), &items[0]["name"]), (1, &"home".into()), "{items}");
    let ended = bench.run("backup tag:app=none --dry-run").await;
    assert_eq!(ended.code, 2, "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn resources_whose_tags_cannot_be_told_are_not_left_out_silently() {
    let bench = Bench::of(&format!("{ACCOUNT}{SNAPSHOTS}")).await;
    let ended = bench.run("backup tag:app=shop").await;
    assert_eq!((ended.code, bench.calls("StartBackupJob")), (2, 0), "{ended:?}");
    assert!(
        ended.said.contains("the tags of 1 of 3 resources cannot be told") && ended.said.contains(":volume/"),
        "{ended:?}"
    );
    let ended = bench.run("backup tag:app=shop --skip-unknown --format json").await;
    assert_eq!((ended.code, bench.calls("StartBackupJob")), (0, 1), "{ended:?}");
    assert!(
        ended.said.contains("warning: tag:app=shop: ") && ended.said.contains("they are left out"),
        "{ended:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_arn_a_name_and_a_tag_that_mean_the_same_are_one() {
    let bench = Bench::of(ACCOUNT).await;
    let ended = bench.run("backup home home --dry-run --format json").await;
    let items = ended.json()["items"].clone();
    let arn = items[0]["target"].as_str().unwrap().to_owned();
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    let ended = bench.run(&format!("backup {arn} home tag:app=shop --dry-run --format json")).await;
    assert_eq!(ended.json()["items"].as_array().unwrap().len(), 1, "{ended:?}");
}
