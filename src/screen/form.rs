//! The on-demand backup form: fields, checks, review and buttons on one page.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{dialog, line};
use crate::app::model::Model;
use crate::config::style::Role;
use crate::text::{Cut, Text, fit, wrap};
use crate::ui::Cx;
use crate::wizards::backup::{BackupWizard, Field, Focus, Step, Verdict};

/// Columns of the labels.
const LABEL: u16 = 11;

/// Draws the form.
pub(super) fn draw(model: &Model, form: &BackupWizard, cx: Cx<'_>, area: Rect, buffer: &mut Buffer) {
    let title = format!("Back up {}", form.label());
    let inside = dialog::open(&title, (100, 20), cx, area, buffer);
    let mut page = Page { inside, y: inside.y, cx, buffer };
    page.text(Role::Dim, form.resource().as_str());
    for field in Field::ALL {
        page.field(form, field);
    }
    page.gap();
    for check in form.checks() {
        let (role, glyph) = match check.verdict {
            Verdict::Passed => (Role::Ok, cx.glyphs.ok),
            Verdict::Failed => (Role::Critical, cx.glyphs.critical),
            Verdict::Warning => (Role::Warning, cx.glyphs.warning),
            Verdict::Unknown => (Role::Dim, cx.glyphs.unknown),
        };
        page.text(role, &format!("{glyph} {}", check.says));
    }
    page.gap();
    page.review(model, form);
    page.outcome(form);
    page.buttons(form);
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

    fn gap(&mut self) {
        // Small boxes have no room for air.
        if self.inside.height >= 17 {
            self.row();
        }
    }

    fn text(&mut self, role: Role, text: &str) {
        let row = self.row();
        let text = fit(text, usize::from(row.width), Cut::End, self.cx.glyphs.ellipsis);
        line(row, &[(role, &text)], self.cx, self.buffer);
    }

    /// Text over as many rows as it needs, up to `most`.
    fn wrapped(&mut self, role: Role, text: &str, most: usize) {
        let columns = usize::from(self.inside.width.saturating_sub(2)).max(1);
        let pieces = wrap(text, columns);
        for (number, piece) in pieces.iter().take(most).enumerate() {
            // The last row that there is room for takes the rest, and shows that it was cut.
            let end = if number + 1 == most { text.len() } else { piece.end };
            self.text(role, &text[piece.start..end]);
        }
    }

    fn field(&mut self, form: &BackupWizard, field: Field) {
        let row = self.row();
        let focused = form.focus() == Focus::Field(field);
        let wrong = form.complaint().filter(|(marked, _)| *marked == field);
        let role = if wrong.is_some() {
            Role::Critical
        } else if focused {
            Role::Key
        } else {
            Role::Heading
        };
        line(row, &[(role, field.label())], self.cx, self.buffer);
        let note = wrong.map_or_else(|| note(form, field), |(_, why)| why.to_owned());
        let value = Rect { x: row.x + LABEL, width: row.width.saturating_sub(LABEL), ..row };
        let input = form.input(field);
        let shown = usize::from(value.width);
        if focused {
            dialog::edited(input, value, self.cx, self.buffer);
        } else {
            let text = Text::new(input.text());
            let text = fit(text.as_str(), shown, Cut::Middle, self.cx.glyphs.ellipsis);
            line(value, &[(Role::Text, &text)], self.cx, self.buffer);
        }
        let used = crate::text::width(input.text()) + 3;
        let left = shown.saturating_sub(used);
        if left > 8 {
            let note = fit(&note, left, Cut::End, self.cx.glyphs.ellipsis);
            let x = value.x + u16::try_from(used).unwrap_or(0);
            let role = if wrong.is_some() { Role::Critical } else { Role::Dim };
            line(Rect { x, width: value.right() - x, ..value }, &[(role, &note)], self.cx, self.buffer);
        } else if let Some((_, why)) = wrong {
            self.text(Role::Critical, why);
        }
    }

    /// Account and Region in words, and the command that does the same.
    fn review(&mut self, model: &Model, form: &BackupWizard) {
        let scope = model.scope(form.draft().scope);
        let region = scope.map_or("", |scope| scope.region.as_str());
        let name = scope.map_or("", |scope| scope.name());
        let account = form.draft().account.as_str();
        let account = if name == account { "" } else { account };
        self.text(Role::Title, &format!("in {name} {account}, {region}:"));
        match form.write() {
            Ok(write) => {
                let profile = scope.and_then(|scope| scope.profile.as_deref());
                let command = Text::new(&write.command(region, profile));
                self.wrapped(Role::Text, command.as_str(), 5);
            }
            Err((_, why)) => self.text(Role::Dim, &why),
        }
    }

    fn outcome(&mut self, form: &BackupWizard) {
        match form.step() {
            Step::Form => {}
            Step::Sending => self.text(Role::Running, "asking AWS to start it"),
            Step::Refused(_) if form.is_locked() => self.wrapped(
                Role::Warning,
                "no clear answer: AWS may have started it. Start asks again with the same token, so nothing starts twice",
                2,
            ),
            Step::Refused(failure) => {
                self.wrapped(Role::Critical, &failure.sentence(), 2);
                if failure.sentence() != failure.message.as_str() {
                    self.wrapped(Role::Dim, &format!("AWS said: {}", failure.message), 2);
                }
            }
        }
    }

    fn buttons(&mut self, form: &BackupWizard) {
        let button = |focus, words: &'static str| {
            let role = if form.focus() == focus { Role::Selection } else { Role::Text };
            (role, words)
        };
        let start = if matches!(form.step(), Step::Sending) { "  Asking  " } else { "[ Start ]" };
        let row = Rect {
            x: (self.inside.right()).saturating_sub(26).max(self.inside.x),
            y: self.inside.bottom().saturating_sub(1),
            width: 26.min(self.inside.width),
            height: 1.min(self.inside.height),
        };
        let parts = [button(Focus::Start, start), (Role::Text, "   "), button(Focus::Cancel, "[ Cancel ]")];
        line(row, &parts, self.cx, self.buffer);
    }
}

/// What stands beside a field.
fn note(form: &BackupWizard, field: Field) -> String {
    match field {
        Field::Vault => match form.vault() {
            Some(vault) => format!("{}; left and right choose", vault.lock.words()),
            None if form.vaults().is_empty() => String::new(),
            None => "left and right choose a known one".to_owned(),
        },
        Field::Keep if form.input(field).text().trim().is_empty() => "empty: for ever".to_owned(),
        Field::Keep => format!("days, {}", form.draft().source),
        Field::Role => String::new(),
        Field::Tags => "key=value, key=value".to_owned(),
    }
}
