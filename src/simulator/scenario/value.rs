//! Values that scenario files write as text: relative times, sizes.

use std::str::FromStr;

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::{Deserialize, Deserializer};

/// Why a value is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Not a relative time.
    #[error("`{0}` is not a time such as -2h14m, +7m, -3d or now")]
    Offset(String),
    /// Not a size.
    #[error("`{0}` is not a size such as 212 GiB")]
    Size(String),
}

/// A time relative to the load of the scenario (`-2h14m`, `+7m`, `-3d`, `now`), or a length (`9m`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Offset(pub(in crate::simulator) SignedDuration);

impl FromStr for Offset {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if text == "now" {
            return Ok(Self::default());
        }
        let error = || ValueError::Offset(text.to_owned());
        let span: Span = text.parse().map_err(|_| error())?;
        span.to_duration(SpanRelativeTo::days_are_24_hours()).map(Self).map_err(|_| error())
    }
}

impl Offset {
    /// Whole minutes, for windows; never negative.
    pub fn minutes(self) -> i64 {
        self.0.as_mins().max(0)
    }
}

/// A size in bytes, written as `750 MiB`, `212 GiB` or `1.4 TiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Size(pub(in crate::simulator) u64);

const UNITS: [(&str, f64); 4] =
    [("KiB", 1024.0), ("MiB", 1_048_576.0), ("GiB", 1_073_741_824.0), ("TiB", 1_099_511_627_776.0)];

impl FromStr for Size {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let read = |(unit, factor): &(&str, f64)| {
            let number: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be a sane size"
            )]
            (number.is_finite() && (0.0..1e6).contains(&number)).then_some(Self((number * factor) as u64))
        };
        UNITS.iter().find_map(read).ok_or_else(|| ValueError::Size(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_read_as_people_write_them() {
        let seconds = |text: &str| text.parse::<Offset>().unwrap().0.as_secs();
        assert_eq!(seconds("now"), 0);
        assert_eq!(seconds("-2h14m"), -(2 * 3600 + 14 * 60));
        assert_eq!(seconds("+7m"), 420);
        assert_eq!(seconds("-3d"), -3 * 86_400);
        assert_eq!(seconds("45s"), 45);
        assert!("tomorrow".parse::<Offset>().is_err());
    }

    #[test]
    fn sizes_need_a_unit() {
        assert_eq!("212 GiB".parse(), Ok(Size(212 << 30)));
        assert_eq!("1.5 TiB".parse(), Ok(Size(1_649_267_441_664)));
        assert_eq!("212".parse::<Size>(), Err(ValueError::Size("212".to_owned())));
    }
}
