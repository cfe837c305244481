//! Copies that never came: a rule asks for a copy, its backup is done, and no copy job began. Nothing failed, so that nothing else
//! tells of it.

use std::collections::HashSet;

use jiff::SignedDuration;

use super::{Finding, LOOK_BACK, Member, Severity, Sources};
use crate::domain::arn;
use crate::domain::capability::{Can, Capability};
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::plan::{Plan, Rule};
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::text::Text;

/// A copy may be asked for this much before its backup's end: clocks differ.
const EARLY: SignedDuration = SignedDuration::from_mins(10);

/// A copy that was begun: the scope, the point, the vault that it goes to.
type Begun<'a> = HashSet<(ScopeId, &'a Text, &'a Text)>;

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    let begun = begun(sources);
    sources.jobs.iter().flat_map(|job| missing(sources, job, &begun)).collect()
}

fn begun<'a>(sources: &Sources<'a>) -> Begun<'a> {
    let facts = |job: &&'a Job| match &job.facts {
        JobFacts::Copy(facts) => {
            Some((job.scope, facts.source_point.as_ref()?, facts.destination_vault.as_ref()?))
        }
        _ => None,
    };
    sources.jobs.iter().filter_map(facts).collect()
}

fn missing(sources: &Sources<'_>, job: &Job, begun: &Begun<'_>) -> Vec<Finding> {
    let Some((plan, rule, point)) = promised(sources, job) else { return Vec::new() };
    let never = rule.copies.iter().filter(|(vault, _)| !begun.contains(&(job.scope, point, vault)));
    never.map(|(vault, _)| finding(plan, job, vault)).collect()
}

/// The rule that has the point of a finished backup copied, where all is known that it takes to miss the copy: the plan's
/// version is that of the job, AWS Backup copies such points, and all copy jobs are known from the backup's end on.
fn promised<'a>(sources: &Sources<'a>, job: &'a Job) -> Option<(&'a Plan, &'a Rule, &'a Text)> {
    let done = matches!(job.state, JobState::Completed | JobState::CompletedWithIssues);
    let (point, resource, completed) = (job.recovery_point()?, job.resource.as_ref()?, job.completed?);
    if job.kind != JobKind::Backup || !done || job.parent.is_some() {
        return None;
    }
    let creator = job.creator.as_deref()?;
    let of = |plan: &&&Plan| plan.scope == job.scope && Some(&plan.id) == creator.plan_id.as_ref();
    let plan: &'a Plan = sources.plans.iter().find(of)?;
    if plan.deleted.is_some() || plan.version.is_none() || plan.version != creator.plan_version {
        return None;
    }
    let rules = &plan.document.as_deref()?.rules;
    let rule = rules.iter().find(|rule| rule.id.is_some() && rule.id == creator.rule_id)?;
    let kind = job.resource_type.as_ref()?;
    let copies = Capability::of_point(kind.raw(), point.raw(), resource.raw())?.copies == Can::Yes;
    if rule.continuous || rule.copies.is_empty() || !copies {
        return None;
    }
    let known = sources.whole?.jobs(job.scope, JobKind::Copy)?;
    let missed = completed.checked_add(sources.patience.copy).ok()?;
    let all_known =
        known.from <= completed.checked_sub(EARLY).ok()? && missed <= known.until.min(sources.now);
    // Older copy jobs are not among the jobs of the last day.
    let recent = sources.now.duration_since(completed.checked_sub(EARLY).ok()?) <= LOOK_BACK;
    (all_known && recent).then_some((plan, rule, point))
}

