//! The writes of a form on their way.

use super::task::Planned;
use crate::domain::failure::Failure;
use crate::domain::journal::{Begun, EntryId};

/// One write on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The write.
    pub planned: Planned,
    /// How far the journal has come with it.
    pub begun: Begun,
    /// How far it has come.
    pub state: ItemState,
    /// A call of it may have taken effect: only the very same request may be repeated.
    pub in_doubt: bool,
}

/// How far a write has come.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemState {
    /// Not sent yet.
    Waiting,
    /// AWS has been asked.
    Sending,
    /// AWS took it.
    Taken,
    /// AWS refused it, or it is not known what it did.
    Refused(Failure),
    /// Left out: the operator stopped before it was sent.
    LeftOut,
}

/// How many of a form's writes stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub all: usize,
    /// Not sent yet.
    pub waiting: usize,
    /// On their way.
    pub sending: usize,
    /// Taken by AWS.
    pub taken: usize,
    /// Refused, or in doubt.
    pub refused: usize,
    /// Left out.
    pub left_out: usize,
}

impl Item {
    pub(super) fn new(planned: Planned) -> Self {
        Self { planned, begun: Begun::Anew, state: ItemState::Waiting, in_doubt: false }
    }
}

impl Item {
    /// The journal's entry of it, once it has one.
    pub fn entry(&self) -> Option<EntryId> {
        match self.begun {
            Begun::Anew => None,
            Begun::Planned(entry) | Begun::Again(entry) | Begun::Look(entry) => Some(entry),
        }
    }
}

impl Tally {
    /// Counts.
    pub fn of(items: &[Item]) -> Self {
        let mut tally = Self { all: items.len(), ..Self::default() };
        for item in items {
            *match item.state {
                ItemState::Waiting => &mut tally.waiting,
                ItemState::Sending => &mut tally.sending,
                ItemState::Taken => &mut tally.taken,
                ItemState::Refused(_) => &mut tally.refused,
                ItemState::LeftOut => &mut tally.left_out,
            } += 1;
        }
        tally
    }

    /// Whether none is on its way or waits.
    pub fn is_over(self) -> bool {
        self.waiting + self.sending == 0
    }
}
