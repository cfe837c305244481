//! What `config.toml` may say, and what holds where it says nothing.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use clap::ValueEnum;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::alerts::Alerts;
use super::style::Palette;
use super::tag::Tags;
use crate::text::Zone;

/// The whole file. `Config::default()` is what an empty file means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Refuse every action that writes.
    pub read_only: bool,
    /// The zone of all times on the screen.
    pub time_zone: ZoneName,
    /// How much goes to the log file.
    pub log_level: LogLevel,
    /// Draw with ASCII only, even where the locale is UTF-8.
    pub ascii: bool,
    /// How often AWS is asked.
    pub polling: Polling,
    /// For how long jobs are remembered.
    pub history: HistoryConfig,
    /// Colours.
    pub theme: ThemeConfig,
    /// Defaults of an on-demand backup.
    pub backup: BackupDefaults,
    /// How the console calls.
    pub alerts: Alerts,
    /// What is production: account ids, profiles or scope names, `*` for any letters. Its header is red, and whatever
    /// costs or destroys wants a word typed.
    pub guard: Vec<String>,
    /// Keys by the name of their action.
    pub keys: BTreeMap<String, OneOrMany>,
    /// How old the newest backup of a resource may be; the first that fits decides.
    pub rpo: Vec<RpoConfig>,
    /// What to watch; empty is the ambient AWS configuration.
    pub scope: Vec<ScopeConfig>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            read_only: false,
            time_zone: ZoneName::Utc,
            log_level: LogLevel::Info,
            ascii: false,
            polling: Polling::default(),
            history: HistoryConfig::default(),
            theme: ThemeConfig::default(),
            backup: BackupDefaults::default(),
            alerts: Alerts::default(),
            guard: Vec::new(),
            keys: BTreeMap::new(),
            rpo: Vec::new(),
            scope: Vec::new(),
        }
    }
}

impl Config {
    /// The keys that each action is given, by its name.
    pub fn key_overrides(&self) -> BTreeMap<String, Vec<String>> {
        self.keys.iter().map(|(action, keys)| (action.clone(), keys.0.clone())).collect()
    }
}

/// One `[[scope]]`: a profile in one or more Regions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScopeConfig {
    /// What the console calls it; else the profile's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A profile of the AWS configuration; else the ambient credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// Regions; none is the profile's own.
    pub regions: OneOrMany,
}

/// One `[[rpo]]`: what is promised for the resources that fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RpoConfig {
    /// The resource type, as `RDS`; else any.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A pattern for the name, `*` for any letters; else any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A pattern for the ARN; else any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// Tags that its newest recovery point has, `KEY=VALUE` each, with a pattern for the value; else any.
    #[serde(default, skip_serializing_if = "Tags::is_empty")]
    pub tag: Tags,
    /// The newest backup is at most so old.
    pub rpo: Span,
    /// A restore takes at most so long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rto: Option<Span>,
    /// How much it matters, in any word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<String>,
}

/// A length of time, as `24h` or `1h 30m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span(pub SignedDuration);

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let span = text.parse::<SignedDuration>().ok().filter(SignedDuration::is_positive);
        span.map(Self).ok_or_else(|| format!("`{text}` is no length of time: write 90m, 24h or 1h30m"))
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        format!("{:#}", span.0)
    }
}

/// How often AWS is asked, in seconds, and how fast at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Polling {
    /// Jobs in progress, while there are any.
    pub active_jobs: NonZeroU32,
    /// Jobs created since the last look.
    pub recent_jobs: NonZeroU32,
    /// Vaults.
    pub vaults: NonZeroU32,
    /// Protected resources.
    pub resources: NonZeroU32,
    /// Plans, selections and settings.
    pub plans: NonZeroU32,
    /// `CloudWatch` alarms that watch AWS Backup.
    pub alarms: NonZeroU32,
    /// What `CloudWatch` counted of jobs; 0 is never.
    pub metrics: u32,
    /// A count of all recovery points, vault by vault.
    pub recovery_points: NonZeroU32,
    /// The most requests in a second, in each scope.
    pub requests_per_second: NonZeroU32,
}

