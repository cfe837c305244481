//! Start an on-demand backup: form and review on one page, then the call.
//!
//! ```text
//! Form ── start ──> Sending ── started ──> (closed, followed)
//!   ^                  │
//!   └── refused ───────┘   a refusal comes back into the form; a doubt keeps its token
//! ```

mod check;
mod draft;

#[cfg(test)]
mod tests;

pub use check::{Check, Verdict};
pub use draft::{Draft, Known, VaultChoice};

use crate::domain::failure::Failure;
use crate::domain::journal::EntryId;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::write::words::{days, role_arn, tags, tags_line};
use crate::domain::write::{BackupRequest, Write};
use crate::text::Text;
use crate::ui::input::Input;
use crate::ui::key::{Code, Key};

/// The fields of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The vault's name.
    Vault,
    /// Days to keep it; empty is for ever.
    Keep,
    /// The role's ARN or name.
    Role,
    /// `key=value`, comma between.
    Tags,
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Focus {
    /// In a field.
    Field(Field),
    /// On the button that starts.
    Start,
    /// On the button that leaves.
    Cancel,
}

/// What goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The form is open.
    Form,
    /// AWS has been asked.
    Sending,
    /// AWS refused, or it is not known what it did.
    Refused(Failure),
}

/// What a key asks the caller to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing.
    Stay,
    /// Close the form.
    Close,
    /// Send this.
    Send(Write),
}

/// The form.
#[derive(Debug, Clone)]
pub struct BackupWizard {
    /// Its number: an answer for an older form is not for this one.
    pub number: u64,
    /// The journal's entry of what was sent under the token that it has.
    pub entry: Option<EntryId>,
    draft: Draft,
    known: Known,
    inputs: [Input; 4],
    focus: Focus,
    step: Step,
    token: String,
    /// A call under this token may have started the backup.
    in_doubt: bool,
    complaint: Option<(Field, String)>,
}

const ORDER: [Focus; 6] = [
    Focus::Field(Field::Vault),
    Focus::Field(Field::Keep),
    Focus::Field(Field::Role),
    Focus::Field(Field::Tags),
    Focus::Start,
    Focus::Cancel,
];

impl Field {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Vault, Self::Keep, Self::Role, Self::Tags];

    /// Its label.
    pub fn label(self) -> &'static str {
        match self {
            Self::Vault => "Vault",
            Self::Keep => "Keep for",
            Self::Role => "Role",
            Self::Tags => "Tags",
        }
    }
}

impl BackupWizard {
    /// A form for `draft`; `token` is a fresh idempotency token.
    pub fn new(number: u64, draft: Draft, known: Known, token: String) -> Self {
        let keep = draft.lifecycle.retention_days().map(|days| days.to_string()).unwrap_or_default();
        let tags = tags_line(&draft.tags);
        let inputs = [draft.vault.clone(), keep, draft.role.clone(), tags].map(Input::new);
        Self {
            number,
            entry: None,
            draft,
            known,
            inputs,
            focus: Focus::Field(Field::Vault),
            step: Step::Form,
            token,
            in_doubt: false,
            complaint: None,
        }
    }

    /// What the form was filled from.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// A field's line.
    pub fn input(&self, field: Field) -> &Input {
        &self.inputs[field as usize]
    }

    /// Where the focus is.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// What goes on.
    pub fn step(&self) -> &Step {
        &self.step
    }

    /// The field that is wrong, and why.
    pub fn complaint(&self) -> Option<(Field, &str)> {
        self.complaint.as_ref().map(|(field, why)| (*field, why.as_str()))
    }

    /// The vaults to choose among.
    pub fn vaults(&self) -> &[VaultChoice] {
        &self.known.vaults
    }

    /// The vault named in the form, if it is one that is known.
    pub fn vault(&self) -> Option<&VaultChoice> {
        self.known.vaults.iter().find(|vault| vault.name == self.input(Field::Vault).text().trim())
    }

    /// The checks that can be made before AWS is asked.
    pub fn checks(&self) -> Vec<Check> {
        check::all(self, &self.known)
    }

    /// The request as it stands.
    ///
    /// # Errors
    /// The first field that is wrong, and why.
    fn request(&self) -> Result<BackupRequest, (Field, String)> {
        let line = |field| self.input(field).text().trim();
        let vault = line(Field::Vault);
        if vault.is_empty() {
            return Err((Field::Vault, "name a vault".to_owned()));
        }
        let role = line(Field::Role);
        let role = role_arn(role, &self.draft.account).map_err(|why| (Field::Role, why))?;
        let delete_after_days = days(line(Field::Keep)).map_err(|why| (Field::Keep, why))?;
        let lifecycle = Lifecycle { delete_after_days, ..self.draft.lifecycle };
        Ok(BackupRequest {
            resource: self.draft.resource.raw().to_owned(),
            vault: vault.to_owned(),
            role,
            lifecycle: check::cold_fits(lifecycle).map_err(|why| (Field::Keep, why))?,
            tags: self.tags().map_err(|why| (Field::Tags, why))?,
            token: self.token.clone(),
        })
    }

