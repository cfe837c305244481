//! The organization in a scenario file.

use serde::Deserialize;

use super::format::Document;
use crate::simulator::state::{Organization, State};

/// The organization that the accounts form. Without this table: all accounts, managed by the scenario's own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    /// Such as `o-a1b2c3d4e5`.
    pub id: Option<String>,
    /// The management account; default: the scenario's account.
    pub management: Option<String>,
    /// The member accounts; default: all.
    pub members: Option<Vec<String>>,
    /// Delegated administrators of AWS Backup.
    pub delegated: Vec<String>,
    /// Whether copies may go from account to account; default true. Without a scenario they may not, as in a new organization.
    pub cross_account_backup: Option<bool>,
}

/// Sets the organization and the roles that cannot be assumed.
pub fn place(document: &Document, state: &mut State) {
    let given = &document.organization;
    let mut organization = Organization::default();
    let own = Some(&document.account).filter(|account| !account.is_empty());
    if let Some(management) = given.management.as_ref().or(own) {
        organization.management = management.as_str().into();
    }
    if let Some(id) = &given.id {
        organization.id = id.as_str().into();
    }
    let texts = |list: &[String]| list.iter().map(|text| text.as_str().into()).collect();
    organization.members = given.members.as_deref().map(texts);
    organization.delegated = texts(&given.delegated);
    organization.unassumable = texts(&document.unassumable_roles);
    let mut set = |name: &str, value: bool| {
        organization.settings.insert(name.to_owned(), value.to_string());
    };
    set("isCrossAccountBackupEnabled", given.cross_account_backup.unwrap_or(own.is_some()));
    set("isDelegatedAdministratorEnabled", !given.delegated.is_empty());
    state.organization = organization;
}
