//! One thing that a command was given, and what became of it.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::args::Sending;
use super::exit::Exit;
use super::plan::Planned;
use super::progress::Line;
use super::track::{End, Track};
use crate::domain::arn;
use crate::domain::job::{JobFacts, JobKind};
use crate::domain::journal::{EntryId, News};
use crate::domain::write::{BackupRequest, quote};
use crate::runtime::desk::Desk;
use crate::text::Text;

/// One thing.
#[derive(Debug, Default)]
pub(super) struct Item {
    /// The resource's or recovery point's ARN, or the job's id; raw.
    pub(super) target: String,
    /// What it is called.
    pub(super) label: String,
    /// What was planned; nothing for a job that is only waited for.
    pub(super) planned: Option<Planned>,
    /// Its jobs, in the order in which they were started: the backup, then its copy.
    pub(super) tracks: Vec<Track>,
    /// How the last write went, where it started nothing.
    pub(super) end: Option<End>,
    /// The backup whose copy is still to be started.
    pub(super) backup: Option<BackupRequest>,
    /// How long this resource's backups usually take.
    pub(super) usual: Option<SignedDuration>,
    /// News that the journal is still to hear.
    pub(super) news: Vec<(EntryId, News)>,
}

impl Item {
    pub(super) fn new(target: &str, label: &str) -> Self {
        Self { target: target.to_owned(), label: label.to_owned(), ..Self::default() }
    }

    /// What was planned, before anything of it was sent.
    pub(super) fn of(planned: &Planned) -> Self {
        Self { usual: planned.usual, ..Self::new(planned.write.target(), &planned.label) }
    }

    /// What was planned, and is not sent at all.
    pub(super) fn only_planned(planned: Planned) -> Self {
        let failed = planned.failed().next().map(str::to_owned);
        let end = failed.map(|says| End { exit: Exit::Usage, says, sure: true });
        Self { end, ..Self::of(&planned) }.with(planned)
    }

    fn with(self, planned: Planned) -> Self {
        Self { planned: Some(planned), ..self }
    }

    /// Whether nothing more will come.
    pub(super) fn has_ended(&self) -> bool {
        let open = |track: &Track| track.end.is_none();
        self.end.is_some() || !self.tracks.iter().any(open) && !self.is_to_be_copied()
    }

    /// Whether it is time to start the copy.
    pub(super) fn is_to_be_copied(&self) -> bool {
        let usable = |track: &Track| track.end.as_ref().is_some_and(|end| end.exit == Exit::Done);
        self.end.is_none() && self.backup.is_some() && self.tracks.last().is_some_and(usable)
    }

    /// How it ended, or would if nobody looked any more.
    pub(super) fn exit(&self, waited: bool) -> Exit {
        let tracks = self.tracks.iter().map(|track| match &track.end {
            None if !waited => Exit::Done,
            _ => track.exit(),
        });
        let own = self.end.as_ref().map(|end| end.exit);
        let to_come = self.backup.as_ref().map(|_| Exit::Running);
        tracks.chain(own).chain(to_come).max().unwrap_or(Exit::Done)
    }

    /// Where it stands, a line a job.
    pub(super) fn lines(&self, now: jiff::Timestamp) -> Vec<Line> {
        let mut lines: Vec<Line> = self.tracks.iter().map(|track| track.line(now)).collect();
        lines.extend(self.end.as_ref().map(|end| {
            let word = match (end.exit, end.sure) {
                (_, false) => "UNKNOWN",
                // AWS has heard it; only --wait sees the job end.
                (Exit::Done, _) => "STOPPING",
                _ => "NO-GO",
            };
            let text = format!("{word}  {}: {}", self.label, end.says);
            Line { key: text.clone(), text, ended: true }
        }));
        lines
    }

    /// The lines of the result.
    pub(super) fn result(&self, desk: &Desk, sending: &Sending) -> Vec<String> {
        if let Some(planned) = self.planned.as_ref().filter(|_| sending.dry_run) {
            return planned.lines(desk);
        }
        let mut lines: Vec<String> =
            self.tracks.iter().map(|track| self.ended(track, sending.wait)).collect();
        if self.end.is_some() {
            lines.extend(self.lines(desk.now()).pop().map(|line| line.text));
        }
        lines.extend(self.backup.as_ref().and_then(|backup| backup.then_copy.as_ref()).map(|copy| {
            let vault = arn::vault_name(&copy.destination);
            format!("NOT STARTED  copy of {} to {vault}", self.label)
        }));
        lines.iter().map(|line| Text::new(line).as_str().to_owned()).collect()
    }

    fn ended(&self, track: &Track, waited: bool) -> String {
        let (label, kind, id) = (&self.label, track.kind.word(), &track.id);
        match (&track.end, waited) {
            (None, true) => format!("WAIT  {label}: {kind} job {id} goes on at AWS; `{}`", again(id)),
            (None, false) => format!("STARTED  {label}: {kind} job {id}"),
            (Some(end), _) if !end.sure => {
                format!("UNKNOWN  {label}: {kind} job {id}: {}; `{}`", end.says, again(id))
            }
            (Some(_), _) => track.line(track.since).text,
        }
    }

    /// The item of the document; docs/scripts.md tells of it.
    pub(super) fn record(&self, desk: &Desk, waited: bool) -> Value {
        let copy = self.backup.as_ref().and_then(|backup| backup.then_copy.as_ref());
        json!({
            "target": self.target,
            "name": self.label,
            "exit": self.exit(waited).code(),
            "says": self.end.as_ref().map(|end| &end.says),
            "plan": self.planned.as_ref().map(|planned| planned.record(desk)),
            "jobs": self.tracks.iter().map(|track| record(track, waited)).collect::<Vec<_>>(),
            "copy_not_started": copy.map(|copy| &copy.destination),
        })
    }
}

/// The command that waits for a job again.
fn again(id: &Text) -> String {
    format!("vaultdeck wait {}", quote(id.raw()))
}

fn record(track: &Track, waited: bool) -> Value {
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
        "exit": track.end.as_ref().map_or(waited, |_| true).then(|| track.exit().code()),
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
