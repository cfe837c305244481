//! The thin binary: arguments in, exit code out.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use vaultdeck::cli::Cli;

fn main() -> ExitCode {
    let done = color_eyre::config::HookBuilder::default()
        .display_env_section(false)
        .install()
        .and_then(|()| Cli::parse().run());
    match done {
        Ok(code) => code,
        Err(error) => {
            // One line: the whole chain of causes. With standard error gone there is nobody left to tell.
            let _ = writeln!(io::stderr(), "vaultdeck: {error:#}");
            ExitCode::FAILURE
        }
    }
}
