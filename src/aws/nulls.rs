//! Null values in restore metadata.
//!
//! `GetRecoveryPointRestoreMetadata` gives null for what a point has no value for (reference section 6.6), and the SDK
//! refuses the whole answer then: "dense map cannot contain null values". For that one call, [`Nulls`] reads the answer
//! again without them and keeps their keys.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_backup::config::interceptors::FinalizerInterceptorContextMut;
use aws_sdk_backup::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_backup::error::BoxError;
use aws_sdk_backup::operation::get_recovery_point_restore_metadata::GetRecoveryPointRestoreMetadataOutput;
use aws_smithy_runtime_api::client::interceptors::context::Output;
use serde_json::{Map, Value};

/// Mends an answer that holds nulls. Clones share what they found.
#[derive(Debug, Clone, Default)]
pub(super) struct Nulls(Arc<Mutex<Vec<String>>>);

impl Nulls {
    /// The keys whose values were null.
    pub(super) fn keys(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Intercept for Nulls {
    fn name(&self) -> &'static str {
        "Nulls"
    }

    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let refused = matches!(context.output_or_error(), Some(Err(_)));
        let response = context.response().filter(|response| refused && response.status().is_success());
        let body = response.and_then(|response| response.body().bytes());
        // An answer that can't be read this way either stays the failure that it is.
        let Some((output, nulls)) = body.and_then(without_nulls) else { return Ok(()) };
        if let Some(outcome) = context.output_or_error_mut() {
            *outcome = Ok(Output::erase(output));
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = nulls;
        }
        Ok(())
    }
}

/// The answer without its null values, and their keys. `None` where there are none, or where it is no such answer.
fn without_nulls(body: &[u8]) -> Option<(GetRecoveryPointRestoreMetadataOutput, Vec<String>)> {
    let body: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let member = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut nulls = Vec::new();
    let mut output = GetRecoveryPointRestoreMetadataOutput::builder()
        .set_backup_vault_arn(member("BackupVaultArn"))
        .set_recovery_point_arn(member("RecoveryPointArn"))
        .set_resource_type(member("ResourceType"));
    for (key, value) in body.get("RestoreMetadata")?.as_object()? {
        match value {
            Value::Null => nulls.push(key.clone()),
            value => output = output.restore_metadata(key, value.as_str()?),
        }
    }
    (!nulls.is_empty()).then(|| (output.build(), nulls))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_go_and_are_told() {
        let body = br#"{"ResourceType":"EBS","RestoreMetadata":{"a":null,"b":"1","c":null}}"#;
        let (output, nulls) = without_nulls(body).unwrap();
        assert_eq!(nulls, ["a", "c"]);
        assert_eq!(output.resource_type(), Some("EBS"));
        assert_eq!(output.restore_metadata().unwrap().len(), 1);
    }

    #[test]
    fn what_is_wrong_otherwise_stays_wrong() {
        for body in
            ["", "[]", "{}", r#"{"RestoreMetadata":{"a":null,"b":1}}"#, r#"{"RestoreMetadata":{"b":"1"}}"#]
        {
            assert!(without_nulls(body.as_bytes()).is_none(), "{body}");
        }
    }
}
