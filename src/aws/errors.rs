//! Every way in which a call can fail, as a [`Failure`] in the console's own words (aws-backup-api.md section 4.1).

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_backup::error::{ErrorMetadata, ProvideErrorMetadata, SdkError};
use aws_sdk_backup::operation::RequestId;

use crate::domain::failure::{Failure, FailureKind};
use crate::domain::iam;
use crate::domain::write::quote;
use crate::text::Text;

/// What AWS Backup says of a vault that is missing, or that another account owns.
const UNKNOWN_VAULT: &str = "Insufficient privileges to perform this action.";

/// Kinds by error code; codes that stand nowhere here are told apart by the HTTP status.
const KINDS: [(FailureKind, &[&str]); 8] = [
    (FailureKind::AccessDenied, &["AccessDeniedException", "AccessDenied"]),
    (FailureKind::Expired, &["ExpiredTokenException", "ExpiredToken", "RequestExpired"]),
    (
        FailureKind::NoCredentials,
        &[
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "MissingAuthenticationTokenException",
        ],
    ),
    (
        FailureKind::Throttled,
        &["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"],
    ),
    (FailureKind::NotFound, &["ResourceNotFoundException", "ResourceNotFound"]),
    (FailureKind::Limit, &["LimitExceededException", "LimitExceeded"]),
    (FailureKind::Service, &["ServiceUnavailableException", "DependencyFailureException"]),
    // The Region is not enabled for the account: no IAM action would mend that.
    (FailureKind::Invalid, &["OptInRequired"]),
];

/// What the SDK says when a login has run out or was never made, and the command that mends it. The SDK's error types
/// are private, so their words have to do.
const LOGINS: [(&str, &str); 5] = [
    ("SSO token has expired", "aws sso login"),
    ("cached SSO token", "aws sso login"),
    ("Session token not found or invalid", "aws sso login"),
    ("cached Login token", "aws login"),
    ("/login/cache/", "aws login"),
];

/// Words that mean "run out" in what a credentials provider passes on from STS or a credential process.
const RUN_OUT: [&str; 2] = ["ExpiredToken", "has expired"];

/// One failed call of `operation`, made with `profile` (`None`: the ambient one) at `endpoint` (`None`: AWS's own).
pub(super) fn failure<E>(
    operation: &'static str,
    profile: Option<&str>,
    endpoint: Option<&str>,
    error: &SdkError<E>,
) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let mut failure = match (error, credentials_error(error)) {
        (SdkError::ServiceError(service), _) => {
            from_service(operation, service.err().meta(), service.raw().status().as_u16())
        }
        (_, Some(cause)) => of_credentials(operation, profile, cause),
        (SdkError::TimeoutError(_) | SdkError::DispatchFailure(_), None) => {
            let address = endpoint.map(authority).map(str::to_owned);
            Failure { address, ..Failure::new(FailureKind::Unreachable, operation, &chain(error)) }
        }
        (SdkError::ResponseError(_), None) => Failure::new(FailureKind::Garbled, operation, &chain(error)),
        (_, None) => Failure::new(FailureKind::Invalid, operation, &chain(error)),
    };
    failure.request_id = error.request_id().map(Text::new);
    failure
}

/// The part of an address that names who is asked: without scheme, path, and what may be a password.
fn authority(endpoint: &str) -> &str {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let whole = rest.split(['/', '?']).next().unwrap_or(rest);
    whole.rsplit('@').next().unwrap_or(whole)
}

/// An answer that cannot be right, though it could be read.
pub(super) fn garbled(operation: &'static str, why: &str) -> Failure {
    Failure::new(FailureKind::Garbled, operation, why)
}

fn from_service(operation: &'static str, error: &ErrorMetadata, status: u16) -> Failure {
    let code = error.code().unwrap_or_default();
    let kind = KINDS
        .iter()
        .find(|(_, codes)| codes.contains(&code))
        .map_or_else(|| kind_of_status(status), |(kind, _)| *kind);
    let said = error.message().unwrap_or_default();
    let mut failure = Failure::new(kind, operation, if said.is_empty() { code } else { said });
    failure.code = (!code.is_empty()).then(|| Text::new(code));
    if kind == FailureKind::AccessDenied {
        failure.action = denied_action(said).or_else(|| iam::action_of(operation)).map(Text::new);
        if said == UNKNOWN_VAULT {
            failure.message = Text::new(&format!("{said} The vault may also not exist."));
        }
    }
    failure
}

