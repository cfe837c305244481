//! Features that a simulated account never used: restore access vaults, approval teams, malware scans, access points.
//! Lists are empty, nothing is found, and what would begin to use one is refused.

use serde::Serialize;
use serde_json::json;

use super::listing;
use crate::simulator::page::Paging;
use crate::simulator::request::Request;
use crate::simulator::state::{Estate, Point, State, Vault};
use crate::simulator::wire::{Answer, ApiError, Outcome};

/// `CreateRestoreAccessBackupVault`.
pub fn create_restore_access(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let source = members.required("SourceBackupVaultArn")?.to_owned();
    if let Some(name) = members.text("BackupVaultName")?
        && let Ok(vault) = state.estate(&request.scope).vault(name)
    {
        let message = "Backup vault with the same name already exists";
        let token = vault.creator_request_id.as_deref().unwrap_or_default();
        return Err(ApiError::already_exists(message, &vault.backup_vault_arn, token));
    }
    let is_source = |vault: &Vault| vault.is_air_gapped() && vault.backup_vault_arn == *source;
    if !state.estates.values().any(|estate| estate.vaults.iter().any(is_source)) {
        return Err(ApiError::not_found(format!(
            "Logically air-gapped backup vault {source} does not exist"
        )));
    }
    Err(ApiError::invalid_request(format!("No Multi-party approval team is associated with {source}.")))
}

/// `ListRestoreAccessBackupVaults`.
pub fn list_restore_access(state: &mut State, request: &Request) -> Outcome {
    let vault = air_gapped(state, request)?;
    let list = format!("restore-access/{}", vault.backup_vault_name);
    empty(request, &list, "RestoreAccessBackupVaults")
}

/// `RevokeRestoreAccessBackupVault`.
pub fn revoke_restore_access(state: &mut State, request: &Request) -> Outcome {
    let arn = request.label(1);
    air_gapped(state, request)?;
    if state.estate(&request.scope).vaults.iter().any(|vault| vault.backup_vault_arn == *arn) {
        return Err(ApiError::invalid_request(format!(
            "{arn} is not a restore access backup vault of this vault."
        )));
    }
    Err(ApiError::not_found(format!("Restore access backup vault {arn} does not exist")))
}

/// `AssociateBackupVaultMpaApprovalTeam`.
pub fn associate_team(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let team = members.required("MpaApprovalTeamArn")?;
    takes_a_team(state.estate(&request.scope).vault(request.label(0))?)?;
    Err(ApiError::not_found(format!("Multi-party approval team {team} does not exist")))
}

/// `DisassociateBackupVaultMpaApprovalTeam`.
pub fn disassociate_team(state: &mut State, request: &Request) -> Outcome {
    let vault = state.estate(&request.scope).vault(request.label(0))?;
    takes_a_team(vault)?;
    let name = &vault.backup_vault_name;
    Err(ApiError::not_found(format!("No Multi-party approval team is associated with backup vault {name}")))
}

/// `StartScanJob`.
pub fn start_scan(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let (vault, arn) = (members.required("BackupVaultName")?, members.required("RecoveryPointArn")?);
    point(state.estate(&request.scope), vault, arn)?;
    Err(ApiError::invalid_request("Malware scanning is not enabled in this account."))
}

/// `DescribeScanJob`.
pub fn describe_scan(_: &mut State, request: &Request) -> Outcome {
    Err(ApiError::not_found(format!("Scan job {} does not exist", request.label(0))))
}

/// `ListScanJobs`.
pub fn list_scans(_: &mut State, request: &Request) -> Outcome {
    empty(request, "scan-jobs", "ScanJobs")
}

/// `GetPITRMalwareScanResults`.
pub fn scan_results(state: &mut State, request: &Request) -> Outcome {
    let member = |name| request.query(name).unwrap_or_default();
    let arn = member("RecoveryPointArn");
    point(state.estate(&request.scope), member("BackupVaultName"), arn)?;
    Err(ApiError::not_found(format!("Recovery point {arn} was never scanned")))
}

/// `ListScanJobSummaries`.
pub fn scan_summaries(_: &mut State, request: &Request) -> Outcome {
    Paging::read(request, "scan-summaries")?;
    let period = request.query("AggregationPeriod").unwrap_or("FOURTEEN_DAYS");
    Ok(Answer::ok(json!({ "ScanJobSummaries": [], "AggregationPeriod": period })))
}

/// `CreateBackupAccessPoint`.
pub fn create_access_point(state: &mut State, request: &Request) -> Outcome {
    let members = request.members()?;
    let arn = members.required("RecoveryPointArn")?;
    let point = state.estate(&request.scope).points.get(arn).ok_or_else(|| no_point(arn))?;
    Err(ApiError::invalid_request(if point.resource_type == "S3" {
        "Backup access points are not enabled in this account.".to_owned()
    } else {
        format!("Backup access points are not supported for {} recovery points.", point.resource_type)
    }))
}

/// `DescribeBackupAccessPoint`, and `DeleteBackupAccessPoint`.
pub fn access_point(_: &mut State, request: &Request) -> Outcome {
    Err(ApiError::not_found(format!("Backup access point {} does not exist", request.label(0))))
}

/// The three lists of access points.
pub fn list_access_points(_: &mut State, request: &Request) -> Outcome {
    empty(request, "access-points", "BackupAccessPoints")
}

/// The first page of a list that has nothing; no token is one of it.
fn empty(request: &Request, list: &str, name: &'static str) -> Outcome {
    Paging::read(request, list)?;
    Ok(listing(name, std::iter::empty::<Nothing>(), None))
}

/// What an empty list holds.
#[derive(Serialize)]
enum Nothing {}

fn air_gapped<'a>(state: &'a mut State, request: &Request) -> Result<&'a Vault, ApiError> {
    let vault = state.estate(&request.scope).vault(request.label(0))?;
    let found = Some(vault).filter(|vault| vault.is_air_gapped());
    found.ok_or_else(|| {
        ApiError::not_found(format!("Backup vault {} is not logically air-gapped", vault.backup_vault_name))
    })
}

fn takes_a_team(vault: &Vault) -> Result<(), ApiError> {
    if vault.is_air_gapped() {
        return Ok(());
    }
    Err(ApiError::invalid_request("Multi-party approval is for logically air-gapped backup vaults only."))
}

fn point<'a>(estate: &'a Estate, vault: &str, arn: &str) -> Result<&'a Point, ApiError> {
    estate.vault(vault)?;
    let found = estate.points.get(arn).filter(|point| point.backup_vault_name == *vault);
    found.ok_or_else(|| no_point(arn))
}

fn no_point(arn: &str) -> ApiError {
    ApiError::not_found(format!("Cannot find recovery point: {arn}"))
}
