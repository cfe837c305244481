//! The page that says why something went wrong: what it asks AWS for, and what it counts.

use std::collections::BTreeSet;

use super::effect::{Effect, Query, RequestId};
use super::model::Model;
use super::page::{Content, Described, Page, Pane};
use super::remote::{Phase, Remote};
use super::requests::Purpose;
use super::{cursor, facts, inbox};
use crate::domain::alarm::Alarm;
use crate::domain::alert::{Alert, Member};
use crate::domain::cause::{self, Around, Denial, Diagnosis};
use crate::domain::failure::Failure;
use crate::domain::handled::{Acknowledged, Standing};
use crate::domain::job::Job;
use crate::domain::recovery_point::RecoveryPoint;
use crate::domain::subject::{Subject, Thing};
use crate::domain::vault::Vault;
use crate::domain::way_back::Barred;
use crate::text::Text;
use crate::ui::facts::Fact;
use crate::views::detail::why::{self as view, About, Elsewhere};

/// The page.
#[derive(Debug)]
pub struct Why {
    /// What went wrong.
    pub subject: Subject,
    /// It, as it was when the page opened; a job's newer state is looked up.
    about: Trouble,
    /// The resource's recovery points.
    pub points: Remote<Vec<RecoveryPoint>>,
    /// The request that reads them.
    pub request: Option<RequestId>,
    /// What an encoded message holds.
    pub denial: Remote<Denial>,
    /// Jobs of the same resource, looked through when the page opened and when it was read again.
    around: Around,
    /// Others of the same cause.
    elsewhere: Elsewhere,
    /// What may be behind an alarm: the alerts about the jobs that it counts, the worst first.
    behind: Vec<Alert>,
    /// The fact under the cursor.
    pub cursor: usize,
}

/// Something that went wrong.
#[derive(Debug, Clone)]
enum Trouble {
    Job(Box<Job>),
    Point(Box<RecoveryPoint>),
    Alarm(Box<Alarm>),
    Vault(Box<Vault>),
    /// What the console found by watching.
    Signal(Box<Alert>),
}

impl Trouble {
    fn of(described: Described) -> Option<Self> {
        Some(match described {
            Described::Job(job) => Self::Job(job),
            Described::Point(point) => Self::Point(point),
            Described::Alarm(alarm) => Self::Alarm(alarm),
            Described::Vault(vault) => Self::Vault(vault),
            _ => return None,
        })
    }

    /// Why; `None` when nothing is wrong.
    fn diagnose(&self) -> Option<Diagnosis> {
        match self {
            Self::Job(job) => cause::of_job(job),
            Self::Point(point) => cause::of_point(point),
            Self::Alarm(alarm) => cause::of_alarm(alarm),
            Self::Vault(vault) => cause::of_vault(vault),
            Self::Signal(alert) => cause::named(alert.signal?),
        }
    }

    fn borrowed(&self) -> About<'_> {
        match self {
            Self::Job(job) => About::Job(job),
            Self::Point(point) => About::Point(point),
            Self::Alarm(alarm) => About::Alarm(alarm),
            Self::Vault(vault) => About::Vault(vault),
            Self::Signal(alert) => About::Signal(alert),
        }
    }
}

/// Whether there is something to explain under the cursor.
pub(super) fn is_possible(model: &Model) -> bool {
    !matches!(model.page().content, Content::Why(_)) && at_cursor(model).is_some()
}

/// Opens the page about what is under the cursor.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some((subject, about)) = at_cursor(model) else { return Vec::new() };
    let why = Why {
        subject,
        about,
        points: Remote::default(),
        request: None,
        denial: Remote::default(),
        around: Around::default(),
        elsewhere: Elsewhere::default(),
        behind: Vec::new(),
        cursor: 0,
    };
    let number = model.number();
    model.pages.push(Page { number, content: Content::Why(Box::new(why)) });
    load(model)
}

