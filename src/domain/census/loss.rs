//! What is missing between two counts, or between jobs and a count: points that were to be kept and are not there.
//!
//! All of it errs to one side: what may have ended by its lifecycle, or be hidden by points of other kinds, counts as there.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Census, Expected};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::resource;
use crate::text::Text;

/// So many points of one vault at once are more than somebody's tidying up.
pub const MANY_LOST: u64 = 5;
/// A count takes a while, and clocks differ: what is due so soon after its begin may be gone by its lifecycle.
const SLACK: SignedDuration = SignedDuration::from_hours(1);

/// The snapshots of one vault that are to be kept, by the day (UTC, since 1970) on which that ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keeping {
    days: BTreeMap<i64, u64>,
    for_ever: u64,
    /// Those, whatever has become of them, that were made before the count before this one began.
    older: u64,
}

/// A resource that has no recovery point left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostResource {
    /// Its ARN.
    pub resource: Text,
    /// What it is called.
    pub label: String,
    /// The one that was to be kept the longest.
    pub point: Text,
    /// Its vault's name.
    pub vault: Text,
    /// The job that made it, where it is known.
    pub job: Option<Text>,
    /// It was there, or was made, at.
    pub seen: Timestamp,
    /// It was to be kept until then; `None` for ever.
    pub until: Option<Timestamp>,
    /// The count that did not find it began at.
    pub counted: Timestamp,
}

/// A vault that has lost points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostPoints {
    /// The vault's name.
    pub vault: Text,
    /// How many, at least.
    pub points: u64,
    /// Of so many.
    pub of: u64,
    /// Which, where jobs tell.
    pub known: Vec<Text>,
    /// They were there at; else they were made by jobs of the last day.
    pub seen: Option<Timestamp>,
    /// The count that did not find them began at.
    pub counted: Timestamp,
    /// The vault itself is gone.
    pub with_vault: bool,
}

/// All that one count lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses {
    /// Resources without any point.
    pub resources: Vec<LostResource>,
    /// Vaults that lack some.
    pub vaults: Vec<LostPoints>,
}

/// Whether a point is a snapshot that stands for itself: AWS gives continuous ones no date, and a nested one goes with its
/// composite.
fn is_plain(point: &RecoveryPoint) -> bool {
    let temporary = point.lifecycle.is_some_and(|lifecycle| lifecycle.delete_after_copy);
    point.parent.is_none() && point.is_continuous() == Some(false) && !temporary
}

fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(24 * 3600)
}

impl Keeping {
    /// Counts one more. `began`: this count's begin; `since`: that of the one before it.
    pub(super) fn add(&mut self, point: &RecoveryPoint, began: Timestamp, since: Option<Timestamp>) {
        let (true, Some(created)) = (is_plain(point), point.created) else { return };
        let over = point.status == PointStatus::Expired
            && since.is_some_and(|since| point.calculated.delete_at.is_some_and(|end| end <= since));
        if since.is_some_and(|since| created < since) && !over {
            self.older += 1;
        }
        if !point.is_usable() || created >= began {
            return;
        }
        match point.calculated.delete_at {
            Some(end) => *self.days.entry(day(end)).or_default() += 1,
            None if point.never_expires() => self.for_ever += 1,
            None => {}
        }
    }

    /// How many are to be kept beyond the day of a time.
    fn beyond(&self, at: Timestamp) -> u64 {
        let later = self.days.range(day(at) + 1..).map(|(_, points)| points);
        later.sum::<u64>() + self.for_ever
    }
}

impl Losses {
    /// What a count lacks of what jobs made, and of what the count before it had.
    pub fn of(before: Option<&Census>, now: &Census) -> Self {
        let mut losses = Self { resources: resources(before, now), vaults: made(now) };
        for fallen in before.map(|before| fallen(before, now)).unwrap_or_default() {
            match losses.vaults.iter_mut().find(|known| known.vault == fallen.vault) {
                Some(known) if known.points >= fallen.points => known.with_vault |= fallen.with_vault,
                Some(known) => *known = fallen,
                None => losses.vaults.push(fallen),
            }
        }
        losses
    }

    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.vaults.is_empty()
    }
}

