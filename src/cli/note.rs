//! `vaultdeck note`: an incident note, on standard output or in a file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use color_eyre::eyre::{Result, WrapErr as _};

use super::status::Place;
use super::{Cli, print};
use crate::app::note::{find, write};
use crate::domain::note::markdown;
use crate::domain::report::Unknown;
use crate::runtime::headless::Headless;
use crate::text::clean;

/// The end of the command's help.
pub(super) const CODES: &str = "\
Exit codes: 0 written, 1 the file could not be written, 2 wrong usage, or there is no such thing or more than one.";

#[derive(Clone, Debug, Args)]
pub(super) struct NoteArgs {
    /// What it is about: the id of a job or alert, the ARN or name of a resource, vault or plan, or words of an alert.
    #[arg(value_name = "WHAT")]
    what: String,
    /// Write it to this file, which must not be there yet.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

impl NoteArgs {
    /// Writes it.
    pub(super) fn run(self, cli: Cli) -> Result<ExitCode> {
        let Self { what, to, place } = self;
        place.look(cli, true, |_, console, missing| {
            // What could not be read may be what is missing in the note.
            for unknown in &missing {
                warn(&sentence(unknown));
            }
            let text = match note(console, &what) {
                Ok(text) => text,
                Err(why) => {
                    warn(&why);
                    return Ok(ExitCode::from(2));
                }
            };
            match &to {
                Some(file) => save(file, &text)?,
                None => print(text.as_bytes())?,
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

fn sentence(unknown: &Unknown) -> String {
    let place = unknown.place.as_ref().map(|place| format!("{}: ", place.words())).unwrap_or_default();
    format!("not known: {place}{}: {}", unknown.what, unknown.why)
}

fn warn(line: &str) {
    // With standard error gone there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "vaultdeck: {}", clean(line));
}

fn note(console: &Headless, what: &str) -> Result<String, String> {
    let found = find(&console.model, what);
    match found.as_slice() {
        [(about, called)] => {
            let note = write(&console.model, about).ok_or_else(|| format!("nothing is known of {called}"))?;
            Ok(markdown(&note, usize::MAX))
        }
        [] => Err(format!(
            "no job, alert, resource, vault or plan is called `{what}`, and no alert says so: `vaultdeck status` names them"
        )),
        several => {
            let called: Vec<&str> = several.iter().take(5).map(|(_, called)| called.as_str()).collect();
            Err(format!("`{what}` may be any of {}: {}", several.len(), called.join("; ")))
        }
    }
}

fn save(file: &Path, text: &str) -> Result<()> {
    let made = fs::OpenOptions::new().write(true).create_new(true).open(file);
    let written = made.and_then(|mut made| made.write_all(text.as_bytes()));
    written.wrap_err_with(|| format!("cannot write {}", file.display()))
}
