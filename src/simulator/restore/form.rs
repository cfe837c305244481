//! The forms of restore as `assets/simulator/restore.toml` has them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Metadata;
use super::facts::Facts;
use crate::simulator::scenario::ScenarioError;

const FILE: &str = include_str!("../../../assets/simulator/restore.toml");

/// All forms, in the order in which they are tried.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    #[serde(default)]
    sets: BTreeMap<String, BTreeMap<String, Accepts>>,
    #[serde(default, rename = "form")]
    forms: Vec<Form>,
}

/// One thing that recovery points of a type can be restored as.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a form")]
pub struct Form {
    #[serde(rename = "type")]
    pub kind: String,
    /// Conditions on the metadata under which it is meant.
    #[serde(default)]
    when: Vec<Condition>,
    /// For continuous points, and only those.
    #[serde(default)]
    continuous: bool,
    /// For points in cold storage, and only those.
    #[serde(default)]
    cold: bool,
    /// Not for points in cold storage.
    #[serde(default)]
    snapshot_only: bool,
    /// For this variant of the type only.
    variant: Option<String>,
    #[serde(default)]
    sets: Vec<String>,
    /// The case of keys matters.
    #[serde(default)]
    pub exact: bool,
    #[serde(default)]
    pub required: Vec<String>,
    /// Of each group at least one key has to be there.
    #[serde(default)]
    pub one_of: Vec<Vec<String>>,
    /// The keys it takes.
    pub keys: BTreeMap<String, Accepts>,
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Conditions under which the job fails.
    #[serde(default)]
    pub fails: Vec<Failure>,
    /// What `GetRecoveryPointRestoreMetadata` gives.
    #[serde(default)]
    pub given: BTreeMap<String, String>,
    /// Keys that it gives without a value.
    #[serde(default)]
    pub nulls: Vec<String>,
    /// What `GetRestoreTestingInferredMetadata` gives; none is not supported.
    pub inferred: Option<BTreeMap<String, String>>,
    /// The ARN of what comes of it.
    pub makes: String,
    /// The type of what comes of it, where that is another one.
    pub makes_type: Option<String>,
    /// It restores into something that exists.
    #[serde(default)]
    pub existing: bool,
    /// It restores into something that exists unless these conditions hold.
    pub existing_unless: Option<Vec<Condition>>,
    /// What the job fails with when the target exists already.
    pub taken: Option<String>,
    /// Conditions under which that counts.
    #[serde(default)]
    taken_when: Vec<Condition>,
    #[serde(default)]
    pub tags: TagRule,
    /// The key without which the default VPC has to have a subnet.
    pub needs_subnet: Option<String>,
    /// The key that asks for access control lists.
    pub acls: Option<String>,
    /// How many hours longer it takes, at least and at most.
    pub extra_hours: Option<(i64, i64)>,
}

/// What becomes of `CopySourceTagsToRestoredResource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TagRule {
    /// Tags are copied when asked for.
    #[default]
    Asked,
    /// Tags are copied in any case.
    Always,
    /// Tags are not copied, whatever is asked for.
    Never,
    /// A job that asks for them fails.
    Refused,
}

/// What a key takes.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Accepts {
    /// A kind of value.
    Kind(String),
    /// One of these.
    Values(Vec<String>),
    /// A kind with limits.
    Limited(Limits),
}

/// A kind of value with limits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub kind: String,
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// A number in this unit that has to hold the point.
    pub holds: Option<String>,
    /// Members that an object, or each object of a list, has to have.
    #[serde(default)]
    pub needs: Vec<String>,
    pub starts: Option<String>,
    pub contains: Option<String>,
    pub max_items: Option<usize>,
    pub item_bytes: Option<usize>,
}

impl Accepts {
    /// Whether it takes values of a kind.
    pub fn is_kind(&self, wanted: &str) -> bool {
        match self {
            Self::Kind(kind) => kind == wanted,
            Self::Limited(limits) => limits.kind == wanted,
            Self::Values(_) => false,
        }
    }
}

