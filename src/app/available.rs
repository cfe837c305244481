//! Where each action can be used. Footer hints and help show what is available here; keys that are not do nothing.

use super::action::{ACTIONS, Action, Danger, Spec};
use super::model::Model;
use super::page::{Content, Pane};
use super::{acknowledge, cursor, facts, note, why};

/// Whether an action can be used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Availability {
    /// It can.
    Yes,
    /// It has no meaning here.
    No,
    /// It would have a meaning, but is refused, and the operator should hear why.
    Refused(String),
}

/// Whether an action can be used here.
pub fn available(model: &Model, action: Action) -> Availability {
    if action.spec().danger != Danger::None && model.options.read_only {
        return Availability::Refused(format!("read-only: \"{}\" is switched off", action.spec().hint));
    }
    if action == Action::Stop
        && let Some(why) = super::open::stop::refused(model)
    {
        return Availability::Refused(format!("can't be stopped: {why}"));
    }
    if action == Action::Disassociate
        && let Some(why) = super::open::points::not_continuous(model)
    {
        return Availability::Refused(why);
    }
    if action == Action::Tags
        && let Some(why) = super::open::tags::refused(model)
    {
        return Availability::Refused(why);
    }
    let content = &model.page().content;
    let overview = matches!(content, Content::Overview);
    let filled = model.list().is_some_and(|list| !list.state().is_empty());
    let list = model.list().is_some();
    let yes = match action {
        Action::Open => match content {
            Content::Detail(_) | Content::Why(_) => {
                facts::at_cursor(model).is_some_and(|fact| fact.link.is_some())
            }
            _ => filled,
        },
        Action::Back => {
            model.pages.len() > 1
                || model.notice.is_some()
                || model
                    .list()
                    .is_some_and(|list| !list.state().filter_line().is_empty() || list.marks().all > 0)
                || model.follows.iter().any(super::follow::Follow::has_ended)
        }
        Action::Zoom => overview || matches!(content, Content::Full(pane) if *pane != Pane::Resources),
        Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::First | Action::Last => {
            match content {
                Content::Detail(_) | Content::Why(_) => !facts::on_page(model).0.is_empty(),
                Content::Log(_) | Content::Scopes(_) | Content::Metrics(_) => true,
                _ => filled,
            }
        }
        Action::NextPane | Action::PreviousPane => overview || matches!(content, Content::Full(_)),
        Action::Filter | Action::Troubled => list,
        Action::Sort | Action::Mark | Action::MarkAll => filled,
        Action::ReverseSort => filled && model.list().is_some_and(|list| list.sorted_by().is_some()),
        Action::Kind => model.pane() == Some(Pane::Jobs),
        Action::Points => cursor::points_subject(model).is_some(),
        Action::Acknowledge => acknowledge::is_possible(model),
        Action::Why => why::is_possible(model),
        Action::Note => note::is_possible(model),
        Action::Backup => cursor::resource_at_cursor(model).is_some(),
        Action::Copy => super::open::sources::any(model),
        Action::Restore => super::open::restore::is_possible(model),
        Action::Stop => !cursor::jobs_at_cursor(model).is_empty(),
        Action::Retry if !super::open::resume::entries(model).is_empty() => true,
        Action::Tags => super::open::tags::at_cursor(model).is_some(),
        Action::Notifications => !super::open::notifications::at_cursor(model).is_empty(),
        Action::Keep | Action::Delete | Action::Disassociate => {
            !super::open::points::at_cursor(model).is_empty()
        }
        Action::Retry => cursor::jobs_at_cursor(model).iter().any(|job| super::open::backup::may_retry(job)),
        Action::Yank | Action::YankCommand => cursor::subject_at_cursor(model).is_some(),
        Action::Refresh => match content {
            Content::Log(_) => false,
            Content::Journal => !model.journal.is_reading(),
            _ => true,
        },
        Action::Alerts
        | Action::Jobs
        | Action::Vaults
        | Action::Plans
        | Action::Resources
        | Action::Timeline
        | Action::Palette
        | Action::Help
        | Action::Journal
        | Action::Log
        | Action::Scopes
        | Action::Metrics
        | Action::Quit => true,
    };
    if yes { Availability::Yes } else { Availability::No }
}

/// The footer's hints for here: key and words, the most important first.
pub fn hints(model: &Model) -> Vec<(String, &'static str)> {
    let mut shown: Vec<&Spec> = ACTIONS
        .iter()
        .filter(|spec| spec.rank > 0 && available(model, spec.action) == Availability::Yes)
        .collect();
    // Where something is wrong, what explains it stands before what costs money.
    let triage = model.pane() == Some(Pane::Alerts) || matches!(model.page().content, Content::Why(_));
    shown.sort_by_key(|spec| match spec.action {
        Action::Why | Action::Acknowledge if triage => 3,
        Action::Help if triage => 5,
        _ => u16::from(spec.rank) * 2,
    });
    let mut hints: Vec<(String, &'static str)> =
        shown.iter().filter_map(|spec| Some((model.key_hint(spec.action)?, spec.hint))).collect();
    if let Some(key) = model.key_hint(Action::Scopes).filter(|_| lacks_something(model)) {
        hints.insert(hints.len().min(BEFORE), (key, "what AWS refused"));
    }
    hints
}

/// So many hints stand before the one that leads to what could not be read.
const BEFORE: usize = 2;

/// Whether a list says that something could not be read, and another page says what.
fn lacks_something(model: &Model) -> bool {
    let Some(pane) = model.pane() else { return false };
    let lists = if matches!(model.page().content, Content::Overview) { Pane::Alerts } else { pane };
    let health = model.poll.health(&lists.stands_on(), model.now, &model.options.polling);
    health.failures.iter().any(|(.., failure)| !failure.may_pass())
}
