//! The role that AWS Backup is to assume. Whether it may is known only from what it did before: IAM is not asked.

use std::collections::BTreeMap;

use super::{Check, Verdict};
use crate::domain::arn::{self, Arn};
use crate::domain::job::{Job, JobState};
use crate::domain::plan::Plan;

/// What has been seen of a role in this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// A job ran as it.
    Worked,
    /// A plan's selection names it.
    Named,
    /// The last job that had it said that AWS Backup can't assume it.
    Refused,
}

/// Whether the role's ARN is one of the account, and what has been seen of it. `typed` is its ARN, or why there is none.
pub fn role(field: &'static str, typed: Result<&str, &str>, account: &str, seen: Option<Seen>) -> Check {
    let check = |verdict, says: String| Check::of(verdict, field, says);
    let role = match typed {
        Ok(role) => role,
        Err(why) => return check(Verdict::Failed, why.to_owned()),
    };
    let name = arn::short(role);
    let home = Arn::parse(role).map_or("", |arn| arn.account);
    if !account.is_empty() && home != account {
        let says = format!("role {name} is of account {home}: AWS Backup needs one of {account}");
        return check(Verdict::Failed, says);
    }
    match seen {
        Some(Seen::Worked) => check(Verdict::Passed, format!("jobs here have run as {name}")),
        Some(Seen::Named) => check(Verdict::Passed, format!("plans here name the role {name}")),
        Some(Seen::Refused) => {
            check(Verdict::Warning, format!("its last job could not assume the role {name}"))
        }
        None => check(Verdict::Unknown, format!("no job or plan here has used the role {name}")),
    }
}

/// What has been seen of each role (ARN): `jobs` newest first, then what plans name.
pub fn seen<'a>(
    jobs: impl Iterator<Item = &'a Job>,
    plans: impl Iterator<Item = &'a Plan>,
) -> BTreeMap<String, Seen> {
    let mut seen = BTreeMap::new();
    for job in jobs {
        let Some(role) = &job.role else { continue };
        let says = job.message.as_ref().is_some_and(|message| is_refusal(message.raw()));
        let ran = matches!(
            job.state,
            JobState::Running | JobState::Completed | JobState::CompletedWithIssues | JobState::Partial
        );
        match (says, ran) {
            (true, _) => seen.entry(role.raw().to_owned()).or_insert(Seen::Refused),
            (false, true) => seen.entry(role.raw().to_owned()).or_insert(Seen::Worked),
            // A job that failed for another reason, or waits, tells nothing of its role.
            (false, false) => continue,
        };
    }
    for selection in plans.filter_map(|plan| plan.document.as_ref()).flat_map(|document| &document.selections)
    {
        if let Some(role) = &selection.role {
            seen.entry(role.raw().to_owned()).or_insert(Seen::Named);
        }
    }
    seen
}

/// Whether a job's message says that the role can't be assumed (aws-backup-api.md section 8.2, messages 8 and 9).
pub fn is_refusal(message: &str) -> bool {
    message.contains("cannot be assumed by AWS Backup")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::JobKind;
    use crate::domain::plan::{PlanDocument, Selection};
    use crate::domain::scope::ScopeId;

    #[test]
    fn a_role_is_judged_by_its_shape_its_account_and_its_past() {
        let arn = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";
        let here = "123456789012";
        for (typed, account, seen, verdict) in [
            (Ok(arn), here, Some(Seen::Worked), Verdict::Passed),
            (Ok(arn), here, Some(Seen::Named), Verdict::Passed),
            (Ok(arn), here, Some(Seen::Refused), Verdict::Warning),
            (Ok(arn), here, None, Verdict::Unknown),
            (Ok(arn), "", Some(Seen::Worked), Verdict::Passed),
            (Ok(arn), "210987654321", Some(Seen::Worked), Verdict::Failed),
            (Err("no ARN"), here, None, Verdict::Failed),
        ] {
            let check = role("role", typed, account, seen);
            assert_eq!(check.verdict, verdict, "{typed:?} {account} {seen:?}");
            assert_eq!(check.field.as_deref(), Some("role"));
        }
        assert!(is_refusal("IAM Role arn:aws:iam::1:role/x cannot be assumed by AWS Backup"));
    }

    fn job(role: &str, state: JobState, message: &str) -> Job {
        Job {
            message: Some(message.into()),
            role: Some(role.into()),
            ..Job::bare(ScopeId(0), JobKind::Backup, "job", state)
        }
    }

    #[test]
    fn the_newest_job_that_tells_counts_and_plans_come_after() {
        let refused = "IAM Role r cannot be assumed by AWS Backup";
        let jobs = [
            job("mended", JobState::Completed, ""),
            job("mended", JobState::Failed, refused),
            job("broken", JobState::Created, ""),
            job("broken", JobState::Failed, refused),
            job("broken", JobState::Completed, ""),
            job("silent", JobState::Failed, "Snapshot limit exceeded"),
        ];
        let named =
            ["planned", "broken"].map(|role| Selection { role: Some(role.into()), ..Selection::default() });
        let document = PlanDocument { selections: named.into(), ..PlanDocument::default() };
        let plan = Plan { document: Some(Box::new(document)), ..Plan::default() };
        let seen: Vec<_> = seen(jobs.iter(), [plan].iter()).into_iter().collect();
        assert_eq!(
            seen,
            [
                ("broken".to_owned(), Seen::Refused),
                ("mended".to_owned(), Seen::Worked),
                ("planned".to_owned(), Seen::Named),
            ]
        );
    }
}
