//! Vaults that could not be made.

use super::{Alert, Member, Severity, Sources};
use crate::domain::cause;
use crate::domain::handled::Standing;
use crate::domain::subject::{Subject, Thing};
use crate::domain::vault::Vault;
use crate::text::Text;

pub(super) fn alerts(sources: &Sources<'_>) -> Vec<Alert> {
    sources.vaults.iter().filter_map(|vault| alert(vault)).collect()
}

fn alert(vault: &Vault) -> Option<Alert> {
    cause::of_vault(vault)?;
    let subject = Subject::new(vault.scope, Thing::Vault(vault.name.clone()));
    let (label, at) = (vault.name.to_string(), vault.created);
    Some(Alert {
        scope: vault.scope,
        id: Text::new(&format!("vault: {}", vault.name.raw())),
        severity: Severity::Critical,
        what: format!("vault {} failed: it takes no backups", vault.name),
        reason: None,
        first: at,
        last: at,
        kind: None,
        signal: None,
        members: vec![Member { subject, label, resource: None, at, detail: String::new() }],
        standing: Standing::New,
        acknowledged: None,
    })
}
