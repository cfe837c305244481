//! One row of each sort: every state, unknown fields, names that are too long, wide or hostile.

#![expect(clippy::unnecessary_wraps, reason = "AWS may leave almost every field out")]

use jiff::{SignedDuration, Timestamp};

use crate::domain::alarm::{Alarm, AlarmState};
use crate::domain::alert::{self, Alert};
use crate::domain::cause::Causes;
use crate::domain::census::{Sum, VaultCount};
use crate::domain::holdings::{Holdings, Rule as ThreeTwoOne, Sighting};
use crate::domain::job::{
    BackupFacts, Children, CopyFacts, Creator, Job, JobFacts, JobKind, JobState, RestoreFacts,
};
use crate::domain::journal::{Actor, Entry, EntryId, EntryState, Intent};
use crate::domain::lifecycle::{CalculatedLifecycle, Lifecycle};
use crate::domain::outlook::{Noted, Signal};
use crate::domain::plan::{Activity, NextRun, Plan, PlanDocument, Rule, Selection};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::resource::Resource;
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::usual::Usual;
use crate::domain::vault::{Lock, LockMode, Vault, VaultKind};
use crate::domain::write::{BackupRequest, CopyRequest, PointName, Write};
use crate::text::Text;
use crate::views::journal::Line;

/// The night of the sketches.
pub fn now() -> Timestamp {
    "2026-11-21T02:14:07Z".parse().unwrap()
}

/// So many minutes ago; below zero is to come.
fn ago(minutes: i64) -> Option<Timestamp> {
    Some(now() - SignedDuration::from_mins(minutes))
}

fn text(text: &str) -> Option<Text> {
    Some(Text::new(text))
}

pub fn scopes() -> Vec<Scope> {
    ["us-east-1", "us-west-2"]
        .into_iter()
        .zip(0..)
        .map(|(region, id)| Scope {
            id: ScopeId(id),
            region: region.to_owned(),
            alias: Some("shop-prod".to_owned()),
            ..Scope::default()
        })
        .collect()
}

fn vault_arn(region: &str, name: &str) -> Option<Text> {
    text(&format!("arn:aws:backup:{region}:123456789012:backup-vault:{name}"))
}

pub fn creator() -> Creator {
    Creator {
        plan_id: text("0f3a1c2e-0000-4000-8000-000000000001"),
        plan_arn: text(
            "arn:aws:backup:us-east-1:123456789012:backup-plan:0f3a1c2e-0000-4000-8000-000000000001",
        ),
        plan_name: text("prod-daily"),
        plan_version: text("MTY5"),
        rule_id: text("rule-1"),
        rule_name: text("nightly"),
        rule_cron: text("cron(0 3 ? * * *)"),
        rule_timezone: text("Etc/UTC"),
    }
}

pub fn job(state: JobState, name: &str, kind: &str, minutes: i64) -> Job {
    Job {
        account: text("123456789012"),
        resource: text(&format!("arn:aws:rds:us-east-1:123456789012:db:{name}")),
        resource_type: text(kind),
        resource_name: text(name),
        created: ago(minutes),
        completed: if state.is_active() { None } else { ago(minutes - 9) },
        role: text("arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"),
        creator: Some(Box::new(creator())),
        facts: JobFacts::Backup(Box::new(BackupFacts {
            vault: text("prod-daily"),
            ..BackupFacts::default()
        })),
        ..Job::bare(ScopeId(0), JobKind::Backup, &format!("5F2A-{name}-{minutes}"), state)
    }
}

fn backup(change: impl FnOnce(&mut BackupFacts)) -> JobFacts {
    let mut facts = BackupFacts { vault: text("prod-daily"), ..BackupFacts::default() };
    change(&mut facts);
    JobFacts::Backup(Box::new(facts))
}

pub fn copy_job(state: JobState, message: Option<&str>) -> Job {
    Job {
        kind: JobKind::Copy,
        message: message.map(Text::new),
        facts: JobFacts::Copy(Box::new(CopyFacts {
            source_vault: vault_arn("us-east-1", "prod-daily"),
            source_point: text("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-1"),
            destination_vault: vault_arn("us-west-2", "dr-vault"),
            destination_type: text("BACKUP_VAULT"),
            destination_lock: text("UNLOCKED"),
            destination_point: text("arn:aws:rds:us-west-2:123456789012:snapshot:awsbackup:copyjob-1"),
            destination_key: text("arn:aws:kms:us-west-2:123456789012:key/abcd"),
            lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
            backup_job: text("5F2A-source"),
            composite_member: None,
        })),
        ..job(state, "orders-db", "RDS", 121)
    }
}