fn finding(plan: &Plan, job: &Job, vault: &Text) -> Finding {
    let name = arn::vault_name(vault.as_str());
    let to = match arn::region(vault.as_str()) {
        Some(region) if arn::region(plan.arn.as_str()) != Some(region) => format!("{name} {region}"),
        _ => name.to_owned(),
    };
    let resource = job.resource_label();
    Finding {
        signal: "copy-never-came",
        group: format!("{} {}", plan.id.raw(), vault.raw()),
        severity: Severity::Critical,
        alone: format!("{resource}: backed up, but not copied to {to}"),
        together: format!("backups of plan {} not copied to {to}", plan.name),
        reason: Some(Text::new(&format!("plan {} asks for the copy, and no copy job began", plan.name))),
        kind: None,
        member: Member {
            subject: Subject::new(job.scope, Thing::Job { kind: JobKind::Backup, id: job.id.clone() }),
            label: resource.to_owned(),
            resource: job.resource.clone(),
            at: job.completed,
            detail: format!("no copy to {to}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::job::{BackupFacts, CopyFacts, Creator};
    use crate::domain::plan::PlanDocument;
    use crate::domain::whole::Whole;

    const HERE: ScopeId = ScopeId(0);
    const VAULT: &str = "arn:aws:backup:us-west-2:1:backup-vault:dr-vault";
    const POINT: &str = "arn:aws:rds:us-east-1:1:snapshot:awsbackup:job-1";

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn ago(minutes: i64) -> Timestamp {
        now() - SignedDuration::from_mins(minutes)
    }

    fn job(kind: JobKind, facts: JobFacts) -> Job {
        let creator = Creator {
            plan_id: Some("p".into()),
            plan_version: Some("v".into()),
            rule_id: Some("r".into()),
            ..Creator::default()
        };
        Job {
            resource: Some("arn:aws:rds:us-east-1:1:db:orders-db".into()),
            resource_type: Some("RDS".into()),
            resource_name: Some("orders-db".into()),
            created: Some(ago(400)),
            completed: Some(ago(300)),
            creator: Some(Box::new(creator)),
            facts,
            ..Job::bare(HERE, kind, kind.word(), JobState::Completed)
        }
    }

    fn backup() -> Job {
        let facts = BackupFacts { recovery_point: Some(POINT.into()), ..BackupFacts::default() };
        job(JobKind::Backup, JobFacts::Backup(Box::new(facts)))
    }

    fn copy(state: JobState, vault: &str) -> Job {
        let facts = CopyFacts {
            source_point: Some(POINT.into()),
            destination_vault: Some(vault.into()),
            ..CopyFacts::default()
        };
        Job { state, ..job(JobKind::Copy, JobFacts::Copy(Box::new(facts))) }
    }

    fn plan() -> Plan {
        let rule = Rule { id: Some("r".into()), copies: vec![(VAULT.into(), None)], ..Rule::default() };
        let document = PlanDocument { rules: vec![rule], ..PlanDocument::default() };
        Plan {
            id: "p".into(),
            name: "dr".into(),
            arn: "arn:aws:backup:us-east-1:1:backup-plan:p".into(),
            version: Some("v".into()),
            document: Some(Box::new(document)),
            ..Plan::default()
        }
    }

    fn found(plan: &Plan, jobs: &[Job], known: (i64, i64)) -> Vec<String> {
        let mut whole = Whole::default();
        whole.looked(HERE, JobKind::Copy, ago(known.0), ago(known.1));
        let sources = Sources {
            plans: vec![plan],
            jobs: jobs.iter().collect(),
            whole: Some(&whole),
            now: now(),
            ..Sources::default()
        };
        findings(&sources).into_iter().map(|one| one.alone).collect()
    }

    #[test]
    fn a_finished_backup_without_the_copy_that_its_rule_asks_for_is_found() {
        let words = ["orders-db: backed up, but not copied to dr-vault us-west-2"];
        assert_eq!(found(&plan(), &[backup()], (1500, 0)), words);
        let elsewhere = copy(JobState::Completed, "arn:aws:backup:us-west-2:1:backup-vault:other");
        assert_eq!(found(&plan(), &[backup(), elsewhere], (1500, 0)), words, "that is another vault's");
        for state in [JobState::Created, JobState::Running, JobState::Completed, JobState::Failed] {
            let none: [&str; 0] = [];
            assert_eq!(found(&plan(), &[backup(), copy(state, VAULT)], (1500, 0)), none, "it began");
        }
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known_for_certain() {
        type Change = fn(&mut Plan, &mut Job);
        let cases: [(&str, Change); 11] = [
            ("it runs", |_, job| job.state = JobState::Running),
            ("it failed", |_, job| job.state = JobState::Failed),
            ("it is a member of a stack", |_, job| job.parent = Some("parent".into())),
            ("its end was just now", |_, job| job.completed = Some(ago(60))),
            ("its end was long ago", |_, job| job.completed = Some(ago(1435))),
            ("it was on demand", |_, job| job.creator = None),
            ("its plan has another version now", |plan, _| plan.version = Some("v2".into())),
            ("its plan has not been read", |plan, _| plan.document = None),
            ("its type is never copied", |_, job| job.resource_type = Some("Redshift".into())),
            ("its type is not known", |_, job| job.resource_type = Some("Novelty".into())),
            ("it is continuous", |plan, _| {
                plan.document.iter_mut().for_each(|read| read.rules[0].continuous = true);
            }),
        ];
        let none: [&str; 0] = [];
        for (why, change) in cases {
            let (mut plan, mut job) = (plan(), backup());
            change(&mut plan, &mut job);
            assert_eq!(found(&plan, &[job], (1500, 0)), none, "{why}");
        }
        assert_eq!(found(&plan(), &[backup()], (200, 0)), none, "older copy jobs are not known");
        assert_eq!(found(&plan(), &[backup()], (1500, 200)), none, "newer ones have not come");
    }
}
