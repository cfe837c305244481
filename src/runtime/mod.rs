//! Where the pure parts meet the world: the terminal, signals, the log, and the loop between them.

pub mod backend;
pub mod events;
pub mod executor;
pub mod log;
pub mod signals;
pub mod terminal;

use color_eyre::eyre::{Result, bail};

use crate::config::Settings;

/// Runs the console until it is quit.
///
/// # Errors
/// With what made it end.
pub fn run(settings: Settings) -> Result<()> {
    let Settings { scopes, .. } = settings;
    bail!("the console is not built yet ({} scopes)", scopes.len())
}
