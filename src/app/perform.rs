//! What each action does.

use super::action::{ACTIONS, Action, Danger};
use super::available::{Availability, available};
use super::cursor::{points_subject, subject_at_cursor};
use super::dataset::Dataset;
use super::effect::Effect;
use super::facts;
use super::journal;
use super::model::{Modal, Model};
use super::open as openers;
use super::page::{self, Content, Page, Pane};
use super::palette::{Choice, Entry, Palette, Place};
use super::requests::Purpose;
use super::update::set_filter;
use super::{acknowledge, inbox, note, why};
use crate::config::style::Role;
use crate::domain::command;
use crate::domain::job::JobKind;
use crate::domain::scope::{Scope, ScopeId};
use crate::domain::subject::{Subject, Thing};
use crate::text::Text;
use crate::ui::input::Input;

/// Does an action, or says why it can't be done here.
pub(super) fn perform(model: &mut Model, action: Action) -> Vec<Effect> {
    match available(model, action) {
        Availability::Yes => {}
        Availability::Refused(why) => {
            model.say(Role::Warning, why);
            return Vec::new();
        }
        Availability::No => {
            let spec = action.spec();
            if spec.danger != Danger::None {
                model.say(Role::Dim, format!("{}: there is nothing here to do it to", spec.hint));
            }
            return Vec::new();
        }
    }
    match action {
        Action::Down => move_by(model, 1),
        Action::Up => move_by(model, -1),
        Action::PageDown => move_by(model, page_height(model)),
        Action::PageUp => move_by(model, -page_height(model)),
        Action::First => move_by(model, isize::MIN),
        Action::Last => move_by(model, isize::MAX),
        Action::NextPane => return focus_next(model, 1),
        Action::PreviousPane => return focus_next(model, Pane::OVERVIEW.len() - 1),
        Action::Alerts => return go(model, Pane::Alerts),
        Action::Jobs => return go(model, Pane::Jobs),
        Action::Vaults => return go(model, Pane::Vaults),
        Action::Plans => return go(model, Pane::Plans),
        Action::Resources => return go(model, Pane::Resources),
        Action::Zoom => zoom(model),
        Action::Filter => open_filter(model),
        Action::Kind => next_kind(model),
        Action::Sort => change_list(model, |list| list.next_sort()),
        Action::ReverseSort => change_list(model, |list| list.reverse_sort()),
        Action::Troubled => change_list(model, |list| list.set_troubled(!list.state().is_troubled_only())),
        Action::Mark => change_list(model, |list| {
            list.toggle_mark();
            list.move_by(1);
        }),
        Action::MarkAll => change_list(model, |list| list.mark_shown()),
        Action::Open => return open_at_cursor(model),
        Action::Points => return points_at_cursor(model),
        Action::Back => return back(model),
        Action::Backup => return openers::backup::at_cursor(model),
        Action::Retry if !openers::resume::entries(model).is_empty() => {
            return openers::resume::at_cursor(model);
        }
        Action::Retry => return openers::backup::again(model),
        Action::Copy => return openers::copy::at_cursor(model),
        Action::Restore => return openers::restore::at_cursor(model),
        Action::Stop => return openers::stop::at_cursor(model),
        Action::Tags => return openers::tags::open(model),
        Action::Notifications => return openers::notifications::open(model),
        Action::Keep => return openers::points::keep(model),
        Action::Delete => return openers::points::delete(model),
        Action::Disassociate => return openers::points::disassociate(model),
        Action::Why => {
            let mut effects = inbox::look(model);
            effects.extend(why::open(model));
            return effects;
        }
        Action::Acknowledge => acknowledge::open(model),
        Action::Note => return note::ask(model),
        Action::Yank => return yank(model),
        Action::YankCommand => return yank_command(model),
        Action::Refresh => return refresh(model),
        Action::Palette => model.modal = Some(Modal::Palette(palette(model))),
        Action::Help => model.modal = Some(Modal::Help(0)),
        Action::Journal => push(model, Content::Journal),
        Action::Timeline => push(model, Content::Timeline(Box::default())),
        Action::Log => push(model, Content::Log(0)),
        Action::Scopes => push(model, Content::Scopes(0)),
        Action::Metrics => push(model, Content::Metrics(0)),
        Action::Quit => return vec![Effect::Quit],
    }
    Vec::new()
}

