//! What a sequence can do. Numbers choose among what exists at that moment, so that any sequence makes sense.

use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::{Value, json};
use vaultdeck::simulator::Simulator;

use crate::snapshot::Snapshot;
use crate::wire::{Answer, Wire, encoded};

const ROLE: &str = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";
const RESOURCES: [&str; 5] = [
    "arn:aws:dynamodb:us-east-1:123456789012:table/carts",
    "arn:aws:s3:::uploads",
    "arn:aws:rds:us-east-1:123456789012:db:orders",
    "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-0123456789abcdef0",
    "arn:aws:cloudformation:us-east-1:123456789012:stack/shop/0a1b2c3d",
];

/// One step of a sequence.
#[derive(Debug, Clone)]
pub enum Action {
    StartBackup { resource: usize, vault: usize, days: i64, token: u8 },
    StopBackup { job: usize },
    Copy { point: usize, vault: usize, token: u8 },
    Restore { point: usize, token: u8 },
    Delete { point: usize },
    Disassociate { point: usize },
    Lifecycle { point: usize, days: i64 },
    CreatePlan { vault: usize, days: i64, continuous: bool },
    Select { plan: usize, resource: usize },
    UpdatePlan { plan: usize, hour: u8 },
    DeletePlan { plan: usize },
    Lock { vault: usize, min: i64, max: i64, compliance: bool },
    Unlock { vault: usize },
    CreateVault { name: usize },
    DeleteVault { vault: usize },
    Hold { vault: usize },
    Release { hold: usize },
    Tag { vault: usize },
    Pass { seconds: i64 },
}

/// Any action, the common ones more often.
pub fn any_action() -> impl Strategy<Value = Action> {
    let index = || 0..64_usize;
    let days = || prop_oneof![1..5_i64, Just(35)];
    let passing = prop_oneof![
        1..120_i64,
        120..7200_i64,
        7200..86_400_i64,
        (1..60_i64).prop_map(|hours| hours * 3600),
        Just(31 * 86_400)
    ];
    prop_oneof![
        6 => (index(), index(), days(), 0..12_u8)
            .prop_map(|(resource, vault, days, token)| Action::StartBackup { resource, vault, days, token }),
        8 => passing.prop_map(|seconds| Action::Pass { seconds }),
        1 => index().prop_map(|job| Action::StopBackup { job }),
        2 => (index(), index(), 0..12_u8).prop_map(|(point, vault, token)| Action::Copy { point, vault, token }),
        2 => (index(), 0..12_u8).prop_map(|(point, token)| Action::Restore { point, token }),
        3 => index().prop_map(|point| Action::Delete { point }),
        1 => index().prop_map(|point| Action::Disassociate { point }),
        2 => (index(), days()).prop_map(|(point, days)| Action::Lifecycle { point, days }),
        1 => (index(), days(), any::<bool>())
            .prop_map(|(vault, days, continuous)| Action::CreatePlan { vault, days, continuous }),
        1 => (index(), index()).prop_map(|(plan, resource)| Action::Select { plan, resource }),
        1 => (index(), 0..24_u8).prop_map(|(plan, hour)| Action::UpdatePlan { plan, hour }),
        1 => index().prop_map(|plan| Action::DeletePlan { plan }),
        1 => (index(), 1..4_i64, 30..40_i64, any::<bool>())
            .prop_map(|(vault, min, max, compliance)| Action::Lock { vault, min, max, compliance }),
        1 => index().prop_map(|vault| Action::Unlock { vault }),
        1 => (0..2_usize).prop_map(|name| Action::CreateVault { name }),
        1 => index().prop_map(|vault| Action::DeleteVault { vault }),
        2 => index().prop_map(|vault| Action::Hold { vault }),
        1 => index().prop_map(|hold| Action::Release { hold }),
        1 => index().prop_map(|vault| Action::Tag { vault }),
    ]
}

/// What an action did.
pub struct Done {
    /// The answer, where it was a call at all.
    pub answer: Option<Answer>,
    /// Of a call with an idempotency token: which, and the id that came back.
    pub started: Option<(String, String)>,
}

