//! What few recovery points have: a scan's outcome, an index that their rule asked for, another retention than before.

use aws_sdk_backup::Client;
use aws_sdk_backup::types::{
    BackupPlanInput, BackupRuleInput, BackupSelection, IndexAction, IndexStatus, Lifecycle, MalwareScanner,
    RecoveryPointByBackupVault, ScanFinding, ScanJobState,
};

use crate::support::{ROLE, client, pass, refusal, scenario, start};

const DAY: i64 = 86_400;
const ACCOUNT: &str = r#"
account = "123456789012"
region = "us-east-1"
vaults = [{ name = "main" }]
resources = [
  { type = "EBS", name = "data", size = "1 GiB" },
  { type = "S3", name = "media", size = "1 GiB" },
  { type = "RDS", name = "orders", size = "1 GiB" },
]
"#;

async fn points(client: &Client) -> Vec<RecoveryPointByBackupVault> {
    let list = client.list_recovery_points_by_backup_vault().backup_vault_name("main");
    list.send().await.unwrap().recovery_points.unwrap()
}

/// A plan's only rule: every day at 03:00, kept for so many days.
fn rule(days: i64) -> aws_sdk_backup::types::builders::BackupRuleInputBuilder {
    BackupRuleInput::builder()
        .rule_name("daily")
        .target_backup_vault_name("main")
        .schedule_expression("cron(0 3 * * ? *)")
        .lifecycle(Lifecycle::builder().delete_after_days(days).build())
}

fn plan(rule: aws_sdk_backup::types::builders::BackupRuleInputBuilder) -> BackupPlanInput {
    BackupPlanInput::builder().backup_plan_name("plan").rules(rule.build().unwrap()).build().unwrap()
}

/// Makes a plan of one rule for everything; returns its id.
async fn planned(client: &Client, rule: aws_sdk_backup::types::builders::BackupRuleInputBuilder) -> String {
    let created = client.create_backup_plan().backup_plan(plan(rule)).send().await.unwrap();
    let all = BackupSelection::builder().selection_name("all").iam_role_arn(ROLE).resources("*").build();
    let id = created.backup_plan_id.unwrap();
    let select = client.create_backup_selection().backup_plan_id(&id).backup_selection(all.unwrap());
    select.send().await.unwrap();
    id
}

#[tokio::test]
async fn a_scanned_point_shows_what_was_found() {
    let simulator = scenario(&format!(
        r#"{ACCOUNT}
        points = [
          {{ resource = "data", vault = "main", created = "-4d", scan = "malware" }},
          {{ resource = "data", vault = "main", created = "-3d", scan = "clean" }},
          {{ resource = "data", vault = "main", created = "-2d", scan = "failed" }},
          {{ resource = "data", vault = "main", created = "-1d" }},
        ]"#
    ))
    .await;
    let client = client(&simulator);
    let listed = points(&client).await;
    assert!(listed[0].aggregated_scan_result().is_none());
    let malware = [ScanFinding::Malware];
    for (point, failed, findings) in
        [(&listed[1], true, &[][..]), (&listed[2], false, &[]), (&listed[3], false, &malware)]
    {
        let shown = point.aggregated_scan_result().unwrap();
        assert_eq!((shown.failed_scan(), shown.findings()), (Some(failed), findings), "{point:?}");
        let at = shown.last_computed().unwrap();
        assert!(at > point.creation_date().unwrap() && at.secs() <= start().as_second(), "{point:?}");
        let describe = client.describe_recovery_point().backup_vault_name("main");
        let described =
            describe.recovery_point_arn(point.recovery_point_arn().unwrap()).send().await.unwrap();
        let [scan] = described.scan_results() else { panic!("{described:?}") };
        let state = if failed { ScanJobState::Failed } else { ScanJobState::Completed };
        assert_eq!((scan.scan_job_state(), scan.findings()), (Some(&state), findings));
        assert_eq!(scan.malware_scanner(), Some(&MalwareScanner::Guardduty));
        assert_eq!(scan.last_scan_timestamp(), Some(at));
    }
    let describe = client.describe_recovery_point().backup_vault_name("main");
    let bare = describe.recovery_point_arn(listed[0].recovery_point_arn().unwrap()).send().await.unwrap();
    assert!(bare.scan_results().is_empty());
}

