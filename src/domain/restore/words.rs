//! What the operator has to know before, and what to run afterwards.

use jiff::Timestamp;

use super::fill::Filled;
use super::form::{Effect, Form};
use super::moment::Range;
use super::origin::Origin;
use crate::domain::arn;
use crate::domain::write::{Pairs, RestoreRequest, quote};

/// What is true of this restore, most telling first.
pub fn notes(form: &Form, origin: &Origin, now: Timestamp) -> Vec<String> {
    let effect = match form.effect {
        Effect::New => "creates a new resource: ",
        Effect::Existing => "goes into what exists: ",
        Effect::Maybe => "",
        Effect::Destructive => "OVERWRITES what exists: ",
    };
    let mut notes = vec![format!("{effect}{}", form.makes)];
    let from_cold = super::kind(&origin.resource_type).and_then(|kind| kind.from_cold.clone());
    notes.extend(from_cold.filter(|_| origin.cold == Some(true)));
    if let Some(moment) = &form.moment {
        notes.push(format!("moments (UTC): {}", Range::of(moment, origin, now).words()));
    }
    notes.extend(form.notes.iter().cloned());
    notes
}

/// The command to run when the restore is done, with the values that were sent.
pub fn next(form: &Form, sent: &Pairs, region: &str) -> Option<String> {
    let mut command = form.next.clone()?;
    for (key, value) in sent {
        // `{key}-1` stays one word, whatever the value is.
        let plain = quote(value) == *value;
        command = command.replace(&format!("{{{key}}}"), &if plain { value.clone() } else { quote(value) });
    }
    if command.contains('{') {
        return None;
    }
    if !region.is_empty() {
        command = format!("{command} --region {region}");
    }
    Some(command)
}

/// The command to run now that a restore has ended well; `made` is the ARN of what it made.
pub fn after(request: &RestoreRequest, made: &str) -> Option<String> {
    let region = arn::region(made).unwrap_or_default();
    super::kind(&request.resource_type)?.forms.iter().find_map(|form| next(form, &request.metadata, region))
}

impl Filled {
    /// Whether what is there can be lost.
    pub fn is_destructive(&self) -> bool {
        self.form.effect == Effect::Destructive
    }
}
