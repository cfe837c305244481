//! Stop backup jobs that run (API `StopBackupJob`; copy and restore jobs can't be stopped).

#[cfg(test)]
mod tests;

use super::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens};
use crate::domain::capability::Capability;
use crate::domain::job::{Job, JobKind, JobState};
use crate::domain::preflight::{Check, Known, Verdict};
use crate::domain::resource;
use crate::domain::scope::ScopeId;
use crate::domain::write::Write;
use crate::text::Text;

/// Backup jobs to be stopped.
#[derive(Debug, Clone)]
pub struct Stop {
    jobs: Vec<Target>,
}

#[derive(Debug, Clone)]
struct Target {
    scope: ScopeId,
    id: Text,
    label: String,
    percent: Option<f32>,
    refused: Option<String>,
}

/// Why a job can't be stopped; `None` where it may be.
pub fn refused(job: &Job) -> Option<String> {
    let kind = job.resource_type.as_ref().map_or("", Text::as_str);
    match (job.kind, &job.state) {
        (JobKind::Copy | JobKind::Restore, _) => Some(format!("AWS stops no {} jobs", job.kind.word())),
        (_, state) if !state.is_active() => Some(format!("it is {} already", state.word())),
        (_, JobState::Aborting) => Some("it is being stopped already".to_owned()),
        _ if Capability::of_kind(kind).is_some_and(|one| !one.stops) => {
            Some(format!("AWS stops no backups of {kind}"))
        }
        _ => None,
    }
}

impl Stop {
    /// Stops these jobs. `None` where there is none.
    pub fn new<'a>(jobs: impl IntoIterator<Item = &'a Job>) -> Option<Self> {
        let target = |job: &Job| Target {
            scope: job.scope,
            id: job.id.clone(),
            label: resource::label(job.resource_name.as_ref(), job.resource.as_ref()).to_owned(),
            percent: job.percent,
            refused: refused(job),
        };
        let jobs: Vec<Target> = jobs.into_iter().map(target).collect();
        (!jobs.is_empty()).then_some(Self { jobs })
    }
}

impl Task for Stop {
    fn title(&self) -> String {
        match self.jobs.as_slice() {
            [one] => format!("Stop the backup of {}", one.label),
            many => format!("Stop {} backups", many.len()),
        }
    }

    fn about(&self, _lines: Lines<'_>, _known: &Known) -> Vec<String> {
        let line = |job: &Target| match job.percent {
            Some(percent) => format!("{}  {percent:.0} %", job.id),
            None => job.id.to_string(),
        };
        let what = match self.jobs.as_slice() {
            [one] => line(one),
            many => many.iter().map(|job| job.label.as_str()).collect::<Vec<_>>().join(", "),
        };
        vec![what, "What it has done so far is thrown away; there will be no recovery point.".to_owned()]
    }

    fn verb(&self) -> &'static str {
        "Stop it"
    }

    fn scope(&self) -> ScopeId {
        self.jobs[0].scope
    }

    fn fields(&self, _known: &Known) -> Vec<Field> {
        Vec::new()
    }

    fn danger(&self, _lines: Lines<'_>, _known: &Known) -> Danger {
        Danger::Costly
    }

    fn checks(&self, _lines: Lines<'_>, _known: &Known) -> Vec<Check> {
        let refused: Vec<&Target> = self.jobs.iter().filter(|job| job.refused.is_some()).collect();
        match (refused.as_slice(), self.jobs.len()) {
            ([], _) => vec![Check::fixed(Verdict::Passed, "running, and of a type that can be stopped")],
            ([one, ..], all) if refused.len() == all => {
                vec![Check::fixed(Verdict::Failed, one.refused.clone().unwrap_or_default())]
            }
            ([one, ..], all) => {
                let why = one.refused.as_deref().unwrap_or_default();
                let left = refused.len();
                vec![Check::fixed(Verdict::Warning, format!("{left} of {all} are left out: {why}"))]
            }
        }
    }

    fn plan(&self, _lines: Lines<'_>, _known: &Known, _tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let planned = |job: &Target| Planned {
            scope: job.scope,
            label: job.label.clone(),
            write: Write::StopBackup { job: job.id.raw().to_owned() },
        };
        Ok(self.jobs.iter().filter(|job| job.refused.is_none()).map(planned).collect())
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.jobs.iter().map(|job| (job.scope, format!("stop {}", job.id.raw()))).collect()
    }
}
