//! Everything the console is started with: flags, environment, file and terminal, settled.

use std::path::PathBuf;
use std::time::Duration;

use super::{Config, Look, ScopeChoice};

/// What `runtime::run` is given; nothing after it reads flags, environment or configuration file.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The file with flags and environment over it.
    pub config: Config,
    /// What to watch, never empty. The demo has its own, and leaves this alone.
    pub scopes: Vec<ScopeChoice>,
    /// No scope of the file is left out, by flag or environment: what its rules are about is all watched.
    pub watches_all: bool,
    /// What is wrong with the configuration on this machine, and does not keep it from being used.
    pub warnings: Vec<String>,
    /// Ask this endpoint instead of AWS.
    pub endpoint_url: Option<String>,
    /// Run on the embedded simulator.
    pub demo: Option<Demo>,
    /// What this terminal can show.
    pub look: Look,
    /// The folder for what is kept: the user's, or a temporary one in the demo.
    pub state: PathBuf,
}

/// How the embedded simulator behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demo {
    /// The same seed makes the same account.
    pub seed: u64,
    /// How long each answer takes at least.
    pub latency: Duration,
}
