//! Recovery points in trouble, and resources of which nothing else is left: from the counts of all points.

use jiff::Timestamp;

use super::{Finding, LOOK_BACK, Member, Severity, Sources};
use crate::domain::census::{Census, Held};
use crate::domain::holdings::Sighting;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::text::{self, Text};

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (scope, census) in &sources.counts {
        expired(*scope, census, &mut found);
        stopped(*scope, census, &mut found);
        partial(*scope, census, sources.now, &mut found);
    }
    lost(sources, &mut found);
    found
}

/// Points past their retention that AWS could not delete: they cost, and nobody is told.
fn expired(scope: ScopeId, census: &Census, found: &mut Vec<Finding>) {
    let sum = census.all_expired();
    let bytes = text::bytes(sum.bytes);
    let listed = u64::try_from(census.expired.len()).unwrap_or(u64::MAX);
    // The alert counts its members, which are no more than are kept.
    let rest =
        if sum.points > listed { format!(" ({} in all)", text::count(sum.points)) } else { String::new() };
    for point in &census.expired {
        let since = point.calculated.delete_at.or(point.created);
        found.push(Finding {
            alone: format!("expired recovery point of {} still billed, {bytes}", point.resource_label()),
            together: format!("expired recovery points still billed, {bytes}{rest}"),
            ..finding(scope, "point-expired", Severity::Warning, point, since)
        });
    }
}

/// Interrupted continuous backups that nothing goes on with.
fn stopped(scope: ScopeId, census: &Census, found: &mut Vec<Finding>) {
    for point in &census.stopped {
        if held(census, point).is_some_and(|held| held.continuous + held.perhaps_continuous > 0) {
            continue;
        }
        found.push(Finding {
            alone: format!("continuous backup of {} was interrupted", point.resource_label()),
            together: "continuous backups were interrupted".to_owned(),
            ..finding(scope, "point-stopped", Severity::Warning, point, point.completed.or(point.created))
        });
    }
}

/// The newest backup of a resource lacks parts. In its first day its job says so.
fn partial(scope: ScopeId, census: &Census, now: Timestamp, found: &mut Vec<Finding>) {
    for point in &census.partial {
        let newest = held(census, point).and_then(|held| held.newest()).and_then(|(_, sound)| sound.created);
        let recent = point.created.is_none_or(|at| now.duration_since(at) <= LOOK_BACK);
        let superseded =
            newest > point.created || held(census, point).is_some_and(|held| held.continuous > 0);
        let again = census
            .partial
            .iter()
            .any(|other| other.resource == point.resource && other.created > point.created);
        if recent || superseded || again {
            continue;
        }
        found.push(Finding {
            alone: format!("the newest recovery point of {} lacks parts", point.resource_label()),
            together: "newest recovery points lack parts".to_owned(),
            ..finding(scope, "point-partial", Severity::Warning, point, point.created)
        });
    }
}

/// Resources all of whose points are in trouble. Their rows know it where all was counted, and nothing usable is left here, in
/// another scope or in a copy.
fn lost(sources: &Sources<'_>, found: &mut Vec<Finding>) {
    for row in sources.resources.iter().filter(|row| row.holdings.newest == Sighting::None) {
        let mut counts = sources.counts.iter().filter(|(scope, _)| *scope == row.scope);
        let held =
            counts.find_map(|(_, census)| census.resources.get(&row.arn)).filter(|held| held.is_lost());
        let Some(held) = held else { continue };
        let trouble = held.trouble();
        found.push(Finding {
            signal: "no-usable-point",
            group: String::new(),
            severity: Severity::Critical,
            alone: format!("{} has no usable recovery point: {trouble}", row.label()),
            together: "resources have no usable recovery point".to_owned(),
            reason: None,
            kind: None,
            member: Member {
                subject: Subject::new(row.scope, Thing::Resource(row.arn.clone())),
                label: row.label().to_owned(),
                resource: Some(row.arn.clone()),
                at: held.last_trouble,
                detail: trouble,
            },
        });
    }
}

fn held<'a>(census: &'a Census, point: &RecoveryPoint) -> Option<&'a Held> {
    census.resources.get(point.resource.as_ref()?)
}

