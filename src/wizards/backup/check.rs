//! Checks of on-demand backups before AWS is asked: what AWS would accept now and fail later.

use super::{COPY, Draft, KEEP, VAULT, keep, own_tags};
use crate::domain::arn;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::preflight::{Check, Known, VaultChoice, Verdict};
use crate::domain::scope::ScopeId;
use crate::domain::vault::Lock;
use crate::wizards::form::Lines;

/// All checks; what holds for some of the resources only says for how many.
pub(super) fn all(drafts: &[Draft], lines: Lines<'_>, known: &Known) -> Vec<Check> {
    let mut counted: Vec<(Check, usize)> = Vec::new();
    for draft in drafts {
        for check in [
            place(draft),
            vault(draft, lines, known),
            lock(draft, lines, known),
            running(draft, known),
            copy(draft, lines),
        ] {
            let Some(check) = check else { continue };
            match counted.iter_mut().find(|(known, _)| *known == check) {
                Some((_, count)) => *count += 1,
                None => counted.push((check, 1)),
            }
        }
    }
    let of = drafts.len();
    counted
        .into_iter()
        .map(|(check, count)| match count {
            count if count == of => check,
            count => Check { says: format!("{count} of {of}: {}", check.says), ..check },
        })
        .collect()
}

fn check(verdict: Verdict, field: &'static str, says: impl Into<String>) -> Option<Check> {
    Some(Check::of(verdict, field, says))
}

/// AWS Backup backs up within a Region; a copy is what crosses.
fn place(draft: &Draft) -> Option<Check> {
    let here = draft.region.as_str();
    match arn::region(draft.resource.as_str()) {
        Some(region) if !here.is_empty() && region != here => {
            check(Verdict::Failed, VAULT, format!("it is in {region}, and this scope is {here}"))
        }
        _ if here.is_empty() => check(Verdict::Unknown, VAULT, "the Region is not known yet"),
        _ => check(Verdict::Passed, VAULT, format!("the resource is in {here}")),
    }
}

/// The vault of a name that takes on-demand backups.
pub(super) fn vault_named<'a>(scope: ScopeId, name: &str, known: &'a Known) -> Option<&'a VaultChoice> {
    known.vaults_of(scope).find(|vault| vault.takes_backups() && vault.name == name)
}

fn vault_name<'a>(draft: &'a Draft, lines: Lines<'a>) -> &'a str {
    if lines.is_own(VAULT) { &draft.vault } else { lines.text(VAULT) }
}

fn vault(draft: &Draft, lines: Lines<'_>, known: &Known) -> Option<Check> {
    let name = vault_name(draft, lines);
    match vault_named(draft.scope, name, known) {
        Some(vault) if vault.unusable => {
            check(Verdict::Failed, VAULT, format!("vault {name} is not available"))
        }
        Some(_) => check(Verdict::Passed, VAULT, "vault available"),
        None if known.vaults_read => {
            check(Verdict::Failed, VAULT, format!("no vault {name} here that takes on-demand backups"))
        }
        None => check(Verdict::Unknown, VAULT, "vaults could not be read"),
    }
}

/// AWS checks the lock only when the job runs, and fails it then (message 5 of the API notes).
fn lock(draft: &Draft, lines: Lines<'_>, known: &Known) -> Option<Check> {
    let Some(vault) = vault_named(draft.scope, vault_name(draft, lines), known) else {
        return check(Verdict::Unknown, KEEP, "vault lock not known");
    };
    let Ok(keep) = keep(draft, lines) else {
        return check(Verdict::Failed, KEEP, "days to keep it are no number");
    };
    let asked = keep.map_or_else(|| "for ever".to_owned(), |days| format!("{days} d"));
    if vault.lock == Lock::default() {
        check(Verdict::Passed, KEEP, format!("{asked}: the vault is not locked"))
    } else if vault.lock.admits(keep) {
        check(Verdict::Passed, KEEP, format!("{asked} fits the vault's lock"))
    } else {
        let lock = vault.lock.words();
        check(Verdict::Failed, KEEP, format!("{asked} is outside of the vault's lock ({lock})"))
    }
}

/// AWS runs one backup of a resource at a time (message 1 of the API notes).
fn running(draft: &Draft, known: &Known) -> Option<Check> {
    match known.running.iter().find(|(resource, _)| *resource == draft.resource) {
        None => check(Verdict::Passed, VAULT, "no backup of it running"),
        Some((_, job)) => {
            check(Verdict::Warning, VAULT, format!("job {job} is running: AWS backs up one at a time"))
        }
    }
}

/// The tags of a point go with its copy, and the copy waits for the backup.
fn copy(draft: &Draft, lines: Lines<'_>) -> Option<Check> {
    if lines.text(COPY).is_empty() || own_tags(draft, lines).is_err() {
        return None;
    }
    check(Verdict::Passed, COPY, "copied when the backup is done")
}

/// The lifecycle as asked for. Cold storage needs 90 days after the move (API reference, `Lifecycle`).
pub(super) fn lifecycle(draft: &Draft, lines: Lines<'_>) -> Result<Lifecycle, String> {
    let lifecycle = Lifecycle { delete_after_days: keep(draft, lines)?, ..draft.lifecycle };
    match (lifecycle.cold_after_days, lifecycle.delete_after_days) {
        (Some(cold), Some(keep)) if keep < cold + 90 => Err(format!(
            "its plan moves it to cold storage after {cold} days: keep it {} days at least",
            cold + 90
        )),
        _ => Ok(lifecycle),
    }
}
