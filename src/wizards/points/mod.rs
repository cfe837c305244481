//! What is done to recovery points themselves: kept for longer or less long, deleted, given back to their service.
//!
//! Of several, those that AWS would refuse for certain are left out, and the form says so.

pub mod delete;
pub mod disassociate;
pub mod keep;

#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::domain::policy::Asker;
use crate::domain::preflight::{Answer, Check, Fact, Known, Need, Verdict, hold, lock, together};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::scope::ScopeId;
use crate::domain::vault::Lock;
use crate::domain::write::PointName;
use crate::text::time::clock;
use crate::text::{Text, Zone};

/// Recovery points that something is to be done to.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The points, at least one.
    pub points: Vec<RecoveryPoint>,
    /// The time at which they were chosen.
    pub now: Timestamp,
    /// Times are shown in this zone.
    pub zone: Zone,
}

/// The part of an EKS composite that holds the cluster's state lives and goes with it (aws-backup-api.md section 3.5).
const CLUSTER_STATE: &str = ":recovery-point:eks/";
/// What a person can be asked to type.
const TYPED: usize = 40;

impl Chosen {
    fn one(&self) -> Option<&RecoveryPoint> {
        match self.points.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// "Delete a recovery point of orders-db", "Delete 12 recovery points".
    fn title(&self, verb: &str) -> String {
        match self.one() {
            Some(one) => format!("{verb} a recovery point of {}", one.resource_label()),
            None => format!("{verb} {} recovery points", self.points.len()),
        }
    }

    /// Which points: of one its vault, time and retention, of several what they are of.
    fn about(&self) -> String {
        let Some(one) = self.one() else { return resources(&self.points) };
        let vault = one.vault.as_ref().map_or("no vault", Text::as_str);
        let mut parts = vec![one.arn.to_string(), format!("in {vault}")];
        parts.extend(one.created.map(|at| format!("of {}", self.clock(at))));
        parts.extend(one.calculated.delete_at.map(|at| format!("kept to {}", self.clock(at))));
        parts.join(", ")
    }

    fn clock(&self, at: Timestamp) -> String {
        clock(at, self.now, &self.zone)
    }

    fn scope(&self) -> ScopeId {
        self.points[0].scope
    }

    /// What a point is called in a list of outcomes: several of one resource differ by their time.
    fn label(&self, point: &RecoveryPoint) -> String {
        let at = point.created.map(|at| format!(" {}", self.clock(at)));
        format!("{}{}", point.resource_label(), at.unwrap_or_default())
    }

    /// The word to type: the resource's name, or how many.
    fn word(verb: &str, points: &[&RecoveryPoint]) -> String {
        match points {
            [one] if can_be_typed(one.resource_label()) => one.resource_label().to_owned(),
            [_] | [] => verb.to_owned(),
            many => format!("{verb} {} points", many.len()),
        }
    }

    /// The checks of all, each judged by `judge`.
    fn checks(&self, judge: impl Fn(&RecoveryPoint) -> Vec<Check>) -> Vec<Check> {
        let each: Vec<Vec<Check>> = self.points.iter().map(judge).collect();
        if each.iter().all(|checks| is_refused(checks)) {
            return together(each);
        }
        // What AWS would refuse is left out and keeps nothing else from being done.
        let left_out = |checks: Vec<Check>| -> Vec<Check> {
            if !is_refused(&checks) {
                return checks;
            }
            let failed = checks.into_iter().filter(|check| check.verdict == Verdict::Failed);
            let warned = |check: Check| Check::fixed(Verdict::Warning, format!("left out: {}", check.says));
            failed.take(1).map(warned).collect()
        };
        together(each.into_iter().map(left_out).collect())
    }

    /// The points that AWS may take, as judged by `judge`.
    fn taken(&self, judge: impl Fn(&RecoveryPoint) -> Vec<Check>) -> Vec<&RecoveryPoint> {
        self.points.iter().filter(|point| !is_refused(&judge(point))).collect()
    }

    fn claims(&self, verb: &str) -> Vec<(ScopeId, String)> {
        let claim = |point: &RecoveryPoint| (point.scope, format!("{verb} {}", point.arn.raw()));
        self.points.iter().map(claim).collect()
    }
}

fn is_refused(checks: &[Check]) -> bool {
    checks.iter().any(|check| check.verdict == Verdict::Failed)
}

fn can_be_typed(label: &str) -> bool {
    !label.is_empty() && label.len() <= TYPED && label.chars().all(|c| c.is_ascii_graphic())
}

/// The resources of points, each once, with how many.
fn resources(points: &[RecoveryPoint]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for point in points {
        let label = point.resource_label();
        match counted.iter_mut().find(|(seen, _)| *seen == label) {
            Some((_, count)) => *count += 1,
            None => counted.push((label, 1)),
        }
    }
    let said = |(label, count): (&str, usize)| match count {
        1 => label.to_owned(),
        many => format!("{label} ({many})"),
    };
    format!("of {}", counted.into_iter().map(said).collect::<Vec<_>>().join(", "))
}

/// A point where it is kept; `None` for one that AWS Backup does not manage.
fn name(point: &RecoveryPoint) -> Option<PointName> {
    let vault = point.vault.as_ref()?;
    Some(PointName { vault: vault.raw().to_owned(), point: point.arn.raw().to_owned() })
}

/// What is to be read before points can be judged: policies of their vaults, legal holds, and locks that no list has told.
fn needs(points: &[RecoveryPoint], known: &Known) -> Vec<(ScopeId, Need)> {
    let mut needs = Vec::new();
    let mut need = |scope, need| {
        let one = (scope, need);
        if !needs.contains(&one) {
            needs.push(one);
        }
    };
    for point in points {
        let Some(vault) = &point.vault else { continue };
        need(point.scope, Need::Holds);
        need(point.scope, Need::VaultPolicy(vault.clone()));
        if !known.vaults_of(point.scope).any(|choice| choice.name == vault.raw()) {
            need(point.scope, Need::Vault(vault.clone()));
        }
    }
    needs
}

/// What has to hold for each change of a point: it is managed, is at rest, and its vault's lock and policy let it be.
fn common(point: &RecoveryPoint, action: &str, known: &Known) -> Vec<Check> {
    let Some(vault) = &point.vault else {
        return vec![Check::fixed(Verdict::Failed, "AWS Backup does not manage this snapshot")];
    };
    let policy = known.fact(point.scope, &Need::VaultPolicy(vault.clone()));
    let policy = read(policy, |fact| match fact {
        Fact::VaultPolicy(policy) => Some(policy),
        _ => None,
    });
    let asker = Asker {
        action,
        resource: point.arn.raw(),
        account: &known.account,
        principal: None,
        organization: None,
    };
    vec![at_rest(point), lock::allows_changes(lock_of(point, known)), hold::policy(policy, &asker)]
}

fn at_rest(point: &RecoveryPoint) -> Check {
    let status = point.status.word();
    match point.status {
        PointStatus::Creating | PointStatus::Deleting => {
            Check::fixed(Verdict::Failed, format!("it is {status}"))
        }
        PointStatus::Other(_) => {
            Check::fixed(Verdict::Unknown, format!("it is {status}: whether that can be changed"))
        }
        _ => Check::fixed(Verdict::Passed, format!("it is {status}")),
    }
}

/// A legal hold keeps points from being deleted.
fn holds(point: &RecoveryPoint, known: &Known) -> Check {
    let holds = read(known.fact(point.scope, &Need::Holds), |fact| match fact {
        Fact::Holds(holds) => Some(holds),
        _ => None,
    });
    hold::holds(point, holds)
}

/// It goes only with the whole backup of its cluster.
fn own_life(point: &RecoveryPoint) -> Option<Check> {
    let part = point.parent.is_some() && point.arn.raw().contains(CLUSTER_STATE);
    part.then(|| Check::fixed(Verdict::Failed, "a cluster's state goes only with its composite point"))
}

fn lock_of<'a>(point: &RecoveryPoint, known: &'a Known) -> Answer<&'a Lock> {
    let Some(vault) = &point.vault else { return Answer::NotAsked };
    match known.vaults_of(point.scope).find(|choice| choice.name == vault.raw()) {
        Some(choice) => Answer::Known(&choice.lock),
        None => read(known.fact(point.scope, &Need::Vault(vault.clone())), |fact| match fact {
            Fact::Vault(vault) => Some(&vault.lock),
            _ => None,
        }),
    }
}

/// The part of an answer that was asked for.
fn read<'a, T>(answer: &'a Answer<Fact>, part: impl Fn(&'a Fact) -> Option<&'a T>) -> Answer<&'a T> {
    match answer {
        Answer::NotAsked => Answer::NotAsked,
        Answer::Asked => Answer::Asked,
        Answer::Known(fact) => part(fact).map_or(Answer::NotAsked, Answer::Known),
        Answer::Denied(action) => Answer::Denied(action.clone()),
        Answer::Failed(why) => Answer::Failed(why.clone()),
    }
}
