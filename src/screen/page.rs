//! Pages of facts: a thing's details, the calls to AWS, the scopes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget as _};

use super::line;
use crate::app::layout::inner;
use crate::app::model::Model;
use crate::app::page::Detail;
use crate::app::remote::Phase;
use crate::app::{facts, health};
use crate::config::style::Role;
use crate::domain::scope::Scope;
use crate::text::{Cut, fit, time};
use crate::ui::{Cx, facts as view};

/// Everything about one thing.
pub(super) fn detail(model: &Model, cx: Cx<'_>, detail: &Detail, area: Rect, buffer: &mut Buffer) {
    let facts = facts::of(model, detail);
    let foot = match &detail.remote.phase {
        Phase::Failed(failure) => Some((Role::Critical, failure.sentence())),
        Phase::Loading { .. } if detail.remote.at.is_none() => Some((Role::Running, "loading".to_owned())),
        _ => None,
    };
    frame(&facts::title(model, detail), foot, cx, area, buffer);
    view::draw(&facts, detail.cursor, cx, inner(area), buffer);
}

/// Finished calls, newest first.
pub(super) fn log(model: &Model, cx: Cx<'_>, top: usize, area: Rect, buffer: &mut Buffer) {
    let out = model.requests.len();
    frame(&format!("Calls to AWS: {} ended, {out} out", model.log.len()), None, cx, area, buffer);
    let inside = inner(area);
    for (y, call) in (inside.y..inside.bottom()).zip(model.log.iter().skip(top)) {
        let scope = model.scope(call.scope).map(Scope::label).unwrap_or_default();
        let at = time::stamp(call.at, &model.options.zone);
        let calls = if call.calls == 1 { "1 call".to_owned() } else { format!("{} calls", call.calls) };
        let head = format!(" {at}  {scope:<24} {:<26}{calls:>9} {:>7} ms  ", call.what, call.millis);
        let (role, end) = match &call.failure {
            None => (Role::Ok, "fine".to_owned()),
            Some(failure) => (Role::Critical, format!("{}: {}", failure.sentence(), failure.message)),
        };
        line(Rect { y, height: 1, ..inside }, &[(Role::Text, &head), (role, &end)], cx, buffer);
    }
}

/// Scopes and their health.
pub(super) fn scopes(model: &Model, cx: Cx<'_>, top: usize, area: Rect, buffer: &mut Buffer) {
    frame(&format!("Scopes: {}", model.scopes.len()), None, cx, area, buffer);
    let inside = inner(area);
    for (y, (role, text)) in (inside.y..inside.bottom()).zip(health::lines(model).iter().skip(top)) {
        let text = fit(text, usize::from(inside.width), Cut::End, cx.glyphs.ellipsis);
        line(Rect { y, height: 1, ..inside }, &[(*role, &text)], cx, buffer);
    }
}

/// A bordered page with a title, and what must be said in its lower border.
fn frame(title: &str, foot: Option<(Role, String)>, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let border = cx.theme.style(Role::BorderFocus);
    Block::bordered().border_set(cx.glyphs.border_focus).border_style(border).render(area, buffer);
    let columns = usize::from(area.width.saturating_sub(4));
    let top = Rect { x: area.x + 2, width: area.width.saturating_sub(4), height: 1, ..area };
    let title = format!(" {title} ");
    line(top, &[(Role::Title, &fit(&title, columns, Cut::End, cx.glyphs.ellipsis))], cx, buffer);
    if let Some((role, words)) = foot {
        let words = format!(" {words} ");
        let y = area.bottom().saturating_sub(1);
        line(Rect { y, ..top }, &[(role, &fit(&words, columns, Cut::End, cx.glyphs.ellipsis))], cx, buffer);
    }
}
