//! Backup plans, templates, selections.

use aws_sdk_backup::types::{BackupPlanInput, BackupRuleInput, BackupSelection, Condition, ConditionType};

use super::{Fresh, Group, Refused, calls, refusals};
use crate::support::{ROLE, refusal};

const ANY_TEXT: &str = "an id is any text; one that nothing has is not found";
const EMPTY_LIST: &str = "an account without plans has an empty list";
const FIXED_LIST: &str = "the service's own templates are always there";

pub const GROUP: Group = Group {
    refusals: refusals! {
        "CreateBackupPlan" "AlreadyExistsException" => same_document;
        "CreateBackupPlan" "LimitExceededException" => eleven_rules;
        "CreateBackupSelection" "AlreadyExistsException" => same_selection;
        "CreateBackupSelection" "LimitExceededException" => many_resources;
        "DeleteBackupPlan" "InvalidRequestException" => still_selected;
        "DeleteBackupPlan" "ResourceNotFoundException" => delete_unknown;
        "DeleteBackupSelection" "ResourceNotFoundException" => delete_unknown_selection;
        "ExportBackupPlanTemplate" "ResourceNotFoundException" => export_unknown;
        "GetBackupPlan" "ResourceNotFoundException" => get_unknown;
        "GetBackupPlanFromJSON" "InvalidParameterValueException" => json_is_no_plan;
        "GetBackupPlanFromJSON" "InvalidRequestException" => not_json;
        "GetBackupPlanFromJSON" "LimitExceededException" => json_has_eleven_rules;
        "GetBackupPlanFromTemplate" "ResourceNotFoundException" => unknown_template;
        "GetBackupSelection" "ResourceNotFoundException" => get_unknown_selection;
        "ListBackupPlanVersions" "ResourceNotFoundException" => versions_of_unknown;
        "ListBackupSelections" "ResourceNotFoundException" => selections_of_unknown;
        "UpdateBackupPlan" "ResourceNotFoundException" => update_unknown;
    },
    never: &[
        ("DeleteBackupPlan", "InvalidParameterValueException", ANY_TEXT),
        ("DeleteBackupSelection", "InvalidParameterValueException", ANY_TEXT),
        ("ExportBackupPlanTemplate", "InvalidParameterValueException", ANY_TEXT),
        ("GetBackupPlanFromTemplate", "InvalidParameterValueException", ANY_TEXT),
        ("GetBackupSelection", "InvalidParameterValueException", ANY_TEXT),
        ("ListBackupPlanTemplates", "ResourceNotFoundException", FIXED_LIST),
        ("ListBackupPlans", "ResourceNotFoundException", EMPTY_LIST),
    ],
    not_yet: &[],
    calls: calls! {
        "CreateBackupPlan" => create;
        "CreateBackupSelection" => select;
        "DeleteBackupPlan" => delete;
        "DeleteBackupSelection" => deselect;
        "ExportBackupPlanTemplate" => export;
        "GetBackupPlan" => get;
        "GetBackupPlanFromJSON" => from_json;
        "GetBackupPlanFromTemplate" => from_template;
        "GetBackupSelection" => get_selection;
        "ListBackupPlanTemplates" => templates;
        "ListBackupPlanVersions" => versions;
        "ListBackupPlans" => list;
        "ListBackupSelections" => selections;
        "UpdateBackupPlan" => update;
    },
    not_called_yet: &[],
};

fn document(rules: usize) -> BackupPlanInput {
    let rule = |number: usize| {
        let rule = BackupRuleInput::builder().rule_name(format!("daily-{number}"));
        rule.target_backup_vault_name("prod-daily").build().unwrap()
    };
    let rules: Vec<_> = (0..rules).map(rule).collect();
    BackupPlanInput::builder().backup_plan_name("declared").set_rules(Some(rules)).build().unwrap()
}

fn selection() -> BackupSelection {
    let tag = Condition::builder()
        .condition_type(ConditionType::Stringequals)
        .condition_key("backup")
        .condition_value("daily");
    let selection = BackupSelection::builder().selection_name("tagged").iam_role_arn(ROLE);
    selection.list_of_tags(tag.build().unwrap()).build().unwrap()
}

async fn made(at: &Fresh) -> String {
    let made = at.client.create_backup_plan().backup_plan(document(1)).send().await;
    made.unwrap().backup_plan_id.unwrap()
}

/// A plan and its selection.
async fn selected(at: &Fresh) -> (String, String) {
    let plan = made(at).await;
    let made = at.client.create_backup_selection().backup_plan_id(&plan).backup_selection(selection());
    (plan, made.send().await.unwrap().selection_id.unwrap())
}

async fn same_document(at: Fresh) -> Refused {
    made(&at).await;
    refusal(at.client.create_backup_plan().backup_plan(document(1)).send().await)
}

async fn eleven_rules(at: Fresh) -> Refused {
    refusal(at.client.create_backup_plan().backup_plan(document(11)).send().await)
}

async fn same_selection(at: Fresh) -> Refused {
    let (plan, _) = selected(&at).await;
    refusal(
        at.client.create_backup_selection().backup_plan_id(plan).backup_selection(selection()).send().await,
    )
}

