//! Start on-demand backups: of one resource or of many, and again what failed.

mod check;
mod draft;

#[cfg(test)]
mod tests;

pub use draft::Draft;

use std::borrow::Cow;

use super::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens, field_by_words};
use crate::domain::arn::Arn;
use crate::domain::failure::Failure;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::preflight::{Check, Known, Need};
use crate::domain::scope::ScopeId;
use crate::domain::write::words::{days, role_arn, tags, tags_line};
use crate::domain::write::{BackupRequest, ThenCopy, Write};

/// The vault's name.
pub const VAULT: &str = "vault";
/// Days to keep it; empty is for ever.
pub const KEEP: &str = "keep";
/// The role's ARN or name.
pub const ROLE: &str = "role";
/// `key=value`, comma between.
pub const TAGS: &str = "tags";
/// The vault (ARN) that the new points are copied to.
pub const COPY: &str = "copy";

/// On-demand backups of one or more resources.
#[derive(Debug, Clone)]
pub struct Backup {
    drafts: Vec<Draft>,
    again: bool,
}

impl Backup {
    /// A backup of each draft's resource. `None` where there is none. `again`: these backups have failed.
    pub fn new(drafts: Vec<Draft>, again: bool) -> Option<Self> {
        (!drafts.is_empty()).then_some(Self { drafts, again })
    }

    /// Where the plans of all of them copy to (vault ARNs).
    fn planned_copies(&self) -> Vec<String> {
        let in_all = |vault: &&String| self.drafts.iter().all(|draft| draft.copies.contains(vault));
        self.first().copies.iter().filter(in_all).cloned().collect()
    }

    /// The drafts.
    pub fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    fn first(&self) -> &Draft {
        // `new` lets none pass that is empty.
        &self.drafts[0]
    }
}

impl Task for Backup {
    fn title(&self) -> String {
        let again = if self.again { " again" } else { "" };
        match self.drafts.as_slice() {
            [one] => format!("Back up {}{again}", one.label),
            many => format!("Back up {} resources{again}", many.len()),
        }
    }

    fn about(&self, _lines: Lines<'_>, _known: &Known) -> Vec<String> {
        match self.drafts.as_slice() {
            [one] => vec![one.resource.as_str().to_owned()],
            many => vec![many.iter().map(|draft| draft.label.as_str()).collect::<Vec<_>>().join(", ")],
        }
    }

