//! Restore testing.

use aws_sdk_backup::operation::create_restore_testing_plan::builders::CreateRestoreTestingPlanFluentBuilder;
use aws_sdk_backup::operation::create_restore_testing_selection::builders::CreateRestoreTestingSelectionFluentBuilder;
use aws_sdk_backup::types::{
    RestoreTestingPlanForCreate, RestoreTestingPlanForUpdate, RestoreTestingRecoveryPointSelection,
    RestoreTestingRecoveryPointSelectionAlgorithm, RestoreTestingRecoveryPointType,
    RestoreTestingSelectionForCreate, RestoreTestingSelectionForUpdate,
};

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{ROLE, refusal};

const ONE_AT_A_TIME: &str =
    "the simulator answers one request at a time, so none changes what another is changing";
/// The plan and the selection of the scenario.
const PLAN: &str = "monthly_restore_test";
const SELECTION: &str = "databases";

pub const GROUP: Group = Group {
    refusals: refusals! {
        "CreateRestoreTestingPlan" "AlreadyExistsException" => plan_name_taken;
        "CreateRestoreTestingPlan" "LimitExceededException" => too_many_plans;
        "CreateRestoreTestingSelection" "AlreadyExistsException" => selection_name_taken;
        "CreateRestoreTestingSelection" "InvalidParameterValueException" => name_means_nothing;
        "CreateRestoreTestingSelection" "LimitExceededException" => too_many_selections;
        "CreateRestoreTestingSelection" "ResourceNotFoundException" => no_plan_to_select_for;
        "DeleteRestoreTestingPlan" "InvalidRequestException" => has_selections;
        "DeleteRestoreTestingSelection" "ResourceNotFoundException" => no_selection_to_delete;
        "GetRestoreTestingInferredMetadata" "InvalidParameterValueException" => not_testable;
        "GetRestoreTestingInferredMetadata" "ResourceNotFoundException" => no_point;
        "GetRestoreTestingPlan" "ResourceNotFoundException" => no_plan;
        "GetRestoreTestingSelection" "ResourceNotFoundException" => no_selection;
        "ListRestoreTestingSelections" "ResourceNotFoundException" => no_plan_to_list;
        "UpdateRestoreTestingPlan" "ResourceNotFoundException" => no_plan_to_update;
        "UpdateRestoreTestingSelection" "InvalidParameterValueException" => window_too_long;
        "UpdateRestoreTestingSelection" "ResourceNotFoundException" => no_selection_to_update;
    },
    never: &[
        ("CreateRestoreTestingPlan", "ConflictException", ONE_AT_A_TIME),
        ("UpdateRestoreTestingPlan", "ConflictException", ONE_AT_A_TIME),
        ("UpdateRestoreTestingSelection", "ConflictException", ONE_AT_A_TIME),
    ],
    not_yet: &[],
    calls: calls! {
        "CreateRestoreTestingPlan" => create_plan;
        "CreateRestoreTestingSelection" => create_selection;
        "DeleteRestoreTestingPlan" => delete_plan;
        "DeleteRestoreTestingSelection" => delete_selection;
        "GetRestoreTestingInferredMetadata" => infer;
        "GetRestoreTestingPlan" => get_plan;
        "GetRestoreTestingSelection" => get_selection;
        "ListRestoreTestingPlans" => list_plans;
        "ListRestoreTestingSelections" => list_selections;
        "UpdateRestoreTestingPlan" => update_plan;
        "UpdateRestoreTestingSelection" => update_selection;
    },
    not_called_yet: &[],
};

fn plan(at: &Fresh, name: &str) -> CreateRestoreTestingPlanFluentBuilder {
    let points = RestoreTestingRecoveryPointSelection::builder()
        .algorithm(RestoreTestingRecoveryPointSelectionAlgorithm::LatestWithinWindow)
        .include_vaults("*")
        .recovery_point_types(RestoreTestingRecoveryPointType::Snapshot)
        .build();
    let plan = RestoreTestingPlanForCreate::builder()
        .restore_testing_plan_name(name)
        .schedule_expression("cron(0 5 ? * * *)")
        .recovery_point_selection(points)
        .build()
        .unwrap();
    at.client.create_restore_testing_plan().restore_testing_plan(plan)
}

fn selection(at: &Fresh, plan: &str, name: &str) -> CreateRestoreTestingSelectionFluentBuilder {
    let selection = RestoreTestingSelectionForCreate::builder()
        .restore_testing_selection_name(name)
        .protected_resource_type("EBS")
        .protected_resource_arns("*")
        .iam_role_arn(ROLE)
        .build()
        .unwrap();
    let call = at.client.create_restore_testing_selection().restore_testing_plan_name(plan);
    call.restore_testing_selection(selection)
}

async fn plan_name_taken(at: Fresh) -> Refused {
    refusal(plan(&at, PLAN).send().await)
}

async fn too_many_plans(at: Fresh) -> Refused {
    for number in 1..100 {
        plan(&at, &format!("plan_{number}")).send().await.unwrap();
    }
    refusal(plan(&at, "one_more").send().await)
}

async fn selection_name_taken(at: Fresh) -> Refused {
    refusal(selection(&at, PLAN, SELECTION).send().await)
}

async fn name_means_nothing(at: Fresh) -> Refused {
    refusal(selection(&at, PLAN, "with-hyphen").send().await)
}

