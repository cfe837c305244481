//! vaultdeck, a terminal operations console for AWS Backup.
//!
//! The flow, in ten lines:
//!
//! 1. `main` reads arguments with [`cli`], which settles flags, environment and [`config`], and calls [`runtime::run`].
//! 2. Keys, signals, timers and answers of AWS are all messages ([`app::msg::Msg`]) to one loop ([`runtime::console`]).
//! 3. [`app::update`] takes a message into the [`app::model::Model`] and says what is to be done, as data
//!    ([`app::effect::Effect`]). It is pure: nothing else changes the model.
//! 4. The [`runtime::executor`] turns effects into tasks; [`aws`] asks AWS through its own SDK and makes [`domain`] types
//!    of the answers, cleaning every text on the way ([`text::Text`]).
//! 5. [`screen::draw`] draws the model, and only reads it: [`views`] say what a row or page holds, [`ui`] how it looks.
//! 6. [`list`] keeps lists of a million rows quick; [`wizards`] are the actions in several steps.
//! 7. Demo and tests run the same program on the [`simulator`], over HTTP.
//!
//! docs/architecture.md has the rooms, their arrows, and "to add X, change Y".

pub mod app;
pub mod aws;
pub mod cli;
pub mod config;
pub mod domain;
pub mod list;
pub mod runtime;
pub mod screen;
pub mod simulator;
pub mod store;
pub mod text;
pub mod ui;
pub mod views;
pub mod wizards;
