//! Metrics of AWS/Backup: what happened, counted in 5-minute buckets, one series for each dimension set.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// The only namespace that the simulator has metrics for.
pub(super) const NAMESPACE: &str = "AWS/Backup";
/// The service emits a value about this often, in seconds.
pub(super) const BUCKET: i64 = 300;

/// Something that a metric counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event<'a> {
    /// The metric's name.
    pub(super) metric: &'static str,
    /// `EBS`, `RDS` and so on.
    pub(super) resource_type: &'a str,
    /// The vault; for copies the destination vault.
    pub(super) vault: &'a str,
    /// When it happened.
    pub(super) at: Timestamp,
}

/// The identity of a series. At least one dimension is present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Series<'a> {
    /// The metric's name.
    pub(super) metric: &'a str,
    /// The value of dimension `ResourceType`.
    pub(super) resource_type: Option<&'a str>,
    /// The value of dimension `BackupVaultName`.
    pub(super) vault: Option<&'a str>,
}

impl<'a> Series<'a> {
    /// The dimensions that are present, by name.
    pub(super) fn dimensions(&self) -> Vec<(&'static str, &'a str)> {
        [("BackupVaultName", self.vault), ("ResourceType", self.resource_type)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

/// A series' values by the epoch second at which their bucket starts. There are no zeros.
pub(super) type Points = BTreeMap<i64, f64>;

/// Counts events. Each goes into the series of each dimension set that the service publishes.
pub(super) fn count<'a>(events: impl IntoIterator<Item = Event<'a>>) -> BTreeMap<Series<'a>, Points> {
    let mut all: BTreeMap<Series<'a>, Points> = BTreeMap::new();
    for Event { metric, resource_type, vault, at } in events {
        let start = floor(at.as_second(), BUCKET);
        for (resource_type, vault) in
            [(Some(resource_type), None), (None, Some(vault)), (Some(resource_type), Some(vault))]
        {
            let points = all.entry(Series { metric, resource_type, vault }).or_default();
            *points.entry(start).or_default() += 1.0;
        }
    }
    all
}

/// The start of the period that a second lies in.
pub(super) fn floor(second: i64, period: i64) -> i64 {
    second - second.rem_euclid(period)
}

/// Puts the points of `from..to` together to longer periods, oldest first; `None` for an unknown statistic.
pub(super) fn statistic(
    points: &Points,
    stat: &str,
    period: i64,
    from: i64,
    to: i64,
) -> Option<Vec<(i64, f64)>> {
    let mut periods: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    for (at, value) in points.range(floor(from, period)..to.max(from)) {
        periods.entry(floor(*at, period)).or_default().push(*value);
    }
    periods.into_iter().map(|(at, values)| Some((at, reduce(stat, &values)?))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a period holds a few thousand values at most")]
fn reduce(stat: &str, values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    let samples = values.len() as f64;
    Some(match stat {
        "Sum" => sum,
        "SampleCount" => samples,
        "Average" => sum / samples,
        "Minimum" => values.iter().copied().fold(f64::INFINITY, f64::min),
        "Maximum" => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(resource_type: &'static str, second: i64) -> Event<'static> {
        let at = Timestamp::from_second(second).unwrap();
        Event { metric: "NumberOfBackupJobsFailed", resource_type, vault: "prod-daily", at }
    }

    fn points(resource_type: Option<&str>, vault: Option<&str>) -> Option<Points> {
        let all = count([event("EBS", 600), event("EBS", 899), event("EC2", 900)]);
        all.get(&Series { metric: "NumberOfBackupJobsFailed", resource_type, vault }).cloned()
    }

    #[test]
    fn each_dimension_set_counts_for_itself() {
        assert_eq!(points(Some("EBS"), None), Some(Points::from([(600, 2.0)])));
        assert_eq!(points(None, Some("prod-daily")), Some(Points::from([(600, 2.0), (900, 1.0)])));
        assert_eq!(points(Some("EC2"), Some("prod-daily")), Some(Points::from([(900, 1.0)])));
        assert_eq!(points(None, None), None);
    }

    #[test]
    fn longer_periods_put_buckets_together() {
        let points = Points::from([(600, 2.0), (900, 1.0), (3600, 5.0)]);
        assert_eq!(statistic(&points, "Sum", 3600, 0, 7200), Some(vec![(0, 3.0), (3600, 5.0)]));
        assert_eq!(statistic(&points, "Average", 3600, 0, 3600), Some(vec![(0, 1.5)]));
        assert_eq!(statistic(&points, "Maximum", 300, 0, 900), Some(vec![(600, 2.0)]));
        assert_eq!(statistic(&points, "p99", 300, 0, 900), None);
    }
}
