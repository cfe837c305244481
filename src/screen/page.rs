//! Pages of facts: a thing's details, the calls to AWS, the scopes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget as _};

use super::line;
use crate::app::layout::inner;
use crate::app::model::Model;
use crate::app::page::Detail;
use crate::app::remote::Phase;
use crate::app::why::{self, Why};
use crate::app::{facts, health, metrics};
use crate::config::style::Role;
use crate::domain::scope::Scope;
use crate::text::{Cut, fit, time, wrap};
use crate::ui::facts::Fact;
use crate::ui::{Cx, facts as view};

/// Everything about one thing.
pub(super) fn detail(model: &Model, cx: Cx<'_>, detail: &Detail, area: Rect, buffer: &mut Buffer) {
    let facts = facts::of(model, detail);
    let foot = match &detail.remote.phase {
        Phase::Failed(failure) if failure.may_pass() => {
            Some((Role::Critical, format!("{}; R tries again", failure.sentence())))
        }
        Phase::Failed(failure) => Some((Role::Critical, failure.sentence())),
        Phase::Loading { .. } if detail.remote.at.is_none() => Some((Role::Running, "loading".to_owned())),
        _ => None,
    };
    frame(&facts::title(model, detail), foot, cx, area, buffer);
    body(&facts, detail.cursor, cx, area, buffer);
}

/// Why something went wrong.
pub(super) fn why(model: &Model, cx: Cx<'_>, page: &Why, area: Rect, buffer: &mut Buffer) {
    frame(&why::title(model, page), None, cx, area, buffer);
    body(&why::facts(model, page), page.cursor, cx, area, buffer);
}

/// Facts inside of a page's border, which tells how many lines are out of sight.
fn body(facts: &[Fact], cursor: usize, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let below = view::draw(facts, cursor, cx, inner(area), buffer);
    if below > 0 {
        let words = if below == 1 { " 1 line below ".to_owned() } else { format!(" {below} lines below ") };
        let columns = u16::try_from(words.len()).unwrap_or(u16::MAX);
        let x = area.right().saturating_sub(columns.saturating_add(2)).max(area.x);
        let place = Rect { x, y: area.bottom().saturating_sub(1), width: area.right() - x, height: 1 };
        line(place, &[(Role::Key, &words)], cx, buffer);
    }
}

/// Finished calls, newest first. How they ended stands at the left: 80 columns have room for little else.
pub(super) fn log(model: &Model, cx: Cx<'_>, top: usize, area: Rect, buffer: &mut Buffer) {
    let title = format!("Calls to AWS: {} ended, {} under way", model.log.len(), model.requests.len());
    frame(&title, None, cx, area, buffer);
    let inside = inset(area);
    let several = model.scopes.len() > 1;
    for (y, call) in (inside.y..inside.bottom()).zip(model.log.iter().skip(top)) {
        let at = time::clock_with_seconds(call.at, &model.options.zone);
        let (role, end, why) = match &call.failure {
            None => (Role::Ok, format!("{} fine  ", cx.glyphs.ok), String::new()),
            Some(failure) => {
                let why = format!("{}: {}", failure.sentence(), failure.message);
                (Role::Critical, format!("{} failed", cx.glyphs.critical), why)
            }
        };
        let calls = if call.calls == 1 { "1 call".to_owned() } else { format!("{} calls", call.calls) };
        let what = format!("  {:<26}{calls:>9} {:>7} ms  ", call.what, call.millis);
        let scope = model.scope(call.scope).map(Scope::label).unwrap_or_default();
        let rest = if why.is_empty() { scope } else { format!("{scope}  {why}") };
        let rest = if several { rest } else { why };
        let at = format!("{at}  ");
        let parts = [(Role::Dim, at.as_str()), (role, &end), (Role::Text, &what), (role, &rest)];
        line(Rect { y, height: 1, ..inside }, &parts, cx, buffer);
    }
}

/// Scopes and their health.
pub(super) fn scopes(model: &Model, cx: Cx<'_>, top: usize, area: Rect, buffer: &mut Buffer) {
    frame(&format!("Scopes: {}", model.scopes.len()), None, cx, area, buffer);
    lines(&health::lines(model), top, cx, area, buffer);
}

/// What CloudWatch counted.
pub(super) fn metrics(model: &Model, cx: Cx<'_>, top: usize, area: Rect, buffer: &mut Buffer) {
    frame("Jobs as CloudWatch counts them", None, cx, area, buffer);
    lines(&metrics::lines(model), top, cx, area, buffer);
}

/// How far the second line and those after it stand from the left.
const INDENT: &str = "      ";

/// A line broken into as many as it takes: what is denied is told whole, for the permission stands at its end.
fn indented(text: &str, columns: usize) -> Vec<String> {
    let first = wrap(text, columns).first().cloned().unwrap_or(0..text.len());
    let rest = text[first.end..].trim_start();
    let pieces = if rest.is_empty() { Vec::new() } else { wrap(rest, columns.saturating_sub(INDENT.len())) };
    let rest = pieces.into_iter().map(|piece| format!("{INDENT}{}", &rest[piece]));
    [text[first].to_owned()].into_iter().chain(rest).collect()
}

/// Lines inside of a page's border.
fn lines(lines: &[(Role, String)], top: usize, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let inside = inset(area);
    let mut y = inside.y;
    for (role, text) in lines.iter().skip(top) {
        for shown in indented(text, usize::from(inside.width)) {
            if y >= inside.bottom() {
                return;
            }
            let shown = fit(&shown, usize::from(inside.width), Cut::End, cx.glyphs.ellipsis);
            line(Rect { y, height: 1, ..inside }, &[(*role, &shown)], cx, buffer);
            y += 1;
        }
    }
}

/// The inside of a page's border, with a blank at both edges as lists have it.
fn inset(area: Rect) -> Rect {
    let inside = inner(area);
    Rect { x: inside.x.saturating_add(1), width: inside.width.saturating_sub(2), ..inside }
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

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn what_is_too_long_goes_on_below_and_nothing_of_it_is_cut() {
        let text = "  plans   never answered   not allowed: the caller lacks backup:ListBackupPlans";
        let lines = indented(text, 40);
        assert_eq!(
            lines,
            [
                "  plans   never answered   not allowed:",
                "      the caller lacks",
                "      backup:ListBackupPlans",
            ]
        );
        assert!(lines.iter().all(|line| line.len() <= 40));
        assert_eq!(indented("short", 40), ["short"]);
        assert_eq!(indented("", 40), [""]);
    }
}
