//! Vaults.

use super::{facts, tags};
use crate::app::effect::Page;
use crate::aws::call::{Caller, PAGE, Sink};
use crate::aws::convert::vault as convert;
use crate::domain::failure::Failure;
use crate::domain::preflight::Need;
use crate::text::Text;

pub(super) async fn list(caller: &Caller<'_>, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let call =
        |token| caller.clients.backup.list_backup_vaults().max_results(PAGE).set_next_token(token).send();
    caller
        .pages("ListBackupVaults", call, |page| {
            let vaults = page.backup_vault_list().iter().map(|raw| convert::listed(caller.scope, raw));
            sink(Page::Vaults(vaults.collect()));
            page.next_token
        })
        .await
}

pub(super) async fn describe(caller: &Caller<'_>, name: &Text, sink: &mut Sink<'_>) -> Result<(), Failure> {
    let call = caller.clients.backup.describe_backup_vault().backup_vault_name(name.raw()).send();
    let answer = caller.once("DescribeBackupVault", call).await?;
    let vault = convert::described(caller.scope, &answer);
    let arn = vault.arn.clone();
    sink(Page::Vault(Box::new(vault)));
    tags::read(caller, &arn, sink).await;
    facts::tell(caller, Need::VaultPolicy(name.clone()), sink).await;
    facts::tell(caller, Need::Holds, sink).await;
    Ok(())
}
