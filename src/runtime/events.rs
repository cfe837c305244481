//! What is typed and pasted, as a stream.
//!
//! Crossterm reads in a loop that never ends once the terminal has gone: every read then says "nothing" at once. So it reads
//! in a thread of its own, where it cannot hold up anything, and another thread waits for the hang-up.

use std::io::{self, stdin};
use std::thread;

use crossterm::event::{self, Event};
use futures::channel::mpsc;
use futures::stream::Stream;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

/// Keys, pastes and sizes from now on. An error is the last that comes; `terminal::is_gone` tells whether the terminal has
/// gone.
///
/// # Errors
/// When the system refuses a thread.
pub fn events() -> io::Result<impl Stream<Item = io::Result<Event>> + Unpin> {
    let (sender, events) = mpsc::unbounded();
    let hang_up = sender.clone();
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        let last = |event: &io::Result<Event>| event.is_err();
        loop {
            let event = event::read();
            if last(&event) | sender.unbounded_send(event).is_err() {
                break;
            }
        }
    })?;
    thread::Builder::new().name("hang-up".to_owned()).spawn(move || {
        // Without a receiver the console has ended, and nobody needs to know.
        let _ = hang_up.unbounded_send(Err(wait_for_hang_up().into()));
    })?;
    Ok(events)
}

/// Sleeps until the terminal has gone.
fn wait_for_hang_up() -> Errno {
    let terminal = stdin();
    loop {
        // With no event asked for, only a hang-up or an error wakes it.
        let mut watched = [PollFd::new(&terminal, PollFlags::empty())];
        match poll(&mut watched, None) {
            Ok(_) if watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => return Errno::IO,
            Err(Errno::INTR) => {}
            // This system cannot watch a terminal so: SIGHUP must do.
            _ => loop {
                thread::park();
            },
        }
    }
}