async fn window_too_long(at: Fresh) -> Refused {
    let change = RestoreTestingSelectionForUpdate::builder().validation_window_hours(169).build();
    let call = at.client.update_restore_testing_selection().restore_testing_plan_name(PLAN);
    refusal(call.restore_testing_selection_name(SELECTION).restore_testing_selection(change).send().await)
}

async fn too_many_selections(at: Fresh) -> Refused {
    for number in 1..30 {
        selection(&at, PLAN, &format!("selection_{number}")).send().await.unwrap();
    }
    refusal(selection(&at, PLAN, "one_more").send().await)
}

async fn no_plan_to_select_for(at: Fresh) -> Refused {
    refusal(selection(&at, "none", SELECTION).send().await)
}

async fn has_selections(at: Fresh) -> Refused {
    refusal(at.client.delete_restore_testing_plan().restore_testing_plan_name(PLAN).send().await)
}

async fn no_selection_to_delete(at: Fresh) -> Refused {
    let call = at.client.delete_restore_testing_selection().restore_testing_plan_name(PLAN);
    refusal(call.restore_testing_selection_name("none").send().await)
}

async fn not_testable(at: Fresh) -> Refused {
    let points = at.client.list_recovery_points_by_backup_vault().backup_vault_name("Default");
    let points = points.by_resource_type("CloudFormation").send().await.unwrap();
    let point = points.recovery_points().first().unwrap().recovery_point_arn().unwrap().to_owned();
    let call = at.client.get_restore_testing_inferred_metadata().backup_vault_name("Default");
    refusal(call.recovery_point_arn(point).send().await)
}

async fn no_point(at: Fresh) -> Refused {
    let call = at.client.get_restore_testing_inferred_metadata().backup_vault_name("Default");
    refusal(call.recovery_point_arn("arn:aws:ec2:us-east-1::snapshot/snap-0").send().await)
}

async fn no_plan(at: Fresh) -> Refused {
    refusal(at.client.get_restore_testing_plan().restore_testing_plan_name("none").send().await)
}

async fn no_selection(at: Fresh) -> Refused {
    let call = at.client.get_restore_testing_selection().restore_testing_plan_name(PLAN);
    refusal(call.restore_testing_selection_name("none").send().await)
}

async fn no_plan_to_list(at: Fresh) -> Refused {
    refusal(at.client.list_restore_testing_selections().restore_testing_plan_name("none").send().await)
}

async fn no_plan_to_update(at: Fresh) -> Refused {
    let call = at.client.update_restore_testing_plan().restore_testing_plan_name("none");
    refusal(call.restore_testing_plan(RestoreTestingPlanForUpdate::builder().build()).send().await)
}

async fn no_selection_to_update(at: Fresh) -> Refused {
    let call = at.client.update_restore_testing_selection().restore_testing_plan_name(PLAN);
    let call = call.restore_testing_selection_name("none");
    refusal(call.restore_testing_selection(RestoreTestingSelectionForUpdate::builder().build()).send().await)
}

async fn create_plan(at: Fresh) {
    plan(&at, "nightly").send().await.unwrap();
}

async fn create_selection(at: Fresh) {
    selection(&at, PLAN, "volumes").send().await.unwrap();
}

async fn delete_plan(at: Fresh) {
    plan(&at, "nightly").send().await.unwrap();
    at.client.delete_restore_testing_plan().restore_testing_plan_name("nightly").send().await.unwrap();
}

async fn delete_selection(at: Fresh) {
    let call = at.client.delete_restore_testing_selection().restore_testing_plan_name(PLAN);
    call.restore_testing_selection_name(SELECTION).send().await.unwrap();
}

async fn infer(at: Fresh) {
    let database = "arn:aws:rds:us-east-1:123456789012:db:orders-db";
    let points = at.client.list_recovery_points_by_resource().resource_arn(database).send().await.unwrap();
    let point = points.recovery_points().first().unwrap();
    let call = at.client.get_restore_testing_inferred_metadata();
    let call = call.backup_vault_name(point.backup_vault_name().unwrap());
    let inferred = call.recovery_point_arn(point.recovery_point_arn().unwrap()).send().await.unwrap();
    assert!(inferred.inferred_metadata().contains_key("DBInstanceIdentifier"));
}

async fn get_plan(at: Fresh) {
    at.client.get_restore_testing_plan().restore_testing_plan_name(PLAN).send().await.unwrap();
}

async fn get_selection(at: Fresh) {
    let call = at.client.get_restore_testing_selection().restore_testing_plan_name(PLAN);
    call.restore_testing_selection_name(SELECTION).send().await.unwrap();
}

async fn list_plans(at: Fresh) {
    assert_eq!(at.client.list_restore_testing_plans().send().await.unwrap().restore_testing_plans().len(), 1);
}

async fn list_selections(at: Fresh) {
    let call = at.client.list_restore_testing_selections().restore_testing_plan_name(PLAN);
    assert_eq!(call.send().await.unwrap().restore_testing_selections().len(), 1);
}

async fn update_plan(at: Fresh) {
    let change = RestoreTestingPlanForUpdate::builder().start_window_hours(3).build();
    let call = at.client.update_restore_testing_plan().restore_testing_plan_name(PLAN);
    call.restore_testing_plan(change).send().await.unwrap();
}

async fn update_selection(at: Fresh) {
    let change = RestoreTestingSelectionForUpdate::builder().validation_window_hours(3).build();
    let call = at.client.update_restore_testing_selection().restore_testing_plan_name(PLAN);
    call.restore_testing_selection_name(SELECTION).restore_testing_selection(change).send().await.unwrap();
}
