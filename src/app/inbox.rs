//! The alerts: what one cause has befallen, and what the operator did about it.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use super::effect::Effect;
use super::model::Model;
use super::page::{Content, Loaded, Pane};
use crate::config::style::Role;
use crate::domain::alert::{Alert, Severity};
use crate::domain::handled::{Handled, Standing};
use crate::domain::history::Place;
use crate::domain::job::Job;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::list::{Id, List, Row};

/// The alert that a page lists the members of; `None` once the cause is gone.
pub fn of<'a>(model: &'a Model, subject: &Subject) -> Option<&'a Alert> {
    let Thing::Cause { id, .. } = &subject.thing else { return None };
    model.estate.alerts.rows().find(&Id { scope: subject.scope, id: id.clone() })
}

/// The jobs that an alert is about.
pub(super) fn jobs<'a>(model: &'a Model, alert: &'a Alert) -> impl Iterator<Item = &'a Job> {
    alert.members.iter().filter_map(|member| match &member.subject.thing {
        Thing::Job { id, .. } => model.estate.job(member.subject.scope, id),
        _ => None,
    })
}

/// Brings the members of the cause on top up to date.
pub(super) fn refresh(model: &mut Model) {
    let (derived, now) = (model.estate.derived(), model.now);
    match &model.page().content {
        Content::Children(page) if is_behind(page, derived) => {
            let members: Vec<Job> =
                of(model, &page.of).map(|alert| jobs(model, alert).cloned().collect()).unwrap_or_default();
            if let Content::Children(page) = &mut model.page_mut().content {
                bring(page, members, derived, now);
            }
        }
        Content::Members(page) if is_behind(page, derived) => {
            let members = of(model, &page.of).map(|alert| alert.members.clone()).unwrap_or_default();
            if let Content::Members(page) = &mut model.page_mut().content {
                bring(page, members, derived, now);
            }
        }
        _ => {}
    }
}

fn is_behind<R: Row>(page: &Loaded<List<R>>, derived: u64) -> bool {
    matches!(page.of.thing, Thing::Cause { .. }) && page.derived != derived
}

fn bring<R: Row>(page: &mut Loaded<List<R>>, members: Vec<R>, derived: u64, now: Timestamp) {
    page.derived = derived;
    page.remote.ready(now);
    let kept: HashSet<Id> = members.iter().map(Row::id).collect();
    page.list.apply(members, 0);
    page.list.retain(|member| kept.contains(&member.id()));
}

/// What was done about alerts, in this run and in earlier ones.
#[derive(Debug, Default)]
pub struct Memory {
    /// Account and Region of each scope.
    places: HashMap<ScopeId, (String, String)>,
    /// By account, Region and alert.
    handled: HashMap<(String, String, String), Handled>,
}

impl Memory {
    /// Whose alerts a scope's are.
    pub(super) fn place(&mut self, scope: ScopeId, account: &str, region: &str) {
        self.places.insert(scope, (account.to_owned(), region.to_owned()));
    }

    /// Account and Region of a scope, once they are known.
    pub(super) fn place_of(&self, scope: ScopeId) -> Option<Place> {
        let (account, region) = self.places.get(&scope)?.clone();
        Some(Place { account, region })
    }

    /// The Region of each scope.
    pub(super) fn regions(&self) -> BTreeMap<ScopeId, String> {
        self.places.iter().map(|(scope, (_, region))| (*scope, region.clone())).collect()
    }

    /// Sets how an alert stands.
    pub(super) fn judge(&self, alert: &mut Alert, now: Timestamp) {
        let handled = self.key(alert).and_then(|key| self.handled.get(&key));
        alert.standing = handled.map(|handled| handled.standing(alert, now)).unwrap_or_default();
        alert.acknowledged = handled.and_then(|handled| handled.acknowledged.clone());
    }

    fn key(&self, alert: &Alert) -> Option<(String, String, String)> {
        let (account, region) = self.places.get(&alert.scope)?;
        Some((account.clone(), region.clone(), alert.id.raw().to_owned()))
    }

    /// What was done about an alert, to be changed; `None` while its account is not known.
    pub(super) fn of(&self, alert: &Alert) -> Option<Handled> {
        let key = self.key(alert)?;
        let (account, region, name) = key.clone();
        let nothing = Handled { account, region, alert: name, looked: None, acknowledged: None };
        Some(self.handled.get(&key).cloned().unwrap_or(nothing))
    }

    /// Notes what was done.
    pub(super) fn put(&mut self, handled: Handled) -> Effect {
        let key = (handled.account.clone(), handled.region.clone(), handled.alert.clone());
        self.handled.insert(key, handled.clone());
        Effect::Remember(Box::new(handled))
    }
}

/// Alerts by how they stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Critical and not acknowledged.
    pub critical: usize,
    /// Warnings that are not acknowledged.
    pub warning: usize,
    /// Of both, those that nobody has opened since they last occurred.
    pub new: usize,
    /// Acknowledged.
    pub quiet: usize,
}

/// How the alerts stand.
pub fn counts(model: &Model) -> Counts {
    let mut counts = Counts::default();
    for alert in model.estate.alerts.rows().iter() {
        counts.new += usize::from(alert.standing == Standing::New);
        match (alert.standing, alert.severity) {
            (Standing::Quiet, _) => counts.quiet += 1,
            (_, Severity::Critical) => counts.critical += 1,
            (_, Severity::Warning) => counts.warning += 1,
        }
    }
    counts
}

/// What was done in earlier runs has been read.
pub(super) fn remembered(model: &mut Model, handled: Result<Vec<Handled>, String>) {
    match handled {
        Ok(all) => {
            for handled in all {
                let key = (handled.account.clone(), handled.region.clone(), handled.alert.clone());
                // What was done meanwhile is newer.
                model.estate.memory.handled.entry(key).or_insert(handled);
            }
            model.estate.heed(model.now);
        }
        Err(why) => model.say(Role::Warning, format!("acknowledged alerts are not known: {why}")),
    }
}

/// Somebody opens the alert under the cursor: it is not new any more.
pub(super) fn look(model: &mut Model) -> Vec<Effect> {
    if model.pane() != Some(Pane::Alerts) {
        return Vec::new();
    }
    let Some(alert) = model.estate.alerts.selected().filter(|alert| alert.standing == Standing::New) else {
        return Vec::new();
    };
    // What tells no time of its own is not new any more, either.
    let last = alert.last.or(Some(model.now));
    let Some(handled) = model.estate.memory.of(alert) else { return Vec::new() };
    let effect = model.estate.memory.put(Handled { looked: last, ..handled });
    model.estate.heed(model.now);
    vec![effect]
}
