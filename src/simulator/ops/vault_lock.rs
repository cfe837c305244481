//! Vault lock: put and delete, as long as it is not final.

use jiff::SignedDuration;

use crate::simulator::engine::later;
use crate::simulator::request::Request;
use crate::simulator::state::{State, Vault};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// The longest retention and grace time, in days.
const LONGEST: i64 = 36_500;
/// The shortest grace time, in days.
const SHORTEST_GRACE: i64 = 3;

/// `PutBackupVaultLockConfiguration`. It replaces the lock as a whole: without `ChangeableForDays` that is governance mode.
pub fn put(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let min = in_range("MinRetentionDays", members.number("MinRetentionDays")?, 1)?;
    let max = in_range("MaxRetentionDays", members.number("MaxRetentionDays")?, 1)?;
    let grace = in_range("ChangeableForDays", members.number("ChangeableForDays")?, SHORTEST_GRACE)?;
    if max.zip(min).is_some_and(|(max, min)| max < min) {
        return Err(ApiError::invalid("MaxRetentionDays", "must not be less than MinRetentionDays"));
    }
    let now = state.now;
    let vault = changeable(state, request)?;
    vault.locked = true;
    vault.min_retention_days = min;
    vault.max_retention_days = max;
    vault.lock_date = grace.map(|days| Epoch(later(now, SignedDuration::from_hours(24 * days))));
    Ok(Answer::empty())
}

/// `DeleteBackupVaultLockConfiguration`.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let vault = changeable(state, request)?;
    vault.locked = false;
    vault.min_retention_days = None;
    vault.max_retention_days = None;
    vault.lock_date = None;
    Ok(Answer::empty())
}

fn in_range(member: &str, days: Option<i64>, least: i64) -> Result<Option<i64>, ApiError> {
    match days {
        Some(days) if !(least..=LONGEST).contains(&days) => {
            Err(ApiError::invalid(member, format!("must be between {least} and {LONGEST} days")))
        }
        _ => Ok(days),
    }
}

/// The vault, if its lock is not final.
fn changeable<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Vault, ApiError> {
    let now = state.now;
    let vault = state.estate(&request.scope).vault_mut(request.label(0))?;
    if vault.is_sealed(now) {
        return Err(ApiError::invalid_request(format!(
            "The Vault Lock configuration of backup vault {} is immutable and cannot be changed or deleted.",
            vault.backup_vault_name
        )));
    }
    Ok(vault)
}
