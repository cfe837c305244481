use super::*;
use crate::app::available::{Availability, available};
use crate::app::page::Content;
use crate::app::{action::Action, why};
use crate::domain::cause::Denial;
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};

const ENCODED: &str =
    "You are not authorized to perform this operation. Encoded authorization failure message: aB3x";

/// Labels and values of the page on top.
fn shown(desk: &Desk) -> Vec<(&'static str, String)> {
    let Content::Why(page) = &desk.model.page().content else { panic!("no page of why is open") };
    why::facts(&desk.model, page).into_iter().map(|fact| (fact.label, fact.value)).collect()
}

fn says(desk: &Desk, words: &str) -> bool {
    shown(desk).iter().any(|(_, value)| value.contains(words))
}

fn point(status: PointStatus, hours: i64) -> RecoveryPoint {
    RecoveryPoint {
        arn: format!("arn:aws:rds:us-east-1:123456789012:snapshot:p{hours}").into(),
        vault: Some("prod-daily".into()),
        status,
        created: Some(noon() - SignedDuration::from_hours(hours)),
        size: Some(5 << 30),
        ..RecoveryPoint::default()
    }
}

/// A desk whose newest job failed with this message; the cursor is on it.
fn failed_with(message: &str) -> Desk {
    let mut desk = Desk::new();
    let failed = Job { message: Some(message.into()), ..job(ScopeId(0), "job-2", JobState::Failed, 30) };
    let jobs = vec![job(ScopeId(0), "job-1", JobState::Completed, 60), failed];
    desk.answer(
        |query| matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. }),
        vec![Page::Jobs(jobs)],
    );
    desk.answer_all();
    desk.press("2 !");
    desk
}

fn is_points(query: &Query) -> bool {
    matches!(query, Query::ResourcePoints(arn) if arn.raw() == ORDERS)
}

fn is_denial(query: &Query) -> bool {
    matches!(query, Query::Denial(encoded) if encoded.raw() == "aB3x")
}

#[test]
fn one_key_tells_cause_steps_last_good_point_and_last_success() {
    let mut desk =
        failed_with("KMS key is either disabled or pending deletion or access to KMS key is denied");
    desk.press("w");
    assert!(says(&desk, "The KMS key is disabled, pending deletion or denied."));
    assert!(says(&desk, "asking AWS for its recovery points"));
    let points = vec![
        point(PointStatus::Expired, 1),
        point(PointStatus::Completed, 3),
        point(PointStatus::Completed, 9),
    ];
    desk.answer(is_points, vec![Page::Points(points)]);
    assert!(says(&desk, "last usable recovery point: 3 h ago, 5.0 GiB, in prod-daily"), "{:?}", shown(&desk));
    assert!(
        shown(&desk).iter().any(|(label, value)| *label == "Last success" && value.contains("60 m ago")),
        "{:?}",
        shown(&desk)
    );
    assert!(!says(&desk, "asking STS"), "nothing is encoded here");
}

#[test]
fn no_usable_point_is_said_and_so_is_that_it_is_not_known() {
    let mut desk = failed_with("x");
    desk.press("w");
    desk.answer(is_points, vec![Page::Points(vec![point(PointStatus::Partial, 3)])]);
    assert!(says(&desk, "no usable recovery point: none of 1"));
    desk.press("R");
    desk.answer(is_points, vec![]);
    assert!(says(&desk, "no recovery point of it in this account and Region"));
    desk.press("R");
    desk.fail(is_points, FailureKind::Throttled);
    assert!(says(&desk, "its recovery points are not known: AWS asks to slow down"));
}

#[test]
fn an_encoded_refusal_is_decoded_once_and_told() {
    let mut desk = failed_with(ENCODED);
    desk.press("w");
    assert!(says(&desk, "asking STS"));
    let denial = Denial {
        action: Some("ec2:CreateTags".into()),
        policy: Some("a policy says Deny".into()),
        ..Denial::default()
    };
    desk.answer(is_denial, vec![Page::Denial(Box::new(denial))]);
    assert!(says(&desk, "ec2:CreateTags") && says(&desk, "a policy says Deny"));
    desk.press("R");
    assert!(desk.find(is_denial).is_none(), "it is known already");
}

#[test]
fn who_may_not_decode_is_given_the_command_for_somebody_who_may() {
    let mut desk = failed_with(ENCODED);
    desk.press("w");
    desk.fail(is_denial, FailureKind::AccessDenied);
    assert!(says(&desk, "not decoded: not allowed"));
    assert!(says(&desk, "sts decode-authorization-message --encoded-message aB3x"));
    desk.answer(is_points, vec![Page::Points(vec![point(PointStatus::Completed, 3)])]);
    assert!(says(&desk, "last usable recovery point: 3 h ago"), "the one does not need the other");
}

