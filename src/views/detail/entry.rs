//! The facts of one entry of the journal: who asked AWS for what, whole, and what came of it.

use serde_json::{Map, Value};

use super::{Fact, Facts, Look, ScopeId};
use crate::domain::write::Write;
use crate::text::Text;
use crate::ui::glyphs::Glyphs;
use crate::views::journal::{Line, glyph, role};

/// "journal entry 12: back up orders-db".
pub fn title(line: &Line) -> String {
    let words = line.entry.intent.write.words();
    format!("journal entry {}: {words} {}", line.entry.id.0, Text::new(line.label()))
}

/// All that the journal has of an entry. The job stands first: most who open an entry want to go on to it.
pub fn facts(line: &Line, look: &Look<'_>) -> Vec<Fact> {
    let entry = &line.entry;
    let (intent, actor) = (&entry.intent, &entry.intent.actor);
    let mut facts = Facts::new(line.scope.unwrap_or(ScopeId(0)), look);
    facts.group("What came of it");
    if let Some(job) = entry.job.as_deref().map(Text::new) {
        facts.raw("Job", job.to_string(), &job, line.job().map(|job| job.thing));
    }
    let state = entry.state;
    facts.push("State", format!("{} {}", glyph(state, Glyphs::new(look.ascii)), state.word()), role(state));
    facts.text("Note", entry.note.as_deref().map(Text::new).as_ref());
    facts.time("Decided", Some(intent.at));
    facts.time("Answered", entry.answered);
    facts.time("Ended", entry.ended);
    facts.group("Who and where");
    let text = |text: &str| Text::new(text);
    facts.text("Caller", actor.caller.as_deref().map(text).as_ref());
    facts.text("Profile", actor.profile.as_deref().map(text).as_ref());
    facts.text("Account", Some(&text(&actor.account)));
    facts.text("Region", Some(&text(&actor.region)));
    facts.group("Request");
    facts.say("Operation", intent.write.operation());
    facts.pairs("Member", &members(&intent.write));
    facts.group("The same by hand");
    let command = Text::new(&intent.write.command(&actor.region, actor.profile.as_deref()));
    facts.raw("Command", command.to_string(), &command, None);
    facts.all
}

/// The request's members as the journal keeps them; those that are not set are left out.
fn members(write: &Write) -> Vec<(Text, Text)> {
    let Ok(Value::Object(members)) = serde_json::to_value(write) else { return Vec::new() };
    let shown = |value: &Value| match value {
        Value::String(text) => Text::new(text),
        Value::Object(members) => {
            let members: Map<_, _> =
                set(members).map(|(name, value)| (name.clone(), value.clone())).collect();
            Text::new(&Value::Object(members).to_string())
        }
        other => Text::new(&other.to_string()),
    };
    let members = set(&members).filter(|(name, _)| *name != "operation");
    members.map(|(name, value)| (Text::new(name), shown(value))).collect()
}

fn set(members: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    members.iter().filter(|(_, value)| !matches!(value, Value::Null | Value::Bool(false)))
}
