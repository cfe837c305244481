//! The AWS side against the simulator, over HTTP and through the real SDK: every query, the write, and every way to
//! fail.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use vaultdeck::app::effect::{Page, Query, Started};
use vaultdeck::aws::{Fleet, Login, ScopeSettings};
use vaultdeck::domain::alarm::{AlarmKind, AlarmState};
use vaultdeck::domain::failure::{Failure, FailureKind};
use vaultdeck::domain::history::Outcome;
use vaultdeck::domain::job::{Job, JobKind, JobState};
use vaultdeck::domain::lifecycle::Lifecycle;
use vaultdeck::domain::metrics;
use vaultdeck::domain::policy::{Asker, Fit};
use vaultdeck::domain::preflight::facts::{Fact, Need};
use vaultdeck::domain::recovery_point::RecoveryPoint;
use vaultdeck::domain::scope::ScopeId;
use vaultdeck::domain::vault::LockMode;
use vaultdeck::domain::write::Write;
use vaultdeck::domain::write::{BackupRequest, default_role};
use vaultdeck::simulator::{ANY, Clock, Fault, Options, Scenario, Simulator};
use vaultdeck::text::Text;

const NOW: &str = "2026-11-21T02:14:00Z";
const ACCOUNT: &str = "123456789012";
const HERE: ScopeId = ScopeId(0);

/// A simulator, and a fleet of one scope that asks it.
struct Lab {
    simulator: Simulator,
    fleet: Fleet,
}

impl Lab {
    async fn new(scenario: Scenario) -> Self {
        let clock = Clock::manual(now());
        let options = Options { scenario, clock, ..Options::default() };
        let simulator = Simulator::start(options).await.unwrap();
        let fleet = fleet_of_one(&simulator.url());
        Self { simulator, fleet }
    }

    async fn demo() -> Self {
        Self::new(Scenario::Demo).await
    }

    /// All pages of an answer, and the calls that it took.
    async fn pages(&self, query: &Query) -> Result<(Vec<Page>, u32), Failure> {
        let (calls, mut pages) = (AtomicU32::new(0), Vec::new());
        self.fleet.ask(HERE, query, &calls, &mut |page| pages.push(page)).await?;
        Ok((pages, calls.load(Ordering::Relaxed)))
    }

    async fn ask(&self, query: Query) -> Vec<Page> {
        self.pages(&query).await.unwrap().0
    }

    async fn failure(&self, query: Query) -> Failure {
        self.pages(&query).await.unwrap_err()
    }

    async fn jobs(&self, query: Query) -> Vec<Job> {
        let pages = self.ask(query).await.into_iter();
        pages.flat_map(|page| if let Page::Jobs(jobs) = page { jobs } else { panic!("{page:?}") }).collect()
    }

    async fn points(&self, query: Query) -> Vec<RecoveryPoint> {
        let pages = self.ask(query).await.into_iter();
        pages
            .flat_map(|page| if let Page::Points(points) = page { points } else { panic!("{page:?}") })
            .collect()
    }

    /// Jobs of a kind in the last 30 days.
    async fn recent(&self, kind: JobKind) -> Vec<Job> {
        let after = now() - SignedDuration::from_hours(30 * 24);
        self.jobs(Query::Jobs { kind, after, before: None }).await
    }
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn settings(url: &str) -> ScopeSettings {
    ScopeSettings {
        login: Login::MadeUp(ACCOUNT.into()),
        region: Some("us-east-1".into()),
        endpoint_url: Some(url.into()),
        requests_per_second: 1000,
    }
}

fn fleet_of_one(url: &str) -> Fleet {
    Fleet::new(vec![settings(url)])
}

fn backup_of(resource: &str) -> BackupRequest {
    BackupRequest {
        resource: resource.into(),
        vault: "prod-daily".into(),
        role: default_role(ACCOUNT),
        lifecycle: Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() },
        tags: vec![("change".into(), "CHG-1".into())],
        token: "vd-1".into(),
        then_copy: None,
    }
}

#[tokio::test]
async fn identity_names_account_caller_and_region() {
    let pages = Lab::demo().await.ask(Query::Identity).await;
    let [Page::Identity(identity)] = pages.as_slice() else { panic!("{pages:?}") };
    assert_eq!((identity.account.as_str(), identity.region.as_str()), (ACCOUNT, "us-east-1"));
    assert!(identity.arn.as_str().contains(ACCOUNT));
}

