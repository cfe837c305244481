//! One job, followed to its end, and a backup until its recovery point is usable.

use jiff::{SignedDuration, Timestamp};

use super::exit::Exit;
use super::progress::Line;
use crate::app::effect::{Page, Query};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::journal::{EntryId, EntryState, News};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::runtime::desk::Desk;
use crate::text::{Text, time};

/// So many looks in a row may go without an answer: five minutes at the console's pace.
const MOST_MISSES: u32 = 60;
/// So many may be refused for want of credentials, which are loaded anew in between, or find no such job.
const FEW_MISSES: u32 = 3;

/// One followed job.
#[derive(Debug)]
pub(super) struct Track {
    pub(super) kind: JobKind,
    pub(super) id: Text,
    pub(super) label: String,
    /// The journal's entry of the write that started or stopped it.
    pub(super) entry: Option<EntryId>,
    /// A stop was asked for: that is the end that is wanted.
    pub(super) stopping: bool,
    pub(super) since: Timestamp,
    /// How long this resource's backups usually take.
    pub(super) usual: Option<SignedDuration>,
    pub(super) job: Option<Box<Job>>,
    pub(super) point: Option<Box<RecoveryPoint>>,
    pub(super) end: Option<End>,
    lost: Option<Failure>,
    misses: u32,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) exit: Exit,
    /// In words: "recovery point usable", "failed: ...".
    pub(super) says: String,
    /// AWS said so; else the job may still go on.
    pub(super) sure: bool,
}

impl Track {
    pub(super) fn new(kind: JobKind, id: Text, label: &str, entry: Option<EntryId>, now: Timestamp) -> Self {
        Self {
            kind,
            id,
            label: label.to_owned(),
            entry,
            stopping: false,
            since: now,
            usual: None,
            job: None,
            point: None,
            end: None,
            lost: None,
            misses: 0,
        }
    }

    /// What it comes to if nobody looks any more.
    pub(super) fn exit(&self) -> Exit {
        match (&self.end, &self.lost) {
            (Some(end), _) => end.exit,
            (None, Some(_)) => Exit::Unreached,
            (None, None) => Exit::Running,
        }
    }

    /// What to read next.
    pub(super) fn query(&self) -> Option<Query> {
        if self.end.is_some() {
            return None;
        }
        let job = self.job.as_ref().filter(|job| !job.state.is_active());
        Some(match job.and_then(|job| place(job)) {
            Some((vault, arn)) => Query::Point { vault, arn },
            None => Query::Job { kind: self.kind, id: self.id.clone() },
        })
    }

    /// Takes in what was read; news for the journal come back once.
    pub(super) fn hear(&mut self, answer: Result<Vec<Page>, Failure>, desk: &Desk) -> Option<News> {
        let pages = match answer {
            Ok(pages) => pages,
            Err(failure) => {
                self.miss(failure, desk);
                return None;
            }
        };
        (self.lost, self.misses) = (None, 0);
        let mut news = None;
        for page in pages {
            match page {
                Page::Job(job) => news = self.hear_job(job, desk.now()),
                Page::Point(point) => self.hear_point(point),
                _ => {}
            }
        }
        news
    }

    fn hear_job(&mut self, job: Box<Job>, now: Timestamp) -> Option<News> {
        let active = job.state.is_active();
        let well = matches!(job.state, JobState::Completed | JobState::CompletedWithIssues);
        let reason = job.reason().map(Text::to_string);
        let (state, at, note) =
            (job.state.clone(), job.completed, job.reason().map(|reason| reason.raw().to_owned()));
        let goes_to_point = well && self.kind == JobKind::Backup && place(&job).is_some();
        self.job = Some(job);
        if active {
            return None;
        }
        if self.stopping {
            self.end = Some(match state {
                JobState::Aborted => End::sure(Exit::Done, "stopped".to_owned()),
                state => End::sure(Exit::Failed, format!("it {} before it could be stopped", ended(&state))),
            });
            return None;
        }
        if !goes_to_point {
            let why = reason.unwrap_or_else(|| "AWS gave no reason".to_owned());
            self.end = Some(match (&state, self.kind) {
                (JobState::Completed | JobState::CompletedWithIssues, JobKind::Backup) => {
                    End::sure(Exit::Failed, format!("{}, without a recovery point: {why}", state.word()))
                }
                (JobState::Completed, _) => End::sure(Exit::Done, self.made()),
                (JobState::CompletedWithIssues, _) => {
                    End::sure(Exit::Done, format!("completed with issues: {why}"))
                }
                (state, _) => End::sure(Exit::Failed, format!("{}: {why}", state.word())),
            });
        }
        let state = if well { EntryState::Done } else { EntryState::Failed };
        Some(News { at: at.unwrap_or(now), state, job: None, note })
    }

