//! What a page can be about: the address of one thing, good for opening it and for jumping to it.

use super::job::JobKind;
use super::scope::ScopeId;
use crate::text::Text;

/// One thing of AWS Backup, by scope and id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Where it is.
    pub scope: ScopeId,
    /// What it is.
    pub thing: Thing,
}

/// The kinds of things that have a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// A job.
    Job {
        /// Its kind.
        kind: JobKind,
        /// Its id.
        id: Text,
    },
    /// A vault, by name.
    Vault(Text),
    /// The recovery points of a vault, by the vault's name.
    VaultPoints(Text),
    /// The recovery points of a resource, by the resource's ARN.
    ResourcePoints(Text),
    /// A recovery point.
    Point {
        /// The vault's name.
        vault: Text,
        /// Its ARN.
        arn: Text,
    },
    /// A plan, by id.
    Plan(Text),
    /// A protected resource, by ARN.
    Resource(Text),
    /// An alarm, by name.
    Alarm(Text),
    /// An entry of this machine's journal, by its number.
    Entry(Text),
    /// What one cause has befallen, by the alert's id.
    Cause {
        /// The kind of its jobs, where it is about jobs.
        kind: Option<JobKind>,
        /// The alert's id.
        id: Text,
    },
    /// The children of a parent job.
    Children {
        /// The parent's kind.
        kind: JobKind,
        /// The parent's id.
        id: Text,
    },
}

impl Subject {
    /// A subject.
    pub fn new(scope: ScopeId, thing: Thing) -> Self {
        Self { scope, thing }
    }
}

impl Thing {
    /// What it is, in a word or two.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Job { kind: JobKind::Backup, .. } => "backup job",
            Self::Job { kind: JobKind::Copy, .. } => "copy job",
            Self::Job { kind: JobKind::Restore, .. } => "restore job",
            Self::Vault(_) => "vault",
            Self::VaultPoints(_) | Self::ResourcePoints(_) => "recovery points",
            Self::Point { .. } => "recovery point",
            Self::Plan(_) => "backup plan",
            Self::Resource(_) => "protected resource",
            Self::Alarm(_) => "alarm",
            Self::Entry(_) => "journal entry",
            Self::Children { .. } => "child jobs",
            Self::Cause { .. } => "what one cause has befallen",
        }
    }

    /// Its identifier: what `y` yanks.
    pub fn id(&self) -> &Text {
        match self {
            Self::Job { id, .. }
            | Self::Children { id, .. }
            | Self::Cause { id, .. }
            | Self::Vault(id)
            | Self::VaultPoints(id)
            | Self::ResourcePoints(id)
            | Self::Plan(id)
            | Self::Resource(id)
            | Self::Alarm(id)
            | Self::Entry(id)
            | Self::Point { arn: id, .. } => id,
        }
    }
}
