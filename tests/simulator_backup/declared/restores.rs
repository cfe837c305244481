//! Restore jobs and restore metadata.

use super::{Group, calls, refusals};

pub const GROUP: Group = Group {
    refusals: refusals! {},
    never: &[],
    not_yet: &[
        ("DescribeRestoreJob", "InvalidParameterValueException"),
        ("DescribeRestoreJob", "ResourceNotFoundException"),
        ("GetRecoveryPointRestoreMetadata", "ResourceNotFoundException"),
        ("GetRestoreJobMetadata", "InvalidParameterValueException"),
        ("GetRestoreJobMetadata", "ResourceNotFoundException"),
        ("ListRestoreJobs", "ResourceNotFoundException"),
        ("ListRestoreJobsByProtectedResource", "ResourceNotFoundException"),
        ("PutRestoreValidationResult", "InvalidRequestException"),
        ("PutRestoreValidationResult", "ResourceNotFoundException"),
        ("StartRestoreJob", "InvalidRequestException"),
        ("StartRestoreJob", "ResourceNotFoundException"),
    ],
    calls: calls! {},
    not_called_yet: &[
        "DescribeRestoreJob",
        "GetRecoveryPointRestoreMetadata",
        "GetRestoreJobMetadata",
        "ListRestoreJobs",
        "ListRestoreJobsByProtectedResource",
        "PutRestoreValidationResult",
        "StartRestoreJob",
    ],
};
