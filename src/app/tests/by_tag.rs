//! Objectives by tag: which points are asked for their tags, how often, and what holds until AWS has told them.

use super::*;
use crate::app::dataset::Dataset;
use crate::app::effect::PointOf;
use crate::app::report::board;
use crate::domain::rpo::{Objective, Rule, Tag};

const HERE: ScopeId = ScopeId(0);

fn rule(tag: Option<&str>, hours: i64) -> Rule {
    let tag = tag.map(|value| Tag { key: "tier".into(), value: value.into() });
    let objective = Objective { rpo: SignedDuration::from_hours(hours), ..Objective::default() };
    Rule { tags: tag.into_iter().collect(), objective, ..Rule::default() }
}

fn table(name: &str, point: u32) -> Resource {
    Resource {
        arn: Text::new(&format!("arn:aws:dynamodb:us-east-1:123456789012:table/{name}")),
        kind: "DynamoDB".into(),
        name: Some(Text::new(name)),
        last_backup: Some(noon() - SignedDuration::from_hours(3)),
        last_point: Some(Text::new(&format!(
            "arn:aws:backup:us-east-1:123456789012:recovery-point:{name}-{point}"
        ))),
        ..Resource::default()
    }
}

fn volume() -> Resource {
    Resource {
        arn: "arn:aws:ec2:us-east-1:123456789012:volume/vol-1".into(),
        kind: "EBS".into(),
        last_point: Some("arn:aws:ec2:us-east-1::snapshot/snap-1".into()),
        ..Resource::default()
    }
}

/// A desk with these rules; whatever is not about resources is answered.
fn desk(rules: Vec<Rule>) -> Desk {
    let mut desk = Desk::with(Options { objectives: rules, ..Options::default() }, 1);
    desk.answer(|query| *query == Query::Identity, account(HERE, &Query::Identity));
    desk
}

fn listed(desk: &mut Desk, resources: Vec<Resource>) {
    if desk.find(|query| *query == Query::Resources).is_none() {
        desk.pass(61);
    }
    desk.answer(|query| *query == Query::Resources, vec![Page::Resources(resources)]);
}

fn about_tags(query: &Query) -> bool {
    matches!(query, Query::PointTags(_))
}

/// The points that are asked for, by the ends of their ARNs.
fn asked(desk: &Desk) -> Vec<String> {
    let points = desk.asked.iter().find_map(|(.., query)| match query {
        Query::PointTags(points) => Some(points),
        _ => None,
    });
    let end = |of: &PointOf| of.point.as_str().rsplit(':').next().unwrap_or_default().to_owned();
    points.into_iter().flatten().map(end).collect()
}

fn told_of(resource: &Resource, tier: &str) -> Page {
    let tags = vec![("other".into(), "1".into()), ("tier".into(), Text::new(tier))];
    Page::PointTags { of: of(resource), tags: Ok(tags) }
}

fn of(resource: &Resource) -> PointOf {
    PointOf { resource: resource.arn.clone(), point: resource.last_point.clone().unwrap() }
}

/// The objective in hours, or why it is not known.
fn objective(desk: &Desk, resource: &Resource) -> Result<Option<i64>, String> {
    let row = desk.model.estate.resource(HERE, &resource.arn).unwrap();
    match &row.unpromised {
        Some(why) => Err(why.clone()),
        None => Ok(row.objective.as_ref().map(|objective| objective.rpo.as_hours())),
    }
}

#[test]
fn the_newest_point_is_asked_once_and_again_when_there_is_a_newer_one() {
    let mut desk = desk(vec![rule(Some("gold"), 1), rule(None, 9)]);
    let (a, b) = (table("a", 1), table("b", 1));
    listed(&mut desk, vec![a.clone(), b.clone(), volume()]);
    assert_eq!(asked(&desk), ["a-1", "b-1"], "a snapshot's tags are not AWS Backup's");
    assert!(objective(&desk, &a).unwrap_err().contains("have not been told yet"));
    assert!(objective(&desk, &volume()).unwrap_err().contains("a snapshot or image of ec2"));
    desk.answer(about_tags, vec![told_of(&a, "gold"), told_of(&b, "tin")]);
    assert_eq!((objective(&desk, &a), objective(&desk, &b)), (Ok(Some(1)), Ok(Some(9))));
    listed(&mut desk, vec![a.clone(), b.clone()]);
    assert_eq!(asked(&desk), Vec::<String>::new(), "nothing has changed");
    let newer = table("a", 2);
    listed(&mut desk, vec![newer.clone(), b]);
    assert_eq!(asked(&desk), ["a-2"]);
    assert_eq!(objective(&desk, &a), Ok(Some(1)), "those of the one before hold");
    desk.answer(about_tags, vec![told_of(&newer, "tin")]);
    assert_eq!(objective(&desk, &a), Ok(Some(9)));
    desk.press("5 z R");
    assert_eq!(asked(&desk), ["a-2", "b-1"], "somebody wants them anew");
}

