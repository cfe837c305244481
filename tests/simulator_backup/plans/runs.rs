//! The preview of runs against the jobs that then appear.

use aws_sdk_backup::Client;
use aws_sdk_backup::primitives::DateTime;
use aws_sdk_backup::types::{BackupRuleInput, Lifecycle};
use jiff::Timestamp;
use proptest::prelude::*;
use vaultdeck::simulator::{Clock, Options, Scenario, Simulator};

use super::{plan, selection};
use crate::support::client;

/// A run: when, and by which rule.
type Run = (DateTime, String);

async fn one(at: Timestamp) -> (Simulator, Client) {
    let scenario = Scenario::File("tests/simulator_backup/plans/one.toml".into());
    let clock = Clock::manual(at);
    let simulator = Simulator::start(Options { scenario, clock, ..Options::default() }).await.unwrap();
    let client = client(&simulator);
    (simulator, client)
}

fn rule(name: &str, schedule: &str, zone: &str, keep_days: i64, window: i64) -> BackupRuleInput {
    BackupRuleInput::builder()
        .rule_name(name)
        .target_backup_vault_name("nightly")
        .schedule_expression(schedule)
        .schedule_expression_timezone(zone)
        .start_window_minutes(window)
        .lifecycle(Lifecycle::builder().delete_after_days(keep_days).build())
        .build()
        .unwrap()
}

async fn create(client: &Client, rules: Vec<BackupRuleInput>) -> String {
    let created = client.create_backup_plan().backup_plan(plan("prod", rules)).send().await.unwrap();
    let id = created.backup_plan_id.unwrap();
    client
        .create_backup_selection()
        .backup_plan_id(&id)
        .backup_selection(selection("one"))
        .send()
        .await
        .unwrap();
    id
}

async fn preview(client: &Client, id: &str) -> Vec<Run> {
    let got =
        client.get_backup_plan().backup_plan_id(id).max_scheduled_runs_preview(10).send().await.unwrap();
    let run = |run: &aws_sdk_backup::types::ScheduledPlanExecutionMember| {
        (*run.execution_time().unwrap(), run.rule_id().unwrap().to_owned())
    };
    got.scheduled_runs_preview().iter().map(run).collect()
}

/// The runs that made jobs later than `after`, oldest first.
async fn runs(client: &Client, after: DateTime) -> Vec<Run> {
    let after = DateTime::from_millis(after.to_millis().unwrap() + 1);
    let listed = client.list_backup_jobs().by_created_after(after).send().await.unwrap();
    let run = |job: &aws_sdk_backup::types::BackupJob| {
        (*job.creation_date().unwrap(), job.created_by().unwrap().backup_rule_id().unwrap().to_owned())
    };
    let mut runs: Vec<Run> = listed.backup_jobs().iter().map(run).collect();
    runs.sort();
    runs
}

fn jump(simulator: &Simulator, to: DateTime) {
    let to = Timestamp::from_millisecond(to.to_millis().unwrap()).unwrap();
    simulator.clock().advance(to.duration_since(simulator.clock().now()));
}

fn expression() -> impl Strategy<Value = String> {
    let hour = prop_oneof![
        (0..24_u8).prop_map(|hour| hour.to_string()),
        (0..12_u8, 1..12_u8).prop_map(|(first, step)| format!("{first}/{step}")),
        Just("*".to_owned()),
    ];
    let days = prop_oneof![
        Just("? * *".to_owned()),
        Just("? * MON-FRI".to_owned()),
        (1..8_u8, 1..6_u8).prop_map(|(day, nth)| format!("? * {day}#{nth}")),
        (1..8_u8).prop_map(|day| format!("? * {day}L")),
        (1..32_u8).prop_map(|day| format!("{day} * ?")),
        (1..32_u8).prop_map(|day| format!("{day}W * ?")),
        Just("L * ?".to_owned()),
        Just("29 2 ?".to_owned()),
        Just("1 JAN,JUL ?".to_owned()),
    ];
    (0..60_u8, hour, days).prop_map(|(minute, hour, days)| format!("cron({minute} {hour} {days} *)"))
}

