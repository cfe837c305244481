//! The fields of a form, and what stands in them.

use std::borrow::Cow;

use crate::ui::input::Input;

/// One field.
#[derive(Debug, Clone)]
pub struct Field {
    /// What checks, refusals and plans call it.
    pub key: Cow<'static, str>,
    /// What the screen calls it.
    pub label: Cow<'static, str>,
    /// What is typed.
    pub input: Input,
    /// Left and right choose among these.
    pub choices: Vec<String>,
    /// What the original has, where the form is made of one: what differs is marked.
    pub original: Option<String>,
    /// The things that the form is about differ here: left empty, each keeps its own.
    pub mixed: bool,
    /// What it is, for the line beside it.
    pub help: String,
}

impl Field {
    /// A field holding `text`.
    pub fn new(
        key: impl Into<Cow<'static, str>>,
        label: impl Into<Cow<'static, str>>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            input: Input::new(text),
            choices: Vec::new(),
            original: None,
            mixed: false,
            help: String::new(),
        }
    }

    /// A field for several things: their common text, or empty where they differ.
    pub fn common(key: &'static str, label: &'static str, texts: &[String]) -> Self {
        let first = texts.first().cloned().unwrap_or_default();
        let mixed = texts.iter().any(|text| *text != first);
        Self { mixed, ..Self::new(key, label, if mixed { String::new() } else { first }) }
    }

    /// With these to choose among.
    #[must_use]
    pub fn choices(self, choices: Vec<String>) -> Self {
        Self { choices, ..self }
    }

    /// With a help text.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    /// With the original's text.
    #[must_use]
    pub fn original(self, original: impl Into<String>) -> Self {
        Self { original: Some(original.into()), ..self }
    }

    /// What stands in it, without blanks around.
    pub fn text(&self) -> &str {
        self.input.text().trim()
    }

    /// Whether each thing keeps its own.
    pub fn is_own(&self) -> bool {
        self.mixed && self.text().is_empty()
    }

    /// Whether it differs from the original.
    pub fn is_changed(&self) -> bool {
        self.original.as_ref().is_some_and(|original| original != self.text())
    }

    pub(super) fn choose(&mut self, forward: bool) {
        let Some(last) = self.choices.len().checked_sub(1) else { return };
        let at = self.choices.iter().position(|choice| choice == self.text());
        let next = match (at, forward) {
            (Some(at), true) => (at + 1) % (last + 1),
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
            (None, _) => 0,
        };
        self.input = Input::new(self.choices[next].clone());
    }
}

/// What stands in the fields.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'a>(pub &'a [Field]);

impl<'a> Lines<'a> {
    /// The text of a field; empty where there is no such field.
    pub fn text(&self, key: &str) -> &'a str {
        self.field(key).map_or("", Field::text)
    }

    /// A field.
    pub fn field(&self, key: &str) -> Option<&'a Field> {
        self.0.iter().find(|field| field.key == key)
    }

    /// Whether each thing keeps its own.
    pub fn is_own(&self, key: &str) -> bool {
        self.field(key).is_some_and(Field::is_own)
    }
}