fn finding(
    scope: ScopeId,
    signal: &'static str,
    severity: Severity,
    point: &RecoveryPoint,
    at: Option<Timestamp>,
) -> Finding {
    let vault = point.vault.clone().unwrap_or_default();
    let size = point.size.and_then(|size| u64::try_from(size).ok()).map(text::bytes);
    let said = point.status_message.as_ref().map(Text::to_string);
    let detail: Vec<String> = size.into_iter().chain(said).collect();
    Finding {
        signal,
        group: String::new(),
        severity,
        alone: String::new(),
        together: String::new(),
        reason: point.status_message.clone(),
        kind: None,
        member: Member {
            subject: Subject::new(scope, Thing::Point { vault, arn: point.arn.clone() }),
            label: point.resource_label().to_owned(),
            resource: point.resource.clone(),
            at,
            detail: detail.join(": "),
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::domain::alert::{Alert, collect};
    use crate::domain::cause::Causes;
    use crate::domain::holdings::Holdings;
    use crate::domain::recovery_point::PointStatus;
    use crate::domain::resource::Resource;

    fn noon() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    #[expect(clippy::unnecessary_wraps, reason = "the fields that it fills may be unknown")]
    fn ago(hours: i64) -> Option<Timestamp> {
        Some(noon() - SignedDuration::from_hours(hours))
    }

    fn point(status: PointStatus, of: &str, hours: i64) -> RecoveryPoint {
        RecoveryPoint {
            arn: format!("arn:aws:ec2:us-east-1::snapshot/snap-{of}-{hours}").into(),
            vault: Some("daily".into()),
            resource: Some(format!("arn:aws:ec2:us-east-1:123456789012:volume/{of}").into()),
            created: ago(hours),
            size: Some(200 << 30),
            status,
            ..RecoveryPoint::default()
        }
    }

    fn alerts(points: Vec<RecoveryPoint>, resources: &[Resource]) -> Vec<Alert> {
        let mut census = Census::begin(noon());
        census.page(points);
        let sources = Sources {
            counts: vec![(ScopeId(0), &census)],
            resources: resources.iter().collect(),
            now: noon(),
            ..Sources::default()
        };
        collect(&sources, &mut Causes::default())
    }

    fn told(points: Vec<RecoveryPoint>) -> Vec<(usize, String)> {
        alerts(points, &[]).into_iter().map(|alert| (alert.count(), alert.what)).collect()
    }

    #[test]
    fn expired_points_are_one_alert_with_what_they_cost() {
        let one = point(PointStatus::Expired, "a", 900);
        let words = "expired recovery point of a still billed, 200 GiB".to_owned();
        assert_eq!(told(vec![one.clone(), point(PointStatus::Completed, "a", 9)]), [(1, words)]);
        let two = vec![one, point(PointStatus::Expired, "b", 901)];
        assert_eq!(told(two), [(2, "expired recovery points still billed, 400 GiB".to_owned())]);
        assert_eq!(told(vec![point(PointStatus::Completed, "a", 9)]), []);
    }

    #[test]
    fn of_more_than_are_kept_all_are_counted() {
        let many = (0..600).map(|hours| point(PointStatus::Expired, "a", hours)).collect();
        assert_eq!(
            told(many),
            [(500, "expired recovery points still billed, 117 TiB (600 in all)".to_owned())]
        );
    }

    #[test]
    fn a_stopped_continuous_backup_is_told_until_another_goes_on() {
        let stopped = point(PointStatus::Stopped, "a", 90);
        let words = "continuous backup of a was interrupted".to_owned();
        assert_eq!(told(vec![stopped.clone(), point(PointStatus::Completed, "a", 9)]), [(1, words)]);
        assert_eq!(told(vec![stopped, point(PointStatus::Available, "a", 80)]), []);
    }

    #[test]
    fn a_partial_point_is_told_while_it_is_the_newest_and_its_job_no_longer_does() {
        let partial = |hours| point(PointStatus::Partial, "a", hours);
        let whole = |hours| point(PointStatus::Completed, "a", hours);
        let words = "the newest recovery point of a lacks parts".to_owned();
        assert_eq!(told(vec![partial(30), whole(60)]), [(1, words.clone())]);
        assert_eq!(told(vec![partial(30), partial(54)]), [(1, words)], "the older of two says nothing more");
        assert_eq!(told(vec![partial(23), whole(60)]), [], "its job is an alert");
        assert_eq!(told(vec![partial(30), whole(6)]), []);
    }

    #[test]
    fn a_resource_is_lost_only_where_that_is_known() {
        let row = |newest| Resource {
            arn: "arn:aws:ec2:us-east-1:123456789012:volume/a".into(),
            name: Some("a".into()),
            holdings: Holdings { newest, ..Holdings::default() },
            ..Resource::default()
        };
        let lost = |newest, more: Vec<RecoveryPoint>| {
            let points =
                [vec![point(PointStatus::Expired, "a", 900), point(PointStatus::Stopped, "a", 950)], more];
            let alerts = alerts(points.concat(), &[row(newest)]);
            alerts.into_iter().find(|alert| alert.signal == Some("no-usable-point"))
        };
        let alert = lost(Sighting::None, Vec::new()).unwrap();
        assert_eq!((alert.severity, alert.last), (Severity::Critical, ago(900)));
        assert_eq!(alert.what, "a has no usable recovery point: 1 expired, 1 stopped");
        assert_eq!(lost(Sighting::Unknown, Vec::new()), None, "not all was read");
        assert_eq!(lost(Sighting::At(noon()), Vec::new()), None, "in another scope, or since the count");
        assert_eq!(
            lost(Sighting::None, vec![point(PointStatus::Creating, "a", 1)]),
            None,
            "one is on its way"
        );
    }
}
