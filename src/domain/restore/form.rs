//! What a restore form is made of, as its data file says it (`assets/restore`).

use std::collections::BTreeMap;

use serde::Deserialize;

/// All forms of one resource type.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// `ResourceType` as AWS spells it.
    #[serde(rename = "type")]
    pub resource_type: String,
    /// What a point in cold storage or in the archive adds, in words.
    #[serde(default)]
    pub from_cold: Option<String>,
    /// Keys that all its forms end with.
    #[serde(default)]
    keys: Vec<KeySpec>,
    /// True of all its forms.
    #[serde(default)]
    notes: Vec<String>,
    /// Given by the point and never sent.
    #[serde(default)]
    drop: Vec<String>,
    /// Given by the point, worth knowing, and never sent.
    #[serde(default)]
    info: Vec<String>,
    /// What to run when the restore is done.
    #[serde(default)]
    next: Option<String>,
    /// The forms; more than one may fit a point.
    #[serde(rename = "form")]
    pub forms: Vec<Form>,
}

/// One thing that a point can be restored as.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// In a word or two: "volume", "files to a bucket".
    pub name: String,
    /// What comes of it.
    pub makes: String,
    /// What happens to what is there.
    #[serde(default)]
    pub effect: Effect,
    /// Fits only such points.
    #[serde(default)]
    pub when: When,
    /// `ResourceType` to send where it is not the point's.
    #[serde(default)]
    pub sends: Option<String>,
    /// Whether the new resource can get the old one's tags (reference section 6.4: asking for it fails some types).
    #[serde(default = "yes")]
    pub copy_tags: bool,
    /// Keys that it does not know are refused by AWS: what else the point gives is not sent.
    #[serde(default)]
    pub strict: bool,
    /// Given by the point and never sent.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Given by the point, worth knowing, and never sent.
    #[serde(default)]
    pub info: Vec<String>,
    /// True of it.
    #[serde(default)]
    pub notes: Vec<String>,
    /// What to run when the restore is done; `{key}` is a value of the form.
    #[serde(default)]
    pub next: Option<String>,
    /// The keys, in the order of the form.
    pub keys: Vec<KeySpec>,
    /// The key that names what is overwritten, where something is.
    #[serde(default)]
    pub target: Option<String>,
    /// How a moment is chosen, for continuous points.
    #[serde(default)]
    pub moment: Option<Moment>,
}

/// What happens to what is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// A new resource is made.
    #[default]
    New,
    /// Something is put into a resource that exists; nothing is overwritten.
    Existing,
    /// The form's values decide which of the two.
    Maybe,
    /// What is there is lost.
    Destructive,
}

/// Which points a form fits.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// In cold storage or in the archive, or not.
    #[serde(default)]
    pub cold: Option<bool>,
    /// Continuous, or a snapshot.
    #[serde(default)]
    pub continuous: Option<bool>,
    /// The point gives these values.
    #[serde(default)]
    pub given: BTreeMap<String, String>,
}

/// One key of the metadata.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeySpec {
    /// As it is sent.
    pub key: String,
    /// What its value is.
    #[serde(default)]
    pub kind: ValueKind,
    /// AWS wants it.
    #[serde(default)]
    pub required: bool,
    /// One line for who fills it.
    pub help: String,
    /// The values of a choice.
    #[serde(default)]
    pub values: Vec<String>,
    /// Where neither the point nor AWS's inferred metadata says one. `{name}`, `{stamp}` and `{gib}` are filled in.
    #[serde(default)]
    pub default: Option<String>,
    /// The least number.
    #[serde(default)]
    pub min: Option<i64>,
    /// The greatest number.
    #[serde(default)]
    pub max: Option<i64>,
    /// The most items of a list.
    #[serde(default)]
    pub most: Option<usize>,
    /// What the value, or each item of a list, looks like; `*` is anything.
    #[serde(default)]
    pub like: Option<String>,
    /// Members that the JSON object, or each of a list of them, has to have.
    #[serde(default)]
    pub members: Vec<String>,
    /// Whether it can be another value than the original has.
    #[serde(default)]
    pub change: Change,
    /// The key under which the point gives the original's value, where it is another one.
    #[serde(default)]
    pub original: Option<String>,
    /// An original that has this value keeps it.
    #[serde(default)]
    pub keeps: Option<String>,
    /// Sent in place of whatever the point gives.
    #[serde(default)]
    pub instead: Option<String>,
    /// What the point gives is shown and not taken over.
    #[serde(default)]
    pub start: Start,
    /// Zones of another Region than the point's are not taken over.
    #[serde(default)]
    pub zones: bool,
    /// Taken only where each of these keys has one of its values.
    #[serde(default)]
    pub only: BTreeMap<String, Vec<String>>,
    /// Not taken where one of these keys has one of its values.
    #[serde(default)]
    pub not_with: BTreeMap<String, Vec<String>>,
    /// Required where one of these keys has one of its values.
    #[serde(default)]
    pub required_with: BTreeMap<String, Vec<String>>,
    /// Not together with these keys.
    #[serde(default)]
    pub excludes: Vec<String>,
}

/// What a value is. All of them travel as text (reference section 6.5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Any text.
    #[default]
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Bool,
    /// One of the key's values.
    Choice,
    /// Texts; typed with commas between, sent as a JSON list.
    List,
    /// JSON text.
    Json,
    /// A moment, as `2026-11-21T02:14:00Z`.
    Time,
    /// An Availability Zone of the point's Region.
    Zone,
    /// A KMS key: its ARN, id or alias.
    Key,
    /// An ARN.
    Arn,
    /// A database's or cluster's name: letters, digits and single hyphens, 63 at most (RDS API reference).
    Identifier,
    /// A bucket's name.
    Bucket,
    /// A number of versions, or `all`.
    Versions,
    /// A volume of an ONTAP file system: letters, digits and underscores.
    Volume,
}

/// Whether a value can be another one than the original has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It can.
    #[default]
    May,
    /// It has to: it is the new one's name.
    Must,
    /// It cannot: as the original has it, or left out.
    Cannot,
}

/// What a field begins with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// With what the point gives.
    #[default]
    Given,
    /// Empty.
    Empty,
}

/// How a moment of a continuous point is chosen (reference section 6.7).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// The key that takes it; `None` where AWS documents none.
    #[serde(default)]
    pub key: Option<String>,
    /// The key that takes `true` for the latest moment; without one the console sends the latest moment itself.
    #[serde(default)]
    pub latest: Option<String>,
    /// So far behind now is the latest moment.
    pub trails_minutes: i64,
    /// The range begins when the point was created.
    #[serde(default)]
    pub from_created: bool,
    /// The point gives the earliest moment under this key.
    #[serde(default)]
    pub earliest: Option<String>,
    /// The point gives the latest moment under this key.
    #[serde(default)]
    pub last: Option<String>,
}

impl Kind {
    /// Gives each form what all of the type share.
    pub(super) fn share(mut self) -> Self {
        for form in &mut self.forms {
            form.keys.extend(self.keys.iter().cloned());
            form.notes.extend(self.notes.iter().cloned());
            form.drop.extend(self.drop.iter().cloned());
            form.info.extend(self.info.iter().cloned());
            if form.next.is_none() {
                form.next.clone_from(&self.next);
            }
        }
        self
    }
}

impl Form {
    /// A key of the form, however it is spelled: AWS returns some in upper camel case that it takes in lower.
    pub fn key(&self, name: &str) -> Option<&KeySpec> {
        self.keys.iter().find(|spec| spec.key.eq_ignore_ascii_case(name))
    }
}

const fn yes() -> bool {
    true
}
