//! What few recovery points have: an index, a scan, a deletion under way.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::simulator::wire::{Epoch, Text};

/// What few recovery points have.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Rare {
    /// Its backup index.
    #[serde(flatten)]
    pub index: Option<Index>,
    /// What a malware scan found.
    #[serde(skip)]
    pub scan: Option<Scan>,
    /// When the deletion that is under way ends.
    #[serde(skip)]
    pub deletion_ends: Option<Timestamp>,
    /// Whether the service behind it refuses to delete it.
    #[serde(skip)]
    pub undeletable: bool,
    /// Until when a stopped continuous point holds data.
    #[serde(skip)]
    pub stopped: Option<Timestamp>,
}

/// A backup index: what makes a recovery point's items searchable.
#[expect(clippy::struct_field_names, reason = "the members' names on the wire")]
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Index {
    pub index_status: IndexStatus,
    pub index_status_message: Option<Text>,
    #[serde(skip)]
    pub role: Text,
    #[serde(skip)]
    pub created: Epoch,
    #[serde(skip)]
    pub completed: Option<Epoch>,
    #[serde(skip)]
    pub deleted: Option<Epoch>,
    /// When making or deleting it ends.
    #[serde(skip)]
    pub ends: Option<Timestamp>,
    #[serde(skip)]
    pub items: u64,
}

/// How far an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all(serialize = "SCREAMING_SNAKE_CASE", deserialize = "kebab-case"))]
pub enum IndexStatus {
    /// Being made.
    Pending,
    /// Searchable.
    Active,
    /// Could not be made.
    Failed,
    /// Being deleted.
    Deleting,
}

impl IndexStatus {
    /// The status as AWS spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Active => "ACTIVE",
            Self::Failed => "FAILED",
            Self::Deleting => "DELETING",
        }
    }
}

/// The last malware scan of a recovery point.
#[derive(Debug, Clone, Copy)]
pub struct Scan {
    pub at: Epoch,
    pub outcome: ScanOutcome,
}

/// How a scan ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScanOutcome {
    /// Nothing was found.
    Clean,
    /// Malware was found.
    Malware,
    /// It could not be done.
    Failed,
}

/// `ScanResult`, in the description of a recovery point.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ScanResult {
    malware_scanner: &'static str,
    scan_job_state: &'static str,
    last_scan_timestamp: Epoch,
    findings: &'static [&'static str],
}

/// `AggregatedScanResult`, in lists of recovery points.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct AggregatedScanResult {
    failed_scan: bool,
    findings: &'static [&'static str],
    last_computed: Epoch,
}

impl Scan {
    fn findings(self) -> &'static [&'static str] {
        if self.outcome == ScanOutcome::Malware { &["MALWARE"] } else { &[] }
    }

    /// As the description gives it.
    pub fn result(self) -> ScanResult {
        ScanResult {
            malware_scanner: "GUARDDUTY",
            scan_job_state: if self.outcome == ScanOutcome::Failed { "FAILED" } else { "COMPLETED" },
            last_scan_timestamp: self.at,
            findings: self.findings(),
        }
    }

    /// As lists give it.
    pub fn aggregated(self) -> AggregatedScanResult {
        AggregatedScanResult {
            failed_scan: self.outcome == ScanOutcome::Failed,
            findings: self.findings(),
            last_computed: self.at,
        }
    }
}
