//! Backup plans, their rules and selections, and what they mark their work with.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::Entry;
use crate::simulator::kinds::Kind;
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
    /// When it was deleted: its versions can still be read.
    pub deleted: Option<Timestamp>,
}

/// One version of a plan.
#[derive(Debug, Clone)]
pub struct PlanVersion {
    pub id: Text,
    pub created: Timestamp,
    pub name: Text,
    pub rules: Vec<Rule>,
    pub advanced: Vec<AdvancedSetting>,
    pub scan: Vec<ScanSetting>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    pub rule_name: Text,
    pub target_backup_vault_name: Text,
    #[serde(default)]
    pub target_logically_air_gapped_backup_vault_arn: Option<Text>,
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
    #[serde(default, deserialize_with = "or_default")]
    pub recovery_point_tags: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "or_default")]
    pub copy_actions: Vec<CopyAction>,
    #[serde(default)]
    pub enable_continuous_backup: Option<bool>,
    #[serde(default, deserialize_with = "or_default")]
    pub index_actions: Vec<IndexAction>,
    #[serde(default, deserialize_with = "or_default")]
    pub scan_actions: Vec<ScanAction>,
}

impl Rule {
    /// Days its snapshots are kept; for ever is longest.
    pub fn keeps(&self) -> i64 {
        self.lifecycle.as_ref().and_then(Lifecycle::keep_days).unwrap_or(i64::MAX)
    }

    /// Whether it keeps continuous points going.
    pub fn is_continuous(&self) -> bool {
        self.enable_continuous_backup == Some(true)
    }
}

/// A null member is an absent one.
fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(given: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(given)?.unwrap_or_default())
}

/// What a rule wants indexed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IndexAction {
    #[serde(default, deserialize_with = "or_default")]
    pub resource_types: Vec<Text>,
}

/// What a rule wants scanned; kept, never run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScanAction {
    #[serde(default)]
    pub malware_scanner: Option<Text>,
    #[serde(default)]
    pub scan_mode: Option<Text>,
}

/// How a plan wants types scanned; kept, never used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScanSetting {
    #[serde(default)]
    pub malware_scanner: Option<Text>,
    #[serde(default, deserialize_with = "or_default")]
    pub resource_types: Vec<Text>,
    #[serde(default)]
    pub scanner_role_arn: Option<Text>,
}

/// A plan's backup options for one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AdvancedSetting {
    #[serde(default)]
    pub resource_type: Option<Text>,
    #[serde(default, deserialize_with = "or_default")]
    pub backup_options: BTreeMap<String, String>,
}

/// A copy that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Set by AWS Backup alone: the point goes once it has been copied to an air-gapped vault.
    #[serde(default)]
    pub delete_after_event: Option<Text>,
}

impl Lifecycle {
    /// What of it counts for a kind: types without cold storage ignore the move there.
    pub fn for_kind(mut self, kind: &Kind) -> Self {
        let archived = kind.name != "EBS" || self.opt_in_to_archive_for_supported_resources == Some(true);
        if !kind.cold || !archived {
            self.move_to_cold_storage_after_days = None;
        }
        self
    }

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

/// The plan and rule that started a job or made a recovery point; one mark for all that a rule has made.
#[derive(Debug, Clone)]
pub struct Creator(Arc<Mark>);

/// What a [`Creator`] says.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mark {
    pub backup_plan_id: Text,
    pub backup_plan_arn: Text,
    pub backup_plan_name: Text,
    pub backup_plan_version: Text,
    pub backup_rule_id: Text,
    pub backup_rule_name: Text,
    pub backup_rule_cron: Option<Text>,
    pub backup_rule_timezone: Option<Text>,
}

impl Serialize for Creator {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_ref().serialize(serializer)
    }
}

impl Deref for Creator {
    type Target = Mark;

    fn deref(&self) -> &Mark {
        &self.0
    }
}

impl Creator {
    /// The mark of one rule of a plan's version.
    pub fn new(plan: &Plan, version: &PlanVersion, rule: &Rule) -> Self {
        Self(Arc::new(Mark {
            backup_plan_id: plan.id.clone(),
            backup_plan_arn: plan.arn.clone(),
            backup_plan_name: version.name.clone(),
            backup_plan_version: version.id.clone(),
            backup_rule_id: rule.rule_id.clone().unwrap_or_else(|| "".into()),
            backup_rule_name: rule.rule_name.clone(),
            backup_rule_cron: rule.schedule_expression.clone(),
            backup_rule_timezone: rule.schedule_expression_timezone.clone(),
        }))
    }
}

/// A version as `ListBackupPlans` and `ListBackupPlanVersions` give it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlanMember<'a> {
    pub backup_plan_arn: &'a Text,
    pub backup_plan_id: &'a Text,
    pub creation_date: Epoch,
    pub deletion_date: Option<Epoch>,
    pub version_id: &'a Text,
    pub backup_plan_name: &'a Text,
    pub creator_request_id: &'a Option<Text>,
    pub last_execution_date: Option<Epoch>,
    pub advanced_backup_settings: Option<&'a [AdvancedSetting]>,
}
