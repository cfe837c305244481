//! Backups that the operator started here, followed to their end: WAIT, then GO or NO-GO.

use jiff::{SignedDuration, Timestamp};

use super::effect::{Effect, Query, RequestId};
use super::requests::{Purpose, Requests};
use crate::config::style::Role;
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::journal::{EntryId, EntryState, News};
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::text::{Text, Zone, time};

/// A followed backup job is described so often.
pub const PACE: SignedDuration = SignedDuration::from_secs(5);

/// One followed backup.
#[derive(Debug, Clone)]
pub struct Follow {
    /// Its number.
    pub number: u64,
    /// Its scope.
    pub scope: ScopeId,
    /// The journal's entry of the write that started it.
    pub entry: Option<EntryId>,
    /// The job's kind.
    pub kind: JobKind,
    /// The job's id.
    pub job: Text,
    /// What is backed up.
    pub label: String,
    /// Started at.
    pub since: Timestamp,
    /// How long this resource's backups usually take (median of those seen).
    pub usual: Option<SignedDuration>,
    /// The job as last read.
    pub last: Option<Box<Job>>,
    /// Described again at; `None` when it has ended.
    pub due: Option<Timestamp>,
    /// The request that describes it.
    pub request: Option<RequestId>,
    /// The last description failed.
    pub lost: bool,
}

impl Follow {
    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.last.as_ref().is_some_and(|job| !job.state.is_active())
    }

    /// What the journal is to hear of its end.
    pub fn news(&self, now: Timestamp) -> Option<News> {
        let job = self.last.as_ref().filter(|job| !job.state.is_active())?;
        let well = matches!(job.state, JobState::Completed | JobState::CompletedWithIssues);
        let note = job.reason().map(|reason| reason.raw().to_owned());
        let state = if well { EntryState::Done } else { EntryState::Failed };
        Some(News { at: job.completed.unwrap_or(now), state, job: None, note })
    }

    /// The job's page.
    pub fn subject(&self) -> Subject {
        Subject::new(self.scope, Thing::Job { kind: self.kind, id: self.job.clone() })
    }

    /// The line that stays until it is true.
    pub fn line(&self, now: Timestamp, zone: &Zone) -> (Role, String) {
        let label = &self.label;
        let Some(job) = self.last.as_ref().filter(|job| !job.state.is_active()) else {
            return self.waiting(now);
        };
        let reason = job.reason().map_or_else(|| "AWS gave no reason".to_owned(), Text::to_string);
        let at = job.completed.map_or_else(String::new, |at| format!(" since {}", time::stamp(at, zone)));
        match &job.state {
            JobState::Completed => (Role::Ok, format!("GO  {label}: recovery point usable{at}")),
            JobState::CompletedWithIssues => {
                (Role::Warning, format!("GO WITH ISSUES  {label}: recovery point made{at}, but {reason}"))
            }
            state => (Role::Critical, format!("NO-GO  {label}: {}: {reason}", state.word())),
        }
    }

    fn waiting(&self, now: Timestamp) -> (Role, String) {
        let state = match &self.last {
            Some(job) => match job.percent.filter(|_| job.state == JobState::Running) {
                Some(percent) => format!("{percent:.0} %"),
                None => job.state.word().to_owned(),
            },
            None => "asked for".to_owned(),
        };
        let usual =
            self.usual.map(|usual| format!(", usually {}", time::duration(usual))).unwrap_or_default();
        let lost = if self.lost { ", no answer from AWS: state as last seen" } else { "" };
        let so_far = time::age(self.since, now);
        (Role::Running, format!("WAIT  {} {state}{usual}, {so_far} so far{lost}", self.label))
    }
}

/// The polls saw these jobs: a followed one is not told of otherwise than the list does.
pub(super) fn hear(follows: &mut [Follow], jobs: &[Job]) {
    for follow in follows.iter_mut().filter(|follow| !follow.has_ended()) {
        if let Some(job) = jobs
            .iter()
            .find(|job| job.kind == follow.kind && job.scope == follow.scope && job.id == follow.job)
        {
            follow.last = Some(Box::new(job.clone()));
        }
    }
}

/// The median of how long completed backups took.
pub fn usual(jobs: &[&Job]) -> Option<SignedDuration> {
    let done = |job: &&&Job| job.state == JobState::Completed && matches!(job.facts, JobFacts::Backup(_));
    let mut took: Vec<SignedDuration> = jobs.iter().filter(done).filter_map(|job| job.took()).collect();
    took.sort();
    took.get(took.len() / 2).copied()
}

/// Describes the followed jobs that are due.
pub(super) fn ask_due(follows: &mut [Follow], now: Timestamp, requests: &mut Requests) -> Vec<Effect> {
    let due = |follow: &&mut Follow| follow.request.is_none() && follow.due.is_some_and(|due| due <= now);
    follows
        .iter_mut()
        .filter(due)
        .map(|follow| {
            let request = requests.begin(follow.scope, Purpose::Follow(follow.number));
            follow.request = Some(request);
            let query = Query::Job { kind: follow.kind, id: follow.job.clone() };
            Effect::Ask { request, scope: follow.scope, query }
        })
        .collect()
}