async fn many_resources(at: Fresh) -> Refused {
    let plan = made(&at).await;
    let mut many = selection();
    many.resources = Some(vec!["arn:aws:s3:::bucket".to_owned(); 501]);
    refusal(at.client.create_backup_selection().backup_plan_id(plan).backup_selection(many).send().await)
}

async fn still_selected(at: Fresh) -> Refused {
    let (plan, _) = selected(&at).await;
    refusal(at.client.delete_backup_plan().backup_plan_id(plan).send().await)
}

async fn delete_unknown(at: Fresh) -> Refused {
    refusal(at.client.delete_backup_plan().backup_plan_id("none").send().await)
}

async fn delete_unknown_selection(at: Fresh) -> Refused {
    let plan = made(&at).await;
    refusal(at.client.delete_backup_selection().backup_plan_id(plan).selection_id("none").send().await)
}

async fn export_unknown(at: Fresh) -> Refused {
    refusal(at.client.export_backup_plan_template().backup_plan_id("none").send().await)
}

async fn get_unknown(at: Fresh) -> Refused {
    refusal(at.client.get_backup_plan().backup_plan_id("none").send().await)
}

async fn read(at: &Fresh, json: &str) -> Refused {
    refusal(at.client.get_backup_plan_from_json().backup_plan_template_json(json).send().await)
}

async fn json_is_no_plan(at: Fresh) -> Refused {
    read(&at, "{}").await
}

async fn not_json(at: Fresh) -> Refused {
    read(&at, "nothing").await
}

async fn json_has_eleven_rules(at: Fresh) -> Refused {
    let rules = [r#"{"RuleName":"daily","TargetBackupVaultName":"prod-daily"}"#; 11].join(",");
    read(&at, &format!(r#"{{"BackupPlanName":"declared","Rules":[{rules}]}}"#)).await
}

async fn unknown_template(at: Fresh) -> Refused {
    refusal(at.client.get_backup_plan_from_template().backup_plan_template_id("none").send().await)
}

async fn get_unknown_selection(at: Fresh) -> Refused {
    let plan = made(&at).await;
    refusal(at.client.get_backup_selection().backup_plan_id(plan).selection_id("none").send().await)
}

async fn versions_of_unknown(at: Fresh) -> Refused {
    refusal(at.client.list_backup_plan_versions().backup_plan_id("none").send().await)
}

async fn selections_of_unknown(at: Fresh) -> Refused {
    refusal(at.client.list_backup_selections().backup_plan_id("none").send().await)
}

async fn update_unknown(at: Fresh) -> Refused {
    refusal(at.client.update_backup_plan().backup_plan_id("none").backup_plan(document(1)).send().await)
}

async fn create(at: Fresh) {
    made(&at).await;
}

async fn select(at: Fresh) {
    selected(&at).await;
}

async fn delete(at: Fresh) {
    let plan = made(&at).await;
    at.client.delete_backup_plan().backup_plan_id(plan).send().await.unwrap();
}

async fn deselect(at: Fresh) {
    let (plan, selection) = selected(&at).await;
    at.client.delete_backup_selection().backup_plan_id(plan).selection_id(selection).send().await.unwrap();
}

async fn export(at: Fresh) {
    let plan = made(&at).await;
    at.client.export_backup_plan_template().backup_plan_id(plan).send().await.unwrap();
}

async fn get(at: Fresh) {
    let plan = made(&at).await;
    at.client.get_backup_plan().backup_plan_id(plan).send().await.unwrap();
}

async fn from_json(at: Fresh) {
    let plan = made(&at).await;
    let exported = at.client.export_backup_plan_template().backup_plan_id(plan).send().await.unwrap();
    let json = exported.backup_plan_template_json.unwrap();
    at.client.get_backup_plan_from_json().backup_plan_template_json(json).send().await.unwrap();
}

async fn from_template(at: Fresh) {
    let listed = at.client.list_backup_plan_templates().send().await.unwrap();
    let id = listed.backup_plan_templates_list()[0].backup_plan_template_id().unwrap();
    at.client.get_backup_plan_from_template().backup_plan_template_id(id).send().await.unwrap();
}

async fn get_selection(at: Fresh) {
    let (plan, selection) = selected(&at).await;
    at.client.get_backup_selection().backup_plan_id(plan).selection_id(selection).send().await.unwrap();
}

async fn templates(at: Fresh) {
    at.client.list_backup_plan_templates().send().await.unwrap();
}

async fn versions(at: Fresh) {
    let plan = made(&at).await;
    at.client.list_backup_plan_versions().backup_plan_id(plan).send().await.unwrap();
}

async fn list(at: Fresh) {
    at.client.list_backup_plans().send().await.unwrap();
}

async fn selections(at: Fresh) {
    let (plan, _) = selected(&at).await;
    at.client.list_backup_selections().backup_plan_id(plan).send().await.unwrap();
}

async fn update(at: Fresh) {
    let plan = made(&at).await;
    at.client.update_backup_plan().backup_plan_id(plan).backup_plan(document(2)).send().await.unwrap();
}
