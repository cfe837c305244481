//! Disassociate continuous recovery points (API `DisassociateRecoveryPoint`): the continuous backup ends, and AWS Backup
//! gives it back to the service that it comes from, which keeps it by the plan's days (API reference).

use super::{Chosen, common, lock_of, name, needs, own_life};
use crate::domain::preflight::{Check, Known, Need, Verdict, lock};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::scope::ScopeId;
use crate::domain::write::Write;
use crate::text::Text;
use crate::wizards::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens};

/// The IAM action that it takes.
const ACTION: &str = "backup:DisassociateRecoveryPoint";

/// Continuous recovery points to be disassociated.
#[derive(Debug, Clone)]
pub struct Disassociate {
    chosen: Chosen,
}

/// Why a point can't be disassociated; `None` where it may be.
pub fn refused(point: &RecoveryPoint) -> Option<&'static str> {
    (point.is_continuous() == Some(false)).then_some("only continuous points are disassociated")
}

impl Disassociate {
    /// Disassociates these points. `None` where there is none.
    pub fn new(chosen: Chosen) -> Option<Self> {
        (!chosen.points.is_empty()).then_some(Self { chosen })
    }
}

fn judge(point: &RecoveryPoint, known: &Known) -> Vec<Check> {
    let mut checks = common(point, ACTION, known);
    if point.vault.is_none() {
        return checks;
    }
    let lock = lock::allows_changes(lock_of(point, known));
    if let Some(check) = checks.iter_mut().find(|check| **check == lock && lock.verdict == Verdict::Failed) {
        // AWS's pages tell it of deletions and of retention only.
        (check.verdict, check.says) = (Verdict::Warning, lock.says.replace("AWS refuses", "AWS may refuse"));
    }
    checks.extend(own_life(point));
    checks.push(match (refused(point), point.is_continuous()) {
        (Some(why), _) => Check::fixed(Verdict::Failed, why),
        (None, None) => {
            let says = format!("it is {}: whether it is a continuous one", point.status.word());
            Check::fixed(Verdict::Unknown, says)
        }
        _ => Check::fixed(Verdict::Passed, "it is a continuous one"),
    });
    if point.status == PointStatus::Stopped {
        let says = "its continuous backup is stopped already: AWS may refuse";
        checks.push(Check::fixed(Verdict::Warning, says));
    }
    checks
}

/// What becomes of a point (aws-backup-api.md section 1.17).
fn meaning(kind: Option<&Text>) -> &'static str {
    match kind.map(Text::as_str) {
        Some("RDS" | "Aurora") => {
            "Continuous backup by AWS Backup ends: the point leaves the vault, and the database service keeps its own, for as many days as the plan had."
        }
        Some("S3") => {
            "Continuous backup by AWS Backup ends: the point stays in the vault as stopped, with what it holds up to now."
        }
        _ => "Continuous backup by AWS Backup ends: the service that it comes from keeps it from here on.",
    }
}

impl Task for Disassociate {
    fn title(&self) -> String {
        self.chosen.title("Disassociate")
    }

    fn about(&self, _lines: Lines<'_>, _known: &Known) -> Vec<String> {
        let mut about = vec![self.chosen.about()];
        for point in &self.chosen.points {
            let meaning = meaning(point.resource_type.as_ref());
            if !about.iter().any(|line| line == meaning) {
                about.push(meaning.to_owned());
            }
        }
        about
    }

    fn verb(&self) -> &'static str {
        "Disassociate"
    }

    fn scope(&self) -> ScopeId {
        self.chosen.scope()
    }

    fn fields(&self, _known: &Known) -> Vec<Field> {
        Vec::new()
    }

    fn danger(&self, _lines: Lines<'_>, known: &Known) -> Danger {
        let taken = self.chosen.taken(|point| judge(point, known));
        Danger::Destructive(Chosen::word("disassociate", &taken))
    }

    fn needs(&self, _lines: Lines<'_>, known: &Known) -> Vec<(ScopeId, Need)> {
        let mut needs = needs(&self.chosen.points, known);
        // Legal holds do not apply to continuous points.
        needs.retain(|(_, need)| *need != Need::Holds);
        needs
    }

    fn checks(&self, _lines: Lines<'_>, known: &Known) -> Vec<Check> {
        self.chosen.checks(|point| judge(point, known))
    }

    fn plan(&self, _lines: Lines<'_>, known: &Known, _tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let planned = |point: &RecoveryPoint| {
            let write = Write::DisassociatePoint(name(point)?);
            Some(Planned { scope: point.scope, label: self.chosen.label(point), write })
        };
        let taken = self.chosen.taken(|point| judge(point, known));
        Ok(taken.into_iter().filter_map(planned).collect())
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.chosen.claims("disassociate")
    }
}
