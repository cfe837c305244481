//! A plan's document: read from a request, checked, completed with the service's defaults, written out again.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::check_windows;
use crate::simulator::kinds::Kind;
use crate::simulator::ops::{check_tags, record, text};
use crate::simulator::schedule::{DEFAULT_EXPRESSION, Schedule};
use crate::simulator::state::{AdvancedSetting, IndexAction, Lifecycle, PlanVersion, Rule, ScanSetting};
use crate::simulator::wire::{ApiError, Text};

/// More rules than this a plan cannot have.
const MAX_RULES: usize = 10;
/// More copies than this a rule cannot make.
const MAX_COPIES: usize = 5;
/// More tags than this a rule cannot give its points.
const MAX_POINT_TAGS: usize = 10;
/// Continuous points are kept for this many days at most.
const MAX_CONTINUOUS_DAYS: i64 = 35;
/// What a rule that names no windows gets, in minutes.
const DEFAULT_WINDOWS: (i64, i64) = (480, 10_080);

/// `BackupPlanInput`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Document {
    pub(super) backup_plan_name: Text,
    pub(super) rules: Vec<Rule>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub(super) advanced_backup_settings: Vec<AdvancedSetting>,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub(super) scan_settings: Vec<ScanSetting>,
}

fn or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(given: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(given)?.unwrap_or_default())
}

impl Document {
    /// Checks the document and fills in what the service adds: schedule, zone and windows. Rules have no ids yet.
    pub(super) fn complete(mut self) -> Result<Self, ApiError> {
        self.check()?;
        for rule in &mut self.rules {
            rule.rule_id = None;
            rule.schedule_expression.get_or_insert_with(|| text(DEFAULT_EXPRESSION));
            rule.schedule_expression_timezone.get_or_insert_with(|| text("Etc/UTC"));
            let (start, complete) = DEFAULT_WINDOWS;
            let start = *rule.start_window_minutes.get_or_insert(start);
            rule.completion_window_minutes.get_or_insert(complete.max(start.saturating_add(60)));
            rule.enable_continuous_backup.get_or_insert(false);
        }
        Ok(self)
    }

    /// The document of a version, without its rules' ids.
    pub(super) fn of(version: &PlanVersion) -> Self {
        let without_id = |rule: &Rule| Rule { rule_id: None, ..rule.clone() };
        Self {
            backup_plan_name: version.name.clone(),
            rules: version.rules.iter().map(without_id).collect(),
            advanced_backup_settings: version.advanced.clone(),
            scan_settings: version.scan.clone(),
        }
    }

    /// `BackupPlan` for the wire.
    pub(super) fn view(&self) -> Value {
        record(self).into()
    }

    fn check(&self) -> Result<(), ApiError> {
        let name = &self.backup_plan_name;
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if !(1..=50).contains(&name.len()) || !name.bytes().all(allowed) {
            return Err(ApiError::invalid("BackupPlanName", "must be 1 to 50 letters, digits, or -_."));
        }
        if self.rules.is_empty() {
            return Err(ApiError::missing("Rules"));
        }
        if self.rules.len() > MAX_RULES {
            return Err(too_many("A plan can have at most 10 rules"));
        }
        self.advanced_backup_settings.iter().try_for_each(check_advanced)?;
        for kind in self.scan_settings.iter().flat_map(|setting| &setting.resource_types) {
            check_kind("ScanSettings", kind)?;
        }
        for (at, rule) in self.rules.iter().enumerate() {
            let in_rule = |error: ApiError| error.after(&format!("Error in rule {} : ", rule.rule_name));
            check_rule(rule).map_err(in_rule)?;
            if self.rules[..at].iter().any(|other| other.rule_name == rule.rule_name) {
                return Err(in_rule(ApiError::invalid("RuleName", "another rule of the plan has this name")));
            }
        }
        Ok(())
    }
}

/// `BackupPlan` of a version for the wire, with its rules' ids.
pub(super) fn view(version: &PlanVersion) -> Value {
    let rules: Vec<_> = version.rules.iter().map(record).collect();
    let mut view = json!({ "BackupPlanName": version.name, "Rules": rules });
    if !version.advanced.is_empty() {
        view["AdvancedBackupSettings"] = version.advanced.iter().map(record).collect();
    }
    if !version.scan.is_empty() {
        view["ScanSettings"] = version.scan.iter().map(record).collect();
    }
    view
}

