//! A form's writes on their way: what leaves next, and what comes of each.

use super::{AT_ONCE, Complaint, Focus, Form, Item, ItemState, Lines, Planned, Step, Tokens};
use crate::domain::failure::Failure;
use crate::domain::journal::{Begun, EntryId};

impl Form {
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
}

fn is_anew(item: &Item) -> bool {
    item.state == ItemState::Waiting && item.begun == Begun::Anew
}
