//! Pages: what the whole screen shows. The overview is at the bottom of the stack; `esc` takes the top one off.

use jiff::{SignedDuration, Timestamp};

use super::dataset::Dataset;
use super::effect::{Query, RequestId};
use super::history::Past;
use super::remote::Remote;
use super::timeline::Timeline;
use super::why::Why;
use crate::domain::alarm::Alarm;
use crate::domain::alert::Member;
use crate::domain::job::{Job, JobKind};
use crate::domain::legal_hold::Hold;
use crate::domain::plan::Plan;
use crate::domain::policy::Policy;
use crate::domain::preflight::{Answer, Need, facts};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::resource::Resource;
use crate::domain::subject::{Subject, Thing};
use crate::domain::vault::Vault;
use crate::list::List;
use crate::text::Text;
use crate::views::journal::Line;

/// A list with a pane of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// What needs attention.
    #[default]
    Alerts,
    /// Jobs of all kinds.
    Jobs,
    /// Vaults.
    Vaults,
    /// Backup plans.
    Plans,
    /// Protected resources; only as a page of its own.
    Resources,
}

impl Pane {
    /// The four of the overview.
    pub const OVERVIEW: [Self; 4] = [Self::Alerts, Self::Jobs, Self::Vaults, Self::Plans];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Alerts => "Alerts",
            Self::Jobs => "Jobs",
            Self::Vaults => "Vaults",
            Self::Plans => "Plans",
            Self::Resources => "Protected resources",
        }
    }

    /// The datasets that a refresh asks for.
    pub fn datasets(self) -> &'static [Dataset] {
        const ALERTS: [Dataset; 7] = [
            Dataset::Alarms,
            Dataset::Jobs(JobKind::Backup),
            Dataset::Jobs(JobKind::Copy),
            Dataset::Jobs(JobKind::Restore),
            Dataset::Active(JobKind::Backup),
            Dataset::Active(JobKind::Copy),
            Dataset::Active(JobKind::Restore),
        ];
        match self {
            Self::Alerts => &ALERTS,
            Self::Jobs => &ALERTS[1..],
            Self::Vaults => &[Dataset::Vaults],
            Self::Plans => &[Dataset::Plans],
            Self::Resources => &[Dataset::Resources, Dataset::PointTags],
        }
    }

    /// All datasets that it stands on: for jobs the older ones too, which are read once, for alerts all that may raise one,
    /// and the slow count of all points.
    pub fn stands_on(self) -> Vec<Dataset> {
        let older = JobKind::ALL.into_iter().map(Dataset::History).filter(|_| self == Self::Jobs);
        let points = [Dataset::Points].into_iter().filter(|_| self.shows_points());
        let watched = [Dataset::Vaults, Dataset::Plans, Dataset::Resources, Dataset::PointTags];
        let watched = watched.into_iter().filter(|_| self == Self::Alerts);
        self.datasets().iter().copied().chain(older).chain(watched).chain(points).collect()
    }

    /// Whether it shows what the count of all points tells.
    fn shows_points(self) -> bool {
        matches!(self, Self::Alerts | Self::Vaults | Self::Resources)
    }
}

/// One page.
#[derive(Debug)]
pub struct Page {
    /// Its number: an answer for a page that was closed finds none.
    pub number: u64,
    /// What it shows.
    pub content: Content,
}

/// What a page shows.
#[derive(Debug)]
pub enum Content {
    /// The four panes.
    Overview,
    /// One list over the whole screen.
    Full(Pane),
    /// Recovery points of a vault or resource.
    Points(Box<Loaded<List<RecoveryPoint>>>),
    /// Children of a parent job, or jobs of one cause.
    Children(Box<Loaded<List<Job>>>),
    /// What one cause has befallen, where that is not jobs.
    Members(Box<Loaded<List<Member>>>),
    /// Everything about one thing.
    Detail(Box<Detail>),
    /// Everything that was changed at AWS from here.
    Journal,
    /// Why something went wrong.
    Why(Box<Why>),
    /// The next twelve hours.
    Timeline(Box<Timeline>),
    /// Calls to AWS; the first line shown.
    Log(usize),
    /// What `CloudWatch` counted; the first line shown.
    Metrics(usize),
    /// Scopes and their health; the first line shown.
    Scopes(usize),
}

/// A list that is read when its page opens.
#[derive(Debug)]
pub struct Loaded<L> {
    /// Whose list it is.
    pub of: Subject,
    /// The list.
    pub list: L,
    /// How far it has come.
    pub remote: Remote<()>,
    /// The request that reads it.
    pub request: Option<RequestId>,
    /// The state of the alerts that it shows, where it is about one of them.
    pub derived: u64,
}

