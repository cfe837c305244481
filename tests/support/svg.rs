//! A screen as an SVG picture, for README.md: text and grounds from the buffer's own cells.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Pixels of a cell: the advance and line height of `DejaVu Sans Mono` at 13.29 px, so that lines of borders join.
const CELL: (f64, f64) = (8.0, 15.5);
const INK: &str = "#d4d4d4";
const GROUND: &str = "#14161a";

/// Draws a buffer.
pub fn draw(buffer: &Buffer) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 24.0, rows * CELL.1 + 24.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <style>text{{font:13.29px 'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}}</style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n<g transform=\"translate(12,12)\">\n"
    );
    for (number, cells) in (0_u16..).zip(buffer.content.chunks(usize::from(buffer.area.width).max(1))) {
        row(&mut svg, f64::from(number) * CELL.1, cells);
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// One row: neighbours that look the same are one element.
fn row(svg: &mut String, y: f64, cells: &[Cell]) {
    let mut start = 0;
    while start < cells.len() {
        let (ink, ground, bold) = look(&cells[start]);
        let same = cells[start..]
            .iter()
            .take_while(|cell| look(cell) == (ink.clone(), ground.clone(), bold))
            .count();
        let text: String = cells[start..start + same].iter().map(Cell::symbol).collect();
        let (x, width) = (position(start), position(same));
        if let Some(ground) = ground {
            let height = CELL.1;
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{ground}\"/>"
            );
        }
        if !text.trim().is_empty() {
            let weight = if bold { " font-weight=\"bold\"" } else { "" };
            let base = y + 12.3;
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{base}\" fill=\"{ink}\" textLength=\"{width}\"{weight} xml:space=\"preserve\">{text}</text>"
            );
        }
        start += same;
    }
}

fn position(cells: usize) -> f64 {
    f64::from(u32::try_from(cells).unwrap_or(u32::MAX)) * CELL.0
}

fn look(cell: &Cell) -> (String, Option<String>, bool) {
    let (ink, ground) = (hex(cell.fg), hex(cell.bg));
    let (ink, ground) = if cell.modifier.contains(Modifier::REVERSED) {
        (Some(ground.unwrap_or_else(|| GROUND.to_owned())), Some(ink.unwrap_or_else(|| INK.to_owned())))
    } else {
        (ink, ground)
    };
    (ink.unwrap_or_else(|| INK.to_owned()), ground, cell.modifier.contains(Modifier::BOLD))
}

fn hex(color: Color) -> Option<String> {
    match color {
        Color::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
        Color::White => Some("#e5e5e5".to_owned()),
        Color::Black => Some("#000000".to_owned()),
        _ => None,
    }
}