#[tokio::test]
async fn vaults_come_with_their_locks() {
    let pages = Lab::demo().await.ask(Query::Vaults).await;
    let [Page::Vaults(vaults)] = pages.as_slice() else { panic!("{pages:?}") };
    let mode = |name: &str| vaults.iter().find(|vault| vault.name.as_str() == name).unwrap().lock.mode;
    assert_eq!(mode("prod-daily"), LockMode::Compliance);
    assert_eq!(mode("prod-weekly"), LockMode::Governance);
    assert_eq!(mode("air-gapped"), LockMode::Compliance);
    assert_eq!(mode("Default"), LockMode::None);
}

#[tokio::test]
async fn a_vault_with_slashes_in_its_name_is_found_with_its_tags() {
    let lab = Lab::demo().await;
    let pages = lab.ask(Query::Vault("aws/efs/automatic-backup-vault".into())).await;
    assert!(
        matches!(&pages[0], Page::Vault(vault) if vault.name.as_str() == "aws/efs/automatic-backup-vault")
    );
    let pages = lab.ask(Query::Vault("prod-daily".into())).await;
    let Some(Page::Tags(tags)) = pages.get(1) else { panic!("{pages:?}") };
    assert!(tags.contains(&("team".into(), "platform".into())), "{tags:?}");
}

#[tokio::test]
async fn a_thousand_and_more_vaults_come_page_by_page_to_the_last() {
    let mut scenario = format!("account = \"{ACCOUNT}\"\nregion = \"us-east-1\"\n");
    for number in 0..2500 {
        writeln!(scenario, "[[vaults]]\nname = \"vault-{number}\"").unwrap();
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), scenario).unwrap();
    let lab = Lab::new(Scenario::File(file.path().into())).await;
    let (pages, calls) = lab.pages(&Query::Vaults).await.unwrap();
    let names: BTreeSet<_> = pages
        .iter()
        .flat_map(|page| if let Page::Vaults(vaults) = page { vaults } else { panic!("{page:?}") })
        .map(|vault| vault.name.clone())
        .collect();
    assert_eq!((pages.len(), calls, names.len()), (3, 3, 2500));
}

#[tokio::test]
async fn alarms_are_those_that_watch_backup() {
    let pages = Lab::demo().await.ask(Query::Alarms).await;
    let alarms: Vec<_> = pages
        .into_iter()
        .flat_map(|page| if let Page::Alarms(alarms) = page { alarms } else { panic!("{page:?}") })
        .collect();
    let firing = alarms.iter().filter(|alarm| alarm.state == AlarmState::Alarm);
    assert!(firing.count() >= 2, "{alarms:?}");
    let kinds = [AlarmKind::Metric, AlarmKind::Math, AlarmKind::Composite];
    for kind in kinds {
        assert!(alarms.iter().any(|alarm| alarm.kind == kind), "{kind:?}");
    }
    assert!(alarms.iter().all(|alarm| !alarm.watches.is_empty() && alarm.since.is_some()), "{alarms:?}");
}

#[tokio::test]
async fn counts_are_those_of_the_jobs_that_the_lists_tell() {
    let lab = Lab::demo().await;
    let (from, to) = metrics::range(now());
    let pages = lab.ask(Query::Metrics { from, to }).await;
    let [Page::Metrics(counted)] = pages.as_slice() else { panic!("{pages:?}") };
    for kind in JobKind::ALL {
        let jobs =
            lab.ask(Query::Jobs { kind, after: from - SignedDuration::from_hours(24), before: None }).await;
        let jobs: Vec<Job> = jobs
            .into_iter()
            .flat_map(|page| if let Page::Jobs(jobs) = page { jobs } else { panic!("{page:?}") })
            .collect();
        let ended = |states: &[JobState]| {
            let within = |job: &&Job| job.completed.is_some_and(|at| at >= from && at < to);
            jobs.iter().filter(within).filter(|job| states.contains(&job.state)).count()
        };
        let completed = ended(&[JobState::Completed, JobState::CompletedWithIssues]);
        let counts = |outcome| usize::try_from(counted.sum(kind, outcome, from, to)).unwrap();
        assert!(completed > 0, "{kind:?}");
        assert_eq!(counts(Outcome::Well), completed, "{kind:?}: CloudWatch tells no issues");
        assert_eq!(counts(Outcome::Failed), ended(&[JobState::Failed]), "{kind:?}");
    }
    lab.simulator.faults().set("GetMetricData", Fault::Deny);
    let failure = lab.failure(Query::Metrics { from, to }).await;
    assert_eq!(failure.action, Some("cloudwatch:GetMetricData".into()));
}