fn kind_of_status(status: u16) -> FailureKind {
    match status {
        401 | 403 => FailureKind::AccessDenied,
        404 => FailureKind::NotFound,
        408 => FailureKind::Unreachable,
        429 => FailureKind::Throttled,
        500.. => FailureKind::Service,
        200..=299 => FailureKind::Garbled,
        _ => FailureKind::Invalid,
    }
}

/// The IAM action that IAM's own message names: `… is not authorized to perform: backup:ListBackupVaults on …`.
fn denied_action(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("not authorized to perform: ")?;
    let action = rest.split_whitespace().next()?;
    action.contains(':').then_some(action)
}

/// Credentials could not be had: run out, or none at all.
pub(super) fn of_credentials(
    operation: &'static str,
    profile: Option<&str>,
    cause: &CredentialsError,
) -> Failure {
    let said = chain(cause);
    let login = LOGINS.iter().find(|(words, _)| said.contains(words)).map(|(_, command)| *command);
    let kind = if login.is_some() || RUN_OUT.iter().any(|words| said.contains(words)) {
        FailureKind::Expired
    } else if matches!(cause, CredentialsError::ProviderTimedOut(_)) {
        FailureKind::Unreachable
    } else {
        FailureKind::NoCredentials
    };
    // The instance metadata service is the last that an ambient chain asks: when even that fails, there was nothing.
    let nothing = matches!(cause, CredentialsError::CredentialsNotLoaded(_)) || said.contains("IMDS");
    let mut failure = match kind {
        FailureKind::NoCredentials if nothing => {
            // The SDK's own words list every provider that it tried: good for the log, too much for a line.
            tracing::debug!(operation, said, "no credentials");
            Failure::new(kind, operation, &nothing_found(profile))
        }
        _ => Failure::new(kind, operation, &said),
    };
    failure.command = login.map(|login| match profile {
        Some(profile) => format!("{login} --profile {}", quote(profile)),
        None => login.to_owned(),
    });
    failure
}

fn nothing_found(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => format!("profile \"{profile}\" holds none"),
        None => "set a profile (--profile) or the AWS environment variables".to_owned(),
    }
}

fn credentials_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CredentialsError> {
    causes(error).find_map(|error| error.downcast_ref())
}

/// The error, its cause, the cause of that, and so on.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

