//! Copies.

use super::item::Item;
use super::run::Run;
use super::send::send;
use crate::domain::journal::Begun;
use crate::domain::write::Write;

/// Starts the copy of a backup that has become usable.
pub(super) async fn of_backup(run: &Run, item: &mut Item) {
    let Some(backup) = item.backup.take() else { return };
    let point = item.tracks.last().and_then(|track| track.point.as_ref());
    let Some(copy) = point.and_then(|point| backup.copy_of(point.arn.raw())) else { return };
    send(run, item, Write::StartCopy(copy), Begun::Anew, true).await;
}
