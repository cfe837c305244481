//! The facts of a recovery point.

use super::{Fact, Facts, Look, Role, Text, Thing};
use crate::domain::guarded::{self, Deletable};
use crate::domain::legal_hold::Hold;
use crate::domain::preflight::Answer;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::vault::Vault;
use crate::ui::glyphs::Glyphs;
use crate::views::points::sign;

/// "recovery point of orders-db".
pub fn title(point: &RecoveryPoint) -> String {
    format!("recovery point of {}", point.resource_label())
}

/// What guards it: its vault's lock, and legal holds.
#[derive(Debug, Clone, Copy)]
pub struct Guarded<'a> {
    /// Its vault.
    pub vault: &'a Answer<Box<Vault>>,
    /// Legal holds in force.
    pub holds: &'a Answer<Vec<Hold>>,
}

/// All that is known of a recovery point, and its tags.
pub fn facts(
    point: &RecoveryPoint,
    guarded: Option<Guarded<'_>>,
    tags: &[(Text, Text)],
    look: &Look<'_>,
) -> Vec<Fact> {
    let mut facts = Facts::new(point.scope, look);
    what(&mut facts, point);
    facts.group("When");
    facts.time("Created", point.created);
    facts.time("Initiated", point.initiated);
    facts.time("Finished", point.completed);
    facts.time("Last restored", point.last_restore);
    kept(&mut facts, point);
    if let Some(guarded) = guarded {
        protected(&mut facts, point, guarded);
    }
    facts.group("Where");
    match &point.vault {
        Some(vault) => facts.link("Vault", Some(vault), Thing::Vault),
        None => facts.say("Vault", "none: AWS Backup does not manage this point"),
    }
    facts.word("Vault kind", point.vault_kind.as_ref());
    facts.vault("Copied from vault", point.source_vault.as_ref());
    if let Some(creator) = &point.creator {
        facts.group("Started by");
        facts.creator(creator);
    }
    facts.group("Search and scans");
    facts.word("Search index", point.index_status.as_ref());
    facts.text("Index says", point.index_message.as_ref());
    facts.text("Malware scan", point.scan.as_ref());
    facts.group("Identifiers");
    facts.text("ARN", Some(&point.arn));
    facts.text("Resource ARN", point.resource.as_ref());
    facts.text("Vault ARN", point.vault_arn.as_ref());
    facts.text("Role", point.role.as_ref());
    facts.asked();
    facts.group("Tags");
    facts.pairs("Tag", tags);
    facts.all
}

fn what(facts: &mut Facts<'_>, point: &RecoveryPoint) {
    facts.group("What");
    let (glyph, role) = sign(&point.status, Glyphs::new(facts.look.ascii));
    facts.push("Status", format!("{glyph} {}", point.status.word()), role);
    facts.text("Reason", point.status_message.as_ref());
    match &point.resource {
        Some(arn) => {
            let link = Some(Thing::Resource(arn.clone()));
            facts.raw("Resource", point.resource_label().to_owned(), arn, link);
        }
        None => facts.say("Resource", point.resource_label()),
    }
    facts.text("Resource type", point.resource_type.as_ref());
    facts.size("Size", point.size);
    facts.yes_no("Composite", point.is_parent.then_some(true));
    facts.point("Part of", point.parent.as_ref(), point.vault.as_ref());
    facts.text("Part's name", point.composite_member.as_ref());
}

/// Whether it can be deleted, and what stands in the way.
fn protected(facts: &mut Facts<'_>, point: &RecoveryPoint, guarded: Guarded<'_>) {
    let now = facts.look.now;
    facts.group("Protection");
    if let Some(vault) = guarded.vault.known() {
        let lock =
            if vault.is_sealed(now) { format!("{}, final", vault.lock.words()) } else { vault.lock.words() };
        facts.say("Vault's lock", lock);
    }
    match guarded::deletable(point, guarded.vault, guarded.holds, now) {
        Deletable::Now => facts.say("Can be deleted", "now, by who has the permission"),
        Deletable::WithLock => {
            facts.say(
                "Can be deleted",
                "not while its vault is locked; who has the permission can remove the lock",
            );
        }
        Deletable::From(at) => {
            facts.time("Locked until", Some(at));
            facts.say("", "nobody can delete it before: its vault's lock is final");
        }
        Deletable::Never => {
            facts.push(
                "Locked until",
                "for ever: its vault's lock is final, and nothing ends its retention".to_owned(),
                Role::Warning,
            );
        }
        Deletable::Held(holds) => {
            let titles: Vec<&str> = holds.iter().map(Text::as_str).collect();
            let words = format!("not while the legal hold is on it: {}", titles.join(", "));
            facts.push("Can be deleted", words, Role::Warning);
        }
        Deletable::Unknown(why) => {
            facts.push("Can be deleted", format!("not known: {why}"), Role::Dim);
        }
    }
}

fn kept(facts: &mut Facts<'_>, point: &RecoveryPoint) {
    facts.group("Kept");
    facts.lifecycle("For", point.lifecycle);
    facts.time("Retention ends", point.calculated.delete_at);
    if point.lifecycle.is_none() && point.never_expires() {
        facts.say("Retention ends", "never: AWS tells no retention of it");
    }
    facts.time("Cold from", point.calculated.cold_at);
    facts.say_some("Tier", point.tier(facts.look.now));
    facts.yes_no("Encrypted", point.encrypted);
    facts.word("Key kind", point.key_type.as_ref());
    facts.text("Key", point.key.as_ref());
}
