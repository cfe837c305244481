//! Marking what a filter matched, on the line as it was drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Gives every occurrence of `needle` (in lower case) in a line of the buffer this style. Case does not matter.
pub(super) fn mark(line: Rect, needle: &str, style: Style, buffer: &mut Buffer) {
    let (text, columns) = read(line, buffer);
    let needle: Vec<char> = needle.chars().collect();
    if needle.is_empty() {
        return;
    }
    let mut start = 0;
    while let Some(found) = text[start..].windows(needle.len()).position(|part| part == needle) {
        let (first, after) = (start + found, start + found + needle.len());
        let (from, to) = (columns[first], columns.get(after).copied().unwrap_or(line.right()));
        buffer.set_style(Rect { x: from, width: (to - from).max(1), ..line }, style);
        start = after;
    }
}

/// The line's characters in lower case, each with the column that it stands in.
fn read(line: Rect, buffer: &Buffer) -> (Vec<char>, Vec<u16>) {
    let (mut text, mut columns) = (Vec::new(), Vec::new());
    let mut x = line.x;
    while x < line.right() {
        let symbol = buffer[(x, line.y)].symbol();
        for lower in symbol.chars().flat_map(char::to_lowercase) {
            text.push(lower);
            columns.push(x);
        }
        // The cell after a wide character is not part of the text.
        x += u16::try_from(crate::text::width(symbol)).unwrap_or(1).max(1);
    }
    (text, columns)
}

#[cfg(test)]
mod tests {
    use ratatui::style::Modifier;

    use super::*;

    fn marked(text: &str, needle: &str) -> String {
        let line = Rect::new(0, 0, 20, 1);
        let mut buffer = Buffer::empty(line);
        buffer.set_string(0, 0, text, Style::new());
        mark(line, needle, Style::new().bold(), &mut buffer);
        (0..20)
            .map(|x| if buffer[(x, 0)].modifier.contains(Modifier::BOLD) { '^' } else { ' ' })
            .collect::<String>()
    }

    #[test]
    fn each_occurrence_is_marked_whatever_its_case() {
        for (text, needle, marks) in [
            ("Orders-DB orders", "orders", "^^^^^^    ^^^^^^"),
            ("東京-db 東京", "東京", "^^^^    ^^^^"),
            ("東京-db", "db", "     ^^"),
            ("ÄRGER", "ärger", "^^^^^"),
            ("aaa", "aa", "^^"),
            ("orders", "x", ""),
            ("orders", "", ""),
        ] {
            assert_eq!(marked(text, needle).trim_end(), marks, "{text} {needle}");
        }
    }
}