/// Something that metadata may say. Without more than the key: it is there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    key: String,
    is: Vec<String>,
    not: Vec<String>,
    starts: Vec<String>,
    contains: Option<String>,
    lacks: Option<String>,
    below: Option<i64>,
    absent: bool,
}

/// What else metadata has to say when it says something.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub when: Vec<Condition>,
    /// Keys that have to be there.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Keys that must not be there.
    #[serde(default)]
    pub without: Vec<String>,
    /// Keys that have to have this value.
    #[serde(default)]
    pub wants: BTreeMap<String, String>,
    /// Keys that must not have this value.
    #[serde(default)]
    pub excludes: BTreeMap<String, String>,
    /// Keys that are refused, with the reason.
    #[serde(default)]
    pub refuses: BTreeMap<String, String>,
}

/// Conditions under which a job fails, and its words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    pub when: Vec<Condition>,
    /// A number of the message catalogue.
    pub number: Option<u16>,
    /// The target service's own words.
    pub message: Option<String>,
}

impl Forms {
    /// Reads the file that ships with the program.
    pub fn read() -> Result<Self, ScenarioError> {
        let failed = |message: String| ScenarioError::Parse { name: "restore.toml".to_owned(), message };
        let mut forms: Self = toml::from_str(FILE).map_err(|error| failed(error.to_string()))?;
        for form in &mut forms.forms {
            for name in &form.sets {
                let set = forms.sets.get(name).ok_or_else(|| failed(format!("there is no set {name}")))?;
                for (key, accepts) in set {
                    form.keys.entry(key.clone()).or_insert_with(|| accepts.clone());
                }
            }
        }
        Ok(forms)
    }

    /// The form that metadata for a point are meant for.
    pub fn meant(&self, kind: &str, facts: &Facts<'_>, metadata: &Metadata) -> Option<&Form> {
        self.of(kind).find(|form| form.fits(facts) && hold(&form.when, facts, metadata))
    }

    /// The form that a point has without any metadata: the one that says what is given.
    pub fn usual(&self, kind: &str, facts: &Facts<'_>) -> Option<&Form> {
        let fits = |form: &&Form| form.fits(facts);
        let given = |form: &&Form| !form.given.is_empty() || !form.nulls.is_empty();
        self.of(kind).filter(fits).find(given)
    }

    /// The form whose inferred metadata suit a point.
    pub fn inferring(&self, kind: &str, facts: &Facts<'_>) -> Option<&Form> {
        self.of(kind).find(|form| form.fits(facts) && form.inferred.is_some())
    }

    /// Whether restore testing can restore a type.
    pub fn testable(&self, kind: &str) -> bool {
        self.of(kind).any(|form| form.inferred.is_some())
    }

    /// Whether any form of a type takes a key.
    pub fn takes(&self, kind: &str, key: &str) -> bool {
        self.of(kind).any(|form| form.keys.keys().any(|known| known.eq_ignore_ascii_case(key)))
    }

    fn of(&self, kind: &str) -> impl Iterator<Item = &Form> {
        self.forms.iter().filter(move |form| form.kind == kind)
    }

    #[cfg(test)]
    pub fn all(&self) -> &[Form] {
        &self.forms
    }
}

impl Form {
    fn fits(&self, facts: &Facts<'_>) -> bool {
        (!self.continuous || facts.is_continuous())
            && (!self.cold || facts.is_cold())
            && !(self.snapshot_only && facts.is_cold())
            && self.variant.as_deref().is_none_or(|variant| variant == facts.variant())
    }

    /// The spelling of a key that it takes.
    pub fn spelling(&self, key: &str) -> Option<(&str, &Accepts)> {
        let found = self.keys.get_key_value(key);
        let alike = || self.keys.iter().find(|(known, _)| known.eq_ignore_ascii_case(key));
        let found = if self.exact { found } else { found.or_else(alike) };
        found.map(|(known, accepts)| (known.as_str(), accepts))
    }

