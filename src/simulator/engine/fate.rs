//! How a job goes: what is to become of it, and how long that takes.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::simulator::state::{Course, Ending, JobState};

/// What is to become of a job.
#[derive(Debug, Clone)]
pub struct Fate {
    /// The state it has at `seen`; an active one goes on to `ending`.
    pub state: JobState,
    /// When it has that state.
    pub seen: Timestamp,
    pub ending: Ending,
    /// How long it runs, where that is given.
    pub took: Option<SignedDuration>,
    /// Running: how far it is at `seen`.
    pub percent: Option<f64>,
    /// Running: it gets no further.
    pub stalled: bool,
    /// How long AWS says that it runs, where that is not how long it does.
    pub expected: Option<SignedDuration>,
    /// Backup options that the job has besides its order's.
    pub options: BTreeMap<String, String>,
}

/// The times between which a job moves.
#[derive(Debug, Clone, Copy)]
pub struct Windows {
    /// When it leaves CREATED if all is well.
    pub pending: Timestamp,
    /// When it starts to run if all is well.
    pub running: Timestamp,
    /// By when it has to run.
    pub start_by: Timestamp,
    /// By when it has to be done.
    pub complete_by: Timestamp,
    /// How long it usually runs.
    pub usual: SignedDuration,
}

impl Fate {
    /// Ends like this, in its usual time.
    pub fn of(ending: Ending) -> Self {
        Self {
            state: ending.state,
            seen: Timestamp::MIN,
            ending,
            took: None,
            percent: None,
            stalled: false,
            expected: None,
            options: BTreeMap::new(),
        }
    }

    /// The course of a job with this fate.
    pub fn course(&self, windows: &Windows) -> Course {
        let Windows { pending, running, start_by, complete_by, usual, .. } = *windows;
        let brief = SignedDuration::from_secs(4).max(usual / 3);
        let course = |pending, running, end| Course {
            pending,
            running,
            end,
            stalls_at: self.percent.filter(|_| self.stalled),
            expected: self.expected.map(|expected| later(running, expected)),
            ending: self.ending.clone(),
        };
        let runs = |length| course(pending, running, later(running, length));
        match self.state {
            JobState::Created => course(start_by, start_by, start_by),
            JobState::Pending => course(pending, start_by, start_by),
            JobState::Running | JobState::Aborting => course(pending, running, self.end_of_running(windows)),
            JobState::Expired if self.took.is_none() => course(start_by, start_by, start_by),
            JobState::Expired => runs(self.took.unwrap_or(brief).min(complete_by.duration_since(running))),
            JobState::Failed | JobState::Aborted => runs(self.took.unwrap_or(brief)),
            JobState::Completed | JobState::Partial => runs(self.took.unwrap_or(usual)),
        }
    }

    fn end_of_running(&self, windows: &Windows) -> Timestamp {
        let Windows { running, complete_by, usual, .. } = *windows;
        let elapsed = self.seen.duration_since(running);
        match self.percent {
            _ if self.stalled => complete_by,
            Some(percent) if percent > 0.0 => {
                let total = elapsed.as_secs_f64() * 100.0 / percent;
                later(running, SignedDuration::try_from_secs_f64(total).unwrap_or(usual))
            }
            _ => {
                later(running, self.took.unwrap_or(usual)).max(later(self.seen, SignedDuration::from_mins(1)))
            }
        }
    }
}

/// A moment after another; the end of time rather than none.
pub fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// How long a backup of so many bytes usually runs: a small one under half a minute, a large one some minutes.
pub fn usual_duration(bytes: u64) -> SignedDuration {
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let gib = bytes as f64 / f64::from(1 << 30);
    SignedDuration::try_from_secs_f64((12.0 + 6.0 * gib.sqrt()).min(900.0))
        .unwrap_or(SignedDuration::from_secs(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn windows() -> Windows {
        Windows {
            pending: at(2),
            running: at(8),
            start_by: at(3600),
            complete_by: at(7200),
            usual: SignedDuration::from_secs(60),
        }
    }

    fn fate(state: JobState) -> Fate {
        Fate { state, seen: at(108), ..Fate::of(Ending::completed()) }
    }

    #[test]
    fn a_completed_job_runs_its_usual_time() {
        assert_eq!(fate(JobState::Completed).course(&windows()).end, at(68));
    }

    #[test]
    fn a_running_job_is_as_far_as_the_scenario_says() {
        let course = Fate { percent: Some(50.0), ..fate(JobState::Running) }.course(&windows());
        assert_eq!(course.end, at(208));
        assert!((course.percent(at(108)) - 50.0).abs() < 0.01);
    }

    #[test]
    fn a_stalled_job_ends_with_its_window() {
        let course =
            Fate { percent: Some(18.0), stalled: true, ..fate(JobState::Running) }.course(&windows());
        assert_eq!((course.end, course.stalls_at), (at(7200), Some(18.0)));
    }

    #[test]
    fn a_job_that_never_starts_waits_out_its_start_window() {
        let course = fate(JobState::Created).course(&windows());
        assert_eq!(course.state(at(3599)), JobState::Created);
        assert_eq!(course.end, at(3600));
    }

    #[test]
    fn small_backups_take_seconds_and_large_ones_minutes() {
        let seconds = |gib: u64| usual_duration(gib << 30).as_secs();
        assert!((15..40).contains(&seconds(8)));
        assert!((120..400).contains(&seconds(1024)));
    }
}
