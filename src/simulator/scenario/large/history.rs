//! The past of a large account: one backup of each resource goes the whole way through the engine, and becomes the
//! pattern of all others.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::estate::{Account, DAILY, SEALED};
use super::past::{Past, Pattern, Shares, Target, Team};
use crate::simulator::engine::{CopyOrder, Fate, Order, later, start_backup, start_copy};
use crate::simulator::ids::Random;
use crate::simulator::state::{CopyJob, Creator, Ending, JobState, Lifecycle, Resource, State, Vault};
use crate::simulator::wire::Text;

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// One job in so many runs at this moment.
const RUNNING: u32 = 1000;
/// How long those have been running at most, in seconds.
const RUNNING_FOR: u64 = 600;

/// Fills the account's past, and lets some jobs run.
pub fn make(mut state: State, account: Account, now: Timestamp, seed: u64) -> State {
    let random = Random::named(seed, "the past of a large account");
    let teams: Vec<Team> =
        (0..account.teams()).filter_map(|number| team(&state, account, number, now)).collect();
    let copy_to =
        teams.iter().find_map(|team| team.copies.first()).map(|to| to.vault.backup_vault_arn.clone());
    let (patterns, copy) = patterns(&mut state, account, copy_to, now);
    let running = (account.size.jobs / RUNNING).min(account.size.resources);
    let shares = Shares::new(account, running);
    let mut past = Past { state, now, random, shares, copy };
    let team_of = |number| teams.get(account.team_of(number) as usize);
    let mut jobs = running;
    for (number, pattern) in (0..).zip(&patterns) {
        jobs += team_of(number).map_or(0, |team| past.of_resource(number, pattern, team));
    }
    for (number, pattern) in
        (jobs..account.size.jobs).zip((0..).zip(&patterns).cycle()).map(|(_, pattern)| pattern)
    {
        if let Some(team) = team_of(number) {
            past.refused(pattern, team);
        }
    }
    let Past { mut state, mut random, .. } = past;
    for (number, pattern) in (0..running).zip(&patterns) {
        let mut below = |end| i64::try_from(random.below(end)).unwrap_or(0);
        let since = SignedDuration::from_secs(10 + below(RUNNING_FOR));
        let percent = i32::try_from(5 + below(90)).map(f64::from).ok();
        let ending = Ending::completed();
        let fate = Fate { state: JobState::Running, seen: now, percent, ..Fate::of(ending) };
        let order = order(account, number, &pattern.resource, later(now, -since));
        start_backup(&mut state, Order { fate: Some(fate), ..order });
    }
    state.advance(now);
    state
}

fn order(account: Account, number: u32, resource: &Arc<Resource>, created: Timestamp) -> Order {
    let vault = account.vault(account.team_of(number), DAILY);
    Order::new(&Account::home(), &vault, Arc::clone(resource), Account::role(), created)
}

fn team(state: &State, account: Account, number: u32, now: Timestamp) -> Option<Team> {
    let home = state.estates.get(&Account::home())?;
    let name = Account::team_name(number);
    let plan = home.plans.iter().find(|plan| plan.current().is_some_and(|it| *it.name == name))?;
    let version = plan.current()?;
    let target = |vault: &Vault, lifecycle| Target::new(vault.clone(), lifecycle);
    let tiers = version.rules.iter().filter_map(|rule| {
        let vault = home.vaults.get(&rule.target_backup_vault_name)?;
        Some((target(vault, rule.lifecycle.clone()), Creator::new(plan, version, rule)))
    });
    let keep = |days| Some(Lifecycle { delete_after_days: Some(days), ..Lifecycle::default() });
    let away = account.copy_vault(number);
    let away = away.and_then(|name| state.estates.get(&Account::away())?.vaults.get(&name));
    let sealed = account.has(number, SEALED).then(|| account.vault(number, SEALED));
    let sealed = sealed.and_then(|name| home.vaults.get(&name));
    let copies = away.map(|vault| target(vault, keep(2555)));
    Some(Team {
        tiers: tiers.collect(),
        copies: copies.into_iter().chain(sealed.map(|vault| target(vault, keep(2555)))).collect(),
        due: last_due(number, now),
    })
}

/// The last time, an hour ago or longer, at which a team's rules can have been due.
fn last_due(team: u32, now: Timestamp) -> Timestamp {
    let (hour, minute) = Account::due(team);
    let midnight = now.to_zoned(TimeZone::UTC).start_of_day().map_or(now, |day| day.timestamp());
    let today = later(midnight, SignedDuration::from_mins(i64::from(hour * 60 + minute)));
    if later(today, SignedDuration::from_hours(1)) <= now { today } else { later(today, -DAY) }
}

/// A backup of each resource, and a copy where there are any, as the engine makes them; nothing of them stays.
fn patterns(
    state: &mut State,
    account: Account,
    copy_to: Option<Text>,
    now: Timestamp,
) -> (Vec<Pattern>, Option<CopyJob>) {
    let home = Account::home();
    let mut resources: Vec<_> = state.estate(&home).resources.values().cloned().collect();
    // Names end in the number by which the account knows them.
    resources.sort_by(|one, other| number_of(one).cmp(number_of(other)));
    let place = |(number, resource): (u32, Arc<Resource>)| {
        let order = order(account, number, &resource, later(now, -DAY));
        let id = start_backup(state, Order { fate: Some(Fate::of(Ending::completed())), ..order });
        (resource, id)
    };
    let placed: Vec<_> = (0..).zip(resources).map(place).collect();
    state.advance(now);
    let copy = copy_to.and_then(|to| copy_pattern(state, &placed.first()?.1, to, now));
    let estate = state.estate(&home);
    estate.busy.clear();
    let taken = placed.into_iter().filter_map(|(resource, id)| {
        let backup = estate.backup_jobs.remove(&id)?;
        let point = estate.points.remove(&backup.point_arn)?;
        Some(Pattern { resource, backup, point })
    });
    (taken.collect(), copy)
}

fn copy_pattern(state: &mut State, backup_id: &str, to: Text, now: Timestamp) -> Option<CopyJob> {
    let home = Account::home();
    let backup = state.estate(&home).backup_jobs.get(backup_id)?;
    let order = CopyOrder {
        scope: home.clone(),
        point_arn: backup.point_arn.clone(),
        destination: to,
        role: Account::role(),
        created: later(now, -DAY / 2),
        lifecycle: None,
        creator: None,
        backup_job_id: None,
        due: None,
        parent: None,
        fate: Some(Fate::of(Ending::completed())),
    };
    let id = start_copy(state, order)?;
    state.advance(now);
    let job = state.estate(&home).copy_jobs.remove(&id)?;
    for scope in [home, Account::away()] {
        state.estate(&scope).points.remove(&job.point_arn);
    }
    Some(job)
}

fn number_of(resource: &Resource) -> &str {
    resource.name.rsplit('-').next().unwrap_or_default()
}
