//! The terminal is as it was, however the program that took it ends. Each test runs `child` below as a process of its own
//! in a pseudo-terminal, because a terminal has one holder.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::io::{self, Read as _, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use crossterm::event::Event;
use futures::StreamExt as _;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal as Number, kill_process};
use tempfile::TempDir;
use vaultdeck::runtime::events::events;
use vaultdeck::runtime::signals::{Signal, signals};
use vaultdeck::runtime::terminal::{Guard, give_back_on_panic, is_gone};

/// Set for the child only: the folder where it leaves `gone` when its terminal has.
const CHILD: &str = "VAULTDECK_TEST_CHILD";

/// Set for a child that is to panic on SIGTERM.
const PANIC: &str = "VAULTDECK_TEST_PANIC";

/// What the child shows, before its process id.
const SHOWN: &str = "child in charge, pid ";

/// Keeps the shell, and with it the terminal, until [`Pty::go_on`].
const WAIT: &str = "read -r _";

/// Room for what the test harness prints around a panic.
const ROWS: u16 = 50;

#[test]
#[ignore = "the other tests run it, in a terminal of its own"]
fn child() {
    let Ok(folder) = env::var(CHILD) else { return };
    give_back_on_panic();
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if let Err(error) = tokio.block_on(console()) {
        assert!(is_gone(&error), "{error}");
        fs::write(Path::new(&folder).join("gone"), "").unwrap();
    }
}

/// As little of a console as shows who has the terminal.
async fn console() -> io::Result<()> {
    let mut signals = signals()?;
    let guard = Guard::take()?;
    let mut screen = guard.screen()?;
    let mut events = events()?;
    let mut says = String::new();
    loop {
        let text = format!("{SHOWN}{} {says}", process::id());
        screen.draw(|frame| frame.render_widget(text, frame.area()))?;
        tokio::select! {
            event = events.next() => if let Event::Key(key) = event.unwrap()? {
                says = format!("{:?}", key.code);
            },
            signal = signals.next() => match signal.unwrap() {
                Signal::Terminate if env::var(PANIC).is_ok() => panic!("on purpose"),
                Signal::Terminate => return Ok(()),
                Signal::Stop => says = guard.stop(&mut screen).err().map_or(String::new(), |e| e.to_string()),
                Signal::Continue => {
                    guard.resume(&mut screen)?;
                    "back again".clone_into(&mut says);
                }
                // Pays no heed to SIGHUP.
                _ => {}
            },
        }
    }
}

/// Waits until `holds`, for ten seconds at most.
fn wait(holds: impl Fn() -> bool, what: impl Fn() -> String) {
    let end = Instant::now() + Duration::from_secs(10);
    while !holds() {
        assert!(Instant::now() < end, "waiting until {}", what());
        thread::yield_now();
    }
}

/// A pseudo-terminal with a shell in it.
struct Pty {
    master: Box<dyn MasterPty + Send>,
    shell: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    seen: Arc<Mutex<vt100::Parser>>,
    /// Reads until `seen` has gone.
    reader: JoinHandle<()>,
    /// The modes before anything ran, as `stty` would show them.
    before: String,
    folder: TempDir,
}

