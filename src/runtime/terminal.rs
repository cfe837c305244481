//! Taking the terminal and giving it back as it was, however the program ends.

use std::io::{self, IsTerminal as _, Stdout, stdout};
use std::panic;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use ratatui::Terminal;
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};

use super::backend::QuietBackend;

/// What the console draws on.
pub type Screen = Terminal<QuietBackend<Stdout>>;

/// The thread that took the terminal; none while it is not ours.
static HOLDER: Mutex<Option<ThreadId>> = Mutex::new(None);

/// Holds the terminal: raw mode, alternate screen, bracketed paste. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When standard input or output is no terminal, or it refuses.
    pub fn take() -> io::Result<Self> {
        if !stdout().is_terminal() || !io::stdin().is_terminal() {
            return Err(io::Error::other("standard input and output must be a terminal"));
        }
        take()?;
        Ok(Self(()))
    }

    /// The screen to draw on.
    ///
    /// # Errors
    /// When the terminal does not tell its size.
    pub fn screen(&self) -> io::Result<Screen> {
        Terminal::new(QuietBackend::new(stdout()))
    }

    /// Gives the terminal back and stops the program, with those that stand in one pipeline with it, as Ctrl-Z does. What is
    /// drawn from here on is not shown until [`Guard::resume`], which belongs to
    /// [`Signal::Continue`](super::signals::Signal::Continue).
    ///
    /// # Errors
    /// When there is no shell with job control that could continue it (`ssh -t host vaultdeck`), and nothing was done.
    pub fn stop(&self, screen: &mut Screen) -> io::Result<()> {
        if getsid(None)? == getpgrp() {
            return Err(io::Error::other("no shell to return to: it could not be continued"));
        }
        screen.backend_mut().hold();
        give_back();
        // Not TSTP: it would only call our own handler.
        Ok(kill_current_process_group(Signal::STOP)?)
    }

    /// Takes the terminal again and forgets what was on it, so that the next frame is drawn in full.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn resume(&self, screen: &mut Screen) -> io::Result<()> {
        // Also when it was not given back: something may have stopped the program without asking (SIGSTOP).
        give_back();
        take()?;
        screen.backend_mut().forget();
        screen.clear()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Makes a panic of the thread that holds the terminal give it back before anything is printed. A panic of another thread
/// prints nothing while the console draws: it goes to the log.
pub fn give_back_on_panic() {
    let next = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let holder = *holder();
        if holder.is_some_and(|holder| holder != thread::current().id()) {
            tracing::error!("a task panicked: {info}");
        } else {
            give_back();
            next(info);
        }
    }));
}

/// Whether `error` says that the terminal is no longer there, so that there is nobody to tell.
pub fn is_gone(error: &io::Error) -> bool {
    let gone = [Errno::IO, Errno::PIPE, Errno::NXIO, Errno::BADF, Errno::NODEV];
    Errno::from_io_error(error).is_some_and(|errno| gone.contains(&errno))
}

fn holder() -> std::sync::MutexGuard<'static, Option<ThreadId>> {
    HOLDER.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take() -> io::Result<()> {
    // First, so that whatever fails below is undone by the guard or by the caller's error path.
    *holder() = Some(thread::current().id());
    let taken =
        enable_raw_mode().and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste));
    taken.inspect_err(|_| give_back())
}

type Step = fn() -> io::Result<()>;

/// Undoes everything, once. What fails is logged and does not keep the rest from being undone.
fn give_back() {
    if holder().take().is_none() {
        return;
    }
    let steps: [(&str, Step); 4] = [
        ("end bracketed paste", || execute!(stdout(), DisableBracketedPaste)),
        ("show the cursor", || execute!(stdout(), Show)),
        ("leave the alternate screen", || execute!(stdout(), LeaveAlternateScreen)),
        ("leave raw mode", disable_raw_mode),
    ];
    for (what, step) in steps {
        if let Err(error) = step() {
            tracing::warn!("cannot {what}: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lost_terminal_counts_as_gone() {
        for (errno, gone) in
            [(Errno::IO, true), (Errno::PIPE, true), (Errno::AGAIN, false), (Errno::NOSPC, false)]
        {
            assert_eq!(is_gone(&errno.into()), gone, "{errno}");
        }
        assert!(!is_gone(&io::Error::other("no errno")));
    }
}
