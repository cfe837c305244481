//! The next twelve hours: the runs that are due, and the backups that run now, so that no change is started into a backup. Of a
//! rule that does not run in that time its next run is told.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::arn;
use super::job::{Job, JobFacts, JobKind, JobState};
use super::plan::{Plan, PlanDocument, Rule};
use super::runs::Runs;
use super::schedule::Schedules;
use super::scope::ScopeId;
use super::subject::{Subject, Thing};
use crate::text::Text;

/// So far ahead.
pub const AHEAD: SignedDuration = SignedDuration::from_hours(12);
/// The next run of a rule is looked for so far ahead.
const NEXT: SignedDuration = SignedDuration::from_hours(100 * 24);
/// A pause shorter than this is none.
const PAUSE: SignedDuration = SignedDuration::from_mins(30);

/// A line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Where.
    pub scope: ScopeId,
    /// Its plan; `None` is on demand.
    pub plan: Option<Text>,
    /// The plan's name.
    pub name: Text,
    /// Its rule's id, where there is one.
    pub rule_id: Option<Text>,
    /// Its rule's name.
    pub rule: Text,
    /// Its page: the plan's, or the job's where there is none.
    pub subject: Subject,
    /// When it runs, or when the first of what runs now began.
    pub at: Timestamp,
    /// What it is.
    pub what: What,
    /// Its jobs have to start by then.
    pub start_by: Option<Timestamp>,
    /// They have to end by then.
    pub end_by: Option<Timestamp>,
    /// Vaults that its points are copied to.
    pub copies: Vec<String>,
}

/// Due, or under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Backups that are on their way.
    Now {
        /// So many run.
        running: usize,
        /// So many wait in their start window.
        waiting: usize,
    },
    /// To come: the resources that its rule's last run backed up, where a run is known.
    Due(Option<usize>),
    /// To come, of a plan without a selection.
    Nothing,
}

/// An hour of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hour {
    /// Its jobs begin in it, or run now.
    Begins,
    /// They may still run: their window has not ended.
    MayRun,
    /// It has nothing to do with it.
    Free,
}

impl Slot {
    /// The hours ahead of now, the one that has begun first.
    pub fn hours(&self, now: Timestamp) -> [Hour; 12] {
        let running = matches!(self.what, What::Now { .. });
        let from = if running { now } else { self.at };
        let begun = if running { now } else { self.start_by.unwrap_or(self.at) };
        let ended = self.end_by.unwrap_or(begun).max(begun);
        let mut start = now;
        std::array::from_fn(|_| {
            let hour = start;
            start = hour.checked_add(SignedDuration::from_hours(1)).unwrap_or(hour);
            // What ends on the hour does not take the next one.
            match () {
                () if self.what == What::Nothing || from >= start => Hour::Free,
                () if begun > hour || (from >= hour && from < start) => Hour::Begins,
                () if ended > hour => Hour::MayRun,
                () => Hour::Free,
            }
        })
    }
}

/// What the timeline is made of.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// When rules run.
    pub schedules: &'a Schedules,
    /// What they started.
    pub runs: &'a Runs,
    /// The time.
    pub now: Timestamp,
}

/// All lines, and how many rules have a schedule that can't be read.
pub fn slots<'a>(
    plans: impl Iterator<Item = &'a Plan>,
    jobs: impl Iterator<Item = &'a Job>,
    sources: &Sources<'_>,
) -> (Vec<Slot>, usize) {
    let (mut slots, mut unread) = (Vec::new(), 0);
    for plan in plans.filter(|plan| plan.deleted.is_none()) {
        let Some(document) = plan.document.as_deref() else { continue };
        for rule in &document.rules {
            let due = due(plan, document, rule, sources);
            unread += usize::from(due.is_none());
            slots.extend(due.unwrap_or_default());
        }
    }
    slots.extend(now(jobs));
    slots.sort_by(|a, b| a.at.cmp(&b.at).then_with(|| a.name.cmp(&b.name)));
    (slots, unread)
}

