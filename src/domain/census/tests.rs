use super::*;
use crate::domain::lifecycle::{CalculatedLifecycle, Lifecycle};
use crate::domain::way_back::Barred;

const DB: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "the fields that it fills may be unknown")]
fn ago(hours: i64) -> Option<Timestamp> {
    Some(noon() - jiff::SignedDuration::from_hours(hours))
}

/// A snapshot of the database in a vault, kept for 35 days.
fn point(id: &str, vault: &str, hours: i64, size: i64) -> RecoveryPoint {
    RecoveryPoint {
        arn: format!("arn:aws:rds:us-east-1:123456789012:snapshot:awsbackup:{id}").into(),
        vault: Some(vault.into()),
        vault_arn: Some(format!("arn:aws:backup:us-east-1:123456789012:backup-vault:{vault}").into()),
        resource: Some(DB.into()),
        created: ago(hours),
        size: Some(size),
        encrypted: Some(true),
        lifecycle: Some(Lifecycle { delete_after_days: Some(35), ..Lifecycle::default() }),
        calculated: CalculatedLifecycle { cold_at: None, delete_at: ago(hours - 35 * 24) },
        ..RecoveryPoint::default()
    }
}

fn counted(points: Vec<RecoveryPoint>) -> Census {
    let mut census = Census::begin(noon());
    census.vaults(["daily".into(), "empty".into()].into_iter());
    census.page(points);
    census
}

#[test]
fn a_vault_is_summed_and_an_empty_one_has_none() {
    let census = counted(vec![
        point("a", "daily", 30, 10),
        RecoveryPoint { status: PointStatus::Expired, ..point("b", "daily", 1000, 7) },
        RecoveryPoint {
            lifecycle: None,
            calculated: CalculatedLifecycle::default(),
            ..point("c", "daily", 5, 100)
        },
        RecoveryPoint { size: None, encrypted: Some(false), ..point("d", "daily", 4, 0) },
        RecoveryPoint { status: PointStatus::Partial, ..point("e", "daily", 3, 1) },
    ]);
    let daily = &census.vaults["daily"];
    assert_eq!(daily.all, Sum { points: 5, bytes: 118 });
    assert_eq!(daily.expired, Sum { points: 1, bytes: 7 });
    assert_eq!(daily.never, Sum { points: 1, bytes: 100 });
    assert_eq!((daily.unsized_points, daily.unencrypted, daily.partial, daily.stopped), (1, 1, 1, 0));
    assert_eq!((daily.oldest, daily.newest), (ago(1000), ago(3)));
    assert_eq!(census.vaults["empty"], VaultCount::default());
    assert_eq!(census.all_expired(), Sum { points: 1, bytes: 7 });
    assert_eq!((census.expired.len(), census.partial.len(), census.stopped.len()), (1, 1, 0));
}

#[test]
fn a_resource_is_known_by_its_newest_usable_point_in_whatever_order_they_come() {
    let points = [point("old", "daily", 50, 10), point("new", "daily", 2, 30), point("mid", "daily", 26, 12)];
    let broken = RecoveryPoint { status: PointStatus::Partial, ..point("broken", "daily", 1, 1) };
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]] {
        let some = order.iter().map(|at| points[*at].clone()).chain([broken.clone()]);
        let census = counted(some.collect());
        let held = &census.resources[DB];
        let (place, newest) = held.newest().unwrap();
        assert!(newest.arn.as_str().ends_with(":new"), "{order:?}");
        assert_eq!(place.before.as_ref().and_then(|before| before.size), Some(12), "{order:?}");
        assert_eq!((held.usable, held.partial, place.usable), (3, 1, 3));
    }
}

