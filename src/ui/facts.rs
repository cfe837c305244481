//! A page of facts: groups of labels and values, a cursor that jumps from fact to fact, marks on those that lead on.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Cx;
use super::theme::Role;
use crate::domain::subject::Subject;
use crate::text::{Cut, fit, width, wrap};

/// One thing known about the page's subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The group that it stands in. Facts of one group follow each other.
    pub group: &'static str,
    /// What it tells.
    pub label: &'static str,
    /// What is told, in words.
    pub value: String,
    /// What it means, which becomes a colour.
    pub role: Role,
    /// What `enter` opens.
    pub link: Option<Subject>,
    /// What `y` yanks, where it is not the value itself: the text as AWS has it.
    pub raw: Option<String>,
}

/// No label is given more columns than this.
const LABEL: usize = 22;

/// Draws the facts, scrolled so that the fact under the cursor is in sight. How many lines are out of sight below.
pub fn draw(facts: &[Fact], cursor: usize, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) -> usize {
    let page = Page::new(facts, usize::from(area.width));
    let height = usize::from(area.height);
    let top = page.top(cursor, height);
    for (y, line) in (area.y..area.bottom()).zip(page.lines.iter().skip(top)) {
        page.draw(line, cursor, cx, Rect { y, height: 1, ..area }, buffer);
    }
    page.lines.len().saturating_sub(top + height)
}

/// Facts broken into lines of one width.
struct Page<'a> {
    facts: &'a [Fact],
    lines: Vec<Line>,
    /// Columns of the labels.
    labels: usize,
}

/// One line of a page.
enum Line {
    Blank,
    /// The name of a fact's group.
    Group(usize),
    /// A piece of a fact's value; the first has the label, the last the mark.
    Piece {
        fact: usize,
        part: Range<usize>,
        last: bool,
    },
}

impl<'a> Page<'a> {
    fn new(facts: &'a [Fact], columns: usize) -> Self {
        let widest = facts.iter().map(|fact| width(fact.label)).max().unwrap_or(0);
        let labels = widest.min(LABEL).min(columns / 3);
        // A blank at both edges, two after the label, and two for the mark.
        let room = columns.saturating_sub(labels + 6).max(1);
        let mut lines = Vec::with_capacity(facts.len() * 2);
        let mut group = "";
        for (number, fact) in facts.iter().enumerate() {
            if fact.group != group {
                if !lines.is_empty() {
                    lines.push(Line::Blank);
                }
                // A group that is called like its first fact needs no line to say so.
                if fact.group != fact.label {
                    lines.push(Line::Group(number));
                }
                group = fact.group;
            }
            let parts = wrap(&fact.value, room);
            let count = parts.len();
            lines.extend(parts.into_iter().enumerate().map(|(at, part)| Line::Piece {
                fact: number,
                part,
                last: at + 1 == count,
            }));
        }
        Self { facts, lines, labels }
    }

    /// The first line to show: the cursor's fact stands in the middle where there is more above and below.
    fn top(&self, cursor: usize, height: usize) -> usize {
        let at_cursor = |line: &Line| matches!(line, Line::Piece { fact, .. } if *fact == cursor);
        let line = self.lines.iter().position(at_cursor).unwrap_or(0);
        line.saturating_sub(height / 2).min(self.lines.len().saturating_sub(height))
    }

