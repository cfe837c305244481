//! Vaults that are being made, and legal holds that come into force or are taken off.

use jiff::Timestamp;

use super::queue::Event;
use super::{Scope, point_life};
use crate::simulator::state::{HoldStatus, State, Vault, VaultState};
use crate::simulator::wire::Text;

/// A customer key whose id or alias has this in it does not let AWS Backup create grants.
const NO_GRANT: &str = "no-create-grant";

/// An air-gapped vault is ready, or failed for want of `kms:CreateGrant`.
pub(super) fn vault(state: &mut State, scope: &Scope, name: &Text) {
    let Some(vault) = state.estate(scope).vaults.get_mut(name) else { return };
    if vault.vault_state == VaultState::Creating {
        vault.vault_state = if lacks_grant(vault) { VaultState::Failed } else { VaultState::Available };
    }
}

fn lacks_grant(vault: &Vault) -> bool {
    vault.encryption_key_arn.as_ref().is_some_and(|key| key.contains(NO_GRANT))
}

/// A hold is in force, or off, or its record is no longer kept.
pub(super) fn hold(state: &mut State, scope: &Scope, id: &Text, at: Timestamp) {
    let estate = state.estate(scope);
    let Some(hold) = estate.holds.get_mut(id) else { return };
    if hold.settles.is_none_or(|settles| settles > at) {
        return;
    }
    hold.settles = None;
    match hold.status {
        HoldStatus::Creating => hold.status = HoldStatus::Active,
        HoldStatus::Canceling => {
            hold.status = HoldStatus::Canceled;
            hold.settles = hold.retain_record_until.map(|until| until.0);
            let (until, hold) = (hold.settles, hold.clone());
            let reach = hold.reach();
            let within = estate.points.walk(&reach, None).filter(|(_, point)| hold.covers(point));
            let freed: Vec<_> = within.map(|(_, point)| point.recovery_point_arn.clone()).collect();
            for arn in freed {
                point_life::watch(state, scope, &arn);
            }
            if let Some(until) = until {
                state.engine.queue.at(until, Event::Hold { scope: scope.clone(), id: id.clone() });
            }
        }
        HoldStatus::Canceled => {
            let arn = hold.legal_hold_arn.clone();
            estate.holds.remove(id);
            estate.tags.remove(&arn);
        }
        HoldStatus::Active => {}
    }
}
