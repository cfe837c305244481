//! Hands jobs that have ended to the store, one batch after the other: the journal's writes come in between.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::road::Road;
use crate::app::msg::Msg;
use crate::domain::history::{Ended, Place};

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
pub(super) async fn forget(road: Road, oldest: jiff::Timestamp) {
    if let Err(error) = road.store.forget_history(oldest).await {
        tracing::error!("old jobs could not be forgotten: {error}");
    }
}
