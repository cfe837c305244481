//! Arguments and subcommands.

mod ground;
mod journal;
mod large;
mod note;
mod program;
mod settings;
mod simulate;
mod status;
mod write;

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use color_eyre::eyre::{Result, WrapErr as _};

use crate::config::{self, LogLevel, Overrides};
use crate::runtime;
use journal::JournalArgs;
use note::NoteArgs;
use simulate::SimulateArgs;
use status::StatusArgs;
use write::WriteCommand;

const NOTES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage.
Flags beat environment beats the configuration file. AWS_PROFILE, AWS_REGION and AWS's other variables hold where \
neither flags nor file name a profile or a Region.";

/// A terminal operations console for AWS Backup.
#[derive(Debug, Parser)]
#[command(name = "vaultdeck", version, about, after_help = NOTES)]
pub struct Cli {
    #[command(flatten)]
    overrides: Overrides,
    #[command(flatten)]
    demo: DemoArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Args)]
struct DemoArgs {
    /// Open on an embedded simulator: needs no account and no network, and writes nothing outside a temporary folder.
    #[arg(long)]
    demo: bool,
    /// The demo's account is the same for the same seed.
    #[arg(long, value_name = "N", requires = "demo", default_value_t = 1)]
    seed: u64,
    /// How long each answer takes at least in the demo, in milliseconds.
    #[arg(long, value_name = "MS", requires = "demo", default_value = "0", value_parser = milliseconds, allow_hyphen_values = true)]
    latency: Duration,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Write(WriteCommand),
    /// Print once how backups stand: totals, jobs, plans, and what needs attention.
    #[command(after_help = status::CODES)]
    Status(StatusArgs),
    /// Write an incident note about a job, an alert, a resource, a vault or a plan.
    #[command(after_help = note::CODES)]
    Note(NoteArgs),
    /// Serve a simulated AWS Backup on a loopback port.
    Simulate(SimulateArgs),
    /// Print what was changed at AWS from here.
    Journal(JournalArgs),
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Print shell completions.
    Completions {
        /// For this shell.
        shell: Shell,
    },
    /// Print the manual page.
    Man,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum ConfigCommand {
    /// Print what holds, with flags, environment and file put together.
    Print,
    /// Read the file and say what is wrong with it.
    Check,
    /// Print where the file is looked for.
    Path,
    /// Print a file with every key, its default and what it means.
    Example,
}

fn milliseconds(text: &str) -> Result<Duration, String> {
    let wrong = |_| "must be a whole number of milliseconds, 0 or more".to_owned();
    text.parse().map(Duration::from_millis).map_err(wrong)
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// With what went wrong, with what, and what to do next.
    pub fn run(mut self) -> Result<ExitCode> {
        let done = match self.command.take() {
            None => self.console(),
            Some(Command::Write(command)) => return command.run(self),
            Some(Command::Status(args)) => return args.run(self),
            Some(Command::Note(args)) => return args.run(self),
            Some(Command::Simulate(args)) => args.run(self.overrides.log_level.unwrap_or(LogLevel::Warn)),
            Some(Command::Journal(args)) => args.run(&self),
            Some(Command::Config { what }) => self.config(what),
            Some(Command::Completions { shell }) => print(&completions(shell)),
            Some(Command::Man) => print(&manual()?),
        };
        done.map(|()| ExitCode::SUCCESS)
    }

    fn console(&self) -> Result<()> {
        let (settings, _demo_folder) = self.settings()?;
        let _log = runtime::log::start(&settings.state, settings.config.log_level)
            .wrap_err_with(|| format!("cannot keep a log in {}", settings.state.display()))?;
        runtime::terminal::give_back_on_panic();
        runtime::run(settings)
    }

    fn config(&self, what: ConfigCommand) -> Result<()> {
        let text = match what {
            ConfigCommand::Print => toml::to_string(&self.merged()?)?,
            ConfigCommand::Example => config::example()?,
            ConfigCommand::Path => format!("{}\n", self.config_file()?.display()),
            ConfigCommand::Check => {
                let path = self.config_file()?;
                let there = self.overrides.config.is_some() || path.exists();
                let warnings = settings::warnings(&self.merged()?);
                let verdict = if there { "fine" } else { "not there, so the defaults hold" };
                let lines = [format!("{}: {verdict}", path.display())].into_iter();
                let lines = lines.chain(warnings.iter().map(|warning| format!("warning: {warning}")));
                lines.map(|line| line + "\n").collect()
            }
        };
        print(text.as_bytes())
    }
}

fn completions(shell: Shell) -> Vec<u8> {
    // Into memory first: the generator panics when a pipe closes.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "vaultdeck", &mut script);
    script
}

fn manual() -> Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    Ok(page)
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no error.
fn print(text: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.wrap_err("cannot write to standard output"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Cli, clap::Error> {
        Cli::try_parse_from([&["vaultdeck"], args].concat())
    }

    #[test]
    fn the_commands_hold_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn lists_are_split_and_switches_take_an_optional_value() {
        let cli = parse(&["--profile", "a,b", "--region=x,y", "--read-only", "--ascii=no"]).unwrap();
        assert_eq!((cli.overrides.profile.len(), cli.overrides.region.len()), (2, 2));
        assert_eq!((cli.overrides.read_only, cli.overrides.ascii), (Some(true), Some(false)));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for args in [
            &["--utc", "--local"][..],
            &["--seed", "3"],
            &["--demo", "--latency", "fast"],
            &["--log-level", "loud"],
            &["--profile", "a,,b"],
            &["--time-zone", "Europe/Berlni"],
            &["config", "frobnicate"],
            &["simulate", "--listen", "nowhere"],
            &["simulate", "--speed", "-1"],
        ] {
            assert_eq!(parse(args).unwrap_err().exit_code(), 2, "{args:?}");
        }
    }

    #[test]
    fn the_manual_and_the_completions_know_the_flags() {
        for text in
            [manual().unwrap(), completions(Shell::Bash), completions(Shell::Zsh), completions(Shell::Fish)]
        {
            let text = String::from_utf8(text).unwrap().replace('\\', "");
            assert!(text.contains("endpoint-url"));
        }
    }
}