pub fn restore_job() -> Job {
    Job {
        kind: JobKind::Restore,
        facts: JobFacts::Restore(Box::new(RestoreFacts {
            recovery_point: text("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-1"),
            vault_arn: vault_arn("us-east-1", "prod-daily"),
            created_resource: text("arn:aws:rds:us-east-1:123456789012:db:awsbackup-restore-test"),
            expected_minutes: Some(20),
            point_created: ago(600),
            testing_plan: text("arn:aws:backup:us-east-1:123456789012:restore-testing-plan:weekly"),
            validation: text("FAILED"),
            validation_message: text("row count is 0"),
            deletion: text("SUCCESSFUL"),
            deletion_message: None,
        })),
        creator: None,
        ..job(JobState::Completed, "orders-db", "RDS", 300)
    }
}

pub fn jobs() -> Vec<Job> {
    let running = |name: &str, kind: &str, percent: f32, end: i64| Job {
        percent: Some(percent),
        facts: backup(|facts| facts.expected = ago(end)),
        ..job(JobState::Running, name, kind, 20)
    };
    let waiting = |name: &str, left: i64| Job {
        facts: backup(|facts| facts.start_by = ago(-left)),
        ..job(JobState::Created, name, "S3", 31)
    };
    let usual = |median, p90| {
        let [median, p90] = [median, p90].map(SignedDuration::from_mins);
        Some(Usual { median, p90, of: 28 })
    };
    let noting = |job: Job, noted: Noted| Job { noted: Some(Box::new(noted)), ..job };
    vec![
        running("orders-db", "RDS", 71.4, -7),
        running("vol-0f3a77b1c2d3e4f50", "EBS", 99.9, 22),
        waiting("media-assets", 14),
        waiting("media-thumbs", 400),
        copy_job(JobState::Running, None),
        Job {
            message: text("Access Denied trying to call AWS Backup service, the KMS key is pending deletion"),
            size: Some(0),
            ..job(JobState::Failed, "invoices", "DynamoDB", 95)
        },
        Job {
            message: text("Windows VSS Backup Job Error encountered, trying for regular backup"),
            size: Some(412 << 30),
            ..job(JobState::CompletedWithIssues, "ledger-ec2", "EC2", 240)
        },
        Job {
            size: Some(9 << 30), ..job(JobState::Completed, "東京データベース本番環境", "Aurora", 250)
        },
        Job { creator: None, ..job(JobState::Aborted, "scratch", "EFS", 260) },
        Job {
            message: text("Backup job expired because there was a running job for the same resource."),
            ..job(
                JobState::Expired,
                "a-name-that-is-much-longer-than-any-column-would-like-it-to-be",
                "SAP HANA on Amazon EC2",
                700,
            )
        },
        Job {
            is_parent: true,
            children: Some(Box::new(Children {
                total: 4,
                by_state: vec![("COMPLETED".into(), 3), ("FAILED".into(), 1)],
            })),
            ..job(JobState::Partial, "web-stack", "CloudFormation", 720)
        },
        copy_job(JobState::Failed, Some("Snapshots encrypted with the AWS managed key can't be shared.")),
        restore_job(),
        Job {
            resource: None,
            resource_name: None,
            resource_type: None,
            creator: None,
            created: None,
            completed: None,
            scope: ScopeId(1),
            ..job(JobState::Other(Text::new("HOVERING")), "", "", 0)
        },
        job(JobState::Completed, "evil\u{202e}\x1b[31mname", "RDS", 5000),
        noting(
            running("vol-stalled", "EBS", 18.0, -10),
            Noted { still: ago(22), signal: Some(Signal::Stalled), ..Noted::default() },
        ),
        noting(
            Job { percent: Some(35.0), ..job(JobState::Running, "vol-slow", "EBS", 40) },
            Noted { usual: usual(9, 14), signal: Some(Signal::Slow), ..Noted::default() },
        ),
        noting(
            Job { percent: Some(35.0), ..job(JobState::Running, "vol-as-usual", "EBS", 9) },
            Noted { usual: usual(12, 14), seen: ago(3), ..Noted::default() },
        ),
        noting(
            Job { message: text("The vault is locked."), ..job(JobState::Failed, "retried", "EFS", 95) },
            Noted { well_since: ago(20), ..Noted::default() },
        ),
    ]
    .into_iter()
    .zip(0..)
    .map(|(row, number)| Job { id: Text::new(&format!("5F2A-{number:04}")), ..row })
    .collect()
}

