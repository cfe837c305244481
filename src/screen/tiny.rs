//! A screen too small for anything but the most important number.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::line;
use crate::app::inbox::{self, Counts};
use crate::app::layout::SMALLEST;
use crate::app::model::Model;
use crate::app::page::Pane;
use crate::config::style::Role;
use crate::ui::Cx;

/// Says that the window is too small, and what needs attention.
pub(super) fn draw(model: &Model, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let Counts { critical, warning, .. } = inbox::counts(model);
    let (width, height) = SMALLEST;
    let known = |count: usize| {
        if model.is_known(Pane::Alerts) { count.to_string() } else { cx.glyphs.unknown.to_owned() }
    };
    let lines = [
        (Role::Critical, format!("{} critical", known(critical))),
        (Role::Warning, format!("{} warning", known(warning))),
        (Role::Text, format!("window {}x{} is too small", area.width, area.height)),
        (Role::Dim, format!("{width}x{height} shows the console")),
    ];
    for (y, (role, text)) in (area.y..area.bottom()).zip(&lines) {
        line(Rect { y, height: 1, ..area }, &[(*role, text)], cx, buffer);
    }
}
