//! Keep recovery points for longer, or for less long (API `UpdateRecoveryPointLifecycle`). It replaces a point's whole
//! lifecycle, so what the form leaves alone is sent as it was.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::{Chosen, common, holds, name, needs, read};
use crate::domain::failure::Failure;
use crate::domain::lifecycle::Lifecycle;
use crate::domain::preflight::{Answer, Check, Fact, Known, Need, Verdict, cold};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::scope::ScopeId;
use crate::domain::write::{Write, words};
use crate::text::Text;
use crate::text::time::countdown;
use crate::wizards::form::{Complaint, Danger, Field, Lines, Planned, Task, Tokens, field_by_words};

/// Days from the point's creation to its deletion, or for ever.
pub const KEEP: &str = "keep";
/// Days from the point's creation to cold storage, or never.
pub const COLD: &str = "cold";
/// The word for no deletion.
const FOR_EVER: &str = "for ever";
/// The word for no cold storage.
const NEVER: &str = "never";
/// Removes what was asked for before (API reference, `Lifecycle`).
const REMOVED: i64 = -1;
/// The IAM action that it takes.
const ACTION: &str = "backup:UpdateRecoveryPointLifecycle";

/// Recovery points that get a new lifecycle.
#[derive(Debug, Clone)]
pub struct Keep {
    chosen: Chosen,
}

/// What a point has now, and what the form gives it.
struct Change {
    /// `None` where it could not be read.
    now: Option<Lifecycle>,
    then: Lifecycle,
}

impl Keep {
    /// A new lifecycle for these points. `None` where there is none.
    pub fn new(chosen: Chosen) -> Option<Self> {
        (!chosen.points.is_empty()).then_some(Self { chosen })
    }

    /// What each of the points that AWS may take is to have, but for those that stay as they are.
    fn changes<'a>(
        &'a self,
        lines: Lines<'_>,
        known: &'a Known,
    ) -> Result<Vec<(Cow<'a, RecoveryPoint>, Change)>, Complaint> {
        let mut changes = Vec::new();
        for point in &self.chosen.points {
            let point = told(point, known);
            let change = change(&point, lines, known)?;
            let stays = change.now.is_some_and(|now| same(now, change.then));
            if !stays && !super::is_refused(&self.judge(&point, lines, known)) {
                changes.push((point, change));
            }
        }
        Ok(changes)
    }

    fn judge(&self, point: &RecoveryPoint, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        let point = told(point, known);
        let mut checks = common(&point, ACTION, known);
        if point.vault.is_none() {
            return checks;
        }
        checks.extend(continuous(&point));
        if !tells_lifecycle(&point) {
            let says = format!("what it has now: {}", described(&point, known).why_not());
            checks.push(Check::fixed(Verdict::Unknown, says));
        }
        if let Ok(change) = change(&point, lines, known) {
            checks.extend(self.in_cold(&point, &change));
            let kind = point.resource_type.as_ref().map(Text::as_str);
            checks.extend(cold::cold(COLD, kind, change.then));
        }
        let held = holds(&point, known);
        checks.push(match held.verdict {
            // A hold keeps a point from being deleted, not from getting another date for it.
            Verdict::Failed => {
                Check { verdict: Verdict::Warning, says: format!("{} for now", held.says), ..held }
            }
            _ => held,
        });
        checks
    }

    /// Days to cold storage stand once the point is there.
    fn in_cold(&self, point: &RecoveryPoint, change: &Change) -> Option<Check> {
        let moved = change.now.and_then(cold_days);
        let fixed = point.tier(self.chosen.now) == Some("cold") && cold_days(change.then) != moved;
        let says = "it is in cold storage: the days to there can't be changed any more";
        fixed.then(|| Check::of(Verdict::Failed, COLD, says))
    }

    /// When the points would be deleted, the first and the last; `None` where one of them has no such time.
    fn ends(&self, lines: Lines<'_>, known: &Known) -> Option<(Timestamp, Timestamp)> {
        let ends = self.chosen.points.iter().map(|point| {
            let point = told(point, known);
            end(&point, change(&point, lines, known).ok()?.then)
        });
        let ends: Vec<Timestamp> = ends.collect::<Option<_>>()?;
        Some((*ends.iter().min()?, *ends.iter().max()?))
    }
}

/// The point with all that is known of it: lists by resource tell no lifecycle.
fn told<'a>(point: &'a RecoveryPoint, known: &'a Known) -> Cow<'a, RecoveryPoint> {
    if tells_lifecycle(point) {
        return Cow::Borrowed(point);
    }
    let described = described(point, known);
    described.known().map_or(Cow::Borrowed(point), |described| Cow::Borrowed(*described))
}

