//! Where the platform keeps configuration and state.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The folders of this user on this platform (XDG on Linux, `~/Library` on macOS).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The configuration file, there or not.
    pub config: PathBuf,
    /// The folder for what the program remembers: logs, journal, history.
    pub state: PathBuf,
}

impl Paths {
    /// Asks the platform; none when the user has no home.
    pub fn of_user() -> Option<Self> {
        let dirs = ProjectDirs::from("", "", "vaultdeck")?;
        // Only Linux has a folder for state; elsewhere it is data of this machine.
        let state = dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir());
        Some(Self { config: dirs.config_dir().join("config.toml"), state: state.to_owned() })
    }
}
