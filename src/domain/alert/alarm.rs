//! Alarms that fire, or have nothing to judge by.

use super::{Alert, Member, Severity, Sources};
use crate::domain::alarm::{Alarm, AlarmState};
use crate::domain::handled::Standing;
use crate::domain::subject::{Subject, Thing};
use crate::text::Text;

pub(super) fn alerts(sources: &Sources<'_>) -> Vec<Alert> {
    sources.alarms.iter().filter_map(|alarm| alert(alarm)).collect()
}

fn alert(alarm: &Alarm) -> Option<Alert> {
    let severity = match alarm.state {
        AlarmState::Alarm => Severity::Critical,
        AlarmState::InsufficientData => Severity::Warning,
        AlarmState::Ok | AlarmState::Other(_) => return None,
    };
    let since = alarm.since.or(alarm.updated);
    let subject = Subject::new(alarm.scope, Thing::Alarm(alarm.name.clone()));
    let label = alarm.name.to_string();
    Some(Alert {
        scope: alarm.scope,
        id: Text::new(&format!("alarm: {}", alarm.name.raw())),
        severity,
        what: format!("alarm {} {}", alarm.name, alarm.state.word()),
        reason: alarm.reason.clone(),
        first: since,
        last: since,
        kind: None,
        signal: None,
        members: vec![Member { subject, label, resource: None, at: since, detail: String::new() }],
        standing: Standing::New,
        acknowledged: None,
    })
}
