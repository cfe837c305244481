//! A pseudo-terminal with a shell in it, and what stands on its screen.

use std::io::{Read as _, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Keeps the shell, and with it the terminal, until [`Pty::go_on`].
pub const WAIT: &str = "read -r _";

/// Only a hang comes near it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until `holds`, which `what` describes.
pub fn wait(mut holds: impl FnMut() -> bool, what: &str) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waiting until {what}");
        thread::yield_now();
    }
}

/// What came out of the terminal.
pub struct Seen {
    /// Keeps the screen.
    pub parser: vt100::Parser,
    /// Every byte, in order.
    pub bytes: Vec<u8>,
}

impl Seen {
    /// The screen as it stands.
    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.screen().contents()
    }
}

/// A pseudo-terminal with a shell in it.
pub struct Pty {
    pub master: Box<dyn MasterPty + Send>,
    pub keys: Box<dyn Write + Send>,
    pub shell: Box<dyn Child + Send + Sync>,
    /// With what tells that more has come.
    seen: Arc<(Mutex<Seen>, Condvar)>,
    /// Reads until `seen` has gone.
    reader: JoinHandle<()>,
    /// The modes before anything ran, as `stty` would show them.
    before: String,
}

impl Pty {
    /// Runs `command` in a terminal of this many columns and rows.
    pub fn run((cols, rows): (u16, u16), command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows, cols, ..PtySize::default() }).unwrap();
        let before = format!("{:?}", pair.master.get_termios().unwrap());
        let shell = pair.slave.spawn_command(command).unwrap();
        let parser = vt100::Parser::new(rows.try_into().unwrap(), cols.try_into().unwrap(), 0);
        let seen = Arc::new((Mutex::new(Seen { parser, bytes: Vec::new() }), Condvar::new()));
        let (mut output, kept) = (pair.master.try_clone_reader().unwrap(), Arc::downgrade(&seen));
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let (Ok(n @ 1..), Some(seen)) = (output.read(&mut bytes), kept.upgrade()) {
                let (seen, more) = &*seen;
                let mut seen = seen.lock().unwrap();
                seen.parser.process(&bytes[..n]);
                seen.bytes.extend_from_slice(&bytes[..n]);
                more.notify_all();
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { master: pair.master, keys, shell, seen, reader, before }
    }

    /// What has come so far.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.0.lock().unwrap()
    }

    /// Whether the terminal is in the modes in which it was found.
    pub fn is_as_before(&self) -> bool {
        format!("{:?}", self.master.get_termios().unwrap()) == self.before
    }

    /// Waits until `holds`.
    pub fn wait(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        let (seen, late) =
            self.seen.1.wait_timeout_while(self.seen(), PATIENCE, |seen| !holds(seen)).unwrap();
        let text = seen.text();
        // A lock that breaks would hide what is said here.
        drop(seen);
        assert!(!late.timed_out(), "waiting until {what}; on the screen:\n{text}");
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Lets the shell's `read` return.
    pub fn go_on(&mut self) {
        self.press("\n");
    }

    /// Closes the terminal under the program, which draws when `key` is pressed. Returns the program.
    pub fn hang_up(self, key: &str) -> Box<dyn Child + Send + Sync> {
        let Self { master, mut keys, shell, seen, reader, .. } = self;
        drop(seen);
        // What is drawn wakes the reader, which sees that it is no longer needed, and lets go of the terminal.
        keys.write_all(key.as_bytes()).unwrap();
        reader.join().unwrap();
        drop((keys, master));
        shell
    }

    /// Waits until the shell says `word`, and checks that the terminal is as it was before.
    pub fn wait_for_shell(&self, word: &str) {
        self.wait("the shell goes on", |seen| seen.text().contains(word));
        let seen = self.seen();
        let screen = seen.screen();
        assert_eq!(
            (screen.alternate_screen(), screen.bracketed_paste(), screen.hide_cursor()),
            (false, false, false)
        );
        assert!(self.is_as_before());
    }

    /// Waits until the shell has ended; its exit code.
    pub fn wait_for_end(&mut self) -> u32 {
        let mut code = None;
        wait(
            || {
                code = self.shell.try_wait().unwrap().map(|status| status.exit_code());
                code.is_some()
            },
            "the shell ends",
        );
        code.unwrap()
    }
}
