//! Flags beat environment beats file.
//!
//! clap reads each flag's `VAULTDECK_*` variable where the flag is not given, so an [`Overrides`] already is flags over
//! environment. `AWS_PROFILE`, `AWS_REGION` and the rest of AWS's own variables are left to aws-config, and hold where
//! neither flags nor file name a profile or a Region.

use std::path::PathBuf;

use clap::builder::{BoolishValueParser, NonEmptyStringValueParser};

use super::file::{Config, LogLevel, OneOrMany, ScopeConfig, ZoneName};

/// The options of the console, each by flag or by variable.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Overrides {
    /// AWS profiles to watch, side by side.
    #[arg(long, value_name = "A,B", value_delimiter = ',', env = "VAULTDECK_PROFILE",
          value_parser = NonEmptyStringValueParser::new())]
    pub profile: Vec<String>,
    /// Regions to watch, for each profile.
    #[arg(long, value_name = "A,B", value_delimiter = ',', env = "VAULTDECK_REGION",
          value_parser = NonEmptyStringValueParser::new())]
    pub region: Vec<String>,
    /// Ask this endpoint instead of AWS, such as a simulator.
    #[arg(long, value_name = "URL", env = "VAULTDECK_ENDPOINT_URL",
          value_parser = NonEmptyStringValueParser::new())]
    pub endpoint_url: Option<String>,
    /// Refuse every action that writes.
    #[arg(long, value_name = "BOOL", env = "VAULTDECK_READ_ONLY", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_parser = BoolishValueParser::new())]
    pub read_only: Option<bool>,
    /// Use this configuration file.
    #[arg(long, value_name = "FILE", env = "VAULTDECK_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// How much goes to the log file.
    #[arg(long, value_name = "LEVEL", env = "VAULTDECK_LOG_LEVEL", global = true)]
    pub log_level: Option<LogLevel>,
    /// No colour: bold, underline and reverse only. `NO_COLOR` does the same.
    #[arg(long)]
    pub no_color: bool,
    /// Draw with ASCII only.
    #[arg(long, value_name = "BOOL", env = "VAULTDECK_ASCII", num_args = 0..=1, require_equals = true,
          default_missing_value = "true", value_parser = BoolishValueParser::new())]
    pub ascii: Option<bool>,
    /// Show times in this zone: utc, local or an IANA name.
    #[arg(long, value_name = "ZONE", env = "VAULTDECK_TIME_ZONE", value_parser = zone_name)]
    pub time_zone: Option<ZoneName>,
    /// Show times in UTC.
    #[arg(long, conflicts_with = "local")]
    pub utc: bool,
    /// Show times in the zone of this machine.
    #[arg(long)]
    pub local: bool,
}

fn zone_name(name: &str) -> Result<ZoneName, String> {
    name.to_owned().try_into()
}

impl Overrides {
    /// Puts flags and environment over the file.
    pub fn apply(&self, config: &mut Config) {
        config.read_only = self.read_only.unwrap_or(config.read_only);
        config.log_level = self.log_level.unwrap_or(config.log_level);
        config.ascii = self.ascii.unwrap_or(config.ascii);
        if let Some(zone) = self.time_zone_asked() {
            config.time_zone = zone;
        }
        if !self.profile.is_empty() {
            let known = std::mem::take(&mut config.scope);
            config.scope = self.profile.iter().map(|profile| scope_of(profile, &known)).collect();
        }
        if !self.region.is_empty() {
            if config.scope.is_empty() {
                config.scope.push(ScopeConfig::default());
            }
            for scope in &mut config.scope {
                scope.regions = OneOrMany(self.region.clone());
            }
        }
    }

    fn time_zone_asked(&self) -> Option<ZoneName> {
        match (self.utc, self.local) {
            (true, _) => Some(ZoneName::Utc),
            (_, true) => Some(ZoneName::Local),
            _ => self.time_zone.clone(),
        }
    }
}

