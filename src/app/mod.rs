//! The model and the only code that changes it: `update(&mut Model, Msg, now) -> Vec<Effect>`.
//!
//! Pure: no runtime, no AWS crate, no file system, no clock (`now` is an argument).

pub mod action;
pub mod effect;
pub mod keymap;
pub mod msg;
pub mod remote;
