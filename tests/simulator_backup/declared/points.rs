//! Recovery points, their indexes, protected resources.

use aws_sdk_backup::types::{Index, Lifecycle};

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{ROLE, VOLUME, backup, pass, point_in, refusal, vault};

pub const GROUP: Group = Group {
    refusals: refusals! {
        "DeleteRecoveryPoint" "InvalidRequestException" => delete_locked;
        "DeleteRecoveryPoint" "InvalidResourceStateException" => delete_twice;
        "DeleteRecoveryPoint" "ResourceNotFoundException" => delete_none;
        "DescribeProtectedResource" "ResourceNotFoundException" => resource_unknown;
        "DescribeRecoveryPoint" "ResourceNotFoundException" => describe_none;
        "DisassociateRecoveryPoint" "InvalidRequestException" => disassociate_snapshot;
        "DisassociateRecoveryPoint" "InvalidResourceStateException" => disassociate_deleting;
        "DisassociateRecoveryPoint" "ResourceNotFoundException" => disassociate_none;
        "DisassociateRecoveryPointFromParent" "InvalidRequestException" => no_parent;
        "DisassociateRecoveryPointFromParent" "ResourceNotFoundException" => leave_none;
        "GetRecoveryPointIndexDetails" "ResourceNotFoundException" => no_index;
        "UpdateRecoveryPointIndexSettings" "InvalidRequestException" => not_indexed;
        "UpdateRecoveryPointIndexSettings" "ResourceNotFoundException" => index_none;
        "UpdateRecoveryPointLifecycle" "InvalidRequestException" => keep_locked;
        "UpdateRecoveryPointLifecycle" "ResourceNotFoundException" => keep_none;
    },
    never: &[
        (
            "DescribeProtectedResource",
            "InvalidParameterValueException",
            "the model does not say what an ARN is; one without recovery points is not found",
        ),
        (
            "ListIndexedRecoveryPoints",
            "ResourceNotFoundException",
            "what is not there has no indexes: an empty list",
        ),
        ("ListProtectedResourcesByBackupVault", "ResourceNotFoundException", UNKNOWN_VAULT),
        ("ListRecoveryPointsByBackupVault", "ResourceNotFoundException", UNKNOWN_VAULT),
        (
            "ListRecoveryPointsByResource",
            "ResourceNotFoundException",
            "a resource without recovery points has an empty list",
        ),
    ],
    not_yet: &[],
    calls: calls! {
        "DeleteRecoveryPoint" => delete;
        "DescribeProtectedResource" => describe_resource;
        "DescribeRecoveryPoint" => describe;
        "DisassociateRecoveryPoint" => disassociate;
        "DisassociateRecoveryPointFromParent" => leave;
        "GetRecoveryPointIndexDetails" => get_index;
        "ListIndexedRecoveryPoints" => list_indexes;
        "ListProtectedResources" => list_resources;
        "ListProtectedResourcesByBackupVault" => list_resources_of_vault;
        "ListRecoveryPointsByBackupVault" => list;
        "ListRecoveryPointsByResource" => list_by_resource;
        "UpdateRecoveryPointIndexSettings" => index;
        "UpdateRecoveryPointLifecycle" => keep;
    },
    not_called_yet: &[],
};

/// Fact 6 of the service.
const UNKNOWN_VAULT: &str = "a vault that is not there answers AccessDenied";
const BUCKET: &str = "arn:aws:s3:::media-assets";

/// A finished backup of a volume in a new vault `nightly`.
async fn made(at: &Fresh) -> String {
    vault(&at.client, "nightly").await;
    backup(&at.client, "nightly", VOLUME).await;
    pass(&at.simulator, 900);
    point_in(&at.client, "nightly").await
}

/// The newest point of the locked vault.
async fn locked(at: &Fresh) -> String {
    point_in(&at.client, "prod-daily").await
}

async fn delete(at: Fresh) {
    let arn = made(&at).await;
    at.client
        .delete_recovery_point()
        .backup_vault_name("nightly")
        .recovery_point_arn(arn)
        .send()
        .await
        .unwrap();
}

