//! Likenesses of one backup at other times: its jobs of a month and its recovery points of years.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::estate::{Account, DAILY, MONTHLY, WEEKLY};
use super::outcome;
use crate::simulator::engine::{later, usual_duration, watch};
use crate::simulator::ids::Random;
use crate::simulator::kinds::{Kind, Making};
use crate::simulator::request::Scope;
use crate::simulator::state::{
    BackupJob, CopyJob, Creator, Ending, JobState, Lifecycle, Point, Resource, RestoreJob, State,
    StorageClass, Vault,
};
use crate::simulator::wire::{Epoch, Text};

/// Job lists reach this far back.
const MONTH_MINUTES: u32 = 30 * 24 * 60;
/// The oldest point is so old, in minutes: less than the longest retention.
const OLDEST_MINUTES: u32 = 2400 * 24 * 60;
/// One point in so many is tagged.
const TAGGED: u64 = 40;
/// One point in so many is a copy.
const COPIED: u32 = 8;
/// So many copies in a hundred are a second try.
const FAILED_COPIES: u64 = 4;

/// A backup as the engine made it.
pub struct Pattern {
    pub resource: Arc<Resource>,
    pub backup: BackupJob,
    pub point: Point,
}

/// A vault, and how long points are kept there.
pub struct Target {
    pub vault: Vault,
    lifecycle: Option<Lifecycle>,
    home: Scope,
}

impl Target {
    pub fn new(vault: Vault, lifecycle: Option<Lifecycle>) -> Self {
        let region = vault.backup_vault_arn.split(':').nth(3).unwrap_or_default();
        let home = [Account::home(), Account::away()].into_iter().find(|scope| scope.region == region);
        Self { home: home.unwrap_or_else(Account::home), vault, lifecycle }
    }
}

/// Where a team's backups go, and by what.
pub struct Team {
    /// The targets of its rules, by tier.
    pub tiers: Vec<(Target, Creator)>,
    pub copies: Vec<Target>,
    /// When its rules were due last.
    pub due: Timestamp,
}

/// How many of each a resource gets: the first ones one more than the others, so that the sums are what was asked for.
#[derive(Debug, Clone, Copy)]
struct Share {
    total: u32,
    among: u32,
}

impl Share {
    fn of(self, number: u32) -> u32 {
        self.total / self.among + u32::from(number < self.total % self.among)
    }
}

/// How many of everything there are to be.
#[derive(Debug, Clone, Copy)]
pub struct Shares {
    points: Share,
    copied: Share,
    backups: Share,
    restores: Share,
}

impl Shares {
    pub fn new(account: Account, running: u32) -> Self {
        let size = account.size;
        let share = |total| Share { total, among: size.resources };
        let copied = if account.copies() { size.points / COPIED } else { 0 };
        Self {
            points: share(size.points - copied),
            copied: share(copied),
            backups: share(account.backups().saturating_sub(running)),
            restores: share(account.restores()),
        }
    }
}

/// The account whose past is being made.
pub struct Past {
    pub state: State,
    pub now: Timestamp,
    pub random: Random,
    pub shares: Shares,
    /// A copy as the engine made it.
    pub copy: Option<CopyJob>,
}

impl Past {
    /// Makes the past of one resource, the newest first; returns how many jobs it has.
    pub fn of_resource(&mut self, number: u32, pattern: &Pattern, team: &Team) -> u32 {
        let shares = self.shares;
        let (jobs, mut points) = (shares.backups.of(number), shares.points.of(number));
        let (mut copied, mut restores) = (shares.copied.of(number), shares.restores.of(number));
        let every = points.checked_div(copied).unwrap_or(0).max(1);
        let step = step(jobs, points);
        let (mut run, mut made) = (0, jobs);
        while run < jobs || points > 0 {
            let recent = run < jobs;
            let back = run.saturating_mul(step);
            let created = later(team.due, SignedDuration::from_mins(-i64::from(back)));
            let tier = tier(back / (24 * 60), &mut self.random);
            let Some((target, creator)) = team.tiers.get(tier) else { return made };
            let ending = if recent {
                outcome::backup(pattern.resource.kind.name, &self.state.messages, &mut self.random)
            } else {
                Ending::completed()
            };
            let job = self.backup(pattern, (target, Some(creator)), created, ending);
            if points > 0 && job.recovery_point_arn.is_some() {
                points -= 1;
                let point = self.point(pattern, &job, target);
                if copied > 0 && points % every == 0 {
                    copied -= 1;
                    made += self.copies(&point, team, recent);
                }
                if restores > 0 && recent {
                    restores -= 1;
                    made += self.restore(pattern, &point);
                }
                self.keep(&target.home, point);
            }
            if recent {
                self.state.estate(&target.home).backup_jobs.insert(job);
            }
            run += 1;
        }
        made
    }

