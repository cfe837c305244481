//! What the checks before a write want to know.

use aws_sdk_backup::types::LegalHold;

use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::{fact as convert, point, text, texts, vault};
use crate::aws::errors;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::legal_hold::Hold;
use crate::domain::policy::Policy;
use crate::domain::preflight::Answer;
use crate::domain::preflight::facts::{Fact, Need};
use crate::text::Text;

/// Answers a check's question.
pub(super) async fn read(caller: &Caller<'_>, need: &Need, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let backup = &caller.clients.backup;
    let fact = match need {
        Need::Point { vault, arn } => {
            let call = backup.describe_recovery_point().backup_vault_name(vault.raw());
            let call = call.recovery_point_arn(arn.raw()).send();
            let answer = caller.once("DescribeRecoveryPoint", call).await?;
            Fact::Point(Box::new(point::described(caller.scope, &answer)))
        }
        Need::RestoreMetadata { vault, arn } => {
            Fact::RestoreMetadata(Box::new(super::restore::metadata(caller, vault, arn).await?))
        }
        Need::Points(resource) => {
            let mut all = Vec::new();
            let mut take = |page| {
                if let Page::Points(points) = page {
                    all.extend(points);
                }
            };
            super::points::of_resource(caller, resource, &mut take).await?;
            Fact::Points(all)
        }
        Need::Vault(name) => {
            let call = backup.describe_backup_vault().backup_vault_name(name.raw()).send();
            let answer = caller.once("DescribeBackupVault", call).await?;
            Fact::Vault(Box::new(vault::described(caller.scope, &answer)))
        }
        Need::Supported => {
            let answer = caller
                .once("GetSupportedResourceTypes", backup.get_supported_resource_types().send())
                .await?;
            Fact::Supported(texts(answer.resource_types()))
        }
        Need::OptIn => {
            let answer =
                caller.once("DescribeRegionSettings", backup.describe_region_settings().send()).await?;
            Fact::OptIn(convert::region(&answer))
        }
        Need::GlobalSettings => {
            let answer =
                caller.once("DescribeGlobalSettings", backup.describe_global_settings().send()).await?;
            Fact::GlobalSettings(convert::global(&answer))
        }
        Need::VaultPolicy(name) => Fact::VaultPolicy(policy(caller, name).await?),
        Need::Notifications(name) => {
            let call = backup.get_backup_vault_notifications().backup_vault_name(name.raw()).send();
            let answer = there(caller.once("GetBackupVaultNotifications", call).await)?;
            Fact::Notifications(answer.and_then(|answer| convert::notifications(&answer)))
        }
        Need::Tags(arn) => Fact::Tags(super::tags::all(caller, arn).await?),
        Need::Holds => Fact::Holds(holds(caller).await?),
    };
    sink(Page::Fact(fact));
    Ok(())
}

/// Answers a page's question: that it can't be read spoils nothing else of the page.
pub(super) async fn tell(caller: &Caller<'_>, need: Need, sink: &mut Sink<'_>) {
    if let Err(failure) = read(caller, &need, sink).await {
        sink(Page::Missed(need, Answer::<()>::from(&failure).why_not()));
    }
}

/// AWS says that something is not found where nothing is set (API notes, section 1.17).
#[expect(clippy::result_large_err, reason = "what every call here gives")]
pub(super) fn there<T>(answer: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
        Err(failure) => Err(failure),
    }
}

async fn policy(caller: &Caller<'_>, vault: &Text) -> Result<Option<Policy>, Failure> {
    let operation = "GetBackupVaultAccessPolicy";
    let call = caller.clients.backup.get_backup_vault_access_policy().backup_vault_name(vault.raw()).send();
    let answer = there(caller.once(operation, call).await)?;
    let document = text(answer.as_ref().and_then(|answer| answer.policy.as_ref()));
    let read = |document: Text| Policy::parse(document.raw());
    document.map(read).transpose().map_err(|why| errors::garbled(operation, &why))
}

/// A list does not tell what a hold holds: each in force is asked for. One that may not be asked for spoils no other.
async fn holds(caller: &Caller<'_>) -> Result<Vec<Hold>, Failure> {
    let backup = &caller.clients.backup;
    let mut listed: Vec<LegalHold> = Vec::new();
    let call = |token| backup.list_legal_holds().max_results(PAGE).set_next_token(token).send();
    caller
        .pages("ListLegalHolds", call, |page| {
            listed.extend(page.legal_holds.unwrap_or_default());
            page.next_token
        })
        .await?;
    let mut holds: Vec<Hold> = listed.iter().map(convert::hold).filter(Hold::is_in_force).collect();
    for hold in &mut holds {
        let call = backup.get_legal_hold().legal_hold_id(hold.id.raw()).send();
        hold.selection = match caller.once("GetLegalHold", call).await {
            Ok(answer) => convert::selection(answer.recovery_point_selection()),
            Err(failure) if failure.is_about_credentials() => return Err(failure),
            Err(failure) => Answer::from(&failure),
        };
    }
    Ok(holds)
}
