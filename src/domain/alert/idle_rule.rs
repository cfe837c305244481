//! Rules of the configuration that fit no protected resource: a promise about something that AWS Backup has nothing of.

use super::{Finding, Member, Severity, Sources};
use crate::domain::rpo::Rule;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::text::{Text, time};

const SIGNAL: &str = "rpo-fits-nothing";

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    sources.idle_rules.iter().map(|(scope, rule)| finding(*scope, rule)).collect()
}

fn finding(scope: ScopeId, rule: &Rule) -> Finding {
    let words = Text::new(&rule.words()).to_string();
    let resource = rule.exact_arn().map(Text::new);
    // A pattern has no page of its own: the alert's tells of it.
    let thing = match &resource {
        Some(arn) => Thing::Resource(arn.clone()),
        None => Thing::Cause { kind: None, id: Text::new(&format!("{SIGNAL}: {words}")) },
    };
    let detail = format!("[[rpo]] of {}", time::span(rule.objective.rpo));
    Finding {
        signal: SIGNAL,
        group: words.clone(),
        severity: Severity::Warning,
        alone: format!("no protected resource fits the {detail} for {words}"),
        together: format!("no protected resource fits [[rpo]] for {words}"),
        reason: None,
        kind: None,
        member: Member { subject: Subject::new(scope, thing), label: words, resource, at: None, detail },
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::super::finding::alerts;
    use super::*;
    use crate::domain::rpo::Objective;

    #[test]
    fn each_rule_is_an_alert_that_names_it_and_leads_to_its_resource() {
        let objective = Objective { rpo: SignedDuration::from_hours(4), ..Objective::default() };
        let rule = |name: Option<&str>, arn: Option<&str>| Rule {
            name: name.map(str::to_owned),
            arn: arn.map(str::to_owned),
            objective: objective.clone(),
            ..Rule::default()
        };
        let rules = [rule(Some("ledger"), None), rule(None, Some("arn:aws:s3:::gone"))];
        let idle_rules = rules.iter().map(|rule| (ScopeId(0), rule)).collect();
        let alerts = alerts(findings(&Sources { idle_rules, ..Sources::default() }));
        let mut told: Vec<&str> = alerts.iter().map(|alert| alert.what.as_str()).collect();
        told.sort_unstable();
        assert_eq!(
            told,
            [
                "no protected resource fits the [[rpo]] of 4 h for arn arn:aws:s3:::gone",
                "no protected resource fits the [[rpo]] of 4 h for name ledger",
            ]
        );
        for alert in &alerts {
            let page = alert.subject();
            match &alert.members[0].resource {
                Some(arn) => assert_eq!(page.thing, Thing::Resource(arn.clone())),
                None => assert_eq!(page.thing, Thing::Cause { kind: None, id: alert.id.clone() }),
            }
        }
    }
}
