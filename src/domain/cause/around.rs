//! What stands around a failed job: the last that went well, and what is different since.

use crate::domain::job::{Creator, Job, JobFacts, JobState};
use crate::domain::lifecycle::Lifecycle;
use crate::text::{Text, bytes};

/// The jobs of the same kind and resource around one that failed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Around {
    /// The last that went well before it.
    pub success: Option<Job>,
    /// One that went well after it.
    pub later: Option<Job>,
    /// What is different from the last success.
    pub changed: Vec<Change>,
}

/// Something that is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub what: &'static str,
    /// At the last success.
    pub before: String,
    /// At the failure.
    pub now: String,
}

/// Looks through the jobs of the resource, newest first.
pub fn around(job: &Job, of_resource: &[&Job]) -> Around {
    let went_well = |other: &&&Job| {
        other.kind == job.kind
            && other.id != job.id
            && matches!(other.state, JobState::Completed | JobState::CompletedWithIssues)
            && other.created.is_some()
            // A stack's part has the stack's ARN: that it went well says nothing of the whole.
            && (job.parent.is_some() || other.parent.is_none())
    };
    let alike: Vec<&Job> = of_resource.iter().filter(went_well).copied().collect();
    let earlier = |other: &&&Job| other.created < job.created;
    // A resource may be in several rules, with vaults of their own: its own rule's past is the one to compare with.
    let same_rule = |other: &&&Job| rule(other).is_some() && rule(other) == rule(job);
    let success =
        alike.iter().filter(earlier).find(same_rule).or_else(|| alike.iter().find(earlier)).copied();
    let later = alike.iter().find(|other| other.created > job.created).copied();
    Around {
        success: success.cloned(),
        later: later.cloned(),
        changed: success.map(|success| changes(success, job)).unwrap_or_default(),
    }
}

fn rule(job: &Job) -> Option<&Text> {
    creator(job)?.rule_id.as_ref()
}

fn creator(job: &Job) -> Option<&Creator> {
    job.creator.as_deref()
}

fn changes(before: &Job, now: &Job) -> Vec<Change> {
    let text = |text: Option<&Text>| text.map(Text::to_string);
    let plan = |job: &Job| text(creator(job).and_then(|creator| creator.plan_name.as_ref()));
    let version = |job: &Job| text(creator(job).and_then(|creator| creator.plan_version.as_ref()));
    let place = |job: &Job| Some(job.place("to")).filter(|place| !place.is_empty());
    let kept = |job: &Job| lifecycle(job).map(|kept| kept.words());
    let mut changes = Vec::new();
    let mut compare = |what: &'static str, before: Option<String>, now: Option<String>| {
        // What one of them does not tell is no change.
        if let (Some(before), Some(now)) = (before, now)
            && before != now
        {
            changes.push(Change { what, before, now });
        }
    };
    compare("role", text(before.role.as_ref()), text(now.role.as_ref()));
    compare("vault", place(before), place(now));
    compare("vault's lock", vault_lock(before), vault_lock(now));
    compare("plan", plan(before), plan(now));
    compare("plan version", version(before), version(now));
    compare("kept for", kept(before), kept(now));
    let [old, new] =
        [before, now].map(|job| job.size.and_then(|size| u64::try_from(size).ok()).filter(|size| *size > 0));
    if let (Some(old), Some(new)) = (old, new)
        && (new / 2 >= old || old / 2 >= new)
    {
        compare("size", Some(bytes(old)), Some(bytes(new)));
    }
    changes
}

/// Whether the vault that it goes into was locked then.
fn vault_lock(job: &Job) -> Option<String> {
    let lock = match &job.facts {
        JobFacts::Backup(facts) => facts.vault_lock.as_ref(),
        JobFacts::Copy(facts) => facts.destination_lock.as_ref(),
        JobFacts::Restore(_) => None,
    };
    lock.map(|lock| lock.as_str().to_lowercase())
}

fn lifecycle(job: &Job) -> Option<Lifecycle> {
    match &job.facts {
        JobFacts::Backup(facts) => facts.lifecycle,
        JobFacts::Copy(facts) => facts.lifecycle,
        JobFacts::Restore(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::{BackupFacts, JobKind};
    use crate::domain::scope::ScopeId;

    fn job(id: &str, state: JobState, second: i64, rule: &str, vault: &str) -> Job {
        Job {
            resource: Some("arn:aws:rds:us-east-1:1:db:orders".into()),
            created: jiff::Timestamp::from_second(second).ok(),
            creator: Some(Box::new(Creator { rule_id: Some(rule.into()), ..Creator::default() })),
            facts: JobFacts::Backup(Box::new(BackupFacts {
                vault: Some(vault.into()),
                ..BackupFacts::default()
            })),
            ..Job::bare(ScopeId(0), JobKind::Backup, id, state)
        }
    }

    #[test]
    fn the_last_success_is_that_of_the_same_rule_and_what_differs_is_told() {
        let failed = Job {
            size: Some(5 << 30),
            role: Some("b".into()),
            ..job("f", JobState::Failed, 100, "daily", "new")
        };
        let other = job("o", JobState::Completed, 90, "weekly", "weekly");
        let old = Job {
            size: Some(1 << 30),
            role: Some("a".into()),
            ..job("s", JobState::Completed, 80, "daily", "old")
        };
        let older = job("t", JobState::Completed, 70, "daily", "older");
        let found = around(&failed, &[&failed, &other, &old, &older]);
        assert_eq!(found.success.unwrap().id, "s".into());
        assert_eq!(found.later, None);
        let whats: Vec<_> = found.changed.iter().map(|change| change.what).collect();
        assert_eq!(whats, ["role", "vault", "size"]);
        let lock = |mut job: Job, lock: &str| {
            job.facts = JobFacts::Backup(Box::new(BackupFacts {
                vault: Some("v".into()),
                vault_lock: Some(lock.into()),
                ..BackupFacts::default()
            }));
            job
        };
        let (locked, open) = (lock(failed.clone(), "LOCKED"), lock(old, "UNLOCKED"));
        let change = Change { what: "vault's lock", before: "unlocked".into(), now: "locked".into() };
        assert_eq!(around(&locked, &[&open]).changed[1], change);
        let found = around(&failed, &[&other]);
        assert_eq!(found.success.unwrap().id, "o".into(), "another rule's is better than none");
    }

    #[test]
    fn a_later_success_is_seen_and_failures_and_other_kinds_are_none() {
        let failed = job("f", JobState::Failed, 100, "daily", "v");
        let later = job("l", JobState::CompletedWithIssues, 120, "daily", "v");
        let wrong = job("w", JobState::Failed, 80, "daily", "v");
        let copy = Job { kind: JobKind::Copy, ..job("c", JobState::Completed, 70, "daily", "v") };
        let found = around(&failed, &[&later, &failed, &wrong, &copy]);
        assert_eq!((found.success, found.later.unwrap().id), (None, "l".into()));
        assert!(found.changed.is_empty());
    }

    #[test]
    fn a_part_of_a_stack_says_nothing_of_the_whole() {
        let failed = Job { is_parent: true, ..job("f", JobState::Partial, 100, "daily", "v") };
        let part = |id, second| Job {
            parent: Some("f".into()),
            ..job(id, JobState::Completed, second, "daily", "v")
        };
        let found = around(&failed, &[&part("l", 101), &failed, &part("e", 50)]);
        assert_eq!((found.later, found.success), (None, None));
    }
}
