//! What recovery points can be restored as: metadata that a point gives, metadata that a restore takes, and what
//! comes of it.
//!
//! `form` reads `assets/simulator/restore.toml`, which has all that is particular about a type; `facts` fills its
//! texts with what is true of a point; `check` refuses metadata as `StartRestoreJob` does; `outcome` says what
//! becomes of a job whose metadata were taken.

mod check;
mod facts;
mod form;
mod outcome;

use std::collections::BTreeMap;

pub use check::{check, refusal};
pub use facts::Facts;
pub use form::{Form, Forms, TagRule};
pub use outcome::{World, ending};

/// Restore metadata.
pub type Metadata = BTreeMap<String, String>;

/// The value of a key, whatever its case.
pub fn value<'a>(metadata: &'a Metadata, key: &str) -> Option<&'a str> {
    let alike = || metadata.iter().find(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value);
    metadata.get(key).or_else(alike).map(String::as_str)
}
