//! What `update` can ask the world for: effects as data. The executor carries them out; answers come back as [`super::msg::Msg`].

use jiff::Timestamp;

use crate::domain::alarm::Alarm;
use crate::domain::cause::Denial;
use crate::domain::failure::Failure;
use crate::domain::handled::Handled;
use crate::domain::history::{Ended, Of, Place};
use crate::domain::job::{Job, JobKind};
use crate::domain::journal::{Begun, EntryId, Intent, News};
use crate::domain::metrics::Metrics;
use crate::domain::plan::{Plan, PlanDocument};
use crate::domain::preflight::facts::{Fact, Need};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::resource::Resource;
use crate::domain::scope::{Identity, ScopeId};
use crate::domain::vault::Vault;
use crate::text::Text;

/// Names one request; an answer that names none that is outstanding is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// One thing to be done outside of the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read something from AWS; its pages come back one by one, then the end.
    Ask {
        /// Name of the request.
        request: RequestId,
        /// In this scope.
        scope: ScopeId,
        /// What to read.
        query: Query,
    },
    /// Change something at AWS.
    Send {
        /// Name of the request.
        request: RequestId,
        /// In this scope.
        scope: ScopeId,
        /// What to change, and on whose behalf.
        intent: Box<Intent>,
        /// What the journal has of it already.
        begun: Begun,
    },
    /// Put writes into the journal that are to leave one after the other; `Msg::Planned` brings their entries.
    Plan {
        /// Number of the form that asks.
        form: u64,
        /// The writes.
        intents: Vec<Intent>,
    },
    /// Put news of a write into the journal.
    Note(EntryId, News),
    /// Read the newest so many entries of the journal; `Msg::Journal` brings them.
    ReadJournal(u32),
    /// Keep what was done about an alert for the next run.
    Remember(Box<Handled>),
    /// Keep jobs that have ended for longer than AWS tells them; `Msg::Kept` says how it went.
    Keep(Place, Vec<Ended>),
    /// Read what is kept of something, day by day; `Msg::History` brings it.
    ReadHistory {
        /// Number of the page that asks.
        page: u64,
        /// Whose jobs.
        place: Place,
        /// Of what.
        of: Of,
        /// When the days begin, the oldest first, and when the last ends.
        days: Vec<Timestamp>,
    },
    /// Forget the kept jobs that were created before.
    ForgetHistory(Timestamp),
    /// Cancel a request: its answer is not wanted any more.
    Forget(RequestId),
    /// Load the scope's credentials anew before its next call.
    Renew(ScopeId),
    /// Send `Msg::Wake` at this time, in place of any earlier wish.
    WakeAt(Timestamp),
    /// Come back with `Msg::Continue` after the messages that wait: a long piece of work goes on in slices.
    Continue,
    /// Put a text on the operator's clipboard (OSC 52).
    Yank(String),
    /// Ring the terminal's bell.
    Bell,
    /// Send this sequence to the terminal: it asks for a desktop notification.
    Notify(String),
    /// Run a command for each of these alerts.
    OnAlert {
        /// Program and arguments.
        command: Vec<String>,
        /// It is killed after so many seconds.
        seconds: u32,
        /// The alerts, as JSON.
        alerts: Vec<String>,
    },
    /// Hand the terminal back and stop (Ctrl-Z).
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// End the program.
    Quit,
}

/// What can be read. Each is one or more paged API calls.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// STS `GetCallerIdentity`, with the session's Region.
    Identity,
    /// `ListBackupVaults`.
    Vaults,
    /// `ListBackupPlans`, then each plan's document: `GetBackupPlan` with 10 next runs, `ListBackupSelections` and
    /// `GetBackupSelection`; of those that started nothing since `idle` also `ListBackupPlanVersions`.
    Plans {
        /// Since when.
        idle: Timestamp,
    },
    /// `ListProtectedResources`.
    Resources,
    /// `DescribeAlarms`, metric and composite, kept where they watch AWS/Backup (a composite: where a child does).
    Alarms,
    /// `GetMetricData` of the metrics of AWS/Backup that tell how jobs ended, by the hour.
    Metrics {
        /// From.
        from: Timestamp,
        /// To.
        to: Timestamp,
    },
    /// The job list of a kind, within these dates of creation.
    Jobs {
        /// Which list.
        kind: JobKind,
        /// Created at or after.
        after: Timestamp,
        /// Created before.
        before: Option<Timestamp>,
    },
    /// The jobs of a kind that AWS may still change: lists by each active state, then describes each of `known` that no
    /// list holds any more, so that its end is seen.
    ActiveJobs {
        /// Which list.
        kind: JobKind,
        /// Ids of jobs that were active when last seen.
        known: Vec<Text>,
    },
    /// `ListBackupJobs` of one resource (ARN).
    BackupsOf(Text),
    /// `ListCopyJobs` of one resource (ARN).
    CopiesOf(Text),
    /// The children of a parent job.
    ChildJobs {
        /// Which list.
        kind: JobKind,
        /// The parent's id.
        parent: Text,
    },
    /// `ListRecoveryPointsByBackupVault`.
    VaultPoints(Text),
    /// `ListBackupVaults`, then `ListRecoveryPointsByBackupVault` of each.
    AllPoints,
    /// `ListRecoveryPointsByResource`.
    ResourcePoints(Text),
    /// `ListTags` of each of these recovery points, one after the other.
    PointTags(Vec<PointOf>),
    /// Describe one job.
    Job {
        /// Which list.
        kind: JobKind,
        /// Its id.
        id: Text,
    },
    /// `DescribeBackupVault`, its tags, policy and the legal holds.
    Vault(Text),
    /// `DescribeRecoveryPoint`, its tags, `DescribeBackupVault` and the legal holds.
    Point {
        /// The vault's name.
        vault: Text,
        /// Its ARN.
        arn: Text,
    },
    /// The plan's document as for `Query::Plans`, its versions and tags.
    Plan(Text),
    /// `DescribeProtectedResource`.
    Resource(Text),
    /// STS `DecodeAuthorizationMessage`, of the encoded part of a message.
    Denial(Text),
    /// What a check before a write wants to know.
    Fact(Need),
}

