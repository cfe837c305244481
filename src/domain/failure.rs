//! Why a call to AWS failed, in the console's own words.

use crate::text::Text;

/// What sort of failure a call met; each asks for another remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// AWS knows who asks and refuses (`AccessDeniedException`).
    AccessDenied,
    /// Credentials were there and have run out (SSO session, role session, token).
    Expired,
    /// No credentials could be found or loaded.
    NoCredentials,
    /// Asked too often (`ThrottlingException`, also after the SDK's retries).
    Throttled,
    /// No answer: no route, connection refused, time-out, broken connection.
    Unreachable,
    /// The thing is not there.
    NotFound,
    /// AWS finds the request wrong; the message says what.
    Invalid,
    /// A quota is reached.
    Limit,
    /// AWS itself failed (5xx).
    Service,
    /// The answer could not be read.
    Garbled,
    /// The console refused by itself: read-only mode.
    ReadOnly,
    /// The console refused by itself: the intent could not be put into the journal.
    NotJournalled,
    /// Looked up: an earlier try, whose answer nobody saw, changed nothing.
    NotInEffect,
    /// The journal on this machine could not be read.
    JournalUnreadable,
}

/// One failed call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What sort.
    pub kind: FailureKind,
    /// The API operation, as `ListBackupVaults`.
    pub operation: &'static str,
    /// The IAM action that the caller lacks (`backup:ListBackupVaults`), for [`FailureKind::AccessDenied`].
    pub action: Option<Text>,
    /// What did not answer, where that is not AWS's own address ([`FailureKind::Unreachable`]): "127.0.0.1:4566".
    pub address: Option<String>,
    /// What mends it, as a command to run, where one is known (`aws sso login --profile prod`).
    pub command: Option<String>,
    /// AWS's error code.
    pub code: Option<Text>,
    /// The raw message, cleaned.
    pub message: Text,
    /// AWS's request id, for support.
    pub request_id: Option<Text>,
}

impl Failure {
    /// A failure with nothing known but its kind, operation and message.
    pub fn new(kind: FailureKind, operation: &'static str, message: &str) -> Self {
        Self {
            kind,
            operation,
            action: None,
            address: None,
            command: None,
            code: None,
            message: Text::new(message),
            request_id: None,
        }
    }

    /// One line for a tired person: what happened and what to do next.
    pub fn sentence(&self) -> String {
        let operation = self.operation;
        match self.kind {
            FailureKind::AccessDenied => {
                let action = self.action.as_ref().map_or(operation, Text::as_str);
                format!("not allowed: the caller lacks {action}")
            }
            FailureKind::Expired => match &self.command {
                Some(command) => format!("session expired: run `{command}`"),
                None => "session expired: renew the credentials".to_owned(),
            },
            FailureKind::NoCredentials => match &self.command {
                Some(command) => format!("no credentials: run `{command}`"),
                None => format!("no credentials: {}", self.message),
            },
            FailureKind::Throttled => format!("AWS asks to slow down on {operation}"),
            FailureKind::Unreachable => {
                let address = self.address.as_deref().unwrap_or("AWS");
                let why = self.no_connection().map(|why| format!(": {why}")).unwrap_or_default();
                format!("no answer from {address} to {operation}{why}")
            }
            FailureKind::NotFound => format!("not found: {}", self.message),
            FailureKind::Invalid => format!("AWS refused {operation}: {}", self.message),
            FailureKind::Limit => format!("a quota is reached: {}", self.message),
            FailureKind::Service => format!("AWS failed at {operation}"),
            FailureKind::Garbled => format!("the answer to {operation} could not be read"),
            FailureKind::ReadOnly => format!("read-only: {operation} was not sent"),
            FailureKind::NotInEffect => format!("{operation} changed nothing: {}", self.message),
            FailureKind::JournalUnreadable => format!("the journal can't be read: {}", self.message),
            FailureKind::NotJournalled => {
                format!("{operation} was not sent, for it can't be journalled: {}", self.message)
            }
        }
    }

    /// Why there is no connection, where what the system says of it is known.
    fn no_connection(&self) -> Option<&'static str> {
        let said = self.message.as_str().to_ascii_lowercase();
        let known = [
            ("connection refused", "connection refused"),
            ("dns error", "the name is not known"),
            ("failed to lookup address", "the name is not known"),
            ("network is unreachable", "no network"),
        ];
        known.iter().find(|(words, _)| said.contains(words)).map(|(_, why)| *why)
    }

    /// A few words for a narrow place.
    pub fn short(&self) -> &'static str {
        match self.kind {
            FailureKind::AccessDenied => "not allowed",
            FailureKind::Expired => "session expired",
            FailureKind::NoCredentials => "no credentials",
            FailureKind::Throttled => "throttled",
            FailureKind::Unreachable => "no answer",
            FailureKind::NotFound => "not found",
            FailureKind::Invalid => "refused",
            FailureKind::Limit => "quota reached",
            FailureKind::Service => "AWS error",
            FailureKind::Garbled => "unreadable answer",
            FailureKind::ReadOnly => "read-only",
            FailureKind::NotJournalled => "not journalled",
            FailureKind::NotInEffect => "changed nothing",
            FailureKind::JournalUnreadable => "journal unreadable",
        }
    }

    /// Whether a write that met this may have taken effect all the same: only repeating it with the same idempotency
    /// token is safe.
    pub fn leaves_doubt(&self) -> bool {
        matches!(self.kind, FailureKind::Unreachable | FailureKind::Service | FailureKind::Garbled)
    }

    /// Whether AWS has judged the request itself. A refusal of the caller or of the moment says nothing about an earlier
    /// try of the same request.
    pub fn is_verdict(&self) -> bool {
        matches!(
            self.kind,
            FailureKind::Invalid | FailureKind::NotFound | FailureKind::Limit | FailureKind::NotInEffect
        )
    }

    /// Whether another try may well succeed, with nothing mended meanwhile.
    pub fn may_pass(&self) -> bool {
        matches!(self.kind, FailureKind::Throttled | FailureKind::Unreachable | FailureKind::Service)
    }

    /// Whether the whole scope is cut off, not only this call.
    pub fn is_about_credentials(&self) -> bool {
        matches!(self.kind, FailureKind::Expired | FailureKind::NoCredentials)
    }
}
