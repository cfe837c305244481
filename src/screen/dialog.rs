//! Boxes over the page: help and palette.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Clear, Widget as _};

use super::line;
use crate::app::help::{self, Line};
use crate::app::layout::inner;
use crate::app::model::Model;
use crate::app::palette::{Entry, Palette};
use crate::config::style::Role;
use crate::text::{Cut, clean, fit, width, wrap};
use crate::ui::Cx;
use crate::ui::input::Input;

/// Draws an empty box in the middle of `area`, as large as asked and as fits; its inside.
pub(super) fn open(title: &str, size: (u16, u16), cx: Cx<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    let (width, height) = (size.0.min(area.width), size.1.min(area.height));
    let place =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    Clear.render(place, buffer);
    buffer.set_style(place, cx.theme.style(Role::Text));
    let border = cx.theme.style(Role::BorderFocus);
    Block::bordered().border_set(cx.glyphs.border_focus).border_style(border).render(place, buffer);
    let top = Rect { x: place.x + 2, width: width.saturating_sub(4), height: 1, ..place };
    let title = format!(" {title} ");
    line(
        top,
        &[(Role::Title, &fit(&title, usize::from(top.width), Cut::End, cx.glyphs.ellipsis))],
        cx,
        buffer,
    );
    inner(place)
}

/// A line being edited, its caret as a cell in reverse.
pub(super) fn edited(input: &Input, area: Rect, cx: Cx<'_>, buffer: &mut Buffer) {
    // What the form was filled with came from outside.
    let (before, after) = input.split();
    let (before, after) = (clean(before), clean(after));
    let room = usize::from(area.width.saturating_sub(1));
    // A long line shows its end, where the caret usually is.
    let before = fit(&before, room, Cut::Middle, cx.glyphs.ellipsis);
    let mut rest = after.chars();
    let caret = rest.next().unwrap_or(' ').to_string();
    let rest: String = rest.collect();
    line(area, &[(Role::Text, &before), (Role::Input, &caret), (Role::Text, &rest)], cx, buffer);
}

/// The keys that work here.
pub(super) fn help(model: &Model, cx: Cx<'_>, top: usize, area: Rect, buffer: &mut Buffer) {
    let columns = HELP.min(area.width).saturating_sub(4);
    let lines = help::lines(model);
    let rows = |lines: &[Line]| -> Vec<Vec<(Role, String)>> {
        lines.iter().flat_map(|line| help_rows(line, usize::from(columns))).collect()
    };
    let height = u16::try_from(rows(&lines).len()).unwrap_or(u16::MAX).saturating_add(2);
    let inside = open("Keys that work here", (HELP, height), cx, area, buffer);
    for (y, parts) in (inside.y..inside.bottom()).zip(rows(&lines[top.min(lines.len())..])) {
        let row = Rect { x: inside.x + 1, y, width: columns, height: 1 };
        let parts: Vec<(Role, &str)> = parts.iter().map(|(role, text)| (*role, text.as_str())).collect();
        line(row, &parts, cx, buffer);
    }
}

/// Columns of the help box.
const HELP: u16 = 96;

/// A line of help as rows of the screen: a sentence that is longer than its row goes on below.
fn help_rows(entry: &Line, columns: usize) -> Vec<Vec<(Role, String)>> {
    let indented = |head: &str, text: &str| {
        let parts = wrap(text, columns.saturating_sub(width(head)).max(1));
        let heads = std::iter::once(head.to_owned()).chain(std::iter::repeat(" ".repeat(width(head))));
        heads
            .zip(parts)
            .map(|(head, part)| vec![(Role::Key, head), (Role::Text, text[part].to_owned())])
            .collect()
    };
    match entry {
        Line::Title(title) => vec![vec![(Role::Heading, (*title).to_owned())]],
        Line::Keys(keys, sentence) => indented(&format!("  {keys:<14}"), sentence),
        Line::Note(note) => indented("  ", note),
        Line::Blank => vec![Vec::new()],
    }
}

/// Commands and things by name.
pub(super) fn palette(palette: &Palette, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let inside = open("Commands and things", (84, 20), cx, area, buffer);
    let input = Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        height: 1.min(inside.height),
        ..inside
    };
    line(input, &[(Role::Key, ": ")], cx, buffer);
    edited(
        &palette.input,
        Rect { x: input.x + 2, width: input.width.saturating_sub(2), ..input },
        cx,
        buffer,
    );
    let list = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
    let entries: Vec<Entry> = palette.typed_arn().into_iter().chain(palette.found().cloned()).collect();
    if entries.is_empty() {
        line(
            Rect { x: list.x + 1, height: 1.min(list.height), ..list },
            &[(Role::Dim, "nothing is called so")],
            cx,
            buffer,
        );
    }
    let height = usize::from(list.height).max(1);
    let first = palette.cursor.saturating_sub(height - 1);
    for (number, (y, entry)) in (list.y..list.bottom()).zip(&entries[first.min(entries.len())..]).enumerate()
    {
        let row = Rect { y, height: 1, ..list };
        let chosen = first + number == palette.cursor;
        if chosen {
            buffer.set_style(row, cx.theme.style(Role::Selection));
        }
        let roles = if chosen { [Role::Selection; 2] } else { [Role::Text, Role::Dim] };
        let name = fit(&entry.name, 28, Cut::Middle, cx.glyphs.ellipsis);
        let name = format!(" {}", crate::text::pad_end(&name, 30));
        let help = fit(&entry.help, usize::from(list.width).saturating_sub(32), Cut::End, cx.glyphs.ellipsis);
        line(row, &[(roles[0], &name), (roles[1], &help)], cx, buffer);
    }
}