/// What the file says about `profile`, so that its name and Regions still hold when it is picked by flag.
fn scope_of(profile: &str, known: &[ScopeConfig]) -> ScopeConfig {
    let said = known.iter().find(|scope| scope.profile.as_deref() == Some(profile)).cloned();
    said.unwrap_or_else(|| ScopeConfig { profile: Some(profile.to_owned()), ..ScopeConfig::default() })
}

/// One profile in one Region: what becomes one scope. What is `None` is left to aws-config.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeChoice {
    /// What the console calls it.
    pub name: Option<String>,
    /// The profile.
    pub profile: Option<String>,
    /// The Region.
    pub region: Option<String>,
}

impl Config {
    /// Each profile in each of its Regions, never empty: without any, the ambient configuration is the one scope.
    pub fn scopes(&self) -> Vec<ScopeChoice> {
        let mut choices: Vec<ScopeChoice> = Vec::new();
        for scope in &self.scope {
            let regions = scope.regions.0.iter().cloned().map(Some);
            let ambient = scope.regions.0.is_empty().then_some(None);
            for region in regions.chain(ambient) {
                let choice = ScopeChoice { name: scope.name.clone(), profile: scope.profile.clone(), region };
                if !choices.contains(&choice) {
                    choices.push(choice);
                }
            }
        }
        if choices.is_empty() {
            choices.push(ScopeChoice::default());
        }
        choices
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
        read_only = true
        time_zone = 'local'
        [[scope]]
        name = 'shop'
        profile = 'shop-prod'
        regions = ['us-east-1', 'us-west-2']
        [[scope]]
        profile = 'lab'
        regions = 'eu-west-1'
    ";

    fn merged(overrides: &Overrides) -> Config {
        let mut config: Config = toml::from_str(FILE).unwrap();
        overrides.apply(&mut config);
        config
    }

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    fn scopes(config: &Config) -> Vec<[String; 3]> {
        let word = |option: Option<String>| option.unwrap_or_else(|| "-".to_owned());
        config.scopes().into_iter().map(|s| [word(s.name), word(s.profile), word(s.region)]).collect()
    }

    #[test]
    fn the_file_holds_where_nothing_else_is_said() {
        let config = merged(&Overrides::default());
        assert!(config.read_only);
        assert_eq!(
            scopes(&config),
            [
                ["shop", "shop-prod", "us-east-1"],
                ["shop", "shop-prod", "us-west-2"],
                ["-", "lab", "eu-west-1"],
            ]
        );
    }

    #[test]
    fn what_is_said_beats_the_file_even_to_switch_off() {
        let config = merged(&Overrides {
            read_only: Some(false),
            log_level: Some(LogLevel::Debug),
            utc: true,
            ..Overrides::default()
        });
        assert!(!config.read_only);
        assert_eq!((config.log_level, config.time_zone), (LogLevel::Debug, ZoneName::Utc));
    }

    #[test]
    fn a_profile_picked_by_flag_keeps_its_name_and_regions() {
        let config = merged(&Overrides { profile: words(&["lab", "new"]), ..Overrides::default() });
        assert_eq!(scopes(&config), [["-", "lab", "eu-west-1"], ["-", "new", "-"]]);
    }

    #[test]
    fn regions_picked_by_flag_hold_for_every_profile() {
        let config =
            merged(&Overrides { region: words(&["sa-east-1", "sa-east-1"]), ..Overrides::default() });
        assert_eq!(scopes(&config), [["shop", "shop-prod", "sa-east-1"], ["-", "lab", "sa-east-1"]]);
    }

    #[test]
    fn without_any_scope_the_ambient_configuration_is_the_one() {
        assert_eq!(Config::default().scopes(), [ScopeChoice::default()]);
        let mut config = Config::default();
        Overrides { region: words(&["eu-west-1"]), ..Overrides::default() }.apply(&mut config);
        assert_eq!(scopes(&config), [["-", "-", "eu-west-1"]]);
    }
}
