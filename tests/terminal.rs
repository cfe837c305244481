//! The terminal is as it was, however the program that took it ends. Each test runs `child` below as a process of its own
//! in a pseudo-terminal, because a terminal has one holder.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "support/pty.rs"]
mod pty;

use std::path::Path;
use std::{env, fs, io, process};

use crossterm::event::Event;
use futures::StreamExt as _;
use portable_pty::CommandBuilder;
use pty::{Pty, WAIT, wait};
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

/// Columns and rows, with room for what the test harness prints around a panic.
const SIZE: (u16, u16) = (80, 50);

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

/// The child in a terminal, and the folder it writes into.
struct Scene {
    pty: Pty,
    folder: TempDir,
}

impl Scene {
    /// Runs `script` in a shell, where `"$0" "$@"` is the child.
    fn run(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", script]);
        command.arg(env::current_exe().unwrap());
        command.args(["--exact", "child", "--ignored", "--nocapture"]);
        command.env(CHILD, folder.path());
        command.env("RUST_BACKTRACE", "0");
        Self { pty: Pty::run(SIZE, command), folder }
    }

    /// Waits until the child shows `also` on a terminal that is its own, and returns its process id.
    fn wait_for_child(&self, also: &str) -> Pid {
        self.pty.wait("the child draws", |seen| {
            seen.screen().alternate_screen() && seen.text().contains(SHOWN) && seen.text().contains(also)
        });
        assert!(!self.pty.is_as_before());
        assert!(self.pty.seen().screen().bracketed_paste());
        let text = self.pty.seen().text();
        let (_, rest) = text.split_once(SHOWN).unwrap();
        Pid::from_raw(rest.split_whitespace().next().unwrap().parse().unwrap()).unwrap()
    }
}

#[test]
fn a_program_that_ends_gives_the_terminal_back() {
    let mut scene = Scene::run(&format!("\"$0\" \"$@\"; echo ended; {WAIT}"));
    kill_process(scene.wait_for_child(""), Number::TERM).unwrap();
    scene.pty.wait_for_shell("ended");
    scene.pty.go_on();
    scene.pty.wait_for_end();
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let mut scene = Scene::run(&format!("{PANIC}=yes \"$0\" \"$@\"; echo ended; {WAIT}"));
    kill_process(scene.wait_for_child(""), Number::TERM).unwrap();
    scene.pty.wait_for_shell("ended");
    let text = scene.pty.seen().text();
    assert!(text.contains("on purpose"), "{text}");
    scene.pty.go_on();
    scene.pty.wait_for_end();
}

#[test]
fn a_stop_gives_the_terminal_back_and_fg_takes_it_again() {
    let script = format!("set -m; \"$0\" \"$@\"; echo stopped; {WAIT}; fg; echo ended; {WAIT}");
    let mut scene = Scene::run(&script);
    let child = scene.wait_for_child("");
    kill_process(child, Number::TSTP).unwrap();
    scene.pty.wait_for_shell("stopped");
    scene.pty.go_on();
    assert_eq!(scene.wait_for_child("back again"), child);
    kill_process(child, Number::TERM).unwrap();
    scene.pty.wait_for_shell("ended");
    scene.pty.go_on();
    scene.pty.wait_for_end();
}

#[test]
fn without_a_shell_to_return_to_it_does_not_stop() {
    let mut scene = Scene::run("exec \"$0\" \"$@\"");
    let child = scene.wait_for_child("");
    kill_process(child, Number::TSTP).unwrap();
    assert_eq!(scene.wait_for_child("no shell to return to"), child);
    kill_process(child, Number::TERM).unwrap();
    assert_eq!(scene.pty.wait_for_end(), 0);
}

#[test]
fn keys_come_before_and_after_a_stop() {
    let script = format!("set -m; \"$0\" \"$@\"; echo stopped; {WAIT}; fg");
    let mut scene = Scene::run(&script);
    let child = scene.wait_for_child("");
    scene.pty.press("k");
    scene.wait_for_child("Char('k')");
    kill_process(child, Number::TSTP).unwrap();
    scene.pty.wait_for_shell("stopped");
    scene.pty.go_on();
    scene.wait_for_child("back again");
    scene.pty.press("j");
    scene.wait_for_child("Char('j')");
    kill_process(child, Number::TERM).unwrap();
    scene.pty.wait_for_end();
}

#[test]
fn a_terminal_that_goes_away_ends_a_program_that_does_not_hear_the_signal() {
    let scene = Scene::run("exec \"$0\" \"$@\"");
    scene.wait_for_child("");
    let Scene { pty, folder } = scene;
    pty.hang_up("x");
    wait(|| folder.path().join("gone").exists(), "the child ends");
}
