//! A one-line text input: its text, its caret, and what keys do to it. Pure.

use super::key::{Code, Key};

/// A line being edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Byte offset, always at the edge of a character.
    caret: usize,
}

impl Input {
    /// An input holding `text`, the caret at its end.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { caret: text.len(), text }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before and after the caret.
    pub fn split(&self) -> (&str, &str) {
        self.text.split_at(self.caret)
    }

    /// Does what the key means to a line; false when it means nothing.
    pub fn key(&mut self, key: Key) -> bool {
        match key {
            Key { code: Code::Char(c), ctrl: false, alt: false } => self.insert(c),
            Key { code: Code::Backspace, .. } => self.remove(self.before()..self.caret),
            Key { code: Code::Delete, .. } => self.remove(self.caret..self.after()),
            Key { code: Code::Left, .. } => self.caret = self.before(),
            Key { code: Code::Right, .. } => self.caret = self.after(),
            Key { code: Code::Home, .. } | Key { code: Code::Char('a'), ctrl: true, .. } => self.caret = 0,
            Key { code: Code::End, .. } | Key { code: Code::Char('e'), ctrl: true, .. } => {
                self.caret = self.text.len();
            }
            Key { code: Code::Char('u'), ctrl: true, .. } => self.remove(0..self.caret),
            Key { code: Code::Char('k'), ctrl: true, .. } => self.remove(self.caret..self.text.len()),
            Key { code: Code::Char('w'), ctrl: true, .. } => self.remove(self.word_start()..self.caret),
            _ => return false,
        }
        true
    }

    /// Puts pasted text in at the caret; a line has no line ends and no control characters.
    pub fn paste(&mut self, text: &str) {
        for c in text.trim().chars() {
            self.insert(if c.is_control() { ' ' } else { c });
        }
    }

    fn insert(&mut self, c: char) {
        if !c.is_control() {
            self.text.insert(self.caret, c);
            self.caret += c.len_utf8();
        }
    }

    fn remove(&mut self, range: std::ops::Range<usize>) {
        self.caret = range.start;
        self.text.replace_range(range, "");
    }

    fn before(&self) -> usize {
        self.text[..self.caret].char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.text[self.caret..].chars().next().map_or(self.caret, |c| self.caret + c.len_utf8())
    }

    fn word_start(&self) -> usize {
        let head = self.text[..self.caret].trim_end();
        head.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(keys: &str) -> Input {
        let mut input = Input::default();
        keys.split(' ').for_each(|key| {
            input.key(key.parse().unwrap());
        });
        input
    }

    #[test]
    fn lines_are_edited_as_in_a_shell() {
        for (keys, text) in [
            ("a b c backspace", "ab"),
            ("a b left left x", "xab"),
            ("a space b c ctrl-w", "a "),
            ("a b ctrl-a delete", "b"),
            ("a b c left ctrl-k", "ab"),
            ("a b c left ctrl-u", "c"),
            ("é ß left backspace", "ß"),
        ] {
            assert_eq!(typed(keys).text(), text, "{keys}");
        }
    }

    proptest! {
        #[test]
        fn the_caret_never_leaves_the_text(start in ".{0,12}", codes in prop::collection::vec(0usize..12, 0..40)) {
            const KEYS: [&str; 12] =
                ["x", "é", "backspace", "delete", "left", "right", "home", "end", "ctrl-w", "ctrl-u", "ctrl-k", "esc"];
            let mut input = Input::new(start);
            for code in codes {
                input.key(KEYS[code].parse().unwrap());
                let (before, after) = input.split();
                prop_assert_eq!(format!("{before}{after}"), input.text());
            }
        }
    }
}