pub fn vault(name: &str) -> Vault {
    Vault {
        name: Text::new(name),
        arn: vault_arn("us-east-1", name).unwrap(),
        state: text("AVAILABLE"),
        created: ago(90_000),
        key: text("arn:aws:kms:us-east-1:123456789012:key/1111"),
        key_type: text("CUSTOMER_MANAGED_KMS_KEY"),
        points: Some(1204),
        ..Vault::default()
    }
}

fn count() -> VaultCount {
    let sum = |points, bytes| Sum { points, bytes };
    VaultCount {
        at: ago(14),
        all: sum(1204, 7 << 40),
        unsized_points: 1,
        expired: sum(2, 412 << 30),
        never: sum(17, 3 << 30),
        cold: sum(40, 1 << 40),
        unencrypted: 3,
        partial: 1,
        stopped: 1,
        oldest: ago(400 * 1440),
        newest: ago(50),
    }
}

pub fn vaults() -> Vec<Vault> {
    let lock = |mode, min_days, max_days| Lock { mode, min_days, max_days, date: ago(-3000) };
    vec![
        Vault {
            lock: lock(LockMode::Compliance, Some(30), Some(365)),
            size: Some(7 << 40),
            count: Some(Box::new(count())),
            ..vault("prod-daily")
        },
        Vault { lock: lock(LockMode::Governance, None, None), points: Some(318), ..vault("prod-weekly") },
        Vault {
            kind: VaultKind::AirGapped,
            lock: lock(LockMode::Compliance, Some(7), Some(36_500)),
            key_type: text("AWS_OWNED_KMS_KEY"),
            ..vault("air-gapped")
        },
        Vault { points: None, key: None, key_type: None, state: None, ..vault("Default") },
        Vault {
            state: text("FAILED"),
            points: Some(0),
            ..vault("aws/efs/automatic-backup-vault-which-failed")
        },
    ]
}

pub fn point(status: PointStatus, name: &str, minutes: i64) -> RecoveryPoint {
    RecoveryPoint {
        arn: Text::new(&format!("arn:aws:ec2:us-east-1::snapshot/snap-{name}-{minutes}")),
        vault: text("prod-daily"),
        vault_arn: vault_arn("us-east-1", "prod-daily"),
        resource: text(&format!("arn:aws:ec2:us-east-1:123456789012:volume/{name}")),
        resource_type: text("EBS"),
        resource_name: text(name),
        created: ago(minutes),
        completed: ago(minutes - 12),
        size: Some(212 << 30),
        lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
        calculated: CalculatedLifecycle { cold_at: None, delete_at: ago(minutes - 35 * 1440) },
        encrypted: Some(true),
        key: text("arn:aws:kms:us-east-1:123456789012:key/1111"),
        key_type: text("CUSTOMER_MANAGED_KMS_KEY"),
        creator: Some(Box::new(creator())),
        status,
        ..RecoveryPoint::default()
    }
}

pub fn points() -> Vec<RecoveryPoint> {
    vec![
        point(PointStatus::Completed, "orders-db", 31),
        RecoveryPoint {
            lifecycle: Some(Lifecycle::default()),
            calculated: CalculatedLifecycle::default(),
            encrypted: Some(false),
            ..point(PointStatus::Available, "media-assets", 600)
        },
        RecoveryPoint { size: None, ..point(PointStatus::Creating, "vol-0f3a77b1c2d3e4f50", 2) },
        RecoveryPoint {
            status_message: text(
                "The recovery point could not be deleted: the role may not delete snapshots",
            ),
            ..point(PointStatus::Expired, "old-invoices", 55_000)
        },
        RecoveryPoint {
            calculated: CalculatedLifecycle { cold_at: ago(1440), delete_at: ago(-400_000) },
            ..point(PointStatus::Partial, "東京データベース本番環境", 45_000)
        },
        RecoveryPoint {
            arn: "arn:aws:backup:us-east-1:123456789012:recovery-point:unknown".into(),
            status: PointStatus::Other("PONDERING".into()),
            ..RecoveryPoint::default()
        },
    ]
}