/// AWS refuses it (API reference, `UpdateRecoveryPointLifecycle`): their days are their rule's.
fn continuous(point: &RecoveryPoint) -> Option<Check> {
    match point.is_continuous() {
        Some(true) => {
            let says = "AWS changes no continuous points: change the plan's rule (35 days at most)";
            Some(Check::fixed(Verdict::Failed, says))
        }
        Some(false) => None,
        None => {
            let says = format!("it is {}: if it is a continuous one, AWS refuses", point.status.word());
            Some(Check::fixed(Verdict::Warning, says))
        }
    }
}

/// Lists by vault and Describe tell the lifecycle, by its absence too; lists by resource do not, nor the vault's ARN.
fn tells_lifecycle(point: &RecoveryPoint) -> bool {
    point.lifecycle.is_some() || point.vault_arn.is_some()
}

fn need_of(point: &RecoveryPoint) -> Option<Need> {
    Some(Need::Point { vault: point.vault.clone()?, arn: point.arn.clone() })
}

fn described<'a>(point: &RecoveryPoint, known: &'a Known) -> Answer<&'a RecoveryPoint> {
    let Some(need) = need_of(point) else { return Answer::NotAsked };
    read(known.fact(point.scope, &need), |fact| match fact {
        Fact::Point(point) => Some(&**point),
        _ => None,
    })
}

/// What a point has; `None` where it is not known.
fn lifecycle_of(point: &RecoveryPoint) -> Option<Lifecycle> {
    tells_lifecycle(point).then(|| point.lifecycle.unwrap_or_default())
}

fn cold_days(lifecycle: Lifecycle) -> Option<i64> {
    lifecycle.cold_after_days.filter(|days| *days > 0)
}

fn same(one: Lifecycle, other: Lifecycle) -> bool {
    (one.retention_days(), cold_days(one)) == (other.retention_days(), cold_days(other))
}

/// When a point is deleted under a lifecycle; `None` never, or at a time that is not known.
fn end(point: &RecoveryPoint, lifecycle: Lifecycle) -> Option<Timestamp> {
    let days = lifecycle.retention_days()?;
    point.created?.checked_add(SignedDuration::from_hours(24 * days)).ok()
}

fn keep_words(lifecycle: Lifecycle) -> String {
    lifecycle.retention_days().map_or_else(|| FOR_EVER.to_owned(), |days| days.to_string())
}

fn cold_words(lifecycle: Lifecycle) -> String {
    cold_days(lifecycle).map_or_else(|| NEVER.to_owned(), |days| days.to_string())
}

fn days(lines: Lines<'_>, field: &'static str, none: &str) -> Result<Option<i64>, Complaint> {
    let line = lines.text(field);
    if line.eq_ignore_ascii_case(none) {
        return Ok(None);
    }
    match words::days(line) {
        Ok(Some(days)) => Ok(Some(days)),
        _ => Err(Complaint::of(field, format!("a number of days from 1 to 36500, or \"{none}\""))),
    }
}

/// What the form gives a point.
fn change(point: &RecoveryPoint, lines: Lines<'_>, known: &Known) -> Result<Change, Complaint> {
    let now = lifecycle_of(point);
    let unread = |field: &'static str| {
        let why = described(point, known).why_not();
        Complaint::of(field, format!("what it has now is not known ({why}): say what it is to have"))
    };
    let keep = match (lines.is_own(KEEP), now) {
        (false, _) => days(lines, KEEP, FOR_EVER)?,
        (true, Some(now)) => now.retention_days(),
        (true, None) => return Err(unread(KEEP)),
    };
    let cold = match (lines.is_own(COLD), now) {
        (false, _) => days(lines, COLD, NEVER)?,
        (true, Some(now)) => cold_days(now),
        (true, None) => return Err(unread(COLD)),
    };
    let had_cold = now.is_none_or(|now| cold_days(now).is_some());
    let kind = point.resource_type.as_ref().map(Text::as_str);
    // A volume's snapshot moves to the archive tier only where that is asked for (API reference, `Lifecycle`).
    let archive = now.is_some_and(|now| now.archive_opt_in) || kind == Some("EBS");
    let then = Lifecycle {
        delete_after_days: Some(keep.unwrap_or(REMOVED)),
        cold_after_days: cold.or(had_cold.then_some(REMOVED)),
        archive_opt_in: archive && cold.is_some(),
        delete_after_copy: false,
    };
    Ok(Change { now, then })
}

impl Task for Keep {
    fn title(&self) -> String {
        self.chosen.title("Keep")
    }

    fn about(&self, _lines: Lines<'_>, known: &Known) -> Vec<String> {
        let mut about = vec![self.chosen.about()];
        if let Some(one) = self.chosen.one()
            && let Some(now) = lifecycle_of(&told(one, known))
        {
            about.push(format!("It is kept {} so far, counted from its creation.", now.words()));
        }
        about
    }

