//! Calls the operator when something new goes wrong: the bell, a desktop notification, the command of the configuration.

use std::collections::{HashMap, HashSet};

use super::effect::Effect;
use super::model::Model;
use super::page::{Content, Pane};
use crate::config::alerts::Least;
use crate::config::style::Role;
use crate::domain::alert::{Alert, Record, Severity};
use crate::domain::handled::Standing;
use crate::domain::scope::ScopeId;
use crate::list::{Id, Row as _};

/// What has been called out already.
#[derive(Debug, Default)]
pub struct Announcer {
    /// Alerts that are there, each with the severity that is known of it.
    known: HashMap<Id, Known>,
    /// Scopes of which everything has been looked at once: what was wrong before is on the screen, and calls nobody.
    listening: HashSet<ScopeId>,
    /// The state of the alerts that was looked at last.
    derived: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Known {
    severity: Severity,
    standing: Standing,
    /// Resources that it had befallen when it was last called out.
    spread: u32,
}

/// Looks for alerts that are new, or worse than they were, and calls.
pub(super) fn announce(model: &mut Model) -> Vec<Effect> {
    let derived = model.estate.derived();
    if model.announcer.derived == derived {
        return Vec::new();
    }
    model.announcer.derived = derived;
    let fresh = fresh(model);
    if fresh.is_empty() {
        return Vec::new();
    }
    let alerts: Vec<&Alert> = fresh.iter().filter_map(|id| model.estate.alerts.rows().find(id)).collect();
    let critical: Vec<&&Alert> = alerts.iter().filter(|alert| alert.severity == Severity::Critical).collect();
    let words = match critical.as_slice() {
        [] => None,
        [one] => Some(format!("critical: {}", one.what)),
        [first, ..] => Some(format!("{} new critical alerts, the first: {}", critical.len(), first.what)),
    };
    let settings = &model.options.alerts;
    let wanted =
        |alert: &&&Alert| alert.severity == Severity::Critical || settings.on_alert_from == Least::Warning;
    let records = alerts
        .iter()
        .filter(wanted)
        .filter_map(|alert| serde_json::to_string(&Record::of(alert, model.scope(alert.scope))).ok());
    let records: Vec<String> = if settings.on_alert.is_empty() { Vec::new() } else { records.collect() };
    let mut effects = Vec::new();
    if !records.is_empty() {
        effects.push(Effect::OnAlert {
            command: settings.on_alert.clone(),
            seconds: settings.on_alert_seconds.get(),
            alerts: records,
        });
    }
    if let Some(words) = words {
        effects.extend(call(model, &words));
        let seen = matches!(model.page().content, Content::Overview | Content::Full(Pane::Alerts));
        if !seen {
            model.say(Role::Critical, format!("new {words}"));
        }
    }
    effects
}

/// Rings, and asks the terminal for a notification, as far as the configuration lets it.
pub(super) fn call(model: &Model, words: &str) -> Vec<Effect> {
    let bell = model.options.alerts.bell.then_some(Effect::Bell);
    let notification = model.options.alerts.notification.sequence(words).map(Effect::Notify);
    bell.into_iter().chain(notification).collect()
}

/// Brings what is known up to date; the alerts that nobody has been told of.
fn fresh(model: &mut Model) -> Vec<Id> {
    let Model { announcer, estate, poll, scopes, .. } = model;
    let first: HashSet<ScopeId> = scopes
        .iter()
        .map(|scope| scope.id)
        .filter(|scope| !announcer.listening.contains(scope) && poll.has_looked(*scope))
        .collect();
    let mut known = HashMap::new();
    let mut fresh = Vec::new();
    for alert in estate.alerts.rows().iter() {
        let (severity, standing) = (alert.severity, alert.standing);
        let before = announcer.known.get(&alert.id()).copied();
        let calls = standing != Standing::Quiet && before.is_none_or(|before| is_worse(alert, before));
        if calls && announcer.listening.contains(&alert.scope) {
            fresh.push(alert.id());
        }
        let spread = before.filter(|_| !calls).map_or(alert.spread(), |before| before.spread);
        known.insert(alert.id(), Known { severity, standing, spread });
    }
    announcer.known = known;
    announcer.listening.extend(first);
    fresh
}

/// Whether an alert calls again.
fn is_worse(alert: &Alert, before: Known) -> bool {
    // What an acknowledgement no longer keeps quiet is back; what the operator took it from is not.
    let is_back = before.standing == Standing::Quiet && alert.acknowledged.is_some();
    // Forty failures of one cause call six times, not forty; once somebody has looked, the next one calls.
    let looked = before.standing == Standing::Seen && alert.standing == Standing::New;
    let spreads =
        alert.spread() >= before.spread.saturating_mul(2) || (looked && alert.spread() > before.spread);
    alert.severity < before.severity || is_back || spreads
}
