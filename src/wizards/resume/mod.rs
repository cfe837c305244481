//! Send what was planned and never left: the rest of a batch that was stopped, or whose console was killed.

use super::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens};
use crate::domain::journal::{Entry, EntryId};
use crate::domain::preflight::{Check, Known, Verdict};
use crate::domain::scope::ScopeId;
use crate::domain::write::Write;

/// Planned writes of the journal, each in its scope.
#[derive(Debug, Clone)]
pub struct Resume {
    entries: Vec<(ScopeId, Entry)>,
}

impl Resume {
    /// Sends these. `None` where there is none.
    pub fn new(entries: Vec<(ScopeId, Entry)>) -> Option<Self> {
        (!entries.is_empty()).then_some(Self { entries })
    }

    fn destroys(&self) -> bool {
        let write = |(_, entry): &(ScopeId, Entry)| {
            matches!(entry.intent.write, Write::DeletePoint(_) | Write::DisassociatePoint(_))
        };
        self.entries.iter().any(write)
    }
}

impl Task for Resume {
    fn title(&self) -> String {
        match self.entries.as_slice() {
            [(_, one)] => format!("Send what was planned: {} {}", one.intent.write.words(), one.intent.label),
            many => format!("Send {} actions that were planned", many.len()),
        }
    }

    fn about(&self, _lines: Lines<'_>, _known: &Known) -> Vec<String> {
        let line =
            |(_, entry): &(ScopeId, Entry)| format!("{} {}", entry.intent.write.words(), entry.intent.label);
        vec![self.entries.iter().map(line).collect::<Vec<_>>().join(", ")]
    }

    fn verb(&self) -> &'static str {
        "Send"
    }

    fn scope(&self) -> ScopeId {
        self.entries[0].0
    }

    fn fields(&self, _known: &Known) -> Vec<Field> {
        Vec::new()
    }

    fn danger(&self, _lines: Lines<'_>, _known: &Known) -> Danger {
        if self.destroys() { Danger::Destructive("delete".to_owned()) } else { Danger::Costly }
    }

    fn checks(&self, _lines: Lines<'_>, _known: &Known) -> Vec<Check> {
        let says = "never sent; what they were checked for then may have changed since";
        vec![Check::fixed(Verdict::Unknown, says)]
    }

    fn plan(&self, _lines: Lines<'_>, _known: &Known, _tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let planned = |(scope, entry): &(ScopeId, Entry)| Planned {
            scope: *scope,
            label: entry.intent.label.clone(),
            write: entry.intent.write.clone(),
        };
        Ok(self.entries.iter().map(planned).collect())
    }

    fn journalled(&self) -> Vec<EntryId> {
        self.entries.iter().map(|(_, entry)| entry.id).collect()
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.entries.iter().map(|(scope, entry)| (*scope, format!("entry {}", entry.id.0))).collect()
    }
}
