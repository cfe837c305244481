//! The filter line: words, `field:value`, `!word`, and "two words" in quotes. All terms must hold; case does not matter.

use super::Row;

/// A parsed filter line. Any text is a filter: what names no field is searched for as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

/// One term of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// `!`: rows that match are left out.
    pub negated: bool,
    /// Only in this column.
    pub field: Option<&'static str>,
    /// The text looked for, in lower case.
    pub needle: String,
}

impl Filter {
    /// Reads a filter line for lists of `R`.
    pub fn parse<R: Row>(line: &str) -> Self {
        let terms = words(line).filter_map(|(word, quoted)| Term::parse::<R>(&word, quoted)).collect();
        Self { terms }
    }

    /// Whether every row passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether this row passes.
    pub fn admits<R: Row>(&self, row: &R) -> bool {
        self.terms.iter().all(|term| term.found_in(row) != term.negated)
    }

    /// The texts to mark in a column of this name.
    pub fn marks<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a str> {
        self.terms
            .iter()
            .filter(move |term| !term.negated && term.field.is_none_or(|field| field == column))
            .map(|term| term.needle.as_str())
    }
}

impl Term {
    fn parse<R: Row>(word: &str, quoted: bool) -> Option<Self> {
        let (negated, word) = match word.strip_prefix('!') {
            Some(rest) if !quoted => (true, rest),
            _ => (false, word),
        };
        let named = word.split_once(':').and_then(|(name, value)| {
            let searched = |column: &&super::Column<R>| column.search.is_some();
            let column =
                R::columns().iter().filter(searched).find(|column| column.name.eq_ignore_ascii_case(name))?;
            Some((column.name, value))
        });
        let (field, needle) = match named {
            Some((name, value)) => (Some(name), value),
            None => (None, word),
        };
        (!needle.is_empty()).then(|| Self { negated, field, needle: needle.to_lowercase() })
    }

    fn found_in<R: Row>(&self, row: &R) -> bool {
        R::columns()
            .iter()
            .filter(|column| self.field.is_none_or(|field| field == column.name))
            .filter_map(|column| column.search)
            .any(|search| contains(&search(row), &self.needle))
    }
}

/// Splits at blanks; quotes keep them, also after `!` and `field:`. An open quote ends with the line.
fn words(line: &str) -> impl Iterator<Item = (String, bool)> {
    let mut chars = line.chars().peekable();
    std::iter::from_fn(move || {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        chars.peek()?;
        let starts_quoted = chars.peek() == Some(&'"');
        let (mut word, mut quoted) = (String::new(), false);
        while let Some(c) = chars.next_if(|c| quoted || !c.is_whitespace()) {
            if c == '"' {
                quoted = !quoted;
            } else {
                word.push(c);
            }
        }
        Some((word, starts_quoted))
    })
}

/// Whether `text` holds `needle`, which is in lower case.
fn contains(text: &str, needle: &str) -> bool {
    if needle.is_ascii() {
        // The common case runs over a million rows: no allocation.
        let (text, needle) = (text.as_bytes(), needle.as_bytes());
        text.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
    } else {
        text.to_lowercase().contains(needle)
    }
}