#[tokio::test]
async fn plans_come_first_as_a_list_and_then_with_their_documents() {
    let pages = Lab::demo().await.ask(Query::Plans { idle: now() }).await;
    let Page::Plans(plans) = &pages[0] else { panic!("{pages:?}") };
    assert_eq!((plans.len(), pages.len()), (5, 6));
    for page in &pages[1..] {
        let Page::PlanDocument { id, document } = page else { panic!("{page:?}") };
        assert!(plans.iter().any(|plan| plan.id == *id));
        assert!(!document.rules.is_empty() && !document.selections.is_empty(), "{document:?}");
        assert!(document.next_runs.iter().all(|run| run.at >= now()) && !document.next_runs.is_empty());
        assert_eq!(document.missing, None);
    }
}

#[tokio::test]
async fn a_document_that_may_not_be_read_says_so_and_spoils_no_other() {
    let lab = Lab::demo().await;
    lab.simulator.faults().set("ListBackupSelections", Fault::Deny);
    let pages = lab.ask(Query::Plans { idle: now() }).await;
    assert_eq!(pages.len(), 6);
    for page in &pages[1..] {
        let Page::PlanDocument { document, .. } = page else { panic!("{page:?}") };
        assert!(!document.rules.is_empty() && document.selections.is_empty());
        let missing = document.missing.as_ref().unwrap();
        assert_eq!(missing.as_str(), "not allowed: the caller lacks backup:ListBackupSelections");
    }
}

#[tokio::test]
async fn a_plan_opens_with_its_versions_and_tags() {
    let lab = Lab::demo().await;
    let pages = lab.ask(Query::Plans { idle: now() }).await;
    let Page::Plans(plans) = &pages[0] else { panic!("{pages:?}") };
    let daily = plans.iter().find(|plan| plan.name.as_str() == "prod-daily").unwrap();
    let pages = lab.ask(Query::Plan(daily.id.clone())).await;
    let [Page::Plan(plan), Page::Versions(versions), Page::Tags(tags)] = pages.as_slice() else {
        panic!("{pages:?}")
    };
    assert_eq!((&plan.id, &plan.name), (&daily.id, &daily.name));
    assert!(plan.document.as_ref().is_some_and(|document| !document.rules.is_empty()));
    assert_eq!(versions.len(), 4);
    assert_eq!(tags.as_slice(), [("owner".into(), "platform".into())]);
}

#[tokio::test]
async fn protected_resources_come_and_open() {
    let lab = Lab::demo().await;
    let pages = lab.ask(Query::Resources).await;
    let [Page::Resources(resources)] = pages.as_slice() else { panic!("{pages:?}") };
    let orders = resources.iter().find(|resource| resource.label() == "orders-db").unwrap();
    assert_eq!(orders.kind.as_str(), "RDS");
    let pages = lab.ask(Query::Resource(orders.arn.clone())).await;
    let [Page::Resource(resource)] = pages.as_slice() else { panic!("{pages:?}") };
    assert_eq!((&resource.arn, resource.last_backup), (&orders.arn, orders.last_backup));
}

#[tokio::test]
async fn recovery_points_come_by_vault_and_by_resource_and_open() {
    let lab = Lab::demo().await;
    let in_vault = lab.points(Query::VaultPoints("prod-daily".into())).await;
    assert!(in_vault.len() > 100, "{}", in_vault.len());
    let point = in_vault.iter().find(|point| point.resource_label() == "orders-db").unwrap();
    let resource = point.resource.clone().unwrap();
    let of_resource = lab.points(Query::ResourcePoints(resource.clone())).await;
    assert!(of_resource.iter().any(|other| other.arn == point.arn));
    assert!(of_resource.iter().all(|other| other.resource.as_ref() == Some(&resource)));

    let pages = lab.ask(Query::Point { vault: "prod-daily".into(), arn: point.arn.clone() }).await;
    let Some(Page::Point(opened)) = pages.first() else { panic!("{pages:?}") };
    assert_eq!((&opened.arn, opened.created, opened.size), (&point.arn, point.created, point.size));
    assert!(opened.storage_class.is_some());
}

