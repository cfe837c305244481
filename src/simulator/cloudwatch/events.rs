//! What an estate's jobs and recovery points add to the metrics.

use jiff::{SignedDuration, Timestamp};

use super::series::{BUCKET, Event};
use crate::simulator::state::{Estate, JobState, Point, PointStatus};

/// The metrics of one kind of job, by the state that they count. A state without a metric is not counted.
type Metrics = &'static [(JobState, &'static str)];

const BACKUP: Metrics = &[
    (JobState::Created, "NumberOfBackupJobsCreated"),
    (JobState::Pending, "NumberOfBackupJobsPending"),
    (JobState::Running, "NumberOfBackupJobsRunning"),
    (JobState::Aborted, "NumberOfBackupJobsAborted"),
    (JobState::Completed, "NumberOfBackupJobsCompleted"),
    (JobState::Failed, "NumberOfBackupJobsFailed"),
    (JobState::Expired, "NumberOfBackupJobsExpired"),
];

const COPY: Metrics = &[
    (JobState::Created, "NumberOfCopyJobsCreated"),
    (JobState::Running, "NumberOfCopyJobsRunning"),
    (JobState::Completed, "NumberOfCopyJobsCompleted"),
    (JobState::Failed, "NumberOfCopyJobsFailed"),
];

const RESTORE: Metrics = &[
    (JobState::Pending, "NumberOfRestoreJobsPending"),
    (JobState::Running, "NumberOfRestoreJobsRunning"),
    (JobState::Completed, "NumberOfRestoreJobsCompleted"),
    (JobState::Failed, "NumberOfRestoreJobsFailed"),
];

/// A job of any kind, as far as the metrics care.
struct Job<'a> {
    metrics: Metrics,
    resource_type: &'a str,
    vault: &'a str,
    state: JobState,
    created: Timestamp,
    completed: Option<Timestamp>,
}

/// Everything that has happened until `now`, job by job and point by point. An account may have a million points, so
/// they are left out `with_points` false.
pub(super) fn of(estate: &Estate, now: Timestamp, with_points: bool) -> impl Iterator<Item = Event<'_>> {
    let points = with_points.then(|| estate.points.iter()).into_iter().flatten();
    jobs(estate)
        .flat_map(move |job| job.events(now))
        .chain(points.flat_map(move |point| point_events(point, now)))
}

/// The beginnings and ends of all jobs.
pub(super) fn of_jobs(estate: &Estate) -> impl Iterator<Item = Event<'_>> {
    jobs(estate).flat_map(Job::turns)
}

fn jobs(estate: &Estate) -> impl Iterator<Item = Job<'_>> {
    let backups = estate.backup_jobs.iter().map(|job| Job {
        metrics: BACKUP,
        resource_type: job.resource_type,
        vault: &job.backup_vault_name,
        state: job.state,
        created: job.creation_date.0,
        completed: job.completion_date.map(|at| at.0),
    });
    let copies = estate.copy_jobs.iter().map(|job| Job {
        metrics: COPY,
        resource_type: job.resource_type,
        vault: vault_name(&job.destination_backup_vault_arn),
        state: job.state,
        created: job.creation_date.0,
        completed: job.completion_date.map(|at| at.0),
    });
    let restores = estate.restore_jobs.iter().map(|job| Job {
        metrics: RESTORE,
        resource_type: job.resource_type,
        vault: vault_name(&job.backup_vault_arn),
        state: job.status,
        created: job.creation_date.0,
        completed: job.completion_date.map(|at| at.0),
    });
    backups.chain(copies).chain(restores)
}

/// A vault's name in its ARN; names may hold slashes but no colons.
fn vault_name(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or_default()
}

impl<'a> Job<'a> {
    /// Its creation, each bucket in which it was under way, and its end.
    fn events(self, now: Timestamp) -> impl Iterator<Item = Event<'a>> {
        let created = self.metric(JobState::Created).map(|metric| (metric, self.created));
        let under_way = match self.state {
            JobState::Created => None,
            JobState::Pending => self.metric(JobState::Pending),
            _ => self.metric(JobState::Running),
        };
        let until = self.completed.unwrap_or(now);
        let under_way = under_way
            .into_iter()
            .flat_map(move |metric| buckets(self.created, until).map(move |at| (metric, at)));
        let ended = self.completed.and_then(|at| Some((self.metric(self.state)?, at)));
        let Self { resource_type, vault, .. } = self;
        created.into_iter().chain(under_way).chain(ended).map(move |(metric, at)| Event {
            metric,
            resource_type,
            vault,
            at,
        })
    }

    /// Its creation and its end.
    fn turns(self) -> impl Iterator<Item = Event<'a>> {
        let created = self.metric(JobState::Created).map(|metric| (metric, self.created));
        let ended = self.completed.and_then(|at| Some((self.metric(self.state)?, at)));
        let Self { resource_type, vault, .. } = self;
        created.into_iter().chain(ended).map(move |(metric, at)| Event { metric, resource_type, vault, at })
    }

    fn metric(&self, state: JobState) -> Option<&'static str> {
        self.metrics.iter().find(|(counted, _)| *counted == state).map(|(_, metric)| *metric)
    }
}

/// A moment in each bucket between two moments.
fn buckets(from: Timestamp, to: Timestamp) -> impl Iterator<Item = Timestamp> {
    let step = SignedDuration::from_secs(BUCKET);
    std::iter::successors(Some(from), move |at| at.saturating_add(step).ok()).take_while(move |at| *at <= to)
}

fn point_events(point: &Point, now: Timestamp) -> impl Iterator<Item = Event<'_>> {
    let delete_at = point.delete_at();
    let ended = match point.status {
        PointStatus::Completed | PointStatus::Available => {
            ("NumberOfRecoveryPointsCompleted", point.completion_date.map(|at| at.0))
        }
        PointStatus::Partial => ("NumberOfRecoveryPointsPartial", point.completion_date.map(|at| at.0)),
        PointStatus::Expired => ("NumberOfRecoveryPointsExpired", delete_at),
        PointStatus::Deleting => ("NumberOfRecoveryPointsDeleting", delete_at),
        PointStatus::Creating | PointStatus::Stopped => ("", None),
    };
    let cold = point.calculated_lifecycle.and_then(|life| life.move_to_cold_storage_at).map(|at| at.0);
    [ended, ("NumberOfRecoveryPointsCold", cold)].into_iter().filter_map(move |(metric, at)| {
        let at = at.filter(|at| *at <= now)?;
        Some(Event { metric, resource_type: point.resource_type, vault: &point.backup_vault_name, at })
    })
}
