use super::*;
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};

const DB: &str = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
const BUCKET: &str = "arn:aws:s3:::media";

fn noon() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn ago(hours: i64) -> Timestamp {
    noon() - SignedDuration::from_hours(hours)
}

fn place(region: &str) -> Place {
    Place { account: "123456789012".to_owned(), region: region.to_owned() }
}

fn point(of: &str, vault: &str, hours: i64) -> RecoveryPoint {
    RecoveryPoint {
        arn: format!("point-{vault}-{hours}").into(),
        vault: Some(vault.into()),
        resource: Some(of.into()),
        created: Some(ago(hours)),
        ..RecoveryPoint::default()
    }
}

fn copied(point: RecoveryPoint) -> RecoveryPoint {
    let source = "arn:aws:backup:us-east-1:123456789012:backup-vault:daily";
    RecoveryPoint { source_vault: Some(source.into()), ..point }
}

/// A count that began an hour ago.
fn census(points: Vec<RecoveryPoint>) -> Census {
    let mut census = Census::begin(ago(1));
    census.page(points);
    census
}

fn made(vault: &str, hours: i64, keep: Option<i64>) -> Made {
    Made {
        scope: ScopeId(0),
        job: "copy-1".into(),
        vault: format!("arn:aws:backup:{vault}").into(),
        created: ago(hours),
        completed: Some(ago(hours)),
        backup_job: None,
        source: None,
        lifecycle: keep.map(|days| Lifecycle { delete_after_days: Some(days), ..Lifecycle::default() }),
    }
}

/// What is there of a resource, given the counts by Region and what copy jobs made.
fn of(arn: &str, counts: &[(&str, &Census)], made: &[Made], whole: bool, last: Option<i64>) -> Holdings {
    listed_in("us-east-1", arn, counts, made, whole, last)
}

fn listed_in(
    region: &str,
    arn: &str,
    counts: &[(&str, &Census)],
    made: &[Made],
    whole: bool,
    last: Option<i64>,
) -> Holdings {
    let places: Vec<Place> = counts.iter().map(|(region, _)| place(region)).collect();
    let watched: Vec<Watched<'_>> = (0..)
        .zip(counts.iter().zip(&places))
        .map(|(scope, ((_, census), place))| Watched { scope: ScopeId(scope), place, census })
        .collect();
    let made: Vec<_> = made.iter().map(|made| (made, made.created)).collect();
    let listed = place(region);
    holdings(&Asked {
        arn: &arn.into(),
        listed: Some(&listed),
        last_backup: last.map(ago),
        watched: &watched,
        made: &made,
        copies_are_whole: whole,
        now: noon(),
    })
}

fn at(hours: i64) -> Sighting {
    Sighting::At(ago(hours))
}

fn rule(marks: [Option<bool>; 3]) -> Rule {
    Rule { copies: marks[0], places: marks[1], elsewhere: marks[2] }
}

const YES: Option<bool> = Some(true);
const NO: Option<bool> = Some(false);

#[test]
fn nothing_is_concluded_before_all_was_read() {
    assert_eq!(of(DB, &[], &[], true, Some(9)), Holdings::default());
    let mut blind = census(vec![point(DB, "daily", 30)]);
    blind.miss("weekly".into(), "lacks x".to_owned());
    let holdings = of(DB, &[("us-east-1", &blind)], &[], true, Some(9));
    assert_eq!((holdings.newest, holdings.copy), (Sighting::Unknown, Sighting::Unknown));
    assert_eq!(holdings.rule, Rule::default(), "the vault that was not read may hold another");
    let whole = census(vec![point(DB, "daily", 30), point(DB, "weekly", 60)]);
    let holdings = of(DB, &[("us-east-1", &whole)], &[], false, Some(30));
    assert_eq!(holdings.copy, Sighting::Unknown, "older copy jobs are still to come");
    assert_eq!(holdings.rule, rule([YES, YES, None]), "what is there is there");
}

#[test]
fn the_newest_usable_point_counts_and_what_is_newer_than_the_count() {
    let whole = census(vec![
        point(DB, "daily", 30),
        RecoveryPoint { status: PointStatus::Partial, ..point(DB, "daily", 6) },
    ]);
    let newest = |last| of(DB, &[("us-east-1", &whole)], &[], true, last).newest;
    assert_eq!(newest(Some(6)), at(30), "the last backup is no usable point");
    assert_eq!(newest(Some(0)), at(0), "made since the count");
    assert_eq!(newest(None), at(30));
    let spoilt = census(vec![RecoveryPoint { status: PointStatus::Expired, ..point(DB, "daily", 900) }]);
    assert_eq!(of(DB, &[("us-east-1", &spoilt)], &[], true, Some(900)).newest, Sighting::None);
    let continuous = RecoveryPoint {
        arn: "arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:db-1".into(),
        status: PointStatus::Available,
        ..point(DB, "daily", 2000)
    };
    let running = census(vec![continuous]);
    let held = of(DB, &[("us-east-1", &running)], &[], true, Some(2000));
    assert_eq!((held.newest, held.continuous), (at(1), true));
    assert!(!of(DB, &[("us-east-1", &whole)], &[], true, None).continuous);
    let untold = RecoveryPoint { status: PointStatus::Available, ..point(DB, "daily", 2000) };
    let perhaps = census(vec![untold]);
    assert_eq!(of(DB, &[("us-east-1", &perhaps)], &[], true, Some(5)).newest, at(5), "it may reach that far");
}