    fn verb(&self) -> &'static str {
        "Start"
    }

    fn scope(&self) -> ScopeId {
        self.first().scope
    }

    fn fields(&self, known: &Known) -> Vec<Field> {
        let texts = |text: fn(&Draft) -> String| self.drafts.iter().map(text).collect::<Vec<_>>();
        let keep =
            |draft: &Draft| draft.lifecycle.retention_days().map(|days| days.to_string()).unwrap_or_default();
        let vaults = known.vaults_of(self.scope()).filter(|vault| vault.takes_backups());
        let here = |vault: &&crate::domain::preflight::VaultChoice| {
            !vault.name.starts_with("aws/")
                && (vault.scope != self.scope() || vault.name != self.first().vault)
        };
        // The plan's own come first.
        let planned = self.planned_copies();
        let others = known.vaults.iter().filter(here).map(|vault| vault.arn.clone());
        let others = others.filter(|vault| !planned.contains(vault));
        let copies: Vec<String> = planned.iter().cloned().chain(others).collect();
        vec![
            Field::common(VAULT, "Vault", &texts(|draft| draft.vault.clone()))
                .choices(vaults.map(|vault| vault.name.clone()).collect()),
            Field::common(KEEP, "Keep for", &texts(keep)),
            Field::common(ROLE, "Role", &texts(|draft| draft.role.clone())),
            Field::common(TAGS, "Tags", &texts(|draft| tags_line(&draft.tags))).help("key=value, key=value"),
            Field::new(COPY, "Then copy", "")
                .choices(std::iter::once(String::new()).chain(copies).collect())
                .help("to a vault's ARN; empty: no copy"),
        ]
    }

    fn danger(&self, _lines: Lines<'_>, _known: &Known) -> Danger {
        Danger::Safe
    }

    fn needs(&self, lines: Lines<'_>, known: &Known) -> Vec<(ScopeId, Need)> {
        check::needs(&self.drafts, lines, known)
    }

    fn note(&self, field: &Field, _lines: Lines<'_>, known: &Known) -> String {
        match field.key.as_ref() {
            VAULT => match check::vault_named(self.scope(), field.text(), known) {
                Some(vault) => format!("{}; left and right choose", vault.lock.words()),
                None if field.choices.is_empty() => String::new(),
                None => "left and right choose a known one".to_owned(),
            },
            KEEP if field.text().is_empty() => "empty: for ever".to_owned(),
            KEEP => format!("days, {}", self.first().source),
            COPY if field.text().is_empty() => match self.planned_copies().first() {
                Some(vault) => format!(
                    "no; its plan copies to {}: right chooses it",
                    crate::domain::arn::vault_name(vault)
                ),
                None => "no; left and right choose a vault, or type its ARN".to_owned(),
            },
            COPY => "when the backup is done; kept as long".to_owned(),
            _ => field.help.clone(),
        }
    }

    fn checks(&self, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        check::all(&self.drafts, lines, known)
    }

    fn plan(&self, lines: Lines<'_>, _known: &Known, tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let planned = |(number, draft): (usize, &Draft)| {
            let write = Write::StartBackup(request(draft, lines, tokens.of(number))?);
            Ok(Planned { scope: draft.scope, label: draft.label.clone(), write })
        };
        self.drafts.iter().enumerate().map(planned).collect()
    }

    fn field_of(&self, failure: &Failure, _lines: Lines<'_>, _known: &Known) -> Option<Cow<'static, str>> {
        let words =
            [("role", ROLE), ("vault", VAULT), ("lifecycle", KEEP), ("retention", KEEP), ("tag", TAGS)];
        field_by_words(failure, &words)
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        let claim = |draft: &Draft| (draft.scope, format!("back up {}", draft.resource.raw()));
        self.drafts.iter().map(claim).collect()
    }
}

/// The request for a draft as its form has it.
fn request(draft: &Draft, lines: Lines<'_>, token: String) -> Result<BackupRequest, Complaint> {
    let vault = if lines.is_own(VAULT) { &draft.vault } else { lines.text(VAULT) };
    if vault.is_empty() {
        return Err(Complaint::of(VAULT, "name a vault"));
    }
    let role = if lines.is_own(ROLE) { &draft.role } else { lines.text(ROLE) };
    let role = role_arn(role, &draft.account).map_err(|why| Complaint::of(ROLE, why))?;
    let lifecycle = check::lifecycle(draft, lines).map_err(|why| Complaint::of(KEEP, why))?;
    Ok(BackupRequest {
        resource: draft.resource.raw().to_owned(),
        vault: vault.to_owned(),
        role,
        lifecycle,
        tags: own_tags(draft, lines).map_err(|why| Complaint::of(TAGS, why))?,
        token,
        then_copy: then_copy(lines)?,
    })
}

/// The tags; those of the plan as they are, for a key may hold what the line takes for a separator.
fn own_tags(draft: &Draft, lines: Lines<'_>) -> Result<Vec<(String, String)>, String> {
    let line = lines.text(TAGS);
    if lines.is_own(TAGS) || line == tags_line(&draft.tags) { Ok(draft.tags.clone()) } else { tags(line) }
}

/// The copy that follows; it is kept as long as its source, which AWS sees to when nothing is asked for.
fn then_copy(lines: Lines<'_>) -> Result<Option<ThenCopy>, Complaint> {
    let destination = lines.text(COPY);
    if destination.is_empty() {
        return Ok(None);
    }
    match Arn::parse(destination) {
        Some(arn) if arn.service == "backup" && arn.resource.starts_with("backup-vault:") => {
            let lifecycle = Lifecycle::default();
            Ok(Some(ThenCopy { destination: destination.to_owned(), lifecycle }))
        }
        _ => Err(Complaint::of(COPY, format!("`{destination}` is no ARN of a backup vault"))),
    }
}

/// The retention of a draft as its form has it.
fn keep(draft: &Draft, lines: Lines<'_>) -> Result<Option<i64>, String> {
    if lines.is_own(KEEP) { Ok(draft.lifecycle.retention_days()) } else { days(lines.text(KEEP)) }
}
