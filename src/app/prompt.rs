//! Keys and pasted text while a modal has them: help, palette, filter line, forms.

use super::effect::Effect;
use super::model::{Modal, Model};
use super::palette::{self, Choice};
use super::update::set_filter;
use super::{acknowledge, forms, open, perform};
use crate::ui::key::{Code, Key};

/// A key, for the modal.
pub(super) fn key(model: &mut Model, key: Key) -> Vec<Effect> {
    match model.modal.take() {
        Some(Modal::Help(top)) => help(model, top, key),
        Some(Modal::Palette(palette)) => find(model, palette, key),
        Some(Modal::Filter { input, before }) => filter(model, input, before, key),
        Some(Modal::Form(number)) => forms::key(model, number, key),
        Some(Modal::Acknowledge(dialog)) => acknowledge::key(model, dialog, key),
        None => Vec::new(),
    }
}

/// Pasted text, for the modal.
pub(super) fn paste(model: &mut Model, text: &str) {
    match &mut model.modal {
        Some(Modal::Palette(palette)) => palette.paste(text),
        Some(Modal::Form(number)) => {
            if let Some(form) = model.forms.get_mut(number) {
                form.paste(text);
            }
        }
        Some(Modal::Acknowledge(dialog)) => dialog.input.paste(text),
        Some(Modal::Filter { input, .. }) => {
            input.paste(text);
            let line = input.text().to_owned();
            set_filter(model, &line);
        }
        Some(Modal::Help(_)) | None => {}
    }
}

fn help(model: &mut Model, top: usize, key: Key) -> Vec<Effect> {
    let page = usize::from(model.size.1.saturating_sub(6)).max(1);
    let top = match (key.code, model.keymap.action(key)) {
        (Code::Esc | Code::Enter, _)
        | (_, Some(super::action::Action::Help | super::action::Action::Quit)) => {
            return Vec::new();
        }
        (Code::Down | Code::Char('j'), _) => top + 1,
        (Code::Up | Code::Char('k'), _) => top.saturating_sub(1),
        (Code::PageDown | Code::Char(' '), _) => top + page,
        (Code::PageUp, _) => top.saturating_sub(page),
        _ => top,
    };
    model.modal = Some(Modal::Help(top.min(super::help::lines(model).len().saturating_sub(page))));
    Vec::new()
}

fn find(model: &mut Model, mut palette: palette::Palette, key: Key) -> Vec<Effect> {
    match palette.key(key) {
        palette::Outcome::Close => Vec::new(),
        palette::Outcome::Stay => {
            model.modal = Some(Modal::Palette(palette));
            Vec::new()
        }
        palette::Outcome::Chosen(Choice::Do(action)) => perform::perform(model, action),
        palette::Outcome::Chosen(Choice::Open(subject)) => perform::open(model, subject),
        palette::Outcome::Chosen(Choice::BackUp(scope, resource)) => {
            open::backup::of(model, &[(scope, resource)])
        }
    }
}

fn filter(model: &mut Model, mut input: crate::ui::input::Input, before: String, key: Key) -> Vec<Effect> {
    match key.code {
        Code::Enter => {}
        Code::Esc => set_filter(model, &before),
        _ => {
            if input.key(key) {
                set_filter(model, input.text());
            }
            model.modal = Some(Modal::Filter { input, before });
        }
    }
    Vec::new()
}
