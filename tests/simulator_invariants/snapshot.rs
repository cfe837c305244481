//! What an account looks like from outside at one moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;

use crate::wire::{Wire, encoded};

const WHOLE: usize = 1000;

/// A recovery point in its vault.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub vault: String,
    pub arn: String,
    pub resource: String,
    pub status: String,
    pub delete_at: Option<f64>,
}

/// A job of any kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub kind: &'static str,
    pub state: String,
    pub resource: String,
    pub created: f64,
    pub completed: Option<f64>,
    pub parent: Option<String>,
    pub is_parent: bool,
    /// Whether a plan, a parent or a testing plan started it.
    pub by_itself: bool,
}

/// Everything that the rules are about.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub now: f64,
    /// Vaults by name, with what `DescribeBackupVault` counts and whether they are locked.
    pub vaults: BTreeMap<String, (u64, bool)>,
    pub points: BTreeMap<(String, String), Point>,
    pub jobs: BTreeMap<String, Job>,
    /// ARNs of points under an active legal hold.
    pub held: BTreeSet<String>,
    /// How many lists were read.
    lists: usize,
    /// What contradicted itself while it was being read.
    pub contradictions: Vec<String>,
}

/// How small the pages are in which every fourth list is read once more, and which of the four it is this time.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    pub size: usize,
    pub turn: usize,
}

/// The three kinds of job: path, list, id and state as the kind calls them.
const KINDS: [(&str, &str, &str, &str, &str); 3] = [
    ("backup", "/backup-jobs/", "BackupJobs", "BackupJobId", "State"),
    ("copy", "/copy-jobs/", "CopyJobs", "CopyJobId", "State"),
    ("restore", "/restore-jobs/", "RestoreJobs", "RestoreJobId", "Status"),
];

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

