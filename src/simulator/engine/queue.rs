//! What is due and when, in the order in which it happens.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use jiff::Timestamp;

use super::restore_testing::{Test, TestRun};
use super::{CopyOrder, Scope};
use crate::simulator::scenario::JobKind;
use crate::simulator::wire::Text;

/// Something that happens at its moment. An event may have become stale by then: its handler looks again.
#[derive(Debug, Clone)]
pub enum Event {
    /// A job moves on.
    Job { scope: Scope, kind: JobKind, id: Text },
    /// A restore testing plan is due.
    TestRun(TestRun),
    /// A restore testing plan restores something.
    Test(Test),
    /// Something happens to a recovery point by itself.
    Point { scope: Scope, arn: Text },
    /// A vault that is being made is ready.
    Vault { scope: Scope, name: Text },
    /// The continuous backup of a resource is interrupted.
    Interruption { scope: Scope, resource: Text, why: Text },
    /// A legal hold's status changes.
    Hold { scope: Scope, id: Text },
    /// A copy that follows a backup starts.
    Copy(Box<CopyOrder>),
}

/// Events by moment; of the same moment the one asked for first comes first.
#[derive(Debug, Default)]
pub struct Queue {
    asked: u64,
    waiting: BinaryHeap<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    moment: Timestamp,
    number: u64,
    event: Event,
}

impl Queue {
    /// Lets an event happen at a moment; a past one means at the next look.
    pub fn at(&mut self, moment: Timestamp, event: Event) {
        self.asked += 1;
        self.waiting.push(Waiting { moment, number: self.asked, event });
    }

    /// When the next event is due.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.waiting.peek().map(|waiting| waiting.moment)
    }

    /// Takes the next event.
    pub fn pop(&mut self) -> Option<(Timestamp, Event)> {
        self.waiting.pop().map(|waiting| (waiting.moment, waiting.event))
    }
}

impl Ord for Waiting {
    /// The heap gives the greatest first: that is the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.moment, other.number).cmp(&(self.moment, self.number))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Waiting {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_moment_and_then_in_the_order_asked_for() {
        let mut queue = Queue::default();
        for (second, id) in [(9, "last"), (5, "b"), (5, "a"), (1, "first")] {
            let scope = Scope::new("123456789012", "us-east-1");
            let event = Event::Job { scope, kind: JobKind::Backup, id: id.into() };
            queue.at(Timestamp::from_second(second).unwrap(), event);
        }
        let taken = std::iter::from_fn(|| queue.pop()).map(|(_, event)| match event {
            Event::Job { id, .. } => id.to_string(),
            other => panic!("{other:?}"),
        });
        assert_eq!(taken.collect::<Vec<_>>(), ["first", "b", "a", "last"]);
    }
}