/// Asks for what the page on top needs, and looks around anew.
pub(super) fn load(model: &mut Model) -> Vec<Effect> {
    look_around(model);
    let page = model.page();
    let number = page.number;
    let Content::Why(why) = &page.content else { return Vec::new() };
    let scope = why.subject.scope;
    let (resource, encoded) = match current(model, why) {
        Trouble::Job(job) => {
            let encoded = job.reason().and_then(|said| cause::encoded(said.raw())).map(Text::new);
            (job.resource, encoded)
        }
        Trouble::Point(point) => (point.resource, None),
        Trouble::Signal(alert) => (alert.newest().and_then(|newest| newest.resource.clone()), None),
        _ => (None, None),
    };
    // A denial that is decoded stays decoded.
    let encoded = encoded.filter(|_| why.denial.value.is_none() && !why.denial.is_loading());
    let mut effects = Vec::new();
    if let Some(resource) = resource {
        let request = model.requests.begin(scope, Purpose::Page(number));
        effects.push(Effect::Ask { request, scope, query: Query::ResourcePoints(resource) });
        if let Content::Why(why) = &mut model.page_mut().content {
            why.points.begin();
            if let Some(older) = why.request.replace(request) {
                model.requests.end(older);
                effects.push(Effect::Forget(older));
            }
        }
    }
    if let Some(encoded) = encoded {
        let request = model.requests.begin(scope, Purpose::Decode(number));
        effects.push(Effect::Ask { request, scope, query: Query::Denial(encoded) });
        if let Content::Why(why) = &mut model.page_mut().content {
            why.denial.begin();
        }
    }
    effects
}

/// A page of the resource's recovery points.
pub(super) fn points(why: &mut Why, page: Vec<RecoveryPoint>) {
    let first = matches!(why.points.phase, Phase::Loading { rows: 0 });
    why.points.page(page.len());
    let known = why.points.value.get_or_insert_default();
    if first {
        known.clear();
    }
    known.extend(page);
}

/// All points have come: none at all is an answer too.
pub(super) fn points_ready(why: &mut Why, now: jiff::Timestamp) {
    if matches!(why.points.phase, Phase::Loading { rows: 0 }) {
        why.points.value = Some(Vec::new());
    }
    why.points.ready(now);
}

/// The page of this number, while it is open.
pub(super) fn page(model: &mut Model, number: u64) -> Option<&mut Why> {
    let page = model.pages.iter_mut().find(|page| page.number == number)?;
    match &mut page.content {
        Content::Why(why) => Some(why),
        _ => None,
    }
}

/// All facts of the page.
pub fn facts(model: &Model, why: &Why) -> Vec<Fact> {
    let about = current(model, why);
    let Some(diagnosis) = about.diagnose() else { return Vec::new() };
    let refusals = [why.points.failure(), why.denial.failure()].map(|failure| failure.map(Failure::sentence));
    let under_way = matches!(why.points.phase, Phase::Loading { rows } if rows > 0);
    let points = match (&why.points.value, &refusals[0]) {
        // Points that are still coming are not all: the last good one may be among the rest.
        (_, Some(refused)) => Some(Err(refused.as_str())),
        (Some(points), None) if why.points.at.is_some() && !under_way => Some(Ok(points.as_slice())),
        _ if why.points.is_loading() => None,
        _ if matches!(about, Trouble::Alarm(_) | Trouble::Vault(_)) => None,
        _ if matches!(&about, Trouble::Signal(alert) if alert.resources().is_empty()) => None,
        _ => Some(Err("it is not told which resource it is of")),
    };
    let denial = match (&why.denial.value, &refusals[1]) {
        (Some(denial), _) => Some(Ok(denial)),
        (None, refused) => refused.as_deref().map(Err),
    };
    let shown = view::Why {
        about: about.borrowed(),
        diagnosis: &diagnosis,
        denial,
        points,
        barred: &model.estate.barred(why.subject.scope),
        around: &why.around,
        elsewhere: &why.elsewhere,
        behind: &why.behind,
        known: known(model, &why.subject),
    };
    view::facts(&shown, &model.look())
}

/// The acknowledgement that keeps quiet what the page is about.
fn known<'a>(model: &'a Model, subject: &Subject) -> Option<&'a Acknowledged> {
    about(model, subject).find(|alert| alert.standing == Standing::Quiet)?.acknowledged.as_ref()
}

/// The alert that the page is about, alone or with others.
pub(super) fn alert<'a>(model: &'a Model, why: &Why) -> Option<&'a Alert> {
    about(model, &why.subject).next()
}

