//! The commands that change something, by the real binary on the simulator: what they send, what they say, how they end.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "what runs in a terminal here needs but a part of it")]
#[path = "../support/pty.rs"]
mod pty;
#[path = "../support/schema.rs"]
mod schema;

mod backups;
mod bench;
mod copies;
mod live;
mod names;
mod readme;
mod restores;
mod statuses;
mod stops;
mod waits;
