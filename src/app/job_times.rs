//! What is noted of the time that jobs take, as they come: how long each resource's jobs took, when its last went well, and
//! when the progress of those that run last moved.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::dataset::KEPT;
use crate::domain::job::{Job, JobFacts, JobKind, JobState};
use crate::domain::outlook::{self, Noted, Signal};
use crate::domain::scope::ScopeId;
use crate::domain::usual::Usual;
use crate::list::{Id, Row as _};
use crate::text::Text;

/// So many lengths are kept of a resource's jobs, the newest.
const KEPT_LENGTHS: usize = 32;

/// The jobs of one kind of a resource.
type Key = (ScopeId, JobKind, Text);

/// Notes about the time of all jobs.
#[derive(Debug, Default)]
pub(super) struct JobTimes {
    past: HashMap<Key, Vec<Way>>,
    motions: HashMap<Id, Motion>,
    /// Jobs that this console asked AWS to stop, in this run.
    stopped: HashSet<Id>,
}

/// Jobs of a resource that do the same: backups into one vault, copies into one, restores for one testing plan.
#[derive(Debug)]
struct Way {
    to: Option<Text>,
    /// Asked for by a person, not by a plan.
    on_demand: bool,
    /// Creation of the newest that went well.
    well: Option<Timestamp>,
    /// Those that completed.
    took: Vec<Took>,
}

/// How long one job took. Seconds, since there may be many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Took {
    ended: i64,
    seconds: u32,
}

/// The progress of a running job as this console saw it.
#[derive(Debug)]
struct Motion {
    progress: Option<(Option<f32>, Option<i64>)>,
    /// Seen like this since.
    since: Timestamp,
    /// AWS told of it last at.
    seen: Timestamp,
}

impl JobTimes {
    /// Notes a job that came, whenever it was.
    pub(super) fn note(&mut self, job: &Job) {
        let (Some(resource), Some(created)) = (&job.resource, job.created) else { return };
        // A composite's child may bear the composite's own ARN: that a part went well says nothing of the whole.
        if job.parent.is_some() || !matches!(job.state, JobState::Completed | JobState::CompletedWithIssues) {
            return;
        }
        let ways = self.past.entry((job.scope, job.kind, resource.clone())).or_default();
        let (to, on_demand) = (destination(job), is_on_demand(job));
        let at = ways.iter().position(|way| way.to.as_ref() == to && way.on_demand == on_demand);
        let at = at.unwrap_or_else(|| {
            ways.push(Way { to: to.cloned(), on_demand, well: None, took: Vec::new() });
            ways.len() - 1
        });
        if let Some(way) = ways.get_mut(at) {
            if !job.needs_attention() {
                way.well = way.well.max(Some(created));
            }
            way.took(job);
        }
    }

    /// Notes jobs that AWS tells of just now.
    pub(super) fn watch(&mut self, jobs: &[Job], now: Timestamp) {
        for job in jobs {
            if !job.state.is_active() {
                self.motions.remove(&job.id());
                continue;
            }
            let progress = outlook::progress(job);
            let motion = self.motions.entry(job.id()).or_insert(Motion { progress, since: now, seen: now });
            if motion.progress != progress || now < motion.seen {
                // A clock that was set back tells no lengths across the jump.
                (motion.progress, motion.since) = (progress, now);
            }
            motion.seen = now;
        }
    }

    /// AWS took a request of this console's to stop a job.
    pub(super) fn stopped(&mut self, scope: ScopeId, id: Text) {
        self.stopped.insert(Id { scope, id });
    }

    /// Forgets jobs that are no longer among the active ones.
    pub(super) fn forget_gone(&mut self, is_there: impl Fn(&Id) -> bool) {
        self.motions.retain(|id, _| is_there(id));
    }

    /// Forgets what ended before `oldest`.
    pub(super) fn forget_before(&mut self, oldest: Timestamp) {
        self.past.retain(|_, ways| {
            for way in ways.iter_mut() {
                way.took.retain(|took| took.ended >= oldest.as_second());
            }
            ways.retain(|way| way.well.is_some_and(|well| well >= oldest) || !way.took.is_empty());
            !ways.is_empty()
        });
    }

    /// Forgets all of a scope.
    pub(super) fn forget_scope(&mut self, scope: ScopeId) {
        self.past.retain(|(of, ..), _| *of != scope);
        self.motions.retain(|id, _| id.scope != scope);
        self.stopped.retain(|id| id.scope != scope);
    }

