//! Jobs that have ended, as they are kept beyond the 30 days for which AWS tells them.

use jiff::{SignedDuration, Timestamp};

use super::arn::{self, Arn};
use super::job::{Job, JobFacts, JobKind, JobState};
use crate::text::Text;

/// Whose jobs: an account in a Region. Scopes change their numbers from run to run.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The account.
    pub account: String,
    /// The Region.
    pub region: String,
}

impl Place {
    /// What a vault is called here: its name where it is of this place, else its whole ARN.
    pub fn vault<'a>(&self, vault: &'a Text) -> &'a str {
        match Arn::parse(vault.raw()) {
            Some(arn) if arn.account != self.account || arn.region != self.region => vault.raw(),
            _ => arn::vault_name(vault.raw()),
        }
    }
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It did what it was to do.
    Well,
    /// It did, and AWS has something to say about it.
    Issues,
    /// It failed.
    Failed,
    /// It was not started or not finished within its windows.
    Expired,
    /// A part of it failed.
    Partial,
    /// A user stopped it.
    Stopped,
}

impl Outcome {
    /// All, the best first.
    pub const ALL: [Self; 6] =
        [Self::Well, Self::Issues, Self::Failed, Self::Expired, Self::Partial, Self::Stopped];

    /// How a job in this state ended; `None` for one that has not, or is in a state that nobody knows.
    pub fn of(state: &JobState) -> Option<Self> {
        Some(match state {
            JobState::Completed => Self::Well,
            JobState::CompletedWithIssues => Self::Issues,
            JobState::Failed => Self::Failed,
            JobState::Expired => Self::Expired,
            JobState::Partial => Self::Partial,
            JobState::Aborted => Self::Stopped,
            JobState::Created
            | JobState::Pending
            | JobState::Running
            | JobState::Aborting
            | JobState::Other(_) => return None,
        })
    }

    /// In words that follow a count: "2 failed".
    pub fn word(self) -> &'static str {
        match self {
            Self::Well => "went well",
            Self::Issues => "with issues",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Partial => "partial",
            Self::Stopped => "stopped",
        }
    }
}

/// Whether a job is part of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// It stands for itself.
    Whole,
    /// It is the part of a composite's job that is about one of its resources.
    Member,
    /// It is the part of a composite's job that is about the composite itself, as a stack's template: no run of its own.
    Piece,
}

impl Part {
    /// Composite types are these two (developer guide, "`CloudFormation` stack backups" and "EKS backups").
    fn of(job: &Job) -> Self {
        let composite =
            job.resource_type.as_ref().is_some_and(|kind| matches!(kind.raw(), "CloudFormation" | "EKS"));
        match job.parent {
            None => Self::Whole,
            Some(_) if composite && !job.is_parent => Self::Piece,
            Some(_) => Self::Member,
        }
    }
}

/// A job that has ended, as far as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// Its kind.
    pub kind: JobKind,
    /// Its id.
    pub id: Text,
    /// How it ended.
    pub outcome: Outcome,
    /// What it worked on (ARN).
    pub resource: Option<Text>,
    /// The resource's type.
    pub resource_type: Option<Text>,
    /// The plan's id.
    pub plan: Option<Text>,
    /// The rule's id.
    pub rule: Option<Text>,
    /// The vault that it wrote into, for a restore the one that it read from: name or ARN.
    pub vault: Option<Text>,
    /// Whether it is part of another job.
    pub part: Part,
    /// Created at.
    pub created: Timestamp,
    /// Ended at.
    pub completed: Option<Timestamp>,
    /// Bytes.
    pub bytes: Option<i64>,
    /// The key of its cause, where something is wrong with it.
    pub cause: Option<String>,
}