/// An error and all its causes in one line, each said once.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    for error in causes(error) {
        let words = error.to_string();
        if !said.iter().any(|before| before.contains(&words)) {
            said.push(words);
        }
    }
    said.join(": ")
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use aws_sdk_backup::error::ConnectorError;
    use aws_sdk_backup::operation::list_backup_vaults::ListBackupVaultsError;

    use super::*;

    #[derive(Debug)]
    struct Said(&'static str);

    impl fmt::Display for Said {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Said {}

    fn service(code: &str, message: &str, status: u16) -> Failure {
        from_service(
            "ListBackupVaults",
            &ErrorMetadata::builder().code(code).message(message).build(),
            status,
        )
    }

    /// What the SDK gives when the chain of credentials providers fails.
    fn dispatch(cause: CredentialsError, profile: Option<&str>) -> Failure {
        let error: SdkError<ListBackupVaultsError> =
            SdkError::dispatch_failure(ConnectorError::other(cause.into(), None));
        failure("ListBackupVaults", profile, None, &error)
    }

    #[test]
    fn codes_and_statuses_tell_the_kind() {
        for (code, status, kind) in [
            ("AccessDeniedException", 403, FailureKind::AccessDenied),
            ("ExpiredTokenException", 403, FailureKind::Expired),
            ("UnrecognizedClientException", 403, FailureKind::NoCredentials),
            ("ThrottlingException", 400, FailureKind::Throttled),
            ("ResourceNotFoundException", 400, FailureKind::NotFound),
            ("LimitExceededException", 400, FailureKind::Limit),
            ("InvalidParameterValueException", 400, FailureKind::Invalid),
            ("OptInRequired", 403, FailureKind::Invalid),
            ("ServiceUnavailableException", 500, FailureKind::Service),
            ("NeverHeardOf", 500, FailureKind::Service),
            ("NeverHeardOf", 403, FailureKind::AccessDenied),
            ("NeverHeardOf", 400, FailureKind::Invalid),
            ("", 429, FailureKind::Throttled),
        ] {
            assert_eq!(service(code, "", status).kind, kind, "{code} {status}");
        }
    }

    #[test]
    fn a_refusal_names_the_missing_action() {
        let iam = "User: arn:aws:iam::123456789012:user/x is not authorized to perform: \
                   backup-storage:MountCapsule on resource: * because no identity-based policy allows it";
        assert_eq!(
            service("AccessDeniedException", iam, 403).action,
            Some("backup-storage:MountCapsule".into())
        );
        let short = service("AccessDeniedException", "no", 403);
        assert_eq!(short.action, Some("backup:ListBackupVaults".into()));
    }

    #[test]
    fn a_vault_that_may_not_exist_is_said_to() {
        let failure = service("AccessDeniedException", UNKNOWN_VAULT, 403);
        assert_eq!(failure.kind, FailureKind::AccessDenied);
        assert!(failure.message.as_str().ends_with("The vault may also not exist."));
    }

    #[test]
    fn a_message_is_cleaned_and_an_absent_one_replaced_by_the_code() {
        assert_eq!(service("X", "a\x1b[31mb", 400).message.as_str(), "a^[[31mb");
        assert_eq!(service("X", "", 400).message.as_str(), "X");
    }

    #[test]
    fn a_login_that_has_run_out_names_its_command() {
        for (said, command) in [
            ("the SSO token has expired and cannot be refreshed", "aws sso login --profile prod"),
            ("failed to load the cached SSO token", "aws sso login --profile prod"),
            ("cached Login token is expired", "aws login --profile prod"),
            ("failed to read `/home/x/.aws/login/cache/1f.json`", "aws login --profile prod"),
        ] {
            let failure = dispatch(CredentialsError::provider_error(Said(said)), Some("prod"));
            assert_eq!(failure.kind, FailureKind::Expired, "{said}");
            assert_eq!(failure.command.as_deref(), Some(command));
        }
        let ambient = dispatch(CredentialsError::provider_error(Said("the SSO token has expired")), None);
        assert_eq!(ambient.command.as_deref(), Some("aws sso login"));
    }

    #[test]
    fn an_assumed_role_that_has_run_out_names_no_command() {
        let failure = dispatch(CredentialsError::provider_error(Said("ExpiredToken: too old")), Some("prod"));
        assert_eq!((failure.kind, failure.command), (FailureKind::Expired, None));
    }

    #[test]
    fn no_credentials_says_where_to_put_them() {
        let ambient = dispatch(CredentialsError::not_loaded(Said("no providers in chain")), None);
        assert_eq!(ambient.kind, FailureKind::NoCredentials);
        assert!(ambient.sentence().ends_with("set a profile (--profile) or the AWS environment variables"));
        let named = dispatch(CredentialsError::not_loaded_no_source(), Some("prod"));
        assert_eq!(named.sentence(), "no credentials: profile \"prod\" holds none");
    }

    #[test]
    fn a_credential_process_that_fails_is_quoted() {
        let failure = dispatch(CredentialsError::provider_error(Said("vault: sealed")), Some("prod"));
        assert_eq!(failure.kind, FailureKind::NoCredentials);
        assert!(failure.sentence().contains("vault: sealed"));
    }

    #[test]
    fn silence_on_the_wire_is_unreachable() {
        let refused: SdkError<ListBackupVaultsError> =
            SdkError::dispatch_failure(ConnectorError::io(Said("connection refused").into()));
        let late: SdkError<ListBackupVaultsError> = SdkError::timeout_error(Said("took over 10 s"));
        for error in [refused, late] {
            let at = |endpoint| failure("ListBackupVaults", None, endpoint, &error);
            let failure = at(None);
            assert_eq!(failure.kind, FailureKind::Unreachable);
            assert!(failure.leaves_doubt());
            assert!(failure.sentence().starts_with("no answer from AWS to ListBackupVaults"));
            let custom = at(Some("http://me:secret@127.0.0.1:4566/x")).sentence();
            assert!(custom.starts_with("no answer from 127.0.0.1:4566 to ListBackupVaults"), "{custom}");
        }
    }
}
