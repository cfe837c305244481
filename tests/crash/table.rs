//! What a run comes to.

use std::collections::BTreeMap;
use std::fmt;

/// Where in its course an action was when the console was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Not yet in the journal: it was never decided, and must not be at AWS either.
    Nothing,
    /// In the journal, and the request had not arrived.
    Journal,
    /// The request had arrived, and the journal had no answer.
    Request,
    /// The journal had the answer.
    Answer,
}

/// The figures of one kind of write.
#[derive(Debug, Default, Clone, Copy)]
pub struct Row {
    pub actions: u64,
    pub before_journal: u64,
    pub before_request: u64,
    pub before_answer: u64,
    pub after_answer: u64,
    /// Actions some of whose answers were cut off.
    pub cut: u64,
    /// Requests that were sent again.
    pub repeated: u64,
    /// Entries that were too old to repeat, and were looked up.
    pub looked_up: u64,
    /// Planned, and never left: the next console says so and sends nothing.
    pub planned: u64,
    pub in_effect: u64,
    pub refused: u64,
    /// Entries that say that a person has to look.
    pub unknown: u64,
}

impl Row {
    pub fn killed(&mut self, reached: Reached) {
        *match reached {
            Reached::Nothing => &mut self.before_journal,
            Reached::Journal => &mut self.before_request,
            Reached::Request => &mut self.before_answer,
            Reached::Answer => &mut self.after_answer,
        } += 1;
    }

    fn add(&mut self, other: &Self) {
        self.actions += other.actions;
        self.before_journal += other.before_journal;
        self.before_request += other.before_request;
        self.before_answer += other.before_answer;
        self.after_answer += other.after_answer;
        self.cut += other.cut;
        self.repeated += other.repeated;
        self.looked_up += other.looked_up;
        self.planned += other.planned;
        self.in_effect += other.in_effect;
        self.refused += other.refused;
        self.unknown += other.unknown;
    }

    fn cells(&self) -> [u64; 12] {
        [
            self.actions,
            self.before_journal,
            self.before_request,
            self.before_answer,
            self.after_answer,
            self.cut,
            self.repeated,
            self.looked_up,
            self.planned,
            self.in_effect,
            self.refused,
            self.unknown,
        ]
    }
}

/// A whole run.
#[derive(Debug, Default)]
pub struct Table {
    pub rows: BTreeMap<&'static str, Row>,
    /// Kills, those while an earlier action was being settled among them.
    pub kills: u64,
    pub while_settling: u64,
    /// In effect more than once.
    pub doubled: Vec<String>,
    /// In the journal, and neither in effect nor said not to be; or in effect, and not in the journal.
    pub lost: Vec<String>,
    /// The journal says other than what is.
    pub untrue: Vec<String>,
}

impl Table {
    pub fn row(&mut self, kind: &'static str) -> &mut Row {
        self.rows.entry(kind).or_default()
    }

    pub fn add(&mut self, other: Self) {
        for (kind, row) in &other.rows {
            self.row(kind).add(row);
        }
        self.kills += other.kills;
        self.while_settling += other.while_settling;
        self.doubled.extend(other.doubled);
        self.lost.extend(other.lost);
        self.untrue.extend(other.untrue);
    }

    /// Whether every intent was in effect exactly once, and the journal tells so.
    pub fn holds(&self) -> bool {
        self.doubled.is_empty() && self.lost.is_empty() && self.untrue.is_empty()
    }
}

const HEADS: [&str; 12] = [
    "actions",
    "killed before journal",
    "before request",
    "before answer",
    "after answer",
    "answers cut",
    "repeated",
    "looked up",
    "planned, never left",
    "in effect",
    "refused",
    "unknown",
];

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Row::default();
        self.rows.values().for_each(|row| all.add(row));
        write!(f, "{:<22}", "")?;
        for kind in self.rows.keys() {
            write!(f, "{kind:>12}")?;
        }
        writeln!(f, "{:>12}", "all")?;
        for (at, head) in HEADS.into_iter().enumerate() {
            write!(f, "{head:<22}")?;
            for row in self.rows.values().chain([&all]) {
                write!(f, "{:>12}", row.cells()[at])?;
            }
            writeln!(f)?;
        }
        writeln!(f, "kills {}, of these while settling {}", self.kills, self.while_settling)?;
        for (what, found) in [("doubled", &self.doubled), ("lost", &self.lost), ("untrue", &self.untrue)] {
            writeln!(f, "{what} {}", found.len())?;
            found.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
        }
        Ok(())
    }
}