/// Resources of which no vault holds anything. Only where every vault was read.
fn resources(before: Option<&Census>, now: &Census) -> Vec<LostResource> {
    if !now.is_whole() {
        return Vec::new();
    }
    let end = now.began.checked_add(SLACK).unwrap_or(now.began);
    let mut lost: BTreeMap<&Text, LostResource> = BTreeMap::new();
    let mut longest: BTreeMap<&Text, &Expected> = BTreeMap::new();
    let missing = now.awaited.values().filter(|one| one.is_kept_at(end));
    for one in missing.filter(|one| !now.resources.contains_key(&one.resource)) {
        let known = longest.entry(&one.resource).or_insert(one);
        if one.outlasts(known) {
            *known = one;
        }
    }
    for one in longest.into_values() {
        lost.insert(
            &one.resource,
            LostResource {
                resource: one.resource.clone(),
                label: one.label.clone(),
                point: one.point.clone(),
                vault: one.vault.clone(),
                job: Some(one.job.clone()),
                seen: one.completed,
                until: one.until,
                counted: now.began,
            },
        );
    }
    let known = before.into_iter().flat_map(|before| {
        let gone = before.resources.iter().filter(|(arn, _)| !now.resources.contains_key(*arn));
        gone.map(|(arn, held)| (arn, held, before.began))
    });
    for (arn, held, seen) in known {
        let Some(longest) = held.longest.as_ref().filter(|kept| kept.until.is_none_or(|until| until > end))
        else {
            continue;
        };
        if resource::is_of_restore_test(arn) {
            continue;
        }
        lost.entry(arn).or_insert_with(|| LostResource {
            resource: arn.clone(),
            label: resource::label(held.name.as_ref(), Some(arn)).to_owned(),
            point: longest.point.clone(),
            vault: longest.vault.clone(),
            job: None,
            seen,
            until: longest.until,
            counted: now.began,
        });
    }
    lost.into_values().collect()
}

/// Vaults that lack many points that jobs of plans made lately.
fn made(now: &Census) -> Vec<LostPoints> {
    let end = now.began.checked_add(SLACK).unwrap_or(now.began);
    let mut vaults: BTreeMap<&Text, Vec<Text>> = BTreeMap::new();
    let snapshot = |one: &&Expected| !one.point.raw().contains(":recovery-point:continuous:");
    let missing = now.awaited.values().filter(|one| one.planned && one.is_kept_at(end)).filter(snapshot);
    for one in missing.filter(|one| now.was_read(&one.vault)) {
        vaults.entry(&one.vault).or_default().push(one.point.clone());
    }
    let many = vaults.into_iter().filter_map(|(vault, mut known)| {
        known.sort();
        let points = u64::try_from(known.len()).unwrap_or(u64::MAX);
        let with_vault = !now.vaults.contains_key(vault);
        (points >= MANY_LOST || with_vault).then(|| LostPoints {
            vault: vault.clone(),
            points,
            of: points + now.vaults.get(vault).map_or(0, |count| count.all.points),
            known,
            seen: None,
            counted: now.began,
            with_vault,
        })
    });
    many.collect()
}

