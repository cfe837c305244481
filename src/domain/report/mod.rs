//! The board, once: how backups stand, for mail, tickets and scripts.
//!
//! Serialized it is the JSON form of `vaultdeck status`, which `docs/status.schema.json` describes: what is not known is null,
//! never zero; times are UTC, lengths seconds, sizes bytes. A member that changes its meaning or goes raises [`SCHEMA`].

mod markdown;
mod text;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

pub use markdown::markdown;
pub use text::text;

use super::scope::Scope;
use crate::text::Text;

/// The form and its version.
pub const SCHEMA: &str = "vaultdeck.status/1";

/// All of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The program's version.
    pub vaultdeck: &'static str,
    /// Made at.
    pub as_of: Timestamp,
    /// Jobs that ended since then, or that run, are counted.
    pub since: Timestamp,
    /// The same as a length.
    pub window_seconds: i64,
    /// How it stands.
    pub verdict: Verdict,
    /// Whether all was told that was asked.
    pub complete: bool,
    /// Where.
    pub scopes: Vec<Board>,
    /// Of all scopes together.
    pub totals: Totals,
    /// What needs attention, the worst first, as the console has it.
    pub attention: Vec<Attention>,
    /// Jobs of each kind.
    pub jobs: Vec<Jobs>,
    /// Backup plans.
    pub plans: Vec<Plan>,
    /// Jobs of the window, the newest first.
    pub recent: Recent,
    /// Resources and what was promised for them.
    pub objectives: Objectives,
    /// What could not be told.
    pub unknown: Vec<Unknown>,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// All was told, and nothing needs attention.
    Well,
    /// Something does that nobody has acknowledged.
    Attention,
    /// Nothing that is known does, and not all is known.
    Unknown,
}

/// An account in a Region.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// What the operator calls it.
    pub name: String,
    /// The account.
    pub account: Option<String>,
    /// The Region.
    pub region: String,
}

/// One scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Board {
    /// Which.
    #[serde(flatten)]
    pub place: Place,
    /// The profile; null is the ambient login.
    pub profile: Option<String>,
    /// What it holds.
    #[serde(flatten)]
    pub totals: Totals,
}

/// How many there are, where that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Vaults.
    pub vaults: Option<u64>,
    /// Plans.
    pub plans: Option<u64>,
    /// Protected resources.
    pub resources: Option<u64>,
    /// Recovery points: counted one by one, else by the vaults' own counts, which AWS calls approximate.
    pub recovery_points: Option<u64>,
    /// Bytes of those that tell a size; null while not all of them have been listed.
    pub stored_bytes: Option<u64>,
}

/// Jobs of one kind in the window.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Jobs {
    /// `backup`, `copy`, `restore`.
    pub kind: &'static str,
    /// Null while not all of them are known.
    pub figures: Option<Figures>,
}

/// What jobs did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Figures {
    /// How many ended in the window or run.
    pub total: u64,
    /// By state.
    pub by_state: BTreeMap<String, u64>,
    /// That run or wait.
    pub active: u64,
    /// Completed without issues, of all that ended and that nobody stopped: 0 to 1; null when there are none.
    pub success_rate: Option<f64>,
    /// Bytes of those that completed.
    pub bytes: u64,
    /// Those that completed and tell no size.
    pub without_size: u64,
}

/// A backup plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Its id.
    pub id: Text,
    /// Its name.
    pub plan: Text,
    /// It last started jobs at; null when it never did.
    pub last_run: Option<Timestamp>,
    /// It will next; null when it will not, or that is not known.
    pub next_run: Option<Timestamp>,
    /// Whether its rules and next runs are known.
    pub rules_known: bool,
    /// What its jobs did in the window; null while not all of them are known.
    pub jobs: Option<Outcome>,
}

/// How jobs ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Completed without issues.
    pub completed: u64,
    /// Need attention.
    pub troubled: u64,
    /// Run or wait.
    pub active: u64,
    /// Different resources that they worked on.
    pub resources: u64,
}

/// Jobs of the window.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Recent {
    /// How many are known.
    pub known: u64,
    /// The newest of them.
    pub jobs: Vec<Execution>,
}

/// One job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Execution {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// `backup`, `copy`, `restore`.
    pub kind: &'static str,
    /// Its id.
    pub id: Text,
    /// Its state.
    pub state: String,
    /// What the resource is called.
    pub label: String,
    /// The resource's ARN.
    pub resource: Option<Text>,
    /// Its type.
    pub resource_type: Option<Text>,
    /// The plan that started it.
    pub plan: Option<Text>,
    /// The vault; of a copy "source > destination".
    pub vault: Option<String>,
    /// Created at.
    pub started: Option<Timestamp>,
    /// Ended at.
    pub ended: Option<Timestamp>,
    /// From one to the other.
    pub seconds: Option<i64>,
    /// Bytes.
    pub bytes: Option<u64>,
    /// What AWS says of it.
    pub message: Option<Text>,
}

