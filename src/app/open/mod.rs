//! From what is under the cursor or marked to a form: one module a kind of write.

pub(super) mod backup;
pub(super) mod copy;
pub(super) mod notifications;
pub(super) mod points;
pub(super) mod restore;
pub(super) mod resume;
pub(super) mod sources;
pub(super) mod stop;
pub(super) mod tags;
