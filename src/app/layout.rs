//! Where things stand on the screen. `update` needs it to keep cursors in sight, `screen` to draw: one geometry for both.

use ratatui::layout::Rect;

use super::page::Pane;

/// The narrowest screen that shows the four panes at once.
const WIDE: (u16, u16) = (100, 30);
/// The least height of the lower panes of an overview.
const LOWER: u16 = 8;
/// The smallest screen that is drawn at all.
pub const SMALLEST: (u16, u16) = (60, 16);

/// The screen's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The line at the top.
    pub header: Rect,
    /// The tabs of panes that are not shown, on a small overview.
    pub tabs: Option<Rect>,
    /// All between header and status.
    pub body: Rect,
    /// The panes of an overview; empty on other pages.
    pub panes: Vec<(Pane, Rect)>,
    /// Followed jobs, notices and the filter line; may have no height.
    pub status: Rect,
    /// Hints.
    pub footer: Rect,
}

impl Layout {
    /// The parts of a screen of this size; `None` when it is too small. `below` is how many rows the lower panes of an
    /// overview have: what they don't need the upper ones get.
    pub fn new(size: (u16, u16), overview: Option<Pane>, below: usize, status_lines: u16) -> Option<Self> {
        let (width, height) = size;
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return None;
        }
        let status_height = status_lines.min(height.saturating_sub(8));
        let wide = width >= WIDE.0 && height >= WIDE.1;
        let tabs = u16::from(overview.is_some() && !wide);
        let body_height = height - 2 - tabs - status_height;
        let row = |y, height| Rect { x: 0, y, width, height };
        let body = row(1 + tabs, body_height);
        let panes = match overview {
            Some(_) if wide => quarters(body, below),
            Some(focus) => vec![(focus, body)],
            None => Vec::new(),
        };
        Some(Self {
            header: row(0, 1),
            tabs: (tabs > 0).then(|| row(1, 1)),
            body,
            panes,
            status: row(1 + tabs + body_height, status_height),
            footer: row(height - 1, 1),
        })
    }
}

/// Rows that a list shows in a pane: all but the border and the heading.
pub fn rows(pane: Rect) -> usize {
    usize::from(pane.height.saturating_sub(3))
}

/// The inside of a bordered pane.
pub fn inner(pane: Rect) -> Rect {
    Rect {
        x: pane.x.saturating_add(1),
        y: pane.y.saturating_add(1),
        width: pane.width.saturating_sub(2),
        height: pane.height.saturating_sub(2),
    }
}

fn quarters(body: Rect, below: usize) -> Vec<(Pane, Rect)> {
    // Border and heading, and a free line that says that these are all.
    let needed = u16::try_from(below).unwrap_or(u16::MAX).saturating_add(4).max(LOWER);
    let (left, top) = (body.width / 2, body.height - needed.min(body.height / 2));
    let column = |right: bool| if right { (body.x + left, body.width - left) } else { (body.x, left) };
    let line = |bottom: bool| if bottom { (body.y + top, body.height - top) } else { (body.y, top) };
    let places = [(false, false), (true, false), (false, true), (true, true)];
    Pane::OVERVIEW
        .into_iter()
        .zip(places)
        .map(|(pane, (right, bottom))| {
            let ((x, width), (y, height)) = (column(right), line(bottom));
            (pane, Rect { x, y, width, height })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_fill_the_screen_without_overlap(
            width in 0u16..300, height in 0u16..120, below in 0usize..90, status in 0u16..6,
        ) {
            for overview in [None, Some(Pane::Vaults)] {
                let Some(layout) = Layout::new((width, height), overview, below, status) else { continue };
                let parts = [Some(layout.header), layout.tabs, Some(layout.body), Some(layout.status), Some(layout.footer)];
                let area: u32 = parts.iter().flatten().map(|part| u32::from(part.width) * u32::from(part.height)).sum();
                prop_assert_eq!(area, u32::from(width) * u32::from(height));
                let panes: u32 = layout.panes.iter().map(|(_, pane)| u32::from(pane.width) * u32::from(pane.height)).sum();
                let body = u32::from(layout.body.width) * u32::from(layout.body.height);
                prop_assert_eq!(panes, if overview.is_some() { body } else { 0 });
            }
        }
    }

    #[test]
    fn lower_panes_take_what_they_need_and_at_most_half() {
        let heights = |below| {
            let layout = Layout::new((120, 40), Some(Pane::Alerts), below, 0).unwrap();
            let height = |pane| layout.panes.iter().find(|(of, _)| *of == pane).unwrap().1.height;
            (height(Pane::Alerts), height(Pane::Vaults))
        };
        assert_eq!(heights(0), (30, 8));
        assert_eq!(heights(6), (28, 10));
        assert_eq!(heights(200), (19, 19));
    }
}
