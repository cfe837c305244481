//! Keys as the operator writes them in the configuration: `b`, `G`, `ctrl-r`, `pgup`, `f5`, `space`.

use std::fmt;
use std::str::FromStr;

/// One key press. Shift is part of a character (`G`), and stands by itself only for `backtab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Held control.
    pub ctrl: bool,
    /// Held alt.
    pub alt: bool,
}

/// Which key it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character.
    Char(char),
    /// Function key 1 to 12.
    F(u8),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

const NAMES: [(&str, Code); 16] = [
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backtab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pgup", Code::PageUp),
    ("pgdn", Code::PageDown),
    ("space", Code::Char(' ')),
    ("minus", Code::Char('-')),
];

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character with control.
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "f{n}"),
            _ => Ok(()),
        }
    }
}

/// A text that names no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no key: write one as b, G, ctrl-r, alt-x, enter, esc, tab, space, pgup or f5")]
pub struct NoSuchKey(pub String);

impl FromStr for Key {
    type Err = NoSuchKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let no_such_key = || NoSuchKey(text.to_owned());
        let (mut rest, mut ctrl, mut alt) = (text, false, false);
        loop {
            if let Some(tail) = rest.strip_prefix("ctrl-").filter(|_| !ctrl) {
                (rest, ctrl) = (tail, true);
            } else if let Some(tail) = rest.strip_prefix("alt-").filter(|_| !alt) {
                (rest, alt) = (tail, true);
            } else {
                break;
            }
        }
        let named = NAMES.iter().find(|(name, _)| *name == rest).map(|(_, code)| *code);
        let function = || {
            let number = rest.strip_prefix('f')?.parse().ok()?;
            (1..=12).contains(&number).then_some(Code::F(number))
        };
        let single = || {
            let mut chars = rest.chars();
            let c = chars.next().filter(|c| !c.is_control())?;
            chars.next().is_none().then_some(Code::Char(c))
        };
        let code = named.or_else(function).or_else(single).ok_or_else(no_such_key)?;
        Ok(Self { code, ctrl, alt })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_read_as_they_are_written() {
        for (text, key) in [
            ("b", Key::char('b')),
            ("G", Key::char('G')),
            ("ctrl-r", Key::ctrl('r')),
            ("space", Key::char(' ')),
            ("-", Key::char('-')),
            ("pgup", Key::plain(Code::PageUp)),
            ("f12", Key::plain(Code::F(12))),
            ("f", Key::char('f')),
        ] {
            assert_eq!(text.parse(), Ok(key), "{text}");
        }
        for text in ["", "f13", "f0", "hyper-x", "ctrl-", "ab", "ctrl-ctrl-a", "\u{1b}"] {
            assert_eq!(text.parse::<Key>(), Err(NoSuchKey(text.to_owned())));
        }
    }

    proptest! {
        #[test]
        fn a_written_key_reads_as_itself(c in any::<char>(), ctrl: bool, alt: bool, n in 1u8..=12, which in 0usize..18) {
            let code = match which {
                0..16 => NAMES[which].1,
                16 => Code::F(n),
                _ => Code::Char(c),
            };
            prop_assume!(!matches!(code, Code::Char(c) if c.is_control()));
            let key = Key { code, ctrl, alt };
            prop_assert_eq!(key.to_string().parse(), Ok(key));
        }

        #[test]
        fn any_text_is_a_key_or_a_clear_error(text in ".{0,12}") {
            match text.parse::<Key>() {
                Ok(key) => prop_assert_eq!(key.to_string().parse::<Key>(), Ok(key)),
                Err(error) => prop_assert!(error.to_string().contains(&text)),
            }
        }
    }
}
