//! Settings, tags, summaries.

use super::{Group, calls, refusals};

pub const GROUP: Group = Group {
    refusals: refusals! {},
    never: &[],
    not_yet: &[
        ("DescribeGlobalSettings", "InvalidRequestException"),
        ("ListTags", "ResourceNotFoundException"),
        ("TagResource", "InvalidParameterValueException"),
        ("TagResource", "LimitExceededException"),
        ("TagResource", "ResourceNotFoundException"),
        ("UntagResource", "InvalidParameterValueException"),
        ("UntagResource", "ResourceNotFoundException"),
        ("UpdateGlobalSettings", "InvalidParameterValueException"),
        ("UpdateGlobalSettings", "InvalidRequestException"),
    ],
    calls: calls! {},
    not_called_yet: &[
        "DescribeGlobalSettings",
        "DescribeRegionSettings",
        "GetSupportedResourceTypes",
        "ListBackupJobSummaries",
        "ListCopyJobSummaries",
        "ListRestoreJobSummaries",
        "ListTags",
        "TagResource",
        "UntagResource",
        "UpdateGlobalSettings",
        "UpdateRegionSettings",
    ],
};
