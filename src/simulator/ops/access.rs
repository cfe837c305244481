//! What vault access policies say about calls that name a vault.

use crate::simulator::request::{Request, Scope};
use crate::simulator::routes;
use crate::simulator::state::{Question, State, Vault, Verdict};
use crate::simulator::wire::ApiError;

/// Refuses a call on another account's vault, because none is shared, and one on a vault, or on a recovery point in it, that the vault's access policy denies.
pub fn check(state: &State, request: &Request, operation: &str) -> Result<(), ApiError> {
    let home = request.query("backupVaultAccountId");
    if home.is_some_and(|account| *account != *request.scope.account) {
        return Err(ApiError::insufficient_privileges());
    }
    let vault = request.labels.first().and_then(|name| {
        let vault = state.estates.get(&request.scope)?.vaults.get(name)?;
        vault.settings.policy.is_some().then_some(vault)
    });
    let Some(vault) = vault.filter(|_| routes::names_vault(operation)) else { return Ok(()) };
    let resource = request.labels.get(1).map_or(&*vault.backup_vault_arn, String::as_str);
    ask(vault, &request.scope, operation, resource)
}

/// Refuses an operation on a vault, or on a recovery point in it, that the vault's access policy denies.
pub fn ask(vault: &Vault, scope: &Scope, operation: &str, resource: &str) -> Result<(), ApiError> {
    let action = format!("backup:{operation}");
    let (principal, account) = (scope.caller(), &*scope.account);
    let question = Question { action: &action, resource, account, principal: &principal, context: &[] };
    let verdict = vault.settings.policy.as_ref().map(|policy| policy.verdict(&question));
    if verdict != Some(Verdict::Deny) {
        return Ok(());
    }
    Err(ApiError::access_denied(format!(
        "User: {principal} is not authorized to perform: {action} on resource: {resource} with an explicit deny in a \
         resource-based policy"
    )))
}
