//! Opening the form for notifications: of the vaults that are marked, else under the cursor or of the page.

use crate::app::effect::Effect;
use crate::app::forms;
use crate::app::model::Model;
use crate::app::page::{Content, Pane};
use crate::domain::scope::ScopeId;
use crate::domain::subject::Thing;
use crate::text::Text;
use crate::wizards::notifications::Notify;

/// The vaults that it is about, by name.
pub(in crate::app) fn at_cursor(model: &Model) -> Vec<(ScopeId, Text)> {
    let vaults = &model.estate.vaults;
    match &model.page().content {
        Content::Overview | Content::Full(_) if model.pane() == Some(Pane::Vaults) => {
            let mut found: Vec<_> = vaults.marked().map(|vault| (vault.scope, vault.name.clone())).collect();
            if found.is_empty() {
                found.extend(vaults.selected().map(|vault| (vault.scope, vault.name.clone())));
            }
            found
        }
        content => match content.subject() {
            Some(subject) => match &subject.thing {
                Thing::Vault(name) => vec![(subject.scope, name.clone())],
                _ => Vec::new(),
            },
            None => Vec::new(),
        },
    }
}

/// The form.
pub(in crate::app) fn open(model: &mut Model) -> Vec<Effect> {
    match Notify::new(at_cursor(model)) {
        Some(notify) => forms::open(model, Box::new(notify)),
        None => Vec::new(),
    }
}