    /// A backup that somebody started while another one was running, as there always are some.
    pub fn refused(&mut self, pattern: &Pattern, team: &Team) {
        let Some((target, _)) = team.tiers.get(DAILY) else { return };
        let back = self.random.below(u64::from(MONTH_MINUTES));
        let created = later(team.due, SignedDuration::from_mins(-i64::try_from(back).unwrap_or(0)));
        let ending = self.state.messages.ending(1);
        let job = self.backup(pattern, (target, None), created, ending);
        self.state.estate(&target.home).backup_jobs.insert(job);
    }

    fn keep(&mut self, scope: &Scope, point: Point) {
        let estate = self.state.estate(scope);
        if point.recovery_point_arn.starts_with("arn:aws:backup:") && self.random.below(TAGGED) == 0 {
            let tags =
                [("team".to_owned(), point.resource_name.split('-').next().unwrap_or_default().to_owned())];
            estate.tags.insert(point.recovery_point_arn.clone(), tags.into());
        }
        let arn = point.recovery_point_arn.clone();
        estate.points.insert(point);
        watch(&mut self.state, scope, &arn);
    }

    /// A backup job of a rule at a time, with the ending it has had.
    fn backup(
        &mut self,
        pattern: &Pattern,
        (target, creator): (&Target, Option<&Creator>),
        created: Timestamp,
        ending: Ending,
    ) -> BackupJob {
        let vault = &target.vault;
        let id: Text = self.random.uuid().into();
        let took = self.took(&pattern.resource, &ending);
        let usable = ending.makes_a_point();
        let made = Making {
            scope: &target.home,
            resource_arn: &pattern.resource.arn,
            air_gapped: vault.is_air_gapped(),
            job_id: &id,
            is_copy: false,
            at: created,
        };
        let arn = pattern.resource.kind.point_arn(&made, &mut self.random);
        let size = self.size(&pattern.resource);
        let end = later(created, took);
        let start_by = later(created, SignedDuration::from_hours(8));
        let end = if ending.state == JobState::Expired { start_by } else { end };
        BackupJob {
            backup_vault_name: vault.backup_vault_name.clone(),
            backup_vault_arn: vault.backup_vault_arn.clone(),
            vault_type: vault.vault_type,
            vault_lock_state: Vault::lock_state(Some(vault)),
            encryption_key_arn: vault
                .encryption_key_arn
                .clone()
                .filter(|_| pattern.resource.kind.fully_managed || vault.is_air_gapped()),
            recovery_point_lifecycle: target.lifecycle.clone(),
            recovery_point_arn: usable.then(|| arn.clone()),
            point_arn: arn,
            creation_date: Epoch(created),
            initiation_date: Epoch(created),
            start_by: Epoch(start_by),
            completion_date: Some(Epoch(end)),
            expected_completion_date: Some(Epoch(end)),
            state: ending.state,
            status_message: ending.message,
            message_category: ending.category,
            percent_done: if usable { 100.0 } else { 0.0 },
            backup_size_in_bytes: size,
            bytes_transferred: usable.then_some(size),
            created_by: creator.cloned(),
            backup_job_id: id,
            ..pattern.backup.clone()
        }
    }

