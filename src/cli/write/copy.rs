//! Copies.

use super::item::Item;
use super::send::send;
use crate::domain::journal::Begun;
use crate::domain::write::{CopyRequest, PointName, Write};
use crate::runtime::desk::Desk;
use crate::runtime::patience::Patience;

/// Starts the copy of a backup that has become usable.
pub(super) async fn of_backup(desk: &Desk, item: &mut Item, patience: &Patience) {
    let point = item.tracks.last().and_then(|track| track.point.as_ref());
    let name = point.and_then(|point| Some((point.vault.as_ref()?.raw(), point.arn.raw())));
    let Some((vault, arn)) = name else { return };
    let point = PointName { vault: vault.to_owned(), point: arn.to_owned() };
    let Some(copy) = item.copy.take() else { return };
    let write = Write::StartCopy(CopyRequest {
        point,
        destination: copy.destination,
        role: copy.role,
        lifecycle: copy.lifecycle,
        token: copy.token,
    });
    send(desk, item, write, Begun::Anew, patience).await;
}
