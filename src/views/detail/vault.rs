//! The facts of a vault.

use super::{Fact, Facts, Look, Role, Text, Thing, text};
use crate::domain::vault::Vault;

/// "vault prod-daily".
pub fn title(vault: &Vault) -> String {
    format!("vault {}", vault.name)
}

/// All that is known of a vault, and its tags.
pub fn facts(vault: &Vault, tags: &[(Text, Text)], look: &Look<'_>) -> Vec<Fact> {
    let mut facts = Facts::new(vault.scope, look);
    facts.group("What");
    facts.word("State", vault.state.as_ref());
    if let Some(fact) = facts.all.last_mut().filter(|_| vault.is_troubled()) {
        fact.role = Role::Critical;
    }
    facts.say("Kind", vault.kind.word());
    let points = vault.points.and_then(|points| u64::try_from(points).ok());
    let points =
        points.map_or_else(|| "list them".to_owned(), |points| format!("about {}", text::count(points)));
    facts.raw("Recovery points", points, &vault.name, Some(Thing::VaultPoints(vault.name.clone())));
    facts.size("Their size", vault.size);
    facts.time("Created", vault.created);
    facts.group("Protection");
    facts.say("Lock", vault.lock.words());
    facts.time("Lock final from", vault.lock.date);
    facts.say("Encrypted with", vault.key_words());
    facts.text("Key", vault.key.as_ref());
    facts.text("Approval team", vault.approval_team.as_ref());
    facts.group("Identifiers");
    facts.text("Name", Some(&vault.name));
    facts.text("ARN", Some(&vault.arn));
    facts.vault("Gives access to", vault.source.as_ref());
    facts.text("Creation token", vault.creator_request.as_ref());
    facts.asked();
    facts.group("Tags");
    facts.pairs("Tag", tags);
    facts.all
}
