//! One tree for what travels in CBOR and in JSON, so that each operation is written once.

use jiff::Timestamp;

/// A member's value, whichever codec brought it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// UTF-8 text.
    Text(String),
    /// A moment; JSON has no form of its own for it and reads it back as a number.
    Time(Timestamp),
    /// Values in order.
    List(Vec<Self>),
    /// Members in order of insertion; absent members are left out.
    Map(Vec<(String, Self)>),
}

impl Value {
    /// A structure without members.
    pub(super) fn record() -> Self {
        Self::Map(Vec::new())
    }

    /// The structure with one more member.
    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<Self>) -> Self {
        if let Self::Map(members) = &mut self {
            members.push((name.to_owned(), value.into()));
        }
        self
    }

    /// The structure with one more member when there is a value for it.
    #[must_use]
    pub(super) fn with_some(self, name: &str, value: Option<impl Into<Self>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The member of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Map(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a member.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Self::as_text)
    }

    /// The whole number of a member.
    pub(super) fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth of a member.
    pub(super) fn bool(&self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The moment of a member: tagged in CBOR, epoch seconds in JSON.
    pub(super) fn time(&self, name: &str) -> Option<Timestamp> {
        match self.get(name)? {
            Self::Time(time) => Some(*time),
            Self::Int(seconds) => Timestamp::from_second(*seconds).ok(),
            Self::Float(seconds) => from_seconds(*seconds),
            _ => None,
        }
    }

    /// The items of a list member; an absent list is an empty one.
    pub(super) fn list(&self, name: &str) -> &[Self] {
        match self.get(name) {
            Some(Self::List(items)) => items,
            _ => &[],
        }
    }

    /// The text items of a list member.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        self.list(name).iter().filter_map(Self::as_text).collect()
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Epoch seconds with milliseconds, as both codecs send a moment.
#[expect(
    clippy::cast_precision_loss,
    reason = "epoch milliseconds fit a double's 53 bits until the year 287396"
)]
pub(super) fn to_seconds(time: Timestamp) -> f64 {
    time.as_millisecond() as f64 / 1000.0
}

/// The moment of epoch seconds, to the millisecond.
#[expect(clippy::cast_possible_truncation, reason = "a float cast saturates, and the range check follows")]
pub(super) fn from_seconds(seconds: f64) -> Option<Timestamp> {
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).ok()
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl<T: Into<Self>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
