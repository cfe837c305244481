//! Between body and footer: followed backups, the last notice, the filter line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::line;
use crate::app::follow;
use crate::app::model::{Modal, Model};
use crate::config::style::Role;
use crate::text::{Cut, clean, fit};
use crate::ui::Cx;

/// Draws the status lines, the newest at the bottom.
pub(super) fn draw(model: &Model, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let mut lines: Vec<Vec<(Role, String)>> = Vec::new();
    for (role, text) in follow::lines(&model.follows, model.now, &model.options.zone) {
        lines.push(vec![(role, format!(" {text}"))]);
    }
    if let Some(notice) = &model.notice {
        lines.push(vec![(notice.role, format!(" {}", notice.text))]);
    }
    let typed = match &model.modal {
        Some(Modal::Filter { input, .. }) => Some((" / ".to_owned(), input)),
        Some(Modal::Acknowledge(dialog)) => Some((dialog.prompt(), &dialog.input)),
        _ => None,
    };
    if let Some((prompt, input)) = typed {
        let (before, after) = input.split();
        // A pasted line came from outside.
        let (before, after) = (clean(before), clean(after));
        let mut rest = after.chars();
        let caret = rest.next().unwrap_or(' ');
        lines.push(vec![
            (Role::Key, prompt),
            (Role::Text, before.into_owned()),
            (Role::Input, caret.to_string()),
            (Role::Text, rest.collect()),
        ]);
    }
    let room = usize::from(area.height);
    let first = lines.len().saturating_sub(room);
    for (y, parts) in (area.y..).zip(&lines[first..]) {
        let columns = usize::from(area.width);
        let parts: Vec<(Role, String)> = match parts.as_slice() {
            [(role, text)] => vec![(*role, fit(text, columns, Cut::End, cx.glyphs.ellipsis).into_owned())],
            many => many.to_vec(),
        };
        let parts: Vec<(Role, &str)> = parts.iter().map(|(role, text)| (*role, text.as_str())).collect();
        line(Rect { y, height: 1, ..area }, &parts, cx, buffer);
    }
}
