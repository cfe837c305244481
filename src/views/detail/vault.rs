//! The facts of a vault.

use super::{Fact, Facts, Look, Role, Text, Thing, text, time};
use crate::domain::census::Sum;
use crate::domain::legal_hold::Hold;
use crate::domain::policy::Policy;
use crate::domain::preflight::Answer;
use crate::domain::vault::{LockMode, Vault};

/// "vault prod-daily".
pub fn title(vault: &Vault) -> String {
    format!("vault {}", vault.name)
}

/// What is known besides what AWS tells of a vault itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Besides<'a> {
    /// Why its points could not be counted.
    pub unread: Option<&'a str>,
    /// Its tags.
    pub tags: &'a [(Text, Text)],
    /// Its policy; `None` before the page has asked.
    pub policy: Option<&'a Answer<Option<Policy>>>,
    /// Legal holds in force.
    pub holds: Option<&'a Answer<Vec<Hold>>>,
}

/// All that is known of a vault.
pub fn facts(vault: &Vault, besides: &Besides<'_>, look: &Look<'_>) -> Vec<Fact> {
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
    facts.time("Created", vault.created);
    counted(&mut facts, vault, besides.unread);
    facts.group("Protection");
    facts.say("Lock", vault.lock.words());
    lock(&mut facts, vault);
    holds(&mut facts, vault, besides.holds);
    facts.say("Encrypted with", vault.key_words());
    facts.text("Key", vault.key.as_ref());
    facts.text("Approval team", vault.approval_team.as_ref());
    policy(&mut facts, besides.policy);
    facts.group("Identifiers");
    facts.text("Name", Some(&vault.name));
    facts.text("ARN", Some(&vault.arn));
    facts.vault("Gives access to", vault.source.as_ref());
    facts.text("Creation token", vault.creator_request.as_ref());
    facts.asked();
    facts.group("Tags");
    facts.pairs("Tag", besides.tags);
    facts.all
}

/// What the lock means.
fn lock(facts: &mut Facts<'_>, vault: &Vault) {
    let now = facts.look.now;
    let words = match (vault.lock.mode, vault.lock.date) {
        (LockMode::None, _) => return,
        (LockMode::Governance, _) => "who has the permission can remove it".to_owned(),
        (LockMode::Compliance, Some(date)) if date > now => {
            format!(
                "final in {}: until then who has the permission can remove it",
                time::countdown(date, now)
            )
        }
        (LockMode::Compliance, _) => {
            "final: nobody deletes its points before their retention ends, nor removes the lock".to_owned()
        }
    };
    facts.say("", words);
    facts.time("Lock final from", vault.lock.date);
}

/// The legal holds that are put on its points by its name.
fn holds(facts: &mut Facts<'_>, vault: &Vault, holds: Option<&Answer<Vec<Hold>>>) {
    let Some(answer) = holds else { return };
    let Some(holds) = answer.known() else {
        facts.push("Legal holds", format!("not known: {}", answer.why_not()), Role::Dim);
        return;
    };
    let names = |hold: &&Hold| {
        // A hold that names no vault may be on points of any.
        hold.selection.known().is_none_or(|on| on.vaults.is_empty() || on.vaults.contains(&vault.name))
    };
    let on: Vec<String> = holds.iter().filter(names).map(|hold| hold.title.to_string()).collect();
    match on.as_slice() {
        [] => facts.say("Legal holds", "none on its points"),
        on => facts.say("Legal holds", format!("may be on its points: {}", on.join(", "))),
    }
}

/// Who may do what to it, in words; what lets everybody in stands first.
fn policy(facts: &mut Facts<'_>, policy: Option<&Answer<Option<Policy>>>) {
    let Some(answer) = policy else { return };
    facts.group("Access policy");
    match answer.known() {
        None => {
            facts.push("Policy", format!("not known: {}", answer.why_not()), Role::Dim);
        }
        Some(None) => facts.say("Policy", "none: the account's own IAM decides"),
        Some(Some(policy)) => {
            let mut label = "Policy";
            for said in policy.said() {
                let role = if said.is_wide { Role::Warning } else { Role::Text };
                let words = if said.is_wide { format!("WIDE: {}", said.words) } else { said.words };
                facts.push(label, words, role);
                label = "";
            }
        }
    }
}

/// What was counted of its points.
fn counted(facts: &mut Facts<'_>, vault: &Vault, unread: Option<&str>) {
    facts.group("Points");
    let Some(count) = vault.count.as_deref() else {
        match unread {
            Some(why) => facts.push("Points", format!("not counted: {why}"), Role::Warning),
            None => facts.push("Points", "not counted yet".to_owned(), Role::Dim),
        };
        return;
    };
    let at = count.at.map(|at| format!(", as of {}", time::clock(at, facts.look.now, facts.look.zone)));
    let blind = match count.unsized_points {
        0 => String::new(),
        some => format!(", {} of unknown size", text::count(some)),
    };
    facts.say("Counted", format!("{}{blind}{}", sum(count.all), at.unwrap_or_default()));
    let lock_is_final = vault.lock.mode == LockMode::Compliance;
    if count.expired.points > 0 {
        let words = format!("{}: past their retention, and still billed", sum(count.expired));
        facts.push("Expired", words, Role::Warning);
    } else {
        facts.say("Expired", "none");
    }
    if count.never.points > 0 {
        let words = if lock_is_final && vault.lock.date.is_none_or(|date| date <= facts.look.now) {
            ": nobody can shorten that, the vault's lock is final"
        } else {
            ": nothing says when they end"
        };
        facts.push("Never expire", format!("{}{words}", sum(count.never)), Role::Warning);
    } else {
        facts.say("Never expire", "none");
    }
    let few = |count: u64| text::count(count);
    if count.unencrypted > 0 {
        facts.push("Not encrypted", few(count.unencrypted), Role::Warning);
    } else if count.all.points > 0 {
        facts.say("Not encrypted", "none");
    }
    if count.partial > 0 {
        facts.push("Partial", format!("{}: parts of them are missing", few(count.partial)), Role::Warning);
    }
    if count.stopped > 0 {
        facts.push(
            "Stopped",
            format!("{}: interrupted continuous backups", few(count.stopped)),
            Role::Warning,
        );
    }
    if count.cold.points > 0 {
        facts.say("In cold storage", sum(count.cold));
    }
    facts.time("Oldest", count.oldest);
    facts.time("Newest", count.newest);
}

/// "2 points, 412 GiB".
fn sum(sum: Sum) -> String {
    let points = if sum.points == 1 { "point" } else { "points" };
    format!("{} {points}, {}", text::count(sum.points), text::bytes(sum.bytes))
}
