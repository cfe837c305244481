//! How long a resource's jobs usually take.

use jiff::SignedDuration;

/// How long the jobs of one kind and resource took of late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// Half of them took no longer.
    pub median: SignedDuration,
    /// Nine of ten took no longer.
    pub p90: SignedDuration,
    /// Of how many jobs.
    pub of: usize,
}

/// Fewer jobs than this tell nothing of what is usual.
pub const LEAST: usize = 3;

impl Usual {
    /// What these lengths tell; nothing if they are too few. By nearest rank: each figure is the length of a job that was.
    pub fn of(mut took: Vec<SignedDuration>) -> Option<Self> {
        if took.len() < LEAST {
            return None;
        }
        took.sort_unstable();
        let rank = |percent: usize| took.get((took.len() * percent).div_ceil(100).saturating_sub(1)).copied();
        Some(Self { median: rank(50)?, p90: rank(90)?, of: took.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(minutes: &[i64]) -> Option<(i64, i64, usize)> {
        let usual = Usual::of(minutes.iter().copied().map(SignedDuration::from_mins).collect())?;
        Some((usual.median.as_mins(), usual.p90.as_mins(), usual.of))
    }

    #[test]
    fn median_and_p90_are_lengths_that_were_and_too_few_tell_nothing() {
        for (minutes, wanted) in [
            (&[][..], None),
            (&[9, 9], None),
            (&[30, 9, 10], Some((10, 30, 3))),
            (&[4, 3, 2, 1], Some((2, 4, 4))),
            (&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], Some((5, 9, 10))),
            (&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], Some((6, 10, 11))),
        ] {
            assert_eq!(of(minutes), wanted, "{minutes:?}");
        }
    }
}
