//! The whole screen, drawn from the model and nothing else: `draw(&Model, &Theme, &mut Frame)`.
//!
//! ```text
//!  header                                             who, where, how fresh, what time
//!  tabs                                               small overviews only
//! ┌ pane ──────────────────────────────────────────┐
//! │ list or facts                                  │
//! └────────────────────────────────────────────────┘
//!  WAIT orders-db 71 %                                followed backups, notices, filter line
//!  enter open  b back up  / filter  ? help            hints that apply now
//! ```

mod dialog;
mod footer;
mod form;
mod header;
mod page;
mod pane;
mod status;
mod tiny;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::model::{Modal, Model};
use crate::app::page::Content;
use crate::config::style::Role;
use crate::ui::Cx;
use crate::ui::glyphs::Glyphs;
use crate::ui::theme::Theme;

/// Draws the model.
pub fn draw(model: &Model, theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    let cx = Cx { theme, glyphs: Glyphs::new(model.options.ascii), look: model.look() };
    let buffer = frame.buffer_mut();
    buffer.set_style(area, theme.style(Role::Text));
    let Some(layout) = model.layout() else {
        tiny::draw(model, cx, area, buffer);
        return;
    };
    header::draw(model, cx, layout.header, buffer);
    if let Some(tabs) = layout.tabs {
        header::tabs(model, cx, tabs, buffer);
    }
    match &model.page().content {
        Content::Overview => {
            for (pane, area) in &layout.panes {
                pane::draw(model, cx, *pane, *area, buffer);
            }
        }
        Content::Full(full) => pane::draw(model, cx, *full, layout.body, buffer),
        Content::Points(points) => pane::points(model, cx, points, layout.body, buffer),
        Content::Children(children) => pane::children(model, cx, children, layout.body, buffer),
        Content::Members(members) => pane::members(model, cx, members, layout.body, buffer),
        Content::Detail(detail) => page::detail(model, cx, detail, layout.body, buffer),
        Content::Journal => pane::journal(model, cx, layout.body, buffer),
        Content::Timeline(page) => pane::timeline(model, cx, page, layout.body, buffer),
        Content::Why(why) => page::why(model, cx, why, layout.body, buffer),
        Content::Log(top) => page::log(model, cx, *top, layout.body, buffer),
        Content::Metrics(top) => page::metrics(model, cx, *top, layout.body, buffer),
        Content::Scopes(top) => page::scopes(model, cx, *top, layout.body, buffer),
    }
    status::draw(model, cx, layout.status, buffer);
    footer::draw(model, cx, layout.footer, buffer);
    match &model.modal {
        Some(Modal::Help(top)) => dialog::help(model, cx, *top, layout.body, buffer),
        Some(Modal::Palette(palette)) => dialog::palette(palette, cx, layout.body, buffer),
        Some(Modal::Form(_)) => {
            if let Some(open) = model.form() {
                form::draw(model, open, cx, layout.body, buffer);
            }
        }
        Some(Modal::Filter { .. } | Modal::Acknowledge(_)) | None => {}
    }
}

/// Writes one line of parts, each with its meaning, cut at the area's right edge. The columns used.
fn line(area: Rect, parts: &[(Role, &str)], cx: Cx<'_>, buffer: &mut Buffer) -> u16 {
    let mut x = area.x;
    for (role, text) in parts {
        let left = area.right().saturating_sub(x);
        if left == 0 || area.height == 0 {
            break;
        }
        (x, _) = buffer.set_stringn(x, area.y, text, usize::from(left), cx.theme.style(*role));
    }
    x - area.x
}
