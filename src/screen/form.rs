//! The form of a write: fields, checks, review and buttons on one page; while its writes are on their way, their list.

mod running;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{dialog, line};
use crate::app::model::Model;
use crate::config::style::Role;
use crate::domain::preflight::{Check, Verdict};
use crate::text::{Cut, Text, fit, width, wrap};
use crate::ui::Cx;
use crate::ui::glyphs::Glyphs;
use crate::wizards::form::{Danger, Field, Focus, Form, Planned, Step};

/// Columns of the labels, at least and at most.
const LABEL: (usize, usize) = (10, 26);
/// Lines of the review, at most.
const REVIEW: usize = 5;
/// The fields have so many lines at least, or half of the room, however much the rest says.
const FIELDS: usize = 3;

/// A styled line.
type Line = Vec<(Role, String)>;

/// Draws the form.
pub(super) fn draw(model: &Model, form: &Form, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    if form.step() == Step::Running && form.items().len() > 1 {
        running::draw(form, cx, area, buffer);
        return;
    }
    let columns = usize::from(area.width.min(100)).saturating_sub(4).max(1);
    let mut above: Vec<Line> = form
        .task()
        .about(form.lines(), form.known())
        .iter()
        .flat_map(|about| wrapped(Role::Dim, about, columns, 2))
        .collect();
    let judged = form.checks();
    let mut below: Vec<Line> = checks(&judged, cx.glyphs, columns);
    let mut review = review(model, form, &judged, columns);
    if form.refusal().is_some() && review.len() > 1 {
        // Why it was refused is worth more room than a command that is about to change.
        review.truncate(1);
        review[0].push((Role::Dim, "  ctrl-y copies the command".to_owned()));
    }
    below.extend(review);
    below.extend(outcome(form, &judged, columns));
    below.extend(word(form));
    let fields = usize::max(form.fields().len(), 1);
    // Air where there is room for it.
    let (border, row_of_buttons) = (2, 1);
    let room = usize::from(area.height).saturating_sub(border + row_of_buttons);
    let airy = above.len() + fields + below.len() + 2 <= room;
    if airy && !form.fields().is_empty() {
        below.insert(0, Vec::new());
        below.push(Vec::new());
    }
    let least = form.fields().len().min(FIELDS.max(room / 2));
    above.truncate(room.saturating_sub(below.len() + least).max(1));
    below.truncate(room.saturating_sub(above.len() + least));
    let shown = form.fields().len().min(room.saturating_sub(above.len() + below.len()));
    let height =
        u16::try_from(border + above.len() + shown + below.len() + row_of_buttons).unwrap_or(u16::MAX);
    let inside = dialog::open(&form.task().title(), (100, height), cx, area, buffer);
    let mut page = Page { inside, y: inside.y, cx, buffer };
    for parts in &above {
        page.parts(parts);
    }
    page.fields(form, shown);
    let word_at = below.iter().position(|parts| parts.first().is_some_and(|(_, text)| text == WORD));
    for (number, parts) in below.iter().enumerate() {
        let row = page.parts(parts);
        if word_at == Some(number) && form.focus() == Focus::Word {
            let used = parts.iter().map(|(_, text)| width(text)).sum::<usize>();
            let x = row.x + u16::try_from(used).unwrap_or(0);
            let place = Rect { x, width: row.right().saturating_sub(x), ..row };
            dialog::edited(form.word(), place, cx, page.buffer);
        } else if word_at == Some(number) {
            let used = parts.iter().map(|(_, text)| width(text)).sum::<usize>();
            let x = row.x + u16::try_from(used).unwrap_or(0);
            let typed = Text::new(form.word().text());
            line(
                Rect { x, width: row.right().saturating_sub(x), ..row },
                &[(Role::Text, typed.as_str())],
                cx,
                page.buffer,
            );
        }
    }
    let verb = form.task().verb();
    let act = if form.step() == Step::Running { "  Asking  ".to_owned() } else { format!("[ {verb} ]") };
    buttons(form, [&act, "[ Cancel ]"], page.inside, cx, page.buffer);
}

struct Page<'a, 'b> {
    inside: Rect,
    y: u16,
    cx: Cx<'a>,
    buffer: &'b mut Buffer,
}

impl Page<'_, '_> {
    /// The next row; of no height when the box is full. The last row belongs to the buttons.
    fn row(&mut self) -> Rect {
        let height = u16::from(self.y + 1 < self.inside.bottom());
        let row =
            Rect { x: self.inside.x + 1, y: self.y, width: self.inside.width.saturating_sub(2), height };
        self.y += height;
        row
    }

