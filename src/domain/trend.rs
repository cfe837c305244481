//! How a resource, plan or vault did over the last weeks, from the jobs that are kept: what went well, how long it took, how
//! large it was, day by day and in a few figures. A day without jobs is a gap, never a zero.

use jiff::{SignedDuration, Timestamp};

use super::history::{Outcome, Run, Size, Tally};
use super::job::JobKind;

/// Days that a trend looks back.
pub const DAYS: usize = 30;
/// Growth is told from so many days with a size.
const SIZES: usize = 5;
/// And where the first and the last of them lie so many days apart.
const APART: usize = 7;

/// What is kept of something: the last [`DAYS`] days by kind of job, and what was before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trends {
    /// Creation of the oldest job that is kept of it.
    pub since: Option<Timestamp>,
    /// One for each kind of job that there was in these days.
    pub kinds: Vec<Trend>,
    /// What was before these days, by kind.
    pub before: Vec<Tally>,
}

/// The last days of one kind of job.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The kind.
    pub kind: JobKind,
    /// The days, the oldest first; `None` where no job was.
    pub days: Vec<Option<Day>>,
    /// How many jobs ended how; only what there was.
    pub outcomes: Vec<(Outcome, u32)>,
    /// The median time of those that went well.
    pub usual: Option<SignedDuration>,
    /// Nine of ten that went well took no longer.
    pub slow: Option<SignedDuration>,
    /// The size of the newest day that has one.
    pub size: Option<i64>,
    /// By how many percent the size grows in a week; `None` where too few days tell one.
    pub growth: Option<f64>,
}

/// One day of one kind of job.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Day {
    /// Those that went well.
    pub well: u32,
    /// All.
    pub all: u32,
    /// The median time of those that went well.
    pub took: Option<SignedDuration>,
    /// The size, as [`Size`] says.
    pub bytes: Option<i64>,
}

impl Trend {
    /// How many jobs ended.
    pub fn all(&self) -> u32 {
        self.outcomes.iter().map(|(_, count)| count).sum()
    }

    /// How many went well.
    pub fn well(&self) -> u32 {
        self.outcomes.iter().find(|(outcome, _)| *outcome == Outcome::Well).map_or(0, |(_, count)| *count)
    }
}

/// Puts days together as they are read, the oldest first.
#[derive(Debug)]
pub struct Builder {
    size: Size,
    kinds: Vec<Building>,
    days: usize,
}

#[derive(Debug)]
struct Building {
    kind: JobKind,
    days: Vec<Option<Day>>,
    outcomes: Vec<(Outcome, u32)>,
    took: Vec<SignedDuration>,
}

impl Builder {
    /// A trend without days.
    pub fn new(size: Size) -> Self {
        let kinds = JobKind::ALL.into_iter().map(|kind| Building {
            kind,
            days: Vec::new(),
            outcomes: Vec::new(),
            took: Vec::new(),
        });
        Self { size, kinds: kinds.collect(), days: 0 }
    }

    /// The next day, with all of its jobs.
    pub fn day(&mut self, runs: &[Run]) {
        self.days += 1;
        for building in &mut self.kinds {
            building.day(runs, self.size);
        }
    }

    /// All days together, and what was kept before them.
    pub fn trends(self, since: Option<Timestamp>, before: Vec<Tally>) -> Trends {
        let size = self.size;
        let kinds = self.kinds.into_iter().filter(|building| !building.outcomes.is_empty());
        Trends { since, kinds: kinds.map(|building| building.trend(size)).collect(), before }
    }
}

impl Building {
    fn day(&mut self, runs: &[Run], size: Size) {
        let of_kind: Vec<&Run> = runs.iter().filter(|run| run.kind == self.kind).collect();
        if of_kind.is_empty() {
            self.days.push(None);
            return;
        }
        for run in &of_kind {
            match self.outcomes.iter_mut().find(|(outcome, _)| *outcome == run.outcome) {
                Some((_, count)) => *count += 1,
                None => self.outcomes.push((run.outcome, 1)),
            }
        }
        let well: Vec<&&Run> = of_kind.iter().filter(|run| run.outcome == Outcome::Well).collect();
        let mut took: Vec<SignedDuration> = well.iter().filter_map(|run| run.took).collect();
        took.sort_unstable();
        // What failed or was stopped has no size that says anything.
        let done = of_kind.iter().filter(|run| matches!(run.outcome, Outcome::Well | Outcome::Issues));
        let mut bytes: Vec<i64> = done.filter_map(|run| run.bytes).filter(|bytes| *bytes > 0).collect();
        bytes.sort_unstable();
        let bytes = match size {
            Size::Each => rank(&bytes, 1, 2),
            Size::Sum => bytes.iter().copied().reduce(i64::saturating_add),
        };
        self.days.push(Some(Day {
            well: count(well.len()),
            all: count(of_kind.len()),
            took: rank(&took, 1, 2),
            bytes,
        }));
        self.took.extend(took);
    }