/// Carries out one action on what `seen` shows.
pub async fn carry_out(action: &Action, seen: &Snapshot, simulator: &Simulator, wire: &mut Wire) -> Done {
    if let Action::Pass { seconds } = action {
        simulator.clock().advance(SignedDuration::from_secs(*seconds));
        return Done { answer: None, started: None };
    }
    let Some((method, path, body)) = request(action, seen, wire).await else {
        return Done { answer: None, started: None };
    };
    let answer = wire.call(method, &path, &body).await;
    let ids = ["BackupJobId", "CopyJobId", "RestoreJobId"];
    let id = ids.iter().find_map(|name| answer.1[name].as_str());
    let token = body["IdempotencyToken"].as_str().map(|token| format!("{path} {token}"));
    let started = id.filter(|_| answer.0 == 200).and_then(|id| Some((token?, id.to_owned())));
    Done { answer: Some(answer), started }
}

type Call = (&'static str, String, Value);

async fn request(action: &Action, seen: &Snapshot, wire: &mut Wire) -> Option<Call> {
    match on_points(action, seen).or_else(|| on_vaults(action, seen)) {
        None => on_plans(action, seen, wire).await,
        call => call,
    }
}

fn vault(seen: &Snapshot, index: usize) -> Option<&str> {
    seen.vaults.keys().nth(index % seen.vaults.len().max(1)).map(String::as_str)
}

/// Calls about recovery points and the jobs that make and use them.
fn on_points(action: &Action, seen: &Snapshot) -> Option<Call> {
    let point = |index: usize| seen.points.values().nth(index % seen.points.len().max(1));
    let token = |number: u8| json!(format!("token-{number}"));
    let vault = |index| vault(seen, index);
    let in_vault = |index: usize, rest: &str| {
        let point = point(index)?;
        Some(format!("/backup-vaults/{}/recovery-points/{}{rest}", point.vault, encoded(&point.arn)))
    };
    Some(match action {
        Action::StartBackup { resource, vault: at, days, token: number } => (
            "PUT",
            "/backup-jobs".into(),
            json!({
                "BackupVaultName": vault(*at)?, "ResourceArn": RESOURCES[resource % 5], "IamRoleArn": ROLE,
                "Lifecycle": { "DeleteAfterDays": days }, "IdempotencyToken": token(*number),
            }),
        ),
        Action::StopBackup { job } => {
            let jobs: Vec<_> = seen.jobs.iter().filter(|(_, job)| job.kind == "backup").collect();
            let (id, _) = jobs.get(job % jobs.len().max(1))?;
            ("POST", format!("/backup-jobs/{id}"), json!({}))
        }
        Action::Copy { point: from, vault: to, token: number } => (
            "PUT",
            "/copy-jobs".into(),
            json!({
                "RecoveryPointArn": point(*from)?.arn, "SourceBackupVaultName": point(*from)?.vault, "IamRoleArn": ROLE,
                "DestinationBackupVaultArn": format!("arn:aws:backup:us-east-1:123456789012:backup-vault:{}", vault(*to)?),
                "IdempotencyToken": token(*number),
            }),
        ),
        Action::Restore { point: from, token: number } => {
            let name = format!("restored-{number}");
            (
                "PUT",
                "/restore-jobs".into(),
                json!({
                    "RecoveryPointArn": point(*from)?.arn, "IamRoleArn": ROLE, "IdempotencyToken": token(*number),
                    "Metadata": restore_metadata(&point(*from)?.resource, &name),
                }),
            )
        }
        Action::Delete { point: at } => ("DELETE", in_vault(*at, "")?, Value::Null),
        Action::Disassociate { point: at } => ("POST", in_vault(*at, "/disassociate")?, json!({})),
        Action::Lifecycle { point: at, days } => {
            ("POST", in_vault(*at, "")?, json!({ "Lifecycle": { "DeleteAfterDays": days } }))
        }
        _ => return None,
    })
}

/// Calls about vaults and what is laid on them.
fn on_vaults(action: &Action, seen: &Snapshot) -> Option<Call> {
    let vault = |index| vault(seen, index);
    Some(match action {
        Action::Lock { vault: at, min, max, compliance } => {
            let days = compliance.then_some(3);
            let body = json!({ "MinRetentionDays": min, "MaxRetentionDays": max, "ChangeableForDays": days });
            ("PUT", format!("/backup-vaults/{}/vault-lock", vault(*at)?), body)
        }
        Action::Unlock { vault: at } => {
            ("DELETE", format!("/backup-vaults/{}/vault-lock", vault(*at)?), Value::Null)
        }
        Action::CreateVault { name } => {
            ("PUT", format!("/backup-vaults/made-{name}"), json!({ "BackupVaultTags": { "made": "yes" } }))
        }
        Action::DeleteVault { vault: at } => {
            ("DELETE", format!("/backup-vaults/{}", vault(*at)?), Value::Null)
        }
        Action::Hold { vault: at } => (
            "POST",
            "/legal-holds/".into(),
            json!({
                "Title": "case", "Description": "a case", "RecoveryPointSelection": { "VaultNames": [vault(*at)?],
                    "DateRange": { "FromDate": seen.now - 864_000.0, "ToDate": seen.now } },
            }),
        ),
        Action::Tag { vault: at } => {
            let arn = format!("arn:aws:backup:us-east-1:123456789012:backup-vault:{}", vault(*at)?);
            ("POST", format!("/tags/{}", encoded(&arn)), json!({ "Tags": { "seen": "yes" } }))
        }
        _ => return None,
    })
}

/// Calls about what has to be looked up first.
async fn on_plans(action: &Action, seen: &Snapshot, wire: &mut Wire) -> Option<Call> {
    let vault = |index| vault(seen, index);
    Some(match action {
        Action::CreatePlan { vault: at, days, continuous } => (
            "PUT",
            "/backup/plans/".into(),
            json!({ "BackupPlan": plan(vault(*at)?, 5, *days, *continuous) }),
        ),
        Action::Select { plan, resource } => {
            let id = plan_id(wire, *plan).await?;
            (
                "PUT",
                format!("/backup/plans/{id}/selections/"),
                json!({ "BackupSelection": {
                    "SelectionName": "chosen", "IamRoleArn": ROLE, "Resources": [RESOURCES[resource % 5]],
                }}),
            )
        }
        Action::UpdatePlan { plan: index, hour } => {
            let id = plan_id(wire, *index).await?;
            (
                "POST",
                format!("/backup/plans/{id}"),
                json!({ "BackupPlan": plan(vault(*index)?, *hour, 3, false) }),
            )
        }
        Action::DeletePlan { plan } => {
            ("DELETE", format!("/backup/plans/{}", plan_id(wire, *plan).await?), Value::Null)
        }
        Action::Release { hold } => {
            let (_, holds) = wire.call("GET", "/legal-holds/", &Value::Null).await;
            let holds = holds["LegalHolds"].as_array()?.clone();
            let id = holds.get(hold % holds.len().max(1))?["LegalHoldId"].as_str()?.to_owned();
            ("DELETE", format!("/legal-holds/{id}?cancelDescription=over"), Value::Null)
        }
        _ => return None,
    })
}

fn plan(vault: &str, hour: u8, days: i64, continuous: bool) -> Value {
    json!({ "BackupPlanName": "any", "Rules": [{
        "RuleName": "daily", "TargetBackupVaultName": vault, "ScheduleExpression": format!("cron(0 {hour} ? * * *)"),
        "Lifecycle": { "DeleteAfterDays": days }, "EnableContinuousBackup": continuous,
    }]})
}

async fn plan_id(wire: &mut Wire, index: usize) -> Option<String> {
    let plans = wire.list("/backup/plans/", "BackupPlansList", 1000).await;
    let plan = plans.get(index % plans.len().max(1))?;
    Some(plan["BackupPlanId"].as_str()?.to_owned())
}

fn restore_metadata(resource: &str, name: &str) -> Value {
    if resource.contains(":table/") {
        json!({ "targetTableName": name })
    } else if resource.contains(":s3:") {
        json!({ "DestinationBucketName": name, "NewBucket": "true" })
    } else if resource.contains(":rds:") {
        json!({ "DBInstanceIdentifier": name })
    } else {
        json!({ "newFileSystem": "true", "Encrypted": "true", "PerformanceMode": "generalPurpose",
            "CreationToken": name, "file-system-id": "fs-0123456789abcdef0" })
    }
}
