//! Checks before AWS is asked: what AWS would accept now and fail later.

use super::{BackupWizard, Field, Known, days};
use crate::domain::arn;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::lifecycle::Lifecycle;
use crate::domain::vault::Lock;

/// One check and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What came of it.
    pub verdict: Verdict,
    /// In words.
    pub says: String,
    /// The field that would mend it.
    pub field: Field,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not hold: the backup would fail.
    Failed,
    /// It may not hold.
    Warning,
    /// It could not be told.
    Unknown,
}

/// All checks of a form.
pub(super) fn all(form: &BackupWizard, known: &Known) -> Vec<Check> {
    vec![place(form, known), vault(form, known), lock(form), running(known)]
}

fn check(verdict: Verdict, field: Field, says: impl Into<String>) -> Check {
    Check { verdict, says: says.into(), field }
}

/// AWS Backup backs up within a Region; a copy is what crosses.
fn place(form: &BackupWizard, known: &Known) -> Check {
    match arn::region(form.resource().as_str()) {
        Some(region) if !known.region.is_empty() && region != known.region => check(
            Verdict::Failed,
            Field::Vault,
            format!("it is in {region}, and this scope is {}", known.region),
        ),
        _ if known.region.is_empty() => check(Verdict::Unknown, Field::Vault, "the Region is not known yet"),
        _ => check(Verdict::Passed, Field::Vault, format!("the resource is in {}", known.region)),
    }
}

fn vault(form: &BackupWizard, known: &Known) -> Check {
    let name = form.input(Field::Vault).text().trim();
    match form.vault() {
        Some(vault) if vault.unusable => {
            check(Verdict::Failed, Field::Vault, format!("vault {name} is not available"))
        }
        Some(_) => check(Verdict::Passed, Field::Vault, "vault available"),
        None if known.vaults_read => {
            check(Verdict::Failed, Field::Vault, format!("no vault {name} here that takes on-demand backups"))
        }
        None => check(Verdict::Unknown, Field::Vault, "vaults could not be read"),
    }
}

/// AWS checks the lock only when the job runs, and fails it then (message 5 of the API notes).
fn lock(form: &BackupWizard) -> Check {
    let Some(vault) = form.vault() else {
        return check(Verdict::Unknown, Field::Keep, "vault lock not known");
    };
    let Ok(keep) = days(form.input(Field::Keep).text().trim()) else {
        return check(Verdict::Failed, Field::Keep, "days to keep it are no number");
    };
    let asked = keep.map_or_else(|| "for ever".to_owned(), |days| format!("{days} d"));
    if vault.lock == Lock::default() {
        check(Verdict::Passed, Field::Keep, format!("{asked}: the vault is not locked"))
    } else if vault.lock.admits(keep) {
        check(Verdict::Passed, Field::Keep, format!("{asked} fits the vault's lock"))
    } else {
        let lock = vault.lock.words();
        check(Verdict::Failed, Field::Keep, format!("{asked} is outside of the vault's lock ({lock})"))
    }
}

/// AWS runs one backup of a resource at a time (message 1 of the API notes).
fn running(known: &Known) -> Check {
    match &known.running {
        None => check(Verdict::Passed, Field::Vault, "no backup of it running"),
        Some(job) => {
            check(Verdict::Warning, Field::Vault, format!("job {job} is running: AWS backs up one at a time"))
        }
    }
}

/// Cold storage needs 90 days after the move (API reference, `Lifecycle`).
pub(super) fn cold_fits(lifecycle: Lifecycle) -> Result<Lifecycle, String> {
    match (lifecycle.cold_after_days, lifecycle.delete_after_days) {
        (Some(cold), Some(keep)) if keep < cold + 90 => Err(format!(
            "its plan moves it to cold storage after {cold} days: keep it {} days at least",
            cold + 90
        )),
        _ => Ok(lifecycle),
    }
}

/// The field that AWS's refusal is about, where its message tells.
pub(super) fn field_of(failure: &Failure) -> Option<Field> {
    if !matches!(failure.kind, FailureKind::Invalid | FailureKind::NotFound) {
        return None;
    }
    let message = failure.message.as_str().to_lowercase();
    let about = member_of(&message).unwrap_or(&message);
    [
        ("role", Field::Role),
        ("vault", Field::Vault),
        ("lifecycle", Field::Keep),
        ("retention", Field::Keep),
        ("tag", Field::Tags),
    ]
    .into_iter()
    .find(|(word, _)| about.contains(word))
    .map(|(_, field)| field)
}

/// The member that a refusal names: `… value 'my-role' at 'backupvaultname' failed to satisfy constraint: …`. What else
/// it says may be a value that somebody typed.
fn member_of(message: &str) -> Option<&str> {
    let (before, _) = message.split_once("' failed to satisfy constraint")?;
    before.rsplit_once(" at '").map(|(_, member)| member)
}
