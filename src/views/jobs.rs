//! Jobs as rows.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::SignedDuration;

use super::{newest_first, recent, searched, shown, size, time_of_day, unknown_last, upcoming, words};
use crate::config::style::Role;
use crate::domain::arn;
use crate::domain::job::{Children, Creator, Job, JobFacts, JobKind, JobState};
use crate::domain::outlook::{Outlook, Signal};
use crate::domain::subject::{Subject, Thing};
use crate::list::{Cell, Column, Id, Look, Row, Width};
use crate::text::{Text, time};
use crate::ui::glyphs::Glyphs;

/// Of a running job that AWS has not told of for so long is said since when: it is asked for every few seconds.
const SILENCE: SignedDuration = SignedDuration::from_mins(2);

/// From this width on a list has a column for vaults.
const VAULTS: u16 = 100;

/// From this width on that column has room for both vaults of a copy.
const BOTH_VAULTS: u16 = 140;

type Col = Column<Job>;

static COLUMNS: [Col; 13] = [
    Col::new("state", "State", Width::Fixed(13), |job, look| {
        let word = match job.state {
            // The whole phrase is 21 columns wide.
            JobState::CompletedWithIssues => "with issues",
            JobState::Completed if job.test_failed() => "test failed",
            _ => job.state.word(),
        };
        Cell::new(format!("{} {word}", glyph(job, Glyphs::new(look.ascii))), role(job))
    })
    .ordered(|a, b| a.state.cmp(&b.state))
    .searched(|job| job.state.word().into()),
    Col::new("kind", "Kind", Width::Fixed(7), |job, _| Cell::plain(job.kind.word()))
        .ordered(|a, b| a.kind.cmp(&b.kind))
        .searched(|job| job.kind.word().into()),
    Col::new("resource", "Resource", Width::Grow { min: 12, max: 36 }, |job, _| {
        Cell::plain(job.resource_label())
    })
    .ordered(|a, b| a.resource_label().cmp(b.resource_label()))
    .searched(|job| job.resource_label().into()),
    Col::new("type", "Type", Width::Fixed(8), |job, look| shown(job.resource_type.as_ref(), look))
        .from(70)
        .ordered(|a, b| unknown_last(a.resource_type.as_ref(), b.resource_type.as_ref()))
        .searched(|job| searched(job.resource_type.as_ref())),
    Col::new("vault", "Vault", Width::Grow { min: 20, max: 48 }, |job, look| {
        let place = match destination(job, look) {
            Some(destination) if look.columns < BOTH_VAULTS => destination,
            _ => job.place(look.arrow()),
        };
        Cell::or_nothing(Some(place).filter(|place| !place.is_empty()), look)
    })
    .from(VAULTS)
    .ordered(|a, b| vaults(a).cmp(&vaults(b)))
    .searched(place),
    Col::new("plan", "Plan", Width::Grow { min: 9, max: 28 }, |job, look| match &job.creator {
        None if job.kind == JobKind::Backup => Cell::dim("on demand"),
        _ => shown(plan(job), look),
    })
    .from(110)
    .ordered(|a, b| unknown_last(plan(a), plan(b)))
    .searched(|job| searched(plan(job))),
    Col::new("rule", "Rule", Width::Grow { min: 6, max: 24 }, |job, look| shown(rule(job), look))
        .from(140)
        .ordered(|a, b| unknown_last(rule(a), rule(b)))
        .searched(|job| searched(rule(job))),
    Col::new("started", "Start", Width::Right(5), |job, look| {
        Cell::or_nothing(job.created.map(|at| recent(at, look)), look)
    })
    .from(70)
    .ordered(|a, b| unknown_last(a.created, b.created)),
    Col::new("size", "Size", Width::Right(8), |job, look| size(job.size, look))
        .from(140)
        .ordered(|a, b| unknown_last(a.size, b.size)),
    Col::new("reason", "Progress, or reason", Width::Grow { min: 21, max: 400 }, progress)
        .ordered(|a, b| unknown_last(a.reason(), b.reason()))
        .searched(|job| searched(job.reason())),
    Col::hidden("id", |job| job.id.as_str().into()),
    Col::hidden("arn", |job| searched(job.resource.as_ref())),
    Col::hidden("account", |job| searched(job.account.as_ref())),
];

impl Row for Job {
    fn id(&self) -> Id {
        Id { scope: self.scope, id: self.id.clone() }
    }

