//! The writes of a form that are on their way, a line each, with what came of them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::style::Role;
use crate::screen::{dialog, line};
use crate::text::{Cut, fit, pad_end, width};
use crate::ui::Cx;
use crate::wizards::form::{Form, Item, ItemState};

/// Columns of the labels.
const LABEL: usize = 30;

/// Draws the list.
pub(super) fn draw(form: &Form, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let height = u16::try_from(form.items().len() + 5).unwrap_or(u16::MAX);
    let inside = dialog::open(&form.task().title(), (100, height), cx, area, buffer);
    let row = |y: u16| Rect {
        x: inside.x + 1,
        y,
        width: inside.width.saturating_sub(2),
        height: u16::from(y < inside.bottom()),
    };
    let (role, head) = head(form);
    line(row(inside.y), &[(role, &head)], cx, buffer);
    let rows = inside.height.saturating_sub(3);
    let top = form.top().min(form.items().len().saturating_sub(usize::from(rows)));
    for (y, item) in (inside.y + 2..inside.y + 2 + rows).zip(form.items().iter().skip(top)) {
        let place = row(y);
        let (role, state) = state(item, cx);
        let label = fit(&item.planned.label, LABEL, Cut::Middle, cx.glyphs.ellipsis);
        let label = pad_end(&label, LABEL + 2);
        let left = usize::from(place.width).saturating_sub(width(&label));
        let state = fit(&state, left, Cut::End, cx.glyphs.ellipsis);
        line(place, &[(Role::Text, &label), (role, &state)], cx, buffer);
    }
    let tally = form.tally();
    let act = match () {
        () if tally.waiting > 0 => "[ Leave the rest out ]",
        () if tally.is_over() => "[ Try again ]",
        () => "",
    };
    super::buttons(form, [act, "[ Close ]"], inside, cx, buffer);
}

fn head(form: &Form) -> (Role, String) {
    let tally = form.tally();
    let mut parts = vec![format!("{} of {} taken by AWS", tally.taken, tally.all)];
    let counts = [
        (tally.sending, "being asked"),
        (tally.waiting, "waiting"),
        (tally.refused, "refused or without a clear answer"),
        (tally.left_out, "left out"),
    ];
    parts.extend(
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")),
    );
    let role = if tally.refused > 0 { Role::Critical } else { Role::Running };
    (role, parts.join(", "))
}

fn state(item: &Item, cx: Cx<'_>) -> (Role, String) {
    let glyphs = cx.glyphs;
    match &item.state {
        ItemState::Waiting => (Role::Dim, "waiting".to_owned()),
        ItemState::Sending => (Role::Running, format!("{} asking AWS", glyphs.running)),
        ItemState::Taken => (Role::Ok, format!("{} taken", glyphs.ok)),
        ItemState::LeftOut => (Role::Dim, "left out".to_owned()),
        ItemState::Refused(_) if item.in_doubt => {
            (Role::Warning, format!("{} no clear answer: may have been done", glyphs.warning))
        }
        ItemState::Refused(failure) => {
            (Role::Critical, format!("{} {}", glyphs.critical, failure.sentence()))
        }
    }
}