impl Ended {
    /// What is kept of a job; `None` while it has not ended.
    pub fn of(job: &Job, cause: Option<String>) -> Option<Self> {
        let creator = job.creator.as_ref();
        let vault = match &job.facts {
            JobFacts::Backup(facts) => facts.vault.as_ref().or(facts.vault_arn.as_ref()),
            JobFacts::Copy(facts) => facts.destination_vault.as_ref(),
            JobFacts::Restore(facts) => facts.vault_arn.as_ref(),
        };
        Some(Self {
            kind: job.kind,
            id: job.id.clone(),
            outcome: Outcome::of(&job.state)?,
            resource: job.resource.clone(),
            resource_type: job.resource_type.clone(),
            plan: creator.and_then(|creator| creator.plan_id.clone()),
            rule: creator.and_then(|creator| creator.rule_id.clone()),
            vault: vault.cloned(),
            part: Part::of(job),
            created: job.created?,
            completed: job.completed,
            bytes: job.size,
            cause,
        })
    }
}

/// What a history is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A resource (ARN). Pieces of its own jobs are left out.
    Resource(Text),
    /// A plan (id). Jobs that are part of another are left out.
    Plan(Text),
    /// A vault (name). Jobs that are part of another are left out.
    Vault(Text),
}

impl Of {
    /// What its size on a day is: one backup's, or that of all backups together.
    pub fn size(&self) -> Size {
        match self {
            Self::Resource(_) => Size::Each,
            Self::Plan(_) | Self::Vault(_) => Size::Sum,
        }
    }
}

/// What the size of a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Of one backup: the median of the day's.
    Each,
    /// Of all backups of the day together.
    Sum,
}

/// What a trend needs to know of a job that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Its kind.
    pub kind: JobKind,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took, from its creation.
    pub took: Option<SignedDuration>,
    /// Bytes.
    pub bytes: Option<i64>,
}

/// How many jobs of a kind there were, and how many of them went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// The kind.
    pub kind: JobKind,
    /// Those that went well.
    pub well: u32,
    /// All.
    pub all: u32,
}

impl Tally {
    /// Adds what was counted elsewhere.
    pub fn add(tallies: &mut Vec<Self>, more: &[Self]) {
        for tally in more {
            match tallies.iter_mut().find(|known| known.kind == tally.kind) {
                Some(known) => {
                    known.well = known.well.saturating_add(tally.well);
                    known.all = known.all.saturating_add(tally.all);
                }
                None => tallies.push(*tally),
            }
        }
        tallies.sort_unstable_by_key(|tally| tally.kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vault_of_the_place_goes_by_its_name_and_another_by_its_arn() {
        let place = Place { account: "123456789012".into(), region: "us-east-1".into() };
        let there = "arn:aws:backup:us-west-2:123456789012:backup-vault:dr";
        for (vault, name) in [
            ("prod-daily", "prod-daily"),
            ("arn:aws:backup:us-east-1:123456789012:backup-vault:prod-daily", "prod-daily"),
            (there, there),
            (
                "arn:aws:backup:us-east-1:999999999999:backup-vault:dr",
                "arn:aws:backup:us-east-1:999999999999:backup-vault:dr",
            ),
        ] {
            assert_eq!(place.vault(&vault.into()), name);
        }
    }

    #[test]
    fn tallies_of_one_kind_are_one() {
        let tally = |kind, well, all| Tally { kind, well, all };
        let mut all = vec![tally(JobKind::Copy, 1, 2)];
        Tally::add(&mut all, &[tally(JobKind::Copy, 2, 2), tally(JobKind::Backup, 0, 1)]);
        assert_eq!(all, [tally(JobKind::Backup, 0, 1), tally(JobKind::Copy, 3, 4)]);
    }

    #[test]
    fn only_what_has_ended_has_an_outcome() {
        assert_eq!(Outcome::of(&JobState::Aborted), Some(Outcome::Stopped));
        assert_eq!(Outcome::of(&JobState::CompletedWithIssues), Some(Outcome::Issues));
        for state in [JobState::Running, JobState::Aborting, JobState::Other("HOVERING".into())] {
            assert_eq!(Outcome::of(&state), None, "{state:?}");
        }
    }
}
