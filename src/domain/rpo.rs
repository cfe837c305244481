//! The recovery point objective of a resource: how old its newest backup may be, who says so, and how far it is past it.

use jiff::{SignedDuration, Timestamp};

use super::plan::Plan;
use super::resource::Resource;
use super::scope::fits;
use crate::text::Text;

/// A rule of the configuration: resources for which an objective holds. The first that fits decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// The resource type, as `RDS`; `None` is any.
    pub kind: Option<String>,
    /// A pattern for the resource's name, `*` for any letters; `None` is any.
    pub name: Option<String>,
    /// A pattern for its ARN; `None` is any.
    pub arn: Option<String>,
    /// The objective.
    pub objective: Objective,
}

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
/// unknown.
pub fn objective<'a>(
    resource: &Resource,
    rules: &[Rule],
    promises: impl Iterator<Item = Promise<'a>>,
) -> Option<Objective> {
    let of_rule = rules.iter().find(|rule| rule.takes(resource)).map(|rule| rule.objective.clone());
    of_rule.or_else(|| {
        if resource.is_of_restore_test() {
            return None;
        }
        promises.min_by_key(|promise| promise.pause).map(|promise| Objective {
            rpo: promise.pause,
            source: format!("plan {}", promise.plan.name),
            plan: Some(promise.plan.id.clone()),
            since: Some(promise.since),
            ..Objective::default()
        })
    })
}

impl Rule {
    fn takes(&self, resource: &Resource) -> bool {
        let same = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(found))
        };
        let like =
            |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| fits(wanted, found));
        same(&self.kind, resource.kind.as_str())
            && like(&self.name, resource.label())
            && like(&self.arn, resource.arn.as_str())
    }
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
            arn: None,
            objective: Objective { rpo: hours(rpo), source: "configuration".into(), ..Objective::default() },
        };
        let plans = [(plan("weekly"), 170), (plan("daily"), 25)];
        let promises =
            || plans.iter().map(|(plan, pause)| Promise { plan, pause: hours(*pause), since: noon() });
        let of = |rules: &[Rule]| {
            objective(&resource(), rules, promises()).map(|objective| (objective.rpo, objective.source))
        };
        let configured = |rpo| Some((hours(rpo), "configuration".to_owned()));
        assert_eq!(of(&[rule(Some("rds"), None, 6), rule(None, None, 9)]), configured(6));
        assert_eq!(of(&[rule(Some("EBS"), None, 6), rule(None, Some("orders-*"), 9)]), configured(9));
        let daily = Some((hours(25), "plan daily".to_owned()));
        assert_eq!(of(&[rule(Some("EBS"), None, 6)]), daily, "the shorter one");
        assert_eq!(objective(&resource(), &[], std::iter::empty()), None, "nobody says");
    }

    #[test]
    fn what_restore_testing_made_was_promised_nothing_by_a_plan() {
        let made =
            Resource { arn: "arn:aws:rds:us-east-1:1:db:awsbackup-restore-test-d1".into(), ..resource() };
        let daily = Plan { name: "daily".into(), ..Plan::default() };
        let promise = || std::iter::once(Promise { plan: &daily, pause: hours(24), since: noon() });
        assert!(objective(&resource(), &[], promise()).is_some());
        assert_eq!(objective(&made, &[], promise()), None);
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
