//! Restores: what a recovery point can be restored as, and the metadata that this takes.
//!
//! What each resource type takes is data (`assets/restore`). A [`Form`] that fits the point ([`fitting`]) is filled from
//! what the point was (`GetRecoveryPointRestoreMetadata`) and from what AWS infers for restore tests ([`fill()`]); its
//! lines become the metadata to send, or complaints ([`pairs`]); AWS's refusal finds its line again ([`blamed`]).

mod catalogue;
mod fill;
mod form;
mod moment;
mod origin;
mod refusal;
mod send;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use catalogue::{kind, kinds};
pub use fill::{Filled, Line, Source, fill, fitting};
pub use form::{Change, Effect, Form, KeySpec, Kind, Moment, Start, ValueKind, When};
pub use moment::{LATEST, Range};
pub use origin::{Metadata, Origin};
pub use refusal::blamed;
pub use send::{Complaint, MORE, idle, pairs};
pub use words::{after, next, notes};