impl Pty {
    /// Runs `script` in a shell, where `"$0" "$@"` is the child.
    fn run(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pair =
            native_pty_system().openpty(PtySize { rows: ROWS, cols: 80, ..PtySize::default() }).unwrap();
        let before = format!("{:?}", pair.master.get_termios().unwrap());
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", script]);
        command.arg(env::current_exe().unwrap());
        command.args(["--exact", "child", "--ignored", "--nocapture"]);
        command.env(CHILD, folder.path());
        command.env("RUST_BACKTRACE", "0");
        let shell = pair.slave.spawn_command(command).unwrap();
        let seen =
            Arc::new(Mutex::new(vt100::Parser::new(ROWS.try_into().unwrap(), 80.try_into().unwrap(), 0)));
        let (mut output, parser) = (pair.master.try_clone_reader().unwrap(), Arc::downgrade(&seen));
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let (Ok(n @ 1..), Some(parser)) = (output.read(&mut bytes), parser.upgrade()) {
                parser.lock().unwrap().process(&bytes[..n]);
            }
        });
        Self {
            keys: pair.master.take_writer().unwrap(),
            master: pair.master,
            shell,
            seen,
            reader,
            before,
            folder,
        }
    }

    fn modes(&self) -> String {
        format!("{:?}", self.master.get_termios().unwrap())
    }

    fn text(&self) -> String {
        self.seen.lock().unwrap().screen().contents()
    }

    /// Waits until `holds`.
    fn wait(&self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        wait(
            || holds(self.seen.lock().unwrap().screen()),
            || format!("{what}; on the screen:\n{}", self.text()),
        );
    }

    /// Closes the terminal under the child, and returns the child's folder.
    fn hang_up(self) -> TempDir {
        let Self { master, mut keys, seen, reader, folder, .. } = self;
        drop(seen);
        // The child draws, so the reader wakes, sees that it is no longer needed, and lets go of the terminal.
        keys.write_all(b"x").unwrap();
        reader.join().unwrap();
        drop((keys, master));
        folder
    }

    /// Waits until the child shows `also` on a terminal that is its own, and returns its process id.
    fn wait_for_child(&self, also: &str) -> Pid {
        self.wait("the child draws", |screen| {
            screen.alternate_screen() && screen.contents().contains(SHOWN) && screen.contents().contains(also)
        });
        assert_ne!(self.modes(), self.before);
        assert!(self.seen.lock().unwrap().screen().bracketed_paste());
        let text = self.text();
        let (_, rest) = text.split_once(SHOWN).unwrap();
        Pid::from_raw(rest.split_whitespace().next().unwrap().parse().unwrap()).unwrap()
    }

    /// Waits until the shell says `word`, and checks that the terminal is as it was before.
    fn wait_for_shell(&self, word: &str) {
        self.wait("the shell goes on", |screen| screen.contents().contains(word));
        let seen = self.seen.lock().unwrap();
        let screen = seen.screen();
        assert_eq!(
            (screen.alternate_screen(), screen.bracketed_paste(), screen.hide_cursor()),
            (false, false, false)
        );
        assert_eq!(self.modes(), self.before);
    }

    /// Lets the shell's `read` return.
    fn go_on(&mut self) {
        self.keys.write_all(b"\n").unwrap();
    }

    fn wait_for_end(&mut self) -> u32 {
        self.shell.wait().unwrap().exit_code()
    }
}

#[test]
fn a_program_that_ends_gives_the_terminal_back() {
    let mut pty = Pty::run(&format!("\"$0\" \"$@\"; echo ended; {WAIT}"));
    kill_process(pty.wait_for_child(""), Number::TERM).unwrap();
    pty.wait_for_shell("ended");
    pty.go_on();
    pty.wait_for_end();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let mut pty = Pty::run(&format!("{PANIC}=yes \"$0\" \"$@\"; echo ended; {WAIT}"));
    kill_process(pty.wait_for_child(""), Number::TERM).unwrap();
    pty.wait_for_shell("ended");
    assert!(pty.text().contains("on purpose"), "{}", pty.text());
    pty.go_on();
    pty.wait_for_end();
}

#[test]
fn a_stop_gives_the_terminal_back_and_fg_takes_it_again() {
    let script = format!("set -m; \"$0\" \"$@\"; echo stopped; {WAIT}; fg; echo ended; {WAIT}");
    let mut pty = Pty::run(&script);
    let child = pty.wait_for_child("");
    kill_process(child, Number::TSTP).unwrap();
    pty.wait_for_shell("stopped");
    pty.go_on();
    assert_eq!(pty.wait_for_child("back again"), child);
    kill_process(child, Number::TERM).unwrap();
    pty.wait_for_shell("ended");
    pty.go_on();
    pty.wait_for_end();
}

#[test]
fn without_a_shell_to_return_to_it_does_not_stop() {
    let mut pty = Pty::run("exec \"$0\" \"$@\"");
    let child = pty.wait_for_child("");
    kill_process(child, Number::TSTP).unwrap();
    assert_eq!(pty.wait_for_child("no shell to return to"), child);
    kill_process(child, Number::TERM).unwrap();
    assert_eq!(pty.wait_for_end(), 0);
}

#[test]
fn keys_come_before_and_after_a_stop() {
    let script = format!("set -m; \"$0\" \"$@\"; echo stopped; {WAIT}; fg");
    let mut pty = Pty::run(&script);
    let child = pty.wait_for_child("");
    pty.keys.write_all(b"k").unwrap();
    pty.wait_for_child("Char('k')");
    kill_process(child, Number::TSTP).unwrap();
    pty.wait_for_shell("stopped");
    pty.go_on();
    pty.wait_for_child("back again");
    pty.keys.write_all(b"j").unwrap();
    pty.wait_for_child("Char('j')");
    kill_process(child, Number::TERM).unwrap();
    pty.wait_for_end();
}

#[test]
fn a_terminal_that_goes_away_ends_a_program_that_does_not_hear_the_signal() {
    let pty = Pty::run("exec \"$0\" \"$@\"");
    pty.wait_for_child("");
    let folder = pty.hang_up();
    wait(|| folder.path().join("gone").exists(), || "the child ends".to_owned());
}