#[test]
fn copies_and_originals_are_told_apart_by_vault() {
    let source: Text = "arn:aws:backup:us-west-2:123456789012:backup-vault:home".into();
    let copy = |id| RecoveryPoint { source_vault: Some(source.clone()), ..point(id, "copies", 3, 1) };
    let mixed = RecoveryPoint { source_vault: Some(source.clone()), ..point("m", "daily", 3, 1) };
    let census = counted(vec![copy("x"), copy("y"), mixed, point("own", "daily", 4, 1)]);
    let places = &census.resources[DB].places;
    assert_eq!(places.iter().map(|place| place.source.is_some()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn only_what_is_in_trouble_altogether_is_lost() {
    let of = |statuses: &[PointStatus]| {
        let points = statuses
            .iter()
            .map(|status| RecoveryPoint { status: status.clone(), ..point("p", "daily", 9, 1) });
        counted(points.collect()).resources.remove(DB).unwrap()
    };
    for (statuses, lost) in [
        (&[PointStatus::Expired, PointStatus::Stopped][..], true),
        (&[PointStatus::Partial], true),
        (&[PointStatus::Expired, PointStatus::Completed], false),
        (&[PointStatus::Expired, PointStatus::Creating], false),
        (&[PointStatus::Expired, PointStatus::Other("NEW".into())], false),
        (&[PointStatus::Deleting], false),
        (&[PointStatus::Available], false),
    ] {
        assert_eq!(of(statuses).is_lost(), lost, "{statuses:?}");
    }
    assert_eq!(
        of(&[PointStatus::Expired, PointStatus::Expired, PointStatus::Stopped]).trouble(),
        "2 expired, 1 stopped"
    );
}

#[test]
fn a_vault_that_could_not_be_read_is_no_empty_one() {
    let mut census = counted(Vec::new());
    assert!(census.is_whole());
    census.miss("daily".into(), "lacks x".to_owned());
    assert!(!census.is_whole());
    assert!(!census.vaults.contains_key("daily"));
}

#[test]
fn a_point_is_kept_for_ever_only_where_that_is_told() {
    let usual = || point("p", "daily", 9, 1);
    let bare = CalculatedLifecycle::default();
    let of = |lifecycle| RecoveryPoint { lifecycle, calculated: bare, ..usual() };
    let for_ever = Some(Lifecycle { delete_after_days: Some(-1), ..Lifecycle::default() });
    let until_copied = Some(Lifecycle { delete_after_copy: true, ..Lifecycle::default() });
    let continuous = "arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:db-1";
    for (point, never) in [
        (usual(), false),
        (of(None), true),
        (of(for_ever), true),
        (of(until_copied), false),
        (RecoveryPoint { vault_arn: None, ..of(None) }, false),
        (RecoveryPoint { parent: Some("composite".into()), ..of(None) }, false),
        (RecoveryPoint { arn: continuous.into(), ..of(None) }, false),
        (RecoveryPoint { status: PointStatus::Creating, ..of(None) }, false),
    ] {
        assert_eq!(point.never_expires(), never, "{point:?}");
    }
}

#[test]
fn a_size_jumps_when_it_more_than_doubles_or_halves() {
    for (now, before, jumps) in [
        (Some(100), Some(50), None),
        (Some(101), Some(50), Some("more than twice")),
        (Some(50), Some(100), None),
        (Some(49), Some(100), Some("less than half")),
        (Some(0), Some(100), Some("less than half")),
        (Some(100), Some(0), None),
        (None, Some(100), None),
        (Some(i64::MAX), Some(i64::MAX), None),
    ] {
        let said = Sound::jump(now, before);
        assert_eq!(said.is_some(), jumps.is_some(), "{now:?} {before:?}");
        assert!(said.unwrap_or_default().starts_with(jumps.unwrap_or_default()));
    }
}

#[test]
fn a_part_of_a_stack_counts_for_the_stack_only_while_there_is_no_point_of_the_whole() {
    let part = |id, days| RecoveryPoint { parent: Some("whole".into()), ..point(id, "daily", days, 1) };
    let whole = RecoveryPoint { is_parent: true, ..point("whole", "daily", 9, 200) };
    let broken =
        RecoveryPoint { status: PointStatus::Partial, is_parent: true, ..point("new", "daily", 1, 1) };
    let held = |points: Vec<RecoveryPoint>| {
        let mut census = counted(points);
        census.settle();
        census.resources.into_values().next().unwrap()
    };
    let stack = held(vec![part("t1", 1), whole.clone(), part("t2", 9), broken]);
    assert_eq!((stack.usable, stack.partial), (1, 1));
    assert_eq!(stack.newest().map(|(_, sound)| sound.arn.clone()), Some(whole.arn));
    let volume = held(vec![part("v2", 2), part("v1", 1), point("own", "daily", 5, 1)]);
    assert_eq!(volume.usable, 3);
    assert_eq!(volume.newest().map(|(_, sound)| sound.created), Some(ago(1)));
    let places: Vec<_> = volume.places.iter().map(|place| (place.usable, place.before.is_some())).collect();
    assert_eq!(places, [(3, true)]);
}

#[test]
fn the_newest_point_whose_key_can_be_used_is_known_of_each_vault() {
    let keyed =
        |id, vault, days, key: &str| RecoveryPoint { key: Some(key.into()), ..point(id, vault, days, 1) };
    let census = counted(vec![
        keyed("a", "daily", 1, "bad"),
        keyed("b", "daily", 2, "bad"),
        keyed("c", "weekly", 4, "good"),
    ]);
    let held = census.resources.into_values().next().unwrap();
    let barred = Barred::default().and(Some("bad".into()));
    assert_eq!(held.newest().map(|(_, sound)| sound.created), Some(ago(1)));
    assert_eq!(held.newest_but(&barred, &DB.into()).map(|(_, sound)| sound.created), Some(ago(4)));
    assert!(held.newest_but(&barred.and(Some("good".into())), &DB.into()).is_none());
}
