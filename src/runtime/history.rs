//! Hands jobs that have ended to the store, one batch after the other: the journal's writes come in between.

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::road::Road;
use crate::app::msg::Msg;
use crate::domain::history::{Ended, Of, Place, Tally};
use crate::domain::trend::{Builder, Trends};
use crate::store::{Store, StoreError};

/// What is older than the days that are read one by one is counted in pieces of this length.
const PIECE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Jobs of a place.
pub(super) type Batch = (Place, Vec<Ended>);

/// Keeps all that comes, until nobody can send any more.
pub(super) async fn keep(road: Road, mut batches: UnboundedReceiver<Batch>, answers: UnboundedSender<Msg>) {
    while let Some((place, jobs)) = batches.recv().await {
        let kept = road.store.keep(place, jobs, (road.clock)()).await.map_err(|error| error.to_string());
        if let Err(error) = &kept {
            tracing::error!("jobs could not be kept: {error}");
        }
        // Nobody listens any more only when the program ends.
        let _ = answers.send(Msg::Kept(kept));
    }
}

/// Forgets what is too old.
pub(super) async fn forget(road: Road, oldest: Timestamp) {
    if let Err(error) = road.store.forget_history(oldest).await {
        tracing::error!("old jobs could not be forgotten: {error}");
    }
}

/// Reads what is kept of something, and says so to the page that asked.
pub(super) async fn read(
    store: Store,
    page: u64,
    what: (Place, Of),
    days: Vec<Timestamp>,
    answers: UnboundedSender<Msg>,
) {
    let trends = trends(&store, &what, &days).await.map_err(|error| error.to_string());
    let _ = answers.send(Msg::History { page, trends });
}

/// A day at a time: the journal comes in between.
async fn trends(store: &Store, (place, of): &(Place, Of), days: &[Timestamp]) -> Result<Trends, StoreError> {
    let mut builder = Builder::new(of.size());
    for day in days.windows(2) {
        if let [from, to] = *day {
            builder.day(&store.runs(place.clone(), of.clone(), from, to).await?);
        }
    }
    let since = store.since(place.clone(), of.clone()).await?;
    let mut before: Vec<Tally> = Vec::new();
    if let (Some(mut from), Some(&end)) = (since, days.first()) {
        while from < end {
            let to = from.checked_add(PIECE).unwrap_or(end).min(end);
            Tally::add(&mut before, &store.tally(place.clone(), of.clone(), from, to).await?);
            from = to;
        }
    }
    Ok(builder.trends(since, before))
}
