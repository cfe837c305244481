//! What needs attention now, one entry a cause. A file a source: alarms that fire, jobs that went wrong in the last day, vaults
//! that failed, and what the console finds by watching (`finding.rs`).

mod alarm;
mod deadline;
mod finding;
mod gone;
mod idle_rule;
mod job;
mod missing_copy;
mod objective;
mod patience;
mod point;
mod record;
mod silence;
mod unfit_rule;
mod unplanned;
mod vault;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

pub use finding::Finding;
pub use patience::Patience;
pub use record::{Occasion, Record, RecordMember, SCHEMA};

use super::alarm::Alarm;
use super::cause::Causes;
use super::census::{Census, Losses};
use super::handled::{Acknowledged, Standing};
use super::job::{Job, JobKind};
use super::outlook::Signal;
use super::plan::Plan;
use super::resource::Resource;
use super::rpo::Rule;
use super::runs::Runs;
use super::schedule::Schedules;
use super::scope::ScopeId;
use super::subject::{Subject, Thing};
use super::vault::Vault;
use super::whole::Whole;
use crate::text::{Text, Zone};

/// How bad it is; worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Data is not protected as it should be.
    Critical,
    /// Somebody should look.
    Warning,
}

impl Severity {
    /// The severity in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Warning => "warning",
        }
    }
}

/// One cause that needs attention, and all that it has befallen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Where.
    pub scope: ScopeId,
    /// Its name within the scope: the same as long as the cause is, whatever it befalls.
    pub id: Text,
    /// How bad, at its worst.
    pub severity: Severity,
    /// What happened, in words: "backup of orders-db: the vault does not exist", or for several "backup: the vault …".
    pub what: String,
    /// Why, where AWS told: its words about the newest.
    pub reason: Option<Text>,
    /// The first time in the last day.
    pub first: Option<Timestamp>,
    /// The last time.
    pub last: Option<Timestamp>,
    /// The kind of job, where it is about jobs.
    pub kind: Option<JobKind>,
    /// The cause in the catalogue, where not its members but the console tells what is wrong ([`Finding`]).
    pub signal: Option<&'static str>,
    /// What it has befallen, the newest first; never empty.
    pub members: Vec<Member>,
    /// How it stands with the operator.
    pub standing: Standing,
    /// The acknowledgement that keeps it quiet.
    pub acknowledged: Option<Acknowledged>,
}

/// One thing that an alert is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its page.
    pub subject: Subject,
    /// What a person calls it.
    pub label: String,
    /// The resource concerned, for `b`.
    pub resource: Option<Text>,
    /// When.
    pub at: Option<Timestamp>,
    /// What is wrong with it, where that differs from one to the next.
    pub detail: String,
}

/// Alerts look back this far over jobs.
pub const LOOK_BACK: SignedDuration = SignedDuration::from_hours(24);

impl Alert {
    /// The id of the alert for jobs of a kind and cause.
    pub fn id_of(kind: JobKind, cause: &str) -> Text {
        Text::new(&format!("{}: {cause}", kind.word()))
    }

    /// Whether there is still time to do something about it: a backup that is about to expire.
    pub fn is_pressing(&self) -> bool {
        self.signal == Some(Signal::Expiring.cause())
    }

    /// AWS's own words about the newest. Of what the console found by watching AWS says only what it says of the job or the
    /// recovery point itself.
    pub fn said(&self) -> Option<&Text> {
        let of_aws = |signal: &str| signal.starts_with("job-") || signal.starts_with("point-");
        self.reason.as_ref().filter(|_| self.signal.is_none_or(of_aws))
    }

    /// What the console found, in its own words.
    pub fn found(&self) -> Option<&Text> {
        self.reason.as_ref().filter(|_| self.said().is_none())
    }

    /// How many things it is about.
    pub fn count(&self) -> usize {
        self.members.len()
    }

    /// How many resources it has befallen; what is about none counts as one.
    pub fn spread(&self) -> u32 {
        u32::try_from(self.resources().len().max(1)).unwrap_or(u32::MAX)
    }

    /// The newest of them.
    pub fn newest(&self) -> Option<&Member> {
        self.members.first()
    }

    /// The one that it befell last, wherever it stands among them.
    pub fn latest(&self) -> Option<&Member> {
        // Of several of one time the first: jobs stand newest first.
        self.members.iter().rev().max_by_key(|member| member.at)
    }

    /// What `enter` opens: the thing, or the list of several.
    pub fn subject(&self) -> Subject {
        match (self.kind, self.members.as_slice()) {
            (_, [only]) => only.subject.clone(),
            (kind, _) => Subject::new(self.scope, Thing::Cause { kind, id: self.id.clone() }),
        }
    }

    /// The resources concerned, each once.
    pub fn resources(&self) -> Vec<&Text> {
        let mut seen = std::collections::BTreeSet::new();
        self.members
            .iter()
            .filter_map(|member| member.resource.as_ref())
            .filter(|one| seen.insert(*one))
            .collect()
    }
}

/// What alerts are derived from. What is not known yet is left out, and nothing is concluded from its absence.
#[derive(Debug, Default)]
pub struct Sources<'a> {
    /// Alarms that watch AWS Backup.
    pub alarms: Vec<&'a Alarm>,
    /// Jobs that are active or of the last day.
    pub jobs: Vec<&'a Job>,
    /// Vaults.
    pub vaults: Vec<&'a Vault>,
    /// Plans.
    pub plans: Vec<&'a Plan>,
    /// Counts of all recovery points, of each scope where one has come to its end.
    pub counts: Vec<(ScopeId, &'a Census)>,
    /// Recovery points that are missing, scope by scope.
    pub losses: Vec<(ScopeId, &'a Losses)>,
    /// Protected resources.
    pub resources: Vec<&'a Resource>,
    /// What has been read whole.
    pub whole: Option<&'a Whole>,
    /// Rules of the configuration that fit no protected resource, each with the scope to say it in.
    pub idle_rules: Vec<(ScopeId, &'a Rule)>,
    /// What rules have started.
    pub runs: Option<&'a Runs>,
    /// The Region of each scope whose account is known.
    pub regions: BTreeMap<ScopeId, String>,
    /// When rules run.
    pub schedules: Option<&'a Schedules>,
    /// How long is waited before something is missed.
    pub patience: Patience,
    /// The zone of times in words.
    pub zone: Zone,
    /// The time.
    pub now: Timestamp,
}

/// All alerts.
pub fn collect(sources: &Sources<'_>, causes: &mut Causes) -> Vec<Alert> {
    let mut alerts = alarm::alerts(sources);
    alerts.extend(vault::alerts(sources));
    alerts.extend(job::alerts(sources, causes));
    // Each source that watches adds its own.
    let mut findings: Vec<Finding> = silence::findings(sources);
    findings.extend(objective::findings(sources));
    findings.extend(missing_copy::findings(sources));
    findings.extend(deadline::findings(sources));
    findings.extend(point::findings(sources));
    findings.extend(idle_rule::findings(sources));
    findings.extend(gone::findings(sources));
    findings.extend(unfit_rule::findings(sources));
    findings.extend(unplanned::findings(sources));
    alerts.extend(finding::alerts(findings));
    alerts
}
