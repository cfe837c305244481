//! The real program in a pseudo-terminal: what is on the screen, what the keys do, and what is left behind.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/pty.rs"]
mod pty;

mod ends;
mod looks;
mod outages;
mod works;

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

use portable_pty::{CommandBuilder, PtySize};
use pty::{Pty, WAIT};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_vaultdeck");

/// Shows all four panes.
const SIZE: (u16, u16) = (120, 40);

/// A person's folders, empty at first, and the temporary folder.
struct Person {
    folder: TempDir,
}

impl Person {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn tmp(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// The whole environment.
    fn env(&self) -> Vec<(&'static str, String)> {
        let folder = |path: PathBuf| path.into_os_string().into_string().unwrap();
        vec![
            ("PATH", env::var("PATH").unwrap()),
            ("HOME", folder(self.home())),
            ("XDG_CONFIG_HOME", folder(self.home().join("config"))),
            ("XDG_STATE_HOME", folder(self.home().join("state"))),
            ("XDG_DATA_HOME", folder(self.home().join("data"))),
            ("XDG_CACHE_HOME", folder(self.home().join("cache"))),
            ("TMPDIR", folder(self.tmp())),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
        ]
    }

    /// `script` in a shell, where `"$0" "$@"` is the program with `args`.
    fn shell(&self, script: &str, args: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new("sh");
        command.env_clear();
        for (name, value) in self.env() {
            command.env(name, value);
        }
        command.args(["-c", script, PROGRAM]);
        command.args(args);
        command
    }

    /// The demo in a shell that waits after it.
    fn demo(&self) -> Pty {
        Pty::run(SIZE, self.shell(&session(), &["--demo"]))
    }

    /// Whether nothing was written, or what was written is gone.
    fn has_nothing(&self) -> bool {
        [self.home(), self.tmp()].iter().all(|folder| fs::read_dir(folder).unwrap().next().is_none())
    }
}

/// A shell with job control runs the program, says how it ended, and waits.
fn session() -> String {
    format!("set -m; \"$0\" \"$@\"; echo \"ended with $?\"; {WAIT}")
}

impl Pty {
    /// Waits until a text is on the screen.
    fn wait_for(&self, text: &str) {
        self.wait(&format!("it says \"{text}\""), |seen| seen.text().contains(text));
    }

    /// Waits until a text has gone from the screen.
    fn wait_without(&self, text: &str) {
        self.wait(&format!("\"{text}\" has gone"), |seen| !seen.text().contains(text));
    }

    /// Waits until everything was read once, on a terminal that is the program's own.
    fn wait_until_live(&self) {
        self.wait("the console is live", |seen| {
            seen.screen().alternate_screen() && seen.text().contains("live")
        });
        assert!(!self.is_as_before() && self.seen().screen().bracketed_paste());
    }

    /// Waits until the program has ended with this code and left the terminal as it was, and lets the shell end.
    fn wait_for_return(&mut self, code: u32) {
        self.wait_for_shell(&format!("ended with {code}"));
        self.go_on();
        self.wait_for_end();
    }

    /// The program: the process group that has the terminal.
    fn program(&self) -> Pid {
        Pid::from_raw(self.master.process_group_leader().unwrap()).unwrap()
    }

    /// Gives the terminal another size.
    fn resize(&self, (cols, rows): (u16, u16)) {
        // Before the program knows, so that what it draws meets a screen of that size.
        self.seen().parser.set_size(rows.try_into().unwrap(), cols.try_into().unwrap());
        self.master.resize(PtySize { rows, cols, ..PtySize::default() }).unwrap();
    }

    /// Pastes, as a terminal does.
    fn paste(&mut self, text: &str) {
        self.press(&format!("\x1b[200~{text}\x1b[201~"));
    }
}

/// `vaultdeck simulate` as a process of its own.
struct Simulator {
    process: std::process::Child,
    url: String,
}

impl Simulator {
    /// Starts it; `args` come last.
    fn start(person: &Person, args: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.arg("simulate").args(args).env_clear().envs(person.env()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut first = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let url = first.trim_end().strip_prefix("listening on ").unwrap().to_owned();
        Self { process, url }
    }

    /// The console on it, in a shell that waits after it.
    fn console(&self, person: &Person) -> Pty {
        let mut command = person.shell(&session(), &["--endpoint-url", &self.url, "--region", "us-east-1"]);
        command.env("AWS_ACCESS_KEY_ID", "123456789012");
        command.env("AWS_SECRET_ACCESS_KEY", "simulated");
        Pty::run(SIZE, command)
    }

    fn kill(mut self) {
        let pid = Pid::from_raw(self.process.id().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It has ended already where a test killed it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
