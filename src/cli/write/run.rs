//! A command under way: what is planned is judged, put into the journal, sent, and followed.

use std::cell::RefCell;

use super::args::Sending;
use super::exit::{Exit, Refusal};
use super::follow;
use super::item::Item;
use super::plan::Planned;
use super::progress::{Progress, say};
use super::send::{again, send};
use super::track::End;
use crate::app::effect::{Page, Query};
use crate::config::BackupDefaults;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::journal::{Begun, EntryState, Intent, News};
use crate::domain::write::quote;
use crate::runtime::desk::Desk;
use crate::runtime::patience::{Enough, Patience};

/// A command under way.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) desk: Desk,
    pub(super) patience: Patience,
    pub(super) defaults: BackupDefaults,
    /// The configuration guards the scope.
    pub(super) guarded: bool,
    /// What was said besides; the document has it too.
    pub(super) warnings: RefCell<Vec<String>>,
}

impl Run {
    /// Says something that the operator should know, though it goes on.
    pub(super) fn warn(&self, says: &str) {
        say(&format!("warning: {says}"));
        self.warnings.borrow_mut().push(says.to_owned());
    }

    /// Waits for something that only reads.
    pub(super) async fn read<T>(&self, task: impl Future<Output = T>) -> Result<T, Refusal> {
        self.patience.race(task).await.map_err(given_up)
    }

    /// Reads; what can't be read ends the command.
    pub(super) async fn ask(&self, query: &Query) -> Result<Vec<Page>, Refusal> {
        Ok(self.read(self.desk.ask(query)).await??)
    }

    /// Sends what was planned. All of it is judged before the first leaves.
    pub(super) async fn send(&self, planned: Vec<Planned>, sending: &Sending) -> Result<Vec<Item>, Refusal> {
        for one in &planned {
            for doubt in one.doubtful() {
                self.warn(&format!("{}: {doubt}", one.label));
            }
        }
        if sending.dry_run {
            return Ok(planned.into_iter().map(Item::only_planned).collect());
        }
        judge(&planned)?;
        confirmed(&planned, sending)?;
        if self.desk.is_read_only() {
            let operation = planned.first().map_or("", |one| one.write.operation());
            return Err(Failure::new(FailureKind::ReadOnly, operation, "").into());
        }
        let mut items = Vec::new();
        for (planned, begun) in self.journal(planned).await? {
            if let Begun::Again(entry) = begun {
                self.warn(&format!(
                    "{}: an earlier run asked for the same and got no answer (journal entry {}): asking again with its token",
                    planned.label, entry.0
                ));
            }
            let write = planned.write.clone();
            let mut item = Item::of(&planned);
            match (self.patience.is_over(), begun) {
                (Some(enough), begun) => self.leave_out(&mut item, begun, enough).await,
                (None, begun) => send(self, &mut item, write, begun, sending.wait).await,
            }
            item.planned = Some(planned);
            items.push(item);
        }
        Ok(items)
    }

    /// Puts all into the journal before the first leaves. What an earlier run sent and got no answer to is sent again as
    /// it was.
    async fn journal(&self, planned: Vec<Planned>) -> Result<Vec<(Planned, Begun)>, Refusal> {
        let refuse = |error: String| Refusal {
            exit: Exit::Failed,
            says: format!("nothing was sent, for it can't be journalled: {error}"),
        };
        let (mut all, now) = (Vec::new(), self.desk.now());
        for mut one in planned {
            let entries =
                self.desk.unanswered(&one.write).await.map_err(|error| refuse(error.to_string()))?;
            let begun = again(self, &mut one, entries, now);
            all.push((one, begun));
        }
        let new = |(one, begun): &(Planned, Begun)| {
            (*begun == Begun::Anew).then(|| self.desk.intent(&one.label, one.write.clone()))
        };
        let intents: Vec<Intent> = all.iter().filter_map(new).collect();
        let entries = self.desk.plan(intents).await.map_err(refuse)?;
        let fresh = all.iter_mut().filter(|(_, begun)| *begun == Begun::Anew);
        for ((_, begun), entry) in fresh.zip(entries) {
            *begun = Begun::Planned(entry);
        }
        Ok(all)
    }

    /// Not sent, for nobody waits any longer.
    async fn leave_out(&self, item: &mut Item, begun: Begun, enough: Enough) {
        let says = match enough {
            Enough::Interrupted => "not sent: interrupted",
            Enough::TimedOut => "not sent: the time is up",
        };
        if let Begun::Planned(entry) = begun {
            let note = Some(says.to_owned());
            self.desk
                .note(entry, News { at: self.desk.now(), state: EntryState::Refused, job: None, note })
                .await;
        }
        item.end = Some(End { exit: Exit::Running, says: says.to_owned(), sure: true });
    }

    /// Waits for what was started.
    pub(super) async fn follow(&self, items: &mut [Item]) {
        if let Err(enough) = follow::follow(self, items, &mut Progress::new()).await {
            say(match enough {
                Enough::Interrupted => "vaultdeck: interrupted: what was started goes on at AWS",
                Enough::TimedOut => "vaultdeck: the time is up: what was started goes on at AWS",
            });
        }
    }
}

/// A failed check of one keeps all from being sent.
fn judge(planned: &[Planned]) -> Result<(), Refusal> {
    let failed: Vec<String> =
        planned.iter().flat_map(|one| one.failed().map(|why| format!("{}: {why}", one.label))).collect();
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Refusal::usage(format!("{}; nothing was sent", failed.join("; "))))
    }
}

/// Nobody is there to type a word: it stands behind the command.
fn confirmed(planned: &[Planned], sending: &Sending) -> Result<(), Refusal> {
    let missing = |one: &&Planned| one.word.as_ref().is_some_and(|word| !sending.confirm.contains(word));
    match planned.iter().find(missing) {
        Some(Planned { label, word: Some(word), write, .. }) => Err(Refusal::usage(format!(
            "{}: to {} it takes --confirm {}; nothing was sent",
            label,
            write.words(),
            quote(word)
        ))),
        _ => Ok(()),
    }
}

/// Given up before anything was sent.
pub(super) fn given_up(enough: Enough) -> Refusal {
    let says = match enough {
        Enough::Interrupted => "interrupted: nothing was sent",
        Enough::TimedOut => "the time is up: nothing was sent",
    };
    Refusal { exit: Exit::Running, says: says.to_owned() }
}
