//! Vaults, with lock, access policy and notifications.

use jiff::SignedDuration;

use super::{Loader, ScenarioError, invalid};
use crate::simulator::ids::Random;
use crate::simulator::ops::vault_settings::EVENTS;
use crate::simulator::request::Scope;
use crate::simulator::scenario::format::{self, LockMode};
use crate::simulator::scenario::value::Offset;
use crate::simulator::state::{Notifications, Policy, Vault, VaultKind, VaultSettings};
use crate::simulator::wire::{Epoch, Text};

impl Loader {
    pub(super) fn vaults(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.vaults.clone() {
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let vault = self.make_vault(&scope, &given)?;
            let estate = self.state.estate(&scope);
            if !given.tags.is_empty() {
                estate.tags.insert(vault.backup_vault_arn.clone(), given.tags);
            }
            estate.vaults.insert(vault);
        }
        Ok(())
    }

    fn make_vault(&self, scope: &Scope, given: &format::Vault) -> Result<Vault, ScenarioError> {
        let created = self.at(given.created.unwrap_or(Offset(SignedDuration::from_hours(-400 * 24))));
        let key = given.key.as_deref().filter(|key| *key != "aws");
        let key_arn = |key: &str| -> Text {
            if key.starts_with("arn:") {
                return key.into();
            }
            let resource = if key.starts_with("alias/") { key.to_owned() } else { format!("key/{key}") };
            format!("arn:aws:kms:{}:{}:{resource}", scope.region, scope.account).into()
        };
        // An air-gapped vault is locked from the start.
        let from_the_start = format::Lock {
            mode: LockMode::Compliance,
            min_days: Some(7),
            max_days: Some(36_500),
            since: Some(given.created.unwrap_or(Offset(SignedDuration::from_hours(-400 * 24)))),
        };
        let lock = given.lock.or_else(|| given.air_gapped.then_some(from_the_start));
        let own = Random::named(self.seed, &format!("key of {} {}", scope.region, given.name)).uuid();
        let final_date = |lock: &format::Lock| {
            let since = lock.since.unwrap_or(Offset(SignedDuration::from_hours(-90 * 24)));
            (lock.mode == LockMode::Compliance).then(|| Epoch(self.at(since)))
        };
        Ok(Vault {
            backup_vault_name: given.name.as_str().into(),
            backup_vault_arn: scope.arn(&format!("backup-vault:{}", given.name)),
            vault_type: match (given.air_gapped, &given.restore_access_to) {
                (_, Some(_)) => VaultKind::RestoreAccessBackupVault,
                (true, None) => VaultKind::LogicallyAirGappedBackupVault,
                (false, None) => VaultKind::BackupVault,
            },
            vault_state: given.state,
            creation_date: Epoch(created),
            encryption_key_arn: Some(key_arn(key.unwrap_or(&own))),
            encryption_key_type: if key.is_some() { "CUSTOMER_MANAGED_KMS_KEY" } else { "AWS_OWNED_KMS_KEY" },
            creator_request_id: None,
            locked: lock.is_some(),
            min_retention_days: lock.and_then(|lock| lock.min_days),
            max_retention_days: lock.and_then(|lock| lock.max_days),
            lock_date: lock.as_ref().and_then(final_date),
            settings: settings(scope, given)?,
        })
    }
}

fn settings(scope: &Scope, given: &format::Vault) -> Result<VaultSettings, ScenarioError> {
    let entry = format!("vault {}", given.name);
    let policy = given.policy.as_deref().map(Policy::parse).transpose();
    let notifications = given.notifications.as_ref().map(|given| {
        if let Some(event) = given.events.iter().find(|event| !EVENTS.contains(&event.as_str())) {
            return Err(invalid(&entry, format!("`{event}` is not a backup vault event")));
        }
        let topic = if given.topic.starts_with("arn:") {
            given.topic.clone()
        } else {
            format!("arn:aws:sns:{}:{}:{}", scope.region, scope.account, given.topic)
        };
        let events = given.events.iter().map(|event| event.as_str().into()).collect();
        Ok(Notifications { sns_topic_arn: topic.into(), backup_vault_events: events })
    });
    Ok(VaultSettings {
        policy: policy.map_err(|why| invalid(&entry, why))?,
        notifications: notifications.transpose()?,
        source: given.restore_access_to.as_deref().map(Text::from),
    })
}