    fn verb(&self) -> &'static str {
        "Change"
    }

    fn scope(&self) -> ScopeId {
        self.chosen.scope()
    }

    fn fields(&self, known: &Known) -> Vec<Field> {
        let now: Vec<Option<Lifecycle>> =
            self.chosen.points.iter().map(|point| lifecycle_of(&told(point, known))).collect();
        let texts = |words: fn(Lifecycle) -> String| -> Vec<String> {
            now.iter().map(|now| now.map(words).unwrap_or_default()).collect()
        };
        let unread = now.iter().any(Option::is_none);
        let field = |key, label, texts: &[String]| {
            let field = Field::common(key, label, texts);
            // What is not known is not taken for nothing.
            Field { mixed: field.mixed || unread, ..field }
        };
        vec![field(KEEP, "Keep for", &texts(keep_words)), field(COLD, "Cold after", &texts(cold_words))]
    }

    fn danger(&self, lines: Lines<'_>, known: &Known) -> Danger {
        let Ok(changes) = self.changes(lines, known) else { return Danger::Safe };
        let at_once: Vec<&RecoveryPoint> = changes
            .iter()
            .filter(|(point, change)| end(point, change.then).is_some_and(|end| end <= self.chosen.now))
            .map(|(point, _)| &**point)
            .collect();
        if !at_once.is_empty() {
            return Danger::Destructive(Chosen::word("delete", &at_once));
        }
        let sooner = |change: &Change| match (change.now, change.then.retention_days()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(now), Some(then)) => now.retention_days().is_none_or(|now| then < now),
        };
        if changes.iter().any(|(_, change)| sooner(change)) { Danger::Costly } else { Danger::Safe }
    }

    fn needs(&self, _lines: Lines<'_>, known: &Known) -> Vec<(ScopeId, Need)> {
        let untold = self.chosen.points.iter().filter(|point| !tells_lifecycle(point));
        let described = untold.filter_map(|point| Some((point.scope, need_of(point)?)));
        described.chain(needs(&self.chosen.points, known)).collect()
    }

    fn note(&self, field: &Field, lines: Lines<'_>, known: &Known) -> String {
        if field.key == COLD {
            return if field.text().eq_ignore_ascii_case(NEVER) {
                "or days from its creation".to_owned()
            } else {
                "days; and 90 more there at least".to_owned()
            };
        }
        if field.text().eq_ignore_ascii_case(FOR_EVER) {
            return "or days from its creation".to_owned();
        }
        let now = self.chosen.now;
        match self.ends(lines, known) {
            None => format!("days, or \"{FOR_EVER}\""),
            Some((_, last)) if last <= now => "days: over already, deleted within 8 hours".to_owned(),
            Some((first, last)) if first == last => {
                format!("days: deleted on {}, in {}", self.chosen.clock(last), countdown(last, now))
            }
            Some((first, last)) => {
                format!("days: deleted from {} to {}", self.chosen.clock(first), self.chosen.clock(last))
            }
        }
    }

    fn checks(&self, lines: Lines<'_>, known: &Known) -> Vec<Check> {
        let mut checks = self.chosen.checks(|point| self.judge(point, lines, known));
        let changes = self.changes(lines, known).unwrap_or_default();
        let over = changes
            .iter()
            .filter(|(point, change)| end(point, change.then).is_some_and(|end| end <= self.chosen.now));
        match (over.count(), self.chosen.points.len()) {
            (0, _) => {}
            (_, 1) => checks.push(Check::of(Verdict::Warning, KEEP, "AWS deletes it within 8 hours")),
            (over, of) => {
                checks.push(Check::of(
                    Verdict::Warning,
                    KEEP,
                    format!("AWS deletes {over} of {of} within 8 hours"),
                ));
            }
        }
        checks
    }

    fn plan(&self, lines: Lines<'_>, known: &Known, _tokens: &Tokens) -> Result<Vec<Planned>, Complaint> {
        let planned = |(point, change): (Cow<'_, RecoveryPoint>, Change)| {
            let write = Write::KeepPoint { point: name(&point)?, lifecycle: change.then };
            Some(Planned { scope: point.scope, label: self.chosen.label(&point), write })
        };
        Ok(self.changes(lines, known)?.into_iter().filter_map(planned).collect())
    }

    fn field_of(&self, failure: &Failure, _lines: Lines<'_>, _known: &Known) -> Option<Cow<'static, str>> {
        field_by_words(failure, &[("cold", COLD), ("deleteafter", KEEP), ("lifecycle", KEEP)])
    }

    fn claims(&self) -> Vec<(ScopeId, String)> {
        self.chosen.claims("keep")
    }
}