    /// The write as it stands.
    ///
    /// # Errors
    /// The first field that is wrong, and why.
    pub fn write(&self) -> Result<Write, (Field, String)> {
        self.request().map(Write::StartBackup)
    }

    /// The tags; those of the plan as they are, for a key may hold what the line takes for a separator.
    fn tags(&self) -> Result<Vec<(String, String)>, String> {
        let line = self.input(Field::Tags).text();
        if line == tags_line(&self.draft.tags) { Ok(self.draft.tags.clone()) } else { tags(line.trim()) }
    }

    /// Does what a key means here.
    pub fn key(&mut self, key: Key) -> Outcome {
        if self.step == Step::Sending {
            // The call is on its way and can't be called back; leaving the page leaves it to be followed.
            return if key.code == Code::Esc { Outcome::Close } else { Outcome::Stay };
        }
        let may_edit = !self.is_locked();
        match (key.code, self.focus) {
            (Code::Esc, _) | (Code::Enter, Focus::Cancel) => return Outcome::Close,
            (Code::Enter, Focus::Start) => return self.start(),
            (Code::Tab | Code::Down, _) | (Code::Enter, Focus::Field(_)) => self.step_focus(1),
            (Code::BackTab | Code::Up, _) => self.step_focus(-1),
            (Code::Left | Code::Right, Focus::Start | Focus::Cancel) => {
                self.focus = if self.focus == Focus::Start { Focus::Cancel } else { Focus::Start };
            }
            (Code::Left | Code::Right, Focus::Field(Field::Vault))
                if may_edit && !self.known.vaults.is_empty() =>
            {
                self.next_vault(key.code == Code::Right);
            }
            (_, Focus::Field(field)) if may_edit && self.inputs[field as usize].key(key) => self.edited(),
            _ => {}
        }
        Outcome::Stay
    }

    /// Puts pasted text into the field that has the focus.
    pub fn paste(&mut self, text: &str) {
        if let (Focus::Field(field), false) = (self.focus, self.is_locked()) {
            self.inputs[field as usize].paste(text);
            self.edited();
        }
    }

    /// AWS refused, or nobody knows. A clear refusal takes a new token for the next try; a doubt keeps the old one, so that
    /// nothing starts twice, until AWS has looked at the request itself.
    pub fn refused(&mut self, failure: Failure, fresh_token: String) {
        self.in_doubt = failure.leaves_doubt() || self.in_doubt && !failure.is_verdict();
        if !self.in_doubt {
            self.token = fresh_token;
            self.entry = None;
        }
        self.complaint = check::field_of(&failure).map(|field| (field, failure.message.to_string()));
        self.focus = self.complaint.as_ref().map_or(Focus::Start, |(field, _)| Focus::Field(*field));
        self.step = Step::Refused(failure);
    }

    /// On its way, or nobody knows what became of it: only the very same request may be repeated under its token.
    pub fn is_locked(&self) -> bool {
        match &self.step {
            Step::Form => false,
            Step::Sending => true,
            Step::Refused(_) => self.in_doubt,
        }
    }

    fn edited(&mut self) {
        self.complaint = None;
        self.step = Step::Form;
    }

    fn start(&mut self) -> Outcome {
        match self.write() {
            Err(complaint) => {
                self.focus = Focus::Field(complaint.0);
                self.complaint = Some(complaint);
                Outcome::Stay
            }
            Ok(write) => {
                if let Some(failed) = self.checks().into_iter().find(|check| check.verdict == Verdict::Failed)
                {
                    self.focus = Focus::Field(failed.field);
                    self.complaint = Some((failed.field, failed.says));
                    return Outcome::Stay;
                }
                self.complaint = None;
                self.step = Step::Sending;
                Outcome::Send(write)
            }
        }
    }

    fn step_focus(&mut self, by: isize) {
        let at = ORDER.iter().position(|focus| *focus == self.focus).unwrap_or_default();
        self.focus = ORDER[at.saturating_add_signed(by).min(ORDER.len() - 1)];
    }

    fn next_vault(&mut self, forward: bool) {
        let vaults = &self.known.vaults;
        let named = self.input(Field::Vault).text().trim();
        let at = vaults.iter().position(|vault| vault.name == named);
        let next = match (at, forward) {
            (Some(at), true) => (at + 1) % vaults.len(),
            (Some(at), false) => at.checked_sub(1).unwrap_or(vaults.len() - 1),
            (None, _) => 0,
        };
        self.inputs[Field::Vault as usize] = Input::new(vaults[next].name.clone());
        self.edited();
    }

    /// What the resource is called.
    pub fn label(&self) -> &str {
        &self.draft.label
    }

    /// The resource's ARN.
    pub fn resource(&self) -> &Text {
        &self.draft.resource
    }
}
