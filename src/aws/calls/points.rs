//! Recovery points.

use super::{facts, tags};
use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::point as convert;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::preflight::{Answer, Need};
use crate::domain::recovery_point::RecoveryPoint;
use crate::text::Text;

pub(super) async fn in_vault(caller: &Caller<'_>, vault: &Text, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let call = |token| {
        let list = caller.clients.backup.list_recovery_points_by_backup_vault();
        list.backup_vault_name(vault.raw()).max_results(PAGE).set_next_token(token).send()
    };
    caller
        .pages("ListRecoveryPointsByBackupVault", call, |page| {
            let points = page.recovery_points.unwrap_or_default().into_iter();
            sink(Page::Points(points.map(|raw| convert::in_vault(caller.scope, &raw)).collect()));
            page.next_token
        })
        .await
}

/// The points of all vaults, one vault after the other and one call at a time: it can wait, and nothing is to wait for it.
pub(super) async fn all(caller: &Caller<'_>, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let mut names = Vec::new();
    let mut listed = |page| {
        if let Page::Vaults(vaults) = &page {
            names.extend(vaults.iter().map(|vault| vault.name.clone()));
        }
        sink(page);
    };
    super::vaults::list(caller, &mut listed).await?;
    let vaults = names.len();
    let mut refused = 0;
    for name in names {
        match in_vault(caller, &name, sink).await {
            // One that was deleted meanwhile holds none.
            Ok(()) => {}
            Err(failure) if failure.kind == FailureKind::NotFound => {}
            // A vault's own policy may keep us out of it, which says nothing about the others. Out of all is out of all.
            Err(failure) if failure.kind == FailureKind::AccessDenied && refused + 1 < vaults => {
                refused += 1;
                sink(Page::Unread(name, Answer::<()>::from(&failure).why_not()));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

pub(super) async fn of_resource(
    caller: &Caller<'_>,
    resource: &Text,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    let call = |token| {
        let list = caller.clients.backup.list_recovery_points_by_resource();
        list.resource_arn(resource.raw()).max_results(PAGE).set_next_token(token).send()
    };
    caller
        .pages("ListRecoveryPointsByResource", call, |page| {
            let points = page.recovery_points.unwrap_or_default().into_iter();
            let converted = points.map(|raw| convert::of_resource(caller.scope, resource, &raw));
            sink(Page::Points(converted.collect()));
            page.next_token
        })
        .await
}

pub(super) async fn describe(
    caller: &Caller<'_>,
    vault: &Text,
    arn: &Text,
    sink: &mut Sink<'_>,
) -> Result<(), Failure> {
    sink(Page::Point(Box::new(one(caller, vault, arn).await?)));
    tags::read(caller, arn, sink).await;
    facts::tell(caller, Need::Vault(vault.clone()), sink).await;
    facts::tell(caller, Need::Holds, sink).await;
    Ok(())
}

pub(super) async fn one(caller: &Caller<'_>, vault: &Text, arn: &Text) -> Result<RecoveryPoint, Failure> {
    let describe = caller.clients.backup.describe_recovery_point();
    let call = describe.backup_vault_name(vault.raw()).recovery_point_arn(arn.raw()).send();
    let answer = caller.once("DescribeRecoveryPoint", call).await?;
    Ok(convert::described(caller.scope, &answer))
}