/// The runs of a rule that are due; `None` is unknown.
fn due(plan: &Plan, document: &PlanDocument, rule: &Rule, sources: &Sources<'_>) -> Option<Vec<Slot>> {
    let until = sources.now.checked_add(AHEAD).ok()?;
    let previewed = || {
        let runs = document.next_runs.iter().filter(|run| run.rule_id.is_some() && run.rule_id == rule.id);
        runs.map(|run| run.at).filter(|at| *at >= sources.now).collect::<Vec<_>>()
    };
    let mut runs = match sources.schedules.of(rule) {
        Some(schedule) => {
            let soon: Vec<Timestamp> = schedule.runs(sources.now, until).collect();
            let next = || schedule.runs(until, until.checked_add(NEXT).unwrap_or(until)).next();
            if soon.is_empty() { next().into_iter().collect() } else { soon }
        }
        None if document.next_runs.iter().any(|run| run.rule_id.is_some() && run.rule_id == rule.id) => {
            previewed()
        }
        None => return None,
    };
    let soon = runs.iter().filter(|at| **at < until).count();
    runs.truncate(soon.max(1));
    let last = sources.runs.newest(plan.scope, &plan.id, rule.id.as_ref()).map(|run| run.resources.len());
    let empty = document.missing.is_none() && document.selections.is_empty();
    let within = |at: Timestamp, minutes: i64| at.checked_add(SignedDuration::from_mins(minutes)).ok();
    let slot = |at| Slot {
        scope: plan.scope,
        plan: Some(plan.id.clone()),
        name: plan.name.clone(),
        rule_id: rule.id.clone(),
        rule: rule.name.clone(),
        subject: Subject::new(plan.scope, Thing::Plan(plan.id.clone())),
        at,
        what: if empty { What::Nothing } else { What::Due(last) },
        start_by: within(at, rule.starts_within()),
        end_by: rule.completion_window.and_then(|minutes| within(at, minutes)),
        copies: rule.copies.iter().map(|(vault, _)| destination(plan, vault)).collect(),
    };
    Some(runs.into_iter().map(slot).collect())
}

/// A vault's name, with its Region where that is not the plan's.
fn destination(plan: &Plan, vault: &Text) -> String {
    let name = arn::vault_name(vault.as_str());
    match arn::region(vault.as_str()) {
        Some(region) if arn::region(plan.arn.as_str()) != Some(region) => format!("{name} {region}"),
        _ => name.to_owned(),
    }
}

/// The backups that run or wait now, one line a rule, and one for each on demand.
fn now<'a>(jobs: impl Iterator<Item = &'a Job>) -> Vec<Slot> {
    let mut groups: BTreeMap<(ScopeId, Text, Option<Text>), Slot> = BTreeMap::new();
    for job in jobs.filter(|job| job.kind == JobKind::Backup && job.state.is_active() && job.parent.is_none())
    {
        let Some(created) = job.created else { continue };
        let creator = job.creator.as_deref();
        let plan = creator.and_then(|creator| creator.plan_id.clone());
        let rule_id = creator.and_then(|creator| creator.rule_id.clone());
        let name = creator.and_then(|creator| creator.plan_name.clone());
        let rule = creator.and_then(|creator| creator.rule_name.clone());
        let thing = match &plan {
            Some(plan) => Thing::Plan(plan.clone()),
            None => Thing::Job { kind: job.kind, id: job.id.clone() },
        };
        let new = || Slot {
            scope: job.scope,
            name: match (&plan, name) {
                (_, Some(name)) => name,
                (Some(plan), None) => plan.clone(),
                (None, None) => Text::new(job.resource_label()),
            },
            plan: plan.clone(),
            rule_id: rule_id.clone(),
            rule: rule.unwrap_or_else(|| if plan.is_none() { "on demand".into() } else { Text::default() }),
            subject: Subject::new(job.scope, thing.clone()),
            at: created,
            what: What::Now { running: 0, waiting: 0 },
            start_by: None,
            end_by: None,
            copies: Vec::new(),
        };
        let key = (job.scope, thing.id().clone(), rule_id.clone());
        let slot = groups.entry(key).or_insert_with(new);
        if let What::Now { running, waiting } = &mut slot.what {
            *if job.state == JobState::Created { waiting } else { running } += 1;
        }
        if let JobFacts::Backup(facts) = &job.facts
            && job.state == JobState::Created
        {
            slot.start_by = slot.start_by.max(facts.start_by);
        }
        slot.at = slot.at.min(created);
        slot.end_by = slot.end_by.max(job.expected_end());
    }
    groups.into_values().collect()
}

