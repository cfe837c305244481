//! How a recovery point can be restored: what it was, and what AWS itself would test with.

use crate::aws::call::Caller;
use crate::aws::convert::{pairs, text};
use crate::aws::nulls::Nulls;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::restore::Metadata;
use crate::text::Text;

/// Failures of one of the two reads that leave the other one worth having.
const ONE_READS: [FailureKind; 4] =
    [FailureKind::AccessDenied, FailureKind::NotFound, FailureKind::Invalid, FailureKind::Garbled];

/// Both reads. What one of them could not tell is among the gaps; only where neither can be had, it fails.
pub(super) async fn metadata(caller: &Caller<'_>, vault: &Text, arn: &Text) -> Result<Metadata, Failure> {
    let mut metadata = Metadata::default();
    match given(caller, vault, arn, &mut metadata).await {
        Err(failure) if !ONE_READS.contains(&failure.kind) => return Err(failure),
        Err(failure) => metadata.gaps.push(failure),
        Ok(()) => {}
    }
    let call = caller.clients.backup.get_restore_testing_inferred_metadata();
    let call = call.backup_vault_name(vault.raw()).recovery_point_arn(arn.raw()).send();
    match caller.once("GetRestoreTestingInferredMetadata", call).await {
        Ok(answer) => metadata.inferred = pairs(Some(answer.inferred_metadata())),
        // Most types cannot be tested (reference section 6.6): AWS then has nothing to infer, which is no gap.
        Err(failure) if failure.kind == FailureKind::Invalid => {}
        Err(failure) if !ONE_READS.contains(&failure.kind) => return Err(failure),
        Err(failure) => metadata.gaps.push(failure),
    }
    match metadata.gaps.as_slice() {
        [first, _] => Err(first.clone()),
        _ => Ok(metadata),
    }
}

async fn given(
    caller: &Caller<'_>,
    vault: &Text,
    arn: &Text,
    metadata: &mut Metadata,
) -> Result<(), Failure> {
    let nulls = Nulls::default();
    let call = caller.clients.backup.get_recovery_point_restore_metadata();
    let call = call.backup_vault_name(vault.raw()).recovery_point_arn(arn.raw());
    let call = call.customize().interceptor(nulls.clone()).send();
    let answer = caller.once("GetRecoveryPointRestoreMetadata", call).await?;
    metadata.resource_type = text(answer.resource_type());
    let values = pairs(answer.restore_metadata()).into_iter().map(|(key, value)| (key, Some(value)));
    metadata.given = values.chain(nulls.keys().iter().map(|key| (Text::new(key), None))).collect();
    metadata.given.sort_unstable();
    Ok(())
}