    /// What there is to note about a job; `complete_by` is what its rule says.
    pub(super) fn noted(&self, job: &Job, complete_by: Option<Timestamp>) -> Option<Box<Noted>> {
        let noted = if job.state.is_active() {
            self.of_active(job, complete_by)
        } else {
            let stopped_here = job.state == JobState::Aborted && self.stopped.contains(&job.id());
            Noted { well_since: self.well_since(job), stopped_here, ..Noted::default() }
        };
        (noted != Noted::default()).then(|| Box::new(noted))
    }

    fn of_active(&self, job: &Job, complete_by: Option<Timestamp>) -> Noted {
        let usual = self.usual(job);
        let motion = self.motions.get(&job.id());
        let still = motion.filter(|motion| {
            motion.progress.is_some()
                && motion.seen.duration_since(motion.since) >= outlook::patience(job, usual)
        });
        let noted = Noted { usual, complete_by, still: still.map(|motion| motion.since), ..Noted::default() };
        let Some(motion) = motion else { return noted };
        let noted = Noted { seen: Some(motion.seen), ..noted };
        let job = Job { noted: Some(Box::new(noted)), ..job.clone() };
        Noted { signal: Signal::of(&job, motion.seen), ..noted }
    }

    /// How long jobs like this one usually take, by those that ended in the 30 days before it began. One that has ended is
    /// held against those before it, not against itself.
    pub(super) fn usual(&self, job: &Job) -> Option<Usual> {
        let began = job.began()?;
        let newest = if job.state.is_active() { Timestamp::MAX } else { began };
        let key = (job.scope, job.kind, job.resource.clone()?);
        // Two copies of one backup go different ways; a backup is the same work whichever vault it goes to.
        let to = destination(job).filter(|_| job.kind == JobKind::Copy);
        self.usual_of(&key, to, began.checked_sub(KEPT).ok()?, newest)
    }

    /// How long backups of a resource usually take.
    pub(super) fn usual_backup(&self, scope: ScopeId, resource: &Text, now: Timestamp) -> Option<Usual> {
        let key = (scope, JobKind::Backup, resource.clone());
        self.usual_of(&key, None, now.checked_sub(KEPT).ok()?, Timestamp::MAX)
    }

    fn usual_of(&self, key: &Key, to: Option<&Text>, oldest: Timestamp, newest: Timestamp) -> Option<Usual> {
        let span = oldest.as_second()..=newest.as_second();
        let ways = self.past.get(key)?.iter().filter(|way| to.is_none() || way.to.as_ref() == to);
        let took = ways.flat_map(|way| &way.took).filter(|took| span.contains(&took.ended));
        let mut took: Vec<Took> = took.copied().collect();
        took.sort_unstable_by(|a, b| b.cmp(a));
        took.truncate(KEPT_LENGTHS);
        Usual::of(took.iter().map(|took| SignedDuration::from_secs(took.seconds.into())).collect())
    }

    /// Whether a job that did not go well was followed by one that did: when that began.
    fn well_since(&self, job: &Job) -> Option<Timestamp> {
        let (resource, created) = (job.resource.as_ref()?, job.created?);
        // What a restore test left behind costs money until somebody deletes it, whatever comes after.
        if !job.needs_attention() || job.left_behind() {
            return None;
        }
        let ways = self.past.get(&(job.scope, job.kind, resource.clone()))?;
        let to = destination(job);
        // A person who tries a backup again may choose another vault: that the first could not be used may be the reason.
        let alike = |way: &&Way| way.to.as_ref() == to || (job.kind == JobKind::Backup && way.on_demand);
        ways.iter().filter(alike).filter_map(|way| way.well).filter(|well| *well > created).max()
    }
}

impl Way {
    fn took(&mut self, job: &Job) {
        let Some((began, ended)) = job.began().zip(job.completed) else { return };
        let Ok(seconds) = u32::try_from(ended.duration_since(began).as_secs()) else { return };
        let took = Took { ended: ended.as_second(), seconds };
        // Jobs are seen again and again.
        if self.took.contains(&took) {
            return;
        }
        if self.took.len() < KEPT_LENGTHS {
            self.took.push(took);
        } else if let Some(oldest) = self.took.iter_mut().min().filter(|oldest| **oldest < took) {
            *oldest = took;
        }
    }
}

/// Where a job puts what it makes, or what a restore is a test for.
fn destination(job: &Job) -> Option<&Text> {
    match &job.facts {
        JobFacts::Backup(facts) => facts.vault.as_ref(),
        JobFacts::Copy(facts) => facts.destination_vault.as_ref(),
        JobFacts::Restore(facts) => facts.testing_plan.as_ref(),
    }
}

fn is_on_demand(job: &Job) -> bool {
    job.kind == JobKind::Backup && job.creator.is_none()
}
