//! `vaultdeck status`: the board, once, for mail, tickets, monitors and scripts.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use color_eyre::eyre::{Result, WrapErr as _};
use jiff::SignedDuration;

use super::{Cli, ground, print};
use crate::app::dataset::KEPT;
use crate::app::report;
use crate::config::{Overrides, Settings};
use crate::domain::report::{Report, Unknown, markdown, text};
use crate::runtime::headless::Headless;
use crate::runtime::patience::Patience;
use crate::text::Zone;

/// The end of the command's help.
pub(super) const CODES: &str = "\
Exit codes: 0 all well, 1 something needs attention that nobody has acknowledged, 2 wrong usage, 3 nothing that is known \
needs attention, and not all could be told.";

/// Where to look: the console's own flags, behind the command too.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Place {
    /// AWS profiles, side by side.
    #[arg(long, value_name = "A,B", value_delimiter = ',', help_heading = "Where")]
    profile: Vec<String>,
    /// Regions, for each profile.
    #[arg(long, value_name = "A,B", value_delimiter = ',', help_heading = "Where")]
    region: Vec<String>,
    /// Ask this endpoint instead of AWS, such as a simulator.
    #[arg(long, value_name = "URL", help_heading = "Where")]
    endpoint_url: Option<String>,
    /// Wait so long at most: 30s, 5m.
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "60s")]
    timeout: Duration,
}

#[derive(Clone, Debug, Args)]
pub(super) struct StatusArgs {
    /// In this form.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Count the jobs of so long: 90m, 24h, 7d; 30d at most, for AWS tells no older ones.
    #[arg(long, value_name = "TIME", value_parser = window, default_value = "24h")]
    since: SignedDuration,
    /// Tell the newest so many jobs one by one.
    #[arg(long, value_name = "N", default_value_t = 20)]
    recent: usize,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// 80 columns, without colour.
    Text,
    /// One document; its form has a version (docs/status.schema.json).
    Json,
    /// Markdown, for tickets.
    Md,
}

fn time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time: write 30s, 5m or 1h30m");
    let time: SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(time).map_err(|_| wrong())
}

/// A length back from now; a day has 24 hours.
fn window(text: &str) -> Result<SignedDuration, String> {
    let days = text.strip_suffix('d').and_then(|days| days.trim().parse::<u16>().ok());
    let window = match days {
        Some(days) => SignedDuration::from_hours(i64::from(days) * 24),
        None => text.parse().map_err(|_| format!("`{text}` is no length of time: write 90m, 24h or 7d"))?,
    };
    if window >= SignedDuration::from_secs(60) && window <= KEPT {
        Ok(window)
    } else {
        Err("must be from 1m to 30d: AWS tells no older jobs".to_owned())
    }
}

impl Place {
    /// The console's flags with these over them.
    fn over(&self, overrides: &Overrides) -> Overrides {
        let mut merged = overrides.clone();
        if !self.profile.is_empty() {
            merged.profile.clone_from(&self.profile);
        }
        if !self.region.is_empty() {
            merged.region.clone_from(&self.region);
        }
        merged.endpoint_url = self.endpoint_url.clone().or(merged.endpoint_url);
        merged
    }

    /// Looks at all scopes with a console that nobody sees, and at the journal if asked, and does something with what it
    /// knows then.
    pub(super) fn look<T>(
        &self,
        mut cli: Cli,
        journal: bool,
        then: impl FnOnce(&Settings, &Headless, Vec<Unknown>) -> Result<T>,
    ) -> Result<T> {
        cli.overrides = self.over(&cli.overrides);
        let (settings, _demo_folder) = cli.settings()?;
        let (_log, runtime) = ground::begin(&settings)?;
        let (console, missing) = runtime.block_on(async {
            let patience = Patience::begin(Some(self.timeout)).wrap_err("cannot listen for signals")?;
            let mut console = Headless::open(&settings).await?;
            // What did not come in time is told as unknown, one by one.
            let _ = console.look(&patience).await;
            if journal {
                console.read_journal().await;
            }
            let missing: Vec<Unknown> = console.forgotten.iter().map(|why| forgotten(why)).collect();
            color_eyre::eyre::Ok((console, missing))
        })?;
        let done = then(&settings, &console, missing);
        // Tasks end with the runtime; nobody waits for what is still out.
        drop(console);
        runtime.shutdown_background();
        done
    }
}

fn forgotten(why: &str) -> Unknown {
    let what = "which alerts were acknowledged".to_owned();
    Unknown { place: None, what, why: why.to_owned(), permission: None }
}

impl StatusArgs {
    /// Prints it.
    pub(super) fn run(self, cli: Cli) -> Result<ExitCode> {
        let (since, recent, format) = (self.since, self.recent, self.format);
        self.place.look(cli, false, |settings, console, missing| {
            let report = report::board(&console.model, since, recent, missing);
            print(render(format, &report, &settings.config.time_zone.zone())?.as_bytes())?;
            Ok(report.verdict.exit().into())
        })
    }
}

fn render(format: Format, report: &Report, zone: &Zone) -> Result<String> {
    Ok(match format {
        Format::Text => text(report, zone),
        Format::Md => markdown(report, zone),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(report).wrap_err("cannot write JSON")?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_minute_to_thirty_days() {
        for (text, hours) in [("24h", 24), ("7d", 168), ("30d", 720), ("720h", 720)] {
            assert_eq!(window(text), Ok(SignedDuration::from_hours(hours)), "{text}");
        }
        for wrong in ["", "24", "31d", "721h", "0m", "-1d", "1w", "30s", "d"] {
            assert!(window(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_stands_behind_the_command_beats_what_stands_before_it() {
        let before =
            Overrides { profile: vec!["a".into()], region: vec!["x".into()], ..Overrides::default() };
        let behind = Place { profile: vec!["c".into(), "d".into()], ..Place::default() };
        let merged = behind.over(&before);
        assert_eq!((merged.profile.len(), merged.region), (2, vec!["x".to_owned()]));
    }
}
