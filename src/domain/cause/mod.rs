//! Why something went wrong: AWS's message matched against a catalogue of causes, AWS's own classes where no cause fits, and
//! the message's shape where nothing does.
//!
//! The catalogue is data, `assets/failures.toml`. What shares a key has one cause, whatever names and numbers its messages hold.

mod around;
mod catalogue;
mod denial;
mod fill;
mod known;
mod normalise;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use around::{Around, Change, around};
pub use catalogue::{Cause, Step, all, cause};
pub use denial::{Denial, encoded};
pub use fill::fill;
pub use known::Causes;
pub use normalise::normalise;

use super::alarm::{Alarm, AlarmState};
use super::job::{Job, JobFacts, JobKind, JobState};
use super::recovery_point::{PointStatus, RecoveryPoint};
use super::vault::Vault;
use crate::text::Text;

/// What is known of why something went wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The same for all that went wrong for the same reason.
    pub key: String,
    /// The reason in a few words.
    pub title: String,
    /// How sure it is.
    pub known: Known,
}

/// How much the catalogue knows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    /// This very cause.
    Cause(&'static Cause),
    /// Only AWS's class of it.
    Class(&'static Cause),
    /// Nothing.
    Nothing,
}

impl Known {
    /// What the catalogue has to say.
    pub fn entry(self) -> Option<&'static Cause> {
        match self {
            Self::Cause(cause) | Self::Class(cause) => Some(cause),
            Self::Nothing => None,
        }
    }
}

/// No message of AWS is as long; a longer one is judged by its beginning.
const LONGEST: usize = 2000;

/// What a message means. `kind` is the job's, where there is one; `category` its `MessageCategory`.
pub fn of_message(kind: Option<JobKind>, message: &str, category: Option<&str>) -> Diagnosis {
    let message = message.char_indices().nth(LONGEST).map_or(message, |(end, _)| &message[..end]);
    if let Some(cause) = catalogue::by_message(kind, message) {
        return certain(cause);
    }
    let shape = normalise(message);
    match catalogue::class_of(message, category) {
        Some(class) => {
            let title =
                if shape.is_empty() { class.title.clone() } else { format!("{}: {shape}", class.title) };
            Diagnosis { key: format!("{}: {shape}", class.id), title, known: Known::Class(class) }
        }
        None => Diagnosis { key: shape.clone(), title: shape, known: Known::Nothing },
    }
}

/// Why a job is as it is; `None` when nothing is wrong with it.
pub fn of_job(job: &Job) -> Option<Diagnosis> {
    if let Some(signal) = job.noted().signal.filter(|_| job.state.is_active()) {
        return named(signal.cause());
    }
    if !job.needs_attention() {
        return None;
    }
    if let (JobState::Completed, JobFacts::Restore(test)) = (&job.state, &job.facts) {
        // That a backup may be worth nothing is worse than that its test costs.
        return named(match test.validation.as_ref().map(Text::as_str) {
            Some("FAILED") => "test-validation-failed",
            Some("TIMED_OUT") => "test-validation-late",
            _ => "test-cleanup-failed",
        });
    }
    if let Some(message) = job.reason() {
        return Some(of_message(Some(job.kind), message.as_str(), job.category.as_ref().map(Text::as_str)));
    }
    match job.state {
        JobState::Expired => named("windows-expired"),
        JobState::Aborted => named("stopped-by-user"),
        JobState::Partial => named("children-failed"),
        _ => {
            match job.category.as_ref().and_then(|category| catalogue::class_of("", Some(category.as_str())))
            {
                Some(class) => {
                    let (key, title) = (class.id.clone(), class.title.clone());
                    Some(Diagnosis { key, title, known: Known::Class(class) })
                }
                None => named("no-message"),
            }
        }
    }
}

/// Why a recovery point is as it is; `None` when nothing is wrong with it.
pub fn of_point(point: &RecoveryPoint) -> Option<Diagnosis> {
    // What became of the point says more than AWS's words about it: those are shown beside.
    match point.status {
        PointStatus::Expired => named("point-expired"),
        PointStatus::Stopped => {
            match point.status_message.as_ref().map(|said| of_message(None, said.as_str(), None)) {
                Some(told) if matches!(told.known, Known::Cause(_)) => Some(told),
                _ => named("point-stopped"),
            }
        }
        PointStatus::Partial => named("point-partial"),
        PointStatus::Deleting => named("point-deleting"),
        _ => None,
    }
}

/// Why an alarm is as it is; `None` when it is quiet.
pub fn of_alarm(alarm: &Alarm) -> Option<Diagnosis> {
    match alarm.state {
        AlarmState::Alarm => named("alarm"),
        AlarmState::InsufficientData => named("alarm-blind"),
        AlarmState::Ok | AlarmState::Other(_) => None,
    }
}

/// Why a vault is as it is; `None` when nothing is wrong with it.
pub fn of_vault(vault: &Vault) -> Option<Diagnosis> {
    vault.is_troubled().then(|| named("vault-failed")).flatten()
}

/// The cause of this id, for what tells its cause without a message.
pub fn named(id: &str) -> Option<Diagnosis> {
    cause(id).map(certain)
}

fn certain(cause: &'static Cause) -> Diagnosis {
    Diagnosis { key: cause.id.clone(), title: cause.title.clone(), known: Known::Cause(cause) }
}

/// A page of the developer guide.
pub fn page_address(page: &str) -> Cow<'_, str> {
    if page.starts_with("https://") {
        return page.into();
    }
    format!("https://docs.aws.amazon.com/aws-backup/latest/devguide/{page}.html").into()
}
