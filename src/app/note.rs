//! The incident note (`i`): put together from what the model knows, and from the journal, which is read for it first.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::effect::Effect;
use super::model::Model;
use super::page::{Content, Described, Detail, Pane};
use super::{cursor, facts, report, why};
use crate::config::style::Role;
use crate::domain::alert::{Alert, Member};
use crate::domain::census::{Census, Held};
use crate::domain::command;
use crate::domain::handled::Standing;
use crate::domain::note::{Deed, Note, Restorable, for_clipboard};
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::report::Affected;
use crate::domain::scope::ScopeId;
use crate::domain::subject::{Subject, Thing};
use crate::domain::way_back::{Barred, WayBack};
use crate::list::{Id, Look, Row as _};
use crate::text::{Text, Zone, time};
use crate::views::journal::Line;

/// What a note is about.
#[derive(Debug, Clone)]
pub enum About {
    /// An alert, with all that it has befallen.
    Alert(Id),
    /// One thing, as the screen has it; `None` where the lists know it.
    Thing(Subject, Option<Box<Described>>),
}

/// Facts of a thing that a note tells.
const FACTS: usize = 40;
/// Commands that a note tells.
const COMMANDS: usize = 3;
/// Why there is no way back though there are points.
const SHUT: &str = "the newest recovery points are encrypted with a key that backups fail for: \
     they can't be restored until it can be used";
/// Deeds of so many days are told.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Whether there is something here to write a note about.
pub(super) fn is_possible(model: &Model) -> bool {
    at_cursor(model).is_some()
}

/// Asks for a note: the journal is read first.
pub(super) fn ask(model: &mut Model) -> Vec<Effect> {
    model.noting = at_cursor(model);
    super::journal::refresh(model);
    Vec::new()
}

/// The journal has been read: the note that waited for it goes to the clipboard.
pub(super) fn finish(model: &mut Model) -> Vec<Effect> {
    let Some(about) = model.noting.take() else { return Vec::new() };
    let Some(note) = write(model, &about) else {
        model.say(Role::Warning, "no note: it is gone meanwhile");
        return Vec::new();
    };
    let text = for_clipboard(&note);
    let lines = text.lines().count();
    model.say(
        Role::Text,
        format!(
            "incident note copied (OSC 52), {lines} lines of Markdown; `vaultdeck note` writes it to a file"
        ),
    );
    vec![Effect::Yank(text)]
}

fn at_cursor(model: &Model) -> Option<About> {
    let content = &model.page().content;
    if model.pane() == Some(Pane::Alerts) {
        return model.estate.alerts.selected().map(|alert| About::Alert(alert.id()));
    }
    if let Content::Points(points) = content {
        let point = points.list.selected()?;
        return Some(About::Thing(
            point.subject(),
            Some(Box::new(Described::Point(Box::new(point.clone())))),
        ));
    }
    if let Content::Children(children) = content {
        let job = children.list.selected()?;
        return Some(About::Thing(job.subject(), Some(Box::new(Described::Job(Box::new(job.clone()))))));
    }
    // Where the page explains one of several, the note is about them all, as the alert's own.
    if let Content::Why(page) = content
        && let Some(alert) = why::alert(model, page)
    {
        return Some(About::Alert(alert.id()));
    }
    let subject = cursor::subject_at_cursor(model)?;
    let described = match content {
        Content::Detail(detail) => facts::described(model, detail),
        Content::Why(page) => why::described(model, page),
        _ => None,
    };
    match &subject.thing {
        Thing::Cause { id, .. } => Some(About::Alert(Id { scope: subject.scope, id: id.clone() })),
        Thing::Entry(_) | Thing::VaultPoints(_) | Thing::ResourcePoints(_) | Thing::Children { .. } => None,
        Thing::Job { .. }
        | Thing::Vault(_)
        | Thing::Point { .. }
        | Thing::Plan(_)
        | Thing::Resource(_)
        | Thing::Alarm(_) => Some(About::Thing(subject, described.map(Box::new))),
    }
}

/// The note; `None` when what it is about is gone.
pub fn write(model: &Model, about: &About) -> Option<Note> {
    match about {
        About::Alert(id) => model.estate.alerts.rows().find(id).map(|alert| of_alert(model, alert)),
        About::Thing(subject, described) => of_thing(model, subject, described.as_deref().cloned()),
    }
}