#[tokio::test]
async fn jobs_of_each_kind_come_within_their_dates_and_open() {
    let lab = Lab::demo().await;
    let day = now() - SignedDuration::from_hours(24);
    for kind in JobKind::ALL {
        let all = lab.recent(kind).await;
        assert!(!all.is_empty() && all.iter().all(|job| job.kind == kind));
        let late = lab.jobs(Query::Jobs { kind, after: day, before: None }).await;
        assert!(!late.is_empty() && late.iter().all(|job| job.created.unwrap() >= day));
        let early =
            lab.jobs(Query::Jobs { kind, after: day - SignedDuration::from_hours(24), before: Some(day) });
        assert!(early.await.iter().all(|job| job.created.unwrap() < day));

        let pages = lab.ask(Query::Job { kind, id: late[0].id.clone() }).await;
        let [Page::Job(job)] = pages.as_slice() else { panic!("{pages:?}") };
        assert_eq!((&job.id, &job.state, job.created), (&late[0].id, &late[0].state, late[0].created));
    }
}

#[tokio::test]
async fn children_are_found_by_their_parent() {
    let lab = Lab::demo().await;
    let jobs = lab.recent(JobKind::Backup).await;
    let parent = jobs.iter().find(|job| job.is_parent && job.state == JobState::Partial).unwrap();
    let children = lab.jobs(Query::ChildJobs { kind: JobKind::Backup, parent: parent.id.clone() }).await;
    assert!(!children.is_empty());
    assert!(children.iter().all(|child| child.parent.as_ref() == Some(&parent.id)), "{children:?}");
    let pages = lab.ask(Query::Job { kind: JobKind::Backup, id: parent.id.clone() }).await;
    let [Page::Job(opened)] = pages.as_slice() else { panic!("{pages:?}") };
    assert_eq!(opened.children.as_ref().map(|counts| counts.total), i64::try_from(children.len()).ok());
}

#[tokio::test]
async fn active_jobs_are_listed_and_those_that_ended_are_told_once_more() {
    let lab = Lab::demo().await;
    let kind = JobKind::Backup;
    let active = lab.jobs(Query::ActiveJobs { kind, known: vec![] }).await;
    assert!(!active.is_empty() && active.iter().all(|job| job.state.is_active()), "{active:?}");

    let ended = lab.recent(kind).await.into_iter().find(|job| !job.state.is_active()).unwrap();
    let gone = "a-job-that-is-gone";
    let known = vec![ended.id.clone(), active[0].id.clone(), gone.into()];
    let mut pages = lab.ask(Query::ActiveJobs { kind, known }).await;
    pages.retain(|page| *page != Page::JobGone { kind, id: gone.into() });
    let again: Vec<Job> = pages
        .into_iter()
        .flat_map(|page| if let Page::Jobs(jobs) = page { jobs } else { panic!("{page:?}") })
        .collect();
    let told: Vec<_> = again.iter().filter(|job| job.id == ended.id).collect();
    assert_eq!((told.len(), &told[0].state), (1, &ended.state));
    assert_eq!(again.len(), active.len() + 1);

    let known = vec![gone.into()];
    let pages = lab.ask(Query::ActiveJobs { kind: JobKind::Copy, known }).await;
    assert!(pages.contains(&Page::JobGone { kind: JobKind::Copy, id: gone.into() }), "{pages:?}");
}

