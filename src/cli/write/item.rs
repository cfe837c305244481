//! One thing that a command was given, and what became of it.

use serde_json::{Value, json};

use super::exit::Exit;
use super::progress::Line;
use super::track::{End, Track};
use crate::domain::arn;
use crate::domain::job::{JobFacts, JobKind};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::write::quote;
use crate::text::Text;

/// One thing.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// The resource's or recovery point's ARN, or the job's id; raw.
    pub(super) target: String,
    /// What it is called.
    pub(super) label: String,
    /// Its jobs, in the order in which they were started: the backup, then its copy.
    pub(super) tracks: Vec<Track>,
    /// How the last write went, where it started nothing.
    pub(super) end: Option<End>,
    /// The copy that is started once the backup is usable.
    pub(super) copy: Option<Copy>,
}

/// A copy of a backup that is not there yet.
#[derive(Debug, Clone)]
pub(super) struct Copy {
    /// The vault's ARN.
    pub(super) destination: String,
    pub(super) role: String,
    pub(super) lifecycle: Lifecycle,
    pub(super) token: String,
}

impl Item {
    pub(super) fn new(target: &str, label: &str) -> Self {
        Self { target: target.to_owned(), label: label.to_owned(), ..Self::default() }
    }

    /// Whether nothing more will come.
    pub(super) fn has_ended(&self) -> bool {
        let open = |track: &Track| track.end.is_none();
        self.end.is_some() || !self.tracks.iter().any(open) && !self.is_to_be_copied()
    }

    /// Whether it is time to start the copy.
    pub(super) fn is_to_be_copied(&self) -> bool {
        let usable = |track: &Track| track.end.as_ref().is_some_and(|end| end.exit == Exit::Done);
        self.end.is_none() && self.copy.is_some() && self.tracks.last().is_some_and(usable)
    }

    /// How it ended, or would if nobody looked any more.
    pub(super) fn exit(&self) -> Exit {
        let tracks = self.tracks.iter().map(Track::exit);
        let own = self.end.as_ref().map(|end| end.exit);
        let to_come = self.copy.as_ref().map(|_| Exit::Running);
        tracks.chain(own).chain(to_come).max().unwrap_or(Exit::Done)
    }

    /// Where it stands, a line a job.
    pub(super) fn lines(&self, now: jiff::Timestamp) -> Vec<Line> {
        let mut lines: Vec<Line> = self.tracks.iter().map(|track| track.line(now)).collect();
        lines.extend(self.end.as_ref().map(|end| {
            let word = match (end.exit, end.sure) {
                (_, false) => "UNKNOWN",
                (Exit::Done, _) => "DONE",
                _ => "NO-GO",
            };
            let text = format!("{word}  {}: {}", self.label, end.says);
            Line { key: text.clone(), text, ended: true }
        }));
        lines
    }

    /// The lines of the result.
    pub(super) fn result(&self, waited: bool) -> Vec<String> {
        let started = |track: &Track| {
            let (kind, id) = (track.kind.word(), &track.id);
            match (&track.end, waited) {
                (None, true) => {
                    format!("WAIT  {}: {kind} job {id} goes on at AWS; `{}`", self.label, again(id))
                }
                (None, false) => format!("STARTED  {}: {kind} job {id}", self.label),
                (Some(end), _) if !end.sure => {
                    format!("UNKNOWN  {}: {kind} job {id}: {}; `{}`", self.label, end.says, again(id))
                }
                (Some(_), _) => track.line(track.since).text,
            }
        };
        let mut lines: Vec<String> = self.tracks.iter().map(started).collect();
        if self.end.is_some() {
            lines.extend(self.lines(jiff::Timestamp::UNIX_EPOCH).into_iter().last().map(|line| line.text));
        }
        lines.extend(self.copy.iter().map(|copy| {
            let vault = Text::new(arn::vault_name(&copy.destination));
            format!("NOT STARTED  copy of {} to {vault}", self.label)
        }));
        lines
    }

    /// The item of the document; docs/scripts.md tells of it.
    pub(super) fn record(&self) -> Value {
        json!({
            "target": self.target,
            "name": self.label,
            "exit": self.exit().code(),
            "jobs": self.tracks.iter().map(record).collect::<Vec<_>>(),
            "says": self.end.as_ref().map(|end| &end.says),
            "copy_not_started": self.copy.as_ref().map(|copy| &copy.destination),
        })
    }
}

/// The command that waits for a job again.
fn again(id: &Text) -> String {
    format!("vaultdeck wait {}", quote(id.raw()))
}

fn record(track: &Track) -> Value {
    let raw = |text: Option<&Text>| text.map(|text| text.raw().to_owned());
    let job = track.job.as_deref();
    let (point, vault, created) = match job.map(|job| &job.facts) {
        Some(JobFacts::Backup(facts)) => (facts.recovery_point.as_ref(), facts.vault_arn.as_ref(), None),
        Some(JobFacts::Copy(facts)) => {
            (facts.destination_point.as_ref(), facts.destination_vault.as_ref(), None)
        }
        Some(JobFacts::Restore(facts)) => {
            (facts.recovery_point.as_ref(), facts.vault_arn.as_ref(), facts.created_resource.as_ref())
        }
        None => (None, None, None),
    };
    let stamp = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
    json!({
        "kind": track.kind.word(),
        "id": track.id.raw(),
        "exit": track.exit().code(),
        "ended": track.end.as_ref().is_some_and(|end| end.sure),
        "usable": track.end.as_ref().map(|end| end.exit == Exit::Done && !track.stopping),
        "state": job.map(|job| job.state.word()),
        "says": track.end.as_ref().map(|end| &end.says),
        "message": job.and_then(|job| raw(job.reason())),
        "resource": job.and_then(|job| raw(job.resource.as_ref())),
        "resource_type": job.and_then(|job| raw(job.resource_type.as_ref())),
        "created": job.and_then(|job| stamp(job.created)),
        "completed": job.and_then(|job| stamp(job.completed)),
        "bytes": job.and_then(|job| job.size),
        "vault": raw(vault),
        "recovery_point": raw(point),
        "created_resource": raw(created).filter(|_| track.kind == JobKind::Restore),
        "journal": track.entry.map(|entry| entry.0),
    })
}
