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
mod task;

#[cfg(test)]
mod tests;

pub use field::{Field, Lines};
pub use item::{Item, ItemState, Tally};
pub use task::{Complaint, Danger, Planned, Task, Tokens, field_by_words};

use jiff::Timestamp;

use crate::domain::failure::Failure;
use crate::domain::journal::{Begun, EntryId};
use crate::domain::preflight::{Check, Fact, Known, Need, Verdict};
use crate::domain::scope::ScopeId;
use crate::ui::input::Input;
use crate::ui::key::{Code, Key};

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

/// The focus goes so far by a page key: some forms have thirty fields.
const PAGE: isize = 10;

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

    /// Does what a key means here.
    pub fn key(&mut self, key: Key) -> Outcome {
        if key.code == Code::Esc {
            return Outcome::Close;
        }
        if key == (Key { code: Code::Char('y'), ctrl: true, alt: false }) {
            return Outcome::Yank;
        }
        match self.step {
            Step::Running => self.key_running(key),
            Step::Editing => self.key_editing(key),
        }
    }

    fn key_editing(&mut self, key: Key) -> Outcome {
        let may_edit = !self.is_locked();
        match (key.code, self.focus) {
            (Code::Enter, Focus::Cancel) => return Outcome::Close,
            (Code::Enter, Focus::Do) => return self.confirm(),
            (Code::Tab | Code::Down, _) | (Code::Enter, Focus::Field(_) | Focus::Word) => self.step_focus(1),
            (Code::BackTab | Code::Up, _) => self.step_focus(-1),
            (Code::PageDown, _) => self.step_focus(PAGE),
            (Code::PageUp, _) => self.step_focus(-PAGE),
            (Code::Left | Code::Right, Focus::Do | Focus::Cancel) => {
                self.focus = if self.focus == Focus::Do { Focus::Cancel } else { Focus::Do };
            }
            (Code::Left | Code::Right, Focus::Field(at))
                if may_edit && !self.fields[at].choices.is_empty() =>
            {
                self.fields[at].choose(key.code == Code::Right);
                self.changed(at);
            }
            (_, Focus::Field(at)) if may_edit && self.fields[at].input.key(key) => self.changed(at),
            (_, Focus::Word) => {
                self.word.key(key);
                self.complaint = None;
            }
            _ => {}
        }
        Outcome::Stay
    }

    fn key_running(&mut self, key: Key) -> Outcome {
        let tally = self.tally();
        match (key.code, self.focus) {
            (Code::Down | Code::Char('j'), _) => self.top = (self.top + 1).min(tally.all.saturating_sub(1)),
            (Code::Up | Code::Char('k'), _) => self.top = self.top.saturating_sub(1),
            (Code::Left | Code::Right | Code::Tab | Code::BackTab, _) => {
                self.focus = if self.focus == Focus::Do { Focus::Cancel } else { Focus::Do };
            }
            (Code::Enter, Focus::Cancel) => return Outcome::Close,
            // The call on its way can't be called back; those that wait can be left out.
            (Code::Enter, Focus::Do) if tally.waiting > 0 => {
                for item in &mut self.items {
                    if item.state == ItemState::Waiting {
                        item.state = ItemState::LeftOut;
                    }
                }
            }
            (Code::Enter, Focus::Do) if tally.is_over() => {
                for item in &mut self.items {
                    if matches!(item.state, ItemState::Refused(_) | ItemState::LeftOut) {
                        item.state = ItemState::Waiting;
                    }
                }
                return Outcome::Send;
            }
            _ => {}
        }
        Outcome::Stay
    }

    /// Puts pasted text into the field that has the focus.
    pub fn paste(&mut self, text: &str) {
        match self.focus {
            Focus::Field(at) if !self.is_locked() && self.step == Step::Editing => {
                self.fields[at].input.paste(text);
                self.changed(at);
            }
            Focus::Word => self.word.paste(text),
            _ => {}
        }
    }

    fn changed(&mut self, at: usize) {
        self.complaint = None;
        self.refusal = None;
        let shapes = self.task.shapes().iter().any(|key| self.fields[at].key == *key);
        // Fields that are made anew hold nothing that was typed.
        self.edited = !shapes;
        if shapes {
            self.refit();
        }
    }

    fn confirm(&mut self) -> Outcome {
        let planned = match self.plan() {
            Ok(planned) if planned.is_empty() => {
                self.complain(Complaint::of("", "nothing would change"));
                return Outcome::Stay;
            }
            Ok(planned) => planned,
            Err(complaint) => {
                self.complain(complaint);
                return Outcome::Stay;
            }
        };
        if let Some(failed) = self.checks().into_iter().find(|check| check.verdict == Verdict::Failed)
            && !self.is_locked()
        {
            self.complain(Complaint { field: failed.field.unwrap_or_default(), says: failed.says });
            return Outcome::Stay;
        }
        if let Danger::Destructive(word) = self.danger()
            && self.word.text().trim() != word
        {
            self.complaint = Some(Complaint::of("", format!("type {word} to confirm")));
            self.focus = Focus::Word;
            return Outcome::Stay;
        }
        self.complaint = None;
        self.refusal = None;
        if self.is_locked() {
            for item in &mut self.items {
                if matches!(item.state, ItemState::Refused(_)) {
                    item.state = ItemState::Waiting;
                }
            }
        } else {
            self.items = planned.into_iter().map(Item::new).collect();
            for (item, entry) in self.items.iter_mut().zip(self.task.journalled()) {
                item.begun = Begun::Planned(entry);
            }
        }
        if self.items.len() > 1 {
            // A key that is pressed twice must not leave the rest out.
            self.focus = Focus::Cancel;
        }
        self.step = Step::Running;
        self.top = 0;
        Outcome::Send
    }

    fn complain(&mut self, complaint: Complaint) {
        if let Some(at) = self.fields.iter().position(|field| field.key == complaint.field) {
            self.focus = Focus::Field(at);
        }
        self.complaint = Some(complaint);
    }

    /// The next write to send, by its place, while not too many are on their way; it counts as sent from now on.
    pub fn take_next(&mut self) -> Option<usize> {
        if self.step != Step::Running || self.journalling || self.tally().sending >= AT_ONCE {
            return None;
        }
        let at = self.items.iter().position(|item| item.state == ItemState::Waiting)?;
        self.items[at].state = ItemState::Sending;
        Some(at)
    }

    /// The writes that are to be in the journal before the first of them leaves: of several, all that it does not have.
    pub fn take_intents(&mut self) -> Vec<Planned> {
        if self.items.len() < 2 || self.journalling {
            return Vec::new();
        }
        let anew = self.items.iter().filter(|item| is_anew(item));
        let intents: Vec<Planned> = anew.map(|item| item.planned.clone()).collect();
        self.journalling = !intents.is_empty();
        intents
    }

    /// The journal has them all, in their order, or none of them, and why.
    pub fn journalled(&mut self, entries: Result<Vec<EntryId>, String>) {
        self.journalling = false;
        match entries {
            Ok(entries) => {
                let anew = self.items.iter_mut().filter(|item| is_anew(item));
                for (item, entry) in anew.zip(entries) {
                    item.begun = Begun::Planned(entry);
                }
            }
            Err(why) => {
                for item in self.items.iter_mut().filter(|item| is_anew(item)) {
                    item.state = ItemState::LeftOut;
                }
                self.complaint = Some(Complaint::of("", why));
            }
        }
    }

    /// The journal has a write.
    pub fn noted(&mut self, at: usize, entry: EntryId) {
        if let Some(item) = self.items.get_mut(at) {
            item.begun = Begun::Again(entry);
        }
    }

    /// AWS has taken a write.
    pub fn taken(&mut self, at: usize) {
        if let Some(item) = self.items.get_mut(at) {
            item.state = ItemState::Taken;
            item.in_doubt = false;
        }
    }

    /// AWS refused a write, or nobody knows. A clear refusal takes a new token for the next try; a doubt keeps the old one,
    /// so that nothing is done twice, until AWS has looked at the request itself.
    pub fn refused(&mut self, at: usize, failure: Failure, fresh_token: String) {
        let Some(item) = self.items.get_mut(at) else { return };
        item.in_doubt = failure.leaves_doubt() || item.in_doubt && !failure.is_verdict();
        let in_doubt = item.in_doubt;
        if !in_doubt {
            item.begun = Begun::Anew;
            item.planned.write.set_token(&fresh_token);
        }
        item.state = ItemState::Refused(failure.clone());
        if self.items.len() == 1 {
            self.step = Step::Editing;
            if !in_doubt {
                self.tokens = Tokens(fresh_token);
            }
            self.focus = Focus::Do;
            if let Some(field) = self.task.field_of(&failure, Lines(&self.fields), &self.known) {
                self.complain(Complaint { field, says: failure.message.to_string() });
            }
            self.refusal = Some(failure);
        }
    }

    /// Asks again for what got no clear answer: the very same, with its token.
    pub fn repeat(&mut self) {
        for item in self.items.iter_mut().filter(|item| item.in_doubt) {
            if matches!(item.state, ItemState::Refused(_)) {
                item.state = ItemState::Waiting;
                self.step = Step::Running;
            }
        }
    }

    /// Whether every write was taken.
    pub fn is_done(&self) -> bool {
        !self.items.is_empty() && self.items.iter().all(|item| item.state == ItemState::Taken)
    }

    /// The order of the focus, from top to bottom.
    fn order(&self) -> Vec<Focus> {
        let word = matches!(self.danger(), Danger::Destructive(_)).then_some(Focus::Word);
        (0..self.fields.len()).map(Focus::Field).chain(word).chain([Focus::Do, Focus::Cancel]).collect()
    }

    fn step_focus(&mut self, by: isize) {
        let order = self.order();
        let at = order.iter().position(|focus| *focus == self.focus).unwrap_or_default();
        let last = order.len() - 1;
        self.focus = order[match by {
            // Round and round: from the last button down to the first field.
            1 if at == last => 0,
            -1 if at == 0 => last,
            by => at.saturating_add_signed(by).min(last),
        }];
    }
}

fn is_anew(item: &Item) -> bool {
    item.state == ItemState::Waiting && item.begun == Begun::Anew
}
