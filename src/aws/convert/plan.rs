//! Backup plans, their rules and selections.

use aws_sdk_backup::operation::get_backup_plan::GetBackupPlanOutput;
use aws_sdk_backup::types::{
    AdvancedBackupSetting, BackupPlansListMember, BackupRule, BackupSelection, BackupSelectionsListMember,
    Condition, ConditionParameter, Conditions, MalwareScanner, ScanAction, ScanMode,
    ScheduledPlanExecutionMember,
};
use jiff::Timestamp;

use super::{lifecycle, pairs, required, text, texts, time};
use crate::domain::plan::{NextRun, Plan, PlanDocument, Rule, Selection};
use crate::domain::scope::ScopeId;
use crate::text::Text;

/// A plan of a list.
pub(in crate::aws) fn listed(scope: ScopeId, raw: &BackupPlansListMember) -> Plan {
    Plan {
        scope,
        id: required(raw.backup_plan_id.as_ref()),
        arn: required(raw.backup_plan_arn.as_ref()),
        name: required(raw.backup_plan_name.as_ref()),
        version: text(raw.version_id.as_ref()),
        created: time(raw.creation_date.as_ref()),
        deleted: time(raw.deletion_date.as_ref()),
        last_run: time(raw.last_execution_date.as_ref()),
        creator_request: text(raw.creator_request_id.as_ref()),
        ..Plan::default()
    }
}

/// A plan with its document.
pub(in crate::aws) fn described(scope: ScopeId, raw: &GetBackupPlanOutput, document: PlanDocument) -> Plan {
    Plan {
        scope,
        id: required(raw.backup_plan_id.as_ref()),
        arn: required(raw.backup_plan_arn.as_ref()),
        name: required(raw.backup_plan.as_ref().map(|plan| &plan.backup_plan_name)),
        version: text(raw.version_id.as_ref()),
        created: time(raw.creation_date.as_ref()),
        deleted: time(raw.deletion_date.as_ref()),
        last_run: time(raw.last_execution_date.as_ref()),
        creator_request: text(raw.creator_request_id.as_ref()),
        document: Some(Box::new(document)),
        ..Plan::default()
    }
}

/// A version of a plan: its id, and when it was made.
pub(in crate::aws) fn version(raw: &BackupPlansListMember) -> (Text, Option<Timestamp>) {
    (required(raw.version_id.as_ref()), time(raw.creation_date.as_ref()))
}

/// The plan's document, still without its selections. The advanced settings stand beside the plan in real answers and
/// inside of it in the model (aws-backup-api.md section 1.17), so both places are read.
pub(in crate::aws) fn document(raw: &GetBackupPlanOutput) -> PlanDocument {
    let plan = raw.backup_plan.as_ref();
    let inside = plan.and_then(|plan| plan.advanced_backup_settings.as_deref());
    let advanced = raw.advanced_backup_settings.as_deref().or(inside).unwrap_or_default();
    let mut next_runs: Vec<NextRun> =
        raw.scheduled_runs_preview.as_deref().unwrap_or_default().iter().filter_map(next_run).collect();
    next_runs.sort_by_key(|run| run.at);
    PlanDocument {
        rules: plan.map(|plan| plan.rules.iter().map(rule).collect()).unwrap_or_default(),
        selections: Vec::new(),
        next_runs,
        advanced: advanced.iter().map(setting).collect(),
        missing: None,
        since: None,
    }
}

/// A selection, from its list member and, where it could be read, its body.
pub(in crate::aws) fn selection(
    listed: &BackupSelectionsListMember,
    body: Option<&BackupSelection>,
) -> Selection {
    Selection {
        id: required(listed.selection_id.as_ref()),
        name: required(listed.selection_name.as_ref()),
        role: text(listed.iam_role_arn.as_ref()),
        created: time(listed.creation_date.as_ref()),
        resources: texts(body.and_then(|body| body.resources.as_deref()).unwrap_or_default()),
        not_resources: texts(body.and_then(|body| body.not_resources.as_deref()).unwrap_or_default()),
        conditions: body.map(conditions).unwrap_or_default(),
    }
}