    fn parts(&mut self, parts: &Line) -> Rect {
        let row = self.row();
        let parts: Vec<(Role, &str)> = parts.iter().map(|(role, text)| (*role, text.as_str())).collect();
        line(row, &parts, self.cx, self.buffer);
        row
    }

    /// As many fields as there is room for, around the one that has the focus.
    fn fields(&mut self, form: &Form, shown: usize) {
        let at = match form.focus() {
            Focus::Field(at) => at,
            _ => 0,
        };
        let all = form.fields();
        let first = (at + 1).saturating_sub(shown.max(1)).min(all.len().saturating_sub(shown));
        let widest = all.iter().map(|field| width(&field.label)).max().unwrap_or_default();
        let label = (widest + 1).clamp(LABEL.0, LABEL.1);
        for (number, field) in all.iter().enumerate().skip(first).take(shown) {
            let more = match () {
                () if number == first && first > 0 => self.cx.glyphs.ascending,
                () if number + 1 == first + shown && number + 1 < all.len() => self.cx.glyphs.descending,
                () => "",
            };
            self.field(form, number, field, label, more);
        }
    }

    fn field(&mut self, form: &Form, number: usize, field: &Field, label: usize, more: &str) {
        let row = self.row();
        let focused = form.focus() == Focus::Field(number);
        let wrong = form.complaint().filter(|complaint| complaint.field == field.key);
        let role = match () {
            () if wrong.is_some() => Role::Critical,
            () if focused => Role::Key,
            () => Role::Heading,
        };
        let name = fit(&field.label, label.saturating_sub(1), Cut::End, self.cx.glyphs.ellipsis);
        line(row, &[(role, &name)], self.cx, self.buffer);
        let columns = u16::try_from(label).unwrap_or(0);
        let edge = u16::from(!more.is_empty());
        let value = Rect { x: row.x + columns, width: row.width.saturating_sub(columns + edge), ..row };
        let shown = usize::from(value.width);
        if focused {
            dialog::edited(&field.input, value, self.cx, self.buffer);
        } else {
            let text = Text::new(field.input.text());
            let text = fit(text.as_str(), shown, Cut::Middle, self.cx.glyphs.ellipsis);
            let role = if field.is_changed() { Role::Match } else { Role::Text };
            line(value, &[(role, &text)], self.cx, self.buffer);
        }
        let used = width(field.input.text()) + 3;
        let left = shown.saturating_sub(used);
        let note = wrong.map_or_else(|| form.note(field), |complaint| complaint.says.clone());
        if left > 8 {
            let note = fit(&note, left, Cut::End, self.cx.glyphs.ellipsis);
            let x = value.x + u16::try_from(used).unwrap_or(0);
            let role = if wrong.is_some() { Role::Critical } else { Role::Dim };
            line(Rect { x, width: value.right() - x, ..value }, &[(role, &note)], self.cx, self.buffer);
        }
        if edge > 0 {
            let place = Rect { x: row.right().saturating_sub(1), width: 1, ..row };
            line(place, &[(Role::Dim, more)], self.cx, self.buffer);
        }
    }
}

/// Text over as many lines as it needs, up to `most`; the last one shows that it was cut.
fn wrapped(role: Role, text: &str, columns: usize, most: usize) -> Vec<Line> {
    let pieces = wrap(text, columns);
    let cut = |number: usize, piece: std::ops::Range<usize>| {
        let end = if number + 1 == most { text.len() } else { piece.end };
        let shown = fit(&text[piece.start..end], columns, Cut::End, "~").into_owned();
        vec![(role, shown)]
    };
    pieces.into_iter().take(most).enumerate().map(|(number, piece)| cut(number, piece)).collect()
}

/// The checks, several on a line, what is wrong first.
fn checks(checks: &[Check], glyphs: &Glyphs, columns: usize) -> Vec<Line> {
    let mut sorted: Vec<&Check> = checks.iter().collect();
    sorted.sort_by_key(|check| match check.verdict {
        Verdict::Failed => 0,
        Verdict::Warning => 1,
        Verdict::Unknown => 2,
        Verdict::Passed => 3,
    });
    let mut lines: Vec<Line> = Vec::new();
    let mut used = 0;
    for check in sorted {
        let (role, glyph) = match check.verdict {
            Verdict::Passed => (Role::Ok, glyphs.ok),
            Verdict::Failed => (Role::Critical, glyphs.critical),
            Verdict::Warning => (Role::Warning, glyphs.warning),
            Verdict::Unknown => (Role::Dim, glyphs.unknown),
        };
        let text = format!("{glyph} {}", check.says);
        let wide = width(&text);
        match lines.last_mut() {
            Some(last) if used + 2 + wide <= columns => {
                last.push((role, format!("  {text}")));
                used += 2 + wide;
            }
            _ if wide > columns => {
                lines.extend(wrapped(role, &text, columns, 3));
                used = columns;
            }
            _ => {
                lines.push(vec![(role, text)]);
                used = wide;
            }
        }
    }
    lines
}

