//! Backup plans: their document, versions, templates and preview of runs.

mod document;
mod preview;
mod read;
pub mod templates;
mod write;

pub use read::{get, list, versions};
pub use write::{create, delete, update};

use crate::simulator::state::{Estate, Lifecycle, Plan};
use crate::simulator::wire::ApiError;

/// A plan that a request names and that is not deleted.
pub(super) fn find<'a>(estate: &'a Estate, id: &str) -> Result<&'a Plan, ApiError> {
    estate.plans.get(id).filter(|plan| plan.deleted.is_none()).ok_or_else(unknown)
}

/// Such a plan, to change.
pub(super) fn find_mut<'a>(estate: &'a mut Estate, id: &str) -> Result<&'a mut Plan, ApiError> {
    estate.plans.get_mut(id).filter(|plan| plan.deleted.is_none()).ok_or_else(unknown)
}

/// What AWS says of an unknown plan or version.
pub(super) fn unknown() -> ApiError {
    ApiError::not_found("Failed reading Backup plan with provided version")
}

/// The longest start window: 100 years, in minutes.
const LONGEST: i64 = 52_560_000;

/// Start windows are an hour to 100 years long, completion windows end after them and last no more than 100 years longer.
pub(super) fn check_windows(
    start: (&str, Option<i64>),
    complete: (&str, Option<i64>),
) -> Result<(), ApiError> {
    if let (name, Some(minutes)) = start
        && !(60..=LONGEST).contains(&minutes)
    {
        return Err(ApiError::invalid(name, "must be 60 minutes or longer"));
    }
    if let (name, Some(minutes)) = complete
        && minutes <= start.1.unwrap_or(0)
    {
        return Err(ApiError::invalid(name, "must be longer than the start window"));
    }
    if let (name, Some(minutes)) = complete
        && minutes > 2 * LONGEST
    {
        return Err(ApiError::invalid(name, "is too long"));
    }
    Ok(())
}

/// Retention is 1 to 36,500 days, and at least 90 days after the move to cold storage.
pub(super) fn check_lifecycle(lifecycle: &Lifecycle) -> Result<(), ApiError> {
    let wrong = |why: &str| {
        let message = format!("Invalid lifecycle. {why}");
        ApiError::new("InvalidParameterValueException", 400, message)
    };
    let delete = lifecycle.delete_after_days.filter(|days| *days != -1);
    let cold = lifecycle.move_to_cold_storage_after_days.filter(|days| *days != -1);
    if delete.is_some_and(|days| !(1..=36_500).contains(&days)) {
        return Err(wrong("DeleteAfterDays cannot be less than 1 or more than 36500 days"));
    }
    if cold.is_some_and(|days| days < 1) {
        return Err(wrong("MoveToColdStorageAfterDays cannot be less than 1 day"));
    }
    if let (Some(delete), Some(cold)) = (delete, cold)
        && delete < cold.saturating_add(90)
    {
        return Err(wrong(
            "DeleteAfterDays cannot be less than 90 days apart from MoveToColdStorageAfterDays",
        ));
    }
    Ok(())
}
