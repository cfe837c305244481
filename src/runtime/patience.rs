//! How long a command without a screen waits: until its time is up, or until somebody asks it to end.

use std::io;
use std::process;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};

/// The exit code of a second signal, which ends the program at once. Jobs that were started go on at AWS.
const AT_ONCE: i32 = 3;

/// Why it waits no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enough {
    /// Ctrl-C, SIGTERM or SIGHUP.
    Interrupted,
    /// The time is up.
    TimedOut,
}

/// The patience of a command.
#[derive(Debug, Clone)]
pub struct Patience {
    interrupted: watch::Receiver<bool>,
    end: Option<Instant>,
}

impl Patience {
    /// From now on signals are heard; the first says to end, the second ends. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the system refuses a handler.
    pub fn begin(limit: Option<Duration>) -> io::Result<Self> {
        let mut signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()]
            .map(signal)
            .into_iter()
            .collect::<io::Result<Vec<_>>>()?;
        let (told, interrupted) = watch::channel(false);
        tokio::spawn(async move {
            loop {
                futures::future::select_all(signals.iter_mut().map(|signal| Box::pin(signal.recv()))).await;
                if told.send_replace(true) {
                    process::exit(AT_ONCE);
                }
            }
        });
        let end = limit.and_then(|limit| Instant::now().checked_add(limit));
        Ok(Self { interrupted, end })
    }

    /// Whether it is over.
    pub fn is_over(&self) -> Option<Enough> {
        if *self.interrupted.borrow() {
            return Some(Enough::Interrupted);
        }
        self.end.filter(|end| *end <= Instant::now()).map(|_| Enough::TimedOut)
    }

    /// Waits for something that does no harm when it is dropped half-way: a read, never a write.
    ///
    /// # Errors
    /// The patience ended first.
    pub async fn race<T>(&self, task: impl Future<Output = T>) -> Result<T, Enough> {
        let mut interrupted = self.interrupted.clone();
        let asked = async {
            // The sender lives as long as the program does.
            let _ = interrupted.wait_for(|interrupted| *interrupted).await;
        };
        let task = async {
            match self.end {
                Some(end) => timeout_at(end, task).await.map_err(|_| Enough::TimedOut),
                None => Ok(task.await),
            }
        };
        tokio::select! {
            biased;
            () = asked => Err(Enough::Interrupted),
            done = task => done,
        }
    }

    /// Sleeps.
    ///
    /// # Errors
    /// The patience ended first.
    pub async fn sleep(&self, time: Duration) -> Result<(), Enough> {
        let end = Instant::now() + time;
        self.race(sleep_until(end)).await
    }
}
