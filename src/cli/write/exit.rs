//! How a command that changes something ends, as a pipeline sees it.

use std::process::ExitCode;

use crate::domain::failure::{Failure, FailureKind};

/// The exit codes. Of several resources the worst holds, and here they stand from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Done, and usable.
    Done,
    /// Not done yet: the time was up, or somebody interrupted.
    Running,
    /// AWS could not be reached.
    Unreached,
    /// Not allowed: by IAM, by lack of credentials, or read-only.
    Denied,
    /// Failed.
    Failed,
    /// Wrong usage, or a check failed: nothing was sent.
    Usage,
}

impl Exit {
    /// The code.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Running => 3,
            Self::Denied => 4,
            Self::Unreached => 5,
        }
    }

    /// The end that a failed call means.
    pub(super) fn of(failure: &Failure) -> Self {
        match failure.kind {
            FailureKind::AccessDenied
            | FailureKind::Expired
            | FailureKind::NoCredentials
            | FailureKind::ReadOnly => Self::Denied,
            FailureKind::Throttled
            | FailureKind::Unreachable
            | FailureKind::Service
            | FailureKind::Garbled => Self::Unreached,
            FailureKind::NotFound
            | FailureKind::Invalid
            | FailureKind::Limit
            | FailureKind::NotJournalled
            | FailureKind::NotInEffect
            | FailureKind::JournalUnreadable => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// Why a command ends before anything was sent: the code, and one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) exit: Exit,
    pub(super) says: String,
}

impl Refusal {
    /// Wrong usage.
    pub(super) fn usage(says: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, says: says.into() }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self { exit: Exit::of(&failure), says: failure.sentence() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_ends_the_worst_holds_whatever_its_code() {
        let ends = [Exit::Done, Exit::Running, Exit::Unreached, Exit::Denied, Exit::Failed, Exit::Usage];
        assert!(ends.is_sorted());
        assert_eq!(ends.map(Exit::code), [0, 3, 5, 4, 1, 2]);
    }
}
