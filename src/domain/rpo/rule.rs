//! A rule of the configuration: for which resources it holds, by what they are and by their tags.
//!
//! AWS Backup tells tags of recovery points only. It copies a resource's tags to its points, and tells them where the points are
//! its own (API notes, section 1.17): so a rule by tag looks at a resource's newest recovery point.

use super::Objective;
use crate::domain::resource::Resource;
use crate::domain::scope::fits;
use crate::text::Text;

/// Resources for which an objective holds. The first that fits decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rule {
    /// The resource type, as `RDS`; `None` is any.
    pub kind: Option<String>,
    /// A pattern for the resource's name, `*` for any letters; `None` is any.
    pub name: Option<String>,
    /// A pattern for its ARN; `None` is any.
    pub arn: Option<String>,
    /// Tags that its newest recovery point has, each of them; none is any.
    pub tags: Vec<Tag>,
    /// The objective.
    pub objective: Objective,
}

/// A tag that a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its key.
    pub key: String,
    /// A pattern for its value, `*` for any letters.
    pub value: String,
}

/// What is known of the tags of a resource's newest recovery point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tags {
    /// AWS told them: keys and values.
    Told(Vec<(Text, Text)>),
    /// They are not known, and why.
    Untold(String),
}

/// Whether a rule fits a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Its tags decide, and they are not known: why.
    Unknown(String),
}

impl Rule {
    /// Whether it fits a resource; `tags` is asked for only where they decide.
    pub fn fit(&self, resource: &Resource, tags: impl FnOnce() -> Tags) -> Fit {
        if !self.may_fit(resource) {
            return Fit::No;
        }
        if self.tags.is_empty() {
            return Fit::Yes;
        }
        match tags() {
            Tags::Told(tags) if self.tags.iter().all(|tag| tag.is_among(&tags)) => Fit::Yes,
            Tags::Told(_) => Fit::No,
            Tags::Untold(why) => Fit::Unknown(why),
        }
    }

    /// Whether it fits but for tags.
    pub(super) fn may_fit(&self, resource: &Resource) -> bool {
        let same = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(found))
        };
        let like =
            |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| fits(wanted, found));
        same(&self.kind, resource.kind.as_str())
            && like(&self.name, resource.label())
            && like(&self.arn, resource.arn.as_str())
    }

    /// What it is for, as the configuration has it: "type RDS, tag tier=gold".
    pub fn words(&self) -> String {
        let part = |what: &str, value: &Option<String>| value.as_ref().map(|value| format!("{what} {value}"));
        let parts = [part("type", &self.kind), part("name", &self.name), part("arn", &self.arn)];
        let tags = self.tags.iter().map(|tag| format!("tag {}={}", tag.key, tag.value));
        let parts: Vec<String> = parts.into_iter().flatten().chain(tags).collect();
        if parts.is_empty() { "all resources".to_owned() } else { parts.join(", ") }
    }
}

impl Tag {
    fn is_among(&self, tags: &[(Text, Text)]) -> bool {
        tags.iter().any(|(key, value)| key.raw() == self.key && fits(&self.value, value.raw()))
    }
}

/// Whether the tags of a resource are needed to know its objective: a rule by tag comes first among those that may fit.
pub fn needs_tags(resource: &Resource, rules: &[Rule]) -> bool {
    rules.iter().find(|rule| rule.may_fit(resource)).is_some_and(|rule| !rule.tags.is_empty())
}

/// Whether a key is one that rules ask for.
pub fn is_asked_for(key: &Text, rules: &[Rule]) -> bool {
    rules.iter().flat_map(|rule| &rule.tags).any(|tag| tag.key == key.raw())
}