    /// Whether `GetRecoveryPointRestoreMetadata` gives a key.
    pub fn gives(&self, key: &str) -> bool {
        let alike = |known: &String| if self.exact { known == key } else { known.eq_ignore_ascii_case(key) };
        self.given.keys().any(alike)
    }

    /// Metadata with keys in the form's own spelling.
    pub fn respell(&self, metadata: &Metadata) -> Metadata {
        let respell = |(key, value): (&String, &String)| {
            let key = self.spelling(key).map_or(key.as_str(), |(known, _)| known);
            (key.to_owned(), value.clone())
        };
        metadata.iter().map(respell).collect()
    }

    /// Whether it restores into something that is there.
    pub fn is_into_existing(&self, facts: &Facts<'_>, metadata: &Metadata) -> bool {
        let unless = self.existing_unless.as_ref();
        self.existing || unless.is_some_and(|unless| !hold(unless, facts, metadata))
    }

    /// What the job fails with if its target exists.
    pub fn taken(&self, facts: &Facts<'_>, metadata: &Metadata) -> Option<&str> {
        self.taken.as_deref().filter(|_| hold(&self.taken_when, facts, metadata))
    }

    /// Names of all keys, for tests of the file.
    #[cfg(test)]
    pub fn names(&self) -> std::collections::BTreeSet<&str> {
        self.keys.keys().map(String::as_str).collect()
    }
}

/// Whether all conditions hold.
pub fn hold(conditions: &[Condition], facts: &Facts<'_>, metadata: &Metadata) -> bool {
    conditions.iter().all(|condition| condition.holds(facts, metadata))
}

impl Condition {
    fn holds(&self, facts: &Facts<'_>, metadata: &Metadata) -> bool {
        let Some(value) = super::value(metadata, &self.key) else {
            return self.absent || self.lacks.is_some();
        };
        let any =
            |list: &[String], matches: &dyn Fn(&String) -> bool| list.is_empty() || list.iter().any(matches);
        !self.absent
            && any(&self.is, &|wanted| value == wanted)
            && !self.not.iter().any(|wanted| value == facts.fill(wanted, metadata))
            && any(&self.starts, &|start| value.starts_with(start.as_str()))
            && self.contains.as_ref().is_none_or(|part| value.contains(&facts.fill(part, metadata)))
            && self.lacks.as_ref().is_none_or(|part| !value.contains(part.as_str()))
            && self.below.is_none_or(|limit| value.parse().is_ok_and(|number: i64| number < limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_speaks_of_keys_that_its_form_takes() {
        for form in Forms::read().unwrap().all() {
            let names = form.names();
            let spoken = form
                .required
                .iter()
                .chain(form.one_of.iter().flatten())
                .chain(form.inferred.iter().flat_map(BTreeMap::keys))
                .chain(form.rules.iter().flat_map(|rule| rule.needs.iter().chain(&rule.without)))
                .chain(form.rules.iter().flat_map(|rule| rule.wants.keys().chain(rule.refuses.keys())))
                .chain(form.rules.iter().flat_map(|rule| rule.when.iter().map(|condition| &condition.key)))
                .chain(form.fails.iter().flat_map(|fail| fail.when.iter().map(|condition| &condition.key)))
                .chain(form.needs_subnet.iter())
                .chain(form.acls.iter());
            for key in spoken {
                assert!(names.contains(key.as_str()), "{} making {}: {key}", form.kind, form.makes);
            }
        }
    }

    #[test]
    fn every_type_has_a_form_that_says_what_is_given() {
        let forms = Forms::read().unwrap();
        for kind in crate::simulator::kinds::KINDS {
            assert!(forms.of(kind.name).any(|form| !form.given.is_empty()), "{}", kind.name);
        }
    }
}