#[test]
fn nothing_is_asked_where_no_tag_decides() {
    let rds = Rule { kind: Some("RDS".into()), ..rule(Some("gold"), 1) };
    for rules in [vec![], vec![rule(None, 9), rule(Some("gold"), 1)], vec![rds]] {
        let mut desk = desk(rules.clone());
        listed(&mut desk, vec![table("a", 1)]);
        assert_eq!(asked(&desk), Vec::<String>::new(), "{rules:?}");
        let off = rules.iter().all(|rule| rule.tags.is_empty());
        assert_eq!(desk.model.poll.source(HERE, Dataset::PointTags).is_none(), off);
    }
}

#[test]
fn no_alert_is_made_of_an_objective_that_is_not_known() {
    let past = |desk: &Desk| {
        desk.model.estate.alerts.rows().iter().filter(|alert| alert.signal == Some("past-objective")).count()
    };
    let mut desk = desk(vec![rule(Some("gold"), 9), rule(None, 1)]);
    let a = table("a", 1);
    listed(&mut desk, vec![a.clone()]);
    desk.pass(61);
    assert_eq!(past(&desk), 0, "three hours old, and the later rule would say one hour");
    desk.answer(about_tags, vec![told_of(&a, "tin")]);
    assert_eq!(past(&desk), 1, "as soon as it is known");
}

#[test]
fn a_refusal_is_a_failure_of_the_list_and_the_reason_of_each_objective() {
    let mut desk = desk(vec![rule(Some("gold"), 1)]);
    let (a, b) = (table("a", 1), table("b", 1));
    listed(&mut desk, vec![a.clone(), b.clone()]);
    let (request, scope) = desk.take(about_tags);
    let mut failure = Failure::new(FailureKind::AccessDenied, "ListTags", "no");
    failure.action = Some("backup:ListTags".into());
    let page = Page::PointTags { of: of(&a), tags: Err(Box::new(failure.clone())) };
    desk.part(request, scope, Part::Page(page));
    desk.part(request, scope, Part::Failed(failure, Stats::default()));
    for resource in [&a, &b] {
        assert_eq!(objective(&desk, resource), Err("not allowed: the caller lacks backup:ListTags".into()));
    }
    let failed = desk.model.poll.source(HERE, Dataset::PointTags).unwrap().remote.failure();
    assert!(failed.is_some());
    let report = board(&desk.model, SignedDuration::from_hours(24), 5, Vec::new());
    let unknown: Vec<_> =
        report.unknown.iter().filter(|one| one.permission.as_deref() == Some("backup:ListTags")).collect();
    assert_eq!(unknown.len(), 1, "{:?}", report.unknown);
    assert_eq!(unknown[0].what, "objectives of protected resources by tag (2)");
    assert_eq!((report.objectives.unknown, report.objectives.unset), (Some(2), Some(0)));
    // What was refused goes last, so that it holds up nothing.
    desk.pass(121);
    listed(&mut desk, vec![a, b]);
    assert_eq!(asked(&desk), ["b-1", "a-1"]);
}

#[test]
fn a_point_that_is_gone_is_no_failure_and_is_asked_for_again_later() {
    let mut desk = desk(vec![rule(Some("gold"), 1)]);
    let a = table("a", 1);
    listed(&mut desk, vec![a.clone()]);
    let failure = Failure::new(FailureKind::NotFound, "ListTags", "no such point");
    desk.answer(about_tags, vec![Page::PointTags { of: of(&a), tags: Err(Box::new(failure)) }]);
    assert_eq!(objective(&desk, &a), Err("not found: no such point".into()));
    listed(&mut desk, vec![a.clone()]);
    assert_eq!(asked(&desk), Vec::<String>::new());
    desk.pass(600);
    listed(&mut desk, vec![a]);
    assert_eq!(asked(&desk), ["a-1"]);
}

#[test]
fn a_rule_that_fits_nothing_is_told_once_every_list_has_come_and_the_tags_are_known() {
    let named = |name: &str| Rule { name: Some(name.into()), ..rule(None, 4) };
    let rules = vec![rule(Some("gold"), 1), named("a"), named("ledger")];
    let told = |desk: &Desk| -> Vec<String> {
        let alerts = desk.model.estate.alerts.rows().iter();
        let mut told: Vec<String> = alerts
            .filter(|alert| alert.signal == Some("rpo-fits-nothing"))
            .map(|alert| alert.members[0].label.clone())
            .collect();
        told.sort_unstable();
        told
    };
    let desk = |watches_all: bool| {
        let options = Options { objectives: rules.clone(), watches_all, ..Options::default() };
        let mut desk = Desk::with(options, 2);
        for _ in 0..2 {
            desk.answer(|query| *query == Query::Identity, account(HERE, &Query::Identity));
        }
        desk
    };
    let mut all = desk(true);
    let (a, b) = (table("a", 1), table("b", 1));
    listed(&mut all, vec![a.clone(), b.clone()]);
    assert_eq!(told(&all), Vec::<String>::new(), "the other scope's list is still to come");
    listed(&mut all, Vec::new());
    assert_eq!(told(&all), ["name ledger"], "the rule by tag may fit either");
    all.answer(about_tags, vec![told_of(&a, "tin"), told_of(&b, "tin")]);
    assert_eq!(told(&all), ["name ledger", "tag tier=gold"]);
    let mut some = desk(false);
    listed(&mut some, vec![a]);
    listed(&mut some, Vec::new());
    assert_eq!(told(&some), Vec::<String>::new(), "it may be about a scope that a flag left out");
}
