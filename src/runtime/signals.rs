//! The signals that concern the console, as a stream.

use std::io;

use futures::stream::{self, Stream, StreamExt as _};
use rustix::process::Signal as Number;
use tokio::signal::unix::{SignalKind, signal};

/// What was asked for or has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// End (SIGTERM).
    Terminate,
    /// End: the terminal has gone (SIGHUP).
    Hangup,
    /// End (SIGINT). In raw mode Ctrl-C is a key; this one comes from elsewhere.
    Interrupt,
    /// Stop (SIGTSTP). In raw mode Ctrl-Z is a key; this one comes from elsewhere.
    Stop,
    /// It was stopped and goes on (SIGCONT).
    Continue,
    /// The terminal has another size (SIGWINCH).
    Resize,
}

/// All of them from now on. Needs a tokio runtime.
///
/// # Errors
/// When the system refuses a handler.
pub fn signals() -> io::Result<impl Stream<Item = Signal> + Unpin> {
    let kinds = [
        (SignalKind::terminate(), Signal::Terminate),
        (SignalKind::hangup(), Signal::Hangup),
        (SignalKind::interrupt(), Signal::Interrupt),
        (SignalKind::from_raw(Number::TSTP.as_raw()), Signal::Stop),
        (SignalKind::from_raw(Number::CONT.as_raw()), Signal::Continue),
        (SignalKind::window_change(), Signal::Resize),
    ];
    let streams = kinds.map(|(kind, meaning)| {
        let source = signal(kind)?;
        let next = async |mut source: tokio::signal::unix::Signal| source.recv().await.map(|()| ((), source));
        Ok(stream::unfold(source, next).map(move |()| meaning).boxed())
    });
    Ok(stream::select_all(streams.into_iter().collect::<io::Result<Vec<_>>>()?))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustix::process::{getpid, kill_process};
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn each_signal_arrives_under_its_name() {
        let mut signals = signals().unwrap();
        for (number, meaning) in [
            (Number::TERM, Signal::Terminate),
            (Number::HUP, Signal::Hangup),
            (Number::INT, Signal::Interrupt),
            (Number::TSTP, Signal::Stop),
            (Number::CONT, Signal::Continue),
            (Number::WINCH, Signal::Resize),
        ] {
            kill_process(getpid(), number).unwrap();
            let arrived = timeout(Duration::from_secs(10), signals.next()).await.unwrap();
            assert_eq!(arrived, Some(meaning));
        }
    }
}
