//! The controls that AWS Backup Audit Manager has, and what they can be told.

use crate::simulator::state::{Control, ControlParameter};
use crate::simulator::wire::ApiError;

/// Names of controls and of their parameters, as the developer guide lists them.
const CONTROLS: [(&str, &[&str]); 11] = [
    ("BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN", &[]),
    (
        "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK",
        &["requiredFrequencyUnit", "requiredFrequencyValue", "requiredRetentionDays"],
    ),
    ("BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED", &["principalArnList"]),
    ("BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK", &["requiredRetentionDays"]),
    ("BACKUP_RECOVERY_POINT_ENCRYPTED", &[]),
    ("BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION", &["crossRegionList"]),
    ("BACKUP_RESOURCES_PROTECTED_BY_CROSS_ACCOUNT", &["crossAccountList"]),
    ("BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK", &["minRetentionDays", "maxRetentionDays"]),
    ("BACKUP_LAST_RECOVERY_POINT_CREATED", &["recoveryPointAgeUnit", "recoveryPointAgeValue"]),
    ("RESTORE_TIME_FOR_RESOURCES_MEET_TARGET", &["maxRestoreTime"]),
    ("RESOURCES_IN_LOGICALLY_AIR_GAPPED_VAULT", &["recoveryPointAgeUnit", "recoveryPointAgeValue"]),
];

/// A framework has controls that exist, each with parameters it knows and a scope of one resource or tag at most.
pub(super) fn check(controls: &[Control]) -> Result<(), ApiError> {
    if controls.is_empty() {
        return Err(ApiError::invalid("FrameworkControls", "a framework has at least one control"));
    }
    controls.iter().try_for_each(check_control)
}

fn check_control(control: &Control) -> Result<(), ApiError> {
    let name = &*control.control_name;
    let known = CONTROLS.iter().find(|(known, _)| *known == name);
    let (_, parameters) =
        known.ok_or_else(|| ApiError::invalid("ControlName", format!("{name} is not a control")))?;
    for parameter in control.control_input_parameters.iter().flatten() {
        check_parameter(name, parameters, parameter)?;
    }
    let Some(scope) = &control.control_scope else { return Ok(()) };
    if scope.tags.as_ref().is_some_and(|tags| tags.len() > 1) {
        return Err(ApiError::invalid("Tags", "a control's scope has one tag at most"));
    }
    Ok(())
}

fn check_parameter(control: &str, known: &[&str], parameter: &ControlParameter) -> Result<(), ApiError> {
    let name = parameter.parameter_name.as_deref().unwrap_or_default();
    let value = parameter.parameter_value.as_deref().unwrap_or_default();
    if !known.contains(&name) {
        return Err(ApiError::invalid("ParameterName", format!("{name} is not a parameter of {control}")));
    }
    let fits = match name {
        name if name.ends_with("Unit") => matches!(value, "hours" | "days"),
        name if name.ends_with("List") => !value.is_empty(),
        _ => value.parse::<u32>().is_ok_and(|number| number > 0),
    };
    if fits {
        Ok(())
    } else {
        Err(ApiError::invalid("ParameterValue", format!("{value} is no value of {name}")))
    }
}