#[tokio::test]
async fn a_rule_indexes_the_points_that_it_makes_of_the_type_it_names() {
    let simulator = scenario(ACCOUNT).await;
    let client = client(&simulator);
    let index = |kind: &str| IndexAction::builder().resource_types(kind).build();
    let wrong = plan(rule(9).index_actions(index("RDS")));
    let (code, message) = refusal(client.create_backup_plan().backup_plan(wrong).send().await);
    assert_eq!(code, "InvalidParameterValueException");
    assert!(message.contains("IndexActions"), "{message}");
    planned(&client, rule(9).index_actions(index("EBS"))).await;
    pass(&simulator, 4 * 3600);
    let listed = points(&client).await;
    assert_eq!(listed.len(), 3);
    for point in &listed {
        let status = (point.resource_type() == Some("EBS")).then_some(&IndexStatus::Active);
        assert_eq!(point.index_status(), status, "{point:?}");
    }
    let indexed = client.list_indexed_recovery_points().send().await.unwrap();
    let [index] = indexed.indexed_recovery_points() else { panic!("{indexed:?}") };
    assert_eq!(index.iam_role_arn(), Some(ROLE), "the plan's role");
    assert!(index.index_creation_date() > index.backup_creation_date());
}

#[tokio::test]
async fn another_retention_interrupts_the_continuous_backup_of_a_bucket_only() {
    let simulator = scenario(ACCOUNT).await;
    let client = client(&simulator);
    let id = planned(&client, rule(14).enable_continuous_backup(true)).await;
    let of = async |kind: &str| {
        let listed = points(&client).await;
        let shown = |point: RecoveryPointByBackupVault| {
            let days = point.lifecycle().unwrap().delete_after_days().unwrap();
            (point.status().unwrap().as_str().to_owned(), days, point)
        };
        let of_kind = listed.into_iter().filter(|point| point.resource_type() == Some(kind));
        of_kind.map(shown).collect::<Vec<_>>()
    };
    pass(&simulator, DAY);
    let before = of("S3").await;
    assert_eq!((before.len(), &*before[0].0, before[0].1), (1, "AVAILABLE", 14));
    pass(&simulator, DAY);
    let [same] = &of("S3").await[..] else { panic!("the next run goes on with it") };
    assert_eq!(same.2.recovery_point_arn(), before[0].2.recovery_point_arn());
    let changed = plan(rule(20).enable_continuous_backup(true));
    client.update_backup_plan().backup_plan_id(&id).backup_plan(changed).send().await.unwrap();
    pass(&simulator, DAY);
    let [new, old] = &of("S3").await[..] else { panic!("{:?}", of("S3").await) };
    assert_eq!((&*new.0, new.1, &*old.0, old.1), ("AVAILABLE", 20, "STOPPED", 14));
    assert_eq!(old.2.recovery_point_arn(), before[0].2.recovery_point_arn());
    assert_ne!(new.2.recovery_point_arn(), old.2.recovery_point_arn());
    assert!(old.2.status_message().unwrap().contains("retention"), "{old:?}");
    let deleted = old.2.calculated_lifecycle().unwrap().delete_at().unwrap().secs();
    let stopped = new.2.creation_date().unwrap().secs();
    assert!((0..=3600).contains(&(stopped + 14 * DAY - deleted).abs()), "it is kept for its own retention");
    let [database] = &of("RDS").await[..] else { panic!("{:?}", of("RDS").await) };
    assert_eq!((&*database.0, database.1), ("AVAILABLE", 20));
    pass(&simulator, 15 * DAY);
    assert_eq!(of("S3").await.len(), 1, "the interrupted one is gone");
}