/// Vaults of which both counts tell, and which have far fewer than were to be kept.
fn fallen(before: &Census, now: &Census) -> Vec<LostPoints> {
    // The later count has to know which of its points were there before.
    if now.since != Some(before.began) {
        return Vec::new();
    }
    let end = now.began.checked_add(SLACK).unwrap_or(now.began);
    let fallen = before.keeping.iter().filter_map(|(vault, keeping)| {
        if !now.was_read(vault) {
            return None;
        }
        let (kept, there) = (keeping.beyond(end), now.keeping.get(vault).map_or(0, |now| now.older));
        let points = kept.saturating_sub(there);
        let with_vault = !now.vaults.contains_key(vault);
        let many = points >= MANY_LOST && points.saturating_mul(10) >= kept;
        (many || (with_vault && points > 0)).then(|| LostPoints {
            vault: vault.clone(),
            points,
            of: kept,
            known: Vec::new(),
            seen: Some(before.began),
            counted: now.began,
            with_vault,
        })
    });
    fallen.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lifecycle::{CalculatedLifecycle, Lifecycle};

    fn noon() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn hours(hours: i64) -> Timestamp {
        noon() + SignedDuration::from_hours(hours)
    }

    /// A snapshot of `resource`, made so many hours before noon and kept for so many days; 0 is for ever.
    fn point(id: &str, resource: &str, age: i64, days: i64) -> RecoveryPoint {
        let kept = (days > 0).then_some(days);
        RecoveryPoint {
            arn: format!("arn:aws:rds:us-east-1:1:snapshot:awsbackup:{id}").into(),
            vault: Some("daily".into()),
            resource: Some(resource.into()),
            resource_name: Some(format!("{resource}-name").into()),
            created: Some(hours(-age)),
            lifecycle: Some(Lifecycle { delete_after_days: kept, ..Lifecycle::default() }),
            calculated: CalculatedLifecycle {
                cold_at: None,
                delete_at: kept.map(|days| hours(-age + days * 24)),
            },
            ..RecoveryPoint::default()
        }
    }

    /// Ten daily snapshots of `r`, kept for 35 days.
    fn month() -> Vec<RecoveryPoint> {
        (1..=10).map(|day| point(&format!("r{day}"), "r", day * 24, 35)).collect()
    }

    fn counted(
        at: Timestamp,
        since: Option<Timestamp>,
        points: Vec<RecoveryPoint>,
        awaited: Vec<Expected>,
    ) -> Census {
        let mut census = Census::begin(at).after(since, awaited);
        census.vaults(["daily".into(), "other".into()].into_iter());
        census.page(points);
        census
    }

    /// A count at noon, one half an hour later, and what that lacks: resources, and vaults with how many.
    fn between(before: Vec<RecoveryPoint>, after: Vec<RecoveryPoint>) -> (Vec<String>, Vec<(String, u64)>) {
        let before = counted(noon(), None, before, Vec::new());
        let now = counted(noon() + SignedDuration::from_mins(30), Some(noon()), after, Vec::new());
        told(&Losses::of(Some(&before), &now))
    }

    fn told(losses: &Losses) -> (Vec<String>, Vec<(String, u64)>) {
        let resources = losses.resources.iter().map(|one| one.label.clone()).collect();
        (resources, losses.vaults.iter().map(|one| (one.vault.to_string(), one.points)).collect())
    }

    #[test]
    fn what_two_counts_tell() {
        let none = || (Vec::<String>::new(), Vec::<(String, u64)>::new());
        assert_eq!(between(month(), month()), none());
        let more = [month(), vec![point("new", "r", 0, 35)]].concat();
        assert_eq!(between(month(), more), none(), "one more");
        assert_eq!(between(month(), month().split_off(4)), none(), "four are no more than a tidying up");
        assert_eq!(between(month(), month().split_off(5)), (vec![], vec![("daily".into(), 5)]));
        assert_eq!(
            between(month(), Vec::new()),
            (vec!["r-name".into()], vec![("daily".into(), 10)]),
            "all of them"
        );
        let fresh = vec![point("new", "r", 0, 35)];
        assert_eq!(
            between(month(), fresh),
            (vec![], vec![("daily".into(), 10)]),
            "a new one is none of the old"
        );
        let (one, other) = (vec![point("a", "s", 30, 0)], vec![point("b", "t", 30, 0)]);
        assert_eq!(between(one, other), (vec!["s-name".into()], vec![]), "kept for ever");
    }

    #[test]
    fn what_ends_by_its_lifecycle_or_stands_for_nothing_is_not_missed() {
        type Change = fn(&mut RecoveryPoint);
        let cases: [(&str, Change); 8] = [
            ("due", |point| point.calculated.delete_at = Some(hours(0))),
            ("due before the count can be over", |point| point.calculated.delete_at = Some(hours(1))),
            ("expired", |point| point.status = PointStatus::Expired),
            ("being deleted", |point| point.status = PointStatus::Deleting),
            ("part of a stack", |point| point.parent = Some("stack".into())),
            ("on its way to an air-gapped vault", |point| {
                point.lifecycle = Some(Lifecycle { delete_after_copy: true, ..Lifecycle::default() });
                point.calculated.delete_at = None;
            }),
            ("continuous", |point| {
                point.arn =
                    format!("arn:aws:rds:us-east-1:1:recovery-point:continuous:{}", point.arn.raw()).into();
                point.calculated.delete_at = None;
            }),
            ("nobody knows for how long", |point| {
                (point.lifecycle, point.calculated.delete_at) = (None, None);
            }),
        ];
        for (why, change) in cases {
            let mut points = month();
            points.iter_mut().for_each(change);
            assert_eq!(between(points, Vec::new()), (vec![], vec![]), "{why}");
        }
    }

    #[test]
    fn a_vault_that_could_not_be_read_lacks_nothing_and_one_that_is_gone_all() {
        let before = counted(noon(), None, month(), Vec::new());
        let mut unread = counted(hours(1), Some(noon()), Vec::new(), Vec::new());
        unread.miss("daily".into(), "not allowed".into());
        assert_eq!(Losses::of(Some(&before), &unread), Losses::default());
        let mut gone = Census::begin(hours(1)).after(Some(noon()), Vec::new());
        gone.vaults(["other".into()].into_iter());
        assert!(Losses::of(Some(&before), &gone).vaults[0].with_vault);
        let broken_off = counted(hours(1), Some(hours(-1)), Vec::new(), Vec::new());
        assert_eq!(Losses::of(Some(&before), &broken_off).vaults, [], "it was not told what is old");
    }

    fn made(id: &str, resource: &str, days: i64) -> Expected {
        Expected {
            point: point(id, resource, 2, days).arn,
            vault: "daily".into(),
            resource: resource.into(),
            label: format!("{resource}-name"),
            job: id.into(),
            completed: hours(-2),
            until: (days > 0).then(|| hours(days * 24)),
            planned: true,
        }
    }

    fn of_jobs(made: Vec<Expected>, points: Vec<RecoveryPoint>) -> (Vec<String>, Vec<(String, u64)>) {
        told(&Losses::of(None, &counted(noon(), None, points, made)))
    }

    #[test]
    fn what_jobs_made_is_missed_by_the_first_count() {
        let six = || (1..=6).map(|at| made(&format!("p{at}"), "r", 7)).collect::<Vec<_>>();
        let there = |range: std::ops::RangeInclusive<i64>| {
            range.map(|at| point(&format!("p{at}"), "r", 2, 7)).collect::<Vec<_>>()
        };
        assert_eq!(of_jobs(six(), there(1..=6)), (vec![], vec![]));
        assert_eq!(of_jobs(six(), there(1..=2)), (vec![], vec![]), "four are no more than a tidying up");
        assert_eq!(of_jobs(six(), there(1..=1)), (vec![], vec![("daily".into(), 5)]));
        assert_eq!(of_jobs(six(), vec![]), (vec!["r-name".into()], vec![("daily".into(), 6)]));
        let on_demand = six().into_iter().map(|one| Expected { planned: false, ..one }).collect();
        assert_eq!(of_jobs(on_demand, there(1..=1)), (vec![], vec![]), "made on demand, deleted on demand");
        assert_eq!(of_jobs(vec![made("p", "r", 7)], vec![point("q", "r", 900, 0)]), (vec![], vec![]));
        let over = Expected { until: Some(hours(1)), ..made("p", "r", 1) };
        assert_eq!(of_jobs(vec![over], vec![]), (vec![], vec![]), "it may have ended by now");
    }
}