pub fn plan(name: &str, next: Option<i64>) -> Plan {
    Plan {
        id: Text::new(&format!("0f3a1c2e-0000-4000-8000-{name:0>12.12}")),
        arn: Text::new(&format!("arn:aws:backup:us-east-1:123456789012:backup-plan:{name}")),
        name: Text::new(name),
        version: text("MTY5"),
        created: ago(90_000),
        last_run: ago(1394),
        document: Some(Box::new(PlanDocument {
            rules: vec![Rule {
                id: text("rule-1"),
                name: "nightly".into(),
                vault: "prod-daily".into(),
                air_gapped_vault: vault_arn("us-east-1", "air-gapped"),
                schedule: text("cron(0 3 ? * * *)"),
                timezone: text("Europe/Berlin"),
                start_window: Some(60),
                completion_window: Some(480),
                lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
                continuous: true,
                copies: vec![
                    (vault_arn("us-east-1", "prod-weekly").unwrap(), None),
                    (
                        vault_arn("us-west-2", "dr-vault").unwrap(),
                        Some(Lifecycle {
                            cold_after_days: Some(30),
                            delete_after_days: Some(365),
                            ..Lifecycle::default()
                        }),
                    ),
                ],
                tags: vec![("team".into(), "orders".into())],
                indexed: vec!["EBS".into()],
                scans: vec!["GUARDDUTY FULL_SCAN".into()],
            }],
            selections: vec![Selection {
                id: "sel-1".into(),
                name: "by-tag".into(),
                role: text("arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole"),
                created: ago(90_000),
                resources: vec!["*".into()],
                not_resources: vec!["arn:aws:s3:::scratch".into()],
                conditions: vec!["aws:ResourceTag/tier equals gold".into()],
            }],
            next_runs: next
                .into_iter()
                .flat_map(|first| (0..12).map(move |day| first + day * 1440))
                .map(|minutes| NextRun {
                    at: ago(-minutes).unwrap(),
                    rule_id: text("rule-1"),
                    kind: text("CONTINUOUS_AND_SNAPSHOTS"),
                })
                .collect(),
            advanced: vec![("EC2".into(), vec![("WindowsVSS".into(), "enabled".into())])],
            missing: None,
            since: None,
        })),
        activity: Some(Activity { completed: 33, troubled: 1, active: 2, resources: 34 }),
        ..Plan::default()
    }
}

pub fn plans() -> Vec<Plan> {
    let idle = Activity { resources: 12, ..Activity::default() };
    let unread = PlanDocument {
        missing: text("not allowed: the caller lacks backup:ListBackupSelections"),
        ..PlanDocument::default()
    };
    vec![
        plan("prod-daily", Some(46)),
        Plan { activity: Some(idle), last_run: ago(9000), ..plan("finance-weekly", Some(1700)) },
        Plan {
            activity: Some(Activity { troubled: 0, active: 0, ..plan("", None).activity.unwrap() }),
            ..plan("on-demand-only", None)
        },
        Plan {
            activity: None,
            document: None,
            last_run: None,
            ..plan("a-plan-whose-document-is-still-to-be-read", None)
        },
        Plan { document: Some(Box::new(unread)), ..plan("not-readable", None) },
    ]
}

pub fn resource(name: &str, kind: &str, minutes: Option<i64>) -> Resource {
    Resource {
        arn: Text::new(&format!("arn:aws:rds:us-east-1:123456789012:db:{name}")),
        kind: Text::new(kind),
        name: text(name),
        last_backup: minutes.and_then(ago),
        last_vault_arn: vault_arn("us-east-1", "prod-daily"),
        last_point: text("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-1"),
        latest_restore_minutes: Some(14),
        latest_restore: ago(3000),
        latest_restore_point: ago(4000),
        ..Resource::default()
    }
}

fn held(newest: Option<i64>, copy: Option<i64>, marks: [Option<bool>; 3]) -> Holdings {
    let seen = |minutes: Option<i64>| minutes.and_then(ago).map_or(Sighting::None, Sighting::At);
    let [copies, places, elsewhere] = marks;
    Holdings {
        newest: seen(newest),
        continuous: false,
        copy: seen(copy),
        rule: ThreeTwoOne { copies, places, elsewhere },
    }
}

