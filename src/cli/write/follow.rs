//! Waiting for all that was started, side by side.

use std::time::Duration;

use super::copy;
use super::item::Item;
use super::progress::{Line, Progress};
use super::run::Run;
use crate::runtime::patience::Enough;

/// A live line is drawn anew so often while nothing changes.
const TICK: Duration = Duration::from_secs(1);

/// Looks at all that is open at the console's pace until nothing is.
///
/// # Errors
/// The patience ended first.
pub(super) async fn follow(run: &Run, items: &mut [Item], progress: &mut Progress) -> Result<(), Enough> {
    let done = rounds(run, items, progress).await;
    progress.clear();
    done
}

async fn rounds(run: &Run, items: &mut [Item], progress: &mut Progress) -> Result<(), Enough> {
    loop {
        for at in 0..items.len() {
            look(run, &mut items[at]).await?;
            tell(run, items, progress);
        }
        if items.iter().all(Item::has_ended) {
            return Ok(());
        }
        let mut left = run.desk.pace;
        while !left.is_zero() {
            let nap = if progress.is_live() { left.min(TICK) } else { left };
            run.patience.sleep(nap).await?;
            left -= nap;
            tell(run, items, progress);
        }
    }
}

fn tell(run: &Run, items: &[Item], progress: &mut Progress) {
    let now = run.desk.now();
    let lines: Vec<Vec<Line>> = items.iter().map(|item| item.lines(now)).collect();
    progress.tell(&lines);
}

/// Looks at what is open of one thing, and goes on with what comes next.
async fn look(run: &Run, item: &mut Item) -> Result<(), Enough> {
    for at in 0..item.tracks.len() {
        let mut before = None;
        // A job that has ended is followed by a look at its recovery point at once.
        while let Some(query) = item.tracks[at].query().filter(|query| before.as_ref() != Some(query)) {
            let answer = run.patience.race(run.desk.ask(&query)).await?;
            let track = &mut item.tracks[at];
            let news = track.hear(answer, &run.desk);
            item.news.extend(track.entry.zip(news));
            before = Some(query);
        }
    }
    if item.is_to_be_copied() {
        copy::of_backup(run, item).await;
    }
    // While the copy is still to be started the entry stays open: another run that finds it goes on with it.
    if item.backup.is_none() || item.has_ended() {
        for (entry, news) in item.news.drain(..) {
            run.desk.note(entry, news).await;
        }
    }
    Ok(())
}
