//! Holds the journal against what the simulator has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicU32;

use jiff::{SignedDuration, Timestamp};
use vaultdeck::app::effect::{Page, Query};
use vaultdeck::aws::{Fleet, Login, ScopeSettings};
use vaultdeck::domain::job::{Job, JobFacts, JobKind, JobState};
use vaultdeck::domain::journal::{Entry, EntryState};
use vaultdeck::domain::lifecycle::Lifecycle;
use vaultdeck::domain::recovery_point::PointStatus;
use vaultdeck::domain::scope::ScopeId;
use vaultdeck::domain::write::{BackupRequest, Write, default_role};
use vaultdeck::simulator::Call;

use crate::table::Table;

/// How the tokens of others begin.
const OTHERS: &str = "others-";

/// What is there at the end of a run.
pub struct Found {
    pub entries: Vec<Entry>,
    pub jobs: Vec<Job>,
    pub points: BTreeSet<String>,
    /// Jobs that no console has started.
    pub others: Vec<String>,
    /// Every request of a write that has arrived, also those whose answer was cut off.
    pub writes: Vec<Call>,
}

fn fleet(url: &str) -> Fleet {
    Fleet::new(vec![ScopeSettings {
        login: Login::MadeUp("123456789012".into()),
        region: Some("us-east-1".into()),
        endpoint_url: Some(url.to_owned()),
        requests_per_second: 1000,
    }])
}

/// Somebody else starts a backup; its job.
pub async fn start(url: &str, resource: &str, number: usize) -> String {
    let write = Write::StartBackup(BackupRequest {
        resource: resource.to_owned(),
        vault: "other".to_owned(),
        role: default_role("123456789012"),
        lifecycle: Lifecycle::default(),
        tags: vec![],
        token: format!("{OTHERS}{number}"),
        then_copy: None,
    });
    let fleet = fleet(url);
    loop {
        // Their connections are cut, too.
        if let Ok(Page::Started(started)) = fleet.send(ScopeId(0), &write, &AtomicU32::new(0)).await {
            return started.job.raw().to_owned();
        }
    }
}

/// Somebody else backs a table up; the job, when it is done.
pub async fn back_up(url: &str, resource: &str, number: usize) -> Job {
    let id = start(url, resource, number).await;
    loop {
        let done = |job: &Job| job.id.raw() == id && job.state == JobState::Completed;
        if let Some(job) = jobs(url).await.into_iter().find(done) {
            return job;
        }
    }
}

/// The points that are there to stay, of the vault that others back up into.
pub async fn points(url: &str) -> BTreeSet<String> {
    let mut points = BTreeSet::new();
    let mut take = |page| {
        if let Page::Points(some) = page {
            let stay = some.into_iter().filter(|point| point.status != PointStatus::Deleting);
            points.extend(stay.map(|point| point.arn.raw().to_owned()));
        }
    };
    let query = Query::VaultPoints("other".into());
    fleet(url).ask(ScopeId(0), &query, &AtomicU32::new(0), &mut take).await.unwrap();
    points
}

/// All jobs of the account.
pub async fn jobs(url: &str) -> Vec<Job> {
    let fleet = fleet(url);
    let mut jobs = Vec::new();
    for kind in JobKind::ALL {
        let query =
            Query::Jobs { kind, after: Timestamp::now() - SignedDuration::from_hours(2), before: None };
        let mut take = |page| {
            if let Page::Jobs(some) = page {
                jobs.extend(some);
            }
        };
        fleet.ask(ScopeId(0), &query, &AtomicU32::new(0), &mut take).await.unwrap();
    }
    jobs
}

/// Every intent exactly once in effect, and the journal true.
pub fn hold(found: &Found, table: &mut Table) {
    let mut claimed: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &found.entries {
        hold_entry(found, entry, table);
        if let Some(job) = &entry.job {
            claimed.entry(job).or_default().push(entry);
        }
    }
    for (job, entries) in &claimed {
        if entries.len() > 1 {
            let ids: Vec<i64> = entries.iter().map(|entry| entry.id.0).collect();
            table.untrue.push(format!("job {job} is claimed by the entries {ids:?}"));
        }
    }
    for job in &found.jobs {
        let others = found.others.iter().any(|other| other == job.id.raw());
        if !others && !claimed.contains_key(job.id.raw()) {
            table.doubled.push(format!("job {} of {:?} is no entry's", job.id, job.resource));
        }
    }
    let tokens: BTreeSet<&str> =
        found.entries.iter().filter_map(|entry| entry.intent.write.token()).collect();
    for call in &found.writes {
        if let Some(token) = token(call).filter(|token| !tokens.contains(token) && !token.starts_with(OTHERS))
        {
            table
                .lost
                .push(format!("{} with token {token} was sent and is not in the journal", call.operation));
        }
    }
}

