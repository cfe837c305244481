//! Vaults: create, describe, list, delete.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{check_tags, listing, record, text};
use crate::simulator::ids::Random;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, Key, State, Vault, VaultKind, VaultSettings, VaultState};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome, Text};

/// The quota of vaults per Region.
const MOST_VAULTS: usize = 300;

/// `CreateBackupVault`.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let name = request.label(0);
    let members = request.members()?;
    let tags: BTreeMap<String, String> = members.parsed_or_empty("BackupVaultTags")?;
    check_tags("BackupVaultTags", &tags)?;
    let key = members.text("EncryptionKeyArn")?;
    key.map_or(Ok(()), check_key)?;
    let (now, seed) = (state.now, state.seed);
    let estate = state.estate(&request.scope);
    let token = members.text("CreatorRequestId")?;
    if let Some(vault) = estate.vaults.get(name) {
        let same = token.is_some() && vault.creator_request_id.as_deref() == token;
        return if same { Ok(created(vault)) } else { Err(name_taken(vault)) };
    }
    check_quota(estate)?;
    let own = || {
        let mut random = Random::named(seed, &format!("key of {} {name}", request.scope.region));
        format!("arn:aws:kms:{}:{}:key/{}", request.scope.region, request.scope.account, random.uuid())
    };
    let vault = Vault {
        backup_vault_name: text(name),
        backup_vault_arn: request.scope.arn(&format!("backup-vault:{name}")),
        vault_type: VaultKind::BackupVault,
        vault_state: VaultState::Available,
        creation_date: Epoch(now),
        encryption_key_arn: Some(key.map_or_else(own, str::to_owned).into()),
        encryption_key_type: if key.is_some() { "CUSTOMER_MANAGED_KMS_KEY" } else { "AWS_OWNED_KMS_KEY" },
        creator_request_id: token.map(text),
        locked: false,
        min_retention_days: None,
        max_retention_days: None,
        lock_date: None,
        settings: VaultSettings::default(),
    };
    let answer = created(&vault);
    if !tags.is_empty() {
        estate.tags.insert(vault.backup_vault_arn.clone(), tags);
    }
    estate.vaults.insert(vault);
    Ok(answer)
}

/// `DescribeBackupVault`.
pub fn describe(state: &mut State, request: &Request) -> Outcome {
    let estate = state.estate(&request.scope);
    let vault = estate.vault(request.label(0))?;
    let mut members = view(vault, count(estate, &vault.backup_vault_name));
    members.insert("SourceBackupVaultArn".to_owned(), json!(vault.settings.source));
    Ok(Answer::ok(members))
}

/// `ListBackupVaults`.
pub fn list(state: &mut State, request: &Request) -> Outcome {
    let paging = Paging::read(request, "vaults")?;
    let kind = request.query("vaultType");
    let shared = request.query_flag("shared");
    let estate = state.estate(&request.scope);
    let keep = |vault: &Vault| !shared && kind.is_none_or(|kind| vault.vault_type.as_str() == kind);
    let (page, token) = paging.page(&estate.vaults, keep);
    Ok(listing(
        "BackupVaultList",
        page.into_iter().map(|vault| view(vault, count(estate, &vault.backup_vault_name))),
        token,
    ))
}

/// `DeleteBackupVault`: only an empty one.
pub fn delete(state: &mut State, request: &Request) -> Outcome {
    let estate = state.estate(&request.scope);
    let vault = estate.vault(request.label(0))?;
    let (name, arn) = (vault.backup_vault_name.clone(), vault.backup_vault_arn.clone());
    if count(estate, &name) > 0 {
        return Err(ApiError::invalid_request(
            "Backup vault cannot be deleted because it contains recovery points.",
        ));
    }
    estate.vaults.remove(&name);
    estate.tags.remove(&arn);
    Ok(Answer::empty())
}

fn view(vault: &Vault, points: u64) -> Map<String, Value> {
    let mut members = record(vault);
    members.insert("NumberOfRecoveryPoints".to_owned(), points.into());
    members
}

fn created(vault: &Vault) -> Answer {
    Answer::ok(json!({
        "BackupVaultName": vault.backup_vault_name,
        "BackupVaultArn": vault.backup_vault_arn,
        "CreationDate": vault.creation_date,
    }))
}

pub(super) fn name_taken(vault: &Vault) -> ApiError {
    let token = vault.creator_request_id.as_deref().unwrap_or_default();
    ApiError::already_exists("Backup vault with the same name already exists", &vault.backup_vault_arn, token)
}

/// A key is named by its own ARN.
pub(super) fn check_key(key: &str) -> Result<(), ApiError> {
    let wrong = |why: &str| Err(ApiError::invalid("EncryptionKeyArn", format!("{key} {why}")));
    if key.starts_with("alias/") || key.contains(":alias/") {
        return wrong("is an alias: for a KMS key you must specify its ARN, not its alias");
    }
    let parts: Vec<_> = key.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, "kms", region, account, resource]
            if partition.starts_with("aws")
                && !region.is_empty()
                && account.len() == 12
                && account.bytes().all(|sign| sign.is_ascii_digit())
                && resource.strip_prefix("key/").is_some_and(|id| !id.is_empty()) =>
        {
            Ok(())
        }
        _ => wrong("is not the ARN of a KMS key"),
    }
}

/// Standard and air-gapped vaults of a Region count together.
pub(super) fn check_quota(estate: &Estate) -> Result<(), ApiError> {
    let owned = |vault: &&Vault| vault.vault_type != VaultKind::RestoreAccessBackupVault;
    if estate.vaults.iter().filter(owned).count() < MOST_VAULTS {
        return Ok(());
    }
    Err(ApiError::limit_exceeded(format!("You can have at most {MOST_VAULTS} backup vaults in a Region.")))
}

fn count(estate: &Estate, vault: &Text) -> u64 {
    estate.points.count(&Key::Vault(vault.clone())) as u64
}
