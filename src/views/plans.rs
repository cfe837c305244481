//! Backup plans as rows.

use std::cmp::Ordering;

use super::{count, recent, shown, time_of_day, unknown_last};
use crate::config::style::Role;
use crate::domain::plan::{Activity, Plan, PlanDocument};
use crate::domain::subject::{Subject, Thing};
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::time;
use crate::ui::glyphs::Glyphs;

type Col = Column<Plan>;

static COLUMNS: [Col; 8] = [
    Col::new("name", "Plan", Width::Grow { min: 13, max: 50 }, |plan, _| Cell::plain(plan.name.as_str()))
        .ordered(|a, b| a.name.cmp(&b.name))
        .searched(|plan| plan.name.as_str().into()),
    Col::new("next", "Next run", Width::Fixed(14), next_run)
        .ordered(|a, b| unknown_last(first_run(a), first_run(b))),
    Col::new("last", "Last", Width::Right(5), |plan, look| {
        Cell::or_nothing(plan.last_run.map(|at| recent(at, look)), look)
    })
    .ordered(|a, b| unknown_last(a.last_run, b.last_run)),
    Col::new("outcome", "Last 24 h", Width::Grow { min: 11, max: 18 }, |plan, look| match &plan.activity {
        Some(activity) => outcome(*activity, look),
        None => Cell::dim(look.nothing()),
    })
    .ordered(|a, b| {
        let troubled = |plan: &Plan| plan.activity.map(|activity| activity.troubled);
        unknown_last(troubled(a), troubled(b))
    }),
    Col::new("rules", "Rules", Width::Right(5), |plan, look| {
        count(read(plan).map(|document| number(document.rules.len())), look)
    })
    .from(70)
    .ordered(|a, b| {
        unknown_last(
            read(a).map(|document| document.rules.len()),
            read(b).map(|document| document.rules.len()),
        )
    }),
    Col::new("resources", "Resources", Width::Right(9), |plan, look| {
        count(plan.activity.map(|activity| i64::from(activity.resources)), look)
    })
    .ordered(|a, b| {
        let resources = |plan: &Plan| plan.activity.map(|activity| activity.resources);
        unknown_last(resources(a), resources(b))
    }),
    Col::new("selections", "Selections", Width::Right(10), |plan, look| {
        count(read(plan).map(|document| number(document.selections.len())), look)
    })
    .from(100),
    Col::new("id", "Id", Width::Fixed(36), |plan, look| shown(Some(&plan.id), look))
        .from(150)
        .searched(|plan| plan.id.as_str().into()),
];

impl Row for Plan {
    fn id(&self) -> Id {
        Id { scope: self.scope, id: self.id.clone() }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    /// By name: plans are few and known, and a place that moved with the next run would be hard to find again.
    fn natural_order(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }

    fn is_troubled(&self) -> bool {
        self.activity.is_some_and(|activity| activity.troubled > 0)
    }

    fn subject(&self) -> Subject {
        Subject::new(self.scope, Thing::Plan(self.id.clone()))
    }
}

/// `03:00 in 46 m` within a day, the date and time after that.
fn next_run<'a>(plan: &Plan, look: &Look<'_>) -> Cell<'a> {
    match (plan.next_run(look.now), read(plan)) {
        (Some(run), _) if run.at.duration_since(look.now) < super::DAY => {
            let left = time::countdown(run.at, look.now);
            Cell::plain(format!("{} in {left}", time_of_day(run.at, look)))
        }
        (Some(run), _) => Cell::plain(time::clock(run.at, look.now, look.zone)),
        (None, Some(_)) => Cell::dim("none planned"),
        (None, None) => Cell::dim(look.nothing()),
    }
}

/// `✔33 ✖1 ▶2`: done, in trouble, running.
pub(super) fn outcome<'a>(activity: Activity, look: &Look<'_>) -> Cell<'a> {
    let glyphs = Glyphs::new(look.ascii);
    let Activity { completed, troubled, active, .. } = activity;
    let parts: Vec<String> = [(glyphs.ok, completed), (glyphs.critical, troubled), (glyphs.running, active)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(glyph, count)| format!("{glyph}{count}"))
        .collect();
    let role = match (troubled, completed) {
        (1.., _) => Role::Critical,
        (0, 1..) => Role::Ok,
        (0, 0) => Role::Dim,
    };
    Cell::new(if parts.is_empty() { "no jobs".to_owned() } else { parts.join(" ") }, role)
}

/// The soonest run that AWS told, whatever the time is.
fn first_run(plan: &Plan) -> Option<jiff::Timestamp> {
    plan.document.as_ref()?.next_runs.first().map(|run| run.at)
}

/// The plan's document, where all of it could be read: else its counts would be too low.
fn read(plan: &Plan) -> Option<&PlanDocument> {
    plan.document.as_deref().filter(|document| document.missing.is_none())
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
