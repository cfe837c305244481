//! What the console finds by watching: a run that started nothing, a job that stands still, a resource past its objective.
//! AWS tells none of it, so what it means and what mends it is a cause of the catalogue, by its id.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Alert, Member, Severity};
use crate::domain::handled::Standing;
use crate::domain::job::JobKind;
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// One thing found. Findings of one scope, signal and group are one alert.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The cause's id in assets/failures.toml.
    pub signal: &'static str,
    /// What else tells its alert from others of the signal: a plan's id. It never holds a number that changes.
    pub group: String,
    /// How bad.
    pub severity: Severity,
    /// The alert's words when it is the only one: "orders-db: newest backup 31 h old, RPO 24 h".
    pub alone: String,
    /// The alert's words, after their count, when there are more: "resources past the RPO of plan prod-daily".
    pub together: String,
    /// Why, where more is known than its cause.
    pub reason: Option<Text>,
    /// The kind of job, where it is about one.
    pub kind: Option<JobKind>,
    /// The thing: its page, its resource, since when.
    pub member: Member,
}

/// The alerts of all that was found.
pub(super) fn alerts(findings: Vec<Finding>) -> Vec<Alert> {
    let mut groups: BTreeMap<(ScopeId, &str, Option<JobKind>, String), Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        let key = (finding.member.subject.scope, finding.signal, finding.kind, finding.group.clone());
        groups.entry(key).or_default().push(finding);
    }
    groups
        .into_iter()
        .filter_map(|((scope, signal, kind, group), found)| alert(scope, signal, kind, &group, found))
        .collect()
}

fn alert(
    scope: ScopeId,
    signal: &'static str,
    kind: Option<JobKind>,
    group: &str,
    mut found: Vec<Finding>,
) -> Option<Alert> {
    // The thing tells two of the same time apart, or they would change places.
    found.sort_by(|a, b| {
        let order = |one: &Finding| (Reverse(one.member.at), one.member.subject.thing.id().clone());
        a.severity.cmp(&b.severity).then_with(|| order(a).cmp(&order(b)))
    });
    let kind_word = kind.map(|kind| format!("{}: ", kind.word())).unwrap_or_default();
    let worst = found.first()?;
    Some(Alert {
        scope,
        id: Text::new(&format!("{kind_word}{signal}: {group}")),
        severity: worst.severity,
        what: if found.len() == 1 { worst.alone.clone() } else { worst.together.clone() },
        reason: worst.reason.clone(),
        first: found.iter().filter_map(|one| one.member.at).min(),
        last: found.iter().filter_map(|one| one.member.at).max(),
        kind,
        signal: Some(signal),
        members: found.into_iter().map(|one| one.member).collect(),
        standing: Standing::New,
        acknowledged: None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::subject::{Subject, Thing};

    fn found(plan: &str, resource: &str, at: i64, severity: Severity) -> Finding {
        Finding {
            signal: "past-objective",
            group: plan.to_owned(),
            severity,
            alone: format!("{resource} alone"),
            together: format!("resources of {plan}"),
            reason: None,
            kind: None,
            member: Member {
                subject: Subject::new(ScopeId(0), Thing::Resource(resource.into())),
                label: resource.to_owned(),
                resource: Some(resource.into()),
                at: Timestamp::from_second(at).ok(),
                detail: String::new(),
            },
        }
    }

    #[test]
    fn what_is_of_one_signal_and_group_is_one_alert_led_by_its_worst() {
        let alerts = alerts(vec![
            found("daily", "a", 10, Severity::Warning),
            found("daily", "b", 5, Severity::Critical),
            found("weekly", "c", 7, Severity::Warning),
        ]);
        let told: Vec<_> = alerts.iter().map(|one| (one.what.as_str(), one.severity, one.count())).collect();
        assert_eq!(told, [("resources of daily", Severity::Critical, 2), ("c alone", Severity::Warning, 1)]);
        assert_eq!(alerts[0].members[0].label, "b");
        assert_eq!(alerts[0].last, Timestamp::from_second(10).ok());
        assert!(matches!(alerts[0].subject().thing, Thing::Cause { kind: None, .. }));
        assert!(matches!(alerts[1].subject().thing, Thing::Resource(_)));
    }
}