impl Snapshot {
    /// Reads everything.
    pub async fn take(wire: &mut Wire, now: Timestamp, pages: Pages) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of this era fit a double exactly")]
        let now = now.as_millisecond() as f64 / 1000.0;
        let mut seen = Self { now, ..Self::default() };
        seen.vaults(wire, pages).await;
        seen.jobs(wire, pages).await;
        seen.holds(wire).await;
        seen
    }

    /// A whole list, checked against its own small pages.
    async fn list(&mut self, wire: &mut Wire, path: &str, items: &str, pages: Pages) -> Vec<Value> {
        let whole = wire.list(path, items, WHOLE).await;
        self.lists += 1;
        let turn = (self.lists + pages.turn).is_multiple_of(4);
        let page = pages.size;
        // Many pages of a long list prove no more than some of a short one.
        if turn && whole.len() < 8 * page && wire.list(path, items, page).await != whole {
            self.contradictions.push(format!("pages of {page} of {path} are not the list"));
        }
        whole
    }

    async fn vaults(&mut self, wire: &mut Wire, pages: Pages) {
        for vault in self.list(wire, "/backup-vaults/", "BackupVaultList", pages).await {
            let name = text(&vault, "BackupVaultName");
            let described = wire.get(&format!("/backup-vaults/{name}")).await;
            let count = described["NumberOfRecoveryPoints"].as_u64().unwrap_or_default();
            if vault["NumberOfRecoveryPoints"] != described["NumberOfRecoveryPoints"] {
                self.contradictions.push(format!("two counts of {name}: {vault} {described}"));
            }
            let locked = described["Locked"].as_bool().unwrap_or_default();
            let path = format!("/backup-vaults/{name}/recovery-points/");
            let points = self.list(wire, &path, "RecoveryPoints", pages).await;
            if count != points.len() as u64 {
                self.contradictions.push(format!("{name} counts {count} and lists {}", points.len()));
            }
            for point in points {
                let point = Point {
                    vault: name.clone(),
                    arn: text(&point, "RecoveryPointArn"),
                    resource: text(&point, "ResourceArn"),
                    status: text(&point, "Status"),
                    delete_at: point["CalculatedLifecycle"]["DeleteAt"].as_f64(),
                };
                let key = (name.clone(), point.arn.clone());
                if self.points.insert(key, point.clone()).is_some() {
                    self.contradictions.push(format!("{} is listed twice", point.arn));
                }
            }
            self.vaults.insert(name, (count, locked));
        }
        self.by_resource(wire).await;
    }

    /// The points of all resources are those of all vaults.
    async fn by_resource(&mut self, wire: &mut Wire) {
        let resources: BTreeSet<&String> = self.points.values().map(|point| &point.resource).collect();
        let mut found = BTreeSet::new();
        for resource in resources {
            let path = format!("/resources/{}/recovery-points/", encoded(resource));
            let points = wire.list(&path, "RecoveryPoints", WHOLE).await;
            found.extend(
                points.iter().map(|point| (text(point, "BackupVaultName"), text(point, "RecoveryPointArn"))),
            );
        }
        if !found.iter().eq(self.points.keys()) {
            self.contradictions
                .push(format!("the resources have {found:?}, the vaults {:?}", self.points.keys()));
        }
    }

    async fn jobs(&mut self, wire: &mut Wire, pages: Pages) {
        for (kind, path, items, id, state) in KINDS {
            for job in self.list(wire, path, items, pages).await {
                let by = |member| job[member].is_object() || job[member].is_string();
                let seen = Job {
                    kind,
                    state: text(&job, state),
                    resource: text(&job, "ResourceArn"),
                    created: job["CreationDate"].as_f64().unwrap_or_default(),
                    completed: job["CompletionDate"].as_f64(),
                    parent: job["ParentJobId"].as_str().map(str::to_owned),
                    is_parent: job["IsParent"].as_bool().unwrap_or_default(),
                    by_itself: by("CreatedBy") || by("ParentJobId") || by("CreatedByBackupJobId"),
                };
                if self.jobs.insert(text(&job, id), seen).is_some() {
                    self.contradictions.push(format!("two jobs have the id of {job}"));
                }
            }
        }
        let parents: Vec<String> = self
            .jobs
            .iter()
            .filter(|(_, job)| job.is_parent && job.kind == "backup")
            .map(|(id, _)| id.clone())
            .collect();
        for parent in parents {
            self.children(wire, &parent).await;
        }
    }

    /// A parent's counts of its children in each state are what its children are in.
    async fn children(&mut self, wire: &mut Wire, parent: &str) {
        let described = wire.get(&format!("/backup-jobs/{parent}")).await;
        let mut states: BTreeMap<&str, u64> = BTreeMap::new();
        let children = self.jobs.values().filter(|job| job.parent.as_deref() == Some(parent));
        let mut count = 0;
        for child in children {
            *states.entry(&child.state).or_default() += 1;
            count += 1;
        }
        let told = described["ChildJobsInState"].as_object().cloned().unwrap_or_default();
        let told: BTreeMap<&str, u64> = told
            .iter()
            .map(|(state, number)| (state.as_str(), number.as_u64().unwrap_or_default()))
            .filter(|(_, number)| *number > 0)
            .collect();
        if told != states || described["NumberOfChildJobs"].as_u64().unwrap_or_default() != count {
            self.contradictions.push(format!("{parent} has children in {states:?}, and tells {described}"));
        }
    }

    async fn holds(&mut self, wire: &mut Wire) {
        let (status, holds) = wire.call("GET", "/legal-holds/", &Value::Null).await;
        if status != 200 {
            return;
        }
        for hold in holds["LegalHolds"].as_array().into_iter().flatten() {
            if hold["Status"] == "ACTIVE" {
                let path = format!("/legal-holds/{}/recovery-points", text(hold, "LegalHoldId"));
                let points = wire.list(&path, "RecoveryPoints", WHOLE).await;
                self.held.extend(points.iter().map(|point| text(point, "RecoveryPointArn")));
            }
        }
    }
}
