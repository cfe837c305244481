//! The words that themes are written in: what a style is for, and how it looks. The shipped themes (`assets/themes`) and
//! the `[theme.colors]` table of a configuration file use the same ones.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a piece of the screen is, whatever it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Text that may be overlooked: ids, units, past times.
    Dim,
    /// Titles of panes and pages.
    Title,
    /// Column headings and labels of fields.
    Heading,
    /// Borders of panes.
    Border,
    /// Border of the pane that has the keys.
    BorderFocus,
    /// The line at the top.
    Header,
    /// The row under the cursor.
    Selection,
    /// Success.
    Ok,
    /// Work in progress.
    Running,
    /// Waiting for its turn.
    Waiting,
    /// Needs a look.
    Warning,
    /// Needs a look now.
    Critical,
    /// Data that is older than it should be.
    Stale,
    /// A key in a hint.
    Key,
    /// The part of a row that a filter matched.
    Match,
    /// A field being typed in.
    Input,
    /// The one line that must be read: read-only, expired session, lost connection.
    Banner,
    /// The filled part of a progress bar.
    Progress,
}

impl Role {
    /// Every role, in the order of their discriminants.
    pub const ALL: [Self; 19] = [
        Self::Text,
        Self::Dim,
        Self::Title,
        Self::Heading,
        Self::Border,
        Self::BorderFocus,
        Self::Header,
        Self::Selection,
        Self::Ok,
        Self::Running,
        Self::Waiting,
        Self::Warning,
        Self::Critical,
        Self::Stale,
        Self::Key,
        Self::Match,
        Self::Input,
        Self::Banner,
        Self::Progress,
    ];
}

/// The look of each role that a theme or a configuration file speaks of.
pub type Palette = BTreeMap<Role, StyleSpec>;

/// A style in words: `bold #ffb454 on #1c1c1c`, `reverse`, `light-red`, or `plain` for the terminal's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StyleSpec {
    /// Colour of the letters; none is the terminal's own.
    pub fg: Option<Paint>,
    /// Colour behind them; none is the terminal's own.
    pub bg: Option<Paint>,
    /// The emphases that are on, as indexes into [`EMPHASES`].
    emphases: [bool; EMPHASES.len()],
}

/// What may stand in a style besides colours.
pub const EMPHASES: [&str; 5] = ["bold", "dim", "italic", "underline", "reverse"];

/// The names of the 16 colours, in the order of their numbers.
pub const COLOR_NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "dark-gray",
    "light-red",
    "light-green",
    "light-yellow",
    "light-blue",
    "light-magenta",
    "light-cyan",
    "white",
];

/// One colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// One of the 16 that the terminal's own theme decides (see [`COLOR_NAMES`]).
    Ansi(u8),
    /// Red, green, blue; brought down to what the terminal can show.
    Rgb(u8, u8, u8),
}

impl StyleSpec {
    /// The emphases that are on, by their names in [`EMPHASES`].
    pub fn emphases(&self) -> impl Iterator<Item = &'static str> {
        EMPHASES.into_iter().zip(self.emphases).filter_map(|(name, on)| on.then_some(name))
    }
}

impl FromStr for StyleSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut style = Self::default();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            if let Some(emphasis) = EMPHASES.iter().position(|&name| name == word) {
                style.emphases[emphasis] = true;
            } else if word == "on" {
                style.bg = Some(words.next().ok_or("a colour is missing after `on`")?.parse()?);
            } else if word != "plain" {
                style.fg = Some(word.parse()?);
            }
        }
        Ok(style)
    }
}

impl TryFrom<String> for StyleSpec {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StyleSpec> for String {
    fn from(style: StyleSpec) -> Self {
        let mut words: Vec<Self> = style.emphases().map(Self::from).collect();
        words.extend(style.fg.map(Self::from));
        words.extend(style.bg.map(|paint| format!("on {}", Self::from(paint))));
        if words.is_empty() { "plain".to_owned() } else { words.join(" ") }
    }
}

impl FromStr for Paint {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if let Some(number) = (0..).zip(COLOR_NAMES).find_map(|(n, name)| (name == word).then_some(n)) {
            return Ok(Self::Ansi(number));
        }
        word.strip_prefix('#').and_then(hex).ok_or_else(|| {
            let words: Vec<&str> = COLOR_NAMES.into_iter().chain(EMPHASES).chain(["plain", "on"]).collect();
            format!("`{word}` is no colour: write #rrggbb or one of `{}`", words.join("`, `"))
        })
    }
}

impl From<Paint> for String {
    fn from(paint: Paint) -> Self {
        match paint {
            Paint::Ansi(number) => COLOR_NAMES[usize::from(number & 15)].to_owned(),
            Paint::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        }
    }
}

fn hex(digits: &str) -> Option<Paint> {
    let valid = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let [_, r, g, b] = u32::from_str_radix(digits, 16).ok().filter(|_| valid)?.to_be_bytes();
    Some(Paint::Rgb(r, g, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_reads_as_it_is_written() {
        for text in
            ["plain", "bold", "bold underline light-red", "#ffb454", "dim gray on #1c1c1c", "reverse on blue"]
        {
            let style: StyleSpec = text.parse().unwrap();
            assert_eq!(String::from(style), text);
        }
    }

    #[test]
    fn a_style_that_is_none_is_refused_with_its_word() {
        for (text, word) in
            [("purpel", "purpel"), ("#12345", "#12345"), ("#+12345", "#+12345"), ("red on", "on")]
        {
            let refused = text.parse::<StyleSpec>().unwrap_err();
            assert!(refused.contains(word), "{refused}");
        }
    }

    #[test]
    fn all_roles_are_listed_in_their_order() {
        for (place, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, place);
        }
    }
}
