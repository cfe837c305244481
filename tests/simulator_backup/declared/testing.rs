//! Restore testing.

use super::{Group, calls, refusals};

pub const GROUP: Group = Group {
    refusals: refusals! {},
    never: &[],
    not_yet: &[
        ("UpdateRestoreTestingSelection", "InvalidParameterValueException"),
        ("CreateRestoreTestingSelection", "InvalidParameterValueException"),
        ("CreateRestoreTestingPlan", "AlreadyExistsException"),
        ("CreateRestoreTestingPlan", "ConflictException"),
        ("CreateRestoreTestingPlan", "LimitExceededException"),
        ("CreateRestoreTestingSelection", "AlreadyExistsException"),
        ("CreateRestoreTestingSelection", "LimitExceededException"),
        ("CreateRestoreTestingSelection", "ResourceNotFoundException"),
        ("DeleteRestoreTestingPlan", "InvalidRequestException"),
        ("DeleteRestoreTestingSelection", "ResourceNotFoundException"),
        ("GetRestoreTestingInferredMetadata", "InvalidParameterValueException"),
        ("GetRestoreTestingInferredMetadata", "ResourceNotFoundException"),
        ("GetRestoreTestingPlan", "ResourceNotFoundException"),
        ("GetRestoreTestingSelection", "ResourceNotFoundException"),
        ("ListRestoreTestingSelections", "ResourceNotFoundException"),
        ("UpdateRestoreTestingPlan", "ConflictException"),
        ("UpdateRestoreTestingPlan", "ResourceNotFoundException"),
        ("UpdateRestoreTestingSelection", "ConflictException"),
        ("UpdateRestoreTestingSelection", "ResourceNotFoundException"),
    ],
    calls: calls! {},
    not_called_yet: &[
        "CreateRestoreTestingPlan",
        "CreateRestoreTestingSelection",
        "DeleteRestoreTestingPlan",
        "DeleteRestoreTestingSelection",
        "GetRestoreTestingInferredMetadata",
        "GetRestoreTestingPlan",
        "GetRestoreTestingSelection",
        "ListRestoreTestingPlans",
        "ListRestoreTestingSelections",
        "UpdateRestoreTestingPlan",
        "UpdateRestoreTestingSelection",
    ],
};
