//! The facts of each thing as a table: group, label, value, and where `enter` leads.

use super::*;
use crate::domain::job::{BackupFacts, Job, JobFacts, JobKind, JobState};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::scope::Identity;
use crate::text::Zone;
use crate::views::tests::rows;

fn scopes() -> Vec<Scope> {
    let identity = Identity { account: "123456789012".into(), ..Identity::default() };
    rows::scopes().into_iter().map(|scope| Scope { identity: Some(identity.clone()), ..scope }).collect()
}

fn seen(facts: impl FnOnce(&Look<'_>) -> Vec<Fact>) -> Vec<Fact> {
    facts(&Look { now: rows::now(), zone: &Zone::Utc, scopes: &scopes(), ascii: false, columns: 0 })
}

fn table(facts: &[Fact]) -> String {
    let line = |fact: &Fact| {
        let link = fact.link.as_ref().map(|to| format!("  -> {} {}", to.thing.word(), to.thing.id()));
        format!("{:<16} {:<20} {}{}\n", fact.group, fact.label, fact.value, link.unwrap_or_default())
    };
    facts.iter().map(line).collect()
}

/// The link of the fact with this label.
fn link(facts: &[Fact], label: &str) -> Option<Thing> {
    let fact = facts.iter().find(|fact| fact.label == label).expect(label);
    fact.link.clone().map(|subject| subject.thing)
}

fn backup_job() -> Job {
    let facts = BackupFacts {
        vault: Some("prod-daily".into()),
        vault_arn: Some("arn:aws:backup:us-east-1:123456789012:backup-vault:prod-daily".into()),
        vault_type: Some("BACKUP_VAULT".into()),
        vault_lock: Some("LOCKED".into()),
        recovery_point: Some("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:job-1".into()),
        lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
        key: Some("arn:aws:kms:us-east-1:123456789012:key/1111".into()),
        encrypted: Some(true),
        transferred: Some(1 << 30),
        expected: Some(rows::now()),
        start_by: Some(rows::now()),
        initiated: Some(rows::now()),
        options: vec![("WindowsVSS".into(), "enabled".into())],
        backup_type: Some("SNAPSHOT".into()),
    };
    Job {
        percent: Some(71.9),
        size: Some(412 << 30),
        message: Some("still at it".into()),
        category: Some("SUCCESS".into()),
        is_parent: true,
        parent: Some("5F2A-parent".into()),
        facts: JobFacts::Backup(Box::new(facts)),
        ..rows::job(JobState::Running, "orders-db", "RDS", 20)
    }
}

#[test]
fn a_backup_job_tells_every_field() {
    insta::assert_snapshot!(table(&seen(|look| job::facts(&backup_job(), look))));
}

#[test]
fn a_copy_job_tells_both_ends() {
    let failed = rows::copy_job(JobState::Failed, Some("Snapshots can't be shared."));
    insta::assert_snapshot!(table(&seen(|look| job::facts(&failed, look))));
}

#[test]
fn a_restore_job_tells_its_test() {
    insta::assert_snapshot!(table(&seen(|look| job::facts(&rows::restore_job(), look))));
}

#[test]
fn a_vault_tells_its_lock_and_tags() {
    let tags = [("team".into(), "orders".into())];
    insta::assert_snapshot!(table(&seen(|look| {
        let besides = vault::Besides { tags: &tags, ..vault::Besides::default() };
        vault::facts(&rows::vaults()[0], &besides, look)
    })));
}

#[test]
fn a_recovery_point_tells_its_keeping() {
    let point = RecoveryPoint {
        status_message: Some("because".into()),
        initiated: Some(rows::now()),
        storage_class: Some("WARM".into()),
        last_restore: Some(rows::now()),
        parent: Some("arn:aws:backup:us-east-1:123456789012:recovery-point:composite".into()),
        composite_member: Some("orders/db".into()),
        is_parent: true,
        source_vault: Some("arn:aws:backup:us-west-2:123456789012:backup-vault:dr-vault".into()),
        role: Some("arn:aws:iam::123456789012:role/backup".into()),
        vault_kind: Some("BACKUP_VAULT".into()),
        index_status: Some("ACTIVE".into()),
        index_message: Some("indexed".into()),
        scan: Some("no threats found".into()),
        ..rows::point(PointStatus::Partial, "vol-0f3a", 31)
    };
    insta::assert_snapshot!(table(&seen(|look| point::facts(&point, None, &[], look))));
}

#[test]
fn a_plan_tells_its_rules_selections_and_ten_next_runs() {
    let versions = [("MTY5".into(), Some(rows::now())), ("MTY4".into(), None)];
    let tags = [("team".into(), "orders".into())];
    let plan = rows::plan("prod-daily", Some(46));
    insta::assert_snapshot!(table(&seen(|look| plan::facts(&plan, &versions, &tags, look))));
}

#[test]
fn a_resource_tells_its_last_backup_and_ten_jobs() {
    let (resource, jobs) = (rows::resource("orders-db", "RDS", Some(31)), rows::jobs());
    let jobs: Vec<&Job> = jobs.iter().collect();
    insta::assert_snapshot!(table(&seen(|look| resource::facts(
        &resource,
        &resource::Besides::default(),
        &jobs,
        look
    ))));
}

#[test]
fn an_alarm_tells_what_it_watches() {
    insta::assert_snapshot!(table(&seen(|look| alarm::facts(&rows::alarm(), look))));
}

#[test]
fn what_is_in_another_region_or_account_cannot_be_opened_from_here() {
    let facts = seen(|look| job::facts(&rows::copy_job(JobState::Completed, None), look));
    assert_eq!(link(&facts, "Source vault"), Some(Thing::Vault("prod-daily".into())));
    assert_eq!(link(&facts, "Destination vault"), None);
    assert_eq!(link(&facts, "Destination point"), None);
    assert!(link(&facts, "Source point").is_some());
}

#[test]
fn a_job_leads_to_all_that_it_is_about() {
    let facts = seen(|look| job::facts(&backup_job(), look));
    let kind = JobKind::Backup;
    let arn = backup_job().resource.unwrap();
    assert_eq!(link(&facts, "Vault"), Some(Thing::Vault("prod-daily".into())));
    assert_eq!(link(&facts, "Resource"), Some(Thing::Resource(arn)));
    assert_eq!(link(&facts, "Plan"), Some(Thing::Plan(rows::creator().plan_id.unwrap())));
    assert_eq!(link(&facts, "Parent job"), Some(Thing::Job { kind, id: "5F2A-parent".into() }));
    assert_eq!(link(&facts, "Children"), Some(Thing::Children { kind, id: backup_job().id }));
    assert!(matches!(link(&facts, "Recovery point"), Some(Thing::Point { .. })));
}

#[test]
fn hostile_text_is_shown_clean_and_yanked_raw() {
    let job = Job { message: Some("\x1b[31mred".into()), ..backup_job() };
    let facts = seen(|look| job::facts(&job, look));
    let message = facts.iter().find(|fact| fact.label == "Message").unwrap();
    assert_eq!((message.value.as_str(), message.raw.as_deref()), ("^[[31mred", Some("\x1b[31mred")));
}

#[test]
fn groups_are_whole_so_that_a_page_names_each_once() {
    let pages = [
        seen(|look| job::facts(&backup_job(), look)),
        seen(|look| plan::facts(&rows::plan("prod-daily", Some(46)), &[], &[], look)),
        seen(|look| vault::facts(&rows::vault("prod-daily"), &vault::Besides::default(), look)),
    ];
    for page in pages {
        let mut groups: Vec<_> = page.iter().map(|fact| fact.group).collect();
        groups.dedup();
        let names: std::collections::BTreeSet<_> = groups.iter().collect();
        assert_eq!(groups.len(), names.len(), "{groups:?}");
    }
}

#[test]
fn titles_name_the_thing() {
    assert_eq!(job::title(&backup_job()), "backup job of orders-db, running");
    assert_eq!(plan::title(&rows::plan("prod-daily", None)), "backup plan prod-daily");
    assert_eq!(vault::title(&rows::vault("Default")), "vault Default");
    assert_eq!(alarm::title(&rows::alarm()), "alarm backup-failures-prod");
}

#[test]
fn an_entry_of_the_journal_has_the_whole_request_and_its_command() {
    let lines = rows::journal();
    let of = |at: usize| seen(|look| entry::facts(&lines[at], look));
    insta::assert_snapshot!("entry", table(&of(3)));
    assert!(matches!(link(&of(3), "Job"), Some(Thing::Job { kind: JobKind::Backup, .. })));
    let hostile = of(5);
    assert!(hostile.iter().all(|fact| !fact.value.contains('\u{1b}')), "{hostile:?}");
    let command = of(0).into_iter().find(|fact| fact.label == "Command").unwrap();
    // What can't be seen is pasted as it is shown: by its bytes.
    assert!(command.value.contains(r"\342\200\256CHG-1") && !command.value.contains('\u{202e}'));
    assert_eq!(command.raw, Some(command.value));
}
