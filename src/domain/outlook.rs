//! What can be said of a job that has not ended: when it starts or ends, or what threatens it.
//!
//! One order of importance: what AWS is about to end comes before what stands still, that before what takes longer than it
//! should, and that before what is merely to come. How each is computed stands in `docs/triage.md`.

use jiff::{SignedDuration, Timestamp};

use super::job::{Job, JobFacts, JobState};
use super::usual::Usual;

/// A window that ends within so long is near.
pub const NEAR: SignedDuration = SignedDuration::from_mins(30);
/// A window that ends within so long is an alert: AWS tries a waiting backup every ten minutes (aws-backup-api: 2.1), so that
/// one more try is left at most.
const LAST_TRY: SignedDuration = SignedDuration::from_mins(15);
/// Nothing is late or slow by less.
const GRACE: SignedDuration = SignedDuration::from_mins(15);

/// What the console noted of a job by itself: AWS tells none of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Noted {
    /// How long such jobs of its resource usually take.
    pub usual: Option<Usual>,
    /// Its rule has it ended by then.
    pub complete_by: Option<Timestamp>,
    /// Its progress has stood still since then, for longer than fits its type.
    pub still: Option<Timestamp>,
    /// AWS told of it last at.
    pub seen: Option<Timestamp>,
    /// What is wrong with it, as of the last time that AWS told of it.
    pub signal: Option<Signal>,
    /// It did not go well, and one like it that began then did.
    pub well_since: Option<Timestamp>,
    /// This console, in this run, asked AWS to stop it.
    pub stopped_here: bool,
}

/// Something that is wrong with a job that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// AWS is about to end it: its window is over or nearly over.
    Expiring,
    /// It makes no progress.
    Stalled,
    /// It takes far longer than such jobs usually do.
    Slow,
    /// It is long past the end that AWS expected.
    Late,
}

/// Which window of a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// To begin in.
    Start,
    /// To end in.
    Completion,
}

/// What there is to say of an active job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outlook {
    /// Its start window ended then, and it still waits.
    Missed(Timestamp),
    /// A window ends then, which is near.
    Expires(Timestamp, Window),
    /// No progress since then.
    Stalled(Timestamp),
    /// Running since then, far longer than usual.
    Slow(Timestamp, Usual),
    /// AWS expected its end then.
    Late(Timestamp),
    /// It starts by then.
    Starts(Timestamp),
    /// AWS expects its end then, but its progress so far does not bear that out.
    Doubtful {
        /// Running since.
        began: Timestamp,
        /// What AWS expects.
        expected: Timestamp,
    },
    /// It ends then, as AWS expects.
    Ends(Timestamp),
    /// Running since then, as long as such jobs do.
    AsUsual(Timestamp, Usual),
    /// Begun then; no more is known.
    Since(Timestamp),
    /// Nothing is known.
    Unknown,
}

impl Outlook {
    /// What there is to say of an active job.
    pub fn of(job: &Job, now: Timestamp) -> Self {
        let noted = job.noted();
        if matches!(job.state, JobState::Created | JobState::Pending)
            && let Some(by) = job.start_by()
        {
            return match by.duration_since(now) {
                left if left <= SignedDuration::ZERO => Self::Missed(by),
                left if left < NEAR => Self::Expires(by, Window::Start),
                _ => Self::Starts(by),
            };
        }
        let expected = job.expected_end();
        let ends_before = |by| expected.is_some_and(|end| end > now && end <= by);
        if let Some(by) = noted.complete_by
            && now < by
            && by.duration_since(now) < NEAR
            && !ends_before(by)
        {
            return Self::Expires(by, Window::Completion);
        }
        Self::of_progress(job, now)
    }

    /// The same of a running job, whatever its windows are.
    fn of_progress(job: &Job, now: Timestamp) -> Self {
        let (noted, expected) = (job.noted(), job.expected_end());
        if let Some(since) = noted.still {
            return Self::Stalled(since);
        }
        let began = job.began();
        if let Some((began, usual)) = began.zip(noted.usual)
            && is_slow(now.duration_since(began), usual)
        {
            return Self::Slow(began, usual);
        }
        match (expected, began, noted.usual) {
            (Some(end), ..) if end < now => Self::Late(end),
            (Some(expected), Some(began), _) if is_doubtful(job.percent, began, expected, now) => {
                Self::Doubtful { began, expected }
            }
            (Some(end), ..) => Self::Ends(end),
            (None, Some(began), Some(usual)) => Self::AsUsual(began, usual),
            (None, Some(began), None) => Self::Since(began),
            (None, None, _) => Self::Unknown,
        }
    }