pub fn resources() -> Vec<Resource> {
    vec![
        Resource {
            holdings: held(Some(60), Some(4400), [Some(true); 3]),
            ..resource("orders-db", "RDS", Some(31))
        },
        Resource {
            holdings: held(None, None, [Some(true), Some(false), Some(false)]),
            ..resource("invoices", "DynamoDB", Some(3000))
        },
        resource("hana", "SAP HANA on Amazon EC2", Some(700_000)),
        Resource { last_vault_arn: None, name: None, ..resource("never-backed-up", "S3", None) },
        resource("東京データベース本番環境東京データベース本番環境", "Aurora", Some(900)),
    ]
}

pub fn alarm() -> Alarm {
    Alarm {
        name: "backup-failures-prod".into(),
        arn: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:backup-failures-prod".into(),
        description: text("More than one backup job failed"),
        state: AlarmState::Alarm,
        reason: text(
            "Threshold Crossed: 1 datapoint [3.0 (21/11/26 00:10:00)] was greater than the threshold (0.0).",
        ),
        since: ago(121),
        updated: ago(120),
        watches: vec!["NumberOfBackupJobsFailed of vault prod-daily".into()],
        condition: text("Sum > 0 in 1 of 1 periods of 300 s"),
        missing_data: text("notBreaching"),
        actions_enabled: Some(true),
        ..Alarm::default()
    }
}

pub fn alerts() -> Vec<Alert> {
    let silent = Alarm {
        name: "copies-silent".into(),
        state: AlarmState::InsufficientData,
        since: ago(9000),
        reason: None,
        ..Alarm::default()
    };
    let (alarm, vaults, jobs) = (alarm(), vaults(), jobs());
    let sources = alert::Sources {
        alarms: vec![&alarm, &silent],
        jobs: jobs.iter().collect(),
        vaults: vaults.iter().collect(),
        now: now(),
        ..alert::Sources::default()
    };
    alert::collect(&sources, &mut Causes::default())
}

/// One entry of each state, of writes of several kinds, the last of an account that is not here.
pub fn journal() -> Vec<Line> {
    let lifecycle = Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() };
    let role = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";
    let backup = |resource: &str| {
        Write::StartBackup(BackupRequest {
            resource: format!("arn:aws:rds:us-east-1:123456789012:db:{resource}"),
            vault: "prod-daily".into(),
            role: role.into(),
            lifecycle,
            tags: vec![("change".into(), "it's \u{202e}CHG-1".into())],
            token: "vd-1".into(),
            then_copy: None,
        })
    };
    let point =
        PointName { vault: "prod-daily".into(), point: "arn:aws:ec2:us-east-1::snapshot/snap-1".into() };
    let copy = Write::StartCopy(CopyRequest {
        point: point.clone(),
        destination: "arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault".into(),
        role: role.into(),
        lifecycle,
        token: "vd-2".into(),
    });
    let states = [
        (EntryState::Planned, backup("crm-db"), "crm-db", None, None),
        (EntryState::Sent, backup("fraud-db"), "fraud-db", None, None),
        (EntryState::Accepted, copy, "orders-db", Some("7A3C-2E19"), None),
        (EntryState::Done, backup("orders-db"), "orders-db", Some("5F2A-9911"), None),
        (EntryState::Failed, backup("auth-db"), "auth-db", Some("1B00-0001"), Some("the key is disabled")),
        (
            EntryState::Refused,
            Write::StopBackup { job: "8D11-77".into() },
            "a name\u{1b}[2J that is hostile, and longer than any column has room for",
            None,
            Some("refused: the job had ended"),
        ),
        (EntryState::Unknown, Write::DeletePoint(point), "", None, Some("no answer was seen, look at it")),
    ];
    let count = states.len();
    let lines = states.into_iter().enumerate().map(|(at, (state, write, label, job, note))| {
        let here = at + 1 < count;
        let account = if here { "123456789012" } else { "210987654321" };
        let actor = Actor {
            profile: here.then(|| "shop-prod".to_owned()),
            account: account.into(),
            region: "us-east-1".into(),
            caller: Some(format!("arn:aws:sts::{account}:assumed-role/operator/me")),
        };
        let minutes = i64::try_from(at * at * 50).unwrap();
        let decided = ago(minutes).unwrap();
        let answered = job.map(|_| decided + SignedDuration::from_secs(1));
        Line {
            entry: Entry {
                id: EntryId(i64::try_from(count - at).unwrap()),
                intent: Intent { at: decided, actor, label: label.into(), write },
                state,
                job: job.map(str::to_owned),
                answered,
                ended: None,
                note: note.map(str::to_owned),
            },
            scope: here.then_some(ScopeId(0)),
        }
    });
    lines.collect()
}
