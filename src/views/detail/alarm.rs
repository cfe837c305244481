//! The facts of a CloudWatch alarm.

use super::{Fact, Facts, Look, Role};
use crate::domain::alarm::{Alarm, AlarmState};
use crate::ui::glyphs::Glyphs;

/// "alarm backup-failures-prod".
pub fn title(alarm: &Alarm) -> String {
    format!("alarm {}", alarm.name)
}

/// All that is known of an alarm.
pub fn facts(alarm: &Alarm, look: &Look<'_>) -> Vec<Fact> {
    let glyphs = Glyphs::new(look.ascii);
    let (glyph, role) = match &alarm.state {
        AlarmState::Alarm => (glyphs.critical, Role::Critical),
        AlarmState::InsufficientData => (glyphs.warning, Role::Warning),
        AlarmState::Ok => (glyphs.ok, Role::Ok),
        AlarmState::Other(_) => (glyphs.unknown, Role::Text),
    };
    let mut facts = Facts::new(alarm.scope, look);
    facts.group("What");
    facts.push("State", format!("{glyph} {}", alarm.state.word()), role);
    facts.time("Since", alarm.since);
    facts.text("Reason", alarm.reason.as_ref());
    facts.text("Description", alarm.description.as_ref());
    facts.group("Watches");
    facts.say("Kind", alarm.kind.word());
    facts.texts("Watches", &alarm.watches);
    facts.text("Condition", alarm.condition.as_ref());
    facts.text("Missing data is", alarm.missing_data.as_ref());
    facts.yes_no("Acts", alarm.actions_enabled);
    facts.time("Last change", alarm.updated);
    facts.group("Identifiers");
    facts.text("Name", Some(&alarm.name));
    facts.text("ARN", Some(&alarm.arn));
    facts.asked();
    facts.all
}
