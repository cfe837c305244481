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
    quiet: bool,
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
        let now = Known { severity: alert.severity, quiet: alert.standing == Standing::Quiet };
        let is_new = match announcer.known.get(&alert.id()) {
            None => true,
            // What an acknowledgement no longer keeps quiet is back; what the operator took it from is not.
            Some(before) => now.severity < before.severity || (before.quiet && alert.acknowledged.is_some()),
        };
        if is_new && !now.quiet && announcer.listening.contains(&alert.scope) {
            fresh.push(alert.id());
        }
        known.insert(alert.id(), now);
    }
    announcer.known = known;
    announcer.listening.extend(first);
    fresh
}