fn rule(raw: &BackupRule) -> Rule {
    Rule {
        id: text(raw.rule_id.as_ref()),
        name: Text::new(&raw.rule_name),
        vault: Text::new(&raw.target_backup_vault_name),
        air_gapped_vault: text(raw.target_logically_air_gapped_backup_vault_arn.as_ref()),
        schedule: text(raw.schedule_expression.as_ref()),
        timezone: text(raw.schedule_expression_timezone.as_ref()),
        start_window: raw.start_window_minutes,
        completion_window: raw.completion_window_minutes,
        lifecycle: raw.lifecycle.as_ref().map(lifecycle),
        continuous: raw.enable_continuous_backup == Some(true),
        copies: raw
            .copy_actions
            .iter()
            .flatten()
            .map(|copy| {
                (Text::new(&copy.destination_backup_vault_arn), copy.lifecycle.as_ref().map(lifecycle))
            })
            .collect(),
        tags: pairs(raw.recovery_point_tags.as_ref()),
        indexed: raw
            .index_actions
            .iter()
            .flatten()
            .flat_map(|index| texts(index.resource_types.as_deref().unwrap_or_default()))
            .collect(),
        scans: raw.scan_actions.iter().flatten().filter_map(scan).collect(),
    }
}

fn scan(raw: &ScanAction) -> Option<Text> {
    let words = [
        raw.malware_scanner.as_ref().map(MalwareScanner::as_str),
        raw.scan_mode.as_ref().map(ScanMode::as_str),
    ];
    text(Some(words.into_iter().flatten().collect::<Vec<_>>().join(" ")))
}

fn next_run(raw: &ScheduledPlanExecutionMember) -> Option<NextRun> {
    Some(NextRun {
        at: time(raw.execution_time.as_ref())?,
        rule_id: text(raw.rule_id.as_ref()),
        kind: text(raw.rule_execution_type.as_ref()),
    })
}

fn setting(raw: &AdvancedBackupSetting) -> (Text, Vec<(Text, Text)>) {
    (required(raw.resource_type.as_ref()), pairs(raw.backup_options.as_ref()))
}

/// Tag conditions in words: first those of which one is enough (`ListOfTags`), then those that must all hold.
fn conditions(raw: &BackupSelection) -> Vec<Text> {
    let any = raw.list_of_tags.iter().flatten().map(tag);
    any.chain(raw.conditions.iter().flat_map(all_of)).collect()
}

fn tag(raw: &Condition) -> Text {
    Text::new(&format!("tag {} equals {}", raw.condition_key, raw.condition_value))
}

fn all_of(raw: &Conditions) -> Vec<Text> {
    let groups = [
        ("equals", &raw.string_equals),
        ("does not equal", &raw.string_not_equals),
        ("is like", &raw.string_like),
        ("is not like", &raw.string_not_like),
    ];
    groups
        .into_iter()
        .flat_map(|(verb, parameters)| parameters.iter().flatten().map(move |one| parameter(verb, one)))
        .collect()
}

fn parameter(verb: &str, raw: &ConditionParameter) -> Text {
    let key = raw.condition_key.as_deref().unwrap_or_default();
    let value = raw.condition_value.as_deref().unwrap_or_default();
    Text::new(&format!("{key} {verb} {value}"))
}

#[cfg(test)]
mod tests {
    use aws_sdk_backup::types::{BackupPlan, ConditionType, CopyAction, IndexAction, Lifecycle};
    use aws_smithy_types::DateTime;

    use super::*;

