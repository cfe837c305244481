//! Jobs that went another way than planned, and jobs of their own.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use super::{Loader, ScenarioError, invalid, keep, unknown};
use crate::simulator::engine::{
    CopyOrder, Fate, Order, RestoreOrder, Run, schedule_of, start_backup, start_copy, start_restore,
};
use crate::simulator::request::Scope;
use crate::simulator::scenario::format::{self, JobKind};
use crate::simulator::scenario::value::Offset;
use crate::simulator::state::{
    BackupJob, Creator, JobState, Key, Plan, Point, PointStatus, Resource, RestoreCreator, Rule,
};
use crate::simulator::wire::Text;

impl Loader {
    /// Notes what is to become of certain runs of certain rules, before those are run.
    pub(super) fn fates(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.jobs.clone() {
            let Some(number) = given.run else { continue };
            let entry = entry(&given);
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let resource = self.resource(&scope, &given.resource, &entry)?;
            let run = self.run(&scope, given.kind, &resource, (given.rule.as_deref(), number), &entry)?;
            let fate = self.fate(&given, &entry)?;
            self.state.engine.fates.insert(run, fate);
        }
        Ok(())
    }

    /// Notes which copies of certain runs are never begun.
    pub(super) fn omissions(&mut self) -> Result<(), ScenarioError> {
        for given in self.document.omissions.clone() {
            let entry = format!("omission of {}", given.resource);
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let resource = self.resource(&scope, &given.resource, &entry)?;
            let of = (Some(given.rule.as_str()), given.run.unwrap_or(1));
            let run = self.run(&scope, JobKind::Copy, &resource, of, &entry)?;
            self.state.engine.omitted.insert(run);
        }
        Ok(())
    }

    /// A run of a rule, counted from the last one, for one resource.
    fn run(
        &self,
        scope: &Scope,
        kind: JobKind,
        resource: &Resource,
        (rule, number): (Option<&str>, u32),
        entry: &str,
    ) -> Result<Run, ScenarioError> {
        let (_, rule) = self.rule_of(scope, rule, entry)?;
        let due = self.nth_last_run(&rule, number).ok_or_else(|| invalid(entry, "there is no such run"))?;
        let rule_id = rule.rule_id.unwrap_or_else(|| "".into());
        Ok(Run { kind, rule_id, resource_arn: resource.arn.clone(), due })
    }