/// Everything about one thing.
#[derive(Debug)]
pub struct Detail {
    /// What it is about.
    pub subject: Subject,
    /// The thing, as far as it is known.
    pub remote: Remote<Described>,
    /// Its tags, once read.
    pub tags: Vec<(Text, Text)>,
    /// Of a vault or a recovery point: what guards it.
    pub guards: Guards,
    /// A plan's versions, once read.
    pub versions: Vec<(Text, Option<Timestamp>)>,
    /// What is kept of it.
    pub past: Past,
    /// The fact under the cursor.
    pub cursor: usize,
    /// The request that reads it.
    pub request: Option<RequestId>,
    /// Read again at, while it is about a job that runs.
    pub due: Option<Timestamp>,
}

/// What guards a vault and its recovery points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Guards {
    /// A recovery point's vault.
    pub vault: Answer<Box<Vault>>,
    /// The vault's access policy; `None` where none is set.
    pub policy: Answer<Option<Policy>>,
    /// Legal holds in force.
    pub holds: Answer<Vec<Hold>>,
}

impl Guards {
    /// AWS has told.
    pub(super) fn learn(&mut self, fact: facts::Fact) {
        match fact {
            facts::Fact::Vault(vault) => self.vault = Answer::Known(vault),
            facts::Fact::VaultPolicy(policy) => self.policy = Answer::Known(policy),
            facts::Fact::Holds(holds) => self.holds = Answer::Known(holds),
            _ => {}
        }
    }

    /// AWS has not told.
    pub(super) fn miss(&mut self, need: &Need, why: String) {
        match need {
            Need::Vault(_) => self.vault = Answer::Failed(why),
            Need::VaultPolicy(_) => self.policy = Answer::Failed(why),
            Need::Holds => self.holds = Answer::Failed(why),
            _ => {}
        }
    }
}

/// A described thing.
#[derive(Debug, Clone, PartialEq)]
pub enum Described {
    /// A job.
    Job(Box<Job>),
    /// A vault.
    Vault(Box<Vault>),
    /// A recovery point.
    Point(Box<RecoveryPoint>),
    /// A plan.
    Plan(Box<Plan>),
    /// A protected resource.
    Resource(Box<Resource>),
    /// An alarm, which its list tells whole.
    Alarm(Box<Alarm>),
    /// An entry of the journal.
    Entry(Box<Line>),
}

impl<L: Default> Loaded<L> {
    /// A list that has not been read.
    pub fn new(of: Subject) -> Self {
        Self { of, list: L::default(), remote: Remote::default(), request: None, derived: 0 }
    }
}

impl Detail {
    /// A page that has not been read.
    pub fn new(subject: Subject) -> Self {
        Self {
            subject,
            remote: Remote::default(),
            tags: Vec::new(),
            versions: Vec::new(),
            guards: Guards::default(),
            past: Past::default(),
            cursor: 0,
            request: None,
            due: None,
        }
    }
}

impl Detail {
    /// A read has ended: a job that runs is read again after `pause`.
    pub fn ended(&mut self, now: Timestamp, pause: SignedDuration) {
        let runs = matches!(&self.remote.value, Some(Described::Job(job)) if job.state.is_active());
        self.due = now.checked_add(pause).ok().filter(|_| runs);
    }
}

impl Content {
    /// The page about a subject.
    pub fn about(subject: Subject) -> Self {
        match subject.thing {
            Thing::VaultPoints(_) | Thing::ResourcePoints(_) => Self::Points(Box::new(Loaded::new(subject))),
            Thing::Cause { kind: None, .. } => Self::Members(Box::new(Loaded::new(subject))),
            Thing::Children { .. } | Thing::Cause { .. } => Self::Children(Box::new(Loaded::new(subject))),
            _ => Self::Detail(Box::new(Detail::new(subject))),
        }
    }

    /// Whose page it is.
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Points(points) => Some(&points.of),
            Self::Children(children) => Some(&children.of),
            Self::Members(members) => Some(&members.of),
            Self::Detail(detail) => Some(&detail.subject),
            Self::Why(why) => Some(&why.subject),
            _ => None,
        }
    }

    /// The request that reads it, if one is out.
    pub fn request(&mut self) -> Option<&mut Option<RequestId>> {
        match self {
            Self::Points(points) => Some(&mut points.request),
            Self::Children(children) => Some(&mut children.request),
            Self::Detail(detail) => Some(&mut detail.request),
            Self::Why(why) => Some(&mut why.request),
            _ => None,
        }
    }
}

/// The query that reads a subject's page; alarms and the journal's entries come with their list.
pub fn query(subject: &Subject) -> Option<Query> {
    Some(match subject.thing.clone() {
        Thing::Job { kind, id } => Query::Job { kind, id },
        Thing::Vault(name) => Query::Vault(name),
        Thing::VaultPoints(vault) => Query::VaultPoints(vault),
        Thing::ResourcePoints(arn) => Query::ResourcePoints(arn),
        Thing::Point { vault, arn } => Query::Point { vault, arn },
        Thing::Plan(id) => Query::Plan(id),
        Thing::Resource(arn) => Query::Resource(arn),
        Thing::Children { kind, id } => Query::ChildJobs { kind, parent: id },
        Thing::Alarm(_) | Thing::Cause { .. } | Thing::Entry(_) => return None,
    })
}