    /// What a copy or a restore made.
    fn made(&self) -> String {
        let made = match self.job.as_ref().map(|job| &job.facts) {
            Some(JobFacts::Copy(facts)) => {
                facts.destination_point.as_ref().map(|point| format!("recovery point {point} made"))
            }
            Some(JobFacts::Restore(facts)) => {
                facts.created_resource.as_ref().map(|resource| format!("{resource} made"))
            }
            _ => None,
        };
        made.unwrap_or_else(|| "completed".to_owned())
    }

    fn hear_point(&mut self, point: Box<RecoveryPoint>) {
        let issues = self.job.as_ref().filter(|job| job.state == JobState::CompletedWithIssues);
        let issues = issues.map(|job| {
            let why = job.reason().map_or_else(|| "AWS gave no reason".to_owned(), Text::to_string);
            format!(", but completed with issues: {why}")
        });
        self.end = match &point.status {
            PointStatus::Creating => None,
            PointStatus::Completed | PointStatus::Available => {
                let issues = issues.unwrap_or_default();
                Some(End::sure(Exit::Done, format!("recovery point {} usable{issues}", point.arn)))
            }
            status => {
                let why = point.status_message.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                Some(End::sure(
                    Exit::Failed,
                    format!("recovery point {} is {}{why}", point.arn, status.word()),
                ))
            }
        };
        self.point = Some(point);
    }

    fn miss(&mut self, failure: Failure, desk: &Desk) {
        self.misses += 1;
        let most = match failure.kind {
            FailureKind::Throttled
            | FailureKind::Unreachable
            | FailureKind::Service
            | FailureKind::Garbled => MOST_MISSES,
            FailureKind::Expired | FailureKind::NotFound => FEW_MISSES,
            _ => 0,
        };
        if failure.is_about_credentials() {
            desk.renew();
        }
        if self.misses > most {
            let says = format!("not known how it goes on: {}", failure.sentence());
            self.end = Some(End { exit: Exit::of(&failure), says, sure: false });
        }
        self.lost = Some(failure);
    }

    /// Where it stands.
    pub(super) fn line(&self, now: Timestamp) -> Line {
        let label = format!("{}{}", verb(self.kind), self.label);
        if let Some(end) = &self.end {
            let word = match (end.exit, self.stopping, end.sure) {
                (_, _, false) => "UNKNOWN",
                (Exit::Done, true, _) => "STOPPED",
                (Exit::Done, ..) => "GO",
                _ => "NO-GO",
            };
            let text = format!("{word}  {label}: {}", end.says);
            return Line { key: text.clone(), text, ended: true };
        }
        let state = match &self.job {
            Some(job) if job.state.is_active() => {
                match job.percent.filter(|_| job.state == JobState::Running) {
                    Some(percent) => format!("{percent:.0} %"),
                    None => job.state.word().to_owned(),
                }
            }
            Some(_) => "recovery point being created".to_owned(),
            None => "asked for".to_owned(),
        };
        let lost = match &self.lost {
            Some(failure) => format!(", {}: state as last seen", failure.short()),
            None => String::new(),
        };
        let usual =
            self.usual.map(|usual| format!(", usually {}", time::duration(usual))).unwrap_or_default();
        let so_far = time::age(self.since, now);
        // Ten per cent are a change worth a line of their own.
        let tens =
            self.job.as_ref().and_then(|job| job.percent).map_or(-1.0, |percent| (percent / 10.0).floor());
        let word = self.job.as_ref().map_or("", |job| job.state.word());
        Line {
            key: format!(
                "{word} {tens} {} {lost}",
                self.query().is_some_and(|query| matches!(query, Query::Point { .. }))
            ),
            text: format!("WAIT  {label} {state}{usual}, {so_far} so far{lost}"),
            ended: false,
        }
    }
}

impl End {
    fn sure(exit: Exit, says: String) -> Self {
        Self { exit, says, sure: true }
    }
}

/// A backup is what is usual.
fn verb(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Backup => "",
        JobKind::Copy => "copy of ",
        JobKind::Restore => "restore of ",
    }
}

fn ended(state: &JobState) -> &str {
    match state {
        JobState::Completed | JobState::CompletedWithIssues => "completed",
        JobState::Expired => "expired",
        _ => "failed",
    }
}

/// Where the point of a backup is.
fn place(job: &Job) -> Option<(Text, Text)> {
    match &job.facts {
        JobFacts::Backup(facts) if !job.state.is_active() => {
            let good = matches!(job.state, JobState::Completed | JobState::CompletedWithIssues);
            facts.vault.clone().zip(facts.recovery_point.clone()).filter(|_| good)
        }
        _ => None,
    }
}