    fn nth_last_run(&self, rule: &Rule, number: u32) -> Option<Timestamp> {
        let runs: Vec<_> = schedule_of(rule)?.between(self.state.now, self.now).collect();
        runs.into_iter().rev().nth(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    fn rule_of(&self, scope: &Scope, path: Option<&str>, entry: &str) -> Result<(Plan, Rule), ScenarioError> {
        let path = path.ok_or_else(|| invalid(entry, "`run` needs `rule = \"plan/rule\"`"))?;
        let (plan_name, rule_name) = path.split_once('/').unwrap_or((path, ""));
        let mut plans = self.state.estates.get(scope).into_iter().flat_map(|estate| estate.plans.iter());
        let plan = plans.find(|plan| plan.current().is_some_and(|version| version.name == plan_name));
        let plan = plan.ok_or_else(|| unknown(entry, "plan", plan_name))?;
        let rules = plan.current().map(|version| version.rules.as_slice()).unwrap_or_default();
        let rule = rules.iter().find(|rule| rule.rule_name == rule_name);
        let rule = rule.ok_or_else(|| unknown(entry, "rule", path))?.clone();
        Ok((plan.clone(), rule))
    }

    fn fate(&self, given: &format::Job, entry: &str) -> Result<Fate, ScenarioError> {
        let ending = match &given.then {
            Some(then) => self.fate_ending(given.kind, then, entry)?,
            None if given.state.is_terminal() => self.ending(
                (given.kind, given.state),
                given.message.as_ref(),
                given.category.as_deref(),
                entry,
            )?,
            None if given.state == JobState::Running && !given.stalled => {
                self.ending((given.kind, JobState::Completed), None, None, entry)?
            }
            None => self.ending((given.kind, JobState::Expired), None, None, entry)?,
        };
        let took = given.took.map(|took| took.0);
        Ok(Fate {
            state: given.state,
            seen: self.now,
            ending,
            took,
            percent: given.percent,
            stalled: given.stalled,
            expected: given.expected.map(|expected| expected.0),
            options: given.options.clone(),
        })
    }

    /// Places the jobs that stand on their own.
    pub(super) fn jobs(&mut self) -> Result<(), ScenarioError> {
        let mut labels = HashMap::new();
        for given in self.document.jobs.clone() {
            let entry = entry(&given);
            let Some(started) = given.started else {
                if given.run.is_none() {
                    return Err(invalid(&entry, "needs `run` or `started`"));
                }
                continue;
            };
            let scope = self.scope(given.account.as_deref(), given.region.as_deref());
            let created = self.at(started);
            let parent = given
                .parent
                .as_ref()
                .map(|label| labels.get(label).cloned().ok_or_else(|| unknown(&entry, "job label", label)));
            let parent = parent.transpose()?;
            let placed = match given.kind {
                JobKind::Backup => self.backup(&scope, &given, created, parent, &entry)?,
                JobKind::Copy => self.copy(&scope, &given, created, &entry)?,
                JobKind::Restore => self.restore(&scope, &given, created, &entry)?,
            };
            if let Some(label) = given.label {
                labels.insert(label, placed);
            }
        }
        Ok(())
    }

    fn creator(
        &self,
        scope: &Scope,
        given: &format::Job,
        entry: &str,
    ) -> Result<Option<Creator>, ScenarioError> {
        if given.rule.is_none() {
            return Ok(None);
        }
        let (plan, rule) = self.rule_of(scope, given.rule.as_deref(), entry)?;
        Ok(plan.current().map(|version| Creator::new(&plan, version, &rule)))
    }

    fn backup(
        &mut self,
        scope: &Scope,
        given: &format::Job,
        created: Timestamp,
        parent: Option<(Text, Text)>,
        entry: &str,
    ) -> Result<(Text, Text), ScenarioError> {
        let resource = self.resource(scope, &given.resource, entry)?;
        let vault = given.vault.as_deref().ok_or_else(|| invalid(entry, "needs `vault`"))?;
        self.vault(scope, vault, entry)?;
        let role = self.role(scope, given.role.as_deref());
        let order = Order {
            lifecycle: given.keep_days.map(keep),
            creator: self.creator(scope, given, entry)?,
            start_window_minutes: given.start_window.map_or(480, Offset::minutes),
            complete_window_minutes: given.complete_window.map_or(10_080, Offset::minutes),
            parent,
            fate: Some(self.fate(given, entry)?),
            ..Order::new(scope, vault, resource, role, created)
        };
        let id = start_backup(&mut self.state, order);
        let job = self.state.estate(scope).backup_jobs.get(&id);
        let point = job.map_or_else(|| "".into(), |job: &BackupJob| job.point_arn.clone());
        Ok((id, point))
    }

    fn copy(
        &mut self,
        scope: &Scope,
        given: &format::Job,
        created: Timestamp,
        entry: &str,
    ) -> Result<(Text, Text), ScenarioError> {
        let point = self.latest_point(scope, given, created, entry)?;
        let to = given.to.as_ref().ok_or_else(|| invalid(entry, "needs `to`"))?;
        let (destination, role) =
            (self.destination(scope, to, entry)?, self.role(scope, given.role.as_deref()));
        let order = CopyOrder {
            lifecycle: to.keep_days.map(keep),
            creator: self.creator(scope, given, entry)?,
            fate: Some(self.fate(given, entry)?),
            ..CopyOrder::new(scope, &point.recovery_point_arn, &destination, &role, created)
        };
        let id = start_copy(&mut self.state, order).ok_or_else(|| invalid(entry, "cannot be copied"))?;
        Ok((id, point.recovery_point_arn))
    }

    /// The newest usable point of the job's resource that is older than the job.
    fn latest_point(
        &self,
        scope: &Scope,
        given: &format::Job,
        before: Timestamp,
        entry: &str,
    ) -> Result<Point, ScenarioError> {
        let resource = self.resource(scope, &given.resource, entry)?;
        let usable = |point: &&Point| {
            point.resource_arn == resource.arn
                && point.creation_date.0 < before
                && given.vault.as_deref().is_none_or(|vault| point.backup_vault_name == vault)
                && matches!(
                    point.status,
                    PointStatus::Completed | PointStatus::Available | PointStatus::Partial
                )
        };
        let estate = self.state.estates.get(scope);
        let mut points =
            estate.into_iter().flat_map(|estate| estate.points.find(Key::Resource(resource.arn.clone())));
        points.find(usable).cloned().ok_or_else(|| unknown(entry, "recovery point of", &given.resource))
    }

    fn restore(
        &mut self,
        scope: &Scope,
        given: &format::Job,
        created: Timestamp,
        entry: &str,
    ) -> Result<(Text, Text), ScenarioError> {
        let point = self.latest_point(scope, given, created, entry)?;
        let fate = self.fate(given, entry)?;
        let id: Text = self.state.random.uuid().to_ascii_uppercase().into();
        let source = self.resource(scope, &given.resource, entry)?;
        let name = format!("{}-restored", source.name);
        let arn = source.kind.resource_arn(scope, &name, None, &mut self.state.random);
        let made =
            Resource { arn, name: name.into(), fate: None, tags: BTreeMap::new(), ..(*source).clone() };
        let order = RestoreOrder {
            fate: Some(fate),
            id: Some(id.clone()),
            makes: Some(Arc::new(made)),
            ..RestoreOrder::new(scope, &point, self.role(scope, given.role.as_deref()), created)
        };
        start_restore(&mut self.state, order).ok_or_else(|| invalid(entry, "cannot be restored"))?;
        if let Some(job) = self.state.estate(scope).restore_jobs.get_mut(&id) {
            if given.testing_plan.is_some() {
                // A test's resource is gone again.
                job.work.makes = None;
            }
            job.created_by = given.testing_plan.as_deref().map(|plan| RestoreCreator {
                restore_testing_plan_arn: scope.arn(&format!("restore-testing-plan:{plan}")),
            });
            job.validation_status = given.validation.as_deref().map(Text::from);
            job.validation_status_message = given.validation_message.as_deref().map(Text::from);
            job.deletion_status = given.deletion.as_deref().map(Text::from);
            job.deletion_status_message = given.deletion_message.as_deref().map(Text::from);
        }
        Ok((id, point.recovery_point_arn))
    }
}

fn entry(given: &format::Job) -> String {
    format!("job of {}", given.resource)
}
