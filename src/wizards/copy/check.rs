//! Checks of copies before AWS is asked: most of what can be wrong with one AWS tells only when the job has failed.

use jiff::{SignedDuration, Timestamp};

use super::source::moment;
use super::{KEEP, ROLE, Source, TO};
use crate::domain::arn;
use crate::domain::capability::Capability;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::preflight::destination::Way;
use crate::domain::preflight::{Answer, Check, Known, Verdict};
use crate::domain::preflight::{key, lock, point, role, running};
use crate::domain::vault::Vault;
use crate::domain::write::words::{days, role_arn};
use crate::text::Text;
use crate::wizards::form::Lines;

/// The checks of one copy: of the source alone, then of where it goes.
pub(super) struct Checks {
    /// What is wrong with these concerns this source only.
    pub own: Vec<Check>,
    /// What is wrong with these can be mended in the form.
    pub all: Vec<Check>,
}

/// The checks of one source.
pub(super) fn of(source: &Source, lines: Lines<'_>, known: &Known, now: Timestamp) -> Checks {
    let way = way(source, lines);
    let point = source.point(known);
    let capability = capability(source, known);
    let managed = capability.is_some_and(|capability| capability.managed);
    let own = std::iter::once(point::copies(point, now)).chain(way.kind(capability)).collect();
    let typed = role_arn(lines.text(ROLE), &source.account).ok();
    let mut all = way.checks(known, source.scope, source.vault.raw(), capability, typed.as_deref());
    if all.iter().any(|check| check.verdict == Verdict::Failed) {
        all.push(role_of(source, lines, known));
        return Checks { own, all };
    }
    if way.leaves_account() {
        all.push(key::source(point, managed));
    }
    if let Some(vault) = way.known_vault(known) {
        if way.leaves_account() {
            all.push(key::destination(TO, vault.clone(), managed));
        }
        all.push(locked(source, lines, known, vault));
    }
    all.extend(ends(point.created, lines, now));
    all.push(running::copy(source.copying.as_ref()));
    all.push(role_of(source, lines, known));
    Checks { own, all }
}

/// The way that a source goes.
pub(super) fn way<'a>(source: &'a Source, lines: Lines<'a>) -> Way<'a> {
    Way { account: &source.account, region: &source.region, to: lines.text(TO), field: TO }
}

fn capability(source: &Source, known: &Known) -> Option<&'static Capability> {
    let point = source.point(known);
    let resource = point.resource.as_ref().map_or("", Text::raw);
    let kind = point.resource_type.as_ref().map(Text::raw);
    let kind = kind.or_else(|| arn::Arn::parse(resource).and_then(|arn| arn.resource_type()))?;
    Capability::of_point(kind, point.arn.raw(), resource)
}

/// A copy without a retention of its own inherits its source's.
fn locked(source: &Source, lines: Lines<'_>, known: &Known, vault: Answer<&Vault>) -> Check {
    let inherited = source.point(known).lifecycle;
    let asked = match (days(lines.text(KEEP)), inherited) {
        (Ok(Some(days)), _) => Ok(Some(days)),
        (Ok(None), Some(lifecycle)) => Ok(lifecycle.retention_days()),
        (Ok(None), None) => {
            return Check::of(Verdict::Unknown, KEEP, "how long the source is kept, and the copy with it");
        }
        (Err(why), _) => Err(why),
    };
    let asked = asked.as_ref().map(|days| *days).map_err(String::as_str);
    lock::lock(KEEP, vault.map(|vault| &vault.lock), asked)
}

/// A copy inherits its source's date of creation, and its retention counts from there (aws-backup-api.md section 6.3).
fn ends(created: Option<Timestamp>, lines: Lines<'_>, now: Timestamp) -> Option<Check> {
    let days = days(lines.text(KEEP)).ok().flatten()?;
    let end = until(created?, days)?;
    (end <= now).then(|| {
        let says = format!("{days} d from its creation are over: the copy would be deleted at once");
        Check::of(Verdict::Failed, KEEP, says)
    })
}

/// When `days` after a point's creation are over.
fn until(created: Timestamp, days: i64) -> Option<Timestamp> {
    created.checked_add(SignedDuration::from_hours(24 * days)).ok()
}

fn role_of(source: &Source, lines: Lines<'_>, known: &Known) -> Check {
    let typed = if lines.is_own(ROLE) { source.role.as_str() } else { lines.text(ROLE) };
    let arn = role_arn(typed, &source.account);
    let seen = arn.as_ref().ok().and_then(|arn| known.role_seen(arn));
    role::role(ROLE, arn.as_deref().map_err(String::as_str), &source.account, seen)
}

/// What stands beside the retention.
pub(super) fn keep_note(source: &Source, lines: Lines<'_>, known: &Known) -> String {
    let point = source.point(known);
    match days(lines.text(KEEP)) {
        Ok(None) => {
            let keep = point.lifecycle.as_ref().map(Lifecycle::words);
            let keep = keep.map_or_else(String::new, |keep| format!(", {keep}"));
            format!("empty: as its source{keep}")
        }
        Ok(Some(days)) => {
            let end = point.created.and_then(|created| until(created, days));
            end.map_or_else(
                || "days from its creation".to_owned(),
                |end| format!("days from its creation, until {}", moment(end)),
            )
        }
        Err(why) => why,
    }
}