/// Zones with and without clock changes, on both halves of the globe, one that changes by half an hour.
fn zone() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Etc/UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "America/Sao_Paulo",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// 96 plans of one to three rules at any time of twelve years, ten runs each.
    #[test]
    fn the_preview_is_what_then_happens(
        start in 1_704_067_200_i64..2_082_758_400,
        rules in prop::collection::vec((expression(), zone(), 1_i64..400, 60_i64..600), 1..4),
        in_one_jump in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (simulator, client) = one(Timestamp::from_second(start).unwrap()).await;
            let rule = |(number, given): (usize, &(String, &'static str, i64, i64))| {
                rule(&format!("rule-{number}"), &given.0, given.1, given.2, given.3)
            };
            let id = create(&client, rules.iter().enumerate().map(rule).collect()).await;
            let mut wanted = preview(&client, &id).await;
            wanted.sort();
            let mut seen = Vec::new();
            let mut before = DateTime::from_secs(start);
            // Lists reach back 30 days, so that what lies further apart is looked at run by run.
            let far = wanted.last().is_none_or(|(last, _)| last.secs() - start > 29 * 86_400);
            for (at, _) in &wanted {
                if !in_one_jump || far {
                    jump(&simulator, *at);
                    seen.extend(runs(&client, before).await);
                    before = *at;
                }
            }
            if let Some((last, _)) = wanted.last().filter(|_| in_one_jump && !far) {
                jump(&simulator, *last);
                seen.extend(runs(&client, before).await);
            }
            // More rules than one can be due at the moment of the last run of the preview.
            seen.truncate(wanted.len());
            assert_eq!(seen, wanted, "{rules:?}");
        });
    }
}

fn at(text: &str) -> DateTime {
    DateTime::from_secs(text.parse::<Timestamp>().unwrap().as_second())
}

async fn times(client: &Client, id: &str) -> Vec<String> {
    preview(client, id).await.iter().map(|(at, _)| at.to_string()).collect()
}