fn hold_entry(found: &Found, entry: &Entry, table: &mut Table) {
    let write = &entry.intent.write;
    let told = format!("{} {} {}, {}", entry.id.0, write.words(), entry.intent.label, entry.state.word());
    let sent = found.writes.iter().filter(|call| is_request(call, write)).count();
    if let Write::StopBackup { job } = write {
        let there = found.jobs.iter().find(|there| there.id.raw() == job);
        let stopped = there.is_some_and(|job| matches!(job.state, JobState::Aborting | JobState::Aborted));
        match entry.state {
            EntryState::Done if !stopped => table.untrue.push(format!("{told}: the job goes on")),
            EntryState::Refused if stopped => table.untrue.push(format!("{told}: the job was stopped")),
            _ => {}
        }
    }
    if let Write::DeletePoint(name) = write {
        match (entry.state, found.points.contains(&name.point)) {
            (EntryState::Done, true) => table.untrue.push(format!("{told}: the point is there")),
            (EntryState::Refused, false) => table.untrue.push(format!("{told}: the point was deleted")),
            _ => {}
        }
    }
    let row = table.row(kind(write));
    row.repeated += sent.saturating_sub(1) as u64;
    row.looked_up += u64::from(entry.note.as_ref().is_some_and(|note| note.contains("at AWS")));
    match entry.state {
        EntryState::Sent => table.lost.push(format!("{told}: never settled")),
        EntryState::Planned if sent > 0 => table.untrue.push(format!("{told}: it has left")),
        EntryState::Planned => row.planned += 1,
        EntryState::Unknown => row.unknown += 1,
        EntryState::Refused => row.refused += 1,
        EntryState::Accepted | EntryState::Done | EntryState::Failed => {
            row.in_effect += 1;
            if write.starts().is_none() {
                return;
            }
            let job = entry.job.as_deref();
            let there = found.jobs.iter().find(|other| Some(other.id.raw()) == job);
            match there {
                _ if found.others.iter().any(|other| Some(other.as_str()) == job) => {
                    table.untrue.push(format!("{told}: its job {job:?} is somebody else's"));
                }
                None => table.lost.push(format!("{told}: its job {job:?} is not there")),
                Some(there) if !is_of(there, write) => {
                    table.untrue.push(format!("{told}: its job {job:?} is another's"));
                }
                Some(_) => {}
            }
        }
    }
}

fn is_of(job: &Job, write: &Write) -> bool {
    match write {
        Write::StartBackup(request) => {
            job.kind == JobKind::Backup
                && job.resource.as_ref().is_some_and(|resource| resource.raw() == request.resource)
        }
        Write::StartCopy(request) => match &job.facts {
            JobFacts::Copy(facts) => {
                facts.source_point.as_ref().is_some_and(|point| point.raw() == request.point.point)
            }
            _ => false,
        },
        Write::StartRestore(request) => match &job.facts {
            JobFacts::Restore(facts) => {
                facts.recovery_point.as_ref().is_some_and(|point| point.raw() == request.point.point)
            }
            _ => false,
        },
        _ => false,
    }
}

fn kind(write: &Write) -> &'static str {
    match write {
        Write::StartBackup(_) => "backup",
        Write::StartCopy(_) => "copy",
        Write::StartRestore(_) => "restore",
        _ => write.words(),
    }
}

/// Whether a call is a request of a write.
fn is_request(call: &Call, write: &Write) -> bool {
    if let Some(own) = write.token() {
        return token(call) == Some(own);
    }
    // Only the last part of an ARN comes as it stands: the rest is encoded.
    let last = write.target().rsplit(':').next().unwrap_or_default();
    call.operation == write.operation() && call.path.contains(last)
}

fn token(call: &Call) -> Option<&str> {
    call.body.get("IdempotencyToken")?.as_str()
}
