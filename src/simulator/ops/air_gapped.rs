//! Logically air-gapped vaults.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::json;

use super::{check_tags, text, vaults};
use crate::simulator::engine::{Event, later};
use crate::simulator::ids::Random;
use crate::simulator::request::Request;
use crate::simulator::state::{State, Vault, VaultKind, VaultSettings, VaultState};
use crate::simulator::wire::{Answer, ApiError, Epoch, Outcome};

/// The shortest retention that an air-gapped vault may ask for, in days.
const LEAST_MIN_DAYS: i64 = 7;
/// The longest retention, in days.
const MOST_MAX_DAYS: i64 = 36_500;

/// `CreateLogicallyAirGappedBackupVault`: the vault is CREATING for a minute or two, and locked for good from the start.
pub fn create(state: &mut State, request: &Request) -> Outcome {
    let name = request.label(0);
    let members = request.members()?;
    let days = |member: &str| members.number(member)?.ok_or_else(|| ApiError::missing(member));
    let (min, max) = (days("MinRetentionDays")?, days("MaxRetentionDays")?);
    if !(LEAST_MIN_DAYS..=MOST_MAX_DAYS).contains(&min) {
        return Err(ApiError::invalid("MinRetentionDays", "must be at least 7 days"));
    }
    if !(min..=MOST_MAX_DAYS).contains(&max) {
        return Err(ApiError::invalid("MaxRetentionDays", "must be from MinRetentionDays to 36500 days"));
    }
    let tags: BTreeMap<String, String> = members.parsed_or_empty("BackupVaultTags")?;
    check_tags("BackupVaultTags", &tags)?;
    let key = members.text("EncryptionKeyArn")?;
    check_key(request, key)?;
    let token = members.text("CreatorRequestId")?;
    let (now, seed) = (state.now, state.seed);
    let estate = state.estate(&request.scope);
    if let Some(vault) = estate.vaults.get(name) {
        let same = vault.is_air_gapped() && token.is_some() && vault.creator_request_id.as_deref() == token;
        return if same { Ok(created(vault)) } else { Err(vaults::name_taken(vault)) };
    }
    vaults::check_quota(estate)?;
    let mut random = Random::named(seed, &format!("air-gapped {name}"));
    let own =
        || format!("arn:aws:kms:{}:{}:key/{}", request.scope.region, request.scope.account, random.uuid());
    let vault = Vault {
        backup_vault_name: text(name),
        backup_vault_arn: request.scope.arn(&format!("backup-vault:{name}")),
        vault_type: VaultKind::LogicallyAirGappedBackupVault,
        vault_state: VaultState::Creating,
        creation_date: Epoch(now),
        encryption_key_arn: Some(key.map_or_else(own, str::to_owned).into()),
        encryption_key_type: if key.is_some() { "CUSTOMER_MANAGED_KMS_KEY" } else { "AWS_OWNED_KMS_KEY" },
        creator_request_id: token.map(text),
        locked: true,
        min_retention_days: Some(min),
        max_retention_days: Some(max),
        lock_date: Some(Epoch(now)),
        settings: VaultSettings::default(),
    };
    let answer = created(&vault);
    let name = vault.backup_vault_name.clone();
    if !tags.is_empty() {
        estate.tags.insert(vault.backup_vault_arn.clone(), tags);
    }
    estate.vaults.insert(vault);
    let takes = Random::named(seed, &format!("making {name}"))
        .between(SignedDuration::from_secs(40), SignedDuration::from_secs(110));
    state.engine.queue.at(later(now, takes), Event::Vault { scope: request.scope.clone(), name });
    Ok(answer)
}

/// A key of its own is named by the ARN of a key in the vault's Region.
fn check_key(request: &Request, key: Option<&str>) -> Result<(), ApiError> {
    let Some(key) = key else { return Ok(()) };
    vaults::check_key(key)?;
    let start = format!("arn:aws:kms:{}:", request.scope.region);
    if key.starts_with(&start) {
        return Ok(());
    }
    Err(ApiError::invalid_request(format!("{key} is not the ARN of a KMS key in {}.", request.scope.region)))
}

fn created(vault: &Vault) -> Answer {
    Answer::ok(json!({
        "BackupVaultName": vault.backup_vault_name,
        "BackupVaultArn": vault.backup_vault_arn,
        "CreationDate": vault.creation_date,
        "VaultState": vault.vault_state,
    }))
}