    /// Whether somebody should look at it.
    pub fn is_worry(self) -> bool {
        matches!(
            self,
            Self::Missed(_) | Self::Expires(..) | Self::Stalled(_) | Self::Slow(..) | Self::Late(_)
        )
    }
}

impl Signal {
    /// What is wrong with a job that AWS told of at `seen`; `None` is nothing that is certain.
    pub fn of(job: &Job, seen: Timestamp) -> Option<Self> {
        if !job.state.is_active() || job.state == JobState::Aborting {
            return None;
        }
        let outlook = match Outlook::of(job, seen) {
            // That a window is near does not mend what is wrong already.
            Outlook::Expires(by, Window::Completion) if by.duration_since(seen) >= LAST_TRY => {
                Outlook::of_progress(job, seen)
            }
            outlook => outlook,
        };
        match outlook {
            // A pending job is about to run: it may yet begin in time.
            Outlook::Missed(_) => (job.state == JobState::Created).then_some(Self::Expiring),
            Outlook::Expires(by, Window::Start) => (job.state == JobState::Created
                && by.duration_since(seen) < LAST_TRY)
                .then_some(Self::Expiring),
            Outlook::Expires(_, Window::Completion) => Some(Self::Expiring),
            Outlook::Stalled(_) => Some(Self::Stalled),
            Outlook::Slow(..) => Some(Self::Slow),
            Outlook::Late(end) => is_late(job, end, seen).then_some(Self::Late),
            _ => None,
        }
    }

    /// What it means and what mends it: the cause's id in `assets/failures.toml`.
    pub fn cause(self) -> &'static str {
        match self {
            Self::Expiring => "job-expiring",
            Self::Stalled => "job-stalled",
            Self::Slow => "job-slow",
            Self::Late => "job-late",
        }
    }

    /// The signal in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Expiring => "about to expire",
            Self::Stalled => "stalled",
            Self::Slow => "slow",
            Self::Late => "late",
        }
    }
}

/// Slow is more than twice what nine of ten such jobs take, and more by a quarter of an hour: a backup of seconds that takes
/// minutes is nobody's worry.
fn is_slow(so_far: SignedDuration, usual: Usual) -> bool {
    so_far > usual.p90 * 2 && so_far - usual.p90 >= GRACE
}

/// AWS's expected end is an estimate. To be late for it is an alert when it is past by a quarter of the time that it gave the
/// job, at least by a quarter of an hour, and the job takes longer than nine of ten did.
fn is_late(job: &Job, end: Timestamp, seen: Timestamp) -> bool {
    let given = job.began().map_or(SignedDuration::ZERO, |began| end.duration_since(began));
    let usual = job.began().zip(job.noted().usual);
    let as_usual = usual.is_some_and(|(began, usual)| seen.duration_since(began) <= usual.p90);
    seen.duration_since(end) >= GRACE.max(given / 4) && !as_usual
}

/// At the pace so far the rest takes more than four times as long as AWS expects.
fn is_doubtful(percent: Option<f32>, began: Timestamp, expected: Timestamp, now: Timestamp) -> bool {
    let so_far = now.duration_since(began);
    let Some(percent) = percent.filter(|_| so_far >= GRACE) else { return false };
    let rest = so_far.as_secs_f32() * (100.0 - percent) / percent.max(1.0);
    rest > 4.0 * expected.duration_since(now).as_secs_f32()
}

/// Types whose backups are snapshots that another service makes: their progress stays at one percent for long, and jumps.
const JUMPS: [&str; 7] =
    ["RDS", "Aurora", "DocumentDB", "Neptune", "DynamoDB", "Redshift", "Redshift Serverless"];

/// Progress that stands still for so long is a stall: the greater of a quarter of an hour and half of what is usual, half an
/// hour while that is not known. Where progress jumps, and for composites: the greater of an hour and all of p90.
pub fn patience(job: &Job, usual: Option<Usual>) -> SignedDuration {
    let jumps = job.resource_type.as_ref().is_some_and(|kind| JUMPS.contains(&kind.as_str()));
    match (jumps || job.is_parent, usual) {
        (true, None) => SignedDuration::from_hours(1),
        (true, Some(usual)) => usual.p90.max(SignedDuration::from_hours(1)),
        (false, None) => GRACE * 2,
        (false, Some(usual)) => GRACE.max(usual.median / 2),
    }
}

/// What a running job tells of its progress; `None` where it tells nothing, as copies do.
pub fn progress(job: &Job) -> Option<(Option<f32>, Option<i64>)> {
    if job.state != JobState::Running {
        return None;
    }
    let moved = match &job.facts {
        JobFacts::Backup(facts) => facts.transferred,
        _ => None,
    };
    (job.percent.is_some() || moved.is_some()).then_some((job.percent, moved))
}

#[cfg(test)]
mod tests;