fn of_alert(model: &Model, alert: &Alert) -> Note {
    let explained = why::of_alert(model, alert);
    let count = alert.count();
    let times = if count > 1 { format!("{count} x ") } else { String::new() };
    let standing = match (&alert.acknowledged, alert.standing) {
        (Some(known), Standing::Quiet) if known.note.is_empty() => ", acknowledged".to_owned(),
        (Some(known), Standing::Quiet) => format!(", acknowledged: {}", known.note),
        (_, Standing::New) => ", new".to_owned(),
        _ => String::new(),
    };
    let mut threads = Threads::default();
    for member in &alert.members {
        threads.add(member.resource.as_ref(), &member.label, member.subject.thing.id());
    }
    let members = alert.members.iter().map(|member| (report::affected(member), member.detail.clone()));
    let mut note = Note {
        title: format!("{times}{}", alert.what),
        standing: Some(("Severity", format!("{}{standing}", alert.severity.word()))),
        span: alert.first.zip(alert.last),
        cause: explained.as_ref().and_then(why::Explained::cause),
        message: alert.said().cloned(),
        facts: alert.found().iter().map(|found| ("Found".to_owned(), found.to_string())).collect(),
        count,
        affected: members.collect(),
        steps: report::steps(explained),
        commands: alert.members.iter().take(COMMANDS).map(|member| read(model, &member.subject)).collect(),
        ..begun(model, alert.scope)
    };
    finish_with(model, alert.scope, threads, &mut note);
    note
}

fn of_thing(model: &Model, subject: &Subject, described: Option<Described>) -> Option<Note> {
    let mut page = Detail::new(subject.clone());
    page.remote.value = described;
    let described = facts::described(model, &page)?;
    page.remote.value = Some(described.clone());
    let mut threads = Threads::default();
    let (span, state, message, one) = match &described {
        Described::Job(job) => {
            threads.add(job.resource.as_ref(), job.resource_label(), &job.id);
            threads.ids.extend(job.recovery_point().map(|point| point.raw().to_owned()));
            let one = Affected {
                label: job.resource_label().to_owned(),
                thing: subject.thing.word(),
                id: job.id.clone(),
                resource: job.resource.clone(),
                at: job.last_event(),
            };
            (job.last_event(), Some(job.state.word().to_owned()), job.reason().cloned(), Some(one))
        }
        Described::Point(point) => {
            threads.add(point.resource.as_ref(), point.resource_label(), &point.arn);
            (None, Some(point.status.word().to_owned()), point.status_message.clone(), None)
        }
        Described::Alarm(alarm) => {
            threads.ids.insert(alarm.name.raw().to_owned());
            (alarm.since, Some(alarm.state.word().to_owned()), alarm.reason.clone(), None)
        }
        Described::Resource(resource) => {
            threads.add(Some(&resource.arn), resource.label(), &resource.arn);
            (None, None, None, None)
        }
        Described::Plan(plan) => {
            threads.ids.extend([&plan.id, &plan.arn].map(|id| id.raw().to_owned()));
            (None, None, None, None)
        }
        Described::Vault(vault) => {
            threads.ids.extend([&vault.name, &vault.arn].map(|id| id.raw().to_owned()));
            (None, vault.state.as_ref().map(|state| state.as_str().to_ascii_lowercase()), None, None)
        }
        Described::Entry(_) => return None,
    };
    let explained = why::of_described(model, described.clone());
    let related =
        |alert: &&Alert| alert.scope == subject.scope && concerns(model, alert, subject, &described);
    let mut alerts: Vec<&Alert> = model.estate.alerts.rows().iter().filter(related).collect();
    alerts.sort_by(|a, b| a.natural_order(b));
    let mut note = Note {
        title: facts::title(model, &page),
        standing: state.map(|state| ("State", state)),
        span: span.map(|at| (at, at)),
        cause: explained.as_ref().and_then(why::Explained::cause),
        message,
        count: usize::from(one.is_some()),
        affected: one.into_iter().map(|one| (one, String::new())).collect(),
        alerts: alerts.into_iter().map(line).collect(),
        facts: told(model, &page),
        steps: report::steps(explained),
        commands: vec![read(model, subject)],
        ..begun(model, subject.scope)
    };
    finish_with(model, subject.scope, threads, &mut note);
    Some(note)
}

fn begun(model: &Model, scope: ScopeId) -> Note {
    Note { at: model.now, place: report::place(model, scope), ..Note::default() }
}

/// What a note follows through the journal and the recovery points.
#[derive(Debug, Default)]
struct Threads {
    /// Resources (ARNs) and what they are called, each once.
    resources: Vec<(Text, String)>,
    /// Ids, names and ARNs.
    ids: BTreeSet<String>,
}

impl Threads {
    fn add(&mut self, resource: Option<&Text>, label: &str, id: &Text) {
        self.ids.insert(id.raw().to_owned());
        if let Some(resource) = resource
            && self.ids.insert(format!("resource {}", resource.raw()))
        {
            self.ids.insert(resource.raw().to_owned());
            self.resources.push((resource.clone(), label.to_owned()));
        }
    }
}

