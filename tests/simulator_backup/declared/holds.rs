//! Legal holds.

use super::{Group, calls, refusals};

pub const GROUP: Group = Group {
    refusals: refusals! {},
    never: &[],
    not_yet: &[
        ("CreateLegalHold", "InvalidParameterValueException"),
        ("CancelLegalHold", "InvalidResourceStateException"),
        ("CancelLegalHold", "ResourceNotFoundException"),
        ("CreateLegalHold", "LimitExceededException"),
        ("GetLegalHold", "InvalidParameterValueException"),
        ("GetLegalHold", "ResourceNotFoundException"),
    ],
    calls: calls! {},
    not_called_yet: &[
        "CancelLegalHold",
        "CreateLegalHold",
        "GetLegalHold",
        "ListLegalHolds",
        "ListRecoveryPointsByLegalHold",
    ],
};