async fn delete_locked(at: Fresh) -> Refused {
    let arn = locked(&at).await;
    let delete = at.client.delete_recovery_point().backup_vault_name("prod-daily").recovery_point_arn(arn);
    refusal(delete.send().await)
}

async fn delete_twice(at: Fresh) -> Refused {
    delete(at.clone()).await;
    let arn = point_in(&at.client, "nightly").await;
    let delete = at.client.delete_recovery_point().backup_vault_name("nightly").recovery_point_arn(arn);
    refusal(delete.send().await)
}

async fn delete_none(at: Fresh) -> Refused {
    let delete =
        at.client.delete_recovery_point().backup_vault_name("Default").recovery_point_arn("arn:none");
    refusal(delete.send().await)
}

async fn describe(at: Fresh) {
    let arn = locked(&at).await;
    let describe =
        at.client.describe_recovery_point().backup_vault_name("prod-daily").recovery_point_arn(arn);
    describe.send().await.unwrap();
}

async fn describe_none(at: Fresh) -> Refused {
    let describe = at.client.describe_recovery_point().backup_vault_name("Default");
    refusal(describe.recovery_point_arn("arn:none").send().await)
}

async fn describe_resource(at: Fresh) {
    at.client.describe_protected_resource().resource_arn(BUCKET).send().await.unwrap();
}

async fn resource_unknown(at: Fresh) -> Refused {
    refusal(at.client.describe_protected_resource().resource_arn(VOLUME).send().await)
}

/// Disassociates the newest point of a resource in a vault without lock.
async fn disassociate_in(at: &Fresh, vault: &str, arn: &str) -> Result<(), Refused> {
    let call = at.client.disassociate_recovery_point().backup_vault_name(vault).recovery_point_arn(arn);
    match call.send().await {
        Ok(_) => Ok(()),
        refused => Err(refusal(refused)),
    }
}

async fn disassociate(at: Fresh) {
    let rule = aws_sdk_backup::types::BackupRuleInput::builder()
        .rule_name("pitr")
        .target_backup_vault_name("nightly")
        .schedule_expression("cron(0 * ? * * *)")
        .lifecycle(Lifecycle::builder().delete_after_days(14).build())
        .enable_continuous_backup(true)
        .build()
        .unwrap();
    let plan = aws_sdk_backup::types::BackupPlanInput::builder().backup_plan_name("continuous").rules(rule);
    vault(&at.client, "nightly").await;
    let plan = at.client.create_backup_plan().backup_plan(plan.build().unwrap()).send().await.unwrap();
    let selection = aws_sdk_backup::types::BackupSelection::builder()
        .selection_name("volume")
        .iam_role_arn(ROLE)
        .resources("arn:aws:rds:us-east-1:123456789012:db:orders-db")
        .build()
        .unwrap();
    let select = at.client.create_backup_selection().backup_plan_id(plan.backup_plan_id().unwrap());
    select.backup_selection(selection).send().await.unwrap();
    pass(&at.simulator, 7200);
    let arn = point_in(&at.client, "nightly").await;
    disassociate_in(&at, "nightly", &arn).await.unwrap();
}

async fn disassociate_snapshot(at: Fresh) -> Refused {
    let arn = made(&at).await;
    disassociate_in(&at, "nightly", &arn).await.unwrap_err()
}

async fn disassociate_deleting(at: Fresh) -> Refused {
    delete(at.clone()).await;
    let arn = point_in(&at.client, "nightly").await;
    disassociate_in(&at, "nightly", &arn).await.unwrap_err()
}

async fn disassociate_none(at: Fresh) -> Refused {
    disassociate_in(&at, "Default", "arn:none").await.unwrap_err()
}