fn finish_with(model: &Model, scope: ScopeId, mut threads: Threads, note: &mut Note) {
    for (arn, label) in &threads.resources {
        let found = restorable(model, scope, arn);
        if let Restorable::Point { arn, .. } = &found {
            threads.ids.insert(arn.raw().to_owned());
        }
        note.restorable.push((label.clone(), found));
    }
    note.actions = deeds(model, scope, &threads);
}

/// What was done to any of them from this machine, the newest first.
fn deeds(model: &Model, scope: ScopeId, threads: &Threads) -> Result<Vec<Deed>, String> {
    let journal = &model.journal;
    if let Some(failure) = journal.remote.failure() {
        return Err(failure.sentence());
    }
    if journal.remote.at.is_none() {
        return Err("the journal was not read".to_owned());
    }
    let since = model.now.checked_sub(LATELY).unwrap_or(model.now);
    let concerns = |line: &&Line| {
        let Line { entry, scope: of } = line;
        let write = &entry.intent.write;
        let named = threads.ids.contains(write.target())
            || entry.job.as_ref().is_some_and(|job| threads.ids.contains(job))
            || threads.resources.iter().any(|(_, label)| *label == entry.intent.label);
        *of == Some(scope) && entry.intent.at >= since && named
    };
    let mut deeds: Vec<Deed> = journal.list.rows().iter().filter(concerns).map(deed).collect();
    deeds.sort_by_key(|deed| std::cmp::Reverse(deed.at));
    Ok(deeds)
}

fn deed(line: &Line) -> Deed {
    let entry = &line.entry;
    let actor = &entry.intent.actor;
    let who = actor.caller.clone().or_else(|| actor.profile.clone()).unwrap_or_else(|| "unknown".to_owned());
    let job = entry.job.as_ref().map(|job| format!(", job {job}")).unwrap_or_default();
    let note = entry.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
    Deed {
        at: entry.intent.at,
        who,
        what: format!("{} {}", entry.intent.write.words(), line.label()),
        result: format!("{}{job}{note}", entry.state.word()),
    }
}

/// What can be restored of a resource: by its points where they have been listed, else by the count of all points.
fn restorable(model: &Model, scope: ScopeId, resource: &Text) -> Restorable {
    let barred = model.estate.barred(scope);
    if let Some(points) = listed(model, scope, resource) {
        return of_points(&points, &barred);
    }
    if let Some(census) = model.estate.census.of(scope) {
        return of_census(census, resource, &barred);
    }
    let known = model.estate.resource(scope, resource).and_then(|known| known.last_backup);
    let backup =
        known.map(|at| format!("; AWS says that it was last backed up {} ago", time::age(at, model.now)));
    Restorable::Unknown(format!("its recovery points were not asked for{}", backup.unwrap_or_default()))
}

/// Its recovery points, where an open page has all of them.
fn listed(model: &Model, scope: ScopeId, resource: &Text) -> Option<Vec<RecoveryPoint>> {
    model.pages.iter().rev().find_map(|page| match &page.content {
        Content::Points(points) => {
            let is_it =
                points.of.scope == scope && points.of.thing == Thing::ResourcePoints(resource.clone());
            (is_it && points.remote.at.is_some()).then(|| points.list.rows().iter().cloned().collect())
        }
        Content::Why(page) => {
            let is_it = page.subject.scope == scope && why::resource(model, page).as_ref() == Some(resource);
            page.points
                .value
                .clone()
                .filter(|_| is_it && page.points.at.is_some() && !page.points.is_loading())
        }
        _ => None,
    })
}

fn of_points(points: &[RecoveryPoint], barred: &Barred) -> Restorable {
    let WayBack { newest, continuous, shut } = WayBack::among(points, barred);
    match newest {
        Some(point) => Restorable::Point {
            arn: point.arn.clone(),
            vault: point.vault.clone(),
            created: point.created,
            bytes: report::bytes(point.size),
            continuous: continuous.is_some(),
        },
        None if continuous.is_some() => Restorable::Continuous,
        None if shut.is_some() => Restorable::Nothing(SHUT.to_owned()),
        None => Restorable::Nothing(format!("none of {} recovery points is usable", points.len())),
    }
}

