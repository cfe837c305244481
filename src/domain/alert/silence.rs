//! Silence: a rule of a plan was due and started nothing. Absence is worse than failure, since nothing tells of it.
//!
//! AWS creates a rule's jobs when its start window opens, and keeps them waiting in it (`StartBy` is the creation and the start
//! window: aws-backup-api 5.1, 2.1). A run without any job is therefore silent long before the window ends; it is given a
//! grace all the same. Nothing is said of what is not known for certain: see [`Watch::silent`].

use jiff::{SignedDuration, Timestamp};

use super::{Finding, Member, Severity, Sources};
use crate::domain::job::JobKind;
use crate::domain::plan::{Plan, PlanDocument, Rule};
use crate::domain::runs::Runs;
use crate::domain::schedule::Schedules;
use crate::domain::subject::{Subject, Thing};
use crate::domain::whole::Listed;
use crate::text::{Text, time};

/// A job may be created this much before its rule's time: clocks differ.
const EARLY: SignedDuration = SignedDuration::from_mins(10);
/// So many runs are looked back at, at most.
const RUNS: usize = 500;

pub(super) fn findings(sources: &Sources<'_>) -> Vec<Finding> {
    sources.plans.iter().filter_map(|plan| Watch::new(sources, plan)?.finding()).collect()
}

/// One plan, and the span in which all its jobs are known.
struct Watch<'a> {
    sources: &'a Sources<'a>,
    plan: &'a Plan,
    document: &'a PlanDocument,
    runs: &'a Runs,
    schedules: &'a Schedules,
    /// Runs from then on can be judged.
    from: Timestamp,
    /// The jobs until then are known.
    until: Timestamp,
    /// The plan was in the list then.
    listed: Timestamp,
}

/// Runs of a rule that started nothing.
struct Silent<'a> {
    rule: &'a Rule,
    /// The last of them.
    due: Timestamp,
    /// How many, in a row.
    count: usize,
    /// The first of them.
    since: Timestamp,
}

impl<'a> Watch<'a> {
    fn new(sources: &'a Sources<'a>, plan: &'a Plan) -> Option<Self> {
        let (whole, runs, schedules) = (sources.whole?, sources.runs?, sources.schedules?);
        let jobs = whole.jobs(plan.scope, JobKind::Backup)?;
        let document = plan.document.as_deref().filter(|_| plan.deleted.is_none())?;
        let from = jobs.from.checked_add(EARLY).ok()?.max(runs.in_force(plan)?);
        let listed = whole.list(plan.scope, Listed::Plans)?;
        let until = jobs.until.min(sources.now);
        Some(Self { sources, plan, document, runs, schedules, from, until, listed })
    }

