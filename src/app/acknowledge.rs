//! The question with which alerts are acknowledged: a note, and for how long. It takes an acknowledgement back, too.

use jiff::SignedDuration;

use super::effect::Effect;
use super::model::{Modal, Model};
use super::page::Pane;
use super::perform;
use crate::config::style::Role;
use crate::domain::alert::Alert;
use crate::domain::handled::{Acknowledged, Handled, Standing};
use crate::list::{Id, Row as _};
use crate::text::{Cut, fit};
use crate::ui::input::Input;
use crate::ui::key::{Code, Key};

/// Whether there is an alert to acknowledge, of an account that is known.
pub(super) fn is_possible(model: &Model) -> bool {
    let known = |alert: &&Alert| model.estate.memory.of(alert).is_some();
    model.pane() == Some(Pane::Alerts) && targets(model).iter().any(known)
}

/// The marked alerts, else the one under the cursor.
fn targets(model: &Model) -> Vec<&Alert> {
    let marked: Vec<&Alert> = model.estate.alerts.marked().collect();
    if marked.is_empty() { model.estate.alerts.selected().into_iter().collect() } else { marked }
}

/// The question.
#[derive(Debug)]
pub struct Acknowledge {
    alerts: Vec<Id>,
    /// What they are called together.
    name: String,
    /// The note, being typed.
    pub input: Input,
    /// What is chosen.
    choice: Choice,
    /// All of them are acknowledged now.
    is_quiet: bool,
}

/// For how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// Until they are worse.
    Worse,
    /// For so many hours.
    Hours(i64),
    /// No longer: it is taken back.
    Back,
}

/// In the order in which `tab` goes through them; the last only where there is something to take back.
const CHOICES: [(Choice, &str); 6] = [
    (Choice::Worse, "until it is worse"),
    (Choice::Hours(1), "for 1 h"),
    (Choice::Hours(8), "for 8 h"),
    (Choice::Hours(24), "for 1 d"),
    (Choice::Hours(168), "for 7 d"),
    (Choice::Back, "no longer"),
];

/// An alert is named in so many columns.
const NAME: usize = 30;

impl Acknowledge {
    /// What stands before the note.
    pub fn prompt(&self) -> String {
        let words = CHOICES.iter().find(|(choice, _)| *choice == self.choice).map_or("", |(_, words)| words);
        format!(" acknowledge {} {words}, note: ", self.name)
    }

    fn turn(&mut self, by: usize) {
        let count = CHOICES.len() - usize::from(!self.is_quiet);
        let at = CHOICES.iter().position(|(choice, _)| *choice == self.choice).unwrap_or_default();
        self.choice = CHOICES[(at + by) % count].0;
    }

    fn back(&mut self) {
        let count = CHOICES.len() - usize::from(!self.is_quiet);
        self.turn(count - 1);
    }
}

/// Asks. What is acknowledged already keeps its note, and is taken back unless another choice is made.
pub(super) fn open(model: &mut Model) {
    let targets = targets(model);
    let alerts: Vec<Id> = targets.iter().map(|alert| alert.id()).collect();
    let is_quiet = targets.iter().all(|alert| alert.standing == Standing::Quiet);
    let name = called(&targets);
    let note = match targets.as_slice() {
        [one] => one.acknowledged.as_ref().map(|known| known.note.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let choice = if is_quiet { Choice::Back } else { Choice::Worse };
    let question = Acknowledge { alerts, name, input: Input::new(note), choice, is_quiet };
    model.modal = Some(Modal::Acknowledge(Box::new(question)));
}

/// "backup of orders-db: too cl…", "4 alerts".
fn called(alerts: &[&Alert]) -> String {
    match alerts {
        [one] => format!("\"{}\"", fit(&one.what, NAME, Cut::End, "~")),
        many => format!("{} alerts", many.len()),
    }
}

/// A key, for the question.
pub(super) fn key(model: &mut Model, mut question: Box<Acknowledge>, key: Key) -> Vec<Effect> {
    match key.code {
        Code::Esc => return Vec::new(),
        Code::Enter => return decide(model, &question),
        Code::Tab => question.turn(1),
        Code::BackTab => question.back(),
        _ => {
            question.input.key(key);
        }
    }
    model.modal = Some(Modal::Acknowledge(question));
    Vec::new()
}

fn decide(model: &mut Model, question: &Acknowledge) -> Vec<Effect> {
    let (at, note) = (model.now, question.input.text().trim().to_owned());
    let until = match question.choice {
        Choice::Hours(hours) => at.checked_add(SignedDuration::from_hours(hours)).ok(),
        Choice::Worse | Choice::Back => None,
    };
    let mut effects = Vec::new();
    for id in &question.alerts {
        // One that is gone meanwhile needs nothing.
        let Some(alert) = model.estate.alerts.rows().find(id) else { continue };
        let Some(handled) = model.estate.memory.of(alert) else { continue };
        let acknowledged = (question.choice != Choice::Back).then(|| Acknowledged {
            at,
            until,
            severity: alert.severity,
            resources: alert.spread(),
            note: note.clone(),
        });
        let looked = alert.last;
        effects.push(model.estate.memory.put(Handled { looked, acknowledged, ..handled }));
    }
    model.estate.heed(model.now);
    perform::clear_marks(model);
    let name = &question.name;
    let words = match question.choice {
        _ if effects.is_empty() => format!("nothing to acknowledge: {name} is over"),
        Choice::Back => format!("no longer acknowledged: {name}"),
        Choice::Worse => format!("acknowledged until it is worse: {name}"),
        Choice::Hours(_) => format!("acknowledged for that time, or until it is worse: {name}"),
    };
    model.say(Role::Text, words);
    effects
}
