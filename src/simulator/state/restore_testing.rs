//! Restore testing: plans, their selections, and what a test still has to go through.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Entry;
use crate::simulator::wire::{Epoch, Text};

/// A restore testing plan.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TestPlan {
    pub restore_testing_plan_name: Text,
    pub restore_testing_plan_arn: Text,
    pub creation_time: Epoch,
    pub creator_request_id: Option<Text>,
    pub last_execution_time: Option<Epoch>,
    pub last_update_time: Option<Epoch>,
    pub recovery_point_selection: PointSelection,
    pub schedule_expression: Text,
    pub schedule_expression_timezone: Option<Text>,
    pub start_window_hours: i64,
    /// Its selections in the order of their creation.
    #[serde(skip)]
    pub selections: Vec<TestSelection>,
    /// Grows with each change of the schedule, so that runs that were planned before are known as stale.
    #[serde(skip)]
    pub generation: u64,
}

/// Which recovery points a plan restores.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct PointSelection {
    pub algorithm: Option<Text>,
    pub include_vaults: Vec<Text>,
    pub exclude_vaults: Vec<Text>,
    pub recovery_point_types: Vec<Text>,
    pub selection_window_days: Option<i64>,
}

/// A selection of a restore testing plan.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct TestSelection {
    pub restore_testing_selection_name: Text,
    pub restore_testing_plan_name: Text,
    pub creation_time: Epoch,
    pub creator_request_id: Option<Text>,
    pub iam_role_arn: Text,
    pub protected_resource_type: &'static str,
    pub protected_resource_arns: Vec<Text>,
    pub protected_resource_conditions: Option<TestConditions>,
    pub restore_metadata_overrides: BTreeMap<String, String>,
    pub validation_window_hours: i64,
    /// What the scenario says about the outcome of its tests.
    #[serde(skip)]
    pub judgement: Option<Judgement>,
}

/// Tags that a resource has to have, or must not have.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TestConditions {
    pub string_equals: Vec<KeyValue>,
    pub string_not_equals: Vec<KeyValue>,
}

/// A tag, its key written `aws:ResourceTag/key`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyValue {
    pub key: Text,
    pub value: Text,
}

/// How the tests of a selection are judged by somebody else than a caller.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// `SUCCESSFUL` or `FAILED`; none leaves it to a caller, or to time.
    pub validation: Option<Text>,
    pub validation_message: Option<Text>,
    /// How long after the restore.
    pub after: SignedDuration,
    /// Why the restored resource cannot be deleted.
    pub deletion_failure: Option<Text>,
}

/// What restore testing does with the result of a restore.
#[derive(Debug, Clone)]
pub struct RestoreTest {
    pub plan_arn: Text,
    /// How long it waits for a verdict.
    pub window: SignedDuration,
    pub judgement: Option<Judgement>,
    /// When the validation ends by itself.
    pub judged_at: Option<Timestamp>,
    /// When the deletion ends.
    pub deleted_at: Option<Timestamp>,
}

impl TestConditions {
    /// Whether a resource with these tags is meant.
    pub fn hold(&self, tags: &BTreeMap<String, String>) -> bool {
        let has = |wanted: &KeyValue| {
            let key = wanted.key.strip_prefix("aws:ResourceTag/").unwrap_or(&wanted.key);
            tags.get(key).is_some_and(|value| *value == *wanted.value)
        };
        self.string_equals.iter().all(has) && !self.string_not_equals.iter().any(has)
    }
}

impl Entry for TestPlan {
    fn id(&self) -> &Text {
        &self.restore_testing_plan_name
    }

    fn created(&self) -> Timestamp {
        self.creation_time.0
    }
}

impl Entry for TestSelection {
    fn id(&self) -> &Text {
        &self.restore_testing_selection_name
    }

    fn created(&self) -> Timestamp {
        self.creation_time.0
    }
}
