//! The model and the only code that changes it: `update(&mut Model, Msg, now) -> Vec<Effect>`.
//!
//! Pure: no runtime, no AWS crate, no file system, no clock (`now` is an argument).

mod account;
pub mod acknowledge;
pub mod action;
mod announce;
mod answer;
pub mod available;
mod census;
mod chain;
mod cursor;
pub mod dataset;
pub mod effect;
pub mod estate;
pub mod facts;
pub mod follow;
mod forms;
pub mod gone;
pub mod health;
pub mod help;
pub mod history;
mod holdings;
pub mod inbox;
mod job_notes;
mod job_times;
pub mod journal;
pub mod keymap;
pub mod layout;
pub mod metrics;
pub mod model;
pub mod msg;
pub mod note;
mod open;
pub mod page;
pub mod palette;
mod perform;
mod point_tags;
pub mod poll;
mod prompt;
pub mod remote;
pub mod report;
pub mod requests;
pub mod settle;
pub mod timeline;
mod trails;
mod update;
pub mod why;

pub use forms::command as command_of;
pub use update::{begin, is_typing, update};

#[cfg(test)]
mod tests;
