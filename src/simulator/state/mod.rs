//! Everything the simulator knows: one [`Estate`] per account and region, and the clock's last reading.

mod deployment;
mod framework;
mod hold;
mod index;
mod job;
mod ledger;
mod organization;
mod plan;
mod point;
mod policy;
mod rare;
mod report;
mod resource;
mod restore_testing;
mod tiering;
mod vault;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

pub use deployment::{Change, Deployment};
pub use framework::{Control, ControlParameter, Framework};
pub use hold::{GivenRange, GivenSelection, Hold, HoldSelection, HoldStatus};
pub use index::Key;
pub use job::{BackupJob, CopyJob, Course, Ending, Gate, JobState, RestoreCreator, RestoreJob, RestoreWork};
pub use ledger::{Entry, Ledger, Place, Reach};
pub use organization::Organization;
pub use plan::{
    AdvancedSetting, CopyAction, Creator, IndexAction, Lifecycle, Plan, PlanMember, PlanVersion, Rule,
    ScanSetting, Selection,
};
pub use point::{CalculatedLifecycle, Point, PointStatus, StorageClass};
pub use policy::{Policy, Question, Verdict};
pub use rare::{AggregatedScanResult, Index, IndexStatus, Rare, Scan, ScanOutcome, ScanResult};
pub use report::{ReportChannel, ReportJob, ReportPlan, ReportSetting, Reports};
pub use resource::{Condition, Resource, SourceKey, Traits};
pub use restore_testing::{
    Judgement, KeyValue, PointSelection, RestoreTest, TestConditions, TestPlan, TestSelection,
};
pub use tiering::{Tiering, TieringSelection};
pub use vault::{Notifications, Vault, VaultKind, VaultSettings, VaultState};

use super::cloudwatch::Alarm;
use super::engine::{self, Engine};
use super::faults::FaultRule;
use super::ids::Random;
use super::request::Scope;
use super::restore::Forms;
use super::scenario::{Catalogue, Denial};
use super::wire::{Answer, ApiError, Text};