/// Account and Region in words, and the command that does the same.
fn review(model: &Model, form: &Form, checks: &[Check], columns: usize) -> Vec<Line> {
    let planned = match form.plan() {
        Ok(planned) => planned,
        Err(missing) if says(checks, &missing.says) || form.complaint() == Some(&missing) => {
            return Vec::new();
        }
        Err(complaint) => return wrapped(Role::Dim, &complaint.says, columns, 2),
    };
    let Some(first) = planned.first() else {
        return vec![vec![(Role::Dim, "nothing would change".to_owned())]];
    };
    let scope = model.scope(first.scope);
    let (name, region) = scope.map_or(("", ""), |scope| (scope.name(), scope.region.as_str()));
    let account = scope.and_then(crate::domain::scope::Scope::account).filter(|account| *account != name);
    let account = account.map_or_else(String::new, |account| format!(" {account}"));
    let more = match planned.len() {
        1 => String::new(),
        many => format!("  (the first of {many}; ctrl-y copies all)"),
    };
    let guarded = if model.is_guarded(first.scope) { "PRODUCTION " } else { "" };
    let role = if guarded.is_empty() { Role::Title } else { Role::Critical };
    let mut lines = vec![vec![(role, format!("in {guarded}{name}{account}, {region}:")), (Role::Dim, more)]];
    let command = Text::new(&command(model, first));
    lines.extend(wrapped(Role::Text, command.as_str(), columns, REVIEW));
    lines
}

fn command(model: &Model, planned: &Planned) -> String {
    crate::app::command_of(model, planned)
}

/// Whether a check says it already: once is enough.
fn says(checks: &[Check], words: &str) -> bool {
    checks.iter().any(|check| check.verdict == Verdict::Failed && check.says.contains(words))
}

fn outcome(form: &Form, checks: &[Check], columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    // A complaint about no field has its line here.
    if let Some(complaint) = form.complaint() {
        let of_field = form.fields().iter().find(|field| field.key == complaint.field);
        let beside =
            of_field.is_some_and(|field| width(field.input.text()) + width(&complaint.says) + 16 < columns);
        let repeated = form.refusal().is_some_and(|failure| failure.sentence().contains(&complaint.says));
        if !beside && !repeated && !says(checks, &complaint.says) {
            lines.extend(wrapped(Role::Critical, &complaint.says, columns, 3));
        }
    }
    if form.step() == Step::Running {
        lines.push(vec![(Role::Running, "asking AWS".to_owned())]);
    } else if form.is_locked() {
        let said = format!(
            "no clear answer: AWS may have done it. {} asks again for the very same, so nothing is done twice",
            form.task().verb()
        );
        lines.extend(wrapped(Role::Warning, &said, columns, 2));
    } else if let Some(failure) = form.refusal() {
        lines.extend(wrapped(Role::Critical, &failure.sentence(), columns, 3));
        if !failure.sentence().contains(failure.message.as_str()) {
            lines.extend(wrapped(Role::Dim, &format!("AWS said: {}", failure.message), columns, 2));
        }
    }
    lines
}

/// The end of the line in which a word is typed.
const WORD: &str = "Type ";

fn word(form: &Form) -> Option<Line> {
    let Danger::Destructive(word) = form.danger() else { return None };
    let role = if form.focus() == Focus::Word { Role::Key } else { Role::Heading };
    Some(vec![(role, WORD.to_owned()), (Role::Critical, word), (role, " to confirm: ".to_owned())])
}

/// The last row: what the form does, and how it is left.
fn buttons(form: &Form, [act, leave]: [&str; 2], inside: Rect, cx: Cx<'_>, buffer: &mut Buffer) {
    let role = |focus| if form.focus() == focus { Role::Selection } else { Role::Text };
    let parts = [(role(Focus::Do), act), (Role::Text, "   "), (role(Focus::Cancel), leave)];
    let taken = parts.iter().map(|(_, text)| width(text)).sum::<usize>() + 1;
    let taken = u16::try_from(taken).unwrap_or(0).min(inside.width);
    let row = Rect {
        x: inside.right().saturating_sub(taken),
        y: inside.bottom().saturating_sub(1),
        width: taken,
        height: 1.min(inside.height),
    };
    line(row, &parts, cx, buffer);
}
