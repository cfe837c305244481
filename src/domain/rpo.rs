//! The recovery point objective of a resource: how old its newest backup may be, who says so, and how far it is past it.

mod idle;
mod rule;

use jiff::{SignedDuration, Timestamp};

pub use idle::{Watched, idle};
pub use rule::{Fit, Rule, Tag, Tags, is_asked_for, needs_tags};

use super::plan::Plan;
use super::resource::Resource;
use crate::text::Text;

/// What was promised for a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Objective {
    /// Its newest backup is at most so old.
    pub rpo: SignedDuration,
    /// It is restored within this, where that was promised.
    pub rto: Option<SignedDuration>,
    /// How much it matters, in the operator's own word.
    pub criticality: Option<String>,
    /// Who says so: "configuration", "plan prod-daily".
    pub source: String,
    /// Which rule of the configuration, where that does: "type RDS, tag tier=gold".
    pub rule: Option<String>,
    /// The plan's id, where a plan does.
    pub plan: Option<Text>,
    /// It holds only since then: before, the plan was another one, or did not back up the resource.
    pub since: Option<Timestamp>,
}

/// What a plan promises of a resource that it backs up.
#[derive(Debug, Clone, Copy)]
pub struct Promise<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The longest pause between two of its backups.
    pub pause: SignedDuration,
    /// Since when.
    pub since: Timestamp,
}

/// How far a resource is past its objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Its newest backup is young enough.
    Met,
    /// Older than the objective, and not twice as old.
    Past,
    /// Two to four times as old.
    FarPast,
    /// More than four times as old, or there is no backup at all.
    Lost,
}

/// The objective of a resource: of the first rule that fits, else the shortest pause of the plans that back it up. `None` is
/// that nobody says. `tags` are those of its newest recovery point.
///
/// # Errors
/// Tags decide which rule holds, and they are not known: why. What comes after may be wrong, and is not taken.
pub fn objective<'a>(
    resource: &Resource,
    rules: &[Rule],
    tags: impl Fn() -> Tags,
    promises: impl Iterator<Item = Promise<'a>>,
) -> Result<Option<Objective>, String> {
    for rule in rules {
        match rule.fit(resource, &tags) {
            Fit::Yes => {
                return Ok(Some(Objective { rule: Some(rule.words()), ..rule.objective.clone() }));
            }
            Fit::No => {}
            Fit::Unknown(why) => return Err(why),
        }
    }
    if resource.is_of_restore_test() {
        return Ok(None);
    }
    Ok(promises.min_by_key(|promise| promise.pause).map(|promise| Objective {
        rpo: promise.pause,
        source: format!("plan {}", promise.plan.name),
        plan: Some(promise.plan.id.clone()),
        since: Some(promise.since),
        ..Objective::default()
    }))
}

