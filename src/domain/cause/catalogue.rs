//! The catalogue of causes, read once.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::job::JobKind;

/// One cause, or one of AWS's classes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Its name in the catalogue.
    pub id: String,
    /// The reason in a few words, small letters first.
    #[serde(alias = "word")]
    pub title: String,
    /// AWS's class of it; empty for a class.
    #[serde(default)]
    pub class: String,
    /// Kinds of job that it is about; all when empty.
    #[serde(default)]
    jobs: Vec<Kind>,
    /// Messages that mean it.
    says: Vec<String>,
    /// Message categories that mean it.
    #[serde(default)]
    categories: Vec<String>,
    /// What happened, in plain words.
    pub cause: String,
    /// What to do, step by step.
    #[serde(rename = "do")]
    pub steps: Vec<Step>,
    /// The page of the developer guide that tells more.
    pub page: String,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Step {
    /// In words.
    pub words: String,
    /// The command that does it, where one does.
    pub command: Option<String>,
}

impl From<Vec<String>> for Step {
    fn from(parts: Vec<String>) -> Self {
        let mut parts = parts.into_iter();
        Self { words: parts.next().unwrap_or_default(), command: parts.next() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Backup,
    Copy,
    Restore,
}

impl Kind {
    fn is(self, kind: JobKind) -> bool {
        matches!(
            (self, kind),
            (Self::Backup, JobKind::Backup) | (Self::Copy, JobKind::Copy) | (Self::Restore, JobKind::Restore)
        )
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    failure: Vec<Cause>,
    class: Vec<Cause>,
    /// The patterns of all causes, the longest first.
    #[serde(skip)]
    patterns: Vec<(Pattern, usize)>,
    /// The patterns of each class.
    #[serde(skip)]
    classes: Vec<Vec<Pattern>>,
}

/// A test holds that the catalogue can be read.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut all: Catalogue =
        toml::from_str(include_str!("../../../assets/failures.toml")).unwrap_or_default();
    let patterns = |(number, cause): (usize, &Cause)| {
        cause.says.iter().map(|says| (Pattern::new(says), number)).collect::<Vec<_>>()
    };
    all.patterns = all.failure.iter().enumerate().flat_map(patterns).collect();
    all.patterns.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.weight()));
    all.classes =
        all.class.iter().map(|class| class.says.iter().map(|says| Pattern::new(says)).collect()).collect();
    all
});

/// All causes, in the catalogue's order.
pub fn all() -> &'static [Cause] {
    &CATALOGUE.failure
}

/// A cause by its name.
pub fn cause(id: &str) -> Option<&'static Cause> {
    CATALOGUE.failure.iter().find(|cause| cause.id == id)
}

/// The cause that a message tells: of several that fit, the one of the most letters.
pub(super) fn by_message(kind: Option<JobKind>, message: &str) -> Option<&'static Cause> {
    let lower = message.to_ascii_lowercase();
    let about = |cause: &Cause| {
        cause.jobs.is_empty() || kind.is_none_or(|kind| cause.jobs.iter().any(|of| of.is(kind)))
    };
    CATALOGUE
        .patterns
        .iter()
        .map(|(pattern, number)| (pattern, &CATALOGUE.failure[*number]))
        .find(|(pattern, cause)| about(cause) && pattern.fits(&lower))
        .map(|(_, cause)| cause)
}

/// AWS's class: by category, compared without case and underscores (its spelling differs from call to call), else by words.
pub(super) fn class_of(message: &str, category: Option<&str>) -> Option<&'static Cause> {
    let plain = |word: &str| word.chars().filter(|c| *c != '_').collect::<String>().to_ascii_lowercase();
    let category = category.map(plain).unwrap_or_default();
    let named = |class: &&Cause| class.categories.iter().any(|known| plain(known) == category);
    if let Some(class) = CATALOGUE.class.iter().find(named) {
        return Some(class);
    }
    let lower = message.to_ascii_lowercase();
    let said =
        CATALOGUE.classes.iter().position(|patterns| patterns.iter().any(|pattern| pattern.fits(&lower)));
    said.map(|number| &CATALOGUE.class[number])
}

/// Pieces of text that stand in this order, with anything between. A handful of searches beat an engine for regular
/// expressions here, and can't be made slow by what is searched.
#[derive(Debug)]
struct Pattern(Vec<String>);

impl Pattern {
    fn new(says: &str) -> Self {
        Self(
            says.to_ascii_lowercase()
                .split('*')
                .filter(|piece| !piece.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    fn weight(&self) -> usize {
        self.0.iter().map(String::len).sum()
    }

    /// Whether it is found in a text of small letters.
    fn fits(&self, lower: &str) -> bool {
        let mut rest = lower;
        self.0.iter().all(|piece| match rest.find(piece.as_str()) {
            Some(at) => {
                rest = &rest[at + piece.len()..];
                true
            }
            None => false,
        })
    }
}

#[cfg(test)]
pub(super) fn is_readable() -> Result<(), toml::de::Error> {
    toml::from_str::<Catalogue>(include_str!("../../../assets/failures.toml")).map(|_| ())
}

#[cfg(test)]
pub(super) fn classes() -> &'static [Cause] {
    &CATALOGUE.class
}
