//! What a form is for: one [`Task`] a kind of write, each in a module of its own.

use std::borrow::Cow;
use std::fmt::Debug;

use super::field::{Field, Lines};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::journal::EntryId;
use crate::domain::preflight::{Check, Known, Need};
use crate::domain::scope::ScopeId;
use crate::domain::write::Write;

/// What a kind of write asks, checks and sends. Pure: the form owns the fields and the keys, the task knows the rules.
pub trait Task: Debug {
    /// "Back up orders-db".
    fn title(&self) -> String;
    /// Lines below the title: what it is about, and what is true of it.
    fn about(&self, lines: Lines<'_>, known: &Known) -> Vec<String>;
    /// The word on the button: "Start", "Delete".
    fn verb(&self) -> &'static str;
    /// The scope that it acts in; of several, the first.
    fn scope(&self) -> ScopeId;
    /// What is asked, filled. Asked again when a fact has come, while nothing has been typed.
    fn fields(&self, known: &Known) -> Vec<Field>;
    /// The fields whose value decides which others there are: when one of them changes, all are asked for again.
    fn shapes(&self) -> &'static [&'static str] {
        &[]
    }
    /// The fields for what stands in the shaping ones now.
    fn refit(&self, _lines: Lines<'_>, known: &Known) -> Vec<Field> {
        self.fields(known)
    }
    /// How it is confirmed.
    fn danger(&self, lines: Lines<'_>, known: &Known) -> Danger;
    /// What is to be read before it can be judged.
    fn needs(&self, _lines: Lines<'_>, _known: &Known) -> Vec<(ScopeId, Need)> {
        Vec::new()
    }
    /// What stands beside a field.
    fn note(&self, field: &Field, _lines: Lines<'_>, _known: &Known) -> String {
        field.help.clone()
    }
    /// The checks that can be made before AWS is asked.
    fn checks(&self, lines: Lines<'_>, known: &Known) -> Vec<Check>;
    /// The writes, one for each thing and more where one takes several.
    ///
    /// # Errors
    /// The first field that is wrong, and why.
    fn plan(&self, lines: Lines<'_>, known: &Known, tokens: &Tokens) -> Result<Vec<Planned>, Complaint>;
    /// The journal's entries of its writes, in their order, where they were planned before.
    fn journalled(&self) -> Vec<EntryId> {
        Vec::new()
    }
    /// The field that AWS's refusal is about, where its message tells.
    fn field_of(&self, _failure: &Failure, _lines: Lines<'_>, _known: &Known) -> Option<Cow<'static, str>> {
        None
    }
    /// What it may do a second time if it is done again: a form for the same that got no clear answer comes back instead.
    fn claims(&self) -> Vec<(ScopeId, String)>;
}

/// How a write is confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Danger {
    /// By the button.
    Safe,
    /// By the button, with the focus on Cancel.
    Costly,
    /// By typing this.
    Destructive(String),
}

/// One write, and what its target is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// In this scope.
    pub scope: ScopeId,
    /// What the target is called.
    pub label: String,
    /// The write.
    pub write: Write,
}

/// The field that is wrong, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The field's key; of no field, where nothing that was typed is to blame.
    pub field: Cow<'static, str>,
    /// In words.
    pub says: String,
}

impl Complaint {
    /// A complaint.
    pub fn of(field: impl Into<Cow<'static, str>>, says: impl Into<String>) -> Self {
        Self { field: field.into(), says: says.into() }
    }
}

/// The idempotency tokens of a try: each write has its own, and the same one as long as the try is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens(pub String);

impl Tokens {
    /// The token of the n-th write.
    pub fn of(&self, number: usize) -> String {
        if number == 0 { self.0.clone() } else { format!("{}-{number}", self.0) }
    }
}

/// The field among `words` (word in the message, field) that a refusal is about.
pub fn field_by_words(
    failure: &Failure,
    words: &[(&'static str, &'static str)],
) -> Option<Cow<'static, str>> {
    if !matches!(failure.kind, FailureKind::Invalid | FailureKind::NotFound) {
        return None;
    }
    let message = failure.message.as_str().to_lowercase();
    let about = member_of(&message).unwrap_or(&message);
    words.iter().find(|(word, _)| about.contains(word)).map(|(_, field)| Cow::Borrowed(*field))
}

/// The member that a refusal names: `… value 'my-role' at 'backupvaultname' failed to satisfy constraint: …`. What else
/// it says may be a value that somebody typed.
fn member_of(message: &str) -> Option<&str> {
    let (before, _) = message.split_once("' failed to satisfy constraint")?;
    before.rsplit_once(" at '").map(|(_, member)| member)
}
