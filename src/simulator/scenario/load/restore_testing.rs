//! Restore testing plans of a scenario.

use jiff::SignedDuration;

use super::{Loader, ScenarioError, unknown};
use crate::simulator::engine::plan_next_test;
use crate::simulator::ids::Random;
use crate::simulator::kinds::Kind;
use crate::simulator::request::Scope;
use crate::simulator::scenario::restore_testing::{RestoreTestingPlan, RestoreTestingSelection};
use crate::simulator::state::{Judgement, KeyValue, PointSelection, TestConditions, TestPlan, TestSelection};
use crate::simulator::wire::{Epoch, Text};

impl Loader {
    /// Places the restore testing plans; they run from the start of the history on.
    pub(super) fn restore_testing(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.restore_testing_plans.clone() {
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let plan = self.test_plan(&scope, &given)?;
            let (name, start) = (plan.restore_testing_plan_name.clone(), self.state.now);
            self.state.estate(&scope).test_plans.insert(plan);
            plan_next_test(&mut self.state, &scope, &name, start);
        }
        Ok(())
    }

    fn test_plan(&self, scope: &Scope, given: &RestoreTestingPlan) -> Result<TestPlan, ScenarioError> {
        let entry = format!("restore testing plan {}", given.name);
        let mut random = Random::named(self.seed, &entry);
        let arn = |vault: &String| scope.arn(&format!("backup-vault:{vault}"));
        let vaults: Vec<Text> = given.vaults.iter().map(arn).collect();
        let types = match given.continuous {
            Some(true) => vec!["CONTINUOUS".into()],
            Some(false) => vec!["SNAPSHOT".into()],
            None => vec!["CONTINUOUS".into(), "SNAPSHOT".into()],
        };
        let select = |selection| self.test_selection(scope, given, selection, &entry);
        Ok(TestPlan {
            restore_testing_plan_arn: scope.arn(&format!(
                "restore-testing-plan:{}-{}",
                given.name,
                random.uuid()
            )),
            restore_testing_plan_name: given.name.as_str().into(),
            creation_time: Epoch(self.state.now),
            creator_request_id: None,
            last_execution_time: None,
            last_update_time: None,
            recovery_point_selection: PointSelection {
                algorithm: Some(
                    if given.random { "RANDOM_WITHIN_WINDOW" } else { "LATEST_WITHIN_WINDOW" }.into(),
                ),
                include_vaults: if vaults.is_empty() { vec!["*".into()] } else { vaults },
                exclude_vaults: Vec::new(),
                recovery_point_types: types,
                selection_window_days: Some(given.window_days.unwrap_or(30)),
            },
            schedule_expression: self.expression(&given.schedule, &entry)?.into(),
            schedule_expression_timezone: Some(given.timezone.as_deref().unwrap_or("Etc/UTC").into()),
            start_window_hours: given.start_window.map_or(24, |window| window.0.as_hours()),
            selections: given.selections.iter().map(select).collect::<Result<_, _>>()?,
            generation: random.next(),
        })
    }

    fn test_selection(
        &self,
        scope: &Scope,
        plan: &RestoreTestingPlan,
        given: &RestoreTestingSelection,
        entry: &str,
    ) -> Result<TestSelection, ScenarioError> {
        let testable = Kind::named(&given.kind).filter(|kind| self.state.forms.testable(kind.name));
        let kind = testable.ok_or_else(|| unknown(entry, "type to test restores of", &given.kind))?;
        let arn = |name: &String| Ok(self.resource(scope, name, entry)?.arn.clone());
        let arns: Vec<Text> = given.resources.iter().map(arn).collect::<Result<_, ScenarioError>>()?;
        let tag = |(key, value): (&String, &String)| KeyValue {
            key: format!("aws:ResourceTag/{key}").into(),
            value: value.as_str().into(),
        };
        let conditions = TestConditions {
            string_equals: given.tags.iter().map(tag).collect(),
            string_not_equals: Vec::new(),
        };
        let minutes = |offset: Option<crate::simulator::scenario::value::Offset>, usual| {
            offset.map_or(SignedDuration::from_mins(usual), |offset| offset.0)
        };
        Ok(TestSelection {
            restore_testing_selection_name: given.name.as_str().into(),
            restore_testing_plan_name: plan.name.as_str().into(),
            creation_time: Epoch(self.state.now),
            creator_request_id: None,
            iam_role_arn: self.role(scope, given.role.as_deref()),
            protected_resource_type: kind.name,
            protected_resource_arns: if arns.is_empty() { vec!["*".into()] } else { arns },
            protected_resource_conditions: (!given.tags.is_empty()).then_some(conditions),
            restore_metadata_overrides: given.overrides.clone(),
            validation_window_hours: minutes(given.validation_window, 0).as_hours(),
            judgement: Some(Judgement {
                validation: given.validation.as_deref().map(Text::from),
                validation_message: given.validation_message.as_deref().map(Text::from),
                after: minutes(given.validated_after, 10),
                deletion_failure: given.deletion_failure.as_deref().map(Text::from),
            }),
        })
    }
}
