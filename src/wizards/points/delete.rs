//! Delete recovery points (API `DeleteRecoveryPoint`): there is no way back.

use super::{Chosen, common, holds, name, needs, own_life};
use crate::domain::preflight::{Check, Known, Need, Verdict};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::ScopeId;
use crate::domain::write::Write;
use crate::wizards::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens};

/// The IAM action that it takes.
const ACTION: &str = "backup:DeleteRecoveryPoint";

/// Recovery points to be deleted.
#[derive(Debug, Clone)]
pub struct Delete {
    chosen: Chosen,
    /// Resources of which the list that they were chosen from would hold no other usable point.
    bare: Vec<String>,
}

impl Delete {
    /// Deletes these points. `None` where there is none. `bare` names the resources of which the list that they were
    /// chosen from has no other usable point.
    pub fn new(chosen: Chosen, bare: Vec<String>) -> Option<Self> {
        (!chosen.points.is_empty()).then_some(Self { chosen, bare })
    }

    fn taken(&self, known: &Known) -> Vec<&RecoveryPoint> {
        let mut taken = self.chosen.taken(|point| judge(point, known));
        // Nested points go before their composite (aws-backup-api.md section 1.17).
        taken.sort_by_key(|point| point.is_parent);
        taken
    }
}

fn judge(point: &RecoveryPoint, known: &Known) -> Vec<Check> {
    let mut checks = common(point, ACTION, known);
    if point.vault.is_none() {
        return checks;
    }
    checks.push(holds(point, known));
    checks.extend(own_life(point));
    if point.is_parent {
        checks.push(Check::fixed(Verdict::Warning, "its nested points have to be deleted before it"));
    }
    if point.is_continuous() == Some(true) {
        let says = "continuous: the next run of its plan's rule begins a new one";
        checks.push(Check::fixed(Verdict::Warning, says));
    }
    checks
}

impl Task for Delete {
    fn title(&self) -> String {
        self.chosen.title("Delete")
    }

    fn about(&self, _lines: Lines<'_>, _known: &Known) -> Vec<String> {
        vec![self.chosen.about(), "It can't be brought back.".to_owned()]
    }

    fn verb(&self) -> &'static str {
        "Delete"
    }

    fn scope(&self) -> ScopeId {
        self.chosen.scope()
    }

    fn fields(&self, _known: &Known) -> Vec<Field> {
        Vec::new()
    }

    fn danger(&self, _lines: Lines<'_>, known: &Known) -> Danger {
        Danger::Destructive(Chosen::word("delete", &self.taken(known)))
    }

    fn needs(&self, _lines: Lines<'_>, known: &Known) -> Vec<(ScopeId, Need)> {
        needs(&self.chosen.points, known)
    }

    fn checks(&self, _lines: Lines<'_>, known: &Known) -> Vec<Check> {
        let mut checks = self.chosen.checks(|point| judge(point, known));
        match self.bare.as_slice() {
            [] => {}
            [one] => checks
                .push(Check::fixed(Verdict::Warning, format!("the list has no other usable point of {one}"))),
            many => {
                let names = many.join(", ");
                let says =
                    format!("the list has no other usable points of {} resources: {names}", many.len());
                checks.push(Check::fixed(Verdict::Warning, says));
            }
        }
        checks
    }

    fn plan(&self, _lines: Lines<'_>, known: &Known, _tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let planned = |point: &RecoveryPoint| {
            let write = Write::DeletePoint(name(point)?);
            Some(Planned { scope: point.scope, label: self.chosen.label(point), write })
        };
        Ok(self.taken(known).into_iter().filter_map(planned).collect())
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.chosen.claims("delete")
    }
}
