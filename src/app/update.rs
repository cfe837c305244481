//! The only code that changes the model.

use jiff::Timestamp;

use super::action::Action;
use super::effect::Effect;
use super::model::{Modal, Model, pane_list_mut};
use super::msg::Msg;
use super::page::{Content, Pane};
use super::{announce, answer, forms, history, inbox, journal, layout, note, perform, prompt, settle};
use crate::config::style::Role;
use crate::text::time;
use crate::ui::key::Key;

/// Takes one message in; says what is to be done outside.
pub fn update(model: &mut Model, msg: Msg, now: Timestamp) -> Vec<Effect> {
    let mut effects = Vec::new();
    if now < model.now {
        // The clock was set back: what is due by the old one would not come for as long.
        model.poll.hasten(now);
    }
    let minute_passed = now < model.now || time::next_minute(model.now) <= now;
    model.now = now;
    match msg {
        Msg::Key(key) => effects.extend(key_pressed(model, key)),
        Msg::Paste(text) => prompt::paste(model, &text),
        Msg::Resize { width, height } => model.size = (width, height),
        Msg::Wake => model.wake_at = None,
        Msg::Continue => {}
        Msg::Resumed => effects.push(Effect::Redraw),
        Msg::Terminate => effects.push(Effect::Quit),
        Msg::Stop => effects.push(Effect::Suspend),
        Msg::Refused(why) => refused(model, why),
        Msg::Journal(entries) => {
            journal::read(model, entries);
            effects.extend(note::finish(model));
        }
        Msg::Claimed(claimed) => settle::claimed(model, claimed),
        Msg::Planned { form, entries } => forms::planned(model, form, entries),
        Msg::Handled(handled) => inbox::remembered(model, handled),
        Msg::Kept(outcome) => history::kept(model, outcome),
        Msg::History { page, trends } => history::read(model, page, trends),
        Msg::Answer { request, scope, part } => effects.extend(answer::take(model, request, scope, part)),
    }
    if minute_passed {
        model.estate.age(now);
        model.estate.derive(now);
    }
    if model.notice.as_ref().is_some_and(|notice| notice.until <= now) {
        model.notice = None;
    }
    inbox::refresh(model);
    super::timeline::refresh(model);
    effects.extend(announce::announce(model));
    effects.extend(history::keep(model));
    effects.extend(ask(model));
    if work(model) {
        effects.push(Effect::Continue);
    }
    effects.extend(wake(model));
    effects
}

/// The first effects: everything is due.
pub fn begin(model: &mut Model) -> Vec<Effect> {
    update(model, Msg::Wake, model.now)
}

fn key_pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.modal.is_some() {
        // Ctrl-C ends the program wherever the keys go.
        if model.keymap.action(key) == Some(Action::Quit) && key.ctrl {
            return vec![Effect::Quit];
        }
        return prompt::key(model, key);
    }
    match model.keymap.action(key) {
        Some(action) => perform::perform(model, action),
        None => Vec::new(),
    }
}

/// The terminal or a command could not do what was asked of it. A new alert that is being told stays.
fn refused(model: &mut Model, why: String) {
    match model.notice.take().filter(|notice| notice.role == Role::Critical) {
        Some(told) => model.say(Role::Critical, format!("{}; {why}", told.text)),
        None => model.say(Role::Warning, why),
    }
}

/// Asks for what is due: datasets, and followed jobs.
fn ask(model: &mut Model) -> Vec<Effect> {
    let on_screen: Vec<_> = match model.page().content {
        Content::Overview => Pane::OVERVIEW.iter().flat_map(|pane| pane.datasets()).copied().collect(),
        Content::Full(pane) => pane.datasets().to_vec(),
        Content::Timeline(_) => super::timeline::DATASETS.to_vec(),
        _ => Vec::new(),
    };
    let mut effects = model.poll.ask_due(model.now, &model.estate, &mut model.requests, &on_screen);
    effects.extend(perform::keep_current(model));
    effects.extend(forms::go_on(model));
    effects.extend(settle::settle(model));
    effects.extend(journal::ask(model));
    effects.extend(history::ask(model));
    effects.extend(super::follow::ask_due(model));
    effects
}

/// Fits the visible lists to the screen and does a slice of what their new orders need; true while there is more.
fn work(model: &mut Model) -> bool {
    let Some(layout) = model.layout() else { return false };
    let body = layout.body;
    let mut more = false;
    for (pane, area) in &layout.panes {
        let list = pane_list_mut(&mut model.estate, *pane);
        list.fit(layout::rows(*area));
        more |= list.work();
    }
    if layout.panes.is_empty()
        && let Some(list) = model.list_mut()
    {
        list.fit(layout::rows(body));
        more |= list.work();
    }
    // A list filtered before its pane went out of sight is finished all the same.
    for pane in Pane::OVERVIEW {
        more |= pane_list_mut(&mut model.estate, pane).work();
    }
    more
}

/// Wishes to be woken when something is due or a text on the screen will read otherwise.
fn wake(model: &mut Model) -> Option<Effect> {
    let minute = Some(time::next_minute(model.now));
    let notice = model.notice.as_ref().map(|notice| notice.until);
    let follows =
        model.follows.iter().filter(|follow| follow.request.is_none()).filter_map(|follow| follow.due).min();
    let page = match &model.page().content {
        Content::Detail(page) if page.request.is_none() => page.due,
        _ => None,
    };
    let unsettled = settle::next_due(model).into_iter().chain(forms::next_due(model)).min();
    let journal = journal::next_due(model).into_iter().chain(history::next_due(model)).min();
    let overdue = model.poll.next_overdue(model.now);
    let wish = [overdue, minute, notice, follows, page, unsettled, journal, model.poll.next_due()]
        .into_iter()
        .flatten()
        .min()?;
    (model.wake_at != Some(wish)).then(|| {
        model.wake_at = Some(wish);
        Effect::WakeAt(wish)
    })
}

/// Puts the filter line of the list that has the keys.
pub(super) fn set_filter(model: &mut Model, line: &str) {
    if let Some(list) = model.list_mut() {
        list.set_filter(line);
    }
}

/// Whether a modal takes the keys as text.
pub fn is_typing(model: &Model) -> bool {
    matches!(
        model.modal,
        Some(Modal::Filter { .. } | Modal::Palette(_) | Modal::Form(_) | Modal::Acknowledge(_))
    )
}