/// Opens the page about a subject and asks for it.
pub(super) fn open(model: &mut Model, subject: Subject) -> Vec<Effect> {
    // What a page explains has a page of its own besides.
    let explains = matches!(model.page().content, Content::Why(_));
    if !explains && model.page().content.subject() == Some(&subject) {
        return Vec::new();
    }
    push(model, Content::about(subject));
    load(model)
}

/// Takes the marks away: what was marked has been acted on.
pub(super) fn clear_marks(model: &mut Model) {
    change_list(model, |list| list.clear_marks());
}

/// Asks anew for what is on the screen: something of it was changed.
pub(super) fn reload(model: &mut Model) -> Vec<Effect> {
    refresh(model)
}

fn points_at_cursor(model: &mut Model) -> Vec<Effect> {
    points_subject(model).map(|subject| open(model, subject)).unwrap_or_default()
}

fn open_at_cursor(model: &mut Model) -> Vec<Effect> {
    let target = match &model.page().content {
        Content::Detail(_) | Content::Why(_) => facts::at_cursor(model).and_then(|fact| fact.link),
        _ => subject_at_cursor(model),
    };
    let mut effects = inbox::look(model);
    effects.extend(target.map(|subject| open(model, subject)).unwrap_or_default());
    effects
}

fn push(model: &mut Model, content: Content) {
    // The same utility page twice is one page.
    if std::mem::discriminant(&model.page().content) == std::mem::discriminant(&content)
        && content.subject().is_none()
        && !matches!(content, Content::Full(_))
    {
        return;
    }
    let number = model.number();
    model.pages.push(Page { number, content });
}

/// Asks anew for the page on top when it is about a job that runs.
pub(super) fn keep_current(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    match &model.page().content {
        Content::Detail(page) if page.request.is_none() && page.due.is_some_and(|due| due <= now) => {
            load(model)
        }
        _ => Vec::new(),
    }
}

/// Asks for what the page on top shows.
fn load(model: &mut Model) -> Vec<Effect> {
    if matches!(model.page().content, Content::Why(_)) {
        return why::load(model);
    }
    let page = model.page();
    let (number, Some(subject)) = (page.number, page.content.subject().cloned()) else { return Vec::new() };
    let Some(query) = page::query(&subject) else { return Vec::new() };
    let scope = subject.scope;
    let request = model.requests.begin(scope, Purpose::Page(number));
    let mut effects = vec![Effect::Ask { request, scope, query }];
    let content = &mut model.page_mut().content;
    if let Some(slot) = content.request()
        && let Some(older) = slot.replace(request)
    {
        model.requests.end(older);
        effects.push(Effect::Forget(older));
    }
    match &mut model.page_mut().content {
        Content::Points(points) => points.remote.begin(),
        Content::Children(children) => children.remote.begin(),
        Content::Detail(detail) => detail.remote.begin(),
        _ => {}
    }
    effects
}

fn back(model: &mut Model) -> Vec<Effect> {
    let filtered = model.list().is_some_and(|list| !list.state().filter_line().is_empty());
    // A line that only tells goes with whatever else the key does.
    model.notice = None;
    if filtered {
        set_filter(model, "");
        return Vec::new();
    }
    if model.list().is_some_and(|list| list.marks().all > 0) {
        change_list(model, |list| list.clear_marks());
        return Vec::new();
    }
    // A batch stays until its last job has ended.
    let running: Vec<Option<u64>> =
        model.follows.iter().filter(|follow| !follow.has_ended()).map(|follow| follow.group).collect();
    let before = model.follows.len();
    model
        .follows
        .retain(|follow| !follow.has_ended() || follow.group.is_some() && running.contains(&follow.group));
    if model.follows.len() < before {
        return Vec::new();
    }
    if model.pages.len() > 1 {
        return leave(model, model.pages.len() - 1);
    }
    Vec::new()
}

