//! Recovery points that are missing: what each count of all points is held against, and what it lacked. Before it is told, the
//! journal is read: what was deleted from this machine is no news.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};

use crate::domain::alert::LOOK_BACK;
use crate::domain::census::{Census, Expected, Losses, LostPoints, LostResource, MANY_LOST};
use crate::domain::job::Job;
use crate::domain::journal::{Entry, EntryState};
use crate::domain::scope::ScopeId;
use crate::domain::write::{PointName, Write};
use crate::text::Text;

/// A list of points may lag behind the jobs that make them.
const LAG: SignedDuration = SignedDuration::from_mins(10);
/// What only two counts of this console tell of a vault is told for so long.
const VAULTS_FOR: SignedDuration = SignedDuration::from_hours(24);
/// And of a resource, unless it has a point again, or its last one would have ended by now.
const RESOURCES_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What is missing, scope by scope.
#[derive(Debug, Default)]
pub(super) struct Gone {
    /// Of each resource, the point that a job made and that is to be kept the longest.
    longest: HashMap<(ScopeId, Text), Expected>,
    /// What the last count of each scope lacks, told.
    told: BTreeMap<ScopeId, Losses>,
    /// The same, to be held against the journal first.
    suspected: BTreeMap<ScopeId, Suspected>,
}

/// What a count found, and what was told before and is still so.
#[derive(Debug)]
struct Suspected {
    fresh: Losses,
    still: Losses,
}

/// Deletions that left this machine, as its journal tells.
#[derive(Debug, Default)]
pub(super) struct Deleted {
    /// Vault's name and when, by scope and point.
    points: HashMap<(ScopeId, Text), (Text, Timestamp)>,
    /// The journal tells of none from before.
    from: Option<Timestamp>,
}

impl Gone {
    /// Notes a job that came.
    pub(super) fn note(&mut self, job: &Job) {
        let Some(made) = Expected::of(job) else { return };
        let key = (job.scope, made.resource.clone());
        match self.longest.get_mut(&key) {
            Some(known) if made.outlasts(known) || made.job == known.job => *known = made,
            Some(_) => {}
            None => {
                self.longest.insert(key, made);
            }
        }
    }

    /// What a count of a scope that begins now has to find: what jobs of the last day made, and of each resource what is to be
    /// kept the longest. `stays`: the rule that made it is known to leave it in its vault.
    pub(super) fn awaited(
        &self,
        scope: ScopeId,
        lately: &[&Job],
        stays: impl Fn(&Job) -> bool,
        now: Timestamp,
    ) -> Vec<Expected> {
        let of_scope = lately.iter().filter(|job| job.scope == scope);
        let lately = of_scope.filter_map(|job| {
            let made = Expected::of(job)?;
            Some(Expected { planned: made.planned && stays(job), ..made })
        });
        let longest = self.longest.iter().filter(|((of, _), _)| *of == scope);
        // Of what is known twice the one that says more stands last.
        let longest = longest.map(|(_, made)| Expected { planned: false, ..made.clone() });
        let known = |made: &Expected| made.completed.checked_add(LAG).is_ok_and(|at| at <= now);
        longest.chain(lately).filter(known).collect()
    }

    /// A count has come to its end.
    pub(super) fn counted(&mut self, scope: ScopeId, before: Option<&Census>, now: &Census) {
        let fresh = Losses::of(before, now);
        let told = self.told.get(&scope).cloned().unwrap_or_default();
        let still = Losses {
            resources: told.resources.into_iter().filter(|one| still_lost(one, &fresh, now)).collect(),
            vaults: told.vaults.into_iter().filter(|one| still_fallen(one, &fresh, now)).collect(),
        };
        if fresh.is_empty() {
            self.suspected.remove(&scope);
            self.told.insert(scope, still);
        } else {
            // What was told stays until the journal has been read: it must not come and go.
            self.suspected.insert(scope, Suspected { fresh, still });
        }
    }

    /// Whether something is missing that the journal may explain.
    pub(super) fn suspects(&self) -> bool {
        !self.suspected.is_empty()
    }