    /// The runs of a rule that started nothing, if its last run did not. Not judged are: continuous rules, which only follow
    /// their schedule; runs that a rule of longer retention may have displaced (aws-backup-api 7.2); runs before the plan had
    /// this version, or any of its selections; runs since which the plan was not listed, for it may be gone; and schedules
    /// that can't be read.
    fn silent(&self, rule: &'a Rule) -> Option<Silent<'a>> {
        if rule.continuous {
            return None;
        }
        let schedule = self.schedules.of(rule)?;
        let window = rule.starts_within();
        let grace = SignedDuration::from_mins(window).min(self.sources.patience.silence);
        // What is due in the very moment is in the span.
        let end = self
            .until
            .checked_sub(grace)
            .ok()?
            .min(self.listed)
            .checked_add(SignedDuration::from_nanos(1))
            .ok()?;
        let newest = self.newest(rule);
        let from = newest.map_or(self.from, |at| self.from.max(at.checked_add(EARLY).unwrap_or(at)));
        let runs =
            std::iter::successors(schedule.last(from, end), |run| schedule.last(from, *run)).take(RUNS);
        let set_up = |run: Timestamp| {
            let selections = &self.document.selections;
            selections.is_empty()
                || selections.iter().any(|one| one.created.is_none_or(|created| created <= run))
        };
        let silent: Vec<Timestamp> = runs
            .take_while(|run| set_up(*run))
            .filter(|run| !self.is_displaced(rule, window, *run))
            .collect();
        let (due, since) = (*silent.first()?, *silent.last()?);
        // AWS says that the plan started something, and no job in sight shows what.
        let told = self.plan.last_run.is_some_and(|at| is_of(at, due));
        let shown = self.runs.newest_of(self.plan.scope, &self.plan.id).is_some_and(|at| is_of(at, due));
        (!told || shown).then_some(Silent { rule, due, count: silent.len(), since })
    }

    /// The newest job of a rule, or of the plan's where AWS does not tell the rule.
    fn newest(&self, rule: &Rule) -> Option<Timestamp> {
        let of =
            |rule: Option<&Text>| self.runs.newest(self.plan.scope, &self.plan.id, rule).map(|run| run.last);
        [rule.id.as_ref().and_then(|id| of(Some(id))), of(None)].into_iter().flatten().max()
    }

    /// Whether a rule that keeps longer is due when this one is, give or take the start windows, or may be. It is judged
    /// itself; of two that keep as long, one has to have started something.
    fn is_displaced(&self, rule: &Rule, window: i64, run: Timestamp) -> bool {
        let others =
            self.document.rules.iter().filter(|other| !std::ptr::eq(*other, rule) && !other.continuous);
        let mut longer = others.filter(|other| other.keeps() >= rule.keeps());
        longer.any(|other| {
            let span = |minutes| SignedDuration::from_mins(minutes);
            let (from, until) = (run.checked_sub(span(other.starts_within())), run.checked_add(span(window)));
            let (Ok(from), Ok(until), Some(schedule)) = (from, until, self.schedules.of(other)) else {
                return true;
            };
            let theirs = schedule.last(from, until);
            theirs.is_some_and(|theirs| {
                other.keeps() > rule.keeps() || self.newest(other).is_some_and(|at| is_of(at, theirs))
            })
        })
    }

    fn finding(&self) -> Option<Finding> {
        let mut silent: Vec<Silent<'_>> =
            self.document.rules.iter().filter_map(|rule| self.silent(rule)).collect();
        silent.sort_by_key(|one| std::cmp::Reverse(one.due));
        let worst = silent.first()?;
        let plan = self.plan;
        let resources = plan.activity.map_or(0, |activity| activity.resources);
        let protected = resources > 0 || plan.last_run.is_some();
        // AWS makes plans of its own, as for EFS, which select nothing where there is nothing to select.
        if !protected && plan.name.as_str().starts_with("aws/") {
            return None;
        }
        let clock = |at| time::clock(at, self.sources.now, &self.sources.zone);
        let rule = match self.document.rules.as_slice() {
            [_] => String::new(),
            _ => format!(" (rule {})", worst.rule.name),
        };
        let detail = match worst.count {
            1 => format!("was due {}{rule}, started nothing", clock(worst.due)),
            count => format!("started nothing in {count} runs{rule}, last due {}", clock(worst.due)),
        };
        let ran = plan.last_run.map(|at| format!(", last {}", clock(at))).unwrap_or_default();
        let reason = match (self.document.missing.is_some(), self.document.selections.is_empty()) {
            (true, _) => None,
            (false, true) => Some("it selects nothing: no resources are assigned to it".to_owned()),
            (false, false) if resources > 0 => {
                Some(format!("it backed up {resources} resources before{ran}"))
            }
            (false, false) if protected => Some(format!("it started backups before{ran}")),
            (false, false) => Some("it never started a backup: its selections may match nothing".to_owned()),
        };
        let since = if worst.count > 1 { format!("since {}", clock(worst.since)) } else { String::new() };
        Some(Finding {
            signal: "run-started-nothing",
            group: plan.id.raw().to_owned(),
            severity: if protected { Severity::Critical } else { Severity::Warning },
            alone: format!("plan {} {detail}", plan.name),
            together: format!("plan {} {detail}", plan.name),
            reason: reason.map(|reason| Text::new(&reason)),
            kind: None,
            member: Member {
                subject: Subject::new(plan.scope, Thing::Plan(plan.id.clone())),
                label: plan.name.to_string(),
                resource: None,
                at: Some(worst.due),
                detail: since,
            },
        })
    }
}

/// Whether something that happened may be of the run that was due.
fn is_of(at: Timestamp, due: Timestamp) -> bool {
    due.duration_since(at) <= EARLY
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::job::{Creator, Job, JobFacts, JobState};
    use crate::domain::lifecycle::Lifecycle;
    use crate::domain::plan::{Activity, Selection};
    use crate::domain::scope::ScopeId;
    use crate::domain::whole::Whole;

    const HERE: ScopeId = ScopeId(0);

    fn at(text: &str) -> Timestamp {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    /// What is known of one plan; by default all that is needed to judge it. It is the 21st, 09:00.
    struct Lab {
        plan: Plan,
        jobs: Vec<Job>,
        whole: Whole,
        now: Timestamp,
        see: Option<Timestamp>,
    }

    fn rule(name: &str, cron: &str) -> Rule {
        Rule {
            id: Some(name.into()),
            name: name.into(),
            schedule: Some(format!("cron({cron})").as_str().into()),
            start_window: Some(120),
            ..Rule::default()
        }
    }

    fn lab() -> Lab {
        let selection = Selection { created: Some(at("01T00:00")), ..Selection::default() };
        let document = PlanDocument {
            rules: vec![rule("nightly", "0 5 ? * * *")],
            selections: vec![selection],
            since: Some(at("01T00:00")),
            ..PlanDocument::default()
        };
        let mut whole = Whole::default();
        whole.looked(HERE, JobKind::Backup, at("20T06:00"), at("21T09:00"));
        whole.looked_back(HERE, JobKind::Backup, at("10T06:00"));
        whole.read(HERE, Listed::Plans, at("21T08:55"));
        let plan = Plan {
            id: "p".into(),
            name: "daily".into(),
            version: Some("v2".into()),
            activity: Some(Activity::default()),
            document: Some(Box::new(document)),
            ..Plan::default()
        };
        Lab { plan, jobs: Vec::new(), whole, now: at("21T09:00"), see: None }
    }

    impl Lab {
        fn document(&mut self) -> &mut PlanDocument {
            self.plan.document.as_mut().unwrap()
        }

        fn job(&mut self, rule: Option<&str>, created: &str) {
            let creator = Creator {
                plan_id: Some("p".into()),
                plan_version: Some("v2".into()),
                rule_id: rule.map(Text::new),
                ..Creator::default()
            };
            self.jobs.push(Job {
                scope: HERE,
                kind: JobKind::Backup,
                id: created.into(),
                state: JobState::Failed,
                account: None,
                resource: Some("r".into()),
                resource_type: None,
                resource_name: None,
                created: Some(at(created)),
                completed: None,
                percent: None,
                size: None,
                message: None,
                category: None,
                role: None,
                creator: Some(Box::new(creator)),
                is_parent: false,
                parent: None,
                children: None,
                noted: None,
                facts: JobFacts::Backup(Box::default()),
            });
        }

        fn found(&self) -> Option<Finding> {
            let (mut runs, mut schedules) = (Runs::default(), Schedules::default());
            self.jobs.iter().for_each(|job| runs.note(job));
            if let Some(at) = self.see {
                runs.see(&self.plan, at);
            }
            self.plan.document.iter().flat_map(|read| &read.rules).for_each(|rule| schedules.learn(rule));
            let sources = Sources {
                plans: vec![&self.plan],
                whole: Some(&self.whole),
                runs: Some(&runs),
                schedules: Some(&schedules),
                now: self.now,
                ..Sources::default()
            };
            findings(&sources).pop()
        }

        fn words(&self) -> Option<String> {
            self.found().map(|found| found.alone)
        }
    }

    #[test]
    fn a_run_that_started_nothing_is_found_with_its_time_and_number() {
        let mut lab = lab();
        lab.job(Some("nightly"), "20T05:00");
        lab.plan.last_run = Some(at("20T05:00"));
        assert_eq!(lab.words().as_deref(), Some("plan daily was due 05:00, started nothing"));
        let found = lab.found().unwrap();
        assert_eq!((found.severity, found.member.at), (Severity::Critical, Some(at("21T05:00"))));
        lab.jobs.clear();
        lab.job(Some("nightly"), "18T05:00");
        let words = lab.words();
        assert_eq!(words.as_deref(), Some("plan daily started nothing in 3 runs, last due 05:00"));
        assert_eq!(lab.found().unwrap().member.detail, "since Nov 19 05:00");
    }

    #[test]
    fn a_plan_that_never_selected_anything_is_a_warning_that_says_so() {
        let mut lab = lab();
        lab.document().selections.clear();
        let found = lab.found().unwrap();
        assert_eq!(
            found.alone, "plan daily started nothing in 11 runs, last due 05:00",
            "as far as jobs are known"
        );
        assert_eq!(found.severity, Severity::Warning);
        assert!(found.reason.unwrap().as_str().starts_with("it selects nothing"));
        lab.plan.name = "aws/efs/automatic-backup-plan".into();
        assert_eq!(lab.words(), None, "a plan that AWS made, with nothing to protect");
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known_for_certain() {
        type Change = fn(&mut Lab);
        let cases: [(&str, Change); 15] = [
            ("its job came", |lab| lab.job(Some("nightly"), "21T05:00")),
            ("its job came a little early", |lab| lab.job(Some("nightly"), "21T04:55")),
            ("a job of some rule of the plan came", |lab| lab.job(None, "21T05:01")),
            ("AWS says that it ran", |lab| lab.plan.last_run = Some(at("21T05:00"))),
            ("the grace is not over", |lab| lab.now = at("21T05:59")),
            ("jobs have not come so far", |lab| {
                lab.whole = Whole::default();
                lab.whole.looked(HERE, JobKind::Backup, at("20T06:00"), at("21T05:30"));
                lab.whole.read(HERE, Listed::Plans, at("21T08:55"));
            }),
            ("no job is known", |lab| lab.whole.forget(HERE)),
            ("the plan was not listed since", |lab| lab.whole.read(HERE, Listed::Plans, at("20T05:00"))),
            ("the version is newer", |lab| lab.document().since = Some(at("21T05:30"))),
            ("the version's age is unknown", |lab| lab.document().since = None),
            ("the plan is deleted", |lab| lab.plan.deleted = Some(at("21T08:00"))),
            ("its selections are newer", |lab| lab.document().selections[0].created = Some(at("21T07:00"))),
            ("it is continuous", |lab| lab.document().rules[0].continuous = true),
            ("its schedule can't be read", |lab| {
                lab.document().rules[0].schedule = Some("rate(1 day)".into());
            }),
            ("it has not been read", |lab| lab.plan.document = None),
        ];
        for (why, change) in cases {
            let mut lab = lab();
            // One run only: the one of this night.
            lab.whole.forget(HERE);
            lab.whole.looked(HERE, JobKind::Backup, at("20T06:00"), at("21T09:00"));
            lab.whole.read(HERE, Listed::Plans, at("21T08:55"));
            assert!(lab.words().is_some(), "the case can fail");
            change(&mut lab);
            assert_eq!(lab.words(), None, "{why}");
        }
    }

    #[test]
    fn a_version_is_in_force_since_its_first_job_or_since_the_list_showed_it() {
        let mut lab = lab();
        lab.document().since = None;
        lab.see = Some(at("21T05:10"));
        assert_eq!(lab.words(), None, "it may have been another one at 05:00");
        lab.see = Some(at("21T04:00"));
        assert!(lab.words().is_some());
        lab.see = None;
        lab.job(Some("nightly"), "20T05:00");
        assert!(lab.words().is_some());
        lab.plan.version = Some("v3".into());
        assert_eq!(lab.words(), None, "the job was of another version");
    }

    #[test]
    fn a_rule_of_longer_retention_displaces_the_others_in_its_start_window() {
        let keep = |days| Some(Lifecycle { delete_after_days: Some(days), ..Lifecycle::default() });
        let with = |weekly_cron: &str, days: i64| {
            let mut lab = lab();
            lab.document().rules[0].lifecycle = keep(35);
            let weekly = Rule { lifecycle: keep(days), ..rule("weekly", weekly_cron) };
            lab.document().rules.push(weekly);
            lab.job(Some("nightly"), "20T05:00");
            lab.job(Some("weekly"), "21T04:00");
            lab.words()
        };
        // The 21st of November 2026 is a Saturday.
        assert_eq!(with("0 4 ? * SAT *", 365), None);
        assert_eq!(with("0 4 ? * SAT *", 35), None, "of two that keep as long either may run");
        let silent = Some("plan daily was due 05:00 (rule nightly), started nothing".to_owned());
        assert_eq!(with("0 4 ? * SAT *", 7), silent, "it keeps less long");
        assert_eq!(with("0 4 ? * FRI *", 365), silent, "it was due the day before");
        assert_eq!(with("0 1 ? * SAT *", 365), silent, "its start window ended before");
    }
}