impl Objective {
    /// How far a resource is past it.
    pub fn band(&self, last_backup: Option<Timestamp>, now: Timestamp) -> Band {
        let Some(last) = last_backup else { return Band::Lost };
        let age = now.duration_since(self.since.map_or(last, |since| last.max(since)));
        match () {
            () if age <= self.rpo => Band::Met,
            () if age <= self.rpo * 2 => Band::Past,
            () if age <= self.rpo * 4 => Band::FarPast,
            () => Band::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn hours(count: i64) -> SignedDuration {
        SignedDuration::from_hours(count)
    }

    fn resource() -> Resource {
        Resource {
            arn: "arn:aws:rds:us-east-1:123456789012:db:orders-db".into(),
            kind: "RDS".into(),
            name: Some("orders-db".into()),
            ..Resource::default()
        }
    }

    fn plan(name: &str) -> Plan {
        Plan { id: name.into(), name: name.into(), ..Plan::default() }
    }

    #[test]
    fn the_first_rule_that_fits_decides_and_then_the_shortest_interval_of_the_plans() {
        let rule = |kind: Option<&str>, name: Option<&str>, rpo: i64| Rule {
            kind: kind.map(str::to_owned),
            name: name.map(str::to_owned),
            objective: Objective { rpo: hours(rpo), source: "configuration".into(), ..Objective::default() },
            ..Rule::default()
        };
        let plans = [(plan("weekly"), 170), (plan("daily"), 25)];
        let promises =
            || plans.iter().map(|(plan, pause)| Promise { plan, pause: hours(*pause), since: noon() });
        let of = |rules: &[Rule]| {
            let found = objective(&resource(), rules, never, promises()).unwrap();
            found.map(|objective| (objective.rpo, objective.source))
        };
        let configured = |rpo| Some((hours(rpo), "configuration".to_owned()));
        assert_eq!(of(&[rule(Some("rds"), None, 6), rule(None, None, 9)]), configured(6));
        assert_eq!(of(&[rule(Some("EBS"), None, 6), rule(None, Some("orders-*"), 9)]), configured(9));
        let daily = Some((hours(25), "plan daily".to_owned()));
        assert_eq!(of(&[rule(Some("EBS"), None, 6)]), daily, "the shorter one");
        assert_eq!(objective(&resource(), &[], never, std::iter::empty()), Ok(None), "nobody says");
    }

    /// No rule asks for tags.
    fn never() -> Tags {
        unreachable!("no tag decides")
    }

    fn by_tag(tags: &[(&str, &str)], rpo: i64) -> Rule {
        let tag = |(key, value): &(&str, &str)| Tag { key: (*key).into(), value: (*value).into() };
        let objective = Objective { rpo: hours(rpo), ..Objective::default() };
        Rule { tags: tags.iter().map(tag).collect(), objective, ..Rule::default() }
    }

    #[test]
    fn a_rule_by_tag_holds_where_the_newest_point_has_all_its_tags() {
        let rules = [by_tag(&[("tier", "gold*"), ("env", "prod")], 1), by_tag(&[("tier", "*")], 9)];
        let of = |tags: &[(&str, &str)]| {
            let told: Vec<(Text, Text)> = tags.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
            let found = objective(&resource(), &rules, || Tags::Told(told.clone()), std::iter::empty());
            found.unwrap().map(|objective| (objective.rpo, objective.rule.unwrap()))
        };
        let both = Some((hours(1), "tag tier=gold*, tag env=prod".to_owned()));
        assert_eq!(of(&[("env", "prod"), ("tier", "golden")]), both);
        let any = Some((hours(9), "tag tier=*".to_owned()));
        assert_eq!(of(&[("env", "prod"), ("tier", "silver")]), any);
        assert_eq!(of(&[("env", "test"), ("tier", "gold")]), any);
        assert_eq!(of(&[("Tier", "gold"), ("env", "prod")]), None, "keys are told apart by case");
    }

    #[test]
    fn while_its_tags_are_not_known_nothing_that_comes_after_is_taken() {
        let kind = |kind: &str, rule: Rule| Rule { kind: Some(kind.into()), ..rule };
        let plain = by_tag(&[], 5);
        let gold = || by_tag(&[("tier", "gold")], 1);
        let of = |rules: &[Rule]| {
            let found =
                objective(&resource(), rules, || Tags::Untold("not asked".into()), std::iter::empty());
            assert_eq!(needs_tags(&resource(), rules), found.is_err());
            found.map(|found| found.map(|objective| objective.rpo))
        };
        assert_eq!(of(&[gold(), plain.clone()]), Err("not asked".to_owned()));
        assert_eq!(of(&[plain.clone(), gold()]), Ok(Some(hours(5))), "decided before");
        assert_eq!(of(&[kind("EBS", gold()), plain]), Ok(Some(hours(5))), "not of that type");
        assert_eq!(of(&[kind("EBS", gold())]), Ok(None));
    }

    #[test]
    fn what_restore_testing_made_was_promised_nothing_by_a_plan() {
        let made =
            Resource { arn: "arn:aws:rds:us-east-1:1:db:awsbackup-restore-test-d1".into(), ..resource() };
        let daily = Plan { name: "daily".into(), ..Plan::default() };
        let promise = || std::iter::once(Promise { plan: &daily, pause: hours(24), since: noon() });
        assert!(objective(&resource(), &[], never, promise()).unwrap().is_some());
        assert_eq!(objective(&made, &[], never, promise()), Ok(None));
    }

    #[test]
    fn bands_are_one_two_and_four_times_the_objective() {
        let objective = Objective { rpo: hours(24), ..Objective::default() };
        for (age, band) in [
            (Some(24), Band::Met),
            (Some(25), Band::Past),
            (Some(48), Band::Past),
            (Some(49), Band::FarPast),
            (Some(97), Band::Lost),
            (None, Band::Lost),
        ] {
            assert_eq!(objective.band(age.map(|age| noon() - hours(age)), noon()), band, "{age:?}");
        }
    }

    #[test]
    fn what_a_plan_promises_counts_from_when_it_did() {
        let since = |age| Some(noon() - hours(age));
        let objective = |age| Objective { rpo: hours(24), since: since(age), ..Objective::default() };
        assert_eq!(objective(3).band(since(400), noon()), Band::Met, "a plan of three hours ago");
        assert_eq!(objective(30).band(since(400), noon()), Band::Past);
        assert_eq!(objective(400).band(since(30), noon()), Band::Past);
    }
}
