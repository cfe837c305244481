//! Backup plans, their rules and selections, and what they mark their work with.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Entry;
use crate::simulator::wire::{Epoch, Text};

/// A backup plan with all of its versions, the last one being current.
#[derive(Debug, Clone)]
pub struct Plan {
    pub id: Text,
    pub arn: Text,
    pub created: Timestamp,
    pub creator_request_id: Option<Text>,
    pub versions: Vec<PlanVersion>,
    pub selections: Vec<Selection>,
    pub last_execution: Option<Timestamp>,
}

/// One version of a plan.
#[derive(Debug, Clone)]
pub struct PlanVersion {
    pub id: Text,
    pub created: Timestamp,
    pub name: Text,
    pub rules: Vec<Rule>,
    pub advanced: Option<Value>,
}

impl Plan {
    /// The version in force.
    pub fn current(&self) -> Option<&PlanVersion> {
        self.versions.last()
    }
}

impl Entry for Plan {
    fn id(&self) -> &Text {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

/// A rule, as it comes and goes over the wire.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    pub rule_name: Text,
    pub target_backup_vault_name: Text,
    #[serde(default)]
    pub rule_id: Option<Text>,
    #[serde(default)]
    pub schedule_expression: Option<Text>,
    #[serde(default)]
    pub schedule_expression_timezone: Option<Text>,
    #[serde(default)]
    pub start_window_minutes: Option<i64>,
    #[serde(default)]
    pub completion_window_minutes: Option<i64>,
    #[serde(default)]
    pub lifecycle: Option<Lifecycle>,
    #[serde(default)]
    pub recovery_point_tags: BTreeMap<String, String>,
    #[serde(default)]
    pub copy_actions: Vec<CopyAction>,
    #[serde(default)]
    pub enable_continuous_backup: Option<bool>,
    /// Members the simulator only keeps: index and scan actions and whatever comes.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A copy that a rule asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CopyAction {
    pub destination_backup_vault_arn: Text,
    #[serde(default)]
    pub lifecycle: Option<Lifecycle>,
}

/// Retention.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Lifecycle {
    #[serde(default)]
    pub move_to_cold_storage_after_days: Option<i64>,
    #[serde(default)]
    pub delete_after_days: Option<i64>,
    #[serde(default)]
    pub opt_in_to_archive_for_supported_resources: Option<bool>,
}

impl Lifecycle {
    /// Days until deletion; none (or -1) is for ever.
    pub fn keep_days(&self) -> Option<i64> {
        self.delete_after_days.filter(|days| *days > 0)
    }
}

/// A selection of a plan.
#[derive(Debug, Clone)]
pub struct Selection {
    pub id: Text,
    pub created: Timestamp,
    pub creator_request_id: Option<Text>,
    pub name: Text,
    pub role: Text,
    /// `BackupSelection` as it was given.
    pub document: Value,
}

/// The plan and rule that started a job or made a recovery point.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Creator {
    pub backup_plan_id: Text,
    pub backup_plan_arn: Text,
    pub backup_plan_name: Text,
    pub backup_plan_version: Text,
    pub backup_rule_id: Text,
    pub backup_rule_name: Text,
    pub backup_rule_cron: Option<Text>,
    pub backup_rule_timezone: Option<Text>,
}

impl Creator {
    /// The mark of one rule of a plan's version.
    pub fn new(plan: &Plan, version: &PlanVersion, rule: &Rule) -> Self {
        Self {
            backup_plan_id: plan.id.clone(),
            backup_plan_arn: plan.arn.clone(),
            backup_plan_name: version.name.clone(),
            backup_plan_version: version.id.clone(),
            backup_rule_id: rule.rule_id.clone().unwrap_or_else(|| "".into()),
            backup_rule_name: rule.rule_name.clone(),
            backup_rule_cron: rule.schedule_expression.clone(),
            backup_rule_timezone: rule.schedule_expression_timezone.clone(),
        }
    }
}

/// A version as `ListBackupPlans` and `ListBackupPlanVersions` give it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlanMember<'a> {
    pub backup_plan_arn: &'a Text,
    pub backup_plan_id: &'a Text,
    pub creation_date: Epoch,
    pub version_id: &'a Text,
    pub backup_plan_name: &'a Text,
    pub creator_request_id: &'a Option<Text>,
    pub last_execution_date: Option<Epoch>,
    pub advanced_backup_settings: &'a Option<Value>,
}
