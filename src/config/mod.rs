//! Configuration: what the file may say, how flags and environment go before it, and where files live.

mod check;
mod file;
pub mod style;

pub use check::{ConfigError, load, nearest, parse};
pub use file::{
    BackupDefaults, Config, LogLevel, OneOrMany, Polling, ScopeConfig, ThemeConfig, ThemeName, ZoneName,
};