    /// The journal has been read: what it does not explain is told.
    pub(super) fn judge(&mut self, deleted: &Deleted) {
        for (scope, Suspected { fresh, still }) in std::mem::take(&mut self.suspected) {
            let told = self.told.remove(&scope).unwrap_or_default();
            let mut losses = still;
            for mut one in fresh.resources.into_iter().filter(|one| deleted.leaves(scope, one)) {
                // Since when it is known: a later count that finds the same is no news.
                if let Some(known) = told.resources.iter().find(|known| known.resource == one.resource) {
                    one.counted = known.counted;
                }
                losses.resources.push(one);
            }
            for mut one in fresh.vaults.into_iter().filter_map(|one| deleted.explain(scope, one)) {
                let same = |known: &&LostPoints| known.vault == one.vault && known.points >= one.points;
                if let Some(known) = told.vaults.iter().find(same) {
                    one.counted = known.counted;
                }
                losses.vaults.push(one);
            }
            self.told.insert(scope, losses);
        }
    }

    /// What is missing.
    pub(super) fn told(&self) -> impl Iterator<Item = (ScopeId, &Losses)> {
        self.told.iter().map(|(scope, losses)| (*scope, losses))
    }

    /// Forgets points that only jobs from before `oldest` tell.
    pub(super) fn forget_before(&mut self, oldest: Timestamp) {
        self.longest.retain(|_, made| made.completed >= oldest);
    }

    /// Forgets a scope.
    pub(super) fn forget_scope(&mut self, scope: ScopeId) {
        self.longest.retain(|(of, _), _| *of != scope);
        self.told.remove(&scope);
        self.suspected.remove(&scope);
    }
}

/// Whether what two earlier counts told of a vault is still told, and not told anew.
fn still_fallen(told: &LostPoints, fresh: &Losses, now: &Census) -> bool {
    told.seen.is_some()
        && now.began.duration_since(told.counted) < VAULTS_FOR
        && !fresh.vaults.iter().any(|one| one.vault == told.vault && one.points >= told.points)
}

/// The same of a resource.
fn still_lost(told: &LostResource, fresh: &Losses, now: &Census) -> bool {
    now.began.duration_since(told.counted) < RESOURCES_FOR
        && told.until.is_none_or(|until| until > now.began)
        && !now.resources.contains_key(&told.resource)
        && !fresh.resources.iter().any(|one| one.resource == told.resource)
}

impl Deleted {
    /// The deletions among the newest entries of the journal. `cut`: it has older ones, too.
    pub(super) fn of<'a>(entries: impl Iterator<Item = (ScopeId, &'a Entry)>, cut: bool) -> Self {
        let (mut deleted, mut oldest) = (Self::default(), None);
        for (scope, entry) in entries {
            oldest = [oldest, Some(entry.intent.at)].into_iter().flatten().min();
            let sent = !matches!(entry.state, EntryState::Planned | EntryState::Refused);
            if let Some(PointName { vault, point }) = touched(&entry.intent.write).filter(|_| sent) {
                let what = (Text::new(vault), entry.answered.unwrap_or(entry.intent.at));
                deleted.points.insert((scope, Text::new(point)), what);
            }
        }
        deleted.from = oldest.filter(|_| cut);
        deleted
    }

    /// Whether the journal tells of all deletions since then.
    fn tells_from(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at)
    }

    /// Whether a resource's loss is not explained by what was deleted from here.
    fn leaves(&self, scope: ScopeId, lost: &LostResource) -> bool {
        self.tells_from(lost.seen) && !self.has(scope, &lost.point)
    }

    fn has(&self, scope: ScopeId, point: &Text) -> bool {
        self.points.contains_key(&(scope, point.clone()))
    }

    /// What is left of a vault's loss without what was deleted from here.
    fn explain(&self, scope: ScopeId, mut lost: LostPoints) -> Option<LostPoints> {
        let from = lost.seen.unwrap_or(lost.counted - LOOK_BACK);
        if !self.tells_from(from) {
            return None;
        }
        match lost.seen {
            None => {
                lost.known.retain(|point| !self.has(scope, point));
                lost.points = u64::try_from(lost.known.len()).unwrap_or(u64::MAX);
            }
            Some(seen) => {
                let from = seen.checked_sub(LAG).unwrap_or(seen);
                let here = self
                    .points
                    .iter()
                    .filter(|((of, _), (vault, at))| *of == scope && *vault == lost.vault && *at >= from)
                    .count();
                lost.points = lost.points.saturating_sub(u64::try_from(here).unwrap_or(u64::MAX));
            }
        }
        (lost.points >= MANY_LOST || (lost.with_vault && lost.points > 0)).then_some(lost)
    }
}

/// The point that a write ends before its time, or may: a shorter retention does so, too.
fn touched(write: &Write) -> Option<&PointName> {
    match write {
        Write::DeletePoint(point) | Write::DisassociatePoint(point) | Write::KeepPoint { point, .. } => {
            Some(point)
        }
        _ => None,
    }
}