fn too_many(message: &str) -> ApiError {
    ApiError::new("LimitExceededException", 400, message)
}

fn check_kind(member: &str, kind: &str) -> Result<(), ApiError> {
    let known = Kind::named(kind).is_some();
    if known { Ok(()) } else { Err(ApiError::invalid(member, format!("{kind} is not a resource type"))) }
}

/// The options that the model's documentation names, and no others.
fn check_advanced(setting: &AdvancedSetting) -> Result<(), ApiError> {
    let kind = setting.resource_type.as_deref().unwrap_or_default();
    check_kind("ResourceType", kind)?;
    let wrong = |key: &str, value: &str| {
        ApiError::invalid("BackupOptions", format!("{key}={value} is not an option of {kind}"))
    };
    for (key, value) in &setting.backup_options {
        let known =
            matches!((kind, key.as_str()), ("EC2", "WindowsVSS") | ("S3", "BackupACLs" | "BackupObjectTags"));
        if !known || !matches!(value.as_str(), "enabled" | "disabled") {
            return Err(wrong(key, value));
        }
    }
    Ok(())
}

fn check_rule(rule: &Rule) -> Result<(), ApiError> {
    let expression = rule.schedule_expression.as_deref().unwrap_or(DEFAULT_EXPRESSION);
    let schedule = Schedule::new(expression, rule.schedule_expression_timezone.as_deref())
        .map_err(|error| ApiError::invalid("ScheduleExpression", error))?;
    if schedule.is_within_the_hour() {
        return Err(ApiError::invalid("ScheduleExpression", "backups are at least an hour apart"));
    }
    check_windows(
        ("StartWindowMinutes", rule.start_window_minutes),
        ("CompletionWindowMinutes", rule.completion_window_minutes),
    )?;
    check_tags("RecoveryPointTags", &rule.recovery_point_tags)?;
    if rule.recovery_point_tags.len() > MAX_POINT_TAGS {
        return Err(ApiError::invalid("RecoveryPointTags", "at most 10 tags are allowed"));
    }
    if rule.copy_actions.len() > MAX_COPIES {
        return Err(too_many("A rule can have at most 5 copy actions"));
    }
    for action in &rule.copy_actions {
        check_vault_arn("DestinationBackupVaultArn", &action.destination_backup_vault_arn)?;
    }
    if let Some(arn) = &rule.target_logically_air_gapped_backup_vault_arn {
        check_vault_arn("TargetLogicallyAirGappedBackupVaultArn", arn)?;
    }
    let copied = rule.copy_actions.iter().filter_map(|action| action.lifecycle.as_ref());
    copied.chain(&rule.lifecycle).try_for_each(super::check_lifecycle)?;
    check_indexes(&rule.index_actions)?;
    let days = rule.lifecycle.as_ref().and_then(Lifecycle::keep_days);
    if rule.is_continuous() && days.is_none_or(|days| days > MAX_CONTINUOUS_DAYS) {
        return Err(ApiError::invalid("Lifecycle", "continuous backups are kept for 1 to 35 days"));
    }
    Ok(())
}

fn check_vault_arn(member: &str, arn: &str) -> Result<(), ApiError> {
    let parts: Vec<_> = arn.splitn(7, ':').collect();
    match parts[..] {
        ["arn", _, "backup", region, account, "backup-vault", name]
            if !region.is_empty() && !account.is_empty() && !name.is_empty() =>
        {
            Ok(())
        }
        _ => Err(ApiError::invalid(member, format!("{arn} is not the ARN of a backup vault"))),
    }
}

/// At most one index action with at most one type, EBS or S3.
fn check_indexes(actions: &[IndexAction]) -> Result<(), ApiError> {
    let kinds: Vec<_> = actions.iter().flat_map(|action| &action.resource_types).collect();
    if actions.len() > 1 || kinds.len() > 1 {
        return Err(ApiError::invalid("IndexActions", "a rule has at most one, of one resource type"));
    }
    match kinds.first() {
        Some(kind) if !matches!(&***kind, "EBS" | "S3") => {
            Err(ApiError::invalid("IndexActions", format!("{kind} has no backup index")))
        }
        _ => Ok(()),
    }
}
