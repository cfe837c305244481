//! The form that every write goes through: fields, checks, review, confirmation, sending, outcome. Pure.
//!
//! ```text
//!            ┌───────────── one write, refused: its field marked, a new token ──────────┐
//!            v                                                                           │
//!  Editing ─── confirmed ──> Running ── every write taken ──> (closed; jobs are followed) │
//!            ^                  │  └───────────────────────────────────────────────────────┘
//!            └── a doubt ───────┤   locked: only the very same request, with its token
//!                               └── several writes, some refused ──> Running (its list says which; try again)
//! ```
//!
//! What is asked, checked and sent is a [`Task`]: `wizards/backup`, `wizards/stop` and so on, a module a kind.

mod field;
mod item;
mod keys;
mod sending;
mod task;

#[cfg(test)]
mod tests;

pub use field::{Field, Lines};
pub use item::{Item, ItemState, Tally};
pub use task::{Complaint, Danger, Planned, Task, Tokens, field_by_words};

use jiff::Timestamp;

use crate::domain::failure::Failure;
use crate::domain::preflight::{Check, Fact, Known, Need};
use crate::domain::scope::ScopeId;
use crate::ui::input::Input;

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Focus {
    /// In a field, by its place.
    Field(usize),
    /// In the line that wants a word typed.
    Word,
    /// On the button that does it.
    Do,
    /// On the button that leaves.
    Cancel,
}

/// What goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is being filled in.
    Editing,
    /// Its writes are on their way, or were, and some were refused.
    Running,
}

/// What a key asks the caller to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Nothing.
    Stay,
    /// Close the form.
    Close,
    /// Send what waits.
    Send,
    /// Put this on the clipboard.
    Yank,
}

/// Writes of one form that are on their way at once.
pub const AT_ONCE: usize = 5;

/// The form.
#[derive(Debug)]
pub struct Form {
    /// Its number: an answer for an older form is not for this one.
    pub number: u64,
    /// It was first confirmed at.
    pub decided: Option<Timestamp>,
    /// What got no clear answer is asked for again at, unless the form is on the screen.
    pub again_at: Option<Timestamp>,
    task: Box<dyn Task>,
    known: Known,
    fields: Vec<Field>,
    edited: bool,
    /// The scope is guarded: whatever costs wants a word typed.
    guarded: bool,
    word: Input,
    focus: Focus,
    step: Step,
    tokens: Tokens,
    items: Vec<Item>,
    /// Several writes are being put into the journal before the first of them leaves.
    journalling: bool,
    /// The first line of the outcome's list.
    top: usize,
    refusal: Option<Failure>,
    complaint: Option<Complaint>,
}

impl Form {
    /// A form; `token` is a fresh idempotency token, `guarded` says that its scope is a production one.
    pub fn new(number: u64, task: Box<dyn Task>, known: Known, guarded: bool, token: String) -> Self {
        let fields = task.fields(&known);
        let mut form = Self {
            number,
            decided: None,
            again_at: None,
            task,
            known,
            fields,
            edited: false,
            guarded,
            word: Input::default(),
            focus: Focus::Cancel,
            step: Step::Editing,
            tokens: Tokens(token),
            items: Vec::new(),
            journalling: false,
            top: 0,
            refusal: None,
            complaint: None,
        };
        if form.danger() == Danger::Safe {
            form.focus = form.order()[0];
        }
        form
    }

    /// What it is for.
    pub fn task(&self) -> &dyn Task {
        &*self.task
    }

    /// What is known and bears on it.
    pub fn known(&self) -> &Known {
        &self.known
    }

    /// Its fields.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// What stands in them.
    pub fn lines(&self) -> Lines<'_> {
        Lines(&self.fields)
    }

    /// The word being typed.
    pub fn word(&self) -> &Input {
        &self.word
    }

    /// Where the focus is.
    pub fn focus(&self) -> Focus {
        self.focus
    }

    /// What goes on.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Its writes, once they have been confirmed.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Whether its writes are being put into the journal, before the first of them leaves.
    pub fn is_journalling(&self) -> bool {
        self.journalling
    }

    /// The first line of the outcome's list.
    pub fn top(&self) -> usize {
        self.top
    }

    /// How its writes stand.
    pub fn tally(&self) -> Tally {
        Tally::of(&self.items)
    }

    /// AWS's last refusal, of a form with one write.
    pub fn refusal(&self) -> Option<&Failure> {
        self.refusal.as_ref()
    }

    /// The field that is wrong, and why.
    pub fn complaint(&self) -> Option<&Complaint> {
        self.complaint.as_ref()
    }

    /// What stands beside a field.
    pub fn note(&self, field: &Field) -> String {
        if field.is_own() {
            return "each keeps its own".to_owned();
        }
        self.task.note(field, self.lines(), &self.known)
    }

    /// The checks that can be made before AWS is asked.
    pub fn checks(&self) -> Vec<Check> {
        self.task.checks(self.lines(), &self.known)
    }

    /// How it is confirmed. In a guarded scope whatever costs wants a word typed.
    pub fn danger(&self) -> Danger {
        match self.task.danger(self.lines(), &self.known) {
            Danger::Costly if self.guarded => Danger::Destructive("production".to_owned()),
            // Many at once cost, however harmless each is.
            Danger::Safe if self.guarded && self.task.claims().len() > AT_ONCE => {
                Danger::Destructive("production".to_owned())
            }
            danger => danger,
        }
    }

    /// The writes as they stand.
    ///
    /// # Errors
    /// The first field that is wrong, and why.
    pub fn plan(&self) -> Result<Vec<Planned>, Complaint> {
        if self.is_locked() {
            return Ok(self.items.iter().map(|item| item.planned.clone()).collect());
        }
        self.task.plan(self.lines(), &self.known, &self.tokens)
    }

    /// What is to be read and has not been asked for; it counts as asked from now on.
    pub fn take_needs(&mut self) -> Vec<(ScopeId, Need)> {
        let mut needs = self.task.needs(self.lines(), &self.known);
        needs.retain(|(scope, need)| {
            *self.known.fact(*scope, need) == crate::domain::preflight::Answer::NotAsked
        });
        needs.dedup();
        for (scope, need) in &needs {
            self.known.ask(*scope, need.clone());
        }
        needs
    }

    /// A fact has come.
    pub fn learn(&mut self, scope: ScopeId, need: Need, fact: Fact) {
        self.known.learn(scope, need, fact);
        self.refill();
    }

    /// A fact could not be read.
    pub fn miss(&mut self, scope: ScopeId, need: Need, failure: &Failure) {
        self.known.miss(scope, need, failure);
        self.refill();
    }

    fn refill(&mut self) {
        if !self.edited && !self.is_locked() {
            self.refit();
        }
    }

    fn refit(&mut self) {
        self.fields = self.task.refit(Lines(&self.fields), &self.known);
        if let Focus::Field(at) = self.focus
            && at >= self.fields.len()
        {
            self.focus = self.order()[0];
        }
    }

    /// Only the very same request may be repeated: a call of it may have taken effect, or is on its way.
    pub fn is_locked(&self) -> bool {
        self.items.iter().any(|item| item.in_doubt || item.state == ItemState::Sending)
    }
}