/// All simulated accounts.
#[derive(Debug)]
pub struct State {
    /// The virtual time up to which everything has happened.
    pub now: Timestamp,
    /// The source of all ids.
    pub random: Random,
    /// The seed of the account, for what must not depend on the order of draws.
    pub seed: u64,
    /// Each account and region that was ever spoken to.
    pub estates: BTreeMap<Scope, Estate>,
    /// Idempotency: the answers already given, by operation and token.
    pub answered: BTreeMap<(Scope, &'static str, String), Answer>,
    /// What was asked for with each of these tokens.
    pub asked: BTreeMap<(Scope, &'static str, String), Map<String, Value>>,
    /// Work in progress and schedules.
    pub engine: Engine,
    /// AWS Backup's status messages.
    pub messages: Catalogue,
    /// What each type can be restored as.
    pub forms: Arc<Forms>,
    /// What goes wrong from the start, by what the scenario says.
    pub faults: Vec<FaultRule>,
    /// The organization that the accounts form.
    pub organization: Organization,
}

impl State {
    /// An empty world at `now`.
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self {
            now,
            random: Random::new(seed),
            seed,
            estates: BTreeMap::new(),
            answered: BTreeMap::new(),
            asked: BTreeMap::new(),
            engine: Engine::new(now),
            messages: Catalogue::default(),
            forms: Arc::default(),
            faults: Vec::new(),
            organization: Organization::default(),
        }
    }

    /// Lets everything happen that is due by `now`. Time never runs backwards.
    pub fn advance(&mut self, now: Timestamp) {
        engine::advance(self, now.max(self.now));
        for estate in self.estates.values_mut() {
            estate.settle();
        }
    }

    /// The estate of a scope, made on first use.
    pub fn estate(&mut self, scope: &Scope) -> &mut Estate {
        self.estates.entry(scope.clone()).or_insert_with(|| Estate::new(scope.clone()))
    }
}

/// One account in one region.
#[derive(Debug)]
pub struct Estate {
    pub scope: Scope,
    pub vaults: Ledger<Vault>,
    pub points: Ledger<Point>,
    pub plans: Ledger<Plan>,
    pub backup_jobs: Ledger<BackupJob>,
    pub copy_jobs: Ledger<CopyJob>,
    pub restore_jobs: Ledger<RestoreJob>,
    /// Audit frameworks by name.
    pub frameworks: BTreeMap<Text, Framework>,
    pub reports: Reports,
    /// Tiering configurations by name.
    pub tiering: BTreeMap<Text, Tiering>,
    /// What came of each idempotency token of `StartRestoreJob`: a job, or a refusal of metadata that stays.
    pub restore_tokens: BTreeMap<String, Result<Text, ApiError>>,
    /// How restores end that a user starts, by the ARN of the source; none is by their metadata.
    pub restore_fates: BTreeMap<Text, Ending>,
    /// Whether there is no VPC that a restore could go to without being told.
    pub no_default_vpc: bool,
    /// Restore testing plans.
    pub test_plans: Ledger<TestPlan>,
    /// What exists and can be backed up, by ARN.
    pub resources: BTreeMap<Text, Arc<Resource>>,
    /// Tags by ARN of vaults, plans and recovery points.
    pub tags: BTreeMap<Text, BTreeMap<String, String>>,
    /// Opt-in by resource type; a type that is absent is opted in.
    pub opt_in: BTreeMap<String, bool>,
    /// Full management by resource type.
    pub management: BTreeMap<String, bool>,
    /// `CloudWatch` alarms.
    pub alarms: Vec<Alarm>,
    /// What encoded authorization messages say.
    pub denials: Vec<Denial>,
    /// Each resource's running backup job.
    pub busy: BTreeMap<Text, Text>,
    /// Each resource's running copy job.
    pub copying: BTreeMap<Text, Text>,
    pub holds: Ledger<Hold>,
    /// The recovery points that have a backup index.
    pub indexed: BTreeSet<Text>,
    /// Roles that may not delete recovery points or make indexes, by ARN.
    pub roles_without_delete: BTreeSet<Text>,
}

impl Estate {
    fn new(scope: Scope) -> Self {
        Self {
            scope,
            vaults: Ledger::default(),
            points: Ledger::default(),
            plans: Ledger::default(),
            backup_jobs: Ledger::default(),
            copy_jobs: Ledger::default(),
            restore_jobs: Ledger::default(),
            frameworks: BTreeMap::new(),
            reports: Reports::default(),
            tiering: BTreeMap::new(),
            restore_tokens: BTreeMap::new(),
            restore_fates: BTreeMap::new(),
            no_default_vpc: false,
            test_plans: Ledger::default(),
            resources: BTreeMap::new(),
            tags: BTreeMap::new(),
            opt_in: BTreeMap::new(),
            management: BTreeMap::new(),
            alarms: Vec::new(),
            denials: Vec::new(),
            busy: BTreeMap::new(),
            holds: Ledger::default(),
            indexed: BTreeSet::new(),
            roles_without_delete: BTreeSet::new(),
            copying: BTreeMap::new(),
        }
    }

    /// Brings the indexes of all large ledgers up to date.
    fn settle(&mut self) {
        self.points.settle();
        self.backup_jobs.settle();
        self.copy_jobs.settle();
        self.restore_jobs.settle();
    }

    /// Brings frameworks and reports to `now`: nothing depends on them, so they are only looked at when asked for.
    pub fn settle_audit(&mut self, now: Timestamp, seed: u64) {
        let mut gone = self.reports.settle(&self.scope, &self.frameworks, now, seed);
        let left = |framework: &Framework| framework.deployment.is_gone(now).then(|| framework.arn.clone());
        gone.extend(self.frameworks.values().filter_map(left));
        self.frameworks.retain(|_, framework| !framework.deployment.is_gone(now));
        for arn in gone {
            self.tags.remove(&arn);
        }
    }

    /// A vault that a request names; a vault that is not there answers as AWS does (fact 6).
    pub fn vault(&self, name: &str) -> Result<&Vault, ApiError> {
        self.vaults.get(name).ok_or_else(ApiError::insufficient_privileges)
    }

    /// Whether a legal hold keeps a recovery point from being deleted.
    pub fn is_held(&self, point: &Point, at: Timestamp) -> bool {
        self.holds.iter().any(|hold| hold.is_in_force(at) && hold.covers(point))
    }

    /// As [`Estate::vault`], to change it.
    pub fn vault_mut(&mut self, name: &str) -> Result<&mut Vault, ApiError> {
        self.vaults.get_mut(name).ok_or_else(ApiError::insufficient_privileges)
    }
}
