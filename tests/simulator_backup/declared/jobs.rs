//! Backup and copy jobs.

use super::{Group, calls, refusals};

pub const GROUP: Group = Group {
    refusals: refusals! {},
    never: &[],
    not_yet: &[
        ("DescribeBackupJob", "InvalidParameterValueException"),
        ("DescribeBackupJob", "ResourceNotFoundException"),
        ("DescribeCopyJob", "InvalidParameterValueException"),
        ("DescribeCopyJob", "ResourceNotFoundException"),
        ("StartBackupJob", "InvalidRequestException"),
        ("StartBackupJob", "LimitExceededException"),
        ("StartBackupJob", "ResourceNotFoundException"),
        ("StartCopyJob", "InvalidRequestException"),
        ("StartCopyJob", "LimitExceededException"),
        ("StartCopyJob", "ResourceNotFoundException"),
        ("StopBackupJob", "InvalidParameterValueException"),
        ("StopBackupJob", "InvalidRequestException"),
        ("StopBackupJob", "ResourceNotFoundException"),
    ],
    calls: calls! {},
    not_called_yet: &[
        "DescribeBackupJob",
        "DescribeCopyJob",
        "ListBackupJobs",
        "ListCopyJobs",
        "StartBackupJob",
        "StartCopyJob",
        "StopBackupJob",
    ],
};
