//! Text as an operator reads it: cleaned, measured, and with times, sizes and counts in words. Pure.

mod clean;
pub mod markdown;
mod size;
pub mod time;
mod width;
mod wrap;

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use clean::clean;
pub use size::{bytes, count};
pub use time::Zone;
pub use width::{Cut, fit, pad_end, pad_start, width};
pub use wrap::wrap;

/// Untrusted text, cleaned once: what may be shown, and the value as it came for calls and exports.
///
/// Equality, order and hash are those of the raw value, so two names that only look alike stay two names. Cloning is cheap.
#[derive(Clone)]
pub struct Text {
    shown: Arc<str>,
    /// Kept only where cleaning changed something, which is almost never: a thin pointer, since rows are full of texts.
    raw: Option<Arc<String>>,
}

impl Text {
    /// Cleans `raw` (see [`clean()`]).
    pub fn new(raw: &str) -> Self {
        match clean(raw) {
            Cow::Borrowed(same) => Self { shown: same.into(), raw: None },
            Cow::Owned(shown) => Self { shown: shown.into(), raw: Some(Arc::new(raw.to_owned())) },
        }
    }

    /// The cleaned text, the only form for the screen and for logs.
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// The value as it came, the only form for calls and exports.
    pub fn raw(&self) -> &str {
        self.raw.as_ref().map_or(&self.shown, |raw| raw.as_str())
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

/// As it came: what is exported is not for the screen.
impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.raw())
    }
}

impl From<&str> for Text {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl From<String> for Text {
    fn from(raw: String) -> Self {
        Self::new(&raw)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.raw(), f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.raw() == other.raw()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.raw().cmp(other.raw())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw().hash(state);
    }
}

/// Maps keyed by text are looked up by the raw value.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.raw()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;

    #[test]
    fn clean_text_is_its_own_raw_value() {
        let text = Text::new("prod-daily");
        assert_eq!((text.as_str(), text.raw()), ("prod-daily", "prod-daily"));
        assert!(text.raw.is_none());
    }

    #[test]
    fn hostile_text_keeps_its_raw_value_for_calls() {
        let text = Text::new("a\x1b[2Jb");
        assert_eq!((text.as_str(), text.raw()), ("a^[[2Jb", "a\x1b[2Jb"));
    }

    #[test]
    fn names_that_look_alike_stay_apart() {
        let twins: BTreeSet<Text> = ["a^[", "a\x1b"].map(Text::new).into();
        assert_eq!(twins.len(), 2);
    }

    #[test]
    fn a_map_is_looked_up_by_the_raw_value() {
        let map = HashMap::from([(Text::new("x\ty"), 1)]);
        assert_eq!(map.get("x\ty"), Some(&1));
        assert_eq!(map.get("x y"), None);
    }

    #[test]
    fn display_pads_and_default_is_empty() {
        assert_eq!(format!("{:>5}|", Text::new("ab")), "   ab|");
        assert!(Text::default().is_empty());
    }
}