    fn columns() -> &'static [Column<Self>] {
        &COLUMNS
    }

    /// What runs stands first, then the newest.
    fn natural_order(&self, other: &Self) -> Ordering {
        let (active, other_active) = (self.state.is_active(), other.state.is_active());
        other_active.cmp(&active).then_with(|| newest_first(self.created, other.created))
    }

    fn is_troubled(&self) -> bool {
        self.needs_attention() || self.noted().signal.is_some()
    }

    fn subject(&self) -> Subject {
        Subject::new(self.scope, Thing::Job { kind: self.kind, id: self.id.clone() })
    }
}

/// The glyph of a job's state.
pub(super) fn glyph(job: &Job, glyphs: &'static Glyphs) -> &'static str {
    match job.state {
        JobState::Created | JobState::Pending => glyphs.waiting,
        JobState::Running | JobState::Aborting => glyphs.running,
        JobState::Aborted => glyphs.dash,
        JobState::Completed if job.test_failed() => glyphs.issues,
        JobState::Completed => glyphs.ok,
        JobState::CompletedWithIssues | JobState::Partial => glyphs.issues,
        JobState::Failed | JobState::Expired => glyphs.critical,
        JobState::Other(_) => glyphs.unknown,
    }
}

/// What a job's state means.
pub(super) fn role(job: &Job) -> Role {
    match job.state {
        JobState::Created | JobState::Pending => Role::Waiting,
        JobState::Running | JobState::Aborting => Role::Running,
        JobState::Failed | JobState::Expired => Role::Critical,
        _ if job.needs_attention() => Role::Warning,
        JobState::Completed => Role::Ok,
        _ => Role::Dim,
    }
}

/// How far an active job is, or what became of it. Times of day, not ages: they stand still.
fn progress<'a>(job: &'a Job, look: &Look<'_>) -> Cell<'a> {
    if !job.state.is_active() {
        return outcome(job, look);
    }
    let (mut words, role) = outlook(job, look);
    if let Some(destination) = destination(job, look).filter(|_| look.columns < VAULTS) {
        words = format!("{destination}, {words}");
    }
    if let Some(message) = job.reason() {
        words = format!("{words}, {message}");
    }
    // What is slow is said by two times, which leave no room beside them where there is little.
    let room = look.columns >= BOTH_VAULTS || !matches!(outlook_of(job, look), Outlook::Slow(..));
    match job.percent.filter(|_| job.state == JobState::Running && room) {
        // 99.9 % is not done: it is rounded down.
        Some(percent) => Cell::new(format!("{:>2.0} % {words}", percent.floor()), role).with_bar(percent),
        None => Cell::new(words, role),
    }
}

/// Why a job ended as it did; where there is nothing to say about that, how long it took.
fn outcome<'a>(job: &'a Job, look: &Look<'_>) -> Cell<'a> {
    match (job.reason(), &job.children, &job.category, job.took()) {
        _ if went_well_since(job, look) => Cell::dim(over(job)),
        (Some(reason), ..) => Cell::plain(reason.as_str()),
        (None, Some(children), ..) => Cell::plain(children_words(children)),
        (None, None, Some(category), _) if job.needs_attention() => Cell::plain(category.as_str()),
        (None, _, _, Some(took)) => Cell::dim(format!("took {}", time::duration(took))),
        (None, _, _, None) => Cell::dim(look.nothing()),
    }
}

/// Whether a job of the last day did not go well and a later one like it did: what is older, nobody tries again.
fn went_well_since(job: &Job, look: &Look<'_>) -> bool {
    let lately = job.last_event().is_some_and(|at| look.now.duration_since(at) < super::DAY);
    lately && job.noted().well_since.is_some()
}

/// "later one went well: the vault does not exist".
fn over(job: &Job) -> String {
    let well = "later one went well";
    job.reason().map_or_else(|| well.to_owned(), |reason| format!("{well}: {reason}"))
}

/// "3 completed, 1 failed".
pub(super) fn children_words(children: &Children) -> String {
    let states = children.by_state.iter();
    let parts: Vec<String> =
        states.map(|(state, count)| format!("{count} {}", words(state.as_str()))).collect();
    if parts.is_empty() { format!("{} children", children.total) } else { parts.join(", ") }
}

/// What there is to say of an active job, and whether that is a worry.
pub(super) fn outlook(job: &Job, look: &Look<'_>) -> (String, Role) {
    let (outlook, now) = (outlook_of(job, look), look.now);
    let role = match job.noted().signal {
        Some(Signal::Expiring) => Role::Critical,
        _ if outlook.is_worry() => Role::Warning,
        _ => Role::Text,
    };
    let mut words = outlook_words(outlook, job, look);
    if let Some(seen) = job.noted().seen.filter(|seen| now.duration_since(*seen) > SILENCE) {
        words = format!("{words}, no news since {}", recent(seen, look));
    }
    (words, role)
}

/// What there is to say as of when AWS told of the job last: what became of it since, nobody knows.
fn outlook_of(job: &Job, look: &Look<'_>) -> Outlook {
    Outlook::of(job, job.noted().seen.map_or(look.now, |seen| seen.min(look.now)))
}

fn outlook_words(outlook: Outlook, job: &Job, look: &Look<'_>) -> String {
    let so_far = |began| time::age(began, look.now);
    // A list has the percentage beside it; it is wide or narrow, and a page has room.
    let (page, wide) = (look.columns == 0, look.columns == 0 || look.columns >= VAULTS);
    match outlook {
        Outlook::Missed(by) => format!("was to start by {}", recent(by, look)),
        Outlook::Expires(by, _) => format!("expires in {}", time::countdown(by, look.now)),
        Outlook::Stalled(since) => match job.percent.filter(|_| page) {
            Some(percent) => format!("stalled {} at {:.0} %", so_far(since), percent.floor()),
            None => format!("stalled {}", so_far(since)),
        },
        Outlook::Slow(began, usual) => {
            let (slow, word) = if wide { ("slow:", "usually") } else { ("slow", "usual") };
            format!("{slow} {}, {word} {}", so_far(began), time::span(usual.median))
        }
        Outlook::Late(end) => format!("late since {}", recent(end, look)),
        Outlook::Starts(by) => {
            let left = if wide { format!(" ({})", time::countdown(by, look.now)) } else { String::new() };
            format!("starts by {}{left}", upcoming(by, look))
        }
        Outlook::Doubtful { began, expected } => {
            format!("{} so far, AWS expects {}", so_far(began), upcoming(expected, look))
        }
        Outlook::Ends(end) => format!("ends {}", upcoming(end, look)),
        Outlook::AsUsual(began, usual) => {
            let word = if wide { "usually" } else { "usual" };
            let of = if wide && look.now.duration_since(began) <= usual.median { " of" } else { "," };
            format!("{}{of} {word} {}", so_far(began), time::span(usual.median))
        }
        Outlook::Since(began) => since(began, look),
        Outlook::Unknown => String::new(),
    }
}

/// `› dr-vault us-west-2`, for copies: where room is short, it matters more than the source.
fn destination(job: &Job, look: &Look<'_>) -> Option<String> {
    match &job.facts {
        JobFacts::Copy(copy) => Some(format!("{} {}", look.arrow(), copy.destination())),
        JobFacts::Backup(_) | JobFacts::Restore(_) => None,
    }
}

fn since(at: jiff::Timestamp, look: &Look<'_>) -> String {
    if look.now.duration_since(at) < super::DAY {
        format!("since {}", time_of_day(at, look))
    } else {
        format!("for {}", time::age(at, look.now))
    }
}

/// Where a job works, for filters, which run over all rows: no allocation where there is one vault.
fn place(job: &Job) -> Cow<'_, str> {
    match &job.facts {
        JobFacts::Backup(facts) => searched(facts.vault.as_ref()),
        JobFacts::Copy(_) | JobFacts::Restore(_) => job.place(">").into(),
    }
}

/// The vaults of a job, from and to, borrowed: sorting compares millions of them.
fn vaults(job: &Job) -> (&str, &str) {
    let (from, to) = match &job.facts {
        JobFacts::Backup(facts) => (facts.vault.as_ref().map(Text::as_str), None),
        JobFacts::Copy(facts) => (name(facts.source_vault.as_ref()), name(facts.destination_vault.as_ref())),
        JobFacts::Restore(facts) => (name(facts.vault_arn.as_ref()), None),
    };
    (from.unwrap_or_default(), to.unwrap_or_default())
}

fn name(vault: Option<&Text>) -> Option<&str> {
    vault.map(|vault| arn::vault_name(vault.as_str()))
}

fn plan(job: &Job) -> Option<&Text> {
    creator(job)?.plan_name.as_ref().or(creator(job)?.plan_id.as_ref())
}

fn rule(job: &Job) -> Option<&Text> {
    creator(job)?.rule_name.as_ref().or(creator(job)?.rule_id.as_ref())
}

fn creator(job: &Job) -> Option<&Creator> {
    job.creator.as_deref()
}
