//! Why something went wrong, what to do about it, and what stands around it.

mod around;
mod meanwhile;
mod remedy;
mod value;

use super::{Fact, Facts, Look, Role, Subject, Text, Thing, time};
use crate::domain::alarm::Alarm;
use crate::domain::alert::{Alert, Severity};
use crate::domain::cause::{self, Around, Denial, Diagnosis, Known};
use crate::domain::handled::Acknowledged;
use crate::domain::job::Job;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::vault::Vault;
use crate::domain::way_back::Barred;
use crate::ui::glyphs::Glyphs;

pub use remedy::remedy;

/// What went wrong.
#[derive(Debug, Clone, Copy)]
pub enum About<'a> {
    /// A job.
    Job(&'a Job),
    /// A recovery point.
    Point(&'a RecoveryPoint),
    /// An alarm.
    Alarm(&'a Alarm),
    /// A vault.
    Vault(&'a Vault),
    /// What the console found by watching.
    Signal(&'a Alert),
}

/// The same cause, other things.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Elsewhere {
    /// How many others.
    pub count: usize,
    /// The first of all, this one too.
    pub since: Option<jiff::Timestamp>,
    /// The other resources of this place, each once, the newest first.
    pub names: Vec<String>,
}

/// All that the page stands on.
#[derive(Debug, Clone, Copy)]
pub struct Why<'a> {
    /// What went wrong.
    pub about: About<'a>,
    /// Why.
    pub diagnosis: &'a Diagnosis,
    /// What an encoded message holds: the refusal, or in its place why STS did not decode it.
    pub denial: Option<Result<&'a Denial, &'a str>>,
    /// The resource's recovery points: all, none asked for or not yet here, or why they are not known.
    pub points: Option<Result<&'a [RecoveryPoint], &'a str>>,
    /// Keys that can't be used just now.
    pub barred: &'a Barred,
    /// Jobs of the same resource.
    pub around: &'a Around,
    /// Others of the same cause.
    pub elsewhere: &'a Elsewhere,
    /// What may be behind an alarm, the worst first.
    pub behind: &'a [Alert],
    /// That the alert about it is acknowledged.
    pub known: Option<&'a Acknowledged>,
}

/// "Why: copy of orders-db failed 00:12".
pub fn title(about: About<'_>, look: &Look<'_>) -> String {
    let when = |at: Option<jiff::Timestamp>| {
        at.map(|at| format!(" {}, {} ago", time::clock(at, look.now, look.zone), time::age(at, look.now)))
            .unwrap_or_default()
    };
    match about {
        About::Job(job) => {
            let state = if job.test_failed() { "test failed" } else { job.state.word() };
            format!("Why: {} of {} {state}{}", job.kind.word(), job.resource_label(), when(job.last_event()))
        }
        About::Point(point) => format!(
            "Why: recovery point of {} is {}{}",
            point.resource_label(),
            point.status.word(),
            point.created.map(|at| format!(", made {} ago", time::age(at, look.now))).unwrap_or_default()
        ),
        About::Alarm(alarm) => {
            format!("Why: alarm {} {}{}", alarm.name, alarm.state.word(), when(alarm.since))
        }
        About::Vault(vault) => format!("Why: vault {} is failed", vault.name),
        About::Signal(alert) if alert.count() > 1 => {
            format!("Why: {}{} {}", alert.count(), Glyphs::new(look.ascii).times, alert.what)
        }
        About::Signal(alert) => format!("Why: {}", alert.what),
    }
}

/// All that can be said.
pub fn facts(why: &Why<'_>, look: &Look<'_>) -> Vec<Fact> {
    let mut facts = Facts::new(why.scope(), look);
    what(&mut facts, why);
    if let Some(known) = why.known {
        facts.group("Known");
        facts.push("Known", format!("acknowledged: {}", crate::views::alerts::told(known, look)), Role::Dim);
    }
    around::elsewhere(&mut facts, why);
    around::behind(&mut facts, why);
    denied(&mut facts, why);
    // What can be restored comes before what to mend: on a small screen the steps may fill the rest.
    meanwhile::meanwhile(&mut facts, why);
    remedy::steps(&mut facts, why);
    around::history(&mut facts, why);
    around::befallen(&mut facts, why);
    facts.group("AWS said");
    match why.said() {
        // Nobody but the console says so.
        None if matches!(why.about, About::Signal(_)) => {}
        Some(said) => facts.text("AWS said", Some(said)),
        None => facts.say("AWS said", "nothing"),
    }
    if let About::Job(job) = why.about {
        facts.text("Its category", job.category.as_ref());
    }
    around::leads_on(&mut facts, why);
    facts.group("Read");
    facts.say_some("Read", why.diagnosis.known.entry().map(|entry| cause::page_address(&entry.page)));
    facts.all
}

fn what(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("Cause");
    let role = match why.about {
        About::Job(job) => crate::views::jobs::role(job),
        About::Alarm(_) | About::Vault(_) => crate::views::alerts::role(Severity::Critical),
        About::Signal(alert) => crate::views::alerts::role(alert.severity),
        About::Point(_) => Role::Warning,
    };
    match why.diagnosis.known {
        Known::Cause(cause) => {
            facts.push("Cause", sentence(&cause.title), role);
            facts.say("", &cause.cause);
        }
        Known::Class(class) => {
            facts.push(
                "Cause",
                format!("{}: that much is known from AWS's class of it", sentence(&class.title)),
                role,
            );
            facts.say("", &class.cause);
        }
        Known::Nothing => {
            facts.push(
                "Cause",
                "unknown: this version of vaultdeck does not know the message".to_owned(),
                role,
            );
        }
    }
}

/// With a capital letter and a full stop.
fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Who was denied what, where the message tells.
fn denied(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("Denied");
    let encoded = why.said().is_some_and(|said| cause::encoded(said.raw()).is_some());
    if let Some(denial) = why.denial() {
        facts.text("Denied", denial.action.as_ref());
        facts.text("on", denial.resource.as_ref());
        facts.text("to", denial.principal.as_ref());
        facts.say_some("because", denial.policy);
    } else if encoded {
        match why.denial {
            Some(Err(refused)) => {
                facts.push("Denied", format!("not decoded: {refused}"), Role::Warning);
                facts.say("", "somebody who may (sts:DecodeAuthorizationMessage) runs the command of step 1");
            }
            _ => {
                facts.push("Denied", "asking STS what".to_owned(), Role::Running);
            }
        }
    }
}

fn linked(facts: &mut Facts<'_>, label: &'static str, words: String, role: Role, thing: Thing) {
    let scope = facts.scope;
    if let Some(fact) = facts.push(label, words, role) {
        fact.raw = Some(thing.id().raw().to_owned());
        fact.link = Some(Subject::new(scope, thing));
    }
}