/// One cause that needs attention.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attention {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Its name, the same from run to run.
    pub id: Text,
    /// `critical` or `warning`.
    pub severity: &'static str,
    /// `new`, `seen` or `acknowledged`.
    pub standing: &'static str,
    /// What happened.
    pub what: String,
    /// Of how many things.
    pub count: u64,
    /// The first time.
    pub first: Option<Timestamp>,
    /// The last time.
    pub last: Option<Timestamp>,
    /// Why, in plain words.
    pub cause: Option<String>,
    /// AWS's own words.
    pub message: Option<Text>,
    /// What the console found by watching, where AWS itself says nothing.
    pub found: Option<Text>,
    /// What to do.
    pub steps: Vec<Step>,
    /// The newest of what it has befallen.
    pub affected: Vec<Affected>,
    /// What was noted when it was acknowledged.
    pub acknowledged: Option<Known>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// In words.
    pub words: String,
    /// The command that does it, where one does.
    pub command: Option<String>,
}

/// One thing that a cause has befallen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affected {
    /// What it is called.
    pub label: String,
    /// What it is, as `backup job`.
    pub thing: &'static str,
    /// Its id, name or ARN.
    pub id: Text,
    /// The resource concerned.
    pub resource: Option<Text>,
    /// When.
    pub at: Option<Timestamp>,
}

/// That somebody knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Known {
    /// Since.
    pub at: Timestamp,
    /// Until; null until it is worse.
    pub until: Option<Timestamp>,
    /// What was noted.
    pub note: String,
}

/// Resources and what was promised for them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Objectives {
    /// Resources within what was promised; null while not all are known.
    pub met: Option<u64>,
    /// Resources of which nobody says how old their newest backup may be.
    pub unset: Option<u64>,
    /// Resources of which that is not known; `unknown` of the report says why. Null while not all are known.
    pub unknown: Option<u64>,
    /// Resources that are past it, the latest first.
    pub past: Vec<Late>,
}

/// A resource past its objective.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Late {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What it is called.
    pub label: String,
    /// Its ARN.
    pub resource: Text,
    /// Its type.
    pub resource_type: Text,
    /// Last backed up; null is never.
    pub last_backup: Option<Timestamp>,
    /// How long ago.
    pub age_seconds: Option<i64>,
    /// How old it may be.
    pub objective_seconds: i64,
    /// Who says so.
    pub source: String,
    /// How much it matters, in the operator's word.
    pub criticality: Option<String>,
}

/// Something that could not be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unknown {
    /// Where; null when it is about this machine.
    pub place: Option<Place>,
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// The IAM action that is missing, where that is why.
    pub permission: Option<String>,
}

impl Place {
    /// Of a scope.
    pub fn of(scope: &Scope) -> Self {
        let account = scope.account().map(str::to_owned);
        Self { name: scope.name().to_owned(), account, region: scope.region.clone() }
    }

    /// In words: name, account and Region, none twice.
    pub fn words(&self) -> String {
        let account = self.account.as_deref().unwrap_or("account unknown");
        let name = if self.name == account { "" } else { &self.name };
        [name, account, &self.region]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

impl Verdict {
    /// The exit code of `vaultdeck status`. What is known to need attention weighs more than what is not known.
    pub fn exit(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::Attention => 1,
            Self::Unknown => 3,
        }
    }
}

impl Attention {
    /// Whether somebody has acknowledged it.
    pub fn is_quiet(&self) -> bool {
        self.acknowledged.is_some()
    }
}

impl Report {
    /// How it stands, in a line: "needs attention: 5 critical, 2 warnings, 1 acknowledged".
    pub fn headline(&self) -> String {
        let open = |severity: &str| {
            self.attention.iter().filter(|alert| !alert.is_quiet() && alert.severity == severity).count()
        };
        let quiet = self.attention.iter().filter(|alert| alert.is_quiet()).count();
        let warnings = open("warning");
        let counts = [
            (open("critical"), "critical"),
            (warnings, if warnings == 1 { "warning" } else { "warnings" }),
            (quiet, "acknowledged"),
        ];
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
        let missing = if self.complete { "" } else { "; not all could be told" };
        match self.verdict {
            Verdict::Well => format!("all well{counts}"),
            Verdict::Attention => format!("needs attention{counts}{missing}"),
            Verdict::Unknown => {
                format!("not all could be told; nothing that is known needs attention{counts}")
            }
        }
    }

    /// Whether rows have to say where they are.
    fn is_fleet(&self) -> bool {
        self.scopes.len() > 1
    }
}

/// Rows after which text and Markdown say how many more there are; JSON has all.
const ROWS: usize = 40;

/// What follows rows of which only so many were shown.
fn more(all: usize) -> Option<String> {
    (all > ROWS).then(|| format!("and {} more: `--format json` has all", all - ROWS))
}

/// A figure, or that it is not known.
fn figure(count: Option<u64>) -> String {
    count.map_or_else(|| "unknown".to_owned(), crate::text::count)
}

/// States that have a column of their own, in its order.
const STATES: [(&str, &[&str]); 6] = [
    ("done", &["completed"]),
    ("issues", &["completed with issues"]),
    ("failed", &["failed"]),
    ("expired", &["expired"]),
    ("partial", &["partial"]),
    ("stopped", &["stopped"]),
];

impl Figures {
    fn of(&self, states: &[&str]) -> u64 {
        states.iter().filter_map(|state| self.by_state.get(*state)).sum()
    }

    /// In per cent, rounded down: 99.9 % is not all.
    fn rate(&self) -> String {
        self.success_rate.map_or_else(|| "-".to_owned(), |rate| format!("{} %", (rate * 100.0).floor()))
    }
}
