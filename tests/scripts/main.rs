//! The commands that change something, by the real binary on the simulator: what they send, what they say, how they end.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod backups;
mod bench;
mod names;
mod readme;
mod stops;
mod waits;
