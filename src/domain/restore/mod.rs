//! Restores: what a recovery point can be restored as, and the metadata that this takes.
//!
//! What each resource type takes is data (`assets/restore`). A [`Form`] is filled from what the point was
//! (`GetRecoveryPointRestoreMetadata`) and from what AWS infers for restore tests.

mod catalogue;
mod form;

pub use catalogue::{kind, kinds};
pub use form::{Effect, Form, KeySpec, Kind, Moment, Start, ValueKind, When};
