//! Checks of a restore before AWS is asked, and what has to be known before it is confirmed.

use super::choice::Chosen;
use super::{ROLE, Restore, values};
use crate::domain::preflight::{Answer, Check, Known, Verdict, point, role};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::restore::{self, MORE};
use crate::domain::write::words::role_arn;
use crate::wizards::form::Lines;

/// All checks.
pub(super) fn all(restore: &Restore, lines: Lines<'_>, known: &Known) -> Vec<Check> {
    let Some(point) = restore.point(lines, known) else {
        return vec![Check::fixed(Verdict::Unknown, restore.why_none(known))];
    };
    let mut checks = vec![point::restores(&point)];
    if known.barred.bars_point(&point) {
        let says = "backups fail for the key that encrypts it: it can't be restored until that can be used";
        checks.push(Check::fixed(Verdict::Warning, says.to_owned()));
    }
    let left = |other: &RecoveryPoint| other.created > point.created && known.barred.bars_point(other);
    if !known.barred.bars_point(&point) && restore.points(known).iter().any(left) {
        let says = "newer ones are encrypted with a key that backups fail for, and can't be restored now";
        checks.push(Check::fixed(Verdict::Warning, says.to_owned()));
    }
    if point.parent.is_some() {
        checks.push(Check::fixed(
            Verdict::Warning,
            "it is a part of a composite backup, not the whole".to_owned(),
        ));
    }
    if point.vault.is_none() {
        checks.push(Check::fixed(Verdict::Failed, restore.why_none(known)));
    }
    checks.extend(reads(restore, &point, known));
    if let Some(chosen) = restore.chosen(lines, known) {
        if chosen.filled.is_destructive() {
            checks.push(Check::fixed(Verdict::Warning, chosen.filled.form.makes.clone()));
        }
        checks.push(assumed(lines, known));
        checks.extend(after(restore, &chosen, lines, known));
    }
    checks
}

fn assumed(lines: Lines<'_>, known: &Known) -> Check {
    let typed = role_arn(lines.text(ROLE), &known.account);
    let seen = typed.as_ref().ok().and_then(|role| known.role_seen(role));
    role::role(ROLE, typed.as_deref().map_err(String::as_str), &known.account, seen)
}

/// What could not be read, and what that means.
fn reads(restore: &Restore, point: &RecoveryPoint, known: &Known) -> Vec<Check> {
    let unknown = |says: String| Check::fixed(Verdict::Unknown, says);
    match restore.metadata(point, known) {
        Answer::NotAsked => vec![],
        Answer::Asked => vec![unknown("reading how it can be restored".to_owned())],
        Answer::Known(metadata) => {
            let gap = |failure: &crate::domain::failure::Failure| {
                unknown(format!("filled without all that AWS could tell: {}", failure.sentence()))
            };
            metadata.gaps.iter().map(gap).collect()
        }
        other => vec![unknown(format!("what it was: {}; fill it in by hand", other.why_not()))],
    }
}

/// What has to be run when it is done.
fn after(restore: &Restore, chosen: &Chosen, lines: Lines<'_>, known: &Known) -> Option<Check> {
    let values = values(chosen, lines);
    let sent = restore::pairs(&chosen.filled, &values, lines.text(MORE), &chosen.origin, restore.now).ok()?;
    let next = restore::next(chosen.filled.form, &sent, &known.region)?;
    Some(Check::fixed(Verdict::Warning, format!("then run: {next}")))
}
