//! Recovery points that were to be kept and are not there: somebody deleted them, and AWS tells nobody.

use super::{Finding, Member, Severity, Sources};
use crate::domain::census::{LostPoints, LostResource};
use crate::domain::job::JobKind;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::text::{self, Text, time};

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    let of = |(scope, losses): &(ScopeId, &crate::domain::census::Losses)| {
        let resources = losses.resources.iter().map(|lost| resource(sources, *scope, lost));
        let vaults = losses.vaults.iter().map(|lost| vault(sources, *scope, lost));
        resources.chain(vaults).collect::<Vec<_>>()
    };
    sources.losses.iter().flat_map(of).collect()
}

fn resource(sources: &Sources<'_>, scope: ScopeId, lost: &LostResource) -> Finding {
    let clock = |at| time::clock(at, sources.now, &sources.zone);
    let seen = match lost.job {
        Some(_) => format!("backed up {}", clock(lost.seen)),
        None => format!("there at {}", clock(lost.seen)),
    };
    let until =
        lost.until.map_or("to be kept for ever".to_owned(), |at| format!("to be kept until {}", clock(at)));
    let there = elsewhere(sources, scope, &lost.resource);
    let thing = match &lost.job {
        Some(id) => Thing::Job { kind: JobKind::Backup, id: id.clone() },
        None => Thing::Resource(lost.resource.clone()),
    };
    Finding {
        signal: "points-gone",
        group: String::new(),
        severity: Severity::Critical,
        alone: format!("{} has no recovery point left: {seen}, {until}", lost.label),
        together: "resources have no recovery point left, which were backed up".to_owned(),
        reason: Some(Text::new(&format!(
            "no vault here has a point of it any more, and none was deleted from this machine{there}"
        ))),
        kind: None,
        member: Member {
            subject: Subject::new(scope, thing),
            label: lost.label.clone(),
            resource: Some(lost.resource.clone()),
            at: Some(lost.counted),
            detail: format!("{seen}, {until}"),
        },
    }
}

/// ", a copy is in dr-vault": where other scopes of this console have counted usable points of it.
fn elsewhere(sources: &Sources<'_>, scope: ScopeId, resource: &Text) -> String {
    let others = sources.counts.iter().filter(|(of, _)| *of != scope);
    let places =
        others.filter_map(|(_, census)| census.resources.get(resource)).flat_map(|held| &held.places);
    let vaults: Vec<&str> = places.map(|place| place.vault.as_str()).collect();
    match vaults.as_slice() {
        [] => String::new(),
        vaults => format!("; there are copies in {}", vaults.join(", ")),
    }
}

fn vault(sources: &Sources<'_>, scope: ScopeId, lost: &LostPoints) -> Finding {
    let clock = |at| time::clock(at, sources.now, &sources.zone);
    let (points, name) = (text::count(lost.points), &lost.vault);
    let place =
        if lost.with_vault { format!("vault {name}, and the vault") } else { format!("vault {name}") };
    let (what, since) = match lost.seen {
        Some(seen) => (
            format!("{points} recovery points of {place} gone before their time"),
            format!("there at {}", clock(seen)),
        ),
        None => (
            format!("{points} recovery points of {place} gone within a day of their backup"),
            "made in the last day".to_owned(),
        ),
    };
    Finding {
        signal: "points-deleted",
        group: name.raw().to_owned(),
        severity: Severity::Critical,
        alone: what.clone(),
        together: what,
        reason: Some(Text::new(&format!(
            "{since} and not found by the count of {}; none of them was due, and none was deleted from this machine",
            clock(lost.counted)
        ))),
        kind: None,
        member: Member {
            subject: Subject::new(scope, Thing::Vault(name.clone())),
            label: name.to_string(),
            resource: None,
            at: Some(lost.counted),
            detail: format!("{points} of {}, {since}", text::count(lost.of)),
        },
    }
}
