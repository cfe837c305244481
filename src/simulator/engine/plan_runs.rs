//! When the rules of a plan run, all of them together.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::fate::later;
use crate::simulator::schedule::{DEFAULT_EXPRESSION, Schedule};
use crate::simulator::state::{PlanVersion, Rule};

/// The schedule of a rule; none when the expression means nothing (creation refuses such rules).
pub fn schedule_of(rule: &Rule) -> Option<Schedule> {
    let expression = rule.schedule_expression.as_deref().unwrap_or(DEFAULT_EXPRESSION);
    Schedule::new(expression, rule.schedule_expression_timezone.as_deref()).ok()
}

/// The runs of a plan's rules in order, each with the rule's index.
///
/// Where start windows overlap, AWS Backup keeps to the rule with the longer retention: a rule that is due inside the
/// start window of one that keeps longer does not run. Continuous rules neither yield nor displace.
#[derive(Debug)]
pub struct PlanRuns<'a> {
    rules: Vec<Scheduled<'a>>,
    ready: VecDeque<(Timestamp, usize)>,
}

#[derive(Debug)]
struct Scheduled<'a> {
    index: usize,
    rule: &'a Rule,
    schedule: Schedule,
    next: Option<Timestamp>,
}

impl<'a> PlanRuns<'a> {
    /// The runs later than `after`.
    pub fn after(version: &'a PlanVersion, after: Timestamp) -> Self {
        let scheduled = |(index, rule): (usize, &'a Rule)| {
            let schedule = schedule_of(rule)?;
            let next = schedule.next(after);
            Some(Scheduled { index, rule, schedule, next })
        };
        Self {
            rules: version.rules.iter().enumerate().filter_map(scheduled).collect(),
            ready: VecDeque::new(),
        }
    }

    /// Moves on to the next moment at which any rule is due.
    fn step(&mut self) -> Option<()> {
        let at = self.rules.iter().filter_map(|scheduled| scheduled.next).min()?;
        let due = self.rules.iter().filter(|scheduled| scheduled.next == Some(at));
        let runs = due.filter(|scheduled| !self.is_displaced(scheduled.rule, at));
        self.ready = runs.map(|scheduled| (at, scheduled.index)).collect();
        for scheduled in self.rules.iter_mut().filter(|scheduled| scheduled.next == Some(at)) {
            scheduled.next = scheduled.schedule.next(at);
        }
        Some(())
    }

    fn is_displaced(&self, rule: &Rule, at: Timestamp) -> bool {
        !rule.is_continuous() && self.rules.iter().any(|other| other.displaces(rule, at))
    }
}

impl Scheduled<'_> {
    fn displaces(&self, rule: &Rule, at: Timestamp) -> bool {
        let window = SignedDuration::from_mins(self.rule.start_window_minutes.unwrap_or(480));
        self.rule.keeps() > rule.keeps()
            && !self.rule.is_continuous()
            && self.schedule.next(later(at, -window)).is_some_and(|due| due <= at)
    }
}

impl Iterator for PlanRuns<'_> {
    type Item = (Timestamp, usize);

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            self.step()?;
        }
        self.ready.pop_front()
    }
}