impl Default for Polling {
    fn default() -> Self {
        let seconds = |n: u32| NonZeroU32::MIN.saturating_add(n.saturating_sub(1));
        Self {
            active_jobs: seconds(5),
            recent_jobs: seconds(30),
            vaults: seconds(60),
            resources: seconds(60),
            plans: seconds(600),
            alarms: seconds(60),
            metrics: 900,
            recovery_points: seconds(1800),
            requests_per_second: seconds(10),
        }
    }
}

/// The `[history]` table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistoryConfig {
    /// Days for which jobs that have ended are kept; 0 keeps none.
    pub days: u32,
}

impl Default for HistoryConfig {
    fn default() -> Self {
        Self { days: 400 }
    }
}

/// The `[theme]` table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThemeConfig {
    /// Which theme.
    pub name: ThemeName,
    /// Single roles that should look otherwise.
    pub colors: Palette,
}

/// The themes that ship with the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ThemeName {
    /// By what the terminal says about itself.
    #[default]
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// As much contrast as there is, on a dark background.
    HighContrast,
    /// The terminal's own 16 colours.
    #[serde(rename = "16")]
    Sixteen,
    /// No colour: bold, underline and reverse only.
    None,
}

/// The `[backup]` table: what an on-demand backup takes where neither its plan nor its last job tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BackupDefaults {
    /// Name of the vault.
    pub default_vault: String,
    /// Name or ARN of the role that AWS Backup assumes.
    pub default_role: String,
    /// Days to keep it.
    pub retention_days: NonZeroU32,
}

impl Default for BackupDefaults {
    fn default() -> Self {
        Self {
            default_vault: "Default".to_owned(),
            default_role: "AWSBackupDefaultServiceRole".to_owned(),
            retention_days: NonZeroU32::MIN.saturating_add(34),
        }
    }
}

/// How much is logged: each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What went wrong.
    Error,
    /// What may go wrong.
    Warn,
    /// What was done.
    Info,
    /// Each call.
    Debug,
    /// Everything.
    Trace,
}

/// The zone of all times on the screen: `utc`, `local` or a name of the IANA database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ZoneName {
    /// Coordinated universal time.
    Utc,
    /// That of the machine.
    Local,
    /// One of the IANA database, such as `Europe/Berlin`.
    Iana(String),
}

impl ZoneName {
    /// The zone itself. `local` reads the machine's setting.
    pub fn zone(&self) -> Zone {
        match self {
            Self::Utc => Zone::Utc,
            Self::Local => Zone::Local(TimeZone::system()),
            Self::Iana(name) => TimeZone::get(name).map_or(Zone::Utc, Zone::Local),
        }
    }
}

impl TryFrom<String> for ZoneName {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match name.as_str() {
            "utc" | "UTC" => Ok(Self::Utc),
            "local" => Ok(Self::Local),
            _ if TimeZone::get(&name).is_ok() => Ok(Self::Iana(name)),
            _ => {
                let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
                let known = ["utc", "local"].into_iter().chain(known.iter().map(String::as_str));
                let near = super::check::nearest(&name, known).unwrap_or("utc");
                Err(format!("unknown time zone `{name}`: did you mean `{near}`?"))
            }
        }
    }
}

impl From<ZoneName> for String {
    fn from(zone: ZoneName) -> Self {
        match zone {
            ZoneName::Utc => "utc".to_owned(),
            ZoneName::Local => "local".to_owned(),
            ZoneName::Iana(name) => name,
        }
    }
}

/// One word, or a list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Words", into = "Vec<String>")]
pub struct OneOrMany(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
enum Words {
    One(String),
    Many(Vec<String>),
}

impl From<Words> for OneOrMany {
    fn from(words: Words) -> Self {
        Self(match words {
            Words::One(word) => vec![word],
            Words::Many(words) => words,
        })
    }
}

impl From<OneOrMany> for Vec<String> {
    fn from(words: OneOrMany) -> Self {
        words.0
    }
}