/// Takes pages off the stack down to `kept`; what they asked for is not wanted any more.
fn leave(model: &mut Model, kept: usize) -> Vec<Effect> {
    let mut effects = Vec::new();
    for mut page in model.pages.drain(kept..) {
        if let Some(request) = page.content.request().and_then(Option::take) {
            model.requests.end(request);
            effects.push(Effect::Forget(request));
        }
    }
    effects
}

fn go(model: &mut Model, pane: Pane) -> Vec<Effect> {
    let full = matches!(model.page().content, Content::Full(_)) || pane == Pane::Resources;
    let effects = leave(model, 1);
    if pane != Pane::Resources {
        model.focus = pane;
    }
    if full {
        push(model, Content::Full(pane));
    }
    effects
}

fn zoom(model: &mut Model) {
    match model.page().content {
        Content::Overview => push(model, Content::Full(model.focus)),
        Content::Full(_) => {
            model.pages.pop();
        }
        _ => {}
    }
}

fn focus_next(model: &mut Model, by: usize) -> Vec<Effect> {
    let panes = Pane::OVERVIEW;
    let at = panes.iter().position(|pane| Some(*pane) == model.pane()).unwrap_or_default();
    go(model, panes[(at + by) % panes.len()])
}

fn move_by(model: &mut Model, by: isize) {
    let facts = facts::on_page(model).0.len();
    let log = model.log.len();
    let scopes = super::health::lines(model).len();
    let metrics = super::metrics::lines(model).len();
    if let Some(list) = model.list_mut() {
        match by {
            isize::MIN => list.first(),
            isize::MAX => list.last(),
            by => list.move_by(by),
        }
        return;
    }
    let moved = |from: usize, count: usize| from.saturating_add_signed(by).min(count.saturating_sub(1));
    match &mut model.page_mut().content {
        Content::Detail(detail) => detail.cursor = moved(detail.cursor, facts),
        Content::Why(why) => why.cursor = moved(why.cursor, facts),
        Content::Log(top) => *top = moved(*top, log),
        Content::Scopes(top) => *top = moved(*top, scopes),
        Content::Metrics(top) => *top = moved(*top, metrics),
        _ => {}
    }
}

fn page_height(model: &Model) -> isize {
    let height = model.layout().map_or(1, |layout| {
        let area =
            layout.panes.iter().find(|(pane, _)| *pane == model.focus).map_or(layout.body, |(_, area)| *area);
        super::layout::rows(area)
    });
    isize::try_from(height.max(2) - 1).unwrap_or(1)
}

fn change_list(model: &mut Model, change: impl FnOnce(&mut dyn crate::list::AnyList)) {
    if let Some(list) = model.list_mut() {
        change(list);
    }
}

fn open_filter(model: &mut Model) {
    let before = model.list().map(|list| list.state().filter_line().to_owned()).unwrap_or_default();
    // What is typed next is a word of its own.
    let line = if before.is_empty() { String::new() } else { format!("{before} ") };
    model.modal = Some(Modal::Filter { input: Input::new(line), before });
}

/// Puts the next `kind:` into the filter line, and takes it out after the last.
fn next_kind(model: &mut Model) {
    let Some(list) = model.list() else { return };
    let line = list.state().filter_line().to_owned();
    let term = |kind: JobKind| format!("kind:{}", kind.word());
    let now = JobKind::ALL.iter().position(|kind| line.split_whitespace().any(|word| word == term(*kind)));
    let rest = line.split_whitespace().filter(|word| !word.starts_with("kind:"));
    let next = JobKind::ALL.get(now.map_or(0, |now| now + 1)).map(|kind| term(*kind));
    let line: Vec<String> = next.into_iter().chain(rest.map(str::to_owned)).collect();
    set_filter(model, &line.join(" "));
}

fn yank(model: &mut Model) -> Vec<Effect> {
    let text = match &model.page().content {
        Content::Detail(_) | Content::Why(_) => {
            let fact = facts::at_cursor(model).map(|fact| fact.raw.unwrap_or(fact.value));
            fact.or_else(|| Some(model.page().content.subject()?.thing.id().raw().to_owned()))
        }
        Content::Journal => journal::at_cursor(model)
            .map(|line| line.entry.job.unwrap_or_else(|| line.entry.intent.write.target().to_owned())),
        _ => subject_at_cursor(model).map(|subject| subject.thing.id().raw().to_owned()),
    };
    yanked(model, text)
}

