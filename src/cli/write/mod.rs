//! What can be changed without a screen: the same road and journal as the console's, for scripts and pipelines.
//!
//! ```text
//! settings ─> desk ─> items: resolved, filled, checked ─> sent, one by one ─> followed, side by side ─> result, exit code
//! ```

mod copy;
mod exit;
mod follow;
mod item;
mod progress;
mod send;
mod track;
mod wait;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use color_eyre::eyre::{Result, WrapErr as _};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Cli, print};
use crate::config::{Overrides, Settings};
use crate::runtime::desk::Desk;
use crate::runtime::log;
use crate::runtime::patience::{Enough, Patience};
use exit::{Exit, Refusal};
use item::Item;
use progress::{Progress, say};
use wait::WaitArgs;

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum WriteCommand {
    /// Wait for jobs to end, and for a backup until its recovery point is usable.
    Wait(WaitArgs),
}

/// Where, and how it is told: the console's own flags, after the command too.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Where {
    /// The AWS profile.
    #[arg(long, value_name = "NAME", help_heading = "Where")]
    profile: Option<String>,
    /// The Region.
    #[arg(long, value_name = "NAME", help_heading = "Where")]
    region: Option<String>,
    /// Ask this endpoint instead of AWS, such as a simulator.
    #[arg(long, value_name = "URL", help_heading = "Where")]
    endpoint_url: Option<String>,
    /// Change nothing: what would be sent is refused.
    #[arg(long, help_heading = "Where")]
    read_only: bool,
    /// The result in this form, on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How long to wait at most.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(super) struct WaitLimit {
    /// Wait so long at most: 45m, 2h, 1h30m.
    #[arg(long, value_name = "TIME", value_parser = time)]
    timeout: Option<Duration>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line each.
    #[default]
    Text,
    /// One document; its form has a version.
    Json,
}

fn time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time: write 90s, 45m, 2h or 1h30m");
    let time: SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(time).map_err(|_| wrong())
}

impl Where {
    /// The console's flags with these over them.
    fn over(&self, overrides: &Overrides) -> Overrides {
        let mut merged = overrides.clone();
        merged.profile = self.profile.clone().map_or(merged.profile, |profile| vec![profile]);
        merged.region = self.region.clone().map_or(merged.region, |region| vec![region]);
        merged.endpoint_url = self.endpoint_url.clone().or(merged.endpoint_url);
        merged.read_only = self.read_only.then_some(true).or(merged.read_only);
        merged
    }
}

impl WriteCommand {
    fn place(&self) -> &Where {
        match self {
            Self::Wait(args) => &args.place,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Wait(_) => "wait",
        }
    }

    /// How long to wait; `None` waits for nothing.
    fn limit(&self) -> Option<WaitLimit> {
        match self {
            Self::Wait(args) => Some(args.limit),
        }
    }

    /// Does it.
    pub(super) fn run(self, mut cli: Cli) -> Result<ExitCode> {
        cli.overrides = self.place().over(&cli.overrides);
        let (settings, _demo_folder) = cli.settings()?;
        let _log = start_log(&settings.state, &settings)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .wrap_err("cannot start the runtime")?;
        let exit = runtime.block_on(self.done(&settings))?;
        runtime.shutdown_background();
        Ok(exit.into())
    }

    async fn done(&self, settings: &Settings) -> Result<Exit> {
        let limit = self.limit().and_then(|limit| limit.timeout);
        let patience = Patience::begin(limit).wrap_err("cannot listen for signals")?;
        match self.items(settings, patience).await? {
            Ok((run, items)) => {
                let result = self.result(&run, &items);
                print(result.as_bytes())?;
                Ok(items.iter().map(Item::exit).max().unwrap_or(Exit::Done))
            }
            Err(Refusal { exit, says }) => {
                say(&format!("vaultdeck: {says}"));
                if self.place().format == Format::Json {
                    let document = json!({ "version": 1, "command": self.name(), "exit": exit.code(), "says": says, "items": [] });
                    print(format!("{document:#}\n").as_bytes())?;
                }
                Ok(exit)
            }
        }
    }

    async fn items(
        &self,
        settings: &Settings,
        patience: Patience,
    ) -> Result<Result<(Run, Vec<Item>), Refusal>> {
        if settings.demo.is_none() && settings.scopes.len() > 1 {
            let many = settings.scopes.len();
            let says = format!(
                "{many} scopes are configured, and a command works in one: name it with --profile and --region"
            );
            return Ok(Err(Refusal::usage(says)));
        }
        let desk = Desk::open(settings).await?;
        let mut run = Run { desk, patience };
        Ok(run.go(self).await.map(|items| (run, items)))
    }

    fn result(&self, run: &Run, items: &[Item]) -> String {
        let waited = self.limit().is_some();
        match self.place().format {
            Format::Text => {
                let lines = items.iter().flat_map(|item| item.result(waited));
                lines.fold(String::new(), |all, line| all + &line + "\n")
            }
            Format::Json => {
                let exit = items.iter().map(Item::exit).max().unwrap_or(Exit::Done);
                let items: Vec<Value> = items.iter().map(Item::record).collect();
                let actor = run.desk.scope.actor();
                let document = json!({
                    "version": 1,
                    "command": self.name(),
                    "exit": exit.code(),
                    "profile": actor.profile,
                    "account": actor.account,
                    "region": actor.region,
                    "items": items,
                });
                format!("{document:#}\n")
            }
        }
    }
}

/// A command under way.
#[derive(Debug)]
pub(super) struct Run {
    desk: Desk,
    patience: Patience,
}

impl Run {
    async fn go(&mut self, command: &WriteCommand) -> Result<Vec<Item>, Refusal> {
        self.patience.clone().race(self.desk.identify()).await.map_err(given_up)??;
        let mut items = match command {
            WriteCommand::Wait(args) => args.items(self).await?,
        };
        if command.limit().is_some() {
            let ended = follow::follow(&self.desk, &mut items, &mut Progress::new(), &self.patience).await;
            if let Err(enough) = ended {
                say(&match enough {
                    Enough::Interrupted => {
                        "vaultdeck: interrupted: what was started goes on at AWS".to_owned()
                    }
                    Enough::TimedOut => {
                        "vaultdeck: the time is up: what was started goes on at AWS".to_owned()
                    }
                });
            }
        }
        Ok(items)
    }

    /// Waits for something that only reads.
    async fn read<T>(&self, task: impl Future<Output = T>) -> Result<T, Refusal> {
        self.patience.race(task).await.map_err(given_up)
    }
}

/// Given up before anything was sent.
fn given_up(enough: Enough) -> Refusal {
    let says = match enough {
        Enough::Interrupted => "interrupted: nothing was sent",
        Enough::TimedOut => "the time is up: nothing was sent",
    };
    Refusal { exit: Exit::Running, says: says.to_owned() }
}

fn start_log(state: &Path, settings: &Settings) -> Result<impl Sized> {
    log::start(state, settings.config.log_level)
        .wrap_err_with(|| format!("cannot keep a log in {}", state.display()))
}