    fn draw(&self, line: &Line, cursor: usize, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
        let inside = usize::from(area.width.saturating_sub(2));
        let x = area.x.saturating_add(1);
        match line {
            Line::Blank => {}
            Line::Group(fact) => {
                let style = cx.theme.style(Role::Title);
                buffer.set_stringn(x, area.y, self.facts[*fact].group, inside, style);
            }
            Line::Piece { fact: number, part, last } => {
                let fact = &self.facts[*number];
                let selected = (*number == cursor).then(|| cx.theme.style(Role::Selection));
                let style = |role| selected.unwrap_or_else(|| cx.theme.style(role));
                if let Some(style) = selected {
                    buffer.set_style(area, style);
                }
                if part.start == 0 {
                    let label = fit(fact.label, self.labels, Cut::End, cx.glyphs.ellipsis);
                    buffer.set_stringn(x, area.y, label, inside, style(Role::Heading));
                }
                let value = x.saturating_add(u16::try_from(self.labels + 2).unwrap_or(u16::MAX));
                let left = usize::from(area.right().saturating_sub(1).saturating_sub(value));
                if left == 0 {
                    return;
                }
                let text = &fact.value[part.clone()];
                let (end, _) = buffer.set_stringn(value, area.y, text, left, style(fact.role));
                if *last && fact.link.is_some() {
                    let left = usize::from(area.right().saturating_sub(1).saturating_sub(end));
                    let mark = format!(" {}", cx.glyphs.leads_to);
                    buffer.set_stringn(end, area.y, mark, left, style(Role::Key));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::config::style::Palette;
    use crate::config::{Depth, Look, ThemeName};
    use crate::domain::scope::ScopeId;
    use crate::domain::subject::Thing;
    use crate::text::Zone;
    use crate::ui::glyphs::Glyphs;
    use crate::ui::theme::Theme;

    fn fact(group: &'static str, label: &'static str, value: &str) -> Fact {
        Fact { group, label, value: value.to_owned(), role: Role::Text, link: None, raw: None }
    }

    fn facts() -> Vec<Fact> {
        let vault = Subject::new(ScopeId(0), Thing::Vault("prod-daily".into()));
        vec![
            fact("What", "State", "failed"),
            fact(
                "What",
                "Reason",
                "The snapshot is encrypted with the AWS managed key aws/rds, which can't be shared.",
            ),
            Fact { link: Some(vault), ..fact("Where", "Vault", "prod-daily") },
            fact("Where", "Recovery point", "arn:aws:ec2:us-east-1::snapshot/snap-0123456789abcdef0"),
        ]
    }

    fn theme() -> Theme {
        let look = Look { theme: ThemeName::None, depth: Depth::Mono, ascii: false };
        Theme::new(look, &Palette::default())
    }

    fn drawn(facts: &[Fact], cursor: usize, ascii: bool, (columns, rows): (u16, u16)) -> Buffer {
        let look = crate::list::Look {
            now: Timestamp::UNIX_EPOCH,
            zone: &Zone::Utc,
            scopes: &[],
            ascii,
            columns: 0,
        };
        let area = Rect::new(0, 0, columns, rows);
        let mut buffer = Buffer::empty(area);
        draw(facts, cursor, Cx { theme: &theme(), glyphs: Glyphs::new(ascii), look }, area, &mut buffer);
        buffer
    }

    fn lines(buffer: &Buffer) -> String {
        let columns = usize::from(buffer.area.width);
        let rows = buffer.content.chunks(columns);
        rows.map(|row| {
            row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned() + "\n"
        })
        .collect()
    }

    #[test]
    fn facts_stand_in_groups_and_long_values_go_on_below() {
        insta::assert_snapshot!(lines(&drawn(&facts(), 0, false, (58, 11))));
    }

    #[test]
    fn the_fact_under_the_cursor_is_always_in_sight() {
        let selection = theme().style(Role::Selection);
        for height in 1..12 {
            for cursor in 0..facts().len() {
                let buffer = drawn(&facts(), cursor, false, (40, height));
                let seen = buffer.content.iter().any(|cell| cell.modifier.contains(selection.add_modifier));
                assert!(seen, "fact {cursor} in {height} lines");
            }
        }
    }

    #[test]
    fn no_area_is_too_small() {
        for columns in 0..30 {
            for rows in 0..4 {
                drawn(&facts(), 2, true, (columns, rows));
            }
        }
    }

    #[test]
    fn a_page_tells_how_many_lines_are_out_of_sight_below() {
        let look = Look { theme: ThemeName::None, depth: Depth::Mono, ascii: false };
        let theme = Theme::new(look, &Palette::new());
        let now = Timestamp::UNIX_EPOCH;
        let look = crate::list::Look { now, zone: &Zone::Utc, scopes: &[], ascii: false, columns: 0 };
        let cx = Cx { theme: &theme, glyphs: Glyphs::new(false), look };
        let facts: Vec<Fact> = (0..9).map(|_| fact("What", "State", "failed")).collect();
        for (height, cursor, below) in [(4, 0, 6), (4, 8, 0), (10, 0, 0), (40, 0, 0)] {
            let area = Rect::new(0, 0, 40, height);
            let mut buffer = Buffer::empty(area);
            assert_eq!(draw(&facts, cursor, cx, area, &mut buffer), below, "{height} {cursor}");
        }
    }
}