#[test]
fn a_copy_elsewhere_is_known_from_its_job_until_its_retention_or_a_count_there_says_otherwise() {
    let here = census(vec![point(DB, "daily", 3)]);
    let copy = |counts: &[(&str, &Census)], made: &[Made]| of(DB, counts, made, true, Some(3)).copy;
    let home = [("us-east-1", &here)];
    let away = made("us-west-2:123456789012:backup-vault:dr", 72, Some(35));
    assert_eq!(copy(&home, &[]), Sighting::None);
    assert_eq!(copy(&home, std::slice::from_ref(&away)), at(72));
    assert_eq!(
        copy(&home, &[made("us-east-1:210987654321:backup-vault:dr", 72, None)]),
        at(72),
        "another account"
    );
    assert_eq!(
        copy(&home, &[made("us-east-1:123456789012:backup-vault:dr", 72, None)]),
        Sighting::None,
        "here"
    );
    assert_eq!(
        copy(&home, &[made("us-west-2:123456789012:backup-vault:dr", 72, Some(3))]),
        Sighting::None,
        "kept 3 d"
    );
    let there = census(vec![copied(point(DB, "dr", 96))]);
    let empty = census(Vec::new());
    assert_eq!(
        copy(&[("us-east-1", &here), ("us-west-2", &there)], std::slice::from_ref(&away)),
        at(96),
        "72 h is gone there"
    );
    assert_eq!(
        copy(&[("us-east-1", &here), ("us-west-2", &empty)], &[away]),
        Sighting::None,
        "deleted by hand"
    );
}

#[test]
fn three_two_one_tells_what_is_missing() {
    let of = |points: Vec<RecoveryPoint>, made: &[Made]| {
        of(DB, &[("us-east-1", &census(points))], made, true, None).rule
    };
    let away = made("us-west-2:123456789012:backup-vault:dr", 72, None);
    for (points, made, marks) in [
        (vec![], vec![], [NO, NO, NO]),
        (vec![point(DB, "daily", 3)], vec![], [NO, NO, NO]),
        (vec![point(DB, "daily", 3), point(DB, "daily", 27)], vec![], [YES, NO, NO]),
        (vec![point(DB, "daily", 3), point(DB, "weekly", 27)], vec![], [YES, YES, NO]),
        (vec![point(DB, "daily", 3)], vec![away], [YES, YES, YES]),
    ] {
        assert_eq!(of(points.clone(), &made), rule(marks), "{points:?}");
    }
    let missing = rule([YES, NO, NO]).missing().join(", ");
    assert_eq!(missing, "a second vault, a copy in another Region or account");
    assert_eq!(Rule::default().missing(), Vec::<&str>::new());
}

#[test]
fn a_bucket_is_at_home_where_its_points_are_no_copies() {
    let (own, copy) =
        (census(vec![point(BUCKET, "daily", 3)]), census(vec![copied(point(BUCKET, "dr", 50))]));
    let both = of(BUCKET, &[("us-west-2", &copy), ("us-east-1", &own)], &[], true, None);
    assert_eq!((both.newest, both.copy, both.rule.elsewhere), (at(3), at(50), YES));
    let only_the_copy = of(BUCKET, &[("us-west-2", &copy)], &[], true, None);
    assert_eq!((only_the_copy.newest, only_the_copy.copy), (Sighting::Unknown, at(50)));
    let nothing = of(BUCKET, &[("us-west-2", &census(Vec::new()))], &[], true, None);
    assert_eq!(nothing.copy, Sighting::Unknown, "nobody tells where it is");
}

#[test]
fn the_row_of_another_region_tells_what_is_there() {
    let (home, away) = (census(vec![point(DB, "daily", 1)]), census(vec![point(DB, "dr", 30)]));
    let counts = [("us-east-1", &home), ("us-west-2", &away)];
    assert_eq!(of(DB, &counts, &[], true, Some(1)).newest, at(1));
    assert_eq!(listed_in("us-west-2", DB, &counts, &[], true, Some(1)).newest, at(30));
    let empty = census(Vec::new());
    let gone = [("us-east-1", &home), ("us-west-2", &empty)];
    assert_eq!(listed_in("us-west-2", DB, &gone, &[], true, Some(1)).newest, Sighting::None);
    assert_eq!(listed_in("us-west-2", DB, &counts[..1], &[], true, Some(1)).newest, Sighting::Unknown);
}
