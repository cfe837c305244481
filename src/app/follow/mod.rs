//! Jobs that were started here, followed to their end: WAIT, then GO or NO-GO.
//!
//! ```text
//!  job runs ── ended well ──> its recovery point ── usable ──> (copy asked for) ── yes ──> the copy's job is followed
//!     │                            │ looked at until it is            │                     in this one's place
//!     └── ended otherwise: NO-GO   └── not usable: NO-GO              └── no: GO
//! ```

mod lines;
mod road;

pub use lines::lines;
pub(super) use road::{answered, ask_due, failed, hear, ready};

use jiff::{SignedDuration, Timestamp};

use super::effect::RequestId;
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::journal::{EntryId, EntryState, News};
use crate::domain::recovery_point::PointStatus;
use crate::domain::restore;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::domain::usual::Usual;
use crate::domain::write::Write;
use crate::text::Text;

/// A followed job is described so often.
pub const PACE: SignedDuration = SignedDuration::from_secs(5);

/// One followed job.
#[derive(Debug, Clone)]
pub struct Follow {
    /// Its number.
    pub number: u64,
    /// Its scope.
    pub scope: ScopeId,
    /// The journal's entry of the write that started it.
    pub entry: Option<EntryId>,
    /// The form of several writes that it belongs to: these have one line together.
    pub group: Option<u64>,
    /// The write that started it.
    pub write: Write,
    /// The job's kind.
    pub kind: JobKind,
    /// The job's id.
    pub job: Text,
    /// What it works on.
    pub label: String,
    /// Started at.
    pub since: Timestamp,
    /// How long this resource's backups usually take (median of those seen).
    pub usual: Option<SignedDuration>,
    /// The job as last read.
    pub last: Option<Box<Job>>,
    /// The recovery point that it made.
    pub point: Point,
    /// The copy that was asked for with it.
    pub copy: Chain,
    /// Writes of its group that were refused or left out.
    pub missing: usize,
    /// The backup whose copy it makes was usable since.
    pub backed_up: Option<Timestamp>,
    /// Looked at again at; `None` when it has ended.
    pub due: Option<Timestamp>,
    /// The request that is out for it.
    pub request: Option<RequestId>,
    /// The last look failed.
    pub lost: bool,
}

/// What is known of the recovery point that a job made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Point {
    /// Not looked at yet.
    #[default]
    Unseen,
    /// Its status as last read.
    Seen(PointStatus),
    /// It can't be read, and why.
    Hidden(String),
}

/// The copy that was asked for with a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Chain {
    /// None, or not yet.
    #[default]
    None,
    /// To be asked for; the journal's entry of a try of which it is not known what came.
    Due(Option<EntryId>),
    /// AWS refused it, and why.
    Refused(String),
}

impl Follow {
    /// Whether the job has ended.
    pub fn job_has_ended(&self) -> bool {
        self.last.as_ref().is_some_and(|job| !job.state.is_active())
    }

    /// Whether nothing more is to come.
    pub fn has_ended(&self) -> bool {
        self.job_has_ended() && !self.awaits_point() && !matches!(self.copy, Chain::Due(_))
    }

    /// Whether the job ended with something made.
    pub(super) fn ended_well(&self) -> bool {
        let state = self.last.as_ref().map(|job| &job.state);
        matches!(state, Some(JobState::Completed | JobState::CompletedWithIssues))
    }

    /// The point that a backup has made: vault and ARN.
    pub(super) fn made(&self) -> Option<(Text, Text)> {
        match &self.last.as_ref()?.facts {
            JobFacts::Backup(facts) => Some((facts.vault.clone()?, facts.recovery_point.clone()?)),
            _ => None,
        }
    }

    /// A backup is good when its point is: it may still be in the making when the job is done.
    pub(super) fn awaits_point(&self) -> bool {
        let unsure = matches!(self.point, Point::Unseen | Point::Seen(PointStatus::Creating));
        self.ended_well() && unsure && self.made().is_some()
    }

    /// What the journal is to hear of its end.
    pub fn news(&self, now: Timestamp) -> Option<News> {
        let job = self.last.as_ref().filter(|job| !job.state.is_active())?;
        let note = job.reason().map(|reason| reason.raw().to_owned());
        let note = note.or_else(|| self.next().map(|next| format!("now run: {next}")));
        let state = if self.ended_well() { EntryState::Done } else { EntryState::Failed };
        Some(News { at: job.completed.unwrap_or(now), state, job: None, note })
    }

    /// The command that a restore leaves to be run, once it has ended well: a cluster comes without instances.
    pub(super) fn next(&self) -> Option<String> {
        let (Write::StartRestore(request), Some(job)) = (&self.write, &self.last) else { return None };
        match &job.facts {
            JobFacts::Restore(facts) if self.ended_well() => {
                restore::after(request, facts.created_resource.as_ref()?.raw())
            }
            _ => None,
        }
    }

    /// The job's page.
    pub fn subject(&self) -> Subject {
        Subject::new(self.scope, Thing::Job { kind: self.kind, id: self.job.clone() })
    }
}

/// How long completed backups usually took: the median, where there are enough to tell.
pub fn usual(jobs: &[&Job]) -> Option<SignedDuration> {
    let done = |job: &&&Job| job.state == JobState::Completed && matches!(job.facts, JobFacts::Backup(_));
    let took = jobs.iter().filter(done).filter_map(|job| Some(job.completed?.duration_since(job.began()?)));
    Usual::of(took.collect()).map(|usual| usual.median)
}