fn about<'a>(model: &'a Model, subject: &Subject) -> impl Iterator<Item = &'a Alert> {
    let subject = subject.clone();
    model.estate.alerts.rows().iter().filter(move |alert| {
        alert.scope == subject.scope
            && (subject.thing.id() == &alert.id
                || alert.members.iter().any(|member| member.subject == subject))
    })
}

/// The page's title.
pub fn title(model: &Model, why: &Why) -> String {
    view::title(current(model, why).borrowed(), &model.look())
}

/// The resource that it is about, for `b` and `p`.
pub(super) fn resource(model: &Model, why: &Why) -> Option<Text> {
    match current(model, why) {
        Trouble::Job(job) => job.resource,
        Trouble::Point(point) => point.resource,
        Trouble::Signal(alert) => alert.newest()?.resource.clone(),
        _ => None,
    }
}

/// What the catalogue has to say of something, for a report.
#[derive(Debug)]
pub(super) struct Explained {
    /// Why.
    pub(super) diagnosis: Diagnosis,
    /// What to do: words, and the command.
    pub(super) steps: Vec<(String, Option<String>)>,
}

/// Why an alert is there, as its page says.
pub(super) fn of_alert(model: &Model, alert: &Alert) -> Option<Explained> {
    let trouble = match signal(alert) {
        Some((_, trouble)) => trouble,
        None => of_list(model, &alert.newest()?.subject)?,
    };
    explain(model, &trouble)
}

/// Why a thing is as it is; `None` when nothing is wrong with it.
pub(super) fn of_described(model: &Model, described: Described) -> Option<Explained> {
    explain(model, &Trouble::of(described)?)
}

/// What the page explains, as it is now; `None` where it is an alert.
pub(super) fn described(model: &Model, why: &Why) -> Option<Described> {
    Some(match current(model, why) {
        Trouble::Job(job) => Described::Job(job),
        Trouble::Point(point) => Described::Point(point),
        Trouble::Alarm(alarm) => Described::Alarm(alarm),
        Trouble::Vault(vault) => Described::Vault(vault),
        Trouble::Signal(_) => return None,
    })
}

impl Explained {
    /// The cause's title and sentences, where the catalogue knows it.
    pub(super) fn cause(&self) -> Option<(String, String)> {
        let entry = self.diagnosis.known.entry()?;
        Some((entry.title.clone(), entry.cause.clone()))
    }
}

fn explain(model: &Model, trouble: &Trouble) -> Option<Explained> {
    let diagnosis = trouble.diagnose()?;
    let about = trouble.borrowed();
    let (around, elsewhere, barred) = (Around::default(), Elsewhere::default(), Barred::default());
    let why = view::Why {
        about,
        diagnosis: &diagnosis,
        denial: None,
        points: None,
        barred: &barred,
        around: &around,
        elsewhere: &elsewhere,
        behind: &[],
        known: None,
    };
    let steps = view::remedy(&why, model.scope(why.scope()));
    Some(Explained { diagnosis, steps })
}

fn at_cursor(model: &Model) -> Option<(Subject, Trouble)> {
    // Of several of one cause the newest is explained: the others have the same.
    let subject = match model.pane() {
        Some(Pane::Alerts) => {
            let alert = model.estate.alerts.selected()?;
            if alert.signal.is_some() {
                return signal(alert);
            }
            alert.newest()?.subject.clone()
        }
        _ => cursor::subject_at_cursor(model)?,
    };
    if let Some((subject, about)) = of_itself(model, &subject) {
        return Some((subject, about));
    }
    // What runs, or tells nothing itself, may be what a signal is about.
    let rows = model.estate.alerts.rows().iter();
    let mut signals = rows.filter(|alert| alert.signal.is_some() && alert.scope == subject.scope);
    signals.find(|alert| alert.members.iter().any(|member| member.subject == subject)).and_then(signal)
}

/// The page about an alert that the console found by watching; its subject is the whole of it, not one member.
fn signal(alert: &Alert) -> Option<(Subject, Trouble)> {
    cause::named(alert.signal?)?;
    let thing = Thing::Cause { kind: alert.kind, id: alert.id.clone() };
    Some((Subject::new(alert.scope, thing), Trouble::Signal(Box::new(alert.clone()))))
}