async fn leave(at: Fresh) {
    let stack = "arn:aws:cloudformation:us-east-1:123456789012:stack/billing";
    vault(&at.client, "nightly").await;
    backup(&at.client, "nightly", stack).await;
    pass(&at.simulator, 3600);
    let list = at.client.list_recovery_points_by_backup_vault().backup_vault_name("nightly");
    let listed = list.send().await.unwrap();
    let nested = listed.recovery_points().iter().find(|point| point.parent_recovery_point_arn().is_some());
    let leave = at.client.disassociate_recovery_point_from_parent().backup_vault_name("nightly");
    leave.recovery_point_arn(nested.unwrap().recovery_point_arn().unwrap()).send().await.unwrap();
}

async fn no_parent(at: Fresh) -> Refused {
    let arn = made(&at).await;
    let leave = at.client.disassociate_recovery_point_from_parent().backup_vault_name("nightly");
    refusal(leave.recovery_point_arn(arn).send().await)
}

async fn leave_none(at: Fresh) -> Refused {
    let leave = at.client.disassociate_recovery_point_from_parent().backup_vault_name("Default");
    refusal(leave.recovery_point_arn("arn:none").send().await)
}

async fn set_index(at: &Fresh, vault: &str, arn: &str) -> Result<(), Refused> {
    let set = at.client.update_recovery_point_index_settings().backup_vault_name(vault);
    match set.recovery_point_arn(arn).index(Index::Enabled).iam_role_arn(ROLE).send().await {
        Ok(_) => Ok(()),
        refused => Err(refusal(refused)),
    }
}

async fn index(at: Fresh) {
    let arn = made(&at).await;
    set_index(&at, "nightly", &arn).await.unwrap();
}

async fn index_none(at: Fresh) -> Refused {
    set_index(&at, "Default", "arn:none").await.unwrap_err()
}

async fn not_indexed(at: Fresh) -> Refused {
    vault(&at.client, "nightly").await;
    backup(&at.client, "nightly", "arn:aws:dynamodb:us-east-1:123456789012:table/carts").await;
    pass(&at.simulator, 900);
    let arn = point_in(&at.client, "nightly").await;
    set_index(&at, "nightly", &arn).await.unwrap_err()
}

async fn get_index(at: Fresh) {
    index(at.clone()).await;
    let arn = point_in(&at.client, "nightly").await;
    let get = at.client.get_recovery_point_index_details().backup_vault_name("nightly");
    get.recovery_point_arn(arn).send().await.unwrap();
}

async fn no_index(at: Fresh) -> Refused {
    let arn = made(&at).await;
    let get = at.client.get_recovery_point_index_details().backup_vault_name("nightly");
    refusal(get.recovery_point_arn(arn).send().await)
}

async fn list_indexes(at: Fresh) {
    at.client.list_indexed_recovery_points().send().await.unwrap();
}

async fn list_resources(at: Fresh) {
    at.client.list_protected_resources().send().await.unwrap();
}

async fn list_resources_of_vault(at: Fresh) {
    let list = at.client.list_protected_resources_by_backup_vault().backup_vault_name("prod-daily");
    list.send().await.unwrap();
}

async fn list(at: Fresh) {
    locked(&at).await;
}

async fn list_by_resource(at: Fresh) {
    at.client.list_recovery_points_by_resource().resource_arn(BUCKET).send().await.unwrap();
}

async fn keep_in(at: &Fresh, vault: &str, arn: &str) -> Result<(), Refused> {
    let lifecycle = Lifecycle::builder().delete_after_days(9).build();
    let update = at.client.update_recovery_point_lifecycle().backup_vault_name(vault);
    match update.recovery_point_arn(arn).lifecycle(lifecycle).send().await {
        Ok(_) => Ok(()),
        refused => Err(refusal(refused)),
    }
}

async fn keep(at: Fresh) {
    let arn = made(&at).await;
    keep_in(&at, "nightly", &arn).await.unwrap();
}

async fn keep_locked(at: Fresh) -> Refused {
    let arn = locked(&at).await;
    keep_in(&at, "prod-daily", &arn).await.unwrap_err()
}

async fn keep_none(at: Fresh) -> Refused {
    keep_in(&at, "Default", "arn:none").await.unwrap_err()
}
