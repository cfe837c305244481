//! Waiting for all that was started, side by side.

use std::time::Duration;

use super::copy;
use super::item::Item;
use super::progress::{Line, Progress};
use crate::runtime::desk::Desk;
use crate::runtime::patience::{Enough, Patience};

/// A live line is drawn anew so often while nothing changes.
const TICK: Duration = Duration::from_secs(1);

/// Looks at all that is open at the console's pace until nothing is.
///
/// # Errors
/// The patience ended first.
pub(super) async fn follow(
    desk: &Desk,
    items: &mut [Item],
    progress: &mut Progress,
    patience: &Patience,
) -> Result<(), Enough> {
    let done = rounds(desk, items, progress, patience).await;
    progress.clear();
    done
}

async fn rounds(
    desk: &Desk,
    items: &mut [Item],
    progress: &mut Progress,
    patience: &Patience,
) -> Result<(), Enough> {
    loop {
        for at in 0..items.len() {
            look(desk, &mut items[at], patience).await?;
            tell(desk, items, progress);
        }
        if items.iter().all(Item::has_ended) {
            return Ok(());
        }
        let mut left = desk.pace;
        while !left.is_zero() {
            let nap = if progress.is_live() { left.min(TICK) } else { left };
            patience.sleep(nap).await?;
            left -= nap;
            tell(desk, items, progress);
        }
    }
}

fn tell(desk: &Desk, items: &[Item], progress: &mut Progress) {
    let now = desk.now();
    let lines: Vec<Vec<Line>> = items.iter().map(|item| item.lines(now)).collect();
    progress.tell(&lines);
}

/// Looks at what is open of one thing, and goes on with what comes next.
async fn look(desk: &Desk, item: &mut Item, patience: &Patience) -> Result<(), Enough> {
    // A job that has ended is followed by a look at its recovery point at once.
    for at in 0..item.tracks.len() {
        let mut before = None;
        while let Some(query) = item.tracks[at].query().filter(|query| before.as_ref() != Some(query)) {
            let answer = patience.race(desk.ask(&query)).await?;
            let track = &mut item.tracks[at];
            if let (Some(news), Some(entry)) = (track.hear(answer, desk), track.entry) {
                desk.note(entry, news).await;
            }
            before = Some(query);
        }
    }
    if item.is_to_be_copied() {
        copy::of_backup(desk, item, patience).await;
    }
    Ok(())
}
