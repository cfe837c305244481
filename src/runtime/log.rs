//! The log: one file a day in the state folder, readable by its owner only, never the screen, without secrets.

mod daily;
mod redact;

use std::io::{self, Write};
use std::path::Path;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::config::LogLevel;
use daily::DailyFile;

/// Lines that may wait for the log's thread; more are dropped rather than waited for. The room for them is taken at the
/// start, and the library's own choice takes 4 MB.
const LINES: usize = 4_096;

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The folder or the file cannot be made.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Another log was started in this process.
    #[error(transparent)]
    Twice(#[from] TryInitError),
}

/// Starts logging into the folder `state`. Lines are written by a thread of their own, which ends, with all lines
/// written, when the guard is dropped.
///
/// # Errors
/// When the folder or the file cannot be made, or when a log was started before.
pub fn start(state: &Path, level: LogLevel) -> Result<WorkerGuard, LogError> {
    let file = DailyFile::open(&state.join("logs"))?;
    let (lines, guard) = NonBlockingBuilder::default().buffered_lines_limit(LINES).finish(Redacted(file));
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(lines);
    tracing_subscriber::registry().with(targets(level)).with(layer).try_init()?;
    Ok(guard)
}

/// Logs to standard error, for commands that do not draw.
///
/// # Errors
/// When a log was started before.
pub fn start_on_stderr(level: LogLevel) -> Result<(), LogError> {
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(|| Redacted(io::stderr()));
    Ok(tracing_subscriber::registry().with(targets(level)).with(layer).try_init()?)
}

/// The level holds for the program itself. Of its libraries only what may go wrong is of use, and the AWS SDK would log
/// bodies and headers below that.
fn targets(level: LogLevel) -> Targets {
    let own = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    Targets::new().with_default(own.min(LevelFilter::WARN)).with_target("vaultdeck", own)
}

/// Takes secrets out of each line on its way. The log's thread hands over whole lines.
struct Redacted<W>(W);

impl<W: Write> Write for Redacted<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(redact::redact(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// Things that must never be found in a log, each in a sentence that would put it there.
    const LEAKS: [(&str, &str); 8] = [
        ("AKIAIOSFODNN7EXAMPLE", "key AKIAIOSFODNN7EXAMPLE is used"),
        ("ASIAIOSFODNN7EXAMPLE", "Credentials { access_key_id: \"ASIAIOSFODNN7EXAMPLE\" }"),
        (
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
        ("IQoJb3JpZ2luX2VjEXAMPLE", "X-Amz-Security-Token: IQoJb3JpZ2luX2VjEXAMPLE"),
        (
            "fe5f80f77d5fa3beca038a248ff027d0",
            "Authorization: AWS4-HMAC-SHA256 Signature=fe5f80f77d5fa3beca038a248ff027d0",
        ),
        ("bd0abe9d5cd0", "https://s3/x?X-Amz-Signature=bd0abe9d5cd0&X-Amz-Date=1"),
        ("aoaAAAAAGexample", "{\"accessToken\": \"aoaAAAAAGexample\", \"region\": \"us-east-1\"}"),
        ("hunter2hunter2", "session_token: Some(\"hunter2hunter2\")"),
    ];

    #[test]
    fn no_secret_reaches_the_file_and_only_the_owner_may_read_it() {
        let state = tempfile::tempdir().unwrap();
        let folder = state.path().join("logs");
        let log = Redacted(DailyFile::open(&folder).unwrap());
        let (lines, guard) = NonBlockingBuilder::default().finish(log);
        let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(lines);
        let subscriber = tracing_subscriber::registry().with(targets(LogLevel::Info)).with(layer);
        tracing::subscriber::with_default(subscriber, || {
            for (_, sentence) in LEAKS {
                tracing::info!("{sentence}");
                tracing::info!(value = sentence, debug = ?sentence);
            }
            tracing::debug!("too fine");
            tracing::info!(target: "aws_smithy_runtime", "not ours");
        });
        drop(guard);

        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let log = fs::read_to_string(&files[0]).unwrap();
        assert_eq!((files.len(), log.lines().count()), (1, 2 * LEAKS.len()), "{log}");
        for (secret, _) in LEAKS {
            assert!(!log.contains(secret), "{secret} in {log}");
        }
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&files[0])), (0o700, 0o600));
    }
}
