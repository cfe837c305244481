//! The recovery point objective of a resource: how old its newest backup may be, who says so, and how far it is past it.

use jiff::{SignedDuration, Timestamp};

use super::plan::Plan;
use super::resource::Resource;
use super::scope::fits;

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

/// The objective of a resource: of the first rule that fits, else the shortest interval of the plans that back it up.
/// `None` is unknown.
pub fn objective<'a>(
    resource: &Resource,
    rules: &[Rule],
    plans: impl Iterator<Item = &'a Plan>,
) -> Option<Objective> {
    let of_rule = rules.iter().find(|rule| rule.takes(resource)).map(|rule| rule.objective.clone());
    of_rule.or_else(|| {
        let promised = plans.filter_map(|plan| Some((interval(plan)?, plan)));
        promised.min_by_key(|(interval, _)| *interval).map(|(rpo, plan)| Objective {
            rpo,
            source: format!("plan {}", plan.name),
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
        let age = now.duration_since(last);
        match () {
            () if age <= self.rpo => Band::Met,
            () if age <= self.rpo * 2 => Band::Past,
            () if age <= self.rpo * 4 => Band::FarPast,
            () => Band::Lost,
        }
    }
}

/// The shortest interval among a plan's rules, by its next runs (`ScheduledRunsPreview`). A rule's own is its longest gap:
/// one that runs on weekdays promises no more than the weekend. A run may start late within its window, which counts too.
fn interval(plan: &Plan) -> Option<SignedDuration> {
    let document = plan.document.as_ref()?;
    let of_rule = |rule: &super::plan::Rule| {
        let runs = document.next_runs.iter().filter(|run| run.rule_id.is_some() && run.rule_id == rule.id);
        let at: Vec<Timestamp> = runs.map(|run| run.at).collect();
        let longest = at.windows(2).map(|pair| pair[1].duration_since(pair[0])).max()?;
        // AWS's default windows (API reference, `BackupRule`).
        let window = rule.completion_window.unwrap_or(7 * 24 * 60).clamp(0, 24 * 60);
        (longest > SignedDuration::ZERO)
            .then(|| longest + SignedDuration::from_mins(window.min(longest.as_mins() / 4)))
    };
    document.rules.iter().filter_map(of_rule).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{NextRun, PlanDocument, Rule as PlanRule};

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

    /// A plan whose rules run so many hours from now.
    fn plan(name: &str, rules: &[&[i64]]) -> Plan {
        let id = |at: usize| Some(format!("rule-{at}").as_str().into());
        let document = PlanDocument {
            rules: (0..rules.len())
                .map(|at| PlanRule { id: id(at), completion_window: Some(60), ..PlanRule::default() })
                .collect(),
            next_runs: rules
                .iter()
                .enumerate()
                .flat_map(|(at, runs)| {
                    runs.iter().map(move |run| NextRun {
                        at: noon() + hours(*run),
                        rule_id: id(at),
                        kind: None,
                    })
                })
                .collect(),
            ..PlanDocument::default()
        };
        Plan { name: name.into(), document: Some(Box::new(document)), ..Plan::default() }
    }

    #[test]
    fn the_first_rule_that_fits_decides_and_then_the_shortest_interval_of_the_plans() {
        let rule = |kind: Option<&str>, name: Option<&str>, rpo: i64| Rule {
            kind: kind.map(str::to_owned),
            name: name.map(str::to_owned),
            arn: None,
            objective: Objective { rpo: hours(rpo), source: "configuration".into(), ..Objective::default() },
        };
        let plans = [plan("weekly", &[&[1, 169]]), plan("daily", &[&[1, 25, 49], &[2, 170]])];
        let of = |rules: &[Rule]| {
            objective(&resource(), rules, plans.iter()).map(|objective| (objective.rpo, objective.source))
        };
        let configured = |rpo| Some((hours(rpo), "configuration".to_owned()));
        assert_eq!(of(&[rule(Some("rds"), None, 6), rule(None, None, 9)]), configured(6));
        assert_eq!(of(&[rule(Some("EBS"), None, 6), rule(None, Some("orders-*"), 9)]), configured(9));
        let daily = Some((hours(25), "plan daily".to_owned()));
        assert_eq!(of(&[rule(Some("EBS"), None, 6)]), daily, "a day, and the hour in which it may finish");
        assert_eq!(objective(&resource(), &[], [].iter()), None, "nobody says");
    }

    #[test]
    fn a_plan_that_rests_on_weekends_promises_no_more_than_that() {
        let plan = plan("weekdays", &[&[0, 24, 96]]);
        assert_eq!(interval(&plan), Some(hours(73)));
        assert_eq!(interval(&self::plan("once", &[&[4]])), None, "one run tells no interval");
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
}