    fn daily() -> BackupRule {
        BackupRule::builder()
            .rule_name("daily\u{200b}")
            .target_backup_vault_name("prod-daily")
            .schedule_expression("cron(0 3 ? * * *)")
            .lifecycle(Lifecycle::builder().delete_after_days(35).build())
            .copy_actions(CopyAction::builder().destination_backup_vault_arn("arn:dr").build().unwrap())
            .index_actions(IndexAction::builder().resource_types("EBS").build())
            .scan_actions(
                ScanAction::builder()
                    .malware_scanner(MalwareScanner::Guardduty)
                    .scan_mode(ScanMode::FullScan)
                    .build(),
            )
            .build()
            .unwrap()
    }

    fn run(second: i64) -> ScheduledPlanExecutionMember {
        ScheduledPlanExecutionMember::builder().execution_time(DateTime::from_secs(second)).build()
    }

    #[test]
    fn a_plan_of_which_nothing_is_told_is_still_a_plan() {
        let plan = listed(ScopeId(2), &BackupPlansListMember::builder().build());
        assert_eq!(plan, Plan { scope: ScopeId(2), ..Plan::default() });
        assert_eq!(document(&GetBackupPlanOutput::builder().build()), PlanDocument::default());
    }

    #[test]
    fn rules_come_whole_and_next_runs_soonest_first() {
        let plan = BackupPlan::builder().backup_plan_name("p").rules(daily()).build().unwrap();
        let raw = GetBackupPlanOutput::builder()
            .backup_plan(plan)
            .scheduled_runs_preview(run(200))
            .scheduled_runs_preview(run(i64::MAX))
            .scheduled_runs_preview(run(100))
            .build();
        let document = document(&raw);
        let seconds: Vec<_> = document.next_runs.iter().map(|run| run.at.as_second()).collect();
        assert_eq!(seconds, [100, 200]);
        let rule = &document.rules[0];
        assert_eq!((rule.name.as_str(), rule.vault.as_str()), ("daily<U+200B>", "prod-daily"));
        assert_eq!(rule.copies, [(Text::new("arn:dr"), None)]);
        assert_eq!(rule.scans, [Text::new("GUARDDUTY FULL_SCAN")]);
        assert_eq!(rule.indexed, [Text::new("EBS")]);
        assert_eq!(described(ScopeId(0), &raw, document.clone()).name.as_str(), "p");
    }

    #[test]
    fn advanced_settings_are_found_in_both_places() {
        let vss = AdvancedBackupSetting::builder()
            .resource_type("EC2")
            .backup_options("WindowsVSS", "enabled")
            .build();
        let plan = BackupPlan::builder().backup_plan_name("p").set_rules(Some(vec![]));
        let inside = GetBackupPlanOutput::builder()
            .backup_plan(plan.clone().advanced_backup_settings(vss.clone()).build().unwrap())
            .build();
        let beside = GetBackupPlanOutput::builder()
            .backup_plan(plan.build().unwrap())
            .advanced_backup_settings(vss)
            .build();
        assert_eq!(document(&inside).advanced.len(), 1);
        assert_eq!(document(&inside), document(&beside));
    }

    #[test]
    fn conditions_read_as_words() {
        let raw = BackupSelection::builder()
            .selection_name("gold")
            .iam_role_arn("arn:role")
            .resources("*")
            .list_of_tags(
                Condition::builder()
                    .condition_type(ConditionType::Stringequals)
                    .condition_key("tier")
                    .condition_value("gold")
                    .build()
                    .unwrap(),
            )
            .conditions(
                Conditions::builder()
                    .string_not_like(
                        ConditionParameter::builder()
                            .condition_key("aws:ResourceTag/name")
                            .condition_value("tmp*")
                            .build(),
                    )
                    .build(),
            )
            .build()
            .unwrap();
        let listed = BackupSelectionsListMember::builder().selection_name("gold").build();
        let selection = selection(&listed, Some(&raw));
        let words: Vec<_> = selection.conditions.iter().map(Text::as_str).collect();
        assert_eq!(words, ["tag tier equals gold", "aws:ResourceTag/name is not like tmp*"]);
        assert_eq!(selection.resources, [Text::new("*")]);
    }
}
