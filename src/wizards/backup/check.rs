//! Checks of on-demand backups before AWS is asked: what AWS would accept now and fail later.

use super::{COPY, Draft, KEEP, ROLE, VAULT, keep};
use crate::domain::arn;
use crate::domain::capability::Capability;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::preflight::destination::Way;
use crate::domain::preflight::{Answer, Check, Known, Need, VaultChoice, Verdict, by_name};
use crate::domain::preflight::{cold, lock, role, running, types};
use crate::domain::scope::ScopeId;
use crate::domain::write::words::role_arn;
use crate::wizards::form::Lines;

/// All checks; what holds for some of the resources only says for how many.
pub(super) fn all(drafts: &[Draft], lines: Lines<'_>, known: &Known) -> Vec<Check> {
    let of = |draft: &Draft| {
        let mut checks = vec![place(draft), vault(draft, lines, known), locked(draft, lines, known)];
        let asked = keep(draft, lines).map(|keep| Lifecycle { delete_after_days: keep, ..draft.lifecycle });
        checks.extend(asked.ok().and_then(|asked| cold::cold(KEEP, draft.kind.as_deref(), asked)));
        let job = known.running.iter().find(|(resource, _)| *resource == draft.resource).map(|(_, job)| job);
        checks.push(running::backup(job));
        if let Some(kind) = &draft.kind {
            checks.push(types::supported(kind, known.supported(draft.scope)));
            checks.push(types::opted_in(kind, known.opt_in(draft.scope)));
        }
        checks.push(role_of(draft, lines, known));
        checks.extend(copy(draft, lines, known));
        checks
    };
    by_name(drafts.iter().map(|draft| (draft.label.as_str(), of(draft))).collect())
}

/// What is to be read before these can be told.
pub(super) fn needs(drafts: &[Draft], lines: Lines<'_>, known: &Known) -> Vec<(ScopeId, Need)> {
    let mut needs = Vec::new();
    for draft in drafts {
        let mut of = vec![(draft.scope, Need::Supported), (draft.scope, Need::OptIn)];
        if !lines.text(COPY).is_empty() {
            of.extend(way(draft, lines).needs(known, draft.scope));
        }
        needs.extend(of.into_iter().filter(|need| !needs.contains(need)).collect::<Vec<_>>());
    }
    needs
}

fn check(verdict: Verdict, field: &'static str, says: impl Into<String>) -> Check {
    Check::of(verdict, field, says)
}

/// AWS Backup backs up within a Region; a copy is what crosses.
fn place(draft: &Draft) -> Check {
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

fn vault(draft: &Draft, lines: Lines<'_>, known: &Known) -> Check {
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

fn locked(draft: &Draft, lines: Lines<'_>, known: &Known) -> Check {
    let vault = vault_named(draft.scope, vault_name(draft, lines), known);
    let answer = vault.map_or(Answer::NotAsked, |vault| Answer::Known(&vault.lock));
    let keep = keep(draft, lines);
    lock::lock(KEEP, answer, keep.as_ref().map(|days| *days).map_err(String::as_str))
}

fn role_of(draft: &Draft, lines: Lines<'_>, known: &Known) -> Check {
    let typed = if lines.is_own(ROLE) { &draft.role } else { lines.text(ROLE) };
    let arn = role_arn(typed, &draft.account);
    let seen = arn.as_ref().ok().and_then(|arn| known.role_seen(arn));
    role::role(ROLE, arn.as_deref().map_err(String::as_str), &draft.account, seen)
}

/// The way of the copy that follows.
fn way<'a>(draft: &'a Draft, lines: Lines<'a>) -> Way<'a> {
    Way { account: &draft.account, region: &draft.region, to: lines.text(COPY), field: COPY }
}

/// The copy that follows, kept as long as its source; nothing where none is asked for.
fn copy(draft: &Draft, lines: Lines<'_>, known: &Known) -> Vec<Check> {
    if lines.text(COPY).is_empty() {
        return Vec::new();
    }
    let way = way(draft, lines);
    let kind = draft.kind.as_deref();
    // Which sort of its type the point will be is not known before it is there.
    let capability = kind.and_then(|kind| Capability::of_point(kind, "", draft.resource.raw()));
    let role = role_arn(if lines.is_own(ROLE) { &draft.role } else { lines.text(ROLE) }, &draft.account);
    let vault = vault_name(draft, lines);
    let mut checks = way.checks(known, draft.scope, vault, capability, role.as_deref().ok());
    checks.extend(way.kind(capability));
    let fails = checks.iter().any(|check| check.verdict == Verdict::Failed);
    if let Some(there) = way.known_vault(known).filter(|_| !fails) {
        let keep = keep(draft, lines);
        let keep = keep.as_ref().map(|days| *days).map_err(String::as_str);
        checks.push(lock::lock(KEEP, there.map(|vault| &vault.lock), keep));
    }
    checks
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
