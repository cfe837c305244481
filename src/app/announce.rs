//! Calls the operator when something new goes wrong: the bell, a desktop notification, the command of the configuration.

use std::collections::{HashMap, HashSet};

use super::effect::Effect;
use super::model::Model;
use super::page::{Content, Pane};
use crate::config::alerts::Least;
use crate::config::style::Role;
use crate::domain::alert::{Alert, Occasion, Record, Severity};
use crate::domain::handled::Standing;
use crate::domain::scope::{Scope, ScopeId};
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
    let find = |(id, occasion): &(Id, Occasion)| Some((model.estate.alerts.rows().find(id)?, *occasion));
    let alerts: Vec<Fresh<'_>> = fresh.iter().filter_map(find).collect();
    let critical: Vec<Fresh<'_>> =
        alerts.iter().filter(|(alert, _)| alert.severity == Severity::Critical).copied().collect();
    // A notification is read away from the screen, where nothing else tells the place.
    let notified = words(model, &critical, true);
    let line = words(model, &critical, model.scopes.len() > 1);
    let settings = &model.options.alerts;
    let wanted = |(alert, _): &&Fresh<'_>| {
        alert.severity == Severity::Critical || settings.on_alert_from == Least::Warning
    };
    let records = alerts.iter().filter(wanted).filter_map(|(alert, occasion)| {
        serde_json::to_string(&Record::of(alert, *occasion, model.scope(alert.scope))).ok()
    });
    let records: Vec<String> = if settings.on_alert.is_empty() { Vec::new() } else { records.collect() };
    let mut effects = Vec::new();
    if !records.is_empty() {
        effects.push(Effect::OnAlert {
            command: settings.on_alert.clone(),
            seconds: settings.on_alert_seconds.get(),
            alerts: records,
        });
    }
    if let Some(notified) = notified {
        effects.extend(call(model, &notified));
    }
    let seen = matches!(model.page().content, Content::Overview | Content::Full(Pane::Alerts));
    if let Some(line) = line.filter(|_| !seen) {
        model.say(Role::Critical, line);
    }
    effects
}

/// An alert that calls, and why.
type Fresh<'a> = (&'a Alert, Occasion);

/// Alerts that call, in a line: what, where if that is asked for, and why it calls when it is not the first time.
fn words(model: &Model, alerts: &[Fresh<'_>], placed: bool) -> Option<String> {
    let (first, occasion) = alerts.first()?;
    let place = model.scope(first.scope).map(Scope::label).filter(|_| placed);
    let place = place.map(|place| format!(" in {place}")).unwrap_or_default();
    if let [_, _, ..] = alerts {
        let what = &first.what;
        return Some(format!("{} critical alerts, the first{place}: {what}", alerts.len()));
    }
    let resources = match first.spread() {
        1 => String::new(),
        many => format!(", now {many} resources"),
    };
    let newest = || {
        let label = first.latest().map(|member| member.label.as_str());
        let label = label.filter(|label| !label.is_empty() && !first.what.contains(label));
        label.map(|label| format!("; the newest is {label}")).unwrap_or_default()
    };
    let what = &first.what;
    Some(match occasion {
        Occasion::New => format!("new critical{place}: {what}"),
        Occasion::Worse => format!("now critical{place}: {what}"),
        Occasion::Back => format!("critical again{place}{resources}: {what}{}", newest()),
        Occasion::More => format!("critical{place}{resources}: {what}{}", newest()),
    })
}

/// Rings, and asks the terminal for a notification, as far as the configuration lets it.
pub(super) fn call(model: &Model, words: &str) -> Vec<Effect> {
    let bell = model.options.alerts.bell.then_some(Effect::Bell);
    let notification = model.options.alerts.notification.sequence(words).map(Effect::Notify);
    bell.into_iter().chain(notification).collect()
}

/// Brings what is known up to date; the alerts that nobody has been told of.
fn fresh(model: &mut Model) -> Vec<(Id, Occasion)> {
    let Model { announcer, estate, poll, scopes, .. } = model;
    // What the first count lacks is told when the journal has been read, and was so before.
    let judged = !estate.gone.suspects();
    let first: HashSet<ScopeId> = scopes
        .iter()
        .map(|scope| scope.id)
        .filter(|scope| judged && !announcer.listening.contains(scope) && poll.has_looked(*scope))
        .collect();
    let mut known = HashMap::new();
    let mut fresh = Vec::new();
    for alert in estate.alerts.rows().iter() {
        let (severity, standing) = (alert.severity, alert.standing);
        let before = announcer.known.get(&alert.id()).copied();
        let occasion = match before {
            _ if standing == Standing::Quiet => None,
            Some(before) => calls_again(alert, before),
            None => Some(Occasion::New),
        };
        if let Some(occasion) = occasion.filter(|_| announcer.listening.contains(&alert.scope)) {
            fresh.push((alert.id(), occasion));
        }
        let spread = before.filter(|_| occasion.is_none()).map_or(alert.spread(), |before| before.spread);
        known.insert(alert.id(), Known { severity, standing, spread });
    }
    announcer.known = known;
    announcer.listening.extend(first);
    fresh
}

/// Why an alert calls again, if it does.
fn calls_again(alert: &Alert, before: Known) -> Option<Occasion> {
    // What an acknowledgement no longer keeps quiet is back; what the operator took it from is not.
    let is_back = before.standing == Standing::Quiet && alert.acknowledged.is_some();
    // Forty failures of one cause call six times, not forty; once somebody has looked, the next one calls.
    let looked = before.standing == Standing::Seen && alert.standing == Standing::New;
    let spreads =
        alert.spread() >= before.spread.saturating_mul(2) || (looked && alert.spread() > before.spread);
    match () {
        () if is_back => Some(Occasion::Back),
        () if alert.severity < before.severity => Some(Occasion::Worse),
        () if spreads => Some(Occasion::More),
        () => None,
    }
}
