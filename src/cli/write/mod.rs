//! What can be changed without a screen: the same forms, road and journal as the console's, for scripts and pipelines.
//!
//! ```text
//! words ─> resolved, filled, checked ─> journalled, sent one by one ─> followed side by side ─> result, exit code
//! ```

mod args;
mod backup;
mod copy;
mod exit;
mod follow;
mod item;
mod plan;
mod points;
mod progress;
mod resolve;
mod restore;
mod run;
mod send;
mod sheet;
mod stop;
mod track;
mod wait;

use std::cell::RefCell;
use std::process::ExitCode;

use clap::Subcommand;
use color_eyre::eyre::{Result, WrapErr as _};
use serde_json::{Value, json};

use super::{Cli, ground, print};
use crate::config::Settings;
use crate::domain::arn;
use crate::runtime::desk::Desk;
use crate::runtime::patience::Patience;
use args::{Format, Sending, Where};
use backup::BackupArgs;
use copy::CopyArgs;
use exit::{Exit, Refusal};
use item::Item;
use progress::say;
use restore::RestoreArgs;
use run::Run;
use stop::StopArgs;
use wait::WaitArgs;

/// The end of each command's help.
const CODES: &str = "\
Exit codes: 0 done and usable (without --wait: started), 1 failed, 2 wrong usage or a check failed, and nothing was sent, \
3 time-out or interrupted, and it goes on at AWS, 4 not allowed, 5 AWS could not be reached. Of several the worst holds: \
2, 1, 4, 5, 3, 0.";

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum WriteCommand {
    /// Back up resources now, each as its plan or last job does.
    #[command(after_help = CODES)]
    Backup(BackupArgs),
    /// Copy recovery points to a vault of this or another Region or account.
    #[command(after_help = CODES)]
    Copy(CopyArgs),
    /// Restore a recovery point, filled by what it was.
    #[command(after_help = CODES)]
    Restore(RestoreArgs),
    /// Stop backup jobs.
    #[command(after_help = CODES)]
    Stop(StopArgs),
    /// Wait for jobs to end, and for a backup until its recovery point is usable.
    #[command(after_help = CODES)]
    Wait(WaitArgs),
}

impl WriteCommand {
    fn place(&self) -> &Where {
        match self {
            Self::Backup(args) => &args.place,
            Self::Copy(args) => &args.place,
            Self::Restore(args) => &args.place,
            Self::Stop(args) => &args.place,
            Self::Wait(args) => &args.place,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Backup(_) => "backup",
            Self::Copy(_) => "copy",
            Self::Restore(_) => "restore",
            Self::Stop(_) => "stop",
            Self::Wait(_) => "wait",
        }
    }

    fn sending(&self) -> Sending {
        match self {
            Self::Backup(args) => args.sending.clone(),
            Self::Copy(args) => args.sending.clone(),
            Self::Restore(args) => args.sending.clone(),
            Self::Stop(args) => args.sending.clone(),
            Self::Wait(args) => Sending { wait: true, timeout: args.timeout, ..Sending::default() },
        }
    }

    /// The vault, maybe in another Region, that it reaches into.
    fn reaches(&self) -> Option<&str> {
        match self {
            Self::Backup(args) => args.reaches(),
            Self::Copy(args) => Some(args.reaches()),
            Self::Restore(_) | Self::Stop(_) | Self::Wait(_) => None,
        }
    }

    /// Does it.
    pub(super) fn run(self, mut cli: Cli) -> Result<ExitCode> {
        cli.overrides = self.place().over(&cli.overrides);
        let (settings, _demo_folder) = cli.settings()?;
        let (_log, runtime) = ground::begin(&settings)?;
        let exit = runtime.block_on(self.end(&settings))?;
        // Reads that nobody waits for any more are not waited for.
        runtime.shutdown_background();
        Ok(exit.into())
    }

    async fn end(&self, settings: &Settings) -> Result<Exit> {
        let patience = Patience::begin(self.sending().timeout).wrap_err("cannot listen for signals")?;
        if settings.demo.is_none() && settings.scopes.len() > 1 {
            let many = settings.scopes.len();
            let says = format!("{many} scopes are configured: name one with --profile and --region");
            return self.refused(&Refusal::usage(says));
        }
        let region = self.reaches().and_then(arn::region).map(str::to_owned);
        let desk = Desk::open(settings, region.into_iter().collect()).await?;
        let defaults = settings.config.backup.clone();
        let mut run = Run { desk, patience, defaults, guarded: false, warnings: RefCell::default() };
        match self.go(&mut run, &settings.config.guard).await {
            Ok(items) => {
                print(self.result(&run, &items).as_bytes())?;
                Ok(self.worst(&items))
            }
            Err(refusal) => self.refused(&refusal),
        }
    }

    async fn go(&self, run: &mut Run, guard: &[String]) -> Result<Vec<Item>, Refusal> {
        let patience = run.patience.clone();
        patience.race(run.desk.identify()).await.map_err(run::given_up)??;
        run.guarded = run.desk.scope.is_named_by(guard);
        let mut items = match self {
            Self::Backup(args) => run.send(args.plan(run).await?, &args.sending).await?,
            Self::Copy(args) => run.send(args.plan(run).await?, &args.sending).await?,
            Self::Restore(args) => run.send(args.plan(run).await?, &args.sending).await?,
            Self::Stop(args) => run.send(args.plan(run).await?, &args.sending).await?,
            Self::Wait(args) => args.items(run).await?,
        };
        let Sending { wait, dry_run, .. } = self.sending();
        if wait && !dry_run {
            run.follow(&mut items).await;
        }
        Ok(items)
    }

    /// Nothing was sent.
    fn refused(&self, refusal: &Refusal) -> Result<Exit> {
        let Refusal { exit, says } = refusal;
        say(&format!("vaultdeck: {says}"));
        if self.place().format == Format::Json {
            let (command, code) = (self.name(), exit.code());
            let document =
                json!({ "version": 1, "command": command, "exit": code, "says": says, "items": [] });
            print(format!("{document:#}\n").as_bytes())?;
        }
        Ok(*exit)
    }

    fn result(&self, run: &Run, items: &[Item]) -> String {
        match self.place().format {
            Format::Text => {
                let sending = self.sending();
                let lines = items.iter().flat_map(|item| item.result(&run.desk, &sending));
                lines.fold(String::new(), |all, line| all + &line + "\n")
            }
            Format::Json => {
                let records: Vec<Value> =
                    items.iter().map(|item| item.record(&run.desk, self.sending().wait)).collect();
                let actor = run.desk.scope.actor();
                let document = json!({
                    "version": 1,
                    "command": self.name(),
                    "exit": self.worst(items).code(),
                    "dry_run": self.sending().dry_run,
                    "profile": actor.profile,
                    "account": actor.account,
                    "region": actor.region,
                    "warnings": *run.warnings.borrow(),
                    "items": records,
                });
                format!("{document:#}\n")
            }
        }
    }

    fn worst(&self, items: &[Item]) -> Exit {
        items.iter().map(|item| item.exit(self.sending().wait)).max().unwrap_or(Exit::Done)
    }
}