#[tokio::test]
async fn a_backup_starts_once_however_often_it_is_asked_for() {
    let lab = Lab::demo().await;
    let point = lab.points(Query::VaultPoints("prod-daily".into())).await.into_iter();
    let resource = point.map(|point| point.resource.unwrap()).find(|arn| arn.as_str().contains("auth-db"));
    let write = Write::StartBackup(backup_of(resource.unwrap().raw()));
    let calls = AtomicU32::new(0);
    let started = async || {
        let page = lab.fleet.send(HERE, &write, &calls).await.unwrap();
        if let Page::Started(started) = page { started } else { panic!("{page:?}") }
    };
    let (first, second): (Started, Started) = (started().await, started().await);
    assert_eq!(first.job, second.job);
    assert_eq!(calls.load(Ordering::Relaxed), 2);

    let known = vec![first.job.clone()];
    lab.simulator.clock().advance(SignedDuration::from_hours(12));
    let jobs = lab.jobs(Query::ActiveJobs { kind: JobKind::Backup, known }).await;
    let job = jobs.iter().find(|job| job.id == first.job).unwrap();
    assert_eq!(job.state, JobState::Completed, "{:?}", job.message);
    assert!(job.recovery_point().is_some());
}

#[tokio::test]
async fn a_backup_whose_answer_is_lost_starts_once_all_the_same() {
    let lab = Lab::demo().await;
    let resources = lab.ask(Query::Resources).await;
    let [Page::Resources(resources)] = resources.as_slice() else { panic!("{resources:?}") };
    let resource = resources.iter().find(|resource| resource.label() == "auth-db").unwrap();
    let before = lab.jobs(Query::ActiveJobs { kind: JobKind::Backup, known: vec![] }).await.len();
    lab.simulator.faults().set_for("StartBackupJob", Fault::DropAfter, 1);
    let write = Write::StartBackup(backup_of(resource.arn.raw()));
    lab.fleet.send(HERE, &write, &AtomicU32::new(0)).await.unwrap();
    assert_eq!(lab.simulator.calls().count("StartBackupJob"), 2);
    let after = lab.jobs(Query::ActiveJobs { kind: JobKind::Backup, known: vec![] }).await.len();
    assert_eq!(after, before + 1);
}

/// Holds, policies, notifications and settings.
const SETTINGS: &str = r#"
account = "123456789012"
region = "us-east-1"
opted_out = ["Timestream"]
[[vaults]]
name = "dr"
policy = '{"Statement": {"Sid": "in", "Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "backup:CopyIntoBackupVault", "Resource": "*"}}'
notifications = { topic = "arn:aws:sns:us-east-1:123456789012:ops", events = ["BACKUP_JOB_FAILED"] }
[[vaults]]
name = "bare"
[[resources]]
type = "EBS"
name = "disk"
size = "1 GiB"
[[points]]
resource = "disk"
vault = "dr"
created = "-3d"
[[holds]]
title = "Case 7"
vaults = ["dr"]
created = "-1d"
"#;

async fn settled() -> Lab {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), SETTINGS).unwrap();
    Lab::new(Scenario::File(file.path().into())).await
}

impl Lab {
    async fn fact(&self, need: Need) -> Fact {
        let pages = self.ask(Query::Fact(need)).await;
        let [Page::Fact(fact)] = pages.as_slice() else { panic!("{pages:?}") };
        fact.clone()
    }
}

#[tokio::test]
async fn what_checks_need_of_points_vaults_and_settings_is_read() {
    let lab = settled().await;
    let Fact::Vault(vault) = lab.fact(Need::Vault("dr".into())).await else { panic!() };
    assert_eq!(vault.name.as_str(), "dr");
    let point = lab.points(Query::VaultPoints("dr".into())).await.remove(0);
    let need = Need::Point { vault: "dr".into(), arn: point.arn.clone() };
    assert!(matches!(lab.fact(need).await, Fact::Point(same) if same.arn == point.arn));
    let Fact::Supported(types) = lab.fact(Need::Supported).await else { panic!() };
    assert!(types.contains(&"EBS".into()) && types.len() > 15, "{types:?}");
    let Fact::OptIn(region) = lab.fact(Need::OptIn).await else { panic!() };
    assert_eq!((region.is_opted_in("EBS"), region.is_opted_in("Timestream")), (Some(true), Some(false)));
    assert_eq!((region.is_managed("DynamoDB"), region.is_managed("EBS")), (Some(true), None));
    let Fact::GlobalSettings(global) = lab.fact(Need::GlobalSettings).await else { panic!() };
    assert!(global.copies_between_accounts().is_some(), "{global:?}");
}