fn of_census(census: &Census, resource: &Text, barred: &Barred) -> Restorable {
    let unread = || {
        let vaults: Vec<&str> = census.unread.iter().map(|(vault, _)| vault.as_str()).collect();
        Restorable::Unknown(format!("not every vault could be read: {}", vaults.join(", ")))
    };
    let Some(held) = census.resources.get(resource) else {
        let none = "no recovery point of it in this account and Region".to_owned();
        return if census.is_whole() { Restorable::Nothing(none) } else { unread() };
    };
    let Held { continuous, perhaps_continuous, usable, .. } = held;
    match held.newest_but(barred, resource) {
        Some((place, sound)) => Restorable::Point {
            arn: sound.arn.clone(),
            vault: Some(place.vault.clone()),
            created: sound.created,
            bytes: report::bytes(sound.size),
            continuous: continuous + perhaps_continuous > 0,
        },
        None if continuous + perhaps_continuous > 0 => Restorable::Continuous,
        None if *usable > 0 => Restorable::Nothing(SHUT.to_owned()),
        None if !census.is_whole() => unread(),
        None => Restorable::Nothing(format!("no usable recovery point: {}", held.trouble())),
    }
}

/// Whether an alert is about a thing, or about something that belongs to it.
fn concerns(model: &Model, alert: &Alert, subject: &Subject, described: &Described) -> bool {
    let of_job =
        |member: &Member, test: &dyn Fn(&crate::domain::job::Job) -> bool| match &member.subject.thing {
            Thing::Job { id, .. } => model.estate.job(member.subject.scope, id).is_some_and(test),
            _ => false,
        };
    alert.members.iter().any(|member| {
        member.subject == *subject
            || match described {
                Described::Resource(resource) => member.resource.as_ref() == Some(&resource.arn),
                Described::Point(point) => point.resource.is_some() && member.resource == point.resource,
                Described::Plan(plan) => of_job(member, &|job| {
                    job.creator.as_ref().is_some_and(|creator| creator.plan_id.as_ref() == Some(&plan.id))
                }),
                Described::Vault(vault) => of_job(member, &|job| job.place(">") == vault.name.as_str()),
                Described::Job(_) | Described::Alarm(_) | Described::Entry(_) => false,
            }
    })
}

fn line(alert: &Alert) -> String {
    let count = if alert.count() > 1 { format!("{} x ", alert.count()) } else { String::new() };
    let known = if alert.standing == Standing::Quiet { ", acknowledged" } else { "" };
    format!("{}: {count}{}{known}", alert.severity.word(), alert.what)
}

/// The facts of its page; what the other parts of the note tell is left out.
fn told(model: &Model, page: &Detail) -> Vec<(String, String)> {
    let mut label = "";
    let look = Look { zone: &Zone::Utc, ..model.look() };
    let facts = facts::told(model, page, &look).into_iter().map(|fact| {
        if !fact.label.is_empty() {
            label = fact.label;
        }
        (label.to_owned(), fact.value)
    });
    // AWS's words have a place of their own; what leads to another list tells nothing here.
    let told = |(label, value): &(String, String)| label != "Reason" && value != "list them";
    facts.filter(told).take(FACTS).collect()
}

fn read(model: &Model, subject: &Subject) -> String {
    let scope = model.scope(subject.scope);
    let region = scope.map_or("", |scope| scope.region.as_str());
    command::describe(&subject.thing, region, scope.and_then(|scope| scope.profile.as_deref()))
}

/// What words may mean: the id of a job or alert, the ARN or name of a thing, else words of an alert; the first sort of these
/// that there is, all that it could be.
pub fn find(model: &Model, words: &str) -> Vec<(About, String)> {
    let estate = &model.estate;
    let thing = |subject: Subject, label: &str| {
        let place = report::place(model, subject.scope).words();
        let called = format!("{} {label} in {place}", subject.thing.word());
        (About::Thing(subject, None), called)
    };
    let alert = |alert: &Alert| (About::Alert(alert.id()), format!("alert \"{}\"", alert.what));
    let alerts = || estate.alerts.rows().iter();
    let lower = words.to_lowercase();
    let mut found: Vec<(About, String)> =
        alerts().filter(|one| one.id.raw() == words || one.what == words).map(alert).collect();
    found.extend(
        estate
            .jobs
            .rows()
            .iter()
            .filter(|job| job.id.raw() == words)
            .map(|job| thing(job.subject(), job.resource_label())),
    );
    if found.is_empty() {
        let is = |names: &[&str]| names.contains(&words);
        let resources = estate.resources.rows().iter().filter(|one| is(&[one.arn.raw(), one.label()]));
        found.extend(resources.map(|one| thing(one.subject(), one.label())));
        let vaults = estate.vaults.rows().iter().filter(|one| is(&[one.arn.raw(), one.name.raw()]));
        found.extend(vaults.map(|one| thing(one.subject(), one.name.as_str())));
        let plans =
            estate.plans.rows().iter().filter(|one| is(&[one.id.raw(), one.arn.raw(), one.name.raw()]));
        found.extend(plans.map(|one| thing(one.subject(), one.name.as_str())));
    }
    if found.is_empty() {
        found.extend(alerts().filter(|one| one.what.to_lowercase().contains(&lower)).map(alert));
    }
    found
}
