//! The demo scenario keeps its promises: each figure and feature that the story tells, seen through the AWS SDK.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use aws_credential_types::Credentials;
use aws_sdk_backup::Client;
use aws_sdk_backup::config::{BehaviorVersion, Region};
use aws_sdk_backup::primitives::DateTime;
use aws_sdk_backup::types::{
    BackupJob, BackupJobState, BackupVaultListMember, CopyJob, CopyJobState, EncryptionKeyType,
    RecoveryPointByBackupVault, RecoveryPointStatus, RestoreJobStatus, RestoreJobsListMember, VaultType,
};
use jiff::{SignedDuration, Timestamp};
use vaultdeck::simulator::{Clock, Options, Scenario, Simulator};

const NOW: &str = "2026-11-21T02:14:00Z";

struct Demo {
    simulator: Simulator,
    east: Client,
    west: Client,
}

impl Demo {
    async fn start() -> Self {
        Self::start_at(NOW, 1).await
    }

    async fn start_at(now: &str, seed: u64) -> Self {
        let clock = Clock::manual(now.parse().unwrap());
        let options = Options { scenario: Scenario::Demo, clock, seed, ..Options::default() };
        let simulator = Simulator::start(options).await.unwrap();
        let (east, west) = (client(&simulator, "us-east-1"), client(&simulator, "us-west-2"));
        Self { simulator, east, west }
    }

    fn now(&self) -> Timestamp {
        self.simulator.clock().now()
    }

    fn ago(&self, hours: i64) -> DateTime {
        DateTime::from_secs((self.now() - SignedDuration::from_hours(hours)).as_second())
    }

    async fn backup_jobs(&self) -> Vec<BackupJob> {
        let pages = self.east.list_backup_jobs().into_paginator().items().send();
        pages.collect::<Result<_, _>>().await.unwrap()
    }

    async fn copy_jobs(&self) -> Vec<CopyJob> {
        self.east.list_copy_jobs().into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
    }

    async fn restore_jobs(&self) -> Vec<RestoreJobsListMember> {
        self.east.list_restore_jobs().into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
    }

    /// Backup jobs created in the last day.
    async fn last_day(&self) -> Vec<BackupJob> {
        let pages =
            self.east.list_backup_jobs().by_created_after(self.ago(24)).into_paginator().items().send();
        pages.collect::<Result<_, _>>().await.unwrap()
    }

    async fn points(&self, vault: &str) -> Vec<RecoveryPointByBackupVault> {
        let request = self.east.list_recovery_points_by_backup_vault().backup_vault_name(vault);
        request.into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
    }

    async fn vaults(&self, client: &Client) -> Vec<BackupVaultListMember> {
        client.list_backup_vaults().into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
    }
}

fn client(simulator: &Simulator, region: &'static str) -> Client {
    let config = aws_sdk_backup::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .credentials_provider(Credentials::new("123456789012", "made-up", None, None, "test"))
        .endpoint_url(simulator.url())
        .build();
    Client::from_conf(config)
}

fn in_state(jobs: &[BackupJob], state: &BackupJobState) -> Vec<BackupJob> {
    jobs.iter().filter(|job| job.state() == Some(state)).cloned().collect()
}