/// What tells itself that something is wrong with it.
fn of_itself(model: &Model, subject: &Subject) -> Option<(Subject, Trouble)> {
    let about = match &model.page().content {
        Content::Points(points) => Trouble::Point(Box::new(points.list.selected()?.clone())),
        Content::Children(children) => Trouble::Job(Box::new(children.list.selected()?.clone())),
        Content::Detail(detail) => Trouble::of(facts::described(model, detail)?)?,
        Content::Overview | Content::Full(_) | Content::Members(_) => of_list(model, subject)?,
        _ => return None,
    };
    about.diagnose()?;
    Some((subject.clone(), about))
}

fn of_list(model: &Model, subject: &Subject) -> Option<Trouble> {
    let (scope, estate) = (subject.scope, &model.estate);
    Some(match &subject.thing {
        Thing::Job { id, .. } => Trouble::Job(Box::new(estate.job(scope, id)?.clone())),
        Thing::Alarm(name) => Trouble::Alarm(Box::new(estate.alarm(scope, name)?.clone())),
        Thing::Vault(name) => Trouble::Vault(Box::new(estate.vault(scope, name)?.clone())),
        Thing::Cause { .. } => Trouble::Signal(Box::new(inbox::of(model, subject)?.clone())),
        _ => return None,
    })
}

/// What the page is about, as it is now.
fn current(model: &Model, why: &Why) -> Trouble {
    let newer = match why.about {
        // Its list tells less of a point than the page that it was opened from.
        Trouble::Point(_) => None,
        _ => of_list(model, &why.subject),
    };
    // An alarm that has gone quiet meanwhile has no cause any more: the page goes on telling what it was opened for.
    newer.filter(|newer| newer.diagnose().is_some()).unwrap_or_else(|| why.about.clone())
}

/// Looks through the jobs once, for the list may be long and this stands between a key and its frame.
fn look_around(model: &mut Model) {
    let Content::Why(why) = &model.page().content else { return };
    let (mut around, mut elsewhere, mut behind) = (Around::default(), Elsewhere::default(), Vec::new());
    match current(model, why) {
        Trouble::Job(job) => {
            if let Some(resource) = &job.resource {
                around = cause::around(&job, &model.estate.jobs_of(job.scope, resource));
            }
            elsewhere = same_cause(model, &job);
        }
        Trouble::Alarm(alarm) => behind = counted(model, &alarm),
        _ => {}
    }
    if let Content::Why(why) = &mut model.page_mut().content {
        (why.around, why.elsewhere, why.behind) = (around, elsewhere, behind);
    }
}

/// The alerts about the jobs that an alarm counts, the worst first, then those that have befallen most.
fn counted(model: &Model, alarm: &Alarm) -> Vec<Alert> {
    let rows = model.estate.alerts.rows().iter();
    let counts = |alert: &&Alert| {
        alert.scope == alarm.scope
            && alert.signal.is_none()
            && inbox::jobs(model, alert).any(|job| alarm.counts(job))
    };
    let mut behind: Vec<Alert> = rows.filter(counts).cloned().collect();
    behind.sort_by_key(|alert| (alert.severity, std::cmp::Reverse(alert.count())));
    behind
}

fn same_cause(model: &Model, job: &Job) -> Elsewhere {
    let Some(Diagnosis { key, .. }) = cause::of_job(job) else { return Elsewhere::default() };
    let id = Alert::id_of(job.kind, &key);
    // Of all scopes: a key that many accounts use fails in all of them.
    let same = model.estate.alerts.rows().iter().filter(|alert| alert.id == id);
    let same: Vec<_> = same.flat_map(|alert| &alert.members).collect();
    let is_itself = |one: &Member| one.subject.scope == job.scope && *one.subject.thing.id() == job.id;
    let mut told = BTreeSet::from([job.resource_label()]);
    let here = same.iter().filter(|other| other.subject.scope == job.scope);
    let names =
        here.map(|other| other.label.as_str()).filter(|name| told.insert(name)).map(str::to_owned).collect();
    Elsewhere {
        count: same.iter().filter(|one| !is_itself(one)).count(),
        since: same.iter().filter_map(|other| other.at).chain(job.last_event()).min(),
        names,
    }
}