fn yank_command(model: &mut Model) -> Vec<Effect> {
    let written = journal::at_cursor(model).map(|line| {
        let intent = line.entry.intent;
        intent.write.command(&intent.actor.region, intent.actor.profile.as_deref())
    });
    let read = || {
        subject_at_cursor(model).map(|subject| {
            let scope = model.scope(subject.scope);
            let region = scope.map_or("", |scope| scope.region.as_str());
            command::describe(&subject.thing, region, scope.and_then(|scope| scope.profile.as_deref()))
        })
    };
    let text = written.or_else(read);
    yanked(model, text)
}

fn yanked(model: &mut Model, text: Option<String>) -> Vec<Effect> {
    let Some(text) = text else { return Vec::new() };
    model.say(Role::Text, format!("yanked {}", Text::new(&text)));
    vec![Effect::Yank(text)]
}

fn refresh(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    match &model.page().content {
        Content::Overview => {
            let all: Vec<_> = Pane::OVERVIEW.iter().flat_map(|pane| pane.datasets()).copied().collect();
            model.poll.refresh(&all, now);
        }
        Content::Full(pane) => {
            let pane = *pane;
            model.poll.refresh(pane.datasets(), now);
            if pane == Pane::Resources {
                model.estate.ask_tags_again(now);
            }
            // Counting all points takes long: only where little else is shown.
            if matches!(pane, Pane::Vaults | Pane::Resources) {
                model.poll.refresh(&[Dataset::Points], now);
            }
        }
        Content::Log(_) => {}
        Content::Journal => journal::refresh(model),
        Content::Metrics(_) => model.poll.refresh(&[Dataset::Metrics], now),
        Content::Timeline(_) => model.poll.refresh(&super::timeline::DATASETS, now),
        Content::Scopes(_) => {
            let all: Vec<_> = Dataset::all().collect();
            model.poll.refresh(&all, now);
        }
        _ => return load(model),
    }
    Vec::new()
}

/// The palette over all commands and all things that are known by name.
fn palette(model: &Model) -> Palette {
    let commands =
        ACTIONS.iter().filter(|spec| available(model, spec.action) == Availability::Yes).map(|spec| Entry {
            name: spec.name.to_owned(),
            help: spec.sentence.to_owned(),
            choice: Choice::Do(spec.action),
        });
    let several = model.scopes.len() > 1;
    let thing = |scope: ScopeId, name: &str, thing: Thing| {
        let place = model.scope(scope).map(Scope::label).filter(|_| several).unwrap_or_default();
        Entry {
            name: name.to_owned(),
            help: format!("{} {place}", thing.word()).trim_end().to_owned(),
            choice: Choice::Open(Subject::new(scope, thing)),
        }
    };
    let estate = &model.estate;
    let vaults = estate
        .vaults
        .rows()
        .iter()
        .map(|vault| (vault.scope, vault.name.as_str(), Thing::Vault(vault.name.clone())));
    let plans =
        estate.plans.rows().iter().map(|plan| (plan.scope, plan.name.as_str(), Thing::Plan(plan.id.clone())));
    let resources = estate
        .resources
        .rows()
        .iter()
        .map(|resource| (resource.scope, resource.label(), Thing::Resource(resource.arn.clone())));
    let things = vaults.chain(plans).chain(resources).map(|(scope, name, what)| thing(scope, name, what));
    let here = subject_at_cursor(model).map_or(model.home_scope(), |subject| subject.scope);
    let mut scopes: Vec<&Scope> = model.scopes.iter().collect();
    scopes.sort_by_key(|scope| scope.id != here);
    let place = |scope: &Scope| Place {
        scope: scope.id,
        region: scope.region.clone(),
        account: scope.account().unwrap_or_default().to_owned(),
    };
    Palette::new(commands.chain(things).collect(), scopes.into_iter().map(place).collect())
}
