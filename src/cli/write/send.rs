//! A write of one thing, sent and taken into its item.

use jiff::{SignedDuration, Timestamp};

use super::exit::Exit;
use super::item::Item;
use super::plan::Planned;
use super::progress::say;
use super::run::Run;
use super::track::{End, Track};
use crate::app::effect::{Page, Query};
use crate::domain::failure::Failure;
use crate::domain::job::{JobKind, JobState};
use crate::domain::journal::{Begun, Entry, EntryId, EntryState, Intent, News};
use crate::domain::write::Write;
use crate::runtime::desk::Sent;
use crate::text::Text;

/// A write is repeated with its token for so long, as the console does it: AWS tells no lifetime of tokens (API notes,
/// section 4.6).
const REPEATABLE: SignedDuration = SignedDuration::from_mins(10);
/// So often a stop that got no answer, and did not stop the job, is asked for again.
const STOPS: u32 = 2;

/// Sends a write; its job, or its end, is put into the item. `begun` tells what the journal has of it already.
pub(super) async fn send(run: &Run, item: &mut Item, write: Write, begun: Begun, wait: bool) {
    let kind = write.starts();
    let intent = run.desk.intent(&item.label, write);
    let words = intent.write.words();
    let label = item.label.clone();
    let lost = |failure: &Failure| {
        say(&format!("{label}: {}: asking again, with the same token", failure.sentence()));
    };
    let sent = match &intent.write {
        Write::StopBackup { job } => stop(run, &intent, job, begun).await,
        _ => run.desk.send(&intent, begun, &run.patience, lost).await,
    };
    item.end = match (sent, kind, &intent.write) {
        (Sent::Taken(entry, Page::Started(started)), Some(kind), write) => {
            let mut track = Track::new(kind, started.job, &item.label, entry, run.desk.now());
            track.usual = item.usual.take();
            item.tracks.push(track);
            if let Write::StartBackup(request) = write {
                item.backup = request.then_copy.is_some().then(|| request.clone());
            }
            None
        }
        (Sent::Taken(entry, _), _, Write::StopBackup { job }) if wait => {
            let mut track = Track::new(JobKind::Backup, Text::new(job), &item.label, entry, run.desk.now());
            track.stopping = true;
            item.tracks.push(track);
            None
        }
        (Sent::Taken(..), _, write) => {
            let says =
                if matches!(write, Write::StopBackup { .. }) { "the stop was asked for" } else { "done" };
            Some(End { exit: Exit::Done, says: says.to_owned(), sure: true })
        }
        (Sent::Refused(failure), ..) => Some(refused(&failure, words)),
        (Sent::InDoubt(_, failure), ..) => Some(in_doubt(&failure, words)),
    };
}

/// Stops a job. A stop whose answer was lost shows in its job; only one that does not is asked for again.
async fn stop(run: &Run, intent: &Intent, job: &str, mut begun: Begun) -> Sent {
    let mut tries = 0..STOPS;
    loop {
        let sent = run.desk.send(intent, begun, &run.patience, |_| {}).await;
        let Sent::InDoubt(entry, _) = &sent else { return sent };
        let query = Query::Job { kind: JobKind::Backup, id: Text::new(job) };
        let Ok(Ok(pages)) = run.patience.race(run.desk.ask(&query)).await else { return sent };
        let state = pages.into_iter().find_map(|page| match page {
            Page::Job(job) => Some(job.state),
            _ => None,
        });
        match state {
            Some(JobState::Aborting | JobState::Aborted) => {
                done(run, *entry).await;
                return Sent::Taken(Some(*entry), Page::Done);
            }
            Some(state) if state.is_active() && tries.next().is_some() => begun = Begun::Again(*entry),
            _ => return sent,
        }
    }
}

async fn done(run: &Run, entry: EntryId) {
    let note = Some("seen at its job".to_owned());
    run.desk.note(entry, News { at: run.desk.now(), state: EntryState::Done, job: None, note }).await;
}

fn refused(failure: &Failure, words: &str) -> End {
    End { exit: Exit::of(failure), says: format!("{words}: {}", failure.sentence()), sure: true }
}

/// The entry stays open: who comes next settles it with the same token.
fn in_doubt(failure: &Failure, words: &str) -> End {
    let says = format!(
        "{words}: no answer came, so it may have started: {}; the same command, run again within ten minutes, asks again \
         with the same token",
        failure.sentence()
    );
    End { exit: Exit::of(failure), says, sure: false }
}

/// What an earlier run asked for and got no answer to, if it is the same: it is sent as it was, with its token.
pub(super) fn again(run: &Run, planned: &mut Planned, entries: Vec<Entry>, now: Timestamp) -> Begun {
    for entry in entries {
        let fresh = now.duration_since(entry.intent.at) <= REPEATABLE;
        match same(&planned.write, &entry.intent.write).filter(|_| fresh) {
            Some(write) => {
                planned.write = write;
                return Begun::Again(entry.id);
            }
            None => run.warn(&format!(
                "{}: journal entry {} got no answer, and it is another request or too old to be repeated: a console settles it",
                planned.label, entry.id.0
            )),
        }
    }
    Begun::Anew
}

/// The write with the token of an earlier one, if that is all in which they differ.
fn same(write: &Write, earlier: &Write) -> Option<Write> {
    let token = earlier.token().map(str::to_owned);
    let mut write = write.clone();
    match (&mut write, token) {
        (Write::StartBackup(request), Some(token)) => request.token = token,
        (Write::StartCopy(request), Some(token)) => request.token = token,
        (Write::StartRestore(request), Some(token)) => request.token = token,
        _ => {}
    }
    (write == *earlier).then_some(write)
}