    fn took(&mut self, resource: &Resource, ending: &Ending) -> SignedDuration {
        let usual = usual_duration(resource.size);
        let usual = if ending.makes_a_point() { usual } else { usual / 3 };
        self.random.between(usual - usual / 4, usual + usual / 2)
    }

    /// A size a little below the resource's.
    fn size(&mut self, resource: &Resource) -> u64 {
        resource.size - resource.size / 100 * self.random.below(12)
    }

    fn point(&mut self, pattern: &Pattern, job: &BackupJob, target: &Target) -> Point {
        let vault = &target.vault;
        let mut point = Point {
            recovery_point_arn: job.point_arn.clone(),
            backup_vault_name: vault.backup_vault_name.clone(),
            backup_vault_arn: vault.backup_vault_arn.clone(),
            vault_type: vault.vault_type,
            created_by: job.created_by.clone(),
            creation_date: job.creation_date,
            initiation_date: job.initiation_date,
            completion_date: job.completion_date,
            backup_size_in_bytes: Some(job.backup_size_in_bytes),
            encryption_key_arn: job.encryption_key_arn.clone(),
            encryption_key_type: vault.encryption_key_type,
            ..pattern.point.clone()
        };
        self.settle(&mut point, target);
        point
    }

    /// Gives a point its retention, and puts it where it is by now.
    fn settle(&mut self, point: &mut Point, target: &Target) {
        point.keep(target.lifecycle.clone());
        let cold = point.calculated_lifecycle.and_then(|lifecycle| lifecycle.move_to_cold_storage_at);
        let is_cold = cold.is_some_and(|at| at.0 <= self.now);
        point.storage_class = if is_cold { StorageClass::Cold } else { StorageClass::Warm };
    }

    /// The copy of a point; its job too if that is recent, perhaps after one that failed. Returns how many jobs.
    fn copies(&mut self, source: &Point, team: &Team, recent: bool) -> u32 {
        let at = usize::try_from(self.random.below(team.copies.len() as u64)).unwrap_or(0);
        let (Some(target), Some(pattern)) = (team.copies.get(at), self.copy.clone()) else { return 0 };
        let created =
            later(source.completion_date.unwrap_or(source.creation_date).0, SignedDuration::from_secs(20));
        let job = self.copy_job(&pattern, source, target, created, Ending::completed());
        let vault = &target.vault;
        let mut copy = Point {
            recovery_point_arn: job.point_arn.clone(),
            backup_vault_name: vault.backup_vault_name.clone(),
            backup_vault_arn: vault.backup_vault_arn.clone(),
            vault_type: vault.vault_type,
            source_backup_vault_arn: Some(source.backup_vault_arn.clone()),
            initiation_date: job.creation_date,
            completion_date: job.completion_date,
            encryption_key_arn: vault.encryption_key_arn.clone(),
            encryption_key_type: vault.encryption_key_type,
            ..source.clone()
        };
        self.settle(&mut copy, target);
        self.keep(&target.home, copy);
        if !recent {
            return 0;
        }
        let mut jobs = vec![job];
        if self.random.below(100) < FAILED_COPIES {
            let ending = outcome::failed_copy(&self.state.messages, &mut self.random);
            jobs.push(self.copy_job(&pattern, source, target, created, ending));
        }
        let made = u32::try_from(jobs.len()).unwrap_or(0);
        let estate = self.state.estate(&Account::home());
        for job in jobs {
            estate.copy_jobs.insert(job);
        }
        made
    }