    fn trend(mut self, size: Size) -> Trend {
        self.took.sort_unstable();
        self.outcomes.sort_unstable();
        let sizes: Vec<Option<i64>> = self.days.iter().map(|day| day.and_then(|day| day.bytes)).collect();
        // A sum of the day that still runs is not yet what it will be.
        let whole = if size == Size::Sum { sizes.len().saturating_sub(1) } else { sizes.len() };
        let sizes = &sizes[..whole];
        Trend {
            kind: self.kind,
            usual: rank(&self.took, 1, 2),
            slow: rank(&self.took, 9, 10),
            size: sizes.iter().rev().find_map(|size| *size),
            growth: growth(sizes),
            days: self.days,
            outcomes: self.outcomes,
        }
    }
}

/// The value that `part` of `whole` of the sorted values do not exceed (nearest rank).
fn rank<T: Copy>(sorted: &[T], part: usize, whole: usize) -> Option<T> {
    let place = (sorted.len() * part).div_ceil(whole);
    sorted.get(place.checked_sub(1)?).copied()
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Percent a week: the median of the slopes between all pairs of days (Theil and Sen), which a single odd day does not bend,
/// against the median size.
fn growth(days: &[Option<i64>]) -> Option<f64> {
    let known: Vec<(f64, f64)> =
        (0_u32..).zip(days).filter_map(|(day, size)| Some((f64::from(day), precise((*size)?)))).collect();
    let apart = known.last()?.0 - known.first()?.0;
    if known.len() < SIZES || apart < f64::from(count(APART)) {
        return None;
    }
    let pairs =
        known.iter().enumerate().flat_map(|(at, one)| known[at + 1..].iter().map(move |two| (one, two)));
    let mut slopes: Vec<f64> = pairs.map(|(one, two)| (two.1 - one.1) / (two.0 - one.0)).collect();
    slopes.sort_unstable_by(f64::total_cmp);
    let mut sizes: Vec<f64> = known.iter().map(|(_, size)| *size).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let usual = rank(&sizes, 1, 2).filter(|size| *size > 0.0)?;
    Some(rank(&slopes, 1, 2)? * 7.0 / usual * 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "a percentage of sizes needs no more than 52 bits")]
fn precise(bytes: i64) -> f64 {
    bytes as f64
}

/// One cell of a sparkline: how high of 8 levels (0 to 7) a value stands between none and `most`; `None` is a gap.
pub fn level(value: Option<f64>, most: f64) -> Option<u8> {
    let share = if most > 0.0 { value? / most } else { value.map(|_| 0.0)? };
    let levels = [0.07, 0.21, 0.36, 0.5, 0.64, 0.79, 0.93];
    u8::try_from(levels.iter().take_while(|level| share >= **level).count()).ok()
}

/// The levels of values between none and the largest of them.
pub fn levels(values: &[Option<f64>]) -> Vec<Option<u8>> {
    let most = values.iter().flatten().copied().fold(0.0, f64::max);
    values.iter().map(|value| level(*value, most)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: i64 = 1 << 30;

    fn run(outcome: Outcome, minutes: i64, gib: i64) -> Run {
        let took = Some(SignedDuration::from_mins(minutes));
        Run { kind: JobKind::Backup, outcome, took, bytes: Some(gib * GIB) }
    }

    fn of(size: Size, days: &[&[Run]]) -> Trends {
        let mut builder = Builder::new(size);
        for day in days {
            builder.day(day);
        }
        builder.trends(None, Vec::new())
    }

    #[test]
    fn a_day_without_jobs_is_a_gap_and_one_with_a_failure_is_none() {
        let trends = of(
            Size::Each,
            &[&[run(Outcome::Well, 9, 10)], &[], &[run(Outcome::Failed, 1, 0), run(Outcome::Well, 7, 12)]],
        );
        let [backups] = trends.kinds.as_slice() else { panic!("{trends:?}") };
        let days: Vec<_> = backups.days.iter().map(|day| day.map(|day| (day.well, day.all))).collect();
        assert_eq!(days, [Some((1, 1)), None, Some((1, 2))]);
        assert_eq!(backups.outcomes, [(Outcome::Well, 2), (Outcome::Failed, 1)]);
        assert_eq!((backups.well(), backups.all()), (2, 3));
        assert_eq!(backups.size, Some(12 * GIB));
    }

    #[test]
    fn what_failed_tells_neither_time_nor_size() {
        let trends = of(Size::Each, &[&[run(Outcome::Failed, 90, 99), run(Outcome::Stopped, 80, 98)]]);
        let [backups] = trends.kinds.as_slice() else { panic!("{trends:?}") };
        assert_eq!((backups.usual, backups.slow, backups.size), (None, None, None));
        assert_eq!(backups.days[0].map(|day| (day.took, day.bytes)), Some((None, None)));
    }

    #[test]
    fn kinds_are_told_apart() {
        let restore = Run { kind: JobKind::Restore, ..run(Outcome::Well, 60, 10) };
        let trends = of(Size::Each, &[&[run(Outcome::Well, 9, 10), restore]]);
        let usual: Vec<_> = trends.kinds.iter().map(|trend| (trend.kind, trend.usual)).collect();
        let minutes = |minutes| Some(SignedDuration::from_mins(minutes));
        assert_eq!(usual, [(JobKind::Backup, minutes(9)), (JobKind::Restore, minutes(60))]);
    }

    #[test]
    fn the_usual_time_is_the_median_and_the_slow_one_that_of_nine_in_ten() {
        let runs: Vec<Run> = (1..=20).map(|minutes| run(Outcome::Well, minutes, 1)).collect();
        let trends = of(Size::Each, &[&runs]);
        let backups = &trends.kinds[0];
        let minutes = |minutes| Some(SignedDuration::from_mins(minutes));
        assert_eq!((backups.usual, backups.slow), (minutes(10), minutes(18)));
    }

    #[test]
    fn a_plan_s_size_is_the_day_s_sum_without_the_day_that_still_runs() {
        let day = [run(Outcome::Well, 9, 10), run(Outcome::Well, 9, 20)];
        let trends = of(Size::Sum, &[&day, &day[..1]]);
        assert_eq!(trends.kinds[0].size, Some(30 * GIB));
        assert_eq!(of(Size::Each, &[&day]).kinds[0].size, Some(10 * GIB));
    }

    #[test]
    fn growth_is_told_by_enough_days_and_not_bent_by_an_odd_one() {
        let grown = |sizes: &[Option<i64>]| growth(sizes).map(f64::round);
        let steady: Vec<Option<i64>> = (0..30).map(|day| Some(100_000 + 1000 * day)).collect();
        assert_eq!(grown(&steady), Some(6.0), "7 000 a week on 114 000");
        let mut odd = steady.clone();
        odd[12] = Some(9_000_000);
        assert_eq!(grown(&odd), Some(6.0));
        let flat = [Some(5); 30];
        assert_eq!(grown(&flat), Some(0.0));
        assert_eq!(grown(&steady[..5]), None, "too few days");
        let mut far = [None; 30];
        far[0] = Some(1);
        far[29] = Some(2);
        assert_eq!(grown(&far), None, "too few sizes");
        assert_eq!(grown(&[]), None);
        assert_eq!(grown(&[Some(0); 30]), None, "nothing does not grow");
    }

    #[test]
    fn levels_stand_between_none_and_the_largest_and_gaps_stay_gaps() {
        let table = [
            (&[Some(0.0), Some(50.0), Some(100.0), None][..], vec![Some(0), Some(4), Some(7), None]),
            (&[Some(100.0), Some(97.0), Some(1.0)], vec![Some(7), Some(7), Some(0)]),
            (&[Some(0.0), Some(0.0)], vec![Some(0), Some(0)]),
            (&[None, None], vec![None, None]),
            (&[], vec![]),
        ];
        for (values, wanted) in table {
            assert_eq!(levels(values), wanted, "{values:?}");
        }
    }
}
