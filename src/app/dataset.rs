//! The datasets of a scope: what is polled, how often, and with which query.

use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};

use super::effect::Query;
use super::estate::Estate;
use crate::config::Polling;
use crate::domain::job::JobKind;
use crate::domain::metrics;
use crate::domain::scope::ScopeId;

/// One thing that a scope is asked for again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dataset {
    /// Account and caller.
    Identity,
    /// Jobs of a kind created since the last look.
    Jobs(JobKind),
    /// Jobs of a kind that AWS may still change.
    Active(JobKind),
    /// Vaults.
    Vaults,
    /// Plans and their documents.
    Plans,
    /// Protected resources.
    Resources,
    /// Alarms that watch AWS Backup.
    Alarms,
    /// All recovery points, to be counted.
    Points,
    /// Tags of newest recovery points, where rules of the configuration ask for them.
    PointTags,
    /// What `CloudWatch` counted of jobs.
    Metrics,
    /// The older jobs of a kind, back to the 30 days that AWS keeps.
    History(JobKind),
}

/// AWS lists jobs of the last 30 days (API reference, `ListBackupJobs`).
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The first look at jobs goes back this far; the rest comes as history, when the screen is up.
pub const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(26);
/// `CloudWatch` bills each metric that is asked for, and AWS Backup sends new values about every five minutes: no
/// configuration asks oftener, in seconds.
const METRICS_PACE: NonZeroU32 = NonZeroU32::MIN.saturating_add(599);
/// A plan is asked for its versions when it started nothing for so long.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Looks at recent jobs overlap by this much: AWS lists a job a little after its creation.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

impl Dataset {
    /// All of them, in the order in which a new scope is asked.
    pub fn all() -> impl Iterator<Item = Self> {
        let kinds = || JobKind::ALL.into_iter();
        [Self::Identity]
            .into_iter()
            .chain(kinds().map(Self::Jobs))
            .chain([Self::Alarms, Self::Vaults, Self::Plans, Self::Resources, Self::PointTags])
            .chain(kinds().map(Self::Active))
            .chain(kinds().map(Self::History))
            .chain([Self::Metrics, Self::Points])
    }

    /// Its name in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Jobs(JobKind::Backup) => "backup jobs",
            Self::Jobs(JobKind::Copy) => "copy jobs",
            Self::Jobs(JobKind::Restore) => "restore jobs",
            Self::Active(JobKind::Backup) => "backup jobs in progress",
            Self::Active(JobKind::Copy) => "copy jobs in progress",
            Self::Active(JobKind::Restore) => "restore jobs in progress",
            Self::History(JobKind::Backup) => "older backup jobs",
            Self::History(JobKind::Copy) => "older copy jobs",
            Self::History(JobKind::Restore) => "older restore jobs",
            Self::Vaults => "vaults",
            Self::Plans => "plans",
            Self::Resources => "protected resources",
            Self::Alarms => "alarms",
            Self::PointTags => "tags of recovery points",
            Self::Metrics => "CloudWatch's counts",
            Self::Points => "recovery points",
        }
    }

    /// How long after an answer it is asked again; `None` is never by itself.
    pub fn interval(self, polling: &Polling) -> Option<SignedDuration> {
        let seconds = match self {
            Self::Identity | Self::History(_) | Self::PointTags => return None,
            Self::Jobs(_) => polling.recent_jobs,
            Self::Active(_) => polling.active_jobs,
            Self::Vaults => polling.vaults,
            Self::Plans => polling.plans,
            Self::Resources => polling.resources,
            Self::Alarms => polling.alarms,
            Self::Points => polling.recovery_points,
            Self::Metrics => NonZeroU32::new(polling.metrics)?.max(METRICS_PACE),
        };
        Some(SignedDuration::from_secs(i64::from(seconds.get())))
    }

    /// The query that reads it now; `None` when there is nothing to ask.
    pub fn query(self, scope: ScopeId, estate: &Estate, now: Timestamp) -> Option<Query> {
        Some(match self {
            Self::Identity => Query::Identity,
            Self::Vaults => Query::Vaults,
            Self::Plans => Query::Plans { idle: now.checked_sub(DAY).ok()? },
            Self::Resources => Query::Resources,
            Self::Alarms => Query::Alarms,
            Self::Metrics => {
                let (from, to) = metrics::range(now);
                Query::Metrics { from, to }
            }
            Self::Points => Query::AllPoints,
            Self::PointTags => {
                let wanted = estate.tags_wanted(scope, now);
                if wanted.is_empty() {
                    return None;
                }
                Query::PointTags(wanted)
            }
            Self::Jobs(kind) => {
                Query::Jobs { kind, after: recent_after(scope, kind, estate, now), before: None }
            }
            Self::Active(kind) => {
                let known = estate.active_jobs(scope, kind);
                if known.is_empty() {
                    return None;
                }
                Query::ActiveJobs { kind, known }
            }
            Self::History(kind) => {
                let after = now.checked_sub(KEPT).ok()?;
                // An hour more than the first look left out: both ends see the jobs at the seam.
                let before = now.checked_sub(FIRST_LOOK - SignedDuration::from_hours(1)).ok();
                Query::Jobs { kind, after, before }
            }
        })
    }

    /// Whether it waits for others to be answered, and is not asked when its scope begins.
    pub fn comes_later(self) -> bool {
        matches!(self, Self::Active(_) | Self::History(_) | Self::Points | Self::PointTags)
    }

    /// The shortest wait after a failure that the caller has to wait out: a count of all points may be a thousand calls, and
    /// metrics are billed.
    pub fn patience(self) -> SignedDuration {
        let costly = matches!(self, Self::Points | Self::Metrics);
        if costly { SignedDuration::from_mins(10) } else { SignedDuration::ZERO }
    }

    /// Whether an end of its answer means that rows it did not bring are gone.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Vaults | Self::Plans | Self::Resources | Self::Alarms)
    }
}

/// Since when recent jobs are asked for: by AWS's clock, which the newest job seen tells, since ours may be wrong. However
/// long ago that was: a console that slept for days has missed all jobs since.
fn recent_after(scope: ScopeId, kind: JobKind, estate: &Estate, now: Timestamp) -> Timestamp {
    let newest = estate.newest_job(scope, kind).and_then(|at| at.checked_sub(OVERLAP).ok());
    newest.or(now.checked_sub(FIRST_LOOK).ok()).unwrap_or(now)
}

/// What a first look that ended at `now` and found no job counts as its newest: the next goes back as far.
pub(super) fn nothing_since(now: Timestamp) -> Option<Timestamp> {
    now.checked_sub(FIRST_LOOK - OVERLAP).ok()
}