/// The longest time within the next twelve hours in which no run begins, of half an hour at least. What runs then may still
/// have been begun before.
pub fn pause(slots: &[Slot], now: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let until = now.checked_add(AHEAD).ok()?;
    let due = slots
        .iter()
        .filter(|slot| !matches!(slot.what, What::Now { .. } | What::Nothing))
        .map(|slot| slot.at)
        // Each rule has its next run among the lines, however far it is.
        .filter(|at| *at < until);
    let mut edges: Vec<Timestamp> = [now, until].into_iter().chain(due).collect();
    edges.sort_unstable();
    let longest =
        edges.windows(2).map(|pair| (pair[0], pair[1])).max_by_key(|(from, to)| to.duration_since(*from));
    longest.filter(|(from, to)| to.duration_since(*from) >= PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::{NextRun, Selection};

    fn at(text: &str) -> Timestamp {
        format!("2026-11-21T{text}:00Z").parse().unwrap()
    }

    fn rule(name: &str, schedule: &str) -> Rule {
        Rule {
            id: Some(name.into()),
            name: name.into(),
            schedule: Some(schedule.into()),
            start_window: Some(60),
            completion_window: Some(120),
            ..Rule::default()
        }
    }

    fn plan(rules: Vec<Rule>) -> Plan {
        let document =
            PlanDocument { rules, selections: vec![Selection::default()], ..PlanDocument::default() };
        Plan { id: "p".into(), name: "daily".into(), document: Some(Box::new(document)), ..Plan::default() }
    }

    fn of(plan: &Plan) -> (Vec<(String, Timestamp)>, usize, Vec<Slot>) {
        let mut schedules = Schedules::default();
        plan.document.iter().flat_map(|read| &read.rules).for_each(|rule| schedules.learn(rule));
        let sources = Sources { schedules: &schedules, runs: &Runs::default(), now: at("09:00") };
        let (slots, unread) = slots([plan].into_iter(), std::iter::empty(), &sources);
        (slots.iter().map(|slot| (slot.rule.to_string(), slot.at)).collect(), unread, slots)
    }

    #[test]
    fn all_runs_of_twelve_hours_come_in_order_and_else_the_next() {
        let sixth = rule("sixth", "cron(0 0/6 ? * * *)");
        let late = rule("late", "cron(0 22 ? * * *)");
        let (told, unread, slots) = of(&plan(vec![late, sixth]));
        let line = |name: &str, time| (name.to_owned(), at(time));
        assert_eq!(told, [line("sixth", "12:00"), line("sixth", "18:00"), line("late", "22:00")]);
        assert_eq!(unread, 0);
        assert_eq!((slots[0].start_by, slots[0].end_by), (Some(at("13:00")), Some(at("14:00"))));
        assert_eq!(pause(&slots, at("09:00")), Some((at("12:00"), at("18:00"))), "22:00 is out of sight");
        let far = Slot { at: "2026-12-21T10:00:00Z".parse().unwrap(), ..slots[0].clone() };
        assert_eq!(
            pause(&[far], at("09:00")),
            Some((at("09:00"), at("21:00"))),
            "so is what runs in a month"
        );
    }

    #[test]
    fn a_line_tells_the_hours_in_which_its_jobs_begin_and_may_run() {
        let (_, _, slots) = of(&plan(vec![rule("noon", "cron(30 12 ? * * *)")]));
        let signs = |slot: &Slot, now| -> String {
            let sign = |hour: &Hour| match hour {
                Hour::Begins => 'B',
                Hour::MayRun => 'm',
                Hour::Free => '.',
            };
            slot.hours(at(now)).iter().map(sign).collect()
        };
        // Begins 12:30 to 13:30, may run until 14:30.
        assert_eq!(signs(&slots[0], "09:00"), "...BBm......");
        assert_eq!(
            signs(&slots[0], "11:30"),
            ".Bm.........",
            "what ends on the hour leaves the next one free"
        );
        let running = What::Now { running: 1, waiting: 0 };
        let now =
            |end_by| Slot { what: running, at: at("03:00"), start_by: None, end_by, ..slots[0].clone() };
        assert_eq!(signs(&now(Some(at("10:30"))), "09:00"), "Bm..........");
        assert_eq!(signs(&now(None), "09:00"), "B...........", "nothing is known of its end");
        assert_eq!(signs(&now(Some(at("08:00"))), "09:00"), "B...........", "late");
        assert_eq!(signs(&Slot { what: What::Nothing, ..slots[0].clone() }, "09:00"), "............");
    }

    #[test]
    fn a_rule_that_cannot_be_read_has_the_runs_that_aws_previews_or_is_counted() {
        let mut strange = plan(vec![rule("strange", "rate(1 day)")]);
        assert_eq!(of(&strange).1, 1);
        let run = |time| NextRun { at: at(time), rule_id: Some("strange".into()), kind: None };
        strange.document.as_mut().unwrap().next_runs = vec![run("10:00"), run("22:00")];
        let (told, unread, _) = of(&strange);
        assert_eq!((told, unread), (vec![("strange".to_owned(), at("10:00"))], 0));
    }

    #[test]
    fn a_plan_without_a_selection_backs_nothing_up() {
        let mut empty = plan(vec![rule("r", "cron(0 12 ? * * *)")]);
        empty.document.as_mut().unwrap().selections.clear();
        let (_, _, slots) = of(&empty);
        assert_eq!(slots[0].what, What::Nothing);
        assert_eq!(pause(&slots, at("09:00")), Some((at("09:00"), at("21:00"))));
    }
}