#[tokio::test]
async fn a_vault_tells_its_policy_and_notifications_or_that_it_has_none() {
    let lab = settled().await;
    let Fact::VaultPolicy(Some(policy)) = lab.fact(Need::VaultPolicy("dr".into())).await else { panic!() };
    let ask = |account| {
        let (action, resource) = ("backup:CopyIntoBackupVault", "*");
        policy.judge(&Asker { action, resource, account, principal: None, organization: None }).allows
    };
    assert_eq!((ask("111111111111"), ask("222222222222")), (Fit::Yes, Fit::No));
    let Fact::Notifications(Some(told)) = lab.fact(Need::Notifications("dr".into())).await else { panic!() };
    assert_eq!(told.topic.as_str(), "arn:aws:sns:us-east-1:123456789012:ops");
    assert_eq!(told.events, ["BACKUP_JOB_FAILED".into()]);
    assert_eq!(lab.fact(Need::VaultPolicy("bare".into())).await, Fact::VaultPolicy(None));
    assert_eq!(lab.fact(Need::Notifications("bare".into())).await, Fact::Notifications(None));
}

#[tokio::test]
async fn legal_holds_tell_which_points_they_keep() {
    let lab = settled().await;
    let point = lab.points(Query::VaultPoints("dr".into())).await.remove(0);
    let Fact::Holds(holds) = lab.fact(Need::Holds).await else { panic!() };
    assert_eq!((holds.len(), holds[0].title.as_str()), (1, "Case 7"));
    assert_eq!(holds[0].keeps(&point), Some(true));
    let elsewhere = RecoveryPoint { vault: Some("bare".into()), ..point.clone() };
    assert_eq!(holds[0].keeps(&elsewhere), Some(false));

    lab.simulator.faults().set("GetLegalHold", Fault::Deny);
    let Fact::Holds(holds) = lab.fact(Need::Holds).await else { panic!() };
    assert_eq!(holds[0].keeps(&point), None);
    assert_eq!(holds[0].selection.why_not(), "lacks backup:GetLegalHold");
}

#[tokio::test]
async fn a_fact_that_may_not_be_read_names_the_missing_action() {
    let lab = settled().await;
    for need in [
        Need::Supported,
        Need::OptIn,
        Need::GlobalSettings,
        Need::VaultPolicy("dr".into()),
        Need::Notifications("dr".into()),
        Need::Holds,
    ] {
        lab.simulator.faults().set(need.operation(), Fault::Deny);
        let failure = lab.failure(Query::Fact(need.clone())).await;
        let action = failure.action.map(|action| action.to_string());
        assert_eq!(action, Some(format!("backup:{}", need.operation())));
    }
}

#[tokio::test]
async fn a_refusal_names_the_missing_action_and_leaves_other_queries_alone() {
    let lab = Lab::demo().await;
    lab.simulator.faults().set("ListBackupVaults", Fault::Deny);
    let failure = lab.failure(Query::Vaults).await;
    assert_eq!(failure.kind, FailureKind::AccessDenied);
    assert_eq!(failure.action, Some("backup:ListBackupVaults".into()));
    assert!(failure.request_id.is_some());
    lab.ask(Query::Identity).await;

    lab.simulator.faults().set("DescribeAlarms", Fault::Deny);
    assert_eq!(lab.failure(Query::Alarms).await.action, Some("cloudwatch:DescribeAlarms".into()));
    lab.simulator.faults().set("GetCallerIdentity", Fault::Deny);
    assert_eq!(lab.failure(Query::Identity).await.action, Some("sts:GetCallerIdentity".into()));
}

#[tokio::test]
async fn tags_that_may_not_be_read_spoil_nothing() {
    let lab = Lab::demo().await;
    lab.simulator.faults().set("ListTags", Fault::Deny);
    lab.simulator.faults().set("GetBackupVaultAccessPolicy", Fault::Deny);
    let pages = lab.ask(Query::Vault("prod-daily".into())).await;
    let [Page::Vault(_), Page::Missed(Need::VaultPolicy(_), why), Page::Fact(Fact::Holds(_))] =
        pages.as_slice()
    else {
        panic!("{pages:?}")
    };
    assert_eq!(why, "lacks backup:GetBackupVaultAccessPolicy");
}

