//! Tiering configurations.

use super::{Group, calls, refusals};

pub const GROUP: Group = Group {
    refusals: refusals! {},
    never: &[],
    not_yet: &[
        ("CreateTieringConfiguration", "AlreadyExistsException"),
        ("CreateTieringConfiguration", "ConflictException"),
        ("CreateTieringConfiguration", "LimitExceededException"),
        ("DeleteTieringConfiguration", "ResourceNotFoundException"),
        ("GetTieringConfiguration", "ResourceNotFoundException"),
        ("UpdateTieringConfiguration", "AlreadyExistsException"),
        ("UpdateTieringConfiguration", "ConflictException"),
        ("UpdateTieringConfiguration", "LimitExceededException"),
        ("UpdateTieringConfiguration", "ResourceNotFoundException"),
    ],
    calls: calls! {},
    not_called_yet: &[
        "CreateTieringConfiguration",
        "DeleteTieringConfiguration",
        "GetTieringConfiguration",
        "ListTieringConfigurations",
        "UpdateTieringConfiguration",
    ],
};
