//! Flags that several of the commands take.

use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::SignedDuration;

use crate::config::Overrides;
use crate::domain::write::words;

/// Where, and in which form the result is told: the console's own flags, behind the command too.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Where {
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
    pub(super) format: Format,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line each.
    #[default]
    Text,
    /// One document; its form has a version.
    Json,
}

/// Whether to send, whether to wait, and how long.
#[derive(Clone, Debug, Default, Args)]
pub(in crate::cli) struct Sending {
    /// Wait until it is done and usable.
    #[arg(long)]
    pub(super) wait: bool,
    /// Wait so long at most: 90s, 45m, 2h, 1h30m.
    #[arg(long, value_name = "TIME", value_parser = time, requires = "wait")]
    pub(super) timeout: Option<Duration>,
    /// Print the checks and the equivalent aws commands, and send nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The word that the console would have typed: what is overwritten, or `production` where the configuration guards the
    /// scope and it costs.
    #[arg(long, value_name = "WORD")]
    pub(super) confirm: Vec<String>,
}

/// A retention as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Retain(pub(super) Option<i64>);

/// Days, or for ever.
pub(super) fn retain(text: &str) -> Result<Retain, String> {
    match text {
        "forever" => Ok(Retain(None)),
        _ => match words::days(text) {
            Ok(Some(days)) => Ok(Retain(Some(days))),
            _ => Err("give a number of days from 1 to 36500, or forever".to_owned()),
        },
    }
}

/// A length of time.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no time: write 90s, 45m, 2h or 1h30m");
    let time: SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(time).map_err(|_| wrong())
}

impl Where {
    /// The console's flags with these over them.
    pub(super) fn over(&self, overrides: &Overrides) -> Overrides {
        let mut merged = overrides.clone();
        merged.profile = self.profile.clone().map_or(merged.profile, |profile| vec![profile]);
        merged.region = self.region.clone().map_or(merged.region, |region| vec![region]);
        merged.endpoint_url = self.endpoint_url.clone().or(merged.endpoint_url);
        merged.read_only = self.read_only.then_some(true).or(merged.read_only);
        merged
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_is_days_or_forever() {
        assert_eq!(retain("35"), Ok(Retain(Some(35))));
        assert_eq!(retain("forever"), Ok(Retain(None)));
        for wrong in ["", "0", "-1", "soon", "36501"] {
            assert!(retain(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_has_a_unit() {
        assert_eq!(time("1h30m"), Ok(Duration::from_mins(90)));
        assert_eq!(time("45m"), Ok(Duration::from_mins(45)));
        for wrong in ["", "45", "-5m", "soon"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_stands_behind_the_command_beats_what_stands_before_it() {
        let before = Overrides {
            profile: vec!["a".into(), "b".into()],
            region: vec!["x".into()],
            ..Overrides::default()
        };
        let behind = Where { profile: Some("c".into()), ..Where::default() };
        let merged = behind.over(&before);
        assert_eq!((merged.profile, merged.region), (vec!["c".to_owned()], vec!["x".to_owned()]));
        assert_eq!(Where::default().over(&before), before);
    }
}
