//! What must hold from one look at the account to the next, whatever was done between.

use std::collections::BTreeMap;

use crate::actions::{Action, Done};
use crate::snapshot::Snapshot;

const DAY: f64 = 86_400.0;
/// How long jobs are listed.
const REACH: f64 = 30.0 * DAY;
const OVER: [&str; 5] = ["ABORTED", "COMPLETED", "FAILED", "EXPIRED", "PARTIAL"];

/// What has to be remembered over a whole sequence.
#[derive(Debug, Default)]
pub struct Memory {
    /// Each token's job.
    tokens: BTreeMap<String, String>,
    /// Every job that a call has started.
    asked_for: BTreeMap<String, String>,
}

/// How far a job is; it only ever gets further.
fn rank(state: &str) -> u8 {
    match state {
        "CREATED" => 0,
        "PENDING" => 1,
        "RUNNING" => 2,
        "ABORTING" => 3,
        _ => 4,
    }
}

/// Says which rules are broken.
pub fn broken(
    memory: &mut Memory,
    before: &Snapshot,
    action: &Action,
    done: &Done,
    after: &Snapshot,
) -> Vec<String> {
    let mut told = after.contradictions.clone();
    tokens(memory, action, done, &mut told);
    jobs(memory, before, after, &mut told);
    points(before, action, after, &mut told);
    told
}

/// A token makes one job, and only what was asked for or planned is there.
fn tokens(memory: &mut Memory, action: &Action, done: &Done, told: &mut Vec<String>) {
    if let Some((status, answer)) = &done.answer
        && *status >= 500
    {
        told.push(format!("{action:?} failed with {status}: {answer}"));
    }
    let Some((token, id)) = &done.started else { return };
    let first = memory.tokens.entry(token.clone()).or_insert_with(|| id.clone());
    if first != id {
        told.push(format!("{token} made {first} and then {id}"));
    }
    if let Some(other) = memory.asked_for.insert(id.clone(), token.clone())
        && other != *token
    {
        told.push(format!("{id} came of {other} and of {token}"));
    }
}

fn jobs(memory: &Memory, before: &Snapshot, after: &Snapshot, told: &mut Vec<String>) {
    for (id, was) in &before.jobs {
        let Some(is) = after.jobs.get(id) else {
            let last = was.completed.unwrap_or(after.now).min(was.created);
            if last > after.now - REACH {
                told.push(format!("job {id} is gone: {was:?}"));
            }
            continue;
        };
        if rank(&is.state) < rank(&was.state) {
            told.push(format!("job {id} went back from {} to {}", was.state, is.state));
        }
        if OVER.contains(&was.state.as_str()) && (is.state != was.state || is.completed != was.completed) {
            told.push(format!("job {id} was over: {was:?}, and now {is:?}"));
        }
        if (is.created - was.created).abs() > f64::EPSILON || is.resource != was.resource {
            told.push(format!("job {id} is another one: {was:?}, {is:?}"));
        }
    }
    for (id, job) in &after.jobs {
        let over = OVER.contains(&job.state.as_str());
        if over != job.completed.is_some() {
            told.push(format!("job {id} is {} and ended at {:?}", job.state, job.completed));
        }
        if !job.by_itself && !memory.asked_for.contains_key(id) {
            told.push(format!("nobody asked for job {id}: {job:?}"));
        }
    }
}

/// A point that is gone was deleted by a call that could, or its time had come.
fn points(before: &Snapshot, action: &Action, after: &Snapshot, told: &mut Vec<String>) {
    for (key, was) in &before.points {
        let is = after.points.get(key);
        let going = is.is_none_or(|point| point.status == "DELETING") && was.status != "DELETING";
        if !going || was.status == "CREATING" {
            continue;
        }
        let locked = before.vaults.get(&was.vault).is_some_and(|(_, locked)| *locked);
        let held = before.held.contains(&was.arn) && !matches!(action, Action::Release { .. });
        let due = was.delete_at.is_some_and(|at| at <= after.now);
        let called =
            matches!(action, Action::Delete { .. } | Action::Disassociate { .. } | Action::Lifecycle { .. });
        if held {
            told.push(format!("a held point is going: {was:?}"));
        }
        if locked && !due {
            told.push(format!("a locked point is going before its time: {was:?}, {action:?}"));
        }
        if !due && !called && !matches!(action, Action::Pass { .. }) {
            told.push(format!("a point is going for no reason: {was:?}, {action:?}"));
        }
        if matches!(action, Action::Pass { .. }) && !due {
            told.push(format!("a point is going before its time: {was:?}"));
        }
    }
}