#[tokio::test]
async fn a_local_time_keeps_its_hour_over_a_change_of_the_clock() {
    let (_simulator, client) = one("2026-03-27T12:00:00Z".parse().unwrap()).await;
    let id = create(&client, vec![rule("r", "cron(30 2 ? * * *)", "Europe/Berlin", 35, 60)]).await;
    let times = times(&client, &id).await;
    // On the 29th 02:30 does not exist.
    assert_eq!(times[..3], ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"]);
}

#[tokio::test]
async fn a_rule_yields_to_one_that_keeps_longer_while_its_start_window_is_open() {
    let (simulator, client) = one("2026-02-27T12:00:00Z".parse().unwrap()).await;
    let rules = vec![
        rule("daily", "cron(0 5 ? * * *)", "Etc/UTC", 35, 60),
        rule("hourly", "cron(0 4/1 ? * * *)", "Etc/UTC", 7, 60),
        rule("monthly", "cron(30 4 1 * ? *)", "Etc/UTC", 365, 120),
    ];
    let id = create(&client, rules).await;
    jump(&simulator, at("2026-03-01T03:59:00Z"));
    let got = client.get_backup_plan().backup_plan_id(&id).send().await.unwrap();
    let name = |id: &str| {
        let rules = got.backup_plan().unwrap().rules();
        rules.iter().find(|rule| rule.rule_id() == Some(id)).unwrap().rule_name().to_owned()
    };
    let coming = preview(&client, &id).await;
    let coming: Vec<_> = coming.iter().map(|(at, id)| format!("{at} {}", name(id))).take(4).collect();
    assert_eq!(
        coming,
        [
            "2026-03-01T04:00:00Z hourly",
            "2026-03-01T04:30:00Z monthly",
            // Neither the daily nor the hourly runs of 05:00 and 06:00.
            "2026-03-01T07:00:00Z hourly",
            "2026-03-01T08:00:00Z hourly",
        ]
    );
}

#[tokio::test]
async fn a_changed_plan_runs_by_its_new_rules_from_then_on() {
    let (simulator, client) = one("2026-03-01T00:30:00Z".parse().unwrap()).await;
    let id = create(&client, vec![rule("r", "cron(0 1/1 ? * * *)", "Etc/UTC", 7, 60)]).await;
    jump(&simulator, at("2026-03-01T03:00:30Z"));
    let input = plan("prod", vec![rule("r", "cron(0 10 ? * * *)", "Etc/UTC", 30, 60)]);
    let updated = client.update_backup_plan().backup_plan_id(&id).backup_plan(input).send().await.unwrap();
    jump(&simulator, at("2026-03-02T00:00:00Z"));
    let listed = client.list_backup_jobs().send().await.unwrap();
    let mut jobs: Vec<_> = listed.backup_jobs().iter().collect();
    jobs.sort_by_key(|job| *job.creation_date().unwrap());
    let hours: Vec<_> =
        jobs.iter().map(|job| job.creation_date().unwrap().to_string()[11..16].to_owned()).collect();
    assert_eq!(hours, ["01:00", "02:00", "03:00", "10:00"]);
    assert_eq!(jobs[3].created_by().unwrap().backup_plan_version(), updated.version_id());
    let lifecycle = jobs[3].recovery_point_lifecycle().unwrap();
    assert_eq!(lifecycle.delete_after_days(), Some(30));
    assert_ne!(jobs[2].created_by().unwrap().backup_plan_version(), updated.version_id());
}

#[tokio::test]
async fn a_plan_without_selection_or_deleted_starts_nothing() {
    let (simulator, client) = one("2026-03-01T00:30:00Z".parse().unwrap()).await;
    let id = create(&client, vec![rule("r", "cron(0 1/1 ? * * *)", "Etc/UTC", 7, 60)]).await;
    jump(&simulator, at("2026-03-01T02:00:00Z"));
    let selections = client.list_backup_selections().backup_plan_id(&id).send().await.unwrap();
    let selection = selections.backup_selections_list()[0].selection_id().unwrap();
    client.delete_backup_selection().backup_plan_id(&id).selection_id(selection).send().await.unwrap();
    jump(&simulator, at("2026-03-01T03:30:00Z"));
    let got = client.get_backup_plan().backup_plan_id(&id).send().await.unwrap();
    assert_eq!(got.last_execution_date().unwrap().to_string(), "2026-03-01T02:00:00Z");
    client.delete_backup_plan().backup_plan_id(&id).send().await.unwrap();
    jump(&simulator, at("2026-03-03T00:00:00Z"));
    assert_eq!(client.list_backup_jobs().send().await.unwrap().backup_jobs().len(), 2);
}

#[tokio::test]
async fn a_plans_options_go_with_its_jobs() {
    let (simulator, client) = super::super::support::small().await;
    client.create_backup_vault().backup_vault_name("nightly").send().await.unwrap();
    let mut input = plan("options", vec![rule("r", "cron(20 2 ? * * *)", "Etc/UTC", 7, 60)]);
    let setting = aws_sdk_backup::types::AdvancedBackupSetting::builder()
        .resource_type("EC2")
        .backup_options("WindowsVSS", "enabled")
        .build();
    input.advanced_backup_settings = Some(vec![setting]);
    let created = client.create_backup_plan().backup_plan(input).send().await.unwrap();
    let mut all = selection("all");
    all.resources = Some(vec!["*".to_owned()]);
    let id = created.backup_plan_id().unwrap();
    client.create_backup_selection().backup_plan_id(id).backup_selection(all).send().await.unwrap();
    crate::support::pass(&simulator, 600);
    let listed = client.list_backup_jobs().by_backup_vault_name("nightly").send().await.unwrap();
    for job in listed.backup_jobs() {
        let vss = job.backup_options().and_then(|options| options.get("WindowsVSS")).map(String::as_str);
        let wanted = (job.resource_type() == Some("EC2")).then_some("enabled");
        assert_eq!(vss, wanted, "{:?}", job.resource_type());
    }
}
