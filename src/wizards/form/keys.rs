//! What keys and pasted text do to a form, up to its confirmation.

use super::{Complaint, Danger, Focus, Form, Item, ItemState, Outcome, Step};
use crate::domain::journal::Begun;
use crate::domain::preflight::Verdict;
use crate::ui::key::{Code, Key};

/// The focus goes so far by a page key: some forms have thirty fields.
const PAGE: isize = 10;

impl Form {
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
            let says = if self.word.text().trim().is_empty() {
                "nothing was sent: type the word first"
            } else {
                "nothing was sent: that is another word"
            };
            self.complaint = Some(Complaint::of("", says));
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

    pub(super) fn complain(&mut self, complaint: Complaint) {
        if let Some(at) = self.fields.iter().position(|field| field.key == complaint.field) {
            self.focus = Focus::Field(at);
        }
        self.complaint = Some(complaint);
    }

    /// The order of the focus, from top to bottom.
    pub(super) fn order(&self) -> Vec<Focus> {
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
