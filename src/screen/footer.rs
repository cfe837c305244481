//! Hints for here, the most important first, as many as fit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::line;
use crate::app::available::hints;
use crate::app::model::{Modal, Model};
use crate::config::style::Role;
use crate::text::width;
use crate::ui::Cx;

/// Draws the footer.
pub(super) fn draw(model: &Model, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let fixed = |pairs: &[(&str, &'static str)]| {
        pairs.iter().map(|(key, words)| ((*key).to_owned(), *words)).collect()
    };
    let hints: Vec<(String, &'static str)> = match &model.modal {
        None => hints(model),
        Some(Modal::Filter { .. }) => fixed(&[("enter", "keep"), ("esc", "as before")]),
        Some(Modal::Palette(_)) => fixed(&[("enter", "do it"), ("up down", "choose"), ("esc", "close")]),
        Some(Modal::Acknowledge(_)) => {
            fixed(&[("enter", "do it"), ("tab", "1 h, 8 h, 1 d, 7 d, until it is worse"), ("esc", "leave")])
        }
        Some(Modal::Help(_)) => fixed(&[("esc", "close"), ("j k", "scroll")]),
        Some(Modal::Form(_)) => fixed(&[
            ("enter", "next, or press the button"),
            ("up down", "move"),
            ("esc", "leave"),
            ("ctrl-y", "copy the aws command"),
        ]),
    };
    let mut left = usize::from(area.width).saturating_sub(1);
    let mut parts: Vec<(Role, String)> = vec![(Role::Text, " ".to_owned())];
    for (key, words) in hints {
        let taken = width(&key) + 1 + width(words) + 2;
        // The hint is left out whole: half a hint tells nothing. A shorter one may still fit.
        if taken > left + 2 {
            continue;
        }
        left = left.saturating_sub(taken);
        parts.push((Role::Key, key));
        parts.push((Role::Dim, format!(" {words}  ")));
    }
    let parts: Vec<(Role, &str)> = parts.iter().map(|(role, text)| (*role, text.as_str())).collect();
    line(area, &parts, cx, buffer);
}
