//! Checks before AWS is asked: what AWS would accept now and fail later, and what it would refuse. Pure: facts in, checks
//! out; a console's form and a script show the same.

pub mod cold;
pub mod destination;
pub mod facts;
pub mod hold;
pub mod key;
mod known;
pub mod lock;
pub mod point;
mod reach;
pub mod role;
pub mod running;
mod together;
mod told;
pub mod types;

use std::borrow::Cow;

pub use facts::{Fact, Need};
pub use known::{Known, VaultChoice};
pub use together::{by_name, some, together};

/// One check and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What came of it.
    pub verdict: Verdict,
    /// In words.
    pub says: String,
    /// The key of the form's field that would mend it, where there is one.
    pub field: Option<Cow<'static, str>>,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not hold: the write would fail.
    Failed,
    /// It may not hold.
    Warning,
    /// It could not be told.
    Unknown,
}

impl Check {
    /// A check that a field would mend.
    pub fn of(verdict: Verdict, field: &'static str, says: impl Into<String>) -> Self {
        Self { verdict, says: says.into(), field: Some(Cow::Borrowed(field)) }
    }

    /// A check that no field mends.
    pub fn fixed(verdict: Verdict, says: impl Into<String>) -> Self {
        Self { verdict, says: says.into(), field: None }
    }
}

/// What is known of something that AWS was asked for before a write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Answer<T> {
    /// Nobody asked.
    #[default]
    NotAsked,
    /// Asked, and not answered yet.
    Asked,
    /// Answered.
    Known(T),
    /// The caller lacks this IAM action.
    Denied(String),
    /// It could not be read, in words.
    Failed(String),
}

impl<T> Answer<T> {
    /// The answer, where there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(answer) => Some(answer),
            _ => None,
        }
    }

    /// The same answer about a part of it.
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::NotAsked => Answer::NotAsked,
            Self::Asked => Answer::Asked,
            Self::Known(answer) => Answer::Known(part(answer)),
            Self::Denied(action) => Answer::Denied(action),
            Self::Failed(why) => Answer::Failed(why),
        }
    }

    /// Why there is none: "not read yet", "lacks backup:GetBackupVaultAccessPolicy".
    pub fn why_not(&self) -> String {
        match self {
            Self::Known(_) => String::new(),
            Self::NotAsked => "not read".to_owned(),
            Self::Asked => "being read".to_owned(),
            Self::Denied(action) => format!("lacks {action}"),
            Self::Failed(why) => why.clone(),
        }
    }
}
