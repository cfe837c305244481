//! From arguments to settings: the only place that reads the environment and the configuration file.

use std::env;
use std::path::{Path, PathBuf};

use color_eyre::eyre::{OptionExt as _, Result, WrapErr as _};
use tempfile::TempDir;

use super::{Cli, program};
use crate::app::keymap::{Keymap, KeymapError};
use crate::config::{self, Config, ConfigError, Demo, Look, Paths, Settings};

impl Cli {
    /// Settles everything. The folder is the demo's own: it goes away when dropped.
    pub(super) fn settings(&self) -> Result<(Settings, Option<TempDir>)> {
        let file = self.loaded()?;
        let mut config = file.clone();
        self.overrides.apply(&mut config);
        let demo = self.demo.demo.then_some(Demo { seed: self.demo.seed, latency: self.demo.latency });
        let folder = demo.map(|_| TempDir::with_prefix("vaultdeck-demo-")).transpose();
        let folder = folder.wrap_err("cannot make a temporary folder for the demo")?;
        let state = match &folder {
            Some(folder) => folder.path().to_owned(),
            None => user_paths()?.state,
        };
        let scopes = config.scopes();
        // A file without scopes is about whatever is watched.
        let none_left_out = file.scope.is_empty() || file.scopes().iter().all(|scope| scopes.contains(scope));
        let settings = Settings {
            watches_all: demo.is_none() && none_left_out,
            warnings: warnings(&config),
            scopes,
            endpoint_url: self.overrides.endpoint_url.clone(),
            demo,
            look: Look::choose(&config, self.overrides.no_color, |name| env::var(name).ok()),
            state,
            config,
        };
        Ok((settings, folder))
    }

    /// The file with flags and environment over it.
    pub(super) fn merged(&self) -> Result<Config> {
        let mut config = self.loaded()?;
        self.overrides.apply(&mut config);
        Ok(config)
    }

    /// The file. One that was not named need not be there.
    fn loaded(&self) -> Result<Config> {
        let named = self.overrides.config.clone();
        let found = || Paths::of_user().map(|paths| paths.config).filter(|path| path.exists());
        Ok(match named.or_else(found) {
            Some(path) => load(&path)?,
            None => Config::default(),
        })
    }

    /// Where the configuration file is looked for.
    pub(super) fn config_file(&self) -> Result<PathBuf> {
        self.overrides.config.clone().map_or_else(|| Ok(user_paths()?.config), Ok)
    }
}

/// The file at `path`, with its keys checked against the registry of actions.
fn load(path: &Path) -> Result<Config, ConfigError> {
    let config = config::load(path)?;
    Keymap::new(&config.key_overrides()).map_err(|error| {
        let actions = match &error {
            KeymapError::NoSuchAction { name, .. } => vec![name.as_str()],
            KeymapError::NoSuchKey { action, .. } => vec![*action],
            KeymapError::Conflict { one, other, .. } => vec![*one, *other],
        };
        config::refuse_keys(path, &actions, error.to_string())
    })?;
    Ok(config)
}

/// What is wrong with the configuration on this machine: the file may be right on another.
pub(super) fn warnings(config: &Config) -> Vec<String> {
    let program = config.alerts.on_alert.first();
    let wrong = program.and_then(|program| program::wrong(program, env::var_os("PATH").as_deref()));
    wrong.map(|wrong| format!("on_alert: {wrong}: no alert reaches it")).into_iter().collect()
}

fn user_paths() -> Result<Paths> {
    Paths::of_user().ok_or_eyre("this user has no home folder: set HOME")
}
