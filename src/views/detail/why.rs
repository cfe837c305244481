//! Why something went wrong, what to do about it, and what stands around it.

use std::cmp::Reverse;

use super::{Fact, Facts, Look, Role, Subject, Text, Thing, time};
use crate::domain::alarm::{Alarm, AlarmState};
use crate::domain::alert::{Alert, Severity};
use crate::domain::arn;
use crate::domain::cause::{self, Around, Denial, Diagnosis, Known};
use crate::domain::handled::Acknowledged;
use crate::domain::job::{Job, JobFacts, JobKind};
use crate::domain::recovery_point::{PointStatus, RecoveryPoint};
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::vault::Vault;
use crate::domain::write::quote;
use crate::text;
use crate::ui::glyphs::Glyphs;
use crate::views::recent;

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
    /// How many resources, this one too.
    pub resources: usize,
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

impl Why<'_> {
    /// Where it is.
    pub fn scope(&self) -> ScopeId {
        match self.about {
            About::Job(job) => job.scope,
            About::Point(point) => point.scope,
            About::Alarm(alarm) => alarm.scope,
            About::Vault(vault) => vault.scope,
            About::Signal(alert) => alert.scope,
        }
    }

    /// AWS's own words.
    fn said(&self) -> Option<&Text> {
        match self.about {
            About::Job(job) => job.reason(),
            About::Point(point) => point.status_message.as_ref(),
            About::Alarm(alarm) => alarm.reason.as_ref(),
            About::Vault(_) | About::Signal(_) => None,
        }
    }

    fn denial(&self) -> Option<Denial> {
        match self.denial {
            Some(Ok(denial)) => Some(denial.clone()),
            _ => self.said().and_then(|said| Denial::said(said.as_str())),
        }
    }

    /// A value for a step of the remedy, as AWS has it.
    fn value(&self, name: &str, scope: Option<&Scope>) -> Option<String> {
        let raw = |text: Option<&Text>| text.map(|text| text.raw().to_owned());
        let (job, point) = match self.about {
            About::Job(job) => (Some(job), None),
            About::Point(point) => (None, Some(point)),
            About::Alarm(_) | About::Vault(_) | About::Signal(_) => (None, None),
        };
        let resource =
            job.and_then(|job| job.resource.as_ref()).or(point.and_then(|point| point.resource.as_ref()));
        let newest = match self.about {
            About::Signal(alert) => alert.newest(),
            _ => None,
        };
        let thing = newest.map(|member| &member.subject.thing);
        let resource = resource.or(newest.and_then(|member| member.resource.as_ref()));
        let role = job.and_then(|job| job.role.as_ref()).or(point.and_then(|point| point.role.as_ref()));
        let copy = job.and_then(|job| match &job.facts {
            JobFacts::Copy(copy) => copy.destination_vault.as_ref(),
            _ => None,
        });
        match name {
            "role" => raw(role),
            "role-name" => role.map(|role| arn::short(role.raw()).to_owned()),
            "resource" => raw(resource),
            "id" => resource.map(|resource| arn::short(resource.raw()).to_owned()),
            "account" => job
                .and_then(|job| raw(job.account.as_ref()))
                .or_else(|| scope.and_then(Scope::account).map(str::to_owned)),
            "destination" => copy.map(|vault| arn::vault_name(vault.raw()).to_owned()),
            "destination-region" => copy.and_then(|vault| arn::region(vault.raw())).map(str::to_owned),
            "plan" => {
                let creator = job
                    .and_then(|job| job.creator.as_ref())
                    .or(point.and_then(|point| point.creator.as_ref()));
                let told = creator.and_then(|creator| creator.plan_id.as_ref());
                raw(told.or(match thing {
                    Some(Thing::Plan(id)) => Some(id),
                    _ => None,
                }))
            }
            "point" => {
                raw(job.and_then(Job::recovery_point).or(point.map(|point| &point.arn)).or(match thing {
                    Some(Thing::Point { arn, .. }) => Some(arn),
                    _ => None,
                }))
            }
            "job" => match (thing, job) {
                (Some(Thing::Job { id, .. }), _) => Some(id.raw().to_owned()),
                (_, job) => job.map(|job| job.id.raw().to_owned()),
            },
            "encoded" => self.said().and_then(|said| cause::encoded(said.raw())).map(str::to_owned),
            "action" => raw(self.denial().and_then(|denial| denial.action).as_ref()),
            "denied-resource" => raw(self.denial().and_then(|denial| denial.resource).as_ref()),
            "vault" => self.vault(),
            "key" => self.key(),
            "alarm" => match self.about {
                About::Alarm(alarm) => Some(alarm.name.raw().to_owned()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The vault's name: of a copy the source's, for its destination has a name of its own.
    fn vault(&self) -> Option<String> {
        let name = |vault: &Text| arn::vault_name(vault.raw()).to_owned();
        match self.about {
            About::Job(job) => match &job.facts {
                JobFacts::Backup(facts) => facts.vault.as_ref().map(name),
                JobFacts::Copy(facts) => facts.source_vault.as_ref().map(name),
                JobFacts::Restore(facts) => facts.vault_arn.as_ref().map(name),
            },
            About::Point(point) => point.vault.as_ref().map(name),
            About::Vault(vault) => Some(name(&vault.name)),
            About::Signal(alert) => match &alert.newest()?.subject.thing {
                Thing::Vault(name) | Thing::Point { vault: name, .. } => Some(name.raw().to_owned()),
                _ => None,
            },
            About::Alarm(_) => None,
        }
    }

    /// The key that the failure is about: backups and copies that it encrypts can't be read either.
    fn barred(&self) -> Option<String> {
        let is_key = self
            .diagnosis
            .known
            .entry()
            .is_some_and(|cause| [&cause.class, &cause.id].iter().any(|class| *class == "key"));
        let is_backup = matches!(self.about, About::Job(job) if job.kind == JobKind::Backup);
        self.key().filter(|_| is_key && is_backup)
    }

    fn key(&self) -> Option<String> {
        let key = match self.about {
            About::Job(job) => match &job.facts {
                JobFacts::Backup(facts) => facts.key.as_ref(),
                JobFacts::Copy(facts) => facts.destination_key.as_ref(),
                JobFacts::Restore(_) => None,
            },
            About::Point(point) => point.key.as_ref(),
            About::Vault(vault) => vault.key.as_ref(),
            About::Alarm(_) | About::Signal(_) => None,
        };
        key.map(|key| key.raw().to_owned())
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
    behind(&mut facts, why);
    denied(&mut facts, why);
    // What can be restored comes before what to mend: on a small screen the steps may fill the rest.
    meanwhile(&mut facts, why);
    steps(&mut facts, why);
    history(&mut facts, why);
    befallen(&mut facts, why);
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
    leads_on(&mut facts, why);
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

/// The jobs that the alarm counts have causes of their own.
fn behind(facts: &mut Facts<'_>, why: &Why<'_>) {
    let About::Alarm(Alarm { state: AlarmState::Alarm, .. }) = why.about else { return };
    facts.group("Behind it");
    if why.behind.is_empty() {
        facts.say("Behind it", "no job of the last 24 h that it counts is among the alerts");
    }
    let mut label = "Behind it";
    for alert in why.behind.iter().take(NAMED) {
        let times = Glyphs::new(facts.look.ascii).times;
        let count = if alert.count() > 1 { format!("{}{times} ", alert.count()) } else { String::new() };
        let (scope, words) = (facts.scope, format!("{count}{}", alert.what));
        if let Some(fact) = facts.push(label, words, crate::views::alerts::role(alert.severity)) {
            let subject = alert.subject();
            fact.raw = Some(subject.thing.id().raw().to_owned());
            fact.link = Some(subject).filter(|subject| subject.scope == scope);
        }
        label = "";
    }
}

/// So many members are told by name; the alert's own page has all.
const NAMED: usize = 8;

/// What the console found, thing by thing.
fn befallen(facts: &mut Facts<'_>, why: &Why<'_>) {
    let About::Signal(alert) = why.about else { return };
    facts.group("Found");
    facts.text("Found", alert.reason.as_ref());
    let mut label = if alert.reason.is_some() { "" } else { "Found" };
    for member in alert.members.iter().take(NAMED) {
        let detail = if member.detail.is_empty() { String::new() } else { format!(": {}", member.detail) };
        let words = format!("{}{detail}", member.label);
        linked(facts, label, words, Role::Text, member.subject.thing.clone());
        label = "";
    }
    if alert.count() > NAMED {
        let words = format!("and {} more: all of them", alert.count() - NAMED);
        linked(facts, "", words, Role::Text, Thing::Cause { kind: alert.kind, id: alert.id.clone() });
    }
}

/// With a capital letter and a full stop.
fn sentence(title: &str) -> String {
    let mut letters = title.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// How the command begins that decodes an encoded message.
const DECODE: &str = "aws sts decode-authorization-message";

fn steps(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("What to do");
    let mut label = "What to do";
    for (number, (words, command)) in (1..).zip(remedy(why, facts.scope())) {
        facts.say(label, format!("{number}  {words}"));
        label = "";
        if let Some(command) = command
            && let Some(fact) = facts.push("", Text::new(&command).to_string(), Role::Key)
        {
            fact.raw = Some(command);
        }
    }
}

/// What to do, step by step, filled from what is known: words for the screen, and the command as it is to be run.
pub fn remedy(why: &Why<'_>, scope: Option<&Scope>) -> Vec<(String, Option<String>)> {
    let Some(entry) = why.diagnosis.known.entry() else { return Vec::new() };
    let value = |name: &str| why.value(name, scope);
    // What STS has decoded needs nobody to decode it.
    let decoded = matches!(why.denial, Some(Ok(_)));
    let needless =
        |step: &&cause::Step| decoded && step.command.as_ref().is_some_and(|line| line.starts_with(DECODE));
    let step = |step: &cause::Step| {
        let words =
            cause::fill(&step.words, false, |name| value(name).map(|value| Text::new(&value).to_string()));
        let command = step.command.as_ref();
        (words, command.map(|command| placed(&cause::fill(command, true, value), &step.words, scope)))
    };
    entry.steps.iter().filter(|step| !needless(step)).map(step).collect()
}

/// The command with the scope's Region and profile, unless it is for somebody else's account or has none.
fn placed(command: &str, words: &str, scope: Option<&Scope>) -> String {
    let elsewhere = ["management account", "destination account"].iter().any(|place| words.contains(place));
    let Some(scope) = scope.filter(|_| command.starts_with("aws ") && !elsewhere) else {
        return command.to_owned();
    };
    let global =
        ["aws iam ", "aws organizations ", "aws account "].iter().any(|global| command.starts_with(global));
    // A key is of the Region that its ARN names.
    let of_key =
        command.split_whitespace().find_map(|word| word.starts_with("arn:").then(|| arn::region(word))?);
    let of_key = of_key.filter(|_| command.starts_with("aws kms "));
    let region = of_key.or(Some(scope.region.as_str()));
    let region = region.filter(|region| !region.is_empty() && !global && !command.contains("--region "));
    let region = region.map(|region| format!(" --region {}", quote(region))).unwrap_or_default();
    let profile =
        scope.profile.as_deref().map(|profile| format!(" --profile {}", quote(profile))).unwrap_or_default();
    format!("{command}{region}{profile}")
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

/// What can be restored while it is not mended.
fn meanwhile(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("Meanwhile");
    if let Some(later) = &why.around.later {
        let look = facts.look;
        let at = later.created.map(|at| recent(at, look)).unwrap_or_default();
        let words = format!("a later {} went well: {at}", later.kind.word());
        linked(facts, "Meanwhile", words, Role::Ok, Thing::Job { kind: later.kind, id: later.id.clone() });
    }
    let label = if why.around.later.is_some() { "" } else { "Meanwhile" };
    match why.points {
        // These are of no resource.
        None if matches!(why.about, About::Alarm(_) | About::Vault(_)) => {}
        None if matches!(why.about, About::Signal(alert) if alert.resources().is_empty()) => {}
        None => {
            facts.push(label, "asking AWS for its recovery points".to_owned(), Role::Running);
        }
        Some(Err(failed)) => {
            facts.push(label, format!("its recovery points are not known: {failed}"), Role::Warning);
        }
        Some(Ok(points)) => last_good(facts, label, points, why.barred().as_deref()),
    }
}

/// `barred` is a key that can't be used: what it encrypts is there, and can't be restored either.
fn last_good(facts: &mut Facts<'_>, label: &'static str, points: &[RecoveryPoint], barred: Option<&str>) {
    let is_barred = |point: &RecoveryPoint| {
        barred.is_some_and(|barred| point.key.as_ref().is_some_and(|key| key.raw() == barred))
    };
    let shut =
        points.iter().filter(|point| point.is_usable() && is_barred(point)).max_by_key(|point| point.created);
    let mut label = label;
    if let Some(point) = shut {
        let look = facts.look;
        let age = point.created.map(|at| format!(", the newest {} ago", time::age(at, look.now)));
        let words = format!(
            "recovery points encrypted with this key can't be restored until it can be used{}",
            age.unwrap_or_default()
        );
        facts.push(label, words, Role::Warning);
        label = "";
    }
    // Where there are points of the whole, as of a stack, a part of it is no way back.
    let whole = points.iter().any(|point| point.is_parent && point.parent.is_none());
    let counts =
        |point: &&RecoveryPoint| point.is_usable() && !is_barred(point) && (!whole || point.parent.is_none());
    let usable = points.iter().filter(counts);
    let snapshots = usable.clone().filter(|point| point.status == PointStatus::Completed);
    let continuous =
        usable.filter(|point| point.status == PointStatus::Available).max_by_key(|point| point.created);
    let newest = snapshots.min_by_key(|point| Reverse(point.created));
    let look = facts.look;
    if let Some(point) = newest {
        let age = point
            .created
            .map_or_else(|| "of unknown age".to_owned(), |at| format!("{} ago", time::age(at, look.now)));
        let size = point
            .size
            .and_then(|size| u64::try_from(size).ok())
            .map(|size| format!(", {}", text::bytes(size)));
        let place = point.vault.as_ref().map(|vault| format!(", in {vault}")).unwrap_or_default();
        let words = format!("last usable recovery point: {age}{}{place}", size.unwrap_or_default());
        point_fact(facts, label, words, point);
        label = "";
    }
    if let Some(point) = continuous {
        let place = point.vault.as_ref().map(|vault| format!(" in {vault}")).unwrap_or_default();
        point_fact(
            facts,
            label,
            format!("a continuous recovery point{place}: any time until shortly ago"),
            point,
        );
    } else if newest.is_none() {
        let words = match points.len() {
            0 => "no recovery point of it in this account and Region".to_owned(),
            some if shut.is_some() => format!("none of its {some} recovery points here is under another key"),
            some => format!("no usable recovery point: none of {some} in this account and Region is whole"),
        };
        facts.push(label, words, Role::Critical);
    }
}

fn point_fact(facts: &mut Facts<'_>, label: &'static str, words: String, point: &RecoveryPoint) {
    let scope = facts.scope;
    if let Some(fact) = facts.push(label, words, Role::Ok) {
        let thing = point.vault.clone().map(|vault| Thing::Point { vault, arn: point.arn.clone() });
        fact.link = thing.map(|thing| Subject::new(scope, thing));
        fact.raw = Some(point.arn.raw().to_owned());
    }
}

fn linked(facts: &mut Facts<'_>, label: &'static str, words: String, role: Role, thing: Thing) {
    let scope = facts.scope;
    if let Some(fact) = facts.push(label, words, role) {
        fact.raw = Some(thing.id().raw().to_owned());
        fact.link = Some(Subject::new(scope, thing));
    }
}

/// The same elsewhere, and before.
fn history(facts: &mut Facts<'_>, why: &Why<'_>) {
    let look = facts.look;
    facts.group("Same cause");
    let Elsewhere { count, since, resources } = *why.elsewhere;
    if matches!(why.about, About::Job(_)) {
        let words = match (count, since) {
            (0, _) => "nothing else in the last 24 h".to_owned(),
            (count, since) => {
                let since = since.map(|at| format!(" since {}", recent(at, look))).unwrap_or_default();
                let of =
                    if resources > 1 { format!(", {resources} resources in all") } else { String::new() };
                format!("{count} other {}{since}{of}", if count == 1 { "job" } else { "jobs" })
            }
        };
        facts.say("Same cause", words);
    }
    facts.group("Last success");
    let About::Job(job) = why.about else { return };
    match &why.around.success {
        Some(success) => {
            let age =
                success.created.map(|at| format!("{} ago", time::age(at, look.now))).unwrap_or_default();
            let size = success
                .size
                .and_then(|size| u64::try_from(size).ok())
                .map(|size| format!(", {}", text::bytes(size)));
            let words = format!("{age}{}", size.unwrap_or_default());
            linked(
                facts,
                "Last success",
                words,
                Role::Text,
                Thing::Job { kind: success.kind, id: success.id.clone() },
            );
            if why.around.changed.is_empty() {
                facts.say("Changed since", "nothing that jobs tell: same role, vault and plan");
            }
            let mut label = "Changed since";
            for change in &why.around.changed {
                facts.say(label, format!("{}: {} before, {} now", change.what, change.before, change.now));
                label = "";
            }
        }
        None => facts.say(
            "Last success",
            format!("no {} of it went well in the 30 days that AWS tells", job.kind.word()),
        ),
    }
}

/// Pages about what it touches.
fn leads_on(facts: &mut Facts<'_>, why: &Why<'_>) {
    facts.group("See");
    match why.about {
        About::Job(job) => {
            let words = format!("the {} job itself", job.kind.word());
            linked(facts, "See", words, Role::Text, Thing::Job { kind: job.kind, id: job.id.clone() });
            if job.is_parent {
                let thing = Thing::Children { kind: job.kind, id: job.id.clone() };
                linked(facts, "", "its child jobs".to_owned(), Role::Text, thing);
            }
            if let JobFacts::Copy(copy) = &job.facts
                && let Some(id) = &copy.backup_job
            {
                let thing = Thing::Job { kind: JobKind::Backup, id: id.clone() };
                linked(facts, "", "the backup that it copies".to_owned(), Role::Text, thing);
            }
            if let Some(creator) = &job.creator
                && let Some(id) = &creator.plan_id
            {
                let name = creator.plan_name.as_ref().unwrap_or(id);
                linked(facts, "", format!("its plan {name}"), Role::Text, Thing::Plan(id.clone()));
            }
            resource(facts, job.resource.as_ref(), job.resource_label());
        }
        About::Point(point) => {
            if let Some(vault) = &point.vault {
                let thing = Thing::Point { vault: vault.clone(), arn: point.arn.clone() };
                linked(facts, "See", "the recovery point itself".to_owned(), Role::Text, thing);
            }
            resource(facts, point.resource.as_ref(), point.resource_label());
        }
        About::Alarm(alarm) => {
            linked(facts, "See", "the alarm itself".to_owned(), Role::Text, Thing::Alarm(alarm.name.clone()));
        }
        About::Signal(_) => {}
        About::Vault(vault) => {
            linked(facts, "See", "the vault itself".to_owned(), Role::Text, Thing::Vault(vault.name.clone()));
        }
    }
}

fn resource(facts: &mut Facts<'_>, arn: Option<&Text>, label: &str) {
    if let Some(arn) = arn {
        linked(facts, "", format!("its resource {label}"), Role::Text, Thing::Resource(arn.clone()));
    }
}
