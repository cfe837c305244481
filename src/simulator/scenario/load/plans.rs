//! Plans with their rules and selections.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Loader, ScenarioError, invalid, keep};
use crate::simulator::engine::later;
use crate::simulator::ids::Random;
use crate::simulator::request::Scope;
use crate::simulator::scenario::format::{self, Pairs};
use crate::simulator::scenario::value::Offset;
use crate::simulator::schedule::Schedule;
use crate::simulator::state::{CopyAction, Lifecycle, Plan, PlanVersion, Rule, Selection};
use crate::simulator::wire::Text;

impl Loader {
    pub(super) fn plans(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.plans.clone() {
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let plan = self.plan(&scope, &given)?;
            let estate = self.state.estate(&scope);
            if !given.tags.is_empty() {
                estate.tags.insert(plan.arn.clone(), given.tags);
            }
            estate.plans.insert(plan);
        }
        Ok(())
    }

    fn plan(&self, scope: &Scope, given: &format::Plan) -> Result<Plan, ScenarioError> {
        let entry = format!("plan {}", given.name);
        let mut random = Random::named(self.seed, &format!("{entry} {} {}", scope.account, scope.region));
        let created = self.at(given.created.unwrap_or(Offset(SignedDuration::from_hours(-300 * 24))));
        let id: Text = random.uuid().into();
        let rules: Result<Vec<_>, _> =
            given.rules.iter().map(|rule| self.rule(scope, rule, &entry, &mut random)).collect();
        let rules = rules?;
        let count = given.versions.unwrap_or(1).max(1);
        let version = |number: u8| PlanVersion {
            id: random.version().into(),
            created: later(created, SignedDuration::from_hours(i64::from(number) * 24 * 7)).min(self.now),
            name: given.name.as_str().into(),
            rules: rules.clone(),
            advanced: Vec::new(),
            scan: Vec::new(),
        };
        let versions = (0..count).map(version).collect();
        let mut random = Random::named(self.seed, &format!("selections of {entry}"));
        let selections: Result<Vec<_>, _> = given
            .selections
            .iter()
            .map(|selection| self.selection(scope, selection, created, &entry, random.uuid()))
            .collect();
        Ok(Plan {
            arn: scope.arn(&format!("backup-plan:{id}")),
            id,
            created,
            creator_request_id: None,
            versions,
            selections: selections?,
            last_execution: None,
            deleted: None,
        })
    }

    fn rule(
        &self,
        scope: &Scope,
        given: &format::Rule,
        entry: &str,
        random: &mut Random,
    ) -> Result<Rule, ScenarioError> {
        let entry = format!("{entry}, rule {}", given.name);
        self.vault(scope, &given.vault, &entry)?;
        let expression = self.expression(&given.schedule, &entry)?;
        Schedule::new(&expression, given.timezone.as_deref()).map_err(|error| invalid(&entry, error))?;
        let copies: Result<Vec<_>, _> =
            given.copies.iter().map(|copy| self.copy_action(scope, copy, &entry)).collect();
        let lifecycle = Lifecycle {
            move_to_cold_storage_after_days: given.cold_after_days,
            delete_after_days: given.keep_days,
            ..Lifecycle::default()
        };
        Ok(Rule {
            rule_name: given.name.as_str().into(),
            target_backup_vault_name: given.vault.as_str().into(),
            target_logically_air_gapped_backup_vault_arn: None,
            rule_id: Some(random.uuid().into()),
            schedule_expression: Some(expression.into()),
            schedule_expression_timezone: Some(given.timezone.as_deref().unwrap_or("Etc/UTC").into()),
            start_window_minutes: Some(given.start_window.map_or(480, Offset::minutes)),
            completion_window_minutes: Some(given.complete_window.map_or(10_080, Offset::minutes)),
            lifecycle: Some(lifecycle).filter(|lifecycle| *lifecycle != Lifecycle::default()),
            recovery_point_tags: given.point_tags.clone(),
            copy_actions: copies?,
            enable_continuous_backup: Some(given.continuous),
            index_actions: Vec::new(),
            scan_actions: Vec::new(),
        })
    }

    fn copy_action(
        &self,
        scope: &Scope,
        copy: &format::Copy,
        entry: &str,
    ) -> Result<CopyAction, ScenarioError> {
        Ok(CopyAction {
            destination_backup_vault_arn: self.destination(scope, copy, entry)?,
            lifecycle: copy.keep_days.map(keep),
        })
    }

    /// The ARN of a copy's destination; what it leaves out is as at the source.
    pub(super) fn destination(
        &self,
        scope: &Scope,
        copy: &format::Copy,
        entry: &str,
    ) -> Result<Text, ScenarioError> {
        let account = copy.account.as_deref().unwrap_or(&scope.account);
        let region = copy.region.as_deref().unwrap_or(&scope.region);
        Ok(self.vault(&Scope::new(account, region), &copy.vault, entry)?.backup_vault_arn.clone())
    }

    /// `cron(…)` as it is; `daily -2h15m` and its like as the cron expression whose last run was then.
    pub(super) fn expression(&self, text: &str, entry: &str) -> Result<String, ScenarioError> {
        if text.starts_with("cron(") {
            return Ok(text.to_owned());
        }
        let error = || invalid(entry, format!("`{text}` is neither cron(…) nor like `daily -2h15m`"));
        let (every, offset) = text.split_once(' ').ok_or_else(error)?;
        let last = self.at(offset.trim().parse().map_err(|_| error())?);
        let step = 300;
        let last = Timestamp::from_second(last.as_second().div_euclid(step) * step).map_err(|_| error())?;
        let last = TimeZone::UTC.to_datetime(last);
        let (minute, hour) = (last.minute(), last.hour());
        match every {
            "hourly" => Ok(format!("cron({minute} * ? * * *)")),
            "daily" => Ok(format!("cron({minute} {hour} ? * * *)")),
            "weekly" => {
                Ok(format!("cron({minute} {hour} ? * {} *)", last.date().weekday().to_sunday_one_offset()))
            }
            "monthly" => Ok(format!("cron({minute} {hour} {} * ? *)", last.day().min(28))),
            _ => Err(error()),
        }
    }

    fn selection(
        &self,
        scope: &Scope,
        given: &format::Selection,
        created: Timestamp,
        entry: &str,
        id: String,
    ) -> Result<Selection, ScenarioError> {
        let arns: Result<Vec<_>, _> =
            given.resources.iter().map(|name| Ok(self.resource(scope, name, entry)?.arn.clone())).collect();
        let role = self.role(scope, given.role.as_deref());
        let mut document = json!({ "SelectionName": given.name, "IamRoleArn": role });
        let arns = arns?;
        if !arns.is_empty() {
            document["Resources"] = json!(arns);
        }
        if !given.tags.is_empty() {
            document["ListOfTags"] = conditions(&given.tags);
        }
        let name = given.name.as_str().into();
        Ok(Selection { id: id.into(), created, creator_request_id: None, name, role, document })
    }
}

fn conditions(tags: &Pairs) -> Value {
    let condition = |(key, value): (&String, &String)| json!({ "ConditionType": "STRINGEQUALS", "ConditionKey": key, "ConditionValue": value });
    tags.iter().map(condition).collect()
}
