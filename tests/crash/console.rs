//! The console in a pseudo-terminal, driven by keys.

use std::path::Path;

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};

use crate::pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_vaultdeck");

/// A running console.
pub struct Console {
    pty: Pty,
}

impl Console {
    /// Starts it for a person whose home this is, on a simulator.
    pub fn start(home: &Path, url: &str) -> Self {
        let mut command = CommandBuilder::new(PROGRAM);
        command.env_clear();
        for (name, value) in [
            ("HOME", home.to_str().unwrap()),
            ("XDG_STATE_HOME", home.join("state").to_str().unwrap()),
            ("XDG_CONFIG_HOME", home.join("config").to_str().unwrap()),
            ("AWS_ACCESS_KEY_ID", "123456789012"),
            ("AWS_SECRET_ACCESS_KEY", "simulated"),
            ("TERM", "xterm-256color"),
            ("LANG", "C.UTF-8"),
        ] {
            command.env(name, value);
        }
        command.args(["--endpoint-url", url, "--region", "us-east-1"]);
        Self { pty: Pty::run((120, 40), command) }
    }

    pub fn wait_for(&self, text: &str) {
        self.pty.wait(&format!("it says \"{text}\""), |seen| seen.text().contains(text));
    }

    /// Everything has been read once.
    pub fn wait_until_live(&self) {
        self.wait_for("live");
    }

    pub fn press(&mut self, keys: &str) {
        self.pty.press(keys);
    }

    pub fn paste(&mut self, text: &str) {
        self.press(&format!("\x1b[200~{text}\x1b[201~"));
    }

    pub fn screen(&self) -> String {
        self.pty.seen().text()
    }

    /// Opens the form of a backup by an ARN in the palette.
    pub fn open_backup(&mut self, resource: &str, name: &str) {
        self.press(":");
        self.wait_for("Commands and things");
        self.paste(resource);
        self.wait_for(&format!("back up {name}"));
        self.press("\r");
        self.wait_for("[ Start ]");
    }

    /// Opens the form that stops a job, which is among those that the console has read.
    pub fn open_stop(&mut self, job: &str) {
        self.press("2z/");
        self.paste(&format!("id:{job}"));
        self.press("\r");
        self.wait_for("Jobs: ");
        self.wait_for("x stop");
        self.press("x");
        self.wait_for("[ Stop it ]");
    }

    /// Kills it as nothing can be heard of, and waits until it is gone.
    pub fn kill(mut self) {
        let pid = Pid::from_raw(self.pty.shell.process_id().unwrap().try_into().unwrap()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
        self.pty.shell.wait().unwrap();
    }
}
