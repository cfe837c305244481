//! A write of one thing, sent and taken into its item.

use super::exit::Exit;
use super::item::Item;
use super::track::{End, Track};
use crate::app::effect::Page;
use crate::domain::failure::Failure;
use crate::domain::journal::Begun;
use crate::domain::write::Write;
use crate::runtime::desk::{Desk, Sent};
use crate::runtime::patience::Patience;

/// Sends a write; its job, or its end, is put into the item. `begun` tells what the journal has of it already.
pub(super) async fn send(desk: &Desk, item: &mut Item, write: Write, begun: Begun, patience: &Patience) {
    let kind = write.starts();
    let intent = desk.intent(&item.label, write);
    item.end = match (desk.send(&intent, begun, patience).await, kind) {
        (Sent::Taken(entry, Page::Started(started)), Some(kind)) => {
            item.tracks.push(Track::new(kind, started.job, &item.label, entry, desk.now()));
            None
        }
        (Sent::Taken(..), _) => Some(End { exit: Exit::Done, says: "done".to_owned(), sure: true }),
        (Sent::Refused(failure), _) => Some(refused(&failure, intent.write.words())),
        (Sent::InDoubt(_, failure), _) => Some(in_doubt(&failure, intent.write.words())),
    };
}

fn refused(failure: &Failure, words: &str) -> End {
    End { exit: Exit::of(failure), says: format!("{words}: {}", failure.sentence()), sure: true }
}

/// The entry stays open: who comes next settles it with the same token.
fn in_doubt(failure: &Failure, words: &str) -> End {
    let says = format!(
        "{words}: no answer came, so it may have started ({}); the same command, run again within ten minutes, asks with the \
         same token",
        failure.sentence()
    );
    End { exit: Exit::of(failure), says, sure: false }
}