/// The newest recovery point of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointOf {
    /// The resource's ARN.
    pub resource: Text,
    /// The point's ARN.
    pub point: Text,
}

/// A part of an answer, as it lands.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    /// Who we are.
    Identity(Identity),
    /// Vaults of a list.
    Vaults(Vec<Vault>),
    /// Plans of a list, without documents.
    Plans(Vec<Plan>),
    /// One plan's document.
    PlanDocument {
        /// The plan's id.
        id: Text,
        /// Its document.
        document: Box<PlanDocument>,
    },
    /// Protected resources of a list.
    Resources(Vec<Resource>),
    /// Alarms that watch AWS Backup.
    Alarms(Vec<Alarm>),
    /// What `CloudWatch` counted.
    Metrics(Box<Metrics>),
    /// Jobs of any query for jobs.
    Jobs(Vec<Job>),
    /// A job that was active when last seen, and that AWS no longer knows.
    JobGone {
        /// Which list.
        kind: JobKind,
        /// Its id.
        id: Text,
    },
    /// Recovery points of a list.
    Points(Vec<RecoveryPoint>),
    /// A vault whose recovery points could not be read, and why; the others are read all the same.
    Unread(Text, String),
    /// One described job.
    Job(Box<Job>),
    /// One described vault.
    Vault(Box<Vault>),
    /// One described recovery point.
    Point(Box<RecoveryPoint>),
    /// One described plan.
    Plan(Box<Plan>),
    /// One described resource.
    Resource(Box<Resource>),
    /// What a check, or the page of a vault or point, wanted to know.
    Fact(Fact),
    /// What such a page wanted to know, and why it can't.
    Missed(Need, String),
    /// What an encoded message holds.
    Denial(Box<Denial>),
    /// Tags of the thing that was described.
    Tags(Vec<(Text, Text)>),
    /// Tags of one recovery point of [`Query::PointTags`], or why they can't be told.
    PointTags {
        /// The point.
        of: PointOf,
        /// Its tags.
        tags: Result<Vec<(Text, Text)>, Box<Failure>>,
    },
    /// Versions of the plan that was described: version id and creation.
    Versions(Vec<(Text, Option<Timestamp>)>),
    /// The write is in the journal, and is about to leave.
    Noted(EntryId),
    /// A job was started.
    Started(Started),
    /// A change was made that starts no job.
    Done,
}

/// The answer to `StartBackupJob`, `StartCopyJob` and `StartRestoreJob`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The job's id.
    pub job: Text,
    /// The point's ARN, where AWS tells it at once (EFS and advanced DynamoDB).
    pub recovery_point: Option<Text>,
    /// Created at.
    pub created: Option<Timestamp>,
}

impl Query {
    /// The first API operation that it calls, for logs and for errors.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Identity => "GetCallerIdentity",
            Self::Vaults => "ListBackupVaults",
            Self::Plans { .. } => "ListBackupPlans",
            Self::Resources => "ListProtectedResources",
            Self::Alarms => "DescribeAlarms",
            Self::Metrics { .. } => "GetMetricData",
            Self::Jobs { kind, .. } | Self::ActiveJobs { kind, .. } | Self::ChildJobs { kind, .. } => {
                match kind {
                    JobKind::Backup => "ListBackupJobs",
                    JobKind::Copy => "ListCopyJobs",
                    JobKind::Restore => "ListRestoreJobs",
                }
            }
            Self::BackupsOf(_) => "ListBackupJobs",
            Self::CopiesOf(_) => "ListCopyJobs",
            Self::VaultPoints(_) | Self::AllPoints => "ListRecoveryPointsByBackupVault",
            Self::ResourcePoints(_) => "ListRecoveryPointsByResource",
            Self::PointTags(_) => "ListTags",
            Self::Job { kind, .. } => match kind {
                JobKind::Backup => "DescribeBackupJob",
                JobKind::Copy => "DescribeCopyJob",
                JobKind::Restore => "DescribeRestoreJob",
            },
            Self::Vault(_) => "DescribeBackupVault",
            Self::Point { .. } => "DescribeRecoveryPoint",
            Self::Plan(_) => "GetBackupPlan",
            Self::Resource(_) => "DescribeProtectedResource",
            Self::Denial(_) => "DecodeAuthorizationMessage",
            Self::Fact(need) => need.operation(),
        }
    }
}
