//! What a command without a screen stands on: its log and its runtime.

use color_eyre::eyre::{Result, WrapErr as _};
use tokio::runtime::{Builder, Runtime};
use tracing_appender::non_blocking::WorkerGuard;

use crate::config::Settings;
use crate::runtime::log;

/// Begins the log, which is kept as long as the first lives, and the runtime.
///
/// # Errors
/// When the log's folder can't be written, or threads can't be made.
pub(super) fn begin(settings: &Settings) -> Result<(WorkerGuard, Runtime)> {
    let guard = log::start(&settings.state, settings.config.log_level)
        .wrap_err_with(|| format!("cannot keep a log in {}", settings.state.display()))?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .wrap_err("cannot start the runtime")?;
    Ok((guard, runtime))
}