#[tokio::test]
async fn a_vault_that_is_not_there_is_said_to_be_perhaps_not_there() {
    let failure = Lab::demo().await.failure(Query::Vault("no-such-vault".into())).await;
    assert_eq!(failure.kind, FailureKind::AccessDenied);
    assert!(failure.message.as_str().contains("may also not exist"), "{}", failure.message);
}

#[tokio::test]
async fn a_job_that_is_not_there_is_not_found() {
    let query = Query::Job { kind: JobKind::Backup, id: Text::new("no-such-job") };
    assert_eq!(Lab::demo().await.failure(query).await.kind, FailureKind::NotFound);
}

#[tokio::test]
async fn an_expired_token_is_told_and_renewing_mends_it() {
    let lab = Lab::demo().await;
    lab.ask(Query::Vaults).await;
    lab.simulator.faults().set(ANY, Fault::ExpiredToken);
    for query in [Query::Vaults, Query::Alarms, Query::Identity] {
        let failure = lab.failure(query).await;
        assert_eq!(failure.kind, FailureKind::Expired);
        assert!(failure.is_about_credentials());
    }
    lab.simulator.faults().clear();
    lab.fleet.renew(HERE);
    lab.ask(Query::Vaults).await;
}

#[tokio::test]
async fn throttling_is_tried_three_times_and_then_told() {
    let lab = Lab::demo().await;
    lab.simulator.faults().set_for("ListBackupVaults", Fault::Throttle, 2);
    lab.ask(Query::Vaults).await;
    lab.simulator.faults().set("ListBackupVaults", Fault::Throttle);
    assert_eq!(lab.failure(Query::Vaults).await.kind, FailureKind::Throttled);
    assert_eq!(lab.simulator.calls().count("ListBackupVaults"), 6);
}

#[tokio::test]
async fn silence_and_breakdowns_are_told_apart() {
    let lab = Lab::demo().await;
    for (fault, kind) in [
        (Fault::DropBefore, FailureKind::Unreachable),
        (Fault::InternalFailure, FailureKind::Service),
        (Fault::Unavailable, FailureKind::Service),
    ] {
        lab.simulator.faults().set("ListBackupVaults", fault.clone());
        let failure = lab.failure(Query::Vaults).await;
        assert_eq!(failure.kind, kind, "{fault:?}: {failure:?}");
        assert!(failure.leaves_doubt());
        lab.simulator.faults().clear();
    }
}

#[tokio::test]
async fn an_endpoint_where_nobody_listens_is_unreachable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let fleet = fleet_of_one(&format!("http://{free}"));
    let failure = fleet.ask(HERE, &Query::Vaults, &AtomicU32::new(0), &mut |_| {}).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable, "{failure:?}");
}

#[tokio::test]
async fn a_slow_answer_still_comes() {
    let lab = Lab::demo().await;
    lab.simulator.faults().set("ListBackupVaults", Fault::Delay(Duration::from_millis(300)));
    assert_eq!(lab.ask(Query::Vaults).await.len(), 1);
}

#[tokio::test]
async fn each_scope_asks_in_its_own_region() {
    let lab = Lab::demo().await;
    let scope =
        |region: &str| ScopeSettings { region: Some(region.into()), ..settings(&lab.simulator.url()) };
    let fleet = Fleet::new(["us-east-1", "us-west-2"].map(scope).into());
    let mut names = Vec::new();
    for id in [ScopeId(0), ScopeId(1)] {
        let mut sink = |page| {
            let Page::Vaults(vaults) = page else { panic!("{page:?}") };
            names.push(vaults.into_iter().map(|vault| (vault.scope, vault.name)).collect::<BTreeSet<_>>());
        };
        fleet.ask(id, &Query::Vaults, &AtomicU32::new(0), &mut sink).await.unwrap();
    }
    assert!(names[0].contains(&(ScopeId(0), "prod-daily".into())), "{names:?}");
    assert!(names[1].contains(&(ScopeId(1), "dr-vault".into())), "{names:?}");
    assert!(names[0].is_disjoint(&names[1]));
}

#[tokio::test]
async fn a_scope_that_is_not_there_fails_instead_of_panicking() {
    let failure = Fleet::new(vec![]).ask(HERE, &Query::Vaults, &AtomicU32::new(0), &mut |_| {}).await;
    assert_eq!(failure.unwrap_err().kind, FailureKind::Invalid);
}
