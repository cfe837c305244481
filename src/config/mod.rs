//! Configuration: what the file may say, how flags and environment go before it, and where files live.

pub mod alerts;
mod check;
mod example;
mod file;
mod look;
mod merge;
mod paths;
mod settings;
pub mod style;
pub mod tag;

pub use alerts::Alerts;
pub use check::{ConfigError, load, nearest, parse, refuse_keys};
pub use example::example;
pub use file::{
    BackupDefaults, Config, HistoryConfig, LogLevel, OneOrMany, Polling, RpoConfig, ScopeConfig, Span,
    ThemeConfig, ThemeName, ZoneName,
};
pub use look::{Depth, Look};
pub use merge::{Overrides, ScopeChoice};
pub use paths::Paths;
pub use settings::{Demo, Settings};