fn resources(jobs: &[BackupJob]) -> Vec<&str> {
    let mut names: Vec<_> = jobs.iter().filter_map(BackupJob::resource_name).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn six_vaults_of_every_kind_and_two_to_copy_to() {
    let demo = Demo::start().await;
    let vaults = demo.vaults(&demo.east).await;
    assert_eq!(vaults.len(), 6);
    let vault = |name: &str| vaults.iter().find(|each| each.backup_vault_name() == Some(name)).unwrap();
    let compliance = vault("prod-daily");
    assert_eq!((compliance.locked(), compliance.lock_date().is_some()), (Some(true), true));
    assert_eq!((compliance.min_retention_days(), compliance.max_retention_days()), (Some(30), Some(365)));
    let governance = vault("prod-weekly");
    assert_eq!((governance.locked(), governance.lock_date()), (Some(true), None));
    let air_gapped = vault("air-gapped");
    assert_eq!(air_gapped.vault_type(), Some(&VaultType::LogicallyAirGappedBackupVault));
    let own_key = vault("finance-records");
    assert_eq!(own_key.encryption_key_type(), Some(&EncryptionKeyType::CustomerManagedKmsKey));
    assert_eq!(vault("Default").locked(), Some(false));
    let west = demo.vaults(&demo.west).await;
    let names: BTreeSet<_> = west.iter().filter_map(BackupVaultListMember::backup_vault_name).collect();
    assert_eq!(names, BTreeSet::from(["dr-archive", "dr-vault"]));
}

#[tokio::test]
async fn five_plans_with_rules_selections_and_next_runs() {
    let demo = Demo::start().await;
    let plans = demo.east.list_backup_plans().send().await.unwrap();
    assert_eq!(plans.backup_plans_list().len(), 5);
    for plan in plans.backup_plans_list() {
        let id = plan.backup_plan_id().unwrap();
        let full = demo
            .east
            .get_backup_plan()
            .backup_plan_id(id)
            .max_scheduled_runs_preview(3)
            .send()
            .await
            .unwrap();
        assert!(!full.backup_plan().unwrap().rules().is_empty());
        assert_eq!(full.scheduled_runs_preview().len(), 3, "{plan:?}");
        let selections = demo.east.list_backup_selections().backup_plan_id(id).send().await.unwrap();
        assert!(!selections.backup_selections_list().is_empty(), "{plan:?}");
        assert!(plan.last_execution_date().is_some(), "{plan:?}");
    }
}

#[tokio::test]
async fn sixty_protected_resources_of_twelve_types() {
    let demo = Demo::start().await;
    let resources: Vec<_> = demo
        .east
        .list_protected_resources()
        .into_paginator()
        .items()
        .send()
        .collect::<Result<_, _>>()
        .await
        .unwrap();
    assert_eq!(resources.len(), 60);
    let types: BTreeSet<_> = resources.iter().filter_map(|resource| resource.resource_type()).collect();
    assert_eq!(types.len(), 12, "{types:?}");
}

#[tokio::test]
async fn thirty_days_of_history_and_no_more() {
    let demo = Demo::start().await;
    let jobs = demo.backup_jobs().await;
    let days: BTreeSet<_> = jobs
        .iter()
        .filter_map(|job| job.creation_date())
        .map(|at| (demo.now().as_second() - at.secs()) / 86_400)
        .collect();
    assert_eq!(days, (0..30).collect::<BTreeSet<_>>());
    assert!(jobs.len() > 1_500, "{}", jobs.len());
    assert!(demo.copy_jobs().await.len() > 300);
}

#[tokio::test]
async fn six_jobs_run_now() {
    let demo = Demo::start().await;
    let jobs = demo.backup_jobs().await;
    let active: Vec<_> = jobs.into_iter().filter(|job| job.completion_date().is_none()).collect();
    assert_eq!(resources(&active), ["catalog-cluster", "media-assets", "orders-db", "vol-0f3a9c2d71e84b065"]);
    let copies = demo.copy_jobs().await;
    let copies: Vec<_> = copies.iter().filter(|job| job.state() == Some(&CopyJobState::Running)).collect();
    assert_eq!(copies.len(), 1);
    assert!(
        copies[0]
            .destination_backup_vault_arn()
            .unwrap()
            .ends_with("us-west-2:123456789012:backup-vault:dr-vault")
    );
    let restores = demo.restore_jobs().await;
    let running = restores.iter().filter(|job| job.status() == Some(&RestoreJobStatus::Running));
    assert_eq!(running.count(), 1);
}

#[tokio::test]
async fn one_running_job_stalls_while_another_moves() {
    let demo = Demo::start().await;
    let percents = async || -> BTreeMap<String, f64> {
        let running = in_state(&demo.backup_jobs().await, &BackupJobState::Running);
        let percent =
            |job: BackupJob| (job.resource_name.unwrap(), job.percent_done.unwrap().parse().unwrap());
        running.into_iter().map(percent).collect()
    };
    let before = percents().await;
    demo.simulator.clock().advance(SignedDuration::from_mins(2));
    let after = percents().await;
    assert!((before["orders-db"] - 71.0).abs() < 0.2, "{before:?}");
    assert!(after["orders-db"] > before["orders-db"], "{after:?}");
    assert!((before["vol-0f3a9c2d71e84b065"] - 18.0).abs() < 0.2, "{before:?}");
    assert!((after["vol-0f3a9c2d71e84b065"] - 18.0).abs() < 0.2, "{after:?}");
}

#[tokio::test]
async fn one_job_waits_near_the_end_of_its_window_and_then_expires() {
    let demo = Demo::start().await;
    let find = async || {
        let jobs = demo.backup_jobs().await;
        jobs.into_iter().find(|job| {
            job.resource_name() == Some("media-assets") && job.backup_vault_name() == Some("Default")
        })
    };
    let waiting = find().await.unwrap();
    assert_eq!(waiting.state(), Some(&BackupJobState::Created));
    assert_eq!(waiting.start_by().unwrap().secs() - demo.now().as_second(), 14 * 60);
    demo.simulator.clock().advance(SignedDuration::from_mins(15));
    let over = find().await.unwrap();
    assert_eq!(over.state(), Some(&BackupJobState::Expired));
    assert_eq!(over.status_message(), Some("Backup job expired before completion."));
}

#[tokio::test]
async fn the_last_day_failed_for_at_least_six_causes() {
    let demo = Demo::start().await;
    let failed = in_state(&demo.last_day().await, &BackupJobState::Failed);
    let causes: BTreeSet<_> = failed.iter().filter_map(BackupJob::status_message).collect();
    assert!(causes.len() >= 6, "{causes:#?}");
    for part in [
        "KMS key is either disabled or pending deletion",
        "bucket versioning",
        "maintenance window",
        "not authorized",
    ] {
        assert!(causes.iter().any(|cause| cause.contains(part)), "{part} in {causes:#?}");
    }
    let by_key = |job: &&BackupJob| job.status_message().is_some_and(|message| message.contains("KMS key"));
    let tables: BTreeSet<_> = failed.iter().filter(by_key).filter_map(BackupJob::resource_name).collect();
    assert!(tables.is_superset(&BTreeSet::from(["invoices", "payments-ledger", "refunds"])), "{tables:?}");
    assert!(failed.iter().all(|job| job.message_category().is_some_and(|category| category != "SUCCESS")));
}

#[tokio::test]
async fn one_job_expired_and_one_was_stopped_in_the_last_day() {
    let demo = Demo::start().await;
    let jobs = demo.last_day().await;
    assert_eq!(resources(&in_state(&jobs, &BackupJobState::Expired)), ["win-shares"]);
    assert_eq!(resources(&in_state(&jobs, &BackupJobState::Aborted)), ["jenkins"]);
}

#[tokio::test]
async fn a_stack_is_partial_because_one_of_its_children_failed() {
    let demo = Demo::start().await;
    let partial = in_state(&demo.last_day().await, &BackupJobState::Partial);
    assert_eq!(resources(&partial), ["checkout-stack"]);
    let id = partial[0].backup_job_id().unwrap();
    let described = demo.east.describe_backup_job().backup_job_id(id).send().await.unwrap();
    assert!(described.is_parent());
    assert_eq!(described.number_of_child_jobs(), Some(5));
    assert_eq!(described.child_jobs_in_state().unwrap().get(&BackupJobState::Failed), Some(&1));
    let children = demo.east.list_backup_jobs().by_parent_job_id(id).send().await.unwrap();
    let children = children.backup_jobs();
    assert_eq!(resources(children), ["carts", "checkout-cluster", "checkout-stack", "sessions", "web-1"]);
    assert_eq!(resources(&in_state(children, &BackupJobState::Failed)), ["carts"]);
}

#[tokio::test]
async fn two_jobs_completed_with_issues() {
    let demo = Demo::start().await;
    let completed = in_state(&demo.last_day().await, &BackupJobState::Completed);
    let issues: Vec<_> =
        completed.into_iter().filter(|job| job.message_category() != Some("SUCCESS")).collect();
    assert_eq!(resources(&issues), ["home-dirs", "ledger-ec2"]);
}

#[tokio::test]
async fn copies_failed_though_their_backups_succeeded() {
    let demo = Demo::start().await;
    let copies = demo.copy_jobs().await;
    let recent = |job: &&CopyJob| job.creation_date().is_some_and(|at| *at > demo.ago(24));
    let failed = copies.iter().filter(|job| job.state() == Some(&CopyJobState::Failed)).filter(recent);
    let failed: Vec<_> = failed.collect();
    assert_eq!(failed.len(), 5);
    for copy in failed {
        let source = copy.created_by_backup_job_id().unwrap();
        let backup = demo.east.describe_backup_job().backup_job_id(source).send().await.unwrap();
        assert_eq!(backup.state(), Some(&BackupJobState::Completed), "{copy:?}");
        assert!(
            copy.status_message().is_some_and(|message| message.contains("key") || message.contains("Key"))
        );
    }
}

#[tokio::test]
async fn a_restore_test_failed_and_another_was_validated() {
    let demo = Demo::start().await;
    let restores = demo.restore_jobs().await;
    let tests: Vec<_> = restores.iter().filter(|job| job.created_by().is_some()).collect();
    let failed = tests.iter().find(|job| job.status() == Some(&RestoreJobStatus::Failed)).unwrap();
    assert!(failed.status_message().unwrap().contains("No default subnet"), "{failed:?}");
    assert!(
        tests.iter().any(|job| job.validation_status().is_some_and(|status| status.as_str() == "SUCCESSFUL"))
    );
}

#[tokio::test]
async fn expired_points_are_still_there_and_billed() {
    let demo = Demo::start().await;
    let points = demo.points("prod-weekly").await;
    let expired: Vec<_> =
        points.iter().filter(|point| point.status() == Some(&RecoveryPointStatus::Expired)).collect();
    assert_eq!(expired.len(), 2);
    let gib: i64 = expired.iter().filter_map(|point| point.backup_size_in_bytes()).sum::<i64>() >> 30;
    assert_eq!(gib, 412);
    assert!(expired.iter().all(|point| point.status_message().is_some()));
}

#[tokio::test]
async fn one_continuous_point_stopped_and_others_go_on() {
    let demo = Demo::start().await;
    let stopped = demo.points("Default").await;
    let stopped = stopped.iter().find(|point| point.status() == Some(&RecoveryPointStatus::Stopped)).unwrap();
    assert!(stopped.recovery_point_arn().unwrap().contains("contract-scans"), "{stopped:?}");
    let daily = demo.points("prod-daily").await;
    let names: BTreeSet<_> = daily
        .iter()
        .filter(|point| point.status() == Some(&RecoveryPointStatus::Available))
        .filter_map(|point| point.resource_name())
        .collect();
    assert!(names.is_superset(&BTreeSet::from(["data-lake", "fraud-db", "media-assets"])), "{names:?}");
}

#[tokio::test]
async fn copies_arrived_in_the_other_region_and_in_the_air_gapped_vault() {
    let demo = Demo::start().await;
    let count = async |client: &Client, vault: &str| {
        let points =
            client.list_recovery_points_by_backup_vault().backup_vault_name(vault).send().await.unwrap();
        points.recovery_points().len()
    };
    assert!(count(&demo.west, "dr-vault").await > 100);
    assert!(count(&demo.east, "air-gapped").await > 10);
}

/// Everything that tells one world from another, with times as distances from now.
async fn portrait(demo: &Demo) -> Vec<String> {
    let ago = |at: Option<&DateTime>| at.map(|at| demo.now().as_second() - at.secs());
    let jobs = demo.backup_jobs().await;
    let jobs = jobs.iter().map(|job| {
        let (created, ended) = (ago(job.creation_date()), ago(job.completion_date()));
        format!("{:?} {:?} {:?} {created:?} {ended:?}", job.backup_job_id, job.resource_arn, job.state)
    });
    let copies = demo.copy_jobs().await;
    let copies = copies
        .iter()
        .map(|job| format!("{:?} {:?} {:?}", job.copy_job_id, job.state, ago(job.creation_date())));
    jobs.chain(copies).collect()
}

#[tokio::test]
async fn the_same_seed_tells_the_same_story_whenever_it_starts() {
    let first = portrait(&Demo::start().await).await;
    assert_eq!(first, portrait(&Demo::start().await).await);
    // Another time of day, month and minute: rounding of the schedules may move a run by minutes, never its fate.
    let later = Demo::start_at("2027-03-02T17:41:00Z", 1).await;
    let states = |jobs: Vec<BackupJob>| {
        let state = |job: BackupJob| {
            (job.resource_name.unwrap_or_default(), job.state.map(|state| state.to_string()))
        };
        jobs.into_iter().map(state).collect::<BTreeSet<_>>()
    };
    assert_eq!(states(Demo::start().await.last_day().await), states(later.last_day().await));
}

#[tokio::test]
async fn another_seed_makes_other_ids_of_the_same_story() {
    let (one, other) = (Demo::start().await, Demo::start_at(NOW, 2).await);
    assert_ne!(portrait(&one).await, portrait(&other).await);
    assert_eq!(one.backup_jobs().await.len(), other.backup_jobs().await.len());
}
