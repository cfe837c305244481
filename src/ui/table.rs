//! The rows of a list as a table: a heading, exact columns, the cursor, what a filter matched. Only visible rows become
//! cells, so a frame costs the same whatever the length of the list.

mod columns;
mod marks;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use self::columns::{Place, Slot};
use super::Cx;
use super::theme::Role;
use crate::list::{Cell, List, Look, Row, Width};
use crate::text::{Cut, fit, width};

/// Draws the heading and, below, the rows of the list's window. The cursor shows only where the keys go.
pub fn draw<R: Row>(list: &List<R>, cx: Cx<'_>, focused: bool, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let cx = Cx { look: Look { columns: area.width, ..cx.look }, ..cx };
    let slots = columns::lay_out(list, &cx.look, area);
    heading(list, &slots, cx, area.y, buffer);
    let rows = (area.y + 1..area.bottom()).zip(list.window(usize::from(area.height) - 1));
    for (y, (row, standing)) in rows {
        let selected = (focused && standing.cursor).then(|| cx.theme.style(Role::Selection));
        if let Some(style) = selected {
            buffer.set_style(Rect { y, height: 1, ..area }, style);
        }
        if standing.marked {
            let style = selected.unwrap_or_else(|| cx.theme.style(Role::Key));
            // The edge is blank otherwise, so that nothing moves when a row is marked.
            buffer.set_stringn(area.x, y, cx.glyphs.marked, 1, style);
        }
        for slot in &slots {
            let pen = Pen { cx, selected, slot, y };
            match slot.place {
                Place::Scope => pen.cell(&columns::scope(row.id().scope, &cx.look), buffer),
                Place::Column(column) => {
                    pen.cell(&(column.cell)(row, &cx.look), buffer);
                    if column.search.is_some() {
                        pen.marks(list.table().filter().marks(column.name), buffer);
                    }
                }
            }
        }
    }
}

fn heading<R: Row>(list: &List<R>, slots: &[Slot<'_, R>], cx: Cx<'_>, y: u16, buffer: &mut Buffer) {
    let style = cx.theme.style(Role::Heading);
    let sort = list.table().sort();
    for slot in slots {
        let (title, sorted) = match slot.place {
            Place::Scope => ("Scope", None),
            Place::Column(column) => {
                let by = sort.and_then(|sort| R::columns().get(sort.column));
                (column.title, sort.filter(|_| by.is_some_and(|by| std::ptr::eq(by, column))))
            }
        };
        let sign =
            sorted.map_or("", |sort| if sort.reversed { cx.glyphs.descending } else { cx.glyphs.ascending });
        // The sign must stay although the title is cut: it is the only sign of the order in a narrow table.
        let room = usize::from(slot.columns).saturating_sub(width(sign));
        let title = format!("{}{sign}", fit(title, room, Cut::End, ""));
        Pen { cx, selected: None, slot, y }.text(&title, style, buffer);
    }
}

/// Draws into one slot of one line.
struct Pen<'a, R: 'static> {
    cx: Cx<'a>,
    /// The style of the whole line, under the cursor.
    selected: Option<Style>,
    slot: &'a Slot<'a, R>,
    y: u16,
}

impl<R> Pen<'_, R> {
    fn cell(&self, cell: &Cell<'_>, buffer: &mut Buffer) {
        let style = self.style(cell.role);
        match cell.bar {
            Some(percent) => self.bar(f64::from(percent), &cell.text, style, buffer),
            None => self.text(&cell.text, style, buffer),
        }
    }

    fn style(&self, role: Role) -> Style {
        self.selected.unwrap_or_else(|| self.cx.theme.style(role))
    }

    fn text(&self, text: &str, style: Style, buffer: &mut Buffer) {
        let columns = usize::from(self.slot.columns);
        let cut = if text.starts_with("arn:") { Cut::Middle } else { Cut::End };
        let text = fit(text, columns, cut, self.cx.glyphs.ellipsis);
        let left = match self.slot.width {
            Width::Right(_) => self.slot.columns.saturating_sub(columns_of(&text)),
            Width::Fixed(_) | Width::First { .. } | Width::Grow { .. } => 0,
        };
        buffer.set_stringn(self.slot.x + left, self.y, text, columns, style);
    }

    /// A bar, then the text, which comes first where there is not room enough for both.
    fn bar(&self, percent: f64, text: &str, style: Style, buffer: &mut Buffer) {
        let columns = usize::from(self.slot.columns);
        let room = columns.saturating_sub(width(text) + 1);
        let Some(cells) = BARS.into_iter().find(|cells| *cells <= room) else {
            return self.text(text, style, buffer);
        };
        let bar = self.cx.glyphs.bar(percent, cells);
        let (x, _) = buffer.set_stringn(self.slot.x, self.y, bar, columns, self.style(Role::Progress));
        let text = format!(" {text}");
        let room = columns.saturating_sub(cells);
        let text = fit(&text, room, Cut::End, self.cx.glyphs.ellipsis);
        buffer.set_stringn(x, self.y, text, room, style);
    }

    /// Marks what is on the screen, after it was cut, so that a mark never lies beside its text.
    fn marks<'a>(&self, needles: impl Iterator<Item = &'a str>, buffer: &mut Buffer) {
        let style = self.cx.theme.style(Role::Match);
        let line = Rect { x: self.slot.x, y: self.y, width: self.slot.columns, height: 1 };
        for needle in needles {
            marks::mark(line, needle, style, buffer);
        }
    }
}

/// How long bars are, best first.
const BARS: [usize; 2] = [10, 5];

fn columns_of(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}