    fn copy_job(
        &mut self,
        pattern: &CopyJob,
        source: &Point,
        target: &Target,
        created: Timestamp,
        ending: Ending,
    ) -> CopyJob {
        let vault = &target.vault;
        let id: Text = self.random.uuid().to_ascii_uppercase().into();
        let made = Making {
            scope: &target.home,
            resource_arn: &source.resource_arn,
            air_gapped: vault.is_air_gapped(),
            job_id: &id,
            is_copy: true,
            at: source.creation_date.0,
        };
        let kind = Kind::named(source.resource_type);
        let arn = kind.map_or_else(|| "".into(), |kind| kind.point_arn(&made, &mut self.random));
        let took = usual_duration(source.backup_size_in_bytes.unwrap_or_default()) * 2;
        CopyJob {
            source_backup_vault_arn: source.backup_vault_arn.clone(),
            source_recovery_point_arn: source.recovery_point_arn.clone(),
            destination_backup_vault_arn: vault.backup_vault_arn.clone(),
            destination_vault_type: vault.vault_type,
            destination_vault_lock_state: Vault::lock_state(Some(vault)),
            destination_recovery_point_arn: ending.makes_a_point().then(|| arn.clone()),
            destination_encryption_key_arn: vault.encryption_key_arn.clone(),
            destination_recovery_point_lifecycle: target.lifecycle.clone(),
            resource_arn: source.resource_arn.clone(),
            resource_type: source.resource_type,
            resource_name: source.resource_name.clone(),
            creation_date: Epoch(created),
            completion_date: Some(Epoch(later(created, took))),
            state: ending.state,
            status_message: ending.message,
            message_category: ending.category,
            backup_size_in_bytes: source.backup_size_in_bytes.unwrap_or_default(),
            created_by: source.created_by.clone(),
            point_arn: arn,
            copy_job_id: id,
            ..pattern.clone()
        }
    }

    /// A restore of a point, some hours after it was made.
    fn restore(&mut self, pattern: &Pattern, point: &Point) -> u32 {
        let wait = self.random.between(SignedDuration::from_hours(1), SignedDuration::from_hours(20));
        let created = later(point.creation_date.0, wait);
        let resource = &pattern.resource;
        let took = usual_duration(resource.size) * 3;
        let end = later(created, took);
        if end >= self.now {
            return 0;
        }
        let home = Account::home();
        let ending = outcome::restore(&self.state.messages, &mut self.random);
        let name = format!("{}-restored", resource.name);
        let target = resource.kind.resource_arn(&home, &name, None, &mut self.random);
        let usable = ending.state == JobState::Completed;
        let job = RestoreJob {
            account_id: home.account.clone(),
            restore_job_id: self.random.uuid().to_ascii_uppercase().into(),
            recovery_point_arn: point.recovery_point_arn.clone(),
            source_resource_arn: resource.arn.clone(),
            backup_vault_arn: point.backup_vault_arn.clone(),
            creation_date: Epoch(created),
            completion_date: Some(Epoch(end)),
            status: ending.state,
            status_message: ending.message,
            percent_done: if usable { 100.0 } else { 0.0 },
            backup_size_in_bytes: point.backup_size_in_bytes.unwrap_or_default(),
            iam_role_arn: Account::role(),
            expected_completion_time_minutes: took.as_mins().max(1),
            created_resource_arn: usable.then(|| target.clone()),
            resource_type: resource.kind.name,
            recovery_point_creation_date: point.creation_date,
            created_by: None,
            validation_status: None,
            validation_status_message: None,
            deletion_status: None,
            deletion_status_message: None,
            is_parent: false,
            parent_job_id: None,
            course: None,
            target_arn: target,
            work: Box::default(),
        };
        self.state.estate(&home).restore_jobs.insert(job);
        1
    }
}

/// Minutes between two backups: as many as fit into a month, and no point older than its retention.
fn step(jobs: u32, points: u32) -> u32 {
    let by_jobs = MONTH_MINUTES.checked_div(jobs).unwrap_or(7 * 24 * 60);
    let day = 24 * 60;
    let whole_days = if by_jobs >= day { by_jobs / day * day } else { by_jobs };
    whole_days.min(OLDEST_MINUTES / points.max(1)).max(1)
}

/// Which rule made a backup that is so many days old: what the rules for shorter times made is gone by then.
fn tier(days: u32, random: &mut Random) -> usize {
    match (days, random.below(60)) {
        (..30, 10..) => DAILY,
        (..350, 2..) => WEEKLY,
        _ => MONTHLY,
    }
}