#[test]
fn the_same_failure_elsewhere_is_counted_and_other_failures_are_not() {
    let mut desk = Desk::new();
    let of = |id: &str, minutes, message: &str, resource: &str| Job {
        message: Some(message.into()),
        resource: Some(resource.into()),
        ..job(ScopeId(0), id, JobState::Failed, minutes)
    };
    let jobs = vec![
        of("a", 30, "Moon 1 is full", ORDERS),
        of("b", 40, "Moon 2 is full", ORDERS),
        Job {
            resource_name: Some("other".into()),
            ..of("c", 90, "Moon 33 is full", "arn:aws:rds:us-east-1:123456789012:db:other")
        },
        of("d", 20, "Token expired. Try again.", ORDERS),
    ];
    desk.answer(
        |query| matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. }),
        vec![Page::Jobs(jobs)],
    );
    desk.answer_all();
    desk.press("2 / m o o n enter w");
    assert!(says(&desk, "2 other jobs since 10:39: other"), "{:?}", shown(&desk));
    assert!(says(&desk, "unknown: this version"));
}

#[test]
fn the_page_leads_on_to_the_job_and_back() {
    let mut desk = failed_with("x");
    desk.press("w");
    let at = shown(&desk).iter().position(|(label, _)| *label == "See").unwrap();
    (0..at).for_each(|_| drop(desk.press("j")));
    desk.press("enter");
    assert!(matches!(&desk.model.page().content, Content::Detail(_)));
    assert_eq!(available(&desk.model, Action::Why), Availability::Yes, "and from there again");
    desk.press("esc");
    assert!(matches!(&desk.model.page().content, Content::Why(_)));
    assert_eq!(available(&desk.model, Action::Backup), Availability::Yes);
}

#[test]
fn what_went_well_has_no_why() {
    let mut desk = Desk::settled();
    for (place, possible) in
        [("1", true), ("2", true), ("2 j", false), ("3", false), ("4", false), ("5", false), ("L", false)]
    {
        desk.press(place);
        assert_eq!(available(&desk.model, Action::Why) == Availability::Yes, possible, "{place}");
        desk.press("esc");
    }
}

#[test]
fn an_alarm_leads_to_the_failures_that_it_counts() {
    let mut desk = Desk::new();
    desk.answer(
        |query| matches!(query, Query::Alarms),
        vec![Page::Alarms(vec![Alarm {
            name: "failures".into(),
            state: AlarmState::Alarm,
            watches: vec!["NumberOfBackupJobsFailed".into()],
            since: Some(noon()),
            ..Alarm::default()
        }])],
    );
    desk.answer_all();
    desk.press("1 g w");
    let behind: Vec<_> = shown(&desk).into_iter().filter(|(label, _)| *label == "Behind it").collect();
    assert_eq!(behind, [("Behind it", "backup of orders-db failed".to_owned())]);
}

#[test]
fn what_is_acknowledged_says_since_when_and_why() {
    let mut desk = Desk::settled();
    desk.press("1 g j a");
    desk.type_text("CHG-1");
    desk.press("enter G w");
    let known: Vec<_> = shown(&desk).into_iter().filter(|(label, _)| *label == "Known").collect();
    assert_eq!(known, [("Known", "acknowledged: CHG-1, since 12:00".to_owned())]);
}

#[test]
fn points_under_the_key_that_failed_are_no_way_back() {
    let mut desk = Desk::new();
    let message = "The KMS key is disabled, or pending deletion, or access to the KMS key is denied.";
    let mut failed = Job { message: Some(message.into()), ..job(ScopeId(0), "job-2", JobState::Failed, 30) };
    if let JobFacts::Backup(facts) = &mut failed.facts {
        facts.key = Some("arn:aws:kms:us-east-1:123456789012:key/shut".into());
    }
    desk.answer(
        |query| matches!(query, Query::Jobs { kind: JobKind::Backup, before: None, .. }),
        vec![Page::Jobs(vec![failed])],
    );
    desk.answer_all();
    desk.press("2 g w");
    let shut = RecoveryPoint {
        key: Some("arn:aws:kms:us-east-1:123456789012:key/shut".into()),
        ..point(PointStatus::Completed, 3)
    };
    desk.answer(
        |query| matches!(query, Query::ResourcePoints(_)),
        vec![Page::Points(vec![shut, point(PointStatus::Completed, 30)])],
    );
    assert!(says(&desk, "can't be restored until it can be used, the newest 3 h ago"), "{:?}", shown(&desk));
    assert!(says(&desk, "last usable recovery point: 30 h ago"), "{:?}", shown(&desk));
}
